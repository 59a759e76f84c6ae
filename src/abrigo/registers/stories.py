"""Stories: each person's whereabouts as a line through time, so that a count can be asked about any instant.

A story is told by everything known when it is read, also what was only told later; `known_by` tells it again by what
had been written when the log held fewer entries.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, reduce
from typing import Any, Final, Protocol

from django.db import connection

from abrigo.facts.identity import AgeClaimed, AgeDetermined, ClaimWithdrawn, Linked, Unlinked
from abrigo.facts.intake import PersonReceived, StrangerFound
from abrigo.facts.kinds import OperationId, PersonId
from abrigo.facts.sightings import FoundInside
from abrigo.ledger import reader
from abrigo.registers.models import Person
from abrigo.rules import ages
from abrigo.rules.ages import Reading
from abrigo.rules.whereabouts import NOWHERE, Link, Moment, Whereabouts, about, in_order, learn, learn_link

_AGED: Final = (PersonReceived, StrangerFound, AgeClaimed, AgeDetermined, ClaimWithdrawn)


class Past(Protocol):
    """What a story is read from: the clerk's memory."""

    def histories(self, streams: Iterable[str], before: int | None = None) -> dict[str, list[Moment]]: ...

    def recall(self, room: Any, stream: str) -> Any: ...


@dataclass(frozen=True, eq=False)
class Story:
    """One person who is counted, with every record decided to be theirs. `moments` in order of occurrence."""

    person: PersonId
    members: frozenset[PersonId]
    moments: tuple[Moment, ...]

    @cached_property
    def steps(self) -> tuple[tuple[datetime, Whereabouts], ...]:
        """From each instant (UTC) until the next, where they were; oldest first."""
        if any(isinstance(m.fact, FoundInside) for m in self.moments):
            # Told later that they had been there all along: ask about every instant afresh.
            since = {m.fact.since for m in self.moments if isinstance(m.fact, FoundInside)}
            instants = sorted(since | {m.fact.said.at for m in self.moments})
            return tuple((at, about(self.moments, at)) for at in instants)
        told: dict[datetime, Whereabouts] = {}
        known = NOWHERE
        for moment in self.moments:
            known = learn(known, moment.fact)
            told[moment.fact.said.at] = known
        return tuple(told.items())

    @cached_property
    def _instants(self) -> tuple[datetime, ...]:
        return tuple(at for at, _ in self.steps)

    def at(self, instant: datetime) -> Whereabouts:
        before = bisect_right(self._instants, instant)
        return self.steps[before - 1][1] if before else NOWHERE

    def known_by(self, size: int, instant: datetime) -> Whereabouts:
        """Where they were at `instant`, by what stood in the log at that size."""
        if self._written_by(size, instant):
            return self.at(instant)
        return about([m for m in self.moments if m.pos < size], instant)

    def _written_by(self, size: int, instant: datetime) -> bool:
        return all(m.pos < size for m in self.moments if _speaks_of(m, instant))

    @cached_property
    def _ages(self) -> ages.Ages:
        return reduce(ages.learn, (m.fact for m in self.moments if isinstance(m.fact, _AGED)), ages.Ages())

    @property
    def tally(self) -> str:
        return self._ages.tally or ""

    def age(self, instant: datetime, size: int | None = None) -> Reading:
        """The reading about `instant`: by every claim that stands now, also one made later; or by log size `size`."""
        key = (instant, size)
        if key not in self._readings:
            self._readings[key] = self._read_age(instant, size)
        return self._readings[key]

    @cached_property
    def _readings(self) -> dict[tuple[datetime, int | None], Reading]:
        return {}

    def _read_age(self, instant: datetime, size: int | None) -> Reading:
        known = self._ages
        if size is not None and any(m.pos >= size for m in self.moments if isinstance(m.fact, _AGED)):
            known = reduce(
                ages.learn,
                (m.fact for m in self.moments if m.pos < size and isinstance(m.fact, _AGED)),
                ages.Ages(),
            )
        return ages.reading(known.tally, (s for c, s in known.said.items() if c not in known.withdrawn), instant)

    def facts(self, *kinds: type) -> Iterator[Any]:
        """Their facts of these kinds, in order of occurrence."""
        return (m.fact for m in self.moments if isinstance(m.fact, kinds))


def _speaks_of(moment: Moment, instant: datetime) -> bool:
    fact = moment.fact
    return fact.said.at <= instant or (isinstance(fact, FoundInside) and fact.since <= instant)


# -- who is one person -------------------------------------------------------------


def tell(records: Mapping[PersonId, Sequence[Moment]]) -> dict[PersonId, Story]:
    """In: the moments of every record. Out: one story a person who counts; linked records tell theirs inside it."""
    above = {p: link.same_as for p, ms in records.items() if (link := _link(p, ms)).same_as in records}
    clusters: dict[PersonId, list[PersonId]] = {}
    for person in records:
        clusters.setdefault(_root(person, above), []).append(person)
    return {root: _story(root, members, records) for root, members in clusters.items()}


def _link(person: PersonId, moments: Sequence[Moment]) -> Link:
    known = Link()
    for moment in moments:
        if isinstance(moment.fact, Linked | Unlinked):
            known = learn_link(known, moment.fact, person)
    return known


def _root(person: PersonId, above: Mapping[PersonId, PersonId | None]) -> PersonId:
    seen = {person}
    while (upper := above.get(person)) and upper not in seen:
        seen.add(upper)
        person = upper
    return person


def _story(root: PersonId, members: Sequence[PersonId], records: Mapping[PersonId, Sequence[Moment]]) -> Story:
    own = {m.pos: m for member in members for m in records[member]}
    return Story(root, frozenset(members), tuple(in_order(own.values())))


# -- reading them --------------------------------------------------------------------


@dataclass
class Shelf:
    """The stories of one operation at one log size; `tip` is the id of the newest entry they rest on."""

    size: int
    tip: bytes
    records: dict[PersonId, list[Moment]]
    stories: dict[PersonId, Story]
    drawn: dict[Any, Any] = field(default_factory=dict)  # what others worked out from them, at this size
    settled: dict[Any, Any] = field(default_factory=dict)  # what rests on an earlier part of the log: it never changes

    def draw(self, key: Any, work: Callable[[], Any]) -> Any:
        if key not in self.drawn:
            self.drawn[key] = work()
        return self.drawn[key]

    def settle(self, key: Any, work: Callable[[], Any]) -> Any:
        if key not in self.settled:
            self.settled[key] = work()
        return self.settled[key]

    def known_by(self, size: int) -> dict[PersonId, Story]:
        """The same people as they stood in the log at an earlier size: a link decided since joins nobody yet."""
        if size >= self.size:
            return self.stories
        late = any(m.pos >= size and isinstance(m.fact, Linked | Unlinked) for ms in self.records.values() for m in ms)
        if not late:
            return self.stories
        return tell({p: [m for m in ms if m.pos < size] for p, ms in self.records.items()})


_SHELVES: Final[dict[tuple[str, str], Shelf]] = {}


def read(past: Past, operation: OperationId) -> Shelf:
    """Everyone the operation knows, by all that is written now; kept, and told on when more is written.

    Out: never anything of a viewer: whoever shows what is in a story asks first what they may see.
    """
    key = (str(connection.settings_dict["NAME"]), operation)
    size = reader.size()
    kept = _SHELVES.get(key)
    if kept is not None and not (kept.size <= size and _tip(kept.size) == kept.tip):
        kept = None  # another log stands where ours stood: a restore, or an act that was taken back
    if kept is None or kept.size < size:
        kept = _SHELVES[key] = _told_on(past, operation, size, kept)
    return kept


def _tip(size: int) -> bytes:
    return reader.sealed_at([size - 1])[0].id if size else b""


def _told_on(past: Past, operation: OperationId, size: int, kept: Shelf | None) -> Shelf:
    everyone = {PersonId(p) for p in Person.objects.filter(operation=operation).values_list("id", flat=True)}
    records = dict(kept.records) if kept else {}
    fresh = (everyone - records.keys()) | (_moved_since(kept.size) & everyone if kept else set())
    found = past.histories([f"person:{p}" for p in sorted(fresh)], size)
    records |= {PersonId(s.removeprefix("person:")): moments for s, moments in found.items()}
    stories = tell(records)
    if kept:
        stories = {
            p: s if s.members & fresh or p not in kept.stories or kept.stories[p].members != s.members
            else kept.stories[p]
            for p, s in stories.items()
        }  # fmt: skip
    return Shelf(size, _tip(size), records, stories, settled=kept.settled if kept else {})


def _moved_since(size: int) -> set[PersonId]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT stream FROM registers_thread WHERE pos >= %s", [size])
        return {PersonId(s.removeprefix("person:")) for (s,) in cursor.fetchall() if s.startswith("person:")}


def forget() -> None:
    """Drops what is kept: after a restore, and between measurements."""
    _SHELVES.clear()
