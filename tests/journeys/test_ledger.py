"""The ledger's page and the question of two places, on a phone and in the reader's direction."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import expect
from tests.desk.test_accords import agreed
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


def test_a_stranger_drops_what_they_were_given_and_reads_what_is_proven(sit, operation, chromium, tmp_path):
    enrolment.begin(operation.now)
    keeper = sit("director").client
    agreed(keeper, operation)
    file, kept = tmp_path / "accord.abrigo", tmp_path / "verify.html"
    raw = keeper.get("/accords/n1/proof").content
    shown = Client().get("/verify")
    kept.write_bytes(Client().get("/verify/file").content)
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="es")
    asked = []

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(status=200, body=shown.content, headers=dict(shown.headers.items()))

    context.route("https://house.example/**", answer)
    page = context.new_page()
    for address in ("https://house.example/verify", kept.as_uri()):
        page.goto(address)
        file.write_bytes(raw)
        page.set_input_files("#bundle", file)
        said = page.locator("#answer")
        expect(said).to_contain_text("Nada está mal")
        expect(page.locator("#said tbody")).to_contain_text("accord.reached")
        expect(page.locator("#devices")).to_contain_text("primer equipo")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert Axe().run(page).response["violations"] == []
        spoilt = bytearray(raw)
        spoilt[-40] = ord("A") if spoilt[-40] != ord("A") else ord("B")
        file.with_name("spoilt").write_bytes(spoilt)
        page.set_input_files("#bundle", file.with_name("spoilt"))
        expect(said).to_contain_text("Primero mal")
        expect(said).to_contain_text("la firma no corresponde")
    assert set(asked) == {"https://house.example/verify"}
    context.close()


def test_over_a_line_without_https_the_page_says_that_it_must_be_saved(sit):
    desk = sit("director")
    assert desk.open("/verify") == 200
    expect(desk.page.locator("#answer")).to_contain_text("Guarde esta página")
    expect(desk.page.locator("#save")).to_be_visible()
    assert desk.complaints == []
