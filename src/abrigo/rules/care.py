"""Care. A health check is offered to each, and a no is as good an answer as a yes, with the next offer's day."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from abrigo.facts.care import CheckOutcome, HealthCheckAnswered, HealthCheckOffered
from abrigo.facts.index import Fact
from abrigo.facts.kinds import CheckId, OperationId, PersonId
from abrigo.rules.movement import nobody_here, person_stream, refuse_list, where
from abrigo.rules.naming import follows
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.refusals import Refusal, Why
from abrigo.rules.whereabouts import State

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfferHealthCheck:
    """One round for many. `check` names the round; each person's own is named after both (see `check_of`)."""

    operation: OperationId
    check: str
    people: tuple[PersonId, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class AnswerHealthCheck:
    operation: OperationId
    person: PersonId
    check: CheckId
    outcome: CheckOutcome
    at: datetime
    next_offer: datetime | None = None


Act = OfferHealthCheck | AnswerHealthCheck


def check_of(round_: str, person: PersonId) -> CheckId:
    """The id of one person's check in a round."""
    return CheckId(follows(round_, person))


# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Checks:
    """One person's checks; only what a clinician did counts as seen, whatever the reason for the others."""

    offered: dict[CheckId, HealthCheckOffered] = field(default_factory=dict)
    answered: dict[CheckId, HealthCheckAnswered] = field(default_factory=dict)

    @property
    def seen_by_a_clinician(self) -> bool:
        return any(a.outcome is CheckOutcome.DONE for a in self.answered.values())


def learn(known: Checks, fact: Fact) -> Checks:
    match fact:
        case HealthCheckOffered(check=check):
            return known if check in known.offered else replace(known, offered={**known.offered, check: fact})
        case HealthCheckAnswered(check=check):
            return known if check in known.answered else replace(known, answered={**known.answered, check: fact})
        case _:
            return known


CHECKS: Final = Room("checks", Checks(), learn)


def checks_of(person: PersonId) -> Stream:
    return Stream(CHECKS, f"person:{person}")


def known_checks(past: Past, person: PersonId) -> Checks:
    return past.of(CHECKS, f"person:{person}")


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    for person in act.people if isinstance(act, OfferHealthCheck) else (act.person,):
        yield person_stream(person)
        yield checks_of(person)


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    match act:
        case OfferHealthCheck():
            return offer(past, act, hand)
        case AnswerHealthCheck():
            return answer(past, act, hand)


def offer(past: Past, act: OfferHealthCheck, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if no := refuse_list(act.people):
        return no
    if unknown := [p for p in act.people if nobody_here(past, act.operation, p)]:
        return Refusal(Why.UNKNOWN_PERSON, tuple(unknown))
    # A stranger under our roof is none of ours to count and all of ours to care for.
    if gone := [p for p in act.people if not where(past, p).open and where(past, p).state is not State.UNRESOLVED]:
        return Refusal(Why.NOT_IN_OUR_CARE, tuple(gone))
    if twice := [p for p in act.people if check_of(act.check, p) in known_checks(past, p).offered]:
        return Refusal(Why.CHECK_EXISTS, tuple(twice))
    return tuple(HealthCheckOffered(act.operation, p, check_of(act.check, p), hand.said) for p in act.people)


def answer(past: Past, act: AnswerHealthCheck, hand: Hand) -> tuple[Fact, ...] | Refusal:
    known = known_checks(past, act.person)
    offered = known.offered.get(act.check)
    if offered is None or offered.operation != act.operation:
        return Refusal(Why.UNKNOWN_CHECK, (act.check,))
    if act.check in known.answered:
        return Refusal(Why.ALREADY_ANSWERED, (act.check,))
    if act.outcome is not CheckOutcome.DONE and act.next_offer is None:
        return Refusal(Why.NEXT_OFFER_REQUIRED)
    if act.next_offer is not None and act.next_offer < act.at:
        return Refusal(Why.DUE_BEFORE_NOW, ("next_offer",))
    return (HealthCheckAnswered(act.person, act.check, act.outcome, act.next_offer, hand.said),)
