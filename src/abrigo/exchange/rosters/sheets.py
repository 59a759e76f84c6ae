"""Sheets of cells as the file holds them, before anyone asks what they mean."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from abrigo.exchange.rosters.problems import Problem

Value = str | int | float | bool | date | datetime | time | timedelta | None
Corner = tuple[int, int, int, int]
"""First row, first column, last row, last column; counted from 0."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. Row `i` of `rows` is row `i + 1` on the screen. Formulas are text to report, never run."""

    name: str
    rows: tuple[tuple[Value, ...], ...]
    hidden: bool = False
    merges: tuple[Corner, ...] = ()
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file opened: its digest (sha256, hex), its sheets, and how they were decoded."""

    filename: str
    digest: str
    form: str
    """csv, xlsx, xlsm, xlsb, xls or ods, decided by the bytes and not by the name."""
    sheets: tuple[Sheet, ...]
    encoding: str = ""
    delimiter: str = ""
    problems: tuple[Problem, ...] = ()


def letter(column: int) -> str:
    """Column 0 is A, 26 is AA, as the spreadsheet shows it."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def text(value: Value) -> str:
    """A cell in words, exactly as given when it was text; numbers without the `.0` a spreadsheet adds."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M").removesuffix(" 00:00")
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
        case _:
            return str(value)


def blank(value: Value) -> bool:
    """Nothing a person could read: empty, or only spaces and invisible marks."""
    return value is None or (isinstance(value, str) and not value.strip(INVISIBLE))


INVISIBLE = (
    " \t\r\n\v\f\0\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u202f\u205f\u2060\u2066\u2067\u2068\u2069"
    "\u061c\u3000\ufeff"
)
"""Spaces of every width, and the marks that steer right-to-left text."""
