"""Acts of several hands in one transaction: each gets its own answer, and nobody fails for another."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection

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
def test_the_same_id_with_another_act_is_refused_also_beside_the_first():
    people = throwaway.open_operation(3)
    group = [waiting("a", people[0], 1), waiting("a", people[1], 2)]
    write_together(group)
    assert group[0].answer.taken
    assert group[1].answer.refusal.why is Why.ID_USED_FOR_ANOTHER_ACT
    write_together(again := [waiting("a", people[0], 1), waiting("b", people[0], 3), waiting("c", people[0], 4)])
    assert [one.answer.again for one in again] == [True, False, False]
    assert all(found.identical for found in rebuild.compare())


def test_hands_that_come_at_the_same_time_all_get_through_on_sqlite_too(house):
    answers, groups, real = [], [], record.write_together

    def hand(n):
        for k in range(5):
            one = waiting(f"h{n}-{k}", people[n], k)
            answers.append(record.record(one.viewer, one.ask.act, id=one.ask.id, now=one.now))
        connection.close()

    def noted(group):
        groups.append(len(group))
        real(group)

    with house("hq").open():
        people = throwaway.open_operation(6)
        record.write_together = noted
        try:
            threads = [Thread(target=hand, args=(n,)) for n in range(6)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            record.write_together = real
        assert [a.taken for a in answers] == [True] * 30
        assert sum(groups) == 30
        assert sorted(e.pos for a in answers for e in a.entries) == list(range(reader.size() - 30, reader.size()))
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
