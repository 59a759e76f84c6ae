"""Figures for outside: a table as it would be printed now, and everything that was printed."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from abrigo.clerk.memory import Memory
from abrigo.facts.figures import Cell, TableProposed, TablePublished
from abrigo.facts.kinds import OperationId, PersonId, TableId
from abrigo.ledger import checkpoints, reader
from abrigo.ledger.checkpoints import Checkpoint
from abrigo.registers import figures as register
from abrigo.registers.models import Place
from abrigo.rules.disclosure import Key, Printed
from abrigo.rules.figures import FIGURES, Figures, cells_of, counted_for, printed, table_digest


@dataclass(frozen=True, slots=True)
class Preview:
    """A table nobody outside has seen yet: `counts` are the numbers themselves, for the two who decide about it."""

    proposed: TableProposed
    said: Printed
    cells: tuple[Cell, ...]
    counts: dict[Key, int]
    digest: str


def known(memory: Memory, operation: OperationId) -> Figures:
    found: Figures = memory.recall(FIGURES, f"figures:{operation}")
    return found


def preview(memory: Memory, operation: OperationId, table: TableId) -> Preview | None:
    """What would leave the house if it were let out now. None when nobody asked for such a table, or it is out."""
    figures = known(memory, operation)
    proposed = figures.proposed.get(table)
    if proposed is None or table in figures.published:
        return None
    told = {t: register.tabulate(memory, counted_for(figures.proposed[t])) for t in (*figures.published, table)}
    said = printed(figures, proposed, told)
    cells = cells_of(proposed, said)
    counts = {cell.key: _inside(cell.key, told[table]) for cell in cells}
    return Preview(proposed, said, cells, counts, table_digest(proposed, cells))


def _inside(key: Key, people: Mapping[PersonId, Key]) -> int:
    return sum(all(part in ("*", mine) for part, mine in zip(key, at, strict=True)) for at in people.values())


@dataclass(frozen=True, slots=True)
class Out:
    """One table that left, with the one it corrects and the one that corrects it."""

    proposed: TableProposed
    published: TablePublished
    corrects: TablePublished | None
    corrected_by: TableId | None


@dataclass(frozen=True, slots=True)
class Outside:
    """Everything of an operation that left the house, newest first; `checkpoint` covers the last of it, if any does."""

    zone: str
    tables: tuple[Out, ...]
    checkpoint: Checkpoint | None


def outside(operation: OperationId) -> Outside | None:
    """None while nothing has left: an operation nobody has spoken of does not exist to a stranger."""
    with transaction.atomic():
        memory = Memory(reader.size())
        figures = known(memory, operation)
        if not figures.published:
            return None
        zone = Place.objects.filter(id=operation).values_list("zone", flat=True).first() or "UTC"
        last = max(m.pos for m in memory.history(f"figures:{operation}") if isinstance(m.fact, TablePublished))
        newest = checkpoints.latest()
    memory.publish()
    tables = tuple(
        Out(
            figures.proposed[t],
            fact,
            None if (old := figures.proposed[t].corrects) is None else figures.published[old],
            figures.corrected_by(t),
        )
        for t, fact in reversed(figures.published.items())
    )
    return Outside(zone, tables, newest if newest is not None and newest.size > last else None)
