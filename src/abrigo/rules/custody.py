"""Custody. A handover has two sides; until the other side has taken, both answer, and everyone sees it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from abrigo.facts.custody import AuthorityEnded, AuthorityGiven, HandedOver, HandoverOffered, NotTaken, Taken
from abrigo.facts.index import Fact
from abrigo.facts.intake import PersonReceived
from abrigo.facts.kinds import AgencyId, Ground, HandoverId, OperationId, PersonId
from abrigo.facts.release import Died, Released, TransferredOut
from abrigo.rules.intake import intake_of, refuse_unknown
from abrigo.rules.movement import refuse_list
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.places import known_places, places_of
from abrigo.rules.refusals import Refusal, Why

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HandOver:
    operation: OperationId
    handover: HandoverId
    taker: AgencyId
    people: tuple[PersonId, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class NotTakenLine:
    person: PersonId
    reason: str


@dataclass(frozen=True, slots=True)
class TakeOver:
    """The taking side goes down the list. Who is not named yet stays given and not taken."""

    operation: OperationId
    handover: HandoverId
    taken: tuple[PersonId, ...]
    at: datetime
    not_taken: tuple[NotTakenLine, ...] = ()


@dataclass(frozen=True, slots=True)
class GiveAuthority:
    operation: OperationId
    people: tuple[PersonId, ...]
    ground: Ground
    at: datetime


@dataclass(frozen=True, slots=True)
class EndAuthority:
    operation: OperationId
    people: tuple[PersonId, ...]
    reason: str
    at: datetime


Act = HandOver | TakeOver | GiveAuthority | EndAuthority

# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Custody:
    """Who answers for one person; while a handover waits, both sides do. `ground` None: an open gap."""

    holder: AgencyId | None = None
    since: datetime | None = None
    pending: HandoverId | None = None
    taker: AgencyId | None = None
    ground: Ground | None = None
    ended: bool = False


def learn(known: Custody, fact: Fact) -> Custody:
    match fact:
        case PersonReceived():
            return known if known.holder else replace(known, holder=fact.agency, since=fact.said.at)
        case HandedOver():
            return replace(known, pending=fact.handover, taker=fact.taker)
        case Taken():
            if known.pending not in (fact.handover, None):
                return known
            return replace(known, holder=fact.taker, since=fact.said.at, pending=None, taker=None)
        case NotTaken(handover=handover):
            return replace(known, pending=None, taker=None) if known.pending == handover else known
        case AuthorityGiven(ground=ground):
            return replace(known, ground=ground)
        case AuthorityEnded():
            return replace(known, ground=None)
        case Released() | TransferredOut() | Died():
            return replace(known, ended=True, pending=None, taker=None)
        case _:
            return known


CUSTODY: Final = Room("custody", Custody(), learn)


@dataclass(frozen=True, slots=True)
class Handover:
    offered: HandoverOffered | None = None
    waiting: frozenset[PersonId] = frozenset()
    taken: frozenset[PersonId] = frozenset()
    not_taken: frozenset[PersonId] = frozenset()


def learn_handover(known: Handover, fact: Fact) -> Handover:
    match fact:
        case HandoverOffered():
            return replace(known, offered=known.offered or fact)
        case HandedOver(person=person):
            return replace(known, waiting=known.waiting | {person})
        case Taken(person=person):
            return replace(known, waiting=known.waiting - {person}, taken=known.taken | {person})
        case NotTaken(person=person):
            return replace(known, waiting=known.waiting - {person}, not_taken=known.not_taken | {person})
        case _:
            return known


HANDOVERS: Final = Room("handovers", Handover(), learn_handover)


def custody_of(person: PersonId) -> Stream:
    return Stream(CUSTODY, f"person:{person}")


def known_custody(past: Past, person: PersonId) -> Custody:
    return past.of(CUSTODY, f"person:{person}")


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield places_of(act.operation)
    match act:
        case HandOver(handover=handover, people=people):
            yield Stream(HANDOVERS, f"handover:{handover}")
            yield from map(custody_of, people)
            yield from map(intake_of, people)
        case TakeOver(handover=handover):
            yield Stream(HANDOVERS, f"handover:{handover}")
        case GiveAuthority(people=people) | EndAuthority(people=people):
            yield from map(intake_of, people)


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known_places(past, act.operation).opened is None:
        return Refusal(Why.UNKNOWN_OPERATION)
    match act:
        case HandOver():
            return hand_over(past, act, hand)
        case TakeOver():
            return take_over(past, act, hand)
        case GiveAuthority():
            return give_authority(past, act, hand)
        case EndAuthority():
            return end_authority(past, act, hand)


def hand_over(past: Past, act: HandOver, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if past.of(HANDOVERS, f"handover:{act.handover}").offered is not None:
        return Refusal(Why.HANDOVER_EXISTS, (act.handover,))
    if no := refuse_list(act.people):
        return no
    if act.taker == hand.agency:
        return Refusal(Why.SAME_PLACE, (act.taker,))
    if no := refuse_unknown(past, act.operation, act.people):
        return no
    if ended := [p for p in act.people if known_custody(past, p).ended]:
        return Refusal(Why.CARE_HAS_ENDED, tuple(ended))
    if not_held := [p for p in act.people if not _holds(known_custody(past, p), hand.agency)]:
        return Refusal(Why.NOT_HELD_BY_YOU, tuple(not_held))
    offered = HandoverOffered(act.operation, act.handover, hand.agency, act.taker, hand.said)
    return (offered, *(HandedOver(p, act.handover, hand.agency, act.taker, hand.said) for p in act.people))


def _holds(known: Custody, agency: AgencyId) -> bool:
    return known.holder == agency and known.pending is None


def take_over(past: Past, act: TakeOver, hand: Hand) -> tuple[Fact, ...] | Refusal:
    known = past.of(HANDOVERS, f"handover:{act.handover}")
    if known.offered is None or known.offered.operation != act.operation:
        return Refusal(Why.UNKNOWN_HANDOVER, (act.handover,))
    if known.offered.taker != hand.agency:
        return Refusal(Why.NOT_THE_TAKER)
    named = (*act.taken, *(line.person for line in act.not_taken))
    if no := refuse_list(named):
        return no
    if off_list := [p for p in named if p not in known.waiting]:
        return Refusal(Why.NOT_ON_THE_LIST, tuple(off_list))
    if any(not line.reason.strip() for line in act.not_taken):
        return Refusal(Why.REASON_REQUIRED)
    giver = known.offered.giver
    taken = (Taken(p, act.handover, hand.agency, hand.said) for p in act.taken)
    left = (NotTaken(line.person, act.handover, giver, line.reason, hand.said) for line in act.not_taken)
    return (*taken, *left)


def give_authority(past: Past, act: GiveAuthority, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if no := refuse_list(act.people) or refuse_unknown(past, act.operation, act.people):
        return no
    ground = act.ground
    if not ground.basis.strip() or not ground.issuer.strip():
        return Refusal(Why.GROUND_REQUIRED)
    if ground.begins and ground.ends and ground.ends < ground.begins:
        return Refusal(Why.ENDS_BEFORE_BEGINS)
    return tuple(AuthorityGiven(p, ground, hand.said) for p in act.people)


def end_authority(past: Past, act: EndAuthority, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if no := refuse_list(act.people) or refuse_unknown(past, act.operation, act.people):
        return no
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED)
    return tuple(AuthorityEnded(p, act.reason, hand.said) for p in act.people)
