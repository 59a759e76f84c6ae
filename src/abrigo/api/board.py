"""The board: the count that always adds up, now or as known at one time about another; and its pulse."""

from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from abrigo.api.problems import trouble
from abrigo.api.questions import AsOf, Id, Instant, Size, as_of, caller, entered, question
from abrigo.clerk import clock
from abrigo.clerk.consult import consult
from abrigo.clerk.memory import Memory
from abrigo.facts.kinds import OperationId
from abrigo.facts.wire import from_ms
from abrigo.ledger import checkpoints
from abrigo.registers import asknown, places, whereabouts
from abrigo.registers import pulse as pulse_of
from abrigo.rules.access import Viewer, sight
from abrigo.rules.whereabouts import SUM, State

router = Router(tags=["board"])
BESIDE: Final = (State.UNRESOLVED, State.SOUGHT, State.RETURNED)


class Split(Schema):
    """Persons in three parts. In doubt a child: `undetermined` count as children in the protective reading."""

    persons: int
    children: int
    undetermined: int
    adults: int


class Reading(Schema):
    children: int
    adults: int


class Tally(Schema):
    """received = present + in-transit + out-with-authority + unaccounted + missing + released + transferred-out + died.

    `beside` the sum: unresolved, sought, returned. Both readings of a disputed age are of `received`.
    """

    received: Split
    states: dict[str, Split]
    beside: dict[str, Split]
    adds_up: bool
    protective: Reading
    strict: Reading


class UnitTally(Schema):
    unit: str
    name: str
    tally: Tally


class SiteTally(Schema):
    site: str
    name: str
    tally: Tally
    units: list[UnitTally]


class Board(Schema):
    """`known_at` is the length of the log this rests on, `about` the instant it speaks of.

    `unconfirmed`: how many of the unaccounted have had their last sighting voided by an open incident.
    """

    operation: str
    known_at: int
    about: datetime
    whole: Tally
    sites: list[SiteTally]
    unconfirmed: int


@question(router, "/operations/{operation}/board", Board)
def board(
    request: HttpRequest, operation: Id, known_at: Instant = None, size: Size = None, about: Instant = None
) -> Board:
    """The count, whole and by site and unit. `known_at` (an instant) or `size` (a log length): as known then."""
    viewer = caller(request)
    asked, when = entered(viewer, operation), as_of(known_at, size, about)
    return consult(viewer, lambda v, memory: _board(v, memory, asked, when))


def _board(viewer: Viewer, memory: Memory, operation: OperationId, when: AsOf) -> Board:
    size, about = when.settled(memory)
    if when.now:
        found = whereabouts.ask(viewer, operation, about)
    else:
        known = asknown.ask(viewer, memory, operation, known_at=size, about=about, names=False)
        found = None if known is None else known.board
    if found is None:
        raise trouble(403, "not-shown-to-you")
    names = {id_: row.name for id_, row in places.ask(viewer, operation).items()}
    sites = [_site(found, site, names) for site in found.sites if site] if sight(viewer).places else []
    return Board(
        operation=operation, known_at=size, about=about, whole=tally(found.whole), sites=sites,
        unconfirmed=found.unconfirmed,
    )  # fmt: skip


def _site(board: whereabouts.Board, site: str, names: dict[str, str]) -> SiteTally:
    units = [
        UnitTally(unit=unit, name=names.get(unit, ""), tally=tally(of))
        for (where, unit), of in board.units.items()
        if where == site
    ]
    return SiteTally(site=site, name=names.get(site, ""), tally=tally(board.sites[site]), units=units)


def tally(of: whereabouts.Tally) -> Tally:
    return Tally(
        received=_split(*(sum(of.states.get(s, (0, 0, 0))[n] for s in SUM) for n in range(3))),
        states={str(s): _split(*of.states.get(s, (0, 0, 0))) for s in SUM},
        beside={str(s): _split(*of.states.get(s, (0, 0, 0))) for s in BESIDE},
        adds_up=of.adds_up,
        protective=Reading(children=of.children(), adults=of.adults()),
        strict=Reading(children=of.children(protective=False), adults=of.adults(protective=False)),
    )


def _split(children: int, undetermined: int, adults: int) -> Split:
    return Split(persons=children + undetermined + adults, children=children, undetermined=undetermined, adults=adults)


class Pulse(Schema):
    """`moved`: how many entries the registers have folded. It grows with every act, and only then."""

    moved: int
    now: datetime


@question(router, "/operations/{operation}/pulse", Pulse, more={204: None, 304: None})
def pulse(request: HttpRequest, operation: Id, since: Size = None) -> Any:
    """Has anything moved? 204 when nothing has since `since`, 304 when the ETag still holds. Cheap: ask every 2 s."""
    entered(caller(request), operation)
    moved = pulse_of.ask()
    tag = f'"{moved}"'
    if since is not None and since >= moved:
        return HttpResponse(status=204, headers={"ETag": tag})
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    answer = Pulse(moved=moved, now=clock.now())
    return HttpResponse(answer.model_dump_json(), content_type="application/json; charset=utf-8", headers={"ETag": tag})


class Checkpoint(Schema):
    """What this node has said in public of its log: `note` is a signed C2SP checkpoint; `short` is for print."""

    size: int
    root: str
    note: str
    short: str
    took: datetime


@question(router, "/checkpoint", Checkpoint)
def checkpoint(request: HttpRequest) -> Checkpoint:
    """The latest checkpoint of the ledger; 404 while none has been signed."""
    found = consult(caller(request), lambda _, __: checkpoints.latest())
    if found is None:
        raise trouble(404, "not-found")
    return Checkpoint(
        size=found.size, root=found.root.hex(), note=found.note, short=found.short(), took=from_ms(found.took)
    )
