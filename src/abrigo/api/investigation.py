"""Allegations with their matrix, exhibits with their hands, how often a child was asked: for whoever reads a case."""

from datetime import datetime
from typing import Final

from django.http import HttpRequest
from ninja import Router, Schema

from abrigo.api.problems import trouble
from abrigo.api.questions import Id, caller, entered, question
from abrigo.clerk.consult import consult
from abrigo.clerk.memory import Memory
from abrigo.facts.grants import Compartment
from abrigo.facts.kinds import OperationId
from abrigo.registers import cards
from abrigo.registers.cards import CardLine
from abrigo.rules.access import Viewer
from abrigo.rules.exhibits import EXHIBITS
from abrigo.rules.investigation import ALLEGATIONS, Allegation, MatrixCell, matrix

router: Final = Router(tags=["investigation"])
EVERY: Final = 100_000


class Turn(Schema):
    standing: str
    by: str
    source: str
    reason: str
    at: datetime


class Cell(Schema):
    """One child, one element: how many pieces of its own speak, and how many are about everyone and prove nothing."""

    element: str
    supports: list[str]
    contradicts: list[str]
    silent: list[str]
    group: int
    flags: list[str]


class Row(Schema):
    """`own`: something weighed is about this very child."""

    person: str
    own: bool
    flags: list[str]
    cells: list[Cell]


class Alleged(Schema):
    """Words of whoever says them, where they stand today, every turn. `rows`: the matrix; never a conclusion."""

    id: str
    offence: str
    speaker: str
    words: str
    standing: str
    turns: list[Turn]
    children: int
    own: int
    rows: list[Row]


class Hand(Schema):
    at: datetime
    kind: str
    gave: str
    took: str
    seal: str
    taken_at: datetime | None


class Hole(Schema):
    """Where the record does not hold: not what was done to the thing."""

    by: str
    at: datetime
    expected: str
    found: str


class Exhibit(Schema):
    id: str
    number: str
    words: str
    digest: str
    of: str
    person: str
    status: str
    holder: str
    copies: list[str]
    steps: list[Hand]
    breaks: list[Hole]


class Asked(Schema):
    """`times` over one: each further time needed a reason."""

    person: str
    times: int


def _reader(request: HttpRequest, operation: str) -> tuple[Viewer, OperationId]:
    viewer = caller(request)
    where = entered(viewer, operation)
    if not cards.may_read_case(viewer, where):
        raise trouble(403, "not-shown-to-you")
    return viewer, where


@question(router, "/operations/{operation}/allegations", list[Alleged])
def list_allegations(request: HttpRequest, operation: Id) -> list[Alleged]:
    """Every allegation with its matrix, newest first."""
    viewer, where = _reader(request, operation)

    def answer(v: Viewer, memory: Memory) -> list[Alleged]:
        found = cards.ask(v, where, "allegation", limit=EVERY)
        known = [(c.id, memory.recall(ALLEGATIONS, f"allegation:{c.id}")) for c in found]
        v.looks.note_all(Compartment.INVESTIGATION, {p for _, a in known if a.made for p in a.made.people})
        return [_alleged(id_, a) for id_, a in known if a.made is not None]

    return consult(viewer, answer)


def _alleged(id_: str, known: Allegation) -> Alleged:
    assert known.made is not None
    rows = matrix(known)
    return Alleged(
        id=id_, offence=known.made.offence, speaker=known.made.speaker, words=known.made.words,
        standing=str(known.standing), children=len(rows), own=sum(row.own for row in rows),
        turns=[
            Turn(standing=str(t.standing), by=t.by, source=t.source, reason=t.reason, at=t.said.at) for t in known.turns
        ],
        rows=[
            Row(person=r.person, own=r.own, flags=[str(f) for f in r.flags], cells=[_cell(c) for c in r.cells])
            for r in rows
        ],
    )  # fmt: skip


def _cell(c: MatrixCell) -> Cell:
    return Cell(
        element=c.element, supports=[e.source for e in c.supports], contradicts=[e.source for e in c.contradicts],
        silent=[e.source for e in c.silent], group=len(c.group), flags=[str(f) for f in c.flags],
    )  # fmt: skip


@question(router, "/operations/{operation}/exhibits", list[Exhibit])
def list_exhibits(request: HttpRequest, operation: Id) -> list[Exhibit]:
    """Every exhibit with every hand it passed through and every hole in that record."""
    viewer, where = _reader(request, operation)

    def answer(v: Viewer, memory: Memory) -> list[Exhibit]:
        found = cards.ask(v, where, "exhibit", limit=EVERY)
        v.looks.note_all(Compartment.INVESTIGATION, {c.person for c in found if c.person})
        return [_exhibit(c, memory) for c in found]

    return consult(viewer, answer)


def _exhibit(card: CardLine, memory: Memory) -> Exhibit:
    known = memory.recall(EXHIBITS, f"exhibit:{card.id}")
    story = known.story
    steps = [
        Hand(at=s.at, kind=s.kind, gave=s.gave, took=s.took, seal=s.seal, taken_at=s.taken_at) for s in story.steps
    ]
    return Exhibit(
        id=card.id, number=card.body["number"], words=card.title, digest=card.body["digest"], of=card.body["of"] or "",
        person=card.person, status=card.status, holder=story.holder, copies=[str(c) for c in known.copies], steps=steps,
        breaks=[Hole(by=str(b.by), at=b.at, expected=b.expected, found=b.found) for b in story.breaks],
    )  # fmt: skip


@question(router, "/operations/{operation}/interviews", list[Asked])
def list_interviews(request: HttpRequest, operation: Id) -> list[Asked]:
    """How often each child was interviewed, most often first; what was asked and said stays on the child's own page."""
    viewer, where = _reader(request, operation)

    def answer(v: Viewer, _memory: Memory) -> list[Asked]:
        times: dict[str, int] = {}
        for c in cards.ask(v, where, "interview", limit=EVERY):
            times[c.person] = times.get(c.person, 0) + 1
        v.looks.note_all(Compartment.INVESTIGATION, set(times))
        return [Asked(person=p, times=n) for p, n in sorted(times.items(), key=lambda pair: (-pair[1], pair[0]))]

    return consult(viewer, answer)
