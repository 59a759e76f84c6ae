"""What was known at any length of the log is what a log of that length would have said."""

import random
from datetime import timedelta

import pytest

from abrigo.clerk import rebuild
from abrigo.clerk.record import record
from abrigo.facts.kinds import OperationId, PersonId, SiteId
from abrigo.facts.sightings import How
from abrigo.house import throwaway
from abrigo.ledger import reader
from abrigo.registers import trails
from abrigo.registers.models import Trail, Whereabout
from abrigo.rules.access import Role, Viewer
from abrigo.rules.sightings import See

NOW = throwaway.BEGAN + timedelta(days=1)
OP = OperationId(throwaway.OPERATION)


@pytest.mark.django_db
def test_asking_as_of_a_length_is_folding_the_log_to_that_length():
    people, dice, number = throwaway.open_operation(6), random.Random(4), 0
    for person in people * 4:
        number += 1
        at = throwaway.BEGAN + timedelta(minutes=dice.randrange(600))
        act = See(OP, PersonId(person), SiteId(dice.choice(["s0", "s1"])), How.BAND, at)
        record(throwaway.someone(), act, id=f"see-{number}", now=NOW)
    columns = [f.name for f in Trail._meta.concrete_fields if f.name not in ("pk", "pos")]
    for size in range(0, reader.size() + 1, 3):
        rows = rebuild.fold(size).rows[Whereabout].values()
        then = {row["person"]: {c: row[c] for c in columns} for row in rows if not row["same_as"]}
        asked = trails.ask(throwaway.someone(), OP, size)
        assert {p: {c: row[c] for c in columns} for p, row in asked.items()} == then
        one = trails.of(throwaway.someone(), OP, PersonId(people[0]), size)
        assert (one and one["state"]) == then.get(people[0], {}).get("state")
    assert Trail.objects.count() < number + len(people)  # seen again where one was: no row
    assert all(found.identical for found in rebuild.compare())


@pytest.mark.django_db
def test_who_may_not_enter_is_told_of_nobody_and_a_guard_only_of_their_own_gate():
    people = throwaway.open_operation(2)
    stranger = Viewer("st", "X", "welfare", Role.CHILD_ATTORNEY, frozenset(), None)
    assert trails.ask(stranger, OP, 99) == {}
    assert trails.of(stranger, OP, PersonId(people[0]), 99) is None
    guard = Viewer("st", "X", "welfare", Role.GUARD, frozenset({OP}), SiteId("s1"))
    assert trails.ask(guard, OP, 99) == {}
    assert trails.of(guard, OP, PersonId(people[0]), 99) is None
