"""Who may know. A right beyond one's office is asked for, given by two hands, and taken back by one.

An emergency opens what no two hands can open in time: one hand, one hour, loud, and looked at afterwards by another.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from abrigo.facts.grants import (
    Compartment,
    GrantAsked,
    GrantGiven,
    GrantRead,
    GrantRefused,
    GrantSupported,
    GrantWithdrawn,
    OverrideReviewed,
    OverrideTaken,
    Purpose,
)
from abrigo.facts.index import Fact
from abrigo.facts.kinds import AgencyId, GrantId, OperationId, OverrideId, PersonId, SiteId, StaffId
from abrigo.facts.streams import overrides_stream
from abrigo.rules.movement import nobody_here, person_stream
from abrigo.rules.orders import one_device
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.places import known_places, places_of, refuse_place
from abrigo.rules.refusals import Refusal, Why

LONGEST: Final = timedelta(days=180)  # whoever still needs it after half a year asks again
EMERGENCY: Final = timedelta(minutes=60)

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskGrant:
    operation: OperationId
    grant: GrantId
    compartment: Compartment
    purpose: Purpose
    until: datetime
    at: datetime
    agency: AgencyId | None = None
    staff: StaffId | None = None
    sites: tuple[SiteId, ...] = ()
    people: tuple[PersonId, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class GiveGrant:
    """Done by two, one after the other; the second opens it."""

    operation: OperationId
    grant: GrantId
    at: datetime


@dataclass(frozen=True, slots=True)
class RefuseGrant:
    operation: OperationId
    grant: GrantId
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReadGrant:
    operation: OperationId
    grant: GrantId
    at: datetime


@dataclass(frozen=True, slots=True)
class WithdrawGrant:
    operation: OperationId
    grant: GrantId
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TakeOverride:
    """`taker` is whoever acts: nobody calls an emergency in another's name."""

    operation: OperationId
    override: OverrideId
    taker: StaffId
    compartments: tuple[Compartment, ...]
    reason: str
    at: datetime
    people: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewOverride:
    operation: OperationId
    override: OverrideId
    taker: StaffId
    justified: bool
    words: str
    at: datetime


Act = AskGrant | GiveGrant | RefuseGrant | ReadGrant | WithdrawGrant | TakeOverride | ReviewOverride

# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Granting:
    """One right from asking to end."""

    asked: GrantAsked | None = None
    supported: GrantSupported | None = None
    given: GrantGiven | None = None
    refused: GrantRefused | None = None
    withdrawn: GrantWithdrawn | None = None
    read: frozenset[StaffId] = frozenset()

    @property
    def ended(self) -> bool:
        return self.refused is not None or self.withdrawn is not None


def learn(known: Granting, fact: Fact) -> Granting:
    match fact:
        case GrantAsked():
            return known if known.asked else replace(known, asked=fact)
        case GrantSupported():
            return known if known.supported else replace(known, supported=fact)
        case GrantGiven():
            return known if known.given else replace(known, given=fact)
        case GrantRefused():
            return replace(known, refused=fact)
        case GrantWithdrawn():
            return replace(known, withdrawn=fact)
        case GrantRead():
            return replace(known, read=known.read | {fact.said.by})
        case _:
            return known


@dataclass(frozen=True, slots=True)
class Emergencies:
    """Every emergency one person has called, and which of them somebody else has looked at."""

    taken: dict[OverrideId, OverrideTaken] = field(default_factory=dict)
    reviewed: frozenset[OverrideId] = frozenset()


def learn_override(known: Emergencies, fact: Fact) -> Emergencies:
    match fact:
        case OverrideTaken(override=id_):
            return replace(known, taken={**known.taken, id_: fact})
        case OverrideReviewed(override=id_):
            return replace(known, reviewed=known.reviewed | {id_})
        case _:
            return known


GRANTS: Final = Room("grants", Granting(), learn)
OVERRIDES: Final = Room("overrides", Emergencies(), learn_override)


def _overrides_of(operation: OperationId, taker: StaffId) -> str:
    return overrides_stream(operation, taker)


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield places_of(act.operation)
    match act:
        case AskGrant(grant=grant, people=people):
            yield Stream(GRANTS, f"grant:{grant}")
            yield from map(person_stream, people)
        case GiveGrant(grant=grant) | RefuseGrant(grant=grant) | ReadGrant(grant=grant) | WithdrawGrant(grant=grant):
            yield Stream(GRANTS, f"grant:{grant}")
        case TakeOverride(override=override, taker=taker, people=people):
            yield Stream(OVERRIDES, f"override:{override}")
            yield Stream(OVERRIDES, _overrides_of(act.operation, taker))
            yield from map(person_stream, people)
        case ReviewOverride(override=override, taker=taker):
            yield Stream(OVERRIDES, _overrides_of(act.operation, taker))


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    match act:
        case AskGrant():
            return ask(past, act, hand)
        case GiveGrant():
            return give(past, act, hand)
        case RefuseGrant():
            return refuse(past, act, hand)
        case ReadGrant():
            return read(past, act, hand)
        case WithdrawGrant():
            return withdraw(past, act, hand)
        case TakeOverride():
            return take_override(past, act, hand)
        case ReviewOverride():
            return review_override(past, act, hand)


def ask(past: Past, act: AskGrant, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if past.of(GRANTS, f"grant:{act.grant}").asked is not None:
        return Refusal(Why.GRANT_EXISTS, (act.grant,))
    if (act.agency is None) == (act.staff is None):
        return Refusal(Why.ONE_OFFICE_OR_ONE_PERSON)
    if not act.words.strip():
        return Refusal(Why.REASON_REQUIRED, ("words",))
    if act.until <= act.at:
        return Refusal(Why.DUE_BEFORE_NOW, ("until",))
    if act.until - act.at > LONGEST:
        return Refusal(Why.GRANT_TOO_LONG, ("until",))
    places = known_places(past, act.operation)
    for site in act.sites:
        if no := refuse_place(places, site):
            return no
    if unknown := [p for p in act.people if nobody_here(past, act.operation, p)]:
        return Refusal(Why.UNKNOWN_PERSON, tuple(unknown))
    return (
        GrantAsked(
            act.operation, act.grant, act.agency, act.staff, act.compartment, act.sites, act.people, act.purpose,
            act.until, act.words.strip(), hand.said,
        ),
    )  # fmt: skip


def _standing(past: Past, act: GiveGrant | RefuseGrant | ReadGrant | WithdrawGrant) -> Granting | Refusal:
    known = past.of(GRANTS, f"grant:{act.grant}")
    if known.asked is None or known.asked.operation != act.operation:
        return Refusal(Why.UNKNOWN_GRANT, (act.grant,))
    if known.ended or known.asked.until <= act.at:
        return Refusal(Why.GRANT_ENDED, (act.grant,))
    return known


def give(past: Past, act: GiveGrant, hand: Hand) -> tuple[Fact, ...] | Refusal:
    """Two people, two machines, and neither of them whoever asked or whoever gains."""
    known = _standing(past, act)
    if isinstance(known, Refusal):
        return known
    assert known.asked is not None
    if known.given is not None:
        return Refusal(Why.ALREADY_DECIDED, (act.grant,))
    if known.asked.until <= hand.now:  # a hand dated back gives nothing that is over
        return Refusal(Why.GRANT_ENDED, (act.grant,))
    if hand.by in (known.asked.said.by, known.asked.staff):
        return Refusal(Why.OWN_GRANT, (act.grant,))
    first = known.supported
    if first is None:
        return (GrantSupported(act.operation, act.grant, hand.device, hand.said),)
    if first.said.by == hand.by:
        return Refusal(Why.SAME_PERSON, (act.grant,))
    if one_device(first.device, hand):
        return Refusal(Why.SAME_DEVICE, (act.grant,))
    return (GrantGiven(act.operation, act.grant, hand.device, hand.said),)


def refuse(past: Past, act: RefuseGrant, hand: Hand) -> tuple[Fact, ...] | Refusal:
    known = _standing(past, act)
    if isinstance(known, Refusal):
        return known
    if known.given is not None:
        return Refusal(Why.ALREADY_DECIDED, (act.grant,))
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED, ("reason",))
    return (GrantRefused(act.operation, act.grant, act.reason.strip(), hand.said),)


def read(past: Past, act: ReadGrant, hand: Hand) -> tuple[Fact, ...] | Refusal:
    known = _standing(past, act)
    if isinstance(known, Refusal):
        return known
    assert known.asked is not None
    if known.given is None or (known.asked.staff != hand.by and known.asked.agency != hand.agency):
        return Refusal(Why.NOT_YOURS_TO_READ, (act.grant,))
    if hand.by in known.read:
        return Refusal(Why.ALREADY_ANSWERED, (act.grant,))
    return (GrantRead(act.operation, act.grant, hand.said),)


def withdraw(past: Past, act: WithdrawGrant, hand: Hand) -> tuple[Fact, ...] | Refusal:
    """One hand is enough to close what two had to open."""
    known = _standing(past, act)
    if isinstance(known, Refusal):
        return known
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED, ("reason",))
    return (GrantWithdrawn(act.operation, act.grant, act.reason.strip(), hand.said),)


def take_override(past: Past, act: TakeOverride, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if act.taker != hand.by:
        return Refusal(Why.ONLY_YOURSELF, ("taker",))
    if past.of(OVERRIDES, f"override:{act.override}").taken:
        return Refusal(Why.OVERRIDE_EXISTS, (act.override,))
    if not act.compartments:
        return Refusal(Why.EMPTY_LIST, ("compartments",))
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED, ("reason",))
    mine = past.of(OVERRIDES, _overrides_of(act.operation, act.taker))
    if left := sorted(mine.taken.keys() - mine.reviewed):
        return Refusal(Why.OVERRIDE_UNREVIEWED, tuple(left))
    if unknown := [p for p in act.people if nobody_here(past, act.operation, p)]:
        return Refusal(Why.UNKNOWN_PERSON, tuple(unknown))
    # An hour from the moment we hear of it: an emergency dated back would be an emergency without an end.
    return (
        OverrideTaken(
            act.operation, act.override, hand.by, hand.agency, act.compartments, act.people, act.reason.strip(),
            hand.now + EMERGENCY, hand.said,
        ),
    )  # fmt: skip


def review_override(past: Past, act: ReviewOverride, hand: Hand) -> tuple[Fact, ...] | Refusal:
    theirs = past.of(OVERRIDES, _overrides_of(act.operation, act.taker))
    if act.override not in theirs.taken:
        return Refusal(Why.UNKNOWN_OVERRIDE, (act.override,))
    if act.override in theirs.reviewed:
        return Refusal(Why.ALREADY_DECIDED, (act.override,))
    if act.taker == hand.by:
        return Refusal(Why.OWN_OVERRIDE, (act.override,))
    if not act.words.strip():
        return Refusal(Why.REASON_REQUIRED, ("words",))
    return (OverrideReviewed(act.operation, act.override, act.taker, act.justified, act.words.strip(), hand.said),)
