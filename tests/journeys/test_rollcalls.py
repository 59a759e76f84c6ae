"""The night guard counts: thumb, keyboard, no network, two who may not see each other; every page fit for everyone."""

import pytest
from django.test import Client

from abrigo.staff.models import Account

pytestmark = pytest.mark.django_db(transaction=True)
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def sit(operation, viewer, live_server, chromium, settings):
    """Opens a browser of somebody's own at the small operation: `sit("guard", site="centro", width=360)`."""
    contexts = []

    def at(role, username="", *, width=360, language="es", **given):
        who = username or role
        known = operation.hands.get(who) or viewer(role, username=who, **given)
        operation.hands[who] = known
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


def open_count(page, *, two=False):
    page.goto(f"{page.home}/rollcalls")
    if two:
        page.locator("[name=counters][value='2']").check(force=True)
    page.get_by_role("button", name="Abrir y contar").click()
    page.wait_for_url("**/rollcalls/*")
    return page.url


def left(page) -> int:
    return int(page.locator("[data-left]").inner_text())


def test_a_guard_counts_with_the_thumb_takes_one_back_and_signs(sit):
    page = sit("guard", site="centro")
    assert open_count(page)
    first = page.locator("[data-list=left] [name=here]")
    first.nth(0).tap()
    assert left(page) == 9
    page.get_by_role("button", name="Deshacer").tap()
    page.wait_for_function("document.querySelector('[data-not-here]').textContent === '1'")
    for band in ("2", "3", "4", "5", "6", "7", "9", "10", "11"):
        page.fill("#id_band", band)
        page.press("#id_band", "Enter")
    page.wait_for_selector("[data-all-answered]:not([hidden])")
    assert fit(page) == []
    page.wait_for_function("document.querySelectorAll('[data-list=here] li').length === 9")
    page.get_by_role("link", name="Cerrar y firmar").click()
    page.locator("[name=not_found]").check()
    page.locator("[name=signed]").check()
    assert fit(page) == []
    page.get_by_role("button", name="Firmar y cerrar").click()
    assert "1 persona quedará sin ubicar" in page.locator("#confirm-sentence").inner_text()
    confirm(page)
    page.wait_for_url("**/rollcalls/*[!e]")
    assert page.locator(".result").inner_text().split()[0] == "10"
    assert page.complaints == []


def test_without_a_network_taps_are_kept_and_sent_when_it_comes_back(sit):
    page = sit("guard", site="centro")
    url = open_count(page)
    page.context.set_offline(True)
    page.locator("[data-list=left] [name=here]").nth(0).tap()
    page.locator("[data-list=left] [name=here]").nth(1).tap()
    assert left(page) == 8
    page.wait_for_selector("[data-unsent]:not([hidden])")
    page.context.set_offline(False)
    page.wait_for_selector("[data-unsent]", state="hidden", timeout=8000)
    page.goto(url)
    assert left(page) == 8


def test_a_double_tap_counts_one_child(sit):
    page = sit("guard", site="centro")
    open_count(page)
    box = page.locator("[data-list=left] [name=here]").nth(0).bounding_box()
    for _ in range(2):
        page.touchscreen.tap(box["x"] + 40, box["y"] + 20)
    page.wait_for_timeout(300)
    assert left(page) == 9


def test_arrows_and_enter_answer_without_a_mouse(sit):
    page = sit("guard", site="centro", width=1280)
    open_count(page)
    page.focus("#id_band")
    for key in ("ArrowDown", "ArrowRight", "Enter", "Enter"):
        page.keyboard.press(key)
    assert left(page) == 8
    page.keyboard.type("7")
    assert page.evaluate("document.activeElement.id") == "id_band"


def test_another_counters_tap_shows_on_the_open_page_within_five_seconds(sit):
    page = sit("guard", site="centro")
    url = open_count(page)
    other = sit("guard", username="second", site="centro")
    other.goto(url)
    other.locator("[data-list=left] [name=here]").nth(0).tap()
    page.wait_for_function("document.querySelector('[data-left]').textContent === '9'", timeout=5000)


def test_two_counters_choose_their_side_and_see_nothing_of_the_other(sit):
    one = sit("guard", site="centro")
    url = open_count(one, two=True)
    assert fit(one) == []
    one.get_by_role("link", name="Contador 1").tap()
    one.locator("[data-list=left] [name=here]").nth(0).tap()
    one.wait_for_timeout(400)
    two = sit("guard", username="second", site="centro")
    two.goto(url)
    assert two.get_by_role("link", name="Contador 1").count() == 0
    two.get_by_role("link", name="Contador 2").tap()
    two.wait_for_timeout(3500)
    assert left(two) == 10


@pytest.mark.parametrize(("language", "width"), [("he", 360), ("es", 1280)])
def test_the_pages_of_a_count_are_fit_for_everyone(sit, operation, language, width):
    operation.must("open-roll-call", rollcall="rc", name="R1", site="centro", counters=1)
    page = sit("guard", site="centro", width=width, language=language)
    for path in ("", "/rc", "/rc/close", "/rc/paper", "/rc/sheet"):
        answer = page.goto(f"{page.home}/rollcalls{path}")
        assert answer.status == 200
        assert fit(page) == [], path
    assert page.complaints == []


def test_a_count_works_without_javascript(sit, operation, chromium):
    operation.must("open-roll-call", rollcall="rc", name="R1", site="centro", counters=1)
    page = sit("guard", site="centro")
    context = chromium.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    plain = context.new_page()
    plain.goto(f"{page.home}/rollcalls/rc")
    plain.locator("[data-list=left] [name=here]").nth(0).click()
    assert plain.locator("[data-left]").inner_text() == "9"
    context.close()
