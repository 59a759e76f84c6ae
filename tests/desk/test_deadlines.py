"""The board of deadlines: what the State owes is as visible as anyone's duty, and a calendar names nobody."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def received(operation):
    """A court has the files of two children, and nothing more is recorded."""
    operation.must("record-step", people=["c1", "c2"], step="court.file-received", court="Juzgado B")
    return operation


def test_a_court_that_has_a_file_and_no_recorded_act_is_overdue_like_anyone(received, at_desk):
    received.tick(days=1)
    said = text(at_desk("director").get(reverse("desk:deadlines")))
    assert "no recorded act" in said
    assert "Judge orders precautionary measures" in said
    assert "court, Juzgado B" in said
    assert "Unverified" in said
    assert "nobody has chosen it" in said


def test_the_recorded_act_meets_the_deadline_and_says_so(received, at_desk):
    desk = at_desk("director")
    sent = {"id": "f1", "people": ["c1"], "step": "hearing.first", "court": "Juzgado B"}
    assert desk.post(reverse("desk:record_step"), sent).status_code == 302
    said = text(desk.get(reverse("desk:deadlines") + "?clock=gt.hearing.first&state=met"))
    assert "the first hearing was held" in said
    assert "Child by child 1" in said


def test_a_hearing_set_without_its_day_is_refused_and_nothing_typed_is_lost(operation, at_desk):
    sent = {"id": "f1", "people": ["c1"], "step": "hearing.set", "words": "providencia 7"}
    answer = at_desk("director").post(reverse("desk:record_step"), sent)
    assert answer.status_code == 422
    assert "A hearing that is set has a day" in text(answer)
    assert b"providencia 7" in answer.content


def test_what_the_law_does_not_extend_is_not_extended(operation, at_desk):
    from abrigo.rules.refusals import Why

    told = {"people": ["c1"], "authority": "Juzgado B", "reason": "x"}
    assert operation.do("extend-clock", clock="gt.hearing.first", length=3, **told).refusal.why is Why.NO_EXTENSION
    assert operation.do("extend-clock", clock="eng.epo", length=8, **told).refusal.why is Why.EXTENSION_TOO_LONG
    operation.must("extend-clock", clock="eng.epo", length=7, **told)
    assert operation.do("extend-clock", clock="eng.epo", length=1, **told).refusal.why is Why.EXTENSION_SPENT
    assert operation.do("choose-law", pack="atlantis").refusal.why is Why.UNKNOWN_LAW


def test_another_law_is_another_board(received, at_desk):
    desk = at_desk("director")
    assert desk.post(reverse("desk:choose_law"), {"id": "f1", "pack": "tx"}).status_code == 302
    said = text(desk.get(reverse("desk:deadlines")))
    assert "Full adversary hearing" in said
    assert "nobody has chosen it" not in said
    assert "Precautionary" not in said


def test_the_calendar_holds_kinds_numbers_and_references_and_names_nobody(received, at_desk):
    received.tick(days=1)
    answer = at_desk("director").get(reverse("desk:deadlines_calendar"))
    book = Calendar.from_ical(answer.content)
    assert [str(e["summary"]) for e in book.walk("vevent")] == [
        "Judge orders precautionary measures: 2", "First hearing: 2",
    ]  # fmt: skip
    for word in ("Nombre", "N-01", "Juzgado", "Centro", "Director", "c1", "+502"):
        assert word.encode() not in answer.content, word


def test_who_sees_no_names_finds_no_board(operation, at_desk):
    assert at_desk("press-officer").get(reverse("desk:deadlines")).status_code == 404
    assert at_desk("auditor").get(reverse("desk:deadlines_calendar")).status_code == 404


def test_a_page_for_one_child_holds_only_theirs(received, at_desk):
    said = text(at_desk("director").get(reverse("desk:deadlines") + "?person=c1"))
    assert "Child by child 2" in said
    assert "N-02" not in said


def test_who_left_care_has_no_running_deadline_and_a_duty_met_late_stays(received):
    from abrigo.registers import deadlines

    received.tick(days=2)
    received.must("record-death", person="c1", place={"words": "x", "country": ""}, certified_by="una médica")
    found = deadlines.ask(received.hand("director"), "op", received.tick(), person="c1")
    assert {d.state for d in found} == {"met-late", "met"}


def test_a_program_reads_the_same_board(received, key, client):
    received.tick(days=1)
    headers = {"authorization": f"Bearer {key(received.hand('director'))}"}
    answer = client.get("/api/operations/op/deadlines?state=overdue", headers=headers)
    assert answer.status_code == 200
    assert {d["clock"] for d in answer.json()} >= {"gt.measure.immediate"}
    assert all(d["met_by"] == "" and not d["verified"] for d in answer.json())
    assert client.get("/api/operations/op/deadlines?stat=due", headers=headers).status_code == 422


def test_a_late_hearing_is_late_by_the_day_of_the_place(received):
    from abrigo.registers import deadlines

    found = deadlines.ask(received.hand("director"), "op", received.now + timedelta(days=40), person="c2")
    assert [d.state for d in found] == ["overdue", "overdue"]
