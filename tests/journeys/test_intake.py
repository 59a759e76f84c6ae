"""A tired person registers children by keyboard alone; the pages fit a phone, a reader of Hebrew and a screen reader."""

import pytest

from abrigo.registers.models import Person

pytestmark = pytest.mark.django_db


def shows(where, text):
    from playwright.sync_api import expect

    expect(where).to_contain_text(text, timeout=8000)


def test_one_child_by_keyboard_alone(sit):
    table = sit("intake-worker", site="centro", width=1280, language="en")
    page, key = table.page, table.page.keyboard
    assert table.open("/intake") == 200
    key.type("k-1")
    for press in ("Enter", "Enter", "Enter", "Space", "Enter", "Space"):  # band, tag, counted, sex, age
        key.press(press)
    page.focus("#id_clothing")
    key.type("vestido azul")
    page.locator("[name=name-0-text]").focus()
    key.type("שרה")
    assert page.locator("[name=name-0-script]").input_value() == "Hebr"
    key.press("Control+Enter")
    shows(page.locator(".just-written"), "L-001")
    child = Person.objects.get(line="L-001")
    assert (child.band, child.sex, child.clothing, child.age_high) == ("K-1", "female", "vestido azul", 0)
    assert table.complaints == []


def test_whoever_is_perhaps_on_record_shows_while_the_name_is_typed(sit, operation):
    operation.must("claim-name", person="c7", claim="c7/h", text="פריידא גרינפעלד", speaker="ella", script="Hebr")
    table = sit("intake-worker", site="centro", width=1280, language="en")
    table.open("/intake")
    table.page.locator("[name=name-0-text]").fill("Freida Grinfeld")
    shows(table.page.locator("[data-matches]"), "sounds the same in other letters")
    table.page.locator("[name=perhaps]").check()
    table.page.get_by_role("button", name="Write in the register").click()
    shows(table.page.locator(".just-written"), "L-001")


def test_same_as_last_fills_what_the_last_one_said(sit):
    table = sit("intake-worker", site="centro", language="en")
    page = table.page
    table.open("/intake")
    page.fill("#id_held_by", "una mujer")
    page.locator("[name=language][value=yi]").check(force=True)
    page.get_by_role("button", name="Write in the register").click()
    shows(page.locator(".just-written"), "L-001")
    page.locator("[data-same=held_by]").click()
    page.locator("[data-same=language]").click()
    assert page.locator("#id_held_by").input_value() == "una mujer"
    assert page.locator("[name=language][value=yi]").is_checked()


def test_a_table_typed_pasted_and_reloaded_loses_nobody(sit):
    table = sit("intake-worker", site="centro", width=1280, language="en")
    page, key = table.page, table.page.keyboard
    table.open("/intake/grid")
    for n in range(2):
        for cell in (f"G-{n}", "", None, "f", "9-11", "azul", "Yiddish", "nadie", f"Rivka {n}", "ella"):
            if cell:
                key.type(cell)
            key.press("Tab")
    shows(page.locator("[data-written]"), "2")
    key.type("N-01")
    key.press("Enter")
    shows(page.locator("tr.waiting [data-fate]"), "N-01")
    page.evaluate(
        """() => { const f = document.activeElement; const d = new DataTransfer();
        d.setData('text/plain', 'P-1\\t\\tniña\\tF\\t7\\nP-2\\t\\tadulta\\tM\\t30+');
        f.dispatchEvent(new ClipboardEvent('paste', {clipboardData: d, bubbles: true, cancelable: true})); }"""
    )
    shows(page.locator("[data-written]"), "4")
    shows(page.locator("#grid tbody"), "«M»")  # mujer or masculino: nobody guesses that of a child
    assert table.fit() == []
    table.open("/intake/grid")
    shows(page.locator("[data-written]"), "4")
    assert page.locator("tr.waiting").count() == 1
    assert Person.objects.get(band="P-2").category == "adult"
    assert table.complaints == []


def test_a_row_that_could_not_be_sent_is_sent_again(sit):
    table = sit("intake-worker", site="centro", width=1280, language="en")
    page = table.page
    table.open("/intake/grid")
    table.network = False
    page.keyboard.type("G-9")
    page.keyboard.press("Enter")
    shows(page.locator("tr.waiting [data-fate]"), "will be tried again")
    table.network = True
    shows(page.locator("[data-written]"), "1")


@pytest.mark.parametrize("language", ["es", "he"])
@pytest.mark.parametrize("path", ["/intake", "/intake/grid", "/intake/file", "/people", "/people/c1", "/asknown"])
def test_every_page_fits_a_phone_and_a_screen_reader_in_both_directions(sit, path, language):
    person = sit("child-attorney", width=360, language=language)
    assert person.open(path) == 200
    assert person.fit() == []
    assert person.complaints == []


def test_without_scripts_a_child_is_registered_all_the_same(sit):
    table = sit("intake-worker", site="centro", language="en", scripts=False)
    table.open("/intake")
    table.page.fill("#id_band", "K-3")
    table.page.get_by_role("button", name="Write in the register").click()
    shows(table.page.locator(".just-written"), "K-3")
