"""Facts about a breach: the list frozen at its minute, everyone unconfirmed until seen, a log with addenda."""

from dataclasses import dataclass
from enum import StrEnum

from abrigo.facts.kinds import IncidentId, NoteId, OperationId, PersonId, Said, SiteId, UnitId


class IncidentKind(StrEnum):
    FORCED_ENTRY = "forced-entry"
    ATTEMPTED_TAKING = "attempted-taking"
    ASSAULT = "assault"
    INJURY = "injury"
    FIRE = "fire"
    ACCESS_REFUSED = "access-refused"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class IncidentOpened:
    """`expected` is the list as it stood at `said.at`; `room` is the site the incident is run from."""

    operation: OperationId
    incident: IncidentId
    kind: IncidentKind
    site: SiteId
    room: SiteId
    expected: tuple[PersonId, ...]
    words: str
    said: Said


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """Every earlier sighting of this person at this site no longer counts, until seen again."""

    person: PersonId
    incident: IncidentId
    site: SiteId
    unit: UnitId | None
    said: Said


@dataclass(frozen=True, slots=True)
class IncidentNoted:
    """A line of the running log. `adds_to` names the line it completes or corrects; nothing is edited."""

    operation: OperationId
    incident: IncidentId
    note: NoteId
    adds_to: NoteId | None
    words: str
    said: Said


@dataclass(frozen=True, slots=True)
class IncidentRoomMoved:
    operation: OperationId
    incident: IncidentId
    room: SiteId
    said: Said


@dataclass(frozen=True, slots=True)
class MissingDeclared:
    """A named person says: missing. Never who took, never why: those are claims with a speaker."""

    person: PersonId
    incident: IncidentId | None
    said: Said


@dataclass(frozen=True, slots=True)
class IncidentClosed:
    """Signed when every person of its list has a state."""

    operation: OperationId
    incident: IncidentId
    words: str
    said: Said


Fact = IncidentOpened | Unconfirmed | IncidentNoted | IncidentRoomMoved | MissingDeclared | IncidentClosed
