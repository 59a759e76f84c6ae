"""Facts about one child's protection: what was observed and by whom, what is planned, what came of it, who agreed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from abrigo.facts.kinds import ConcernId, OperationId, PersonId, Said, StaffId, StepId


class ConcernKind(StrEnum):
    """What may harm a child, in the words of the field's lists (CPMS, INSPIRE); never who the child or family is."""

    CHILD_MARRIAGE = "child-marriage"
    CORPORAL_PUNISHMENT = "corporal-punishment"
    PHYSICAL_VIOLENCE = "physical-violence"
    SEXUAL_VIOLENCE = "sexual-violence"
    EMOTIONAL_VIOLENCE = "emotional-violence"
    FORCED_PREGNANCY = "forced-pregnancy"
    TRAFFICKING = "trafficking"
    CHILD_LABOUR = "child-labour"
    NEGLECT = "neglect"
    EDUCATION_DENIED = "education-denied"
    CARE_DENIED = "care-denied"
    CONFINEMENT = "confinement"
    SEPARATION = "separation"
    NO_DOCUMENTS = "no-documents"
    SELF_HARM = "self-harm"
    HARM_IN_CARE = "harm-in-care"  # ours are not above it
    OTHER = "other-concern"


class ReplyKind(StrEnum):
    REPLY = "reply"
    APPEAL = "appeal"
    COURT = "court-answer"


class PlanKind(StrEnum):
    ACTION = "plan-action"
    SERVICE = "plan-service"
    REFERRAL = "plan-referral"
    VISIT = "plan-visit"
    REVIEW = "plan-review"


class StepOutcome(StrEnum):
    """`accepted` says that somebody took it on; it is done when it is done."""

    ACCEPTED = "step-accepted"
    DONE = "step-done"
    DECLINED = "step-declined"
    NOT_POSSIBLE = "step-not-possible"


@dataclass(frozen=True, slots=True)
class WorkerAssigned:
    """Who answers for this child's case from now on."""

    operation: OperationId
    person: PersonId
    worker: StaffId
    said: Said


@dataclass(frozen=True, slots=True)
class ConcernRaised:
    """`speaker` says so; `observed`: what was seen or heard, not what it means. `act_by`: when somebody must act."""

    operation: OperationId
    person: PersonId
    concern: ConcernId
    kind: ConcernKind
    speaker: str
    observed: str
    urgency: str
    act_by: datetime
    said: Said


@dataclass(frozen=True, slots=True)
class ConcernReplied:
    """What the family, or whoever is meant, says to it; an appeal; a court's answer. It stands beside the concern."""

    operation: OperationId
    person: PersonId
    concern: ConcernId
    kind: ReplyKind
    speaker: str
    words: str
    said: Said


@dataclass(frozen=True, slots=True)
class CaseAssessed:
    """Somebody looked into these concerns. `view`: the child's, or why it is absent."""

    operation: OperationId
    person: PersonId
    step: StepId
    concerns: tuple[ConcernId, ...]
    found: str
    strengths: str
    view: str
    absent: str
    said: Said


@dataclass(frozen=True, slots=True)
class StepPlanned:
    """`who` is to do it, in words; `due` is when."""

    operation: OperationId
    person: PersonId
    step: StepId
    kind: PlanKind
    words: str
    who: str
    due: datetime
    concern: ConcernId | None
    said: Said


@dataclass(frozen=True, slots=True)
class StepAnswered:
    operation: OperationId
    person: PersonId
    step: StepId
    outcome: StepOutcome
    words: str
    said: Said


@dataclass(frozen=True, slots=True)
class InterestsWeighed:
    """The child's best interests in one question: what could be done, what the child says, how all was weighed."""

    operation: OperationId
    person: PersonId
    step: StepId
    question: str
    options: str
    view: str
    absent: str
    weighed: str
    conclusion: str
    said: Said


@dataclass(frozen=True, slots=True)
class ClosureProposed:
    """`left_open`: why it may close although something is still to be done; empty when nothing is."""

    operation: OperationId
    person: PersonId
    step: StepId
    reason: str
    left_open: str
    said: Said


@dataclass(frozen=True, slots=True)
class StepSigned:
    """A second person agreed with an assessment, a weighing of interests or a closure; or gave it back."""

    operation: OperationId
    person: PersonId
    step: StepId
    agreed: bool
    words: str
    said: Said


Fact = (
    WorkerAssigned
    | ConcernRaised
    | ConcernReplied
    | CaseAssessed
    | StepPlanned
    | StepAnswered
    | InterestsWeighed
    | ClosureProposed
    | StepSigned
)
