"""Rights to know and emergencies: which are in force for somebody now, and which lie open for others to decide."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from abrigo.facts.grants import (
    Compartment,
    GrantAsked,
    GrantGiven,
    GrantRead,
    GrantRefused,
    GrantSupported,
    GrantWithdrawn,
    OverrideReviewed,
    OverrideTaken,
    Purpose,
)
from abrigo.facts.kinds import OperationId
from abrigo.facts.wire import from_ms, spelling, to_ms
from abrigo.registers.book import Book, Noted, blank, compact
from abrigo.registers.models import Card
from abrigo.rules.access import Grant, Viewer, may_do, may_enter, sight

GRANT, OVERRIDE = "grant", "override"
ASKED, SUPPORTED, GIVEN, REFUSED, WITHDRAWN = "asked", "supported", "given", "refused", "withdrawn"
OPEN, REVIEWED = "open", "reviewed"

# -- folding ------------------------------------------------------------------


def apply(book: Book, noted: Noted) -> None:
    match noted.fact:
        case GrantAsked() as f:
            body = spelling(GrantAsked).write(f) | {"by": f.said.by, "read": []}
            _open(book, noted, GRANT, f.grant, f.operation, ASKED, str(f.compartment), to_ms(f.until), body)
        case GrantSupported() as f:
            _turn(book, noted, GRANT, f.grant, SUPPORTED, first=f.said.by, device=f.device)
        case GrantGiven() as f:
            _turn(book, noted, GRANT, f.grant, GIVEN, second=f.said.by, given_at=to_ms(f.said.at))
        case GrantRefused() as f:
            _turn(book, noted, GRANT, f.grant, REFUSED, ended_by=f.said.by, reason=f.reason)
        case GrantWithdrawn() as f:
            _turn(book, noted, GRANT, f.grant, WITHDRAWN, ended_by=f.said.by, reason=f.reason)
        case GrantRead() as f:
            row = book.get(Card, GRANT, f.grant)
            read = json.loads(row["body"])["read"] if row else []
            _turn(book, noted, GRANT, f.grant, read=sorted({*read, f.said.by}))
        case OverrideTaken() as f:
            body = spelling(OverrideTaken).write(f) | {"by": f.said.by}
            _open(book, noted, OVERRIDE, f.override, f.operation, OPEN, f.reason, to_ms(f.until), body)
        case OverrideReviewed() as f:
            found = {"reviewed_by": f.said.by, "justified": f.justified, "words": f.words}
            _turn(book, noted, OVERRIDE, f.override, REVIEWED, reviewed_at=to_ms(f.said.at), **found)
        case _:
            pass


def _open(
    book: Book, noted: Noted, kind: str, id_: str, operation: str, status: str, title: str, due: int,
    body: dict[str, Any],
) -> None:  # fmt: skip
    if book.get(Card, kind, id_) is None:
        at = to_ms(noted.fact.said.at)
        given = {"operation": operation, "status": status, "title": title, "due": due, "body": compact(body)}
        book.put(Card, blank(Card, kind=kind, id=id_, at=at, changed_at=at, **given))


def _turn(book: Book, noted: Noted, kind: str, id_: str, status: str = "", **changes: Any) -> None:
    row = book.get(Card, kind, id_)
    if row is None:
        return
    moved = {"body": compact(json.loads(row["body"]) | changes), "changed_at": to_ms(noted.fact.said.at)}
    book.put(Card, row | moved | ({"status": status} if status else {}))


# -- in force -----------------------------------------------------------------


def in_force(staff: str, agency: str, operations: Iterable[str], now: datetime) -> tuple[Grant, ...]:
    """Every right of this person or their office that holds at this moment, and their emergency if one runs."""
    kinds = {GRANT: GIVEN, OVERRIDE: None}
    rows = Card.objects.filter(kind__in=kinds, operation__in=list(operations), due__gt=to_ms(now))
    found: list[Grant] = []
    for kind, id_, status, due, body in rows.values_list("kind", "id", "status", "due", "body"):
        if kind == GRANT and status != GIVEN:
            continue
        told = json.loads(body)
        holder = staff == told["taker"] if kind == OVERRIDE else told["staff"] == staff or told["agency"] == agency
        if holder:
            found += _grants(kind, id_, from_ms(due), told)
    return tuple(sorted(found, key=lambda g: (g.id, g.compartment)))


def _grants(kind: str, id_: str, until: datetime, told: dict[str, Any]) -> list[Grant]:
    operation, people = OperationId(told["operation"]), frozenset(told["people"])
    if kind == GRANT:
        opened, purpose = [told["compartment"]], Purpose(told["purpose"])
        sites = frozenset(told["sites"])
        return [Grant(id_, operation, Compartment(c), until, purpose, sites, people) for c in opened]
    return [Grant(id_, operation, Compartment(c), until, people=people, emergency=True) for c in told["compartments"]]


# -- asking -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GrantLine:
    """One right, from asking to end. `people` is empty for whoever sees the trace and not the children; `n` counts."""

    id: str
    status: str
    compartment: str
    agency: str
    staff: str
    sites: tuple[str, ...]
    people: tuple[str, ...]
    n: int
    purpose: str
    until: datetime
    words: str
    asked_by: str
    asked_at: datetime
    first: str
    second: str
    ended_by: str
    reason: str
    read: tuple[str, ...]

    def standing(self, now: datetime) -> bool:
        return self.status == GIVEN and self.until > now

    def open(self, now: datetime) -> bool:
        return self.status in (ASKED, SUPPORTED) and self.until > now


@dataclass(frozen=True, slots=True)
class OverrideLine:
    """One emergency. `reviewed` None: nobody else has looked at it yet."""

    id: str
    taker: str
    agency: str
    compartments: tuple[str, ...]
    people: tuple[str, ...]
    n: int
    reason: str
    at: datetime
    until: datetime
    reviewed_by: str
    justified: bool | None
    words: str

    def runs(self, now: datetime) -> bool:
        return self.until > now


_DECIDES: Final = ("give-grant", "withdraw-grant")


def sees_all(viewer: Viewer) -> bool:
    """Whoever gives rights, or reads the trace, sees every right; anybody else their own and their office's."""
    return sight(viewer).trace or any(may_do(viewer, act) for act in _DECIDES)


def ask(viewer: Viewer, operation: OperationId) -> list[GrantLine]:
    """Rights this viewer may know of, newest first."""
    if not may_enter(viewer, operation):
        return []
    rows = Card.objects.filter(kind=GRANT, operation=operation).order_by("-at", "id")
    found = [_grant_line(viewer, row) for row in rows]
    if sees_all(viewer):
        return found
    return [g for g in found if viewer.staff in (g.staff, g.asked_by) or g.agency == viewer.agency]


def one(viewer: Viewer, operation: OperationId, grant: str) -> GrantLine | None:
    return next((g for g in ask(viewer, operation) if g.id == grant), None)


def overrides(viewer: Viewer, operation: OperationId) -> list[OverrideLine]:
    """Emergencies, newest first: all of them for oversight and whoever reviews, one's own for anybody else."""
    if not may_enter(viewer, operation):
        return []
    rows = Card.objects.filter(kind=OVERRIDE, operation=operation).order_by("-at", "id")
    found = [_override_line(viewer, row) for row in rows]
    if sight(viewer).trace or may_do(viewer, "review-override"):
        return found
    return [o for o in found if o.taker == viewer.staff]


def _grant_line(viewer: Viewer, row: Any) -> GrantLine:
    told = json.loads(row.body)
    return GrantLine(
        row.id, row.status, told["compartment"], told["agency"] or "", told["staff"] or "",
        _named(viewer, told["sites"]), _named(viewer, told["people"]), len(told["people"]), told["purpose"],
        from_ms(row.due), told["words"] if sight(viewer).names else "",
        told["by"], from_ms(row.at), told.get("first", ""), told.get("second", ""), told.get("ended_by", ""),
        told.get("reason", ""), tuple(told["read"]),
    )  # fmt: skip


def _override_line(viewer: Viewer, row: Any) -> OverrideLine:
    told = json.loads(row.body)
    return OverrideLine(
        row.id, told["taker"], told["agency"], tuple(told["compartments"]), _named(viewer, told["people"]),
        len(told["people"]), told["reason"], from_ms(row.at), from_ms(row.due), told.get("reviewed_by", ""),
        told.get("justified"), told.get("words", ""),
    )  # fmt: skip


def _named(viewer: Viewer, people: list[str]) -> tuple[str, ...]:
    """An id is half of a name: whoever sees no names is told how many."""
    return tuple(people) if sight(viewer).names else ()
