"""The book a fold writes in: the same folds fill the live tables and a rebuild held in memory."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from django.db import connection, models

from abrigo.facts.index import Fact
from abrigo.registers.models import Card, CustodyLine, Person, Place, Pulse, Thread, Whereabout
from abrigo.rules.whereabouts import Moment

Row = dict[str, Any]
Table = type[models.Model]
History = Callable[[str], Sequence[Moment]]
TABLES: Final[tuple[Table, ...]] = (Thread, Place, Person, Whereabout, CustodyLine, Card, Pulse)


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
    """A table's columns and the statements that read and write it."""

    table: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    defaults: Row
    booleans: frozenset[str]

    @property
    def upsert(self) -> str:
        rest = [c for c in self.columns if c not in self.keys]
        sets = ", ".join(f'"{c}"=excluded."{c}"' for c in rest)
        do = f"DO UPDATE SET {sets}" if rest else "DO NOTHING"
        return f"{self.insert} ON CONFLICT ({_names(self.keys)}) {do}"

    @property
    def insert(self) -> str:
        marks = ", ".join(["%s"] * len(self.columns))
        return f'INSERT INTO "{self.table}" ({_names(self.columns)}) VALUES ({marks})'  # noqa: S608 - our own names

    @property
    def select(self) -> str:
        return f'SELECT {_names(self.columns)} FROM "{self.table}"'  # noqa: S608 - our own names

    def row(self, values: Sequence[Any]) -> Row:
        row = dict(zip(self.columns, values, strict=True))
        for name in self.booleans:
            row[name] = bool(row[name])
        return row


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f'"{c}"' for c in columns)


def _shape(table: Table) -> Shape:
    meta = table._meta  # noqa: SLF001 - the public name Django gives it
    fields = [f for f in meta.concrete_fields if f.column is not None]
    pk = meta.pk
    keys = tuple(pk.field_names) if isinstance(pk, models.CompositePrimaryKey) else (str(pk.column),)
    defaults: Row = {str(f.column): f.get_default() if f.has_default() else None for f in fields}
    booleans = frozenset(str(f.column) for f in fields if isinstance(f, models.BooleanField))
    return Shape(meta.db_table, tuple(str(f.column) for f in fields), keys, defaults, booleans)


SHAPES: Final[dict[Table, Shape]] = {table: _shape(table) for table in TABLES}


class Book(Protocol):
    """What a fold may do. `history` gives every fact of a stream so far, this one included, in order of writing."""

    def get(self, table: Table, *key: Any) -> Row | None: ...
    def put(self, table: Table, row: Row) -> None: ...
    def where(self, table: Table, **equal: Any) -> list[Row]: ...
    def history(self, stream: str) -> Sequence[Moment]: ...


def blank(table: Table, **given: Any) -> Row:
    return {**SHAPES[table].defaults, **given}


class LiveBook:
    """Writes into the tables of the running transaction; reads its own writes."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._rows: dict[Table, dict[tuple[Any, ...], Row | None]] = defaultdict(dict)
        self._dirty: dict[Table, dict[tuple[Any, ...], Row]] = defaultdict(dict)

    def get(self, table: Table, *key: Any) -> Row | None:
        seen = self._rows[table]
        if key not in seen:
            shape = SHAPES[table]
            on = " AND ".join(f'"{c}"=%s' for c in shape.keys)
            with connection.cursor() as cursor:
                cursor.execute(f"{shape.select} WHERE {on}", key)
                found = cursor.fetchone()
            seen[key] = shape.row(found) if found else None
        row = seen[key]
        return dict(row) if row is not None else None

    def load(self, table: Table, keys: Sequence[Any]) -> None:
        """Reads many rows of a single-key table at once: a bus is one question, not fifty."""
        seen, shape = self._rows[table], SHAPES[table]
        wanted = [k for k in dict.fromkeys(keys) if (k,) not in seen]
        for start in range(0, len(wanted), 500):
            chunk = wanted[start : start + 500]
            marks = ", ".join(["%s"] * len(chunk))
            with connection.cursor() as cursor:
                cursor.execute(f'{shape.select} WHERE "{shape.keys[0]}" IN ({marks})', chunk)
                rows = {r[shape.keys[0]]: r for r in map(shape.row, cursor.fetchall())}
            for key in chunk:
                seen[(key,)] = rows.get(key)

    def put(self, table: Table, row: Row) -> None:
        key = tuple(row[c] for c in SHAPES[table].keys)
        self._rows[table][key] = row
        self._dirty[table][key] = row

    def where(self, table: Table, **equal: Any) -> list[Row]:
        shape = SHAPES[table]
        self._flush(table)
        on = " AND ".join(f'"{c}"=%s' for c in equal)
        order = _names(shape.keys)
        with connection.cursor() as cursor:
            cursor.execute(f"{shape.select} WHERE {on} ORDER BY {order}", list(equal.values()))
            return [shape.row(r) for r in cursor.fetchall()]

    def put_pulse(self, pos: int) -> None:
        self.put(Pulse, {"id": 1, "pos": pos})

    def history(self, stream: str) -> Sequence[Moment]:
        self.flush()
        return self._history(stream)

    def flush(self) -> None:
        for table in list(self._dirty):
            self._flush(table)

    def _flush(self, table: Table) -> None:
        dirty = self._dirty.pop(table, None)
        if not dirty:
            return
        shape = SHAPES[table]
        values = [[row[c] for c in shape.columns] for row in dirty.values()]
        with connection.cursor() as cursor:
            if len(values) == 1:
                cursor.execute(shape.upsert, values[0])
            else:
                cursor.executemany(shape.upsert, values)


class MemoryBook:
    """The whole of the registers in memory: for a rebuild, a comparison, and as they were at an earlier position."""

    def __init__(self, history: History | None = None) -> None:
        self.rows: dict[Table, dict[tuple[Any, ...], Row]] = {table: {} for table in TABLES}
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


def compact(value: Any) -> str:
    """JSON text, always spelled the same way, so that equal registers are equal bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
