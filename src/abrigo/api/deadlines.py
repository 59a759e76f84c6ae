"""Deadlines: which run, which are overdue, by whose duty and law, and which recorded act met them."""

from datetime import date, datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from abrigo.api.problems import trouble
from abrigo.api.questions import Id, Maybe, caller, entered, question
from abrigo.clerk import clock
from abrigo.clerk.consult import consult
from abrigo.clerk.memory import Memory
from abrigo.registers import cards
from abrigo.registers import deadlines as known
from abrigo.rules.access import Viewer

router = Router(tags=["lists"])
States = Annotated[str | None, Query(pattern="^(overdue|due|met-late|met)$")]


class Deadline(Schema):
    """One running. `ref` names nobody and stays the same. `met_by` empty: no recorded act, which is not "no act".

    `may_move_to`: a later end that `roll_by` may grant; it is not counted on. `verified`: a named person has read it.
    """

    ref: str
    person: str
    clock: str
    basis: str
    owed_by: str
    court: str
    verified: bool
    started: datetime
    started_by: str
    due: datetime
    last_day: date
    may_move_to: datetime | None
    roll_by: str
    extended: list[int]
    state: str
    met_by: str
    met_at: datetime | None


@question(router, "/operations/{operation}/deadlines", list[Deadline])
def deadlines(
    request: HttpRequest,
    operation: Id,
    state: States = None,
    owed_by: Maybe = None,
    person: Maybe = None,
) -> list[Deadline]:
    """Every running of every clock for whom the caller sees by name, the overdue first."""
    viewer = caller(request)
    where = entered(viewer, operation)
    if not cards.may_list(viewer, where, "step"):
        raise trouble(403, "not-shown-to-you")

    def answer(v: Viewer, _memory: Memory) -> list[Deadline]:
        found = known.ask(v, where, clock.now(), person=person or "")
        wanted = (d for d in found if state in (None, d.state) and owed_by in (None, d.run.clock.owed_by))
        return [_told(d) for d in wanted]

    return consult(viewer, answer)


def _told(d: known.Deadline) -> Deadline:
    run = d.run
    return Deadline(
        ref=d.ref, person=d.line.id, clock=run.clock.id, basis=run.clock.basis, owed_by=run.clock.owed_by,
        court=d.court, verified=run.clock.verified, started=run.start.at, started_by=run.start.name, due=run.due.at,
        last_day=run.due.day, may_move_to=run.due.may_move_to, roll_by=run.clock.roll_by, extended=list(run.extended),
        state=d.state, met_by=run.met.name if run.met else "", met_at=run.met.at if run.met else None,
    )  # fmt: skip
