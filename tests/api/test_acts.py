"""Promises of the acts over the wire: written once, receipted, refused in words, all or none."""

import pytest

from abrigo.rules.index import ACTS

SEEN = {"person": "c1", "site": "centro", "how": "band", "at": "2025-12-19T09:00:00-06:00"}


def test_an_act_is_answered_with_a_receipt_that_quotes_its_entries(program):
    status, receipt = program().act("see", **SEEN)
    assert status == 200
    assert receipt["taken"]
    assert not receipt["again"]
    assert receipt["act"] == "see"
    [entry] = receipt["entries"]
    assert entry["kind"] == "sighting.seen"
    assert entry["pos"] == receipt["size"] - 1
    assert len(entry["id"]) == 64


def test_the_same_act_sent_twice_is_written_once(program):
    api, body = program(), {"id": "x", "operation": "op", **SEEN}
    _, first = api.post("/acts/see", body)
    status, second = api.post("/acts/see", body)
    assert status == 200
    assert second.pop("again")
    assert not first.pop("again")
    assert first == second


def test_an_id_used_for_another_act_is_refused(program):
    api = program()
    api.post("/acts/see", {"id": "x", "operation": "op", **SEEN})
    status, problem = api.post("/acts/see", {"id": "x", "operation": "op", **SEEN, "person": "c2"})
    assert status == 409
    assert problem["code"] == "id-used-for-another-act"


def test_a_receipt_can_be_asked_for_again_but_only_by_who_sent_it(program):
    api = program()
    _, receipt = api.post("/acts/see", {"id": "x", "operation": "op", **SEEN})
    status, again = api.get("/receipts/x")
    assert status == 200
    assert again == receipt | {"again": True}
    assert program("intake-worker").get("/receipts/x")[0] == 404


def test_a_line_of_a_scenario_is_taken_as_it_is(program):
    status, _ = program().post("/acts/see", {"id": "x", "act": "see", "operation": "op", **SEEN})
    assert status == 200


def test_a_line_of_another_act_is_not_taken_here(program):
    status, problem = program().post("/acts/see", {"id": "x", "act": "receive", "operation": "op", **SEEN})
    assert (status, problem["field"]) == (422, "act")


def test_a_refusal_has_a_code_a_sentence_and_a_remedy_in_two_languages(program):
    status, problem = program().act("give-band", person="c1", band="N-02", at="2025-12-19T09:00:00-06:00")
    assert status == 409
    assert problem["code"] == "band-in-use"
    assert "N-02" in problem["sentence"]["en"]
    assert "brazalete" in problem["sentence"]["es"]
    assert problem["remedy"]["es"]


def test_a_list_is_written_whole(program):
    api = program()
    lines = [{"id": f"l{n}", "act": "see", "operation": "op", **SEEN, "person": p} for n, p in enumerate(("c1", "c2"))]
    status, receipts = api.post("/acts", lines)
    assert status == 200
    assert [r["id"] for r in receipts] == ["l0", "l1"]


def test_of_a_list_with_one_refusal_nothing_is_written(program):
    api = program()
    lines = [{"id": f"l{n}", "act": "see", "operation": "op", **SEEN, "person": p} for n, p in enumerate(("c1", "who"))]
    status, problem = api.post("/acts", lines)
    assert status == 409
    assert problem["code"] == "list-refused"
    assert [o["taken"] for o in problem["outcomes"]] == [True, False]
    assert problem["outcomes"][1]["code"] == "unknown-person"
    assert api.get("/receipts/l0")[0] == 404


@pytest.mark.parametrize("body", [[], {}, [[]], [{"id": "x"}], [{"id": "x", "act": "nothing"}], [1]])
def test_a_list_that_is_none_is_refused(program, body):
    assert program().post("/acts", body)[0] == 422


def test_a_list_of_more_than_a_thousand_is_refused_before_anything_is_read(program):
    assert program().post("/acts", [{"id": "x"}] * 1001)[1]["code"] == "too-many-acts"


def test_a_child_of_another_operation_and_nobody_are_refused_in_the_same_bytes(program, viewer, operation):
    program()
    elsewhere = viewer("director", operations=("elsewhere",), username="elsewhere")
    operation.hands["director2"] = elsewhere
    api = program("director2")

    def sent(person: str) -> bytes:
        body = {"id": f"b-{person}", "operation": "op", **SEEN, "person": person}
        return api.post("/acts/see", body)

    assert sent("c1") == sent("nobody-at-all")


def test_a_role_without_the_act_is_refused(program):
    status, problem = program("press-officer").act("see", **SEEN)
    assert (status, problem["code"]) == (403, "not-allowed")


def test_the_receipt_says_how_far_the_senders_clock_is_off(program):
    body = {"id": "x", "operation": "op", **SEEN}
    _, receipt = program().post("/acts/see", body, {"Sent-At": "2025-12-16T09:00:00-06:00"})
    assert receipt["clock"]["ahead_seconds"] < -300
    assert receipt["clock"]["warning"]["es"]


def test_a_clock_three_days_off_reorders_nothing(program):
    api = program()
    _, late = api.post("/acts/see", {"id": "x", "operation": "op", **SEEN}, {"Sent-At": "2025-12-16T09:00:00-06:00"})
    _, soon = api.post("/acts/see", {"id": "y", "operation": "op", **SEEN, "person": "c2"})
    assert late["entries"][0]["pos"] < soon["entries"][0]["pos"]
    _, person = api.get("/operations/op/people/c1")
    assert person["where"]["seen"]["at"] == "2025-12-19T15:00:00Z"


def test_no_act_has_a_field_that_the_envelope_uses():
    for line in ACTS.values():
        assert not {"id", "act"} & set(line.act.__dataclass_fields__)


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("see", SEEN),
        ("give-band", {"person": "c1", "band": "Z-01", "at": SEEN["at"]}),
        ("begin-leave", {"person": "c1", "leave": "l9", "kind": "other", "place": "", "escort": "", "at": SEEN["at"]}),
        ("declare-missing", {"person": "c1", "at": SEEN["at"]}),
    ],
)
def test_a_child_of_another_operation_named_in_ones_own_is_nobody(program, operation, act, fields):
    """Whether a child exists elsewhere is itself a secret: same status, same bytes."""
    op = operation
    for role in ("administrator", "director"):
        op.hands[role] = op.open_account(role, username=f"{role}-of-two", operations=("op", "two"))
    op.must("open-operation", "administrator", operation="two", name="Otra", zone="America/Guatemala", agencies=["x"])
    op.must("open-site", operation="two", site="centro2", name="Otro", kind="centre", agency="x")
    op.must("register", operation="two", person="t1", site="centro2", tally="child")
    api = program()
    answers = [
        api.post(f"/acts/{act}", {"id": f"x-{person}", "operation": "op", **fields, "person": person})
        for person in ("t1", "nobody")
    ]
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


@pytest.mark.parametrize(("field", "words", "code"), [
    ("words", "Está en el Centro", "names-a-place"),
    ("words", "llame al 5555-0199", "holds-a-telephone"),
    ("basis", "por la Ruta 77", "holds-a-road"),
    ("appeal", "pregunte por Xqapellido", "names-a-colleague"),
])  # fmt: skip
def test_an_answer_to_a_relative_that_would_tell_where_is_not_written_through_this_door_either(
    program, operation, field, words, code
):
    from abrigo.staff.models import Account

    operation.must("request-family", request="q1", receipt="R-1", wishes=["news"])
    api = program()
    Account.objects.update(name="Ana Xqapellido")
    told = {"request": "q1", "reply": "no", "words": "Está a salvo", "basis": "art. 116", "appeal": "Juzgado C"}
    told |= {"at": "2025-12-19T09:00:00-06:00"}
    status, problem = api.act("answer-family-request", **told | {field: words})
    assert (status, problem["code"], problem["field"]) == (422, code, field)
    status, problem = api.post("/acts", [{"id": "y", "act": "answer-family-request", "operation": "op", **told,
                                          field: words}])  # fmt: skip
    assert (status, problem["code"]) == (422, code)
    assert api.act("answer-family-request", **told)[0] == 200
