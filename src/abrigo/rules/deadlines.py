"""Deadlines. What starts and what meets them is said by somebody; nothing but the law moves one, and never twice."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from abrigo.facts.clocks import ClockExtended, LawChosen, StepTaken
from abrigo.facts.index import Fact
from abrigo.facts.kinds import OperationId, PersonId
from abrigo.rules.intake import intake_of, refuse_unknown
from abrigo.rules.movement import refuse_list
from abrigo.rules.packs import RECORDED, clock_named, shipped
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.places import known_places, places_of
from abrigo.rules.refusals import Refusal, Why

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChooseLaw:
    """Whose deadlines the children of this operation are shown under; chosen again it changes from then on."""

    operation: OperationId
    pack: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordStep:
    """`at`: when it was done. `about`: the day of the hearing that is set. `words`: what was done, and its paper."""

    operation: OperationId
    people: tuple[PersonId, ...]
    step: str
    at: datetime
    court: str = ""
    office: str = ""
    words: str = ""
    about: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExtendClock:
    operation: OperationId
    people: tuple[PersonId, ...]
    clock: str
    length: int
    authority: str
    reason: str
    at: datetime
    order: str = ""


Act = ChooseLaw | RecordStep | ExtendClock

# -- what is known --------------------------------------------------------------

Extended = dict[str, int]  # clock -> how often it was moved for one person


def learn(known: Extended, fact: Fact) -> Extended:
    return {**known, fact.clock: known.get(fact.clock, 0) + 1} if isinstance(fact, ClockExtended) else known


EXTENSIONS: Final[Room[Extended]] = Room("extensions", {}, learn)

# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield places_of(act.operation)
    if isinstance(act, RecordStep | ExtendClock):
        yield from map(intake_of, act.people)
    if isinstance(act, ExtendClock):
        yield from (Stream(EXTENSIONS, f"person:{p}") for p in act.people)


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known_places(past, act.operation).opened is None:
        return Refusal(Why.UNKNOWN_OPERATION)
    match act:
        case ChooseLaw():
            known = act.pack in shipped()
            return (LawChosen(act.operation, act.pack, hand.said),) if known else Refusal(Why.UNKNOWN_LAW, (act.pack,))
        case RecordStep():
            return record_step(past, act, hand)
        case ExtendClock():
            return extend(past, act, hand)


def record_step(past: Past, act: RecordStep, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if no := refuse_list(act.people) or refuse_unknown(past, act.operation, act.people):
        return no
    if act.step not in RECORDED:
        return Refusal(Why.UNKNOWN_STEP, (act.step,))
    if act.step == "hearing.set" and act.about is None:
        return Refusal(Why.HEARING_DAY_REQUIRED)
    if act.about is not None and act.about < act.at:
        return Refusal(Why.DUE_BEFORE_NOW, ("about",))
    told = (act.step, act.court, act.office, act.words, act.about, hand.said)
    return tuple(StepTaken(act.operation, p, *told) for p in act.people)


def extend(past: Past, act: ExtendClock, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if no := refuse_list(act.people) or refuse_unknown(past, act.operation, act.people):
        return no
    found = clock_named(act.clock)
    if found is None:
        return Refusal(Why.UNKNOWN_CLOCK, (act.clock,))
    allowed = found[1].extension
    if allowed is None:
        return Refusal(Why.NO_EXTENSION, (act.clock,))
    if not 1 <= act.length <= allowed.length:
        return Refusal(Why.EXTENSION_TOO_LONG, (act.clock,))
    if not act.authority.strip():
        return Refusal(Why.ISSUER_REQUIRED)
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED)
    spent = [p for p in act.people if past.of(EXTENSIONS, f"person:{p}").get(act.clock, 0) >= allowed.most]
    if spent:
        return Refusal(Why.EXTENSION_SPENT, tuple(spent))
    moved = ClockExtended(
        act.operation, act.people[0], act.clock, act.length, act.authority, act.reason, act.order, hand.said
    )  # fmt: skip
    return tuple(replace(moved, person=p) for p in act.people)
