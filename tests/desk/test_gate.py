"""The gate: one answer for whoever stands there, the same words whether a child is here or not, and all of it kept."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from abrigo.registers.models import Card

pytestmark = pytest.mark.django_db

ASKED = {"asked": "¿Quieres verla?", "how": "a solas", "language": "es", "through": "", "said_words": "Sí",
         "weighed": "se hizo", "absent": ""}  # fmt: skip


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def verdict(response) -> str:
    found = re.search(r'class="gate-answer is-([a-z-]+)"', response.content.decode())
    return found.group(1) if found else ""


@pytest.fixture
def visit(operation):
    """Rivka Cohen comes to c1, now; approved by the attorney."""
    begins = operation.now + timedelta(minutes=10)
    told = {"visit": "v1", "person": "c1", "visitor": "Rivka Cohen", "relation": "madre"}
    operation.must("request-visit", begins=begins.isoformat(), ends=(begins + timedelta(hours=1)).isoformat(), **told)
    operation.must("approve-visit", "child-attorney", visit="v1", person="c1", view=ASKED)


@pytest.fixture
def guard(at_desk):
    return at_desk("guard", site="centro")


def limit(operation, **more):
    told = {"restriction": "r1", "kind": "no-contact", "person": "c1", "against": "Rivka Cohen", "basis": "art. 115",
            "issuer": "Juzgado B", "scope": "todo", "begins": operation.now.isoformat(),
            "ends": (operation.now + timedelta(days=30)).isoformat(),
            "review": (operation.now + timedelta(days=7)).isoformat()}  # fmt: skip
    operation.must("set-restriction", **told | more)


def ask(guard, **told):
    return guard.post(reverse("desk:gate"), {"id": "g1", "step": "ask", **told})


@pytest.mark.parametrize("who", ["Rivka Cohen", "רבקה כהן", "Ribka Cohén", "cohen rivka"])
def test_an_approved_visit_is_green_in_any_letters_and_says_under_what(visit, guard, who):
    answer = ask(guard, who=who)
    assert verdict(answer) == "may-come-in"
    assert "Nombre c1" in text(answer)


def test_whom_nobody_expects_is_told_to_ask_and_nothing_of_a_child(guard, operation):
    here, nowhere = ask(guard, who="Marta", child="Nombre c2"), ask(guard, who="Marta", child="Nadie Conocida")
    assert verdict(here) == verdict(nowhere) == "ask-first"
    for answer in (here, nowhere):
        aloud = re.search(r"<q>(.*?)</q>", answer.content.decode()).group(1)
        assert "Nombre" not in aloud
    spoken = [re.search(r"<q>(.*?)</q>", a.content.decode()).group(1) for a in (here, nowhere)]
    assert spoken[0] == spoken[1]


def test_a_court_in_the_way_is_red_also_when_a_visit_is_approved(visit, guard, operation):
    limit(operation)
    answer = ask(guard, who="רבקה כהן")
    assert verdict(answer) == "may-not-come-in"
    assert "Juzgado B" in text(answer)
    sent = {"id": "g2", "step": "let-in", "who": "Rivka Cohen", "document": "DPI", "visit": "v1"}
    assert guard.post(reverse("desk:gate"), sent).status_code == 422
    assert not Card.objects.filter(kind="attempt").exists()


def test_the_end_of_a_restriction_is_loud_at_the_gate(guard, operation):
    limit(operation)
    operation.tick(days=31)
    assert "A restriction has ended" in text(guard.get(reverse("desk:gate")))


def test_an_adult_with_a_childs_band_in_the_hand_is_named_and_never_let_in(visit, guard):
    answer = ask(guard, who="Rivka Cohen", band="N-01", in_hand="yes")
    assert verdict(answer) == "may-not-come-in"
    assert "Keep the band" in text(answer)
    assert "They hold a band that nobody here wears" in text(ask(guard, who="X", band="Z-99", in_hand="yes"))
    sent = {"id": "g3", "step": "let-in", "who": "Rivka Cohen", "document": "DPI", "band": "N-01", "in_hand": "yes"}
    assert guard.post(reverse("desk:gate"), sent).status_code == 422


def test_let_in_needs_a_document_seen_and_is_written_in_the_book(visit, guard):
    sent = {"id": "g4", "step": "let-in", "who": "Rivka Cohen", "visit": "v1"}
    assert guard.post(reverse("desk:gate"), sent).status_code == 422
    assert guard.post(reverse("desk:gate"), sent | {"document": "DPI 1"}).status_code == 302
    assert Card.objects.get(kind="attempt").status == "let-in"


def test_whoever_was_not_let_in_is_kept_with_the_reason(guard):
    sent = {"id": "g5", "step": "not-let-in", "who": "Marta", "child": "mi nieta"}
    assert guard.post(reverse("desk:gate"), sent).status_code == 302
    said = text(guard.get(reverse("desk:gate")))
    assert "not let in" in said
    assert "mi nieta" in said


def test_a_visit_at_another_hour_opens_no_door(visit, guard, operation):
    operation.tick(hours=3)
    assert verdict(ask(guard, who="Rivka Cohen")) == "ask-first"


def test_the_crowd_is_counted_with_its_minute_and_every_number_is_kept(guard, operation):
    for n, number in enumerate((40, 100)):
        assert guard.post(reverse("desk:gate_crowd"), {"id": f"w{n}", "number": str(number)}).status_code == 302
        operation.tick(minutes=10)
    assert min(c.body for c in Card.objects.filter(kind="crowd")).count("100") == 1
    assert Card.objects.filter(kind="crowd").count() == 2
    assert guard.post(reverse("desk:gate_crowd"), {"id": "w9", "number": "many"}).status_code == 422


def test_a_guard_sees_no_visit_of_another_gate(visit, at_desk):
    away = at_desk("guard", site="casa", username="guard-casa")
    assert verdict(ask(away, who="Rivka Cohen")) == "ask-first"


def test_who_does_not_stand_at_a_gate_has_no_gate(at_desk):
    assert at_desk("press-officer").get(reverse("desk:gate")).status_code == 404


def test_a_visit_is_asked_for_approved_held_and_written_down_on_the_screen(operation, at_desk):
    director, attorney = at_desk("director"), at_desk("child-attorney")
    hour = operation.now + timedelta(hours=2)
    sent = {"id": "n1", "visitor": "Rosa", "begins": hour.strftime("%Y-%m-%dT%H:%M"),
            "ends": (hour + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")}  # fmt: skip
    assert director.post(reverse("desk:request_visit") + "?person=c2", sent).status_code == 302
    one = reverse("desk:visit", args=["vis-n1"])
    assert "another person decides" in text(director.get(one))
    approve = {"id": "n2", "step": "approve", "absent": "duerme", "supervisor": ""}
    assert director.post(one, approve).status_code == 422
    assert attorney.post(one, approve | {"id": "n3"}).status_code == 302
    calendar = attorney.get(reverse("desk:visits_calendar")).content.decode()
    assert "Rosa" not in calendar
    assert "BEGIN:VEVENT" in calendar
    assert attorney.post(one, {"id": "n4", "step": "hold", "reason": "fiebre"}).status_code == 302
    assert "fiebre" in text(director.get(reverse("desk:visits")))
    went = {"id": "n5", "step": "record", "took_place": "no", "went": "no vino"}
    assert director.post(one, went).status_code == 302
    assert Card.objects.get(kind="visit").status == "did-not"
