"""The trace: who looked at whom, for what, written before it is shown; and what another agency is told at once."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from django.db import connection, transaction

from abrigo.clerk import enrolment
from abrigo.clerk.device import node_device
from abrigo.clerk.models import Alarm, Honey, Look, LookedAt
from abrigo.facts.grants import Compartment, Purpose
from abrigo.facts.wire import from_ms, to_ms
from abrigo.ledger import pen, reader
from abrigo.ledger.codec import Json
from abrigo.ledger.driver import many, raw
from abrigo.registers.models import Whereabout
from abrigo.rules.access import Viewer, may_enter, sight
from abrigo.rules.looks import AGAIN, HOUR, LISTED, MANY, ONE_BY_ONE, Opened

START: Final = "0" * 64
_COLUMNS: Final = (
    "pos", "at", "staff", "agency", "role", "device", "operation", "compartment", "purpose", "grant", "n", "beyond",
    "whom", "prev", "digest",
)  # fmt: skip


class NotStated(Exception):
    """A protected record was asked for by somebody who has not said what for."""


@dataclass(frozen=True, slots=True)
class _Draft:
    compartment: Compartment
    purpose: Purpose
    people: tuple[str, ...]
    grant: str


def write_down(viewer: Viewer, operation: str, now: datetime) -> int:
    """Writes what this viewer has been handed, in a transaction of its own; out: how many rows. Raises NotStated when
    no purpose was stated, and whatever the database raises when it cannot be written: then nothing may be shown.
    """
    drafts = _drafts(viewer)
    with connection.wrap_database_errors, transaction.atomic():
        fresh = [d for d in drafts if not _again(viewer, d, now)]
        if fresh:
            _append(viewer, operation, fresh, now)
            _raise_alarm(viewer, operation, now)
    return len(fresh)


def _drafts(viewer: Viewer) -> list[_Draft]:
    own = dict(viewer.purposes)
    found = []
    for compartment, people in viewer.looks.seen.items():
        by: dict[tuple[Purpose, str], list[str]] = {}
        for person in sorted(people):
            stated = own.get(person) or viewer.purpose
            if stated is None:
                raise NotStated
            by.setdefault((stated, _rests_on(viewer, compartment, person)), []).append(person)
        for (stated, grant), ids in by.items():
            # Whoever was asked for alone is a record opened, however many stand beside them on the page.
            found += [_Draft(compartment, stated, (p,), grant) for p in ids if p in viewer.looks.opened]
            if beside := tuple(p for p in ids if p not in viewer.looks.opened):
                found.append(_Draft(compartment, stated, beside, grant))
    return found


def _rests_on(viewer: Viewer, compartment: Compartment, person: str) -> str:
    """The grant by name, when one names this very child; an office's own right rests on none."""
    return next((g.id for g in viewer.grants if g.compartment is compartment and (g.whole or person in g.people)), "")


def _whom(people: Iterable[str]) -> str:
    return sha256("\n".join(people).encode()).hexdigest()


_AGAIN: Final = (
    "SELECT 1 FROM clerk_look WHERE staff = ? AND at > ? AND compartment = ? AND purpose = ? AND whom = ?"
    " AND device = ? LIMIT 1"
)


def _again(viewer: Viewer, draft: _Draft, now: datetime) -> bool:
    """A page that asks every few seconds whether anything moved is one look, not a thousand."""
    since = to_ms(now - AGAIN)
    values = (viewer.staff, since, str(draft.compartment), str(draft.purpose), _whom(draft.people), viewer.device)
    return raw(_AGAIN, values).fetchone() is not None


_LAST: Final = "SELECT pos, digest FROM clerk_look ORDER BY pos DESC LIMIT 1"
_ADD: Final = (
    "INSERT INTO clerk_look (" + ", ".join(f'"{c}"' for c in _COLUMNS) + ") VALUES ("  # noqa: S608 - our own names
    + ", ".join("?" * len(_COLUMNS)) + ")"
)  # fmt: skip
_ADD_AT: Final = "INSERT INTO clerk_lookedat (person, look) VALUES (?, ?)"


def _append(viewer: Viewer, operation: str, drafts: Sequence[_Draft], now: datetime) -> None:
    if connection.vendor == "postgresql":
        raw("SELECT pg_advisory_xact_lock(8217)", ())  # one pen for the trace; SQLite has one for everything
    last = raw(_LAST, ()).fetchone()
    pos, prev = (last[0] + 1, last[1]) if last else (0, START)
    for draft in drafts:
        row: list[Any] = [
            pos, to_ms(now), viewer.staff, viewer.agency, str(viewer.role), viewer.device, operation,
            str(draft.compartment), str(draft.purpose), draft.grant, len(draft.people),
            _beyond(viewer, draft.people), _whom(draft.people), prev,
        ]  # fmt: skip
        digest = digest_of(row)
        raw(_ADD, (*row, digest))
        many(_ADD_AT, [[person, pos] for person in draft.people])
        pos, prev = pos + 1, digest


def digest_of(row: Sequence[Any]) -> str:
    """Of a row without its own digest, the one before included: a row changed, dropped or put between is found."""
    return sha256(json.dumps(list(row), ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def broken() -> int | None:
    """The first row of the trace that does not follow from the one before; None when it is whole."""
    prev = START
    for n, row in enumerate(Look.objects.order_by("pos").values_list(*_COLUMNS).iterator()):
        if row[0] != n or row[-2] != prev or digest_of(row[:-1]) != row[-1]:
            return n
        prev = row[-1]
    return None


# -- sealed into the ledger -----------------------------------------------------------
#
# The trace is a table, and whoever holds the database could write it anew from the first row. So its length and its
# last digest are written into the ledger, whose checkpoints lie in strangers' hands.

SEALED: Final = "trace.sealed"
SEAL_EVERY: Final = timedelta(minutes=10)
LOOKED_BACK: Final = 64  # public entries, newest first, in which the last seal is looked for
_PUBLIC: Final = "SELECT pos FROM ledger_entry WHERE kid = ? ORDER BY pos DESC LIMIT ?"


@dataclass(frozen=True, slots=True)
class Seal:
    """What entry `pos` of the ledger says: that the trace had `rows` rows, the last of them with this digest."""

    pos: int
    rows: int
    head: str
    at: datetime


def seal(now: datetime) -> Seal | None:
    """Before a checkpoint: writes how long the trace is and how it ends, once in ten minutes; None when nothing new."""
    last = raw(_LAST, ()).fetchone()
    if last is None:
        return None
    before = last_seal()
    if before is not None and (before.rows == last[0] + 1 or timedelta(0) <= now - before.at < SEAL_EVERY):
        return None
    with transaction.atomic():
        pen.lock()
        said: dict[str, Json] = {"kind": SEALED, "ver": 1, "rows": last[0] + 1, "head": last[1], "at": to_ms(now)}
        pos = enrolment.announce(node_device(), said, now)
    return Seal(pos, last[0] + 1, last[1], now)


def last_seal() -> Seal | None:
    """The newest that this house wrote; None when there is none among its latest public words."""
    places = [row[0] for row in raw(_PUBLIC, (b"", LOOKED_BACK)).fetchall()]
    own = set(enrolment.own_devices())
    return next((s for e in reversed(reader.sealed_at(places)) if (s := _seal(e, own)) is not None), None)


def _seal(entry: reader.Sealed, own: Collection[str]) -> Seal | None:
    if entry.dev not in own or entry.box is None:
        return None
    said = reader.open_box(entry, None)
    rows, head, at = said.get("rows"), said.get("head"), said.get("at")
    if said.get("kind") != SEALED or not (isinstance(rows, int) and isinstance(head, str) and isinstance(at, int)):
        return None
    return Seal(entry.pos, rows, head, from_ms(at))


def rewritten() -> list[int]:
    """Positions of this house's seals whose row is no longer in the trace as it was sealed; empty when it is whole."""
    own = set(enrolment.own_devices())
    seals = [s for e in reader.sealed_under(b"") if (s := _seal(e, own)) is not None]
    at = [s.rows - 1 for s in seals]
    digests: dict[int, str] = {}
    for low in range(0, len(at), 500):
        digests |= dict(Look.objects.filter(pos__in=at[low : low + 500]).values_list("pos", "digest"))
    return [s.pos for s in seals if digests.get(s.rows - 1) != s.head]


def _beyond(viewer: Viewer, people: Sequence[str]) -> int:
    """How many of them live in no house this person's office answers for: theirs are no news to anybody."""
    asked = ", ".join("?" * len(people))
    sql = f"{_INSIDE} AND person IN ({asked})"
    values: tuple[str, ...] = (viewer.agency, *people)
    if viewer.site:
        sql, values = f"{sql} AND site = ?", (*values, viewer.site)
    return len(people) - int(raw(sql, values).fetchone()[0])


_INSIDE: Final = (
    "SELECT count(*) FROM registers_whereabout WHERE site IN"
    " (SELECT id FROM registers_place WHERE level = 'site' AND agency = ?)"
)


# -- alarms ---------------------------------------------------------------------


def opened(viewer: Viewer, now: datetime) -> Opened:
    """What this person has opened within the hour: records one by one, each child once; and children in lists,
    beyond those of their own house."""
    since = to_ms(now - HOUR)
    mine = Look.objects.filter(staff=viewer.staff, at__gt=since)
    single = mine.filter(n__lte=ONE_BY_ONE).values("pos")
    lists = mine.filter(n__gt=ONE_BY_ONE).values("pos")
    records = LookedAt.objects.filter(look__in=single).values("person").distinct().count()
    met = LookedAt.objects.filter(look__in=lists)
    if viewer.site:  # the list of the house one works in is read every hour, however many sleep there
        met = met.exclude(person__in=Whereabout.objects.filter(site=viewer.site).values("person"))
    listed = met.values("person").distinct().count()
    return Opened(viewer.staff, records, listed)


_HOUR: Final = "SELECT count(*), coalesce(sum(n), 0) FROM clerk_look WHERE staff = ? AND at > ?"


def _raise_alarm(viewer: Viewer, operation: str, now: datetime) -> None:
    rows, names = raw(_HOUR, (viewer.staff, to_ms(now - HOUR))).fetchone()
    if (names > MANY or rows > MANY) and (names > LISTED or not _told(viewer, "many-records", now)):
        # Only then is it worth asking which of them were the same child: it takes longer than all the rest.
        found = opened(viewer, now)
        if found.alarm:
            _tell(viewer, operation, found.alarm, now, n=max(found.records, found.listed))
    if not viewer.looks.opened:
        return
    for person in Honey.objects.filter(person__in=viewer.looks.opened).values_list("person", flat=True):
        _tell(viewer, operation, "honey", now, about=person)  # in a list nobody chose it


def _tell(viewer: Viewer, operation: str, kind: str, now: datetime, *, about: str = "", n: int = 0) -> None:
    """Once an hour for the same thing: an alarm that never stops ringing is switched off."""
    if _told(viewer, kind, now, about):
        return
    Alarm.objects.create(
        at=to_ms(now), kind=kind, operation=operation, staff=viewer.staff, agency=viewer.agency, about=about, n=n
    )


_RANG: Final = "SELECT 1 FROM clerk_alarm WHERE staff = ? AND kind = ? AND about = ? AND at > ? LIMIT 1"


def _told(viewer: Viewer, kind: str, now: datetime, about: str = "") -> bool:
    return raw(_RANG, (viewer.staff, kind, about, to_ms(now - HOUR))).fetchone() is not None


def tell(viewer: Viewer, operation: str, kind: str, now: datetime, about: str = "") -> None:
    """Something other agencies hear of at once: an emergency called, a list made."""
    _tell(viewer, operation, kind, now, about=about)


# -- asking ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LookLine:
    """One look as oversight reads it. `people` is empty for whoever sees the trace and not the children."""

    pos: int
    at: datetime
    staff: str
    agency: str
    role: str
    compartment: str
    purpose: str
    grant: str
    n: int
    beyond: int
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AlarmLine:
    id: int
    at: datetime
    kind: str
    staff: str
    agency: str
    about: str
    n: int
    seen_by: str
    seen_at: datetime | None


def looks(viewer: Viewer, operation: str, *, staff: str = "", limit: int = 200, offset: int = 0) -> list[LookLine]:
    """The trace of an operation, newest first; empty for whoever does not read traces."""
    if not may_enter(viewer, operation) or not sight(viewer).trace:  # type: ignore[arg-type]
        return []
    found = Look.objects.filter(operation=operation)
    if staff:
        found = found.filter(staff=staff)
    return _lines(viewer, found.order_by("-pos")[offset : offset + limit])


def looks_at(viewer: Viewer, operation: str, person: str) -> list[LookLine]:
    """Everybody who looked at one child, newest first: for oversight, and for whoever represents the child."""
    if not may_enter(viewer, operation) or not may_see_looks(viewer):  # type: ignore[arg-type]
        return []
    at = LookedAt.objects.filter(person=person).values("look")
    return _lines(viewer, Look.objects.filter(operation=operation, pos__in=at).order_by("-pos"))


def may_see_looks(viewer: Viewer) -> bool:
    """Oversight with a right to names, and the child's own attorney."""
    seen = sight(viewer)
    return seen.names and (seen.trace or viewer.role.value == "child-attorney")


def _lines(viewer: Viewer, rows: Any) -> list[LookLine]:
    found = list(rows)
    named: dict[int, list[str]] = {}
    if sight(viewer).names:
        few = [r.pos for r in found if r.n <= ONE_BY_ONE]
        for person, look in LookedAt.objects.filter(look__in=few).values_list("person", "look"):
            named.setdefault(look, []).append(person)
    return [
        LookLine(r.pos, from_ms(r.at), r.staff, r.agency, r.role, r.compartment, r.purpose, r.grant, r.n, r.beyond,
                 tuple(sorted(named.get(r.pos, ()))))
        for r in found
    ]  # fmt: skip


def alarms(viewer: Viewer, operation: str) -> list[AlarmLine]:
    """Alarms about other agencies than the viewer's own: nobody is left to watch themselves."""
    if not may_enter(viewer, operation) or not sight(viewer).trace:  # type: ignore[arg-type]
        return []
    rows = Alarm.objects.filter(operation=operation).exclude(agency=viewer.agency).order_by("-at", "-id")
    return [
        AlarmLine(r.id, from_ms(r.at), r.kind, r.staff, r.agency, r.about if sight(viewer).names else "", r.n,
                  r.seen_by, None if r.seen_at is None else from_ms(r.seen_at))
        for r in rows[:200]
    ]  # fmt: skip


def lay_honey(viewer: Viewer, operation: str, person: str, now: datetime) -> bool:
    """Oversight marks somebody sought, who is in no count, as nobody at all. False for whoever may not."""
    if not may_enter(viewer, operation) or not (sight(viewer).trace and sight(viewer).names):  # type: ignore[arg-type]
        return False
    if not Whereabout.objects.filter(person=person, operation=operation, state="sought").exists():
        return False
    Honey.objects.get_or_create(person=person, defaults={"operation": operation, "by": viewer.staff, "at": to_ms(now)})
    return True


def see_alarm(viewer: Viewer, operation: str, alarm: int, now: datetime) -> bool:
    """Somebody of another agency says they have it; False when it is not theirs to see."""
    if alarm not in {a.id for a in alarms(viewer, operation)}:
        return False
    Alarm.objects.filter(id=alarm, seen_at__isnull=True).update(seen_by=viewer.staff, seen_at=to_ms(now))
    return True
