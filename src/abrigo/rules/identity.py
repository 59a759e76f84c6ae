"""Identity. Names, ages and kin are claims with a speaker; nothing is merged by itself, every link can be undone."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeVar

from abrigo.facts.identity import (
    AgeClaimed,
    AgeDetermined,
    CandidateRaised,
    ClaimWithdrawn,
    GroupedWithSiblings,
    HeldApart,
    KinClaimed,
    LeftOpen,
    Linked,
    NameClaimed,
    Unlinked,
)
from abrigo.facts.index import Fact
from abrigo.facts.kinds import AgeMethod, AgeRange, CandidateId, ClaimId, GroupId, OperationId, PersonId
from abrigo.rules.intake import intake_of, known_intake, refuse_age, refuse_unknown
from abrigo.rules.movement import refuse_list
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.refusals import Refusal, Why

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClaimName:
    operation: OperationId
    person: PersonId
    claim: ClaimId
    text: str
    at: datetime
    speaker: str = ""
    language: str = ""
    script: str = ""
    supposed: bool = False


@dataclass(frozen=True, slots=True)
class ClaimAge:
    operation: OperationId
    person: PersonId
    claim: ClaimId
    age: AgeRange
    method: AgeMethod
    at: datetime
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class ClaimKin:
    """`other` is the person's `relation` (mother, sibling ...); `other_name` when it is nobody we know."""

    operation: OperationId
    person: PersonId
    claim: ClaimId
    relation: str
    at: datetime
    other: PersonId | None = None
    other_name: str = ""
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawClaim:
    operation: OperationId
    person: PersonId
    claim: ClaimId
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DetermineAge:
    """The word of a court or another competent authority; what was said before stays written."""

    operation: OperationId
    person: PersonId
    claim: ClaimId
    age: AgeRange
    issuer: str
    basis: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ProposeCandidate:
    operation: OperationId
    candidate: CandidateId
    person: PersonId
    other: PersonId
    reasons: tuple[str, ...]
    at: datetime


class Verdict(StrEnum):
    SAME = "same"
    NOT_THE_SAME = "not-the-same"
    CANNOT_TELL = "cannot-tell"


@dataclass(frozen=True, slots=True)
class DecideCandidate:
    """`counted` (for `same` only) is which of the two records is counted from now on."""

    operation: OperationId
    candidate: CandidateId
    verdict: Verdict
    reason: str
    at: datetime
    counted: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Unlink:
    operation: OperationId
    candidate: CandidateId
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class GroupSiblings:
    operation: OperationId
    group: GroupId
    people: tuple[PersonId, ...]
    basis: str
    at: datetime


ClaimAct = ClaimName | ClaimAge | ClaimKin | WithdrawClaim | DetermineAge
Act = ClaimAct | ProposeCandidate | DecideCandidate | Unlink | GroupSiblings

# -- what is known --------------------------------------------------------------

K = TypeVar("K")
F = TypeVar("F")


def pair(one: PersonId, other: PersonId) -> frozenset[PersonId]:
    return frozenset((one, other))


@dataclass(frozen=True, slots=True)
class Identity:
    """What a person's stream tells of who they are, and of whom others say is their kin or the same person.

    The stream also carries what was said of others naming this person; `kin_of` and `same_as` ask for whom.
    """

    names: dict[ClaimId, NameClaimed] = field(default_factory=dict)
    ages: dict[ClaimId, AgeClaimed] = field(default_factory=dict)
    determined: dict[ClaimId, AgeDetermined] = field(default_factory=dict)
    kin: dict[tuple[PersonId, ClaimId], KinClaimed] = field(default_factory=dict)
    withdrawn: dict[ClaimId, ClaimWithdrawn] = field(default_factory=dict)
    group: GroupedWithSiblings | None = None
    links: dict[PersonId, Linked] = field(default_factory=dict)  # the record that is not counted -> the link
    apart: frozenset[frozenset[PersonId]] = frozenset()
    candidates: dict[frozenset[PersonId], CandidateId] = field(default_factory=dict)

    def same_as(self, person: PersonId) -> PersonId | None:
        """The record counted in place of `person`'s; None when it counts for itself."""
        return self.links[person].same_as if person in self.links else None

    def members(self, person: PersonId) -> frozenset[PersonId]:
        """Records decided to be `person`, who is counted for them."""
        return frozenset(p for p, link in self.links.items() if link.same_as == person)

    def has_claim(self, person: PersonId, claim: ClaimId) -> bool:
        return any(claim in told for told in (self.names, self.ages, self.determined)) or (person, claim) in self.kin

    def standing_names(self) -> tuple[NameClaimed, ...]:
        return tuple(name for claim, name in self.names.items() if claim not in self.withdrawn)

    def kin_of(self, person: PersonId) -> tuple[KinClaimed, ...]:
        """What stands of the kin of `person`, rival claims side by side."""
        return tuple(kin for (of, claim), kin in self.kin.items() if of == person and claim not in self.withdrawn)

    def determination(self) -> AgeDetermined | None:
        """The last word of a competent authority that stands."""
        standing = [d for claim, d in self.determined.items() if claim not in self.withdrawn]
        return max(standing, key=lambda d: (d.said.at, d.claim)) if standing else None


def learn(known: Identity, fact: Fact) -> Identity:
    match fact:
        case NameClaimed(claim=claim):
            return replace(known, names=_first(known.names, claim, fact))
        case AgeClaimed(claim=claim):
            return replace(known, ages=_first(known.ages, claim, fact))
        case AgeDetermined(claim=claim):
            return replace(known, determined=_first(known.determined, claim, fact))
        case KinClaimed(person=person, claim=claim):
            return replace(known, kin=_first(known.kin, (person, claim), fact))
        case ClaimWithdrawn(claim=claim):
            return replace(known, withdrawn=_first(known.withdrawn, claim, fact))
        case GroupedWithSiblings():
            return replace(known, group=fact)
        case _:
            return _learn_pair(known, fact)


def _first(told: dict[K, F], key: K, fact: F) -> dict[K, F]:
    """What was said first under an id stays; nothing said later takes its place."""
    return told if key in told else {**told, key: fact}


def _learn_pair(known: Identity, fact: Fact) -> Identity:
    match fact:
        case CandidateRaised(candidate=candidate, person=person, other=other):
            return replace(known, candidates={**known.candidates, pair(person, other): candidate})
        case Linked(person=person, same_as=same_as):
            apart = known.apart - {pair(person, same_as)}
            return replace(known, links={**known.links, person: fact}, apart=apart)
        case HeldApart(person=person, other=other):
            return replace(known, apart=known.apart | {pair(person, other)})
        case LeftOpen(person=person, other=other):
            return replace(known, apart=known.apart - {pair(person, other)})
        case Unlinked(person=person, same_as=same_as):
            if known.same_as(person) != same_as:
                return known
            return replace(known, links={p: link for p, link in known.links.items() if p != person})
        case _:
            return known


IDENTITY: Final = Room("identity", Identity(), learn)


def identity_of(person: PersonId) -> Stream:
    return Stream(IDENTITY, f"person:{person}")


def known_identity(past: Past, person: PersonId) -> Identity:
    return past.of(IDENTITY, f"person:{person}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """`decided` is None while the pair lies on the table: also after "cannot tell" and after an undone link."""

    raised: CandidateRaised | None = None
    decided: Linked | HeldApart | None = None
    looked_at: tuple[LeftOpen, ...] = ()


def learn_candidate(known: Candidate, fact: Fact) -> Candidate:
    match fact:
        case CandidateRaised():
            return replace(known, raised=known.raised or fact)
        case Linked() | HeldApart():
            return replace(known, decided=fact)
        case LeftOpen():
            return replace(known, decided=None, looked_at=(*known.looked_at, fact))
        case Unlinked():
            return replace(known, decided=None)
        case _:
            return known


CANDIDATES: Final = Room("candidates", Candidate(), learn_candidate)


def candidate_of(candidate: CandidateId) -> Stream:
    return Stream(CANDIDATES, f"candidate:{candidate}")


def known_candidate(past: Past, candidate: CandidateId) -> Candidate:
    return past.of(CANDIDATES, f"candidate:{candidate}")


def chain(past: Past, person: PersonId) -> tuple[PersonId, ...]:
    """From a record to the one counted in its place, as far as it is loaded; the last is the one counted."""
    found = [person]
    while past.has(IDENTITY, f"person:{found[-1]}"):
        above = known_identity(past, found[-1]).same_as(found[-1])
        if above is None or above in found:
            break
        found.append(above)
    return tuple(found)


def cluster(past: Past, person: PersonId) -> tuple[PersonId, ...]:
    """Every record counted as the one person `person` is counted as, that one first, as far as it is loaded."""
    found = [chain(past, person)[-1]]
    for each in found:
        if past.has(IDENTITY, f"person:{each}"):
            found += sorted(known_identity(past, each).members(each) - {*found})
    return tuple(found)


def apart_within(past: Past, one: PersonId, other: PersonId) -> tuple[PersonId, PersonId] | None:
    """Two records somebody held apart that would be one person if these two were; None when there are none."""
    both = cluster(past, one), cluster(past, other)
    for a in both[0]:
        for b in both[1]:
            if pair(a, b) in known_identity(past, a).apart:
                return a, b
    return None


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    match act:
        case ClaimName(person=person) | ClaimAge(person=person) | WithdrawClaim(person=person):
            yield from _about(person)
        case DetermineAge(person=person):
            yield from _about(person)
        case ClaimKin(person=person, other=other):
            yield from _about(person)
            if other is not None:
                yield intake_of(other)
        case ProposeCandidate(candidate=candidate, person=person, other=other):
            yield candidate_of(candidate)
            yield from _about(person)
            yield from _about(other)
        case DecideCandidate(candidate=candidate) | Unlink(candidate=candidate):
            yield candidate_of(candidate)
            yield from _chains(past, candidate)
        case GroupSiblings(people=people):
            yield from map(intake_of, people)


def _about(person: PersonId) -> Iterable[Need]:
    yield intake_of(person)
    yield identity_of(person)


def _chains(past: Past, candidate: CandidateId) -> Iterable[Need]:
    """All records of the two persons, however many: asked again until both are loaded whole."""
    if not past.has(CANDIDATES, f"candidate:{candidate}"):
        return
    raised = known_candidate(past, candidate).raised
    for person in (raised.person, raised.other) if raised else ():
        yield from map(identity_of, {*chain(past, person), *cluster(past, person)})


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    match act:
        case ProposeCandidate():
            return propose(past, act, hand)
        case DecideCandidate():
            return decide_candidate(past, act, hand)
        case Unlink():
            return unlink(past, act, hand)
        case GroupSiblings():
            return group_siblings(past, act, hand)
        case _:
            return claim(past, act, hand)


def claim(past: Past, act: ClaimAct, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if no := refuse_unknown(past, act.operation, (act.person,)):
        return no
    known = known_identity(past, act.person)
    if not isinstance(act, WithdrawClaim) and known.has_claim(act.person, act.claim):
        return Refusal(Why.CLAIM_EXISTS, (act.claim,))
    match act:
        case ClaimName():
            return claim_name(act, hand)
        case ClaimAge():
            return refuse_age(act.age) or (
                AgeClaimed(act.person, act.claim, act.age, act.method, act.speaker, hand.said),
            )
        case DetermineAge():
            return determine_age(act, hand)
        case ClaimKin():
            return claim_kin(past, act, hand)
        case WithdrawClaim():
            return withdraw_claim(known, act, hand)


def claim_name(act: ClaimName, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if not act.text.strip():
        return Refusal(Why.NAME_EMPTY)
    named = NameClaimed(
        act.person,
        act.claim,
        act.text.strip(),
        act.speaker,
        act.language,
        act.script,
        act.supposed,
        hand.said,
    )
    return (named,)


def determine_age(act: DetermineAge, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if no := refuse_age(act.age):
        return no
    if not act.issuer.strip():
        return Refusal(Why.ISSUER_REQUIRED)
    if not act.basis.strip():
        return Refusal(Why.BASIS_REQUIRED)
    return (AgeDetermined(act.person, act.claim, act.age, act.issuer, act.basis, hand.said),)


def claim_kin(past: Past, act: ClaimKin, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if not act.relation.strip():
        return Refusal(Why.RELATION_REQUIRED)
    if act.other is None and not act.other_name.strip():
        return Refusal(Why.NAME_EMPTY)
    if act.other == act.person:
        return Refusal(Why.SAME_RECORD, (act.person,))
    if act.other is not None and not known_intake(past, act.other).known:
        return Refusal(Why.UNKNOWN_PERSON, (act.other,))
    kin = KinClaimed(act.person, act.claim, act.relation, act.other, act.other_name.strip(), act.speaker, hand.said)
    return (kin,)


def withdraw_claim(known: Identity, act: WithdrawClaim, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if not known.has_claim(act.person, act.claim):
        return Refusal(Why.UNKNOWN_CLAIM, (act.claim,))
    if act.claim in known.withdrawn:
        return Refusal(Why.ALREADY_WITHDRAWN, (act.claim,))
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED)
    return (ClaimWithdrawn(act.person, act.claim, act.reason, hand.said),)


def propose(past: Past, act: ProposeCandidate, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if act.person == act.other:
        return Refusal(Why.SAME_RECORD, (act.person,))
    if no := refuse_unknown(past, act.operation, (act.person,)):
        return no
    if not known_intake(past, act.other).known:
        return Refusal(Why.UNKNOWN_PERSON, (act.other,))
    if not act.reasons:
        return Refusal(Why.REASON_REQUIRED)
    if known_candidate(past, act.candidate).raised is not None:
        return Refusal(Why.CANDIDATE_EXISTS, (act.candidate,))
    known, both = known_identity(past, act.person), pair(act.person, act.other)
    linked = known.same_as(act.person) == act.other or known.same_as(act.other) == act.person
    if linked or both in known.apart:
        # Nobody is asked twice what somebody has already decided; to reopen, decide that candidate again.
        return Refusal(Why.ALREADY_DECIDED, (known.candidates.get(both, ""),))
    if both in known.candidates:
        return Refusal(Why.CANDIDATE_EXISTS, (known.candidates[both],))
    return (CandidateRaised(act.operation, act.candidate, act.person, act.other, act.reasons, hand.said),)


def decide_candidate(past: Past, act: DecideCandidate, hand: Hand) -> tuple[Fact, ...] | Refusal:
    known = known_candidate(past, act.candidate)
    raised = known.raised
    if raised is None or raised.operation != act.operation:
        return Refusal(Why.UNKNOWN_CANDIDATE, (act.candidate,))
    # "Cannot tell" reopens what was held apart; a link is reopened by Unlink, which says what was wrong with it.
    reopens = isinstance(known.decided, HeldApart) and act.verdict is Verdict.CANNOT_TELL
    if known.decided is not None and not reopens:
        return Refusal(Why.ALREADY_DECIDED, (act.candidate,))
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED)
    match act.verdict:
        case Verdict.SAME:
            return link(past, raised, act, hand)
        case Verdict.NOT_THE_SAME if cluster(past, raised.person)[0] == cluster(past, raised.other)[0]:
            # Through other links they already are one: to say no here would leave two answers standing at once.
            return Refusal(Why.COUNTED_AS_ONE, (raised.person, raised.other))
        case Verdict.NOT_THE_SAME:
            return (HeldApart(act.operation, act.candidate, raised.person, raised.other, act.reason, hand.said),)
        case Verdict.CANNOT_TELL:
            return (LeftOpen(act.operation, act.candidate, raised.person, raised.other, act.reason, hand.said),)


def link(past: Past, raised: CandidateRaised, act: DecideCandidate, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if hand.by == raised.said.by:
        # Two children made one is how one of them stops being looked for: who saw it does not also decide it.
        return Refusal(Why.SAME_PERSON)
    if act.counted not in (raised.person, raised.other):
        return Refusal(Why.COUNTED_NOT_NAMED, (raised.person, raised.other))
    same_as, person = act.counted, raised.other if act.counted == raised.person else raised.person
    if known_identity(past, person).same_as(person) is not None:
        return Refusal(Why.ALREADY_DECIDED, (person,))
    above = chain(past, same_as)
    if person in above or not past.has(IDENTITY, f"person:{above[-1]}"):
        # In a circle nobody is counted. A chain whose end was not loaded may hide one.
        return Refusal(Why.LINK_IN_A_CIRCLE, (person, same_as))
    own = pair(raised.person, raised.other)
    if (no := apart_within(past, person, same_as)) is not None and pair(*no) != own:
        # A no once said holds against every detour: two children do not become one through a third record.
        return Refusal(Why.HELD_APART, no)
    return (Linked(act.operation, act.candidate, person, same_as, act.reason, hand.said),)


def unlink(past: Past, act: Unlink, hand: Hand) -> tuple[Fact, ...] | Refusal:
    known = known_candidate(past, act.candidate)
    if known.raised is None or known.raised.operation != act.operation:
        return Refusal(Why.UNKNOWN_CANDIDATE, (act.candidate,))
    if not isinstance(known.decided, Linked):
        return Refusal(Why.NOT_LINKED, (act.candidate,))
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED)
    linked = known.decided
    return (Unlinked(act.operation, act.candidate, linked.person, linked.same_as, act.reason, hand.said),)


def group_siblings(past: Past, act: GroupSiblings, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if no := refuse_list(act.people) or refuse_unknown(past, act.operation, act.people):
        return no
    if not act.basis.strip():
        return Refusal(Why.BASIS_REQUIRED)
    return tuple(GroupedWithSiblings(act.operation, p, act.group, act.basis, hand.said) for p in act.people)
