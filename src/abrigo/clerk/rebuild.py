"""Rebuild: drop every register and fold the whole ledger again; or fold beside the live tables and compare."""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from sys import intern
from typing import Any

from django.db import connection, transaction

from abrigo.clerk.believed import Belief
from abrigo.clerk.left import Outlines
from abrigo.clerk.memory import forget
from abrigo.facts.index import Fact
from abrigo.ledger import pen, reader
from abrigo.ledger.driver import load, raw
from abrigo.registers import custody, stories
from abrigo.registers import index as registers
from abrigo.registers.book import SHAPES, TABLES, MemoryBook, Noted, Row, Shape, Table, compact
from abrigo.registers.models import Pulse, Thread
from abrigo.rules.whereabouts import Moment, heard
from abrigo.vault import keys

ROWS_AT_ONCE = 5_000
Told = Callable[[int, int], None]


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


def fold(
    before: int | None = None, threads: Callable[[Row], None] | None = None, told: Told | None = None
) -> MemoryBook:
    """Every register as the first `before` entries make it (all, when None), in memory.

    Of the past of each person only what may have to be read again in order of occurrence is kept. `threads` takes the
    rows of the one register that grows with the ledger and that no fold reads, so that any log fits in memory.
    """
    book = MemoryBook() if threads is None else _Streaming(threads)
    size = reader.size() if before is None else before
    with _no_gleaning():
        _fold_all(book, before, size, told)
    if size:
        book.put(Pulse, {"id": 1, "pos": size})
    return book


def _fold_all(book: MemoryBook, before: int | None, size: int, told: Told | None) -> None:
    for noted in noted_entries(before):
        fact = noted.fact
        if heard(fact) or isinstance(fact, custody.FACTS):
            book.remember(f"person:{getattr(fact, 'person', '')}", Moment(noted.pos, fact))
        registers.apply(book, noted)
        if told is not None and noted.pos % 1_000 == 999:
            told(noted.pos + 1, size)


@contextmanager
def _no_gleaning() -> Iterator[None]:
    """Facts hold no circles; walking a million of them again and again to look for some takes longer than folding."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class _Streaming(MemoryBook):
    """A book whose threads go out as they are written."""

    def __init__(self, threads: Callable[[Row], None]) -> None:
        super().__init__()
        self._threads = threads

    def put(self, table: Table, row: Row) -> None:
        if table is Thread:
            self._threads(row)
        else:
            super().put(table, row)


def noted_entries(before: int | None = None) -> Iterator[Noted]:
    """Every entry this node can open, understands and believes, in order of arrival."""
    by_kid = keys.all_by_kid()
    belief = Belief(before)
    bare = _bare(before)
    for sealed in reader.sealed(0, before):
        if sealed.pos in bare and belief.trusts(sealed):
            yield Noted(sealed.pos, sealed.id, sealed.took, *bare[sealed.pos])
            continue
        if sealed.box is None or (sealed.kid and sealed.kid not in by_kid):
            continue
        payload = reader.open_box(sealed, by_kid.get(sealed.kid))
        _share(payload.get("fact"))
        fact = belief.fact(sealed, payload)
        if fact is not None:
            yield Noted(sealed.pos, sealed.id, sealed.took, fact, _cited(payload))


def _bare(before: int | None) -> dict[int, tuple[Fact, tuple[str, ...]]]:
    """What stands in the place of every destroyed entry. Also before the day it was destroyed: the words are gone
    from every instant, the child from none."""
    places = [int(row[0]) for row in raw("SELECT pos FROM ledger_shredded ORDER BY pos", ()).fetchall()]
    wanted = [pos for pos in places if before is None or pos < before]
    return Outlines().of(reader.sealed_at(wanted)) if wanted else {}


def _share(plain: Any) -> None:
    """Ids come again in thousands of facts: each is held once, or a million entries would not fit in a laptop."""
    if isinstance(plain, dict):
        for name, value in plain.items():
            if type(value) is str and len(value) <= 80:
                plain[name] = intern(value)
            elif type(value) is dict:
                _share(value)


def _cited(payload: dict[str, Any]) -> tuple[str, ...]:
    return tuple(map(str, payload.get("after") or ()))


def rebuild(told: Told | None = None) -> int:
    """Replaces every register by what the ledger says. Out: entries folded. `told` hears how far, and of how many.

    All or nothing, in one transaction: whoever asks meanwhile reads the registers as they were.
    """
    with transaction.atomic():
        size = pen.lock()
        for table in TABLES:
            raw(f'DELETE FROM "{SHAPES[table].table}"')  # noqa: S608 - our own names
        threads = _Rows(SHAPES[Thread].insert, SHAPES[Thread].columns)
        book = fold(size, threads.add, told)
        threads.end()
        for table in TABLES:
            if table is not Thread:
                rows = _Rows(SHAPES[table].insert, SHAPES[table].columns)
                for row in book.sorted_rows(table):
                    rows.add(row)
                rows.end()
    forget()
    stories.forget()
    return size


class _Rows:
    """Rows on their way into a table, thousands at a time."""

    def __init__(self, insert: str, columns: tuple[str, ...]) -> None:
        self._insert, self._columns = insert, columns
        self._waiting: list[list[Any]] = []

    def add(self, row: Row) -> None:
        self._waiting.append([row[c] for c in self._columns])
        if len(self._waiting) == ROWS_AT_ONCE:
            self.end()

    def end(self) -> None:
        if self._waiting:
            load(self._insert, self._waiting)
            self._waiting = []


def compare() -> list[Comparison]:
    """Holds every live table against a rebuilt one, row by row; changes nothing."""
    with transaction.atomic():
        size = pen.lock()
        shape = SHAPES[Thread]
        raw(f'CREATE TEMP TABLE fresh_thread AS SELECT * FROM "{shape.table}" WHERE 1 = 0')  # noqa: S608 - our own names
        threads = _Rows(shape.insert.replace(f'"{shape.table}"', "fresh_thread"), shape.columns)
        book = fold(size, threads.add)
        threads.end()
        found = [_compare(table, book) for table in TABLES]
        raw("DROP TABLE fresh_thread")
    return found


def _compare(table: Table, book: MemoryBook) -> Comparison:
    shape = SHAPES[table]
    rebuilt = _stored(shape, "fresh_thread") if table is Thread else _digest(book.sorted_rows(table), shape.columns)
    live = _stored(shape, shape.table)
    return Comparison(shape.table, rebuilt[1], live[0], rebuilt[0])


def _stored(shape: Shape, table: str) -> tuple[str, int]:
    """Digest and number of a table's rows, in the order Python sorts their keys: by code point, in any locale."""
    text = ' COLLATE "C"' if connection.vendor == "postgresql" else ""
    order = ", ".join(f'"{k}"{text if k in shape.texts else ""}' for k in shape.keys)
    rows = raw(f"{shape.select.replace(shape.table, table)} ORDER BY {order}")
    return _digest(map(shape.row, rows), shape.columns)


def _digest(rows: Iterable[Row], columns: tuple[str, ...]) -> tuple[str, int]:
    seen, number = sha256(), 0
    for row in rows:
        seen.update(compact([row[c] for c in columns]).encode() + b"\n")
        number += 1
    return seen.hexdigest(), number
