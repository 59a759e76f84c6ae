"""Children not yet asked: what no bus waits for stays owed by name, until somebody has asked."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from abrigo.clerk import rebuild

pytestmark = pytest.mark.django_db

ASKED = {
    "asked": "¿Quieres ir?",
    "how": "a solas",
    "language": "es",
    "said_words": "Sí",
    "weighed": "va con su hermana",
}


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def boarded(operation, at_desk):
    """Two children and an adult boarded at night with one tap: asleep."""
    operation.must(
        "open-transit", transit="t1", manifest="M-1", vehicle="bus", origin="centro", destination="casa", escorts=[],
        due=(operation.now + timedelta(hours=2)).isoformat(),
    )  # fmt: skip
    sent = {"id": "b1", "people": ["c1", "c2", "a1"], "absent": "asleep"}
    assert at_desk("director").post(reverse("desk:transit_board", args=["t1"]), sent).status_code == 302


def owed(desk) -> str:
    return text(desk.get(reverse("desk:unasked")))


def test_whoever_boarded_asleep_is_listed_until_they_were_asked(boarded, operation, at_desk):
    desk = at_desk("director")
    assert "Children not yet asked 2" in owed(desk)
    assert "they were asleep" in owed(desk)
    assert "no reason written" not in owed(desk)
    where = reverse("desk:hear_child", args=["c1"]) + "?code=journey&about=t1"
    assert "Asked about: a journey." in text(desk.get(where))
    sent = {"id": "h1", "code": "journey", "about": "t1"}
    assert (
        desk.post(reverse("desk:hear_child", args=["c1"]), sent | {"id": "h0", "absent": "duerme"}).status_code == 302
    )
    assert "Children not yet asked 2" in owed(desk)
    assert desk.post(reverse("desk:hear_child", args=["c1"]), sent | ASKED).status_code == 302
    assert "Children not yet asked 1" in owed(at_desk("child-attorney"))
    assert [c.table for c in rebuild.compare() if not c.identical] == []


def test_a_room_changed_without_a_word_is_owed_without_a_reason_and_said_on_the_page_of_authority(operation, at_desk):
    desk = at_desk("director")
    operation.must("change-unit", people=["c1"], site="centro", unit="sur")
    assert "no reason written" in owed(desk)
    assert "without even a reason why nobody asked: 1" in owed(desk)
    assert "Children not yet asked 1" in text(desk.get(reverse("desk:authority")))


def test_asked_before_the_bus_is_asked_and_asked_last_month_is_not(operation, at_desk):
    view = ASKED | {"through": "", "absent": ""}
    told = {"person": "c1", "decision": "room-change", "about": "sur", "view": view}
    operation.must("hear-child", **told)
    operation.must("change-unit", people=["c1"], site="centro", unit="sur")
    assert "Nobody is left unasked" in owed(at_desk("director"))
    operation.tick(days=30)
    operation.must("change-unit", people=["c1"], site="centro", unit="sur")
    assert "Children not yet asked 1" in owed(at_desk("director"))


def test_who_is_not_asked_to_hear_children_reads_no_such_list(boarded, operation, at_desk):
    assert at_desk("guard", site="centro").get(reverse("desk:unasked")).status_code == 404
    assert at_desk("police").get(reverse("desk:unasked")).status_code == 404
