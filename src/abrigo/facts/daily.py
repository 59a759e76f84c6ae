"""Facts about a day under our roof: what a child needs, who is on duty, which room is locked, and the fire check."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from abrigo.facts.kinds import LockId, NeedId, OperationId, PersonId, Said, SiteId


class NeedKind(StrEnum):
    """A requirement of care, never a belief or an origin: what is to be done, not what somebody is."""

    LANGUAGE = "need-language"
    FOOD = "need-food"
    DRESS = "need-dress"
    PRAYER_TIMES = "need-prayer-times"
    SAME_SEX_STAFF = "need-same-sex-staff"
    WITH_SIBLINGS = "need-with-siblings"
    MOTHER_AND_INFANT = "need-mother-and-infant"
    COMFORT = "need-comfort"
    OTHER = "need-other"


@dataclass(frozen=True, slots=True)
class NeedSet:
    """Sealed under a key of its own (see streams.subject_of): ended, its words are destroyed and not only hidden."""

    operation: OperationId
    person: PersonId
    need: NeedId
    kind: NeedKind
    words: str
    said: Said


@dataclass(frozen=True, slots=True)
class NeedEnded:
    """Says that a need was deleted, and not what it was."""

    operation: OperationId
    person: PersonId
    need: NeedId
    said: Said


@dataclass(frozen=True, slots=True)
class DutyTold:
    """Who is on duty at a site, and until when."""

    operation: OperationId
    site: SiteId
    names: tuple[str, ...]
    until: datetime
    said: Said


@dataclass(frozen=True, slots=True)
class FireChecked:
    """Somebody walked the ways out. `safe` False: what stands in the way is in `words`."""

    operation: OperationId
    site: SiteId
    safe: bool
    words: str
    said: Said


@dataclass(frozen=True, slots=True)
class RoomLocked:
    """`inside`: how many persons are behind the door. `keyholder` stands where they hear a knock."""

    operation: OperationId
    site: SiteId
    lock: LockId
    room: str
    reason: str
    inside: int
    keyholder: str
    until: datetime
    said: Said


@dataclass(frozen=True, slots=True)
class RoomUnlocked:
    operation: OperationId
    site: SiteId
    lock: LockId
    words: str
    said: Said


Fact = NeedSet | NeedEnded | DutyTold | FireChecked | RoomLocked | RoomUnlocked
