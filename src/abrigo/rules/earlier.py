"""Earlier stays. Where a child lived before is what somebody says of it, as exactly as they can say it and no more."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from abrigo.facts.earlier import EarlierStayTold, EarlierStayWithdrawn
from abrigo.facts.index import Fact
from abrigo.facts.kinds import OperationId, PersonId, Place, StayId
from abrigo.rules.intake import intake_of, refuse_unknown
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.refusals import Refusal, Why

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TellEarlierStay:
    """`since` and `until`: a year, a month or a day; empty when nobody can say. `under`: a removal it was part of."""

    operation: OperationId
    person: PersonId
    stay: StayId
    place: Place
    source: str
    at: datetime
    since: str = ""
    until: str = ""
    under: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawEarlierStay:
    operation: OperationId
    person: PersonId
    stay: StayId
    reason: str
    at: datetime


Act = TellEarlierStay | WithdrawEarlierStay

# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stays:
    told: dict[StayId, EarlierStayTold] = field(default_factory=dict)
    withdrawn: dict[StayId, EarlierStayWithdrawn] = field(default_factory=dict)


def learn(known: Stays, fact: Fact) -> Stays:
    match fact:
        case EarlierStayTold(stay=stay):
            return known if stay in known.told else replace(known, told={**known.told, stay: fact})
        case EarlierStayWithdrawn(stay=stay):
            return replace(known, withdrawn={**known.withdrawn, stay: fact})
        case _:
            return known


STAYS: Final = Room("stays", Stays(), learn)
_DAY: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def first_day(told: str) -> date | None:
    """The first day a partly told day may mean; None when it is no day. The empty text is none either."""
    found = _DAY.fullmatch(told)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None


def last_day(told: str) -> date | None:
    """The last day it may mean: of 2014 the last of December."""
    found, first = _DAY.fullmatch(told), first_day(told)
    if found is None or first is None or found[3]:
        return first
    if not found[2]:
        return date(first.year, 12, 31)
    later = date(first.year + first.month // 12, first.month % 12 + 1, 1) if first.year < 9999 else date(9999, 12, 31)
    return date.fromordinal(later.toordinal() - 1) if first.year < 9999 else later


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield intake_of(act.person)
    yield Stream(STAYS, f"person:{act.person}")


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if no := refuse_unknown(past, act.operation, (act.person,)):
        return no
    known = past.of(STAYS, f"person:{act.person}")
    match act:
        case TellEarlierStay():
            return tell(known, act, hand)
        case WithdrawEarlierStay():
            return withdraw(known, act, hand)


def tell(known: Stays, act: TellEarlierStay, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if act.stay in known.told:
        return Refusal(Why.STAY_EXISTS, (act.stay,))
    if not act.source.strip():
        return Refusal(Why.SOURCE_REQUIRED)
    if not (act.place.words.strip() or act.place.country.strip()):
        return Refusal(Why.WORDS_REQUIRED, ("place",))
    for name, told in (("since", act.since), ("until", act.until)):
        if told and first_day(told) is None:
            return Refusal(Why.DAY_UNREADABLE, (name,))
    begins, ends = first_day(act.since), last_day(act.until)
    if begins and ends and ends < begins:
        return Refusal(Why.ENDS_BEFORE_BEGINS)
    if begins and begins > hand.now.date():
        return Refusal(Why.FROM_THE_FUTURE)
    fact = EarlierStayTold(
        act.operation, act.person, act.stay, act.place, act.since, act.until, act.under, act.source, hand.said
    )
    return (fact,)


def withdraw(known: Stays, act: WithdrawEarlierStay, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if act.stay not in known.told:
        return Refusal(Why.UNKNOWN_STAY, (act.stay,))
    if act.stay in known.withdrawn:
        return Refusal(Why.ALREADY_WITHDRAWN, (act.stay,))
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED)
    return (EarlierStayWithdrawn(act.operation, act.person, act.stay, act.reason, hand.said),)
