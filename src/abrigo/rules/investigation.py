"""Investigation. Child by child and element by element: what supports, what contradicts, what is silent; no verdict."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from abrigo.facts.index import Fact
from abrigo.facts.investigation import (
    AllegationMade,
    AllegationTurned,
    Considered,
    DutyConsidered,
    EvidenceWeighed,
    EvidenceWithdrawn,
    InterviewHeld,
    Standing,
    Weight,
)
from abrigo.facts.kinds import AllegationId, EvidenceId, ExhibitId, InterviewId, OperationId, PersonId
from abrigo.rules.exhibits import exhibit_of, known_exhibit
from abrigo.rules.movement import nobody_here, person_stream
from abrigo.rules.offences import shipped
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.places import known_places, places_of
from abrigo.rules.refusals import Refusal, Why
from abrigo.rules.statements import SHA256

# A child who has told it twice has told it once too often: each further interview needs a reason (UN guidelines on
# justice in matters involving child victims and witnesses, 2005, paragraph 31 (a): the number is to be limited).
INTERVIEWS_BEFORE_A_REASON: Final = 1

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MakeAllegation:
    """`speaker` says that ...; `offence` names a template, whose elements are taken as they stand today."""

    operation: OperationId
    allegation: AllegationId
    offence: str
    speaker: str
    words: str
    people: tuple[PersonId, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class TurnAllegation:
    operation: OperationId
    allegation: AllegationId
    standing: Standing
    by: str
    source: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WeighEvidence:
    """`person` None: about the group. `origin`: where it comes from in the end; empty: it is its own origin."""

    operation: OperationId
    allegation: AllegationId
    evidence: EvidenceId
    element: str
    weight: Weight
    source: str
    at: datetime
    person: PersonId | None = None
    exhibit: ExhibitId | None = None
    origin: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawEvidence:
    operation: OperationId
    allegation: AllegationId
    evidence: EvidenceId
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ConsiderDuty:
    operation: OperationId
    allegation: AllegationId
    person: PersonId
    duty: Considered
    done: bool
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HoldInterview:
    """`digest` of the recording. `reason`: why this child is asked again, when they have been asked before."""

    operation: OperationId
    person: PersonId
    interview: InterviewId
    interviewer: str
    protocol: str
    language: str
    questions: str
    at: datetime
    answers: str = ""
    interpreter: str = ""
    digest: str = ""
    reason: str = ""


Act = MakeAllegation | TurnAllegation | WeighEvidence | WithdrawEvidence | ConsiderDuty | HoldInterview

# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Allegation:
    """One allegation with everything weighed for and against it. `turns` in order of occurrence."""

    made: AllegationMade | None = None
    turns: tuple[AllegationTurned, ...] = ()
    weighed: dict[EvidenceId, EvidenceWeighed] = field(default_factory=dict)
    withdrawn: dict[EvidenceId, EvidenceWithdrawn] = field(default_factory=dict)
    duties: dict[tuple[PersonId, Considered], DutyConsidered] = field(default_factory=dict)

    @property
    def standing(self) -> Standing:
        return self.turns[-1].standing if self.turns else Standing.ALLEGED

    @property
    def speaks(self) -> tuple[EvidenceWeighed, ...]:
        """What has not been withdrawn."""
        return tuple(e for e in self.weighed.values() if e.evidence not in self.withdrawn)


def learn(known: Allegation, fact: Fact) -> Allegation:
    match fact:
        case AllegationMade():
            return replace(known, made=known.made or fact)
        case AllegationTurned():
            turns = sorted((*known.turns, fact), key=lambda t: t.said.at)
            return replace(known, turns=tuple(turns))
        case EvidenceWeighed(evidence=evidence):
            return known if evidence in known.weighed else replace(known, weighed={**known.weighed, evidence: fact})
        case EvidenceWithdrawn(evidence=evidence):
            return replace(known, withdrawn={**known.withdrawn, evidence: fact})
        case DutyConsidered(person=person, duty=duty):
            return replace(known, duties={**known.duties, (person, duty): fact})
        case _:
            return known


ALLEGATIONS: Final = Room("allegations", Allegation(), learn)


@dataclass(frozen=True, slots=True)
class Interviews:
    """How often a child has been asked, by whom, in which language."""

    held: dict[InterviewId, InterviewHeld] = field(default_factory=dict)


def learn_interview(known: Interviews, fact: Fact) -> Interviews:
    if isinstance(fact, InterviewHeld) and fact.interview not in known.held:
        return Interviews({**known.held, fact.interview: fact})
    return known


INTERVIEWS: Final = Room("interviews", Interviews(), learn_interview)


def allegation_of(allegation: AllegationId) -> Stream:
    return Stream(ALLEGATIONS, f"allegation:{allegation}")


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield places_of(act.operation)
    match act:
        case MakeAllegation():
            yield allegation_of(act.allegation)
            yield from (person_stream(p) for p in act.people)
        case HoldInterview():
            yield Stream(INTERVIEWS, f"person:{act.person}")
            yield person_stream(act.person)
        case _:
            yield allegation_of(act.allegation)
            if isinstance(act, WeighEvidence) and act.exhibit is not None:
                yield exhibit_of(act.exhibit)


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known_places(past, act.operation).opened is None:
        return Refusal(Why.UNKNOWN_OPERATION, (act.operation,))
    if isinstance(act, MakeAllegation):
        return make(past, act, hand)
    if isinstance(act, HoldInterview):
        return interview(past, act, hand)
    known: Allegation = past.of(ALLEGATIONS, f"allegation:{act.allegation}")
    if known.made is None or known.made.operation != act.operation:
        return Refusal(Why.UNKNOWN_ALLEGATION, (act.allegation,))
    match act:
        case TurnAllegation():
            return turn(act, hand)
        case WeighEvidence():
            return weigh(past, known, known.made, act, hand)
        case WithdrawEvidence():
            return withdraw(known, act, hand)
        case ConsiderDuty():
            return consider(known.made, act, hand)


def make(past: Past, act: MakeAllegation, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if past.of(ALLEGATIONS, f"allegation:{act.allegation}").made is not None:
        return Refusal(Why.ALLEGATION_EXISTS, (act.allegation,))
    offence = shipped().get(act.offence)
    if offence is None:
        return Refusal(Why.UNKNOWN_OFFENCE, (act.offence,))
    if not act.speaker.strip():
        return Refusal(Why.SPEAKER_REQUIRED)
    if not act.words.strip():
        return Refusal(Why.VERBATIM_REQUIRED)
    if not act.people:
        # An allegation about "the children" is how whole groups of files fell: somebody is named, or nothing is said.
        return Refusal(Why.EMPTY_LIST, ("people",))
    if len(set(act.people)) < len(act.people):
        return Refusal(Why.NAMED_TWICE, tuple(sorted({p for p in act.people if act.people.count(p) > 1})))
    if unknown := [p for p in act.people if nobody_here(past, act.operation, p)]:
        return Refusal(Why.UNKNOWN_PERSON, tuple(unknown))
    elements = tuple(e.code for e in offence.elements)
    made = AllegationMade(
        act.operation, act.allegation, act.offence, elements, act.speaker, act.words, act.people, hand.said
    )
    return (made,)


def turn(act: TurnAllegation, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if not act.by.strip():
        return Refusal(Why.SPEAKER_REQUIRED)
    if not act.source.strip():
        return Refusal(Why.BASIS_REQUIRED)
    return (AllegationTurned(act.operation, act.allegation, act.standing, act.by, act.source, act.reason, hand.said),)


def weigh(
    past: Past, known: Allegation, made: AllegationMade, act: WeighEvidence, hand: Hand
) -> tuple[Fact, ...] | Refusal:
    if act.evidence in known.weighed:
        return Refusal(Why.EVIDENCE_EXISTS, (act.evidence,))
    if act.element not in made.elements:
        return Refusal(Why.UNKNOWN_ELEMENT, (act.element,))
    if act.person is not None and act.person not in made.people:
        return Refusal(Why.NOT_IN_ALLEGATION, (act.person,))
    if act.exhibit is not None and known_exhibit(past, act.exhibit).collected is None:
        return Refusal(Why.UNKNOWN_EXHIBIT, (act.exhibit,))
    if not act.source.strip():
        return Refusal(Why.BASIS_REQUIRED)
    return (
        EvidenceWeighed(
            act.operation, act.allegation, act.evidence, act.person, act.element, act.weight, act.exhibit, act.source,
            act.origin.strip() or act.source.strip(), act.reason, hand.said,
        ),
    )  # fmt: skip


def withdraw(known: Allegation, act: WithdrawEvidence, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if act.evidence not in known.weighed:
        return Refusal(Why.UNKNOWN_EVIDENCE, (act.evidence,))
    if act.evidence in known.withdrawn:
        return Refusal(Why.EVIDENCE_WITHDRAWN, (act.evidence,))
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED)
    return (EvidenceWithdrawn(act.operation, act.allegation, act.evidence, act.reason, hand.said),)


def consider(made: AllegationMade, act: ConsiderDuty, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if act.person not in made.people:
        return Refusal(Why.NOT_IN_ALLEGATION, (act.person,))
    if not act.reason.strip():
        # "Considered" without what and why is a stamp.
        return Refusal(Why.REASON_REQUIRED)
    return (DutyConsidered(act.operation, act.allegation, act.person, act.duty, act.done, act.reason, hand.said),)


def interview(past: Past, act: HoldInterview, hand: Hand) -> tuple[Fact, ...] | Refusal:
    known: Interviews = past.of(INTERVIEWS, f"person:{act.person}")
    if nobody_here(past, act.operation, act.person):
        return Refusal(Why.UNKNOWN_PERSON, (act.person,))
    if act.interview in known.held:
        return Refusal(Why.INTERVIEW_EXISTS, (act.interview,))
    for name in ("interviewer", "protocol", "language", "questions"):
        if not getattr(act, name).strip():
            return Refusal(Why.WORDS_REQUIRED, (name,))
    if act.digest and not SHA256.fullmatch(act.digest):
        return Refusal(Why.DIGEST_MALFORMED, ("digest",))
    if len(known.held) >= INTERVIEWS_BEFORE_A_REASON and not act.reason.strip():
        return Refusal(Why.ASKED_BEFORE, (str(len(known.held)),))
    return (
        InterviewHeld(
            act.operation, act.person, act.interview, act.interviewer, act.protocol, act.language, act.interpreter,
            act.questions, act.answers, act.digest, act.reason, hand.said,
        ),
    )  # fmt: skip


# -- the matrix -----------------------------------------------------------------


class Flag(StrEnum):
    """What a lawyer looks at first. None is a conclusion."""

    NOTHING_OF_ITS_OWN = "nothing-of-its-own"  # nothing weighed is about this child
    UNCOVERED = "element-uncovered"  # nothing of its own speaks to this element
    SINGLE_SOURCE = "single-source"
    SHARED_ORIGIN = "shared-origin"  # several papers, one source in the end
    CONTESTED = "contested"  # something of its own contradicts
    NO_ALTERNATIVE = "no-alternative-recorded"
    NO_EFFORTS = "no-efforts-recorded"


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One child, one element. `group`: what is about everyone and proves nothing of this child."""

    element: str
    supports: tuple[EvidenceWeighed, ...]
    contradicts: tuple[EvidenceWeighed, ...]
    silent: tuple[EvidenceWeighed, ...]
    group: tuple[EvidenceWeighed, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    person: PersonId
    cells: tuple[MatrixCell, ...]
    flags: tuple[Flag, ...]

    @property
    def own(self) -> bool:
        """Whether anything that was weighed is about this very child."""
        return Flag.NOTHING_OF_ITS_OWN not in self.flags


def matrix(known: Allegation) -> tuple[MatrixRow, ...]:
    """Every child of an allegation against each of its elements; empty when it was never made."""
    if known.made is None:
        return ()
    speaks = known.speaks
    return tuple(_row(known, known.made, speaks, person) for person in known.made.people)


def _row(known: Allegation, made: AllegationMade, speaks: Sequence[EvidenceWeighed], person: PersonId) -> MatrixRow:
    cells = tuple(_cell(element, [e for e in speaks if e.element == element], person) for element in made.elements)
    flags = []
    if not any(e.person == person for e in speaks):
        flags.append(Flag.NOTHING_OF_ITS_OWN)
    if (person, Considered.ALTERNATIVE) not in known.duties:
        flags.append(Flag.NO_ALTERNATIVE)
    if (person, Considered.EFFORTS) not in known.duties:
        flags.append(Flag.NO_EFFORTS)
    return MatrixRow(person, cells, tuple(flags))


def _cell(element: str, about: Sequence[EvidenceWeighed], person: PersonId) -> MatrixCell:
    own: Mapping[Weight, tuple[EvidenceWeighed, ...]] = {
        w: tuple(e for e in about if e.person == person and e.weight is w) for w in Weight
    }
    supports, contradicts = own[Weight.SUPPORTS], own[Weight.CONTRADICTS]
    flags = []
    if not supports and not contradicts:
        flags.append(Flag.UNCOVERED)
    if contradicts:
        flags.append(Flag.CONTESTED)
    if len(supports) == 1:
        flags.append(Flag.SINGLE_SOURCE)
    elif len(supports) > 1 and len({e.origin.casefold() for e in supports}) == 1:
        flags.append(Flag.SHARED_ORIGIN)
    group = tuple(e for e in about if e.person is None)
    return MatrixCell(element, supports, contradicts, own[Weight.SILENT], group, tuple(flags))
