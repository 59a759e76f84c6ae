"""Eight hands at once through the clerk, on both databases, against eight bare connections committing rows of its size.

Both sides are threads of one process, as the house serves: what they share is the same lock of the same interpreter.
"""

import json
import sys
import time
from collections.abc import Callable
from threading import Thread
from typing import Any

from abrigo.house import throwaway
from abrigo.house.benches.append import raw_commits, sightings

PERSONS, HANDS = 320, 8


def run(short: bool) -> dict[str, Any]:  # noqa: FBT001 - the form of every bench
    words = ("3", "3") if short else ("6", "10")
    with throwaway.postgres() as server:
        if server is None:
            raise SystemExit("abrigo: needs a PostgreSQL that waits for the disk")
        figures = throwaway.apart("clients", *words, url=server)
    figures["postgres_8_ratio"] = figures.pop("ratio")
    sqlite = throwaway.apart("clients", *words, url=None)
    return figures | {"sqlite_8_ratio": sqlite.pop("ratio")} | {f"sqlite_{name}": n for name, n in sqlite.items()}


def measure(rounds: int, seconds: float) -> dict[str, Any]:
    """Figures of the database this process was told of."""
    throwaway.stand_up()
    people = throwaway.open_operation(PERSONS)
    share = PERSONS // HANDS
    bare = [raw_commits(f"raw{n}") for n in range(HANDS)]
    acts = [sightings(people[n * share : (n + 1) * share], hand=str(n)) for n in range(HANDS)]
    together(acts, 0.5)
    taken: dict[str, list[float]] = {"raw": [], "act": []}
    for _ in range(rounds):
        taken["raw"] += together(bare, seconds)
        taken["act"] += together(acts, seconds)
    per_s = {name: len(each) / (rounds * seconds) for name, each in taken.items()}
    return {
        "ratio": round(per_s["act"] / per_s["raw"], 3), "per_s": round(per_s["act"]),
        "raw_per_s": round(per_s["raw"]), "p50_ms": throwaway.percentile(taken["act"], 0.5),
        "p99_ms": throwaway.percentile(taken["act"], 0.99),
    }  # fmt: skip


def together(hands: list[Callable[[], None]], seconds: float) -> list[float]:
    """Every hand goes on for this long, each in its thread; the durations of all of them."""
    from django.db import connection

    taken: list[list[float]] = [[] for _ in hands]
    until = time.perf_counter() + seconds

    def one(mine: list[float], act: Callable[[], None]) -> None:
        while (began := time.perf_counter()) < until:
            act()
            mine.append(time.perf_counter() - began)
        connection.close()

    threads = [Thread(target=one, args=pair) for pair in zip(taken, hands, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [each for mine in taken for each in mine]


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]), float(sys.argv[2]))))
