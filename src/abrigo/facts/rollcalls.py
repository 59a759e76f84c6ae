"""Facts about counting by name: the list that was frozen, the answers, who was left, and who signed."""

from dataclasses import dataclass
from enum import StrEnum

from abrigo.facts.kinds import OperationId, PersonId, RollCallId, Said, SiteId, UnitId
from abrigo.facts.sightings import How


class Medium(StrEnum):
    SCREEN = "screen"
    PHONE = "phone"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class RollCallOpened:
    """The expected list is frozen at `said.at`. Counters are numbered from 1; two must not see each other's answers."""

    operation: OperationId
    rollcall: RollCallId
    name: str
    site: SiteId
    unit: UnitId | None
    expected: tuple[PersonId, ...]
    counters: int
    said: Said


@dataclass(frozen=True, slots=True)
class RollCallAnswered:
    """`present` as this counter found it: seen, or looked for and not found."""

    person: PersonId
    rollcall: RollCallId
    site: SiteId
    unit: UnitId | None
    counter: int
    present: bool
    how: How
    medium: Medium
    said: Said


@dataclass(frozen=True, slots=True)
class CountingFinished:
    operation: OperationId
    rollcall: RollCallId
    counter: int
    said: Said


@dataclass(frozen=True, slots=True)
class RecountAsked:
    """The counters differ; each counts again, knowing only that they differ."""

    operation: OperationId
    rollcall: RollCallId
    round: int
    said: Said


@dataclass(frozen=True, slots=True)
class NotAnswered:
    """Expected and not found when the roll call closed."""

    person: PersonId
    rollcall: RollCallId
    site: SiteId
    unit: UnitId | None
    said: Said


@dataclass(frozen=True, slots=True)
class RollCallClosed:
    """Signed: expected = answered + not answered, by name. `strangers` were seen and are none of ours."""

    operation: OperationId
    rollcall: RollCallId
    expected: int
    answered: int
    unanswered: int
    strangers: int
    said: Said


@dataclass(frozen=True, slots=True)
class RollCallInterrupted:
    operation: OperationId
    rollcall: RollCallId
    reason: str
    said: Said


@dataclass(frozen=True, slots=True)
class RollCallResumed:
    operation: OperationId
    rollcall: RollCallId
    said: Said


@dataclass(frozen=True, slots=True)
class HeadcountTaken:
    """A bare number by a named method (meals, beds, by eye): kept, never mixed with names."""

    operation: OperationId
    site: SiteId
    number: int
    method: str
    note: str
    said: Said


Fact = (
    RollCallOpened
    | RollCallAnswered
    | CountingFinished
    | RecountAsked
    | NotAnswered
    | RollCallClosed
    | RollCallInterrupted
    | RollCallResumed
    | HeadcountTaken
)
