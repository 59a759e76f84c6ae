"""Alerts: out at once whatever is empty, and closed only after somebody has seen the child."""

import pytest

from abrigo.registers.models import Card

pytestmark = pytest.mark.django_db


@pytest.fixture
def director(at_desk):
    return at_desk("director")


@pytest.fixture
def officer(at_desk):
    return at_desk("alert-officer", agency="alert-unit")


@pytest.fixture
def url(director):
    director.post("/incidents/open", {"id": "inc1", "site": "centro", "kind": "forced-entry"})
    return "/incidents/inc1"


def asked(director, url):
    page = director.get(f"{url}/alerts")
    wanted = [a["person"]["id"] for a in page.context["asked"] if a["ticked"]]
    return director.post(f"{url}/alerts", {"id": "form", "person": wanted})


def step(client, alert, name, **fields):
    return client.post(f"/alerts/{alert}/{name}", {"id": f"{alert}{name}", **fields})


def test_one_button_asks_for_every_child_and_leaves_adults_to_a_decision(director, url):
    page = director.get(f"{url}/alerts")
    assert {a["person"]["id"]: a["ticked"] for a in page.context["asked"]}["a1"] is False
    assert asked(director, url).status_code == 302
    assert set(Card.objects.filter(kind="alert").values_list("person", flat=True)) == {f"c{n}" for n in range(1, 8)}


def test_asking_twice_asks_once(director, url):
    asked(director, url)
    ids = {f"c{n}" for n in range(1, 8)}
    director.post(f"{url}/alerts", {"id": "form", "person": sorted(ids)})
    assert Card.objects.filter(kind="alert").count() == 7
    assert [a["person"]["id"] for a in director.get(f"{url}/alerts").context["asked"]] == ["a1", "a2", "a3"]


def test_a_packet_full_of_empty_fields_goes_out(director, url):
    answer = director.post("/alerts/ask/c7", {"id": "one", "incident": "inc1"})
    assert answer.status_code == 302
    body = director.get(answer.headers["Location"]).content.decode()
    assert "unidentified" in body
    assert "none; it goes out without" in body
    assert "refused" in body  # the language: asked, and refused to say


def test_nobody_ticked_asks_for_nobody(director, url):
    assert director.post(f"{url}/alerts", {"id": "form"}).status_code == 422
    assert not Card.objects.filter(kind="alert").exists()


def test_it_is_not_closed_before_somebody_has_seen_the_child(director, officer, url):
    asked(director, url)
    alert = Card.objects.get(kind="alert", person="c1").id
    assert step(officer, alert, "activate").status_code == 422
    assert step(officer, alert, "accept", number="AK-1").status_code == 302
    assert officer.post(f"/alerts/{alert}/activate", {"id": "out"}).status_code == 302
    refused = step(officer, alert, "close", reason="dicen que está bien")
    assert refused.status_code == 422
    body = refused.content.decode()
    assert "not-verified-in-person" in body
    assert "dicen que está bien" in body
    assert step(officer, alert, "locate", place="una casa", source="una tía").status_code == 302
    assert step(officer, alert, "verify", verifier="Brenda, en persona").status_code == 302
    assert officer.post(f"/alerts/{alert}/close", {"id": "last", "reason": "vista"}).status_code == 302
    assert Card.objects.get(kind="alert", person="c1").status == "closed"
    board = officer.get("/alerts").context
    assert (board["open_n"], board["closed_n"]) == (6, 1)


def test_an_open_alert_of_somebody_present_again_asks_for_verification(director, officer, url):
    asked(director, url)
    director.post(f"{url}/act", {"id": "f", "person": "c1", "mode": "see", "site": "centro"})
    board = officer.get("/alerts")
    assert board.context["to_verify"] == 1
    assert board.context["groups"][0]["rows"][0]["person"]["id"] == "c1"


def test_children_never_in_our_care_stand_apart(director, officer, operation, url):
    asked(director, url)
    operation.must("seek-person", by="child-attorney", person="s1", name="Alguien")
    officer.post("/alerts/ask/s1", {"id": "sought"})
    board = officer.get("/alerts").context
    assert (board["ours_open"], board["apart_open"], board["open_n"]) == (7, 1, 8)


def test_a_guard_reads_no_alert_of_another_site(director, at_desk, url):
    asked(director, url)
    other = at_desk("guard", username="other", site="casa")
    alert = Card.objects.get(kind="alert", person="c1").id
    assert other.get(f"/alerts/{alert}").status_code == 404
    assert other.get("/alerts").context["open_n"] == 0
    assert other.get("/alerts/ask/c1").status_code == 404


def test_the_press_and_unknown_steps_find_nothing(director, at_desk, officer, url):
    asked(director, url)
    alert = Card.objects.get(kind="alert", person="c1").id
    assert at_desk("press-officer").get("/alerts").status_code == 403
    assert at_desk("press-officer").get(f"/alerts/{alert}").status_code == 404
    assert step(officer, alert, "forget").status_code == 404
    assert officer.get(f"/alerts/{alert}/accept").status_code == 405
