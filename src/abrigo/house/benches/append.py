"""Durable acts through the clerk, one a transaction, against raw single-row commits of the same bytes.

An act is a sighting: authorised, its receipt looked up, decided, sealed, signed, logged, projected, receipted. Raw is
the same sealed row in a bare table through the bare driver. Rounds of the two alternate within one process.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from abrigo.house import throwaway

PERSONS = 300


def run(short: bool) -> dict[str, Any]:  # noqa: FBT001 - the form of every bench
    words = ("4", "1.5") if short else ("10", "3")
    figures: dict[str, Any] = {}
    with throwaway.postgres() as server:
        for name, url in (("sqlite", None), ("postgres", server)):
            if name == "postgres" and url is None:
                continue
            found = throwaway.apart("append", *words, url=url)
            names = ("ratio", "per_s", "raw_per_s", "late_per_s", "p50_ms", "p99_ms", "raw_p50_ms", "p50_ratio")
            figures |= {f"{name}_{figure}": found[figure] for figure in names}
    figures["p50_ms"], figures["p99_ms"] = figures["sqlite_p50_ms"], figures["sqlite_p99_ms"]
    return figures


def measure(rounds: int, seconds: float) -> dict[str, Any]:
    """Figures of the database this process was told of."""
    throwaway.stand_up()
    people = throwaway.open_operation(PERSONS)
    raw, act, late = raw_commits(), sightings(people), sightings(people, late=True)
    for warm in (raw, act):
        spent(warm, 0.5)
    taken: dict[str, list[float]] = {"raw": [], "act": [], "late": []}
    for _ in range(rounds):
        for name, one in (("raw", raw), ("act", act)):
            taken[name] += spent(one, seconds)
    taken["late"] = spent(late, seconds)
    per_s = {name: round(len(each) / sum(each)) for name, each in taken.items()}
    p50 = {name: throwaway.percentile(each, 0.5) for name, each in taken.items()}
    return {
        "per_s": per_s["act"], "raw_per_s": per_s["raw"], "late_per_s": per_s["late"],
        "ratio": round(per_s["act"] / per_s["raw"], 3), "p50_ratio": round(p50["raw"] / p50["act"], 3),
        "p50_ms": p50["act"], "raw_p50_ms": p50["raw"], "p99_ms": throwaway.percentile(taken["act"], 0.99),
    }  # fmt: skip


def spent(one: Callable[[], None], seconds: float) -> list[float]:
    """Durations of as many as fit."""
    taken, until = [], time.perf_counter() + seconds
    while (began := time.perf_counter()) < until:
        one()
        taken.append(time.perf_counter() - began)
    return taken


def sightings(people: list[str], *, late: bool = False, hand: str = "") -> Callable[[], None]:
    """One See after another, later and later; `late`: each told after a later one, so that the past is read again.

    `hand` tells apart those who do it at the same time.
    """
    from abrigo.clerk.record import record
    from abrigo.facts.kinds import OperationId, PersonId, SiteId
    from abrigo.facts.sightings import How
    from abrigo.rules.sightings import See

    viewer, number = throwaway.someone(), 0
    now = throwaway.BEGAN + timedelta(days=2)
    first = throwaway.BEGAN + (timedelta(seconds=1) if late else timedelta(minutes=10))

    def one() -> None:
        nonlocal number
        number += 1
        person = PersonId(people[number % len(people)])
        at = first + timedelta(milliseconds=number * (1 if late else 10))
        act = See(OperationId(throwaway.OPERATION), person, SiteId("s0"), How.BAND, at)
        answer = record(viewer, act, id=f"see{hand}-{late:d}-{number}", now=now)
        assert answer.refusal is None, answer.refusal

    return one


def raw_commits(table: str = "raw") -> Callable[[], None]:
    """A row of the size of an entry and its box, committed on its own by a bare connection of the same settings."""
    from django.conf import settings

    told: dict[str, Any] = settings.DATABASES["default"]
    header, sig, box, identity = os.urandom(230), os.urandom(64), os.urandom(200), os.urandom(32)
    columns = "(pos {}, dev INTEGER, seq BIGINT, id {b}, header {b}, sig {b}, box {b})"
    insert = f"INSERT INTO {table} (dev, seq, id, header, sig, box) VALUES ({{}})"  # noqa: S608 - our own names
    number = 0
    if "sqlite" in told["ENGINE"]:
        import sqlite3  # the safe one: house/settings.py has put it there

        bare = sqlite3.connect(f"{told['NAME']}.raw", isolation_level=None, check_same_thread=False, timeout=60)
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("PRAGMA synchronous=FULL")
        bare.execute(f"CREATE TABLE {table} " + columns.format("INTEGER PRIMARY KEY", b="BLOB"))
        write: Callable[..., Any] = bare.execute
        text = insert.format("?, ?, ?, ?, ?, ?")
        extra: dict[str, Any] = {}
    else:
        import psycopg

        server = psycopg.connect(
            host=told["HOST"], port=told["PORT"], user=told["USER"], password=told["PASSWORD"] or None,
            dbname=told["NAME"], autocommit=True,
        )  # fmt: skip
        server.execute(f"CREATE TABLE {table} " + columns.format("BIGSERIAL PRIMARY KEY", b="BYTEA"))
        write = server.cursor(binary=True).execute
        text, extra = insert.format("%s, %s, %s, %s, %s, %s"), {"prepare": True}

    def one() -> None:
        nonlocal number
        number += 1
        write(text, (1, number, identity, header, sig, box), **extra)

    return one


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]), float(sys.argv[2]))))
