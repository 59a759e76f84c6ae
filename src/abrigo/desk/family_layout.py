"""Where everybody stands in the picture of a family: pure, the same for the same family, nobody on top of another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

BOX_W: Final = 190
BOX_H: Final = 80
GAP_X: Final = 24
GAP_Y: Final = 70
ROW_GAP: Final = 18
EDGE: Final = 12
ACROSS: Final = 5


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody to be drawn. `elder`: stands above, with the parents."""

    id: str
    elder: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A tie to be drawn from `child` up to `parent`; `rival`: another is claimed to be that parent too; `carer`: not a
    parent, but who cares for them, or other kin."""

    child: str
    parent: str
    rival: bool = False
    carer: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """One person; x, y of the left upper corner, in units of the picture."""

    id: str
    x: int
    y: int
    w: int = BOX_W
    h: int = BOX_H


@dataclass(frozen=True, slots=True)
class Line:
    """A tie as a path of straight pieces; points are x, y."""

    child: str
    parent: str
    points: tuple[tuple[int, int], ...]
    rival: bool
    carer: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes and lines inside width x height."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def lay_out(members: Sequence[Member], links: Sequence[Link], *, across: int = ACROSS, rtl: bool = False) -> Picture:
    """Elders above, children below under the parents they are tied to, at most `across` beside each other.

    Ties to nobody in the picture are left out. `rtl` mirrors it: the first stands at the right, as the eye reads.
    """
    known = {m.id for m in members}
    ties = [k for k in links if k.child in known and k.parent in known and k.child != k.parent]
    above = [m.id for m in members if m.elder or any(k.parent == m.id for k in ties)]
    place = {p: n for n, p in enumerate(above)}
    below = sorted((m.id for m in members if m.id not in place), key=lambda c: _under(c, ties, place))
    rows = [*_rows(above, across), *_rows(below, across)]
    step, elders = BOX_W + GAP_X, len(_rows(above, across))
    # Every second row of children stands half a step aside, so that its lines come down between the boxes above it.
    aside = [step // 2 if n > elders and (n - elders) % 2 and not (len(row) - len(rows[elders])) % 2 else 0
             for n, row in enumerate(rows)]  # fmt: skip
    width = 2 * EDGE - GAP_X + max((len(row) * step + 2 * a for row, a in zip(rows, aside, strict=True)), default=step)
    boxes, y = [], EDGE
    for n, row in enumerate(rows):
        left = (width - len(row) * step + GAP_X) // 2 + aside[n]
        for i, person in enumerate(row):
            x = left + i * (BOX_W + GAP_X)
            boxes.append(Box(person, width - x - BOX_W if rtl else x, y))
        y += BOX_H + (GAP_Y if n == elders - 1 and n < len(rows) - 1 else ROW_GAP)
    at = {b.id: b for b in boxes}
    return Picture(width, max(y - ROW_GAP, 0) + EDGE, tuple(boxes), tuple(_line(k, at, ties) for k in ties))


def _rows(people: Sequence[str], across: int) -> list[list[str]]:
    return [list(people[i : i + across]) for i in range(0, len(people), across)]


def _under(child: str, ties: Sequence[Link], place: dict[str, int]) -> float:
    """Where the parents of a child stand, on average; without any: at the end."""
    stood = [place[k.parent] for k in ties if k.child == child and k.parent in place]
    return sum(stood) / len(stood) if stood else len(place)


def _line(tie: Link, at: dict[str, Box], ties: Sequence[Link]) -> Line:
    """From the top of the child to the foot of the parent; each parent's lines run at a height of their own."""
    child, parent = at[tie.child], at[tie.parent]
    start, end = (child.x + child.w // 2, child.y), (parent.x + parent.w // 2, parent.y + parent.h)
    if child.y <= parent.y:  # beside each other: a mother who is herself a child of somebody here
        start = (child.x + child.w // 2, child.y + child.h)
    parents = sorted({k.parent for k in ties})
    lane = max(end[1], start[1] if child.y <= parent.y else 0) + 8 + 9 * (parents.index(tie.parent) % 6)
    return Line(tie.child, tie.parent, (start, (start[0], lane), (end[0], lane), end), tie.rival, tie.carer)
