"""A roster read: its lines, its doubts, what it says it adds up to, and every row accounted for."""

from dataclasses import dataclass
from datetime import date, datetime

from abrigo.exchange.rosters.layout import Aside
from abrigo.exchange.rosters.mapping import Mapping
from abrigo.exchange.rosters.problems import Problem, Weight
from abrigo.exchange.rosters.sheets import Workbook
from abrigo.exchange.rosters.spoken_names import NameRead
from abrigo.facts.intake import Tally
from abrigo.facts.kinds import AgeRange, Sex, Told, Unsaid


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One person as one row tells of them. None is a blank cell: the paper is silent, nobody said why.

    `key` names this row of this file (the same file twice gives the same keys); `likeness` is the same for rows of
    any file that tell the same, and is only ever a reason to look, never to leave a line out: two small boys without
    names are two boys.
    """

    sheet: str
    row: int
    key: str
    likeness: str
    index: str
    band: str
    names: tuple[NameRead, ...]
    nameless: Unsaid | None
    sex: Sex | Unsaid | None
    age: AgeRange | Unsaid | None
    age_words: str
    age_by_eye: bool
    birth: date | None
    tally: Tally | None
    clothing: Told | None
    language: Told | None
    marks: Told | None
    needs: Told | None
    held_by: Told | None
    where: str
    day: date | None
    at: datetime | None
    """UTC. With a day but no hour it is the first minute of that day in the operation's zone."""
    section: str

    def __repr__(self) -> str:  # logs must not say who is on the list
        return f"RosterLine({self.sheet!r}, {self.row})"


@dataclass(frozen=True, slots=True)
class StatedTotal:
    """What the paper says it adds up to, beside what was read: the lines of the same part, and of all above."""

    sheet: str
    row: int
    words: str
    numbers: tuple[int, ...]
    lines_in_part: int
    lines_above: int

    @property
    def agrees(self) -> bool:
        """Whether the first number, or all of them together (girls, boys), is the lines read: of the part or so far.
        True when it states no number."""
        read = {self.lines_in_part, self.lines_above}
        return not self.numbers or self.numbers[0] in read or sum(self.numbers) in read


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that is no person's line, and why."""

    sheet: str
    row: int
    why: Aside


@dataclass(frozen=True, slots=True)
class ColumnLeft:
    """A column that is not imported: its letter, its heading, and whether it was refused for what it asks."""

    sheet: str
    column: str
    heading: str
    refused: bool


@dataclass(frozen=True, slots=True)
class PerhapsSame:
    """Two lines that may be one person. Proposed for a person to decide; nothing is merged here."""

    one: RosterLine
    other: RosterLine
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableRead:
    """One table of one sheet: where its heading stands and what its columns were taken to mean."""

    sheet: str
    heading_rows: tuple[int, ...]
    mapping: Mapping


@dataclass(frozen=True, slots=True)
class Reading:
    """Every row of the file is in exactly one of `lines`, `stated_totals` and `skipped`."""

    workbook: Workbook
    lines: tuple[RosterLine, ...]
    problems: tuple[Problem, ...]
    stated_totals: tuple[StatedTotal, ...]
    skipped: tuple[SetAside, ...]
    columns_left: tuple[ColumnLeft, ...]
    perhaps_same: tuple[PerhapsSame, ...]
    tables: tuple[TableRead, ...]
    captions: tuple[str, ...]

    @property
    def digest(self) -> str:
        """sha256 of the file as it arrived, hex."""
        return self.workbook.digest

    def weighing(self, weight: Weight) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.weight is weight)

    def stopped(self) -> frozenset[tuple[str, int]]:
        """The rows (sheet, number) that cannot be taken as they are."""
        return frozenset((one.sheet, one.row) for one in self.weighing(Weight.STOPS))
