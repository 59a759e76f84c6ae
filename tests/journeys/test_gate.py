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
    assert guard.page.locator(".gate-answer.is-may-come-in").is_visible()
    assert guard.fit() == []
    guard.page.fill("#id_document_seen", "DPI 1")
    guard.page.locator("button[value=let-in]").click()
    guard.page.fill("#id_who", "Marta Gómez")
    guard.page.locator(".gate-ask").click()
    assert guard.page.locator(".gate-answer.is-ask-first").is_visible()
    guard.page.locator("button[value=not-let-in]").click()
    for _ in range(2):
        guard.page.locator("[data-step='10']").click()
    assert guard.page.input_value("#id_number") == "20"
    guard.page.locator(".gate-crowd button[type=submit]").click()
    assert guard.page.input_value("#id_number") == "20"
    assert guard.complaints == []
    assert guard.fit() == []


@pytest.mark.parametrize("language", ["es", "he"])
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
