"""Nearness. Who is kept together is not parted by a bus sheet; who is kept apart is not put side by side by one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from abrigo.facts.index import Fact
from abrigo.facts.kinds import BondId, OperationId, PersonId
from abrigo.facts.nearness import ApartKept, BondEnded, Closeness, Distance, SplitDecided, TogetherKept
from abrigo.facts.orders import RestrictionSet
from abrigo.facts.views import View
from abrigo.rules.intake import intake_of, refuse_unknown
from abrigo.rules.orders import (
    NO_TRANSFER,
    RESTRICTIONS,
    Restrictions,
    in_force,
    learn_restriction,
    restrictions_of_all,
)
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.places import known_places, places_of
from abrigo.rules.refusals import Refusal, Why
from abrigo.rules.views import KEEPING_APART, SPLIT, heard

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeepTogether:
    operation: OperationId
    bond: BondId
    people: tuple[PersonId, ...]
    closeness: Closeness
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KeepApart:
    """From somebody on record (`other`) or from somebody by name; with a basis, an end and a day of review.

    `view`: what `person` said of it; None leaves it owed, as it is of `other`.
    """

    operation: OperationId
    bond: BondId
    person: PersonId
    distance: Distance
    basis: str
    at: datetime
    ends: datetime | None = None
    review: datetime | None = None
    other: PersonId | None = None
    other_name: str = ""
    view: View | None = None


@dataclass(frozen=True, slots=True)
class DecideSplit:
    """Parting one from those they are kept with: a reason, how they keep in touch, and when it is looked at again."""

    operation: OperationId
    bond: BondId
    person: PersonId
    reason: str
    contact: str
    at: datetime
    review: datetime | None = None
    view: View | None = None  # None: owed


@dataclass(frozen=True, slots=True)
class EndBond:
    operation: OperationId
    bond: BondId
    reason: str
    at: datetime


Act = KeepTogether | KeepApart | DecideSplit | EndBond

# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Near:
    """What binds one person to others and keeps them from others, and what a court keeps from being done with them."""

    restrictions: Restrictions = ()
    together: tuple[TogetherKept, ...] = ()
    apart: tuple[ApartKept, ...] = ()
    split: tuple[SplitDecided, ...] = ()

    def with_whom(self) -> frozenset[PersonId]:
        """Everyone this person may not be parted from."""
        parted = {s.bond for s in self.split}
        return frozenset(p for t in self.together if t.bond not in parted for p in t.people if p != t.person)

    def from_whom(self, at: datetime) -> frozenset[PersonId]:
        return frozenset(a.other for a in self.apart if a.other is not None and at < a.ends)


def learn(known: Near, fact: Fact) -> Near:
    match fact:
        case RestrictionSet():
            return replace(known, restrictions=learn_restriction(known.restrictions, fact))
        case TogetherKept():
            return replace(known, together=(*known.together, fact))
        case ApartKept():
            return replace(known, apart=(*known.apart, fact))
        case SplitDecided():
            return replace(known, split=(*known.split, fact))
        case BondEnded(bond=bond):
            return replace(
                known,
                together=tuple(t for t in known.together if t.bond != bond),
                apart=tuple(a for a in known.apart if a.bond != bond),
                split=tuple(s for s in known.split if s.bond != bond),
            )
        case _:
            return known


NEAR: Final = Room("near", Near(), learn)


def near_of(person: PersonId) -> Stream:
    return Stream(NEAR, f"person:{person}")


def known_near(past: Past, person: PersonId) -> Near:
    return past.of(NEAR, f"person:{person}")


@dataclass(frozen=True, slots=True)
class Bond:
    """One bond by its id: whom it names, whose parting from it was decided, and for whom it is over."""

    together: tuple[TogetherKept, ...] = ()
    apart: tuple[ApartKept, ...] = ()
    ended: bool = False

    @property
    def people(self) -> tuple[PersonId, ...]:
        return (*(t.person for t in self.together), *(a.person for a in self.apart))


def learn_bond(known: Bond, fact: Fact) -> Bond:
    match fact:
        case TogetherKept():
            return replace(known, together=(*known.together, fact))
        case ApartKept():
            return replace(known, apart=(*known.apart, fact))
        case BondEnded():
            return replace(known, ended=True)
        case _:
            return known


BONDS: Final = Room("bonds", Bond(), learn_bond)


def bond_of(bond: BondId) -> Stream:
    return Stream(BONDS, f"bond:{bond}")


def known_bond(past: Past, bond: BondId) -> Bond:
    return past.of(BONDS, f"bond:{bond}")


# -- what others ask before they move somebody ------------------------------------------------


def near_needs(past: Past, operation: OperationId, people: Iterable[PersonId]) -> Iterable[Need]:
    """What must be known before people are placed or boarded: of them, and then of whoever they are bound to."""
    yield restrictions_of_all(operation)
    for person in people:
        yield near_of(person)


def bound(past: Past, people: Iterable[PersonId], at: datetime) -> frozenset[PersonId]:
    """Everyone else these people are kept with or from, as far as it is known yet."""
    known = [known_near(past, p) for p in people if past.has(NEAR, f"person:{p}")]
    return frozenset(other for k in known for other in k.with_whom() | k.from_whom(at))


def refuse_near(
    past: Past,
    operation: OperationId,
    people: tuple[PersonId, ...],
    at: datetime,
    *,
    would_meet: Callable[[PersonId], bool],
    stays_behind: Callable[[PersonId, PersonId], bool],
) -> Refusal | None:
    """Why these people may not go where they are being put.

    `would_meet(other)`: whether somebody not among them is there already. `stays_behind(person, other)`: whether
    `other`, who is kept with `person`, is left where `person` is now.
    """
    everyone = past.of(RESTRICTIONS, restrictions_of_all(operation).id)
    for person in people:
        known = known_near(past, person)
        if in_force((*known.restrictions, *everyone), (NO_TRANSFER,), at):
            return Refusal(Why.TRANSFER_FORBIDDEN, (person,))
        if meets := sorted(o for o in known.from_whom(at) - {person} if o in people or would_meet(o)):
            return Refusal(Why.KEPT_APART, (person, *meets))
    for person in people:
        with_whom = known_near(past, person).with_whom()
        if left := sorted(o for o in with_whom if o not in people and stays_behind(person, o)):
            return Refusal(Why.KEPT_TOGETHER, (person, *left))
    return None


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield places_of(act.operation)
    yield bond_of(act.bond)
    match act:
        case KeepTogether(people=people):
            yield from map(intake_of, people)
        case KeepApart(person=person, other=other):
            yield from (intake_of(p) for p in (person, other) if p is not None)
        case DecideSplit(person=person):
            yield from (intake_of(person), near_of(person))
        case EndBond(bond=bond):
            if past.has(BONDS, f"bond:{bond}"):
                yield from (intake_of(p) for p in known_bond(past, bond).people)


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known_places(past, act.operation).opened is None:
        return Refusal(Why.UNKNOWN_OPERATION)
    match act:
        case KeepTogether():
            return keep_together(past, act, hand)
        case KeepApart():
            return keep_apart(past, act, hand)
        case DecideSplit():
            return split(past, act, hand)
        case EndBond():
            return end(past, act, hand)


def keep_together(past: Past, act: KeepTogether, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known_bond(past, act.bond).people:
        return Refusal(Why.BOND_EXISTS, (act.bond,))
    if len(set(act.people)) < 2 or len(set(act.people)) < len(act.people):
        return Refusal(Why.TWO_ARE_NEEDED)
    if no := refuse_unknown(past, act.operation, act.people):
        return no
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED)
    return tuple(TogetherKept(p, act.bond, act.people, act.closeness, act.reason, hand.said) for p in act.people)


def keep_apart(past: Past, act: KeepApart, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known_bond(past, act.bond).people:
        return Refusal(Why.BOND_EXISTS, (act.bond,))
    if act.other == act.person or (act.other is None and not act.other_name.strip()):
        return Refusal(Why.TWO_ARE_NEEDED)
    both = (act.person,) if act.other is None else (act.person, act.other)
    if no := refuse_unknown(past, act.operation, both):
        return no
    if not act.basis.strip():
        return Refusal(Why.BASIS_REQUIRED)
    if act.ends is None or act.ends <= act.at:
        return Refusal(Why.END_REQUIRED)
    if act.review is None or not act.at <= act.review <= act.ends:
        return Refusal(Why.REVIEW_REQUIRED)
    told = (act.distance, act.basis, act.ends, act.review, hand.said)
    facts = [ApartKept(act.person, act.bond, act.other, act.other_name, *told)]
    if act.other is not None:
        facts.append(ApartKept(act.other, act.bond, act.person, "", *told))
    asked = heard(act.operation, (act.person,), KEEPING_APART, act.bond, act.view, hand.said)
    return asked if isinstance(asked, Refusal) else (*facts, *asked)


def split(past: Past, act: DecideSplit, hand: Hand) -> tuple[Fact, ...] | Refusal:
    known = known_near(past, act.person)
    if no := refuse_unknown(past, act.operation, (act.person,)):
        return no
    if act.bond not in {t.bond for t in known.together}:
        return Refusal(Why.UNKNOWN_BOND, (act.bond,))
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED)
    if not act.contact.strip():
        return Refusal(Why.CONTACT_PLAN_REQUIRED)
    if act.review is None or act.review <= act.at:
        return Refusal(Why.REVIEW_REQUIRED)
    asked = heard(act.operation, (act.person,), SPLIT, act.bond, act.view, hand.said)
    if isinstance(asked, Refusal):
        return asked
    return (SplitDecided(act.person, act.bond, act.reason, act.contact, act.review, hand.said), *asked)


def end(past: Past, act: EndBond, hand: Hand) -> tuple[Fact, ...] | Refusal:
    known = known_bond(past, act.bond)
    if not known.people or known.ended or refuse_unknown(past, act.operation, known.people):
        return Refusal(Why.UNKNOWN_BOND, (act.bond,))
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED)
    return tuple(BondEnded(p, act.bond, act.reason, hand.said) for p in known.people)
