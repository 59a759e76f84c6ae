"""The drill through the API: as known at one time about another, and every public number with its true answer."""

import json
from datetime import datetime, timedelta

import pytest
from django.test import Client

from abrigo.registers import stories

SPOKEN = {
    "06": "consistent: earlier cut",
    "07": "differs by method: by eye; total agrees",
    "12": "differs by method: meals, 7 staff",
    "21": "contradicted: 19 unaccounted at that cut",
    "23": "consistent; contradicts",
    "24": "27 of ours and 1 unresolved",
    "36": "differs: one manifest of 6 omitted",
    "42": "differs by method: by eye",
}


def at(day: int, hour: str) -> str:
    return f"{datetime(2025, 12, 19) + timedelta(days=day):%Y-%m-%d}T{hour}:00-06:00"


@pytest.fixture
def ask(drill):
    from abrigo.staff.models import Account
    from abrigo.staff.viewer import new_token

    def asked(path: str, user: str = "director", **words):
        key = new_token(Account.objects.get(username=user), "a test")
        answer = Client().get(f"/api/operations/encino{path}", words, headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)

    return asked


def children(split: dict) -> int:
    return split["children"] + split["undetermined"]


@pytest.mark.parametrize(("asked_at", "unaccounted"), [(at(2, "18:40"), 22), (at(3, "05:00"), 19)])
def test_what_was_known_of_the_breach_at_1840_depends_on_when_it_is_asked(ask, asked_at, unaccounted):
    board = ask("/board", known_at=asked_at, about=at(2, "18:40"))
    assert board["whole"]["adds_up"]
    assert children(board["whole"]["states"]["unaccounted"]) == unaccounted
    names = ask("/people", known_at=asked_at, about=at(2, "18:40"), state="unaccounted")["people"]
    assert sum(p["category"] != "adult" for p in names) == unaccounted


def test_an_age_decided_later_leaves_every_earlier_count_as_it_was(ask):
    then = ask("/board", known_at=at(3, "08:00"))["whole"]["protective"]
    since = ask("/board", known_at=at(30, "08:00"))["whole"]["protective"]
    assert (then["children"], then["adults"]) == (160, 40)
    assert (since["children"], since["adults"]) == (157, 43)


def test_as_known_now_is_the_board_itself(ask):
    live = ask("/board")
    assert ask("/board", size=live["known_at"], about=live["about"]) == live


def test_the_board_as_known_then_is_the_same_from_cold(ask, drill):
    from abrigo.clerk import memory
    from abrigo.vault import keys

    asked = {"known_at": at(3, "05:00"), "about": at(2, "18:40")}
    warm = ask("/board", **asked)
    stories.forget()
    memory.forget()
    keys.forget()
    assert ask("/board", **asked) == warm


@pytest.mark.parametrize(("event", "words"), SPOKEN.items())
def test_each_public_number_has_its_true_answer(ask, event, words):
    assert ask(f"/verdicts/st-{event}")["claims"][0]["line"].startswith(words)


def test_who_sees_no_names_reads_the_verdict_and_no_name(ask):
    told = ask("/verdicts", user="press")
    assert all(c["known"]["counted"] is None for s in told for c in s["claims"])
    assert "bands" not in json.dumps(ask("/claims", user="press"))
