"""The second lock, in PostgreSQL: a question that forgot its filter is answered with no row of another operation.

The house connects as a role that neither owns the tables nor is a superuser; the policies (migrations 0005, 0006) open
a row when its operation is one of those the asker works in, and what tells of health, a case or an investigation when
the asker has any part in that. Who asks is said within each transaction and ends with it: nothing is left behind on a
connection for the next asker, not even behind a pooler. The clerk's own hand, inside a transaction that holds the end
of the log, folds everybody (`ledger/pen.py` sets it, and it ends with that transaction). SQLite has no such lock.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

from django.db import connection, transaction

from abrigo.ledger.driver import SAID

BETWEEN: Final = "\x1f"  # stands in no id
TABLES: Final = (
    "registers_person",
    "registers_whereabout",
    "registers_trail",
    "registers_custodyline",
    "registers_card",
)
_SAYS: Final = """SELECT set_config('abrigo.operations', {operations}, true),
    set_config('abrigo.compartments', {compartments}, true)"""
_HAND: Final = "SELECT set_config('abrigo.hand', %s, false)"
_WHO: Final = """
SELECT r.rolsuper OR r.rolbypassrls OR EXISTS (
    SELECT 1 FROM pg_tables t WHERE t.tablename = ANY(%s) AND pg_has_role(r.rolname, t.tableowner, 'member'))
FROM pg_roles r WHERE r.rolname = current_user"""
_ASKS: Final = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "(")


def _tell(who: str) -> None:
    """Within a transaction that has begun already, who asks is said at once: it may have changed."""
    setattr(connection, SAID, who)
    if connection.in_atomic_block and connection.connection is not None:
        connection.connection.execute(who or _SAYS.format(operations="''", compartments="''"))


def opens(operations: Iterable[str], compartments: Iterable[str] = ()) -> None:
    """For the rest of this question: rows of these operations, and of what these compartments tell; and no other."""
    if connection.vendor == "postgresql":
        told = {"operations": _joined(operations), "compartments": _joined(compartments)}
        _tell(_SAYS.format(**told))


def closes(**_: object) -> None:
    """At the end of every question: whoever asks next over this connection begins with nothing."""
    if getattr(connection, SAID, ""):
        _tell("")


def _joined(words: Iterable[str]) -> str:
    return "'" + BETWEEN.join(sorted(words)).replace("'", "''") + "'"


def says_who(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: FBT001
    """Round every statement of a serving house: who asks travels in the same message, for that transaction alone."""
    house = context["connection"]
    who: str = getattr(house, SAID, "")
    if not who or not _asks(sql):
        return execute(sql, params, many, context)
    if house.in_atomic_block:  # said when it began
        return execute(sql, params, many, context)
    cursor = context["cursor"].cursor
    if many or not isinstance(sql, str) or getattr(cursor, "name", None):  # a cursor on the server takes one statement
        with transaction.atomic(using=house.alias):
            return execute(sql, params, many, context)
    # One message of two statements is one transaction, also where none was begun.
    answer = execute(f"{who if params is None else who.replace('%', '%%')}; {sql}", params, many, context)
    cursor.nextset()
    return answer


def _asks(sql: Any) -> bool:
    """Rows are asked for or written. Whatever else (a savepoint, a way back from an error) goes as it is."""
    return not isinstance(sql, str) or sql.lstrip().upper().startswith(_ASKS)


def listens(**told: Any) -> None:
    """A new connection: from now on every statement says who asks."""
    house = told["connection"]
    if house.vendor != "postgresql" or says_who in house.execute_wrappers:
        return
    house.execute_wrappers.append(says_who)
    begins = house.set_autocommit

    def set_autocommit(on: bool, *more: Any, **named: Any) -> None:  # noqa: FBT001 - Django's own
        begins(on, *more, **named)
        if not on and (who := getattr(house, SAID, "")):
            house.connection.execute(who)

    house.set_autocommit = set_autocommit


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
