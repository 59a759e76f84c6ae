"""Promises of daily care: a need reaches carers only and can be destroyed; a locked door has a reason and an end."""

from datetime import timedelta

import pytest

from abrigo.clerk.rebuild import compare
from abrigo.ledger import reader

NEED = {"id": "n1", "kind": "need-prayer-times", "words": "Xqhora al amanecer"}
LOCK = {"id": "l1", "room": "Dormitorio 2", "reason": "reparación", "inside": "0", "keyholder": "Ana", "minutes": "60"}


def _without_words():
    return [e.pos for e in reader.sealed_at(range(reader.size())) if e.box is None]


def text(client, address):
    return client.get(address).content.decode()


def test_a_need_is_read_by_carers_and_by_nobody_else(operation, at_desk):
    nurse = at_desk("nurse")
    assert nurse.post("/people/c1/needs", NEED).status_code == 302
    assert "Xqhora" in text(nurse, "/people/c1/needs")
    for role in ("police", "prosecutor", "court", "alert-officer", "ombudsman", "press-officer", "auditor"):
        client = at_desk(role)
        assert client.get("/people/c1/needs").status_code == 404, role
        assert "Xqhora" not in text(client, "/people/c1"), role
        answer = client.get("/api/operations/op/people/c1")
        assert b"Xqhora" not in answer.content, role


def test_a_need_deleted_is_gone_from_the_ledger_and_not_only_from_the_page(operation, at_desk):
    nurse = at_desk("nurse")
    nurse.post("/people/c1/needs", NEED)
    before = _without_words()
    assert nurse.post("/people/c1/needs/need-n1/end", {"id": "e1"}).status_code == 302
    gone = _without_words()
    assert len(gone) == len(before) + 1
    assert "Xqhora" not in text(nurse, "/people/c1/needs")
    assert "Xqhora" not in text(nurse, "/people/c1")
    assert nurse.post("/people/c1/needs/need-n1/end", {"id": "e2"}).status_code == 422
    assert all(c.identical for c in compare())


def test_a_room_is_not_locked_before_the_ways_out_were_walked(at_desk):
    director = at_desk("director")
    no = director.post("/shift/centro/lock", LOCK)
    assert no.status_code == 422
    assert "fire-check-required" in no.content.decode()
    assert director.post("/shift/centro/fire", {"id": "f0", "safe": "no", "words": "candado"}).status_code == 302
    assert director.post("/shift/centro/lock", LOCK).status_code == 422
    assert director.post("/shift/centro/fire", {"id": "f1", "safe": "yes"}).status_code == 302
    assert director.post("/shift/centro/lock", LOCK).status_code == 302
    page = text(director, "/shift/centro")
    assert "minutes left" in page
    assert director.post("/shift/centro/unlock/lock-l1", {"id": "u1"}).status_code == 302
    assert "No room is written as locked" in text(director, "/shift/centro")


@pytest.mark.parametrize("wrong", [
    {"inside": "3", "minutes": "31"}, {"minutes": "721"}, {"reason": ""}, {"keyholder": ""}, {"minutes": "0"},
])  # fmt: skip
def test_a_lock_without_reason_key_or_end_is_refused(at_desk, wrong):
    director = at_desk("director")
    director.post("/shift/centro/fire", {"id": "f1", "safe": "yes"})
    assert director.post("/shift/centro/lock", LOCK | wrong).status_code == 422


def test_a_lock_past_its_minutes_stands_in_sight_until_it_is_open(operation, at_desk):
    director = at_desk("director")
    director.post("/shift/centro/fire", {"id": "f1", "safe": "yes"})
    director.post("/shift/centro/lock", LOCK | {"inside": "2", "minutes": "20"})
    operation.now += timedelta(minutes=25)
    assert "must be open since" in text(director, "/shift/centro")


def test_the_sheet_of_a_shift_says_who_is_on_duty_and_what_is_due(operation, at_desk):
    nurse, director = at_desk("nurse"), at_desk("director")
    told = {
        "id": "m1",
        "part-medicine": "amoxicilina",
        "part-amount": "5 ml",
        "part-every": "8",
        "part-prescriber": "Paz",
    }
    nurse.post("/people/c1/health/note/medicine", told)
    nurse.post("/people/c1/needs", NEED)
    until = (operation.now + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M")
    assert director.post("/shift/centro/duty", {"id": "d1", "names": "Ana\nLuz", "until": until}).status_code == 302
    page = text(director, "/shift/centro/paper")
    for told in ("Ana", "Luz", "amoxicilina", "Xqhora"):
        assert told in page


def test_a_guard_sees_the_shift_of_the_own_gate_and_no_medicine(operation, at_desk):
    nurse = at_desk("nurse")
    told = {"id": "m1", "part-medicine": "Xqjarabe", "part-amount": "5 ml", "part-every": "8", "part-prescriber": "Paz"}
    nurse.post("/people/c1/health/note/medicine", told)
    guard = at_desk("guard", site="centro")
    page = text(guard, "/shift/centro")
    assert "Xqjarabe" not in page
    assert guard.get("/shift/casa").status_code == 404
    assert at_desk("police").get("/shift").status_code == 404
