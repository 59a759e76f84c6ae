"""The end of custody: two hands, a named recipient, the child heard, and never in a breach."""

from datetime import timedelta

import pytest

from abrigo.facts.incidents import IncidentKind
from abrigo.facts.intake import Tally
from abrigo.facts.kinds import AgeMethod, AgeRange, Place
from abrigo.facts.movement import LeaveKind
from abrigo.facts.orders import AnnexLine
from abrigo.facts.release import (
    Died,
    Outcome,
    Released,
    ReleasedInError,
    ReleaseHeld,
    ReleaseProposed,
    ReleaseRefused,
    TransferredOut,
)
from abrigo.facts.sightings import How
from abrigo.facts.views import View
from abrigo.rules import identity, incidents, intake, movement, orders, release, sightings
from abrigo.rules.refusals import Why
from abrigo.rules.whereabouts import State

TO_MOTHER = {
    "release": "r1",
    "person": "a",
    "outcome": Outcome.REUNIFIED,
    "recipient": "Sara N., mother",
    "identity_seen": "passport, seen by ana",
    "ground": "order 51-2025 of court C",
    "view": View("where to live", "alone", "es", "", "home", "heard", ""),
    "photos_absent": "no camera that day",
}
SIGN = {"release": "r1", "person": "a", "by": "rui"}


@pytest.fixture
def child(paper):
    return paper.child("a")


@pytest.fixture
def proposed(paper, child):
    return paper.must(release.ProposeRelease, by="ana", **TO_MOTHER)


@pytest.fixture
def breach(paper, child):
    paper.must(incidents.OpenIncident, incident="i1", kind=IncidentKind.FORCED_ENTRY, site="acacias")


def seen(paper, person="a"):
    paper.must(sightings.See, person=person, site="acacias", how=How.BAND)


def stranger(paper, person="s"):
    found = {"person": person, "site": "acacias", "tag": "s", "tally": Tally.CHILD}
    paper.must(intake.FindStranger, circumstances="swept in with the crowd", **found)
    return person


def give_order(paper, order="o1", *, ends=None, confirmed=True):
    parts = {"order": order, "issuer": "court C", "number": f"77-{order}", "allows": "release", "verified_how": "seal"}
    paper.must(orders.EnterOrder, begins=paper.now, ends=ends, **parts)
    if confirmed:
        paper.must(orders.ConfirmOrder, order=order, by="rui", called_back="the secretary")


# -- proposing ----------------------------------------------------------------------


def test_a_proposal_ends_nothing(paper, proposed):
    (fact,) = proposed
    assert isinstance(fact, ReleaseProposed)
    assert paper.where("a").state is State.PRESENT


@pytest.mark.parametrize(
    ("missing", "why"),
    [
        ({"recipient": " "}, Why.RECIPIENT_REQUIRED),
        ({"identity_seen": ""}, Why.IDENTITY_REQUIRED),
        ({"ground": " "}, Why.GROUND_REQUIRED),
        ({"view": None, "child_view": "home"}, Why.CHILD_VIEW_REQUIRED),
        ({"photos_absent": " "}, Why.PHOTOGRAPHS_REQUIRED),
        ({"photos_absent": "", "photo_of_person": "a" * 64}, Why.PHOTOGRAPHS_REQUIRED),
        ({"person": "nobody"}, Why.UNKNOWN_PERSON),
        ({"operation": "zz"}, Why.UNKNOWN_PERSON),
    ],
)
def test_no_release_without_recipient_identity_ground_and_the_childs_view(paper, child, missing, why):
    assert paper.why(release.ProposeRelease, **TO_MOTHER | missing) is why


def test_an_id_of_a_release_is_used_once(paper, proposed):
    assert paper.why(release.ProposeRelease, **TO_MOTHER) is Why.RELEASE_EXISTS


def test_an_ended_document_proves_nobody(paper, child):
    ended, valid = paper.now - timedelta(days=1), paper.now + timedelta(days=30)
    assert paper.why(release.ProposeRelease, document_until=ended, **TO_MOTHER) is Why.DOCUMENT_EXPIRED
    paper.must(release.ProposeRelease, document_until=valid, **TO_MOTHER)


def test_an_adult_need_not_say_what_they_want_and_whoever_may_be_a_child_must(paper):
    paper.child("w", tally=Tally.ADULT)
    parts = TO_MOTHER | {"person": "w", "outcome": Outcome.RELEASED_ADULT, "view": None, "photos_absent": ""}
    paper.must(release.ProposeRelease, **parts)
    age = {"person": "w", "claim": "c", "age": AgeRange(17, 19), "method": AgeMethod.STATED}
    paper.must(identity.ClaimAge, **age)
    other = parts | {"release": "r2", "outcome": Outcome.REUNIFIED}
    assert paper.why(release.ProposeRelease, **other) is Why.CHILD_VIEW_REQUIRED


def test_a_child_is_not_let_go_as_an_adult(paper, child):
    parts = TO_MOTHER | {"outcome": Outcome.RELEASED_ADULT}
    assert paper.why(release.ProposeRelease, **parts) is Why.STILL_A_CHILD


def test_nobody_is_released_whom_nobody_of_ours_can_point_at(paper, child):
    bus = {"transit": "t1", "manifest": "B1", "vehicle": "bus", "origin": "acacias", "destination": "headquarters"}
    paper.must(movement.OpenTransit, escorts=(), due=paper.now + timedelta(hours=5), **bus)
    paper.must(movement.Board, transit="t1", people=("a",))
    assert paper.why(release.ProposeRelease, **TO_MOTHER) is Why.NOT_SEEN_WITH_US
    paper.must(movement.Arrive, transit="t1", came=(), not_came=("a",))
    assert paper.where("a").state is State.UNACCOUNTED
    assert paper.why(release.ProposeRelease, **TO_MOTHER) is Why.NOT_SEEN_WITH_US


def test_someone_out_in_hospital_may_be_released_from_there(paper, child):
    parts = {"leave": "l1", "kind": LeaveKind.HOSPITAL, "place": "Hospital Central", "escort": "eva"}
    paper.must(movement.BeginLeave, person="a", **parts)
    paper.must(release.ProposeRelease, **TO_MOTHER)


def test_someone_only_sought_is_not_ours_to_release(paper):
    paper.must(intake.SeekPerson, person="a", name="Rivka")
    assert paper.why(release.ProposeRelease, **TO_MOTHER) is Why.NOT_IN_OUR_CARE


def test_nobody_is_released_to_someone_an_order_keeps_away(paper, child):
    day = timedelta(days=1)
    limit = {"restriction": "x1", "kind": orders.NO_CONTACT, "basis": "art. 116", "issuer": "court C", "scope": "all"}
    times = {"begins": paper.now, "ends": paper.now + 9 * day, "review": paper.now + day}
    paper.must(orders.SetRestriction, person="a", against="sara n.,  MOTHER", **limit, **times)
    assert paper.why(release.ProposeRelease, **TO_MOTHER) is Why.CONTACT_FORBIDDEN
    paper.tick(days=10)
    paper.must(release.ProposeRelease, **TO_MOTHER)  # every restriction ends


# -- strangers ----------------------------------------------------------------------


def test_a_stranger_is_returned_to_their_own_and_never_enters_the_sum(paper):
    stranger(paper)
    back = TO_MOTHER | {"person": "s", "outcome": Outcome.RETURNED_STRANGER}
    paper.must(release.ProposeRelease, **back)
    paper.must(release.CountersignRelease, **SIGN | {"person": "s"})
    assert paper.where("s").state is State.RETURNED


def test_only_a_stranger_is_returned_as_one_and_a_stranger_only_so(paper, child):
    parts = TO_MOTHER | {"outcome": Outcome.RETURNED_STRANGER}
    assert paper.why(release.ProposeRelease, **parts) is Why.NOT_A_STRANGER
    stranger(paper)
    assert paper.why(release.ProposeRelease, **TO_MOTHER | {"person": "s"}) is Why.IS_A_STRANGER


# -- in a breach ----------------------------------------------------------------------


def test_nobody_is_released_while_a_breach_they_were_in_is_open_even_once_seen_again(paper, breach):
    assert paper.why(release.ProposeRelease, **TO_MOTHER) is Why.INCIDENT_OPEN
    seen(paper)
    assert paper.where("a").unconfirmed is None
    assert paper.why(release.ProposeRelease, **TO_MOTHER) is Why.INCIDENT_OPEN
    paper.must(incidents.CloseIncident, incident="i1", words="all have a state")
    paper.must(release.ProposeRelease, **TO_MOTHER)


def test_in_a_breach_only_a_judges_order_in_effect_opens_the_door(paper, breach):
    seen(paper)
    assert paper.why(release.ProposeRelease, order="o1", **TO_MOTHER) is Why.UNKNOWN_ORDER
    give_order(paper, "o1", confirmed=False)
    assert paper.why(release.ProposeRelease, order="o1", **TO_MOTHER) is Why.ORDER_NOT_IN_EFFECT
    give_order(paper, "o2", ends=paper.now + timedelta(seconds=150))
    paper.tick(minutes=5)
    assert paper.why(release.ProposeRelease, order="o2", **TO_MOTHER) is Why.ORDER_NOT_IN_EFFECT
    give_order(paper, "o3")
    (fact,) = paper.must(release.ProposeRelease, order="o3", called_back="the secretary", **TO_MOTHER)
    assert "court C, 77" in fact.ground  # the door that was opened is written down
    assert paper.why(release.CountersignRelease, **SIGN) is Why.INCIDENT_OPEN
    paper.must(release.CountersignRelease, order="o3", **SIGN)


def test_an_order_of_another_operation_opens_nothing_here(paper, breach, elsewhere):
    elsewhere("x")
    seen(paper)
    parts = {"order": "o1", "issuer": "court C", "number": "77", "allows": "release", "verified_how": "seal"}
    paper.must(orders.EnterOrder, begins=paper.now, operation="other", **parts)
    paper.must(orders.ConfirmOrder, order="o1", by="rui", operation="other", called_back="the secretary")
    assert paper.why(release.ProposeRelease, order="o1", **TO_MOTHER) is Why.UNKNOWN_ORDER


def test_an_order_does_not_hand_over_a_child_nobody_sees(paper, breach):
    give_order(paper)
    assert paper.why(release.ProposeRelease, order="o1", **TO_MOTHER) is Why.NOT_SEEN_WITH_US


# -- countersigning -------------------------------------------------------------------


def test_who_proposed_may_not_countersign(paper, proposed):
    assert paper.why(release.CountersignRelease, **SIGN | {"by": "ana"}) is Why.SAME_PERSON
    assert paper.where("a").state is State.PRESENT


def test_a_second_person_ends_custody_towards_whom_was_named(paper, proposed):
    (fact,) = paper.must(release.CountersignRelease, **SIGN)
    assert isinstance(fact, Released)
    assert (fact.recipient, fact.outcome) == (TO_MOTHER["recipient"], Outcome.REUNIFIED)
    assert paper.where("a").state is State.RELEASED


@pytest.mark.parametrize("outcome", sorted(release.TRANSFERS))
def test_a_transfer_names_who_answers_from_now_on_and_where(paper, child, outcome):
    paper.must(
        release.ProposeRelease, place=Place("a home", "US"), consent="note 4", **TO_MOTHER | {"outcome": outcome}
    )
    (fact,) = paper.must(release.CountersignRelease, **SIGN)
    assert isinstance(fact, TransferredOut)
    assert paper.where("a").state is State.TRANSFERRED


def test_what_stops_a_proposal_also_stops_its_countersignature(paper, proposed):
    paper.must(incidents.OpenIncident, incident="i1", kind=IncidentKind.FORCED_ENTRY, site="acacias")
    assert paper.why(release.CountersignRelease, **SIGN) is Why.INCIDENT_OPEN


def test_a_release_is_decided_once(paper, proposed):
    paper.must(release.RefuseRelease, release="r1", person="a", reason="identity doubted")
    assert paper.why(release.CountersignRelease, **SIGN) is Why.ALREADY_DECIDED
    assert paper.why(release.RefuseRelease, release="r1", person="a", reason="x") is Why.ALREADY_DECIDED


def test_a_release_nobody_proposed_for_this_person_is_unknown(paper, proposed):
    paper.child("b")
    assert paper.why(release.CountersignRelease, **SIGN | {"release": "zz"}) is Why.UNKNOWN_RELEASE
    assert paper.why(release.CountersignRelease, **SIGN | {"person": "b"}) is Why.UNKNOWN_RELEASE


def test_a_release_is_refused_with_a_reason(paper, proposed):
    assert paper.why(release.RefuseRelease, release="r1", person="a", reason=" ") is Why.REASON_REQUIRED
    (fact,) = paper.must(release.RefuseRelease, release="r1", person="a", reason="identity doubted")
    assert isinstance(fact, ReleaseRefused)


def test_of_two_proposals_only_one_can_end_custody(paper, proposed):
    paper.must(release.ProposeRelease, **TO_MOTHER | {"release": "r2"})
    paper.must(release.CountersignRelease, **SIGN)
    assert paper.why(release.CountersignRelease, **SIGN | {"release": "r2"}) is Why.CARE_HAS_ENDED
    assert paper.why(release.ProposeRelease, **TO_MOTHER | {"release": "r3"}) is Why.CARE_HAS_ENDED


# -- in error, and death --------------------------------------------------------------


def test_who_was_released_in_error_is_unaccounted_for_at_once(paper, proposed):
    error = {"release": "r1", "person": "a"}
    assert paper.why(release.ReportReleasedInError, words="wrong man", **error) is Why.NOT_RELEASED
    paper.must(release.CountersignRelease, **SIGN)
    assert paper.why(release.ReportReleasedInError, words=" ", **error) is Why.REASON_REQUIRED
    (fact,) = paper.must(release.ReportReleasedInError, words="not the mother", **error)
    assert isinstance(fact, ReleasedInError)
    assert (paper.where("a").state, paper.where("a").in_error) == (State.UNACCOUNTED, True)
    assert paper.why(release.ReportReleasedInError, words="again", **error) is Why.NOT_RELEASED


def test_a_death_is_certified_and_written_once(paper, child):
    death = {"person": "a", "place": Place("Hospital Central", "GT")}
    assert paper.why(release.RecordDeath, certified_by=" ", **death) is Why.CERTIFIER_REQUIRED
    (fact,) = paper.must(release.RecordDeath, certified_by="Dr. Paz", **death)
    assert isinstance(fact, Died)
    assert paper.where("a").state is State.DIED
    assert paper.why(release.RecordDeath, certified_by="Dr. Paz", **death) is Why.CARE_HAS_ENDED
    assert paper.why(release.ProposeRelease, **TO_MOTHER) is Why.CARE_HAS_ENDED
    assert paper.why(release.RecordDeath, certified_by="x", **death | {"person": "zz"}) is Why.UNKNOWN_PERSON


# -- two machines, limits of everyone, an order that is what it says -------------------------------


def test_two_accounts_on_one_machine_are_one_pair_of_hands(paper, proposed):
    assert paper.why(release.CountersignRelease, **SIGN, device="desk-of-ana") is Why.SAME_DEVICE
    assert paper.why(release.CountersignRelease, **SIGN, device="") is Why.SAME_DEVICE
    paper.must(release.CountersignRelease, **SIGN, device="desk-of-rui")


def limit(paper, **more):
    day = timedelta(days=1)
    given = {"restriction": "x1", "kind": orders.NO_RELEASE, "basis": "b", "issuer": "court C", "scope": "s"}
    times = {"begins": paper.now, "ends": paper.now + 9 * day, "review": paper.now + day}
    paper.must(orders.SetRestriction, **given | times | more)


def test_a_restriction_of_the_whole_operation_stops_a_release_and_ends_on_its_day(paper, proposed):
    limit(paper)
    assert paper.why(release.CountersignRelease, **SIGN) is Why.RELEASE_FORBIDDEN
    paper.tick(days=9)
    paper.must(release.CountersignRelease, **SIGN)


def test_who_may_visit_only_under_supervision_takes_nobody_home(paper, child):
    limit(paper, kind=orders.SUPERVISED_ONLY, against="Sára N.")
    assert paper.why(release.ProposeRelease, **TO_MOTHER) is Why.CONTACT_FORBIDDEN


@pytest.mark.parametrize("against", ["N. Sara", "SARA N", "sara  n.", "Mother", ""])
def test_a_name_turned_round_or_half_written_is_still_kept_away(paper, child, against):
    limit(paper, kind=orders.NO_CONTACT, against=against)
    assert paper.why(release.ProposeRelease, **TO_MOTHER) is Why.CONTACT_FORBIDDEN


def test_a_name_that_is_another_is_not_kept_away(paper, child):
    limit(paper, kind=orders.NO_CONTACT, against="Sara Katz")
    paper.must(release.ProposeRelease, **TO_MOTHER)


def test_no_transfer_means_no_transfer_and_does_not_keep_a_child_from_home(paper, child):
    limit(paper, kind=orders.NO_TRANSFER)
    away = TO_MOTHER | {"outcome": Outcome.TRANSFERRED_AGENCY}
    assert paper.why(release.ProposeRelease, **away) is Why.TRANSFER_FORBIDDEN
    paper.must(release.ProposeRelease, **TO_MOTHER)


def test_an_order_opens_the_door_only_after_its_court_was_called_back(paper, child):
    give_order(paper)
    assert paper.why(release.ProposeRelease, order="o1", **TO_MOTHER) is Why.CALL_BACK_REQUIRED
    paper.must(release.ProposeRelease, order="o1", called_back="the secretary, by the number in the book", **TO_MOTHER)


def test_the_order_it_was_proposed_under_must_still_hold_when_it_is_countersigned(paper, child):
    give_order(paper, ends=paper.now + timedelta(hours=2))
    paper.must(release.ProposeRelease, order="o1", called_back="the secretary", **TO_MOTHER)
    paper.tick(hours=3)
    assert paper.why(release.CountersignRelease, **SIGN) is Why.ORDER_NOT_IN_EFFECT


def test_an_order_whose_annex_names_others_opens_no_door(paper, child):
    paper.child("b")
    parts = {"order": "o1", "issuer": "court C", "number": "1", "allows": "release", "verified_how": "seal"}
    paper.must(orders.EnterOrder, begins=paper.now, annex=(AnnexLine(1, "b", "b"),), **parts)
    paper.must(orders.ConfirmOrder, order="o1", by="rui", called_back="the secretary")
    asked = TO_MOTHER | {"order": "o1", "called_back": "the secretary"}
    assert paper.why(release.ProposeRelease, **asked) is Why.ORDER_NAMES_OTHERS


def test_nobody_goes_abroad_without_the_consent_of_the_state_that_receives(paper, child):
    abroad = TO_MOTHER | {"outcome": Outcome.TRANSFERRED_ABROAD}
    assert paper.why(release.ProposeRelease, **abroad) is Why.CONSENT_REQUIRED


def test_whoever_is_made_to_sign_ends_nothing_and_nobody_else_can_until_it_is_refused(paper, proposed):
    (held,) = paper.must(release.CountersignRelease, **SIGN, not_free=True)
    assert isinstance(held, ReleaseHeld)
    assert paper.where("a").state is State.PRESENT
    assert paper.why(release.CountersignRelease, **SIGN | {"by": "eva"}) is Why.RELEASE_HELD
    paper.must(release.RefuseRelease, release="r1", person="a", by="eva", reason="she was pressed")


def test_a_view_half_written_is_none(paper, child):
    half = View("where to live", "alone", "yi", "", "home", "", "")
    assert paper.why(release.ProposeRelease, **TO_MOTHER | {"view": half}) is Why.CHILD_VIEW_REQUIRED
    paper.must(release.ProposeRelease, **TO_MOTHER | {"view": View("", "", "", "", "", "", "an infant")})


def test_a_visit_after_a_release_says_whether_the_child_was_seen(paper, proposed):
    visit = {"release": "r1", "person": "a", "child_seen": True, "words": "well"}
    assert paper.why(release.FollowUp, **visit) is Why.NOT_RELEASED
    paper.must(release.CountersignRelease, **SIGN)
    assert paper.why(release.FollowUp, **visit | {"next_due": paper.now - timedelta(days=1)}) is Why.DUE_BEFORE_NOW
    paper.must(release.FollowUp, **visit)


def test_a_signature_dated_back_opens_no_door_that_is_shut_today(paper, proposed):
    paper.tick(hours=3)
    told = {
        "restriction": "x1",
        "kind": orders.NO_RELEASE,
        "person": "a",
        "basis": "b",
        "issuer": "court C",
        "scope": "s",
    }
    paper.must(orders.SetRestriction, begins=paper.now, ends=paper.now + timedelta(days=9), review=paper.now, **told)
    back = proposed[0].said.at + timedelta(minutes=5)
    assert paper.why(release.CountersignRelease, **SIGN, at=back) is Why.RELEASE_FORBIDDEN
    assert paper.why(release.CountersignRelease, **SIGN, at=back - timedelta(days=1)) in (
        Why.SIGNED_BEFORE_PROPOSED, Why.SEEN_SINCE
    )  # fmt: skip


def test_nobody_is_released_before_the_minute_they_were_last_seen_with_us(paper, child):
    paper.tick(hours=5)
    seen(paper)
    back = paper.now - timedelta(hours=2)
    assert paper.why(release.ProposeRelease, at=back, **TO_MOTHER) is Why.SEEN_SINCE
