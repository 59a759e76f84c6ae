"""Days and hours as people write them in Guatemala: day first, months in words, serial numbers of spreadsheets."""

# ruff: noqa: E501  word lists read better on long lines than one word to a line

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from abrigo.exchange.rosters.sheets import Value, text
from abrigo.exchange.rosters.wording import clean, plain, western_digits

EPOCH = date(1899, 12, 30)
"""Day 0 of the spreadsheets' calendar, as it holds for every day after February 1900."""
SERIALS = range(10_000, 80_000)  # 1927 to 2119: a smaller number in a column of dates is a day of the month, or a slip

MONTHS = {
    **{name: n for n, names in enumerate(
        ("enero ene january jan", "febrero feb february", "marzo mar march", "abril abr april apr", "mayo may",
         "junio jun june", "julio jul july", "agosto ago august aug", "septiembre setiembre sep sept set september",
         "octubre oct october", "noviembre nov november", "diciembre dic december dec"), 1) for name in names.split()}
}  # fmt: skip
WEEKDAY = re.compile(
    r"^(?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|lun|mar|mi[eé]|jue|vie|s[aá]b|dom|monday|tuesday"
    r"|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun)\.?,? (?=\S)"
)
HOUR = re.compile(
    r"(?:^|[ t,]+)(?:a las |alas |at )?(\d{1,2})(?:(?:[:.h]| h )(\d{2})(?::(\d{2})(?:\.\d+)?)?| ?(?=[ap]\.? ?m))"
    r" ?(a\.? ?m\.?|p\.? ?m\.?)? ?(?:h(?:rs|oras)?\.?)?$"
)
FOUR_DIGITS = re.compile(r"^([01]\d|2[0-3])([0-5]\d) ?(?:h(?:rs|oras)?\.?)?$")


@dataclass(frozen=True, slots=True)
class DayRead:
    """From which day to which (the same, unless only a month was written), and the hour if there was one.

    `order` is "d" for a date that can only be day first, "m" for month first, "?" when both would do, "" when it
    cannot be confused.
    """

    first: date
    last: date
    hour: time | None = None
    order: str = ""
    other: date | None = None
    """The same digits read month first, when both would do."""


def read_day(value: Value, today: date) -> DayRead | None:
    """The day a cell says; `today` (local) only decides the century of two-digit years. None when it says none."""
    match value:
        case date() if not 1900 <= value.year <= 2200:
            return None
        case datetime():
            hour = value.time().replace(tzinfo=None, microsecond=0)
            return DayRead(value.date(), value.date(), hour if hour != time(0) else None)
        case date():
            return DayRead(value, value)
        case int() | float() if not isinstance(value, bool):
            return from_serial(float(value))
        case _:
            pass
    said = western_digits(clean(text(value))).lower()
    if said.isascii() and said.isdigit() and len(said) == 5:
        return from_serial(float(said))
    return in_words(said, today)


def from_serial(number: float) -> DayRead | None:
    if not SERIALS.start <= number < SERIALS.stop:
        return None
    day = EPOCH + timedelta(days=int(number))
    seconds = round((number - int(number)) * 86_400)
    return DayRead(day, day, of_seconds(seconds) if 0 < seconds < 86_400 else None)


def of_seconds(seconds: int) -> time:
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def in_words(said: str, today: date) -> DayRead | None:
    said = WEEKDAY.sub("", said)
    if day := calendar_day(said, today):
        return day
    # 19.12.25 is a day and 19.12 at the end of it an hour; so the hour is only looked for when the whole is no day.
    if found := HOUR.search(said):
        rest = said[: found.start()].rstrip(" ,t")
        hour = clock(found)
        if hour is not None and rest and (day := calendar_day(rest, today)):
            return DayRead(day.first, day.last, hour, day.order, day.other)
    return None


ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
NUMBERS = re.compile(r"(\d{1,2}) ?[-/.] ?(\d{1,2}) ?[-/.] ?(\d{4}|\d{2})")
DAY_MONTH = re.compile(
    r"(\d{1,2})(?:ro|º|°|st|nd|rd|th)?\.?(?: de |[ -/.]+)([a-zé]{3,10})\.?(?:,? (?:de|del|of) |,? ?[ -/.,]+)(\d{4}|\d{2})"
)
MONTH_DAY = re.compile(r"([a-z]{3,10})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
MONTH = re.compile(r"([a-z]{3,10})\.?(?: de | del |[ -/.]+)(\d{4}|\d{2})")


def calendar_day(said: str, today: date) -> DayRead | None:
    if found := ISO.fullmatch(said):
        return single(made(int(found[1]), int(found[2]), int(found[3])))
    if found := NUMBERS.fullmatch(said):
        return from_numbers(int(found[1]), int(found[2]), full_year(found[3], today))
    if found := DAY_MONTH.fullmatch(said):
        return single(made(full_year(found[3], today), MONTHS.get(plain(found[2]), 0), int(found[1])))
    if found := MONTH_DAY.fullmatch(said):
        return single(made(int(found[3]), MONTHS.get(plain(found[1]), 0), int(found[2])))
    if (found := MONTH.fullmatch(said)) and (month := MONTHS.get(plain(found[1]))):
        year = full_year(found[2], today)
        first = made(year, month, 1)
        after = made(year + month // 12, month % 12 + 1, 1)
        return DayRead(first, after - timedelta(days=1)) if first and after else None
    return None


def single(day: date | None) -> DayRead | None:
    return DayRead(day, day) if day else None


def from_numbers(one: int, two: int, year: int) -> DayRead | None:
    """Day first, unless that is no day of any calendar."""
    day_first, month_first = made(year, two, one), made(year, one, two)
    if day_first is None:
        return DayRead(month_first, month_first, None, "m") if month_first else None
    if month_first is None:
        return DayRead(day_first, day_first, None, "d")
    same = day_first == month_first
    return DayRead(day_first, day_first, None, "" if same else "?", None if same else month_first)


def made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1900 <= year <= 2200 else None
    except ValueError:
        return None


def full_year(said: str, today: date) -> int:
    """Two digits are of this century up to ten years ahead of today, else of the last: a slip into next year must
    show as a date in the future, not vanish into 1926."""
    year = int(said)
    if len(said) > 2:
        return year
    century = today.year // 100 * 100
    return century + year if century + year <= today.year + 10 else century - 100 + year


def read_hour(value: Value) -> time | None:
    """The hour of the day a cell says, None when it says none."""
    match value:
        case datetime():
            return value.time().replace(tzinfo=None, microsecond=0)
        case time():
            return value.replace(tzinfo=None, microsecond=0)
        case timedelta() if timedelta(0) <= value < timedelta(days=1):
            return of_seconds(int(value.total_seconds()))
        case float() if 0 < value < 1:
            return of_seconds(min(round(value * 86_400), 86_399))
    said = western_digits(clean(text(value))).lower()
    if found := FOUR_DIGITS.match(said):
        return time(int(found[1]), int(found[2]))
    found = HOUR.search(said)
    return clock(found) if found and found.start() == 0 else None


def clock(found: re.Match[str]) -> time | None:
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[4] or "")[:1]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def moment(day: date, hour: time | None, zone: tzinfo, utc: tzinfo) -> datetime:
    """The instant in UTC. Without an hour, the first minute of the day: a legal clock then starts early, never late."""
    return datetime.combine(day, hour or time(0), zone).astimezone(utc)
