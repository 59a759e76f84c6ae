"""What a rule is told about the past: streams folded by their room, and the lists of who is where."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from abrigo.facts.accords import Definition
from abrigo.facts.figures import Dimension
from abrigo.facts.index import Fact
from abrigo.facts.kinds import AgencyId, OperationId, PersonId, Said, SiteId, StaffId, UnitId

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Room(Generic[K]):
    """How one capability remembers: nothing yet, and what one more fact teaches it. Total, never refuses."""

    name: str
    empty: K
    learn: Callable[[K, Fact], K]


@dataclass(frozen=True, slots=True)
class Stream:
    """A need: the past of one stream, as a room remembers it."""

    room: Room[Any]
    id: str


@dataclass(frozen=True, slots=True)
class Roll:
    """A need: who is answered for at a site (present or unaccounted there), as of this moment."""

    site: SiteId
    unit: UnitId | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """A need: who is counted under a definition about a cut (UTC), by all that is written; no sites: every site."""

    operation: OperationId
    definition: Definition
    cut: datetime
    sites: tuple[SiteId, ...] = ()


@dataclass(frozen=True, slots=True)
class Tabulated:
    """A need: who is counted about a cut, and in which cell each of them stands, by the log of size `known_at`."""

    operation: OperationId
    definition: Definition
    cut: datetime
    by: tuple[Dimension, ...]
    known_at: int


Need = Stream | Roll | Counted | Tabulated


@dataclass(frozen=True, slots=True)
class Past:
    """Everything a decision may lean on, loaded before it is asked. Asking for what was not declared is a bug."""

    streams: Mapping[tuple[str, str], Any] = field(default_factory=dict)
    rolls: Mapping[Roll, tuple[PersonId, ...]] = field(default_factory=dict)
    lists: Mapping[Counted, tuple[PersonId, ...]] = field(default_factory=dict)
    tables: Mapping[Tabulated, Mapping[PersonId, tuple[str, ...]]] = field(default_factory=dict)

    def of(self, room: Room[K], stream: str) -> K:
        return cast(K, self.streams[room.name, stream])

    def has(self, room: Room[Any], stream: str) -> bool:
        return (room.name, stream) in self.streams

    def roll(self, site: SiteId, unit: UnitId | None = None) -> tuple[PersonId, ...]:
        return self.rolls[Roll(site, unit)]

    def counted(self, need: Counted) -> tuple[PersonId, ...]:
        return self.lists[need]

    def tabulated(self, need: Tabulated) -> Mapping[PersonId, tuple[str, ...]]:
        return self.tables[need]

    def has_roll(self, site: SiteId, unit: UnitId | None = None) -> bool:
        return Roll(site, unit) in self.rolls


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose hand acts: the person, their agency, when they say it happened and when we hear it (both UTC)."""

    by: StaffId
    agency: AgencyId
    at: datetime
    now: datetime
    known_at: int = 0
    device: str = ""  # the machine, when it is known: two accounts on one are not two hands

    @property
    def said(self) -> Said:
        return Said(self.by, self.at)
