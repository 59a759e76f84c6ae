"""Custody: one gives, the other takes, and until then both answer."""

from datetime import UTC, datetime

import pytest

from abrigo.facts.custody import AuthorityEnded, AuthorityGiven, HandedOver, HandoverOffered, NotTaken, Taken
from abrigo.facts.intake import Tally
from abrigo.facts.kinds import Ground, Place
from abrigo.rules import custody, intake, release
from abrigo.rules.custody import NotTakenLine, custody_of
from abrigo.rules.refusals import Why

GIVE = {"handover": "h1", "taker": "attorney"}
TAKE = {"handover": "h1", "side": "attorney", "by": "rui"}
GROUND = Ground("art. 114", "court B")


def kinds(facts):
    return [type(f) for f in facts]


@pytest.fixture
def given(paper):
    people = (paper.child("a"), paper.child("b"))
    return paper.must(custody.HandOver, people=people, **GIVE)


def test_until_the_other_side_has_taken_both_answer_and_it_shows(paper, given):
    assert kinds(given) == [HandoverOffered, HandedOver, HandedOver]
    known = paper.room(custody_of("a"))
    assert (known.holder, known.taker, known.pending) == ("welfare", "attorney", "h1")


def test_who_takes_answers_from_then_on_and_who_was_not_taken_stays_with_the_giver(paper, given):
    lines = (NotTakenLine("b", "did not come"),)
    assert kinds(paper.must(custody.TakeOver, taken=("a",), not_taken=lines, **TAKE)) == [Taken, NotTaken]
    assert (paper.room(custody_of("a")).holder, paper.room(custody_of("a")).pending) == ("attorney", None)
    assert (paper.room(custody_of("b")).holder, paper.room(custody_of("b")).pending) == ("welfare", None)


def test_who_is_not_named_yet_stays_given_and_not_taken(paper, given):
    paper.must(custody.TakeOver, taken=("a",), **TAKE)
    assert paper.room(custody_of("b")).pending == "h1"
    paper.must(custody.TakeOver, taken=("b",), **TAKE)


def test_only_who_holds_may_give_and_not_to_themselves(paper):
    paper.child("a")
    assert paper.why(custody.HandOver, people=("a",), **GIVE | {"taker": "welfare"}) is Why.SAME_PLACE
    parts = GIVE | {"taker": "police", "side": "attorney"}
    assert paper.why(custody.HandOver, people=("a",), **parts) is Why.NOT_HELD_BY_YOU


def test_nobody_is_given_twice_at_once(paper, given):
    assert paper.why(custody.HandOver, people=("a",), **GIVE | {"handover": "h2"}) is Why.NOT_HELD_BY_YOU


def test_a_handover_has_a_list_of_people_who_are_ours(paper, given, elsewhere):
    new = GIVE | {"handover": "h2"}
    for people, why in (
        ((), Why.EMPTY_LIST),
        (("a", "a"), Why.NAMED_TWICE),
        (("zz",), Why.UNKNOWN_PERSON),
        ((elsewhere("x"),), Why.UNKNOWN_PERSON),
    ):
        assert paper.why(custody.HandOver, people=people, **new) is why
    assert paper.why(custody.HandOver, people=("a",), **GIVE) is Why.HANDOVER_EXISTS
    assert paper.why(custody.HandOver, people=("a",), operation="zz", **new) is Why.UNKNOWN_OPERATION


def test_a_stranger_is_nobodys_to_hand_over(paper):
    paper.must(intake.FindStranger, person="s", site="acacias", tag="s", tally=Tally.CHILD, circumstances="crowd")
    assert paper.why(custody.HandOver, people=("s",), **GIVE) is Why.NOT_HELD_BY_YOU


def test_nobody_is_handed_over_whose_care_has_ended(paper):
    paper.child("a")
    paper.must(release.RecordDeath, person="a", place=Place("hospital"), certified_by="Dr. Paz")
    assert paper.why(custody.HandOver, people=("a",), **GIVE) is Why.CARE_HAS_ENDED


def test_only_the_invited_side_takes_and_only_who_is_on_the_list(paper, given, elsewhere):
    assert paper.why(custody.TakeOver, taken=("a",), **TAKE | {"side": "police"}) is Why.NOT_THE_TAKER
    assert paper.why(custody.TakeOver, taken=("zz",), **TAKE) is Why.NOT_ON_THE_LIST
    assert paper.why(custody.TakeOver, taken=("a",), **TAKE | {"handover": "zz"}) is Why.UNKNOWN_HANDOVER
    assert paper.why(custody.TakeOver, taken=("a",), operation="other", **TAKE) is Why.UNKNOWN_HANDOVER
    assert paper.why(custody.TakeOver, taken=(), **TAKE) is Why.EMPTY_LIST
    both = (NotTakenLine("a", "x"),)
    assert paper.why(custody.TakeOver, taken=("a",), not_taken=both, **TAKE) is Why.NAMED_TWICE
    paper.must(custody.TakeOver, taken=("a",), **TAKE)
    assert paper.why(custody.TakeOver, taken=("a",), **TAKE) is Why.NOT_ON_THE_LIST


def test_who_is_not_taken_is_not_taken_for_a_reason(paper, given):
    lines = (NotTakenLine("a", " "),)
    assert paper.why(custody.TakeOver, taken=(), not_taken=lines, **TAKE) is Why.REASON_REQUIRED


# -- by whose authority ---------------------------------------------------------------


def test_days_without_a_ground_show_as_a_gap(paper):
    paper.child("a")
    assert paper.room(custody_of("a")).ground is None
    assert kinds(paper.must(custody.GiveAuthority, people=("a",), ground=GROUND)) == [AuthorityGiven]
    assert paper.room(custody_of("a")).ground == GROUND
    assert kinds(paper.must(custody.EndAuthority, people=("a",), reason="order lapsed")) == [AuthorityEnded]
    assert paper.room(custody_of("a")).ground is None


def test_a_ground_has_a_basis_an_issuer_and_does_not_end_before_it_begins(paper):
    paper.child("a")
    day = datetime(2025, 12, 20, tzinfo=UTC)
    for ground, why in (
        (Ground(" ", "court B"), Why.GROUND_REQUIRED),
        (Ground("art. 114", ""), Why.GROUND_REQUIRED),
        (Ground("art. 114", "court B", begins=day, ends=datetime(2025, 12, 1, tzinfo=UTC)), Why.ENDS_BEFORE_BEGINS),
    ):
        assert paper.why(custody.GiveAuthority, people=("a",), ground=ground) is why


def test_authority_is_over_people_who_are_here_each_named_once(paper, elsewhere):
    paper.child("a")
    for people, why in (
        ((), Why.EMPTY_LIST),
        (("a", "a"), Why.NAMED_TWICE),
        (("zz",), Why.UNKNOWN_PERSON),
        ((elsewhere("x"),), Why.UNKNOWN_PERSON),
    ):
        assert paper.why(custody.GiveAuthority, people=people, ground=GROUND) is why
        assert paper.why(custody.EndAuthority, people=people, reason="x") is why
    assert paper.why(custody.EndAuthority, people=("a",), reason=" ") is Why.REASON_REQUIRED


def test_a_stranger_has_a_ground_of_their_own(paper):
    paper.must(intake.FindStranger, person="s", site="acacias", tag="s", tally=Tally.CHILD, circumstances="crowd")
    paper.must(custody.GiveAuthority, people=("s",), ground=GROUND)


def test_an_end_of_care_ends_a_handover_that_waits(paper, given):
    paper.must(release.RecordDeath, person="a", place=Place("hospital"), certified_by="Dr. Paz")
    known = paper.room(custody_of("a"))
    assert (known.ended, known.pending) == (True, None)
