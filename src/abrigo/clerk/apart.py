"""Entries that lie apart: here, passed on, and not shown as the case, each with its reason, until a person decides.

Among the lies of a stolen phone there may be the one true sighting of a child: whoever has the authority reads it and
countersigns it, or leaves it aside with a reason. Either is an entry of its own, in the open, signed by this house.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.db import transaction

from abrigo.clerk import contests, enrolment, nodes
from abrigo.clerk.believed import Belief
from abrigo.clerk.device import node_device
from abrigo.clerk.left import decode
from abrigo.clerk.models import Declined
from abrigo.facts import alerts, custody, incidents, intake, movement, rollcalls, sightings
from abrigo.facts import contests as contested
from abrigo.facts.index import Fact
from abrigo.facts.kinds import OperationId
from abrigo.facts.wire import Misspelt, from_ms, to_ms
from abrigo.ledger import pen, reader
from abrigo.ledger.codec import Json, Refused, b64
from abrigo.ledger.driver import raw
from abrigo.ledger.reader import Sealed
from abrigo.rules.access import Role, Viewer, may_enter
from abrigo.rules.contests import placed_at
from abrigo.vault import keys

# docs/access.md says the same.
COUNTERSIGN: Final = frozenset({Role.DIRECTOR, Role.CHILD_ATTORNEY})
# What a countersignature heals. A kind nobody here can read is read after an update, and by no signature.
HEALED: Final = frozenset({"device-revoked", "device-expired", "from-the-future"})
# Rooms whose kind of entry may be named to whoever counts children; of any other only that it is there.
_OPEN: Final = frozenset(
    m.__name__ for m in (alerts, custody, incidents, intake, movement, rollcalls, sightings, contested)
)
AT_ONCE: Final = 200


class Aside(StrEnum):
    """Why nothing more is made of an entry. Chosen, not typed: it is written in the open."""

    FALSE = "false"
    TWICE = "twice"
    MOOT = "moot"
    UNREADABLE = "unreadable"


class NotNow(LookupError):
    """There is no such entry apart, or it cannot be healed so. Carries a code."""


@dataclass(frozen=True, slots=True)
class Apart:
    """One entry. `rec`: when its device says it wrote it; `at`: when it says it happened; instants UTC."""

    entry: str
    place: int
    device: str
    holder: str
    number: int
    rec: datetime
    took: datetime
    why: str
    kind: str
    person: str
    site: str
    by: str
    at: datetime | None
    aside: str
    aside_by: str
    aside_at: datetime | None

    @property
    def may_pass(self) -> bool:
        return self.why in HEALED


def may_countersign(viewer: Viewer) -> bool:
    return viewer.role in COUNTERSIGN


def ask(viewer: Viewer, operation: OperationId) -> list[Apart]:
    """Open ones first, the newest first; empty for whoever may not decide them."""
    if not may_countersign(viewer) or not may_enter(viewer, operation):
        return []
    belief, aside = Belief(), _left_aside()
    found = []
    for one in _candidates(belief):
        told = _told(one, belief, operation, aside)
        if told is not None:
            found.append(told)
    return sorted(found, key=lambda a: (a.aside != "", -a.place))[:AT_ONCE]


def number(viewer: Viewer, operation: OperationId) -> int:
    return sum(not a.aside for a in ask(viewer, operation))


def countersign(viewer: Viewer, operation: OperationId, entry: str, now: datetime) -> None:
    """It counts from now on, and the registers are folded again with it; a contradiction it makes is asked about.

    NotNow: unknown, not-healed-so, or same-person (whoever said it does not also vouch for it).
    """
    with transaction.atomic():
        pen.lock()
        one = _one(viewer, operation, entry)
        if not one.may_pass:
            raise NotNow("not-healed-so")
        if one.by == viewer.staff:
            raise NotNow("same-person")
        nodes.countersign(entry, by=viewer.staff, now=now)
        contests.raise_for({one.place}, now)


def leave_aside(viewer: Viewer, operation: OperationId, entry: str, why: str, now: datetime) -> None:
    """It stays here and is never shown as the case; who decided that, and why, stands in the ledger."""
    if why not in set(Aside):
        raise NotNow("reason")
    with transaction.atomic():
        pen.lock()
        one = _one(viewer, operation, entry)
        if one.aside:
            return
        said: dict[str, Json] = {"kind": "entry.aside", "ver": 1, "entry": entry, "by": viewer.staff, "why": why}
        enrolment.announce(node_device(), said | {"at": to_ms(now)}, now)


def _one(viewer: Viewer, operation: OperationId, entry: str) -> Apart:
    found = next((a for a in ask(viewer, operation) if a.entry == entry), None)
    if found is None:
        raise NotNow("unknown")
    return found


def _candidates(belief: Belief) -> Iterator[Sealed]:
    """What was named when it came in, and what a later revocation or the end of a device's time put apart."""
    at: set[int] = set()
    for row in Declined.objects.filter(what="kept").values_list("about", flat=True):
        dev, _, seq = row.partition(" ")
        if len(dev) == 12 and seq.isdecimal():
            sql = "SELECT pos FROM ledger_entry WHERE substr(dev, 1, 12) = ? AND seq = ?"
            at |= {int(r[0]) for r in raw(sql, (dev, int(seq))).fetchall()}
    for dev, last in belief.devices.last.items():
        at |= {int(r[0]) for r in raw("SELECT pos FROM ledger_entry WHERE dev = ? AND seq > ?", (dev, last)).fetchall()}
    for dev, held in belief.devices.known.items():
        if held.until is not None:
            sql = "SELECT pos FROM ledger_entry WHERE dev = ? AND rec > ?"
            at |= {int(r[0]) for r in raw(sql, (dev, held.until)).fetchall()}
    yield from reader.sealed_at(sorted(at)) if at else []


def _told(one: Sealed, belief: Belief, operation: OperationId, aside: Mapping[str, Mapping[str, Any]]) -> Apart | None:
    key = keys.keys_by_kid({one.kid}).get(one.kid)
    if one.box is None or not one.kid or key is None:
        return None
    why, fact, kind = _why(one, key, belief)
    if not why or getattr(fact, "operation", operation) != operation:
        return None
    named = belief.devices.known.get(one.dev)
    left = aside.get(b64(one.id), {})
    said = getattr(fact, "said", None)
    return Apart(
        entry=b64(one.id), place=one.pos, device=one.dev, holder=named.holder if named else "", number=one.seq,
        rec=from_ms(one.rec), took=from_ms(one.took), why=why, kind=kind, person=getattr(fact, "person", None) or "",
        site=(placed_at(fact) if fact is not None else None) or "", by=said.by if said else "",
        at=said.at if said else None, aside=str(left.get("why", "")), aside_by=str(left.get("by", "")),
        aside_at=from_ms(left["at"]) if "at" in left else None,
    )  # fmt: skip


def _why(one: Sealed, key: bytes, belief: Belief) -> tuple[str, Fact | None, str]:
    """(code, the fact if it can be read, its kind if it may be named); no code for what counts."""
    try:
        payload = reader.open_box(one, key)
    except Refused as no:
        return f"box-{no.code}", None, ""
    believed, why = belief.read(one, payload)
    if believed is not None or not why:
        return "", None, ""
    try:
        fact = decode(payload)
    except (Misspelt, KeyError, TypeError, ValueError):
        fact = None
    open_ = fact is not None and type(fact).__module__ in _OPEN
    return why, fact, str(payload.get("kind", ""))[:60] if open_ or why == "unknown-kind" else ""


def _left_aside() -> dict[str, dict[str, Any]]:
    """What a device that may speak left aside; the first word holds."""
    known = enrolment.devices()
    found: dict[str, dict[str, Any]] = {}
    for one, said in enrolment.said_in_public():
        if said.get("kind") == "entry.aside" and known.projects(one.dev, one.seq, one.rec, ""):
            found.setdefault(str(said.get("entry")), said)
    return found
