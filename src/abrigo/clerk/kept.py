"""What phones brought and nobody could decide by rule: shown to a person, who writes it in their own name or sets it
aside with a reason. Nothing is thrown away; a line that was settled says by whom."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from abrigo.clerk import parcels
from abrigo.clerk.models import Parcel
from abrigo.clerk.record import Answer, record
from abrigo.facts.kinds import OperationId
from abrigo.facts.wire import Misspelt, from_ms, spelling, to_ms
from abrigo.rules.access import Role, Viewer, may_enter
from abrigo.rules.index import ACTS

# docs/access.md says the same.
SETTLE: Final = frozenset({Role.DIRECTOR, Role.CHILD_ATTORNEY, Role.INTAKE})
AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class KeptLine:
    """One parcel as a person needs it to decide. `people`: ids it names; `bands`: what was scanned. Instants UTC."""

    id: int
    device: str
    seq: int
    staff: str
    site: str
    act: str
    outcome: str
    why: str
    about: tuple[str, ...]
    said: datetime | None
    at: datetime | None
    took: datetime
    sightings: int
    fields: Mapping[str, Any]
    people: tuple[str, ...]
    bands: tuple[str, ...]
    settled: str
    settled_by: str
    settled_at: datetime | None
    settled_why: str

    @property
    def clock_off(self) -> bool:
        return self.said is not None and self.at is not None and self.said != self.at

    @property
    def writable(self) -> bool:
        return self.act in parcels.FROM_A_PHONE and bool(self.fields)


def may_settle(viewer: Viewer) -> bool:
    return viewer.role in SETTLE


def ask(viewer: Viewer, operation: OperationId, *, settled: bool = False) -> list[KeptLine]:
    """Newest alarm first, then in the order they were heard; empty for whoever may not settle them."""
    if not may_settle(viewer) or not may_enter(viewer, operation):
        return []
    rows = _waiting(operation, settled=settled)
    found = [_line(row) for row in rows.order_by("-settled_at" if settled else "took", "id")[:AT_ONCE]]
    return found if settled else sorted(found, key=lambda k: k.act != "duress")


def number(viewer: Viewer, operation: OperationId) -> int:
    if not may_settle(viewer) or not may_enter(viewer, operation):
        return 0
    return _waiting(operation).count()


def forced(viewer: Viewer, operation: OperationId) -> list[str]:
    """Sites where somebody was made to open a phone and nobody has looked yet. Not told to the screens of that very
    site: whoever holds the guard's arm may be reading them.
    """
    if not may_settle(viewer) or not may_enter(viewer, operation):
        return []
    rows = Parcel.objects.filter(act="duress", settled="", operation=operation).values_list("site", flat=True)
    return sorted(set(rows.distinct()) - {viewer.site})


def of_device(device: str) -> int:
    return Parcel.objects.filter(_OPEN, device=device, settled="").count()


_OPEN: Final = Q(outcome__in=["refused", "kept", "waiting"]) | Q(act__in=["duress", "lost"])


def _waiting(operation: OperationId, *, settled: bool = False) -> QuerySet[Parcel]:
    rows = Parcel.objects.filter(_OPEN, operation=operation)
    return rows.exclude(settled="") if settled else rows.filter(settled="")


def write(viewer: Viewer, id_: int, *, now: datetime) -> Answer | None:
    """In one's own name, at the instant the phone said (set right). None: not there, or nothing that can be written."""
    with transaction.atomic():
        row = _row(viewer, id_)
        if row is None or row.act not in parcels.FROM_A_PHONE:
            return None
        try:
            plain = parcels.opened(row)["fields"]
            act = spelling(ACTS[row.act].act, "iso").read({**plain, **_set_right(row, plain)}, "")
        except (Misspelt, LookupError, KeyError, TypeError):
            return None
        answer = record(viewer, act, id=f"kept-{row.id}", now=now)
        if answer.taken:
            _settle(row, viewer, "written", "", now)
    return answer


def _set_right(row: Parcel, plain: Mapping[str, Any]) -> dict[str, Any]:
    at = from_ms(row.at if row.at is not None else row.took).isoformat()
    return {"at": at} | ({"counter": 1} if plain.get("counter") == 0 else {})


def set_aside(viewer: Viewer, id_: int, why: str, *, now: datetime) -> bool:
    """Looked at, and nothing is to be written: with a reason, which stays beside it."""
    if not why.strip():
        return False
    with transaction.atomic():
        row = _row(viewer, id_)
        if row is None:
            return False
        _settle(row, viewer, "set-aside", why.strip()[:2000], now)
    return True


def _row(viewer: Viewer, id_: int) -> Parcel | None:
    row = Parcel.objects.select_for_update().filter(_OPEN, id=id_, settled="").first()
    if row is None or not may_settle(viewer) or not may_enter(viewer, OperationId(row.operation)):
        return None
    return row


def _settle(row: Parcel, viewer: Viewer, how: str, why: str, now: datetime) -> None:
    row.settled, row.settled_by, row.settled_at, row.settled_why = how, viewer.staff, to_ms(now), why
    row.save(update_fields=["settled", "settled_by", "settled_at", "settled_why"])


def _line(row: Parcel) -> KeptLine:
    try:
        plain = parcels.opened(row)
    except LookupError:  # the key of whom it was about is destroyed: what is left is that there was something
        plain = {}
    fields = plain.get("fields")
    told: dict[str, Any] = fields if isinstance(fields, dict) else {}
    scans = [s for s in plain.get("scans") or [] if isinstance(s, dict)]
    named = [told.get("person"), *_ids(told), *(s.get("person") for s in scans)]
    return KeptLine(
        row.id, row.device, row.seq, row.staff, row.site, row.act, row.outcome, row.why,
        tuple(map(str, json.loads(row.about))), _instant(row.said), _instant(row.at), from_ms(row.took), row.sightings,
        told, tuple(dict.fromkeys(p for p in named if isinstance(p, str) and p)),
        tuple(dict.fromkeys(str(s["band"]) for s in scans if s.get("band"))) or _band(told),
        row.settled, row.settled_by, _instant(row.settled_at), row.settled_why,
    )  # fmt: skip


def _ids(told: Mapping[str, Any]) -> list[Any]:
    lists = (told.get(name) for name in ("people", "came", "not_came", "taken"))
    return [p for found in lists if isinstance(found, list) for p in found]


def _band(told: Mapping[str, Any]) -> tuple[str, ...]:
    band = told.get("band")
    return (band,) if isinstance(band, str) and band else ()


def _instant(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)
