"""Destroying a person's words for good: on a basis, by two hands, after a countdown that one hand can stop.

Nothing of somebody in our care is destroyed, and nothing that a court or an office of oversight has ordered kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from abrigo.facts.index import Fact
from abrigo.facts.kinds import HoldId, OperationId, PersonId, ShreddingId
from abrigo.facts.shredding import (
    HoldLifted,
    KeyDestroyed,
    ShreddingAsked,
    ShreddingCancelled,
    ShreddingConfirmed,
    WordsHeld,
)
from abrigo.rules.movement import nobody_here, person_stream, where
from abrigo.rules.orders import one_device
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.places import places_of
from abrigo.rules.refusals import Refusal, Why

COUNTDOWN: Final = timedelta(days=30)  # long enough for whoever must object to hear of it

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskShredding:
    operation: OperationId
    shredding: ShreddingId
    whose: PersonId
    basis: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ConfirmShredding:
    """The second hand, on another device: the countdown begins."""

    operation: OperationId
    shredding: ShreddingId
    whose: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class CancelShredding:
    operation: OperationId
    shredding: ShreddingId
    whose: PersonId
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HoldWords:
    """Stops a countdown too: it does not go on by itself when the hold is lifted."""

    operation: OperationId
    hold: HoldId
    whose: PersonId
    basis: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LiftHold:
    operation: OperationId
    hold: HoldId
    whose: PersonId
    basis: str
    at: datetime


Act = AskShredding | ConfirmShredding | CancelShredding | HoldWords | LiftHold

# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """What is planned for one person's words. `asked` None: nothing."""

    asked: ShreddingAsked | None = None
    confirmed: ShreddingConfirmed | None = None
    askers: frozenset[str] = frozenset()  # whoever ever asked for it
    holds: Mapping[HoldId, WordsHeld] = field(default_factory=dict)
    used: frozenset[str] = frozenset()  # every id a request or a hold ever had

    def due(self, now: datetime) -> bool:
        return self.confirmed is not None and self.confirmed.due <= now and not self.holds


def learn(known: Words, fact: Fact) -> Words:
    match fact:
        case ShreddingAsked():
            used, askers = known.used | {fact.shredding}, known.askers | {fact.said.by}
            return replace(known, asked=known.asked or fact, used=used, askers=askers)
        case ShreddingConfirmed():
            same = known.asked is not None and known.asked.shredding == fact.shredding
            return replace(known, confirmed=known.confirmed or fact) if same else known
        case ShreddingCancelled() | KeyDestroyed():
            same = known.asked is not None and known.asked.shredding == fact.shredding
            return replace(known, asked=None, confirmed=None) if same else known
        case WordsHeld():
            return replace(known, holds={**known.holds, fact.hold: fact}, used=known.used | {fact.hold})
        case HoldLifted():
            return replace(known, holds={h: f for h, f in known.holds.items() if h != fact.hold})
        case _:
            return known


WORDS: Final = Room("words", Words(), learn)


def words_of(person: PersonId) -> Stream:
    return Stream(WORDS, f"person:{person}")


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield places_of(act.operation)
    yield person_stream(act.whose)
    yield words_of(act.whose)


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if nobody_here(past, act.operation, act.whose):
        return Refusal(Why.UNKNOWN_PERSON, (act.whose,))
    known: Words = past.of(WORDS, f"person:{act.whose}")
    match act:
        case AskShredding():
            return ask(past, known, act, hand)
        case ConfirmShredding():
            return confirm(past, known, act, hand)
        case CancelShredding():
            return cancel(known, act, hand)
        case HoldWords():
            return hold(known, act, hand)
        case LiftHold():
            return lift(known, act, hand)


def _stands_in_the_way(past: Past, known: Words, person: PersonId) -> Refusal | None:
    if known.holds:
        return Refusal(Why.WORDS_HELD, (person,))
    if where(past, person).open:
        return Refusal(Why.STILL_IN_OUR_CARE, (person,))
    return None


def ask(past: Past, known: Words, act: AskShredding, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known.asked is not None or act.shredding in known.used:
        return Refusal(Why.SHREDDING_ASKED, (act.whose,))
    if not act.basis.strip():
        return Refusal(Why.REASON_REQUIRED, ("basis",))
    if no := _stands_in_the_way(past, known, act.whose):
        return no
    return (ShreddingAsked(act.operation, act.shredding, act.whose, act.basis.strip(), hand.device, hand.said),)


def confirm(past: Past, known: Words, act: ConfirmShredding, hand: Hand) -> tuple[Fact, ...] | Refusal:
    asked = known.asked
    if asked is None or asked.shredding != act.shredding:
        return Refusal(Why.NO_SHREDDING, (act.shredding,))
    if known.confirmed is not None:
        return Refusal(Why.ALREADY_DECIDED, (act.shredding,))
    if asked.said.by == hand.by:
        return Refusal(Why.SAME_PERSON, (act.shredding,))
    if one_device(asked.device, hand):
        return Refusal(Why.SAME_DEVICE, (act.shredding,))
    if no := _stands_in_the_way(past, known, act.whose):
        return no
    due = hand.now + COUNTDOWN  # from when we hear of it: a countdown dated back would be none
    return (ShreddingConfirmed(act.operation, act.shredding, act.whose, due, hand.device, hand.said),)


def cancel(known: Words, act: CancelShredding, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known.asked is None or known.asked.shredding != act.shredding:
        return Refusal(Why.NO_SHREDDING, (act.shredding,))
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED, ("reason",))
    return (ShreddingCancelled(act.operation, act.shredding, act.whose, act.reason.strip(), hand.said),)


def hold(known: Words, act: HoldWords, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if act.hold in known.used:
        return Refusal(Why.HOLD_EXISTS, (act.hold,))
    if not act.basis.strip():
        return Refusal(Why.REASON_REQUIRED, ("basis",))
    held = WordsHeld(act.operation, act.hold, act.whose, act.basis.strip(), hand.said)
    if known.asked is None:
        return (held,)
    return held, ShreddingCancelled(act.operation, known.asked.shredding, act.whose, act.basis.strip(), hand.said)


def lift(known: Words, act: LiftHold, hand: Hand) -> tuple[Fact, ...] | Refusal:
    """Whoever ever asked that these words be destroyed does not also clear the way."""
    if act.hold not in known.holds:
        return Refusal(Why.UNKNOWN_HOLD, (act.hold,))
    if not act.basis.strip():
        return Refusal(Why.REASON_REQUIRED, ("basis",))
    if hand.by in known.askers:
        return Refusal(Why.SAME_PERSON, (act.hold,))
    return (HoldLifted(act.operation, act.hold, act.whose, act.basis.strip(), hand.said),)
