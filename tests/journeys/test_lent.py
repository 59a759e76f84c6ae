"""A lent register on a small phone: laid beside ours with one button, decided and undone, and its list on no page."""

import io
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from abrigo.clerk.clock import now

pytestmark = pytest.mark.django_db

FILE = (
    b"id,name,sexo,fecha_nacimiento,madre,grado\n1,Sarah Nunez,F,2016-03-02,Rivka Nunes,3\n2,NN,F,,,4\n"
    b"3,Somebody Else,M,2009-01-01,Nobody,4\n"
)


@pytest.fixture
def desk(operation, sit, request):
    operation.must("claim-name", person="c1", claim="n-c1", text="שרה נוניז", speaker="ella misma")
    operation.must("claim-kin", person="c1", claim="k-c1", relation="mother", other_name="Rivka Nunez", speaker="c2")
    desk = sit("director", width=360)
    desk.client.cookies["django_language"] = request.param
    file = io.BytesIO(FILE)
    file.name = "escuela.csv"
    terms = {"title": "Escuela Oratorio", "lender": "Ministerio", "purpose": "hallar familias", "terms": "sin copias"}
    until = (now() + timedelta(days=30)).date().isoformat()
    desk.client.post("/lent/new", {"file": file, "id": "abc", "kind": "school", "until": until} | terms)
    return desk


def whole(page):
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"] + 1
    assert "Somebody Else" not in page.content()


@pytest.mark.parametrize("desk", ["es", "he"], indirect=True)
def test_a_lent_register_is_laid_beside_ours_on_a_phone_decided_and_taken_back(desk):
    page = desk.page
    for path in ("/lent", "/lent/new", "/lent/ln-abc"):
        desk.open(path)
        whole(page)
    page.locator("form[data-import] button").click()
    page.locator("main a[href^='/lent/ln-abc/pairs/']").click()
    page.locator("table.waterfall").wait_for()
    whole(page)
    said = page.inner_text("main")
    for part in ("Sarah Nunez", "שרה נוניז", "Rivka Nunes", "Rivka Nunez"):
        assert part in said
    page.locator("input[name=verdict][value=same]").check()
    page.locator("textarea[name=reason]").fill("la madre mostró el carné")
    page.locator("form.sheet button[type=submit]").click()
    page.locator("section.box.done").wait_for()
    whole(page)
    desk.open("/people/c1")
    assert "Escuela Oratorio (Ministerio), 1" in page.inner_text("main")
    page.go_back()
    page.locator("textarea[name=reason]").fill("era su prima")
    page.locator("form.sheet button[type=submit]").click()
    page.locator("input[name=verdict][value=not-the-same]").wait_for()
    desk.open("/candidates")
    page.locator("main a[href^='/lent/ln-abc/pairs/']").wait_for()
    whole(page)
