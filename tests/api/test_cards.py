"""Promises of the lists: each thing and what became of it, no route to who sees no places, no answer told too soon."""

import json

import pytest

from abrigo.api.cards import KINDS


@pytest.fixture
def breach(operation):
    op = operation
    op.must("open-incident", incident="i1", kind="forced-entry", site="centro", words="la puerta", at=op.tick(hours=1))
    op.must("note-incident", incident="i1", note="n1", words="unas cien personas")
    op.must("see", person="c1", site="centro", how="band")
    return op


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.name)
def test_every_list_answers_and_the_empty_one_is_empty(program, kind):
    status, cards = program().get(f"/operations/op/{kind.name}")
    assert status == 200
    assert [c["id"] for c in cards] == (["l1"] if kind.name == "leaves" else [])


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.name)
def test_the_administrator_lists_nothing(program, kind):
    assert program("administrator").get(f"/operations/op/{kind.name}")[0] == 403


def test_a_leave_is_not_a_route_for_who_sees_no_places(program):
    _, [shown] = program().get("/operations/op/leaves")
    _, [hidden] = program("prosecutor").get("/operations/op/leaves")
    assert shown["title"] == "Hospital Central"
    assert hidden["hidden"]
    assert "Hospital" not in json.dumps(hidden)
    assert hidden["due"] is None


def test_an_incident_shows_whom_it_expected_and_who_is_left(breach, program):
    status, incident = program().get("/operations/op/incidents/i1")
    assert status == 200
    assert len(incident["expected"]) == 10
    assert incident["states"]["present"] == ["c1"]
    assert len(incident["left"]) == 9
    assert [n["words"] for n in incident["log"]] == ["unas cien personas"]


def test_no_whole_thing_of_another_operation_exists(breach, program, viewer):
    breach.hands["stranger"] = viewer("director", operations=("other",), username="stranger")
    api = program("stranger")
    for path in ("incidents/i1", "leaves", "roll-calls/r1", "people/c1"):
        assert api.get(f"/operations/op/{path}") == api.get(f"/operations/nothing/{path}")


def test_an_alert_goes_out_with_an_empty_packet_and_is_listed(breach, program):
    packet = {
        "names": [], "age": "", "sex": {"unsaid": "unknown"}, "has_photo": False, "last_seen": "", "clothing": "",
        "language": {"unsaid": "unknown"}, "companions": [], "band": "N-02", "reporter": "",
    }  # fmt: skip
    breach.must("request-alert", alert="al1", person="c2", packet=packet, incident="i1")
    _, [alert] = program("alert-officer").get("/operations/op/alerts")
    assert alert["about"]["packet"]["sex"] == {"unsaid": "unknown"}
    assert alert["about"]["requested_at"].endswith("+00:00")


@pytest.fixture
def counted(operation):
    op = operation
    op.must("open-roll-call", rollcall="r1", name="Noche", site="centro", unit="norte", counters=2)
    for counter, role in ((1, "director"), (2, "intake-worker")):
        op.must("answer-roll-call", role, rollcall="r1", person="c1", present=counter == 1, counter=counter)
    return op


def test_a_counter_reads_the_own_answers_and_not_the_others(counted, program):
    _, mine = program().get("/operations/op/roll-calls/r1")
    one, two = mine["counters"]
    assert one["found"] == ["c1"]
    assert two["found"] is None
    assert two["not_found"] is None
    assert "c1" not in one["left"]
    assert mine["differ"] is None
    assert mine["differ_on"] == []


def test_counters_who_differ_see_only_that_they_differ(counted, program):
    op = counted
    _, call = program().get("/operations/op/roll-calls/r1")
    for counter, role in ((1, "director"), (2, "intake-worker")):
        for person in call["expected"]:
            op.must(
                "answer-roll-call",
                role,
                rollcall="r1",
                person=person,
                present=counter == 1 or person != "c1",
                counter=counter,
            )
        op.must("finish-counting", role, rollcall="r1", counter=counter)
    _, told = program().get("/operations/op/roll-calls/r1")
    assert told["round"] == 2 or told["differ"]
    assert told["differ_on"] == []


def test_people_can_be_asked_for_by_id(program):
    status, answer = program().get("/operations/op/people", id=["c2", "a1", "nobody"])
    assert status == 200
    assert [p["id"] for p in answer["people"]] == ["c2", "a1"]
