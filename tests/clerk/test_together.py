"""Acts of several hands in one transaction: each gets its own answer, and nobody fails for another."""

from datetime import timedelta

import pytest

from abrigo.clerk import rebuild, record
from abrigo.clerk.record import Ask, Waiting, write_together
from abrigo.facts.kinds import OperationId, PersonId, SiteId
from abrigo.facts.sightings import How
from abrigo.house import throwaway
from abrigo.ledger import reader
from abrigo.rules.refusals import Why
from abrigo.rules.sightings import See

OP = OperationId(throwaway.OPERATION)
NOW = throwaway.BEGAN + timedelta(days=1)


def waiting(name: str, person: str, minute: int = 0) -> Waiting:
    at = throwaway.BEGAN + timedelta(minutes=10 + minute)
    act = See(OP, PersonId(person), SiteId("s0"), How.BAND, at)
    return Waiting(throwaway.someone(), Ask(name, act), NOW + timedelta(milliseconds=minute))


@pytest.mark.django_db
def test_each_hand_gets_its_own_answer_also_who_is_refused_and_who_asks_twice():
    people, before = throwaway.open_operation(3), reader.size()
    group = [
        waiting("a", people[0], 3),
        waiting("b", "nobody", 1),
        waiting("c", people[2], 2),
        waiting("a", people[0], 3),
    ]
    write_together(group)
    taken, refused, other, again = [one.answer for one in group]
    assert taken.taken and other.taken and again.taken  # noqa: PT018
    assert refused.refusal.why is Why.UNKNOWN_PERSON
    assert again.again
    assert again.entries == taken.entries
    assert reader.size() == before + 2
    assert sorted(e.pos for one in (taken, other) for e in one.entries) == [before, before + 1]
    assert all(found.identical for found in rebuild.compare())


@pytest.mark.django_db
def test_nobody_fails_for_another(monkeypatch):
    people, real = throwaway.open_operation(3), record._one

    def broken(viewer, ask, now, sitting):
        answer = real(viewer, ask, now, sitting)
        if ask.id == "b":
            raise ValueError("a mistake of ours")
        return answer

    before = reader.size()
    monkeypatch.setattr(record, "_one", broken)
    group = [waiting("a", people[0]), waiting("b", people[1]), waiting("c", people[2])]
    write_together(group)
    assert [one.answer is not None for one in group] == [True, False, True]
    assert isinstance(group[1].failed, ValueError)
    assert reader.size() == before + 2
    assert all(found.identical for found in rebuild.compare())
