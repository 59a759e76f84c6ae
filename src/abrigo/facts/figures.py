"""Facts about numbers that left the house: what was asked for, what was printed and what was not, and corrections."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from abrigo.facts.accords import Definition
from abrigo.facts.kinds import OperationId, Said, TableId


class Dimension(StrEnum):
    """By what a table may be broken down. No line for a home, on purpose: eleven children in one house are known."""

    SEX = "sex"
    AGE = "age-group"
    STATE = "state"
    STAY = "time-in-care"
    CLINICIAN = "seen-by-a-clinician"
    # Indicators: what was owed to each child, and whether it was done (registers/indicators.py).
    WORKER = "caseworker-named"
    PLANNED = "assessed-with-a-plan"
    SIGNED = "assessment-signed-off"
    REVIEWED = "reviewed-in-time"
    REFERRED = "referrals-answered"
    HEARD = "child-heard"
    FOLLOWED = "followed-up-at-home"
    HEARING = "hearing-in-time"
    CONSULATE = "consulate-told"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a printed table. `key` holds a category per dimension, "*" for a margin; `value` None: suppressed."""

    key: tuple[str, ...]
    value: int | None


@dataclass(frozen=True, slots=True)
class TableProposed:
    """`by` empty: one number, published by name and exactly. `known_at` log size the count rests on.

    `corrects` names the table this one replaces; what was printed stays printed, and stays reckoned with.
    """

    operation: OperationId
    table: TableId
    definition: Definition
    cut: datetime
    by: tuple[Dimension, ...]
    reason: str
    corrects: TableId | None
    known_at: int
    said: Said


@dataclass(frozen=True, slots=True)
class TablePublished:
    """From this minute it has left the house. `rules` names the rule set; `said.by` is who decided it."""

    operation: OperationId
    table: TableId
    cells: tuple[Cell, ...]
    rules: str
    digest: str
    said: Said


@dataclass(frozen=True, slots=True)
class TableWithdrawn:
    """It was never published: what is out cannot be called back, only corrected."""

    operation: OperationId
    table: TableId
    reason: str
    said: Said


Fact = TableProposed | TablePublished | TableWithdrawn
