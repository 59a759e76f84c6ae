"""Two houses end with the same record and the same board, however the parcels travelled; and who may not, may not."""

import json

import pytest
from django.db import connection, transaction
from tests.clerk.conftest import exchange, found, on_both, pair, send

from abrigo.clerk import enrolment, nodes, rebuild
from abrigo.clerk.device import node_device
from abrigo.clerk.models import Declined, Node
from abrigo.ledger import parcel, pen, reader
from abrigo.ledger.chain import Device
from abrigo.ledger.codec import Refused
from abrigo.registers import whereabouts
from abrigo.registers.models import Card, Whereabout
from abrigo.rules.access import Role, Viewer
from abrigo.rules.whereabouts import SUM, State

VIEWER = Viewer("st-director", "d", "welfare", Role.DIRECTOR, frozenset({"op"}))


@pytest.fixture(params=[parcel.PLAIN, parcel.DENSE], ids=["plain", "dense"])
def houses(house, request):
    """Headquarters opens the operation and receives c1 and c2 at the centre; the laptop has heard all of it."""
    hq, laptop = house("hq"), house("laptop")
    with hq.open():
        hq.must("open-operation", "administrator", name="Op", zone="America/Guatemala", agencies=["welfare"])
        for site, kind in (("centro", "centre"), ("casa", "home")):
            hq.must("open-site", site=site, name=site, kind=kind, agency="welfare", capacity=9)
        for child in ("c1", "c2"):
            hq.must(
                "register", person=child, site="centro", line=f"L-{child}", tally="child", sex="female", names=[],
                apparent_age={"low": 8, "high": 9}, band=f"N-{child}",
            )  # fmt: skip
    pair(hq, laptop, reads=request.param)
    exchange(hq, laptop)
    laptop.now = hq.now
    return hq, laptop


def identity(house):
    """The count's identity, and the number of persons in it."""
    with house.open():
        board = whereabouts.ask(VIEWER, "op", house.now)
        everyone = Whereabout.objects.filter(operation="op", same_as="", received_at__isnull=False).count()
        parts = sum(sum(n) for s, n in board.whole.states.items() if s in SUM)
    assert parts == everyone
    return parts


def same(house):
    with house.open():
        assert [c.table for c in rebuild.compare() if not c.identical] == []


@on_both
def test_what_one_house_wrote_is_on_the_others_board(houses):
    hq, laptop = houses
    with laptop.open():
        assert found(laptop, "c1").site == "centro"
        laptop.must("see", person="c1", site="casa", how="by-sight")
    came = send(laptop, hq)
    assert came.written >= 1
    assert came.refused == []
    with hq.open():
        assert found(hq, "c1").site == "casa"
    same(hq)
    same(laptop)


@on_both
def test_two_places_said_by_two_houses_are_a_question_and_one_child(houses):
    hq, laptop = houses
    with hq.open():
        hq.must("see", person="c1", site="centro", how="by-sight")
    with laptop.open():
        laptop.now = hq.now
        laptop.must("see", person="c1", site="casa", how="by-sight")
    exchange(hq, laptop)
    for house in houses:
        assert identity(house) == 2
        with house.open():
            where = found(house, "c1")
            assert where.contested
            assert where.state is State.UNACCOUNTED
            (question,) = Card.objects.filter(kind="contest")
            assert question.status == "open"
            for site in ("centro", "casa"):
                assert "c1" in whereabouts.roll(site)
        same(house)


@on_both
def test_a_newer_line_does_not_answer_the_question_and_a_person_who_went_to_see_does(houses):
    hq, laptop = houses
    with hq.open():
        hq.must("see", person="c1", site="centro", how="by-sight")
    with laptop.open():
        laptop.now = hq.now
        laptop.must("see", person="c1", site="casa", how="by-sight")
    exchange(hq, laptop)
    laptop.now = hq.now = max(hq.now, laptop.now)
    with hq.open():
        hq.must("see", person="c1", site="centro", how="by-sight")
        assert found(hq, "c1").contested
        name = Card.objects.get(kind="contest").id
        wrong = hq.do("resolve-contest", person="c2", contest=name, site="casa", checked="sight")
        assert str(wrong.refusal.why) == "unknown-contest"
        hq.must("resolve-contest", person="c1", contest=name, site="casa", checked="telephone", words="la directora")
        assert found(hq, "c1").state is State.PRESENT
        again = hq.do("resolve-contest", person="c1", contest=name, site="centro", checked="sight")
        assert str(again.refusal.why) == "contest-resolved"
    exchange(hq, laptop)
    for house in houses:
        assert identity(house) == 2
        with house.open():
            assert (found(house, "c1").site, found(house, "c1").contested) == ("casa", None)
            assert Card.objects.get(kind="contest").status == "resolved"
        same(house)


def test_nothing_is_taken_from_a_house_that_nobody_let_in(houses, house):
    hq, _ = houses
    stranger = house("stranger")
    with hq.open():
        told = nodes.card()
    with stranger.open():
        row = nodes.ask_for(told, "x", words="all", enrols=False, url="", by="a", now=stranger.now)
        with pytest.raises(Refused, match="same-person"):
            nodes.confirm(row.dev, by="a", now=stranger.now)
        stranger_dev = node_device().id
    with hq.open():
        assert nodes.known(stranger_dev) is None


def test_entries_of_a_device_that_nobody_enrolled_stay_outside_with_their_reason(houses):
    hq, laptop = houses
    with laptop.open(), transaction.atomic():
        pen.append(Device(b"7" * 32), [pen.Draft({"kind": "x"}, None)], rec=1, took=1)
    came = send(laptop, hq)
    assert [code for _, code in came.refused] == ["device-unknown"]
    with hq.open():
        assert Declined.objects.filter(code="device-unknown").exists()


@on_both
def test_what_a_lost_house_writes_after_it_was_ended_is_kept_and_not_believed(houses):
    hq, laptop = houses
    with hq.open():
        dev = Node.objects.get(name="laptop").dev
        nodes.revoke(dev, by="a", now=hq.tick())
        assert nodes.known(dev) is None
    with laptop.open():
        laptop.must("see", person="c2", site="casa", how="by-sight")
        to = Node.objects.get(name="hq")
        body = b"".join(nodes.envelope(to, laptop.now, nodes.said_by(to)))
    with hq.open():
        size = reader.size()
        came = nodes.take(Node.objects.get(name="laptop"), body, hq.now)
        assert reader.size() > size
        assert "device-revoked" in {code for _, code in came.kept}
        assert found(hq, "c2").site == "centro"
    same(hq)


@on_both
def test_a_parcel_cut_short_keeps_its_beginning_and_the_rest_comes_later(houses, monkeypatch):
    monkeypatch.setattr(parcel, "_PIECE", 300)
    hq, laptop = houses
    with laptop.open():
        for n in range(6):
            laptop.must("see", person="c2", site="casa" if n % 2 else "centro", how="by-sight")
        to = Node.objects.get(name="hq")
        body = b"".join(nodes.envelope(to, laptop.now, nodes.said_by(to)))
    with hq.open():
        row = Node.objects.get(name="laptop")
        came = nodes.take(row, body[: len(body) * 2 // 3], laptop.now)
        assert [code for _, code in came.refused] == ["cut-short"]
        assert came.written
        again = nodes.take(row, body, laptop.now)
        assert again.known >= came.written
        size = reader.size()
        assert nodes.take(row, body, laptop.now).written == 0
        assert reader.size() == size
    same(hq)


@on_both
def test_what_is_dated_in_the_future_is_kept_and_moves_nobody(houses):
    hq, laptop = houses
    hour = hq.now
    with laptop.open():
        laptop.now = hour.replace(year=hour.year + 1)
        laptop.must("see", person="c1", site="casa", how="by-sight")
    came = send(laptop, hq, now=hour)
    assert [code for _, code in came.kept] == ["from-the-future"]
    with hq.open():
        assert found(hq, "c1").site == "centro"
    same(hq)


@on_both
def test_an_altered_line_is_refused_and_nothing_else_disturbed(houses):
    hq, laptop = houses
    with laptop.open():
        laptop.must("see", person="c1", site="casa", how="by-sight")
        to = Node.objects.get(name="hq")
        lines = b"".join(nodes.envelope(to, laptop.now, nodes.said_by(to))).split(b"\n")
    spoilt = [
        line.replace(b'"seq\\":', b'"seq\\":1') if b'"h":' in line and n % 2 else line for n, line in enumerate(lines)
    ]
    with hq.open():
        came = nodes.take(Node.objects.get(name="laptop"), b"\n".join(spoilt), laptop.now)
        assert {code for _, code in came.refused} <= {"signature", "device-unknown", "chain-start"}
    send(laptop, hq)
    with hq.open():
        assert found(hq, "c1").site == "casa"
    same(hq)


def test_a_byte_that_fell_over_on_a_stick_costs_what_follows_until_the_next_exchange(houses, monkeypatch):
    monkeypatch.setattr(parcel, "_PIECE", 300)
    hq, laptop = houses
    with laptop.open():
        for n in range(4):
            laptop.must("see", person="c1", site="centro" if n % 2 else "casa", how="by-sight")
        to = Node.objects.get(name="hq")
        body = b"".join(nodes.envelope(to, laptop.now, nodes.said_by(to)))
    at = len(body) - 200
    with hq.open():
        row, size = Node.objects.get(name="laptop"), reader.size()
        came = nodes.take(row, body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :], laptop.now)
        assert came.refused
        assert came.folded == sum(1 for one in reader.sealed(size) if one.kid)
        assert nodes.take(row, body, laptop.now).refused == []
        assert found(hq, "c1").site == "centro"
    same(hq)


def test_who_sends_the_dense_form_is_answered_in_it_and_one_of_an_earlier_version_in_the_plain(houses):
    hq, laptop = houses
    forms = []
    with hq.open():
        row = Node.objects.get(name="laptop")
        for said, after in (("", 1), ("2", 2), ("1", 1), ("99", 2), ("two", 1), ("0", 1), ("-2", 1), ("9" * 400, 1)):
            nodes.heard_reads(row, said)
            assert Node.objects.get(name="laptop").reads == after
            body = b"".join(nodes.envelope(row, hq.now, {}))
            forms.append(nodes.opened(node_device().id, body)[1].form)
    assert forms == [1, 2, 1, 2, 1, 1, 1, 1]
    with laptop.open():
        row = Node.objects.get(name="hq")
        nodes.heard_reads(row, "")
        assert nodes.opened(node_device().id, b"".join(nodes.envelope(row, hq.now, {})))[1].form == parcel.PLAIN
    with hq.open():
        body = b"".join(nodes.envelope(Node(dev="x", words="none", reads=2), hq.now, {}))
        hq_dev = node_device().id
    with laptop.open():
        nodes.take(Node.objects.get(dev=hq_dev), body, hq.now)
        assert Node.objects.get(dev=hq_dev).reads == parcel.DENSE


def test_a_house_without_words_gets_every_header_and_no_word(house):
    hq, court = house("hq"), house("court")
    with hq.open():
        hq.must("open-operation", "administrator", name="Op", zone="America/Guatemala", agencies=["welfare"])
    pair(hq, court, words="none")
    exchange(hq, court)
    with court.open():
        assert reader.size() > 1
        assert [e.pos for e in reader.sealed() if e.kid and e.box is not None] == []
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM vault_wrapped")
            assert cursor.fetchone()[0] == 0


def test_the_first_start_names_the_device_and_the_second_says_nothing(house):
    hq = house("hq")
    with hq.open():
        size = reader.size()
        assert not enrolment.begin(hq.now)
        assert reader.size() == size == 1
    same(hq)


def test_a_house_put_back_still_believes_what_it_wrote_before_though_another_let_it_in_as_a_stranger(houses, house):
    from abrigo.clerk import backup

    hq, laptop = houses
    exchange(hq, laptop)
    with hq.open():
        told = backup.manifest()
        assert told["devices"] == [node_device().id]
        parts = {"entries": list(backup.entries(told["size"])), "keyring": list(backup.keyring())}
        parts |= {name: list(backup.rows(name)) for name in backup.TABLES}
        secret = backup.epoch_secrets()
    anew = house("hq", begin=False)
    with anew.open():
        backup.put_back(parts, secret, told)
        assert enrolment.begin(anew.now)
        assert found(anew, "c1").site == "centro"
        assert nodes.known(Node.objects.get(name="laptop").dev) is not None
    same(anew)


@on_both
@pytest.mark.parametrize("how", ["list", "phone", "vehicle"])
def test_every_way_of_placing_a_child_twice_is_shown_with_every_claim_until_somebody_went_to_see(houses, how, engine):
    """Two take-overs; a roll call answered on paper or by a phone in the second place; a bus that says it carries them."""
    hq, laptop = houses
    with hq.open():
        if how == "vehicle":
            hq.must("open-site", site="bus-1", name="bus-1", kind="vehicle", agency="welfare", capacity=30)
        hq.must("see", person="c2", site="casa", how="by-sight")
    exchange(hq, laptop)
    laptop.now = hq.now
    with hq.open():
        if how == "vehicle":
            hq.must("open-transit", transit="t1", vehicle="bus-1", origin="centro", destination="casa", manifest="M-1",
                    due=hq.now.replace(hour=20).isoformat(), escorts=["Ana"])  # fmt: skip
            hq.must("board", transit="t1", people=["c1"])
        else:
            hq.must("see", person="c1", site="centro", how="by-sight")
    with laptop.open():
        if how == "vehicle":
            laptop.must("see", person="c1", site="casa", how="by-sight")
        else:
            laptop.must("open-roll-call", rollcall="r1", site="casa", name="de noche")
            medium = {"list": "paper", "phone": "phone"}[how]
            laptop.must("answer-roll-call", rollcall="r1", person="c1", present=True, medium=medium)
    exchange(hq, laptop)
    for house in houses:
        assert identity(house) == 2
        with house.open():
            (question,) = Card.objects.filter(kind="contest")
            assert {c["site"] for c in json.loads(question.body)["claims"]} == (
                {"bus-1", "casa"} if how == "vehicle" else {"centro", "casa"}
            )
            assert found(house, "c1").contested
        same(house)
    laptop.now = hq.now = max(hq.now, laptop.now)
    with laptop.open():
        laptop.must("resolve-contest", person="c1", contest=question.id, site="casa", checked="sight")
    exchange(hq, laptop)
    for house in houses:
        with house.open():
            assert found(house, "c1").contested is None
            assert len(json.loads(Card.objects.get(kind="contest").body)["claims"]) == 2
        same(house)
