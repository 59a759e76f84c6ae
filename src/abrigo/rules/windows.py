"""Time windows of care after an event: shown with their source as information, never a decision of ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml

NEEDED: Final = ("window", "es", "en", "hours", "source")


@dataclass(frozen=True, slots=True)
class Window:
    """`hours` from the last event; `verified_by` empty: no clinician here has signed for it, and the page says so."""

    code: str
    es: str
    en: str
    hours: int
    source: str
    verified_by: str

    def closes(self, event: datetime | None) -> datetime | None:
        """None when nobody knows when the last event was: then only a clinician can say."""
        return None if event is None else event + timedelta(hours=self.hours)


class WrongWindow(ValueError):
    """A line that cannot be used: which one, which key."""


def read(text: str) -> tuple[Window, ...]:
    """In: the file's text. Raises WrongWindow naming the line and the key."""
    told: Any = yaml.safe_load(text)
    if not isinstance(told, Sequence) or isinstance(told, str):
        raise WrongWindow("the file is a list of windows")
    found = []
    for n, one in enumerate(told):
        if missing := [k for k in NEEDED if not isinstance(one, dict) or not one.get(k)]:
            raise WrongWindow(f"window {n}: {missing[0]} is missing")
        if type(one["hours"]) is not int or one["hours"] < 1:
            raise WrongWindow(f"window {n}: hours is not a whole number of hours")
        found.append(
            Window(one["window"], one["es"], one["en"], one["hours"], one["source"], one.get("verified_by") or "")
        )
    return tuple(found)


@cache
def shipped() -> tuple[Window, ...]:
    return read((resources.files("abrigo.rules") / "practice" / "windows.yaml").read_text(encoding="utf-8"))
