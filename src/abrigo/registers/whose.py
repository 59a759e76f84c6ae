"""Whose custody a child was in at an instant, as far as it was known by then: the question asked at a border."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce

from abrigo.facts.index import Fact
from abrigo.facts.kinds import OperationId, PersonId
from abrigo.facts.orders import OrderConfirmed, OrderEntered
from abrigo.facts.release import Released, TransferredOut
from abrigo.registers import authority, cards, people
from abrigo.registers.authority import Past, Span
from abrigo.registers.models import Person
from abrigo.rules.access import Viewer
from abrigo.rules.custody import CUSTODY
from abrigo.rules.orders import ORDERS, Order
from abrigo.rules.whereabouts import in_order


@dataclass(frozen=True, slots=True)
class Held:
    """One stretch in one office's hands. `ends` None: still."""

    agency: str
    begins: datetime
    ends: datetime | None


@dataclass(frozen=True, slots=True)
class Whose:
    """`holder` and `taker`: the office that answers, and the one it was being given to; both empty: none of ours.

    `ended`: how care had ended by then. `orders`: those in effect at the instant that name this child, or name nobody.
    `span`: the ground of that instant; a gap, or None outside our care. `spans`, `held`: the whole line of both.
    `known_orders`: every order that names the child, with whether it was confirmed, as known by then.
    """

    holder: str
    taker: str
    ended: Released | TransferredOut | None
    span: Span | None
    orders: tuple[OrderEntered, ...]
    known_orders: tuple[tuple[OrderEntered, OrderConfirmed | None], ...]
    spans: tuple[Span, ...]
    held: tuple[Held, ...]


def ask(
    viewer: Viewer, past: Past, operation: OperationId, person: PersonId, about: datetime, known_at: int | None = None
) -> Whose | None:
    """In: a child, the instant asked about (UTC), the length of the log it may rest on. None: nobody to see."""
    if people.one(viewer, operation, person) is None:
        return None
    members = [person, *Person.objects.filter(same_as=person).order_by("id").values_list("id", flat=True)]
    found = past.histories([f"person:{p}" for p in members], known_at)
    moments = in_order({m.pos: m for own in found.values() for m in own}.values())
    told = [m.fact for m in moments]
    by_then = [f for f in told if f.said.at <= about]
    custody = reduce(CUSTODY.learn, by_then, CUSTODY.empty)
    ends = [f for f in by_then if isinstance(f, Released | TransferredOut)]
    named = _orders(viewer, past, operation, {str(m) for m in members}, known_at)
    whole = authority.spans(told)
    return Whose(
        "" if custody.ended else custody.holder or "",
        custody.taker or "",
        ends[-1] if custody.ended and ends else None,
        next((s for s in whole if s.begins <= about and (s.ends is None or about < s.ends)), None),
        tuple(e for e, c in named if Order(e, c).in_effect(about) and c is not None and c.said.at <= about),
        tuple(named),
        whole,
        tuple(held_by(told)),
    )


def _orders(
    viewer: Viewer, past: Past, operation: OperationId, members: set[str], known_at: int | None
) -> Sequence[tuple[OrderEntered, OrderConfirmed | None]]:
    """The orders whose annex names this child, or that have no annex, oldest first, by what was written by then."""
    ids = [c.id for c in cards.ask(viewer, operation, "order", limit=100_000)]
    found = past.histories([f"order:{i}" for i in ids], known_at)
    known = [reduce(ORDERS.learn, (m.fact for m in own), ORDERS.empty) for own in found.values()]
    named = [
        (o.entered, o.confirmed)
        for o in known
        if o.entered and (not o.entered.annex or members & {str(line.person) for line in o.entered.annex})
    ]
    return sorted(named, key=lambda pair: pair[0].begins)


def held_by(facts: Iterable[Fact]) -> Iterable[Held]:
    """Which office answered from when to when, by the same reading that says it now."""
    known, since, holder = CUSTODY.empty, None, ""
    for fact in facts:
        known = CUSTODY.learn(known, fact)
        now = "" if known.ended else known.holder or ""
        if now == holder:
            continue
        if holder and since is not None:
            yield Held(holder, since, fact.said.at)
        since, holder = fact.said.at, now
    if holder and since is not None:
        yield Held(holder, since, None)
