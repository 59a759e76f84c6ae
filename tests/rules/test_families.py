"""The family desk: a receipt for everyone, and no answer no without a basis."""

import pytest

from abrigo.facts.families import FamilyAnswered, FamilyRequested, Reply, Wish
from abrigo.rules import families
from abrigo.rules.families import request_of
from abrigo.rules.refusals import Why

ASKED = {"request": "q1", "receipt": "F-0001", "wishes": (Wish.NEWS, Wish.RETURN)}


@pytest.fixture
def asked(paper):
    return paper.must(families.RequestFamily, **ASKED)


def test_a_request_needs_a_receipt_and_a_wish_and_nothing_else(paper):
    assert paper.why(families.RequestFamily, **ASKED | {"receipt": " "}) is Why.RECEIPT_REQUIRED
    assert paper.why(families.RequestFamily, **ASKED | {"wishes": ()}) is Why.EMPTY_LIST
    (request,) = paper.must(families.RequestFamily, **ASKED)
    assert isinstance(request, FamilyRequested)
    assert request.person is None


def test_a_request_is_made_once_in_an_operation_that_exists(paper, asked):
    assert paper.why(families.RequestFamily, **ASKED) is Why.REQUEST_EXISTS
    assert paper.why(families.RequestFamily, operation="zz", **ASKED | {"request": "q2"}) is Why.UNKNOWN_OPERATION


def test_a_request_is_not_tied_to_somebody_nobody_knows(paper, elsewhere):
    assert paper.why(families.RequestFamily, person="nobody", **ASKED) is Why.UNKNOWN_PERSON
    assert paper.why(families.RequestFamily, person=elsewhere("x"), **ASKED) is Why.UNKNOWN_PERSON
    paper.child("a")
    paper.must(families.RequestFamily, person="a", **ASKED)


def test_a_no_says_on_what_basis_and_where_to_appeal(paper, asked):
    no = {"request": "q1", "reply": Reply.NO, "words": "not now"}
    assert paper.why(families.AnswerFamilyRequest, **no) is Why.BASIS_REQUIRED
    assert paper.why(families.AnswerFamilyRequest, basis="order 51", **no) is Why.APPEAL_REQUIRED
    (answer,) = paper.must(families.AnswerFamilyRequest, basis="order 51", appeal="court C, 3 days", **no)
    assert isinstance(answer, FamilyAnswered)


def test_a_not_yet_may_become_a_yes(paper, asked):
    paper.must(families.AnswerFamilyRequest, request="q1", reply=Reply.NOT_YET, words="we are looking")
    paper.must(families.AnswerFamilyRequest, request="q1", reply=Reply.YES, words="she is well")
    assert [a.reply for a in paper.room(request_of("q1")).answers] == [Reply.NOT_YET, Reply.YES]


def test_what_nobody_asked_here_is_not_answered(paper, asked, elsewhere):
    yes = {"reply": Reply.YES, "words": "yes"}
    assert paper.why(families.AnswerFamilyRequest, request="zz", **yes) is Why.UNKNOWN_REQUEST
    assert paper.why(families.AnswerFamilyRequest, request="q1", operation="other", **yes) is Why.UNKNOWN_REQUEST
