"""Health, families and releases at the desk: each small and whole, and each says no where it must."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from abrigo.registers.models import Card, Whereabout

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# -- health ----------------------------------------------------------------------------


def test_a_round_is_offered_and_answered_and_who_was_never_seen_is_named(operation, at_desk):
    nurse = at_desk("nurse")
    sent = {"id": "r1", "people": ["c1", "c2", "c3"]}
    assert nurse.post(reverse("desk:health_offer"), sent).status_code == 302
    send = reverse("desk:health_answer")
    assert nurse.post(send, {"id": "a1", "people": ["c1"], "outcome": "done"}).status_code == 302
    later = (operation.now + timedelta(hours=6)).strftime("%Y-%m-%dT%H:%M")
    no = {"id": "a2", "people": ["c2"], "outcome": "assent-not-given", "next_offer": later}
    assert nurse.post(send, no).status_code == 302
    page = nurse.get(reverse("desk:health"))
    assert "Never seen by a clinician: 2" in text(page)
    assert "Nombre c2" in page.content.decode()
    operation.tick(hours=7)
    assert "1 to be offered again" in text(nurse.get(reverse("desk:health")))


def test_a_no_without_a_next_offer_is_refused(at_desk):
    nurse = at_desk("nurse")
    nurse.post(reverse("desk:health_offer"), {"id": "r1", "people": ["c1"]})
    answer = nurse.post(reverse("desk:health_answer"), {"id": "a1", "people": ["c1"], "outcome": "not-reached"})
    assert answer.status_code == 422
    assert "next-offer-required" in text(answer)


@pytest.mark.parametrize("role", ["intake-worker", "prosecutor", "press-officer", "police", "auditor", "ombudsman"])
def test_health_is_for_whoever_cares_for_them(at_desk, role):
    assert at_desk(role).get(reverse("desk:health")).status_code == 404


# -- families --------------------------------------------------------------------------


def test_whoever_asks_has_a_receipt_at_once_and_no_place_is_shown(operation, at_desk):
    desk = at_desk("intake-worker")
    sent = {
        "id": "abcdef0123",
        "wishes": ["news", "return"],
        "child_words": "Rivka",
        "asker": "Madre",
        "language": "yi",
    }
    page = desk.post(reverse("desk:family_ask"), sent, follow=True)
    assert "R-ABCDEF" in text(page)
    for answer in (page, at_desk("director").get(reverse("desk:families"))):
        said = re.sub(r"<header.*?</header>|<nav.*?</nav>", "", answer.content.decode(), flags=re.DOTALL)
        assert "Rivka" in said
        assert not re.search(r"Centro|Finca|Casa|Norte|Sur\b", said)


def test_a_request_without_a_wish_is_refused(at_desk):
    answer = at_desk("intake-worker").post(reverse("desk:family_ask"), {"id": "f1", "child_words": "Rivka"})
    assert answer.status_code == 422
    assert "Tick what they ask" in text(answer)


def test_a_no_says_on_what_basis_and_where_to_appeal(at_desk):
    at_desk("intake-worker").post(reverse("desk:family_ask"), {"id": "f1", "wishes": ["visit"], "child_words": "Rivka"})
    desk = at_desk("director")
    send = reverse("desk:family_request", args=["fr-f1"])
    bare = desk.post(send, {"id": "a1", "reply": "no", "words": "No por ahora", "basis": "", "appeal": ""})
    assert bare.status_code == 422
    assert "No por ahora" in bare.content.decode()
    whole = {"id": "a1", "reply": "no", "words": "No por ahora", "basis": "Orden B-1", "appeal": "Juzgado B"}
    assert desk.post(send, whole).status_code == 302
    assert Card.objects.get(kind="request").status == "no"


@pytest.mark.parametrize("role", ["nurse", "police", "press-officer", "auditor", "court", "prosecutor"])
def test_the_family_desk_is_not_for_every_office(at_desk, role):
    assert at_desk(role).get(reverse("desk:families")).status_code == 404


# -- releases --------------------------------------------------------------------------


def propose(desk, **more):
    sent = {"id": "p1", "outcome": "reunified", "recipient": "Su madre", "identity_seen": "DPI", "ground": "Orden C-1",
            "said_words": "Quiere volver a casa", "asked": "dónde vivir", "how": "a solas", "language": "es",
            "weighed": "se sigue", "photos_absent": "sin cámara"} | more  # fmt: skip
    return desk.post(reverse("desk:propose_release") + "?person=c1", sent)


def test_a_release_needs_two_people(operation, at_desk, viewer):
    operation.hands["second"] = viewer("director", username="second")
    desk, second = at_desk("director"), at_desk("second")
    assert propose(desk).status_code == 302
    send = reverse("desk:release", args=["rel-p1"])
    alone = desk.post(send, {"id": "c1", "step": "countersign"})
    assert alone.status_code == 422
    assert Whereabout.objects.get(person="c1").state == "present"
    assert second.post(send, {"id": "c2", "step": "countersign"}).status_code == 302
    assert Whereabout.objects.get(person="c1").state == "released"
    wrong = {"id": "e1", "step": "in-error", "reason": "no era su madre"}
    assert second.post(send, wrong).status_code == 302
    assert Whereabout.objects.get(person="c1").state == "unaccounted"
    assert "Released in error" in text(desk.get(reverse("desk:releases")))


def test_a_child_is_not_let_go_unheard(at_desk):
    answer = propose(at_desk("director"), said_words="")
    assert answer.status_code == 422
    assert "child-view-required" in text(answer)
    assert "Orden C-1" in answer.content.decode()


def test_a_release_refused_says_why_and_ends_nothing(at_desk):
    desk = at_desk("director")
    propose(desk)
    send = reverse("desk:release", args=["rel-p1"])
    assert desk.post(send, {"id": "n0", "step": "refuse", "reason": ""}).status_code == 422
    assert desk.post(send, {"id": "n1", "step": "refuse", "reason": "identidad dudosa"}).status_code == 302
    assert "identidad dudosa" in text(desk.get(reverse("desk:releases")))


def test_a_release_begins_with_a_band(at_desk):
    desk = at_desk("director")
    found = desk.post(reverse("desk:propose_release"), {"id": "w1", "mark": "N-01"})
    assert found.status_code == 302
    assert found["Location"].endswith("?person=c1")
    assert desk.post(reverse("desk:propose_release"), {"id": "w1", "mark": "N-99"}).status_code == 422


def test_a_death_is_certified(at_desk):
    desk = at_desk("director")
    send = reverse("desk:death") + "?person=c1"
    assert desk.post(send, {"id": "d1", "place": "Hospital Central", "certified_by": ""}).status_code == 422
    assert desk.post(send, {"id": "d1", "place": "Hospital Central", "certified_by": "Dra. Sic"}).status_code == 302
    assert Whereabout.objects.get(person="c1").state == "died"


@pytest.mark.parametrize("role", ["intake-worker", "nurse", "police", "press-officer", "auditor", "court"])
def test_whoever_lets_nobody_go_sees_no_release(at_desk, role):
    desk = at_desk(role)
    assert desk.get(reverse("desk:releases")).status_code == 404
    assert propose(desk).status_code == 404
