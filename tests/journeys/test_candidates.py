"""Two records side by side in a real browser: decided by the second pair of eyes, undone with a reason."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(operation):
    operation.must("propose-candidate", "intake-worker", candidate="k1", person="c1", other="c2", reasons=["same-sex"])
    return "/candidates/k1"


def test_a_pair_is_compared_decided_and_undone(sit, pair):
    director = sit("director")
    page = director.page
    director.open("/candidates")
    assert director.fit() == []
    page.get_by_role("link", name="Comparar y decidir").click()
    page.wait_for_selector(".side-by-side")
    assert director.fit() == []
    page.locator("[name=verdict][value=same]").check(force=True)
    page.fill("#id_reason", "Una sola respondió a los dos nombres")
    page.get_by_role("button", name="Decidir").click()
    page.wait_for_selector(".box.errors")
    assert page.input_value("#id_reason") == "Una sola respondió a los dos nombres"
    page.locator("[name=counted][value=c2]").check(force=True)
    page.get_by_role("button", name="Decidir").click()
    page.wait_for_selector("text=es el registro que se cuenta")
    assert director.fit() == []
    page.fill("#id_reason", "Eran dos hermanas")
    page.get_by_role("button", name="Deshacer el vínculo").click()
    director.confirm()
    page.wait_for_selector("text=cada uno por sí")
    assert "Eran dos hermanas" in page.inner_text(".timeline")
    assert director.complaints == []


@pytest.mark.parametrize(("language", "width"), [("he", 360), ("he", 1280), ("en", 1280)])
def test_the_comparison_is_fit_in_both_directions(sit, pair, language, width):
    director = sit("director", language=language, width=width)
    for path in (pair, "/candidates", "/candidates?status=same"):
        assert director.open(path) == 200
        assert (path, director.fit()) == (path, [])


ROOMS = ("/authority", "/authority/give", "/authority/end", "/authority/orders", "/authority/courts",
         "/authority/restrictions", "/authority/refused", "/health", "/health/offer", "/families", "/families/ask",
         "/releases", "/releases/propose?person=c1", "/releases/death?person=c1")  # fmt: skip


@pytest.mark.parametrize("language", ["es", "he"])
def test_the_smaller_rooms_are_fit_on_a_phone(sit, language):
    attorney = sit("child-attorney", language=language)
    for path in ROOMS:
        assert attorney.open(path) == 200
        assert (path, attorney.fit()) == (path, [])
    assert attorney.complaints == []
