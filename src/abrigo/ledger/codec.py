"""The one way a payload is written as bytes, so that two readers can never read two meanings."""

import json
import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from functools import lru_cache
from typing import cast

from abrigo.ledger.dictionaries import BY_NUMBER

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]

LARGEST_INT = 2**53 - 1  # the largest integer that JavaScript and every JSON reader keep exactly
LARGEST_PAYLOAD = 1 << 20
DICTIONARY = 2  # written into every packed payload; a new dictionary takes a new number, the old file stays for ever
PAD = 32
_HEAD = 4  # one byte of dictionary number, three of length
_WINDOW = -14  # raw deflate, 16 KiB window: the 11 KiB dictionary and a usual payload fit

# Random letters do not deflate: since dictionary 2 an id, a digest and an instant (milliseconds, 13 digits) travel as
# bytes before the deflated text, and one mark stands for each in it. No canonical JSON holds these marks itself.
_LIFTED = re.compile(rb"(?<![0-9a-f])([0-9a-f]{32}(?:[0-9a-f]{32})?)(?![0-9a-f])|(?<=:)([1-9][0-9]{12})(?=[,}])")
_MARKS = {16: b"\1", 32: b"\2", 6: b"\3"}
_SIZES = {mark: size for size, mark in _MARKS.items()}
_MARK = re.compile(b"[\1-\3]")
_MOST_LIFTED = 1 << 16


class Refused(ValueError):
    """Bytes that are not an entry of ours. `code` says why; the sentence lives at the desk."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def unb64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def canonical(value: Mapping[str, Json]) -> bytes:
    """Sorted, compact UTF-8 JSON (RFC 8785 on our subset). Raises Refused for anything outside the subset."""
    _allow(value, 0)
    return _encoded(value)


def parse(raw: bytes) -> dict[str, Json]:
    """The object in `raw`, or Refused unless `raw` is exactly what `canonical` would have written."""
    try:
        value = _decode(raw.decode("utf-8"))
    except (ValueError, RecursionError) as wrong:
        raise Refused("not-json") from wrong
    if type(value) is not dict:
        raise Refused("not-an-object")
    if canonical(value) != raw:
        raise Refused("not-canonical")
    return cast(dict[str, Json], value)


_decode = json.JSONDecoder().decode


def _encoded(value: object) -> bytes:
    try:
        return _encode(value).encode("utf-8")  # a lone surrogate has no UTF-8 and fails here
    except (ValueError, RecursionError) as wrong:
        raise Refused("not-text") from wrong


def _allow(value: object, depth: int) -> None:
    """Only what Python, JavaScript and RFC 8785 write alike: a float would be printed three ways by three readers."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return
    if kind is int:
        if not -LARGEST_INT <= cast(int, value) <= LARGEST_INT:
            raise Refused("integer-too-large")
    elif depth > 32:
        raise Refused("too-deep")
    elif kind is dict:
        for key, inner in cast(dict[object, object], value).items():
            if type(key) is not str or not key.isascii():
                raise Refused("key-not-ascii")
            if type(inner) is not str:
                _allow(inner, depth + 1)
    elif kind is list or kind is tuple:
        for inner in cast(list[object], value):
            if type(inner) is not str:
                _allow(inner, depth + 1)
    else:
        raise Refused("not-in-our-subset")


# -- packing: small before sealing, because sealed bytes no longer compress ------------


def pack(payload: Mapping[str, Json]) -> bytes:
    """Canonical JSON, deflated against the dictionary, padded to 32 bytes so that length tells little."""
    plain = canonical(payload)
    if len(plain) > LARGEST_PAYLOAD:
        raise Refused("payload-too-large")
    lifted: list[bytes] = []

    def lift(found: re.Match[bytes]) -> bytes:
        name, instant = found.groups()
        if len(lifted) >= _MOST_LIFTED // 32 - 1:
            return found[0]
        lifted.append(bytes.fromhex(name.decode()) if name else int(instant).to_bytes(6, "big"))
        return _MARKS[len(lifted[-1])]

    press = _press().copy()
    small = press.compress(_LIFTED.sub(lift, plain)) + press.flush()
    before = b"".join(lifted)
    small = len(before).to_bytes(2, "big") + before + small
    packed = bytes((DICTIONARY,)) + len(small).to_bytes(3, "big") + small
    return packed + bytes(-len(packed) % PAD)


def unpack(packed: bytes) -> dict[str, Json]:
    """The payload in a packed box, or Refused. Never inflates more than the largest payload."""
    end = _HEAD + int.from_bytes(packed[1:_HEAD], "big")
    if not packed or packed[0] not in BY_NUMBER or len(packed) != end + -end % PAD or packed[end:].strip(b"\0"):
        raise Refused("not-packed")
    start = _HEAD if packed[0] == 1 else _HEAD + 2 + int.from_bytes(packed[_HEAD : _HEAD + 2], "big")
    wide = zlib.decompressobj(-15, zdict=BY_NUMBER[packed[0]])
    try:
        plain = wide.decompress(packed[start:end], LARGEST_PAYLOAD)
    except zlib.error as wrong:
        raise Refused("not-packed") from wrong
    if not wide.eof or wide.unused_data:
        raise Refused("not-packed")
    return parse(plain if packed[0] == 1 else _put_back(plain, packed[_HEAD + 2 : start]))


def _put_back(plain: bytes, lifted: bytes) -> bytes:
    """Exactly what was lifted, each where its mark stands."""
    at = 0

    def back(mark: re.Match[bytes]) -> bytes:
        nonlocal at
        size = _SIZES[mark[0]]
        part, at = lifted[at : at + size], at + size
        return b"%d" % int.from_bytes(part, "big") if size == 6 else part.hex().encode()

    whole = _MARK.sub(back, plain)
    if at != len(lifted):
        raise Refused("not-packed")
    return whole


@lru_cache
def _press() -> "zlib._Compress":
    """Loaded once and copied for each payload: 4 us instead of 14."""
    return zlib.compressobj(6, zlib.DEFLATED, _WINDOW, 7, zdict=BY_NUMBER[DICTIONARY])
