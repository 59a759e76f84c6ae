"""Promises of the door itself: no one in without a key, nothing sent can break it, every no is in our words."""

import json

import pytest
from django.db import OperationalError
from django.test import Client

from abrigo.api.index import api as the_api
from abrigo.staff.models import Account, Token


def problem(response) -> dict:
    assert response["Content-Type"].startswith("application/json")
    told = json.loads(response.content)
    assert told["sentence"]["en"]
    assert told["sentence"]["es"]
    assert told["remedy"]["en"]
    return told


def test_every_address_is_closed_to_a_stranger(operation):
    document = the_api.get_openapi_schema(path_prefix="/api/")
    for path, methods in document["paths"].items():
        for method in methods:
            address = path.replace("{operation}", "op").replace("{person}", "c1").replace("{id}", "x")
            response = Client().generic(method.upper(), address, REMOTE_ADDR=f"10.0.0.{hash((path, method)) % 250}")
            assert response.status_code in (401, 429), (method, address)
    assert Client().get("/api/openapi.json").status_code == 401


def test_a_stranger_is_told_how_to_come_in(operation):
    response = Client().get("/api/me")
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert problem(response)["code"] == "not-signed-in"


def test_a_withdrawn_key_ends_with_the_very_next_request(program):
    api = program()
    assert api.get("/me")[0] == 200
    Token.objects.update(ended=True)
    assert api.get("/me")[0] == 401


def test_a_closed_account_ends_with_the_very_next_request(program):
    api = program()
    assert api.get("/me")[0] == 200
    Account.objects.update(is_active=False)
    assert api.get("/me")[0] == 401


def test_a_wrong_key_is_not_mended_by_a_session(operation):
    client = Client()
    client.force_login(Account.objects.get(username="director"), "django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/me").status_code == 200
    assert client.get("/api/me", headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_a_session_without_the_page_token_may_ask_and_not_act(operation):
    client = Client(enforce_csrf_checks=True)
    client.force_login(Account.objects.get(username="director"), "django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/me").status_code == 200
    response = client.post("/api/acts", b"[]", content_type="application/json")
    assert response.status_code == 403
    assert problem(response)["code"] == "page-token-missing"


def test_guessing_is_slowed_and_a_good_key_is_not(program):
    api = program()
    codes = [Client().get("/api/me", headers={"Authorization": "Bearer guess"}).status_code for _ in range(70)]
    assert codes[0] == 401
    assert codes[-1] == 429
    assert api.get("/me")[0] == 200


def test_what_is_not_there_is_said_in_json(program):
    response = Client().get("/api/nowhere/at/all")
    assert response.status_code == 404
    assert problem(response)["code"] == "not-found"


def test_the_wrong_method_is_said_in_json(program):
    response = Client().delete("/api/me", headers={"Authorization": f"Bearer {program().key}"})
    assert response.status_code == 405
    assert response["Allow"] == "GET"
    assert problem(response)["code"] == "method-not-allowed"


DEEP = b"[" * 100_000
UNREADABLE = {
    "not json": b"{",
    "two values": b"{} {}",
    "nothing": b"",
    "bad utf-8": b'{"id": "\xff"}',
    "utf-16": '{"id": "x"}'.encode("utf-16"),
    "a field twice": b'{"id": "x", "id": "y"}',
    "deep": DEEP,
    "deep objects": b'{"a":' * 500 + b"1" + b"}" * 500,
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_refused_as_such(program, body):
    status, told = program().post("/acts/see", body)
    assert status == 400
    assert told["sentence"]["es"]


SEEN = '"operation":"op","person":"c1","site":"centro","how":"band","at":"2025-12-19T09:00:00-06:00"'
WRONG = {
    "no id": ("{%s}", "id"),
    "empty id": ('{"id":"",%s}', "id"),
    "long id": ('{"id":"' + "x" * 81 + '",%s}', "id"),
    "id a number": ('{"id":7,%s}', "id"),
    "nul": ('{"id":"x","unit":"\\u0000",%s}', "unit"),
    "half a character": ('{"id":"x","unit":"\\ud800",%s}', "unit"),
    "nan": ('{"id":"x","unit":NaN,%s}', "unit"),
    "infinity": ('{"id":"x","unit":Infinity,%s}', "unit"),
    "a huge number": ('{"id":"x","unit":' + "9" * 9000 + ",%s}", "unit"),
    "a field nobody knows": ('{"id":"x","colour":"red",%s}', "colour"),
    "a list for a word": ('{"id":"x","unit":["norte"],%s}', "unit"),
}


@pytest.mark.parametrize(("body", "field"), WRONG.values(), ids=WRONG)
def test_a_field_that_cannot_be_read_is_named(program, body, field):
    status, told = program().post("/acts/see", body.replace("%s", SEEN).encode())
    assert status == 422
    assert told["field"] == field


@pytest.mark.parametrize(
    "at", ["yesterday", "2025-12-19", "2025-12-19T09:00:00", "0001-01-01T00:00:00+14:00", 0, None, True]
)
def test_a_time_that_is_none_is_named(program, at):
    status, told = program().act("see", person="c1", site="centro", how="band", at=at)
    assert (status, told["field"]) == (422, "at")


def test_a_time_in_the_future_is_refused(program):
    status, told = program().act("see", person="c1", site="centro", how="band", at="2099-12-19T09:00:00-06:00")
    assert (status, told["code"]) == (409, "from-the-future")


def test_more_than_one_request_may_carry_is_refused(program):
    status, told = program().post("/acts/see", b'{"id":"' + b"x" * 1_100_000 + b'"}')
    assert (status, told["code"]) == (413, "body-too-large")


def test_the_value_that_could_not_be_read_is_never_said_back(program):
    response = program().client.post(
        "/api/acts/see", b'{"id":"x","unit":{"Secret Child":1}}', content_type="application/json",
        headers={"Authorization": f"Bearer {program().key}"},
    )  # fmt: skip
    assert response.status_code == 422
    assert b"Secret" not in response.content


@pytest.mark.parametrize("person", ["%00", "%0A", "%E2%80%AE", "x" * 200, "%ff", "..%2f..%2f", "'--"])
def test_no_id_in_an_address_breaks_the_door(program, person):
    status, _ = program().get(f"/operations/op/people/{person}")
    assert status in (404, 422)


def test_when_the_record_cannot_be_written_it_says_to_send_again(program, monkeypatch):
    from abrigo.api import acts

    def full(*_args, **_kwargs):
        raise OperationalError("database or disk is full: Secret Child")

    monkeypatch.setattr(acts, "record", full)
    response = program().client.post(
        "/api/acts/see", f'{{"id":"x",{SEEN}}}'.encode(), content_type="application/json",
        headers={"Authorization": f"Bearer {program().key}"},
    )  # fmt: skip
    assert response.status_code == 503
    assert problem(response)["code"] == "cannot-write-now"


def test_our_own_mistake_is_logged_without_a_word_of_what_was_sent(program, monkeypatch, caplog):
    from abrigo.api import acts

    def broken(*_args, **_kwargs):
        raise RuntimeError("Secret Child")

    monkeypatch.setattr(acts, "record", broken)
    status, told = program().post("/acts/see", f'{{"id":"x",{SEEN}}}'.encode())
    assert (status, told["code"]) == (500, "our-mistake")
    assert "RuntimeError" in caplog.text
    assert "Secret" not in caplog.text
