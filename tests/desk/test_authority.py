"""Legal authority at the desk: gaps are loud, an order waits for a second person, and every limit has an end."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from abrigo.registers.models import Card

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def local(operation, **delta) -> str:
    return (operation.now + timedelta(**delta)).strftime("%Y-%m-%dT%H:%M")


def test_everyone_without_a_ground_is_loud_and_a_ground_given_to_many_ends_it(operation, at_desk):
    desk = at_desk("director")
    assert "11 of 11 are held on no legal ground in force now" in text(desk.get(reverse("desk:authority")))
    sent = {"id": "f1", "people": [f"c{n}" for n in range(1, 9)], "basis": "Medida de abrigo", "issuer": "Juzgado B",
            "begins": local(operation), "ends": local(operation, days=2)}  # fmt: skip
    assert desk.post(reverse("desk:give_authority"), sent).status_code == 302
    said = text(desk.get(reverse("desk:authority")))
    assert "3 of 11 are held on no legal ground in force now" in said
    assert "8 grounds end within three days" in said
    operation.tick(days=3)
    said = text(desk.get(reverse("desk:authority")))
    assert "11 of 11 are held on no legal ground in force now" in said
    assert "has ended" in said


def test_a_ground_without_an_issuer_is_refused(at_desk):
    sent = {"id": "f1", "people": ["c1"], "basis": "Medida de abrigo", "issuer": ""}
    answer = at_desk("director").post(reverse("desk:give_authority"), sent)
    assert answer.status_code == 422
    assert "Write who issued it" in text(answer)


def test_a_ground_ended_is_a_gap_again(operation, at_desk):
    desk = at_desk("director")
    ground = {"basis": "b", "issuer": "i", "article": "", "order": "", "begins": None, "ends": None}
    operation.must("give-authority", people=["c1"], ground=ground)
    sent = {"id": "f1", "people": ["c1"], "reason": "revocada"}
    assert desk.post(reverse("desk:end_authority"), sent).status_code == 302
    assert "11 of 11" in text(desk.get(reverse("desk:authority")))


def enter(operation, desk, step: str = "enter", **more):
    annex = "N-01 Nombre c1, 9 años\nN-02 Nombre c2, 17 años\nuna niña\nN-01 otra vez"
    sent = {"id": "o1", "issuer": "Juzgado B", "number": "B-1", "allows": "Abrigo provisional", "annex": annex,
            "begins": local(operation), "ends": "", "step": step} | more  # fmt: skip
    return desk.post(reverse("desk:enter_order"), sent)


def test_the_annex_is_checked_before_it_is_entered_and_nothing_is_written(operation, at_desk):
    answer = enter(operation, at_desk("director"), "check")
    assert "nobody yet" in text(answer)
    assert not Card.objects.filter(kind="order").exists()


def test_an_order_entered_waits_for_another_person_and_its_annex_differs_by_name(operation, at_desk):
    desk = at_desk("director")
    assert enter(operation, desk, **{"whom-3": "N-03"}).status_code == 302
    said = text(desk.get(reverse("desk:order", args=["ord-o1"])))
    assert "not in effect until a second person has confirmed it" in said
    assert "On more than one line 1" in said
    assert "Another age is written 1" in said
    assert "In our care and on no line 5" in said
    assert "1 order waits for a second person" in text(desk.get(reverse("desk:authority")))
    attorney = at_desk("child-attorney")
    confirm = reverse("desk:confirm_order", args=["ord-o1"])
    assert attorney.post(confirm, {"id": "f0"}).status_code == 422  # the court was not called back
    assert attorney.post(confirm, {"id": "f2", "called_back": "secretaría"}).status_code == 302
    assert Card.objects.get(kind="order").status == "in-force"
    from_it = attorney.get(reverse("desk:give_authority") + "?order=ord-o1").content.decode()
    assert 'value="Juzgado B"' in from_it
    assert re.search(r'value="c1"[^>]*checked', from_it)


def test_who_entered_an_order_may_not_confirm_it(operation, at_desk):
    attorney = at_desk("child-attorney")
    enter(operation, attorney)
    assert "another person must hold it against the paper" in text(attorney.get(reverse("desk:order", args=["ord-o1"])))
    answer = attorney.post(reverse("desk:confirm_order", args=["ord-o1"]), {"id": "f2", "called_back": "x"})
    assert answer.status_code == 422
    assert Card.objects.get(kind="order").status == "entered"


def test_courts_that_declined_and_designated_stand_in_order(at_desk):
    desk = at_desk("director")
    send = reverse("desk:court_said")
    desk.post(send, {"id": "f1", "what": "declined", "issuer": "Juzgado A", "reason": "no es su territorio"})
    desk.post(send, {"id": "f2", "what": "designated", "issuer": "Corte superior", "reason": "Juzgado C"})
    said = text(desk.get(reverse("desk:authority")))
    assert "says it is not its case" in said
    assert "Juzgado C" in said


def test_a_restriction_without_an_end_is_refused_and_with_one_it_shows_its_review(operation, at_desk):
    desk = at_desk("director")
    sent = {"id": "f1", "kind": "food", "basis": "Resolución", "issuer": "Juzgado B", "scope": "comida de fuera",
            "begins": local(operation), "ends": "", "review": ""}  # fmt: skip
    assert desk.post(reverse("desk:restrict"), sent).status_code == 422
    whole = sent | {"ends": local(operation, days=30), "review": local(operation, days=15)}
    assert desk.post(reverse("desk:restrict"), whole).status_code == 302
    operation.tick(days=16)
    assert "must be looked at again" in text(desk.get(reverse("desk:authority")))


def test_a_refused_access_is_written_down(at_desk):
    desk = at_desk("ombudsman")
    sent = {"id": "f1", "place": "Portón", "refused_by": "un hombre", "under": "visita", "seen": "2"}
    assert desk.post(reverse("desk:refused_access"), sent).status_code == 302
    assert "2 children seen" in text(desk.get(reverse("desk:authority")))


def test_whoever_sees_no_names_sees_orders_and_no_name(operation, at_desk):
    page = at_desk("auditor").get(reverse("desk:authority")).content.decode()
    assert "Nombre c1" not in page
    assert "Court orders" in page


@pytest.mark.parametrize("page", ["give_authority", "end_authority", "enter_order", "restrict", "court_said"])
def test_a_guard_may_do_none_of_it(at_desk, page):
    assert at_desk("guard", site="centro").get(reverse(f"desk:{page}")).status_code == 404
