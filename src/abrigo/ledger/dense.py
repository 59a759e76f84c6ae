"""Entries on a thin line: what the other side can work out for itself is left out, and put back to the last byte.

A header is the hash of a box that travels beside it, the name of the entry before it, a device and a key commitment
said a hundred times over. Here each is said once. The reader writes the header again as it was signed; whether it did
so rightly the signature says, like for any entry. Records stand one after another, so half a stream is half the
entries; order is free, but a device's entries in their own order are shortest.

    record   flags, device, [kid], [number, prev], clock, signature, box
    flags    1 box here, 2 new device, 4 new kid, 8 follows the device's entry last sent, 16 public
    device   32 bytes when new, else its index;  kid  16 bytes when new, else its index
    clock    milliseconds after the device's last one, zigzag;  box  length and bytes, or 32 bytes of its hash
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, TypeVar

from abrigo.ledger.chain import LARGEST_BOX, entry_id, parse_header
from abrigo.ledger.codec import Refused, b64, unb64
from abrigo.ledger.reader import Sealed

BOX, NEW_DEVICE, NEW_KID, FOLLOWS, PUBLIC = 1, 2, 4, 8, 16
T = TypeVar("T")
_ALL: Final = 31
Triple = tuple[bytes, bytes, bytes | None]


@dataclass(slots=True)
class _Said:
    """What both ends remember of a stream."""

    devices: dict[str, int] = field(default_factory=dict)
    kids: dict[bytes, int] = field(default_factory=dict)
    last: dict[str, tuple[int, str, int]] = field(default_factory=dict)  # device -> number, id, clock


def pack(entries: Iterable[Sealed], granted: Callable[[bytes], bool]) -> Iterator[bytes]:
    """One record an entry. `granted(kid)` says whether the receiver may hold the words sealed under that key."""
    said = _Said()
    for entry in entries:
        head = parse_header(entry.header)
        box = entry.box if entry.box is not None and (not entry.kid or granted(entry.kid)) else None
        seq, name, rec = said.last.get(head.dev, (0, "", 0))
        follows = head.seq == seq + 1 and head.prev == name
        new_kid = bool(head.kid) and head.kid not in said.kids
        flags = BOX * (box is not None) | NEW_DEVICE * (head.dev not in said.devices) | NEW_KID * new_kid
        parts = [bytes((flags | FOLLOWS * follows | PUBLIC * (not head.kid),))]
        parts.append(unb64(head.dev) if flags & NEW_DEVICE else _number(said.devices[head.dev]))
        if head.kid:
            parts.append(head.kid if new_kid else _number(said.kids[head.kid]))
            said.kids.setdefault(head.kid, len(said.kids))
        said.devices.setdefault(head.dev, len(said.devices))
        if not follows:
            parts += [_number(head.seq), unb64(head.prev)]
        step = head.rec - rec
        parts += [_number(step * 2 if step >= 0 else -step * 2 - 1), entry.sig]
        parts += [head.box] if box is None else [_number(len(box)), box]
        said.last[head.dev] = head.seq, b64(entry.id), head.rec
        yield b"".join(parts)


class Reader:
    """Takes a stream piece by piece; gives back whole entries as they come. Refused("dense-form") for what is none."""

    def __init__(self) -> None:
        self._left = b""
        self._said = _Said()
        self._devices: list[str] = []
        self._kids: list[bytes] = []

    @property
    def waits(self) -> bool:
        """Whether a record is half here."""
        return bool(self._left)

    def feed(self, piece: bytes) -> list[Triple]:
        """The entries that are whole now; what is not waits for the next piece."""
        raw, at, found = self._left + piece, 0, []
        while at < len(raw):
            try:
                entry, at = self._one(raw, at)
            except _Short:
                break
            found.append(entry)
        self._left = raw[at:]
        if len(self._left) > LARGEST_BOX + 4_096:
            raise Refused("dense-form")
        return found

    def _one(self, raw: bytes, at: int) -> tuple[Triple, int]:
        flags, at = raw[at], at + 1
        new_device, new_kid, public = flags & NEW_DEVICE, flags & NEW_KID, flags & PUBLIC
        if flags > _ALL or (public and new_kid):
            raise Refused("dense-form")
        dev, at = _known(raw, at, 32, bool(new_device), self._devices, b64)
        kid, at = (b"", at) if public else _known(raw, at, 16, bool(new_kid), self._kids, bytes)
        seq, prev, rec = self._said.last.get(dev, (0, "", 0))
        seq += 1
        if not flags & FOLLOWS:
            seq, at = _read(raw, at)
            name, at = _take(raw, at, 32 if seq > 1 else 0)
            prev = b64(name)
        step, at = _read(raw, at)
        rec += step // 2 if step % 2 == 0 else -(step + 1) // 2
        sig, at = _take(raw, at, 64)
        size, at = _read(raw, at) if flags & BOX else (32, at)
        if size > LARGEST_BOX:
            raise Refused("dense-form")
        body, at = _take(raw, at, size)
        box = body if flags & BOX else None
        digest = body if box is None else sha256(box).digest()
        header = (
            f'{{"box":"{b64(digest)}","dev":"{dev}","kid":"{b64(kid)}","prev":"{prev}","rec":{rec},"seq":{seq},"v":1}}'
        ).encode()
        if new_device:
            self._devices.append(dev)
        if new_kid:
            self._kids.append(kid)
        self._said.last[dev] = seq, b64(entry_id(header)), rec
        return (header, sig, box), at


class _Short(Exception):
    """The record goes on in a piece that has not come."""


def _known(
    raw: bytes,
    at: int,
    size: int,
    new: bool,  # noqa: FBT001
    seen: list[T],
    spell: Callable[[bytes], T],
) -> tuple[T, int]:
    if new:
        body, at = _take(raw, at, size)
        return spell(body), at
    index, at = _read(raw, at)
    if index >= len(seen):
        raise Refused("dense-form")
    return seen[index], at


def _take(raw: bytes, at: int, size: int) -> tuple[bytes, int]:
    if at + size > len(raw):
        raise _Short
    return raw[at : at + size], at + size


def _number(value: int) -> bytes:
    """Seven bits a byte, the lowest first."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _read(raw: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(raw):
            raise _Short
        if shift > 56:
            raise Refused("dense-form")
        byte, at = raw[at], at + 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
