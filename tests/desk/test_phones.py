"""Phones at the desk: handed out by one, confirmed by another, ended by anyone who may; and nothing they bring lost."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from abrigo.clerk import clock
from abrigo.facts.wire import to_ms
from abrigo.house.benches.reference_phone import Answered, ReferencePhone
from abrigo.registers import cards
from abrigo.staff.models import Account, Device


@pytest.fixture
def at(at_desk, operation, monkeypatch):
    """The phone and the desk by one clock."""
    monkeypatch.setattr(clock, "now", lambda: operation.now)
    monkeypatch.setattr(clock, "wall", lambda: operation.now)
    cache.clear()
    return at_desk


def line(method, path, body, headers):
    kind = headers.pop("Content-Type", "application/octet-stream")
    answer = Client().generic(method, path, body, content_type=kind, headers=headers)
    return Answered(answer.status_code, answer.content, dict(answer.items()))


def a_phone(operation, ahead=timedelta(0)):
    return ReferencePhone(line, lambda: to_ms(operation.now + ahead))


def code_for(desk, staff, site="centro", hours="72"):
    answer = desk.post("/phones", {"do": "code", "staff": staff, "site": site, "hours": hours})
    found = re.search(r"([0-9A-Z]{4})-([0-9A-Z]{4})</strong>", answer.content.decode())
    return found[1] + found[2] if found else ""


def enrolled(at, operation, role="intake-worker", **given):
    phone = a_phone(operation, **given)
    assert phone.enrol(code_for(at("director"), operation.hand(role).staff), "Pixel").status == 200
    assert at("child-attorney").post("/phones", {"do": "confirm", "device": phone.device}).status_code == 302
    return phone


def test_a_phone_is_handed_out_by_one_and_confirmed_by_another(at, operation):
    phone = a_phone(operation)
    desk = at("director")
    code = code_for(desk, operation.hand("intake-worker").staff)
    told = phone.enrol(code, "Pixel").json()
    assert told["fingerprint"] == phone.fingerprint(code)
    assert phone.call("GET", "/pocket/v1/bundle").status == 403
    assert phone.fingerprint(code) in desk.get("/phones").content.decode()
    assert desk.post("/phones", {"do": "confirm", "device": phone.device}).status_code == 422
    holder = at("intake-worker")
    assert holder.post("/phones", {"do": "confirm", "device": phone.device}).status_code == 422
    assert at("child-attorney").post("/phones", {"do": "confirm", "device": phone.device}).status_code == 302
    assert phone.call("GET", "/pocket/v1/me").json()["state"] == "enrolled"


def test_a_code_is_good_once_and_for_ten_minutes(at, operation):
    desk, staff = at("director"), operation.hand("intake-worker").staff
    code = code_for(desk, staff)
    first, second = a_phone(operation), a_phone(operation)
    assert first.enrol(code).status == 200
    assert first.enrol(code).status == 200
    assert second.enrol(code).status == 404
    late = code_for(desk, staff)
    operation.tick(minutes=11)
    assert second.enrol(late).status == 404


def test_whoever_may_not_hand_out_phones_makes_no_code(at, operation):
    for role in ("guard", "nurse", "police", "press-officer", "auditor"):
        assert code_for(at(role), operation.hand("director").staff) == ""
    assert code_for(at("director"), "nobody") == ""
    assert code_for(at("director"), operation.hand("guard").staff, hours="9999") == ""


def test_a_director_hands_no_phone_to_another_agencys_people(at, operation):
    operation.open_account("police", username="comisario", agency="pnc")
    staff = Account.objects.get(username="comisario").staff
    assert code_for(at("director"), staff) == ""
    assert code_for(at("administrator"), staff) != ""


def test_a_lost_phone_is_ended_in_one_act_and_refused_at_its_next_word(at, operation):
    phone = enrolled(at, operation)
    assert phone.bundle()["people"]
    assert at("director").post("/phones", {"do": "revoke", "device": phone.device}).status_code == 302
    assert phone.call("GET", "/pocket/v1/bundle").status == 410
    assert phone.gone == "revoked"
    page = at("director").get("/phones").content.decode()
    assert "ended" in page


def test_one_may_end_ones_own_phone_but_not_anothers(at, operation):
    phone = enrolled(at, operation, "nurse")
    assert at("guard").post("/phones", {"do": "revoke", "device": phone.device}).status_code == 422
    assert at("nurse").post("/phones", {"do": "revoke", "device": phone.device}).status_code == 302


def refused_act(phone, operation):
    phone.say(
        "board", {"operation": "op", "transit": "t-9", "people": ["c1"], "at": operation.now.isoformat()},
        scans=[{"band": "N-01", "person": "c1", "at": phone.clock()}],
    )  # fmt: skip
    phone.send()


def test_what_no_rule_could_decide_stands_before_a_person_with_its_reason(at, operation):
    phone = enrolled(at, operation)
    refused_act(phone, operation)
    page = at("director").get("/phones/waiting").content.decode()
    assert "People boarded a vehicle" in page
    assert "unknown-transit" in page
    assert "N-01" in page


def test_a_person_writes_it_in_their_own_name_once_it_can_be(at, operation):
    phone = enrolled(at, operation)
    refused_act(phone, operation)
    desk = at("director")
    number = re.search(r'name="parcel" value="(\d+)"', desk.get("/phones/waiting").content.decode())[1]
    assert desk.post("/phones/waiting", {"do": "write", "parcel": number}).status_code == 422
    operation.must("open-transit", transit="t-9", manifest="M1", vehicle="bus", origin="centro", destination="casa",
                   escorts=["Ana"], due=(operation.now + timedelta(hours=2)).isoformat())  # fmt: skip
    assert desk.post("/phones/waiting", {"do": "write", "parcel": number}).status_code == 302
    assert "Nothing waits for a person" in desk.get("/phones/waiting").content.decode()


def test_nothing_is_set_aside_without_a_reason(at, operation):
    phone = enrolled(at, operation)
    refused_act(phone, operation)
    desk = at("director")
    number = re.search(r'name="parcel" value="(\d+)"', desk.get("/phones/waiting").content.decode())[1]
    assert desk.post("/phones/waiting", {"do": "aside", "parcel": number, "why": " "}).status_code == 422
    assert desk.post("/phones/waiting", {"do": "aside", "parcel": number, "why": "otro bus"}).status_code == 302
    assert "otro bus" in desk.get("/phones/waiting").content.decode()


def test_duress_stands_first_and_says_not_to_call_that_phone(at, operation):
    phone = enrolled(at, operation)
    refused_act(phone, operation)
    phone.say("duress", {"at": operation.now.isoformat()})
    phone.send()
    page = at("director").get("/phones/waiting").content.decode()
    assert page.index("forced to open") < page.index("People boarded")
    assert "Do not call this phone" in page


@pytest.mark.parametrize("role", ["guard", "nurse", "police", "press-officer", "administrator", "court"])
def test_whoever_may_not_settle_it_finds_no_such_page(at, operation, role):
    assert at(role).get("/phones/waiting").status_code == 404


def test_a_site_is_given_up_in_one_act_and_looked_at_by_another(at, operation):
    phone = enrolled(at, operation)
    guard = at("guard", site="centro")
    operation.must("open-incident", incident="i-1", kind="forced-entry", site="centro", words="la puerta")
    desk = at("director")
    form = {"do": "lose", "site": "centro", "run_from": "casa", "id": "ab" * 16}
    assert desk.post("/sites/lost", form).status_code == 302
    assert desk.post("/sites/lost", form).status_code == 302
    assert phone.call("GET", "/pocket/v1/bundle").status == 410
    assert phone.gone == "site-lost"
    assert guard.get("/board").status_code == 302
    assert cards.one(operation.hand("director"), "op", "incident", "i-1").body["room"] == "casa"
    page = desk.get("/sites/lost").content.decode()
    assert page.count("phones ended: 1") == 1
    look = {"do": "look", "loss": "ab" * 16}
    assert desk.post("/sites/lost", look).status_code == 422
    assert at("child-attorney").post("/sites/lost", look).status_code == 302
    assert "Looked at by" in desk.get("/sites/lost").content.decode()
    assert Device.objects.get().revoked_why == "site-lost"


def test_a_site_is_not_lost_to_itself_nor_by_a_guard(at, operation):
    form = {"do": "lose", "site": "centro", "run_from": "centro", "id": "ab" * 16}
    assert at("director").post("/sites/lost", form).status_code == 422
    assert at("guard").post("/sites/lost", form).status_code == 404


def test_duress_stands_on_every_page_of_whoever_must_act_and_on_none_of_that_sites_own_screens(at, operation):
    phone = enrolled(at, operation)
    phone.say("duress", {"at": operation.now.isoformat()})
    phone.send()
    said = "Someone was forced to open the phone"
    for role in ("director", "child-attorney"):
        page = at(role).get("/board").content.decode()
        assert said in page
        assert "/phones/waiting" in page
    for role, site in (("guard", ""), ("police", ""), ("intake-worker", "centro")):
        assert said not in at(role, site=site, username=f"{role}-here").get("/board").content.decode()
    desk = at("director")
    number = re.search(r'name="parcel" value="(\d+)"', desk.get("/phones/waiting").content.decode())[1]
    desk.post("/phones/waiting", {"do": "aside", "parcel": number, "why": "llamé por otra vía"})
    assert said not in desk.get("/board").content.decode()


def test_a_manifest_on_paper_and_a_handover_carry_a_code_for_the_phone_that_receives(at, operation):
    due = (operation.now + timedelta(hours=2)).isoformat()
    operation.must("open-transit", transit="t-9", manifest="M1", vehicle="bus", origin="centro", destination="casa",
                   escorts=["Ana"], due=due)  # fmt: skip
    operation.must("hand-over", handover="h-9", taker="pgn", people=["c1"])
    for path in ("/movements/transits/t-9/paper", "/movements/handovers/h-9"):
        assert 'class="qr-small"' in at("director").get(path).content.decode(), path
