"""The ledger's page and the question of two places, on a phone and in the reader's direction."""

import pytest
from tests.desk.test_ledger import contest

from abrigo.clerk import enrolment


@pytest.mark.parametrize("language", ["es", "he"])
def test_the_state_of_the_ledger_fits_a_phone(sit, operation, language):
    enrolment.begin(operation.now)
    desk = sit("administrator", language=language)
    assert desk.open("/ledger") == 200
    desk.page.locator("summary").first.click()
    assert desk.fit() == []
    assert desk.complaints == []


def test_somebody_goes_to_see_and_answers(sit, operation):
    contest(operation)
    desk = sit("director", language="en")
    desk.open("/people/c1")
    assert desk.fit() == []
    desk.page.locator("#contest select[name=site]").select_option("casa")
    desk.page.locator("#contest input[value=sight]").check()
    desk.page.locator("#contest button[type=submit]").click()
    desk.page.wait_for_url("**/people/c1")
    assert desk.page.locator("#contest").count() == 0
    assert desk.complaints == []


@pytest.mark.parametrize("language", ["es", "he"])
def test_the_countdown_of_words_fits_a_phone(sit, operation, language):
    operation.must("record-death", person="c1", place={"words": "Hospital", "country": ""}, certified_by="Dra. X")
    operation.must("ask-shredding", shredding="s1", whose="c1", basis="Ley 1, artículo 2")
    operation.must("confirm-shredding", "child-attorney", shredding="s1", whose="c1")
    operation.must("record-death", person="c2", place={"words": "Hospital", "country": ""}, certified_by="Dra. X")
    operation.must("hold-words", "court", hold="h1", whose="c2", basis="Expediente 7")
    desk = sit("director", language=language)
    for address in ("/people/c1/words", "/people/c2/words", "/shredding", "/people/c1"):
        assert desk.open(address) == 200
        assert desk.fit() == [], address
    assert desk.complaints == []
