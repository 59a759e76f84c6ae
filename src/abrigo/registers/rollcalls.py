"""A roll call as one who asks may see it: who is left, always; what the other counter found, only when it is time."""

from dataclasses import dataclass
from typing import Protocol, TypeVar

from abrigo.facts.kinds import OperationId, PersonId, RollCallId, StaffId
from abrigo.registers import cards
from abrigo.registers.cards import CardLine
from abrigo.rules.access import Viewer, sight
from abrigo.rules.past import Room
from abrigo.rules.rollcalls import ROLL_CALLS, RollCall

K = TypeVar("K")
NAMES_FROM_ROUND = 3  # both have counted twice: from here on the names on which they differ are shown


class Recalls(Protocol):
    """Whoever can say what a room knows of a stream: the clerk's Memory."""

    def recall(self, room: Room[K], stream: str) -> K: ...


@dataclass(frozen=True, slots=True)
class Counter:
    """One counter's side. `found` and `not_found` are None while they are kept from this viewer."""

    number: int
    hand: StaffId | None
    finished: bool
    answered: int
    left: tuple[PersonId, ...]
    found: tuple[PersonId, ...] | None
    not_found: tuple[PersonId, ...] | None


@dataclass(frozen=True, slots=True)
class RollCallLine:
    """`differ` is None until both have finished; `differ_on` stays empty until both have counted twice."""

    card: CardLine
    expected: tuple[PersonId, ...]
    round: int
    counters: tuple[Counter, ...]
    differ: bool | None
    differ_on: tuple[PersonId, ...]
    unanswered: tuple[PersonId, ...]
    interrupted: str
    closed: bool


def ask(viewer: Viewer, past: Recalls, operation: OperationId, rollcall: RollCallId) -> RollCallLine | None:
    """None for whoever may not see names, for another site's line staff, and for a roll call that does not exist."""
    card = cards.one(viewer, operation, "rollcall", rollcall)
    seen = sight(viewer)
    if card is None or not seen.names or (seen.own_site_only and card.site != viewer.site):
        return None
    known = past.recall(ROLL_CALLS, f"rollcall:{rollcall}")
    opened = known.opened
    if opened is None:
        return None
    named = known.closed is not None or known.round >= NAMES_FROM_ROUND
    finished = opened.counters > 1 and len(known.finished) == opened.counters
    return RollCallLine(
        card=card,
        expected=opened.expected,
        round=known.round,
        counters=tuple(_counter(known, n, viewer) for n in known.counters),
        differ=bool(known.differ()) if finished or known.closed is not None else None,
        differ_on=known.differ() if named else (),
        unanswered=tuple(sorted(known.unanswered)),
        interrupted=known.interrupted,
        closed=known.closed is not None,
    )


def _counter(known: RollCall, number: int, viewer: Viewer) -> Counter:
    """Two who could read each other's answers would be one counter with two pens."""
    hand = known.hands.get(number)
    shown = len(known.counters) == 1 or known.closed is not None or hand == viewer.staff
    said = known.said(number)
    return Counter(
        number,
        hand,
        number in known.finished,
        len(said),
        known.left(number),
        tuple(p for p, a in said.items() if a.present) if shown else None,
        tuple(p for p, a in said.items() if not a.present) if shown else None,
    )
