"""Reads one row as one person: each cell by what its column means, each doubt spoken."""

# ruff: noqa: E501, SIM905  word lists read better on long lines than one word to a line

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from abrigo.exchange.rosters import ages, days, sexes
from abrigo.exchange.rosters.encodings import garbled
from abrigo.exchange.rosters.headings import LEFT_OUT, Field
from abrigo.exchange.rosters.layout import Layout, Table
from abrigo.exchange.rosters.lines import ColumnLeft, RosterLine, SetAside, StatedTotal
from abrigo.exchange.rosters.problems import Code, Problem, Remedy, Weight
from abrigo.exchange.rosters.sheets import Sheet, Value, blank, letter, text
from abrigo.exchange.rosters.spoken_names import NameRead, from_columns, read_name, without_phones
from abrigo.exchange.rosters.unsaid import unsaid
from abrigo.exchange.rosters.wording import clean, plain
from abrigo.facts.intake import Tally
from abrigo.facts.kinds import AgeRange, Sex, Told, Unsaid
from abrigo.rules.intake import BAND

CHILD_WORDS = frozenset(
    "nino nina ninos ninas nna menor menores adolescente adolescentes bebe infante child children minor girl girls boy boys "
    "baby ילד ילדה ילדים טفل طفل طفلة اطفال".split()
)
ADULT_WORDS = frozenset(
    "adulto adulta adultos adultas mayor mayores mujer mujeres hombre hombres madre madres senora senor adult adults women "
    "woman men man mother mothers מבוגר מבוגרת אישה גבר بالغ بالغة امراة رجل".split()
)
ERRORS = (
    "#REF!",
    "#¡REF!",
    "#VALUE!",
    "#¡VALOR!",
    "#DIV/0!",
    "#¡DIV/0!",
    "#NAME?",
    "#¿NOMBRE?",
    "#NUM!",
    "#N/A",
    "#NULL!",
    "####",
)


@dataclass(slots=True)
class Desk:
    """What is on the table while one file is read."""

    digest: str
    now: datetime
    zone: ZoneInfo
    problems: list[Problem] = field(default_factory=list)
    lines: list[RosterLine] = field(default_factory=list)
    totals: list[StatedTotal] = field(default_factory=list)
    skipped: list[SetAside] = field(default_factory=list)
    left: list[ColumnLeft] = field(default_factory=list)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()


class LineReader:
    """Reads the rows of one table; knows what each of its columns means."""

    def __init__(self, desk: Desk, sheet: Sheet, layout: Layout, table: Table) -> None:
        self.desk, self.sheet, self.layout = desk, sheet, layout
        self.mapping = table.mapping
        self.columns: dict[Field, list[int]] = {}
        for column, meant in enumerate(table.mapping.fields):
            self.columns.setdefault(meant, []).append(column)
        self.letters = self.sex_letters(table)
        self.month_first = self.order_of_dates(table)
        heads = " ".join(plain(self.mapping.headings[column]) for column in self.columns.get(Field.AGE, ()))
        self.by_eye = any(
            word in heads for word in ("aparente", "estimad", "aproximad", "apparent", "estimated", "משוער")
        )

    def sex_letters(self, table: Table) -> dict[str, Sex]:
        told = {said.casefold(): sex for said, sex in self.mapping.letters}
        if Field.SEX not in self.columns:
            return told
        (column,) = self.columns[Field.SEX][:1]
        values = (text(self.layout.rows[number][column]) for number, _ in table.rows)
        return {**sexes.column_says(self.mapping.headings[column], values), **told}

    def order_of_dates(self, table: Table) -> bool | None:
        """True when this office writes the month first; None when the column contradicts itself."""
        if self.mapping.month_first is not None:
            return self.mapping.month_first
        orders = set()
        for meant in (Field.DATE, Field.DATE_AND_TIME, Field.BIRTH_DATE):
            for column in self.columns.get(meant, ()):
                for number, _ in table.rows:
                    day = days.read_day(self.layout.rows[number][column], self.desk.today)
                    orders.add(day.order if day else "")
        return None if {"d", "m"} <= orders else "m" in orders

    def doubt(
        self, number: int, column: int | None, code: Code, remedy: Remedy, weight: Weight, value: str = ""
    ) -> None:
        where = "" if column is None else letter(column)
        said = value or ("" if column is None else text(self.layout.rows[number][column]))
        self.desk.problems.append(Problem(self.sheet.name, number + 1, where, code, said[:200], remedy, weight))

    def cell(self, number: int, meant: Field) -> tuple[Value, int | None]:
        """The first filled cell of a meaning, and its column."""
        for column in self.columns.get(meant, ()):
            if not blank(self.layout.rows[number][column]):
                return self.layout.rows[number][column], column
        return None, next(iter(self.columns.get(meant, ())), None)

    def line(self, number: int, section: str) -> RosterLine:
        self.about_the_cells(number)
        names, nameless = self.names(number)
        sex = self.sex(number)
        age, age_words = self.age(number)
        birth = self.birth(number, age)
        day, at = self.when(number)
        tally = self.tally(number, section, age)
        band = self.band(number)
        index = clean(text(self.cell(number, Field.INDEX)[0]))
        told = {meant: self.told(number, meant) for meant in TOLD}
        where = clean(text(self.cell(number, Field.WHERE)[0]))
        if not (
            band
            or names
            or any(isinstance(one, (Sex, AgeRange)) for one in (sex, age))
            or any(isinstance(one, str) and not isinstance(one, Unsaid) for one in told.values())
        ):
            self.doubt(number, None, Code.NOTHING_KNOWN, Remedy.CHECK_ON_PAPER, Weight.ASKS)  # fmt: skip
        filled = [cell for cell in self.layout.rows[number] if not blank(cell)]
        if len(filled) == 1 and not (band or names) and isinstance(age, AgeRange):
            # A lone number in the column of ages: a child of whom only the age is known, or the sum of the ages.
            self.doubt(number, None, Code.LOOKS_LIKE_TOTAL, Remedy.CHECK_ON_PAPER, Weight.ASKS, age_words)
        key = digest_of(self.desk.digest, self.sheet.name, str(number + 1))
        said = (band, *sorted(plain(one.cleaned) for one in names), str(sex), age_words, str(birth), str(at),
                *(str(one) for one in told.values()))  # fmt: skip
        return RosterLine(
            sheet=self.sheet.name, row=number + 1, key=key, likeness=digest_of(*said), index=index, band=band,
            names=names, nameless=nameless, sex=sex, age=age, age_words=age_words, age_by_eye=self.by_eye, birth=birth, tally=tally,
            clothing=told[Field.CLOTHING], language=told[Field.LANGUAGE], marks=told[Field.MARKS],
            needs=told[Field.NEEDS], held_by=told[Field.HELD_BY], where=where, day=day, at=at, section=section,
        )  # fmt: skip

    def about_the_cells(self, number: int) -> None:
        """Damage done before the file reached us: lost letters, formulas without a result, merged cells."""
        for column, cell in enumerate(self.layout.rows[number]):
            if cell is None and (number, column) not in self.sheet.formulas:
                continue
            if self.mapping.fields[column] in LEFT_OUT:
                continue
            if (number, column) in self.sheet.formulas:
                words = self.sheet.formulas[number, column]
                weight = Weight.ASKS if blank(cell) else Weight.TELLS
                self.doubt(number, column, Code.FORMULA, Remedy.SAVE_AS_VALUES, weight, words)
            if (number, column) in self.layout.filled:
                self.doubt(number, column, Code.MERGED_FILL, Remedy.CHECK_ON_PAPER, Weight.TELLS)
            if isinstance(cell, str) and not cell.isascii():
                if "\ufffd" in cell:
                    self.doubt(number, column, Code.LETTERS_LOST, Remedy.SAVE_AS_UTF8, Weight.ASKS)
                elif garbled(cell):
                    self.doubt(number, column, Code.LETTERS_GARBLED, Remedy.SAVE_AS_UTF8, Weight.ASKS)
            if isinstance(cell, str) and cell.startswith(ERRORS):
                self.doubt(number, column, Code.CELL_ERROR, Remedy.CORRECT_CELL, Weight.ASKS)

    def band(self, number: int) -> str:
        value, column = self.cell(number, Field.BAND)
        said = clean(text(value))
        if not said or unsaid(said) is not None:
            return ""
        band = "".join(said.split()).upper()
        if not BAND.fullmatch(band):
            self.doubt(number, column, Code.BAND_ODD, Remedy.CHECK_BAND, Weight.STOPS)
        return band

    def names(self, number: int) -> tuple[tuple[NameRead, ...], Unsaid | None]:
        found: list[NameRead] = []
        nameless: Unsaid | None = None
        joined = {
            meant: " ".join(
                text(self.layout.rows[number][c])
                for c in self.columns.get(meant, ())
                if not blank(self.layout.rows[number][c])
            )
            for meant in (Field.GIVEN_NAMES, Field.SURNAMES)
        }
        read: list[tuple[NameRead | Unsaid | None, int | None]] = [
            (from_columns(joined[Field.GIVEN_NAMES], joined[Field.SURNAMES]), self.cell(number, Field.GIVEN_NAMES)[1])
        ]
        for meant in (Field.NAME, Field.SUPPOSED_NAME, Field.HEBREW_NAME, Field.ARABIC_NAME):
            here = self.columns.get(meant, ())
            read.extend((read_name(text(self.layout.rows[number][column]), meant), column) for column in here)
        for name, column in read:
            if isinstance(name, NameRead):
                found.append(name)
                for code in name.doubts:
                    self.doubt(number, column, code, Remedy.CHECK_ON_PAPER, Weight.TELLS)
            else:
                nameless = nameless or name
        return tuple(found), None if found else nameless

    def sex(self, number: int) -> Sex | Unsaid | None:
        marked = self.crosses(number)
        if marked is not None:
            return marked
        value, column = self.cell(number, Field.SEX)
        said = clean(text(value))
        if not said:
            return None
        sex = sexes.read_sex(said, self.letters)
        if sex is None:
            self.doubt(number, column, Code.SEX_UNCLEAR, Remedy.ANSWER_LETTER, Weight.ASKS)
            return Unsaid.UNKNOWN
        return sex

    def crosses(self, number: int) -> Sex | Unsaid | None:
        """Two columns, one for girls and one for boys, with a cross in one of them."""
        girl, column = self.cell(number, Field.SEX_FEMALE_MARK)
        boy, _ = self.cell(number, Field.SEX_MALE_MARK)
        marks = [sex for sex, cell in ((Sex.FEMALE, girl), (Sex.MALE, boy)) if not blank(cell)]
        if len(marks) == 2:
            self.doubt(number, column, Code.SEX_TWICE, Remedy.CHECK_ON_PAPER, Weight.ASKS)
            return Unsaid.UNKNOWN
        return marks[0] if marks else None

    def age(self, number: int) -> tuple[AgeRange | Unsaid | None, str]:
        value, column = self.cell(number, Field.AGE)
        months, _ = self.cell(number, Field.AGE_MONTHS)
        read = ages.with_months(ages.read_age(value), months)
        if read.doubt is not None:
            weight = Weight.STOPS if read.doubt is Code.AGE_IMPOSSIBLE else Weight.ASKS
            self.doubt(number, column, read.doubt, Remedy.CORRECT_CELL, weight)
            return Unsaid.UNKNOWN, read.words
        return read.age, read.words

    def birth(self, number: int, age: AgeRange | Unsaid | None) -> date | None:
        value, column = self.cell(number, Field.BIRTH_DATE)
        if blank(value) or unsaid(clean(text(value))) is not None:
            return None
        day = self.day(number, column, value)
        if day is None or day.first != day.last:
            if day is not None:
                self.doubt(number, column, Code.DATE_UNCLEAR, Remedy.CORRECT_CELL, Weight.ASKS)
            return None
        if day.first > self.desk.today:
            self.doubt(number, column, Code.DATE_IN_FUTURE, Remedy.CORRECT_CELL, Weight.STOPS)
            return None
        lived = ages.age_on(self.desk.today, day.first)
        if isinstance(age, AgeRange) and not age.low - 1 <= lived <= (age.high if age.high is not None else 999) + 1:
            self.doubt(
                number,
                column,
                Code.AGE_AND_BIRTH_DIFFER,
                Remedy.CHECK_ON_PAPER,
                Weight.TELLS,
                f"{text(value)} / {age.low}",
            )
        return day.first

    def day(self, number: int, column: int | None, value: Value) -> days.DayRead | None:
        read = days.read_day(value, self.desk.today)
        if read is None:
            self.doubt(number, column, Code.DATE_UNCLEAR, Remedy.CORRECT_CELL, Weight.ASKS)
        elif read.order == "m":
            self.doubt(number, column, Code.DATE_MONTH_FIRST, Remedy.CHECK_ON_PAPER, Weight.TELLS)
        elif read.other and self.month_first is None:
            self.doubt(number, column, Code.DATE_UNCLEAR, Remedy.CORRECT_CELL, Weight.ASKS)
            return None
        elif read.other and self.month_first:
            self.doubt(number, column, Code.DATE_MONTH_FIRST, Remedy.CHECK_ON_PAPER, Weight.TELLS)
            return days.DayRead(read.other, read.other, read.hour, "m")
        return read

    def when(self, number: int) -> tuple[date | None, datetime | None]:
        value, column = self.cell(number, Field.DATE)
        if blank(value):
            value, column = self.cell(number, Field.DATE_AND_TIME)
        if blank(value) or unsaid(clean(text(value))) is not None:
            return None, None
        day = self.day(number, column, value)
        if day is None:
            return None, None
        if day.first != day.last:
            self.doubt(number, column, Code.DATE_UNCLEAR, Remedy.CORRECT_CELL, Weight.ASKS)
            return None, None
        hour = self.hour(number) or day.hour
        at = days.moment(day.first, hour, self.desk.zone, UTC)
        if at > self.desk.now:
            self.doubt(number, column, Code.DATE_IN_FUTURE, Remedy.CORRECT_CELL, Weight.STOPS)
        return day.first, at

    def hour(self, number: int) -> time | None:
        value, column = self.cell(number, Field.TIME)
        if blank(value) or unsaid(clean(text(value))) is not None:
            return None
        hour = days.read_hour(value)
        if hour is None:
            self.doubt(number, column, Code.TIME_UNCLEAR, Remedy.CORRECT_CELL, Weight.ASKS)
        return hour

    def tally(self, number: int, section: str, age: AgeRange | Unsaid | None) -> Tally | None:
        value, column = self.cell(number, Field.TALLY)
        said = clean(text(value))
        tally = which_tally(said) if said else which_tally(section)
        if said and tally is None and unsaid(said) is None:
            self.doubt(number, column, Code.TALLY_UNCLEAR, Remedy.CORRECT_CELL, Weight.ASKS)
        if isinstance(age, AgeRange) and tally is not None:
            surely_adult, surely_child = age.low >= 18, age.high is not None and age.high < 18
            if (tally is Tally.CHILD and surely_adult) or (tally is Tally.ADULT and surely_child):
                self.doubt(
                    number,
                    column,
                    Code.TALLY_AND_AGE_DIFFER,
                    Remedy.CHECK_ON_PAPER,
                    Weight.TELLS,
                    f"{said or section} / {age.low}",
                )
        return tally

    def told(self, number: int, meant: Field) -> Told | None:
        value, column = self.cell(number, meant)
        said = clean(text(value))
        if not said:
            return None
        if (why := unsaid(said)) is not None:
            return why
        words, cut = without_phones(said)
        if cut:
            self.doubt(number, column, Code.PHONE_REMOVED, Remedy.NOTHING, Weight.TELLS, words)
        return words


TOLD = (Field.CLOTHING, Field.LANGUAGE, Field.MARKS, Field.NEEDS, Field.HELD_BY)


def which_tally(words: str) -> Tally | None:
    said = set(plain(words).split())
    # "menor de edad" and "mayor de edad" end alike; "mujeres con niños" says both and so neither.
    child, adult = bool(said & CHILD_WORDS), bool(said & ADULT_WORDS)
    if child == adult:
        return None
    return Tally.CHILD if child else Tally.ADULT


def digest_of(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
