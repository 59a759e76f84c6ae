"""Promises of case work: attributed, answered by the family, by a time and never a score; closed by two hands."""

from datetime import timedelta

import pytest

CONCERN = {
    "id": "k1", "kind": "neglect", "speaker": "la enfermera", "observed": "Xqobs sin comer desde ayer", "urgency": "today",
}  # fmt: skip
VIEW = {"view": "quiero estar con mi hermana"}


def text(client, address="/people/c1/case"):
    return client.get(address).content.decode()


@pytest.fixture
def case(operation, at_desk):
    """One concern about c1, raised by the attorney."""
    attorney = at_desk("child-attorney")
    assert attorney.post("/people/c1/case/concern", CONCERN).status_code == 302
    return attorney


def plan(client, id_="p1", hours=24, now=None, **more):
    due = (now + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")
    told = {"id": id_, "kind": "plan-referral", "words": "nutrición", "who": "hospital", "due": due, **more}
    return client.post("/people/c1/case/plan", told)


def test_a_concern_reads_as_who_says_what_and_when_somebody_must_act(case, operation):
    page = text(case)
    assert "la enfermera" in page
    assert "Xqobs" in page
    assert "nobody has acted yet" in page
    assert "Concerns nobody has acted on: 1" in text(case, "/cases").replace("</h2>", "")
    operation.now += timedelta(hours=25)
    assert "overdue: nobody has acted" in text(case)


def test_there_is_no_score_in_a_concern(case):
    assert case.post("/people/c1/case/concern", CONCERN | {"id": "k2", "urgency": "high"}).status_code == 422
    assert case.post("/people/c1/case/concern", CONCERN | {"id": "k2", "observed": ""}).status_code == 422


def test_the_answer_of_the_family_stands_beside_the_concern(case):
    told = {"id": "r1", "kind": "appeal", "speaker": "la madre", "words": "sí había comido"}
    assert case.post("/people/c1/case/concern/cn-k1", told).status_code == 302
    assert "sí había comido" in text(case)
    assert case.post("/people/c1/case/concern/cn-k1", told | {"id": "r2", "words": ""}).status_code == 422
    assert case.get("/people/c1/case/concern/cn-none").status_code == 404


def test_an_assessment_has_the_childs_view_or_says_why_not_and_never_both(case):
    told = {"id": "a1", "concerns": ["cn-k1"], "found": "confirmado en parte"}
    assert case.post("/people/c1/case/assess", told).status_code == 422
    assert case.post("/people/c1/case/assess", told | VIEW | {"absent": "dormía"}).status_code == 422
    assert case.post("/people/c1/case/assess", told | VIEW).status_code == 302
    assert "looked into" in text(case)


def test_nothing_closes_over_what_is_open_nor_by_one_hand(case, operation, at_desk):
    assert plan(case, now=operation.now).status_code == 302
    close = {"id": "c1", "reason": "está con su tía"}
    assert case.post("/people/c1/case/close", close).status_code == 422
    assert case.post("/people/c1/case/step/st-p1", {"id": "s1", "outcome": "step-accepted"}).status_code == 302
    assert case.post("/people/c1/case/close", close).status_code == 422
    assert case.post("/people/c1/case/step/st-p1", {"id": "s2", "outcome": "step-declined"}).status_code == 422
    assert case.post("/people/c1/case/step/st-p1", {"id": "s2", "outcome": "step-done"}).status_code == 302
    assert case.post("/people/c1/case/close", close).status_code == 302
    own = case.post("/people/c1/case/sign/cl-c1", {"id": "g1", "agreed": "yes"})
    assert own.status_code == 422
    assert "same-person" in own.content.decode()
    director = at_desk("director")
    assert "Closures that wait for a second person: 1" in text(director, "/cases")
    assert director.post("/people/c1/case/sign/cl-c1", {"id": "g2", "agreed": "yes"}).status_code == 302
    assert "0 open cases" in text(director, "/cases")
    case.post("/people/c1/case/concern", CONCERN | {"id": "k9"})
    assert "1 open case" in text(director, "/cases")


def test_what_is_overdue_and_who_carries_how_many_is_one_page(case, operation):
    plan(case, now=operation.now, hours=1)
    worker = operation.hand("director").staff
    assert case.post("/people/c1/case/worker", {"id": "w1", "worker": worker}).status_code == 302
    operation.now += timedelta(hours=2)
    page = text(case, "/cases")
    assert "nutrición" in page
    assert "overdue" in page


def test_best_interests_are_weighed_one_question_at_a_time(case, at_desk):
    told = {
        "id": "b1",
        "question": "¿con la tía?",
        "options": "tía; hogar",
        "weighed": "la escuela",
        "conclusion": "tía",
    }
    assert case.post("/people/c1/case/interests", told).status_code == 422
    assert case.post("/people/c1/case/interests", told | VIEW).status_code == 302
    back = {"id": "g1", "agreed": "no"}
    director = at_desk("director")
    assert director.post("/people/c1/case/sign/bi-b1", back).status_code == 422
    assert director.post("/people/c1/case/sign/bi-b1", back | {"words": "falta la visita"}).status_code == 302
    assert "given back by" in text(case)


@pytest.mark.parametrize("role", ["guard", "intake-worker", "nurse", "police", "prosecutor", "court", "press-officer"])
def test_who_may_write_a_concern_need_not_be_one_who_reads_the_case(case, at_desk, role):
    client = at_desk(role, site="centro") if role == "guard" else at_desk(role)
    assert client.get("/people/c1/case").status_code == 404
    assert client.get("/cases").status_code == 404
    assert "Xqobs" not in client.get("/people/c1").content.decode()
    writes = role in ("guard", "intake-worker", "nurse")
    told = client.post("/people/c1/case/concern", CONCERN | {"id": "k5"})
    assert told.status_code == (302 if writes else 404)
