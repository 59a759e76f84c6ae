"""Disclosures: written before anything leaves, of one child, to somebody; and no list of a reader grows by itself."""

import pytest

from abrigo.facts.disclosures import Reader
from abrigo.rules.disclosures import ALLOWED, Part, allowed
from abrigo.rules.refusals import Why

D = "a" * 64
ABOUT = "2025-12-19T06:00:00-06:00"
GIVEN = {"disclosure": "d1", "given": "file", "reader": "family", "to": "su madre", "purpose": "family", "about": ABOUT,
         "known_at": 3, "digest": D, "person": "c1"}  # fmt: skip


@pytest.mark.django_db
def test_what_leaves_is_written_once_with_a_receiver_a_digest_and_a_child(operation):
    def why(**changes):
        return operation.do("disclose", **(GIVEN | changes)).refusal.why

    assert why(to="  ") is Why.RECIPIENT_REQUIRED
    assert why(digest="abc") is Why.DIGEST_MALFORMED
    assert why(person="nobody") is Why.UNKNOWN_PERSON
    assert why(person=None) is Why.ONE_CHILD
    assert why(reader=None) is Why.READER_REQUIRED
    assert why(given="fhir") is Why.READER_REQUIRED
    assert why(operation="elsewhere") is Why.UNKNOWN_PERSON
    operation.must("disclose", **GIVEN)
    assert why() is Why.DISCLOSURE_EXISTS


@pytest.mark.django_db
def test_an_order_it_rests_on_is_on_file_and_names_this_child(operation):
    def why(**changes):
        return operation.do("disclose", **(GIVEN | changes)).refusal.why

    assert why(order="o-none") is Why.UNKNOWN_ORDER
    entered = {"issuer": "Juzgado B", "allows": "conocer el expediente", "begins": ABOUT, "ends": None,
               "verified_how": "visto el original"}  # fmt: skip
    operation.must("enter-order", order="o1", number="7-2025", annex=[], **entered)
    others = [{"number": 1, "text": "Otra", "person": "c2"}]
    operation.must("enter-order", order="o2", number="8-2025", annex=others, **entered)
    assert why(order="o2") is Why.ORDER_NAMES_OTHERS
    operation.must("disclose", **(GIVEN | {"order": "o1"}))


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["guard", "nurse", "police", "press-officer", "auditor", "intake-worker"])
def test_who_does_not_answer_for_a_file_gives_none_out(operation, role):
    assert operation.do("disclose", role, **GIVEN).refusal.why is Why.NOT_ALLOWED


def test_a_field_nobody_named_for_a_reader_is_not_there():
    contents = {part: ({"secret": "Xq", "place": "Xq", "text": "Rivka", "travels": "Xq"},) for part in Part}
    for reader in Reader:
        for part, lines in allowed(contents, reader).items():
            assert set(lines[0]) <= ALLOWED[reader][part]
            assert "secret" not in lines[0]


def test_a_family_s_list_has_no_place_no_speaker_and_nobody_else():
    own = ALLOWED[Reader.FAMILY]
    assert not own.keys() & {Part.KIN, Part.WHERE, Part.BEFORE, Part.ALLEGATIONS, Part.INTERVIEWS, Part.GIVEN_OUT}
    fields = set().union(*own.values())
    assert not fields & {"place", "speaker", "holder", "allows", "basis_words", "against", "words", "interviewer", "to"}
