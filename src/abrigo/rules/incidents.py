"""Incident. The list freezes at the minute of the breach, and nothing closes while one person has no state."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from abrigo.facts.incidents import (
    IncidentClosed,
    IncidentKind,
    IncidentNoted,
    IncidentOpened,
    IncidentRoomMoved,
    MissingDeclared,
    Unconfirmed,
)
from abrigo.facts.index import Fact
from abrigo.facts.kinds import IncidentId, NoteId, OperationId, PersonId, SiteId
from abrigo.rules.movement import nobody_here, person_stream, where
from abrigo.rules.past import Hand, Need, Past, Roll, Room, Stream
from abrigo.rules.places import known_places, places_of, refuse_place
from abrigo.rules.refusals import Refusal, Why
from abrigo.rules.whereabouts import State

# A breach after which nobody can be taken as still there; other incidents leave the count alone.
BREACHES: Final = frozenset({IncidentKind.FORCED_ENTRY, IncidentKind.ATTEMPTED_TAKING, IncidentKind.FIRE})

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """One tap. `room` is where it is run from: the site itself, or another when the site is lost."""

    operation: OperationId
    incident: IncidentId
    kind: IncidentKind
    site: SiteId
    at: datetime
    room: SiteId | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class NoteIncident:
    operation: OperationId
    incident: IncidentId
    note: NoteId
    words: str
    at: datetime
    adds_to: NoteId | None = None


@dataclass(frozen=True, slots=True)
class MoveIncidentRoom:
    operation: OperationId
    incident: IncidentId
    room: SiteId
    at: datetime


@dataclass(frozen=True, slots=True)
class DeclareMissing:
    operation: OperationId
    person: PersonId
    at: datetime
    incident: IncidentId | None = None


@dataclass(frozen=True, slots=True)
class CloseIncident:
    operation: OperationId
    incident: IncidentId
    words: str
    at: datetime


Act = OpenIncident | NoteIncident | MoveIncidentRoom | DeclareMissing | CloseIncident

# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Incident:
    opened: IncidentOpened | None = None
    room: SiteId | None = None
    notes: dict[NoteId, IncidentNoted] = field(default_factory=dict)
    closed: IncidentClosed | None = None


def learn(known: Incident, fact: Fact) -> Incident:
    match fact:
        case IncidentOpened():
            return known if known.opened else replace(known, opened=fact, room=fact.room)
        case IncidentNoted(note=note):
            return replace(known, notes={**known.notes, note: fact})
        case IncidentRoomMoved(room=room):
            return replace(known, room=room)
        case IncidentClosed():
            return replace(known, closed=fact)
        case _:
            return known


INCIDENTS: Final = Room("incidents", Incident(), learn)


def incident_of(incident: IncidentId) -> Stream:
    return Stream(INCIDENTS, f"incident:{incident}")


def known_incident(past: Past, incident: IncidentId) -> Incident:
    return past.of(INCIDENTS, f"incident:{incident}")


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield places_of(act.operation)
    match act:
        case OpenIncident():
            yield incident_of(act.incident)
            yield Roll(act.site)
        case DeclareMissing():
            yield person_stream(act.person)
        case CloseIncident():
            yield incident_of(act.incident)
            if past.has(INCIDENTS, f"incident:{act.incident}"):
                opened = known_incident(past, act.incident).opened
                yield from map(person_stream, opened.expected if opened else ())
        case _:
            yield incident_of(act.incident)


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    match act:
        case OpenIncident():
            return open_incident(past, act, hand)
        case DeclareMissing():
            known_person = where(past, act.person)
            if nobody_here(past, act.operation, act.person):
                return Refusal(Why.UNKNOWN_PERSON, (act.person,))
            if known_person.state is not State.UNACCOUNTED:
                return Refusal(Why.NOT_UNACCOUNTED, (act.person,))
            return (MissingDeclared(act.person, act.incident, hand.said),)
        case _:
            known = known_incident(past, act.incident)
            if known.opened is None or known.opened.operation != act.operation:
                return Refusal(Why.UNKNOWN_INCIDENT, (act.incident,))
    match act:
        case NoteIncident():
            return note(known, act, hand)
        case MoveIncidentRoom():
            if no := refuse_place(known_places(past, act.operation), act.room):
                return no
            if known.closed is not None:
                return Refusal(Why.INCIDENT_CLOSED, (act.incident,))
            return (IncidentRoomMoved(act.operation, act.incident, act.room, hand.said),)
        case CloseIncident():
            return close(past, known, act, hand)


def open_incident(past: Past, act: OpenIncident, hand: Hand) -> tuple[Fact, ...] | Refusal:
    room = act.room or act.site
    places = known_places(past, act.operation)
    if no := refuse_place(places, act.site) or refuse_place(places, room):
        return no
    if known_incident(past, act.incident).opened is not None:
        return Refusal(Why.INCIDENT_EXISTS, (act.incident,))
    expected = past.roll(act.site)
    opened = IncidentOpened(act.operation, act.incident, act.kind, act.site, room, expected, act.words, hand.said)
    if act.kind not in BREACHES:
        return (opened,)
    return (opened, *(Unconfirmed(p, act.incident, act.site, None, hand.said) for p in expected))


def note(known: Incident, act: NoteIncident, hand: Hand) -> tuple[Fact, ...] | Refusal:
    # The log takes lines also after closing: what was learnt late belongs to it too.
    if not act.words.strip():
        return Refusal(Why.VERBATIM_REQUIRED)
    if act.note in known.notes or (act.adds_to is not None and act.adds_to not in known.notes):
        return Refusal(Why.UNKNOWN_CLAIM, (act.adds_to or act.note,))
    return (IncidentNoted(act.operation, act.incident, act.note, act.adds_to, act.words, hand.said),)


def close(past: Past, known: Incident, act: CloseIncident, hand: Hand) -> tuple[Fact, ...] | Refusal:
    opened = known.opened
    assert opened is not None
    if known.closed is not None:
        return Refusal(Why.INCIDENT_CLOSED, (act.incident,))
    if left := [p for p in opened.expected if where(past, p).state is State.UNACCOUNTED]:
        return Refusal(Why.PEOPLE_WITHOUT_STATE, tuple(left))
    return (IncidentClosed(act.operation, act.incident, act.words, hand.said),)
