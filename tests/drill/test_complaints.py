"""Event 02: a hundred and nine names from complaints, lent as a list, laid beside the register and looked at."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings

ENCINO = Path(__file__).parents[2] / "scenarios" / "encino"
PASSWORD = "encino-demo-2025"


@pytest.fixture(scope="module")
def meant():
    return json.loads((ENCINO / "complaints.json").read_text(encoding="utf-8"))


def test_event_02_is_109_lines_of_which_fourteen_children_stand_twice_and_nine_are_nobody(meant):
    lines = (ENCINO / "complaints.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert len(lines) == len(meant) == 109
    known = [who for who in meant.values() if who]
    assert (len(known), len(set(known)), list(meant.values()).count("")) == (100, 86, 9)


@pytest.fixture(scope="module")
def browser_page(chromium, house):
    context = chromium.new_context(viewport={"width": 360, "height": 800}, locale="es")
    page = context.new_page()
    page.set_default_timeout(8000)
    page.goto(f"{house}/signin")
    page.fill("input[name=username]", "attorney")
    page.fill("input[name=password]", PASSWORD)
    with override_settings(ABRIGO_DEMO=True):  # a password alone lets in only where nobody real is kept
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "signin" not in url)
    context.add_cookies([{"name": "django_language", "value": "es", "url": house}])
    yield page
    context.close()


def test_the_list_is_lent_laid_beside_the_register_and_one_pair_is_decided(browser_page, house, drill, meant):
    from abrigo.clerk.clock import now
    from abrigo.registers.models import Card

    page = browser_page
    page.goto(f"{house}/lent/new")
    page.set_input_files("input[name=file]", ENCINO / "complaints.csv")
    page.select_option("select[name=kind]", "missing")
    for field, said in (("title", "Denuncias D-74"), ("lender", "Procuraduría"), ("purpose", "saber quién es"),
                        ("terms", "sin copias"), ("until", (now() + timedelta(days=30)).date().isoformat())):  # fmt: skip
        page.fill(f"[name={field}]", said)
    page.click("main form.sheet button[type=submit]")
    page.locator("form[data-import] button").click(timeout=20_000)
    page.locator("main a[href*='/pairs/']").first.wait_for(timeout=60_000)

    rows = {n + 1: number for n, number in enumerate(sorted(meant), 1)}
    found: dict[str, list[tuple[int, str]]] = {}
    for card in Card.objects.filter(kind="lent-pair"):
        told = json.loads(card.body)
        found.setdefault(rows[told["row"]], []).append((told["percent"], card.person))
    known = [n for n, who in meant.items() if who]
    right = sum(meant[n] in [who for _, who in found.get(n, [])] for n in known)
    likely = [n for n, who in meant.items() if not who and max(found.get(n, [(0, "")]))[0] >= 50]
    assert likely == [], "a name of nobody is nobody's likely name"
    assert right >= 65, "of a hundred lines that mean one of ours"
    first = sum(meant[n] == max(found[n])[1] for n in known if n in found)
    assert first / len(found) > 0.85, "and whom it says first it mostly means"

    page.locator("main a[href*='/pairs/']").first.click()
    page.locator("table.waterfall").wait_for()
    page.locator("input[name=verdict][value=not-the-same]").check()
    page.locator("textarea[name=reason]").fill("la edad no es la suya")
    page.locator("form.sheet button[type=submit]").click()
    page.locator("section.box q").wait_for()
    assert Card.objects.filter(kind="lent-pair", status="not-the-same").count() == 1

    in_hebrew(page, house)


def in_hebrew(page, house):
    """The same register, its 109 lines and its pairs, from right to left."""
    from axe_playwright_python.sync_playwright import Axe

    page.context.add_cookies([{"name": "django_language", "value": "he", "url": house}])
    page.goto(f"{house}/lent")
    page.locator("main a[href*='/lent/ln-']").first.click()
    page.locator("main a[href*='/pairs/']").first.wait_for()
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert "109" in page.inner_text("main")
    page.locator("main a[href*='/pairs/']").first.click()
    page.locator("table.waterfall").wait_for()
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
