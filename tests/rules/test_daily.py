"""Promises of daily care in the rules: no lock without an end, and no need comes back once it was ended."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as some
from tests.rules.conftest import DAWN

from abrigo.facts.daily import NeedEnded, NeedKind, NeedSet
from abrigo.facts.kinds import NeedId, OperationId, PersonId, Said, StaffId
from abrigo.facts.streams import subject_of
from abrigo.rules import daily
from abrigo.rules.daily import EMPTY, WITH_PEOPLE, Needs, learn_need
from abrigo.rules.refusals import Why

SAID = Said(StaffId("ana"), DAWN)
OP, CHILD = OperationId("o"), PersonId("c")
SET = [NeedSet(OP, CHILD, NeedId(f"n{n}"), NeedKind.FOOD, f"words {n}", SAID) for n in range(4)]
ENDED = [NeedEnded(OP, CHILD, NeedId(f"n{n}"), SAID) for n in range(2)]


@settings(max_examples=200, deadline=None)
@given(some.permutations([*SET, *ENDED, *SET]))
def test_an_ended_need_never_comes_back_whatever_the_order(told):
    known = Needs()
    for fact in told:
        known = learn_need(known, fact)
    assert set(known.held) == {"n2", "n3"}


def test_each_need_is_sealed_under_a_key_of_its_own():
    assert len({subject_of(n) for n in SET}) == len(SET)
    assert all(subject_of(n) != "person:c" for n in SET)


def locks(paper, minutes, inside):
    until = paper.now + timedelta(minutes=1 + minutes)
    return paper.ask(
        daily.LockRoom, site="acacias", lock=f"l{minutes}-{inside}", room="r", reason="w", inside=inside,
        keyholder="k", until=until,
    )  # fmt: skip


def test_the_minutes_of_a_lock_are_few_with_people_inside(paper):
    paper.must(daily.CheckFire, site="acacias", safe=True)
    most, empty = int(WITH_PEOPLE.total_seconds() // 60), int(EMPTY.total_seconds() // 60)
    assert locks(paper, most + 1, 1).why is Why.LOCK_TOO_LONG
    assert locks(paper, empty + 1, 0).why is Why.LOCK_TOO_LONG
    assert locks(paper, most + 1, 0)[0].inside == 0
    assert locks(paper, most, 1)[0].inside == 1


def test_a_fire_check_of_yesterday_opens_no_lock(paper):
    paper.must(daily.CheckFire, site="acacias", safe=True)
    paper.tick(hours=25)
    assert locks(paper, 5, 0).why is Why.FIRE_CHECK_REQUIRED


def test_unlocking_is_never_too_late_and_never_twice(paper):
    paper.must(daily.CheckFire, site="acacias", safe=True)
    (fact,) = locks(paper, 5, 1)
    paper.tick(hours=40)
    paper.must(daily.UnlockRoom, site="acacias", lock=fact.lock)
    assert paper.why(daily.UnlockRoom, site="acacias", lock=fact.lock) is Why.LOCK_OPENED
    assert paper.why(daily.UnlockRoom, site="acacias", lock="none") is Why.UNKNOWN_LOCK


def test_who_is_on_duty_has_names_and_an_end(paper):
    told = {"site": "acacias", "until": paper.now + timedelta(hours=8)}
    assert paper.why(daily.TellDuty, names=("",), **told) is Why.WORDS_REQUIRED
    assert paper.why(daily.TellDuty, names=("Ana",), site="acacias", until=paper.now) is Why.DUE_BEFORE_NOW
    paper.must(daily.TellDuty, names=("Ana",), **told)
