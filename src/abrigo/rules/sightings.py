"""Sightings. A sighting is never refused for what it says; only for naming nobody or nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from abrigo.facts.index import Fact
from abrigo.facts.kinds import IncidentId, OperationId, PersonId, Place, SiteId, UnitId
from abrigo.facts.sightings import BroughtBack, FoundInside, How, LocatedOutside, Seen, SeenElsewhere
from abrigo.rules.movement import nobody_here, person_stream
from abrigo.rules.past import Hand, Need, Past
from abrigo.rules.places import known_places, places_of, refuse_place
from abrigo.rules.refusals import Refusal, Why


@dataclass(frozen=True, slots=True)
class See:
    operation: OperationId
    person: PersonId
    site: SiteId
    how: How
    at: datetime
    unit: UnitId | None = None


@dataclass(frozen=True, slots=True)
class FindInside:
    """Hidden or overlooked: had never left. `since` is from when on they say they were there."""

    operation: OperationId
    person: PersonId
    site: SiteId
    since: datetime
    at: datetime
    unit: UnitId | None = None
    incident: IncidentId | None = None


@dataclass(frozen=True, slots=True)
class LocateOutside:
    operation: OperationId
    person: PersonId
    place: Place
    source: str
    at: datetime
    incident: IncidentId | None = None


@dataclass(frozen=True, slots=True)
class BringBack:
    operation: OperationId
    person: PersonId
    site: SiteId
    brought_by: str
    at: datetime
    unit: UnitId | None = None
    incident: IncidentId | None = None


@dataclass(frozen=True, slots=True)
class ReportSeenElsewhere:
    operation: OperationId
    person: PersonId
    place: Place
    source: str
    in_company_of: str
    at: datetime


Act = See | FindInside | LocateOutside | BringBack | ReportSeenElsewhere


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield places_of(act.operation)
    yield person_stream(act.person)


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if nobody_here(past, act.operation, act.person):
        return Refusal(Why.UNKNOWN_PERSON, (act.person,))
    if isinstance(act, See | FindInside | BringBack) and (
        no := refuse_place(known_places(past, act.operation), act.site, act.unit)
    ):
        return no
    match act:
        case See():
            return (Seen(act.person, act.site, act.unit, act.how, hand.said),)
        case FindInside():
            if act.since > act.at:
                return Refusal(Why.SINCE_AFTER_FOUND)
            return (FoundInside(act.person, act.incident, act.site, act.unit, act.since, hand.said),)
        case LocateOutside():
            return (LocatedOutside(act.person, act.incident, act.place, act.source, hand.said),)
        case BringBack():
            return (BroughtBack(act.person, act.incident, act.site, act.unit, act.brought_by, hand.said),)
        case ReportSeenElsewhere():
            return (SeenElsewhere(act.person, act.place, act.source, act.in_company_of, hand.said),)
