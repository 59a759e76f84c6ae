"""Facts about one agreed number: a definition, a cut, a list and its digest, and the agencies that signed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from abrigo.facts.kinds import AccordId, AgencyId, OperationId, PersonId, Said, SiteId


class Definition(StrEnum):
    """What is counted; the sentence of each stands in desk/sentences.py."""

    CHILDREN_RECEIVED = "children-received"
    CHILDREN_PRESENT = "children-present"
    CHILDREN_UNACCOUNTED = "children-unaccounted"
    CHILDREN_IN_CARE = "children-in-care"
    CHILDREN_RELEASED = "children-released"
    PERSONS_RECEIVED = "persons-received"


class Reason(StrEnum):
    """Why one list has a name the other has not."""

    DUPLICATE_LINE = "duplicate-line"
    AGE_READING = "age-reading"
    NEVER_IN_CUSTODY = "never-in-custody"
    SHEET_MISSING = "sheet-missing"
    LATER_CUT = "later-cut"
    OUT_WITH_AUTHORITY = "out-with-authority"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ListLine:
    """A line of an agency's own list: a person we know, or the words they use for someone we cannot place."""

    person: PersonId | None
    words: str


@dataclass(frozen=True, slots=True)
class AccordProposed:
    """`known_at` log size the list rests on; `digest` sha256 (hex) of the canonical list; `sites` empty: all."""

    operation: OperationId
    accord: AccordId
    definition: Definition
    cut: datetime
    sites: tuple[SiteId, ...]
    agencies: tuple[AgencyId, ...]
    people: tuple[PersonId, ...]
    digest: str
    known_at: int
    said: Said


@dataclass(frozen=True, slots=True)
class AccordSigned:
    operation: OperationId
    accord: AccordId
    agency: AgencyId
    digest: str
    said: Said


@dataclass(frozen=True, slots=True)
class AccordAnswered:
    """An agency cannot sign and gives its own number with its own list."""

    operation: OperationId
    accord: AccordId
    agency: AgencyId
    number: int
    lines: tuple[ListLine, ...]
    said: Said


@dataclass(frozen=True, slots=True)
class DifferenceExplained:
    operation: OperationId
    accord: AccordId
    agency: AgencyId
    person: PersonId | None
    words: str
    reason: Reason
    said: Said


@dataclass(frozen=True, slots=True)
class AccordReached:
    """Every invited agency has signed the same digest."""

    operation: OperationId
    accord: AccordId
    number: int
    digest: str
    said: Said


@dataclass(frozen=True, slots=True)
class AccordWithdrawn:
    operation: OperationId
    accord: AccordId
    reason: str
    said: Said


Fact = AccordProposed | AccordSigned | AccordAnswered | DifferenceExplained | AccordReached | AccordWithdrawn
