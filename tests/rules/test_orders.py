"""A judge's word, and the limits on people that must end."""

from datetime import UTC, datetime, timedelta

import pytest

from abrigo.facts.orders import (
    AccessRefused,
    AnnexLine,
    ConsularNotice,
    CourtDeclined,
    CourtDesignated,
    GroupListRefused,
    OrderConfirmed,
    OrderEntered,
    RestrictionSet,
)
from abrigo.rules import orders
from abrigo.rules.orders import keeps_away, order_of, restrictions_of
from abrigo.rules.refusals import Why

BEGINS = datetime(2025, 12, 22, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)
ORDER = {
    "order": "o1",
    "issuer": "court B",
    "number": "51-2025",
    "allows": "shelter at Las Acacias",
    "begins": BEGINS,
    "verified_how": "by telephone with the clerk of the court",
}
LIMIT = {
    "restriction": "r1",
    "kind": "no-contact",
    "basis": "art. 116",
    "issuer": "court B",
    "scope": "visits and calls",
    "begins": BEGINS,
    "ends": BEGINS + 48 * HOUR,
    "review": BEGINS + 24 * HOUR,
    "against": "Juan  Pérez",
}


@pytest.fixture
def entered(paper):
    return paper.must(orders.EnterOrder, by="ana", **ORDER)


def test_an_order_is_written_down_with_its_annex_as_it_stands(paper):
    paper.child("a")
    annex = (AnnexLine(1, "Ana N.", "a"), AnnexLine(2, "Anna N.", "a"), AnnexLine(3, "name illegible", None))
    (order,) = paper.must(orders.EnterOrder, annex=annex, **ORDER)
    assert isinstance(order, OrderEntered)
    assert order.annex == annex  # the same child twice: the annex is the court's, not ours to tidy


def test_an_order_names_its_court_and_what_it_allows(paper):
    assert paper.why(orders.EnterOrder, **ORDER | {"issuer": " "}) is Why.ISSUER_REQUIRED
    assert paper.why(orders.EnterOrder, **ORDER | {"allows": ""}) is Why.SCOPE_REQUIRED


def test_an_order_does_not_end_before_it_begins(paper):
    assert paper.why(orders.EnterOrder, ends=BEGINS - HOUR, **ORDER) is Why.ENDS_BEFORE_BEGINS
    assert paper.why(orders.EnterOrder, ends=BEGINS, **ORDER) is Why.ENDS_BEFORE_BEGINS


def test_an_annex_is_not_taken_to_mean_somebody_nobody_knows(paper):
    assert paper.why(orders.EnterOrder, annex=(AnnexLine(1, "X", "nobody"),), **ORDER) is Why.UNKNOWN_PERSON


def test_an_order_is_entered_once_in_an_operation_that_exists(paper, entered):
    assert paper.why(orders.EnterOrder, **ORDER) is Why.ORDER_EXISTS
    assert paper.why(orders.EnterOrder, operation="zz", **ORDER | {"order": "o2"}) is Why.UNKNOWN_OPERATION


def test_an_order_is_not_in_effect_until_a_second_person_has_confirmed_it(paper, entered):
    assert not paper.room(order_of("o1")).in_effect(BEGINS)
    assert paper.why(orders.ConfirmOrder, order="o1", by="ana") is Why.SAME_PERSON
    (confirmed,) = paper.must(orders.ConfirmOrder, order="o1", by="rui", called_back="the secretary")
    assert isinstance(confirmed, OrderConfirmed)
    assert paper.room(order_of("o1")).in_effect(BEGINS)
    assert paper.why(orders.ConfirmOrder, order="o1", by="eva") is Why.ALREADY_DECIDED


def test_an_order_nobody_entered_here_cannot_be_confirmed(paper, entered, elsewhere):
    assert paper.why(orders.ConfirmOrder, order="zz", by="rui") is Why.UNKNOWN_ORDER
    assert paper.why(orders.ConfirmOrder, order="o1", by="rui", operation="other") is Why.UNKNOWN_ORDER


def test_an_order_covers_from_its_first_instant_until_just_before_its_last(paper):
    paper.must(orders.EnterOrder, ends=BEGINS + HOUR, **ORDER)
    paper.must(orders.ConfirmOrder, order="o1", by="rui", called_back="the secretary")
    known = paper.room(order_of("o1"))
    assert not known.in_effect(BEGINS - HOUR)
    assert known.in_effect(BEGINS)
    assert not known.in_effect(BEGINS + HOUR)


def test_courts_decline_and_one_is_designated(paper):
    (declined,) = paper.must(orders.RecordDeclination, issuer="court A", reason="domicile")
    (named,) = paper.must(orders.RecordDesignation, issuer="higher court", designated="court C")
    assert isinstance(declined, CourtDeclined)
    assert isinstance(named, CourtDesignated)


def test_a_court_that_declines_has_a_name_and_a_reason_and_a_designation_names_a_court(paper):
    assert paper.why(orders.RecordDeclination, issuer="", reason="x") is Why.ISSUER_REQUIRED
    assert paper.why(orders.RecordDeclination, issuer="court A", reason=" ") is Why.REASON_REQUIRED
    assert paper.why(orders.RecordDesignation, issuer="", designated="court C") is Why.ISSUER_REQUIRED
    assert paper.why(orders.RecordDesignation, issuer="higher court", designated=" ") is Why.COURT_REQUIRED


def test_a_restriction_is_written_for_one_person_or_for_the_whole_operation(paper):
    paper.child("a")
    (one,) = paper.must(orders.SetRestriction, person="a", **LIMIT)
    (all_,) = paper.must(orders.SetRestriction, **LIMIT | {"kind": "outside-food", "restriction": "r2"})
    assert isinstance(one, RestrictionSet)
    assert paper.room(restrictions_of("a")) == (one,)
    assert all_.person is None


@pytest.mark.parametrize(
    ("missing", "why"),
    [
        ({"kind": ""}, Why.KIND_REQUIRED),
        ({"basis": " "}, Why.BASIS_REQUIRED),
        ({"issuer": ""}, Why.ISSUER_REQUIRED),
        ({"scope": ""}, Why.SCOPE_REQUIRED),
        ({"ends": None}, Why.END_REQUIRED),
        ({"ends": BEGINS}, Why.ENDS_BEFORE_BEGINS),
        ({"review": None}, Why.REVIEW_REQUIRED),
        ({"review": BEGINS + 49 * HOUR}, Why.REVIEW_REQUIRED),
        ({"review": BEGINS - HOUR}, Why.REVIEW_REQUIRED),
        ({"person": "nobody"}, Why.UNKNOWN_PERSON),
    ],
)
def test_no_restriction_without_basis_issuer_scope_end_and_a_review_before_the_end(paper, missing, why):
    assert paper.why(orders.SetRestriction, **LIMIT | missing) is why


def test_a_restriction_keeps_away_whom_it_names_while_it_lasts_and_nobody_else(paper):
    paper.child("a")
    (limit,) = paper.must(orders.SetRestriction, person="a", **LIMIT)
    known = paper.room(restrictions_of("a"))
    assert keeps_away(known, "juan pérez ", BEGINS) == limit
    assert keeps_away(known, "juan pérez", BEGINS + 48 * HOUR) is None
    assert keeps_away(known, "juan pérez", BEGINS - HOUR) is None
    assert keeps_away(known, "Juana Pérez", BEGINS) is None
    assert keeps_away(known, "", BEGINS) is None


def test_a_restriction_of_another_kind_keeps_nobody_away(paper):
    paper.child("a")
    paper.must(orders.SetRestriction, person="a", **LIMIT | {"kind": "no-photo"})
    assert keeps_away(paper.room(restrictions_of("a")), "Juan Pérez", BEGINS) is None


def test_a_refused_access_is_a_fact_with_its_next_attempt(paper):
    parts = {"place": "Finca El Encino", "refused_by": "gate", "under": "order 4"}
    (refused,) = paper.must(orders.RecordAccessRefused, next_attempt=paper.now + 24 * HOUR, **parts)
    assert isinstance(refused, AccessRefused)
    assert paper.why(orders.RecordAccessRefused, seen=-1, **parts) is Why.NEGATIVE_NUMBER
    assert paper.why(orders.RecordAccessRefused, next_attempt=BEGINS - 900 * HOUR, **parts) is Why.DUE_BEFORE_NOW


def test_a_consulate_is_told_of_one_person_at_a_time(paper, elsewhere):
    paper.child("a")
    (notice,) = paper.must(orders.NotifyConsulate, person="a", country="US")
    assert isinstance(notice, ConsularNotice)
    assert paper.why(orders.NotifyConsulate, person="nobody", country="US") is Why.UNKNOWN_PERSON
    assert paper.why(orders.NotifyConsulate, person=elsewhere("x"), country="US") is Why.UNKNOWN_PERSON
    assert paper.why(orders.NotifyConsulate, person="a", country=" ") is Why.COUNTRY_REQUIRED


def test_a_group_list_is_refused_with_its_reason(paper):
    (refused,) = paper.must(orders.RefuseGroupList, asked_by="a consulate", reason="one notice for each child")
    assert isinstance(refused, GroupListRefused)
    assert paper.why(orders.RefuseGroupList, asked_by="a consulate", reason="") is Why.REASON_REQUIRED


# -- papers that look forged --------------------------------------------------------------------------


def test_a_court_gives_a_number_once(paper, entered):
    again = ORDER | {"order": "o2", "issuer": "COURT  b"}
    assert paper.why(orders.EnterOrder, **again) is Why.ORDER_NUMBER_TAKEN
    paper.must(orders.EnterOrder, **again | {"number": "52-2025"})
    paper.must(orders.EnterOrder, **ORDER | {"order": "o3", "issuer": "court C"})


def test_an_order_of_a_court_that_said_it_is_not_its_case_is_named(paper):
    paper.must(orders.RecordDeclination, issuer="Court B", reason="territory")
    later = ORDER | {"begins": paper.now + HOUR * 240}
    assert paper.why(orders.EnterOrder, **later) is Why.COURT_HAS_NO_SAY
    paper.must(orders.RecordDesignation, issuer="higher court", designated="court B")
    paper.must(orders.EnterOrder, **later)


def test_two_accounts_on_one_machine_do_not_put_an_order_into_effect(paper, entered):
    assert paper.why(orders.ConfirmOrder, order="o1", by="rui", device="desk-of-ana") is Why.SAME_DEVICE
    paper.must(orders.ConfirmOrder, order="o1", by="rui", called_back="the secretary")


def test_an_order_whose_time_is_over_is_not_put_into_effect_any_more(paper):
    paper.must(orders.EnterOrder, **ORDER | {"begins": paper.now, "ends": paper.now + HOUR})
    paper.tick(hours=2)
    assert paper.why(orders.ConfirmOrder, order="o1", by="rui") is Why.ORDER_NOT_IN_EFFECT


def test_a_scan_is_cited_by_its_digest_or_not_at_all(paper):
    assert paper.why(orders.EnterOrder, **ORDER, paper="scan.pdf") is Why.DIGEST_MALFORMED
    paper.must(orders.EnterOrder, **ORDER, paper="ab" * 32)


def test_an_order_nobody_called_the_court_about_is_not_put_into_effect(paper, entered):
    assert paper.why(orders.ConfirmOrder, order="o1", by="rui", called_back=" ") is Why.CALL_BACK_REQUIRED
