"""Roll call. It closes only when the count adds up by name, and two counters count without seeing each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from abrigo.facts.index import Fact
from abrigo.facts.kinds import OperationId, PersonId, RollCallId, SiteId, StaffId, UnitId
from abrigo.facts.rollcalls import (
    CountingFinished,
    HeadcountTaken,
    Medium,
    NotAnswered,
    RecountAsked,
    RollCallAnswered,
    RollCallClosed,
    RollCallInterrupted,
    RollCallOpened,
    RollCallResumed,
)
from abrigo.facts.sightings import How, Seen
from abrigo.rules.movement import nobody_here, person_stream, where
from abrigo.rules.past import Hand, Need, Past, Roll, Room, Stream
from abrigo.rules.places import known_places, places_of, refuse_place
from abrigo.rules.refusals import Refusal, Why
from abrigo.rules.whereabouts import HERE

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenRollCall:
    """Freezes who is expected at the site (or one unit of it). One counter, or two who count apart."""

    operation: OperationId
    rollcall: RollCallId
    name: str
    site: SiteId
    at: datetime
    unit: UnitId | None = None
    counters: int = 1


@dataclass(frozen=True, slots=True)
class AnswerRollCall:
    """`present` False means: looked for and not found. `at` is when they were seen, also when keyed in from paper."""

    operation: OperationId
    rollcall: RollCallId
    person: PersonId
    present: bool
    at: datetime
    counter: int = 1
    how: How = How.BAND
    medium: Medium = Medium.SCREEN
    unit: UnitId | None = None


@dataclass(frozen=True, slots=True)
class FinishCounting:
    operation: OperationId
    rollcall: RollCallId
    at: datetime
    counter: int = 1


@dataclass(frozen=True, slots=True)
class CloseRollCall:
    """Signs the count. Whoever was not found must be named in `not_found`, one by one: no rest is waved through."""

    operation: OperationId
    rollcall: RollCallId
    at: datetime
    not_found: tuple[PersonId, ...] = ()
    strangers: int = 0


@dataclass(frozen=True, slots=True)
class InterruptRollCall:
    operation: OperationId
    rollcall: RollCallId
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ResumeRollCall:
    operation: OperationId
    rollcall: RollCallId
    at: datetime


@dataclass(frozen=True, slots=True)
class TakeHeadcount:
    operation: OperationId
    site: SiteId
    number: int
    method: str
    at: datetime
    note: str = ""


Act = (
    OpenRollCall | AnswerRollCall | FinishCounting | CloseRollCall | InterruptRollCall | ResumeRollCall | TakeHeadcount
)

# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RollCall:
    """`answers`: what each counter said of each person in this round. `hands`: whose hand each counter is."""

    opened: RollCallOpened | None = None
    round: int = 1
    answers: dict[int, dict[PersonId, RollCallAnswered]] = field(default_factory=dict)
    hands: dict[int, StaffId] = field(default_factory=dict)
    finished: frozenset[int] = frozenset()
    closed: RollCallClosed | None = None
    interrupted: str = ""
    unanswered: frozenset[PersonId] = frozenset()

    def said(self, counter: int) -> Mapping[PersonId, RollCallAnswered]:
        return self.answers.get(counter, {})

    @property
    def counters(self) -> range:
        return range(1, (self.opened.counters if self.opened else 1) + 1)

    def left(self, counter: int) -> tuple[PersonId, ...]:
        """Expected and not yet answered for by this counter."""
        said = self.said(counter)
        return tuple(p for p in self.opened.expected if p not in said) if self.opened else ()

    def found(self, counter: int) -> frozenset[PersonId]:
        expected = frozenset(self.opened.expected) if self.opened else frozenset()
        return frozenset(p for p, a in self.said(counter).items() if a.present) & expected

    def differ(self) -> tuple[PersonId, ...]:
        """Whom the counters do not agree on. Never shown before both have counted twice."""
        if not self.opened or self.opened.counters < 2:
            return ()
        one, two = self.found(1), self.found(2)
        return tuple(p for p in self.opened.expected if (p in one) != (p in two))


def learn(known: RollCall, fact: Fact) -> RollCall:
    match fact:
        case RollCallOpened():
            return replace(known, opened=known.opened or fact)
        case RollCallAnswered(counter=counter, person=person):
            said = {**known.answers.get(counter, {}), person: fact}
            hands = known.hands if counter in known.hands else {**known.hands, counter: fact.said.by}
            return replace(known, answers={**known.answers, counter: said}, hands=hands)
        case CountingFinished(counter=counter):
            return replace(known, finished=known.finished | {counter})
        case RecountAsked(round=number):
            # From the third round on the names they differ on are shown, so the rest need not be counted again.
            answers = {} if number == 2 else known.answers
            return replace(known, round=number, answers=answers, finished=frozenset())
        case NotAnswered(person=person):
            return replace(known, unanswered=known.unanswered | {person})
        case RollCallClosed():
            return replace(known, closed=fact)
        case RollCallInterrupted(reason=reason):
            return replace(known, interrupted=reason or "interrupted")
        case RollCallResumed():
            return replace(known, interrupted="")
        case _:
            return known


ROLL_CALLS: Final = Room("rollcalls", RollCall(), learn)


def rollcall_of(rollcall: RollCallId) -> Stream:
    return Stream(ROLL_CALLS, f"rollcall:{rollcall}")


def known_rollcall(past: Past, rollcall: RollCallId) -> RollCall:
    return past.of(ROLL_CALLS, f"rollcall:{rollcall}")


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield places_of(act.operation)
    match act:
        case TakeHeadcount():
            return
        case OpenRollCall():
            yield Roll(act.site, act.unit)
        case AnswerRollCall():
            yield person_stream(act.person)
        case CloseRollCall():
            # Second asking: whoever is left may meanwhile be on a bus or in hospital, and is then not left.
            if past.has(ROLL_CALLS, f"rollcall:{act.rollcall}"):
                opened = known_rollcall(past, act.rollcall).opened
                yield from map(person_stream, opened.expected if opened else ())
        case _:
            pass
    yield rollcall_of(act.rollcall)


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    match act:
        case OpenRollCall():
            return open_roll_call(past, act, hand)
        case TakeHeadcount():
            if no := refuse_place(known_places(past, act.operation), act.site):
                return no
            return (HeadcountTaken(act.operation, act.site, act.number, act.method, act.note, hand.said),)
        case _:
            known = known_rollcall(past, act.rollcall)
            if known.opened is None or known.opened.operation != act.operation:
                return Refusal(Why.UNKNOWN_ROLL_CALL, (act.rollcall,))
            if known.closed is not None:
                return Refusal(Why.ROLL_CALL_CLOSED, (act.rollcall,))
    match act:
        case ResumeRollCall():
            return (RollCallResumed(act.operation, act.rollcall, hand.said),)
        case InterruptRollCall():
            if not act.reason.strip():
                return Refusal(Why.REASON_REQUIRED)
            return (RollCallInterrupted(act.operation, act.rollcall, act.reason, hand.said),)
        case AnswerRollCall():
            return answer(past, known, act, hand)
        case FinishCounting():
            return finish(known, act, hand)
        case CloseRollCall():
            return close(past, known, act, hand)


def open_roll_call(past: Past, act: OpenRollCall, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if no := refuse_place(known_places(past, act.operation), act.site, act.unit):
        return no
    if known_rollcall(past, act.rollcall).opened is not None:
        return Refusal(Why.ROLL_CALL_EXISTS, (act.rollcall,))
    if act.counters not in (1, 2):
        return Refusal(Why.NO_SUCH_COUNTER)
    expected = past.roll(act.site, act.unit)
    if not expected:
        return Refusal(Why.NOBODY_EXPECTED, (act.site,))
    return (
        RollCallOpened(act.operation, act.rollcall, act.name, act.site, act.unit, expected, act.counters, hand.said),
    )


def answer(past: Past, known: RollCall, act: AnswerRollCall, hand: Hand) -> tuple[Fact, ...] | Refusal:
    opened = known.opened
    assert opened is not None
    if nobody_here(past, act.operation, act.person):
        return Refusal(Why.UNKNOWN_PERSON, (act.person,))
    if known.interrupted:
        return Refusal(Why.ROLL_CALL_INTERRUPTED, (act.rollcall,))
    if no := refuse_counter(known, act.counter, hand.by):
        return no
    if act.person not in opened.expected:
        # Not on this list, and standing in front of us: that is a sighting, whatever the list says.
        if not act.present:
            return Refusal(Why.NOT_ON_THE_LIST, (act.person,))
        return (Seen(act.person, opened.site, act.unit, act.how, hand.said),)
    return (
        RollCallAnswered(
            act.person,
            act.rollcall,
            opened.site,
            act.unit,
            act.counter,
            act.present,
            act.how,
            act.medium,
            hand.said,
        ),
    )


def refuse_counter(known: RollCall, counter: int, by: StaffId) -> Refusal | None:
    """A counter is one pair of eyes: nobody counts as both, nobody answers in another's place."""
    if counter not in known.counters:
        return Refusal(Why.NO_SUCH_COUNTER, (str(counter),))
    if len(known.counters) == 1:
        return None
    if known.hands.get(counter, by) != by or any(h == by for c, h in known.hands.items() if c != counter):
        return Refusal(Why.COUNTER_IS_ANOTHER, (str(counter),))
    return None


def finish(known: RollCall, act: FinishCounting, hand: Hand) -> tuple[Fact, ...] | Refusal:
    opened = known.opened
    assert opened is not None
    if no := refuse_counter(known, act.counter, hand.by):
        return no
    done = CountingFinished(act.operation, act.rollcall, act.counter, hand.said)
    everyone = set(known.counters) == known.finished | {act.counter}
    if everyone and known.differ():
        return (done, RecountAsked(act.operation, act.rollcall, known.round + 1, hand.said))
    return (done,)


def close(past: Past, known: RollCall, act: CloseRollCall, hand: Hand) -> tuple[Fact, ...] | Refusal:
    opened = known.opened
    assert opened is not None
    if known.interrupted:
        return Refusal(Why.ROLL_CALL_INTERRUPTED, (act.rollcall,))
    if opened.counters == 2:
        if set(known.counters) != known.finished:
            return Refusal(Why.COUNTING_NOT_FINISHED)
        if known.differ():
            return Refusal(Why.COUNTERS_DIFFER)
    found = known.found(1)
    not_found = frozenset(p for p in opened.expected if p not in found and _still_here(past, p, opened.site))
    said_not_found = frozenset(p for p, a in known.said(1).items() if not a.present) | frozenset(act.not_found)
    if left := sorted(not_found - said_not_found):
        return Refusal(Why.PEOPLE_LEFT, tuple(left))
    if wrong := sorted(frozenset(act.not_found) - not_found):
        return Refusal(Why.NOT_ON_THE_LIST, tuple(wrong))
    lost = [p for p in opened.expected if p in not_found]
    return (
        *(NotAnswered(p, act.rollcall, opened.site, opened.unit, hand.said) for p in lost),
        RollCallClosed(
            act.operation,
            act.rollcall,
            len(opened.expected),
            len(opened.expected) - len(lost),
            len(lost),
            act.strangers,
            hand.said,
        ),
    )


def _still_here(past: Past, person: PersonId, site: SiteId) -> bool:
    known = where(past, person)
    return known.state in HERE and known.site == site
