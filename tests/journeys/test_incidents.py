"""Two hours into a breach: names leave the list one tap at a time, and nobody loses what they are typing."""

import pytest
from django.test import Client

from abrigo.staff.models import Account

pytestmark = pytest.mark.django_db(transaction=True)
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def sit(operation, viewer, live_server, chromium, settings):
    """Opens a browser of somebody's own at the small operation."""
    contexts = []

    def at(role, *, width=360, language="es", **given):
        known = operation.hands.get(role) or viewer(role, username=role, **given)
        operation.hands[role] = known
        client = Client()
        client.force_login(Account.objects.get(staff=known.staff), backend=BACKEND)
        context = chromium.new_context(viewport={"width": width, "height": 740}, has_touch=width < 500)
        jar = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
        jar[settings.LANGUAGE_COOKIE_NAME] = language
        context.add_cookies([{"name": n, "value": v, "url": live_server.url} for n, v in jar.items()])
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("pageerror", lambda e: page.complaints.append(str(e)))
        page.home = live_server.url
        return page

    yield at
    for context in contexts:
        context.close()


def fit(page) -> list:
    """What axe finds wrong, and whether anything sticks out of the screen."""
    from axe_playwright_python.sync_playwright import Axe

    found = [(v["id"], v["nodes"][0]["html"][:160]) for v in Axe().run(page).response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*found, *([("too wide", wide)] if wide > 0 else [])]


def confirm(page):
    page.locator("dialog#confirm button[value=yes]").click()


def breach(page) -> str:
    page.goto(f"{page.home}/incidents/open")
    page.get_by_role("button", name="Ingreso forzado").click()
    confirm(page)
    page.wait_for_url(lambda url: "/incidents/" in url and not url.endswith("/open"))
    return page.url


def count(page) -> str:
    return page.locator("#room-count .n").inner_text()


def choose(page, mode):
    page.locator(f"#mode-{mode}").check(force=True)


def test_one_tap_opens_the_room_with_everybody_named(sit):
    page = sit("guard", site="centro")
    breach(page)
    assert count(page) == "10"
    assert "se esperan 10 personas, vistas 0, faltan 10: 7 niñas" in page.locator(".countdown").inner_text()
    assert page.locator("#room-names li").count() == 10
    assert fit(page) == []


def test_twelve_out_of_one_van_are_one_sentence_and_one_tap_each(sit):
    page = sit("guard", site="centro")
    breach(page)
    choose(page, "back")
    page.fill("#mode-brought", "patrulla 14")
    for n in (9, 8, 7):
        page.locator("#room-names button").nth(0).click()
        page.wait_for_function(f"document.querySelector('#room-count .n').textContent === '{n}'")
        page.wait_for_timeout(500)
    assert page.input_value("#mode-brought") == "patrulla 14"
    assert page.complaints == []


def test_a_double_tap_brings_back_one_child(sit):
    page = sit("guard", site="centro")
    breach(page)
    button = page.locator("#room-names button").nth(0)
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    for pause in (0, 150, 150):
        page.wait_for_timeout(pause)
        page.touchscreen.tap(box["x"] + 30, box["y"] + 20)
    page.wait_for_timeout(1200)
    assert count(page) == "9"


def test_the_page_moves_on_under_a_hand_that_is_writing_and_takes_nothing_from_it(sit):
    guard, director = sit("guard", site="centro"), sit("director", width=1280)
    director.goto(breach(guard))
    director.locator("#id_words").fill("Entraron por")
    director.focus("#id_words")
    choose(guard, "see")
    guard.locator("#room-names button").nth(0).click()
    director.wait_for_function("document.querySelector('#room-count .n').textContent === '9'", timeout=6000)
    director.keyboard.press("End")
    director.keyboard.type(" atrás")
    assert director.input_value("#id_words") == "Entraron por atrás"
    assert director.title().startswith("(9)")


def test_missing_is_asked_once_more_by_name(sit):
    page = sit("director", width=1280)
    page.goto(f"{page.home}/incidents/open")
    page.select_option("#id_site", "centro")
    page.get_by_role("button", name="Ingreso forzado").click()
    confirm(page)
    page.wait_for_selector("#room-names")
    choose(page, "missing")
    page.locator("#room-names button").nth(0).click()
    assert "N-01 Nombre c1" in page.locator("#confirm-sentence").inner_text()
    page.locator("dialog#confirm button[value=no]").click()
    page.wait_for_timeout(400)
    assert count(page) == "10"
    page.locator("#room-names button").nth(0).click()
    confirm(page)
    page.wait_for_function("document.querySelector('#room-count .n').textContent === '9'")


@pytest.mark.parametrize(("language", "width"), [("he", 360), ("en", 1280)])
def test_the_pages_of_an_incident_and_its_alerts_are_fit_for_everyone(sit, operation, language, width):
    operation.must("open-incident", incident="i1", kind="forced-entry", site="centro", words="portón")
    operation.must("note-incident", incident="i1", note="n1", words="cien personas")
    page = sit("director", width=width, language=language)
    for path in ("/incidents", "/incidents/open", "/incidents/i1", "/incidents/i1/close", "/incidents/i1/list"):
        assert page.goto(page.home + path).status == 200
        assert fit(page) == [], path
    for path in ("/incidents/i1/alerts", "/alerts/ask/c7?incident=i1", "/strangers/new?incident=i1"):
        assert page.goto(page.home + path).status == 200
        assert fit(page) == [], path
    page.goto(f"{page.home}/incidents/i1/alerts")
    page.locator(".send-row button").click()
    page.wait_for_url("**/incidents/i1")
    for path in ("/alerts", page.locator(".alert-line a").first.get_attribute("href")):
        assert page.goto(page.home + path).status == 200
        assert fit(page) == [], path
    assert page.complaints == []
