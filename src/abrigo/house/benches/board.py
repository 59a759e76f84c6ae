"""The board: what a screen waits for, at 500 and at 50,000 persons, and whether many more entries change it."""

import json
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from abrigo.house import onlooker, throwaway
from abrigo.house.benches.rebuild import write_ledger


def run(short: bool) -> dict[str, Any]:  # noqa: FBT001 - the form of every bench
    few = throwaway.apart("board", "500", "15000" if short else "200000", "60", url=None)
    many = throwaway.apart("board", "50000", "0", "15", url=None)
    return {
        "p50_ms_500": few["p50_ms"], "p50_ms_50000": many["p50_ms"], "bytes_500": few["bytes"],
        "bytes_50000": many["bytes"], "p50_ms_500_after_more_entries": few["after_ms"], "entries_500": few["entries"],
        "entries_after": few["entries_after"], "nothing_new_ms": few["nothing_new_ms"],
        "count_ms_500": few["count_ms"], "count_ms_50000": many["count_ms"],
    }  # fmt: skip


def measure(persons: int, more: int, times: int) -> dict[str, Any]:
    throwaway.stand_up()
    from django.test import Client

    from abrigo.clerk import rebuild
    from abrigo.facts.kinds import OperationId
    from abrigo.ledger import reader
    from abrigo.registers import pulse, whereabouts

    throwaway.open_operation(0, sites=20)
    write_ledger(received(persons))
    rebuild.rebuild()
    client = Client(headers={"Accept-Encoding": "gzip"})
    client.force_login(onlooker.account("director"), backend=onlooker.BACKEND)
    entries = reader.size()
    figures = {"p50_ms": _p50(lambda: client.get("/board"), times), "bytes": len(client.get("/board").content)}
    since = pulse.ask()
    figures["nothing_new_ms"] = _p50(lambda: client.get(f"/board/live?since={since}"), times)
    viewer, now = throwaway.someone(), throwaway.BEGAN + timedelta(days=1)
    figures["count_ms"] = _p50(lambda: whereabouts.ask(viewer, OperationId(throwaway.OPERATION), now), times)
    if more:
        write_ledger(seen(persons, more))
        rebuild.rebuild()
        figures["after_ms"] = _p50(lambda: client.get("/board"), times)
    return figures | {"entries": entries, "entries_after": reader.size()}


def _p50(ask: Any, times: int) -> float:
    taken = []
    for _ in range(times + 3):
        began = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - began)
    return throwaway.percentile(taken[3:], 0.5)


def received(persons: int) -> Iterator[Any]:
    from abrigo.facts import intake
    from abrigo.facts.kinds import AgencyId, OperationId, PersonId, SiteId, StaffId, Unsaid
    from abrigo.facts.kinds import Said as SaidBy

    told = SaidBy(StaffId("st"), throwaway.BEGAN)
    for number in range(persons):
        yield intake.PersonReceived(
            OperationId(throwaway.OPERATION), PersonId(f"p{number:06}"), SiteId(f"s{number % 20}"), None,
            AgencyId("welfare"), f"t{number}", intake.Tally.CHILD if number % 3 else intake.Tally.ADULT,
            Unsaid.NOT_ASKED, None, told,
        )  # fmt: skip


def seen(persons: int, times: int) -> Iterator[Any]:
    from abrigo.facts import sightings
    from abrigo.facts.kinds import PersonId, Said, SiteId, StaffId

    for number in range(times):
        person = number % persons
        told = Said(StaffId("st"), throwaway.BEGAN + timedelta(seconds=number))
        yield sightings.Seen(PersonId(f"p{person:06}"), SiteId(f"s{person % 20}"), None, sightings.How.BAND, told)


if __name__ == "__main__":
    print(json.dumps(measure(*map(int, sys.argv[1:4]))))
