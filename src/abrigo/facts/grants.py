"""Facts about who may know: a right asked for, given by two hands, read, withdrawn; and a glass broken in emergency."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from abrigo.facts.kinds import AgencyId, GrantId, OperationId, OverrideId, PersonId, Said, SiteId, StaffId


class Compartment(StrEnum):
    """What there is to know of a child, in parts that are opened one by one."""

    WHEREABOUTS = "whereabouts"
    IDENTITY = "identity"
    STATEMENTS = "statements"  # what a child said for the record, never what an office said in public
    HEALTH = "health"
    CLAIMS = "claims"
    INVESTIGATION = "investigation"
    CASE = "case"  # concerns, plan and best interests of one child


class Purpose(StrEnum):
    """What a protected record is opened for. A short list, so that it is chosen with one tap and can be counted."""

    CARE = "care"
    SEARCH = "search"
    FAMILY = "family"
    COURT = "court"
    HEALTH = "health"
    INVESTIGATION = "investigation"
    OVERSIGHT = "oversight"
    CHILD = "child"


@dataclass(frozen=True, slots=True)
class GrantAsked:
    """`staff` or `agency` (one of them) asks to know; no site and no person named: the whole operation."""

    operation: OperationId
    grant: GrantId
    agency: AgencyId | None
    staff: StaffId | None
    compartment: Compartment
    sites: tuple[SiteId, ...]
    people: tuple[PersonId, ...]
    purpose: Purpose
    until: datetime
    words: str
    said: Said


@dataclass(frozen=True, slots=True)
class GrantSupported:
    """The first of two hands. `device` names the machine, so that two accounts on one are not two hands."""

    operation: OperationId
    grant: GrantId
    device: str
    said: Said


@dataclass(frozen=True, slots=True)
class GrantGiven:
    """The second hand: from now, and until the day that was asked for."""

    operation: OperationId
    grant: GrantId
    device: str
    said: Said


@dataclass(frozen=True, slots=True)
class GrantRefused:
    operation: OperationId
    grant: GrantId
    reason: str
    said: Said


@dataclass(frozen=True, slots=True)
class GrantRead:
    """Whoever holds it has read what it opens, for what, and until when."""

    operation: OperationId
    grant: GrantId
    said: Said


@dataclass(frozen=True, slots=True)
class GrantWithdrawn:
    operation: OperationId
    grant: GrantId
    reason: str
    said: Said


@dataclass(frozen=True, slots=True)
class OverrideTaken:
    """One hand alone, in an emergency, for an hour; no person named: everybody of the operation."""

    operation: OperationId
    override: OverrideId
    taker: StaffId
    agency: AgencyId
    compartments: tuple[Compartment, ...]
    people: tuple[PersonId, ...]
    reason: str
    until: datetime
    said: Said


@dataclass(frozen=True, slots=True)
class OverrideReviewed:
    """Somebody else looked at it afterwards and says whether there was need."""

    operation: OperationId
    override: OverrideId
    taker: StaffId
    justified: bool
    words: str
    said: Said


Fact = (
    GrantAsked
    | GrantSupported
    | GrantGiven
    | GrantRefused
    | GrantRead
    | GrantWithdrawn
    | OverrideTaken
    | OverrideReviewed
)
