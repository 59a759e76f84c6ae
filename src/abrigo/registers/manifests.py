"""Manifests: who boarded which vehicle, who came off it, who did not, and whom nobody has named yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from abrigo.facts.kinds import OperationId, TransitId
from abrigo.facts.movement import (
    Arrived,
    Boarded,
    NotArrived,
    TransitClosed,
    TransitDeparted,
    TransitOpened,
)
from abrigo.registers import people, whereabouts
from abrigo.registers.models import Person, Whereabout
from abrigo.registers.people import PersonLine
from abrigo.rules.access import Viewer, may_enter, sight
from abrigo.rules.whereabouts import Moment

ABOARD, CAME, NOT_CAME = "aboard", "came", "not-came"


class Past(Protocol):
    """What a manifest is read from: the clerk's memory."""

    def history(self, stream: str) -> list[Moment]: ...


@dataclass(frozen=True, slots=True)
class Passenger:
    """One line of a manifest. `outcome` is aboard until the other side says came or not-came; `by` are staff ids."""

    person: str
    boarded_at: datetime
    boarded_by: str
    outcome: str = ABOARD
    at: datetime | None = None
    by: str = ""
    site: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A transit whole. `lines` holds the persons the viewer may see by name, by id."""

    opened: TransitOpened
    passengers: tuple[Passenger, ...]
    lines: dict[str, PersonLine]
    departed_at: datetime | None = None
    closed_at: datetime | None = None

    def of(self, outcome: str) -> tuple[Passenger, ...]:
        return tuple(p for p in self.passengers if p.outcome == outcome)

    def overdue(self, now: datetime) -> bool:
        return self.closed_at is None and self.opened.due < now


def ask(viewer: Viewer, past: Past, operation: OperationId, transit: TransitId) -> Manifest | None:
    """None when there is no such transit for this viewer: routes are shown to both ends and to whoever sees places."""
    moments = past.history(f"transit:{transit}")
    opened = next((m.fact for m in moments if isinstance(m.fact, TransitOpened)), None)
    if opened is None or opened.operation != operation or not may_see(viewer, opened):
        return None
    passengers = _passengers(moments)
    return Manifest(
        opened,
        passengers,
        _lines(viewer, (p.person for p in passengers)) if sight(viewer).names else {},
        departed_at=next((m.fact.said.at for m in moments if isinstance(m.fact, TransitDeparted)), None),
        closed_at=next((m.fact.said.at for m in moments if isinstance(m.fact, TransitClosed)), None),
    )


def may_see(viewer: Viewer, opened: TransitOpened) -> bool:
    """The routes of children are among the most dangerous things we know."""
    if not may_enter(viewer, opened.operation):
        return False
    seen = sight(viewer)
    if opened.said.by == viewer.staff:
        return True
    if seen.own_site_only:
        return viewer.site is not None and viewer.site in (opened.origin, opened.destination)
    return seen.places


def _passengers(moments: Sequence[Moment]) -> tuple[Passenger, ...]:
    aboard: dict[str, Passenger] = {}
    for moment in moments:
        match moment.fact:
            case Boarded() as f:
                aboard[f.person] = Passenger(f.person, f.said.at, f.said.by)
            case Arrived() as f if f.person in aboard:
                came = replace(aboard[f.person], outcome=CAME, at=f.said.at, by=f.said.by)
                aboard[f.person] = replace(came, site=f.site, unit=f.unit or "")
            case NotArrived() as f if f.person in aboard:
                lost = replace(aboard[f.person], outcome=NOT_CAME, at=f.said.at, by=f.said.by)
                aboard[f.person] = replace(lost, site=f.site)
            case _:
                pass
    return tuple(aboard.values())


def _lines(viewer: Viewer, ids: Iterable[str]) -> dict[str, PersonLine]:
    """Whoever receives the vehicle must know whom to expect, wherever each is written to be now."""
    wanted = list(ids)
    found = {row["id"]: row for row in Person.objects.filter(id__in=wanted).values()}
    places = {row["person"]: row for row in Whereabout.objects.filter(person__in=wanted).values()}
    return {
        p: people.line_of(viewer, found[p], whereabouts.from_row(places[p]), places=True)
        for p in wanted
        if p in found and p in places
    }
