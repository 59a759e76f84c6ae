"""Movement. Nobody disappears between two places: a manifest says who is aboard, and the other side says who came."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from abrigo.facts.index import Fact
from abrigo.facts.kinds import LeaveId, OperationId, PersonId, SiteId, TransitId, UnitId
from abrigo.facts.movement import (
    Arrived,
    Boarded,
    LeaveBegan,
    LeaveEnded,
    LeaveKind,
    NotArrived,
    TransitClosed,
    TransitDeparted,
    TransitOpened,
    UnitChanged,
)
from abrigo.facts.operations import SiteKind
from abrigo.facts.views import View
from abrigo.rules.nearness import bound, near_needs, refuse_near
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.places import known_places, places_of, refuse_place
from abrigo.rules.refusals import Refusal, Why
from abrigo.rules.views import JOURNEY, ROOM, heard
from abrigo.rules.whereabouts import HERE, WHEREABOUTS, State, Whereabouts

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenTransit:
    operation: OperationId
    transit: TransitId
    manifest: str
    vehicle: SiteId
    origin: SiteId
    destination: SiteId
    escorts: tuple[str, ...]
    due: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Board:
    """`view`: of one child its words; of many the one reason why nobody asked them. None boards too, and is owed."""

    operation: OperationId
    transit: TransitId
    people: tuple[PersonId, ...]
    at: datetime
    view: View | None = None


@dataclass(frozen=True, slots=True)
class Depart:
    operation: OperationId
    transit: TransitId
    at: datetime


@dataclass(frozen=True, slots=True)
class Arrive:
    """The receiving side goes down the manifest: who came, and who is on it and did not."""

    operation: OperationId
    transit: TransitId
    came: tuple[PersonId, ...]
    at: datetime
    not_came: tuple[PersonId, ...] = ()
    site: SiteId | None = None  # when the vehicle went elsewhere than planned
    unit: UnitId | None = None


@dataclass(frozen=True, slots=True)
class BeginLeave:
    operation: OperationId
    person: PersonId
    leave: LeaveId
    kind: LeaveKind
    place: str
    escort: str
    at: datetime
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class EndLeave:
    operation: OperationId
    person: PersonId
    leave: LeaveId
    site: SiteId
    at: datetime
    unit: UnitId | None = None


@dataclass(frozen=True, slots=True)
class ChangeUnit:
    """`view` as in `Board`."""

    operation: OperationId
    people: tuple[PersonId, ...]
    site: SiteId
    unit: UnitId
    at: datetime
    view: View | None = None


Act = OpenTransit | Board | Depart | Arrive | BeginLeave | EndLeave | ChangeUnit

# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Transit:
    opened: TransitOpened | None = None
    aboard: frozenset[PersonId] = frozenset()  # boarded and neither arrived nor said not to have come
    departed: bool = False
    closed: bool = False


def learn(known: Transit, fact: Fact) -> Transit:
    match fact:
        case TransitOpened():
            return replace(known, opened=known.opened or fact)
        case Boarded(person=person):
            return replace(known, aboard=known.aboard | {person})
        case Arrived(person=person) | NotArrived(person=person):
            return replace(known, aboard=known.aboard - {person})
        case TransitDeparted():
            return replace(known, departed=True)
        case TransitClosed():
            return replace(known, closed=True)
        case _:
            return known


TRANSITS: Final = Room("transits", Transit(), learn)


def person_stream(person: PersonId) -> Stream:
    return Stream(WHEREABOUTS, f"person:{person}")


def where(past: Past, person: PersonId) -> Whereabouts:
    return past.of(WHEREABOUTS, f"person:{person}")


def nobody_here(past: Past, operation: OperationId, person: PersonId) -> bool:
    """Never heard of in this operation: an id from another one is nobody here."""
    known = where(past, person)
    return known.state is State.NOBODY or known.operation != operation


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield places_of(act.operation)
    match act:
        case OpenTransit(transit=transit):
            yield Stream(TRANSITS, f"transit:{transit}")
        case Depart(transit=transit):
            yield Stream(TRANSITS, f"transit:{transit}")
            if past.has(TRANSITS, f"transit:{transit}"):
                aboard = sorted(past.of(TRANSITS, f"transit:{transit}").aboard)
                yield from map(person_stream, aboard)
                yield from _needs_of_near(act, past, aboard)
        case Board(transit=transit, people=people):
            yield Stream(TRANSITS, f"transit:{transit}")
            yield from map(person_stream, people)
            yield from _needs_of_near(act, past, people)
        case Arrive(transit=transit):
            yield Stream(TRANSITS, f"transit:{transit}")
        case BeginLeave(person=person) | EndLeave(person=person):
            yield person_stream(person)
        case ChangeUnit(people=people):
            yield from map(person_stream, people)
            yield from _needs_of_near(act, past, people)


def _needs_of_near(act: Board | Depart | ChangeUnit, past: Past, people: Iterable[PersonId]) -> Iterable[Need]:
    """Whom the ones to be moved are kept with or from, and where those are."""
    of = tuple(people)
    yield from near_needs(past, act.operation, of)
    yield from map(person_stream, sorted(bound(past, of, act.at)))


def _free(past: Past, operation: OperationId, person: PersonId) -> bool:
    """In a breach, a fire, a house lost: whoever can be brought out is brought out, whatever a paper says."""
    known = where(past, person)
    return known.unconfirmed is not None or known.site in known_places(past, operation).lost


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    match act:
        case OpenTransit():
            return open_transit(past, act, hand)
        case Board():
            return board(past, act, hand)
        case Depart():
            return depart(past, act, hand)
        case Arrive():
            return arrive(past, act, hand)
        case BeginLeave():
            return begin_leave(past, act, hand)
        case EndLeave():
            return end_leave(past, act, hand)
        case ChangeUnit():
            return change_unit(past, act, hand)


def open_transit(past: Past, act: OpenTransit, hand: Hand) -> tuple[Fact, ...] | Refusal:
    places = known_places(past, act.operation)
    for site in (act.origin, act.destination, act.vehicle):
        if no := refuse_place(places, site):
            return no
    if places.sites[act.vehicle].kind is not SiteKind.VEHICLE:
        return Refusal(Why.NOT_A_VEHICLE, (act.vehicle,))
    if act.origin == act.destination:
        return Refusal(Why.SAME_PLACE)
    if past.of(TRANSITS, f"transit:{act.transit}").opened is not None:
        return Refusal(Why.TRANSIT_EXISTS, (act.transit,))
    if act.due < act.at:
        return Refusal(Why.DUE_BEFORE_NOW)
    return (
        TransitOpened(
            act.operation,
            act.transit,
            act.manifest,
            act.vehicle,
            act.origin,
            act.destination,
            act.escorts,
            act.due,
            hand.said,
        ),
    )


def refuse_list(people: tuple[PersonId, ...]) -> Refusal | None:
    if not people:
        return Refusal(Why.EMPTY_LIST)
    if twice := sorted({p for p in people if people.count(p) > 1}) if len(set(people)) < len(people) else []:
        return Refusal(Why.NAMED_TWICE, tuple(twice))
    return None


def _open_transit(past: Past, act: Board | Depart | Arrive) -> Transit | Refusal:
    transit = act.transit
    known = past.of(TRANSITS, f"transit:{transit}")
    if known.opened is None or known.opened.operation != act.operation:
        return Refusal(Why.UNKNOWN_TRANSIT, (transit,))
    if known.closed:
        return Refusal(Why.TRANSIT_CLOSED, (transit,))
    return known


def board(past: Past, act: Board, hand: Hand) -> tuple[Fact, ...] | Refusal:
    known = _open_transit(past, act)
    if isinstance(known, Refusal):
        return known
    opened = known.opened
    assert opened is not None
    if no := refuse_list(act.people):
        return no
    for reason, wrong in (
        (Why.UNKNOWN_PERSON, [p for p in act.people if nobody_here(past, act.operation, p)]),
        (Why.NOT_IN_OUR_CARE, [p for p in act.people if not where(past, p).open]),
        (Why.ALREADY_BOARDED, [p for p in act.people if p in known.aboard]),
        (Why.NOT_AT_THIS_SITE, [p for p in act.people if _not_at(where(past, p), opened.origin)]),
    ):
        if wrong:
            return Refusal(reason, tuple(wrong))
    held = tuple(p for p in act.people if not _free(past, act.operation, p))
    if no := refuse_near(
        past, act.operation, held, act.at,
        would_meet=lambda o: o in known.aboard,
        stays_behind=lambda _p, _o: False,  # a bus is filled one by one: whoever is left behind stops its departure
    ):  # fmt: skip
        return no
    asked = heard(act.operation, act.people, JOURNEY, act.transit, act.view, hand.said)
    if isinstance(asked, Refusal):
        return asked
    return (*(Boarded(p, act.transit, opened.vehicle, opened.due, hand.said) for p in act.people), *asked)


def _not_at(known: Whereabouts, site: SiteId) -> bool:
    return known.site != site or known.state not in HERE


def depart(past: Past, act: Depart, hand: Hand) -> tuple[Fact, ...] | Refusal:
    known = _open_transit(past, act)
    if isinstance(known, Refusal):
        return known
    if known.departed:
        return Refusal(Why.TRANSIT_CLOSED, (act.transit,))
    if not known.aboard:
        return Refusal(Why.EMPTY_LIST)
    opened = known.opened
    assert opened is not None
    held = tuple(p for p in sorted(known.aboard) if not _free(past, act.operation, p))
    if no := refuse_near(
        past, act.operation, held, act.at,
        would_meet=lambda o: o in known.aboard,
        stays_behind=lambda _p, o: o not in known.aboard and not _not_at(where(past, o), opened.origin),
    ):  # fmt: skip
        return no
    return (TransitDeparted(act.operation, act.transit, hand.said),)


def arrive(past: Past, act: Arrive, hand: Hand) -> tuple[Fact, ...] | Refusal:
    known = _open_transit(past, act)
    if isinstance(known, Refusal):
        return known
    opened = known.opened
    assert opened is not None
    site = act.site or opened.destination
    if no := refuse_place(known_places(past, act.operation), site, act.unit):
        return no
    everyone = (*act.came, *act.not_came)
    if no := refuse_list(everyone):
        return no
    if strangers := [p for p in everyone if p not in known.aboard]:
        return Refusal(Why.NOT_ON_THIS_MANIFEST, tuple(strangers))
    facts: list[Fact] = [Arrived(p, act.transit, site, act.unit, hand.said) for p in act.came]
    facts += [NotArrived(p, act.transit, site, hand.said) for p in act.not_came]
    if known.aboard == set(everyone):
        facts.append(TransitClosed(act.operation, act.transit, hand.said))
    return tuple(facts)


def begin_leave(past: Past, act: BeginLeave, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if nobody_here(past, act.operation, act.person):
        return Refusal(Why.UNKNOWN_PERSON, (act.person,))
    known = where(past, act.person)
    if not known.open:
        return Refusal(Why.NOT_IN_OUR_CARE, (act.person,))
    if known.state is State.OUT:
        return Refusal(Why.ALREADY_OUT, (act.person,))
    if act.due is not None and act.due < act.at:
        return Refusal(Why.DUE_BEFORE_NOW)
    return (LeaveBegan(act.person, act.leave, act.kind, act.place, act.escort, act.due, hand.said),)


def end_leave(past: Past, act: EndLeave, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if no := refuse_place(known_places(past, act.operation), act.site, act.unit):
        return no
    if nobody_here(past, act.operation, act.person):
        return Refusal(Why.UNKNOWN_PERSON, (act.person,))
    known = where(past, act.person)
    if known.state is not State.OUT or known.leave != act.leave:
        return Refusal(Why.NOT_OUT, (act.person,))
    return (LeaveEnded(act.person, act.leave, act.site, act.unit, hand.said),)


def change_unit(past: Past, act: ChangeUnit, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if no := refuse_place(known_places(past, act.operation), act.site, act.unit) or refuse_list(act.people):
        return no
    if unknown := [p for p in act.people if nobody_here(past, act.operation, p)]:
        return Refusal(Why.UNKNOWN_PERSON, tuple(unknown))
    if elsewhere := [p for p in act.people if _not_at(where(past, p), act.site)]:
        return Refusal(Why.NOT_AT_THIS_SITE, tuple(elsewhere))
    held = tuple(p for p in act.people if not _free(past, act.operation, p))
    if no := refuse_near(
        past, act.operation, held, act.at,
        would_meet=lambda o: _lives_in(where(past, o), act),
        stays_behind=lambda _p, o: o not in act.people and where(past, o).site == act.site
        and not _lives_in(where(past, o), act),
    ):  # fmt: skip
        return no
    asked = heard(act.operation, act.people, ROOM, act.unit, act.view, hand.said)
    if isinstance(asked, Refusal):
        return asked
    return (*(UnitChanged(p, act.site, act.unit, hand.said) for p in act.people), *asked)


def _lives_in(known: Whereabouts, act: ChangeUnit) -> bool:
    return known.site == act.site and known.unit == act.unit and known.open
