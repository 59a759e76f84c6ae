"""The grounds of care: every day rests on something named, or shows that it rests on nothing."""

from datetime import UTC, datetime, timedelta

from abrigo.facts.custody import AuthorityEnded, AuthorityGiven
from abrigo.facts.intake import PersonReceived, Tally
from abrigo.facts.kinds import Ground, Said, Unsaid
from abrigo.facts.release import Outcome, Released
from abrigo.rules.grounds import stretches

DAY = timedelta(days=1)
CAME = datetime(2025, 12, 19, 12, 0, tzinfo=UTC)
NOW = CAME + 5 * DAY


def said(at):
    return Said("st", at)


def came():
    return PersonReceived("op", "p", "s", None, "ag", "", Tally.CHILD, Unsaid.NOT_ASKED, None, said(CAME))


def given(at, ends=None, begins=None):
    return AuthorityGiven("p", Ground("medida", "juzgado", begins=begins, ends=ends), said(at))


def gaps(*facts):
    return [(s.begins, s.ends) for s in stretches(facts, NOW) if s.ground is None]


def test_care_without_a_word_of_any_judge_is_one_open_gap():
    assert gaps(came()) == [(CAME, None)]


def test_a_ground_without_an_end_leaves_no_gap():
    assert gaps(came(), given(CAME)) == []


def test_the_days_after_an_order_has_run_out_are_a_gap():
    assert gaps(came(), given(CAME, ends=CAME + DAY)) == [(CAME + DAY, None)]


def test_the_days_before_and_between_two_orders_are_gaps():
    facts = (came(), given(CAME + DAY, ends=CAME + 2 * DAY), given(CAME + 3 * DAY))
    assert gaps(*facts) == [(CAME, CAME + DAY), (CAME + 2 * DAY, CAME + 3 * DAY)]


def test_an_order_that_names_an_earlier_day_counts_from_that_day():
    assert gaps(came(), given(CAME + DAY, begins=CAME)) == []


def test_a_ground_taken_away_ends_that_day_and_no_later():
    facts = (came(), given(CAME), AuthorityEnded("p", "revocada", said(CAME + DAY)))
    assert gaps(*facts) == [(CAME + DAY, None)]


def test_after_our_custody_nothing_is_missing():
    end = Released("p", "r", Outcome.REUNIFIED, "madre", "x", said(CAME + 2 * DAY))
    assert gaps(came(), given(CAME, ends=CAME + DAY), end) == [(CAME + DAY, CAME + 2 * DAY)]
    assert gaps(came(), given(CAME, ends=CAME + 3 * DAY), end) == []


def test_two_orders_at_once_are_both_named():
    facts = (came(), given(CAME, ends=CAME + DAY), given(CAME))
    assert sum(s.ground is not None for s in stretches(facts, NOW)) == 2
    assert gaps(*facts) == []
