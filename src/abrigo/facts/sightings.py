"""Facts about seeing someone. A sighting is never refused: it says what a person saw, not what should be."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from abrigo.facts.kinds import IncidentId, PersonId, Place, Said, SiteId, UnitId


class How(StrEnum):
    """How someone was recognised."""

    BAND = "band"
    PHOTO = "photo"
    NAME = "name"
    BY_SIGHT = "by-sight"


@dataclass(frozen=True, slots=True)
class Seen:
    person: PersonId
    site: SiteId
    unit: UnitId | None
    how: How
    said: Said


@dataclass(frozen=True, slots=True)
class FoundInside:
    """Had never left: hidden or overlooked. `since` (UTC) is from when on they say they were there."""

    person: PersonId
    incident: IncidentId | None
    site: SiteId
    unit: UnitId | None
    since: datetime
    said: Said


@dataclass(frozen=True, slots=True)
class LocatedOutside:
    """Someone says where they are; nobody of ours has seen them yet."""

    person: PersonId
    incident: IncidentId | None
    place: Place
    source: str
    said: Said


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """Seen in person by one of ours, at one of our sites."""

    person: PersonId
    incident: IncidentId | None
    site: SiteId
    unit: UnitId | None
    brought_by: str
    said: Said


@dataclass(frozen=True, slots=True)
class SeenElsewhere:
    """A sighting by others, outside our sites (a border, a search, a hospital abroad)."""

    person: PersonId
    place: Place
    source: str
    in_company_of: str
    said: Said


Fact = Seen | FoundInside | LocatedOutside | BroughtBack | SeenElsewhere
