"""Forms on a phone: those in use that its holder may answer, once, and every answer asked again by the house."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def follow_up(operation):
    operation.must("adopt-form", form="fu", code="follow-up")


def carried(phone, have=""):
    return phone.call("GET", f"/pocket/v1/forms{have and '?have=' + have}").json()


def test_a_phone_carries_what_its_holder_may_answer_and_only_once(follow_up, operation, phones):
    phone = phones.enrolled("intake-worker")
    told = carried(phone)
    assert [(f["code"], f["version"]) for f in told["forms"]] == [("follow-up", "1")]
    assert carried(phone, told["mark"]) == {"v": 1, "mark": told["mark"], "unchanged": True}
    operation.must("withdraw-form", form="fu", reason="otra")
    assert carried(phone, told["mark"])["forms"] == []


def test_who_answers_no_form_carries_none(follow_up, phones):
    assert carried(phones.enrolled("guard"))["forms"] == []


def test_a_form_only_laid_before_a_second_person_is_on_no_phone(operation, phones):
    from abrigo.facts.wire import spelling
    from abrigo.house.invented_form import large_form

    definition = large_form(5)
    operation.must("propose-form", form="big", definition=spelling(type(definition), "iso").write(definition))
    assert carried(phones.enrolled("intake-worker"))["forms"] == []


ANSWERS = {"visited_on": "2025-12-01", "about": "in_care", "child_seen": "no", "not_seen_why": "estaba en la escuela",
           "actions": "0", "new_concern": "no", "next_on": "2035-12-29"}  # fmt: skip


@pytest.mark.parametrize(("change", "outcome"), [
    ({}, ("taken", "")),
    ({"next_on": "2020-01-01"}, ("refused", "answers-not-taken")),
    ({"not_seen_why": ""}, ("refused", "answers-not-taken")),
    ({"how_is": "bien"}, ("refused", "answers-not-taken")),
    ({"about": "holiday"}, ("refused", "answers-not-taken")),
])  # fmt: skip
def test_the_house_believes_no_phone_and_says_which_answer_it_does_not_take(follow_up, phones, change, outcome):
    phone = phones.enrolled("intake-worker")
    answers = [{"key": k, "value": v} for k, v in (ANSWERS | change).items() if v]
    told = {"operation": "op", "person": "c1", "form": "fu", "answers_id": "a1", "answers": answers, "language": "es"}
    phone.say("answer-form", told | {"at": phones.at(phone)})
    (receipt,) = phone.send().json()["receipts"]
    assert (receipt["outcome"], receipt["why"]) == outcome
    assert outcome[0] == "taken" or (receipt["sentence"] and receipt["remedy"])


def test_an_answer_of_whoever_may_not_answer_is_refused(follow_up, phones):
    phone = phones.enrolled("guard")
    answers = [{"key": k, "value": v} for k, v in ANSWERS.items()]
    told = {"operation": "op", "person": "c1", "form": "fu", "answers_id": "a2", "answers": answers, "language": "es"}
    phone.say("answer-form", told | {"at": phones.at(phone)})
    (receipt,) = phone.send().json()["receipts"]
    assert receipt["outcome"] == "refused"
