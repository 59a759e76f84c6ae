"""The gate: how long a guard waits for an answer, with 50,000 persons on record and 5,000 restrictions in force."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from abrigo.house import onlooker, throwaway
from abrigo.house.benches.board import received
from abrigo.house.benches.rebuild import write_ledger

FAMILIES = ("Pérez", "Cohen", "Gómez", "Levi", "Ramírez", "Mizrahi", "López", "Katz", "Xol", "Haddad")
GIVEN = ("Rosa", "Rivka", "Marta", "Sara", "Juana", "Miriam", "Elena", "Lea", "Ana", "Noor")


def run(short: bool) -> dict[str, Any]:  # noqa: FBT001 - the form of every bench
    return throwaway.apart("gate", "50000", "5000", "60" if short else "400", url=None)


def write(persons: int, restrictions: int) -> None:
    """The ledger of the measurement. In a process of its own: a house that answers is not the one that wrote it all."""
    throwaway.stand_up()
    from abrigo.clerk import rebuild

    throwaway.open_operation(0, sites=20)
    write_ledger(received(persons))
    write_ledger(limited(persons, restrictions))
    rebuild.rebuild()


def measure(persons: int, restrictions: int, times: int) -> dict[str, Any]:
    """The whole page as the guard waits for it: typed name, child in their words, band; the answer and the book."""
    told = [sys.executable, "-m", "abrigo.house.benches.gate", "write", str(persons), str(restrictions)]
    subprocess.run(told, check=True, stdout=sys.stderr)  # noqa: S603 - ourselves
    throwaway.stand_up()
    from django.test import Client

    figures: dict[str, Any] = {"persons": persons, "restrictions": restrictions, "times": times}
    for role, site in (("director", ""), ("guard", "s1")):
        client = Client()
        client.force_login(onlooker.account(role, site), backend=onlooker.BACKEND)
        session = client.session
        session["purpose"] = "care"
        session.save()
        taken = [_asked(client, n) for n in range(times + 3)][3:]
        word = "" if role == "guard" else f"_{role}"
        figures[f"p50_ms{word}"] = throwaway.percentile(taken, 0.5)
        figures[f"p99_ms{word}"] = throwaway.percentile(taken, 0.99)
    return figures


def _name(number: int) -> str:
    return f"{GIVEN[number % 10]} {FAMILIES[number // 10 % 10]} {FAMILIES[number // 100 % 10]}"


def _asked(client: Any, number: int) -> float:
    sent = {"id": f"b{number}", "step": "ask", "who": _name(number * 7), "band": f"t{number * 13}"}
    began = time.perf_counter()
    answer = client.post("/gate", sent)
    assert answer.status_code == 200, answer.status_code
    return time.perf_counter() - began


def limited(persons: int, restrictions: int) -> Iterator[Any]:
    """Every tenth child at most, each against somebody else, all in force."""
    from abrigo.facts.kinds import OperationId, PersonId, RestrictionId, Said, StaffId
    from abrigo.facts.orders import RestrictionSet

    begins = throwaway.BEGAN
    ends = begins + timedelta(days=36500)
    told = Said(StaffId("st"), begins)
    for number in range(restrictions):
        yield RestrictionSet(
            OperationId(throwaway.OPERATION), RestrictionId(f"r{number}"), "no-contact",
            PersonId(f"p{number * 10 % persons:06}"), _name(number), "art. 115", "Juzgado B", "todo", begins, ends,
            ends, told,
        )  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(*map(int, sys.argv[2:4]))
    else:
        print(json.dumps(measure(*map(int, sys.argv[1:4]))))
