"""Whose custody a child was in at an instant, as known by a date: what a border asks."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from abrigo.api.problems import trouble
from abrigo.api.questions import Id, Instant, Size, as_of, caller, entered, question
from abrigo.clerk.consult import consult
from abrigo.clerk.memory import Memory
from abrigo.facts.kinds import PersonId
from abrigo.registers import cards
from abrigo.registers import whose as known
from abrigo.rules.access import Viewer, sight

router = Router(tags=["people"])


class OrderThen(Schema):
    order: str
    issuer: str
    number: str
    allows: str
    begins: datetime
    ends: datetime | None


class Stretch(Schema):
    """`basis` empty: a gap, no authority on record."""

    begins: datetime
    ends: datetime | None
    basis: str
    issuer: str
    order: str


class Whose(Schema):
    """`holder` empty: none of ours answered. `outcome`: how care had ended by then. `gap`: no ground at that instant.

    `orders`: those in effect then that name the child. `recipient` is empty for whoever may not see places.
    """

    person: str
    about: datetime
    known_at: int
    holder: str
    taker: str
    outcome: str
    recipient: str
    gap: bool
    basis: str
    orders: list[OrderThen]
    days: list[Stretch]


@question(router, "/operations/{operation}/people/{person}/custody", Whose)
def custody(
    request: HttpRequest,
    operation: Id,
    person: Id,
    known_at: Instant = None,
    size: Size = None,
    about: Instant = None,
) -> Whose:
    """Whose custody, on what ground, under which orders: about an instant, by what was written by another."""
    viewer = caller(request)
    where = entered(viewer, operation)
    when = as_of(known_at, size, about)
    if not cards.may_list(viewer, where, "order"):
        raise trouble(403, "not-shown-to-you")

    def answer(v: Viewer, memory: Memory) -> Whose | None:
        then, at = when.settled(memory)
        found = known.ask(v, memory, where, PersonId(person), at, then)
        return None if found is None else _told(v, person, then, at, found)

    told = consult(viewer, answer)
    if told is None:
        raise trouble(404, "not-found")
    return told


def _told(viewer: Viewer, person: str, then: int, at: datetime, w: known.Whose) -> Whose:
    ended, ground = w.ended, w.span.ground if w.span else None
    return Whose(
        person=person, about=at, known_at=then, holder=w.holder, taker=w.taker,
        outcome=str(ended.outcome) if ended else "",
        recipient=ended.recipient if ended and sight(viewer).places else "",
        gap=w.span is not None and w.span.gap, basis=ground.basis if ground else "",
        orders=[OrderThen(order=o.order, issuer=o.issuer, number=o.number, allows=o.allows, begins=o.begins,
                          ends=o.ends) for o in w.orders],
        days=[Stretch(begins=s.begins, ends=s.ends, basis=s.ground.basis if s.ground else "",
                      issuer=s.ground.issuer if s.ground else "", order=s.ground.order if s.ground else "")
              for s in w.spans],
    )  # fmt: skip
