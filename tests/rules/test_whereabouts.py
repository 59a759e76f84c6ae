"""Where someone is follows from what was said, however it arrived."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abrigo.facts.identity import Linked, Unlinked
from abrigo.facts.incidents import MissingDeclared, Unconfirmed
from abrigo.facts.intake import PersonReceived, PersonSought, StrangerFound, Tally
from abrigo.facts.kinds import Place, Said, Unsaid
from abrigo.facts.movement import Arrived, Boarded, LeaveBegan, LeaveEnded, LeaveKind, NotArrived, UnitChanged
from abrigo.facts.release import Died, Outcome, Released, ReleasedInError, TransferredOut
from abrigo.facts.rollcalls import Medium, NotAnswered, RollCallAnswered
from abrigo.facts.sightings import BroughtBack, FoundInside, How, LocatedOutside, Seen, SeenElsewhere
from abrigo.rules.whereabouts import (
    ENDED,
    NOWHERE,
    SUM,
    Link,
    Moment,
    State,
    about,
    in_order,
    learn,
    learn_link,
    recall,
)

T0 = datetime(2025, 12, 19, 12, tzinfo=UTC)
P, OP, SITE, OTHER, BUS = "p", "op", "acacias", "hogar-1", "bus"


def t(minutes):
    return T0 + timedelta(minutes=minutes)


def said(minutes, by="ana"):
    return Said(by, t(minutes))


def received(at=0, site=SITE, unit=None):
    return PersonReceived(OP, P, site, unit, "welfare", "tag", Tally.CHILD, Unsaid.NOT_ASKED, None, said(at))


def stranger(at=0, site=SITE):
    return StrangerFound(OP, P, site, "tag", Tally.CHILD, "swept in", None, said(at))


def sought(at=0):
    return PersonSought(OP, P, "Rivka", None, said(at))


def seen(at, site=SITE, unit=None):
    return Seen(P, site, unit, How.BAND, said(at))


def boarded(at, transit="t1"):
    return Boarded(P, transit, BUS, t(at + 60), said(at))


def arrived(at, site=OTHER, transit="t1"):
    return Arrived(P, transit, site, None, said(at))


def not_arrived(at, site=OTHER, transit="t1"):
    return NotArrived(P, transit, site, said(at))


def out(at, leave="l1"):
    return LeaveBegan(P, leave, LeaveKind.HOSPITAL, "Hospital Central", "eva", t(at + 600), said(at))


def back(at, site=SITE, leave="l1"):
    return LeaveEnded(P, leave, site, None, said(at))


def unconfirmed(at, site=SITE, incident="i1"):
    return Unconfirmed(P, incident, site, None, said(at))


def answered(at, *, present=True, site=SITE):
    return RollCallAnswered(P, "r1", site, None, 1, present, How.BAND, Medium.PAPER, said(at))


def not_answered(at, site=SITE):
    return NotAnswered(P, "r1", site, None, said(at))


def missing(at):
    return MissingDeclared(P, "i1", said(at))


def inside(at, since, site=SITE):
    return FoundInside(P, "i1", site, None, t(since), said(at))


def located(at):
    return LocatedOutside(P, "i1", Place("a village", "GT"), "a neighbour", said(at))


def brought(at, site=SITE):
    return BroughtBack(P, "i1", site, None, "police", said(at))


def elsewhere(at):
    return SeenElsewhere(P, Place("a border", "SV"), "migration", "parents", said(at))


def released(at):
    return Released(P, "x1", Outcome.REUNIFIED, "Sara", "order 51", said(at))


HOME_ABROAD = Place("a home", "US")


def transferred(at, place=HOME_ABROAD):
    return TransferredOut(P, "x1", Outcome.TRANSFERRED_ABROAD, "a State", "order 51", place, said(at))


def in_error(at):
    return ReleasedInError(P, "x1", "wrong man", said(at))


def died(at):
    return Died(P, Place("Hospital Central"), "Dr. Paz", said(at))


def moments(facts):
    return [Moment(i, f) for i, f in enumerate(facts)]


def now(*facts):
    return recall(moments(facts))


# -- each word ----------------------------------------------------------------------


def test_nothing_said_is_nobody():
    assert now() == NOWHERE
    assert NOWHERE.state is State.NOBODY


def test_who_is_received_is_present_and_seen():
    known = now(received(unit="north"))
    assert (known.state, known.site, known.unit, known.seen_at) == (State.PRESENT, SITE, "north", t(0))
    assert known.open


def test_a_second_reception_is_a_sighting_and_not_a_second_person():
    known = now(received(0), received(5, OTHER))
    assert (known.received_at, known.site, known.seen_at) == (t(0), OTHER, t(5))


def test_who_boards_is_with_the_vehicle_until_seen_anywhere():
    aboard = now(received(), boarded(5))
    assert (aboard.state, aboard.site, aboard.transit, aboard.due) == (State.IN_TRANSIT, BUS, "t1", t(65))
    there = now(received(), boarded(5), seen(9, OTHER))
    assert (there.state, there.site, there.transit, there.due) == (State.PRESENT, OTHER, None, None)


def test_who_did_not_arrive_is_unaccounted_where_they_were_due():
    known = now(received(), boarded(5), not_arrived(60))
    assert (known.state, known.site, known.since) == (State.UNACCOUNTED, OTHER, t(60))


def test_another_manifest_says_nothing_of_who_is_not_on_it():
    assert now(received(), boarded(5), not_arrived(60, transit="t2")).state is State.IN_TRANSIT
    assert now(received(), not_arrived(60)).state is State.PRESENT


def test_an_overdue_bus_moves_nobody_silently():
    known = now(received(), boarded(5))
    assert about(moments([received(), boarded(5)]), t(100_000)) == known


def test_who_is_out_is_answered_for_by_the_site_they_left():
    known = now(received(), out(5))
    assert (known.state, known.site, known.place, known.leave) == (State.OUT, SITE, "Hospital Central", "l1")
    home = now(received(), out(5), back(9))
    assert (home.state, home.place, home.leave) == (State.PRESENT, "", None)


def test_after_a_breach_every_earlier_sighting_no_longer_counts():
    known = now(received(), seen(5), unconfirmed(10))
    assert (known.state, known.unconfirmed, known.seen_at) == (State.UNACCOUNTED, "i1", t(5))
    assert now(received(), unconfirmed(10), seen(15)).unconfirmed is None


def test_a_breach_of_one_site_says_nothing_of_who_is_elsewhere_or_out_with_authority():
    assert now(received(), unconfirmed(10, OTHER)).state is State.PRESENT
    assert now(received(), out(5), unconfirmed(10)).state is State.OUT
    assert now(received(), boarded(5), unconfirmed(10)).state is State.IN_TRANSIT


def test_who_did_not_answer_is_unaccounted_and_who_was_seen_at_that_minute_is_not():
    assert now(received(), not_answered(30)).state is State.UNACCOUNTED
    assert now(received(), seen(30), not_answered(30)).state is State.PRESENT
    assert now(received(), not_answered(30), seen(30)).state is State.PRESENT


def test_a_roll_call_elsewhere_loses_nobody():
    assert now(received(), not_answered(30, OTHER)).state is State.PRESENT
    assert now(received(), out(5), not_answered(30)).state is State.OUT


def test_unaccounted_since_the_first_time_they_did_not_answer():
    assert now(received(), not_answered(30), not_answered(90)).since == t(30)


def test_an_answer_that_says_not_found_moves_nobody_before_the_roll_call_closes():
    assert now(received(), answered(30, present=False)) == now(received())
    assert now(received(), not_answered(20), answered(30)).state is State.PRESENT


def test_only_who_is_unaccounted_can_be_declared_missing():
    assert now(received(), missing(5)).state is State.PRESENT
    assert now(received(), not_answered(5), missing(9)).state is State.MISSING


def test_who_is_located_is_still_missing_until_somebody_of_ours_has_seen_them():
    told = (received(), not_answered(5), missing(9), located(12))
    assert (now(*told).state, now(*told).located) == (State.MISSING, "a village, GT")
    assert (now(*told, brought(20)).state, now(*told, brought(20)).located) == (State.PRESENT, "")


def test_a_stranger_is_beside_the_sum_and_no_sighting_puts_them_in_it():
    for facts in ((stranger(),), (stranger(), seen(5)), (stranger(), brought(5)), (stranger(), boarded(5))):
        assert now(*facts).state is State.UNRESOLVED
        assert not now(*facts).in_custody


def test_one_of_ours_is_never_taken_for_a_stranger():
    assert now(received(), stranger(5)).state is State.PRESENT


def test_a_stranger_goes_back_to_their_own():
    assert now(stranger(), released(5)).state is State.RETURNED


def test_who_is_sought_is_in_nobodys_custody_until_received():
    assert now(sought()).state is State.SOUGHT
    assert now(sought(), received(5)).state is State.PRESENT
    assert now(received(), sought(5)).state is State.PRESENT


def test_a_unit_changes_only_at_the_site_where_they_are():
    assert now(received(), UnitChanged(P, SITE, "north", said(5))).unit == "north"
    assert now(received(), UnitChanged(P, OTHER, "hall", said(5))).unit is None


def test_a_unit_does_not_travel_to_another_site():
    known = now(received(unit="north"), seen(5, OTHER))
    assert (known.site, known.unit) == (OTHER, None)
    assert now(received(unit="north"), seen(5)).unit == "north"


def test_who_was_released_in_error_is_unaccounted_for_until_seen():
    known = now(received(), released(5), in_error(9))
    assert (known.state, known.in_error) == (State.UNACCOUNTED, True)
    assert not now(received(), released(5), in_error(9), brought(20)).in_error


def test_nobody_is_released_in_error_who_was_not_released():
    assert now(received(), in_error(9)).state is State.PRESENT
    assert now(received(), died(5), in_error(9)).state is State.DIED


def test_where_a_transfer_went_is_kept_in_words():
    assert now(received(), transferred(5)).place == "a home, US"
    assert now(received(), transferred(5, None)).place == ""


def test_a_border_hit_is_shown_beside_an_end_and_raises_nobody():
    known = now(received(), released(5), elsewhere(9))
    assert (known.state, known.located) == (State.RELEASED, "a border, SV")


# -- at an instant ------------------------------------------------------------------


def test_who_was_hidden_was_there_all_along_once_it_is_told():
    facts = moments([received(), unconfirmed(10), not_answered(70), inside(200, since=5)])
    before = about(facts[:3], t(100))
    assert before.state is State.UNACCOUNTED
    then = about(facts, t(100))
    assert (then.state, then.site, then.since) == (State.PRESENT, SITE, t(5))
    assert about(facts, t(4)) == about(facts[:1], t(4))


def test_who_was_hidden_was_not_also_at_another_site_where_one_of_ours_saw_them():
    facts = moments([received(), seen(50, OTHER), seen(90), inside(200, since=10)])
    assert about(facts, t(60)).site == OTHER
    assert about(facts, t(100)).site == SITE


def test_what_is_told_of_the_past_does_not_raise_who_had_left():
    facts = moments([received(), released(20), inside(200, since=10)])
    assert about(facts, t(30)).state is State.RELEASED


# -- links --------------------------------------------------------------------------


def test_a_link_is_known_on_both_sides_and_undone_on_both():
    linked = Linked(OP, "k", "a", "b", "same scar", said(1))
    undone = Unlinked(OP, "k", "a", "b", "different mothers", said(2))
    a, b = learn_link(Link(), linked, "a"), learn_link(Link(), linked, "b")
    assert (a, b) == (Link(same_as="b"), Link(members=frozenset({"a"})))
    assert (learn_link(a, undone, "a"), learn_link(b, undone, "b")) == (Link(), Link())


def test_undoing_another_link_leaves_this_one():
    linked = Linked(OP, "k", "a", "b", "x", said(1))
    other = Unlinked(OP, "k2", "a", "c", "x", said(2))
    assert learn_link(learn_link(Link(), linked, "a"), other, "a") == Link(same_as="b")
    assert learn_link(Link(), seen(3), "a") == Link()


def test_two_records_of_one_child_are_one_child_in_one_place():
    one, two = [received(0), out(30)], [received(10, OTHER)]
    both = recall(moments([*one, *two]))
    assert (both.state, both.received_at) == (State.OUT, t(0))


# -- properties ---------------------------------------------------------------------

minutes = st.integers(0, 400)
sites = st.sampled_from([SITE, OTHER])
transits = st.sampled_from(["t1", "t2"])
ANY = st.one_of(
    st.builds(received, minutes, sites, st.sampled_from([None, "north"])),
    st.builds(stranger, minutes, sites),
    st.builds(sought, minutes),
    st.builds(seen, minutes, sites, st.sampled_from([None, "north"])),
    st.builds(boarded, minutes, transits),
    st.builds(arrived, minutes, sites, transits),
    st.builds(not_arrived, minutes, sites, transits),
    st.builds(out, minutes),
    st.builds(back, minutes, sites),
    st.builds(unconfirmed, minutes, sites),
    st.builds(lambda at, site, here: answered(at, present=here, site=site), minutes, sites, st.booleans()),
    st.builds(not_answered, minutes, sites),
    st.builds(missing, minutes),
    st.builds(lambda at, ago, site: inside(at, at - ago, site), minutes, st.integers(0, 200), sites),
    st.builds(located, minutes),
    st.builds(brought, minutes, sites),
    st.builds(elsewhere, minutes),
    st.builds(released, minutes),
    st.builds(transferred, minutes),
    st.builds(in_error, minutes),
    st.builds(died, minutes),
    st.builds(lambda at, site: UnitChanged(P, site, "north", said(at)), minutes, sites),
)
LIVES = st.lists(ANY, max_size=14)
LIVES_AT_DISTINCT_MINUTES = st.lists(ANY, max_size=10, unique_by=lambda f: f.said.at)


@given(LIVES_AT_DISTINCT_MINUTES.flatmap(lambda fs: st.tuples(st.just(fs), st.permutations(fs))))
def test_the_order_in_which_facts_arrive_changes_nothing(both):
    told, shuffled = both
    assert recall(moments(told)) == recall(moments(shuffled))


@given(LIVES.flatmap(lambda fs: st.permutations(moments(fs))))
def test_moments_keep_their_place_in_the_book_however_they_are_read(shuffled):
    assert recall(shuffled) == recall(sorted(shuffled, key=lambda m: m.pos))


@given(LIVES)
def test_everyone_is_in_exactly_one_state_at_every_step(told):
    known = NOWHERE
    for moment in in_order(moments(told)):
        known = learn(known, moment.fact)
        assert known.state in State
        assert known.in_custody == (known.state in SUM)
        assert known.open == (known.state in SUM and known.state not in ENDED)


@given(LIVES)
def test_nobody_is_in_two_places(told):
    known = recall(moments(told))
    if known.open:
        assert known.site is not None
    assert (known.transit is not None) == (known.state is State.IN_TRANSIT)
    assert (known.leave is not None) == (known.state is State.OUT)
    assert known.unconfirmed is None or known.state is State.UNACCOUNTED
    if known.state is State.PRESENT:
        assert known.seen_site == known.site
    if known.state is State.IN_TRANSIT:
        assert known.site == BUS


@given(LIVES, st.sampled_from([received, stranger]), st.sampled_from([released, transferred, died]), ANY)
def test_an_end_is_an_end_unless_it_is_said_to_have_been_an_error(told, came, ended, more):
    before = recall(moments([came(0), *told, ended(401)]))
    assert before.state in ENDED
    after = learn(before, more)
    if isinstance(more, ReleasedInError) and before.state is State.RELEASED:
        assert after.state is State.UNACCOUNTED
    elif before.state is State.RETURNED and isinstance(more, PersonReceived | StrangerFound):
        assert after.open or after.state is State.UNRESOLVED  # who had gone home stands before us again
    else:
        assert after.state in ENDED


@given(LIVES, ANY)
def test_whoever_is_in_the_sum_stays_in_the_sum(told, more):
    before = recall(moments([received(0), *told]))
    assert before.in_custody
    assert learn(before, more).in_custody


@given(LIVES)
def test_only_a_reception_brings_anybody_into_the_sum(told):
    others = [f for f in told if not isinstance(f, PersonReceived)]
    assert not recall(moments(others)).in_custody


@given(LIVES)
def test_whoever_was_received_is_in_the_sum(told):
    known = recall(moments(told))
    assert known.in_custody == (known.received_at is not None)


@given(LIVES, minutes)
def test_at_every_instant_it_is_what_had_been_said_by_then_save_told_presence(told, at):
    facts = moments(told)
    prefix = recall([m for m in facts if m.fact.said.at <= t(at)])
    then = about(facts, t(at))
    hidden = [f for f in told if isinstance(f, FoundInside) and f.since <= t(at) < f.said.at]
    if not hidden or not prefix.open:
        assert then == prefix
    else:
        assert then == prefix or (then.state is State.PRESENT and then.site in {f.site for f in hidden})


@given(LIVES, minutes)
def test_asking_about_now_is_the_same_as_asking_where_they_are(told, late):
    end = max([f.said.at for f in told], default=t(0)) + timedelta(minutes=late)
    assert about(moments(told), end) == recall(moments(told))


@given(st.lists(ANY, min_size=1, max_size=14))
def test_one_more_fact_in_order_is_one_more_step(told):
    """What a register does when nothing is told late."""
    *before, last = sorted(told, key=lambda f: f.said.at)
    assert learn(recall(moments(before)), last) == recall(moments([*before, last]))


@given(LIVES)
def test_a_presence_told_later_never_begins_after_the_instant_asked_about(told):
    for minute in range(0, 400, 37):
        then = about(moments(told), t(minute))
        assert then.since is None or then.since <= t(minute)


@pytest.mark.parametrize("state", sorted(SUM))
def test_every_part_of_the_sum_can_be_reached(state):
    reached = {
        State.PRESENT: (received(),),
        State.IN_TRANSIT: (received(), boarded(5)),
        State.OUT: (received(), out(5)),
        State.UNACCOUNTED: (received(), not_answered(5)),
        State.MISSING: (received(), not_answered(5), missing(6)),
        State.RELEASED: (received(), released(5)),
        State.TRANSFERRED: (received(), transferred(5)),
        State.DIED: (received(), died(5)),
    }
    assert now(*reached[state]).state is state
