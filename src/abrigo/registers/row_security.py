"""The second lock, in PostgreSQL: a question that forgot its filter is answered with no row of another operation.

The house connects as a role that neither owns the tables nor is a superuser; the policies (migration 0005) open a row
when its operation is one of those the asker works in. The clerk's own hand, inside a transaction that holds the end of
the log, folds everybody (`ledger/pen.py` sets it, and it ends with that transaction). SQLite has no such lock.
"""

from collections.abc import Iterable
from typing import Final

from django.db import connection

BETWEEN: Final = "\x1f"  # stands in no id
TABLES: Final = (
    "registers_person",
    "registers_whereabout",
    "registers_trail",
    "registers_custodyline",
    "registers_card",
)
_OPEN: Final = "SELECT set_config('abrigo.operations', %s, false)"
_HAND: Final = "SELECT set_config('abrigo.hand', %s, false)"
_WHO: Final = """
SELECT r.rolsuper OR r.rolbypassrls OR EXISTS (
    SELECT 1 FROM pg_tables t WHERE t.tablename = ANY(%s) AND pg_has_role(r.rolname, t.tableowner, 'member'))
FROM pg_roles r WHERE r.rolname = current_user"""
_opened: Final = "abrigo_opened"  # on the connection itself: each thread has its own


def opens(operations: Iterable[str]) -> None:
    """For the rest of this question: rows of these operations, and no other."""
    if connection.vendor == "postgresql":
        _say(_OPEN, BETWEEN.join(sorted(operations)))
        setattr(connection, _opened, True)


def closes(**_: object) -> None:
    """At the end of every question: whoever asks next over this connection begins with nothing."""
    if getattr(connection, _opened, False):
        setattr(connection, _opened, False)
        _say(_OPEN, "")


def by_the_clerk(**told: object) -> None:
    """For a command at this machine, which has no asker: rebuilding, a backup, reading a list in."""
    house = told.get("connection", connection)
    if house.vendor == "postgresql":  # type: ignore[attr-defined]
        with house.cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(_HAND, ["clerk"])


def unlocked() -> bool:
    """Whether the role this house connects as walks past every policy: an owner's, a superuser's."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(_WHO, [list(TABLES)])
        row = cursor.fetchone()
    return row is None or bool(row[0])


def _say(sql: str, word: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [word])
