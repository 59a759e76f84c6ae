"""What travels between two nodes, over the network, on a stick, or from phone to phone: lines that stand alone.

First line: who sends, what it has, and which kids' words it now may have. Then one entry a line: h header, s signature,
b box where the receiver holds a grant. Any order, any subset, any number of times; a parcel cut in half keeps its half.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from abrigo.ledger.chain import Device
from abrigo.ledger.codec import Json, Refused, b64, canonical, parse, unb64
from abrigo.ledger.have import Have, from_json, to_json
from abrigo.ledger.reader import Sealed

LARGEST: Final = 256 << 20  # inflated
HAVE_DOMAIN: Final = b"abrigo/have/1\n"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel as far as it could be read. `broken`: (line number, code); everything else in it is still good."""

    have: Have
    want: tuple[bytes, ...] = ()
    entries: list[tuple[bytes, bytes, bytes | None]] = field(default_factory=list)
    broken: list[tuple[int, str]] = field(default_factory=list)
    keys: list[tuple[bytes, str, bytes]] = field(default_factory=list)  # commitment, whose, wrapped for the receiver


def pack(
    have: Have,
    entries: Iterable[Sealed],
    granted: Callable[[bytes], bool],
    want: Iterable[bytes] = (),
    keys: Iterable[tuple[bytes, str, bytes]] = (),
) -> Iterator[bytes]:
    """Lines of a parcel. `granted(kid)` says whether the receiver may hold the words sealed under that key."""
    yield canonical({"abrigo": "parcel/1", "have": to_json(have), "want": [b64(kid) for kid in want]}) + b"\n"
    for kid, whose, wrap in keys:  # before the words they open: what comes in can be read as it comes
        yield canonical({"k": b64(kid), "u": whose, "w": b64(wrap)}) + b"\n"
    for entry in entries:
        line: dict[str, Json] = {"h": entry.header.decode("ascii"), "s": b64(entry.sig)}
        if entry.box is not None and (not entry.kid or granted(entry.kid)):
            line["b"] = b64(entry.box)
        yield canonical(line) + b"\n"


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
    """Reads a parcel. Refused only if even its first line is not one; a damaged line is reported by its number."""
    first, _, rest = raw.partition(b"\n")
    top = parse(first)
    wants = top.get("want")
    if top.keys() != {"abrigo", "have", "want"} or top["abrigo"] != "parcel/1" or not isinstance(wants, list):
        raise Refused("parcel-form")
    parcel = Parcel(from_json(top["have"]), tuple(_bytes(kid) for kid in wants))
    lines = rest.split(b"\n")
    if (cut := lines.pop()) != b"":
        parcel.broken.append((len(lines) + 2, "cut-short"))
        del cut
    for number, line in enumerate(lines, 2):
        try:
            row = parse(line)
            if row.keys() == {"k", "u", "w"}:
                parcel.keys.append((_bytes(row["k"]), str(row["u"]), _bytes(row["w"])))
                continue
            if not {"h", "s"} <= row.keys() <= {"b", "h", "s"}:
                raise Refused("parcel-form")  # noqa: TRY301 - reported by line number just below
            box = _bytes(row["b"]) if "b" in row else None
            parcel.entries.append((str(row["h"]).encode(), _bytes(row["s"]), box))
        except Refused as wrong:
            parcel.broken.append((number, wrong.code))
    return parcel


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
