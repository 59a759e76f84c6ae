"""Health checks: offered to each, answered by each, and a no is an answer."""

from datetime import timedelta

from abrigo.facts.care import CheckOutcome, HealthCheckAnswered, HealthCheckOffered
from abrigo.facts.intake import Tally
from abrigo.facts.kinds import Place
from abrigo.facts.wire import spelling
from abrigo.rules import care, intake, release
from abrigo.rules.care import check_of, checks_of
from abrigo.rules.refusals import Why


def offer(paper, *people, round_="d1"):
    return paper.must(care.OfferHealthCheck, check=round_, people=people)


def test_a_round_is_one_offer_for_each_with_an_id_that_follows_from_both(paper):
    people = (paper.child("a"), paper.child("b"))
    facts = offer(paper, *people)
    assert all(isinstance(f, HealthCheckOffered) for f in facts)
    assert [(f.person, f.check) for f in facts] == [("a", check_of("d1", "a")), ("b", check_of("d1", "b"))]
    assert len({f.check for f in facts}) == 2


def test_the_id_of_a_check_can_always_be_read_back(paper):
    long = paper.child("p" * 80)
    (fact,) = offer(paper, long, round_="o" * 80)
    spelled = spelling(HealthCheckOffered)
    assert spelled.read(spelled.write(fact), "") == fact


def test_a_round_names_each_once_and_only_who_is_known(paper, elsewhere):
    paper.child("a")
    for people, why in (
        ((), Why.EMPTY_LIST),
        (("a", "a"), Why.NAMED_TWICE),
        (("a", "nobody"), Why.UNKNOWN_PERSON),
        (("a", elsewhere("x")), Why.UNKNOWN_PERSON),
    ):
        assert paper.why(care.OfferHealthCheck, check="d1", people=people) is why


def test_nobody_is_offered_the_same_round_twice(paper):
    paper.child("a")
    offer(paper, "a")
    assert paper.why(care.OfferHealthCheck, check="d1", people=("a",)) is Why.CHECK_EXISTS
    offer(paper, "a", round_="d2")


def test_a_stranger_under_our_roof_is_cared_for(paper):
    found = {"person": "s", "site": "acacias", "tag": "s", "tally": Tally.CHILD, "circumstances": "with the crowd"}
    paper.must(intake.FindStranger, **found)
    offer(paper, "s")


def test_nothing_is_offered_to_who_is_no_longer_with_us(paper):
    paper.child("a")
    paper.must(release.RecordDeath, person="a", place=Place("hospital"), certified_by="Dr. Paz")
    assert paper.why(care.OfferHealthCheck, check="d1", people=("a",)) is Why.NOT_IN_OUR_CARE


def test_only_what_a_clinician_did_counts_as_seen(paper):
    paper.child("a")
    offer(paper, "a")
    offer(paper, "a", round_="d2")
    no = {"person": "a", "check": check_of("d1", "a"), "outcome": CheckOutcome.ASSENT_NOT_GIVEN}
    (answered,) = paper.must(care.AnswerHealthCheck, next_offer=paper.now + timedelta(days=1), **no)
    assert isinstance(answered, HealthCheckAnswered)
    assert not paper.room(checks_of("a")).seen_by_a_clinician
    paper.must(care.AnswerHealthCheck, person="a", check=check_of("d2", "a"), outcome=CheckOutcome.DONE)
    assert paper.room(checks_of("a")).seen_by_a_clinician


def test_a_no_has_a_next_offer_that_is_not_in_the_past(paper):
    paper.child("a")
    offer(paper, "a")
    for outcome in set(CheckOutcome) - {CheckOutcome.DONE}:
        no = {"person": "a", "check": check_of("d1", "a"), "outcome": outcome}
        assert paper.why(care.AnswerHealthCheck, **no) is Why.NEXT_OFFER_REQUIRED
        late = paper.now - timedelta(days=1)
        assert paper.why(care.AnswerHealthCheck, next_offer=late, **no) is Why.DUE_BEFORE_NOW


def test_an_offer_is_answered_once_by_the_one_it_was_made_to(paper):
    paper.child("a")
    paper.child("b")
    offer(paper, "a")
    done = {"check": check_of("d1", "a"), "outcome": CheckOutcome.DONE}
    assert paper.why(care.AnswerHealthCheck, person="b", **done) is Why.UNKNOWN_CHECK
    assert paper.why(care.AnswerHealthCheck, person="a", operation="other", **done) is Why.UNKNOWN_CHECK
    paper.must(care.AnswerHealthCheck, person="a", **done)
    assert paper.why(care.AnswerHealthCheck, person="a", **done) is Why.ALREADY_ANSWERED
