"""The only hand that writes entries: seals, signs, numbers and hashes inside the caller's transaction."""

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final

from django.db import connection

from abrigo.ledger.chain import Device, Entry, Header, check, entry_id, forget_keys
from abrigo.ledger.codec import Json, Refused, b64
from abrigo.ledger.driver import inside_transaction, load, raw, together
from abrigo.ledger.frontier import Frontier

Came = tuple[bytes, bytes, bytes | None]  # header, signature, box
_CORES: Final = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
_WORTH_SHARING: Final = 64


@dataclass(frozen=True, slots=True)
class Draft:
    """Words to be sealed under a subject's key; `key` None writes them in the open (devices, keys, checkpoints)."""

    payload: dict[str, Json]
    key: bytes | None


@dataclass(frozen=True, slots=True)
class Written:
    """Where an entry now stands. `rec`: its device's clock; `took`: this node's clock at arrival; both ms, UTC."""

    pos: int
    id: bytes
    dev: str
    seq: int
    rec: int
    took: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of entries that came from elsewhere."""

    written: tuple[Written, ...]
    known: int  # were here already
    refused: tuple[tuple[int, str], ...]  # (index in what was sent, code); nothing of a refused entry is kept
    forks: tuple[tuple[str, int], ...]  # (device, number) that now has more than one entry: both kept, both shown


@dataclass(slots=True)
class Head:
    """Where the log and the node's own chain stand, read under the writer's lock; good until its transaction ends."""

    log: Frontier
    dev: str
    seq: int
    prev: str
    took: int


def lock() -> int:
    """Take the writer's lock until the transaction ends; the number of entries in the log comes back."""
    return take_head().log.size


def append(
    device: Device, drafts: Sequence[Draft], *, rec: int, took: int, head: Head | None = None
) -> tuple[Written, ...]:
    """Seal and append in order, all or nothing with the caller's transaction. Instants are ms since 1970, UTC.

    `head`: as `take_head` gave it in this same transaction, moved on by every append since; read again when None.

    The device's place in its chain is read from the database, not from memory: a rolled-back transaction
    leaves no hole in the chain, and a process that died leaves none either.
    """
    if not drafts:
        return ()
    head = head or take_head()
    seq, prev = (head.seq, head.prev) if head.dev == device.id else _last_of(device.id)
    writer = device.at(seq, prev)
    entries = [writer.seal(draft.payload, draft.key, rec) for draft in drafts]
    written = _write(head, [(entry, rec) for entry in entries], took)
    head.dev, head.seq, head.prev = device.id, writer.seq, writer.prev
    _store(head, entries, written)
    return written


def take_in(entries: Iterable[Came], *, took: int) -> Taken:
    """Append entries (header, signature, box or None) made elsewhere, each checked first; idempotent, any order.

    Holes are allowed: a child's safety does not wait for the entry before.
    """
    sound: list[tuple[Header, Entry]] = []
    refused: list[tuple[int, str]] = []
    for index, found in enumerate(_checked(list(entries))):
        if isinstance(found, Refused):
            refused.append((index, found.code))
        else:
            sound.append(found)
    head = take_head()
    here = _already(sound)
    known, forks, fresh = 0, [], []
    for parsed, entry in sound:
        place = (entry.dev, entry.seq)
        ids = here.setdefault(place, set())
        if entry.id in ids:
            known += 1
            if entry.box:
                raw(_LATE_BOX, (entry.box, entry.dev, entry.seq, entry.id))
            continue
        if ids:
            forks.append(place)
        ids.add(entry.id)
        fresh.append((entry, parsed.rec))
    written = _write(head, fresh, took)
    for entry, _ in fresh:  # our own entries coming home after a restore: go on after them, never fork ourselves
        if entry.dev == head.dev and entry.seq > head.seq:
            head.seq, head.prev = entry.seq, b64(entry.id)
    _store(head, [entry for entry, _ in fresh], written)
    return Taken(written, known, tuple(refused), tuple(dict.fromkeys(forks)))


def shred(kid: bytes, *, ground: int) -> int:
    """Remove every box sealed under a destroyed key; headers, signatures and hashes stay, so the log still verifies.

    `ground` is the position of the entry that says on whose word. Out: how many boxes went.
    """
    inside_transaction()
    raw(_SHRED, (ground, kid, b""))
    gone: int = raw(_UNBOX, (kid, b"")).rowcount
    forget_keys()
    return gone


# -- inside -----------------------------------------------------------------------------------------------------------

_HEAD: Final = {
    "sqlite": "SELECT size, edge, dev, seq, prev, took FROM ledger_head WHERE one = 1",
    # Whoever holds the end of the log writes for everybody: the second lock (registers/row_security.py) opens to that
    # hand, and closes with its transaction.
    "postgresql": "SELECT size, edge, dev, seq, prev, took, set_config('abrigo.hand', 'clerk', true) FROM ledger_head"
    " WHERE one = 1 FOR UPDATE",
}
_ENTRY: Final = (
    "INSERT INTO ledger_entry (pos, dev, seq, id, kid, header, sig, rec, took) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_BOX: Final = "INSERT INTO ledger_box (pos, body) VALUES (?, ?)"
# The words of an entry known so far by its header alone. What was shredded does not come back from another's copy.
_LATE_BOX: Final = (
    "INSERT INTO ledger_box (pos, body) SELECT e.pos, ? FROM ledger_entry e"
    " WHERE e.dev = ? AND e.seq = ? AND e.id = ?"
    " AND NOT EXISTS (SELECT 1 FROM ledger_box b WHERE b.pos = e.pos)"
    " AND NOT EXISTS (SELECT 1 FROM ledger_shredded s WHERE s.pos = e.pos)"
)
_SHRED: Final = (
    "INSERT INTO ledger_shredded (pos, ground) SELECT x.pos, x.ground FROM"
    " (SELECT e.pos AS pos, CAST(? AS integer) AS ground FROM ledger_entry e WHERE e.kid = ? AND e.kid <> ?"
    " AND NOT EXISTS (SELECT 1 FROM ledger_shredded s WHERE s.pos = e.pos)) x"
)
_UNBOX: Final = "DELETE FROM ledger_box WHERE pos IN (SELECT e.pos FROM ledger_entry e WHERE e.kid = ? AND e.kid <> ?)"
_MOVE: Final = "UPDATE ledger_head SET size = ?, edge = ?, dev = ?, seq = ?, prev = ?, took = ? WHERE one = 1"
_LAST: Final = "SELECT seq, id FROM ledger_entry WHERE dev = ? ORDER BY seq DESC, pos DESC LIMIT 1"
_PLACES: Final = "SELECT seq, id FROM ledger_entry WHERE dev = ? AND seq BETWEEN ? AND ?"


def take_head() -> Head:
    """Like `lock`, for whoever appends more than once in a transaction and would not have the head read each time."""
    inside_transaction()
    row = raw(_HEAD[connection.vendor]).fetchone()
    if row is None:
        raise LookupError("the ledger has no head row: was it migrated?")
    size, edge, dev, seq, prev, took = row[:6]
    return Head(Frontier.load(size, bytes(edge)), dev, seq, prev, took)


def _checked(entries: list[Came]) -> Iterable[tuple[Header, Entry] | Refused]:
    """Each by itself, in order. libsodium works outside the interpreter's lock, so cores share a large parcel."""
    if len(entries) < _WORTH_SHARING or _CORES < 2:
        return map(_check, entries)
    share = -(-len(entries) // _CORES)
    parts = [entries[low : low + share] for low in range(0, len(entries), share)]
    return chain.from_iterable(_checkers().map(lambda part: [_check(one) for one in part], parts))


def _check(one: Came) -> tuple[Header, Entry] | Refused:
    header, sig, box = one
    try:
        parsed = check(header, sig, box)
    except Refused as refusal:
        return refusal
    return parsed, Entry(header, sig, box or b"", entry_id(header), parsed.dev, parsed.seq, parsed.kid)


@cache
def _checkers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_CORES, "checks")


os.register_at_fork(after_in_child=_checkers.cache_clear)  # threads do not come along into a forked process


def _last_of(dev: str) -> tuple[int, str]:
    row = raw(_LAST, (dev,)).fetchone()
    return (row[0], b64(bytes(row[1]))) if row else (0, "")


def _already(sound: list[tuple[Header, Entry]]) -> dict[tuple[str, int], set[bytes]]:
    """Ids that are here at the places the newcomers want."""
    spans: dict[str, tuple[int, int]] = {}
    for _, entry in sound:
        low, high = spans.get(entry.dev, (entry.seq, entry.seq))
        spans[entry.dev] = min(low, entry.seq), max(high, entry.seq)
    here: dict[tuple[str, int], set[bytes]] = {}
    for dev, (low, high) in spans.items():
        for seq, name in raw(_PLACES, (dev, low, high)).fetchall():
            here.setdefault((dev, seq), set()).add(bytes(name))
    return here


def _write(head: Head, entries: Sequence[tuple[Entry, int]], took: int) -> tuple[Written, ...]:
    """Number the entries and move the log's edge; nothing is in the database yet."""
    written = []
    for entry, rec in entries:
        written.append(Written(head.log.size, entry.id, entry.dev, entry.seq, rec, took))
        head.log.append(entry.id)
    return tuple(written)


def _store(head: Head, entries: Sequence[Entry], written: Sequence[Written]) -> None:
    """One INSERT for headers, one for boxes, one UPDATE of the edge."""
    if not entries:
        return
    took = written[0].took
    if took < head.took:
        raw("INSERT INTO ledger_clockstep (pos) VALUES (?)", (written[0].pos,))
    head.took = took
    rows = [
        (w.pos, e.dev, e.seq, e.id, e.kid, e.header, e.sig, w.rec, took) for e, w in zip(entries, written, strict=True)
    ]
    boxes = [(w.pos, e.box) for e, w in zip(entries, written, strict=True) if e.box]
    state = (head.log.size, head.log.dump(), head.dev, head.seq, head.prev, took)
    if len(entries) == 1:  # what almost every act is: one statement, one journey
        together([(_ENTRY, rows[0]), *((_BOX, box) for box in boxes), (_MOVE, state)])
        return
    load(_ENTRY, rows)
    if boxes:
        load(_BOX, boxes)
    together([(_MOVE, state)])
