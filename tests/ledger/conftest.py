"""A book of its own for each promise: a fresh database with the ledger's tables, on SQLite and on PostgreSQL."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connections

from abrigo.house.settings import database
from abrigo.vault import keys


@contextmanager
def a_database(url: str) -> Iterator[None]:
    """Put another database under `default`; real transactions, no wrapping, nothing flushed (the triggers refuse)."""
    before = connections["default"]
    settings = connections.configure_settings({"default": database(url)})["default"]
    kept, connections.databases["default"] = connections.databases["default"], settings
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections.databases["default"] = kept
        connections["default"] = before
        keys.forget()


@contextmanager
def a_postgres(url: str) -> Iterator[str]:
    import psycopg

    name = f"ledger_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    try:
        yield url.rsplit("/", 1)[0] + "/" + name
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def home(tmp_path: Path, settings) -> Path:
    """A house of its own for secrets and sealed files."""
    settings.ABRIGO_HOME = tmp_path / "home"
    return tmp_path / "home"


@pytest.fixture(params=["sqlite", "postgresql"])
def book(request, tmp_path: Path, home: Path, django_db_blocker) -> Iterator[str]:
    """The vendor of a fresh, empty, durable ledger that is now the default database."""
    with django_db_blocker.unblock():
        if request.param == "sqlite":
            with a_database(f"sqlite:///{tmp_path}/book.sqlite3"):
                open_the_book()
                yield request.param
            return
        address = os.environ.get("ABRIGO_TEST_POSTGRES_URL")
        if not address:
            pytest.skip("needs a PostgreSQL: run ./abrigo test, or set ABRIGO_TEST_POSTGRES_URL")
        with a_postgres(address) as url, a_database(url):
            open_the_book()
            yield request.param


def open_the_book() -> None:
    for room in ("ledger", "vault"):
        call_command("migrate", room, verbosity=0)
