"""Rebuild: drop every register and fold the whole ledger again; or fold beside the live tables and compare."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from abrigo.clerk.memory import decode, forget
from abrigo.facts.streams import streams_of
from abrigo.ledger import pen, reader
from abrigo.registers import index as registers
from abrigo.registers.book import SHAPES, TABLES, MemoryBook, Noted, Table, compact
from abrigo.registers.models import Pulse
from abrigo.rules.whereabouts import Moment
from abrigo.vault import keys

ROWS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Comparison:
    """Digest of each table, live and rebuilt (sha256 hex)."""

    table: str
    rows: int
    live: str
    rebuilt: str

    @property
    def identical(self) -> bool:
        return self.live == self.rebuilt


def fold(before: int | None = None) -> MemoryBook:
    """Every register as the first `before` entries make it (all, when None), in memory."""
    book = MemoryBook()
    for noted in noted_entries(before):
        for stream in streams_of(noted.fact):
            if stream.startswith("person:"):
                book.remember(stream, Moment(noted.pos, noted.fact))
        registers.apply(book, noted)
    size = reader.size() if before is None else before
    if size:
        book.put(Pulse, {"id": 1, "pos": size})
    return book


def noted_entries(before: int | None = None) -> Iterator[Noted]:
    """Every entry this node can open and understands, in order of arrival."""
    by_kid = keys.all_by_kid()
    for sealed in reader.sealed(0, before):
        if sealed.box is None or (sealed.kid and sealed.kid not in by_kid):
            continue
        payload = reader.open_box(sealed, by_kid.get(sealed.kid))
        fact = decode(payload)
        if fact is not None:
            yield Noted(sealed.pos, sealed.id, sealed.took, fact, _cited(payload))


def _cited(payload: dict[str, Any]) -> tuple[str, ...]:
    return tuple(map(str, payload.get("after") or ()))


def rebuild() -> int:
    """Replaces every register by what the ledger says. Out: entries folded. All or nothing."""
    with transaction.atomic():
        size = pen.lock()
        book = fold(size)
        for table in TABLES:
            _replace(table, book)
    forget()
    return size


def _replace(table: Table, book: MemoryBook) -> None:
    shape = SHAPES[table]
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{shape.table}"')  # noqa: S608 - our own names
        rows: list[list[Any]] = []
        for row in book.sorted_rows(table):
            rows.append([row[c] for c in shape.columns])
            if len(rows) == ROWS_AT_ONCE:
                cursor.executemany(shape.insert, rows)
                rows = []
        if rows:
            cursor.executemany(shape.insert, rows)


def compare() -> list[Comparison]:
    """Holds every live table against a rebuilt one, row by row."""
    with transaction.atomic():
        size = pen.lock()
        book = fold(size)
        return [_compare(table, book) for table in TABLES]


def _compare(table: Table, book: MemoryBook) -> Comparison:
    shape = SHAPES[table]
    with connection.cursor() as cursor:
        cursor.execute(shape.select)
        live = [shape.row(values) for values in cursor.fetchall()]
    live.sort(key=lambda row: tuple(row[c] for c in shape.keys))
    rebuilt = list(book.sorted_rows(table))
    return Comparison(shape.table, len(rebuilt), _digest(live, shape.columns), _digest(rebuilt, shape.columns))


def _digest(rows: list[dict[str, object]], columns: tuple[str, ...]) -> str:
    seen = sha256()
    for row in rows:
        seen.update(compact([row[c] for c in columns]).encode() + b"\n")
    return seen.hexdigest()
