"""A public number against the ledger's over time: a plain drawing, made here, with the same numbers in a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils import formats

from abrigo.rules.claims import LedgerAnswer, Point, Standing, interval

WIDE: Final = 720
HIGH: Final = 300
LEFT: Final = 48
RIGHT: Final = 34
TOP: Final = 22
FOOT: Final = 40
RADIUS: Final = 11
# how often the hours below are written, from the finest that still leaves them readable
STEPS: Final = tuple(timedelta(hours=h) for h in (1, 3, 6, 12, 24, 48, 24 * 7, 24 * 30, 24 * 90))


@dataclass(frozen=True, slots=True)
class Spoken:
    """One claim as it is drawn: its number in the table, the interval said, and how the ledger stands to it."""

    key: int
    at: datetime
    low: int | None
    high: int | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class _Frame:
    begin: datetime
    end: datetime
    most: int

    # whole units: a template writes 12.5 as 12,5 in half the languages of the house, and no browser draws that
    def x(self, at: datetime) -> int:
        part = (at - self.begin) / (self.end - self.begin)
        return round(LEFT + min(max(part, 0), 1) * (WIDE - LEFT - RIGHT))

    def y(self, number: int) -> int:
        return round(TOP + (1 - min(number, self.most) / self.most) * (HIGH - TOP - FOOT))


def drawing(spoken: Sequence[Spoken], answer: LedgerAnswer, zone: ZoneInfo) -> dict[str, Any] | None:
    """Everything templates/desk/parts/over_time.html draws: paths, marks, and where the words of the axes stand.

    None when the ledger has no number over time for this, or nothing was said with a minute.
    """
    if not spoken or not answer.series:
        return None
    begin, end = min(s.at for s in spoken), max(s.at for s in spoken)
    room = max(timedelta(hours=3), (end - begin) * 0.15)
    begin, end = begin - room, end + room
    seen = _within(answer.series, begin, end)
    tops = [p.value.high or p.value.low for p in seen] + [s.high or s.low or 0 for s in spoken]
    eyes = [p.by_eye for p in seen if p.by_eye is not None]
    frame = _Frame(begin, end, _round_up(max([1, *tops, *eyes])))
    by_eye = [(p.at, p.by_eye if p.by_eye is not None else p.value.low) for p in seen]
    low, high = [(p.at, p.value.low) for p in seen], [(p.at, p.value.high or p.value.low) for p in seen]
    return {
        "wide": WIDE,
        "high": HIGH,
        "left": LEFT,
        "right": WIDE - RIGHT,
        "floor": HIGH - FOOT,
        "line": _steps(frame, low),
        "both": _area(frame, low, high) if low != high else "",
        "by_eye": _steps(frame, by_eye) if by_eye != low and any(e for _, e in by_eye) else "",
        "marks": _apart([_mark(frame, s, answer) for s in spoken]),
        "numbers": [{"y": frame.y(n), "words": str(n)} for n in _ladder(frame.most)],
        "hours": _hours(frame, zone),
    }


def _within(series: Sequence[Point], begin: datetime, end: datetime) -> list[Point]:
    """What was the case from `begin` on, the number that stood then included."""
    before = [p for p in series if p.at <= begin]
    return [*before[-1:], *(p for p in series if begin < p.at <= end)]


def _steps(frame: _Frame, points: Sequence[tuple[datetime, int]]) -> str:
    """A count stays until it changes: the line runs level and then up or down."""
    if not points:
        return ""
    path = [f"M{frame.x(points[0][0])} {frame.y(points[0][1])}"]
    for at, number in points[1:]:
        path.append(f"H{frame.x(at)}V{frame.y(number)}")
    path.append(f"H{frame.x(frame.end)}")
    return "".join(path)


def _area(frame: _Frame, low: Sequence[tuple[datetime, int]], high: Sequence[tuple[datetime, int]]) -> str:
    """Between the two readings of disputed ages."""
    ends = [*(at for at, _ in low[1:]), frame.end]
    cells = [
        f"M{frame.x(at)} {frame.y(a)}H{frame.x(until)}V{frame.y(b)}H{frame.x(at)}Z"
        for (at, a), (_, b), until in zip(low, high, ends, strict=True)
        if a != b
    ]
    return "".join(cells)


def _mark(frame: _Frame, said: Spoken, answer: LedgerAnswer) -> dict[str, Any]:
    x = frame.x(said.at)
    if said.low is None:
        # no number was said: the mark stands where the ledger's own number was
        known = [p.value.low for p in answer.series if p.at <= said.at]
        y = frame.y(known[-1] if known else 0)
        return {"key": said.key, "x": x, "y": y, "bar": "", "code": str(said.standing), "wordless": True}
    top = frame.y(frame.most if said.high is None else said.high)
    y = frame.y(said.low)
    arrow = "m-4 7l4 -7l4 7" if said.high is None else ""
    bar = "" if said.high == said.low else f"M{x} {y}V{top}{arrow}"
    return {"key": said.key, "x": x, "y": y, "bar": bar, "code": str(said.standing), "wordless": False}


def _apart(marks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two who said the same of the same minute stand side by side; a thread leads back to the minute."""
    placed: list[dict[str, Any]] = []
    for mark in marks:
        at = mark["x"]
        while any(abs(mark["x"] - p["x"]) < 2 * RADIUS and abs(mark["y"] - p["y"]) < 2 * RADIUS for p in placed):
            mark["x"] += 2 * RADIUS + 2
        mark["thread"] = f"M{at} {mark['y']}H{mark['x']}" if mark["x"] != at else ""
        placed.append(mark)
    return placed


def _round_up(most: int) -> int:
    """A little air above the highest number, ending on a number people count in."""
    for step in (2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000):
        if most <= step * 4:
            return -(-(most + step // 3) // step) * step
    return most


def _ladder(most: int) -> list[int]:
    step = next((s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000) if most <= s * 5), most)
    return list(range(0, most + 1, step))


def _hours(frame: _Frame, zone: ZoneInfo) -> list[dict[str, Any]]:
    span = frame.end - frame.begin
    step = next((s for s in STEPS if span <= s * 6), STEPS[-1])
    first = frame.begin.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    found = []
    at = first
    while at <= frame.end:
        if at >= frame.begin:
            day = formats.date_format(at, "j M")
            found.append({"x": frame.x(at), "hour": "" if step >= timedelta(days=1) else f"{at:%H:%M}", "day": day})
        at += step
    return found


def of_interval(claim: Any, answer: LedgerAnswer) -> tuple[int | None, int | None]:
    """What a claim is drawn as; (None, None) when no number was said."""
    if claim.value is None:
        return None, None
    said = interval(claim, answer.expected)
    return said.low, said.high
