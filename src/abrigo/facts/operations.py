"""Facts about the operation and its places: centres, homes, headquarters, the scene, and vehicles."""

from dataclasses import dataclass
from enum import StrEnum

from abrigo.facts.kinds import AgencyId, OperationId, Said, SiteId, UnitId


class SiteKind(StrEnum):
    SCENE = "scene"
    HEADQUARTERS = "headquarters"
    CENTRE = "centre"
    HOME = "home"
    HOSPITAL = "hospital"
    VEHICLE = "vehicle"
    SHELTER = "shelter"


@dataclass(frozen=True, slots=True)
class OperationOpened:
    """`zone` is an IANA name; `agencies` are those invited to sign one number."""

    operation: OperationId
    name: str
    zone: str
    agencies: tuple[AgencyId, ...]
    said: Said


@dataclass(frozen=True, slots=True)
class SiteOpened:
    """`capacity` in persons, None when nobody has said; a vehicle is a site while it carries children."""

    operation: OperationId
    site: SiteId
    name: str
    kind: SiteKind
    agency: AgencyId
    capacity: int | None
    said: Said


@dataclass(frozen=True, slots=True)
class UnitOpened:
    operation: OperationId
    site: SiteId
    unit: UnitId
    name: str
    capacity: int | None
    said: Said


@dataclass(frozen=True, slots=True)
class SiteLost:
    """The site cannot be worked from any more; its incident is run from `run_from`."""

    operation: OperationId
    site: SiteId
    run_from: SiteId
    said: Said


Fact = OperationOpened | SiteOpened | UnitOpened | SiteLost
