"""A database that could lose what it acknowledged is named before the first child is registered."""

import pytest
from django.db import connection

from abrigo.ledger.durability import problems, sqlite_problems

SAFE = (3, 53, 4)


def codes(*asked) -> list[str]:
    return [problem.code for problem in sqlite_problems(*asked)]


def test_the_books_of_our_own_tests_are_safe(book):
    assert [p for p in problems() if p.code != "postgres-fsync"] == []


def test_the_safe_modes_are_two():
    assert codes(SAFE, "wal", 2, "IMMEDIATE") == []
    assert codes((3, 40, 1), "truncate", 3, "IMMEDIATE") == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (((3, 51, 2), "wal", 2, "IMMEDIATE"), "sqlite-wal-unsafe-version"),
        (((3, 40, 1), "wal", 2, "IMMEDIATE"), "sqlite-wal-unsafe-version"),
        ((SAFE, "wal", 1, "IMMEDIATE"), "sqlite-synchronous"),
        ((SAFE, "wal", 0, "IMMEDIATE"), "sqlite-synchronous"),
        ((SAFE, "truncate", 2, "IMMEDIATE"), "sqlite-synchronous"),
        ((SAFE, "delete", 3, "IMMEDIATE"), "sqlite-journal-mode"),
        ((SAFE, "memory", 3, "IMMEDIATE"), "sqlite-journal-mode"),
        ((SAFE, "wal", 2, None), "sqlite-transaction-mode"),
    ],
)
def test_an_unsafe_sqlite_is_refused(asked, code):
    assert codes(*asked) == [code]


def test_a_weaker_setting_on_the_live_connection_is_seen(book):
    weaken = "PRAGMA synchronous=NORMAL" if book == "sqlite" else "SET synchronous_commit = off"
    with connection.cursor() as cursor:
        cursor.execute(weaken)
    assert {p.code for p in problems()} & {"sqlite-synchronous", "postgres-synchronous-commit"}


def test_a_removed_trigger_is_seen(book):
    drop = "DROP TRIGGER ledger_entry_no_delete"
    if book == "postgresql":
        drop = "ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_no_change"
    with connection.cursor() as cursor:
        cursor.execute(drop)
    assert "ledger-not-closed" in [p.code for p in problems()]
