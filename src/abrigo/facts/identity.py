"""Facts about who someone is: names, ages and kin as claims with a speaker; same, not the same, cannot tell."""

from dataclasses import dataclass
from enum import StrEnum

from abrigo.facts.kinds import (
    AgeMethod,
    AgeRange,
    CandidateId,
    ClaimId,
    GroupId,
    OperationId,
    PersonId,
    Said,
)


@dataclass(frozen=True, slots=True)
class NameClaimed:
    """A name as given, by whom, in which language (BCP 47) and script (ISO 15924); `supposed` when doubted."""

    person: PersonId
    claim: ClaimId
    text: str
    speaker: str
    language: str
    script: str
    supposed: bool
    said: Said


@dataclass(frozen=True, slots=True)
class AgeClaimed:
    """An age in whole years as it was on the day it was said."""

    person: PersonId
    claim: ClaimId
    age: AgeRange
    method: AgeMethod
    speaker: str
    said: Said


@dataclass(frozen=True, slots=True)
class AgeDetermined:
    """A competent authority has decided; earlier claims stay written and every earlier count answers as it did."""

    person: PersonId
    claim: ClaimId
    age: AgeRange
    issuer: str
    basis: str
    said: Said


@dataclass(frozen=True, slots=True)
class KinClaimed:
    """`relation` of `other` to the person (mother, sibling ...); `other_name` when the other is nobody we know."""

    person: PersonId
    claim: ClaimId
    relation: str
    other: PersonId | None
    other_name: str
    speaker: str
    said: Said


class KinStanding(StrEnum):
    """How far a claim of kinship has come. Every rival claim stays readable, whatever its standing."""

    ASSERTED = "asserted"
    DOCUMENTED = "documented"
    DNA = "dna"
    COURT = "found-by-court"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class KinDecided:
    """A named person has said how far a claim of kinship stands, why, and on what (`evidence`: SHA-256, or empty)."""

    operation: OperationId
    person: PersonId
    claim: ClaimId
    standing: KinStanding
    reason: str
    evidence: str
    said: Said


@dataclass(frozen=True, slots=True)
class ClaimWithdrawn:
    """The speaker took it back, or it was shown wrong; the claim stays readable and no longer counts."""

    person: PersonId
    claim: ClaimId
    reason: str
    said: Said


@dataclass(frozen=True, slots=True)
class CandidateRaised:
    """These two may be one person. Reasons in codes; nothing is merged by this."""

    operation: OperationId
    candidate: CandidateId
    person: PersonId
    other: PersonId
    reasons: tuple[str, ...]
    said: Said


@dataclass(frozen=True, slots=True)
class Linked:
    """Decided: `person` and `same_as` are one; `same_as` is the one that is counted."""

    operation: OperationId
    candidate: CandidateId
    person: PersonId
    same_as: PersonId
    reason: str
    said: Said


@dataclass(frozen=True, slots=True)
class HeldApart:
    """Decided: not the same. Remembered, so that nobody is asked twice."""

    operation: OperationId
    candidate: CandidateId
    person: PersonId
    other: PersonId
    reason: str
    said: Said


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """Looked at: cannot tell. The candidate stays on the table."""

    operation: OperationId
    candidate: CandidateId
    person: PersonId
    other: PersonId
    reason: str
    said: Said


@dataclass(frozen=True, slots=True)
class Unlinked:
    """The link was wrong; both are again exactly what they were."""

    operation: OperationId
    candidate: CandidateId
    person: PersonId
    same_as: PersonId
    reason: str
    said: Said


@dataclass(frozen=True, slots=True)
class GroupedWithSiblings:
    """Said to be of one sibling group; basis in words, never a surname alone."""

    operation: OperationId
    person: PersonId
    group: GroupId
    basis: str
    said: Said


Fact = (
    NameClaimed
    | AgeClaimed
    | AgeDetermined
    | KinClaimed
    | KinDecided
    | ClaimWithdrawn
    | CandidateRaised
    | Linked
    | HeldApart
    | LeftOpen
    | Unlinked
    | GroupedWithSiblings
)
