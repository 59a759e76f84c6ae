"""Reading what was sent, strictly: one JSON value, UTF-8, no field twice, no number that is none, not too much."""

import json
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import UnreadablePostError

from abrigo.api.problems import trouble
from abrigo.clerk.sentences import fenced

LONGEST_NUMBER: Final = 20
DEEPEST: Final = 40


class _NoNumber:
    """Stands where a number was written that no field holds (too long, NaN, a fraction): every field refuses it."""


def read(request: HttpRequest, at_most: int) -> Any:
    """In: a request, and how many bytes it may carry. Out: the JSON value. Raises Trouble 400 or 413."""
    too_large = trouble(413, "body-too-large", about=f"{at_most // 1024} kB")
    if _length(request) > at_most:
        raise too_large
    try:
        body = request.body
    except (RequestDataTooBig, UnreadablePostError) as cut:
        raise too_large from cut
    if len(body) > at_most:
        raise too_large
    try:
        text = body.decode()
    except UnicodeDecodeError as bad:
        raise trouble(400, "not-utf-8") from bad
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_int=_whole, parse_float=_no_number, parse_constant=_no_number
        )
    except RecursionError as bad:
        raise trouble(400, "too-deep") from bad
    except ValueError as bad:
        raise trouble(400, "not-json", about=str(getattr(bad, "pos", 0) + 1)) from bad
    if _deeper(value, DEEPEST):
        raise trouble(400, "too-deep")
    return value


def _length(request: HttpRequest) -> int:
    told = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 16 else 0


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise trouble(400, "named-twice-in-object", field=fenced(name))
        found[name] = value
    return found


def _whole(digits: str) -> Any:
    return int(digits) if len(digits) <= LONGEST_NUMBER else _NoNumber()


def _no_number(text: str) -> Any:
    """1.0 is the whole number 1 in JSON; any other fraction is nothing an act can hold."""
    whole, _, rest = text.partition(".")
    if rest and not rest.strip("0") and len(whole) <= 16:
        return int(whole)
    return _NoNumber()


def _deeper(value: Any, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inside = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_deeper(v, levels - 1) for v in inside)
