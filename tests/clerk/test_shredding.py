"""Words go for good and the child stays in the count: by two hands, after thirty days, unless anybody stops it."""

from datetime import timedelta

import pytest
from tests.clerk.conftest import exchange, found, on_both, pair

from abrigo.clerk import rebuild, shredding
from abrigo.clerk.memory import Memory
from abrigo.clerk.models import Declined
from abrigo.ledger import bundle, checkpoints, reader, verify
from abrigo.registers import whereabouts
from abrigo.registers.models import Card, Person
from abrigo.rules.access import Role, Viewer
from abrigo.rules.whereabouts import SUM
from abrigo.vault import keys, secrets, store

NAME = "Xochiquétzal-de-las-Nieves"
VIEWER = Viewer("st-director", "d", "welfare", Role.DIRECTOR, frozenset({"op"}))


@pytest.fixture
def hq(house):
    """Two children; c1 said a name, wore a band, was released to her grandmother. c2 stays."""
    here = house("hq")
    with here.open():
        here.must("open-operation", "administrator", name="Op", zone="America/Guatemala", agencies=["welfare"])
        for site, kind in (("centro", "centre"), ("casa", "home")):
            here.must("open-site", site=site, name=site, kind=kind, agency="welfare", capacity=9)
        for child in ("c1", "c2"):
            here.must(
                "register", person=child, site="centro", line=f"L-{child}", tally="child", sex="female",
                names=[{"claim": f"{child}/n", "text": NAME if child == "c1" else "Ana", "speaker": child}],
                apparent_age={"low": 8, "high": 9}, band=f"N-{child}",
            )  # fmt: skip
        here.must("see", person="c1", site="casa", how="by-sight")
    return here


def release(house):
    from abrigo.facts.kinds import Said
    from abrigo.facts.release import Outcome, Released

    wrote(house, Released("c1", "r1", Outcome.REUNIFIED, "Abuela " + NAME, "orden", Said("st-director", house.tick())))


def wrote(house, fact):
    """A fact as the rules would have written it."""
    from django.db import transaction

    from abrigo.clerk.record import Sitting, _write
    from abrigo.facts.wire import to_ms
    from abrigo.ledger import pen

    with transaction.atomic():
        sitting = Sitting(pen.take_head())
        _write([fact], "g", to_ms(house.now), sitting)
        sitting.book.flush()
    from abrigo.clerk import memory

    memory.forget()


def ask(house):
    house.must("ask-shredding", shredding="s1", whose="c1", basis="Ley 1, art. 2", by="ana")
    return house.do("confirm-shredding", shredding="s1", whose="c1", by="berta")


def count(house, before=None):
    board = whereabouts.ask(VIEWER, "op", house.now)
    return {str(s): n for s, n in board.whole.states.items() if s in SUM and any(n)}


def past_counts():
    """What each earlier log size says of where both children are."""
    said = []
    for size in range(1, reader.size() + 1):
        from abrigo.registers.models import Whereabout

        rows = rebuild.fold(size).rows[Whereabout]
        said.append(sorted((k, r["state"], r["site"]) for k, r in rows.items()))
    return said


@on_both
def test_the_words_go_and_the_child_stays_in_every_count(hq):
    with hq.open():
        release(hq)
        assert ask(hq).refusal is None
        before, past, size = count(hq), past_counts(), reader.size()
        old_key = keys.key_for("person:c1")
        hq.now += timedelta(days=29)
        assert shredding.carry_out(hq.now) == []
        assert NAME in Person.objects.get(id="c1").names
        hq.now += timedelta(days=2)
        (gone,) = shredding.carry_out(hq.now)
        assert gone.person == "c1"
        assert count(hq) == before
        assert past_counts()[:size] == past
        line = Person.objects.get(id="c1")
        assert (line.names, line.line, line.band, line.category, line.sex) == ("[]", "", "", "child", "female")
        assert Person.objects.get(id="c2").shown == "Ana"
        assert [c.table for c in rebuild.compare() if not c.identical] == []
        assert Card.objects.get(kind="shredding").status == "destroyed"
        with pytest.raises(keys.NoKey):
            keys.key_for("person:c1", create=False)
        assert not secrets.path_of("epoch-1.secret").exists()
        assert not shredding.waiting()
        told = [m.fact for m in Memory(reader.size()).history("person:c1")]
        assert NAME not in repr(told)
        for path in hq.home.rglob("*"):
            if path.is_file():
                raw = path.read_bytes()
                assert old_key not in raw, path.name
                assert NAME.encode() not in raw, path.name


@on_both
def test_the_log_still_verifies_with_the_words_gone(hq):
    from abrigo.clerk.checkpoint import checkpoint
    from abrigo.clerk.device import node_device

    with hq.open():
        release(hq)
        ask(hq)
        shredding.carry_out(hq.now + timedelta(days=31))
        point = checkpoint(hq.now)
        lines = [line.decode() for line in bundle.operation(point, keys.all_by_kid())]
        said = verify.verify(lines, {"log": checkpoints.key_of(node_device()).text()})
    assert said["problems"] == []
    assert said["withheld"] > 0


@on_both
def test_a_sealed_photograph_goes_with_its_key(hq):
    with hq.open():
        key = keys.key_for("person:c1")
        digest = store.put(b"a picture", key)
        hq.must("add-photo", person="c1", digest=digest, media_type="image/jpeg", size=9, authorised_by="d")
        release(hq)
        ask(hq)
        shredding.carry_out(hq.now + timedelta(days=31))
        assert list(store.files()) == []


@on_both
def test_what_was_half_written_about_the_child_goes_as_well_and_only_that(hq, engine):
    from abrigo.clerk import half_filled
    from abrigo.desk.models import Draft, FormDraft

    with hq.open():
        for child in ("c1", "c2"):
            digest = half_filled.put(VIEWER, "op", child, {"q": NAME})
            FormDraft.objects.create(
                staff="st-director", id=f"f-{child}", operation="op", person=child, form="f", digest=digest, began=1
            )
            Draft.objects.create(
                staff="st-intake", id=f"d-{child}", operation="op", began=1, body=f'{{"name": "{NAME}"}}', person=child
            )
        assert len(list(store.files())) == 2
        release(hq)
        ask(hq)
        shredding.carry_out(hq.now + timedelta(days=31))
        assert list(Draft.objects.values_list("person", flat=True)) == ["c2"]
        assert list(FormDraft.objects.values_list("person", flat=True)) == ["c2"]
        assert len(list(store.files())) == 1
        assert half_filled.get(VIEWER, "op", "c2", FormDraft.objects.get().digest) == {"q": NAME}


def test_nobody_destroys_the_words_of_a_child_in_our_care(hq):
    with hq.open():
        no = hq.do("ask-shredding", shredding="s1", whose="c1", basis="x")
        assert str(no.refusal.why) == "still-in-our-care"


def test_one_person_alone_destroys_nothing_and_neither_do_two_at_one_machine(hq):
    with hq.open():
        release(hq)
        hq.must("ask-shredding", shredding="s1", whose="c1", basis="Ley", by="ana")
        assert str(hq.do("confirm-shredding", shredding="s1", whose="c1", by="ana").refusal.why) == "same-person"
        for machine in ("desk-of-ana", ""):  # a machine nobody can name is taken for the same one
            second = hq.do("confirm-shredding", shredding="s1", whose="c1", by="berta", device=machine)
            assert str(second.refusal.why) == "same-device"
        shredding.carry_out(hq.now + timedelta(days=99))
        assert NAME in Person.objects.get(id="c1").names


def test_whoever_may_stops_it_before_the_day(hq):
    with hq.open():
        release(hq)
        ask(hq)
        hq.must("cancel-shredding", "ombudsman", shredding="s1", whose="c1", reason="la familia pide copia")
        assert shredding.carry_out(hq.now + timedelta(days=99)) == []
        assert NAME in Person.objects.get(id="c1").names
        assert str(hq.do("confirm-shredding", shredding="s1", whose="c1", by="x").refusal.why) == "no-shredding"


@on_both
def test_a_legal_hold_stops_the_countdown_and_lifted_does_not_let_it_run_on(hq):
    with hq.open():
        release(hq)
        ask(hq)
        hq.must("hold-words", "court", hold="h1", whose="c1", basis="expediente 7")
        assert shredding.carry_out(hq.now + timedelta(days=99)) == []
        again = hq.do("ask-shredding", shredding="s2", whose="c1", basis="Ley", by="ana")
        assert str(again.refusal.why) == "words-held"
        mine = hq.do("lift-hold", "child-attorney", hold="h1", whose="c1", basis="x", by="ana")
        assert str(mine.refusal.why) == "same-person"
        hq.must("lift-hold", "court", hold="h1", whose="c1", basis="archivado")
        assert shredding.carry_out(hq.now + timedelta(days=99)) == []
        assert NAME in Person.objects.get(id="c1").names


@on_both
def test_what_headquarters_destroyed_goes_on_the_laptop_too_and_an_order_there_keeps_it(hq, house):
    laptop, held = house("laptop"), house("defender")
    pair(hq, laptop)
    pair(hq, held)
    exchange(hq, laptop)
    exchange(hq, held)
    with hq.open():
        release(hq)
    exchange(hq, laptop)
    exchange(hq, held)
    with held.open():
        held.now = hq.now
        held.must("hold-words", "court", hold="h9", whose="c1", basis="expediente")
    with hq.open():
        ask(hq)
        hq.now += timedelta(days=31)
        shredding.carry_out(hq.now)
    laptop.now = held.now = hq.now
    exchange(hq, laptop)
    with laptop.open():
        assert Person.objects.get(id="c1").names == "[]"
        assert found(laptop, "c1").state == "released"
        assert [c.table for c in rebuild.compare() if not c.identical] == []
        assert not any(NAME.encode() in p.read_bytes() for p in laptop.home.rglob("*") if p.is_file())
    exchange(hq, held)
    with held.open():
        assert NAME in Person.objects.get(id="c1").names
        assert Declined.objects.filter(code="held-here").exists()
    with hq.open():
        assert Person.objects.get(id="c1").names == "[]"


@on_both
def test_a_power_cut_before_the_rotation_is_finished_the_next_night(hq, monkeypatch):
    with hq.open():
        release(hq)
        ask(hq)
        monkeypatch.setattr(shredding, "finish", lambda: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            shredding.carry_out(hq.now + timedelta(days=31))
        assert shredding.waiting()
        monkeypatch.undo()
        shredding.carry_out(hq.now + timedelta(days=31))
        assert not shredding.waiting()
        assert not secrets.path_of("epoch-1.secret").exists()
