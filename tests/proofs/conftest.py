"""A house of its own for each proof: real transactions, every table, on SQLite and on PostgreSQL."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, connections

from abrigo.clerk import memory
from abrigo.house.settings import database
from abrigo.vault import keys


@contextmanager
def another_database(url: str) -> Iterator[str]:
    """Another database under `default`: acts really commit, so that what a commit does is tried too."""
    before = connections["default"]
    settings = connections.configure_settings({"default": database(url)})["default"]
    kept, connections.databases["default"] = connections.databases["default"], settings
    del connections["default"]
    try:
        call_command("migrate", verbosity=0)
        memory.forget()
        keys.forget()
        yield url
    finally:
        connections["default"].close()
        connections.databases["default"] = kept
        connections["default"] = before


@contextmanager
def a_postgres(url: str) -> Iterator[str]:
    import psycopg

    name = f"proofs_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    try:
        yield url.rsplit("/", 1)[0] + "/" + name
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request, tmp_path: Path, settings, django_db_blocker) -> Iterator[str]:
    """The address of a fresh house that is now the default database."""
    settings.ABRIGO_HOME = tmp_path / "home"
    with django_db_blocker.unblock():
        if request.param == "sqlite":
            with another_database(f"sqlite:///{tmp_path}/house.sqlite3") as url:
                with connection.cursor() as cursor:  # proofs are about what is counted; power cuts are tried elsewhere
                    cursor.execute("PRAGMA synchronous=OFF")
                yield url
            return
        address = os.environ.get("ABRIGO_TEST_POSTGRES_URL")
        if not address:
            pytest.skip("needs a PostgreSQL: run ./abrigo test, or set ABRIGO_TEST_POSTGRES_URL")
        with a_postgres(address) as url, another_database(url):
            yield url
