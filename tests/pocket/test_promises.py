"""What is promised about a phone in other hands, or with a wrong clock: design/security, tests 16 and 17, and their like."""

import json
from dataclasses import replace
from datetime import timedelta

from abrigo.clerk import clock, trace
from abrigo.clerk.device import node_device
from abrigo.clerk.models import Node, Parcel
from abrigo.facts.grants import Compartment, Purpose
from abrigo.facts.wire import to_ms
from abrigo.ledger import notes, reader
from abrigo.ledger.have import Books, to_json
from abrigo.registers import custody, people
from abrigo.rules.looks import Looks
from abrigo.staff import devices


def see(phones, phone, person="c1"):
    fields = {"operation": "op", "person": person, "site": "centro", "how": "band", "at": phones.at(phone)}
    return phone.say("see", fields)


def outcomes(answered):
    return [(r["outcome"], r["why"]) for r in answered.json()["receipts"]]


# -- security test 16: revoked device ---------------------------------------------------------------


def test_acts_signed_after_revocation_are_kept_and_marked_and_never_decided_automatically(phones, operation):
    phone = phones.enrolled()
    see(phones, phone)
    phone.send()
    devices.revoke(operation.hand("director"), phone.device, now=clock.now())
    before = reader.size()
    late = [see(phones, phone, p) for p in ("c2", "c3")]
    assert outcomes(phone.send(late)) == [("kept", "device-gone")] * 2
    assert reader.size() == before
    line = people.one(operation.hand("director"), "op", "c2")
    assert line.where.seen_by != operation.hand("intake-worker").staff
    rows = Parcel.objects.filter(device=phone.device, outcome="kept")
    assert [(r.settled, bool(r.sealed)) for r in rows] == [("", True)] * 2


def test_acts_signed_before_revocation_are_accepted_once_in_order_whatever_the_retries(phones, operation):
    phone = phones.enrolled()
    own = [see(phones, phone, p) for p in ("c1", "c2", "c3")]
    assert outcomes(phone.send([own[2]])) == [("taken", "")]
    devices.revoke(operation.hand("director"), phone.device, now=clock.now())
    for batch in ([own[1]], [own[0], own[1]], own, own[::-1]):
        assert {o for o, _ in outcomes(phone.send(batch))} == {"taken"}
    written = [json.loads(r.entries) for r in Parcel.objects.filter(device=phone.device).order_by("seq")]
    assert [len(entries) for entries in written] == [1, 1, 1]
    assert phone.call("GET", "/pocket/v1/bundle").status == 410


# -- security test 17: clock liar ----------------------------------------------------------------------


def test_a_clock_three_days_off_cannot_reorder_custody_and_both_times_are_shown(phones, operation):
    operation.must("hand-over", handover="h1", taker="pgn", people=["c1"])
    holders = custody.ask(operation.hand("director"), "op")["c1"].holder
    for days in (-3, 3):
        liar = phones.enrolled(ahead=timedelta(days=days))
        liar.say("hand-over", {"operation": "op", "handover": f"h-{days}", "taker": "pnc", "people": ["c1"],
                               "at": phones.at(liar)})  # fmt: skip
        (receipt,) = liar.send().json()["receipts"]
        assert receipt["outcome"] == "refused"
        assert abs(receipt["said"] - receipt["at"] - days * 86_400_000) < 60_000
    assert custody.ask(operation.hand("director"), "op")["c1"].holder == holders


# -- a muster behind one hotspot ---------------------------------------------------------------------------


def test_forty_phones_behind_one_hotspot_are_all_enrolled_within_a_minute(phones, operation):
    staff = operation.hand("intake-worker").staff
    for _ in range(40):
        assert phones.bare().enrol(phones.code(staff)).status == 200


def test_whoever_guesses_codes_is_not_heard_for_long(phones):
    answers = [phones.bare().enrol(f"0000{n:04}").status for n in range(70)]
    assert (answers[0], answers[-1]) == (404, 429)


def test_one_code_is_not_tried_by_a_crowd(phones, operation):
    code = phones.code(operation.hand("intake-worker").staff)
    first = phones.bare()
    assert first.enrol(code).status == 200
    assert [phones.bare().enrol(code).status for _ in range(12)][-1] == 429


# -- the third tick ---------------------------------------------------------------------------------------------


def headquarters(have):
    Node.objects.create(
        dev="h" * 43, name="central", agency="welfare", sealing="s" * 43, words="all", enrols=True, since=1,
        asked_by="a", confirmed_by="b", have=json.dumps(to_json(have)), seen=to_ms(clock.now()),
    )  # fmt: skip


def test_the_third_tick_is_given_only_for_what_headquarters_said_it_holds(phones):
    phone = phones.enrolled()
    see(phones, phone)
    assert "headquarters" not in phone.send().json()["have"]
    headquarters(Books.of(reader.places()).have())
    see(phones, phone, "c2")
    have = phone.send().json()["have"]
    assert (have["last"], have["headquarters"]) == (2, 1)
    row = Node.objects.get(name="central")
    row.have = json.dumps(to_json(Books.of(reader.places()).have()))
    row.save()
    assert phone.call("GET", "/pocket/v1/me").json()["have"]["headquarters"] == 2
    row.have = json.dumps({node_device().id: []})
    row.save()
    assert "headquarters" not in phone.call("GET", "/pocket/v1/me").json()["have"]


def test_the_first_list_brings_the_key_a_phone_holds_the_record_to(phones):
    told = phones.enrolled().bundle()["checkpoint"]
    assert notes.signed_by(told["note"], notes.Key.of(told["key"])).size == told["size"]


# -- looking at one's own house ----------------------------------------------------------------------------------


def test_the_roster_of_ones_own_house_never_rings_the_alarm_of_many_lists_and_anothers_does(operation):
    director = operation.hand("director")
    at_home = replace(director, site="centro", purpose=Purpose.CARE, looks=Looks())
    elsewhere = replace(at_home, site="casa")
    now = clock.now()
    at_home.looks.note_all(Compartment.WHEREABOUTS, [f"c{n}" for n in range(1, 9)])
    trace.write_down(at_home, "op", now)
    assert trace.opened(at_home, now).listed == 0
    assert trace.opened(elsewhere, now).listed == 8
