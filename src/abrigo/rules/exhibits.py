"""Exhibits. A thing has one number and one pair of hands at a time; both hands sign each move, and a break is said."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from abrigo.facts.exhibits import (
    ExhibitCollected,
    ExhibitGiven,
    ExhibitMoveTold,
    ExhibitReturned,
    ExhibitTaken,
    SealOpened,
)
from abrigo.facts.index import Fact
from abrigo.facts.kinds import ExhibitId, MoveId, OperationId, PersonId, StaffId
from abrigo.facts.streams import exhibit_number_stream
from abrigo.rules.continuity import Continuity, Told, continuity
from abrigo.rules.movement import nobody_here, person_stream
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.places import known_places, places_of
from abrigo.rules.refusals import Refusal, Why
from abrigo.rules.statements import SHA256

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CollectExhibit:
    """`where`: where it was found, in words. `basis`: the warrant or article. `seal`: its number; empty: not sealed."""

    operation: OperationId
    exhibit: ExhibitId
    number: str
    words: str
    where: str
    basis: str
    at: datetime
    person: PersonId | None = None
    collector: str = ""
    seal: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class GiveExhibit:
    """By whoever holds it. `seal` as it is on the thing now; `condition` as it looks."""

    operation: OperationId
    exhibit: ExhibitId
    move: MoveId
    to: StaffId
    purpose: str
    at: datetime
    seal: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class TakeExhibit:
    """By the one it was given to. A seal that is another than it should be is taken down, not refused."""

    operation: OperationId
    exhibit: ExhibitId
    move: MoveId
    at: datetime
    seal: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class TellExhibitMove:
    """A line of another office's paper log, written down as it stands, breaks and all."""

    operation: OperationId
    exhibit: ExhibitId
    move: MoveId
    gave: str
    took: str
    purpose: str
    at: datetime
    seal: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class OpenSeal:
    operation: OperationId
    exhibit: ExhibitId
    old: str
    new: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CopyExhibit:
    """A working copy with a number and a digest of its own; `method`: how it was made."""

    operation: OperationId
    exhibit: ExhibitId
    of: ExhibitId
    number: str
    digest: str
    method: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReturnExhibit:
    operation: OperationId
    exhibit: ExhibitId
    to: str
    ground: str
    at: datetime


Act = CollectExhibit | GiveExhibit | TakeExhibit | TellExhibitMove | OpenSeal | CopyExhibit | ReturnExhibit

# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One exhibit, everything that was told of it, and the copies made of it."""

    collected: ExhibitCollected | None = None
    facts: tuple[Told, ...] = ()
    copies: tuple[ExhibitId, ...] = ()

    @property
    def story(self) -> Continuity:
        return continuity(self.facts)


def learn(known: Exhibit, fact: Fact) -> Exhibit:
    match fact:
        case ExhibitCollected():
            # A copy's own first line is also told to its original.
            if known.collected is not None and fact.exhibit != known.collected.exhibit:
                return replace(known, copies=(*known.copies, fact.exhibit))
            return replace(known, collected=known.collected or fact, facts=(*known.facts, fact))
        case ExhibitGiven() | ExhibitTaken() | ExhibitMoveTold() | SealOpened() | ExhibitReturned():
            return replace(known, facts=(*known.facts, fact))
        case _:
            return known


EXHIBITS: Final = Room("exhibits", Exhibit(), learn)


@dataclass(frozen=True, slots=True)
class Numbered:
    """Which exhibit carries a number: two things with one label are how the wrong one comes before a judge."""

    exhibit: ExhibitId | None = None


def learn_number(known: Numbered, fact: Fact) -> Numbered:
    if isinstance(fact, ExhibitCollected) and known.exhibit is None:
        return Numbered(fact.exhibit)
    return known


NUMBERS: Final = Room("exhibit-numbers", Numbered(), learn_number)


def exhibit_of(exhibit: ExhibitId) -> Stream:
    return Stream(EXHIBITS, f"exhibit:{exhibit}")


def known_exhibit(past: Past, exhibit: ExhibitId) -> Exhibit:
    return past.of(EXHIBITS, f"exhibit:{exhibit}")


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield exhibit_of(act.exhibit)
    if isinstance(act, CollectExhibit | CopyExhibit):
        yield places_of(act.operation)
        yield Stream(NUMBERS, exhibit_number_stream(act.operation, clean_number(act.number)))
    if isinstance(act, CopyExhibit):
        yield exhibit_of(act.of)
    if isinstance(act, CollectExhibit) and act.person is not None:
        yield person_stream(act.person)


def clean_number(number: str) -> str:
    """As it is compared: without blanks at the ends, and whatever the capitals."""
    return " ".join(number.split()).casefold()


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if isinstance(act, CollectExhibit):
        return collect(past, act, hand)
    if isinstance(act, CopyExhibit):
        return copy(past, act, hand)
    known = known_exhibit(past, act.exhibit)
    if known.collected is None or known.collected.operation != act.operation:
        return Refusal(Why.UNKNOWN_EXHIBIT, (act.exhibit,))
    if isinstance(act, TellExhibitMove):
        return tell(known, act, hand)
    story = known.story
    if story.ended:
        return Refusal(Why.EXHIBIT_RETURNED, (act.exhibit,))
    if isinstance(act, TakeExhibit):
        return take(known, story, act, hand)
    if story.waiting is not None:
        return Refusal(Why.EXHIBIT_UNDER_WAY, (story.waiting,))
    if story.holder != hand.by:
        return Refusal(Why.NOT_THE_HOLDER, (act.exhibit,))
    match act:
        case GiveExhibit():
            return give(known, act, hand)
        case OpenSeal():
            if not act.reason.strip():
                return Refusal(Why.REASON_REQUIRED)
            return (SealOpened(act.operation, act.exhibit, act.old, act.new, act.reason, hand.said),)
        case ReturnExhibit():
            if not act.ground.strip() or not act.to.strip():
                return Refusal(Why.BASIS_REQUIRED)
            return (ExhibitReturned(act.operation, act.exhibit, act.to, act.ground, hand.said),)


def _refuse_first(past: Past, act: CollectExhibit | CopyExhibit) -> Refusal | None:
    if known_places(past, act.operation).opened is None:
        return Refusal(Why.UNKNOWN_OPERATION, (act.operation,))
    if known_exhibit(past, act.exhibit).collected is not None:
        return Refusal(Why.EXHIBIT_EXISTS, (act.exhibit,))
    if not act.number.strip():
        return Refusal(Why.EXHIBIT_NUMBER_REQUIRED)
    taken = past.of(NUMBERS, exhibit_number_stream(act.operation, clean_number(act.number)))
    if taken.exhibit is not None:
        return Refusal(Why.EXHIBIT_NUMBER_TAKEN, (act.number,))
    if act.digest and not SHA256.fullmatch(act.digest):
        return Refusal(Why.DIGEST_MALFORMED, ("digest",))
    return None


def collect(past: Past, act: CollectExhibit, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if no := _refuse_first(past, act):
        return no
    if not act.words.strip() or not act.where.strip():
        return Refusal(Why.WORDS_REQUIRED, ("words" if not act.words.strip() else "where",))
    if not act.basis.strip():
        # A thing taken without a ground is how a whole case falls.
        return Refusal(Why.BASIS_REQUIRED)
    if act.person is not None and nobody_here(past, act.operation, act.person):
        return Refusal(Why.UNKNOWN_PERSON, (act.person,))
    return (
        ExhibitCollected(
            act.operation, act.exhibit, act.number.strip(), act.words, act.person, act.where, act.collector, act.basis,
            act.seal, act.digest, None, "", hand.said,
        ),
    )  # fmt: skip


def copy(past: Past, act: CopyExhibit, hand: Hand) -> tuple[Fact, ...] | Refusal:
    original = known_exhibit(past, act.of).collected
    if original is None or original.operation != act.operation:
        return Refusal(Why.UNKNOWN_EXHIBIT, (act.of,))
    if no := _refuse_first(past, act):
        return no
    if not act.digest:
        return Refusal(Why.DIGEST_MALFORMED, ("digest",))
    if not act.method.strip():
        return Refusal(Why.WORDS_REQUIRED, ("method",))
    return (
        ExhibitCollected(
            act.operation, act.exhibit, act.number.strip(), original.words, original.person, original.where, "",
            original.basis, "", act.digest, act.of, act.method, hand.said,
        ),
    )  # fmt: skip


def give(known: Exhibit, act: GiveExhibit, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if act.to == hand.by:
        return Refusal(Why.SAME_PERSON, (hand.by,))
    if not act.purpose.strip():
        return Refusal(Why.REASON_REQUIRED)
    if any(getattr(f, "move", None) == act.move for f in known.facts):
        return Refusal(Why.EXHIBIT_MOVE_EXISTS, (act.move,))
    return (
        ExhibitGiven(act.operation, act.exhibit, act.move, act.to, act.purpose, act.seal, act.condition, hand.said),
    )


def take(known: Exhibit, story: Continuity, act: TakeExhibit, hand: Hand) -> tuple[Fact, ...] | Refusal:
    given = next((f for f in known.facts if isinstance(f, ExhibitGiven) and f.move == act.move), None)
    if given is None or story.waiting != act.move:
        return Refusal(Why.NOTHING_WAITS, (act.move,))
    if given.to != hand.by:
        return Refusal(Why.NOT_GIVEN_TO_YOU, (act.move,))
    return (ExhibitTaken(act.operation, act.exhibit, act.move, act.seal, act.condition, hand.said),)


def tell(known: Exhibit, act: TellExhibitMove, hand: Hand) -> tuple[Fact, ...] | Refusal:
    """Never refused for being broken: what the paper says is what the judge must see."""
    if not act.gave.strip() or not act.took.strip():
        return Refusal(Why.WORDS_REQUIRED, ("gave" if not act.gave.strip() else "took",))
    if act.digest and not SHA256.fullmatch(act.digest):
        return Refusal(Why.DIGEST_MALFORMED, ("digest",))
    if any(getattr(f, "move", None) == act.move for f in known.facts):
        return Refusal(Why.EXHIBIT_MOVE_EXISTS, (act.move,))
    return (
        ExhibitMoveTold(
            act.operation, act.exhibit, act.move, act.gave, act.took, act.purpose, act.seal, act.digest, hand.said
        ),
    )
