"""Earlier stays: told by somebody, as exactly as they can say it; a day that is no day is sent back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abrigo.rules.earlier import first_day, last_day
from abrigo.rules.refusals import Why

pytestmark = pytest.mark.django_db
TOLD = {"person": "c1", "stay": "s1", "place": {"words": "Lev Tova", "country": "MX"}, "source": "su tía"}


def test_a_half_known_day_is_written_half(operation):
    operation.must("tell-earlier-stay", **TOLD, since="2014", until="2014-03")


@pytest.mark.parametrize("day", ["2014-13", "14", "2014-02-30", "marzo", "0000", "2014-3"])
def test_what_is_no_day_is_not_guessed(operation, day):
    answer = operation.do("tell-earlier-stay", **TOLD, since=day)
    assert (answer.refusal.why, answer.refusal.about) == (Why.DAY_UNREADABLE, ("since",))


def test_a_stay_without_a_source_a_place_or_a_person_is_not_written(operation):
    def why(**changes):
        return operation.do("tell-earlier-stay", **(TOLD | changes)).refusal.why

    assert why(source=" ") is Why.SOURCE_REQUIRED
    assert why(place={"words": "", "country": ""}) is Why.WORDS_REQUIRED
    assert why(person="nobody") is Why.UNKNOWN_PERSON
    assert why(since="2015", until="2014") is Why.ENDS_BEFORE_BEGINS
    assert why(since="2999") is Why.FROM_THE_FUTURE


def test_a_stay_that_ended_in_the_year_it_began_is_whole(operation):
    operation.must("tell-earlier-stay", **TOLD, since="2014-06", until="2014")
    assert operation.do("tell-earlier-stay", **TOLD).refusal.why is Why.STAY_EXISTS


def test_taken_back_once_and_with_a_reason(operation):
    operation.must("tell-earlier-stay", **TOLD)
    back = {"person": "c1", "stay": "s1"}
    assert operation.do("withdraw-earlier-stay", **back, reason="").refusal.why is Why.REASON_REQUIRED
    operation.must("withdraw-earlier-stay", **back, reason="otra niña")
    assert operation.do("withdraw-earlier-stay", **back, reason="x").refusal.why is Why.ALREADY_WITHDRAWN
    assert operation.do("withdraw-earlier-stay", person="c2", stay="s1", reason="x").refusal.why is Why.UNKNOWN_STAY


@given(st.dates())
def test_whatever_part_of_a_day_is_told_holds_the_day(day):
    for told in (f"{day:%Y}".zfill(4), f"{day.year:04}-{day.month:02}", day.isoformat()):
        first, last = first_day(told), last_day(told)
        assert first is not None
        assert last is not None
        assert first <= day <= last
