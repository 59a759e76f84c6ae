"""Families. Whoever asks has a receipt; a no says on what basis and where to appeal; nobody is told a place."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from abrigo.facts.families import FamilyAnswered, FamilyRequested, Reply, RequestMeant, Wish
from abrigo.facts.index import Fact
from abrigo.facts.kinds import OperationId, PersonId, RequestId
from abrigo.rules.intake import intake_of, refuse_unknown
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.places import known_places, places_of
from abrigo.rules.refusals import Refusal, Why

REPLY_WITHIN: Final = timedelta(hours=72)  # a house rule until a law says otherwise; overdue is shown, never hidden

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RequestFamily:
    """`receipt` is the number handed over. Only it and a wish are asked for: a name may be withheld at a gate."""

    operation: OperationId
    request: RequestId
    receipt: str
    wishes: tuple[Wish, ...]
    at: datetime
    asker: str = ""
    relation: str = ""
    child_words: str = ""
    person: PersonId | None = None
    language: str = ""
    identity_seen: str = ""
    channel: str = ""
    lawyer: str = ""
    interpreter: str = ""


@dataclass(frozen=True, slots=True)
class SayWhoIsMeant:
    """Whom a request means is said later and by somebody, child by child; nothing in the receipt changes by it."""

    operation: OperationId
    request: RequestId
    people: tuple[PersonId, ...]
    reason: str
    at: datetime
    meant: bool = True


@dataclass(frozen=True, slots=True)
class AnswerFamilyRequest:
    """A request may be answered again: a "not yet" by a "yes", a "no" after its appeal."""

    operation: OperationId
    request: RequestId
    reply: Reply
    words: str
    at: datetime
    basis: str = ""
    appeal: str = ""


Act = RequestFamily | SayWhoIsMeant | AnswerFamilyRequest

# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Request:
    asked: FamilyRequested | None = None
    answers: tuple[FamilyAnswered, ...] = ()
    meant: tuple[PersonId, ...] = ()


def learn(known: Request, fact: Fact) -> Request:
    match fact:
        case FamilyRequested():
            return replace(known, asked=known.asked or fact)
        case FamilyAnswered():
            return replace(known, answers=(*known.answers, fact))
        case RequestMeant(person=person, meant=meant):
            others = tuple(p for p in known.meant if p != person)
            return replace(known, meant=(*others, person) if meant else others)
        case _:
            return known


REQUESTS: Final = Room("requests", Request(), learn)


def request_of(request: RequestId) -> Stream:
    return Stream(REQUESTS, f"request:{request}")


def known_request(past: Past, request: RequestId) -> Request:
    return past.of(REQUESTS, f"request:{request}")


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield places_of(act.operation)
    yield request_of(act.request)
    if isinstance(act, RequestFamily) and act.person is not None:
        yield intake_of(act.person)
    if isinstance(act, SayWhoIsMeant):
        yield from map(intake_of, act.people)


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known_places(past, act.operation).opened is None:
        return Refusal(Why.UNKNOWN_OPERATION)
    match act:
        case RequestFamily():
            return request(past, act, hand)
        case SayWhoIsMeant():
            return say_who(past, act, hand)
        case AnswerFamilyRequest():
            return answer(past, act, hand)


def request(past: Past, act: RequestFamily, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known_request(past, act.request).asked is not None:
        return Refusal(Why.REQUEST_EXISTS, (act.request,))
    if not act.receipt.strip():
        return Refusal(Why.RECEIPT_REQUIRED)
    if not act.wishes:
        return Refusal(Why.EMPTY_LIST, ("wishes",))
    if act.person is not None and (no := refuse_unknown(past, act.operation, (act.person,))):
        return no
    asked = FamilyRequested(
        act.operation,
        act.request,
        act.receipt,
        act.asker,
        act.relation,
        act.child_words,
        act.person,
        act.wishes,
        act.language,
        act.identity_seen,
        hand.said,
        act.channel,
        act.lawyer,
        act.interpreter,
        act.at + REPLY_WITHIN,
    )
    return (asked,)


def say_who(past: Past, act: SayWhoIsMeant, hand: Hand) -> tuple[Fact, ...] | Refusal:
    asked = known_request(past, act.request).asked
    if asked is None or asked.operation != act.operation:
        return Refusal(Why.UNKNOWN_REQUEST, (act.request,))
    if not act.people:
        return Refusal(Why.EMPTY_LIST, ("people",))
    if no := refuse_unknown(past, act.operation, act.people):
        return no
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED)
    told = (act.meant, act.reason, hand.said)
    return tuple(RequestMeant(act.operation, act.request, p, *told) for p in dict.fromkeys(act.people))


def answer(past: Past, act: AnswerFamilyRequest, hand: Hand) -> tuple[Fact, ...] | Refusal:
    asked = known_request(past, act.request).asked
    if asked is None or asked.operation != act.operation:
        return Refusal(Why.UNKNOWN_REQUEST, (act.request,))
    if act.reply is Reply.NO:
        if not act.basis.strip():
            return Refusal(Why.BASIS_REQUIRED)
        if not act.appeal.strip():
            return Refusal(Why.APPEAL_REQUIRED)
    return (FamilyAnswered(act.operation, act.request, act.reply, act.words, act.basis, act.appeal, hand.said),)
