"""Rights to know, emergencies, who looked and what was told of it: for those whom the pages tell the same."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from abrigo.api.problems import trouble
from abrigo.api.questions import Id, Maybe, caller, entered, question
from abrigo.clerk import trace
from abrigo.registers import cards, people
from abrigo.registers import grants as known
from abrigo.rules.access import sight

router = Router(tags=["rights"])
Looks = Annotated[int, Query(ge=1, le=1000)]
After = Annotated[int, Query(ge=0, le=2**31)]


class Right(Schema):
    """`status`: asked, supported, given, refused, withdrawn. `people` is empty for who sees no names; `n` counts."""

    id: str
    status: str
    compartment: str
    agency: str
    staff: str
    sites: list[str]
    people: list[str]
    n: int
    purpose: str
    until: datetime
    words: str
    asked_by: str
    asked_at: datetime
    first: str
    second: str
    ended_by: str
    reason: str
    read: list[str]


class Emergency(Schema):
    """`justified` is absent until somebody else has looked at it."""

    id: str
    taker: str
    agency: str
    compartments: list[str]
    people: list[str]
    n: int
    reason: str
    at: datetime
    until: datetime
    reviewed_by: str
    justified: bool | None
    words: str


class Look(Schema):
    """One look at something protected: never what it said. `beyond`: how many lie in no roster of the looker's own."""

    pos: int
    at: datetime
    staff: str
    agency: str
    role: str
    compartment: str
    purpose: str
    grant: str
    n: int
    beyond: int
    people: list[str]


class Alarm(Schema):
    """Told to other agencies than the one it is about. `seen_at` absent: nobody has taken it yet."""

    id: int
    at: datetime
    kind: str
    staff: str
    agency: str
    about: str
    n: int
    seen_by: str
    seen_at: datetime | None


class Disclosure(Schema):
    """What left the house. `to` and `person` are empty for who sees no names; `reader` empty: a format, not a file."""

    id: str
    at: datetime
    by: str
    person: str
    given: str
    reader: str
    to: str
    purpose: str
    language: str
    digest: str
    known_at: int


class Whole(Schema):
    """Whether the trace is what it was: the first row that does not follow, seals it no longer fits, the last seal."""

    broken_at: int | None
    rewritten: list[int]
    sealed_rows: int
    sealed_by_entry: int | None


@question(router, "/operations/{operation}/grants", list[Right])
def grants(request: HttpRequest, operation: Id) -> list[Right]:
    """Rights to know the caller may know of, newest first."""
    viewer = caller(request)
    return [Right.model_validate(g, from_attributes=True) for g in known.ask(viewer, entered(viewer, operation))]


@question(router, "/operations/{operation}/overrides", list[Emergency])
def overrides(request: HttpRequest, operation: Id) -> list[Emergency]:
    """Emergencies: all of them for oversight and whoever reviews, one's own for anybody else."""
    viewer = caller(request)
    return [
        Emergency.model_validate(o, from_attributes=True) for o in known.overrides(viewer, entered(viewer, operation))
    ]


@question(router, "/operations/{operation}/looks", list[Look])
def looks(request: HttpRequest, operation: Id, staff: Maybe = None, limit: Looks = 200, after: After = 0) -> list[Look]:
    """Who looked, newest first: for whoever reads traces."""
    viewer = caller(request)
    where = entered(viewer, operation)
    if not sight(viewer).trace:
        raise trouble(403, "not-shown-to-you")
    found = trace.looks(viewer, where, staff=staff or "", limit=limit, offset=after)
    return [Look.model_validate(one, from_attributes=True) for one in found]


@question(router, "/operations/{operation}/people/{person}/looks", list[Look])
def looks_at(request: HttpRequest, operation: Id, person: Id) -> list[Look]:
    """Everybody who looked at one child: for oversight that sees names, and for whoever represents the child."""
    viewer = caller(request)
    where = entered(viewer, operation)
    if not trace.may_see_looks(viewer) or people.one(viewer, where, person) is None:
        raise trouble(404, "not-found")
    return [Look.model_validate(one, from_attributes=True) for one in trace.looks_at(viewer, where, person)]


@question(router, "/operations/{operation}/alarms", list[Alarm])
def alarms(request: HttpRequest, operation: Id) -> list[Alarm]:
    """What was unusual in other agencies than the caller's own."""
    viewer = caller(request)
    where = entered(viewer, operation)
    if not sight(viewer).trace:
        raise trouble(403, "not-shown-to-you")
    return [Alarm.model_validate(a, from_attributes=True) for a in trace.alarms(viewer, where)]


@question(router, "/operations/{operation}/disclosures", list[Disclosure])
def disclosures(request: HttpRequest, operation: Id, person: Maybe = None) -> list[Disclosure]:
    """What was given out, newest first, written down before it left."""
    viewer = caller(request)
    where = entered(viewer, operation)
    named = sight(viewer).names
    if not cards.may_list(viewer, where, "disclosure") or (person and not named):
        raise trouble(403, "not-shown-to-you")
    told = ("by", "given", "reader", "purpose", "language", "digest", "known_at")
    return [
        Disclosure(id=c.id, at=c.at, person=c.person if named else "", to=c.title if named else "",
                   **{k: c.body[k] for k in told})
        for c in cards.ask(viewer, where, "disclosure", person=person or "")
    ]  # fmt: skip


@question(router, "/trace", Whole)
def trace_whole(request: HttpRequest) -> Whole:
    """Whether who looked is still what was written, by itself and by the seals in the ledger."""
    if not sight(caller(request)).trace:
        raise trouble(403, "not-shown-to-you")
    sealed = trace.last_seal()
    return Whole(broken_at=trace.broken(), rewritten=trace.rewritten(), sealed_rows=sealed.rows if sealed else 0,
                 sealed_by_entry=sealed.pos if sealed else None)  # fmt: skip
