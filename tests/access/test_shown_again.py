"""What cannot be called back is done by somebody who has just shown who they are; and no door stands open beside it."""

import json

import pytest
from tests.access.conftest import signed_in
from tests.vault.test_photo import picture

from abrigo.clerk import photos
from abrigo.clerk.models import Look, LookedAt
from abrigo.facts.grants import Compartment
from abrigo.registers import cards
from abrigo.rules.access import STEPS_UP
from abrigo.rules.index import ACTS
from abrigo.staff.models import Account
from abrigo.staff.viewer import new_token

pytestmark = pytest.mark.django_db


def left_open(viewer):
    """A screen that was left open: signed in an hour ago, and nobody knows who sits there now."""
    client = signed_in(viewer)
    session = client.session
    del session["stepped_up"]
    session.save()
    return client


@pytest.fixture
def proposed(operation):
    operation.must("propose-release", "child-attorney", release="rel1", person="c1", outcome="reunified",
                   recipient="Su madre", identity_seen="DPI visto", ground="Resolución", view={"asked": "con quién", "how": "a solas", "language": "es", "through": "", "said_words": "Xqpalabra", "weighed": "se sigue", "absent": ""}, photos_absent="sin cámara")  # fmt: skip
    return operation


def test_every_act_that_asks_for_it_exists():
    assert set(ACTS) >= STEPS_UP


@pytest.mark.parametrize("step", ["countersign", "countersign-later", "", "anything"])
def test_no_release_is_countersigned_at_a_screen_left_open(proposed, step):
    answer = left_open(proposed.hand("director")).post("/releases/rel1", {"step": step, "id": "f1"})
    assert answer.status_code == 403
    assert cards.one(proposed.hand("director"), "op", "release", "rel1").status == "proposed"


@pytest.mark.parametrize("path", ["/roster", "/roster?site=casa"])
def test_no_list_of_places_is_printed_at_a_screen_left_open(planted, path):
    client = left_open(planted.hand("director"))
    answer = client.get(path)
    assert answer.status_code == 403
    assert b"ZQ-77" not in answer.content
    assert signed_in(planted.hand("director")).get(path).status_code == 200


def test_the_roster_of_the_own_gate_is_never_kept_from_whoever_must_count(planted, viewer):
    guard = viewer("guard", site="casa", username="portero")
    assert left_open(guard).get("/roster").status_code == 200


@pytest.mark.parametrize("act", sorted(STEPS_UP))
def test_a_programs_key_does_nothing_of_it(planted, client, act):
    planted.hand("director")
    key = new_token(Account.objects.get(staff="st-director"), "a program")
    whole = {"countersign-release": {"release": "rel1", "person": "c1"}, "give-grant": {"grant": "g1"},
             "take-override": {"override": "o1", "taker": "st-director", "compartments": ["health"], "reason": "x"},
             "disclose": {"disclosure": "d1", "given": "fhir", "to": "x", "purpose": "court", "about": planted.now.isoformat(), "known_at": 1, "digest": "0" * 64, "person": "c1"}}[act]  # fmt: skip
    body = {"id": "x1", "operation": "op", "at": planted.now.isoformat(), **whole}
    one = client.post(
        f"/api/acts/{act}", body, content_type="application/json", headers={"Authorization": f"Bearer {key}"}
    )
    many = client.post("/api/acts", [{"act": act, **body}], content_type="application/json",
                       headers={"Authorization": f"Bearer {key}"})  # fmt: skip
    for answer in (one, many):
        if answer.status_code != 422:
            assert (answer.status_code, json.loads(answer.content)["code"]) == (403, "takes-a-person")
    assert 403 in (one.status_code, many.status_code)


def test_a_cookie_left_open_is_no_way_round_either(planted):
    client = left_open(planted.hand("court"))
    client.get("/rights")
    token = next((c.value for name, c in client.cookies.items() if name.endswith("abrigo-form")), "")
    answer = client.post("/api/acts/give-grant", {"id": "x1", "operation": "op", "grant": "g1", "at": planted.now.isoformat()},
                         content_type="application/json", headers={"X-CSRFToken": token})  # fmt: skip
    assert answer.status_code == 403
    assert json.loads(answer.content)["code"] == "show-who-you-are"


# -- what else is written first --------------------------------------------------------


def seen(person, **of):
    at = LookedAt.objects.filter(person=person).values("look")
    return {(look.compartment, look.n) for look in Look.objects.filter(pos__in=at, **of)}


@pytest.mark.parametrize(("path", "person", "compartment"), [
    ("/alerts/al-1", "k1", "whereabouts"),
    ("/movements", "c1", "whereabouts"),
    ("/api/operations/op/alerts", "k1", "whereabouts"),
    ("/api/operations/op/leaves", "c1", "whereabouts"),
])  # fmt: skip
def test_packets_and_leaves_say_where_and_are_written(planted, path, person, compartment):
    answer = signed_in(planted.hand("director")).get(path)
    assert answer.status_code == 200
    assert compartment in {c for c, _ in seen(person)}


def test_the_leave_of_the_own_gate_is_no_look(planted, viewer):
    client = signed_in(viewer("guard", site="centro", username="portero"))
    assert client.get("/api/operations/op/leaves").status_code == 200
    assert not seen("c1")


def test_a_photograph_opened_alone_is_written_and_small_ones_in_a_list_are_not(planted, viewer):
    kept = photos.put(planted.hand("director"), "k1", picture("JPEG"))
    planted.must(
        "add-photo",
        person="k1",
        digest=kept.digest,
        media_type=kept.media_type,
        size=kept.size,
        authorised_by="la directora",
    )
    client = signed_in(planted.hand("police"))
    assert client.get("/people/k1/photo/thumb").status_code == 200
    assert not seen("k1")
    assert client.get("/people/k1/photo/full").status_code == 200
    assert seen("k1") == {("identity", 1)}


@pytest.mark.parametrize("role", ["guard", "intake-worker", "nurse", "alert-officer", "ombudsman", "police"])
def test_what_a_child_wants_is_not_read_by_whoever_decides_nothing(proposed, role):
    view = (
        dict.fromkeys(("asked", "how", "language", "through", "weighed"), "sí")
        | {"absent": ""}
        | {"said_words": "Xqpalabra"}
    )
    proposed.must("hear-child", person="c1", decision="una salida", view=view)
    hand = proposed.hand(role)
    for kind in ("view", "release"):
        assert "Xqpalabra" not in json.dumps([c.body for c in cards.ask(hand, "op", kind)])
    for path in ("/people/c1", "/api/operations/op/people/c1/timeline", "/releases", "/api/operations/op/releases"):
        assert b"Xqpalabra" not in signed_in(hand).get(path).content, path
    director = proposed.hand("director")
    assert b"Xqpalabra" in signed_in(director).get("/api/operations/op/people/c1/timeline").content
    assert "Xqpalabra" in json.dumps([c.body for c in cards.ask(director, "op", "release")])
    assert "Xqpalabra" in json.dumps([c.body for c in cards.ask(director, "op", "view")])
    assert "c1" in director.looks.seen[Compartment.STATEMENTS]


# -- what leaves the house -------------------------------------------------------------


def gave(operation, client, **more):
    sent = {"id": "f1", "for": "judge", "to": "Juzgado Xqdestino", "purpose": "court", "language": "es", "form": "json"}
    return client.post("/people/c1/file/give", sent | more)


def test_no_file_leaves_at_a_screen_left_open_and_nothing_is_written_of_it(operation):
    answer = gave(operation, left_open(operation.hand("director")))
    assert answer.status_code == 403
    assert cards.ask(operation.hand("director"), "op", "disclosure") == []


def test_what_left_is_told_to_oversight_and_on_the_childs_own_page(operation):
    assert gave(operation, signed_in(operation.hand("director"))).status_code == 200
    [card] = cards.ask(operation.hand("ombudsman"), "op", "disclosure")
    assert (card.person, card.title, card.body["reader"]) == ("c1", "Juzgado Xqdestino", "judge")
    for role, path in (("ombudsman", "/oversight"), ("ombudsman", "/people/c1/looks"), ("child-attorney", "/people/c1/looks"),
                       ("ombudsman", "/api/operations/op/disclosures")):  # fmt: skip
        assert "Xqdestino" in signed_in(operation.hand(role)).get(path).content.decode(), (role, path)


def test_an_auditor_counts_what_left_and_reads_of_nobody(operation):
    gave(operation, signed_in(operation.hand("director")))
    auditor = signed_in(operation.hand("auditor"))
    for path in ("/oversight", "/api/operations/op/disclosures"):
        told = auditor.get(path).content.decode()
        assert "Xqdestino" not in told
        assert "st-director" in told or "Director" in told  # that it left, and by whose hand
    assert auditor.get("/api/operations/op/disclosures?person=c1").status_code == 403


@pytest.mark.parametrize("role", ["guard", "intake-worker", "nurse", "police", "press-officer", "administrator"])
def test_who_gives_nothing_out_is_told_of_nothing_that_was(operation, role):
    gave(operation, signed_in(operation.hand("director")))
    assert cards.ask(operation.hand(role), "op", "disclosure") == []
    assert signed_in(operation.hand(role)).get("/api/operations/op/disclosures").status_code == 403
