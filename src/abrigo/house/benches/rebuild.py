"""Every register from nothing, against only opening and folding the same entries; live and rebuilt bytes compared.

The ledger is invented: one person for a hundred entries, received, registered, banded and named; the rest sightings
and answers at roll calls, as weeks in care would write them, one in fifty told late. The floor opens and folds
everything in memory and writes nothing.
"""

import json
import random
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any

from abrigo.house import throwaway

AT_ONCE = 5_000


def run(short: bool) -> dict[str, Any]:  # noqa: FBT001 - the form of every bench
    entries = "30000" if short else "1000000"
    figures: dict[str, Any] = {"entries": int(entries), "identical": True}
    with throwaway.postgres() as server:
        for name, url in (("sqlite", None), ("postgres", server)):
            if name == "postgres" and url is None:
                continue
            found = throwaway.apart("rebuild", entries, url=url)
            figures["identical"] &= found.pop("identical")
            figures |= {f"{name}_{figure}": value for figure, value in found.items()}
    figures["entries_per_s"] = figures["sqlite_entries_per_s"]
    return figures


def measure(entries: int) -> dict[str, Any]:
    """Figures of the database this process was told of."""
    throwaway.stand_up()
    began = time.perf_counter()
    write_ledger(invented(entries, random.Random(7)))  # noqa: S311 - a bench
    written = time.perf_counter() - began

    from abrigo.clerk import rebuild

    began = time.perf_counter()
    rebuild.fold(None, lambda _row: None)
    floor = time.perf_counter() - began
    began = time.perf_counter()
    rebuild.rebuild()
    whole = time.perf_counter() - began
    identical = all(found.identical for found in rebuild.compare())
    peak = max(getrusage(RUSAGE_SELF).ru_maxrss, getrusage(RUSAGE_CHILDREN).ru_maxrss)
    return {
        "ratio": round(whole / floor, 3), "seconds": round(whole, 2), "floor_seconds": round(floor, 2),
        "entries_per_s": round(entries / whole), "peak_mb": round(peak / 1024), "identical": identical,
        "written_per_s": round(entries / written),
    }  # fmt: skip


def write_ledger(facts: Iterable[Any]) -> None:
    """Seals, signs and appends facts, thousands in a transaction; the registers stay as they are."""
    from django.db import transaction

    from abrigo.clerk.device import node_device
    from abrigo.facts.index import KIND_OF
    from abrigo.facts.streams import subject_of
    from abrigo.facts.wire import spelling, to_ms
    from abrigo.ledger import pen
    from abrigo.vault import keys

    left = iter(facts)
    while some := list(islice(left, AT_ONCE)):
        with transaction.atomic():
            head = pen.take_head()
            drafts = []
            for fact in some:
                kind, ver = KIND_OF[type(fact)]
                group = f"g{head.log.size}"
                payload = {"kind": kind, "ver": ver, "fact": spelling(type(fact)).write(fact), "group": group}
                drafts.append(pen.Draft(payload, keys.key_for(subject_of(fact))))
            took = to_ms(throwaway.BEGAN) + head.log.size * 100
            pen.append(node_device(), drafts, rec=took, took=took, head=head)


def invented(entries: int, dice: random.Random) -> Iterator[Any]:
    """Facts of an operation with one person for a hundred entries."""
    from abrigo.facts import identity, intake, operations, rollcalls, sightings
    from abrigo.facts.kinds import AgeRange, Said, Sex, Unsaid

    begins, persons = throwaway.BEGAN, max(50, entries // 100)
    op: Any = throwaway.OPERATION
    agency: Any = "welfare"
    sites: list[Any] = [f"s{n}" for n in range(20)]
    hands: list[Any] = [f"st-{n}" for n in range(40)]
    call: Any
    person: Any
    claim: Any
    yield operations.OperationOpened(op, "Bench", "America/Guatemala", (agency,), Said(hands[0], begins))
    for site in sites:
        yield operations.SiteOpened(
            op, site, site.upper(), operations.SiteKind.CENTRE, agency, None, Said(hands[0], begins)
        )
    at = begins
    for number in range(entries):
        at += timedelta(milliseconds=900)
        told = Said(hands[number % 40], at if number % 50 else at - timedelta(hours=1))
        person, site = f"p{dice.randrange(persons):06}", sites[number % 20]
        if number < persons * 4:
            person = f"p{number // 4:06}"
            match number % 4:
                case 0:
                    tally = intake.Tally.CHILD if number % 3 else intake.Tally.ADULT
                    yield intake.PersonReceived(
                        op, person, site, None, agency, f"t{number}", tally, Unsaid.NOT_ASKED, None, told
                    )
                case 1:
                    yield intake.PersonRegistered(
                        op, person, f"L{number:06}", Sex.FEMALE, AgeRange(8, 12), "suéter azul", "español",
                        Unsaid.NOT_ASKED, Unsaid.NOT_ASKED, Unsaid.UNKNOWN, "", told,
                    )  # fmt: skip
                case 2:
                    yield intake.BandGiven(op, person, f"B{number:06}", told)
                case _:
                    claim = f"{person}/n"
                    yield identity.NameClaimed(person, claim, f"Nombre {number}", person, "es", "Latn", False, told)
        elif number % 3:
            yield sightings.Seen(person, site, None, sightings.How.BAND, told)
        else:
            call = f"rc{number // 3000}"
            yield rollcalls.RollCallAnswered(
                person, call, site, None, 1, True, sightings.How.BAND, rollcalls.Medium.SCREEN, told
            )


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
