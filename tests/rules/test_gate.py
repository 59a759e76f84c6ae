"""The gate and visits: nobody reaches a child on a story, on one hand, or against a court."""

from datetime import timedelta

import pytest

from abrigo.facts.gate import GateAnswered, GateWord
from abrigo.facts.nearness import Closeness, Distance
from abrigo.facts.views import ChildHeard, View
from abrigo.rules import families, gate, identity, kin, movement, nearness, orders, views, visits
from abrigo.rules.refusals import Why

ASKED = View("¿Quieres ver a tu mamá?", "a solas", "es", "", "Sí, hoy", "se hizo como pidió", "")


@pytest.fixture
def visit(paper):
    """A visit of Rosa to a, in ten minutes, for an hour; asked for by ana."""
    paper.child("a")
    begins = paper.now + timedelta(minutes=20)
    told = {"visit": "v1", "person": "a", "visitor": "Rosa Pérez", "begins": begins}
    paper.must(visits.RequestVisit, ends=begins + timedelta(hours=1), **told)
    return {"visit": "v1", "person": "a"}


def approve(paper, visit, by="bea", **more):
    return paper.must(visits.ApproveVisit, by=by, view=ASKED, **visit, **more)


def come(paper, how="must", **more):
    told = {"attempt": f"t{len(paper.written)}", "site": "acacias", "word": GateWord.IN, "reason": "visita"}
    told |= {"who": "Rosa Perez", "document": "DPI 123", "person": "a", "visit": "v1"}
    return getattr(paper, how)(gate.AnswerAtGate, **told | more)


def limit(paper, kind, against="Rosa Pérez", **more):
    told = {"restriction": f"r{len(paper.written)}", "kind": kind, "person": "a", "against": against, "basis": "b",
            "issuer": "Juzgado B", "scope": "s", "begins": paper.now, "ends": paper.now + timedelta(days=9),
            "review": paper.now + timedelta(days=3)}  # fmt: skip
    return paper.must(orders.SetRestriction, **told | more)


def test_who_asked_for_a_visit_may_not_approve_it_nor_may_another_account_on_the_same_machine(paper, visit):
    told = {"view": ASKED, **visit}
    assert paper.why(visits.ApproveVisit, by="ana", **told) is Why.SAME_PERSON
    assert paper.why(visits.ApproveVisit, by="bea", device="desk-of-ana", **told) is Why.SAME_DEVICE
    approve(paper, visit)


def test_no_visit_is_approved_before_the_child_was_asked(paper, visit):
    unasked = View("", "", "", "", "", "", "")
    assert paper.why(visits.ApproveVisit, by="bea", view=unasked, **visit) is Why.VIEW_NOT_WHOLE


def test_a_court_that_forbids_contact_outweighs_whoever_approves(paper, visit):
    limit(paper, orders.NO_CONTACT)
    assert paper.why(visits.ApproveVisit, by="bea", view=ASKED, **visit) is Why.CONTACT_FORBIDDEN


def test_supervised_only_needs_somebody_who_watches_and_says_who(paper, visit):
    limit(paper, orders.SUPERVISED_ONLY)
    told = {"view": ASKED, **visit}
    assert paper.why(visits.ApproveVisit, by="bea", **told) is Why.SUPERVISION_REQUIRED
    assert paper.why(visits.ApproveVisit, by="bea", supervised=True, **told) is Why.SUPERVISOR_REQUIRED
    approve(paper, visit, supervised=True, supervisor="la trabajadora social")


def test_nobody_is_let_in_without_an_approved_visit_at_its_hour(paper, visit):
    assert come(paper, "why") is Why.NO_VISIT_NOW
    assert come(paper, "why", visit=None, person=None) is Why.NO_VISIT_NOW
    approve(paper, visit)
    come(paper)
    paper.tick(hours=3)
    assert come(paper, "why") is Why.NO_VISIT_NOW


def test_another_than_the_visitor_is_not_let_in_under_their_visit(paper, visit):
    approve(paper, visit)
    assert come(paper, "why", who="Marta Gómez") is Why.NOT_THE_VISITOR
    assert come(paper, "why", document="") is Why.IDENTITY_NOT_SEEN


def test_nobody_is_let_in_on_a_document_that_has_ended(paper, visit):
    approve(paper, visit)
    assert come(paper, "why", document_until=paper.now - timedelta(days=1)) is Why.DOCUMENT_EXPIRED
    come(paper, word=GateWord.NOT_IN, document_until=paper.now - timedelta(days=1))  # the attempt is kept
    come(paper, document_until=paper.now + timedelta(days=1))


def test_whoever_holds_the_band_of_a_child_is_not_let_in(paper, visit):
    approve(paper, visit)
    assert come(paper, "why", band="N-1", band_in_hand=True) is Why.BAND_OF_A_CHILD


def test_what_a_court_forbade_since_the_approval_stops_the_visit_at_the_gate(paper, visit):
    approve(paper, visit)
    limit(paper, orders.NO_CONTACT)
    assert come(paper, "why") is Why.CONTACT_FORBIDDEN


def test_an_expired_restriction_no_longer_stops_anybody(paper, visit):
    limit(paper, orders.NO_CONTACT, ends=paper.now + timedelta(minutes=3), review=paper.now + timedelta(minutes=2))
    paper.tick(minutes=4)
    approve(paper, visit)
    come(paper)


def test_a_refused_attempt_is_kept_with_what_they_were_told(paper, visit):
    (kept,) = come(paper, word=GateWord.NOT_IN, reason="no hay visita", visit=None, person=None)
    assert isinstance(kept, GateAnswered)
    assert (kept.word, kept.reason) == (GateWord.NOT_IN, "no hay visita")
    assert come(paper, "why", word=GateWord.NOT_IN, reason=" ") is Why.REASON_REQUIRED


def test_a_visit_on_hold_opens_no_door_and_may_be_approved_again(paper, visit):
    approve(paper, visit)
    paper.must(visits.HoldVisit, reason="la niña tiene fiebre", **visit)
    assert come(paper, "why") is Why.NO_VISIT_NOW
    approve(paper, visit)
    come(paper)


def test_a_refused_visit_says_why_and_where_to_appeal_and_is_not_approved_after_all(paper, visit):
    assert paper.why(visits.RefuseVisit, reason="", appeal="x", **visit) is Why.REASON_REQUIRED
    assert paper.why(visits.RefuseVisit, reason="x", appeal="", **visit) is Why.APPEAL_REQUIRED
    paper.must(visits.RefuseVisit, reason="x", appeal="Juzgado B", **visit)
    assert paper.why(visits.ApproveVisit, by="bea", view=ASKED, **visit) is Why.ALREADY_DECIDED


def test_a_visit_that_took_place_says_what_the_child_wanted(paper, visit):
    approve(paper, visit)
    went = {"took_place": True, "words": "hablaron", **visit}
    assert paper.why(visits.RecordVisit, **went) is Why.VIEW_NOT_WHOLE
    paper.must(visits.RecordVisit, child_wanted="otra vez el lunes", **went)
    assert paper.why(visits.RecordVisit, child_wanted="x", **went) is Why.ALREADY_DECIDED


def test_a_crowd_is_a_number_with_its_minute_and_never_less_than_nobody(paper):
    assert paper.why(gate.CountCrowd, site="acacias", number=-1) is Why.NEGATIVE_NUMBER
    paper.must(gate.CountCrowd, site="acacias", number=100)


# -- together, apart --------------------------------------------------------------------------------


@pytest.fixture
def two(paper):
    paper.child("a")
    paper.child("b")
    return ("a", "b")


def move(paper, *people, how="must", unit="north"):
    return getattr(paper, how)(movement.ChangeUnit, people=people, site="acacias", unit=unit)


def together(paper, two):
    paper.must(nearness.KeepTogether, bond="k1", people=two, closeness=Closeness.SIBLINGS, reason="hermanas")


def apart(paper, person="a", **more):
    told = {"ends": paper.now + timedelta(days=30), "review": paper.now + timedelta(days=7), "basis": "tiene miedo"}
    paper.must(nearness.KeepApart, bond="k2", person=person, distance=Distance.AFRAID, **told | more)


def bus(paper, *people, how="must"):
    if not any(getattr(f, "transit", None) == "t1" for f in paper.written):
        told = {"transit": "t1", "manifest": "B1", "vehicle": "bus", "origin": "acacias", "destination": "headquarters"}
        paper.must(movement.OpenTransit, escorts=(), due=paper.now + timedelta(hours=3), **told)
    return getattr(paper, how)(movement.Board, transit="t1", people=people)


def test_siblings_kept_together_are_not_parted_by_a_dormitory_list(paper, two):
    together(paper, two)
    assert move(paper, "a", how="why") is Why.KEPT_TOGETHER
    move(paper, "a", "b")


def test_a_bus_does_not_leave_while_a_sibling_stands_on_the_pavement(paper, two):
    together(paper, two)
    bus(paper, "a")
    assert paper.why(movement.Depart, transit="t1") is Why.KEPT_TOGETHER
    bus(paper, "b")
    paper.must(movement.Depart, transit="t1")


def test_a_split_needs_a_reason_a_contact_plan_and_a_day_of_review(paper, two):
    together(paper, two)
    told = {"bond": "k1", "person": "a", "reason": "hospital", "contact": "llamada diaria"}
    review = paper.now + timedelta(days=5)
    assert paper.why(nearness.DecideSplit, **told) is Why.REVIEW_REQUIRED
    assert paper.why(nearness.DecideSplit, review=review, **told | {"reason": ""}) is Why.REASON_REQUIRED
    assert paper.why(nearness.DecideSplit, review=review, **told | {"contact": ""}) is Why.CONTACT_PLAN_REQUIRED
    assert paper.why(nearness.DecideSplit, review=review, **told | {"bond": "zz"}) is Why.UNKNOWN_BOND
    paper.must(nearness.DecideSplit, review=review, **told)
    move(paper, "a")


def test_who_is_kept_apart_is_not_put_in_one_room_or_on_one_bus(paper, two):
    apart(paper, other="b")
    move(paper, "b")
    assert move(paper, "a", how="why") is Why.KEPT_APART
    bus(paper, "b")
    assert bus(paper, "a", how="why") is Why.KEPT_APART


def test_kept_apart_has_a_basis_an_end_and_a_review_and_ends_with_its_day(paper, two):
    told = {"bond": "k3", "person": "a", "other": "b", "distance": Distance.AFRAID, "basis": "b"}
    assert paper.why(nearness.KeepApart, **told) is Why.END_REQUIRED
    ends = paper.now + timedelta(days=3)
    assert paper.why(nearness.KeepApart, ends=ends, **told) is Why.REVIEW_REQUIRED
    assert paper.why(nearness.KeepApart, ends=ends, review=ends, **told | {"other": "a"}) is Why.TWO_ARE_NEEDED
    paper.must(nearness.KeepApart, ends=ends, review=ends, **told)
    paper.tick(days=4)
    move(paper, "a", "b")


def test_whoever_is_kept_apart_by_record_is_kept_out_under_every_name_they_gave(paper, visit):
    paper.child("b")
    apart(paper, other="b")
    approve(paper, visit)
    come(paper, who="Rosa Pérez", word=GateWord.NOT_IN)
    named = {"person": "b", "language": "es", "script": "Latn", "speaker": "ella"}
    paper.must(identity.ClaimName, claim="n1", text="Otra Mujer", **named)
    come(paper)
    paper.must(identity.ClaimName, claim="n2", text="Rosa Pérez", **named)
    assert come(paper, "why") is Why.KEPT_APART
    paper.must(identity.WithdrawClaim, person="b", claim="n2", reason="era su hermana")
    come(paper)


# -- what the children say of it --------------------------------------------------------------------

ASLEEP = View("", "", "", "", "", "", "asleep")


def test_a_bus_is_boarded_at_night_with_one_reason_for_all_why_nobody_was_asked(paper, two):
    paper.must(
        movement.OpenTransit, transit="t1", manifest="B1", vehicle="bus", origin="acacias",
        destination="headquarters", escorts=(), due=paper.now + timedelta(hours=3),
    )  # fmt: skip
    written = paper.must(movement.Board, transit="t1", people=two, view=ASLEEP)
    heard = [f for f in written if isinstance(f, ChildHeard)]
    assert [(f.person, f.decision, f.about, f.view.absent) for f in heard] == [
        ("a", views.JOURNEY, "t1", "asleep"),
        ("b", views.JOURNEY, "t1", "asleep"),
    ]


def test_no_bus_and_no_room_waits_for_a_view_that_nobody_wrote(paper, two):
    bus(paper, "a")
    move(paper, "b")
    assert not [f for f in paper.written if isinstance(f, ChildHeard)]


def test_the_words_of_one_child_are_not_said_by_many_nor_told_by_half(paper, two):
    moved = {"people": two, "site": "acacias", "unit": "north"}
    assert paper.why(movement.ChangeUnit, view=ASKED, **moved) is Why.VIEW_OF_MANY
    half = View("¿Aquí?", "", "", "", "No", "", "")
    assert paper.why(movement.ChangeUnit, view=half, **moved | {"people": ("a",)}) is Why.VIEW_NOT_WHOLE
    *_, said = paper.must(movement.ChangeUnit, view=ASKED, **moved | {"people": ("a",)})
    assert (said.decision, said.about, said.view) == (views.ROOM, "north", ASKED)


def test_a_split_and_a_keeping_apart_carry_what_the_child_says_of_them(paper, two):
    together(paper, two)
    review = paper.now + timedelta(days=5)
    split = {"bond": "k1", "person": "a", "reason": "hospital", "contact": "llamada diaria", "review": review}
    assert paper.why(nearness.DecideSplit, view=View("", "", "", "", "", "", ""), **split) is Why.VIEW_NOT_WHOLE
    *_, said = paper.must(nearness.DecideSplit, view=ASKED, **split)
    assert (said.person, said.decision, said.about) == ("a", views.SPLIT, "k1")
    apart(paper, other="b", view=ASKED)
    heard = [f for f in paper.written if isinstance(f, ChildHeard)]
    assert [(f.person, f.decision) for f in heard[1:]] == [("a", views.KEEPING_APART)]


def test_whoever_is_kept_apart_by_name_is_not_approved_as_a_visitor(paper, visit):
    apart(paper, other_name="Rosa Pérez")
    assert paper.why(visits.ApproveVisit, by="bea", view=ASKED, **visit) is Why.KEPT_APART


def test_a_court_that_forbids_a_transfer_stops_the_bus_and_the_dormitory(paper, two):
    limit(paper, orders.NO_TRANSFER, against="")
    assert bus(paper, "a", how="why") is Why.TRANSFER_FORBIDDEN
    assert move(paper, "a", how="why") is Why.TRANSFER_FORBIDDEN
    bus(paper, "b")


def test_a_bond_ended_with_a_reason_binds_nobody(paper, two):
    together(paper, two)
    assert paper.why(nearness.EndBond, bond="k1", reason="") is Why.REASON_REQUIRED
    paper.must(nearness.EndBond, bond="k1", reason="error")
    move(paper, "a")
    assert paper.why(nearness.EndBond, bond="k1", reason="otra vez") is Why.UNKNOWN_BOND


# -- families, kin ----------------------------------------------------------------------------------


def test_whom_a_request_means_is_said_later_child_by_child_and_may_be_taken_back(paper, two):
    paper.must(families.RequestFamily, request="q1", receipt="R-1", wishes=(families.Wish.NEWS,))
    assert paper.why(families.SayWhoIsMeant, request="q1", people=two, reason="") is Why.REASON_REQUIRED
    assert paper.why(families.SayWhoIsMeant, request="q1", people=("zz",), reason="x") is Why.UNKNOWN_PERSON
    paper.must(families.SayWhoIsMeant, request="q1", people=two, reason="el nombre y la edad")
    paper.must(families.SayWhoIsMeant, request="q1", people=("a",), reason="no es", meant=False)
    assert paper.room(families.request_of("q1")).meant == ("b",)


def test_kinship_is_decided_by_another_hand_with_a_reason_and_its_paper(paper, two):
    paper.must(identity.ClaimKin, person="a", claim="k", relation="mother", other_name="Rosa")
    told = {"person": "a", "claim": "k", "standing": kin.KinStanding.DNA, "reason": "INACIF"}
    digest = "ab" * 32
    assert paper.why(kin.DecideKin, evidence=digest, **told) is Why.SAME_PERSON
    assert paper.why(kin.DecideKin, by="bea", **told) is Why.EVIDENCE_REQUIRED
    assert paper.why(kin.DecideKin, by="bea", evidence=digest, **told | {"reason": ""}) is Why.REASON_REQUIRED
    assert paper.why(kin.DecideKin, by="bea", evidence=digest, **told | {"claim": "zz"}) is Why.UNKNOWN_CLAIM
    paper.must(kin.DecideKin, by="bea", evidence=digest, **told)
