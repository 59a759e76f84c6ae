"""Refuses a database that could lose what it has acknowledged: in a power cut, or by a known defect."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.db import OperationalError, connection

SAFE_WAL: Final = (3, 51, 3)  # before it, two connections could corrupt a write-ahead log (sqlite.org/changes.html)


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` names what is unsafe; `found` is what the database answered."""

    code: str
    found: str


def problems() -> list[Problem]:
    """Everything about the default database that could lose an acknowledged entry; empty means safe."""
    found = _of_sqlite() if connection.vendor == "sqlite" else _of_postgres()
    return found + _of_triggers()


def sqlite_problems(
    version: tuple[int, ...], mode: str, synchronous: int, transaction_mode: str | None
) -> list[Problem]:
    """Measured by replayed power cuts: WAL+FULL and TRUNCATE+EXTRA lost nothing, the usual DELETE+FULL 145 of 600."""
    wrong = []
    text = ".".join(map(str, version))
    if mode == "wal" and version < SAFE_WAL:
        wrong.append(Problem("sqlite-wal-unsafe-version", text))
    if mode not in ("wal", "truncate"):
        wrong.append(Problem("sqlite-journal-mode", mode))
    if synchronous < (2 if mode == "wal" else 3):
        wrong.append(Problem("sqlite-synchronous", str(synchronous)))
    if transaction_mode != "IMMEDIATE":
        wrong.append(Problem("sqlite-transaction-mode", str(transaction_mode)))
    return wrong


def _of_sqlite() -> list[Problem]:
    with connection.cursor() as cursor:
        answers = [
            cursor.execute(question).fetchone()[0]
            for question in ("SELECT sqlite_version()", "PRAGMA journal_mode", "PRAGMA synchronous")
        ]
    version = tuple(int(part) for part in answers[0].split("."))
    options: dict[str, Any] = connection.settings_dict.get("OPTIONS", {})
    return sqlite_problems(version, answers[1], answers[2], options.get("transaction_mode"))


def _of_postgres() -> list[Problem]:
    wrong = []
    for name, code in (
        ("fsync", "postgres-fsync"),
        ("synchronous_commit", "postgres-synchronous-commit"),
        ("full_page_writes", "postgres-full-page-writes"),
    ):
        with connection.cursor() as cursor:
            cursor.execute(f"SHOW {name}")
            answer = cursor.fetchone()[0]
        if answer not in ("on", "remote_apply"):
            wrong.append(Problem(code, answer))
    return wrong


# -- after a failed flush ---------------------------------------------------------------------------------------------

_FAILED: Final[dict[str, bool]] = {}  # database -> whether it failed us; absent: this process has not looked yet


@contextmanager
def steady() -> Iterator[None]:
    """Around a writing transaction: nothing is acknowledged on top of a log that a failed flush may have holed.

    When the disk answers a flush with an error, the kernel forgets the pages and calls them clean. SQLite refuses that
    commit; but whoever opens the file next reads the pages from memory, believes them, and writes behind them: after
    a power cut all that was acknowledged there would be gone. So a process, before its first writing and after every
    error of the database, puts the whole log down once more, has it written into the database and begins a new one;
    if that fails it does not write. PostgreSQL stops by itself on such an error.
    """
    settle()
    try:
        yield
    except OperationalError:
        _FAILED[str(connection.settings_dict["NAME"])] = True
        raise


def settle() -> None:
    """Raises OperationalError while a database that has failed us cannot be made whole."""
    name = str(connection.settings_dict["NAME"])
    if _FAILED.get(name) is False or connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")  # nobody appends to the log while it is put down again
        try:
            _put_down_again(Path(f"{name}-wal"))
        finally:
            cursor.execute("ROLLBACK")
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if not busy:
        _FAILED[name] = False
    elif _FAILED.get(name):
        raise OperationalError("the disk failed a flush, and the log cannot be begun anew while it is being read")


def _put_down_again(log: Path) -> None:
    """Pages the kernel calls clean are flushed only if they are written again."""
    if not log.exists():
        return
    try:
        with log.open("r+b", buffering=0) as file:
            while piece := file.read(1 << 20):
                file.seek(-len(piece), 1)
                file.write(piece)
            os.fsync(file.fileno())
    except OSError as failed:
        raise OperationalError("the log cannot be put down on the disk") from failed


TRIGGERS: Final = {
    "ledger_entry_no_update", "ledger_entry_no_delete", "ledger_entry_next", "ledger_box_no_delete",
    "ledger_entry_no_change", "ledger_entry_no_truncate",
}  # fmt: skip


def _of_triggers() -> list[Problem]:
    """The eraser may have been put back in by hand."""
    if connection.vendor == "sqlite":
        sql, wanted = "SELECT name FROM sqlite_master WHERE type = 'trigger'", 4
    else:
        sql, wanted = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')", 3
    with connection.cursor() as cursor:
        cursor.execute(sql)
        here = {row[0] for row in cursor.fetchall()} & TRIGGERS
    return [] if len(here) == wanted else [Problem("ledger-not-closed", ", ".join(sorted(here)) or "no trigger")]
