"""Figures for outside over JSON: what is out, what waits, and for each table every cell with why it stays in."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from abrigo.api.problems import trouble
from abrigo.api.questions import Id, caller, entered, question
from abrigo.clerk import figures as clerk
from abrigo.clerk.consult import consult
from abrigo.clerk.indicator_words import MEANS
from abrigo.clerk.memory import Memory
from abrigo.facts.figures import Cell, TableProposed
from abrigo.facts.kinds import OperationId, TableId
from abrigo.registers.verdicts import may_hear
from abrigo.rules.access import Viewer, may_do
from abrigo.rules.disclosure import RULE_SET, Hidden
from abrigo.rules.figures import Figures, shares

router = Router(tags=["figures"])


class Part(Schema):
    """A published cell the hidden one could be reckoned with: added (1) or taken away (-1)."""

    sign: int
    table: str
    key: list[str]


class FigureCell(Schema):
    """`key`: a category per dimension, "*" for all of it. `value` null: suppressed.

    `counted`, `why`, `could_be_had`: while the table waits, for who may ask for figures or let them out.
    """

    key: list[str]
    value: int | None
    counted: int | None = None
    why: str | None = None
    could_be_had: list[Part] = []


class Share(Schema):
    """`per_cent` in steps of 5, reckoned from the printed cells only; null where one of them is suppressed."""

    key: list[str]
    per_cent: int | None


class Indicator(Schema):
    """`above`, `below`: who is counted as done, of whom, English and Spanish; `source`: the facts it is read off."""

    indicator: str
    above: list[str]
    below: list[str]
    source: list[str]


class Figure(Schema):
    """One number (`by` empty) or table. `digest`: what `publish-table` must name; sha256 of the table as printed."""

    table: str
    definition: str
    cut: datetime
    by: list[str]
    status: str
    asked_by: str
    reason: str
    corrects: str | None
    corrected_by: str | None
    rules: str
    digest: str
    cells: list[FigureCell]
    shares: list[Share] = []


@question(router, "/operations/{operation}/indicators", list[Indicator])
def indicators_of(request: HttpRequest, operation: Id) -> list[Indicator]:
    """By what a table may be asked for so that it gives a share, and what each one means."""
    viewer = caller(request)
    if not may_hear(viewer, entered(viewer, operation)):
        raise trouble(403, "not-shown-to-you")
    return [
        Indicator(indicator=str(d), above=list(m.above), below=list(m.below), source=list(m.source))
        for d, m in MEANS.items()
    ]


@question(router, "/operations/{operation}/figures", list[Figure])
def figures_of(request: HttpRequest, operation: Id) -> list[Figure]:
    """Everything that was asked for, in that order; a waiting table as it would be printed now."""
    viewer = caller(request)
    asked = entered(viewer, operation)
    if not may_hear(viewer, asked):
        raise trouble(403, "not-shown-to-you")

    def answer(v: Viewer, memory: Memory) -> list[Figure]:
        known = clerk.known(memory, asked)
        return [_figure(v, memory, asked, known, table) for table in known.proposed]

    return consult(viewer, answer)


@question(router, "/operations/{operation}/figures/{table}", Figure)
def figure_of(request: HttpRequest, operation: Id, table: Id) -> Figure:
    """One of them."""
    viewer = caller(request)
    asked = entered(viewer, operation)
    if not may_hear(viewer, asked):
        raise trouble(403, "not-shown-to-you")

    def answer(v: Viewer, memory: Memory) -> Figure:
        known = clerk.known(memory, asked)
        if table not in known.proposed:
            raise trouble(404, "not-found")
        return _figure(v, memory, asked, known, TableId(table))

    return consult(viewer, answer)


def _figure(viewer: Viewer, memory: Memory, operation: OperationId, known: Figures, table: TableId) -> Figure:
    proposed, out = known.proposed[table], known.published.get(table)
    if out is not None:
        return _told(known, proposed, "published", out.rules, out.digest, [_cell(c) for c in out.cells])
    if table in known.withdrawn:
        return _told(known, proposed, "withdrawn", "", "", [])
    preview = clerk.preview(memory, operation, table)
    assert preview is not None
    decides = may_do(viewer, "propose-table") or may_do(viewer, "publish-table")
    cells = [
        _cell(c, preview.counts[c.key], preview.said.hidden.get(c.key)) if decides else _cell(c) for c in preview.cells
    ]
    return _told(known, proposed, "proposed", RULE_SET, preview.digest, cells)


def _cell(cell: Cell, counted: int | None = None, hidden: Hidden | None = None) -> FigureCell:
    return FigureCell(
        key=list(cell.key),
        value=cell.value,
        counted=counted,
        why=None if hidden is None else str(hidden.why),
        could_be_had=[
            Part(sign=sign, table=was.table, key=list(was.key))
            for sign, was in (() if hidden is None else hidden.could_be_had)
        ],
    )


def _told(
    known: Figures, proposed: TableProposed, status: str, rules: str, digest: str, cells: list[FigureCell]
) -> Figure:
    return Figure(
        table=proposed.table, definition=str(proposed.definition), cut=proposed.cut, by=[str(d) for d in proposed.by],
        status=status, asked_by=proposed.said.by, reason=proposed.reason, corrects=proposed.corrects,
        corrected_by=known.corrected_by(proposed.table), rules=rules, digest=digest, cells=cells,
        shares=[
            Share(key=list(key), per_cent=share)
            for key, share in shares(proposed.by, [Cell(tuple(c.key), c.value) for c in cells]).items()
        ],
    )  # fmt: skip
