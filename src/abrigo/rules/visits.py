"""Visits. Two people open the door to a child, the child is asked first, and nothing approved outweighs a court."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from abrigo.facts.index import Fact
from abrigo.facts.kinds import OperationId, PersonId, RequestId, VisitId
from abrigo.facts.views import View
from abrigo.facts.visits import VisitApproved, VisitHeld, VisitRecorded, VisitRefused, VisitRequested
from abrigo.rules.identity import identity_of, known_identity
from abrigo.rules.intake import intake_of, refuse_unknown
from abrigo.rules.nearness import NEAR, Near, known_near, near_of
from abrigo.rules.orders import (
    NO_CONTACT,
    RESTRICTIONS,
    SUPERVISED_ONLY,
    Restrictions,
    in_force,
    is_named,
    one_device,
    restrictions_of_all,
)
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.places import known_places, places_of
from abrigo.rules.refusals import Refusal, Why
from abrigo.rules.views import is_whole

EARLY: Final = timedelta(minutes=30)  # before the hour, whoever comes waits inside and not in the street

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RequestVisit:
    operation: OperationId
    visit: VisitId
    person: PersonId
    visitor: str
    begins: datetime
    ends: datetime
    at: datetime
    relation: str = ""
    identity_seen: str = ""
    words: str = ""
    request: RequestId | None = None


@dataclass(frozen=True, slots=True)
class ApproveVisit:
    """By another than who asked, on another machine, with what the child wants (or why nobody could ask)."""

    operation: OperationId
    visit: VisitId
    person: PersonId
    view: View
    at: datetime
    supervised: bool = False
    supervisor: str = ""
    conditions: str = ""


@dataclass(frozen=True, slots=True)
class HoldVisit:
    operation: OperationId
    visit: VisitId
    person: PersonId
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RefuseVisit:
    operation: OperationId
    visit: VisitId
    person: PersonId
    reason: str
    appeal: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordVisit:
    operation: OperationId
    visit: VisitId
    person: PersonId
    took_place: bool
    words: str
    at: datetime
    child_wanted: str = ""
    supervised_by: str = ""


Act = RequestVisit | ApproveVisit | HoldVisit | RefuseVisit | RecordVisit

# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Visit:
    """`approved` is None while it waits, after a refusal, and while it is on hold."""

    requested: VisitRequested | None = None
    approved: VisitApproved | None = None
    refused: VisitRefused | None = None
    recorded: VisitRecorded | None = None

    def open_at(self, at: datetime) -> bool:
        """Approved, not over, and the hour is now (or half an hour away)."""
        asked = self.requested
        if asked is None or self.approved is None or self.recorded is not None:
            return False
        return asked.begins - EARLY <= at < asked.ends


def learn(known: Visit, fact: Fact) -> Visit:
    match fact:
        case VisitRequested():
            return replace(known, requested=known.requested or fact)
        case VisitApproved():
            return replace(known, approved=fact)
        case VisitHeld():
            return replace(known, approved=None)
        case VisitRefused():
            return replace(known, approved=None, refused=known.refused or fact)
        case VisitRecorded():
            return replace(known, recorded=known.recorded or fact)
        case _:
            return known


VISITS: Final = Room("visits", Visit(), learn)


def visit_of(visit: VisitId) -> Stream:
    return Stream(VISITS, f"visit:{visit}")


def known_visit(past: Past, visit: VisitId) -> Visit:
    return past.of(VISITS, f"visit:{visit}")


# -- what stands in the way ------------------------------------------------------------


def refuse_contact(
    near: Near,
    everyone: Restrictions,
    visitor: str,
    at: datetime,
    *,
    supervised: bool,
    names: Mapping[PersonId, tuple[str, ...]] | None = None,
) -> Refusal | None:
    """Why `visitor` may not be with this child at `at`: a court's word, somebody kept apart, or nobody watching.

    `names`: what those on record whom the child is kept from are called; a visitor is known by a name only.
    """
    limits = (*near.restrictions, *everyone)
    for limit in in_force(limits, (NO_CONTACT,), at):
        if is_named(limit.against, visitor):
            return Refusal(Why.CONTACT_FORBIDDEN, (limit.restriction,))
    for apart in near.apart:
        named = [apart.other_name, *((names or {}).get(apart.other, ()) if apart.other else ())]
        if at < apart.ends and any(n.strip() and is_named(n, visitor) for n in named):
            return Refusal(Why.KEPT_APART, (apart.person,))
    if not supervised:
        for limit in in_force(limits, (SUPERVISED_ONLY,), at):
            if is_named(limit.against, visitor):
                return Refusal(Why.SUPERVISION_REQUIRED, (limit.restriction,))
    return None


def contact_needs(past: Past, operation: OperationId, person: PersonId) -> Iterable[Need]:
    yield near_of(person)
    # Second asking: what the ones on record are called from whom this child is kept.
    if past.has(NEAR, f"person:{person}"):
        yield from map(identity_of, _kept_from(known_near(past, person)))
    yield restrictions_of_all(operation)


def _kept_from(near: Near) -> list[PersonId]:
    return sorted({a.other for a in near.apart if a.other is not None})


def refuse_this_contact(
    past: Past, operation: OperationId, person: PersonId, visitor: str, at: datetime, *, supervised: bool
) -> Refusal | None:
    everyone = past.of(RESTRICTIONS, restrictions_of_all(operation).id)
    near = known_near(past, person)
    names = {o: tuple(n.text for n in known_identity(past, o).standing_names()) for o in _kept_from(near)}
    return refuse_contact(near, everyone, visitor, at, supervised=supervised, names=names)


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield from (places_of(act.operation), visit_of(act.visit), intake_of(act.person))
    yield from contact_needs(past, act.operation, act.person)


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known_places(past, act.operation).opened is None:
        return Refusal(Why.UNKNOWN_OPERATION)
    if no := refuse_unknown(past, act.operation, (act.person,)):
        return no
    known = known_visit(past, act.visit)
    if isinstance(act, RequestVisit):
        return request(known, act, hand)
    if known.requested is None or known.requested.person != act.person or known.requested.operation != act.operation:
        return Refusal(Why.UNKNOWN_VISIT, (act.visit,))
    if known.recorded is not None:
        return Refusal(Why.ALREADY_DECIDED, (act.visit,))
    match act:
        case ApproveVisit():
            return approve(past, known.requested, act, hand)
        case HoldVisit():
            if not act.reason.strip():
                return Refusal(Why.REASON_REQUIRED)
            return (VisitHeld(act.person, act.visit, act.reason, hand.said),)
        case RefuseVisit():
            return refuse(known, act, hand)
        case RecordVisit():
            return record(known, act, hand)


def request(known: Visit, act: RequestVisit, hand: Hand) -> tuple[Fact, ...] | Refusal:
    """Anybody may be asked for by anybody: what stands in the way is said when it is approved, and kept."""
    if known.requested is not None:
        return Refusal(Why.VISIT_EXISTS, (act.visit,))
    if not act.visitor.strip():
        return Refusal(Why.VISITOR_REQUIRED)
    if act.ends <= act.begins:
        return Refusal(Why.ENDS_BEFORE_BEGINS)
    asked = VisitRequested(
        act.operation, act.visit, act.person, act.visitor, act.relation, act.identity_seen, act.begins, act.ends,
        act.words, act.request, hand.said, hand.device,
    )  # fmt: skip
    return (asked,)


def approve(past: Past, asked: VisitRequested, act: ApproveVisit, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if asked.said.by == hand.by:
        return Refusal(Why.SAME_PERSON)
    if one_device(asked.device, hand):
        return Refusal(Why.SAME_DEVICE)
    if known_visit(past, act.visit).refused is not None:
        return Refusal(Why.ALREADY_DECIDED, (act.visit,))
    now = max(act.at, hand.now)
    if asked.ends <= now:
        return Refusal(Why.VISIT_OVER, (act.visit,))
    if not is_whole(act.view):
        return Refusal(Why.VIEW_NOT_WHOLE)
    if act.supervised and not act.supervisor.strip():
        return Refusal(Why.SUPERVISOR_REQUIRED)
    # A limit that begins before the hour of the visit, or ends only after it began, is in its way.
    for hour in (max(now, asked.begins), asked.ends):
        if no := refuse_this_contact(past, act.operation, act.person, asked.visitor, hour, supervised=act.supervised):
            return no
    approved = VisitApproved(
        act.person, act.visit, act.supervised, act.supervisor, act.conditions, act.view, hand.said, hand.device
    )
    return (approved,)


def refuse(known: Visit, act: RefuseVisit, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known.refused is not None:
        return Refusal(Why.ALREADY_DECIDED, (act.visit,))
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED)
    if not act.appeal.strip():
        return Refusal(Why.APPEAL_REQUIRED)
    return (VisitRefused(act.person, act.visit, act.reason, act.appeal, hand.said),)


def record(known: Visit, act: RecordVisit, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if not act.words.strip():
        return Refusal(Why.WORDS_REQUIRED)
    if act.took_place:
        # That it took place is true whoever let it: what nobody approved is written too, and stands out.
        if not act.child_wanted.strip():
            return Refusal(Why.VIEW_NOT_WHOLE)
        if known.approved is not None and known.approved.supervised and not act.supervised_by.strip():
            return Refusal(Why.SUPERVISOR_REQUIRED)
    went = VisitRecorded(
        act.person, act.visit, act.took_place, act.words, act.child_wanted, act.supervised_by, hand.said
    )
    return (went,)
