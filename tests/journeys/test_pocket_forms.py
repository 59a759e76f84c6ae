"""A form filled on a phone without a network, in three languages: the same no on the phone and in the house."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

sys.path.insert(0, str(Path(__file__).parent))
from pocket_phone import House, Phone
from qr import film
from test_pocket import clear_words, dump

MARIA = f"{1001:032x}"


@pytest.fixture(scope="module")
def house(tmp_path_factory: Any) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("forms-house"))
    house.ask("form", "noche-1", "1")
    yield house
    house.close()


@pytest.fixture
def phones(house: House, chromium: Any, tmp_path: Path) -> Iterator[Any]:
    made: list[Phone] = []

    def one(language: str = "es") -> tuple[Phone, str]:
        name = f"phone-{len(made)}"
        phone = Phone(chromium, tmp_path / name, house.address, film(["K-001"], tmp_path / f"{name}.y4m"))
        made.append(phone)
        device = phone.enrol(house, "alfa", "intake-worker")
        expect(phone.page.locator("html")).to_have_attribute("data-ready", "yes", timeout=20_000)
        if language != "es":
            phone.page.locator("#top a[href='#more']").click()
            phone.page.get_by_role("button", name={"he": "עברית"}[language]).click()
            expect(phone.page.locator("html")).to_have_attribute("dir", "rtl")
            phone.page.locator("nav a[href='#tonight']").click()
        return phone, device

    yield one
    for phone in made:
        phone.kill()


def begin(page: Page, band: str) -> Any:
    """From the list of tonight to the one form in use."""
    page.fill("#find", band)
    page.locator("li.person button.open").first.click()
    page.locator(
        "dialog button", has_text={"rtl": "טפסים"}.get(page.locator("html").get_attribute("dir"), "Formularios")
    ).click()
    page.locator("[data-form=noche]").click()
    form = page.locator(".asked-form")
    form.wait_for()
    return form


@pytest.mark.parametrize("language", ["es", "he"])
def test_a_form_is_filled_without_a_network_and_taken_by_the_house_when_there_is_one(house, phones, language):
    phone, device = phones(language)
    page = phone.page
    phone.context.set_offline(True)
    form = begin(page, "N-1001")
    assert phone.fit() == []
    assert form.get_attribute("dir") == ("rtl" if language == "he" else "ltr")
    # What is not asked does not show; what is asked must be answered; what does not hold is said in the form's words.
    assert form.locator("[data-key=why]").is_hidden()
    page.locator("#send-form").click()
    expect(form.locator("[data-key=sleeps]")).to_have_class("field wrong")
    form.locator("[data-key=sleeps] input[value=no]").check()
    form.locator("[data-key=why]").wait_for()
    form.locator("[data-key=hours] input").fill("30")
    form.locator("[data-key=hours] input").dispatch_event("change")
    expect(form.locator("[data-key=hours] .problem")).to_have_text({"es": "De 0 a 24.", "he": "0 עד 24."}[language])
    page.locator("#send-form").click()
    assert house.ask("parcels", device) == []
    form.locator("[data-key=hours] input").fill("3")
    expect(form.locator("[data-key=why] label bdi")).to_have_text("3")
    form.locator("[data-key=why] input").fill("Tiene miedo")
    form.locator("[data-key=towns] input").first.check()
    form.locator("[data-turns=visit] button").first.click()
    for n in (1, 2):
        form.locator(f"[data-key='visitor[{n}]'] input").fill(f"Visita {n}")
    expect(form.locator("[data-key=sum]")).to_contain_text("2")
    assert phone.fit() == []
    # The phone locks in the middle of it: nothing is lost, and nothing stands in clear.
    page.locator("#top button.icon-only").click()
    phone.unlock()
    page.get_by_role("button", name={"es": "Seguir con", "he": "להמשיך"}[language]).click()
    expect(form.locator("[data-key='visitor[2]'] input")).to_have_value("Visita 2")
    assert clear_words(dump(phone.path), ["Tiene miedo", "Visita 1"]) == []
    page.locator("#send-form").click()
    expect(page.locator("html")).to_have_attribute("data-waiting", "1")
    assert house.ask("parcels", device) == []
    phone.context.set_offline(False)
    phone.go("outbox")
    page.locator("#main button.main").click()
    expect(page.locator("li.kept.is-taken")).to_have_count(1, timeout=20_000)
    assert phone.fit() == []
    assert [(p["act"], p["outcome"]) for p in house.ask("parcels", device)] == [("answer-form", "taken")]
    told = house.ask("answered", MARIA)[-1]
    assert (told[0], told[2]) == ("noche", "st-intake-worker")
    assert told[3] == {
        "sleeps": "no", "why": "Tiene miedo", "hours": "3", "towns": "n1", "visit": "2", "visitor[1]": "Visita 1",
        "visitor[2]": "Visita 2", "visits": "2",
    }  # fmt: skip
    assert phone.complaints == []


def test_a_form_withdrawn_meanwhile_is_refused_in_words_and_nothing_is_written(house, phones):
    phone, _device = phones()
    page = phone.page
    phone.context.set_offline(True)
    form = begin(page, "N-1002")
    form.locator("[data-key=sleeps] input[value=yes]").check()
    page.locator("#send-form").click()
    expect(page.locator("html")).to_have_attribute("data-waiting", "1")
    house.ask("withdraw_form", "noche-1")
    phone.context.set_offline(False)
    phone.go("outbox")
    page.locator("#main button.main").click()
    refused = page.locator("li.kept.is-refused")
    expect(refused).to_have_count(1, timeout=20_000)
    expect(refused.locator("p")).to_have_text(re.compile(r".{20,}", re.DOTALL))
    assert house.ask("answered", f"{1002:032x}") == []
    house.ask("form", "noche-2", "2")
    assert phone.complaints == []
