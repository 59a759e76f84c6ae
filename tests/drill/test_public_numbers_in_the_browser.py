"""The drill's public numbers as tired people read them: in a real browser, by keyboard, on a phone, in both directions."""

from contextlib import contextmanager

import pytest

PASSWORD = "encino-demo-2025"
FOUR = ("child-attorney", "social-welfare", "prosecution", "police")
D3 = "2025-12-22T05:00"
D24 = "2026-01-12T12:00"


SIGNED_IN = {}  # whoever has signed in once in this house stays so: a password is slow to check on purpose


class Desk:
    """One person's browser. `complaints`: what the page itself said went wrong."""

    def __init__(self, browser, house, user, language="en", width=1280):
        from django.core.cache import cache

        cache.clear()
        self.house = house
        self.context = browser.new_context(viewport={"width": width, "height": 800}, locale=language)
        kept = SIGNED_IN.get((house, user))
        if kept:
            self.context.add_cookies(kept)
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))
        if user and not kept:
            self.go("/signin")
            self.page.fill("input[name=username]", user)
            self.page.fill("input[name=password]", PASSWORD)
            self.page.click("main button[type=submit]")
            self.page.wait_for_url(lambda url: "signin" not in url)
            SIGNED_IN[house, user] = self.context.cookies()
        # after signing in, which turns to the language of the account
        self.context.add_cookies([{"name": "django_language", "value": language, "url": house}])

    def go(self, path):
        return self.page.goto(self.house + path)

    def violations(self):
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        return [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found]

    def overflows(self):
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.fixture
def sit(chromium, house):
    desks = []

    @contextmanager
    def down(user, **given):
        desk = Desk(chromium, house, user, **given)
        desks.append(desk)
        yield desk

    yield down
    for desk in desks:
        desk.context.close()


def agree(sit, cut, definition, number):
    """Proposed by one, answered otherwise by another, signed by four; out: the accord's address."""
    with sit("attorney") as desk:
        page = desk.page
        desk.go("/accords/new")
        page.check(f"input[name=definition][value={definition}]")
        page.fill("#id_cut", cut)
        page.click("main form[method=get] button[type=submit]")
        assert page.inner_text(".agreed-number") == str(number)
        page.click("main form[method=post] button[type=submit]")
        page.wait_for_url("**/accords/*")
        where = page.url.removeprefix(desk.house)
    with sit("police") as desk:
        page = desk.page
        desk.go(where)
        page.locator("details:has(#id_lines) > summary").click()
        page.fill("#id_lines", "E001\nun niño de la patrulla 14")
        page.click("form:has(#id_lines) button[type=submit]")
        page.wait_for_selector("text=nobody we know by these words")
        assert page.locator(".signers .counts-otherwise").count() == 1
    for user in ("attorney", "director", "prosecutor", "police"):
        with sit(user) as desk:
            page = desk.page
            desk.go(where)
            page.focus("form[action$='/sign'] button[type=submit]")
            page.keyboard.press("Enter")
            page.wait_for_selector("#confirm[open]")
            page.keyboard.press("Tab") if page.evaluate("document.activeElement.value") == "no" else None
            page.keyboard.press("Enter")
            page.wait_for_selector(".box.done")
            assert desk.complaints == []
    return where


@pytest.mark.parametrize(
    ("cut", "definition", "number"),
    [(D3, "children-unaccounted", 4), pytest.param(D24, "persons-received", 200, marks=pytest.mark.slow)],
)
def test_four_agencies_agree_and_anyone_checks(sit, cut, definition, number):
    where = agree(sit, cut, definition, number)
    with sit("press") as desk:
        desk.go(where)
        assert desk.page.locator(".signers .has-signed").count() == 4
        assert desk.page.locator(".aloud").count() == 2
        assert desk.page.locator(".person").count() == 0
        desk.go(where + "/paper")
        assert desk.page.locator("svg.qr path").count() == 2  # where to check it, and the checkpoint it rests on
        assert desk.violations() == []
        paper = desk.page.pdf(format="A4")
        assert paper.startswith(b"%PDF")
    with sit(None, width=360) as stranger:
        assert stranger.go(where.replace("/accords/", "/check/")).status == 200
        assert "it gives the same list" in stranger.page.inner_text("main")
        assert "Encino" not in stranger.page.content()
        assert "Acacias" not in stranger.page.content()
        assert stranger.violations() == []
        assert stranger.overflows() <= 0


@pytest.mark.parametrize("language", ["en", "es", "he"])
@pytest.mark.parametrize("path", ["/statements", "/statements/st-21", "/statements/new", "/accords", "/accords/new"])
def test_each_page_is_clean_for_a_reader_who_cannot_see_it_and_fits_a_phone(sit, path, language):
    with sit("director", language=language, width=360) as desk:
        assert desk.go(path).status == 200
        assert desk.violations() == []
        assert desk.overflows() <= 0
        assert desk.complaints == []


def test_the_board_of_statements_says_in_plain_words_what_became_of_each(sit):
    with sit("director") as desk:
        desk.go("/statements?verdict=contradicted")
        heard = desk.page.locator("article.heard")
        assert heard.count() == 1
        assert "At that minute 19 were not accounted for." in heard.inner_text()
        desk.page.get_by_role("link", name="The whole statement").click()
        assert desk.page.locator("details[open] .person").count() >= 19


def test_the_drawing_and_its_table_say_the_same(sit):
    with sit("director") as desk:
        desk.go("/statements")
        measures = desk.page.locator(".measure")
        assert measures.count() >= 3
        for i in range(measures.count()):
            marks = measures.nth(i).locator("svg .said text").all_text_contents()
            assert marks == measures.nth(i).locator("tbody td:first-child").all_text_contents()


def test_a_statement_is_recorded_and_taken_apart_by_keyboard_alone(sit):
    with sit("director") as desk:
        page = desk.page
        desk.go("/statements/new")
        page.focus("#id_speaker")
        page.keyboard.type("Radio Uno")
        page.focus("#id_verbatim")
        page.keyboard.type("Hay más de 140 niños en el centro.")
        page.focus("main form button[type=submit]")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: not url.endswith("/new"))
        assert "Hay más de 140 niños" in page.inner_text("main")
        page.select_option("#id_qualifier", "more-than")
        page.focus("#id_low")
        page.keyboard.type("140")
        page.keyboard.press("Enter")
        page.wait_for_selector(".verdict")
        assert "141 or more" in page.inner_text(".verdict")
        assert desk.violations() == []
