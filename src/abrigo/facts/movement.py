"""Facts about moving: boarded, departed, arrived or not; out with authority and back; from unit to unit."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from abrigo.facts.kinds import LeaveId, OperationId, PersonId, Said, SiteId, TransitId, UnitId


class LeaveKind(StrEnum):
    HOSPITAL = "hospital"
    HEARING = "hearing"
    SCHOOL = "school"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TransitOpened:
    """A manifest is open for boarding. `due` (UTC) is when the other side expects it."""

    operation: OperationId
    transit: TransitId
    manifest: str
    vehicle: SiteId
    origin: SiteId
    destination: SiteId
    escorts: tuple[str, ...]
    due: datetime
    said: Said


@dataclass(frozen=True, slots=True)
class Boarded:
    person: PersonId
    transit: TransitId
    vehicle: SiteId
    due: datetime
    said: Said


@dataclass(frozen=True, slots=True)
class TransitDeparted:
    operation: OperationId
    transit: TransitId
    said: Said


@dataclass(frozen=True, slots=True)
class Arrived:
    """Taken off the vehicle and seen by the side that receives."""

    person: PersonId
    transit: TransitId
    site: SiteId
    unit: UnitId | None
    said: Said


@dataclass(frozen=True, slots=True)
class NotArrived:
    """On the manifest and not on the vehicle when it was received."""

    person: PersonId
    transit: TransitId
    site: SiteId
    said: Said


@dataclass(frozen=True, slots=True)
class TransitClosed:
    operation: OperationId
    transit: TransitId
    said: Said


@dataclass(frozen=True, slots=True)
class LeaveBegan:
    """Out with authority: where, with whom, back when (UTC, None when nobody can say)."""

    person: PersonId
    leave: LeaveId
    kind: LeaveKind
    place: str
    escort: str
    due: datetime | None
    said: Said


@dataclass(frozen=True, slots=True)
class LeaveEnded:
    person: PersonId
    leave: LeaveId
    site: SiteId
    unit: UnitId | None
    said: Said


@dataclass(frozen=True, slots=True)
class UnitChanged:
    person: PersonId
    site: SiteId
    unit: UnitId
    said: Said


Fact = (
    TransitOpened
    | Boarded
    | TransitDeparted
    | Arrived
    | NotArrived
    | TransitClosed
    | LeaveBegan
    | LeaveEnded
    | UnitChanged
)
