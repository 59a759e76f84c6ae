"""Facts about words spoken outside: who said what, when, about when; taken apart into claims; never corrected."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from abrigo.facts.kinds import ClaimId, Count, OperationId, Said, SiteId, StatementId


class Subject(StrEnum):
    CHILDREN = "children"
    ADULTS = "adults"
    PERSONS = "persons"
    ALERTS = "alerts"
    FAMILIES = "families"
    OFFICERS = "officers"


class Predicate(StrEnum):
    REMOVED = "removed"
    RECEIVED = "received"
    PRESENT = "present"
    LOCATED = "located"
    UNACCOUNTED = "unaccounted"
    MISSING = "missing"
    RECOVERED = "recovered"
    IN_HOMES = "in-homes"
    ACTIVE = "active"
    DEPLOYED = "deployed"


class Method(StrEnum):
    NOT_SAID = "not-said"
    BY_EYE = "by-eye"
    HEADCOUNT = "headcount"
    REGISTER = "register"
    BANDS = "bands"
    MEALS = "meals"
    COURT_LIST = "court-list"
    MANIFEST = "manifest"
    ROLL_CALL = "roll-call"
    COMPLAINTS = "complaints"


class Qualifier(StrEnum):
    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at-least"
    ALL = "all"
    SOME = "some"


class Relation(StrEnum):
    REPEATS = "repeats"
    CONTRADICTS = "contradicts"
    NARROWS = "narrows"
    SUPERSEDES = "supersedes"
    RETRACTS = "retracts"


@dataclass(frozen=True, slots=True)
class StatementRecorded:
    """Word for word; `said_at` when spoken, `said.at` when we took it down; digest of the source (sha256 hex)."""

    operation: OperationId
    statement: StatementId
    speaker: str
    capacity: str
    said_at: datetime
    medium: str
    language: str
    verbatim: str
    translation: str
    source_digest: str
    audience: str
    said: Said


@dataclass(frozen=True, slots=True)
class ClaimTaken:
    """One claim of a statement. `value` None: no number was given. `bands`: the list behind it, when there is one."""

    operation: OperationId
    statement: StatementId
    claim: ClaimId
    subject: Subject
    predicate: Predicate
    value: Count | None
    as_of: datetime
    sites: tuple[SiteId, ...]
    method: Method
    qualifier: Qualifier
    bands: tuple[str, ...]
    note: str
    said: Said


@dataclass(frozen=True, slots=True)
class ClaimsRelated:
    """`claim` (of `statement`) stands so to `other`; `other_statement` None: both are of one statement."""

    operation: OperationId
    statement: StatementId
    claim: ClaimId
    other_statement: StatementId | None
    other: ClaimId
    relation: Relation
    reason: str
    said: Said


Fact = StatementRecorded | ClaimTaken | ClaimsRelated
