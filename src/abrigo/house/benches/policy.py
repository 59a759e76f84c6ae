"""Policy: what deciding who may know, and writing down who looked, adds to the pages people wait for."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from abrigo.house import onlooker, throwaway
from abrigo.house.benches.board import received
from abrigo.house.benches.rebuild import write_ledger


def run(short: bool) -> dict[str, Any]:  # noqa: FBT001 - the form of every bench
    return throwaway.apart("policy", "500", "40" if short else "200", url=None)


def measure(persons: int, times: int) -> dict[str, Any]:
    """Each page on and off by turns, in one run. Every person page is another child, so that every look is written."""
    throwaway.stand_up()
    from django.test import Client

    from abrigo.clerk import rebuild

    throwaway.open_operation(0, sites=20)
    write_ledger(received(persons))
    rebuild.rebuild()
    client = Client()
    client.force_login(onlooker.account("director"), backend=onlooker.BACKEND)
    session = client.session
    session["purpose"] = "care"
    session.save()
    asks: dict[str, Callable[[int], Any]] = {
        "board": lambda _n: client.get("/board"),
        "person": lambda n: client.get(f"/people/p{n % persons:06}"),
        "search": lambda n: client.post("/people/search", {"q": f"t{n % persons}"}, follow=True),
    }
    figures: dict[str, Any] = {"persons": persons, "times": times}
    for name, ask in asks.items():
        with_it, without = _by_turns(ask, times)
        for word, share in (("p50", 0.5), ("p99", 0.99)):
            figures[f"{name}_{word}_ms"] = throwaway.percentile(with_it, share)
            figures[f"{name}_{word}_ms_off"] = throwaway.percentile(without, share)
        figures[f"{name}_ratio"] = round(figures[f"{name}_p50_ms"] / figures[f"{name}_p50_ms_off"], 3)
    from abrigo.clerk.models import Look

    return figures | {"looks_written": Look.objects.count()}


def _by_turns(ask: Callable[[int], Any], times: int) -> tuple[list[float], list[float]]:
    on, off = [], []
    for n in range(times + 3):
        on.append(_timed(ask, n))
        with _off():
            off.append(_timed(ask, n))
    return on[3:], off[3:]


def _timed(ask: Callable[[int], Any], n: int) -> float:
    began = time.perf_counter()
    answer = ask(n)
    assert answer.status_code == 200, answer.status_code
    return time.perf_counter() - began


@contextmanager
def _off() -> Iterator[None]:
    """Nobody's grants are read, nothing handed out is noted, and nothing is written before it is shown."""
    with (
        patch("abrigo.staff.viewer.in_force", lambda *_: ()),
        patch("abrigo.registers.people.protected", lambda *_: False),
        patch("abrigo.house.written_first._written", lambda _r, _v, response: response),
    ):
        yield


if __name__ == "__main__":
    print(json.dumps(measure(*map(int, sys.argv[1:3]))))
