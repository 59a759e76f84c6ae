"""Places. An operation has sites, a site has units; a vehicle is a site while it carries children."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from abrigo.facts.index import Fact
from abrigo.facts.kinds import AgencyId, OperationId, SiteId, UnitId
from abrigo.facts.operations import OperationOpened, SiteKind, SiteLost, SiteOpened, UnitOpened
from abrigo.facts.streams import places_stream
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.refusals import Refusal, Why

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenOperation:
    operation: OperationId
    name: str
    zone: str
    agencies: tuple[AgencyId, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class OpenSite:
    operation: OperationId
    site: SiteId
    name: str
    kind: SiteKind
    agency: AgencyId
    at: datetime
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class OpenUnit:
    operation: OperationId
    site: SiteId
    unit: UnitId
    name: str
    at: datetime
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class LoseSite:
    """The site cannot be worked from; whatever runs there is run from `run_from`."""

    operation: OperationId
    site: SiteId
    run_from: SiteId
    at: datetime


Act = OpenOperation | OpenSite | OpenUnit | LoseSite

# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Places:
    opened: OperationOpened | None = None
    sites: dict[SiteId, SiteOpened] = field(default_factory=dict)
    units: dict[UnitId, UnitOpened] = field(default_factory=dict)
    lost: frozenset[SiteId] = frozenset()


def learn(known: Places, fact: Fact) -> Places:
    match fact:
        case OperationOpened():
            return replace(known, opened=fact)
        case SiteOpened(site=site):
            return replace(known, sites={**known.sites, site: fact})
        case UnitOpened(unit=unit):
            return replace(known, units={**known.units, unit: fact})
        case SiteLost(site=site):
            return replace(known, lost=known.lost | {site})
        case _:
            return known


PLACES: Final = Room("places", Places(), learn)


def places_of(operation: OperationId) -> Stream:
    return Stream(PLACES, places_stream(operation))


def known_places(past: Past, operation: OperationId) -> Places:
    return past.of(PLACES, places_stream(operation))


def refuse_place(places: Places, site: SiteId, unit: UnitId | None = None) -> Refusal | None:
    """None when the site (and unit) exist; else the reason."""
    if places.opened is None:
        return Refusal(Why.UNKNOWN_OPERATION)
    if site not in places.sites:
        return Refusal(Why.UNKNOWN_SITE, (site,))
    if unit is not None and (unit not in places.units or places.units[unit].site != site):
        return Refusal(Why.UNKNOWN_UNIT, (unit,))
    return None


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield places_of(act.operation)


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    places = known_places(past, act.operation)
    match act:
        case OpenOperation():
            if places.opened is not None:
                return Refusal(Why.OPERATION_EXISTS, (act.operation,))
            return (OperationOpened(act.operation, act.name, act.zone, act.agencies, hand.said),)
        case OpenSite():
            if places.opened is None:
                return Refusal(Why.UNKNOWN_OPERATION, (act.operation,))
            if act.site in places.sites:
                return Refusal(Why.SITE_EXISTS, (act.site,))
            return (SiteOpened(act.operation, act.site, act.name, act.kind, act.agency, act.capacity, hand.said),)
        case OpenUnit():
            if no := refuse_place(places, act.site):
                return no
            if act.unit in places.units:
                return Refusal(Why.SITE_EXISTS, (act.unit,))
            return (UnitOpened(act.operation, act.site, act.unit, act.name, act.capacity, hand.said),)
        case LoseSite():
            if no := refuse_place(places, act.site) or refuse_place(places, act.run_from):
                return no
            if act.site == act.run_from:
                return Refusal(Why.SAME_PLACE, (act.site,))
            return (SiteLost(act.operation, act.site, act.run_from, hand.said),)
