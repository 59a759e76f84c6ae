"""The inbox: signed acts from phones, each taken once, refused with a reason, or kept for a person. Never dropped."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import groupby
from typing import Any, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction

from abrigo.clerk import enrolment, nodes
from abrigo.clerk.device import node_device
from abrigo.clerk.memory import Memory
from abrigo.clerk.models import Parcel
from abrigo.clerk.record import Answer, Ask, record_each
from abrigo.clerk.signatures import verified
from abrigo.facts.kinds import OperationId, PersonId, RollCallId, SiteId
from abrigo.facts.sightings import How
from abrigo.facts.wire import Misspelt, from_ms, spelling, to_ms
from abrigo.ledger import pen, reader
from abrigo.ledger.codec import Json, unb64
from abrigo.ledger.driver import raw
from abrigo.registers import people
from abrigo.rules.access import Viewer
from abrigo.rules.index import ACTS
from abrigo.rules.rollcalls import ROLL_CALLS, RollCall
from abrigo.rules.sightings import See
from abrigo.vault import keys

# What a phone may ask for. Whatever needs two persons or papers on a table is not done with one thumb.
FROM_A_PHONE: Final = frozenset({
    "receive", "register", "describe", "give-band", "remove-band", "add-photo", "find-stranger", "claim-name",
    "claim-age", "claim-kin", "group-siblings", "open-transit", "board", "depart", "arrive", "begin-leave", "end-leave",
    "change-unit", "hand-over", "take-over", "see", "find-inside", "locate-outside", "bring-back", "open-roll-call",
    "answer-roll-call", "finish-counting", "close-roll-call", "interrupt-roll-call", "resume-roll-call",
    "take-headcount", "open-incident", "note-incident", "request-alert", "record-access-refused",
    "answer-at-gate", "answer-form",
})  # fmt: skip
OWN: Final = frozenset({"duress", "scan", "lost"})
COUNTED: Final = frozenset({"answer-roll-call", "finish-counting"})

CLOCKS_MAY_DIFFER: Final = timedelta(minutes=5)
# A bundle lives twelve hours: what leaned on it cannot have happened longer before it was handed out than that.
BEFORE_THE_BUNDLE: Final = timedelta(hours=12)
LARGEST_BODY: Final = 256 * 1024
MOST_SCANS: Final = 500

TAKEN, REFUSED, KEPT, WAITING, UNREADABLE = "taken", "refused", "kept", "waiting", "unreadable"


@dataclass(frozen=True, slots=True)
class Sender:
    """A device as it stands now. `last`: the number of its last parcel that counts, once it was revoked.

    `viewer` is its holder, at the device's site. `since`, `until` in ms. `ahead`: its clock minus a
    true one.
    """

    device: str
    alg: str
    key: bytes
    viewer: Viewer
    operation: OperationId
    site: SiteId
    since: int
    until: int
    ahead: timedelta = timedelta(0)
    drill: timedelta = timedelta(0)  # in a demonstration, by how much the real time is ahead of the house's
    last: int | None = None
    gone: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What came over the line: text, and the signature over it."""

    body: str
    sig: str


@dataclass(frozen=True, slots=True)
class Scan:
    at: datetime
    band: str = ""
    person: str = ""


@dataclass(slots=True)
class Opened:
    """One parcel as read; `why` is set when it is not ours to decide."""

    sent: Sent
    hash: str
    plain: dict[str, Any]
    act: Any = None
    said: datetime | None = None
    at: datetime | None = None
    scans: tuple[Scan, ...] = ()
    outcome: str = ""
    why: str = ""
    about: tuple[str, ...] = ()
    answer: Answer | None = None
    sightings: int = 0

    @property
    def seq(self) -> int:
        return int(self.plain["seq"])


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a phone hears of one parcel. `at` and `said` in ms."""

    seq: int
    id: str
    hash: str
    outcome: str
    why: str = ""
    about: tuple[str, ...] = ()
    again: bool = False
    entries: tuple[tuple[str, int, str], ...] = ()
    sightings: int = 0
    at: int | None = None
    said: int | None = None


@dataclass(frozen=True, slots=True)
class Have:
    """How far a device's chain stands here: the highest number, and the holes below it."""

    last: int
    missing: tuple[tuple[int, int], ...] = ()
    headquarters: int = 0  # up to this number all that was written has reached the house above this one


# -- taking in --------------------------------------------------------------------


def take_in(sender: Sender, sent: Sequence[Sent], *, now: datetime) -> list[Receipt]:
    """Every parcel of a batch in one transaction, durable when this returns; receipts in the order sent.

    The same parcel twice is answered once; parcels before a hole are not waited for.
    """
    read = [_read(sender, one) for one in sent]
    with transaction.atomic():
        pen.lock()  # the same batch sent twice at once is taken by one of the two, and answered by both
        chain = _chain(sender.device)
        told: dict[str, Receipt] = {}
        fresh: list[Opened] = []
        for one in read:
            if isinstance(one, Receipt) or one.hash in told:
                continue
            if (held := chain.rows.get((one.seq, one.hash))) is not None:
                told[one.hash] = _receipt(held, again=True)
            elif one.hash not in {f.hash for f in fresh}:
                fresh.append(one)
        fresh.sort(key=lambda o: o.seq)
        for one in fresh:
            _place(sender, one, chain, now)
            chain.put(one)
        _decide(sender, fresh, chain, now)
        rows = [_row(sender, one, now) for one in fresh]
        Parcel.objects.bulk_create(rows)
        told |= {row.hash: _receipt(row) for row in rows}
        _try_again(sender, now)
        told |= _settled_now(sender, told)
    return [one if isinstance(one, Receipt) else told[one.hash] for one in read]


def _read(sender: Sender, sent: Sent) -> "Opened | Receipt":
    """A parcel, once its signature holds and it can be read at all."""
    message = sent.body.encode("utf-8", "surrogatepass")
    name = sha256(b"abrigo/act/1\n" + message).hexdigest()
    nothing = Receipt(0, "", name, UNREADABLE, "parcel-unreadable")
    if len(message) > LARGEST_BODY:
        return replace(nothing, why="body-too-large")
    try:
        sig = unb64(sent.sig)
        plain = json.loads(sent.body)
        seq, rec, pos = plain["seq"], plain["rec"], plain.get("pos", 0)
        words = [plain[w] for w in ("dev", "prev", "id", "act")]
    except (ValueError, TypeError, KeyError, RecursionError):
        return nothing
    whole = all(type(n) is int and 0 <= n < 2**53 for n in (seq, rec, pos)) and seq > 0
    if not whole or not all(isinstance(w, str) and len(w) <= 80 and w.isprintable() for w in words):
        return nothing
    nothing = replace(nothing, seq=seq, id=plain["id"])
    if plain["dev"] != sender.device or not plain["id"] or len(plain["act"]) > 40 or len(plain["prev"]) > 64:
        return nothing
    if not verified(sender.alg, sender.key, sig, b"abrigo/act/1\n" + message):
        return replace(nothing, why="signature-wrong")
    return Opened(sent, name, plain)


@dataclass(slots=True)
class _Chain:
    """What is here of one device: rows by (number, hash), and the hashes and the former hash at each number."""

    rows: dict[tuple[int, str], Parcel]
    hashes: dict[int, set[str]] = field(default_factory=dict)
    prevs: dict[int, set[str]] = field(default_factory=dict)
    lost: list[tuple[int, int]] = field(default_factory=list)

    def put(self, one: Opened) -> None:
        self.hashes.setdefault(one.seq, set()).add(one.hash)
        self.prevs.setdefault(one.seq, set()).add(one.plain["prev"])

    def have(self) -> Have:
        here = sorted({*self.hashes, *(n for low, high in self.lost for n in range(low, high + 1))})
        missing, before = [], 0
        for n in here:
            if n > before + 1:
                missing.append((before + 1, n - 1))
            before = n
        return Have(before, tuple(missing))

    def hole_below(self, seq: int) -> bool:
        return any(low < seq for low, _ in self.have().missing)


def _chain(device: str) -> _Chain:
    chain = _Chain({})
    for row in Parcel.objects.filter(device=device).order_by("seq").defer("sealed"):
        chain.rows[row.seq, row.hash] = row
        chain.hashes.setdefault(row.seq, set()).add(row.hash)
        chain.prevs.setdefault(row.seq, set()).add(row.prev)
        if row.act == "lost" and row.outcome == TAKEN:
            low, high = json.loads(row.about)
            chain.lost.append((int(low), int(high)))
    return chain


def have(device: str) -> Have:
    chain = _chain(device)
    return replace(chain.have(), headquarters=_far(chain))


def _far(chain: _Chain) -> int:
    """Of what this device sent, up to which number headquarters said, signed, that it holds what became of it.

    A number the phone said it lost is waited for by nobody.
    """
    edge = nodes.held_above()
    if edge is None:
        return 0
    whole, lost = 0, {seq for low, high in chain.lost for seq in range(low, high + 1)}
    for seq, rows in groupby(sorted(chain.rows.values(), key=lambda r: r.seq), key=lambda r: r.seq):
        held = all(r.outcome != WAITING and all(pos < edge for _, pos, _ in json.loads(r.entries)) for r in rows)
        while whole + 1 < seq and whole + 1 in lost:
            whole += 1
        if seq != whole + 1 or not held:
            break
        whole = seq
    return whole


# -- is it ours to decide -----------------------------------------------------------


def _place(sender: Sender, one: Opened, chain: _Chain, now: datetime) -> None:
    """Reads the act, sets its instant right, and says when it is not for the rules to decide."""
    why = _not_ours(sender, one, chain, now)
    try:
        _read_act(sender, one, now)
    except Misspelt as wrong:
        why, one.about = why or "misspelt", (wrong.field, wrong.why)
    if not why and one.at is not None and one.at < _floor(sender, one):
        why = "told-too-late"
    if why:
        one.outcome, one.why = KEPT, why


def _not_ours(sender: Sender, one: Opened, chain: _Chain, now: datetime) -> str:
    seq, plain = one.seq, one.plain
    after = chain.prevs.get(seq + 1, set())
    if chain.hashes.get(seq, set()) - {one.hash} or (after and one.hash not in after):
        return "forked"
    if (before := chain.hashes.get(seq - 1)) and plain["prev"] not in before:
        return "forked"
    # What came before the end is bound by what we already hold: a thief cannot fill a hole with words of their own.
    if sender.last is not None and (seq > sender.last or one.hash not in after):
        return "device-gone"
    if sender.last is None and sender.gone:
        recorded = from_ms(plain["rec"]) - sender.ahead - sender.drill
        if sender.gone != "expired" or to_ms(min(recorded, now)) > sender.until:
            return "device-gone"
    if plain.get("v") != 1:
        return "unknown-version"
    if plain["act"] not in FROM_A_PHONE and plain["act"] not in OWN:
        return "not-from-a-phone"
    return ""


def _floor(sender: Sender, one: Opened) -> datetime:
    """Not earlier than this can it have happened: the phone already held a bundle of that length, or was enrolled."""
    pos = one.plain.get("pos", 0)
    since = from_ms(sender.since)
    if 0 < pos <= reader.size():
        took = raw("SELECT took FROM ledger_entry WHERE pos = ?", (pos - 1,)).fetchone()
        since = max(since, from_ms(took[0])) if took else since
    return since - BEFORE_THE_BUNDLE


def _read_act(sender: Sender, one: Opened, now: datetime) -> None:
    """Raises Misspelt. A clock that is off is set right here, once, and what it said is kept beside."""
    name, told = one.plain["act"], one.plain.get("fields")
    if not isinstance(told, Mapping):
        raise Misspelt("fields", "not-an-object")
    shift = sender.ahead if abs(sender.ahead) > CLOCKS_MAY_DIFFER else timedelta(0)
    scans = one.plain.get("scans", [])
    if not isinstance(scans, list) or len(scans) > MOST_SCANS:
        raise Misspelt("scans", "not-a-list")
    one.scans = tuple(_scan(s, n, shift + sender.drill, now) for n, s in enumerate(scans))
    if name in OWN:
        _read_own(one, name, told, sender.drill, shift, now)
        return
    if name not in ACTS:
        return
    act = spelling(ACTS[name].act, "iso").read(dict(told), "")
    one.said = act.at - sender.drill
    moved = {f.name: getattr(act, f.name) - sender.drill - shift for f in fields(act) if f.name in ("at", "since")}
    one.act = replace(act, **{k: min(v, now) for k, v in moved.items()})
    one.at = one.act.at
    if getattr(act, "operation", sender.operation) != sender.operation:
        raise Misspelt("operation", "not-one-of:" + sender.operation)


def _scan(told: Any, n: int, shift: timedelta, now: datetime) -> Scan:
    where = f"scans[{n}]"
    if not isinstance(told, Mapping) or type(told.get("at")) is not int or not 0 <= told["at"] < 2**47:
        raise Misspelt(f"{where}.at", "not-an-instant")
    band, person = told.get("band") or "", told.get("person") or ""
    if not isinstance(band, str) or not isinstance(person, str) or len(band) > 80 or len(person) > 80:
        raise Misspelt(where, "not-text")
    return Scan(min(from_ms(told["at"]) - shift, now), band, person)


def _read_own(
    one: Opened, name: str, told: Mapping[str, Any], drill: timedelta, shift: timedelta, now: datetime
) -> None:
    if name == "lost":
        low, high = told.get("from"), told.get("to")
        if type(low) is not int or type(high) is not int or not 0 < low <= high < one.seq:
            raise Misspelt("from", "out-of-range")
        one.about = (str(low), str(high))
        return
    if not isinstance(told.get("at"), str):
        raise Misspelt("at", "required")
    at: _When = spelling(_When, "iso").read({"at": told["at"]}, "")
    one.said, one.at = at.at - drill, min(at.at - drill - shift, now)
    if name == "scan":
        if not isinstance(told.get("band"), str) or not 0 < len(told["band"]) <= 80:
            raise Misspelt("band", "required")
        one.scans = (Scan(one.at, told["band"]),)


@dataclass(frozen=True, slots=True)
class _When:
    at: datetime


# -- deciding ---------------------------------------------------------------------


def _decide(sender: Sender, fresh: Sequence[Opened], chain: _Chain, now: datetime) -> None:
    open_ = [one for one in fresh if not one.outcome]
    for one in open_:
        _own(sender, one, now)
    asked = [one for one in open_ if not one.outcome]
    _whose_eyes(sender, asked)
    answers = record_each(sender.viewer, [Ask(o.plain["id"], o.act) for o in asked], now=now) if asked else []
    for one, answer in zip(asked, answers, strict=True):
        one.answer = answer
        if answer.refusal is None:
            one.outcome = TAKEN
            continue
        one.why, one.about = str(answer.refusal.why), answer.refusal.about
        one.outcome = WAITING if chain.hole_below(one.seq) else REFUSED
    for one in fresh:
        if one.outcome in (REFUSED, KEPT, WAITING) and one.why not in ("device-gone", "forked"):
            one.sightings = _see(sender, one, now)


def _own(sender: Sender, one: Opened, now: datetime) -> None:
    """The three acts only a phone has."""
    match one.plain["act"]:
        case "lost":
            one.outcome = TAKEN
        case "duress":
            one.outcome = TAKEN
            said: dict[str, Json] = {
                "kind": "device.duress",
                "ver": 1,
                "dev": f"phone:{sender.device}",
                "at": to_ms(one.at or now),
            }
            enrolment.announce(node_device(), said, now)
        case "scan":
            one.sightings = _see(sender, one, now)
            one.outcome, one.why = (TAKEN, "") if one.sightings else (REFUSED, "no-such-band")
        case _:
            pass


def _whose_eyes(sender: Sender, asked: Iterable[Opened]) -> None:
    """Counter 0 stands for whichever pair of eyes the holder is in that roll call, or the first one free."""
    mine: dict[str, int] = {}
    for one in asked:
        if one.plain["act"] not in COUNTED or one.act.counter != 0:
            continue
        rollcall: RollCallId = one.act.rollcall
        if rollcall not in mine:
            known: RollCall = Memory(reader.size()).recall(ROLL_CALLS, f"rollcall:{rollcall}")
            mine[rollcall] = eyes(known, sender.viewer) or next((c for c in known.counters if c not in known.hands), 1)
        one.act = replace(one.act, counter=mine[rollcall])


def eyes(known: RollCall, viewer: Viewer) -> int:
    """Which counter of a roll call this person is; 0 while they are none."""
    return next((c for c, hand in known.hands.items() if hand == viewer.staff), 0)


def _see(sender: Sender, one: Opened, now: datetime) -> int:
    """A scan is a sighting, whatever became of the act it belonged to. Out: how many were written."""
    asks = []
    for n, scan in enumerate(one.scans):
        person = scan.person or _wearer(sender, scan.band)
        if person:
            how = How.BAND if scan.band else How.BY_SIGHT
            see = See(sender.operation, PersonId(person), sender.site, how, scan.at)
            asks.append(Ask(sha256(f"{one.hash}/{n}".encode()).hexdigest()[:32], see))
    if not asks:
        return 0
    return sum(a.taken for a in record_each(sender.viewer, asks, now=now))


def _wearer(sender: Sender, band: str) -> str:
    found = people.by_code(sender.viewer, sender.operation, band) if band else []
    return found[0].id if len(found) == 1 else ""


def _try_again(sender: Sender, now: datetime) -> None:
    """What was refused while something before it was missing, now that it has come."""
    waiting = list(Parcel.objects.filter(device=sender.device, outcome=WAITING).order_by("seq"))
    if not waiting:
        return
    chain = _chain(sender.device)
    for row in waiting:
        if chain.hole_below(row.seq):
            continue
        one = _reopened(sender, row, now)
        one.outcome = one.why = ""
        sightings = row.sightings
        _decide(sender, [one], chain, now)
        _settle(row, one, max(sightings, one.sightings))


def _settle(row: Parcel, one: Opened, sightings: int) -> None:
    row.outcome, row.why, row.about = one.outcome, one.why, json.dumps(list(one.about)[:50])
    row.entries, row.sightings = _entries(one.answer), sightings
    row.save(update_fields=["outcome", "why", "about", "entries", "sightings"])


def _settled_now(sender: Sender, told: Mapping[str, Receipt]) -> dict[str, Receipt]:
    """Receipts of this batch that moved on while it was being taken."""
    waiting = [r.hash for r in told.values() if r.outcome == WAITING]
    rows = Parcel.objects.filter(device=sender.device, hash__in=waiting).defer("sealed") if waiting else ()
    return {row.hash: _receipt(row) for row in rows if row.outcome != WAITING}


# -- keeping ----------------------------------------------------------------------


def _row(sender: Sender, one: Opened, now: datetime) -> Parcel:
    person = one.plain["fields"].get("person") if isinstance(one.plain.get("fields"), Mapping) else None
    known = isinstance(person, str) and 0 < len(person) <= 80
    subject = f"person:{person}" if known and one.outcome == TAKEN else f"operation:{sender.operation}"
    return Parcel(
        device=sender.device, seq=one.seq, hash=one.hash, prev=one.plain["prev"], act_id=one.plain["id"],
        act=one.plain["act"], staff=sender.viewer.staff, operation=sender.operation, site=sender.site,
        subject=subject, sealed=_sealed(subject, one), sig=one.sent.sig[:90], outcome=one.outcome, why=one.why,
        about=json.dumps(list(one.about)[:50]), entries=_entries(one.answer), sightings=one.sightings,
        rec=one.plain["rec"], said=None if one.said is None else to_ms(one.said),
        at=None if one.at is None else to_ms(one.at), took=to_ms(now),
    )  # fmt: skip


def _sealed(subject: str, one: Opened) -> bytes:
    """Under the key of whom it is about: when that key is destroyed, what the phone said of them goes too."""
    nonce = os.urandom(12)
    key = keys.key_for(subject)
    return nonce + AESGCM(key).encrypt(nonce, one.sent.body.encode("utf-8", "surrogatepass"), _bound(one.hash))


def opened(row: Parcel) -> dict[str, Any]:
    """What the phone said. LookupError once the key is gone."""
    key = keys.key_for(row.subject, create=False)
    body = AESGCM(key).decrypt(bytes(row.sealed[:12]), bytes(row.sealed[12:]), _bound(row.hash))
    plain: dict[str, Any] = json.loads(body)
    return plain


def _reopened(sender: Sender, row: Parcel, now: datetime) -> Opened:
    """A kept parcel as it was read when it came: its instant was set right then and stands."""
    plain = opened(row)
    one = Opened(Sent("", row.sig), row.hash, plain)
    _read_act(replace(sender, ahead=timedelta(0), drill=timedelta(0)), one, now)
    if row.at is not None and one.said is not None:
        _read_act(replace(sender, ahead=timedelta(0), drill=one.said - from_ms(row.at)), one, now)
    if row.at is not None and one.act is not None:
        one.act = replace(one.act, at=from_ms(row.at))
        one.at = from_ms(row.at)
    return one


def _bound(name: str) -> bytes:
    return b"abrigo/parcel/1\n" + name.encode("ascii")


def _entries(answer: Answer | None) -> str:
    return json.dumps([[e.kind, e.pos, e.id] for e in answer.entries] if answer else [])


def _receipt(row: Parcel, *, again: bool = False) -> Receipt:
    return Receipt(
        row.seq, row.act_id, row.hash, row.outcome, row.why, tuple(map(str, json.loads(row.about))), again,
        tuple((k, p, i) for k, p, i in json.loads(row.entries)), row.sightings, row.at, row.said,
    )  # fmt: skip


def receipts(device: str, seqs: Sequence[int]) -> list[Receipt]:
    rows = Parcel.objects.filter(device=device, seq__in=list(seqs)).order_by("seq", "id").defer("sealed")
    return [_receipt(row, again=True) for row in rows]
