"""Promises of the names over the wire: behind every number, only to who may see them, with both times."""

import json


def names(answer):
    return [p["id"] for p in answer[1]["people"]]


def test_each_number_opens_its_names(program):
    api = program()
    assert names(api.get("/operations/op/people", state="out-with-authority")) == ["c8"]
    assert len(names(api.get("/operations/op/people", category="adult"))) == 3
    assert len(names(api.get("/operations/op/people", site="centro", unit="norte"))) == 6
    assert names(api.get("/operations/op/people", limit=2, offset=1)) == ["c2", "c3"]


def test_a_state_that_is_none_is_refused_with_the_possible_ones(program):
    status, problem = program().get("/operations/op/people", state="escaped")
    assert (status, problem["field"]) == (422, "state")
    assert "unaccounted" in problem["remedy"]["en"]


def test_a_child_who_said_no_name_is_called_by_band(program):
    _, person = program().get("/operations/op/people/c7")
    assert person["called"] == "N-07"
    assert person["names"] == []


def test_what_was_refused_and_what_was_not_asked_are_two_answers(program):
    _, person = program().get("/operations/op/people/c1")
    assert person["language"] == {"unsaid": "refused"}
    assert person["clothing"] == "suéter azul"


def test_who_sees_no_names_gets_no_list(program):
    for role in ("press-officer", "auditor"):
        assert program(role).get("/operations/op/people")[0] == 403
        assert program(role).get("/operations/op/people/c1")[0] == 404


def test_who_sees_names_and_no_places_reads_no_place_anywhere(program):
    api = program("prosecutor")
    _, people = api.get("/operations/op/people")
    assert len(people["people"]) == 11
    assert all(p["where"]["hidden"] for p in people["people"])
    told = json.dumps([people, api.get("/operations/op/people/c8/timeline")[1]])
    assert "centro" not in told
    assert "Hospital" not in told
    assert "norte" not in told


def test_a_guard_sees_the_own_site_and_a_child_elsewhere_is_nobody(program, viewer, operation):
    operation.hands["guard"] = viewer("guard", site="casa", username="guard")
    api = program("guard")
    assert names(api.get("/operations/op/people")) == []
    assert api.get("/operations/op/people/c1") == api.get("/operations/op/people/nobody")
    assert api.get("/operations/op/people/c1/timeline") == api.get("/operations/op/people/nobody/timeline")


def test_the_timeline_says_who_and_both_times(program, operation):
    operation.must("see", person="c1", site="centro", how="photo", at=operation.tick(hours=3))
    early = operation.now
    operation.tick(hours=1)
    operation.must("see", person="c1", site="centro", how="band", at=early.replace(minute=0) - (early - early))
    _, story = program().get("/operations/op/people/c1/timeline")
    assert story[0]["kind"] == "person.received"
    assert [t["at"] for t in story] == sorted(t["at"] for t in story)
    assert story[0]["by_name"] == "Director"
    assert any(t["told_late"] for t in story)
    assert all(len(t["entry"]) == 64 for t in story)


def test_a_name_told_later_was_not_known_before(program, operation):
    before = operation.now
    operation.must(
        "claim-name", person="c7", claim="c7/later", text="Lucía", speaker="ella", language="es", script="Latn",
        at=operation.tick(hours=1),
    )  # fmt: skip
    api = program()
    assert api.get("/operations/op/people/c7")[1]["called"] == "Lucía"
    _, then = api.get("/operations/op/people/c7", known_at=before.isoformat())
    assert then["called"] == "N-07"


def test_the_list_as_known_now_is_the_list(program):
    api = program()
    _, live = api.get("/operations/op/people")
    _, known = api.get("/operations/op/people", size=live["known_at"], about=live["about"])
    assert known == live


def test_a_person_page_as_known_before_they_came_is_empty(program):
    assert program().get("/operations/op/people/c1", known_at="2025-12-19T05:00:00-06:00")[0] == 404
