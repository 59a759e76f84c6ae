"""What travels between two nodes, over the network, on a stick, or from phone to phone: lines that stand alone.

First line: what the sender has, and which kids' words it now may have; then keys, one a line. Then the entries, in one
of two forms: plain (parcel/1), a line each: h header, s signature, b box where the receiver holds a grant; or dense
(parcel/2), after an empty line, in pieces: length and CRC-32 of four bytes each, then records of `ledger/dense.py`.
Dense goes only to who is known to read it. Any order, any subset, any number of times; a parcel cut in half keeps its
half, and of a dense one everything before the first damaged piece.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from abrigo.ledger import dense
from abrigo.ledger.chain import LARGEST_BOX, Device
from abrigo.ledger.codec import Json, Refused, b64, canonical, parse, unb64
from abrigo.ledger.have import Have, from_json, to_json
from abrigo.ledger.reader import Sealed

LARGEST: Final = 256 << 20  # inflated
HAVE_DOMAIN: Final = b"abrigo/have/1\n"
PLAIN, DENSE = 1, 2
_PIECE: Final = 16 << 10  # about a third of a second of a slow line: what one damaged byte can cost
_LARGEST_PIECE: Final = _PIECE + LARGEST_BOX + 4_096


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel as far as it could be read. `broken`: (line number, code); everything else in it is still good."""

    have: Have
    want: tuple[bytes, ...] = ()
    entries: list[tuple[bytes, bytes, bytes | None]] = field(default_factory=list)
    broken: list[tuple[int, str]] = field(default_factory=list)
    keys: list[tuple[bytes, str, bytes]] = field(default_factory=list)  # commitment, whose, wrapped for the receiver
    form: int = PLAIN


def pack(
    have: Have,
    entries: Iterable[Sealed],
    granted: Callable[[bytes], bool],
    want: Iterable[bytes] = (),
    keys: Iterable[tuple[bytes, str, bytes]] = (),
    form: int = PLAIN,
) -> Iterator[bytes]:
    """A parcel, piece by piece. `granted(kid)` says whether the receiver may hold the words sealed under that key."""
    yield canonical({"abrigo": f"parcel/{form}", "have": to_json(have), "want": [b64(kid) for kid in want]}) + b"\n"
    for kid, whose, wrap in keys:  # before the words they open: what comes in can be read as it comes
        yield canonical({"k": b64(kid), "u": whose, "w": b64(wrap)}) + b"\n"
    if form == DENSE:
        yield b"\n"
        yield from _pieces(dense.pack(entries, granted))
        return
    for entry in entries:
        line: dict[str, Json] = {"h": entry.header.decode("ascii"), "s": b64(entry.sig)}
        if entry.box is not None and (not entry.kid or granted(entry.kid)):
            line["b"] = b64(entry.box)
        yield canonical(line) + b"\n"


def _pieces(records: Iterable[bytes]) -> Iterator[bytes]:
    """Every piece is whole records, so what lies before a damaged one is whole entries."""
    waiting, size = [], 0
    for record in records:
        waiting.append(record)
        size += len(record)
        if size >= _PIECE:
            yield _piece(b"".join(waiting))
            waiting, size = [], 0
    if waiting:
        yield _piece(b"".join(waiting))


def _piece(body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + zlib.crc32(body).to_bytes(4, "big") + body


def urgent_first(entries: Iterable[Sealed], rank: Callable[[Sealed], int]) -> list[Sealed]:
    """Alerts and custody before the rest, the newest of each first: on a slow line, order decides who is found."""
    return sorted(entries, key=lambda entry: (rank(entry), -entry.took, -entry.pos))


def shrink(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The same lines, gzipped, as they come; after each piece what was sent so far can be read."""
    press = zlib.compressobj(6, zlib.DEFLATED, 31)
    for line in lines:
        if piece := press.compress(line):
            yield piece
    yield press.flush()


def swell(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Gunzip, bounded; a stream cut short gives what there was of it."""
    wide, total = zlib.decompressobj(31), 0
    for piece in pieces:
        rest = piece
        while rest:
            try:
                plain = wide.decompress(rest, 1 << 20)
            except zlib.error:
                return
            total += len(plain)
            if total > LARGEST:
                raise Refused("parcel-too-large")
            yield plain
            rest = wide.unconsumed_tail


def unpack(raw: bytes) -> Parcel:
    """Reads a parcel. Refused only if even its first line is not one; what is damaged is reported by its number."""
    first, _, rest = raw.partition(b"\n")
    top = parse(first)
    wants, form = top.get("want"), {"parcel/1": PLAIN, "parcel/2": DENSE}.get(str(top.get("abrigo")))
    if top.keys() != {"abrigo", "have", "want"} or form is None or not isinstance(wants, list):
        raise Refused("parcel-form")
    parcel = Parcel(from_json(top["have"]), tuple(_bytes(kid) for kid in wants), form=form)
    if form == DENSE:
        keys, between, body = (b"", rest[:1], rest[1:]) if rest[:1] == b"\n" else rest.partition(b"\n\n")
        _read_lines(parcel, keys + b"\n" if keys and between else keys)
        if between:
            _read_pieces(parcel, body)
        elif not parcel.broken:
            parcel.broken.append((0, "cut-short"))
    else:
        _read_lines(parcel, rest)
    return parcel


def _read_lines(parcel: Parcel, rest: bytes) -> None:
    lines = rest.split(b"\n")
    if lines.pop() != b"":
        parcel.broken.append((len(lines) + 2, "cut-short"))
    for number, line in enumerate(lines, 2):
        try:
            row = parse(line)
            if row.keys() == {"k", "u", "w"}:
                parcel.keys.append((_bytes(row["k"]), str(row["u"]), _bytes(row["w"])))
                continue
            if parcel.form == DENSE or not {"h", "s"} <= row.keys() <= {"b", "h", "s"}:
                raise Refused("parcel-form")  # noqa: TRY301 - reported by line number just below
            box = _bytes(row["b"]) if "b" in row else None
            parcel.entries.append((str(row["h"]).encode(), _bytes(row["s"]), box))
        except Refused as wrong:
            parcel.broken.append((number, wrong.code))


def _read_pieces(parcel: Parcel, raw: bytes) -> None:
    """Up to the first piece that is not as it was sent: a record leans on those before it, so what follows cannot be
    read. It comes with the next exchange. The sum only finds a bad line or stick; who wrote what, signatures say."""
    reader, at, number = dense.Reader(), 0, 1
    while at < len(raw):
        size, told = int.from_bytes(raw[at : at + 4], "big"), raw[at + 4 : at + 8]
        body = raw[at + 8 : at + 8 + size]
        if size > _LARGEST_PIECE:
            return parcel.broken.append((number, "piece-damaged"))
        if len(body) < size or len(told) < 4:
            return parcel.broken.append((number, "cut-short"))
        if zlib.crc32(body).to_bytes(4, "big") != told:
            return parcel.broken.append((number, "piece-damaged"))
        try:
            parcel.entries.extend(reader.feed(body))
        except Refused as wrong:
            return parcel.broken.append((number, wrong.code))
        if reader.waits:
            return parcel.broken.append((number, "piece-damaged"))
        at, number = at + 8 + size, number + 1
    return None


def receipt(device: Device, have: Have, took: int) -> bytes:
    """After COMMIT: what we hold now, signed. Only this lets a phone say "at headquarters"."""
    said = canonical({"abrigo": "have/1", "dev": device.id, "have": to_json(have), "took": took})
    return said + b"\n" + b64(device.sign(HAVE_DOMAIN + said)).encode()


def _bytes(text: Json) -> bytes:
    """Base64url in its one spelling."""
    if not isinstance(text, str):
        raise Refused("base64")
    try:
        raw = unb64(text)
    except ValueError as wrong:
        raise Refused("base64") from wrong
    if b64(raw) != text:
        raise Refused("base64")
    return raw
