"""Many phones, a bad line and a thief: every acknowledged act stands exactly once, and the sum adds up."""

import itertools
import json
from datetime import timedelta

from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abrigo.clerk import clock
from abrigo.clerk.models import Parcel
from abrigo.ledger import reader
from abrigo.ledger.driver import raw
from abrigo.registers import whereabouts
from abrigo.staff import devices
from abrigo.staff.models import Device, EnrolCode, Nonce

CHILDREN = [f"c{n}" for n in range(1, 9)]
SITES = ("centro", "casa")
COUNTER = itertools.count(1)

step = st.one_of(
    st.tuples(st.just("see"), st.integers(0, 2), st.sampled_from(CHILDREN), st.sampled_from(SITES)),
    st.tuples(st.just("register"), st.integers(0, 2), st.integers(0, 99), st.sampled_from(SITES)),
    st.tuples(st.just("bad"), st.integers(0, 2), st.sampled_from(CHILDREN), st.just("")),
    st.tuples(st.just("send"), st.integers(0, 2), st.permutations(range(6)), st.integers(0, 6)),
    st.tuples(st.just("cut"), st.integers(0, 2), st.permutations(range(6)), st.integers(0, 6)),
    st.tuples(st.just("skew"), st.integers(0, 2), st.integers(-5, 5), st.just("")),
    st.tuples(st.just("revoke"), st.integers(1, 2), st.just(0), st.just("")),
)


class World:
    """Three phones of three people; an act is told by its id, a receipt is what was heard of it."""

    def __init__(self, phones, operation):
        self.phones, self.operation = phones, operation
        self.own = [phones.enrolled(role) for role in ("intake-worker", "director", "police")]
        self.heard, self.skews, self.revoked_at = {}, [timedelta(0)] * 3, {}

    def at(self, n):
        return self.phones.at(self.own[n])

    def see(self, n, person, site):
        fields = {"operation": "op", "person": person, "site": site, "how": "band", "at": self.at(n)}
        self.own[n].say("see", fields, scans=[{"person": person, "at": self.own[n].clock()}])

    def register(self, n, number, site):
        person = f"n{next(COUNTER)}-{number}"
        self.own[n].say("register", {"operation": "op", "person": person, "site": site, "tally": "child",
                                     "at": self.at(n)})  # fmt: skip

    def bad(self, n, person, _):
        self.own[n].say("board", {"operation": "op", "transit": "none", "people": [person], "at": self.at(n)})

    def skew(self, n, days, _):
        self.skews[n] = timedelta(days=days)
        self.own[n].clock = lambda: int((clock.wall() + self.skews[n]).timestamp() * 1000)

    def revoke(self, n, *_):
        hand = self.operation.hand("child-attorney")
        devices.revoke(hand, self.own[n].device, now=clock.now())
        self.revoked_at.setdefault(n, self.own[n].seq)

    def batch(self, n, order, keep):
        box = self.own[n].outbox
        chosen = [box[i] for i in order if i < len(box)][: max(keep, 1)]
        return chosen + chosen[:1]  # and one of them twice

    def send(self, n, order, keep):
        answered = self.own[n].send(self.batch(n, order, keep))
        assert answered.status == 200, answered.body
        self.hear(n)

    def cut(self, n, order, keep):
        """It arrived, and the answer did not: the phone knows nothing and sends again later."""
        phone = self.own[n]
        kept, heard = list(phone.outbox), dict(phone.receipts)
        phone.send(self.batch(n, order, keep))
        phone.outbox, phone.receipts = kept, heard

    def hear(self, n):
        for name, receipt in self.own[n].receipts.items():
            earlier = self.heard.setdefault(name, receipt)
            if earlier["outcome"] == "taken":
                assert receipt["entries"] == earlier["entries"]

    def settle(self):
        for n, phone in enumerate(self.own):
            while phone.outbox:
                assert phone.send(phone.outbox[:500]).status == 200
            self.hear(n)

    def check(self):
        for n, phone in enumerate(self.own):
            rows = list(Parcel.objects.filter(device=phone.device).order_by("seq"))
            assert [r.seq for r in rows] == list(range(1, phone.seq + 1)), "nothing recorded is lost, nothing is twice"
            assert all(r.outcome in ("taken", "refused", "kept") for r in rows), [(r.seq, r.outcome) for r in rows]
            if n in self.revoked_at:
                last = Device.objects.get(id=phone.device).last
                assert all(r.outcome == "kept" for r in rows if r.seq > last)
        written = [tuple(e) for r in Parcel.objects.filter(outcome="taken") for e in json.loads(r.entries)]
        positions = [pos for _, pos, _ in written]
        assert len(positions) == len(set(positions))
        found = dict(raw("SELECT pos, id FROM ledger_entry", ()).fetchall())
        assert all(bytes(found[pos]).hex() == name for _, pos, name in written)
        assert reader.size() == len(found)
        board = whereabouts.ask(self.operation.hand("director"), "op", clock.now())
        assert board.whole.adds_up
        born = Parcel.objects.filter(act="register", outcome="taken").count()
        assert board.whole.received == 11 + born


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(step, min_size=6, max_size=22))
def test_whatever_the_line_does_each_act_stands_once_and_the_sum_adds_up(phones, operation, steps):
    from django.db import transaction

    from abrigo.clerk import memory

    for role in ("intake-worker", "director", "police", "child-attorney"):
        operation.hand(role)  # the people stay; what they do is undone after each example
    cache.clear()
    with transaction.atomic():
        world = World(phones, operation)
        for name, *given in steps:
            getattr(world, name)(*given)
        world.settle()
        world.check()
        transaction.set_rollback(True)
    memory.forget()
    assert EnrolCode.objects.count() == Nonce.objects.count() == 0
