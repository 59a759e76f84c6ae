"""Names, ages, kin, candidates and links: who may say what, and who decides."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abrigo.facts.identity import (
    AgeClaimed,
    AgeDetermined,
    CandidateRaised,
    GroupedWithSiblings,
    HeldApart,
    KinClaimed,
    LeftOpen,
    Linked,
    NameClaimed,
    Unlinked,
)
from abrigo.facts.kinds import AgeMethod, AgeRange
from abrigo.rules import identity
from abrigo.rules.identity import Verdict, identity_of
from abrigo.rules.refusals import Why


@pytest.fixture
def two(paper):
    return paper.child("a"), paper.child("b")


def claim_name(paper, person="a", claim="n1", text="Yosef", **more):
    return dict(person=person, claim=claim, text=text, **more)


def propose(paper, one="a", other="b", candidate="k1", by="ana"):
    return paper.must(
        identity.ProposeCandidate, candidate=candidate, person=one, other=other, reasons=("name-close",), by=by
    )


def same(paper, counted="a", candidate="k1", by="rui"):
    return paper.must(
        identity.DecideCandidate,
        candidate=candidate,
        verdict=Verdict.SAME,
        counted=counted,
        reason="same scar",
        by=by,
    )


# -- claims -----------------------------------------------------------------------


def test_a_name_is_kept_as_given_with_its_speaker_language_and_script(paper, two):
    parts = {"speaker": "himself", "language": "yi", "script": "Hebr", "supposed": True}
    (named,) = paper.must(identity.ClaimName, **claim_name(paper, text=" יוסף ", **parts))
    assert isinstance(named, NameClaimed)
    assert (named.text, named.speaker, named.script, named.supposed) == ("יוסף", "himself", "Hebr", True)
    assert paper.room(identity_of("a")).standing_names() == (named,)


def test_an_empty_name_is_no_name(paper, two):
    assert paper.why(identity.ClaimName, **claim_name(paper, text="  ")) is Why.NAME_EMPTY


def test_nothing_is_claimed_of_somebody_nobody_knows(paper, elsewhere):
    assert paper.why(identity.ClaimName, **claim_name(paper, person="nobody")) is Why.UNKNOWN_PERSON
    assert paper.why(identity.ClaimName, **claim_name(paper, person=elsewhere("x"))) is Why.UNKNOWN_PERSON


def test_a_claim_id_names_one_claim_for_good(paper, two):
    paper.must(identity.ClaimName, **claim_name(paper))
    assert paper.why(identity.ClaimName, **claim_name(paper, text="Other")) is Why.CLAIM_EXISTS
    age = {"person": "a", "claim": "n1", "age": AgeRange(4, 4), "method": AgeMethod.STATED}
    assert paper.why(identity.ClaimAge, **age) is Why.CLAIM_EXISTS


def test_an_age_is_a_range_that_a_person_can_have(paper, two):
    age = {"person": "a", "claim": "y", "method": AgeMethod.STATED, "speaker": "aunt"}
    assert paper.why(identity.ClaimAge, age=AgeRange(9, 7), **age) is Why.AGE_REVERSED
    assert paper.why(identity.ClaimAge, age=AgeRange(200, None), **age) is Why.AGE_IMPLAUSIBLE
    (said,) = paper.must(identity.ClaimAge, age=AgeRange(7, 9), **age)
    assert isinstance(said, AgeClaimed)


def test_an_age_is_determined_by_an_authority_with_a_name_and_a_basis(paper, two):
    age = {"person": "a", "claim": "d", "age": AgeRange(18, 20)}
    assert paper.why(identity.DetermineAge, issuer=" ", basis="art. 5", **age) is Why.ISSUER_REQUIRED
    assert paper.why(identity.DetermineAge, issuer="court C", basis="", **age) is Why.BASIS_REQUIRED
    bad = {**age, "age": AgeRange(20, 18)}
    assert paper.why(identity.DetermineAge, issuer="court C", basis="art. 5", **bad) is Why.AGE_REVERSED
    (decided,) = paper.must(identity.DetermineAge, issuer="court C", basis="art. 5", **age)
    assert isinstance(decided, AgeDetermined)
    assert paper.room(identity_of("a")).determination() == decided


def test_a_withdrawn_determination_no_longer_stands(paper, two):
    paper.must(identity.DetermineAge, person="a", claim="d", age=AgeRange(18, 20), issuer="court C", basis="art. 5")
    paper.must(identity.WithdrawClaim, person="a", claim="d", reason="quashed")
    assert paper.room(identity_of("a")).determination() is None


def test_rival_claims_of_kin_stay_side_by_side(paper, two):
    paper.must(identity.ClaimKin, person="a", claim="m1", relation="mother", other_name="Sara", speaker="Sara")
    paper.must(identity.ClaimKin, person="a", claim="m2", relation="mother", other="b", speaker="police")
    assert [k.claim for k in paper.room(identity_of("a")).kin_of("a")] == ["m1", "m2"]


def test_what_others_say_of_their_kin_is_not_said_by_the_one_they_name(paper, two):
    paper.must(identity.ClaimKin, person="a", claim="m2", relation="mother", other="b")
    known = paper.room(identity_of("b"))
    assert known.kin_of("b") == ()
    assert len(known.kin_of("a")) == 1
    assert paper.why(identity.WithdrawClaim, person="b", claim="m2", reason="no") is Why.UNKNOWN_CLAIM


def test_kin_is_somebody_else_with_a_relation(paper, two, elsewhere):
    kin = {"person": "a", "claim": "m"}
    assert paper.why(identity.ClaimKin, relation=" ", other="b", **kin) is Why.RELATION_REQUIRED
    assert paper.why(identity.ClaimKin, relation="sister", **kin) is Why.NAME_EMPTY
    assert paper.why(identity.ClaimKin, relation="sister", other="a", **kin) is Why.SAME_RECORD
    assert paper.why(identity.ClaimKin, relation="sister", other="nobody", **kin) is Why.UNKNOWN_PERSON
    (said,) = paper.must(identity.ClaimKin, relation="sister", other=elsewhere("x"), **kin)
    assert isinstance(said, KinClaimed)  # a sister may be in another operation


def test_a_claim_is_withdrawn_once_with_a_reason_and_stays_readable(paper, two):
    (named,) = paper.must(identity.ClaimName, **claim_name(paper))
    gone = {"person": "a", "claim": "n1"}
    assert paper.why(identity.WithdrawClaim, reason=" ", **gone) is Why.REASON_REQUIRED
    paper.must(identity.WithdrawClaim, reason="it was the cousin's", **gone)
    known = paper.room(identity_of("a"))
    assert known.names == {"n1": named}
    assert known.standing_names() == ()
    assert paper.why(identity.WithdrawClaim, reason="again", **gone) is Why.ALREADY_WITHDRAWN
    assert paper.why(identity.WithdrawClaim, person="a", claim="zz", reason="x") is Why.UNKNOWN_CLAIM


# -- candidates ---------------------------------------------------------------------


def test_a_candidate_merges_nothing(paper, two):
    (raised,) = propose(paper)
    assert isinstance(raised, CandidateRaised)
    assert paper.room(identity_of("a")).links == {}


def test_a_candidate_needs_two_records_and_a_reason(paper, two, elsewhere):
    parts = {"candidate": "k", "person": "a", "reasons": ("age",)}
    assert paper.why(identity.ProposeCandidate, **parts | {"other": "a"}) is Why.SAME_RECORD
    assert paper.why(identity.ProposeCandidate, **parts | {"other": "nobody"}) is Why.UNKNOWN_PERSON
    assert paper.why(identity.ProposeCandidate, **parts | {"other": "b", "reasons": ()}) is Why.REASON_REQUIRED
    far = elsewhere("x")
    assert paper.why(identity.ProposeCandidate, **parts | {"person": far, "other": "b"}) is Why.UNKNOWN_PERSON
    paper.must(identity.ProposeCandidate, **parts | {"other": far})  # found in an earlier operation


def test_the_same_pair_lies_on_the_table_once(paper, two):
    propose(paper)
    again = {"person": "b", "other": "a", "reasons": ("age",)}
    assert paper.why(identity.ProposeCandidate, candidate="k2", **again) is Why.CANDIDATE_EXISTS
    paper.child("c")
    assert (
        paper.why(identity.ProposeCandidate, candidate="k1", person="a", other="c", reasons=("x",))
        is Why.CANDIDATE_EXISTS
    )


def test_a_decision_says_which_record_is_counted(paper, two):
    propose(paper)
    (linked,) = same(paper, counted="b")
    assert isinstance(linked, Linked)
    assert (linked.person, linked.same_as) == ("a", "b")
    for person in two:
        known = paper.room(identity_of(person))
        assert known.same_as("a") == "b"
        assert known.same_as("b") is None
        assert known.members("b") == {"a"}


def test_who_proposed_may_not_decide_that_two_are_one(paper, two):
    propose(paper, by="ana")
    parts = {"candidate": "k1", "verdict": Verdict.SAME, "reason": "sure", "counted": "a"}
    assert paper.why(identity.DecideCandidate, by="ana", **parts) is Why.SAME_PERSON
    paper.must(identity.DecideCandidate, by="ana", **parts | {"verdict": Verdict.CANNOT_TELL})


def test_two_are_not_one_without_naming_who_is_counted(paper, two):
    propose(paper)
    parts = {"candidate": "k1", "verdict": Verdict.SAME, "reason": "sure", "by": "rui"}
    assert paper.why(identity.DecideCandidate, **parts) is Why.COUNTED_NOT_NAMED
    assert paper.why(identity.DecideCandidate, counted="c", **parts) is Why.COUNTED_NOT_NAMED


def test_a_decision_needs_a_candidate_of_this_operation_and_a_reason(paper, two):
    propose(paper)
    parts = {"verdict": Verdict.CANNOT_TELL, "by": "rui"}
    assert paper.why(identity.DecideCandidate, candidate="zz", reason="x", **parts) is Why.UNKNOWN_CANDIDATE
    assert (
        paper.why(identity.DecideCandidate, candidate="k1", reason="x", operation="other", **parts)
        is Why.UNKNOWN_CANDIDATE
    )
    assert paper.why(identity.DecideCandidate, candidate="k1", reason=" ", **parts) is Why.REASON_REQUIRED


def test_who_was_held_apart_is_not_asked_about_again(paper, two):
    propose(paper)
    parts = {"candidate": "k1", "reason": "twins", "by": "rui"}
    (apart,) = paper.must(identity.DecideCandidate, verdict=Verdict.NOT_THE_SAME, **parts)
    assert isinstance(apart, HeldApart)
    assert (
        paper.why(identity.ProposeCandidate, candidate="k2", person="b", other="a", reasons=("x",))
        is Why.ALREADY_DECIDED
    )
    assert paper.why(identity.DecideCandidate, verdict=Verdict.SAME, counted="a", **parts) is Why.ALREADY_DECIDED
    assert paper.why(identity.DecideCandidate, verdict=Verdict.NOT_THE_SAME, **parts) is Why.ALREADY_DECIDED


def test_a_wrong_no_can_be_reopened_and_then_decided(paper, two):
    propose(paper)
    parts = {"candidate": "k1", "reason": "new papers", "by": "rui"}
    paper.must(identity.DecideCandidate, verdict=Verdict.NOT_THE_SAME, **parts)
    (opened,) = paper.must(identity.DecideCandidate, verdict=Verdict.CANNOT_TELL, **parts)
    assert isinstance(opened, LeftOpen)
    same(paper)
    assert paper.room(identity_of("a")).apart == frozenset()


def test_what_cannot_be_told_stays_on_the_table(paper, two):
    propose(paper)
    paper.must(identity.DecideCandidate, candidate="k1", verdict=Verdict.CANNOT_TELL, reason="asleep", by="rui")
    same(paper)


def test_a_linked_pair_is_neither_proposed_nor_decided_again(paper, two):
    propose(paper)
    same(paper)
    assert (
        paper.why(identity.ProposeCandidate, candidate="k2", person="a", other="b", reasons=("x",))
        is Why.ALREADY_DECIDED
    )
    parts = {"candidate": "k1", "reason": "x", "by": "rui"}
    for verdict in Verdict:
        assert paper.why(identity.DecideCandidate, verdict=verdict, counted="a", **parts) is Why.ALREADY_DECIDED


def test_a_record_is_counted_under_one_other_only(paper, two):
    paper.child("c")
    propose(paper, "a", "b", "k1")
    propose(paper, "b", "c", "k2")
    same(paper, counted="a", candidate="k1")  # b is a
    parts = {"candidate": "k2", "verdict": Verdict.SAME, "reason": "x", "by": "rui"}
    assert paper.why(identity.DecideCandidate, counted="c", **parts) is Why.ALREADY_DECIDED


def test_links_never_run_in_a_circle_however_long(paper):
    people = [paper.child(p) for p in "abcdef"]
    for i, (one, other) in enumerate(itertools.pairwise(people)):
        propose(paper, one, other, f"k{i}")
    propose(paper, "f", "a", "circle")
    for i, other in enumerate(people[1:]):
        same(paper, counted=other, candidate=f"k{i}")  # a is b is c ... is f
    parts = {"candidate": "circle", "verdict": Verdict.SAME, "reason": "x", "by": "rui"}
    assert paper.why(identity.DecideCandidate, counted="a", **parts) is Why.LINK_IN_A_CIRCLE


def test_a_link_is_undone_and_both_are_exactly_what_they_were(paper, two):
    before = [paper.room(identity_of(p)).links for p in two]
    propose(paper)
    same(paper)
    assert paper.why(identity.Unlink, candidate="k1", reason=" ") is Why.REASON_REQUIRED
    (undone,) = paper.must(identity.Unlink, candidate="k1", reason="different mothers")
    assert isinstance(undone, Unlinked)
    assert [paper.room(identity_of(p)).links for p in two] == before
    assert paper.why(identity.Unlink, candidate="k1", reason="again") is Why.NOT_LINKED


def test_what_was_never_linked_cannot_be_unlinked(paper, two):
    assert paper.why(identity.Unlink, candidate="zz", reason="x") is Why.UNKNOWN_CANDIDATE
    propose(paper)
    assert paper.why(identity.Unlink, candidate="k1", reason="x") is Why.NOT_LINKED


# -- siblings -----------------------------------------------------------------------


def test_siblings_are_grouped_on_a_basis_and_each_is_told_of(paper, two):
    parts = {"group": "g1", "people": two}
    assert paper.why(identity.GroupSiblings, basis=" ", **parts) is Why.BASIS_REQUIRED
    facts = paper.must(identity.GroupSiblings, basis="all name the same mother", **parts)
    assert [(type(f), f.person) for f in facts] == [(GroupedWithSiblings, "a"), (GroupedWithSiblings, "b")]
    assert paper.room(identity_of("a")).group.group == "g1"


def test_a_group_has_members_each_once_and_known(paper, two):
    parts = {"group": "g1", "basis": "mother"}
    assert paper.why(identity.GroupSiblings, people=(), **parts) is Why.EMPTY_LIST
    assert paper.why(identity.GroupSiblings, people=("a", "a"), **parts) is Why.NAMED_TWICE
    assert paper.why(identity.GroupSiblings, people=("a", "nobody"), **parts) is Why.UNKNOWN_PERSON


# -- properties -----------------------------------------------------------------------


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(data=st.data())
def test_however_links_are_decided_and_undone_everyone_is_counted_exactly_once(paper, data):
    paper.written.clear()
    _open_again(paper)
    people = [paper.child(p) for p in "abcde"]
    steps = data.draw(
        st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde"), st.booleans()), max_size=14)
    )
    for i, (one, other, undo) in enumerate(steps):
        paper.ask(identity.ProposeCandidate, candidate=f"k{i}", person=one, other=other, reasons=("x",))
        decided = {"verdict": Verdict.SAME, "reason": "x", "counted": other, "by": "rui"}
        paper.ask(identity.DecideCandidate, candidate=f"k{i}", **decided)
        if undo:
            paper.ask(identity.Unlink, candidate=f"k{data.draw(st.integers(0, i))}", reason="x")
    above = {p: paper.room(identity_of(p)).same_as(p) for p in people}
    for person in people:
        seen = [person]
        while (counted := above[seen[-1]]) is not None:
            assert counted not in seen
            seen.append(counted)


def _open_again(paper):
    from abrigo.facts.operations import SiteKind
    from abrigo.rules import places

    paper.must(places.OpenOperation, name="El Encino", zone="UTC", agencies=())
    paper.must(places.OpenSite, site="acacias", name="acacias", kind=SiteKind.CENTRE, agency="welfare")
