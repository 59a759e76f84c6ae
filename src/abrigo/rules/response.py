"""How soon somebody must act on a concern, by the agency's own table: a time, never a score of a child."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Response:
    code: str
    es: str
    en: str
    within: timedelta


class WrongResponse(ValueError):
    """A line that cannot be used: which one, which key."""


def read(text: str) -> Mapping[str, Response]:
    """In: the file's text, soonest first. Raises WrongResponse naming the line and the key."""
    told: Any = yaml.safe_load(text)
    if not isinstance(told, Sequence) or isinstance(told, str) or not told:
        raise WrongResponse("the file is a list of response times")
    found: dict[str, Response] = {}
    for n, one in enumerate(told):
        for key in ("urgency", "es", "en", "hours"):
            if not isinstance(one, dict) or not one.get(key):
                raise WrongResponse(f"line {n}: {key} is missing")
        if type(one["hours"]) is not int or one["hours"] < 1 or one["urgency"] in found:
            raise WrongResponse(f"line {n}: hours is not a whole number of hours, or the word stands twice")
        found[one["urgency"]] = Response(one["urgency"], one["es"], one["en"], timedelta(hours=one["hours"]))
    return found


_OWN: dict[str, Response] = {}


def adopt(own: Mapping[str, Response]) -> None:
    """An agency's own table in place of ours, once, when the house starts; empty: ours again."""
    _OWN.clear()
    _OWN.update(own)


def shipped() -> Mapping[str, Response]:
    """The table in use: the agency's, or the one that comes with the house."""
    return _OWN or _ours()


@cache
def _ours() -> Mapping[str, Response]:
    return read((resources.files("abrigo.rules") / "practice" / "response.yaml").read_text(encoding="utf-8"))
