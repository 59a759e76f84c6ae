"""A body, front and back, to point at: every region a door by tap or key, every mark a number that a list repeats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse

from abrigo.desk.words import word

WIDE: Final = 100
# Seen from the front, the right hand is at the reader's left. Ellipses: centre and half axes, in a box of 100 by 210.
_FRONT: Final[Mapping[str, tuple[int, int, int, int]]] = {
    "head": (50, 12, 11, 8),
    "face": (50, 24, 9, 8),
    "neck": (50, 36, 6, 4),
    "chest": (50, 55, 17, 14),
    "belly": (50, 81, 15, 12),
    "pelvis": (50, 103, 16, 9),
    "right-shoulder": (28, 46, 7, 6),
    "left-shoulder": (72, 46, 7, 6),
    "right-arm": (22, 73, 6, 20),
    "left-arm": (78, 73, 6, 20),
    "right-hand": (17, 102, 6, 8),
    "left-hand": (83, 102, 6, 8),
    "right-thigh": (40, 131, 8, 18),
    "left-thigh": (60, 131, 8, 18),
    "right-leg": (40, 170, 7, 19),
    "left-leg": (60, 170, 7, 19),
    "right-foot": (37, 197, 8, 6),
    "left-foot": (63, 197, 8, 6),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One injury on the chart. `n` is its number in the list beside it."""

    n: int
    side: str
    region: str


def drawn(person: str, marks: Sequence[Mark], *, doors: bool) -> list[dict[str, Any]]:
    """Both sides as the template draws them; `doors`: whether a region opens the sheet for a new injury."""
    return [_side(person, side, [m for m in marks if m.side == side], doors=doors) for side in ("front", "back")]


def _side(person: str, side: str, marks: Sequence[Mark], *, doors: bool) -> dict[str, Any]:
    sheet = reverse("desk:health_note", args=[person, "injury"])
    regions = []
    for code, (x, y, rx, ry) in _FRONT.items():
        url = f"{sheet}?side={side}&region={code}" if doors else ""
        label = f"{word('h-' + code)}, {word('h-' + side)}"
        regions.append({"x": _across(x, side), "y": y, "rx": rx, "ry": ry, "url": url, "label": label})
    return {"side": word("h-" + side), "regions": regions, "marks": _placed(marks, side)}


def _placed(marks: Sequence[Mark], side: str) -> list[dict[str, int]]:
    """Several in one region stand under each other, none upon another."""
    seen: dict[str, int] = {}
    found = []
    for mark in marks:
        x, y, _rx, _ry = _FRONT[mark.region]
        nth = seen.get(mark.region, 0)
        seen[mark.region] = nth + 1
        found.append({"n": mark.n, "x": _across(x, side), "y": y + 9 * nth, "text_y": y + 9 * nth + 2})
    return found


def _across(x: int, side: str) -> int:
    return x if side == "front" else WIDE - x
