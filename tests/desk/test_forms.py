"""Promises of forms at a desk: two hands publish, the page and the house say the same no, and answers have readers."""

import csv
import io

import pytest

from abrigo.desk.models import FormDraft
from abrigo.exchange.xlsforms import workbook
from abrigo.rules.form_shelf import shelf

FOLLOW_UP = {
    "a:visited_on": "2025-12-19", "a:about": "in_care", "a:child_seen": "yes", "a:how_is": "bien",
    "a:child_says": "quiere ver a su hermana", "a:actions": "0", "a:new_concern": "no", "a:next_on": "2025-12-29",
}  # fmt: skip


@pytest.fixture
def director(at_desk):
    """Has taken the follow-up form into use."""
    client = at_desk("director")
    assert client.post("/forms/adopt", {"id": "i", "code": "follow-up"}).status_code == 302
    return client


FORM = "fo-i-follow-up"
FILL = f"/people/c1/forms/{FORM}/fill"


def send(client, n="1", do="send", **told):
    return client.post(FILL, {"id": f"s{n}", "do": do, "language": "en", **FOLLOW_UP, **told})


def test_the_forms_of_the_house_are_taken_into_use_by_one_hand(director):
    page = director.get("/forms").content.decode()
    assert "in use" in page
    assert "Registration of a child" in page
    assert director.get(f"/forms/{FORM}").status_code == 200


def test_what_was_answered_is_read_on_the_page_of_the_child_with_its_version(director):
    assert send(director).status_code == 302
    assert "Follow-up visit" in director.get("/people/c1/forms").content.decode()
    page = director.get("/people/c1/answers/an-s1").content.decode()
    assert "quiere ver a su hermana" in page
    assert "In care" in page


@pytest.mark.parametrize(("told", "said"), [
    ({"a:visited_on": "2030-01-01"}, "It cannot be a day to come."),
    ({"a:visited_on": "2025-02-30"}, "This is no day of the calendar."),
    ({"a:about": "holiday"}, "Choose from the list."),
    ({"a:how_is": ""}, "An answer is needed."),
    ({"a:actions": "1"}, "An answer is needed."),
    ({"a:next_on": "2025-12-01"}, "After this visit."),
])  # fmt: skip
def test_what_the_form_does_not_take_is_refused_in_its_words_and_nothing_typed_is_lost(director, told, said):
    answer = send(director, **told)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "quiere ver a su hermana" in answer.content.decode()
    assert "an-s1" not in director.get("/people/c1/forms").content.decode()


def test_what_is_no_longer_asked_is_not_written(director):
    assert send(director, **{"a:child_seen": "no", "a:not_seen_why": "estaba en la escuela"}).status_code == 302
    page = director.get("/people/c1/answers/an-s1").content.decode()
    assert "estaba en la escuela" in page
    assert "quiere ver a su hermana" not in page


def test_a_program_that_sends_what_is_not_asked_or_not_taken_is_refused(director, operation):
    told = [{"key": k[2:], "value": v} for k, v in FOLLOW_UP.items() if k != "a:actions"]
    ask = {"person": "c1", "form": FORM, "answers_id": "x1"}
    assert operation.do("answer-form", **ask, answers=told).refusal is None
    for more in ({"key": "zz", "value": "1"}, {"key": "not_seen_why", "value": "x"}, {"key": "about", "value": "z"}):
        kept = [t for t in told if t["key"] != more["key"]]
        answer = operation.do("answer-form", **ask | {"answers_id": "x2"}, answers=[*kept, more])
        assert str(answer.refusal.why) == "answers-not-taken"
        assert answer.refusal.about[0].startswith(more["key"])


def test_a_correction_names_the_old_answers_and_why(director):
    send(director)
    assert "replace the earlier ones" in director.get(f"{FILL}?corrects=an-s1").content.decode()
    assert send(director, "2", corrects="an-s1").status_code == 422
    assert send(director, "3", corrects="an-s1", reason="era otro día").status_code == 302
    assert "Corrected since." in director.get("/people/c1/answers/an-s1").content.decode()
    assert "era otro día" in director.get("/people/c1/answers/an-s3").content.decode()
    assert send(director, "4", corrects="an-s1", reason="otra vez").status_code == 422


def test_what_is_kept_for_later_is_for_the_hand_that_began_it_alone(director, at_desk):
    assert send(director, do="later").status_code == 302
    draft = FormDraft.objects.get()
    assert "quiere ver" not in str(draft.__dict__)
    address = f"{FILL}?draft={draft.id}"
    assert "quiere ver a su hermana" in director.get(address).content.decode()
    other = at_desk("child-attorney")
    assert "quiere ver a su hermana" not in other.get(address).content.decode()
    assert send(director, "9", draft=draft.id).status_code == 302
    assert not FormDraft.objects.exists()


def test_one_more_turn_and_one_fewer_without_a_script(director):
    page = send(director, do="add:actions").content.decode()
    assert 'name="a:action[1]"' in page
    page = send(
        director, do="remove:actions", **{"a:actions": "1", "a:action[1]": "llevarla al médico"}
    ).content.decode()
    assert 'name="a:action[1]"' not in page


def test_a_health_form_is_read_by_whoever_knows_health_and_by_nobody_else(operation, at_desk):
    definition = workbook_form(compartment="health")
    nurse, intake = at_desk("nurse"), at_desk("intake-worker")
    operation.must("propose-form", form="h", definition=definition)
    operation.must("publish-form", "child-attorney", form="h")
    told = {"id": "q", "do": "send", "a:what": "fiebre secreta"}
    assert nurse.post("/people/c1/forms/h/fill", told).status_code == 302
    assert "fiebre secreta" in nurse.get("/people/c1/answers/an-q").content.decode()
    assert intake.get("/people/c1/answers/an-q").status_code == 404
    assert "an-q" not in intake.get("/people/c1/forms").content.decode()
    assert "fiebre" not in intake.get("/forms/h/answers.csv").content.decode()
    for client in (nurse, intake, at_desk("director")):
        page = client.get("/people/c1").content.decode()
        assert "fiebre secreta" not in page
        assert "A form was filled" in page
        told = client.get("/api/operations/op/people/c1/timeline").content.decode()
        assert "form.answered" in told
        assert "fiebre secreta" not in told


def workbook_form(version="1", **more):
    text = [{"language": "es", "text": "Qué"}]
    return {
        "code": "own", "version": version, "titles": text, "languages": ["es"],
        "rows": [{"kind": "text", "name": "what", "labels": text, "row": 2}], **more,
    }  # fmt: skip


def test_whoever_brought_a_form_in_does_not_publish_it_and_nobody_fills_it_before(operation, at_desk):
    operation.must("propose-form", form="f", definition=workbook_form())
    director = at_desk("director")
    assert director.get("/people/c1/forms/f/fill").status_code == 404
    assert str(operation.do("publish-form", form="f").refusal.why) == "same-person"
    director.post("/forms/f/publish", {"id": "p"})
    assert "waits for a second hand" in director.get("/forms").content.decode()
    at_desk("child-attorney").post("/forms/f/publish", {"id": "p2"})
    assert director.get("/people/c1/forms/f/fill").status_code == 200
    assert str(operation.do("propose-form", form="g", definition=workbook_form()).refusal.why) == "form-version-exists"
    looped = workbook_form("2")
    looped["rows"][0]["relevant"] = "${what} = 1"
    refusal = operation.do("propose-form", form="l", definition=looped).refusal
    assert (str(refusal.why), refusal.about) == ("form-faulty", ("survey:2:circle",))
    assert str(operation.do("withdraw-form", form="f", reason="").refusal.why) == "reason-required"
    operation.must("withdraw-form", form="f", reason="una pregunta de más")
    assert director.get("/people/c1/forms/f/fill").status_code == 404
    ask = {"person": "c1", "form": "f", "answers_id": "z", "answers": [{"key": "what", "value": "x"}]}
    assert str(operation.do("answer-form", **ask).refusal.why) == "form-withdrawn"


def test_a_workbook_is_looked_at_laid_before_another_and_goes_out_the_same(director, at_desk):
    import re
    from html import unescape

    sent = io.BytesIO(workbook(shelf()["registration"]))
    sent.name = "registro.xlsx"
    page = director.post("/forms/new", {"file": sent}).content.decode()
    carried = unescape(re.search(r'name="carried" value="([^"]*)"', page)[1])
    assert director.post("/forms/take", {"id": "w", "carried": carried}).status_code == 302
    assert at_desk("child-attorney").post("/forms/fo-w/publish", {"id": "w2"}).status_code == 302
    assert director.get("/people/c1/forms/fo-w/fill").status_code == 200
    assert director.get("/forms/fo-w/workbook").content[:2] == b"PK"
    assert director.post("/forms/take", {"id": "w", "carried": "{"}).status_code == 404


def test_a_guard_has_no_forms_and_a_police_officer_brings_none_in(at_desk, director):
    assert at_desk("police").get("/forms/new").status_code == 404
    assert at_desk("guard", site="centro").get(FILL).status_code == 404
    assert at_desk("press-officer").get(f"/forms/{FORM}/answers.csv").content.decode().count("\n") <= 1


def test_no_cell_of_the_answers_begins_a_formula(director):
    send(director, **{"a:how_is": "=HYPERLINK(1)"})
    rows = list(csv.reader(io.StringIO(director.get(f"/forms/{FORM}/answers.csv").content.decode("utf-8-sig"))))
    assert "'=HYPERLINK(1)" in rows[1]
    assert rows[1][rows[0].index("visited_on")] == "2025-12-19"
