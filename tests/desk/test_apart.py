"""What a stolen or ended device wrote lies apart with its reason, until whoever has the authority decides it."""

import json

import pytest
from django.db import transaction

from abrigo.clerk import apart, enrolment, rebuild
from abrigo.clerk.device import node_device
from abrigo.clerk.witnesses import decline
from abrigo.facts.index import KIND_OF
from abrigo.facts.kinds import Said
from abrigo.facts.sightings import How, Seen
from abrigo.facts.wire import spelling, to_ms
from abrigo.ledger import pen
from abrigo.ledger.chain import Device
from abrigo.registers.models import Card, Whereabout
from abrigo.vault import keys

STOLEN = Device(b"7" * 32)


def seen_by_the_stolen(operation, *, by="st-night", site="casa"):
    at = operation.tick()
    fact = Seen("c1", site, None, How.BY_SIGHT, Said(by, at))
    kind, ver = KIND_OF[Seen]
    return {"kind": kind, "ver": ver, "fact": spelling(Seen).write(fact)}


def arrives(operation, payload, *, before=False):
    """One entry of a laptop that is ended (before or after what arrives), as the exchange writes it."""
    took = to_ms(operation.now)
    with transaction.atomic():
        pen.lock()
        card = {"kind": "device.enrolled", "ver": 1, "dev": STOLEN.id, "holder": "laptop", "by": "a", "with": "b"}
        enrolment.announce(node_device(), card | {"at": took}, operation.now)
        (written,) = pen.append(STOLEN, [pen.Draft(payload, keys.key_for("person:c1"))], rec=took, took=took)
        ended = {"kind": "device.revoked", "ver": 1, "dev": STOLEN.id, "last": 0, "by": "a", "at": took}
        enrolment.announce(node_device(), ended, operation.now)
    rebuild.rebuild()
    return written


def the_one(operation, role="director"):
    (found,) = apart.ask(operation.hand(role), "op")
    return found


@pytest.fixture
def stolen(operation):
    enrolment.begin(operation.now)
    arrives(operation, seen_by_the_stolen(operation))
    return operation


@pytest.mark.parametrize("role", ["guard", "intake-worker", "press-officer", "auditor", "administrator", "court"])
def test_the_page_does_not_exist_for_whoever_may_not_decide(at_desk, stolen, role):
    client = at_desk(role, site="centro") if role == "guard" else at_desk(role)
    assert client.get("/ledger/apart").status_code == 404
    assert client.post("/ledger/apart", {"do": "pass", "entry": "x"}).status_code == 404


def test_it_is_shown_with_its_reason_and_moves_nobody(at_desk, stolen):
    page = at_desk("director").get("/ledger/apart").content.decode()
    assert "device-revoked" in page
    assert "laptop" in page
    assert "sighting.seen" in page
    assert Whereabout.objects.get(person="c1").site == "centro"
    ledger = at_desk("director").get("/ledger").content.decode()
    assert 'href="/ledger/apart"' in ledger
    assert "it counts up to its number 0" in ledger
    assert 'href="/ledger/apart"' not in at_desk("auditor").get("/ledger").content.decode()


def test_countersigned_it_counts_and_the_ledger_says_who(at_desk, stolen):
    client, entry = at_desk("director"), the_one(stolen).entry
    stolen.tick()
    assert client.post("/ledger/apart", {"do": "pass", "entry": entry}).status_code == 302
    (said,) = [s for _, s in enrolment.said_in_public() if s.get("kind") == "entry.countersigned"]
    assert (said["entry"], said["by"]) == (entry, stolen.hand("director").staff)
    assert apart.ask(stolen.hand("director"), "op") == []
    claims = json.loads(Card.objects.get(kind="contest").body)[
        "claims"
    ]  # neither house knew of the other: somebody goes to see
    assert {c["site"] for c in claims} == {"centro", "casa"}
    assert [c.table for c in rebuild.compare() if not c.identical] == []
    again = client.post("/ledger/apart", {"do": "pass", "entry": entry})
    assert again.status_code == 422
    assert b"somebody has decided it" in again.content


def test_left_aside_it_stays_with_who_and_why_and_may_still_be_countersigned(at_desk, stolen):
    client, entry = at_desk("child-attorney"), the_one(stolen).entry
    assert client.post("/ledger/apart", {"do": "aside", "entry": entry, "why": ""}).status_code == 422
    assert client.post("/ledger/apart", {"do": "aside", "entry": entry, "why": "false"}).status_code == 302
    (said,) = [s for _, s in enrolment.said_in_public() if s.get("kind") == "entry.aside"]
    assert (said["why"], said["by"]) == ("false", stolen.hand("child-attorney").staff)
    assert the_one(stolen).aside == "false"
    assert apart.number(stolen.hand("director"), "op") == 0
    page = client.get("/ledger/apart").content.decode()
    assert "what it says is not true" in page
    assert Whereabout.objects.get(person="c1").site == "centro"
    stolen.tick()
    assert client.post("/ledger/apart", {"do": "pass", "entry": entry}).status_code == 302


def test_whoever_said_it_does_not_vouch_for_it(at_desk, operation):
    enrolment.begin(operation.now)
    arrives(operation, seen_by_the_stolen(operation, by=operation.hand("director").staff))
    client, entry = at_desk("director"), the_one(operation).entry
    assert b"It is true: countersign" not in client.get("/ledger/apart").content
    assert b"Another person vouches" in client.post("/ledger/apart", {"do": "pass", "entry": entry}).content


def test_whoever_sat_down_long_ago_shows_once_more_who_they_are(at_desk, stolen):
    client, entry = at_desk("director"), the_one(stolen).entry
    session = client.session
    session["stepped_up"] = 0
    session.save()
    assert client.post("/ledger/apart", {"do": "pass", "entry": entry}).status_code == 403
    assert the_one(stolen).entry == entry


@pytest.mark.parametrize(
    "payload", [{"kind": "tide.turned", "ver": 1, "fact": {}}, {"kind": "sighting.seen", "ver": 1, "fact": {"x": 1}}]
)
def test_what_nobody_here_can_read_is_kept_and_no_signature_heals_it(at_desk, operation, payload):
    enrolment.begin(operation.now)
    took = to_ms(operation.now)
    with transaction.atomic():
        pen.lock()
        card = {"kind": "device.enrolled", "ver": 1, "dev": STOLEN.id, "holder": "laptop", "by": "a", "with": "b"}
        enrolment.announce(node_device(), card | {"at": took}, operation.now)
        (written,) = pen.append(STOLEN, [pen.Draft(payload, keys.key_for("person:c1"))], rec=took, took=took)
    decline("laptop", "kept", "unknown-kind", f"{STOLEN.id[:12]} {written.seq}", "", operation.now)
    found = the_one(operation)
    assert found.why in ("unknown-kind", "unreadable-fact")
    client = at_desk("director")
    page = client.get("/ledger/apart").content.decode()
    assert found.why in page
    assert "It is true: countersign" not in page
    no = client.post("/ledger/apart", {"do": "pass", "entry": found.entry})
    assert (no.status_code, b"Update this house" in no.content) == (422, True)
    assert client.post("/ledger/apart", {"do": "aside", "entry": found.entry, "why": "unreadable"}).status_code == 302
