"""The driver's own connection under Django's: no wrapper on the path that every act takes."""

from functools import cache
from typing import Any

from django.db import connection
from django.db.transaction import TransactionManagementError


def raw(sql: str, parameters: tuple[Any, ...] = ()) -> Any:
    """Run one statement (placeholders written `?`) on the current connection; the driver's cursor comes back."""
    if connection.connection is None:
        connection.ensure_connection()
    return connection.connection.execute(spelled(sql, connection.vendor), parameters)


def inside_transaction() -> Any:
    """The bare connection, for writing: only inside a transaction, entry and registers together or neither."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("the pen writes only inside a transaction")
    if connection.connection is None:
        connection.ensure_connection()
    return connection.connection


@cache
def spelled(sql: str, vendor: str) -> str:
    return sql if vendor == "sqlite" else sql.replace("?", "%s")
