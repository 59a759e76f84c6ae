"""The inbox: each act of a phone written once, refused with a reason, or kept for a person."""

from datetime import timedelta

from abrigo.clerk import clock
from abrigo.clerk.models import Parcel
from abrigo.registers import people, whereabouts
from abrigo.rules.whereabouts import State
from abrigo.staff import devices


def see(phones, phone, person="c1", **more):
    return phone.say("see", {"operation": "op", "person": person, "site": "centro", "how": "band",
                             "at": phones.at(phone), **more})  # fmt: skip


def outcomes(answered):
    return [(r["outcome"], r["why"]) for r in answered.json()["receipts"]]


def test_an_act_is_taken_and_its_receipt_quotes_the_entry(phones):
    phone = phones.enrolled()
    see(phones, phone)
    answered = phone.send()
    (receipt,) = answered.json()["receipts"]
    assert receipt["outcome"] == "taken"
    assert [e["kind"] for e in receipt["entries"]] == ["sighting.seen"]
    assert answered.json()["have"] == {"last": 1, "missing": []}
    assert phone.outbox == []


def test_the_same_batch_sent_thrice_is_written_once(phones, operation):
    phone = phones.enrolled()
    batch = [see(phones, phone, p) for p in ("c1", "c2")]
    first = phone.send(batch).json()["receipts"]
    again = phone.send(batch + batch).json()["receipts"]
    assert [r["again"] for r in first] == [False, False]
    assert [r["entries"] for r in again] == [r["entries"] for r in first] * 2
    assert Parcel.objects.count() == 2


def test_a_refused_act_is_kept_and_its_scan_stays_a_sighting(phones):
    phone = phones.enrolled()
    phone.say(
        "board", {"operation": "op", "transit": "t-9", "people": ["c1"], "at": phones.at(phone)},
        scans=[{"band": "N-01", "person": "c1", "at": phone.clock()}],
    )  # fmt: skip
    answered = phone.send()
    assert outcomes(answered) == [("refused", "unknown-transit")]
    (receipt,) = answered.json()["receipts"]
    assert receipt["sightings"] == 1
    assert receipt["sentence"]
    assert receipt["remedy"]


def test_acts_that_come_before_their_predecessors_wait_and_are_tried_again(phones):
    phone = phones.enrolled()
    opened = phone.say("open-roll-call", {"operation": "op", "rollcall": "r1", "name": "R1", "site": "centro",
                                          "at": phones.at(phone)})  # fmt: skip
    said = phone.say("answer-roll-call", {"operation": "op", "rollcall": "r1", "person": "c1", "present": True,
                                          "counter": 0, "at": phones.at(phone)})  # fmt: skip
    answered = phone.send([said])
    assert outcomes(answered) == [("waiting", "unknown-roll-call")]
    assert answered.json()["have"] == {"last": 2, "missing": [[1, 1]]}
    assert outcomes(phone.send([opened])) == [("taken", "")]
    (receipt,) = phone.call("POST", "/pocket/v1/receipts", {"seqs": [2]}).json()["receipts"]
    assert (receipt["outcome"], receipt["why"]) == ("taken", "")


def test_one_number_given_twice_keeps_both_and_decides_neither_second(phones):
    phone = phones.enrolled()
    first = see(phones, phone)
    phone.seq, phone.prev = 0, ""
    second = see(phones, phone, "c2")
    assert outcomes(phone.send([first])) == [("taken", "")]
    assert outcomes(phone.send([second])) == [("kept", "forked")]


def test_a_signature_that_does_not_hold_writes_nothing(phones):
    phone = phones.enrolled()
    parcel = see(phones, phone)
    changed = {**parcel, "body": parcel["body"].replace('"c1"', '"c2"')}
    assert outcomes(phone.send([changed])) == [("unreadable", "signature-wrong")]
    assert Parcel.objects.count() == 0


def test_a_parcel_of_another_phone_is_not_taken_from_this_one(phones):
    one, other = phones.enrolled(), phones.enrolled("director")
    parcel = see(phones, one)
    assert outcomes(other.send([parcel])) == [("unreadable", "parcel-unreadable")]


def test_what_a_phone_may_not_do_is_kept_for_a_person(phones):
    phone = phones.enrolled("director")
    phone.say("lose-site", {"operation": "op", "site": "centro", "run_from": "casa", "at": phones.at(phone)})
    phone.say("see", {"operation": "op"}, v=9)
    phone.say("see", {"operation": "op", "person": "c1"})
    assert outcomes(phone.send()) == [("kept", "not-from-a-phone"), ("kept", "unknown-version"), ("kept", "misspelt")]


def test_after_revocation_nothing_new_is_decided_and_nothing_is_dropped(phones, operation):
    phone = phones.enrolled()
    before = [see(phones, phone, p) for p in ("c1", "c2", "c3")]
    phone.send([before[0], before[2]])
    devices.revoke(operation.hand("director"), phone.device, now=clock.now())
    after = see(phones, phone, "c4")
    answered = phone.send([before[1], after])
    assert answered.json()["gone"] == "revoked"
    # The second is bound by the third, which was here before; the fourth anybody with the phone could have said.
    assert outcomes(answered) == [("taken", ""), ("kept", "device-gone")]
    assert phone.call("GET", "/pocket/v1/bundle").status == 410


def test_a_thief_cannot_fill_a_hole_with_words_of_their_own(phones, operation):
    phone = phones.enrolled()
    batch = [see(phones, phone, p) for p in ("c1", "c2", "c3")]
    phone.send([batch[0], batch[2]])
    devices.revoke(operation.hand("director"), phone.device, now=clock.now())
    phone.seq = 1
    forged = see(phones, phone, "c5")
    assert outcomes(phone.send([forged])) == [("kept", "forked")]


def test_a_clock_three_days_off_is_set_right_and_both_times_are_kept(phones):
    for days in (3, -3):
        phone = phones.enrolled(ahead=timedelta(days=days))
        see(phones, phone)
        answered = phone.send()
        (receipt,) = answered.json()["receipts"]
        assert receipt["outcome"] == "taken"
        assert abs(receipt["said"] - receipt["at"] - days * 86_400_000) < 60_000
        assert abs(int(answered.headers["Abrigo-Ahead"]) - days * 86_400_000) < 60_000


def test_a_clock_that_was_set_back_between_cannot_reorder_custody(phones, operation):
    phone = phones.enrolled()
    phone.bundle()
    true = phone.clock
    phone.clock = lambda: true() - 3 * 86_400_000
    see(phones, phone)
    phone.clock = true
    assert outcomes(phone.send()) == [("kept", "told-too-late")]


def test_a_time_still_to_come_is_written_as_now(phones):
    phone = phones.enrolled()
    phone.say("see", {"operation": "op", "person": "c1", "site": "centro", "how": "band",
                      "at": phones.at(phone, hours=-30)})  # fmt: skip
    (receipt,) = phone.send().json()["receipts"]
    assert receipt["outcome"] == "taken"
    assert receipt["at"] < receipt["said"]


def test_two_counters_on_two_phones_need_no_number_of_their_own(phones, operation):
    one, two = phones.enrolled("intake-worker"), phones.enrolled("guard")
    one.say("open-roll-call", {"operation": "op", "rollcall": "r2", "name": "R2", "site": "centro", "counters": 2,
                               "at": phones.at(one)})  # fmt: skip
    one.send()
    for phone, person in ((one, "c1"), (two, "c2"), (one, "c2")):
        phone.say("answer-roll-call", {"operation": "op", "rollcall": "r2", "person": person, "present": True,
                                       "counter": 0, "at": phones.at(phone)})  # fmt: skip
        assert outcomes(phone.send()) == [("taken", "")]
    rolls = [next(r for r in p.bundle()["rollcalls"] if r["id"] == "r2") for p in (one, two)]
    assert [r["counter"] for r in rolls] == [1, 2]
    assert [sorted(r["answers"]) for r in rolls] == [["c1", "c2"], ["c2"]]


def test_a_scan_alone_is_a_sighting_and_a_band_nobody_wears_is_kept(phones, operation):
    phone = phones.enrolled()
    phone.say("scan", {"band": "N-01", "at": phones.at(phone)})
    phone.say("scan", {"band": "N-99", "at": phones.at(phone)})
    assert outcomes(phone.send()) == [("taken", ""), ("refused", "no-such-band")]
    line = people.one(operation.hand("director"), "op", "c1")
    assert line.where.seen_by == operation.hand("intake-worker").staff


def test_duress_is_answered_like_anything_else(phones):
    phone = phones.enrolled()
    phone.say("duress", {"at": phones.at(phone)})
    (receipt,) = phone.send().json()["receipts"]
    assert (receipt["outcome"], receipt["why"], receipt["entries"]) == ("taken", "", [])


def test_parcels_known_to_be_lost_are_no_longer_missing(phones):
    phone = phones.enrolled()
    see(phones, phone)
    see(phones, phone)
    phone.outbox.clear()
    phone.say("lost", {"from": 1, "to": 2})
    assert phone.send().json()["have"] == {"last": 3, "missing": []}


def test_intake_of_a_nameless_child_is_one_act_and_counted(phones, operation):
    phone = phones.enrolled()
    person = "ab" * 16
    phone.say("register", {"operation": "op", "person": person, "site": "centro", "tally": "child", "band": "N-77",
                           "sex": "female", "apparent_age": {"low": 6, "high": 9}, "held_by": "una mujer",
                           "at": phones.at(phone)})  # fmt: skip
    assert outcomes(phone.send()) == [("taken", "")]
    board = whereabouts.ask(operation.hand("director"), "op", clock.now())
    assert board.whole.adds_up
    assert board.whole.number(State.PRESENT) == 11
