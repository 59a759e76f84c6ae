"""Nights of three phones at one house: answers lost, batches doubled and shuffled, the house dying in mid-write, clocks days
off, a phone ended, a thief with its key, a cable with ears. The real inbox, clerk and registers; each night is one seed.

When all that was said has been sent, every act of every phone stands exactly once, taken, refused or kept for a person; an act
that was taken stands in the ledger where its receipt says; whoever was scanned was seen; nothing a thief wrote was decided; and
the sum adds up. Sixteen mistakes can be planted, one at a time, in the house or in the phone: a judge that does not catch them
all proves nothing. What two houses say to each other is judged in `worlds`.
"""

import json
import random
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from unittest import mock

from django.core.cache import cache
from django.db import transaction

from abrigo.clerk import clock, memory, parcels
from abrigo.clerk.models import Parcel
from abrigo.facts.wire import to_ms
from abrigo.house.benches.reference_phone import Answered, ReferencePhone, b64, hash_of
from abrigo.ledger import reader
from abrigo.ledger.driver import raw
from abrigo.registers import whereabouts
from abrigo.staff import devices
from abrigo.staff.models import Device

ROLES = ("intake-worker", "director", "police")
STEPS = 22
OFF = timedelta(minutes=7)  # what a phone's clock may do to an instant, at most


class Wrong(AssertionError):
    """A promise that did not hold in this night."""


def need(holds: bool, promise: str) -> None:
    if not holds:
        raise Wrong(promise)


@dataclass(frozen=True)
class House:
    """Where the nights are spent: hands by role (with the attorney's), children who are there, and one site."""

    hands: dict[str, Any]
    children: tuple[str, ...]
    site: str


# -- mistakes ---------------------------------------------------------------------------------------------------------


class Mistakes:
    """One mistake in the house, planted for as long as a night lasts. A mistake of the phone lives in Night itself."""

    @staticmethod
    def max_seq() -> Any:
        return mock.patch.object(parcels._Chain, "have", lambda c: parcels.Have(max(c.hashes, default=0)))

    @staticmethod
    def double_append() -> Any:
        honest = parcels.record_each

        def twice(viewer: Any, asks: Any, *, now: Any) -> Any:
            record = [parcels.Ask(secrets.token_hex(8), a.act) for a in asks]
            return honest(viewer, record, now=now)

        return _both(mock.patch.object(parcels, "record_each", twice), _forgetful())

    @staticmethod
    def newest_wins() -> Any:
        honest = parcels._place

        def over(sender: Any, one: Any, chain: Any, now: Any) -> None:
            Parcel.objects.filter(device=sender.device, seq=one.seq).delete()
            chain.hashes.pop(one.seq, None)
            honest(sender, one, chain, now)

        return mock.patch.object(parcels, "_place", over)

    @staticmethod
    def decides_forks() -> Any:
        return _without("forked")

    @staticmethod
    def decides_revoked() -> Any:
        return _without("device-gone")

    @staticmethod
    def drops_kept() -> Any:
        return _drops(parcels.KEPT)

    @staticmethod
    def drops_refused() -> Any:
        return _drops(parcels.REFUSED)

    @staticmethod
    def forgets_scans() -> Any:
        return mock.patch.object(parcels, "_see", return_value=0)

    @staticmethod
    def believes_clocks() -> Any:
        honest = parcels._read_act

        def believing(sender: Any, one: Any, now: Any) -> None:
            honest(sender, one, now)
            if one.act is not None and one.said is not None:
                one.at = min(one.said, now)
                one.act = parcels.replace(one.act, at=one.at)

        return mock.patch.object(parcels, "_read_act", believing)

    @staticmethod
    def waits_for_holes() -> Any:
        honest = parcels._decide

        def waiting(sender: Any, fresh: Any, chain: Any, now: Any) -> None:
            for one in fresh:
                if not one.outcome and chain.hole_below(one.seq):
                    one.outcome = parcels.WAITING
            honest(sender, fresh, chain, now)

        return mock.patch.object(parcels, "_decide", waiting)

    @staticmethod
    def never_tries_again() -> Any:
        return mock.patch.object(parcels, "_try_again", return_value=None)

    @staticmethod
    def reads_no_signature() -> Any:
        return mock.patch.object(parcels, "verified", return_value=True)


def _both(*patches: Any) -> Any:
    @contextmanager
    def all_of() -> Iterator[None]:
        with patches[0], patches[1]:
            yield

    return all_of()


def _forgetful() -> Any:
    """Does not look whether a parcel is here already; what stood before is overwritten."""
    honest = parcels._chain

    def blind(device: str) -> Any:
        Parcel.objects.filter(device=device).delete()
        return honest(device)

    return mock.patch.object(parcels, "_chain", blind)


def _without(why: str) -> Any:
    honest = parcels._not_ours

    def lenient(*told: Any) -> str:
        said = honest(*told)
        return "" if said == why else said

    return mock.patch.object(parcels, "_not_ours", lenient)


def _drops(outcome: str) -> Any:
    manager = type(Parcel.objects)
    honest = manager.bulk_create

    def fewer(self: Any, rows: Any) -> Any:
        return honest(self, [r for r in rows if r.outcome != outcome])

    return mock.patch.object(manager, "bulk_create", fewer)


# Of the phone, or of the line: planted where Night acts.
PHONES = ("early-ack", "all-or-nothing", "number-from-memory", "tells-before-keeping")
BUGS = (*(name.replace("_", "-") for name in vars(Mistakes) if not name.startswith("_")), *PHONES)


# -- a night ----------------------------------------------------------------------------------------------------------


@dataclass
class Told:
    """One act as a person did it: on which phone, when by a true clock, and whom it scanned."""

    phone: int
    act: str
    true: datetime
    hash: str
    scanned: str = ""
    person: str = ""


@dataclass
class Night:
    house: House
    line: Callable[..., Answered]
    dice: random.Random
    bug: str = ""
    phones: list[ReferencePhone] = field(default_factory=list)
    skews: list[timedelta] = field(default_factory=lambda: [timedelta(0)] * len(ROLES))
    told: list[Told] = field(default_factory=list)
    forged: set[str] = field(default_factory=set)
    ended: set[int] = field(default_factory=set)
    copies: dict[str, int] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)
    heard: dict[str, dict[str, Any]] = field(default_factory=dict)
    steps: int = 0
    numbers: int = 0
    tag: str = field(default_factory=lambda: secrets.token_hex(5))

    def live(self) -> None:
        for n, role in enumerate(ROLES):
            self.skews[n] = self.dice.choice((timedelta(0), timedelta(hours=self.dice.randint(-9, 9))))
            self.phones.append(self.enrolled(n, role))
        acts = (self.see, self.see, self.register, self.bad, self.counted, self.send, self.send, self.cut, self.dies,
                self.skew, self.battery, self.forge, self.thief, self.ends, self.copied, self.catch_up)  # fmt: skip
        for _ in range(STEPS):
            self.steps += 1
            self.dice.choice(acts)()
        self.settle()
        self.check()

    def enrolled(self, n: int, role: str) -> ReferencePhone:
        phone = ReferencePhone(self.line, lambda: to_ms(clock.wall() + self.skews[n]))
        staff = self.house.hands[role].staff
        code = devices.make_code(self.house.hands["administrator"], staff, "op", self.house.site, 72, now=clock.now())
        need(phone.enrol(code).status == 200, "a phone is not enrolled")
        devices.confirm(self.house.hands["child-attorney"], phone.device, now=clock.now())
        return phone

    def pick(self) -> int:
        return self.dice.randrange(len(self.phones))

    def say(self, n: int, act: str, fields: dict[str, Any], scanned: str = "", person: str = "") -> None:
        phone, true = self.phones[n], clock.now()
        scans = [{"person": scanned, "at": phone.clock()}] if scanned else []
        at = (clock.wall() + self.skews[n]).isoformat()
        parcel = phone.say(act, {"operation": "op", "at": at, **fields}, scans=scans)
        self.told.append(Told(n, act, true, hash_of(parcel), scanned, person))

    # -- what may happen

    def see(self) -> None:
        child = self.dice.choice(self.house.children)
        self.say(self.pick(), "see", {"person": child, "site": self.house.site, "how": "band"}, child)

    def register(self) -> None:
        self.numbers += 1
        person = f"{self.tag}-{self.numbers}"
        self.say(self.dice.randrange(2), "register", {"person": person, "site": self.house.site, "tally": "child"},
                 person=person)  # fmt: skip

    def bad(self) -> None:
        """What no rule allows; whoever was scanned for it was there all the same."""
        child = self.dice.choice(self.house.children)
        self.say(self.dice.randrange(2), "board", {"transit": "none", "people": [child]}, child)

    def counted(self) -> None:
        """A roll call and its answer: one cannot be decided without the other."""
        n, self.numbers = self.dice.randrange(2), self.numbers + 1
        roll, child = f"r-{self.tag}-{self.numbers}", self.dice.choice(self.house.children)
        self.say(n, "open-roll-call", {"rollcall": roll, "name": roll, "site": self.house.site})
        self.say(n, "answer-roll-call", {"rollcall": roll, "person": child, "present": True, "counter": 0})

    def batch(self, n: int) -> list[dict[str, Any]]:
        box = list(self.phones[n].outbox)
        self.dice.shuffle(box)
        some = box[: self.dice.randint(1, len(box))] if box else []
        return some + some[:1]

    def send(self) -> None:
        n = self.pick()
        self.deliver(n, self.batch(n))

    def deliver(self, n: int, batch: list[dict[str, Any]]) -> None:
        phone = self.phones[n]
        if self.bug == "all-or-nothing" and any('"act":"board"' in p["body"] for p in batch):
            return
        answered = phone.send(batch)
        need(answered.status == 200, f"the house answered {answered.status}")
        for receipt in answered.json()["receipts"]:
            self.hear(receipt)

    def hear(self, receipt: dict[str, Any]) -> None:
        before = self.heard.get(receipt["hash"])
        if before and before["outcome"] == "taken":
            need(before["entries"] == receipt["entries"], "one act was written twice")
        said = next((t for t in self.told if t.hash == receipt["hash"]), None)
        if said and said.act in ("see", "register"):
            need(receipt["outcome"] != "waiting", "a child's safety waits for a number that is missing")
        self.heard[receipt["hash"]] = receipt

    def cut(self) -> None:
        """It arrived, and the answer did not: the phone knows nothing."""
        n = self.pick()
        phone, batch = self.phones[n], self.batch(n)
        kept, heard = list(phone.outbox), dict(phone.receipts)
        phone.send(batch)
        phone.outbox, phone.receipts = kept, heard

    def dies(self) -> None:
        """The house dies in mid-write: nothing of it stands, and the phone must not have been told otherwise."""
        n = self.pick()
        phone, batch = self.phones[n], self.batch(n)
        kept, heard = list(phone.outbox), dict(phone.receipts)
        with transaction.atomic():
            phone.send(batch)
            transaction.set_rollback(True)
        memory.forget()
        if self.bug != "early-ack":
            phone.outbox, phone.receipts = kept, heard

    def catch_up(self) -> None:
        """A phone that lost its line believes what the house says it has, and forgets the rest of its outbox."""
        n = self.pick()
        phone = self.phones[n]
        told = phone.call("POST", "/pocket/v1/receipts", {"seqs": list(range(1, phone.seq + 1))}).json()
        have = told["have"]
        holes = {s for low, high in have["missing"] for s in range(low, high + 1)}
        others = {r["seq"] for r in told["receipts"]} - {
            r["seq"] for r in told["receipts"] if r["hash"] in {hash_of(p) for p in phone.outbox}
        }  # fmt: skip
        phone.outbox = [
            p for p in phone.outbox
            # A number may be held for another's words: only words with a receipt of their own are forgotten.
            if (seq := json.loads(p["body"])["seq"]) > have["last"] or seq in holes or seq in others
        ]  # fmt: skip

    def skew(self) -> None:
        """Somebody sets a clock. What waits was timed by the clock as it was: nobody can set that right to the minute."""
        n = self.pick()
        self.moved |= {hash_of(p) for p in self.phones[n].outbox}
        self.skews[n] = self.dice.choice(
            (timedelta(days=self.dice.randint(-3, 3)), timedelta(hours=self.dice.randint(-9, 9)))
        )

    def battery(self) -> None:
        """The battery falls out: what was said to be kept is kept, and no number is given twice."""
        n = self.pick()
        phone = self.phones[n]
        if self.bug == "number-from-memory" and phone.seq:
            phone.seq, phone.prev = phone.seq - 1, ""
        if self.bug == "tells-before-keeping" and phone.outbox:
            phone.outbox.pop()

    def forge(self) -> None:
        """Somebody on the cable: other words under an old signature."""
        n = self.pick()
        if not self.phones[n].outbox:
            return
        one = self.dice.choice(self.phones[n].outbox)
        body = one["body"].replace('"lang":"es"', '"lang":"en"')
        changed = {"body": body, "sig": one["sig"]}
        answered = self.phones[n].call("POST", "/pocket/v1/inbox", {"v": 1, "parcels": [changed]})
        self.forged.add(hash_of(changed))
        need(answered.json()["receipts"][0]["outcome"] == "unreadable", "a forged parcel was read")

    def thief(self) -> None:
        """The key of a phone that was ended writes on, also into the holes below its last number."""
        for n in sorted(self.ended):
            phone = self.phones[n]
            seq = self.dice.randint(1, phone.seq + 2)
            fields = {"operation": "op", "person": self.house.children[0], "site": self.house.site, "how": "band",
                      "at": clock.wall().isoformat()}  # fmt: skip
            told = {"v": 1, "dev": phone.device, "seq": seq, "prev": sha256(b"x").hexdigest(), "id": secrets.token_hex(16),
                    "rec": phone.clock(), "pos": 0, "act": "see", "fields": fields, "scans": [], "lang": "es"}  # fmt: skip
            body = json.dumps(told)
            parcel = {"body": body, "sig": b64(phone.key.sign(b"abrigo/act/1\n" + body.encode()))}
            self.forged.add(hash_of(parcel))
            answered = phone.call("POST", "/pocket/v1/inbox", {"v": 1, "parcels": [parcel]})
            need(answered.json()["receipts"][0]["outcome"] == "kept", "a thief's words were decided")

    def copied(self) -> None:
        """The image of a phone writes on beside it: one number, two hands. Both stay; only one of them is decided."""
        n = self.pick()
        phone = self.phones[n]
        if not phone.seq or n in self.ended or n in self.copies.values():
            return
        fields = {"operation": "op", "person": self.house.children[-1], "site": self.house.site, "how": "by-sight",
                  "at": (clock.wall() + self.skews[n]).isoformat()}  # fmt: skip
        told = {"v": 1, "dev": phone.device, "seq": self.dice.randint(1, phone.seq), "prev": "", "id": secrets.token_hex(16),
                "rec": phone.clock(), "pos": 0, "act": "see", "fields": fields, "scans": [], "lang": "es"}  # fmt: skip
        body = json.dumps(told)
        parcel = {"body": body, "sig": b64(phone.key.sign(b"abrigo/act/1\n" + body.encode()))}
        self.copies[hash_of(parcel)] = n
        phone.call("POST", "/pocket/v1/inbox", {"v": 1, "parcels": [parcel]})

    def ends(self) -> None:
        n = self.dice.choice((1, 2))
        devices.revoke(self.house.hands["child-attorney"], self.phones[n].device, now=clock.now())
        self.ended.add(n)

    # -- and how it must end

    def settle(self) -> None:
        for n, phone in enumerate(self.phones):
            for _ in range(8):
                if not phone.outbox:
                    break
                self.deliver(n, phone.outbox[:200])
            need(not phone.outbox, "what a phone recorded never arrives")

    def check(self) -> None:
        for n, phone in enumerate(self.phones):
            rows = {r.hash: r for r in Parcel.objects.filter(device=phone.device)}
            mine = [t for t in self.told if t.phone == n]
            for t in mine:
                need(t.hash in rows, "something recorded is lost")
                need(rows[t.hash].outcome in ("taken", "refused", "kept"), "something recorded still waits")
                self.one(t, rows[t.hash])
            need(
                all(h in rows for h, of in self.copies.items() if of == n), "of two parcels with one number one is gone"
            )
            known = self.forged | self.copies.keys() | {t.hash for t in mine}
            need(rows.keys() <= known, "words nobody said")
            numbers = [r.seq for r in rows.values() if r.outcome in ("taken", "refused")]
            need(len(numbers) == len(set(numbers)), "both of two parcels with one number were decided")
            need(not any(rows[f].outcome == "taken" for f in self.forged & rows.keys()), "a thief's words were taken")
            by_number = [t.hash for t in mine]
            seqs = [rows[h].seq for h in by_number]
            need(len(seqs) == len(set(seqs)), "a number was given twice")
            last = Device.objects.get(id=phone.device).last
            if n in self.ended and last is not None:
                need(
                    all(r.outcome == "kept" for r in rows.values() if r.seq > last), "words after the end were decided"
                )
        self.ledger()

    def one(self, t: Told, row: Any) -> None:
        if t.hash not in self.moved and row.outcome == "taken" and t.act in ("see", "register") and row.at is not None:
            off = abs(row.at - to_ms(t.true))
            need(off <= OFF // timedelta(milliseconds=1), "a phone's clock moved an instant by days")
        if row.outcome == "refused" and t.scanned and row.why != "device-gone":
            need(row.sightings >= 1, "whoever was scanned was not seen")

    def ledger(self) -> None:
        written = [tuple(e) for r in Parcel.objects.filter(outcome="taken") for e in json.loads(r.entries)]
        positions = [pos for _, pos, _ in written]
        need(len(positions) == len(set(positions)), "two acts claim one entry")
        found = dict(raw("SELECT pos, id FROM ledger_entry", ()).fetchall())
        need(
            all(pos in found and bytes(found[pos]).hex() == name for _, pos, name in written),
            "a receipt quotes nothing",
        )
        need(reader.size() == len(found), "the log and its entries differ")
        board = whereabouts.ask(self.house.hands["director"], "op", clock.now())
        need(board.whole.adds_up, "the sum does not add up")
        born = sum(1 for t in self.told if t.act == "register" and Parcel.objects.get(hash=t.hash).outcome == "taken")
        need(board.whole.received == self.before + born, "a child was counted twice, or not at all")

    before: int = 0


def outcome(house: House, line: Callable[..., Answered], seed: int, bug: str = "") -> tuple[int, str]:
    """(steps, "" or the promise that did not hold). What the night wrote is undone after it."""
    cache.clear()
    memory.forget()
    planted = getattr(Mistakes, bug.replace("-", "_"), None)
    told = ""
    with transaction.atomic():
        night = Night(house, line, random.Random(seed), bug if bug in PHONES else "")
        board = whereabouts.ask(house.hands["director"], "op", clock.now())
        night.before = board.whole.received
        try:
            if planted is None:
                night.live()
            else:
                with planted():
                    night.live()
        except Wrong as wrong:
            told = str(wrong)
        except Exception as wrong:  # noqa: BLE001 - a night that breaks the house is caught as well
            told = f"it broke: {wrong!r}"
        transaction.set_rollback(True)
    memory.forget()
    return night.steps, told


def client_line() -> Callable[..., Answered]:
    from django.test import Client

    client = Client()

    def told(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answered:
        kind = headers.get("Content-Type", "application/octet-stream")
        rest = {k: v for k, v in headers.items() if k != "Content-Type"}
        answer = client.generic(method, path, body, content_type=kind, headers=rest)
        return Answered(answer.status_code, answer.content, dict(answer.items()))

    return told
