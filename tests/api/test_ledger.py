"""A witness signs only what continues what it saw; and only who was invited is heard at all."""

import json
from datetime import UTC, datetime

import pytest
from django.test import Client
from nacl.signing import SigningKey

from abrigo.clerk import checkpoint, nodes, witnesses
from abrigo.clerk.models import Declined
from abrigo.facts.wire import to_ms
from abrigo.ledger import checkpoints, notes, witness
from abrigo.ledger.codec import b64, unb64

KEY = SigningKey(b"w" * 32)
COURT = notes.Key("court.example/witness", notes.WITNESS_KEY, bytes(KEY.verify_key))


def sign(message: bytes) -> bytes:
    return KEY.sign(message).signature


def call(path, said, *, name=COURT.name, key=KEY, ms=None, body=None):
    body = json.dumps(said).encode() if body is None else body
    ms = to_ms(datetime.now(UTC)) if ms is None else ms
    sig = b64(key.sign(nodes.spoken("POST", path, ms, body)).signature)
    headers = {"Authorization": f"Abrigo-Witness {name}.{ms}.{sig}"}
    return Client().post(path, body, content_type="application/json", headers=headers)


@pytest.fixture
def court(operation):
    witnesses.invite(COURT.text(), "court", by="admin", now=operation.now)
    return operation


def asked(old=0):
    answer = call("/api/ledger/witness/checkpoint", {"old": old})
    assert answer.status_code == 200, answer.content
    said = answer.json()
    return said, witness.Asked(old, tuple(unb64(p) for p in said["proof"]), said["note"])


def log():
    from abrigo.clerk.device import node_device

    return checkpoints.key_of(node_device())


def test_a_witness_follows_the_log_and_its_lines_are_kept_under_the_note(court):
    said, first = asked()
    held = witness.consider(None, first, log())
    line = witness.cosign(held, COURT.name, COURT.public, sign, 1)
    assert call("/api/ledger/witness/cosignature", {"size": held.size, "line": line}).json()["taken"]
    court.must("see", person="c1", site="centro", how="by-sight")
    _, second = asked(held.size)
    longer = witness.consider(held, second, log())
    assert longer.size > held.size
    line = witness.cosign(longer, COURT.name, COURT.public, sign, 2)
    assert call("/api/ledger/witness/cosignature", {"size": longer.size, "line": line}).json()["taken"]
    assert checkpoints.witnessed().size == longer.size
    assert notes.cosigned_at(checkpoints.noted(checkpoints.at(longer.size)), COURT) == 2
    back = call("/api/ledger/witness/cosignature", {"size": held.size, "line": line})
    assert (back.status_code, back.json()["code"]) == (409, "checkpoint-backwards")
    assert Declined.objects.filter(code="checkpoint-backwards", source=COURT.name).exists()
    assert said["size"] == held.size


def test_a_line_over_another_history_is_refused_and_kept(court):
    checkpoint.checkpoint(court.now)
    point = checkpoints.latest()
    false = notes.Tree(checkpoints.origin(), point.size, b"x" * 32)
    line = witness.cosign(false, COURT.name, COURT.public, sign, 1)
    answer = call("/api/ledger/witness/cosignature", {"size": point.size, "line": line})
    assert (answer.status_code, answer.json()["code"]) == (409, "note-signature")
    assert Declined.objects.get().proof == line


def test_our_own_signature_over_another_history_is_evidence_and_kept(court):
    from abrigo.clerk.device import node_device

    checkpoint.checkpoint(court.now)
    size = checkpoints.latest().size
    false = notes.sign(notes.Tree(checkpoints.origin(), size, b"x" * 32), log(), node_device().sign)
    answer = call("/api/ledger/witness/evidence", {"note": false})
    assert (answer.status_code, answer.json()["code"]) == (409, "two-histories")
    assert Declined.objects.get(code="two-histories").proof == false


def test_a_witness_that_holds_more_than_we_have_is_told_no_and_it_is_written_down(court):
    answer = call("/api/ledger/witness/checkpoint", {"old": 10_000})
    assert answer.status_code == 409
    assert Declined.objects.filter(code="log-shorter-than-witnessed").exists()


def test_nobody_is_heard_who_was_not_invited_or_signs_late_or_for_another(court):
    path = "/api/ledger/witness/checkpoint"
    assert call(path, {"old": 0}, key=SigningKey(b"x" * 32)).status_code == 401
    assert call(path, {"old": 0}, name="other.example/witness").status_code == 401
    assert call(path, {"old": 0}, ms=1).status_code == 401
    assert Client().post(path, b"{}", content_type="application/json").status_code == 401
    assert call("/api/nodes/exchange", {}).status_code == 401
    witnesses.end(COURT.name, court.now)
    assert call(path, {"old": 0}).status_code == 401


def test_two_houses_agree_on_the_form_of_parcel_with_every_request(court):
    from abrigo.ledger import parcel
    from abrigo.ledger.chain import Device

    other = Device(b"o" * 32)
    card = f"abrigo-node+laptop+{other.id}+{b64(b's' * 32)}"
    nodes.ask_for(card, "welfare", words="none", enrols=False, url="", by="a", now=court.now)
    nodes.confirm(other.id, by="b", now=court.now)
    path = "/api/nodes/exchange"

    def exchanged(**said):
        lines = [parcel.receipt(other, {}, 1) + b"\n", *parcel.pack({}, [], lambda _: True)]
        body, ms = b"".join(parcel.shrink(lines)), to_ms(datetime.now(UTC))
        signed = f"Abrigo-Node {other.id}.{ms}.{b64(other.sign(nodes.spoken('POST', path, ms, body)))}"
        answer = Client().post(path, body, content_type="application/x", headers={"Authorization": signed, **said})
        assert answer.status_code == 200, answer.content
        assert answer.headers["Abrigo-Reads"] == "2"
        return nodes.opened(answer_dev(), b"".join(parcel.swell([answer.content])))[1]

    def answer_dev():
        from abrigo.clerk.device import node_device

        return node_device().id

    plain, dense, again = exchanged(), exchanged(**{"Abrigo-Reads": "2"}), exchanged()
    assert (plain.form, dense.form, again.form) == (1, 2, 1)
    assert len(plain.entries) > 3
    assert dense.entries == again.entries


def test_who_looks_after_the_record_reads_its_state_and_a_guard_does_not(operation, key):
    def get(role, **given):
        if given:
            operation.hands[role] = operation.open_account(role, username=role, **given)
        return Client().get("/api/ledger", headers={"Authorization": f"Bearer {key(operation.hand(role))}"})

    told = get("auditor")
    assert told.status_code == 200
    assert told.json()["gaps"] == told.json()["forks"] == []
    assert get("guard", site="centro").status_code == 403
