"""Lent registers: a purpose, terms and an end, or nothing; what has ended stays ended."""

from datetime import timedelta

import pytest

from abrigo.facts.loans import LoanEnded, RegisterKind, RegisterLent
from abrigo.rules import loans
from abrigo.rules.refusals import Why

LENT = {"loan": "l1", "kind": RegisterKind.SCHOOL, "title": "School", "lender": "Ministry", "purpose": "find parents",
        "terms": "no copies", "digest": "00", "lines": 12, "unmapped": ("grado",)}  # fmt: skip


@pytest.fixture
def until(paper):
    return paper.now + timedelta(days=30)


def test_a_register_is_lent_with_all_its_terms_written_down(paper, until):
    (fact,) = paper.must(loans.LendRegister, until=until, **LENT)
    assert isinstance(fact, RegisterLent)
    assert (fact.purpose, fact.until, fact.unmapped) == ("find parents", until, ("grado",))


@pytest.mark.parametrize("part", ["title", "lender", "purpose", "terms"])
def test_no_loan_without_title_lender_purpose_or_terms(paper, until, part):
    assert paper.why(loans.LendRegister, until=until, **LENT | {part: " "}) is Why.LOAN_TERMS_REQUIRED


@pytest.mark.parametrize("days", [-1, 400])
def test_no_loan_ends_in_the_past_or_after_more_than_a_year(paper, days):
    assert paper.why(loans.LendRegister, until=paper.now + timedelta(days=days), **LENT) is Why.LOAN_END_REQUIRED


def test_no_empty_register_and_none_where_nothing_was_opened(paper, until):
    assert paper.why(loans.LendRegister, until=until, **LENT | {"lines": 0}) is Why.EMPTY_LIST
    assert paper.why(loans.LendRegister, until=until, operation="zz", **LENT) is Why.UNKNOWN_OPERATION


def test_a_loan_is_made_once_and_ends_once_with_a_reason(paper, until):
    assert paper.why(loans.EndLoan, loan="l1", reason="x") is Why.UNKNOWN_LOAN
    paper.must(loans.LendRegister, until=until, **LENT)
    assert paper.why(loans.LendRegister, until=until, **LENT) is Why.LOAN_EXISTS
    assert paper.why(loans.EndLoan, loan="l1", reason=" ") is Why.REASON_REQUIRED
    (fact,) = paper.must(loans.EndLoan, loan="l1", reason="given back")
    assert isinstance(fact, LoanEnded)
    assert paper.why(loans.EndLoan, loan="l1", reason="again") is Why.LOAN_HAS_ENDED
