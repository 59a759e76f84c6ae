"""The guard in a real browser: one tap, a sign to be read by shape and word; the crowd with big buttons."""

from datetime import timedelta

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def expected(operation):
    """Rosa comes to c1, now."""
    begins = operation.now + timedelta(minutes=10)
    told = {"visit": "v1", "person": "c1", "visitor": "Rosa Pérez", "relation": "madre"}
    operation.must("request-visit", begins=begins.isoformat(), ends=(begins + timedelta(hours=1)).isoformat(), **told)
    view = {"asked": "", "how": "", "language": "", "through": "", "said_words": "", "weighed": "", "absent": "duerme"}
    operation.must("approve-visit", "child-attorney", visit="v1", person="c1", view=view)


@pytest.mark.parametrize("language", ["es", "he"])
def test_a_guard_lets_in_whom_two_people_approved_and_keeps_out_whom_nobody_did(
    expected, operation, sit, monkeypatch, language
):
    from abrigo.desk import door

    monkeypatch.setattr(door, "now", lambda: operation.now)
    guard = sit("guard", site="centro", language=language)
    assert guard.open("/gate") == 200
    assert guard.fit() == []
    guard.page.locator(".gate-visits button").click()
    guard.page.locator(".gate-answer.is-may-come-in").wait_for(timeout=10_000)
    assert guard.fit() == []
    guard.page.fill("#id_document_seen", "DPI 1")
    guard.page.locator("button[value=let-in]").click()
    guard.page.fill("#id_who", "Marta Gómez")
    guard.page.locator(".gate-ask").click()
    guard.page.locator(".gate-answer.is-ask-first").wait_for(timeout=10_000)
    guard.page.locator("button[value=not-let-in]").click()
    for _ in range(2):
        guard.page.locator("[data-step='10']").click()
    assert guard.page.input_value("#id_number") == "20"
    guard.page.locator(".gate-crowd button[type=submit]").click()
    assert guard.page.input_value("#id_number") == "20"
    assert guard.complaints == []
    assert guard.fit() == []


@pytest.mark.parametrize("language", ["es", "he", "ar", "yi"])
def test_a_relative_asks_at_the_tablet_and_takes_a_number_away(operation, sit, language):
    tablet = sit("guard", site="centro", language=language)
    session = tablet.client.session
    session["kiosk"] = True
    session.save()
    assert tablet.open("/kiosk") == 200
    assert tablet.page.locator("nav").count() == 0
    assert tablet.fit() == []
    tablet.page.check("#id_wishes_0")
    tablet.page.fill("#id_child_words", "Rivka, 9")
    tablet.page.locator(".kiosk-send").click()
    assert tablet.page.locator(".receipt-number").inner_text().startswith("R-")
    assert tablet.fit() == []


def test_a_mother_finds_her_language_by_its_own_name_and_loses_nothing_she_has_written(operation, sit):
    tablet = sit("guard", site="centro")
    session = tablet.client.session
    session["kiosk"] = True
    session.save()
    tablet.open("/kiosk")
    page = tablet.page
    page.check("#id_wishes_1")
    page.fill("#id_child_words", "רבקה, בת 9")
    page.get_by_role("button", name="עברית").click()
    page.wait_for_selector("html[lang=he]")
    assert page.input_value("#id_child_words") == "רבקה, בת 9"
    assert page.is_checked("#id_wishes_1")
    assert not page.is_checked("#id_wishes_0")
    assert tablet.fit() == []
    page.press("#id_asker", "Enter")
    page.wait_for_selector(".receipt-number")
    assert page.locator("html").get_attribute("lang") == "he"
    page.close()


@pytest.mark.parametrize("language", ["es", "he"])
def test_families_visits_and_who_is_kept_together_fit_a_bad_phone(expected, operation, sit, language):
    operation.must("keep-together", bond="k", people=["c1", "c2"], closeness="siblings", reason="hermanas")
    operation.must("claim-kin", person="c1", claim="k1", relation="mother", other="a1", speaker="ella")
    operation.must("claim-kin", person="c2", claim="k2", relation="mother", other_name="Marta", speaker="ella")
    operation.must("request-family", request="q1", receipt="R-1", wishes=["news"], asker="Rosa", person="c1")
    desk = sit("child-attorney", language=language)
    for path in ("/families", "/families/q1", "/families/q1/receipt", "/visits", "/visits/v1", "/kin/near", "/kin/c1"):
        assert desk.open(path) == 200, path
        assert desk.fit() == [], path
