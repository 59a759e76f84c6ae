"""Two houses of one operation, each with its own record, keys and clock: what one writes the other has to be sent."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connections

from abrigo.clerk import enrolment, memory, nodes
from abrigo.clerk.models import Node
from abrigo.clerk.record import record
from abrigo.facts.wire import spelling
from abrigo.house.settings import database
from abrigo.registers import stories
from abrigo.rules.access import Role, Viewer
from abrigo.rules.index import ACTS
from abrigo.vault import keys, secrets

MORNING = datetime(2025, 12, 19, 6, 0, tzinfo=ZoneInfo("America/Guatemala"))


@dataclass
class House:
    """One node: `with house:` everything that is asked and written is asked of it and written there."""

    name: str
    home: Path
    settings: Any
    now: datetime = MORNING
    url: str = ""  # SQLite in its home, unless it says otherwise
    sent: int = 0

    @contextmanager
    def open(self) -> Iterator[None]:
        before = connections["default"]
        told = connections.configure_settings(
            {"default": database(self.url or f"sqlite:///{self.home}/abrigo.sqlite3")}
        )["default"]
        kept, connections.databases["default"] = connections.databases["default"], told
        kept_home, kept_name = self.settings.ABRIGO_HOME, self.settings.ABRIGO_NODE
        self.settings.ABRIGO_HOME, self.settings.ABRIGO_NODE = self.home, self.name
        del connections["default"]
        self._forget()
        try:
            yield
        finally:
            connections["default"].close()
            connections.databases["default"] = kept
            connections["default"] = before
            self.settings.ABRIGO_HOME, self.settings.ABRIGO_NODE = kept_home, kept_name
            self._forget()

    def _forget(self) -> None:
        memory.forget()
        keys.forget()
        stories.forget()
        secrets._read_or_make.cache_clear()

    def tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def do(self, act: str, role: str = "director", by: str = "", **fields: Any) -> Any:
        at = fields.pop("at", None) or self.tick()
        device = fields.pop("device", f"desk-of-{by or role}")
        self.sent += 1
        plain = {"at": at.isoformat(), **fields}
        if "operation" in ACTS[act].act.__dataclass_fields__:
            plain.setdefault("operation", "op")
        viewer = Viewer(by or f"st-{role}", role, "welfare", Role(role), frozenset({"op"}), device=device)
        asked = spelling(ACTS[act].act, "iso").read(plain, "")
        return record(viewer, asked, id=f"{self.name}-{self.sent}", now=max(at, self.now))

    def must(self, act: str, role: str = "director", **fields: Any) -> Any:
        answer = self.do(act, role, **fields)
        assert answer.refusal is None, (act, answer.refusal)
        return answer


@pytest.fixture(scope="session")
def an_empty_house(tmp_path_factory: Any, django_db_blocker: Any) -> Path:
    """A migrated database, made once and copied: the migrations take longer than the tests."""
    from django.conf import settings

    home = tmp_path_factory.mktemp("empty")
    house = House("empty", home, settings)
    with django_db_blocker.unblock(), house.open():
        call_command("migrate", verbosity=0)
        connections["default"].cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return home / "abrigo.sqlite3"


on_both = pytest.mark.parametrize(
    "engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
def engine(request: Any) -> str:
    """SQLite, unless the test is marked `on_both`."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture(scope="session")
def an_empty_server(tmp_path_factory: Any, django_db_blocker: Any, postgres_url: str) -> Iterator[Callable[[], str]]:
    """`an_empty_server()`: the address of a fresh, migrated database on a real PostgreSQL; all are dropped at the end."""
    import psycopg
    from django.conf import settings

    top, _, _ = postgres_url.rpartition("/")
    mark, made = uuid.uuid4().hex[:8], []

    def sql(words: str) -> None:
        with psycopg.connect(postgres_url, autocommit=True) as server:
            server.execute(words)

    sql(f"CREATE DATABASE empty_{mark}")
    house = House("empty", tmp_path_factory.mktemp("server"), settings, url=f"{top}/empty_{mark}")
    with django_db_blocker.unblock(), house.open():
        call_command("migrate", verbosity=0)

    def fresh() -> str:
        made.append(f"house_{mark}_{len(made)}")
        sql(f"CREATE DATABASE {made[-1]} TEMPLATE empty_{mark}")
        return f"{top}/{made[-1]}"

    yield fresh
    for name in [*made, f"empty_{mark}"]:
        sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def house(
    request: Any, engine: str, an_empty_house: Path, tmp_path: Path, settings: Any, django_db_blocker: Any
) -> Iterator[Callable[..., House]]:
    """`house("laptop")`: a house of its own, begun and still empty."""
    server = request.getfixturevalue("an_empty_server") if engine == "postgres" else None

    def begun(name: str, *, begin: bool = True) -> House:
        home = tmp_path / f"{name}-{len(list(tmp_path.iterdir()))}"
        home.mkdir(mode=0o700)
        made = House(name, home, settings, url=server() if server else "")
        if server is None:
            shutil.copy(an_empty_house, home / "abrigo.sqlite3")
        if begin:
            with made.open():
                enrolment.begin(made.now)
        return made

    with django_db_blocker.unblock():
        yield begun


def pair(one: House, other: House, *, words: str = "all", reads: int = 1) -> None:
    """Two people of each house let the other in. `reads`: the form of parcel each is known to read."""
    for here, there in ((one, other), (other, one)):
        with there.open():
            told = nodes.card()
        with here.open():
            row = nodes.ask_for(told, "welfare", words=words, enrols=there.name == "hq", url="", by="a", now=here.now)
            nodes.confirm(row.dev, by="b", now=here.now)
            nodes.heard_reads(Node.objects.get(dev=row.dev), str(reads))


def send(sender: House, receiver: House, now: datetime | None = None) -> nodes.Came:
    """One parcel from one house to the other, knowing what the other last said it holds."""
    minute = now or max(sender.now, receiver.now)
    with sender.open():
        to = Node.objects.get(name=receiver.name)
        body = b"".join(nodes.envelope(to, minute, nodes.said_by(to)))
    with receiver.open():
        row = Node.objects.get(name=sender.name)
        return nodes.take(row, body, minute)


def exchange(one: House, other: House) -> list[nodes.Came]:
    """Both ways until neither has anything for the other."""
    came = []
    for _ in range(20):
        came += [send(one, other), send(other, one)]
        if not came[-1].written and not came[-2].written and len(came) > 2:
            return came
    raise AssertionError("two houses never come to an end")


def found(house: House, person: str) -> Any:
    from abrigo.registers.models import Whereabout
    from abrigo.registers.whereabouts import from_row

    return from_row(Whereabout.objects.filter(person=person).values().get())


__all__ = ["House", "exchange", "found", "on_both", "pair", "send"]
