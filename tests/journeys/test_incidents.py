"""Two hours into a breach: names leave the list one tap at a time, and nobody loses what they are typing."""

import pytest

pytestmark = pytest.mark.django_db


def breach(sitting) -> str:
    sitting.open("/incidents/open")
    sitting.page.select_option("#id_site", "centro")
    sitting.page.get_by_role("button", name="Ingreso forzado").click()
    sitting.confirm()
    sitting.page.wait_for_selector("#room-names")
    return sitting.at()


def number(sitting) -> str:
    return sitting.page.locator("#room-count .n").inner_text()


def falls_to(sitting, n):
    from playwright.sync_api import expect

    expect(sitting.page.locator("#room-count .n")).to_have_text(str(n), timeout=6000)


def choose(sitting, mode):
    sitting.page.locator(f"#mode-{mode}").check(force=True)


def name(sitting, n):
    return sitting.page.locator("#room-names button").nth(n)


def test_one_tap_opens_the_room_with_everybody_named(sit):
    guard = sit("guard", site="centro")
    breach(guard)
    assert number(guard) == "10"
    assert "se esperan 10 personas, vistas 0, faltan 10: 7 niñas" in guard.page.locator(".countdown").inner_text()
    assert guard.page.locator("#room-names li").count() == 10
    assert guard.fit() == []


def test_three_out_of_one_van_are_one_sentence_and_one_tap_each(sit):
    guard = sit("guard", site="centro")
    breach(guard)
    choose(guard, "back")
    guard.page.fill("#mode-brought", "patrulla 14")
    for n in (9, 8, 7):
        name(guard, 0).click()
        falls_to(guard, n)
        guard.page.wait_for_timeout(500)
    assert guard.page.input_value("#mode-brought") == "patrulla 14"
    assert guard.complaints == []


def test_a_double_tap_brings_back_one_child(sit):
    guard = sit("guard", site="centro")
    breach(guard)
    name(guard, 0).scroll_into_view_if_needed()
    box = name(guard, 0).bounding_box()
    for pause in (0, 150, 150):
        guard.page.wait_for_timeout(pause)
        guard.page.touchscreen.tap(box["x"] + 30, box["y"] + 20)
    guard.page.wait_for_timeout(1200)
    assert number(guard) == "9"


def test_the_page_moves_on_under_a_hand_that_is_writing_and_takes_nothing_from_it(sit):
    guard, director = sit("guard", site="centro"), sit("director", width=1280)
    director.open(breach(guard))
    director.page.locator("#id_words").fill("Entraron por")
    director.page.focus("#id_words")
    choose(guard, "see")
    name(guard, 0).click()
    falls_to(director, 9)
    director.page.keyboard.press("End")
    director.page.keyboard.type(" atrás")
    assert director.page.input_value("#id_words") == "Entraron por atrás"
    assert director.page.title().startswith("(9)")


def test_missing_is_asked_once_more_by_name(sit):
    director = sit("director", width=1280)
    breach(director)
    choose(director, "missing")
    name(director, 0).click()
    assert "N-01 Nombre c1" in director.page.locator("#confirm-sentence").inner_text()
    director.confirm("no")
    director.page.wait_for_timeout(400)
    assert number(director) == "10"
    name(director, 0).click()
    director.confirm()
    falls_to(director, 9)


@pytest.mark.parametrize(("language", "width"), [("he", 360), ("en", 1280)])
def test_the_pages_of_an_incident_and_its_alerts_are_fit_for_everyone(sit, operation, language, width):
    operation.must("open-incident", incident="i1", kind="forced-entry", site="centro", words="portón")
    operation.must("note-incident", incident="i1", note="n1", words="cien personas")
    director = sit("director", width=width, language=language)
    incident = ("/incidents", "/incidents/open", "/incidents/i1", "/incidents/i1/close", "/incidents/i1/list")
    for path in (*incident, "/alerts/ask/c7?incident=i1", "/strangers/new?incident=i1", "/incidents/i1/alerts"):
        assert director.open(path) == 200
        assert director.fit() == [], path
    director.page.locator(".send-row button").click()
    director.page.wait_for_selector(".alert-line a")
    for path in ("/alerts", director.page.locator(".alert-line a").first.get_attribute("href")):
        assert director.open(path) == 200
        assert director.fit() == [], path
    assert director.complaints == []
