"""Case work. A concern has a speaker and an hour to act by; a plan has names and days; nothing closes by one hand."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from abrigo.facts.casework import (
    CaseAssessed,
    ClosureProposed,
    ConcernKind,
    ConcernRaised,
    ConcernReplied,
    InterestsWeighed,
    PlanKind,
    ReplyKind,
    StepAnswered,
    StepOutcome,
    StepPlanned,
    StepSigned,
    WorkerAssigned,
)
from abrigo.facts.index import Fact
from abrigo.facts.kinds import ConcernId, OperationId, PersonId, StaffId, StepId
from abrigo.rules.movement import nobody_here, person_stream
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.refusals import Refusal, Why
from abrigo.rules.response import shipped

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AssignWorker:
    operation: OperationId
    person: PersonId
    worker: StaffId
    at: datetime


@dataclass(frozen=True, slots=True)
class RaiseConcern:
    """`urgency`: a line of the agency's response times."""

    operation: OperationId
    person: PersonId
    concern: ConcernId
    kind: ConcernKind
    speaker: str
    observed: str
    urgency: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReplyToConcern:
    operation: OperationId
    person: PersonId
    concern: ConcernId
    kind: ReplyKind
    speaker: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AssessCase:
    """`view`: what the child says; or `absent`: why that is not here."""

    operation: OperationId
    person: PersonId
    step: StepId
    concerns: tuple[ConcernId, ...]
    found: str
    at: datetime
    strengths: str = ""
    view: str = ""
    absent: str = ""


@dataclass(frozen=True, slots=True)
class PlanStep:
    operation: OperationId
    person: PersonId
    step: StepId
    kind: PlanKind
    words: str
    who: str
    due: datetime
    at: datetime
    concern: ConcernId | None = None


@dataclass(frozen=True, slots=True)
class AnswerStep:
    operation: OperationId
    person: PersonId
    step: StepId
    outcome: StepOutcome
    at: datetime
    words: str = ""


@dataclass(frozen=True, slots=True)
class WeighInterests:
    operation: OperationId
    person: PersonId
    step: StepId
    question: str
    options: str
    weighed: str
    conclusion: str
    at: datetime
    view: str = ""
    absent: str = ""


@dataclass(frozen=True, slots=True)
class ProposeClosure:
    operation: OperationId
    person: PersonId
    step: StepId
    reason: str
    at: datetime
    left_open: str = ""


@dataclass(frozen=True, slots=True)
class SignStep:
    """By a second person. Not agreed: it goes back, with the reason."""

    operation: OperationId
    person: PersonId
    step: StepId
    agreed: bool
    at: datetime
    words: str = ""


Act = (
    AssignWorker
    | RaiseConcern
    | ReplyToConcern
    | AssessCase
    | PlanStep
    | AnswerStep
    | WeighInterests
    | ProposeClosure
    | SignStep
)
Signable = CaseAssessed | InterestsWeighed | ClosureProposed

# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Case:
    """One child's case. `answers`: the newest answer to each planned step; `closed`: by whose closure, if it is."""

    worker: WorkerAssigned | None = None
    concerns: dict[ConcernId, ConcernRaised] = field(default_factory=dict)
    replies: tuple[ConcernReplied, ...] = ()
    plan: dict[StepId, StepPlanned] = field(default_factory=dict)
    answers: dict[StepId, tuple[StepAnswered, ...]] = field(default_factory=dict)
    records: dict[StepId, Signable] = field(default_factory=dict)
    signed: dict[StepId, StepSigned] = field(default_factory=dict)
    closed: ClosureProposed | None = None

    def open_step(self, step: StepId) -> bool:
        """Accepted is not done: somebody has said that they will."""
        return not any(a.outcome is not StepOutcome.ACCEPTED for a in self.answers.get(step, ()))

    @property
    def to_do(self) -> tuple[StepPlanned, ...]:
        """What is still to be done, soonest first."""
        return tuple(sorted((s for i, s in self.plan.items() if self.open_step(i)), key=lambda s: s.due))

    @property
    def looked_into(self) -> frozenset[ConcernId]:
        """Concerns on which somebody has acted: assessed, or with a step of their own."""
        assessed = (c for r in self.records.values() if isinstance(r, CaseAssessed) for c in r.concerns)
        planned = (s.concern for s in self.plan.values() if s.concern is not None)
        return frozenset((*assessed, *planned))

    @property
    def waiting(self) -> tuple[Signable, ...]:
        """What a second person has not yet signed."""
        return tuple(r for i, r in self.records.items() if i not in self.signed)


def learn(known: Case, fact: Fact) -> Case:
    match fact:
        case WorkerAssigned():
            return replace(known, worker=fact)
        case ConcernRaised(concern=concern) if concern not in known.concerns:
            return replace(known, concerns={**known.concerns, concern: fact}, closed=None)
        case ConcernReplied():
            return replace(known, replies=(*known.replies, fact))
        case StepPlanned(step=step) if step not in known.plan:
            return replace(known, plan={**known.plan, step: fact}, closed=None)
        case StepAnswered(step=step):
            return replace(known, answers={**known.answers, step: (*known.answers.get(step, ()), fact)})
        case CaseAssessed(step=step) | InterestsWeighed(step=step) | ClosureProposed(step=step) if (
            step not in known.records
        ):
            return replace(known, records={**known.records, step: fact})
        case StepSigned(step=step) if step not in known.signed:
            record = known.records.get(step)
            closed = record if fact.agreed and isinstance(record, ClosureProposed) else known.closed
            return replace(known, signed={**known.signed, step: fact}, closed=closed)
        case _:
            return known


CASES: Final = Room("cases", Case(), learn)


def case_of(person: PersonId) -> Stream:
    return Stream(CASES, f"person:{person}")


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield person_stream(act.person)
    yield case_of(act.person)


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if nobody_here(past, act.operation, act.person):
        return Refusal(Why.UNKNOWN_PERSON, (act.person,))
    known: Case = past.of(CASES, f"person:{act.person}")
    match act:
        case AssignWorker():
            return (WorkerAssigned(act.operation, act.person, act.worker, hand.said),)
        case RaiseConcern():
            return raise_concern(known, act, hand)
        case ReplyToConcern():
            return reply(known, act, hand)
        case PlanStep():
            return plan(known, act, hand)
        case AnswerStep():
            return answer(known, act, hand)
        case SignStep():
            return sign(known, act, hand)
        case AssessCase() | WeighInterests() | ProposeClosure():
            if act.step in known.records or act.step in known.plan:
                return Refusal(Why.PLAN_STEP_EXISTS, (act.step,))
            return _record(known, act, hand)


def _empty(act: Act, *names: str) -> Refusal | None:
    missing = tuple(n for n in names if not getattr(act, n).strip())
    return Refusal(Why.WORDS_REQUIRED, missing) if missing else None


def raise_concern(known: Case, act: RaiseConcern, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if act.concern in known.concerns:
        return Refusal(Why.CONCERN_EXISTS, (act.concern,))
    if no := _empty(act, "speaker", "observed"):
        return no
    response = shipped().get(act.urgency)
    if response is None:
        return Refusal(Why.UNKNOWN_URGENCY, (act.urgency,))
    return (
        ConcernRaised(
            act.operation, act.person, act.concern, act.kind, act.speaker, act.observed, act.urgency,
            act.at + response.within, hand.said,
        ),
    )  # fmt: skip


def reply(known: Case, act: ReplyToConcern, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if act.concern not in known.concerns:
        return Refusal(Why.UNKNOWN_CONCERN, (act.concern,))
    if no := _empty(act, "speaker", "words"):
        return no
    return (ConcernReplied(act.operation, act.person, act.concern, act.kind, act.speaker, act.words, hand.said),)


def plan(known: Case, act: PlanStep, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if act.step in known.plan or act.step in known.records:
        return Refusal(Why.PLAN_STEP_EXISTS, (act.step,))
    if act.concern is not None and act.concern not in known.concerns:
        return Refusal(Why.UNKNOWN_CONCERN, (act.concern,))
    if no := _empty(act, "words", "who"):
        return no
    if act.due < act.at:
        return Refusal(Why.DUE_BEFORE_NOW, ("due",))
    return (
        StepPlanned(act.operation, act.person, act.step, act.kind, act.words, act.who, act.due, act.concern, hand.said),
    )


def answer(known: Case, act: AnswerStep, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if act.step not in known.plan:
        return Refusal(Why.UNKNOWN_PLAN_STEP, (act.step,))
    if not known.open_step(act.step):
        return Refusal(Why.ALREADY_ANSWERED, (act.step,))
    if act.outcome in (StepOutcome.DECLINED, StepOutcome.NOT_POSSIBLE) and not act.words.strip():
        return Refusal(Why.REASON_REQUIRED)
    return (StepAnswered(act.operation, act.person, act.step, act.outcome, act.words, hand.said),)


def _record(known: Case, act: AssessCase | WeighInterests | ProposeClosure, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if isinstance(act, ProposeClosure):
        if no := _empty(act, "reason"):
            return no
        if (left := known.to_do) and not act.left_open.strip():
            return Refusal(Why.STEPS_OPEN, tuple(s.step for s in left))
        return (ClosureProposed(act.operation, act.person, act.step, act.reason, act.left_open, hand.said),)
    if bool(act.view.strip()) == bool(act.absent.strip()):
        # Neither is a child nobody asked; both is a child whose words somebody explains away.
        return Refusal(Why.CHILD_VIEW_REQUIRED, (act.person,))
    if isinstance(act, WeighInterests):
        if no := _empty(act, "question", "options", "weighed", "conclusion"):
            return no
        return (
            InterestsWeighed(
                act.operation, act.person, act.step, act.question, act.options, act.view, act.absent, act.weighed,
                act.conclusion, hand.said,
            ),
        )  # fmt: skip
    if unknown := [c for c in act.concerns if c not in known.concerns]:
        return Refusal(Why.UNKNOWN_CONCERN, tuple(unknown))
    if no := _empty(act, "found"):
        return no
    return (
        CaseAssessed(
            act.operation, act.person, act.step, act.concerns, act.found, act.strengths, act.view, act.absent, hand.said
        ),
    )


def sign(known: Case, act: SignStep, hand: Hand) -> tuple[Fact, ...] | Refusal:
    record = known.records.get(act.step)
    if record is None:
        return Refusal(Why.UNKNOWN_PLAN_STEP, (act.step,))
    if act.step in known.signed:
        return Refusal(Why.ALREADY_ANSWERED, (act.step,))
    if record.said.by == hand.by:
        return Refusal(Why.SAME_PERSON, (hand.by,))
    if not act.agreed and not act.words.strip():
        return Refusal(Why.REASON_REQUIRED)
    if act.agreed and isinstance(record, ClosureProposed) and known.to_do and not record.left_open.strip():
        # Something was planned after the closure was written: whoever signs must not close over it.
        return Refusal(Why.STEPS_OPEN, tuple(s.step for s in known.to_do))
    return (StepSigned(act.operation, act.person, act.step, act.agreed, act.words, hand.said),)
