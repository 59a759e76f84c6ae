"""Facts about accusations: who says it, by which legal elements, what speaks for and against, child by child."""

from dataclasses import dataclass
from enum import StrEnum

from abrigo.facts.kinds import AllegationId, EvidenceId, ExhibitId, InterviewId, OperationId, PersonId, Said


class Standing(StrEnum):
    """How far an allegation has come. Never a verdict of ours: each turn names the court or office that made it."""

    ALLEGED = "alleged"
    CHARGED = "charged"
    DISMISSED = "dismissed"
    CONVICTED = "convicted"
    FINAL = "final"


class Weight(StrEnum):
    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    SILENT = "silent"


class Considered(StrEnum):
    """Duties of the State before and beside a removal, recorded child by child."""

    ALTERNATIVE = "alternative-measure"
    EFFORTS = "reasonable-efforts"


@dataclass(frozen=True, slots=True)
class AllegationMade:
    """`speaker` says that ...: `words` as they were said. `elements` of `offence` as its template had them that day."""

    operation: OperationId
    allegation: AllegationId
    offence: str
    elements: tuple[str, ...]
    speaker: str
    words: str
    people: tuple[PersonId, ...]
    said: Said


@dataclass(frozen=True, slots=True)
class AllegationTurned:
    """A court or office changed where it stands; `source` names the act it did so with."""

    operation: OperationId
    allegation: AllegationId
    standing: Standing
    by: str
    source: str
    reason: str
    said: Said


@dataclass(frozen=True, slots=True)
class EvidenceWeighed:
    """What one piece says of one element. `person` None: it is about the group, and proves nothing of any one child.

    `origin` is where it comes from in the end: two papers that quote one witness have one origin.
    """

    operation: OperationId
    allegation: AllegationId
    evidence: EvidenceId
    person: PersonId | None
    element: str
    weight: Weight
    exhibit: ExhibitId | None
    source: str
    origin: str
    reason: str
    said: Said


@dataclass(frozen=True, slots=True)
class EvidenceWithdrawn:
    """It no longer speaks, and why; it stays readable."""

    operation: OperationId
    allegation: AllegationId
    evidence: EvidenceId
    reason: str
    said: Said


@dataclass(frozen=True, slots=True)
class DutyConsidered:
    """Whether a measure short of removal, or reasonable efforts, were considered for this child, and with what end."""

    operation: OperationId
    allegation: AllegationId
    person: PersonId
    duty: Considered
    done: bool
    reason: str
    said: Said


@dataclass(frozen=True, slots=True)
class InterviewHeld:
    """A child was asked. `questions` word for word; `digest` of the recording, sha256 hex, or empty: none was made."""

    operation: OperationId
    person: PersonId
    interview: InterviewId
    interviewer: str
    protocol: str
    language: str
    interpreter: str
    questions: str
    answers: str
    digest: str
    reason: str
    said: Said


Fact = AllegationMade | AllegationTurned | EvidenceWeighed | EvidenceWithdrawn | DutyConsidered | InterviewHeld
