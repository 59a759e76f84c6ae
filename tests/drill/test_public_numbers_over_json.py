"""The drill's public numbers and one agreed number as a program asks for them."""

import json

import pytest
from django.test import Client

from abrigo.staff.models import Account
from abrigo.staff.viewer import new_token

FOUR = ["child-attorney", "social-welfare", "prosecution", "police"]
HANDS = {"child-attorney": "attorney", "social-welfare": "director", "prosecution": "prosecutor", "police": "police"}
D3 = "2025-12-22T05:00:00-06:00"


@pytest.fixture(scope="module")
def ask(drill):
    keys = {}

    def asked(user, path, body=None, **query):
        if user not in keys:
            keys[user] = new_token(Account.objects.get(username=user), "a program")
        headers = {"Authorization": f"Bearer {keys[user]}"}
        client = Client()
        if body is None:
            response = client.get(f"/api/operations/encino{path}", query, headers=headers)
        else:
            raw = json.dumps(body)
            response = client.post(f"/api{path}", raw, content_type="application/json", headers=headers)
        return response.status_code, json.loads(response.content)

    return asked


def test_every_statement_has_its_verdict_in_one_line_in_codes_and_in_two_languages(ask):
    status, found = ask("director", "/verdicts")
    assert status == 200
    by_id = {v["statement"]: v for v in found}
    [claim] = by_id["st-21"]["claims"]
    assert claim["line"] == "contradicted: 19 unaccounted at that cut"
    assert claim["standing"] == "contradicted"
    assert len(claim["reasons"][0]["people"]) == len(claim["known"]["unaccounted"]) == 19
    assert claim["said"]["es"] == "El registro lo contradice. En ese minuto había 19 sin ubicar."
    assert claim["said"]["en"] == "The ledger contradicts it. At that minute 19 were not accounted for."
    assert by_id["st-36"]["claims"][0]["said"]["es"].endswith("Se omitió una hoja entera: M4, con 6 personas.")


def test_one_statement_is_asked_for_by_its_id_and_an_unknown_one_does_not_exist(ask):
    assert ask("director", "/verdicts/st-24")[1]["claims"][0]["line"] == "27 of ours and 1 unresolved"
    assert ask("director", "/verdicts/st-none")[0] == 404


def test_who_sees_no_names_reads_every_verdict_and_no_name(ask):
    _, found = ask("press", "/verdicts")
    for claim in (c for v in found for c in v["claims"]):
        assert claim["known"]["counted"] is claim["known"]["unaccounted"] is None
        assert not any(r["people"] or r["words"] or r["site"] for r in claim["reasons"] + claim["possible"])


@pytest.mark.parametrize("user", ["guard", "admin1"])
def test_who_keeps_one_door_or_no_count_is_told_so(ask, user):
    assert ask(user, "/verdicts")[0] == 403


def test_who_sees_no_places_cannot_learn_them_from_a_count(ask):
    """Police and prosecution know names and not places: a list of one home would be an address."""
    for user in ("police", "prosecutor"):
        assert ask(user, "/counted", definition="children-in-care", site="h1")[0] == 403
        act = {"operation": "encino", "accord": f"n-{user}", "definition": "children-in-care", "cut": D3,
               "sites": ["h1"], "agencies": FOUR, "people": [], "digest": "0" * 64, "at": D3}  # fmt: skip
        status, problem = ask(user, "/acts/propose-accord", {"id": f"p-{user}", **act})
        assert problem["code"] == "not-allowed"
        assert status == 403
        assert problem["about"] == ["propose-accord"]
        by_id = {v["statement"]: v["claims"][0] for v in ask(user, "/verdicts")[1]}
        assert by_id["st-22"]["known"]["counted"] == []
        assert by_id["st-22"]["sites"] == []
        assert len(by_id["st-21"]["known"]["unaccounted"]) == 19


@pytest.mark.parametrize("user", ["press", "auditor", "guard"])
def test_a_list_is_names_and_is_not_given_to_who_sees_none(ask, user):
    assert ask(user, "/counted", definition="children-unaccounted")[0] == 403


def test_a_definition_nobody_knows_is_refused(ask):
    assert ask("director", "/counted", definition="children-abducted")[0] in (400, 422)


def test_four_agencies_agree_on_one_number_after_the_third_day(ask):
    _, listed = ask("attorney", "/counted", definition="children-unaccounted", cut=D3)
    assert listed["number"] == len(listed["people"]) == 4
    act = {"operation": "encino", "accord": "n-d3", "definition": "children-unaccounted", "cut": listed["cut"],
           "sites": [], "agencies": FOUR, "people": listed["people"], "digest": listed["digest"], "at": D3}  # fmt: skip
    forged = {**act, "people": listed["people"][1:]}
    assert ask("attorney", "/acts/propose-accord", {"id": "p0", **forged})[1]["code"] == "digest-differs"
    assert ask("attorney", "/acts/propose-accord", {"id": "p1", **act})[0] in (200, 201)
    mine = {"operation": "encino", "accord": "n-d3", "number": 3, "at": D3}
    lines = [{"person": p, "words": ""} for p in listed["people"][1:]]
    assert ask("police", "/acts/answer-accord", {"id": "p2", **mine, "lines": lines})[0] in (200, 201)
    _, before = ask("director", "/accords/n-d3/aloud")
    assert before["es"] == before["en"] == ""
    [other] = before["differences"]
    assert (other["agency"], other["mine"], other["yours"]) == ("police", 4, 3)
    assert [d["person"] for d in other["lines"]] == listed["people"][:1]
    for agency in FOUR:
        act = {"id": f"s-{agency}", "operation": "encino", "accord": "n-d3", "digest": listed["digest"], "at": D3}
        status, receipt = ask(HANDS[agency], "/acts/sign-accord", act)
        assert status in (200, 201), receipt
    _, after = ask("press", "/accords/n-d3/aloud")
    assert after["waiting"] == []
    assert "estaban sin ubicar 4 niñas, niños y adolescentes" in after["es"]
    assert "4 children were not accounted for" in after["en"]
    assert "22 de diciembre de 2025 a las 05:00" in after["es"]
    for child in listed["people"]:
        assert child not in json.dumps(after)


def test_a_list_with_its_own_digest_that_the_ledger_does_not_say_is_refused(ask):
    from datetime import datetime

    from abrigo.facts.accords import Definition
    from abrigo.rules.accords import list_digest

    people = ["nobody-we-know"]
    digest = list_digest("encino", Definition.CHILDREN_UNACCOUNTED, datetime.fromisoformat(D3), [], people)
    act = {"operation": "encino", "accord": "n-bad", "definition": "children-unaccounted", "cut": D3, "sites": [],
           "agencies": FOUR, "people": people, "digest": digest, "at": D3}  # fmt: skip
    status, problem = ask("attorney", "/acts/propose-accord", {"id": "p9", **act})
    assert status == 409
    assert problem["code"] == "list-differs"
    assert ask("attorney", "/accords/n-bad/aloud")[0] == 404
