"""A lent register on a small phone: whole, readable by everyone, and the list itself on no page."""

import io
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from abrigo.clerk.clock import now

pytestmark = pytest.mark.django_db


def test_a_lent_register_is_read_on_a_phone_and_its_list_is_nowhere(operation, sit):
    operation.must("claim-name", person="c1", claim="n-c1", text="שרה נוניז", speaker="ella misma")
    desk = sit("director")
    file = io.BytesIO(b"id,name,grado\n1,Sarah Nunez,3\n2,NN,4\n3,Somebody Else,4\n")
    file.name = "escuela.csv"
    terms = {"title": "Escuela Oratorio", "lender": "Ministerio", "purpose": "hallar familias", "terms": "sin copias"}
    until = (now() + timedelta(days=30)).date().isoformat()
    desk.client.post("/lent/new", {"file": file, "id": "abc", "kind": "school", "until": until} | terms)
    for path in ("/lent/ln-abc", "/lent", "/lent/new"):
        desk.page.goto("http://abrigo.test" + path)
        assert [v["id"] for v in Axe().run(desk.page).response["violations"]] == []
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= desk.page.viewport_size["width"] + 1
        assert "Somebody Else" not in desk.page.content()
    desk.page.goto("http://abrigo.test/lent/ln-abc")
    assert "Sarah Nunez" in desk.page.inner_text("main")
