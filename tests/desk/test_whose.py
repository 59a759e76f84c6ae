"""Whose custody, as known on that date; a child heard; a consulate told of one child and never of a list."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from abrigo.registers.models import Card

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def asked(desk, **query) -> str:
    return text(desk.get(reverse("desk:authority_of", args=["c1"]), query))


@pytest.fixture
def story(operation):
    """A ground for two days, then none; gone to her mother on the sixth; on the ninth a court suspends custody."""
    operation.hands["second"] = operation.open_account("director", username="second")
    operation.received = operation.now
    ground = {"basis": "Abrigo", "issuer": "Juzgado B", "article": "", "order": "B-1",
              "begins": operation.now.isoformat(), "ends": (operation.now + timedelta(days=2)).isoformat()}  # fmt: skip
    operation.must("give-authority", people=["c1"], ground=ground)
    operation.tick(days=6)
    operation.must("propose-release", person="c1", release="r1", outcome="reunified", recipient="Su madre",
                   identity_seen="DPI", ground="Orden", view={"asked": "con quién", "how": "a solas", "language": "es", "through": "", "said_words": "quiere ir", "weighed": "se sigue", "absent": ""}, photos_absent="sin cámara")  # fmt: skip
    operation.must("countersign-release", "second", person="c1", release="r1")
    operation.released = operation.now
    operation.tick(days=3)
    operation.must("enter-order", order="o9", issuer="Juzgado C", number="C-77", allows="Suspende la guarda",
                   begins=operation.released.isoformat(), verified_how="x", annex=[
                       {"number": 1, "text": "L01", "person": "c1"}])  # fmt: skip
    operation.must("confirm-order", "child-attorney", order="o9", called_back="secretaría")
    operation.suspended = operation.now
    operation.tick(days=1)
    return operation


def local(at) -> str:
    return at.strftime("%Y-%m-%dT%H:%M")


def test_the_days_without_a_ground_stand_in_the_table_and_in_the_drawing(story, at_desk):
    desk = at_desk("director")
    page = desk.get(reverse("desk:authority_of", args=["c1"]))
    assert "2 stretches without any legal authority on record" in text(page)
    assert b'class="gap"' in page.content
    said = asked(desk, about=local(story.received + timedelta(days=4)))
    assert "No legal authority on record" in said
    assert "Welfare" in said


def test_at_the_border_the_answer_is_what_was_known_on_that_date_and_what_is_known_now(story, at_desk):
    desk = at_desk("director")
    about = story.released + timedelta(days=1)
    then = asked(desk, about=local(about), known=local(about))
    assert "none of ours" in then
    assert "Su madre" in then
    assert "Suspende la guarda" not in then, "nobody had written it yet"
    now = asked(desk, about=local(story.suspended + timedelta(minutes=2)))
    assert "Suspende la guarda" in now


def test_a_program_at_the_border_reads_the_same(story, key, client):
    headers = {"authorization": f"Bearer {key(story.hand('director'))}"}
    about = (story.suspended + timedelta(minutes=2)).isoformat()
    told = client.get("/api/operations/op/people/c1/custody", {"about": about}, headers=headers)
    assert told.status_code == 200, told.content
    assert told.json()["holder"] == ""
    assert told.json()["outcome"] == "reunified"
    assert [o["number"] for o in told.json()["orders"]] == ["C-77"]


def test_a_date_that_is_none_is_said_to_be_none(operation, at_desk):
    assert "This is not a date and an hour" in asked(at_desk("director"), about="ayer")


def test_a_guard_a_press_officer_and_a_stranger_find_no_such_page(operation, at_desk):
    for role, given in (("press-officer", {}), ("guard", {"site": "casa"})):
        assert at_desk(role, **given).get(reverse("desk:authority_of", args=["c1"])).status_code == 404
    assert at_desk("director").get(reverse("desk:authority_of", args=["nobody"])).status_code == 404


def test_a_child_is_heard_whole_or_it_is_said_why_not(operation, at_desk):
    desk = at_desk("director")
    send = reverse("desk:hear_child", args=["c1"])
    half = {"id": "h1", "decision": "traslado", "said_words": "Quiero ir con mi hermana"}
    answer = desk.post(send, half)
    assert answer.status_code == 422
    assert "Quiero ir con mi hermana" in answer.content.decode()
    whole = half | {"asked": "a dónde", "how": "a solas", "language": "yi", "weighed": "van juntas"}
    assert desk.post(send, whole).status_code == 302
    assert "Quiero ir con mi hermana" in asked(desk)
    assert "Quiero ir con mi hermana" not in asked(at_desk("intake-worker")), "a child's words are not for every desk"
    absent = {"id": "h2", "decision": "audiencia", "absent": "tiene ocho meses"}
    assert desk.post(send, absent).status_code == 302


def test_a_consulate_is_told_of_one_child_and_a_list_is_refused_and_kept(operation, at_desk):
    desk = at_desk("director")
    sent = desk.post(reverse("desk:notify_consulate") + "?person=c1", {"id": "n1", "country": "US"})
    assert sent.status_code == 302
    asked_for = {"id": "n2", "asked_by": "consulado CA", "reason": "quiere la lista"}
    assert desk.post(reverse("desk:refuse_list"), asked_for).status_code == 302
    said = text(desk.get(reverse("desk:consulates")))
    assert "N-01" in said
    assert "quiere la lista" in said
    assert Card.objects.filter(kind="notice").count() == 1
    assert at_desk("police").get(reverse("desk:consulates")).status_code == 404


def test_made_to_sign_the_page_answers_as_always_and_a_colleague_sees_it_in_red(operation, at_desk):
    operation.hands["second"] = operation.open_account("director", username="second")
    desk, second = at_desk("director"), at_desk("second")
    sent = {"id": "p1", "outcome": "reunified", "recipient": "Un hombre", "identity_seen": "DPI", "ground": "Orden",
            "absent": "no habla", "photos_absent": "sin cámara"}  # fmt: skip
    assert desk.post(reverse("desk:propose_release") + "?person=c1", sent).status_code == 302
    send = reverse("desk:release", args=["rel-p1"])
    assert second.post(send, {"id": "c1", "step": "countersign-later"}).status_code == 302
    assert "was not free" not in text(second.get(reverse("desk:releases"))), "whoever stands beside must not read it"
    assert "was not free" in text(desk.get(reverse("desk:releases")))
    assert Card.objects.get(kind="release").status == "proposed"


def test_a_scanned_act_comes_back_byte_for_byte_and_only_to_whoever_reads_names(operation, at_desk):
    from django.core.files.uploadedfile import SimpleUploadedFile

    desk, raw = at_desk("director"), b"%PDF-1.7 una resolucion"
    sent = {"id": "o1", "issuer": "Juzgado B", "number": "1", "allows": "Abrigo", "step": "enter", "annex": "",
            "begins": local(operation.now), "paper": SimpleUploadedFile("a.pdf", raw)}  # fmt: skip
    assert desk.post(reverse("desk:enter_order"), sent).status_code == 302
    scan = reverse("desk:order_scan", args=["ord-o1"])
    answer = desk.get(scan)
    assert answer.content == raw
    assert answer["Content-Type"] == "application/pdf"
    assert at_desk("press-officer").get(scan).status_code == 404
    bad = sent | {"id": "o2", "number": "2", "paper": SimpleUploadedFile("a.pdf", b"<script>")}
    assert desk.post(reverse("desk:enter_order"), bad).status_code == 422
