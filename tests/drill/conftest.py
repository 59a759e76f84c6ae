"""The drill, replayed once to its end and lent to each test module as a copy of its own."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from abrigo.house.scenario import Scenario
    from abrigo.rules.access import Viewer

ENCINO = Path(__file__).parents[2] / "scenarios" / "encino"


@contextmanager
def _standing_on(path: Path) -> Iterator[None]:
    """Every connection of this process, also of a live server's threads, opens the SQLite file at `path`."""
    from django.db import connections
    from django.db.backends.base.base import BaseDatabaseWrapper

    from abrigo.clerk import memory
    from abrigo.house.settings import database
    from abrigo.vault import keys

    before: BaseDatabaseWrapper = connections["default"]
    told = connections.settings["default"]
    file = connections.configure_settings({"default": database(f"sqlite:///{path}")})["default"]
    connections.settings["default"] = {**told, **file}
    connections["default"] = connections.create_connection("default")
    memory.forget()
    keys.forget()
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = told
        connections["default"] = before
        memory.forget()
        keys.forget()


@pytest.fixture(scope="session")
def whole_drill(tmp_path_factory, django_db_blocker) -> Path:
    """The database file after the last act of the drill. Nobody writes in it: copy it (see `drill`)."""
    from django.core.management import call_command
    from django.db import connection

    from abrigo.house.scenario import carry_out, open_accounts, read

    path: Path = tmp_path_factory.mktemp("drill") / "drill.sqlite3"
    with django_db_blocker.unblock(), _standing_on(path):
        call_command("migrate", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")  # a throwaway file: no power cut will ask for it
        scenario = read(ENCINO)
        hands = open_accounts(scenario, "encino-demo-2025")
        for step in scenario.steps():
            answer = carry_out(hands[step.by], step)
            assert answer.refusal is None, (step, answer.refusal)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@dataclass(frozen=True)
class Drill:
    scenario: "Scenario"
    viewers: "dict[str, Viewer]"

    @property
    def operation(self) -> str:
        return self.scenario.operation

    def consult(self, user: str, question: "Callable[[Viewer, Any], Any]") -> Any:
        from abrigo.clerk.consult import consult

        return consult(self.viewers[user], question)


@pytest.fixture(scope="module")
def house(drill) -> Iterator[str]:
    """The drill's own house on loopback, for a browser: its address."""
    from threading import Thread

    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.handlers.wsgi import WSGIHandler
    from django.core.servers.basehttp import ThreadedWSGIServer
    from django.test.testcases import QuietWSGIRequestHandler

    from abrigo.staff import factors

    alone = pytest.MonkeyPatch()  # as in the demonstration, a password is enough here
    alone.setattr(factors, "enrol_first", lambda _account: False)
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    server.set_app(StaticFilesHandler(WSGIHandler()))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join(5)
    alone.undo()


@pytest.fixture(scope="module")
def drill(whole_drill, tmp_path_factory, django_db_blocker) -> Iterator[Drill]:
    """The drill after its last act, in a file of this module's own; what a test writes stays for the next ones."""
    from abrigo.house.scenario import open_accounts, read

    path: Path = tmp_path_factory.mktemp("copy") / "drill.sqlite3"
    shutil.copyfile(whole_drill, path)
    with django_db_blocker.unblock(), _standing_on(path):
        scenario = read(ENCINO)
        yield Drill(scenario, open_accounts(scenario, None))
