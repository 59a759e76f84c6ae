"""Moving: whoever boards arrives, or is said by name not to have."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abrigo.facts.kinds import Place
from abrigo.facts.movement import (
    Arrived,
    Boarded,
    LeaveBegan,
    LeaveEnded,
    LeaveKind,
    NotArrived,
    TransitClosed,
    TransitDeparted,
    TransitOpened,
    UnitChanged,
)
from abrigo.rules import intake, movement, release
from abrigo.rules.refusals import Why
from abrigo.rules.whereabouts import State

BUS = {"transit": "t1", "manifest": "B1", "vehicle": "bus", "origin": "acacias", "destination": "headquarters"}
LEAVE = {"person": "a", "leave": "l1", "kind": LeaveKind.HOSPITAL, "place": "Hospital Central", "escort": "eva"}
HOUR = timedelta(hours=1)


def kinds(facts):
    return [type(f) for f in facts]


@pytest.fixture
def bus(paper):
    for person in "abc":
        paper.child(person)
    return paper.must(movement.OpenTransit, escorts=("eva",), due=paper.now + 3 * HOUR, **BUS)


def board(paper, *people):
    return paper.must(movement.Board, transit="t1", people=people)


# -- the manifest -------------------------------------------------------------------


def test_a_manifest_opens_between_two_sites_on_a_vehicle(paper):
    due = {"escorts": (), "due": paper.now + HOUR}
    assert paper.why(movement.OpenTransit, **BUS | due | {"vehicle": "acacias"}) is Why.NOT_A_VEHICLE
    assert paper.why(movement.OpenTransit, **BUS | due | {"destination": "acacias"}) is Why.SAME_PLACE
    assert paper.why(movement.OpenTransit, **BUS | due | {"origin": "zz"}) is Why.UNKNOWN_SITE
    assert paper.why(movement.OpenTransit, **BUS | due | {"due": paper.now - HOUR}) is Why.DUE_BEFORE_NOW
    assert kinds(paper.must(movement.OpenTransit, **BUS | due)) == [TransitOpened]
    assert paper.why(movement.OpenTransit, **BUS | due) is Why.TRANSIT_EXISTS


def test_who_boards_is_in_transit_and_no_longer_at_the_site(paper, bus):
    assert kinds(board(paper, "a", "b")) == [Boarded, Boarded]
    known = paper.where("a")
    assert (known.state, known.site, known.due) == (State.IN_TRANSIT, "bus", bus[0].due)


def test_a_list_names_each_once_and_only_who_is_there(paper, bus, elsewhere):
    paper.child("far", site="headquarters")
    board(paper, "a")
    for people, why in (
        ((), Why.EMPTY_LIST),
        (("b", "b"), Why.NAMED_TWICE),
        (("b", "zz"), Why.UNKNOWN_PERSON),
        (("b", elsewhere("x")), Why.UNKNOWN_PERSON),
        (("a",), Why.ALREADY_BOARDED),
        (("b", "far"), Why.NOT_AT_THIS_SITE),
    ):
        assert paper.why(movement.Board, transit="t1", people=people) is why
    paper.must(intake.FindStranger, person="s", site="acacias", tag="s", tally="child", circumstances="crowd")
    assert paper.why(movement.Board, transit="t1", people=("s",)) is Why.NOT_IN_OUR_CARE


def test_an_empty_vehicle_does_not_depart_and_a_full_one_departs_once(paper, bus):
    assert paper.why(movement.Depart, transit="t1") is Why.EMPTY_LIST
    board(paper, "a")
    assert kinds(paper.must(movement.Depart, transit="t1")) == [TransitDeparted]
    assert paper.why(movement.Depart, transit="t1") is Why.TRANSIT_CLOSED


def test_a_manifest_nobody_opened_here_carries_nobody(paper, bus, elsewhere):
    for operation, transit in (("encino", "zz"), ("other", "t1")):
        parts = {"operation": operation, "transit": transit}
        assert paper.why(movement.Board, people=("a",), **parts) is Why.UNKNOWN_TRANSIT
        assert paper.why(movement.Depart, **parts) is Why.UNKNOWN_TRANSIT
        assert paper.why(movement.Arrive, came=("a",), **parts) is Why.UNKNOWN_TRANSIT


# -- arriving -----------------------------------------------------------------------


def test_who_came_is_present_and_who_did_not_is_unaccounted_by_name(paper, bus):
    board(paper, "a", "b")
    facts = paper.must(movement.Arrive, transit="t1", came=("a",), not_came=("b",), unit="hall")
    assert kinds(facts) == [Arrived, NotArrived, TransitClosed]
    assert (paper.where("a").state, paper.where("a").site, paper.where("a").unit) == (
        State.PRESENT,
        "headquarters",
        "hall",
    )
    assert (paper.where("b").state, paper.where("b").site) == (State.UNACCOUNTED, "headquarters")


def test_a_manifest_stays_open_until_each_of_its_names_is_answered(paper, bus):
    board(paper, "a", "b")
    assert kinds(paper.must(movement.Arrive, transit="t1", came=("a",))) == [Arrived]
    assert paper.where("b").state is State.IN_TRANSIT
    assert kinds(paper.must(movement.Arrive, transit="t1", came=("b",))) == [Arrived, TransitClosed]
    assert paper.why(movement.Arrive, transit="t1", came=("b",)) is Why.TRANSIT_CLOSED
    assert paper.why(movement.Board, transit="t1", people=("c",)) is Why.TRANSIT_CLOSED


def test_nobody_arrives_who_was_not_aboard_or_both_came_and_did_not(paper, bus):
    board(paper, "a")
    assert paper.why(movement.Arrive, transit="t1", came=("c",)) is Why.NOT_ON_THIS_MANIFEST
    assert paper.why(movement.Arrive, transit="t1", came=("a",), not_came=("a",)) is Why.NAMED_TWICE
    assert paper.why(movement.Arrive, transit="t1", came=()) is Why.EMPTY_LIST


def test_a_vehicle_that_went_elsewhere_is_received_there(paper, bus):
    board(paper, "a")
    assert paper.why(movement.Arrive, transit="t1", came=("a",), site="zz") is Why.UNKNOWN_SITE
    paper.must(movement.Arrive, transit="t1", came=("a",), site="acacias", unit="north")
    assert paper.where("a").site == "acacias"


# -- out with authority ---------------------------------------------------------------


def test_someone_in_hospital_is_out_and_stays_on_the_list_of_the_site_that_answers(paper):
    paper.child("a")
    assert kinds(paper.must(movement.BeginLeave, due=paper.now + HOUR, **LEAVE)) == [LeaveBegan]
    known = paper.where("a")
    assert (known.state, known.place, known.site) == (State.OUT, "Hospital Central", "acacias")


def test_nobody_is_let_out_twice_or_back_before_they_left_or_who_is_not_ours(paper, elsewhere):
    paper.child("a")
    assert paper.why(movement.BeginLeave, due=paper.now - HOUR, **LEAVE) is Why.DUE_BEFORE_NOW
    assert paper.why(movement.BeginLeave, **LEAVE | {"person": "zz"}) is Why.UNKNOWN_PERSON
    assert paper.why(movement.BeginLeave, **LEAVE | {"person": elsewhere("x")}) is Why.UNKNOWN_PERSON
    paper.must(movement.BeginLeave, **LEAVE)
    assert paper.why(movement.BeginLeave, **LEAVE | {"leave": "l2"}) is Why.ALREADY_OUT
    paper.must(release.RecordDeath, person="a", place=Place("hospital"), certified_by="Dr. Paz")
    assert paper.why(movement.BeginLeave, **LEAVE | {"leave": "l3"}) is Why.NOT_IN_OUR_CARE


def test_a_leave_ends_once_at_a_site_of_ours_and_only_the_leave_they_are_on(paper):
    paper.child("a")
    back = {"person": "a", "leave": "l1", "site": "acacias"}
    assert paper.why(movement.EndLeave, **back) is Why.NOT_OUT
    assert paper.why(movement.EndLeave, **back | {"person": "zz"}) is Why.UNKNOWN_PERSON
    paper.must(movement.BeginLeave, **LEAVE)
    assert paper.why(movement.EndLeave, **back | {"leave": "l2"}) is Why.NOT_OUT
    assert paper.why(movement.EndLeave, **back | {"site": "zz"}) is Why.UNKNOWN_SITE
    assert kinds(paper.must(movement.EndLeave, **back)) == [LeaveEnded]
    assert paper.where("a").state is State.PRESENT
    assert paper.why(movement.EndLeave, **back) is Why.NOT_OUT


# -- units --------------------------------------------------------------------------


def test_who_changes_unit_stays_at_the_site_and_was_there_before(paper, elsewhere):
    paper.child("a")
    paper.child("far", site="headquarters")
    move = {"site": "acacias", "unit": "north"}
    assert kinds(paper.must(movement.ChangeUnit, people=("a",), **move)) == [UnitChanged]
    assert (paper.where("a").site, paper.where("a").unit) == ("acacias", "north")
    for people, why in (
        ((), Why.EMPTY_LIST),
        (("a", "a"), Why.NAMED_TWICE),
        (("far",), Why.NOT_AT_THIS_SITE),
        (("zz",), Why.UNKNOWN_PERSON),
        ((elsewhere("x"),), Why.UNKNOWN_PERSON),
    ):
        assert paper.why(movement.ChangeUnit, people=people, **move) is why
    assert paper.why(movement.ChangeUnit, people=("a",), **move | {"unit": "hall"}) is Why.UNKNOWN_UNIT


# -- property -----------------------------------------------------------------------


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(data=st.data())
def test_however_a_bus_is_loaded_and_emptied_nobody_is_lost_between_two_places(paper, data):
    start = len(paper.written)
    people = [paper.child(f"{start}-{i}") for i in range(5)]
    transit = f"t{start}"
    paper.must(movement.OpenTransit, escorts=(), due=paper.now + 9 * HOUR, **BUS | {"transit": transit})
    some = st.lists(st.sampled_from(people), max_size=4).map(tuple)
    for _ in range(data.draw(st.integers(1, 6))):
        match data.draw(st.sampled_from(["board", "arrive", "depart"])):
            case "board":
                paper.ask(movement.Board, transit=transit, people=data.draw(some))
            case "arrive":
                paper.ask(movement.Arrive, transit=transit, came=data.draw(some), not_came=data.draw(some))
            case "depart":
                paper.ask(movement.Depart, transit=transit)
        aboard = paper.room(movement.Stream(movement.TRANSITS, f"transit:{transit}")).aboard
        states = {p: paper.where(p).state for p in people}
        assert aboard == {p for p, state in states.items() if state is State.IN_TRANSIT}
        assert set(states.values()) <= {State.PRESENT, State.IN_TRANSIT, State.UNACCOUNTED}
