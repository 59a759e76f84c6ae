"""As known when the log was shorter: one child at any length, and every child of the operation at once.

The ledger is the invented one of the rebuild bench, with one person for a hundred entries and at most ten thousand;
both questions are put to the registers as a page would put them.
"""

import json
import random
import sys
import time
from typing import Any

from abrigo.house import throwaway
from abrigo.house.benches.rebuild import invented, write_ledger

ASKED = 2_000


def run(short: bool) -> dict[str, Any]:  # noqa: FBT001 - the form of every bench
    entries = "60000" if short else "1000000"
    figures = throwaway.apart("asof", entries, url=None)
    if short:
        return figures
    with throwaway.postgres() as server:
        return figures | ({"postgres": throwaway.apart("asof", entries, url=server)} if server else {})


def measure(entries: int) -> dict[str, Any]:
    throwaway.stand_up()
    from abrigo.clerk import rebuild
    from abrigo.facts.kinds import OperationId, PersonId
    from abrigo.ledger import reader
    from abrigo.registers import trails
    from abrigo.registers.models import Person, Trail

    write_ledger(invented(entries, random.Random(7)))  # noqa: S311 - a bench
    rebuild.rebuild()
    dice, size = random.Random(11), reader.size()  # noqa: S311 - a bench
    viewer, operation = throwaway.someone(), OperationId(throwaway.OPERATION)
    people = list(Person.objects.order_by("id").values_list("id", flat=True))
    child, everyone, known = [], [], 0
    for _ in range(ASKED):
        person, before = PersonId(dice.choice(people)), dice.randrange(size)
        began = time.perf_counter()
        known += trails.of(viewer, operation, person, before) is not None
        child.append(time.perf_counter() - began)
    for share in (0.25, 0.5, 0.75, 0.9, 1.0):
        began = time.perf_counter()
        found = len(trails.ask(viewer, operation, int(size * share)))
        everyone.append(time.perf_counter() - began)
        assert found == len(people) or share < 1
    return {
        "entries": size,
        "p99_ms_child": throwaway.percentile(child, 0.99),
        "seconds_all_children": round(max(everyone), 3),
        "children": len(people),
        "p50_ms_child": throwaway.percentile(child, 0.5),
        "known_share": known / ASKED,
        "trail_rows": Trail.objects.count(),
    }


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
