"""The one way a payload is written as bytes, so that two readers can never read two meanings."""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from functools import lru_cache
from typing import cast

from abrigo.ledger.dictionaries import BY_NUMBER

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]

LARGEST_INT = 2**53 - 1  # the largest integer that JavaScript and every JSON reader keep exactly
LARGEST_PAYLOAD = 1 << 20
DICTIONARY = 1  # written into every packed payload; a new dictionary takes a new number, the old file stays for ever
PAD = 32
_HEAD = 4  # one byte of dictionary number, three of length
_WINDOW = -14  # raw deflate, 16 KiB window: the 8 KiB dictionary and a usual payload fit


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
    press = _press().copy()
    small = press.compress(plain) + press.flush()
    packed = bytes((DICTIONARY,)) + len(small).to_bytes(3, "big") + small
    return packed + bytes(-len(packed) % PAD)


def unpack(packed: bytes) -> dict[str, Json]:
    """The payload in a packed box, or Refused. Never inflates more than the largest payload."""
    end = _HEAD + int.from_bytes(packed[1:_HEAD], "big")
    if not packed or packed[0] not in BY_NUMBER or len(packed) != end + -end % PAD or packed[end:].strip(b"\0"):
        raise Refused("not-packed")
    wide = zlib.decompressobj(-15, zdict=BY_NUMBER[packed[0]])
    try:
        plain = wide.decompress(packed[_HEAD:end], LARGEST_PAYLOAD)
    except zlib.error as wrong:
        raise Refused("not-packed") from wrong
    if not wide.eof or wide.unused_data:
        raise Refused("not-packed")
    return parse(plain)


@lru_cache
def _press() -> "zlib._Compress":
    """Loaded once and copied for each payload: 4 us instead of 14."""
    return zlib.compressobj(6, zlib.DEFLATED, _WINDOW, 7, zdict=BY_NUMBER[DICTIONARY])
