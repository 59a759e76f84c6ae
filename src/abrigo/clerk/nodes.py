"""The other houses of the operation: whom we exchange with, what goes to each, and what came of what they sent."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction

from abrigo.clerk import contests, enrolment, rebuild, shredding
from abrigo.clerk.believed import Belief
from abrigo.clerk.device import node_device
from abrigo.clerk.left import Outlines, decode
from abrigo.clerk.memory import Memory
from abrigo.clerk.models import Node
from abrigo.clerk.witnesses import decline
from abrigo.facts import alerts, custody, incidents, movement
from abrigo.facts import contests as contested
from abrigo.facts.shredding import KeyDestroyed
from abrigo.facts.wire import to_ms
from abrigo.ledger import parcel, pen, reader
from abrigo.ledger.chain import parse_header
from abrigo.ledger.codec import Json, Refused, b64, parse, unb64
from abrigo.ledger.devices import Devices, Standing
from abrigo.ledger.driver import raw
from abrigo.ledger.durability import steady
from abrigo.ledger.have import Books, Have, from_json, runs, to_json
from abrigo.ledger.parcel import HAVE_DOMAIN, Parcel
from abrigo.ledger.reader import Sealed
from abrigo.registers import index as registers
from abrigo.registers.book import LiveBook, Noted
from abrigo.registers.models import Card as CardRow
from abrigo.vault import keys, lent

READS: Final = parcel.DENSE  # said in this header with every request and answer: a house put back to an earlier version
READS_HEADER: Final = "Abrigo-Reads"  # says nothing, and is sent plain parcels again
AT_ONCE: Final = 1_000  # entries in one parcel: on a slow line, the next parcel may carry what is more urgent
AT_ONCE_HEADER: Final = "Abrigo-At-Once"  # whoever is on a line that keeps breaking asks for less at a time
WANTED_AT_ONCE: Final = 2_000
URGENT: Final = tuple(
    m.__name__ for m in (alerts, incidents, custody, contested, movement)
)  # who is missing, and who has whom


# -- whom we know ----------------------------------------------------------------------


def card() -> str:
    """What another house needs to know of this one, in a line that can be read aloud from paper or scanned."""
    return f"abrigo-node+{settings.ABRIGO_NODE}+{node_device().id}+{b64(lent.public())}"


@dataclass(frozen=True, slots=True)
class Card:
    name: str
    dev: str
    sealing: str

    @classmethod
    def of(cls, text: str) -> "Card":
        """Refused("node-card") for anything but a card."""
        word, *rest = text.strip().split("+")
        if word != "abrigo-node" or len(rest) != 3 or not 0 < len(rest[0]) <= 80:
            raise Refused("node-card")
        try:
            if any(len(unb64(part)) != 32 or b64(unb64(part)) != part for part in rest[1:]):
                raise Refused("node-card")
        except ValueError as wrong:
            raise Refused("node-card") from wrong
        return cls(*rest)


def ask_for(text: str, agency: str, *, words: str, enrols: bool, url: str, by: str, now: datetime) -> Node:
    """First of two: nothing goes to this house, and nothing is taken from it, before a second person confirms."""
    told = Card.of(text)
    if words not in ("all", "granted", "none") or told.dev == node_device().id:
        raise Refused("node-card")
    row, fresh = Node.objects.get_or_create(
        dev=told.dev,
        defaults={
            "name": told.name, "agency": agency[:80], "sealing": told.sealing, "words": words, "enrols": enrols,
            "url": url[:200], "since": to_ms(now), "asked_by": by,
        },
    )  # fmt: skip
    if not fresh:
        raise Refused("node-known")
    return row


def confirm(dev: str, *, by: str, now: datetime) -> None:
    """Second of two: the device is enrolled in the open, for every node that holds this record to see."""
    with transaction.atomic():
        pen.lock()
        row = Node.objects.select_for_update().filter(dev=dev, ended=None).first()
        if row is None or row.confirmed_by:
            raise Refused("unknown-node")
        if row.asked_by == by:
            raise Refused("same-person")
        row.confirmed_by = by
        row.save(update_fields=["confirmed_by"])
        said: dict[str, Json] = {
            "kind": "device.enrolled", "ver": 1, "dev": dev, "holder": row.name, "agency": row.agency,
            "by": row.asked_by, "with": by, "enrols": row.enrols, "at": to_ms(now),
        }  # fmt: skip
        enrolment.announce(node_device(), said, now)


def revoke(dev: str, *, by: str, now: datetime) -> int:
    """A house that is lost or no longer trusted: what it wrote after what we hold is kept and not folded.

    Out: the number of its last entry that still counts.
    """
    with transaction.atomic():
        pen.lock()
        row = Node.objects.select_for_update().filter(dev=dev, ended=None).first()
        if row is None:
            raise Refused("unknown-node")
        last = int(raw("SELECT coalesce(max(seq), 0) FROM ledger_entry WHERE dev = ?", (dev,)).fetchone()[0])
        row.ended = to_ms(now)
        row.save(update_fields=["ended"])
        said: dict[str, Json] = {"kind": "device.revoked", "ver": 1, "dev": dev, "last": last, "by": by}
        enrolment.announce(node_device(), said | {"at": to_ms(now)}, now)
    return last


def countersign(entry: str, *, by: str, now: datetime) -> None:
    """An officer lets one kept entry pass after all: the registers are folded again with it."""
    with transaction.atomic():
        pen.lock()
        said: dict[str, Json] = {"kind": "entry.countersigned", "ver": 1, "entry": entry, "by": by, "at": to_ms(now)}
        enrolment.announce(node_device(), said, now)
        rebuild.rebuild()


def known(dev: str) -> Node | None:
    """A house two people let in, and nobody has ended."""
    return Node.objects.filter(dev=dev, ended=None).exclude(confirmed_by="").first()


# -- what goes out ----------------------------------------------------------------------


def have() -> Have:
    return Books.of(reader.places()).have()


def said_by(node: Node) -> Have | None:
    """What a house last said, signed, that it holds; None before it ever said anything."""
    return from_json(json.loads(node.have)) if node.seen is not None else None


def held_above() -> int | None:
    """The first position written here that a headquarters of ours has not said it holds; None without headquarters."""
    own, edges = node_device().id, []
    for node in Node.objects.filter(ended=None, enrols=True, seen__isnull=False).exclude(confirmed_by=""):
        reach = 0
        for low, high, _ in sorted((said_by(node) or {}).get(own, ())):
            if low > reach + 1:
                break
            reach = max(reach, high)
        row = raw("SELECT min(pos) FROM ledger_entry WHERE dev = ? AND seq > ?", (own, reach)).fetchone()
        edges.append(reader.size() if row[0] is None else int(row[0]))
    return max(edges, default=None)


def envelope(
    to: Node, now: datetime, theirs: Have | None, want: Iterable[bytes] = (), at_once: int | None = AT_ONCE
) -> Iterator[bytes]:
    """What we hold, signed; then what the other lacks, the urgent first. `theirs` None: nothing is known of it yet.

    Dense only to a house that has shown that it reads that: one of an earlier version gets the plain form.
    """
    books = Books.of(reader.places())
    ours = books.have()
    yield parcel.receipt(node_device(), ours, to_ms(now)) + b"\n"
    entries = [] if theirs is None else _lacking(books, theirs, list(want))
    rank = _Rank(entries)
    entries = sorted(parcel.urgent_first(entries, rank)[:at_once], key=lambda e: (rank(e), e.pos))  # dense in order
    kids = {e.kid for e in entries if e.kid} | set(list(want)[:WANTED_AT_ONCE])
    wraps = [] if to.words == "none" else lent.wraps(
        kids, to.dev, unb64(to.sealing), agency="" if to.words == "all" else to.agency
    )  # fmt: skip
    yield from parcel.pack(ours, entries, _may_read(to), _wanted(), wraps, form=min(to.reads, READS))


def heard_reads(node: Node, said: str) -> None:
    """What the other house says, with this request or answer, that it reads; nothing said is the plain form."""
    reads = min(int(said), READS) if said.isascii() and said.isdecimal() and 0 < len(said) < 4 else parcel.PLAIN
    reads = max(reads, parcel.PLAIN)
    if node.reads != reads:
        node.reads = reads
        node.save(update_fields=["reads"])


def heard_at_once(said: str) -> int:
    """How many entries the other house asks for at a time: at most what we would have sent, and never none."""
    return max(1, min(int(said), AT_ONCE)) if said.isascii() and said.isdecimal() and len(said) < 6 else AT_ONCE


def _lacking(books: Books, theirs: Have, want: list[bytes]) -> list[Sealed]:
    """The entries the other does not hold, and those whose words it asks for."""
    missing = {(dev, seq, name) for dev, seq, name in books.missing(theirs)}
    at: list[int] = []
    for dev in {dev for dev, _, _ in missing}:
        rows = raw("SELECT pos, seq, id FROM ledger_entry WHERE dev = ?", (dev,)).fetchall()
        at += [pos for pos, seq, name in rows if (dev, seq, bytes(name)) in missing]
    for kid in want[:WANTED_AT_ONCE]:
        at += [one.pos for one in reader.sealed_under(kid)]
    return reader.sealed_at(at) if at else []


def _may_read(to: Node) -> Callable[[bytes], bool]:
    if to.words == "all":
        return lambda _: True
    allowed = lent.granted(to.agency) if to.words == "granted" else set()
    return allowed.__contains__


class _Rank:
    """Devices and keys before all, then alerts, incidents and custody, then the rest."""

    def __init__(self, entries: list[Sealed]) -> None:
        memory = Memory(reader.size())
        told = memory.facts_at([e.pos for e in entries if e.kid])
        self._urgent = {pos for pos, fact in told if type(fact).__module__ in URGENT}

    def __call__(self, one: Sealed) -> int:
        return 0 if not one.kid else 1 if one.pos in self._urgent else 2


_WANTED: Final = (
    "SELECT DISTINCT e.kid FROM ledger_entry e LEFT JOIN ledger_box b ON b.pos = e.pos"
    " WHERE e.kid <> ? AND NOT EXISTS (SELECT 1 FROM ledger_shredded s WHERE s.pos = e.pos)"
    " AND (b.pos IS NULL OR NOT EXISTS (SELECT 1 FROM vault_wrapped w WHERE w.kid = e.kid)) LIMIT ?"
)


def _wanted() -> list[bytes]:
    """Commitments whose words or key are not here and were not shredded here."""
    return [bytes(row[0]) for row in raw(_WANTED, (b"", WANTED_AT_ONCE)).fetchall()]


# -- what comes in ----------------------------------------------------------------------


@dataclass(slots=True)
class Came:
    """What became of one envelope."""

    written: int = 0
    known: int = 0
    folded: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)  # (where, code)
    kept: list[tuple[str, str]] = field(default_factory=list)  # here, and not believed
    forks: list[tuple[str, int]] = field(default_factory=list)
    contests: int = 0
    destroyed: int = 0  # persons whose words went here too
    theirs: Have = field(default_factory=dict)
    want: tuple[bytes, ...] = ()


def opened(sender: str, body: bytes) -> tuple[Have, Parcel]:
    """An envelope: what the sender says it holds, under its signature, and the parcel. Refused otherwise."""
    said, _, rest = body.partition(b"\n")
    sig, _, inner = rest.partition(b"\n")
    top = parse(said)
    if top.keys() != {"abrigo", "dev", "have", "took"} or top["abrigo"] != "have/1" or top["dev"] != sender:
        raise Refused("have-form")
    from nacl.exceptions import BadSignatureError
    from nacl.signing import VerifyKey

    try:
        VerifyKey(unb64(sender)).verify(HAVE_DOMAIN + said, unb64(sig.decode("ascii", "replace")))
    except (BadSignatureError, ValueError) as wrong:
        raise Refused("signature") from wrong
    return from_json(top["have"]), parcel.unpack(inner)


def sender_of(body: bytes) -> str:
    """Who says they wrote an envelope, unproven; "" when it cannot be read."""
    try:
        return str(parse(body.partition(b"\n")[0]).get("dev", ""))
    except Refused:
        return ""


def take(node: Node, body: bytes, now: datetime) -> Came:
    """One envelope, all or nothing with what it moves in the registers; what is refused is written down by itself."""
    theirs, told = opened(node.dev, body)
    with steady(), transaction.atomic():
        came = _take(told, now)
        came.theirs, came.want = theirs, told.want
        node.have = json.dumps(to_json(theirs), separators=(",", ":"))
        node.seen = to_ms(now)
        node.got += came.written
        node.reads = max(node.reads, told.form)  # who writes a form reads it: so a stick teaches it too
        node.save(update_fields=["have", "seen", "got", "reads"])
        for where, code in [*came.refused, *((f"{d} {n}", "fork") for d, n in came.forks)]:
            decline(node.name, "entry", code, where, "", now)
        for where, code in came.kept:
            decline(node.name, "kept", code, where, "", now)
    if came.destroyed and not connection.in_atomic_block:
        shredding.finish()
    return came


def _take(told: Parcel, now: datetime) -> Came:
    pen.lock()
    came = Came(refused=[(f"line {n}", code) for n, code in told.broken])
    before, heads = enrolment.devices(), enrolment.vouching()
    fresh_keys = _keep_keys(told, came)
    gone = _shredded_kids()
    sound, index_of = [], []
    vouched = _vouched(told, heads)
    for index, (header, sig, box) in enumerate(told.entries):
        where, no, kid = _may_come(header, before, vouched)
        if no:
            came.refused.append((where, no))
            continue
        sound.append((header, sig, None if kid in gone else box))
        index_of.append(where or str(index))
    taken = pen.take_in(sound, took=to_ms(now))
    _follow(taken.written, gone, heads, came, now)
    came.refused += [(index_of[i], code) for i, code in taken.refused]
    came.known, came.written = taken.known, len(taken.written)
    came.forks = list(taken.forks)
    _heard(taken.written, now)
    after = enrolment.devices()
    late = came.destroyed or (taken.known and any(box for _, _, box in sound) and _has_late(sound))
    if fresh_keys & _older_kids(taken.written) or late or _worth_changed(before, after):
        rebuild.rebuild()  # what was here already can now be read, or is no longer believed
        _fold(taken.written, came, write=False)
    else:
        _fold(taken.written, came, write=True)
    came.contests = contests.raise_for({w.pos for w in taken.written}, now)
    return came


def _may_come(header: bytes, before: Devices, vouched: set[str]) -> tuple[str, str, bytes]:
    """(where, why not, kid): an entry of a device nobody enrolled stays outside until somebody does."""
    try:
        parsed = parse_header(header)
    except Refused as no:
        return "", no.code, b""
    where = f"{parsed.dev[:12]} {parsed.seq}"
    unknown = before.standing(parsed.dev, parsed.seq, parsed.rec) is Standing.UNKNOWN
    if unknown and parsed.dev not in vouched:
        return where, "device-unknown", parsed.kid
    return where, "", parsed.kid


def _vouched(told: Parcel, heads: set[str]) -> set[str]:
    """Devices that a headquarters of ours enrols in this very parcel: its public entries come along with theirs."""
    found = set()
    for header, _, box in told.entries:
        if box is None or b'"kid":""' not in header:
            continue
        try:
            said, parsed = parse(box), parse_header(header)
        except Refused:
            continue
        if said.get("kind") == "device.enrolled" and parsed.dev in heads:
            found.add(str(said.get("dev")))
    return found


def _keep_keys(told: Parcel, came: Came) -> set[bytes]:
    """A key that was destroyed here does not come back from another's copy."""
    gone, fresh = _shredded_kids(), set()
    for kid, whose, wrap in told.keys:
        if kid in gone:
            came.refused.append((f"key {kid.hex()[:12]}", "key-destroyed"))
            continue
        try:
            if lent.accept(kid, whose, node_device().id, wrap):
                fresh.add(kid)
        except ValueError:
            came.refused.append((f"key {kid.hex()[:12]}", "key-not-for-us"))
    if fresh:
        keys.forget()
    return fresh


def _follow(written: tuple[pen.Written, ...], gone: set[bytes], heads: set[str], came: Came, now: datetime) -> None:
    """What our headquarters, or this house before it was put back, says was destroyed is destroyed here too."""
    sealed = reader.sealed_at([w.pos for w in written]) if written else []
    for kid in {one.kid for one in sealed} & gone:  # came after the key had gone: their place is marked as well
        sql = "SELECT max(s.ground) FROM ledger_shredded s JOIN ledger_entry e ON e.pos = s.pos WHERE e.kid = ?"
        pen.shred(kid, ground=int(raw(sql, (kid,)).fetchone()[0]))
    by_kid = keys.keys_by_kid({one.kid for one in sealed})
    for one in sealed:
        if one.box is None or one.kid not in by_kid:
            continue
        try:
            fact = decode(reader.open_box(one, by_kid[one.kid]))
        except (Refused, KeyError, TypeError, ValueError):
            continue  # the fold says why it is kept
        if not isinstance(fact, KeyDestroyed):
            continue
        held = CardRow.objects.filter(kind="hold", person=fact.whose, status="held").exists()
        if one.dev in heads and not held:
            shredding.follow(fact, one.pos, now)
            came.destroyed += 1
        else:
            came.kept.append((f"{one.dev[:12]} {one.seq}", "held-here" if held else "destroyed-elsewhere"))


def _shredded_kids() -> set[bytes]:
    sql = "SELECT DISTINCT e.kid FROM ledger_shredded s JOIN ledger_entry e ON e.pos = s.pos"
    return {bytes(row[0]) for row in raw(sql, ()).fetchall()}


def _older_kids(written: tuple[pen.Written, ...]) -> set[bytes]:
    """Commitments of entries that were here before these."""
    first = written[0].pos if written else reader.size()
    rows = raw("SELECT DISTINCT kid FROM ledger_entry WHERE pos < ?", (first,)).fetchall()
    return {bytes(row[0]) for row in rows}


def _has_late(sound: list[tuple[bytes, bytes, bytes | None]]) -> bool:
    """Whether words came for an entry that was here by its header alone. They were put in already: fold again."""
    return any(box is not None for _, _, box in sound)


def _worth_changed(before: Devices, after: Devices) -> bool:
    """Whether what was said now of devices changes what an entry that was here before is worth."""
    until = [{d: h.until for d, h in x.known.items() if d in before.known} for x in (before, after)]
    return until[0] != until[1] or before.last != after.last or before.countersigned != after.countersigned


def _heard(written: tuple[pen.Written, ...], now: datetime) -> None:
    """Say in the open which numbers of which device came in: whoever asks later knows what this house could know.

    Only when words came: two houses that told each other only that they had heard would never end.
    """
    seqs: dict[str, list[int]] = {}
    for one in reader.sealed_at([w.pos for w in written]) if written else []:
        if one.kid:
            seqs.setdefault(one.dev, []).append(one.seq)
    if seqs:
        told: dict[str, Json] = {dev: [[low, high] for low, high in runs(each)] for dev, each in seqs.items()}
        enrolment.announce(node_device(), {"kind": "node.heard", "ver": 1, "have": told, "at": to_ms(now)}, now)


def _fold(written: tuple[pen.Written, ...], came: Came, *, write: bool) -> None:
    """Into the registers, in order of arrival; what is not believed is named with its reason."""
    memory = Memory(reader.size())
    book = LiveBook(memory.history)
    belief = Belief()
    sealed = reader.sealed_at([w.pos for w in written]) if written else []
    by_kid = keys.keys_by_kid({one.kid for one in sealed})
    bare = Outlines().of(sealed)
    for one in sealed:
        if one.pos in bare and belief.trusts(one):
            came.folded += 1
            if write:
                registers.apply(book, Noted(one.pos, one.id, one.took, *bare[one.pos]))
            continue
        if one.box is None or (one.kid and one.kid not in by_kid):
            continue
        try:
            payload = reader.open_box(one, by_kid.get(one.kid))
        except Refused as no:
            came.kept.append((f"{one.dev[:12]} {one.seq}", f"box-{no.code}"))
            continue
        fact, why = belief.read(one, payload)
        if fact is None:
            if why:
                came.kept.append((f"{one.dev[:12]} {one.seq}", why))
            continue
        came.folded += 1
        if write:
            registers.apply(book, Noted(one.pos, one.id, one.took, fact, _cited(payload)))
    if write and written:
        book.put_pulse(reader.size())
        book.flush()


def _cited(payload: dict[str, Any]) -> tuple[str, ...]:
    after = payload.get("after")
    return tuple(map(str, after)) if isinstance(after, list) else ()


def call(method: str, path: str, now: datetime, body: bytes) -> str:
    """What a house says of itself with each request: its device, the minute, and its signature over all of it."""
    device, ms = node_device(), to_ms(now)
    return f"Abrigo-Node {device.id}.{ms}.{b64(device.sign(spoken(method, path, ms, body)))}"


def spoken(method: str, path: str, ms: int, body: bytes) -> bytes:
    from hashlib import sha256

    return b"abrigo/call/1\n" + f"{method} {path} {ms}\n".encode() + sha256(body).digest()
