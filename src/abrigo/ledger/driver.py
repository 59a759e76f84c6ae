"""The driver's own connection under Django's: no wrapper on the path that every act takes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.transaction import TransactionManagementError

Statement = tuple[str, Sequence[Any]]
SAID: Final = "abrigo_opened"  # on a connection: what PostgreSQL is to be told before it is asked for rows
_WAITING: Final = "abrigo_waiting"  # on the connection itself, so that each thread has its own


def raw(sql: str, parameters: Sequence[Any] = ()) -> Any:
    """Run one statement (placeholders written `?`) on the current connection; the driver's cursor comes back."""
    house = connections[DEFAULT_DB_ALIAS]  # once: Django's `connection` looks it up for every word said to it
    if house.connection is None:
        house.ensure_connection()
    if (waiting := getattr(house, _WAITING, None)) is not None:
        _run_all(house, waiting)
    return _run(house, sql, parameters)


def together(statements: Sequence[Statement]) -> None:
    """Run writes to rows of which no two are the same: on PostgreSQL as one statement, one journey and back."""
    house = _writing()
    if (waiting := getattr(house, _WAITING, None)) is not None:
        waiting += statements
    else:
        _run_all(house, list(statements))


@contextmanager
def one_journey() -> Iterator[None]:
    """Inside, what is written `together` waits, and travels as one at the end, or before the next thing is read.

    The rule of `together` holds for all of it: no two of the writes that wait may touch the same row.
    """
    house = _writing()
    waiting: list[Statement] = []
    setattr(house, _WAITING, waiting)
    try:
        yield
    finally:
        delattr(house, _WAITING)
    _run_all(house, waiting)


def _run_all(house: Any, statements: list[Statement]) -> None:
    if house.vendor == "sqlite":
        for sql, parameters in statements:
            house.connection.execute(sql, parameters)
    elif statements:
        _run(house, _joined(tuple(sql for sql, _ in statements)), [v for _, values in statements for v in values])
    statements.clear()


def many(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """The same write for many rows."""
    house = _writing()
    if (waiting := getattr(house, _WAITING, None)) is not None:
        _run_all(house, waiting)
    if house.vendor == "sqlite":
        house.connection.executemany(sql, rows)
        return
    with _binary_cursor()(house.connection) as cursor:
        cursor.executemany(spelled(sql, "postgresql"), rows)


def load(insert: str, rows: Sequence[Sequence[Any]]) -> None:
    """Many fresh rows in bulk: PostgreSQL takes them as one stream. `insert` begins INSERT INTO table (columns)."""
    house = _writing()
    if house.vendor == "sqlite":
        house.connection.executemany(insert, rows)
        return
    into = insert.removeprefix("INSERT INTO ").split(" VALUES ")[0]
    with _binary_cursor()(house.connection) as cursor, cursor.copy(f"COPY {into} FROM STDIN") as stream:
        for row in rows:
            stream.write_row(row)


def inside_transaction() -> Any:
    """The bare connection, for writing: only inside a transaction, entry and registers together or neither."""
    return _writing().connection


def _writing() -> Any:
    house = connections[DEFAULT_DB_ALIAS]
    if not house.in_atomic_block:
        raise TransactionManagementError("the pen writes only inside a transaction")
    if house.connection is None:
        house.ensure_connection()
    return house


def _run(house: Any, sql: str, parameters: Sequence[Any]) -> Any:
    if house.vendor == "sqlite":
        return house.connection.execute(sql, parameters)
    said = getattr(house, SAID, "")
    if said and not house.in_atomic_block:
        # Sent in one go, the two are one transaction: who asks (registers/row_security.py) is forgotten with it.
        with house.connection.pipeline():
            house.connection.execute(said)
            return _prepared(house, sql, parameters)
    return _prepared(house, sql, parameters)


def _prepared(house: Any, sql: str, parameters: Sequence[Any]) -> Any:
    # Prepared once and sent as bytes: Django's own cursor spells every value into the text and has it parsed each time.
    cursor = _binary_cursor()(house.connection)
    return cursor.execute(spelled(sql, "postgresql"), parameters, prepare=True, binary=True)


@lru_cache(maxsize=5_000)
def spelled(sql: str, vendor: str) -> str:
    return sql if vendor == "sqlite" else sql.replace("?", "%s")


@lru_cache(maxsize=2_000)
def _joined(statements: tuple[str, ...]) -> str:
    """PostgreSQL runs the writes of a WITH all at once, each whether or not anybody asks for its rows."""
    *before, last = statements
    parts = ", ".join(f"w{number} AS ({sql})" for number, sql in enumerate(before))
    return f"WITH {parts} {last}" if before else last


@cache
def _binary_cursor() -> Any:
    from psycopg import Cursor  # not there on a machine that only ever uses SQLite

    return Cursor
