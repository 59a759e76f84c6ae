"""The night guard counts: thumb, keyboard, no network, two who may not see each other; every page fit for everyone."""

import pytest

pytestmark = pytest.mark.django_db


def open_count(guard, *, two=False) -> str:
    guard.open("/rollcalls")
    if two:
        guard.page.locator("[name=counters][value='2']").check(force=True)
    guard.page.get_by_role("button", name="Abrir y contar").click()
    guard.page.wait_for_selector(".closing")
    return guard.at()


def left(sitting) -> int:
    return int(sitting.page.locator("[data-left]").inner_text())


def shows(where, text):
    from playwright.sync_api import expect

    expect(where).to_have_text(text, timeout=5000)


def unanswered(sitting, n):
    return sitting.page.locator("[data-list=left] [name=here]").nth(n)


def test_a_guard_counts_with_the_thumb_takes_one_back_and_signs(sit):
    guard = sit("guard", site="centro")
    page = guard.page
    assert open_count(guard)
    unanswered(guard, 0).tap()
    assert left(guard) == 9
    page.get_by_role("button", name="Deshacer").tap()
    shows(page.locator("[data-not-here]"), "1")
    for band in ("2", "3", "4", "5", "6", "7", "9", "10", "11"):
        page.fill("#id_band", band)
        page.press("#id_band", "Enter")
    page.wait_for_selector("[data-all-answered]:not([hidden])")
    assert guard.fit() == []
    page.wait_for_selector("[data-list=left] li", state="detached")
    page.get_by_role("link", name="Cerrar y firmar").click()
    page.locator("[name=not_found]").check()
    page.locator("[name=signed]").check()
    assert guard.fit() == []
    page.get_by_role("button", name="Firmar y cerrar").click()
    assert "1 persona quedará sin ubicar" in page.locator("#confirm-sentence").inner_text()
    guard.confirm()
    page.wait_for_selector(".people")
    assert page.locator(".result .n").all_inner_texts() == ["10", "9", "1", "0"]
    assert guard.complaints == []


def test_without_a_network_taps_are_kept_and_sent_when_it_comes_back(sit):
    guard = sit("guard", site="centro")
    url = open_count(guard)
    guard.network = False
    unanswered(guard, 0).tap()
    unanswered(guard, 1).tap()
    assert left(guard) == 8
    guard.page.wait_for_selector("[data-unsent]:not([hidden])")
    guard.network = True
    guard.page.wait_for_selector("[data-unsent]", state="hidden", timeout=8000)
    guard.open(url)
    assert left(guard) == 8


def test_a_session_that_is_over_is_not_called_a_network_that_is_away(sit):
    guard = sit("guard", site="centro")
    open_count(guard)
    guard.client.cookies.clear()
    unanswered(guard, 0).tap()
    guard.page.wait_for_selector("[data-unsent]:not([hidden])")
    assert "su sesión terminó" in guard.page.locator("[data-unsent]").inner_text()


def test_a_double_tap_counts_one_child(sit):
    guard = sit("guard", site="centro")
    open_count(guard)
    unanswered(guard, 0).scroll_into_view_if_needed()
    box = unanswered(guard, 0).bounding_box()
    for _ in range(2):
        guard.page.touchscreen.tap(box["x"] + 40, box["y"] + 20)
    guard.page.wait_for_timeout(300)
    assert left(guard) == 9


def test_arrows_and_enter_answer_without_a_mouse(sit):
    guard = sit("guard", site="centro", width=1280)
    open_count(guard)
    guard.page.focus("#id_band")
    for key in ("ArrowDown", "ArrowRight", "Enter", "Enter"):
        guard.page.keyboard.press(key)
    assert left(guard) == 8
    guard.page.keyboard.type("7")
    assert guard.page.evaluate("document.activeElement.id") == "id_band"


def test_another_counters_tap_shows_on_the_open_page_within_five_seconds(sit):
    guard = sit("guard", site="centro")
    other = sit("guard", username="second", site="centro")
    other.open(open_count(guard))
    unanswered(other, 0).tap()
    shows(guard.page.locator("[data-left]"), "9")


def test_two_counters_choose_their_side_and_see_nothing_of_the_other(sit):
    one, two = sit("guard", site="centro"), sit("guard", username="second", site="centro")
    url = open_count(one, two=True)
    assert one.fit() == []
    one.page.get_by_role("link", name="Contador 1").tap()
    one.page.wait_for_selector("[data-left]")
    unanswered(one, 0).tap()
    one.page.wait_for_timeout(400)
    two.open(url)
    assert two.page.get_by_role("link", name="Contador 1").count() == 0
    two.page.get_by_role("link", name="Contador 2").tap()
    two.page.wait_for_selector("[data-left]")
    two.page.wait_for_timeout(3300)
    assert left(two) == 10


@pytest.mark.parametrize(("language", "width"), [("he", 360), ("es", 1280)])
def test_the_pages_of_a_count_are_fit_for_everyone(sit, operation, language, width):
    operation.must("open-roll-call", rollcall="rc", name="R1", site="centro", counters=1)
    guard = sit("guard", site="centro", width=width, language=language)
    for path in ("", "/rc", "/rc/close", "/rc/paper", "/rc/sheet"):
        assert guard.open(f"/rollcalls{path}") == 200
        assert guard.fit() == [], path
    assert guard.complaints == []


def test_a_count_works_without_javascript(sit, operation):
    operation.must("open-roll-call", rollcall="rc", name="R1", site="centro", counters=1)
    guard = sit("guard", site="centro", scripts=False)
    guard.open("/rollcalls/rc")
    unanswered(guard, 0).click()
    guard.page.wait_for_url("**counter=1")
    assert left(guard) == 9
