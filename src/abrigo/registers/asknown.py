"""As known at one time about another: the board, the names and one person's story, from the ledger's own prefix.

Two times, never mixed. `known_at` is a length of the log: what had been written by then, and nothing later. `about` is
an instant: what was the case then. A child found hidden inside at 21:00 was inside at 18:40; at 18:40 nobody knew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db import connection

from abrigo.facts import (
    care,
    casework,
    contests,
    daily,
    disclosures,
    exhibits,
    families,
    forms,
    gate,
    health,
    incidents,
    investigation,
    movement,
    nearness,
    release,
    rollcalls,
    shredding,
    sightings,
    views,
    visits,
)
from abrigo.facts.grants import Compartment
from abrigo.facts.identity import GroupedWithSiblings
from abrigo.facts.index import KIND_OF, Fact
from abrigo.facts.kinds import OperationId, PersonId, StaffId
from abrigo.facts.wire import from_ms, spelling
from abrigo.ledger import reader
from abrigo.registers import cards, people, stories, whereabouts
from abrigo.registers.book import MemoryBook, Noted
from abrigo.registers.models import Person
from abrigo.registers.people import PersonLine
from abrigo.registers.stories import Past
from abrigo.registers.whereabouts import Board
from abrigo.rules.access import Sight, Viewer, may_enter, sight
from abrigo.rules.ages import Reading
from abrigo.rules.policy import Reach, hears, may_care, reach
from abrigo.rules.whereabouts import Moment, State, Whereabouts


@dataclass(frozen=True, slots=True)
class AsKnown:
    """`board` and the names behind it, by the first `known_at` entries of the log, about the instant `about` (UTC)."""

    board: Board
    people: tuple[PersonLine, ...]
    known_at: int
    about: datetime


@dataclass(frozen=True, slots=True)
class _One:
    """Someone who counts or stands beside the count. `own`: their record's moments, as written by then."""

    person: PersonId
    where: Whereabouts
    reading: Reading
    own: Sequence[Moment]


def ask(
    viewer: Viewer, past: Past, operation: OperationId, *, known_at: int, about: datetime, names: bool = True
) -> AsKnown | None:
    """None when the viewer has no part in the operation or sees no counts. `names` False: the numbers alone, faster.

    Names are those of the viewer's sight: none, those of the own site at that instant, or all.
    """
    seen = sight(viewer)
    if not may_enter(viewer, operation) or not seen.counts:
        return None
    everyone = _shown_to(viewer, operation, _everyone(past, operation, known_at, about))
    board = whereabouts.board([_cell(one) for one in everyone], about)
    placed = reach(viewer, Compartment.WHEREABOUTS, operation)
    lines = [_line(viewer, one, placed) for one in everyone] if names and seen.names else []
    lines.sort(key=lambda line: (not line.band, line.band, line.line))
    return AsKnown(board, tuple(lines), known_at, about)


def one(
    viewer: Viewer, past: Past, operation: OperationId, person: PersonId, *, known_at: int, about: datetime
) -> PersonLine | None:
    """One person as known then about then; None for whoever the viewer would not have had in that list."""
    if not reach(viewer, Compartment.IDENTITY, operation):
        return None
    everyone = _shown_to(viewer, operation, _everyone(past, operation, known_at, about))
    placed = reach(viewer, Compartment.WHEREABOUTS, operation)
    found = [_line(viewer, one, placed) for one in everyone if one.person == person]
    return found[0] if found else None


def some(
    viewer: Viewer, past: Past, operation: OperationId, *, known_at: int, about: datetime,
    people: frozenset[PersonId] = frozenset(), group: str = "",
) -> list[PersonLine]:  # fmt: skip
    """Those named, or put with that sibling group, as they were known then; only whom the viewer may see."""
    if not reach(viewer, Compartment.IDENTITY, operation):
        return []
    everyone = _shown_to(viewer, operation, _everyone(past, operation, known_at, about))
    placed = reach(viewer, Compartment.WHEREABOUTS, operation)
    wanted = [one for one in everyone if one.person in people or (group and _grouped(one) == group)]
    return sorted((_line(viewer, one, placed) for one in wanted), key=lambda line: line.id)


def _grouped(one: _One) -> str:
    return next((m.fact.group for m in reversed(one.own) if isinstance(m.fact, GroupedWithSiblings)), "")


def _shown_to(viewer: Viewer, operation: OperationId, everyone: list[_One]) -> list[_One]:
    """Line staff: whoever their own site answered for at that instant, and whom a grant opens to them."""
    if not sight(viewer).own_site_only:
        return everyone
    named = reach(viewer, Compartment.IDENTITY, operation)
    return [one for one in everyone if named.takes(one.person, one.where.site or "")]


# -- folding a prefix of the log ------------------------------------------------


def _everyone(past: Past, operation: OperationId, known_at: int, about: datetime) -> list[_One]:
    """One for each person who counts, whoever was decided by then to be the same; in no order."""
    shelf = stories.read(past, operation)
    found = []
    for person, story in shelf.known_by(known_at).items():
        where = story.known_by(known_at, about)
        if where.state is State.NOBODY or where.operation != operation:
            continue
        own = [m for m in shelf.records[person] if m.pos < known_at]
        found.append(_One(person, where, story.age(about, known_at), own))
    return found


def _cell(one: _One) -> tuple[str, str, str, str, int, int]:
    where = one.where
    unconfirmed = 1 if where.unconfirmed is not None else 0
    return (where.site or "", where.unit or "", str(where.state), str(one.reading.category), 1, unconfirmed)


def _line(viewer: Viewer, one: _One, placed: Reach) -> PersonLine:
    """The register line as its facts made it by then: names and bands known then, the age read at that instant."""
    book = MemoryBook()
    for moment in one.own:
        people.apply(book, Noted(moment.pos, b"", 0, moment.fact))
    row = book.get(Person, one.person)
    assert row is not None
    row |= {"category": str(one.reading.category), "age_low": one.reading.low, "age_high": one.reading.high}
    return people.line_of(viewer, row, one.where, places=placed.takes(one.person, one.where.site or ""))


# -- one person's story ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """One fact of a person's story. `at`: when it happened; `recorded_at`: when this node took it; both UTC.

    `fact` is spelled in plain values without `said`; what the viewer may not see is left out and `hidden` says so.
    """

    pos: int
    entry: str
    kind: str
    by: StaffId
    at: datetime
    recorded_at: datetime
    fact: dict[str, Any]
    hidden: bool = False

    @property
    def told_late(self) -> bool:
        """Written more than a minute after it happened: then both times are worth showing."""
        return (self.recorded_at - self.at).total_seconds() > 60


def timeline(
    viewer: Viewer, past: Past, operation: OperationId, person: PersonId, before: int | None = None
) -> list[Told] | None:
    """Everything written about a person, by when it happened. None: nobody by that id whom this viewer may see.

    Facts of records decided to be the same person are part of the story; `before` is a length of the log.
    """
    line = people.one(viewer, operation, person)
    if line is None:
        return None
    members = _members(person)
    read = past.histories((f"person:{m}" for m in members), before)
    moments = {m.pos: m for history in read.values() for m in history}
    entries = {e.pos: e for e in reader.sealed_at(sorted(moments))}
    seen = _sight_of(viewer, operation, line)
    rooms = {type(m.fact).__module__ for m in moments.values()}
    shut = {room for room in rooms if not _opens(viewer, operation, line, room)}
    for compartment in {c for r in rooms - shut if (c := _COMPARTMENT.get(r)) is not None}:
        viewer.looks.note(compartment, person)
    if not hears(viewer, operation).takes(line.id, line.where.site or ""):
        shut.add(_OWN_WORDS)
    elif rooms & {views.__name__, release.__name__, visits.__name__}:
        viewer.looks.note(Compartment.STATEMENTS, person)
    told = [
        _told(seen, shut, moment, entries[pos].id.hex(), from_ms(entries[pos].took)) for pos, moment in moments.items()
    ]
    return sorted(told, key=lambda t: (t.at, t.pos))


def _sight_of(viewer: Viewer, operation: OperationId, line: PersonLine) -> Sight:
    """What the viewer may see of this one person; what must be written down first is noted."""
    health = reach(viewer, Compartment.HEALTH, operation).takes(line.id, line.where.site or "")
    return replace(sight(viewer), places=not line.hidden, health=health)


def _members(person: PersonId) -> list[PersonId]:
    """The record and every record that now stands under it."""
    found = [person]
    for above in found:
        with connection.cursor() as cursor:
            cursor.execute("SELECT person FROM registers_whereabout WHERE same_as = %s ORDER BY person", [above])
            found += [PersonId(row[0]) for row in cursor.fetchall() if row[0] not in found]
    return found


# Facts that say where somebody is or travels. Who may see names but not places reads that it was said, when and by
# whom, and not a word more: free text may name the very home another field hides.
_SAYS_WHERE: Final = frozenset(
    m.__name__ for m in (contests, movement, sightings, incidents, rollcalls, release, visits, gate, nearness)
)
# Facts that belong to a walled part of the record: without the right to it, one reads that something was written.
_COMPARTMENT: Final = {
    care.__name__: Compartment.HEALTH,
    health.__name__: Compartment.HEALTH,
    casework.__name__: Compartment.CASE,
    families.__name__: Compartment.CLAIMS,
    investigation.__name__: Compartment.INVESTIGATION,
    exhibits.__name__: Compartment.INVESTIGATION,
}
_PLACE_WORDS: Final = frozenset({"site", "unit", "last_seen", "circumstances", "place"})


# A child's own words inside a fact of another room: what it wants, before a release; what it answered when asked.
_OWN_WORDS: Final = "own-words"
_SAID_BY_THE_CHILD: Final = frozenset({"child_view", "view", "questions", "answers", "child_wanted"})
# What a list of its own shows to few, the story of a person shows to the same few.
_LISTED_AS: Final = {disclosures.__name__: "disclosure", shredding.__name__: "shredding"}


def _opens(viewer: Viewer, operation: OperationId, line: PersonLine, room: str) -> bool:
    """Whether the facts of one room about this person are this viewer's to read."""
    if room == daily.__name__:
        return may_care(viewer, operation)
    if room == views.__name__:
        return hears(viewer, operation).takes(line.id, line.where.site or "")
    if room in _LISTED_AS:
        return cards.may_list(viewer, operation, _LISTED_AS[room])
    compartment = _COMPARTMENT.get(room)
    return compartment is None or reach(viewer, compartment, operation).takes(line.id, line.where.site or "")


def _told(seen: Sight, shut: set[str], moment: Moment, entry: str, recorded_at: datetime) -> Told:
    fact: Fact = moment.fact
    plain = spelling(type(fact), "iso").write(fact)
    said = fact.said
    plain.pop("said")
    shown = _shown(seen, shut, fact, plain)
    hidden = shown.keys() != plain.keys()
    return Told(moment.pos, entry, KIND_OF[type(fact)][0], said.by, said.at, recorded_at, shown, hidden)


def _shown(seen: Sight, shut: set[str], fact: Fact, plain: dict[str, Any]) -> dict[str, Any]:
    room = type(fact).__module__
    if _OWN_WORDS in shut and room in (release.__name__, investigation.__name__, visits.__name__):
        plain = {k: "…" if k in _SAID_BY_THE_CHILD else v for k, v in plain.items()}
    if room == forms.__name__:  # answers are read on their own page, by whoever may know them
        return {k: plain[k] for k in ("person", "form") if k in plain}
    if room in shut or (room in _SAYS_WHERE and not seen.places):
        return {k: plain[k] for k in ("person", "whose") if k in plain}
    if room == contests.__name__ and seen.own_site_only:  # the other of the two places is beyond this gate
        return {k: plain[k] for k in ("person",) if k in plain}
    if room == shredding.__name__:  # an outline holds every place
        return {k: v for k, v in plain.items() if k not in ("outline", "kids")}
    if not seen.places:
        return {k: v for k, v in plain.items() if k not in _PLACE_WORDS}
    return plain
