"""A house for one measurement: databases that keep their promises to the disk, a small operation, and nobody real."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[3]
BEGAN: Final = datetime(2025, 12, 19, 12, 0, tzinfo=UTC)
OPERATION: Final = "op"


@contextmanager
def postgres() -> Iterator[str | None]:
    """The address of a PostgreSQL that waits for the disk; None where none can be had.

    ABRIGO_BENCH_POSTGRES_URL names one (its user may create databases); it must have fsync on.
    """
    if named := os.environ.get("ABRIGO_BENCH_POSTGRES_URL"):
        yield named
        return
    sys.path.insert(0, str(ROOT / "tools"))
    import postgres as servers
    from speaking import Stop

    servers.SETTINGS["fsync"] = "on"  # the tests throw their durability away; a measurement must not
    os.environ.pop("ABRIGO_TEST_DATABASE_URL", None)
    entered = servers.running(ROOT, ROOT / ".abrigo/venv")
    try:
        address = entered.__enter__()
    except Stop as stop:
        print(f"without PostgreSQL: {stop}", file=sys.stderr)
        yield None
        return
    try:
        yield address
    finally:
        entered.__exit__(None, None, None)


def apart(bench: str, *words: str, url: str | None) -> dict[str, Any]:
    """Runs `python -m abrigo.house.benches.BENCH WORDS` on a fresh database; its last line is its figures.

    `url`: a PostgreSQL server, in which a database is made and dropped; None: an SQLite file.
    """
    room = tempfile.TemporaryDirectory(prefix="abrigo-bench-", ignore_cleanup_errors=True)
    with room as home, _database(url, home) as address:
        told = os.environ | {"ABRIGO_HOME": f"{home}/home", "ABRIGO_DATABASE_URL": address}
        told["PYTHONPATH"] = str(ROOT / "src")
        done = subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, "-m", f"abrigo.house.benches.{bench}", *words],
            check=True, stdout=subprocess.PIPE, text=True, env=told,
        )  # fmt: skip
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


@contextmanager
def _database(url: str | None, home: str) -> Iterator[str]:
    if url is None:
        yield f"sqlite:///{home}/bench.sqlite3"
        return
    import psycopg

    name = f"bench_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        if server.execute("SHOW fsync").fetchone() != ("on",):
            raise SystemExit("abrigo: this PostgreSQL does not wait for the disk (fsync off); its speed means nothing")
        server.execute(f"CREATE DATABASE {name}")
    try:
        yield f"{url.rsplit('/', 1)[0]}/{name}"
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def stand_up() -> None:
    """Django, and every table, in this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abrigo.house.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def someone(site: str | None = None) -> Any:
    """Who may do every act in the operation."""
    from abrigo.facts.kinds import AgencyId, OperationId, SiteId, StaffId
    from abrigo.rules.access import Role, Viewer

    at = None if site is None else SiteId(site)
    operations = frozenset({OperationId(OPERATION)})
    return Viewer(StaffId("st-bench"), "Bench", AgencyId("welfare"), Role.CHILD_ATTORNEY, operations, at)


def open_operation(persons: int, sites: int = 2, *, at_site: int = 0, first: int = 0, at_once: int = 500) -> list[str]:
    """An operation of `sites` sites (s0, s1 ...) and this many more registered persons at one of them, by the door.

    Called again, it adds persons: those numbered from `first`. Out: their ids.
    """
    people = [f"p{n:06}" for n in range(first, first + persons)]
    if first == 0:
        named = {"name": "Bench", "zone": "America/Guatemala", "agencies": ["welfare"]}
        centre = {"kind": "centre", "agency": "welfare"}
        _send("open", [("open-operation", named)])
        _send("sites", [("open-site", {"site": f"s{n}", "name": f"Sitio {n}", **centre}) for n in range(sites)])
    for low in range(0, persons, at_once):
        some = enumerate(people[low : low + at_once], first + low)
        _send(f"people-{first + low}", [("register", registered(n, p, f"s{at_site}")) for n, p in some])
    return people


def _send(prefix: str, acts: list[tuple[str, dict[str, Any]]]) -> None:
    from abrigo.clerk.record import Ask, record_all
    from abrigo.facts.wire import spelling
    from abrigo.rules.index import ACTS

    asks = []
    for number, (name, fields) in enumerate(acts):
        plain = {"operation": OPERATION, "at": BEGAN.isoformat(), **fields}
        asks.append(Ask(f"{prefix}-{number}", spelling(ACTS[name].act, "iso").read(plain, "")))
    refused = [a for a in record_all(someone(), asks, now=BEGAN) if not a.taken]
    assert not refused, refused[0]


def registered(number: int, person: str, site: str) -> dict[str, Any]:
    """The fields of a register act for an invented child: one in five without a name."""
    claim = {"claim": f"{person}/n", "text": f"Nombre {number}", "speaker": person, "language": "es", "script": "Latn"}
    return {
        "person": person, "site": site, "line": f"L{number:06}", "band": f"B-{number:06}", "sex": "female",
        "tally": "child", "names": [claim] if number % 5 else [], "apparent_age": {"low": 8, "high": 12},
        "clothing": "suéter azul", "language": {"unsaid": "not-asked"},
    }  # fmt: skip


def percentile(seconds: list[float], share: float) -> float:
    """In: durations in seconds. Out: milliseconds at this share of them, to the microsecond."""
    ordered = sorted(seconds)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1e3, 3)
