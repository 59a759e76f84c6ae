"""The gate on a phone: the desk's answer without a place, for whoever stands at a gate and for nobody else."""

import json
from datetime import timedelta

import pytest

from abrigo.clerk import clock

pytestmark = pytest.mark.django_db

ASKED = {"asked": "¿Quieres verla?", "how": "a solas", "language": "es", "through": "", "said_words": "Sí",
         "weighed": "se hizo", "absent": ""}  # fmt: skip


@pytest.fixture
def visit(operation):
    begins = clock.now() + timedelta(minutes=10)
    told = {"visit": "v1", "person": "c1", "visitor": "Rivka Cohen", "relation": "madre"}
    operation.must("request-visit", begins=begins.isoformat(), ends=(begins + timedelta(hours=1)).isoformat(), **told)
    operation.must("approve-visit", "child-attorney", visit="v1", person="c1", view=ASKED)


def look(phone, **asked):
    return phone.call("POST", "/pocket/v1/gate", asked)


def test_who_comes_for_a_visit_now_may_come_in_and_the_answer_names_no_place(visit, phones):
    told = look(phones.enrolled("guard"), who="Ribka Cohén").json()
    assert (told["sign"], told["because"], told["visit"]["visitor"]) == ("may-come-in", "visit-now", "Rivka Cohen")
    assert told["child"].keys() == {"id", "name", "band", "age"}
    assert "centro" not in json.dumps(told)


def test_whom_nobody_expects_hears_the_same_whether_the_child_is_here_or_nowhere(phones):
    phone = phones.enrolled("guard")
    assert look(phone, who="Berta", child="c2").json() == look(phone, who="Berta", child="Nadie").json()


def test_who_stands_at_no_gate_is_told_nothing(visit, phones):
    answer = look(phones.enrolled("police"), who="Rivka Cohen")
    assert (answer.status, answer.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize("asked", [{"who": 7}, {"who": "a", "band": ["N-1"]}, {"child": None}])
def test_what_is_not_words_is_misspelt_and_never_an_error_of_ours(phones, asked):
    answer = look(phones.enrolled("guard"), **asked)
    assert (answer.status, answer.json()["code"]) == (422, "misspelt")


def test_nobody_is_let_in_by_a_phone_without_a_visit(phones, operation):
    phone = phones.enrolled("guard")
    act = {"operation": "op", "attempt": "a1", "site": "centro", "word": "let-in", "reason": "dice ser la madre",
           "who": "Berta", "document": "DPI", "at": phones.at(phone, minutes=1)}  # fmt: skip
    phone.say("answer-at-gate", act, scans=[])
    (receipt,) = phone.send().json()["receipts"]
    assert (receipt["outcome"], receipt["why"]) == ("refused", "no-visit-now")
    phone.say("answer-at-gate", act | {"word": "not-let-in"}, scans=[])
    assert phone.send().json()["receipts"][0]["outcome"] == "taken"
