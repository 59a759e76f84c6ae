"""Clocks. When a legal deadline ends: hours, days or months from an instant, by the calendar of one country."""

import calendar as gregorian
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

SUNDAY: Final = 6
ONE_DAY: Final = timedelta(days=1)
LONGEST_ROLL: Final = 60  # days; a calendar that closes longer than this is mistyped


class Unit(StrEnum):
    """`hours` run on whatever the wall clock does; all others end with a day as the place of the child counts it."""

    HOURS = "hours"
    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    WEEKS = "weeks"
    MONTHS = "months"


class Roll(StrEnum):
    """What becomes of a last day nobody works on. `next_not_holiday` moves past holidays, and not past a Saturday."""

    NONE = "none"
    NEXT_WORKING_DAY = "next_working_day"
    NEXT_NOT_HOLIDAY = "next_not_holiday"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days courts are closed in one place. `rest`: weekdays (0 Monday) nobody works on, `sundays`: whether the
    law calls a Sunday a holiday. Asked about a year outside `first`..`last` it raises ValueError: it does not know.
    """

    name: str
    rest: frozenset[int]
    holidays: frozenset[date]
    first: int
    last: int
    sundays: bool = False

    def holiday(self, day: date) -> bool:
        if not self.first <= day.year <= self.last:
            raise ValueError(f"{self.name} knows the years {self.first} to {self.last}, not {day.year}")
        return day in self.holidays or (self.sundays and day.weekday() == SUNDAY)

    def working(self, day: date) -> bool:
        return not self.holiday(day) and day.weekday() not in self.rest


@dataclass(frozen=True, slots=True)
class Extension:
    """How far, how often and by whom a deadline may be moved: at most `most` times by at most `length` `unit`."""

    most: int
    length: int
    unit: Unit
    by: str
    test: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """One deadline of one law. `length` is in `unit`; 0 hours means at once.

    `starts`: the steps it runs from, the earliest of those recorded; `stops`: the acts that meet it. `starts_counted`:
    the day of the start is the first day. `before`: counted back from the day the step is about (a hearing).
    `repeats`: runs again from each act that met it. `roll_by` not empty: the last day moves only when that authority
    says so.
    `owed_by`: whose duty it is. `verified_by` empty: nobody competent has read it for this house;
    it warns, never blocks.
    """

    id: str
    title: dict[str, str]
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    length: int
    unit: Unit
    basis: str
    owed_by: str
    starts_counted: bool = False
    before: bool = False
    repeats: bool = False
    roll: Roll = Roll.NONE
    roll_by: str = ""
    roll_until: time | None = None
    extension: Extension | None = None
    url: str = ""
    note: Mapping[str, str] = field(default_factory=dict)  # by language, as the title; empty: nothing to add
    verified_by: str = ""
    verified_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None

    @property
    def verified(self) -> bool:
        return bool(self.verified_by) and self.verified_on is not None

    def holds_on(self, day: date) -> bool:
        """Whether this law was in force on a day."""
        begun = self.effective_from is None or self.effective_from <= day
        return begun and (self.effective_to is None or day <= self.effective_to)


@dataclass(frozen=True, slots=True)
class Due:
    """`at` (UTC): from this instant on the deadline has passed. `day`: its last day there (for hours: the day it falls
    on). `may_move_to`: the later end that an authority may name, not counted on until it is recorded. `moved`: the day
    the law itself moved it from.
    """

    at: datetime
    day: date
    may_move_to: datetime | None = None
    moved: date | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a clock is read: its zone and calendar."""

    zone: ZoneInfo
    calendar: Calendar


def due(clock: Clock, start: datetime, seat: Seat, extended: Iterable[int] = ()) -> Due:
    """In: a clock, the instant of its start (UTC), the extensions granted, each in the extension's unit. Out: its end.

    Days are those of the seat, not of London or of the server: a removal at 23:30 in Guatemala is of that day.
    """
    given = tuple(extended)
    if clock.unit is Unit.HOURS and not given:
        end = start + timedelta(hours=clock.length)
        return _rolled(clock, end.astimezone(seat.zone).date(), seat, end)
    last = _last_day(clock, start.astimezone(seat.zone).date(), seat.calendar)
    if clock.unit is Unit.HOURS:
        last = (start + timedelta(hours=clock.length)).astimezone(seat.zone).date()
    for length in given:
        assert clock.extension is not None
        last = count(last, length, clock.extension.unit, seat.calendar)
    return _rolled(clock, last, seat, midnight_after(last, seat.zone))


def _last_day(clock: Clock, start: date, calendar: Calendar) -> date:
    if clock.before:
        return count_back(start, clock.length, clock.unit, calendar)
    if clock.unit is Unit.HOURS:
        return start
    if clock.starts_counted:
        return _count_with_start(start, clock.length, clock.unit, calendar)
    return count(start, clock.length, clock.unit, calendar)


def _count_with_start(start: date, length: int, unit: Unit, calendar: Calendar) -> date:
    """The start is day one. Months end on the eve of their date, or with the month when it has no such date."""
    if unit is Unit.MONTHS:
        same = add_months(start, length)
        return same - ONE_DAY if same.day == start.day else same
    if unit is Unit.WORKING_DAYS and not calendar.working(start):
        return count(start, length, unit, calendar)
    if unit is Unit.WEEKS:
        return start + timedelta(days=7 * length - 1)
    return count(start, length - 1, unit, calendar)


def count(start: date, length: int, unit: Unit, calendar: Calendar) -> date:
    """The last of `length` units when the day after `start` is the first."""
    match unit:
        case Unit.MONTHS:
            return add_months(start, length)
        case Unit.WEEKS:
            return start + timedelta(days=7 * length)
        case Unit.WORKING_DAYS:
            day, left = start, length
            while left:
                day += ONE_DAY
                left -= calendar.working(day)
            return day
        case _:
            return start + timedelta(days=length)


def count_back(start: date, length: int, unit: Unit, calendar: Calendar) -> date:
    """The last day on which `length` whole days still lie between it and `start`, neither of the two counted."""
    if unit is Unit.WORKING_DAYS:
        day, left = start, length + 1
        while left:
            day -= ONE_DAY
            left -= calendar.working(day)
        return day
    return start - timedelta(days=length * (7 if unit is Unit.WEEKS else 1) + 1)


def add_months(day: date, months: int) -> date:
    """The same date that many months on; the last day of the month when it has no such date."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))


def _rolled(clock: Clock, last: date, seat: Seat, at: datetime) -> Due:
    moved = roll(last, clock.roll, seat.calendar)
    if moved == last:
        return Due(at, last)
    later = midnight_after(moved, seat.zone)
    if clock.roll_until is not None:
        later = datetime.combine(moved, clock.roll_until, seat.zone).astimezone(UTC)
    # What somebody may grant is not a right: until it is on record the earlier end holds, and it is the one that warns.
    return Due(at, last, may_move_to=later) if clock.roll_by else Due(later, moved, moved=last)


def roll(day: date, rule: Roll, calendar: Calendar) -> date:
    """A last day, moved forward as the rule says; never back. Raises ValueError when no day opens within two months."""
    for n in range(LONGEST_ROLL):
        moved = day + timedelta(days=n)
        match rule:
            case Roll.NEXT_WORKING_DAY:
                open_ = calendar.working(moved)
            case Roll.NEXT_NOT_HOLIDAY:
                open_ = not calendar.holiday(moved)
            case _:
                open_ = True
        if open_:
            return moved
    raise ValueError(f"{calendar.name} has no open day after {day}")


def midnight_after(day: date, zone: ZoneInfo) -> datetime:
    """The instant a day ends where the child is (UTC)."""
    return datetime.combine(day + ONE_DAY, time(), zone).astimezone(UTC)


# -- one clock over what is recorded ----------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """Something recorded that starts or stops clocks. `about`: the day it is about, a hearing's for `hearing.set`."""

    name: str
    at: datetime
    about: datetime | None = None
    id: str = ""
    court: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One running of a clock. `met` None: no recorded act has met it, which is not to say that nothing was done."""

    clock: Clock
    start: Step
    due: Due
    met: Step | None = None
    extended: tuple[int, ...] = field(default=())

    def state(self, now: datetime) -> str:
        """`met`, `met-late`, `due` or `overdue` at `now` (UTC). The end itself is no longer in time."""
        if self.met is not None:
            return "met" if self.met.at < self.due.at else "met-late"
        return "overdue" if now >= self.due.at else "due"


def runs(clock: Clock, steps: Iterable[Step], seat: Seat, extended: Iterable[int] = ()) -> tuple[Run, ...]:
    """In: what is recorded of one child, in any order. Out: every running of one clock, oldest first."""
    told = sorted(steps, key=lambda s: (s.at, s.name))
    begun = [s for s in told if s.name in clock.starts and (not clock.before or s.about is not None)]
    met = [s for s in told if s.name in clock.stops]
    if not begun:
        return ()
    given = tuple(extended)
    if clock.before:
        return tuple(_run(clock, s, s.about or s.at, met, seat, ()) for s in begun)
    first = begun[0]
    if not clock.holds_on(first.at.astimezone(seat.zone).date()):
        return ()
    if not clock.repeats:
        return (_run(clock, first, first.at, met, seat, given),)
    found = []
    start: Step | None = first
    while start is not None:
        found.append(_run(clock, start, start.at, met, seat, given if start is first else ()))
        start = found[-1].met if found[-1].met and found[-1].met.name not in ENDS else None
    return tuple(found)


ENDS: Final = frozenset({"care.ended"})  # what stops a clock for good


def _run(clock: Clock, start: Step, at: datetime, met: list[Step], seat: Seat, given: tuple[int, ...]) -> Run:
    later = [s for s in met if s.at > start.at or (s.at == start.at and s.name != start.name)]
    return Run(clock, start, due(clock, at, seat, given), next(iter(later), None), given)


def extended_by(run: Run, length: int, seat: Seat) -> Run:
    """The same run with one more extension; whether it is allowed is for the rules of the act to say."""
    given = (*run.extended, length)
    return replace(run, due=due(run.clock, run.start.at, seat, given), extended=given)
