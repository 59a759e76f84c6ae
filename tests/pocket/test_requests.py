"""A request of a phone is believed for its signature: not twice, not for another, not after the end."""

import gzip
import json

import pytest

from abrigo.house.benches.reference_phone import P256Key
from abrigo.staff.models import Account


def test_a_request_is_good_once(phones, line):
    phone = phones.enrolled()
    heads = phone.signed("GET", "/pocket/v1/me", b"")
    assert line("GET", "/pocket/v1/me", b"", heads).status == 200
    again = line("GET", "/pocket/v1/me", b"", heads)
    assert (again.status, again.json()["code"]) == (401, "replayed")


@pytest.mark.parametrize("part", ["Abrigo-Time", "Abrigo-Nonce", "Abrigo-Signature", "Abrigo-Device"])
def test_a_changed_header_is_not_believed(phones, line, part):
    phone = phones.enrolled()
    heads = phone.signed("GET", "/pocket/v1/me", b"")
    heads[part] = ("0" if heads[part][0] != "0" else "1") + heads[part][1:]
    assert line("GET", "/pocket/v1/me", b"", heads).status == 401


def test_a_signature_does_not_serve_another_address_nor_another_body(phones, line):
    phone = phones.enrolled()
    heads = phone.signed("GET", "/pocket/v1/me", b"")
    assert line("GET", "/pocket/v1/bundle", b"", heads).status == 401
    heads = phone.signed("POST", "/pocket/v1/inbox", b'{"parcels":[]}')
    assert line("POST", "/pocket/v1/inbox", b'{"parcels":[1]}', heads).status == 401


def test_a_phone_without_ed25519_does_everything_with_p256(phones):
    phone = phones.enrolled(key=P256Key())
    phone.say("see", {"operation": "op", "person": "c1", "site": "centro", "how": "band", "at": phones.at(phone)})
    assert phone.send().json()["receipts"][0]["outcome"] == "taken"


def test_a_closed_account_ends_its_phone_at_the_next_word(phones, operation):
    phone = phones.enrolled()
    Account.objects.filter(staff=operation.hand("intake-worker").staff).update(is_active=False)
    answered = phone.call("GET", "/pocket/v1/bundle")
    assert (answered.status, answered.json()["gone"]) == (410, "account-closed")


def test_an_app_of_another_age_is_told_so_and_its_outbox_is_still_taken(phones):
    phone = phones.enrolled()
    for app, code in (("0", "app-too-old"), ("2", "app-too-new"), ("", "app-too-old"), ("x", "app-too-old")):
        phone.app = app
        answered = phone.call("GET", "/pocket/v1/bundle")
        assert (answered.status, answered.json()["code"]) == (426, code)
    phone.say("see", {"operation": "op", "person": "c1", "site": "centro", "how": "band", "at": phones.at(phone)})
    assert phone.send().json()["receipts"][0]["outcome"] == "taken"


def test_a_bomb_is_not_opened(phones):
    phone = phones.enrolled()
    body = gzip.compress(b" " * (17 * 1024 * 1024))
    heads = {**phone.signed("POST", "/pocket/v1/inbox", body), "Content-Encoding": "gzip"}
    assert phone.line("POST", "/pocket/v1/inbox", body, heads).status == 413


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"\xff\xfe", b'{"parcels": 3}', b'{"parcels": [3]}', b'{"parcels": [{"body": 1}]}',
             b'{"parcels": [{"body": "{}", "sig": "!"}]}', b"[" * 100_000],
)  # fmt: skip
def test_nothing_malformed_breaks_the_house(phones, body):
    answered = phones.enrolled().call("POST", "/pocket/v1/inbox", body)
    assert answered.status in (200, 400, 422)
    if answered.status == 200:
        assert answered.json()["receipts"][0]["outcome"] == "unreadable"
    else:
        assert answered.json()["sentence"]


def test_the_answer_speaks_the_phones_language(phones):
    phone = phones.waiting()
    spanish = phone.call("GET", "/pocket/v1/bundle").json()["sentence"]
    phone.language = "en"
    english = phone.call("GET", "/pocket/v1/bundle").json()["sentence"]
    assert spanish != english
    assert "second person" in english


def test_no_cookie_is_ever_set_on_a_phone(phones):
    answered = phones.enrolled().call("GET", "/pocket/v1/bundle")
    assert "Set-Cookie" not in answered.headers
    assert answered.headers["Cache-Control"] == "no-store"


def test_the_words_for_every_code_travel_with_the_phone(phones):
    told = phones.enrolled().call("GET", "/pocket/v1/words?lang=en").json()
    assert told["words"]["unknown-transit"]
    assert all(len(pair) == 2 for pair in told["words"].values())


def test_an_enrolment_that_is_not_signed_with_its_own_key_is_refused(phones, line, operation):
    one, other = phones.bare(), phones.bare()
    code = phones.code(operation.hand("intake-worker").staff)
    one.key, signer = other.key, one.key
    answered = one.enrol(code)
    assert answered.status == 200
    body = {"v": 1, "code": code, "alg": "Ed25519", "key": "A" * 43, "label": "", "sig": "A" * 86}
    answered = line("POST", "/pocket/v1/enrol", json.dumps(body).encode(), {"Content-Type": "application/json"})
    assert (answered.status, answered.json()["code"]) == (422, "enrolment-malformed")
    assert signer is not one.key
