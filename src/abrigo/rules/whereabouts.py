"""Where someone is, as a function of everything said about them: the heart of the count.

The fold takes the facts of one person (and of whoever is decided to be the same person) in order of *occurrence*,
so that the answer depends on what is known and never on the order in which it arrived. It accepts every fact and
refuses none: what was witnessed is kept, and what does not fit shows as a state.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import reduce

from abrigo.facts.contests import ContestRaised, ContestResolved
from abrigo.facts.identity import Linked, Unlinked
from abrigo.facts.incidents import MissingDeclared, Unconfirmed
from abrigo.facts.index import Fact
from abrigo.facts.intake import PersonReceived, PersonSought, StrangerFound
from abrigo.facts.kinds import ContestId, IncidentId, LeaveId, OperationId, PersonId, SiteId, StaffId, TransitId, UnitId
from abrigo.facts.movement import Arrived, Boarded, LeaveBegan, LeaveEnded, NotArrived, UnitChanged
from abrigo.facts.release import Died, Released, ReleasedInError, TransferredOut
from abrigo.facts.rollcalls import NotAnswered, RollCallAnswered
from abrigo.facts.sightings import BroughtBack, FoundInside, LocatedOutside, Seen, SeenElsewhere
from abrigo.rules.past import Room


class State(StrEnum):
    """The eight parts of the sum, and four ways of standing beside it."""

    PRESENT = "present"
    IN_TRANSIT = "in-transit"
    OUT = "out-with-authority"
    UNACCOUNTED = "unaccounted"
    MISSING = "missing"
    RELEASED = "released"
    TRANSFERRED = "transferred-out"
    DIED = "died"
    # beside the sum
    UNRESOLVED = "unresolved"  # turned up, never in custody: cared for, never matched by force
    SOUGHT = "sought"  # an alert asks for them; never in custody
    RETURNED = "returned"  # a stranger given back to their own people
    NOBODY = "nobody"  # nothing said yet


SUM: tuple[State, ...] = (
    State.PRESENT,
    State.IN_TRANSIT,
    State.OUT,
    State.UNACCOUNTED,
    State.MISSING,
    State.RELEASED,
    State.TRANSFERRED,
    State.DIED,
)
ENDED = frozenset({State.RELEASED, State.TRANSFERRED, State.DIED, State.RETURNED})
HERE = frozenset({State.PRESENT, State.UNACCOUNTED})


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """One person at one instant. Times are UTC. `site` answers for them even when they are not seen there."""

    state: State = State.NOBODY
    operation: OperationId | None = None
    site: SiteId | None = None
    unit: UnitId | None = None
    since: datetime | None = None
    received_at: datetime | None = None
    unconfirmed: IncidentId | None = None  # every earlier sighting was voided by this incident
    seen_at: datetime | None = None
    seen_site: SiteId | None = None
    seen_by: StaffId | None = None
    seen_how: str = ""
    transit: TransitId | None = None
    leave: LeaveId | None = None
    place: str = ""  # out with authority, located, transferred: where, in words
    due: datetime | None = None
    located: str = ""  # someone says where they are, nobody of ours has seen them
    in_error: bool = False
    contested: ContestId | None = None  # two houses placed them in two places, and nobody has gone to see yet
    last_at: datetime | None = None  # occurrence of the newest fact folded

    @property
    def in_custody(self) -> bool:
        return self.state in SUM

    @property
    def open(self) -> bool:
        """Somebody of ours answers for this person now."""
        return self.state in SUM and self.state not in ENDED


NOWHERE = Whereabouts()


def learn(known: Whereabouts, fact: Fact) -> Whereabouts:
    """One more thing said. Facts must come in order of occurrence; see `about`."""
    if not heard(fact):
        return known
    moved = _learn(known, fact)
    if known.contested is not None and type(fact) is not ContestResolved:
        moved = _still_contested(known.contested, moved)
    at = fact.said.at
    # Also what changes nothing sets the hour. A call at which she did not answer means nothing while she is thought
    # elsewhere; told later that she had been seen there before it, we must know to hear the call again.
    return moved if moved.last_at == at else replace(moved, last_at=at)


def _still_contested(contest: ContestId, moved: Whereabouts) -> Whereabouts:
    """A later sighting stands beside the claims; it does not answer the question by being the newer line."""
    if not moved.open:
        return moved
    if moved.state in (State.PRESENT, State.IN_TRANSIT, State.OUT):
        return replace(moved, state=State.UNACCOUNTED, contested=contest)
    return moved if moved.contested == contest else replace(moved, contested=contest)


HEARD: frozenset[type] = frozenset(
    {
        PersonReceived, StrangerFound, PersonSought, Boarded, Arrived, LeaveEnded, Seen, BroughtBack, FoundInside,
        NotArrived, LeaveBegan, UnitChanged, RollCallAnswered, NotAnswered, Unconfirmed, MissingDeclared,
        LocatedOutside, SeenElsewhere, Released, TransferredOut, Died, ReleasedInError,
        ContestRaised, ContestResolved,
    }
)  # fmt: skip


def heard(fact: Fact) -> bool:
    """Whether a fact can ever say where somebody is. "Looked for, not found" says it only when the call closes."""
    return type(fact) in HEARD and not (type(fact) is RollCallAnswered and not fact.present)


def _learn(known: Whereabouts, fact: Fact) -> Whereabouts:  # one line a fact, read as a table
    match fact:
        case PersonReceived():
            return _received(known, fact)
        case StrangerFound():
            return _stranger(known, fact)
        case PersonSought():
            if known.state is not State.NOBODY:
                return known
            return replace(known, state=State.SOUGHT, operation=fact.operation, since=fact.said.at)
        case Boarded():
            return _boarded(known, fact)
        case Arrived() | LeaveEnded() | Seen() | BroughtBack() | FoundInside():
            return _here(known, fact)
        case NotArrived():
            return _lost_on_the_way(known, fact)
        case LeaveBegan():
            return _out(known, fact)
        case UnitChanged():
            return replace(known, unit=fact.unit) if known.site == fact.site else known
        case RollCallAnswered():
            return _here(known, fact) if fact.present else known
        case NotAnswered():
            return _not_answered(known, fact)
        case Unconfirmed():
            return _unconfirmed(known, fact)
        case MissingDeclared():
            if known.state is not State.UNACCOUNTED:
                return known
            return replace(known, state=State.MISSING, since=fact.said.at, unconfirmed=None)
        case LocatedOutside():
            return replace(known, located=_words(fact.place.words, fact.place.country)) if known.open else known
        case SeenElsewhere():
            return replace(known, located=_words(fact.place.words, fact.place.country))
        case Released() | TransferredOut() | Died():
            return _ended(known, fact)
        case ContestRaised():
            if not known.open:
                return known
            state = State.MISSING if known.state is State.MISSING else State.UNACCOUNTED
            return replace(known, state=state, since=fact.said.at, contested=fact.contest)
        case ContestResolved():
            if not known.open or known.contested is None:
                return known
            return _at(known, fact.site, fact.unit, fact.said.at, fact.said.by, "contest-resolved")
        case ReleasedInError():
            if known.state is not State.RELEASED:
                return known
            return replace(known, state=State.UNACCOUNTED, since=fact.said.at, in_error=True)
        case _:
            return known


def _words(place: str, country: str) -> str:
    return f"{place}, {country}" if country else place


def _received(known: Whereabouts, fact: PersonReceived) -> Whereabouts:
    if known.in_custody:
        # A second reception of the same person is one more sighting of them, not one more person.
        return _at(known, fact.site, fact.unit, fact.said.at, fact.said.by, "received") if known.open else known
    began = replace(known, operation=fact.operation, received_at=fact.said.at, state=State.PRESENT)
    return _at(began, fact.site, fact.unit, fact.said.at, fact.said.by, "received")


def _stranger(known: Whereabouts, fact: StrangerFound) -> Whereabouts:
    if known.in_custody:
        return known
    beside = replace(known, state=State.UNRESOLVED, operation=fact.operation, site=fact.site, since=fact.said.at)
    return replace(beside, seen_at=fact.said.at, seen_site=fact.site, seen_by=fact.said.by, seen_how="found")


def _at(known: Whereabouts, site: SiteId, unit: UnitId | None, at: datetime, by: StaffId, how: str) -> Whereabouts:
    """Someone of ours sees the person here: that is where they are."""
    stayed = known.state is State.PRESENT and known.site == site
    return Whereabouts(  # spelled out, for `replace` takes twice as long and this is what almost every fact says
        state=State.PRESENT,
        operation=known.operation,
        site=site,
        unit=unit if unit is not None or not stayed else known.unit,
        since=known.since if stayed else at,
        received_at=known.received_at,
        seen_at=at,
        seen_site=site,
        seen_by=by,
        seen_how=how,
        last_at=at,
    )


def _here(
    known: Whereabouts, fact: Arrived | LeaveEnded | Seen | BroughtBack | FoundInside | RollCallAnswered
) -> Whereabouts:
    how = str(fact.how) if isinstance(fact, Seen | RollCallAnswered) else _how(fact)
    if known.open:
        unit = fact.unit if fact.unit is not None else (known.unit if known.site == fact.site else None)
        return _at(known, fact.site, unit, fact.said.at, fact.said.by, how)
    # A sighting is never refused, and never resurrects: after an end it is shown beside the end.
    return replace(known, seen_at=fact.said.at, seen_site=fact.site, seen_by=fact.said.by, seen_how=how)


def _how(fact: Fact) -> str:
    match fact:
        case Arrived():
            return "arrived"
        case LeaveEnded():
            return "came-back"
        case BroughtBack():
            return "brought-back"
        case FoundInside():
            return "found-inside"
        case _:
            return ""


def _boarded(known: Whereabouts, fact: Boarded) -> Whereabouts:
    if not known.open:
        return known
    aboard = replace(known, state=State.IN_TRANSIT, site=fact.vehicle, unit=None, since=fact.said.at)
    return replace(
        aboard,
        transit=fact.transit,
        leave=None,
        place="",
        due=fact.due,
        unconfirmed=None,
        seen_at=fact.said.at,
        seen_site=fact.vehicle,
        seen_by=fact.said.by,
        seen_how="boarded",
    )


def _lost_on_the_way(known: Whereabouts, fact: NotArrived) -> Whereabouts:
    if known.state is not State.IN_TRANSIT or known.transit != fact.transit:
        return known
    return replace(
        known, state=State.UNACCOUNTED, site=fact.site, unit=None, since=fact.said.at, transit=None, due=None
    )


def _out(known: Whereabouts, fact: LeaveBegan) -> Whereabouts:
    if not known.open:
        return known
    return replace(
        known,
        state=State.OUT,
        since=fact.said.at,
        leave=fact.leave,
        place=fact.place,
        due=fact.due,
        transit=None,
        unconfirmed=None,
    )


def _not_answered(known: Whereabouts, fact: NotAnswered) -> Whereabouts:
    if known.state not in HERE or known.site != fact.site:
        return known
    if known.seen_at is not None and known.seen_at >= fact.said.at and known.unconfirmed is None:
        return known
    since = known.since if known.state is State.UNACCOUNTED else fact.said.at
    return replace(known, state=State.UNACCOUNTED, since=since, unconfirmed=None)


def _unconfirmed(known: Whereabouts, fact: Unconfirmed) -> Whereabouts:
    if known.state not in HERE or known.site != fact.site:
        return known
    return replace(known, state=State.UNACCOUNTED, since=fact.said.at, unconfirmed=fact.incident)


def _ended(known: Whereabouts, fact: Released | TransferredOut | Died) -> Whereabouts:
    if known.state in (State.UNRESOLVED, State.RETURNED):
        return replace(known, state=State.RETURNED, since=fact.said.at)
    if not known.in_custody or known.state is State.DIED:
        return known
    state, place = _end(fact)
    return replace(
        known, contested=None, state=state, since=fact.said.at, place=place, due=None, transit=None, leave=None,
        unconfirmed=None,
    )  # fmt: skip


def _end(fact: Released | TransferredOut | Died) -> tuple[State, str]:
    match fact:
        case Released():
            return State.RELEASED, ""
        case TransferredOut():
            return State.TRANSFERRED, _words(fact.place.words, fact.place.country) if fact.place else ""
        case Died():
            return State.DIED, _words(fact.place.words, fact.place.country)


# -- at an instant -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moment:
    """A fact with its place in the book; `pos` breaks ties between facts of one instant."""

    pos: int
    fact: Fact


def in_order(moments: Iterable[Moment]) -> list[Moment]:
    """By occurrence, then by the order they were written."""
    return sorted(moments, key=lambda m: (m.fact.said.at, m.pos))


def about(moments: Iterable[Moment], instant: datetime) -> Whereabouts:
    """Where the person was at `instant`, by everything in `moments`, also what was only told later.

    Someone found hidden inside says since when: for every instant between, they were there all along; save where one
    of ours saw them somewhere else meanwhile, for what was seen outweighs what was told.
    """
    ordered = in_order(moments)
    known = reduce(learn, (m.fact for m in ordered if m.fact.said.at <= instant), NOWHERE)
    for later in ordered:
        fact = later.fact
        if isinstance(fact, FoundInside) and _was_inside(known, fact, instant):
            there = _at(known, fact.site, fact.unit, fact.said.at, fact.said.by, "found-inside")
            return there if there.since == known.since else replace(there, since=fact.since)
    return known


def _was_inside(known: Whereabouts, fact: FoundInside, instant: datetime) -> bool:
    if not known.open or not fact.since <= instant < fact.said.at:
        return False
    return known.seen_at is None or known.seen_at <= fact.since or known.seen_site == fact.site


def recall(moments: Iterable[Moment]) -> Whereabouts:
    """Where the person is, by everything said so far."""
    return reduce(learn, (m.fact for m in in_order(moments)), NOWHERE)


# -- who is the same person ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Link:
    """`same_as` is the record that is counted; None when this record counts for itself."""

    same_as: PersonId | None = None
    members: frozenset[PersonId] = frozenset()  # records decided to be this one


def learn_link(known: Link, fact: Fact, me: PersonId) -> Link:
    match fact:
        case Linked(person=person, same_as=same_as):
            if person == me:
                return replace(known, same_as=same_as)
            return replace(known, members=known.members | {person}) if same_as == me else known
        case Unlinked(person=person, same_as=same_as):
            if person == me and known.same_as == same_as:
                return replace(known, same_as=None)
            return replace(known, members=known.members - {person}) if same_as == me else known
        case _:
            return known


WHEREABOUTS: Room[Whereabouts] = Room("whereabouts", NOWHERE, learn)
