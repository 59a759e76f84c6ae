"""What a phone carries: one site, what its holder may see, and nothing of what the other counter said."""

import hashlib
import io
import json
from base64 import b64decode
from datetime import timedelta

from PIL import Image

from abrigo.house.benches.reference_phone import b64
from abrigo.ledger import notes
from abrigo.ledger.merkle import consistent


def test_a_phone_carries_its_own_site_and_no_other(phones, operation):
    operation.must("register", person="k1", site="casa", line="K1", tally="child", band="K-01")
    phone = phones.enrolled(site="casa")
    told = phone.bundle()
    assert [p["id"] for p in told["people"]] == ["k1"]
    assert '"c1"' not in json.dumps(told)


def test_what_the_holder_may_not_see_is_absent(phones):
    phone = phones.enrolled("police")
    told = phone.bundle()
    assert all("site" not in p and "unit" not in p and "seen" not in p for p in told["people"])
    assert phones.enrolled("administrator").bundle()["people"] == []


def test_a_bundle_dies_after_twelve_hours_or_with_its_device(phones):
    told = phones.enrolled().bundle()
    assert told["expires"] - told["server"] == 12 * 3_600_000


def test_nothing_new_is_said_in_few_bytes(phones):
    phone = phones.enrolled()
    told = phone.bundle()
    again = phone.call("GET", f"/pocket/v1/bundle?have={told['pos']}")
    assert again.json()["unchanged"] is True
    assert len(again.body) < 200


def test_two_counters_see_nothing_of_each_other_not_even_when_somebody_was_seen(phones, operation):
    one, two = phones.enrolled("intake-worker"), phones.enrolled("nurse")
    two = phones.enrolled("guard")
    one.say("open-roll-call", {"operation": "op", "rollcall": "r2", "name": "R2", "site": "centro", "counters": 2,
                               "at": phones.at(one)})  # fmt: skip
    for person in ("c1", "c3"):
        one.say("answer-roll-call", {"operation": "op", "rollcall": "r2", "person": person, "present": True,
                                     "counter": 0, "at": phones.at(one)})  # fmt: skip
    one.send()
    told = two.bundle()
    (roll,) = [r for r in told["rollcalls"] if r["id"] == "r2"]
    assert (roll["counter"], roll["answers"], roll["free"], roll["again"]) == (0, {}, [2], [])
    seen = {p["id"]: p["seen"] for p in told["people"]}
    assert all(s is None or s["at"] < roll["opened"] for s in seen.values())


def test_an_incident_brings_the_list_as_it_was_frozen(phones, operation):
    operation.must("open-incident", incident="i-1", kind="forced-entry", site="centro", words="la puerta")
    told = phones.enrolled().bundle()
    (incident,) = told["incidents"]
    assert len(incident["expected"]) == 10
    assert set(incident["expected"]) <= {p["id"] for p in told["people"]}


def test_whoever_receives_a_vehicle_carries_its_manifest(phones, operation):
    due = (operation.now + timedelta(hours=2)).isoformat()
    operation.must("open-transit", transit="t1", manifest="M1", vehicle="bus", origin="centro", destination="casa",
                   escorts=["Ana"], due=due)  # fmt: skip
    operation.must("board", transit="t1", people=["c1", "c2"])
    told = phones.enrolled("guard", site="casa").bundle()
    (transit,) = told["transits"]
    assert (transit["way"], transit["aboard"]) == ("in", ["c1", "c2"])
    assert {"c1", "c2"} <= {p["id"] for p in told["people"]}
    assert phones.enrolled("intake-worker", site="finca").bundle()["transits"] == []


def test_a_phone_is_a_witness(phones, operation):
    phone = phones.enrolled()
    first = phone.bundle()["checkpoint"]
    operation.must("see", person="c1", site="centro", how="band")
    from django.db import transaction

    from abrigo.clerk.device import node_device
    from abrigo.ledger import checkpoints, pen

    with transaction.atomic():
        pen.lock()
        checkpoints.issue(node_device(), took=10**13)
    phone.pos = 0
    second = phone.call("GET", f"/pocket/v1/bundle?seen={first['size']}").json()["checkpoint"]
    proof = [b64decode(p) for p in second["proof"]]
    roots = [notes.tree_of(c["note"])[0].root for c in (first, second)]
    assert consistent(first["size"], second["size"], *roots, proof)
    key = notes.Key(f"phone/{phone.device}", notes.WITNESS_KEY, phone.key.public)
    line = notes.cosign(notes.tree_of(second["note"])[0], key, phone.key.sign, 1_766_000_000)
    assert phone.call("POST", "/pocket/v1/witness", line.encode()).status == 200
    forged = notes.cosign(notes.Tree("x", 3, b"0" * 32), key, phone.key.sign, 1)
    assert phone.call("POST", "/pocket/v1/witness", forged.encode()).status == 422
    assert b64(roots[1]) == second["root"]


def picture():
    out = io.BytesIO()
    Image.effect_noise((640, 480), 80).convert("RGB").save(out, "JPEG", quality=90)
    return out.getvalue()


def send_photo(phone, path, raw, start=0, step=20_000):
    for offset in range(start, len(raw), step):
        answered = phone.call("PUT", f"{path}&offset={offset}", raw[offset : offset + step])
        assert answered.status == 200, answered.body
    return answered.json()


def test_a_photo_comes_in_pieces_after_its_act_and_goes_on_where_it_was_cut(phones):
    phone, raw = phones.enrolled(), picture()
    digest = hashlib.sha256(raw).hexdigest()
    path = f"/pocket/v1/photo/{digest}?person=c1"
    assert phone.call("GET", path).status == 404
    phone.say("add-photo", {"person": "c1", "digest": digest, "media_type": "image/jpeg", "size": len(raw),
                            "authorised_by": "turno", "at": phones.at(phone)})  # fmt: skip
    assert phone.send().json()["receipts"][0]["outcome"] == "taken"
    phone.call("PUT", f"{path}&offset=0", raw[:20_000])
    wrong = phone.call("PUT", f"{path}&offset=7", raw[7:100])
    assert (wrong.status, wrong.json()["have"]) == (409, 20_000)
    assert send_photo(phone, path, raw, start=20_000)["done"]
    assert phone.call("GET", path).json()["done"]
    faces = phone.call("POST", "/pocket/v1/thumbs", {"people": ["c1", "c2"]}).body
    head, _, rest = faces.partition(b"\n")
    told = json.loads(head)
    assert (told["person"], told["bytes"]) == ("c1", len(rest))
    with Image.open(io.BytesIO(rest)) as face:
        assert (face.format, max(face.size), dict(face.getexif())) == ("WEBP", 80, {})


def test_a_photo_that_is_not_the_one_named_is_not_kept(phones):
    phone, raw = phones.enrolled(), picture()
    digest = "ab" * 32
    phone.say("add-photo", {"person": "c1", "digest": digest, "media_type": "image/jpeg", "size": len(raw),
                            "authorised_by": "turno", "at": phones.at(phone)})  # fmt: skip
    phone.send()
    answered = phone.call("PUT", f"/pocket/v1/photo/{digest}?person=c1&offset=0", raw[:262_144])
    assert (answered.status, answered.json()["code"]) == (422, "photo-digest-wrong")
    assert phone.call("GET", f"/pocket/v1/photo/{digest}?person=c1").json()["have"] == 0


def test_a_small_file_that_is_no_photo_is_refused_as_often_as_it_comes(phones):
    phone, raw = phones.enrolled(), b"no picture at all, not one pixel"
    digest = hashlib.sha256(raw).hexdigest()
    phone.say("add-photo", {"person": "c1", "digest": digest, "media_type": "image/jpeg", "size": len(raw),
                            "authorised_by": "turno", "at": phones.at(phone)})  # fmt: skip
    phone.send()
    for _ in range(2):
        answered = phone.call("PUT", f"/pocket/v1/photo/{digest}?person=c1&offset=0", raw)
        assert (answered.status, answered.json()["code"]) == (422, "photo-unknown-type")
        assert not phone.call("GET", f"/pocket/v1/photo/{digest}?person=c1").json()["done"]
