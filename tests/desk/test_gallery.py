"""Every shared part of the pages, drawn in a real browser in both directions, small and large, dark and on paper."""

import gzip
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client, override_settings
from django.urls import include, path

from abrigo.desk.gallery import gallery

HOUSE = "http://abrigo.test"
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PLACES = (
    "board people intake movements rollcalls incidents alerts statements accords asknown signout language demo_clock"
)
urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("gallery/", gallery, name="gallery"),
                    path("gallery/<slug:sheet>/", gallery),
                    *[path(f"{name}/", gallery, name=name) for name in PLACES.split()],
                ],
                "desk",
            )
        ),
    )
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
            ]
        },
    }
]
# The parts stand on their own: no account, no session and no database is needed to draw them.
ALONE = {
    "ROOT_URLCONF": __name__,
    "TEMPLATES": TEMPLATES,
    "MIDDLEWARE": ["django.middleware.locale.LocaleMiddleware"],
    "ALLOWED_HOSTS": ["*"],
    "DEBUG": True,
    "STATIC_URL": "/static/",
}


@pytest.fixture
def alone() -> Iterator[None]:
    with override_settings(**ALONE):
        yield


def asked(url: str, language: str) -> tuple[int, bytes, str]:
    """Status, body and kind of one address, answered without a socket."""
    where = url.removeprefix(HOUSE).split("?")[0]
    if where.startswith("/static/"):
        found = finders.find(where.removeprefix("/static/"))
        kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
        return (200, Path(str(found)).read_bytes(), kinds[Path(where).suffix]) if found else (404, b"", "text/plain")
    answer = Client(headers={"accept-language": language}).get(where)
    return answer.status_code, answer.content, answer.headers["Content-Type"]


class Seen:
    """One page in a browser, and everything it complained about or asked for."""

    def __init__(self, chromium, language: str, width: int, scheme: str):
        self.complaints: list[str] = []
        self.asked_for: dict[str, int] = {}
        self.context = chromium.new_context(
            viewport={"width": width, "height": 780}, color_scheme=scheme, locale=language
        )
        self.page = self.context.new_page()
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in {"error", "warning"} else None)
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))
        self.page.route("**/*", lambda route: self._answer(route, language))

    def _answer(self, route, language: str) -> None:
        assert route.request.url.startswith(HOUSE), f"asked a third party: {route.request.url}"
        status, body, kind = asked(route.request.url, language)
        self.asked_for[route.request.url] = len(body)
        headers = {"content-type": kind, "content-security-policy": STRICT}
        route.fulfill(status=status, body=body, headers=headers)


@pytest.fixture
def look(alone, chromium):
    opened: list[Seen] = []

    def at(where: str = "/gallery/", language: str = "es", width: int = 1280, scheme: str = "light") -> Seen:
        seen = Seen(chromium, language, width, scheme)
        opened.append(seen)
        seen.page.goto(HOUSE + where)
        seen.page.wait_for_load_state("networkidle")
        return seen

    yield at
    for seen in opened:
        seen.context.close()


SIGHTS = [("es", 1280, "light"), ("es", 360, "dark"), ("en", 360, "light"), ("he", 1280, "light"), ("he", 360, "dark")]


@pytest.mark.parametrize(("language", "width", "scheme"), SIGHTS)
def test_the_parts_are_accessible_in_both_directions_dark_and_small(look, language, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    seen = look(language=language, width=width, scheme=scheme)
    found = Axe().run(seen.page)
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found.response["violations"]] == []
    assert seen.page.locator("html").get_attribute("dir") == ("rtl" if language == "he" else "ltr")
    assert seen.complaints == []


def test_nothing_sticks_out_of_a_phone(look):
    for language in ("es", "he"):
        wide = look(language=language, width=360).page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360


def test_a_thumb_finds_every_button(look):
    page = look(width=360).page
    page.get_by_role("button", name="Más").click()
    small = page.evaluate(
        """[...document.querySelectorAll('button, select, a.button, .places a, .tabs a, .answers label,'
        + 'input:not([type=hidden], [type=checkbox], [type=radio])')]
        .filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 90))"""
    )
    assert small == []


def test_a_page_costs_under_100_kilobytes_and_asks_nobody_else(look):
    def weight(url: str) -> int:
        body = asked(url, "es")[1]
        return len(body) if url.endswith(".woff2") else len(gzip.compress(body))

    seen = look()
    total = sum(weight(url) for url in seen.asked_for)
    # Every part and every script at once: heavier than any page of the house, whose own weight `bench pages` measures.
    assert total < 110_000, seen.asked_for


def test_the_bar_is_never_the_only_sign_and_the_states_are_words(look):
    page = look().page
    for said in ("presente", "en traslado", "fuera con autorización", "sin ubicar", "desaparecida(o)", "entregada(o)"):
        assert page.locator(".count .label", has_text=said).count() >= 1
    assert page.locator(".count .shape").count() == page.locator(".count .label").count()


def test_both_readings_of_the_undetermined_ages_stand_on_the_board(look):
    told = look().page.locator(".readings .sheet").all_inner_texts()
    assert [[int(n) for n in one.split() if n.isdigit()] for one in told] == [[155, 5, 40], [160, 40], [155, 45]]


def test_a_count_that_does_not_add_up_shouts(look):
    assert "no cuadra" in look().page.locator(".adds-up.no").inner_text()


def test_a_grave_form_is_not_sent_before_the_sentence_is_confirmed(look):
    page = look().page
    page.get_by_role("button", name="Guardar").click()
    box = page.locator("dialog#confirm")
    assert "Rivka Leah" in box.inner_text()
    box.get_by_role("button", name="No, volver").click()
    assert page.url == HOUSE + "/gallery/"


def test_choosing_refused_empties_the_field_and_typing_takes_it_back(look):
    page = look().page
    name = page.locator("#id_name")
    name.fill("Ester")
    page.locator("input[name=name_unsaid][value=refused]").check(force=True)
    assert name.input_value() == ""
    name.fill("Ester")
    assert page.locator("input[name=name_unsaid]:checked").count() == 0


def test_enter_in_the_last_line_of_the_grid_opens_the_next(look):
    page = look().page
    page.locator("[name='0-band']").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("A-200")
    assert page.locator("[name='1-band']").input_value() == "A-200"


def test_single_letter_keys_can_be_turned_off(look):
    page = look().page
    page.locator("h1").click()
    page.keyboard.press("?")
    page.get_by_label("Desactivar las teclas de una letra").check()
    page.get_by_role("button", name="Cerrar").last.click()
    page.keyboard.press("p")
    assert page.url == HOUSE + "/gallery/"


def test_the_hour_shown_is_the_operations_and_not_the_machines(look):
    page = look().page
    assert page.locator("[data-hour]").inner_text() == "18:40"
    assert "21" in page.locator(".top .hour small").inner_text()


def test_paper_carries_its_minute_its_checkpoint_and_the_number_of_its_pages(look):
    pdfium = pytest.importorskip("pypdfium2")
    for where in ("/gallery/roster/", "/gallery/rollcall/"):
        page = look(where).page
        sheet = pdfium.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        assert len(sheet) > 1
        for i, one in enumerate(sheet):
            text = one.get_textpage().get_text_range()
            assert f"{i + 1} / {len(sheet)}" in text
            assert "2025-12-21 18:40 · #1842 · 7f3c9a51e0b64d22" in text


def test_the_gallery_is_not_shown_on_a_house_at_work(alone):
    with override_settings(DEBUG=False, ABRIGO_GALLERY=False):
        assert asked(HOUSE + "/gallery/", "es")[0] == 404
