"""A process of its own that acts through the door: `writer.py URL HOME NAME PEOPLE`; says what it was first to write."""

import os
import sys
from datetime import timedelta
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2] / "src"), str(Path(__file__).parent)]


def main(url: str, home: str, name: str, people: list[str]) -> None:
    os.environ |= {"ABRIGO_DATABASE_URL": url, "ABRIGO_HOME": home, "DJANGO_SETTINGS_MODULE": "abrigo.house.settings"}
    import django

    django.setup()
    from night import BEGAN, SITES

    from abrigo.clerk.record import record
    from abrigo.facts.kinds import OperationId, PersonId, SiteId
    from abrigo.facts.sightings import How
    from abrigo.rules.access import Role, Viewer
    from abrigo.rules.sightings import See

    hand = Viewer("st-both", "x", "welfare", Role.CHILD_ATTORNEY, frozenset({OperationId("op")}))
    first = {"own": 0, "both": 0}
    for number in range(100):
        ours = number % 5 != 4
        who = f"{name}-{number}" if ours else f"both-{number}"
        person, site = PersonId(people[number % len(people)]), SiteId(SITES[number % 4])
        act = See(OperationId("op"), person, site, How.BY_SIGHT, BEGAN + timedelta(hours=9, seconds=number))
        answer = record(hand, act, id=who, now=BEGAN + timedelta(days=1))
        assert answer.refusal is None, answer.refusal
        first["own" if ours else "both"] += not answer.again
    print(first["own"], first["both"])


main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4].split(","))
