"""The book a fold writes in: the same folds fill the live tables and a rebuild held in memory."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Protocol

from django.db import models

from abrigo.facts.index import Fact
from abrigo.ledger.driver import Statement, many, raw, together
from abrigo.registers.models import Card, CustodyLine, Person, Place, Pulse, Thread, Trail, Whereabout
from abrigo.rules.whereabouts import Moment

Row = dict[str, Any]
Key = tuple[Any, ...]
Table = type[models.Model]
History = Callable[[str], Sequence[Moment]]
TABLES: Final[tuple[Table, ...]] = (Thread, Place, Person, Whereabout, Trail, CustodyLine, Card, Pulse)


@dataclass(frozen=True, slots=True)
class Noted:
    """A fact with what the ledger knows of it: position, id, and when this node took it (ms)."""

    pos: int
    id: bytes
    took: int
    fact: Fact
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """A table's columns and the statements that read and write it (placeholders `?`, for the ledger's driver)."""

    table: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    defaults: Row
    booleans: frozenset[str]
    texts: frozenset[str]
    select: str
    by_key: str
    insert: str
    upsert: str

    def row(self, values: Sequence[Any]) -> Row:
        row = dict(zip(self.columns, values, strict=True))
        for name in self.booleans:
            row[name] = bool(row[name])
        return row

    def update(self, changed: Sequence[str]) -> str:
        return _update(self.table, tuple(changed), self.keys)


@lru_cache(maxsize=2_000)
def _update(table: str, changed: tuple[str, ...], keys: tuple[str, ...]) -> str:
    sets = ", ".join(f'"{c}"=?' for c in changed)
    return f'UPDATE "{table}" SET {sets} WHERE {_equal(keys)}'  # noqa: S608 - our own names


def _equal(columns: Iterable[str]) -> str:
    return " AND ".join(f'"{c}"=?' for c in columns)


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f'"{c}"' for c in columns)


def _shape(table: Table) -> Shape:
    meta = table._meta  # noqa: SLF001 - the public name Django gives it
    fields = [f for f in meta.concrete_fields if f.column is not None]
    pk = meta.pk
    keys = tuple(pk.field_names) if isinstance(pk, models.CompositePrimaryKey) else (str(pk.column),)
    defaults: Row = {str(f.column): f.get_default() if f.has_default() else None for f in fields}
    booleans = frozenset(str(f.column) for f in fields if isinstance(f, models.BooleanField))
    texts = frozenset(str(f.column) for f in fields if isinstance(f, models.CharField | models.TextField))
    columns = tuple(str(f.column) for f in fields)
    rest = [c for c in columns if c not in keys]
    select = f'SELECT {_names(columns)} FROM "{meta.db_table}"'  # noqa: S608 - our own names
    marks = ", ".join(["?"] * len(columns))
    insert = f'INSERT INTO "{meta.db_table}" ({_names(columns)}) VALUES ({marks})'  # noqa: S608 - our own names
    sets = ", ".join(f'"{c}"=excluded."{c}"' for c in rest)
    upsert = f"{insert} ON CONFLICT ({_names(keys)}) DO UPDATE SET {sets}"
    by_key = f"{select} WHERE {_equal(keys)}"
    return Shape(meta.db_table, columns, keys, defaults, booleans, texts, select, by_key, insert, upsert)


SHAPES: Final[dict[Table, Shape]] = {table: _shape(table) for table in TABLES}


class Book(Protocol):
    """What a fold may do. `history` gives every fact of a stream so far, this one included, in order of writing.

    `beside` is where a fold may keep what it has read out of a row, with that row, for as long as the book is open.
    """

    beside: dict[str, tuple[Row, Any]]

    def get(self, table: Table, *key: Any) -> Row | None: ...
    def put(self, table: Table, row: Row) -> None: ...
    def where(self, table: Table, **equal: Any) -> list[Row]: ...
    def history(self, stream: str) -> Sequence[Moment]: ...


def blank(table: Table, **given: Any) -> Row:
    return {**SHAPES[table].defaults, **given}


class LiveBook:
    """Writes into the tables of the running transaction; reads its own writes.

    It may keep what it has read until it is flushed: whoever folds holds the ledger's lock, and nobody else may
    write a register meanwhile.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        self.beside: dict[str, tuple[Row, Any]] = {}
        self._rows: dict[Table, dict[Key, Row | None]] = defaultdict(dict)
        self._stored: dict[Table, dict[Key, Row | None]] = defaultdict(dict)  # as the tables hold them now
        self._dirty: dict[Table, dict[Key, Row]] = defaultdict(dict)
        self._alone: dict[tuple[Table, str], set[Any]] = defaultdict(set)  # values known to stand in no row

    def get(self, table: Table, *key: Any) -> Row | None:
        seen = self._rows[table]
        if key not in seen:
            shape = SHAPES[table]
            found = raw(shape.by_key, key).fetchone()
            seen[key] = self._stored[table][key] = shape.row(found) if found else None
        row = seen[key]
        return dict(row) if row is not None else None

    def load(self, table: Table, keys: Sequence[Any], also: str = "") -> None:
        """Reads many rows of a single-key table at once: a bus is one question, not fifty.

        `also` names a second column that may hold these keys; the same question then settles whom nobody points to.
        """
        if not keys:
            return
        seen, shape = self._rows[table], SHAPES[table]
        wanted = [k for k in dict.fromkeys(keys) if (k,) not in seen]
        for start in range(0, len(wanted), 400):
            chunk = wanted[start : start + 400]
            on, marks = f'"{shape.keys[0]}"', ", ".join(["?"] * len(chunk))
            sql, values = f"{shape.select} WHERE {on} IN ({marks})", chunk
            if also:
                sql, values = f'{sql} OR "{also}" IN ({marks})', chunk + chunk
            rows = {r[shape.keys[0]]: r for r in map(shape.row, raw(sql, values).fetchall())}
            for key in chunk:
                seen[(key,)] = self._stored[table][(key,)] = rows.get(key)
            if also and not self._dirty.get(table):
                self._alone[table, also].update({*chunk} - {row[also] for row in rows.values()})

    def put(self, table: Table, row: Row) -> None:
        key = tuple([row[c] for c in SHAPES[table].keys])
        self._rows[table][key] = row
        self._dirty[table][key] = row
        for (alone_in, column), values in self._alone.items():
            if alone_in is table:
                values.discard(row[column])

    def where(self, table: Table, **equal: Any) -> list[Row]:
        if len(equal) == 1:
            ((column, value),) = equal.items()
            if value in self._alone[table, column]:
                return []
        shape = SHAPES[table]
        self.flush()
        sql = f"{shape.select} WHERE {_equal(equal)} ORDER BY {_names(shape.keys)}"
        return [shape.row(r) for r in raw(sql, list(equal.values())).fetchall()]

    def put_pulse(self, pos: int) -> None:
        self.put(Pulse, {"id": 1, "pos": pos})

    def history(self, stream: str) -> Sequence[Moment]:
        self.flush()
        return self._history(stream)

    def flush(self, *besides: Statement) -> None:
        """Everything put since the last flush goes into the tables; `besides` travels along to the database."""
        singles = list(besides)
        for sql, rows in self._pending().items():
            if len(rows) == 1:
                singles.append((sql, rows[0]))
            else:
                many(sql, rows)
        together(singles)

    def _pending(self) -> dict[str, list[list[Any]]]:
        """Statements, each with the rows it writes."""
        writes: dict[str, list[list[Any]]] = defaultdict(list)
        for table, dirty in self._dirty.items():
            shape, stored = SHAPES[table], self._stored[table]
            for key, row in dirty.items():
                before = stored.get(key)
                if before is None:
                    writes[shape.upsert].append([row[c] for c in shape.columns])
                elif changed := [c for c in shape.columns if row[c] != before[c]]:
                    # Only what changed: an index whose column is not named need not be touched.
                    writes[shape.update(changed)].append([*[row[c] for c in changed], *key])
                stored[key] = row
        self._dirty.clear()
        return writes


class MemoryBook:
    """The whole of the registers in memory: for a rebuild, a comparison, and as they were at an earlier position."""

    def __init__(self, history: History | None = None) -> None:
        self.rows: dict[Table, dict[Key, Row]] = {table: {} for table in TABLES}
        self.beside: dict[str, tuple[Row, Any]] = {}
        self._by: dict[tuple[Table, tuple[str, ...]], dict[tuple[Any, ...], dict[tuple[Any, ...], None]]] = {}
        self._streams: dict[str, list[Moment]] = defaultdict(list)
        self._given = history

    def get(self, table: Table, *key: Any) -> Row | None:
        row = self.rows[table].get(key)
        return dict(row) if row is not None else None

    def put(self, table: Table, row: Row) -> None:
        key = tuple(row[c] for c in SHAPES[table].keys)
        old = self.rows[table].get(key)
        self.rows[table][key] = row
        for (indexed, columns), index in self._by.items():
            if indexed is table:
                if old is not None:
                    index.get(tuple(old[c] for c in columns), {}).pop(key, None)
                index.setdefault(tuple(row[c] for c in columns), {})[key] = None

    def where(self, table: Table, **equal: Any) -> list[Row]:
        columns = tuple(equal)
        if (table, columns) not in self._by:
            index: dict[tuple[Any, ...], dict[tuple[Any, ...], None]] = {}
            for key, row in self.rows[table].items():
                index.setdefault(tuple(row[c] for c in columns), {})[key] = None
            self._by[table, columns] = index
        keys = self._by[table, columns].get(tuple(equal.values()), {})
        return [dict(self.rows[table][key]) for key in sorted(keys)]

    def remember(self, stream: str, moment: Moment) -> None:
        self._streams[stream].append(moment)

    def history(self, stream: str) -> Sequence[Moment]:
        return self._given(stream) if self._given else self._streams[stream]

    def sorted_rows(self, table: Table) -> Iterator[Row]:
        for key in sorted(self.rows[table]):
            yield self.rows[table][key]


_compact = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def compact(value: Any) -> str:
    """JSON text, always spelled the same way, so that equal registers are equal bytes."""
    return _compact(value)
