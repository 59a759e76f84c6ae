"""Orders. A judge's word is in effect when a second person has confirmed it; nothing limits anyone without an end."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from abrigo.facts.index import Fact
from abrigo.facts.kinds import OperationId, OrderId, PersonId, RestrictionId
from abrigo.facts.orders import (
    AccessRefused,
    AnnexLine,
    ConsularNotice,
    CourtDeclined,
    CourtDesignated,
    GroupListRefused,
    OrderConfirmed,
    OrderEntered,
    RestrictionSet,
)
from abrigo.facts.streams import orders_stream, restrictions_stream
from abrigo.rules.intake import intake_of, known_intake, refuse_unknown
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.places import known_places, places_of
from abrigo.rules.refusals import Refusal, Why

NO_CONTACT: Final = "no-contact"
SUPERVISED_ONLY: Final = "supervised-only"
NO_TRANSFER: Final = "no-transfer"
NO_RELEASE: Final = "no-release"
# Whoever may see a child only under somebody's eyes is nobody to take the child home.
KEEP_AWAY: Final = frozenset({NO_CONTACT, SUPERVISED_ONLY})

SHA256: Final = re.compile("[0-9a-f]{64}")

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EnterOrder:
    """As it stands on paper, its annex line by line; `ends` None: the paper names no end."""

    operation: OperationId
    order: OrderId
    issuer: str
    number: str
    allows: str
    begins: datetime
    verified_how: str
    at: datetime
    ends: datetime | None = None
    annex: tuple[AnnexLine, ...] = ()
    paper: str = ""
    ground: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmOrder:
    """The second person holds it against the paper, and has called the court back under a number of the house's own."""

    operation: OperationId
    order: OrderId
    at: datetime
    called_back: str = ""


@dataclass(frozen=True, slots=True)
class RecordDeclination:
    """A court has said that this is not its case."""

    operation: OperationId
    issuer: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordDesignation:
    """A higher court has said whose case it is."""

    operation: OperationId
    issuer: str
    designated: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SetRestriction:
    """`person` None: everyone of the operation. `against`: whom it keeps away, in words. Refused without an end."""

    operation: OperationId
    restriction: RestrictionId
    kind: str
    basis: str
    issuer: str
    scope: str
    begins: datetime
    at: datetime
    ends: datetime | None = None
    review: datetime | None = None
    person: PersonId | None = None
    against: str = ""


@dataclass(frozen=True, slots=True)
class RecordAccessRefused:
    operation: OperationId
    place: str
    refused_by: str
    under: str
    at: datetime
    seen: int = 0
    next_attempt: datetime | None = None


@dataclass(frozen=True, slots=True)
class NotifyConsulate:
    """One person, one consulate. There is no way to name two: that would be a list."""

    operation: OperationId
    person: PersonId
    country: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RefuseGroupList:
    operation: OperationId
    asked_by: str
    reason: str
    at: datetime


Act = (
    EnterOrder
    | ConfirmOrder
    | RecordDeclination
    | RecordDesignation
    | SetRestriction
    | RecordAccessRefused
    | NotifyConsulate
    | RefuseGroupList
)

# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Order:
    entered: OrderEntered | None = None
    confirmed: OrderConfirmed | None = None

    def in_effect(self, at: datetime) -> bool:
        """Confirmed, begun and not over at `at` (UTC). The end itself is no longer covered."""
        order = self.entered
        if order is None or self.confirmed is None:
            return False
        return order.begins <= at and (order.ends is None or at < order.ends)


def learn(known: Order, fact: Fact) -> Order:
    match fact:
        case OrderEntered():
            return replace(known, entered=known.entered or fact)
        case OrderConfirmed():
            return replace(known, confirmed=known.confirmed or fact)
        case _:
            return known


ORDERS: Final = Room("orders", Order(), learn)


Numbers = frozenset[tuple[str, str]]


def learn_number(known: Numbers, fact: Fact) -> Numbers:
    return known | {(_plain(fact.issuer), _plain(fact.number))} if isinstance(fact, OrderEntered) else known


# Every number a court has given an order of this operation: the second with the same one is a copy or a forgery.
NUMBERS: Final[Room[Numbers]] = Room("order-numbers", frozenset(), learn_number)


def numbers_of(operation: OperationId) -> Stream:
    return Stream(NUMBERS, orders_stream(operation))


Courts = tuple[CourtDeclined | CourtDesignated, ...]


def learn_court(known: Courts, fact: Fact) -> Courts:
    return (*known, fact) if isinstance(fact, CourtDeclined | CourtDesignated) else known


COURTS: Final[Room[Courts]] = Room("courts", (), learn_court)


def courts_of(operation: OperationId) -> Stream:
    return Stream(COURTS, orders_stream(operation))


def has_no_say(known: Courts, issuer: str, at: datetime) -> bool:
    """Whether this court had said by `at` that it is not its case, or another was named since; None said: it may."""
    court, said = _plain(issuer), sorted((f for f in known if f.said.at <= at), key=lambda f: f.said.at)
    designated = next((_plain(f.designated) for f in reversed(said) if isinstance(f, CourtDesignated)), "")
    if designated:
        return court != designated and any(_plain(f.issuer) == court for f in said if isinstance(f, CourtDeclined))
    return any(_plain(f.issuer) == court for f in said if isinstance(f, CourtDeclined))


def order_of(order: OrderId) -> Stream:
    return Stream(ORDERS, f"order:{order}")


def known_order(past: Past, order: OrderId) -> Order:
    return past.of(ORDERS, f"order:{order}")


Restrictions = tuple[RestrictionSet, ...]


def learn_restriction(known: Restrictions, fact: Fact) -> Restrictions:
    """One restriction said again under its id replaces itself; every other stays."""
    if not isinstance(fact, RestrictionSet):
        return known
    return (*(r for r in known if r.restriction != fact.restriction), fact)


RESTRICTIONS: Final[Room[Restrictions]] = Room("restrictions", (), learn_restriction)


def restrictions_of(person: PersonId) -> Stream:
    return Stream(RESTRICTIONS, f"person:{person}")


def restrictions_of_all(operation: OperationId) -> Stream:
    return Stream(RESTRICTIONS, restrictions_stream(operation))


def in_force(known: Restrictions, kinds: Iterable[str], at: datetime) -> Restrictions:
    """Those of these kinds that hold at `at` (UTC); the end itself is no longer covered."""
    wanted = frozenset(kinds)
    return tuple(r for r in known if r.kind in wanted and r.begins <= at < r.ends)


def keeps_away(known: Restrictions, against: str, at: datetime) -> RestrictionSet | None:
    """The restriction that keeps `against` from this person at `at`; one that names nobody keeps everybody away."""
    return next((r for r in in_force(known, KEEP_AWAY, at) if is_named(r.against, against)), None)


def is_named(named: str, who: str) -> bool:
    """Whether `who` may be the person named: each word of the name is among theirs, whatever case, accent or order.

    Rather too often than once too seldom: a person then looks, and a name that only resembles is explained in an hour.
    """
    asked = _words(who)
    return _words(named) <= asked if asked else _plain(named) == _plain(who)


def _words(text: str) -> frozenset[str]:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return frozenset("".join(c if c.isalnum() else " " for c in bare).casefold().split())


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield places_of(act.operation)
    match act:
        case EnterOrder(order=order, annex=annex):
            yield from (order_of(order), numbers_of(act.operation), courts_of(act.operation))
            yield from (intake_of(line.person) for line in annex if line.person is not None)
        case ConfirmOrder(order=order):
            yield order_of(order)
        case SetRestriction(person=person) if person is not None:
            yield intake_of(person)
        case NotifyConsulate(person=person):
            yield intake_of(person)
        case _:
            pass


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known_places(past, act.operation).opened is None:
        return Refusal(Why.UNKNOWN_OPERATION)
    match act:
        case EnterOrder():
            return enter(past, act, hand)
        case ConfirmOrder():
            return confirm(past, act, hand)
        case RecordDeclination():
            if no := _blank((act.issuer, Why.ISSUER_REQUIRED), (act.reason, Why.REASON_REQUIRED)):
                return no
            return (CourtDeclined(act.operation, act.issuer, act.reason, hand.said),)
        case RecordDesignation():
            if no := _blank((act.issuer, Why.ISSUER_REQUIRED), (act.designated, Why.COURT_REQUIRED)):
                return no
            return (CourtDesignated(act.operation, act.issuer, act.designated, hand.said),)
        case SetRestriction():
            return restrict(past, act, hand)
        case RecordAccessRefused():
            return access_refused(act, hand)
        case NotifyConsulate():
            return notify(past, act, hand)
        case RefuseGroupList():
            if no := _blank((act.reason, Why.REASON_REQUIRED)):
                return no
            return (GroupListRefused(act.operation, act.asked_by, act.reason, hand.said),)


def _at(need: Stream) -> tuple[Room[Any], str]:
    return need.room, need.id


def one_device(first: str, hand: Hand) -> bool:
    """Two accounts on one machine are one pair of hands; a machine nobody can name is taken for the same one."""
    return hand.device in ("", first)


def _blank(*asked: tuple[str, Why]) -> Refusal | None:
    """The first of the words asked for that nobody wrote."""
    return next((Refusal(why) for words, why in asked if not words.strip()), None)


def enter(past: Past, act: EnterOrder, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known_order(past, act.order).entered is not None:
        return Refusal(Why.ORDER_EXISTS, (act.order,))
    if no := _blank((act.issuer, Why.ISSUER_REQUIRED), (act.allows, Why.SCOPE_REQUIRED)):
        return no
    if act.ends is not None and act.ends <= act.begins:
        return Refusal(Why.ENDS_BEFORE_BEGINS)
    if act.number.strip() and (_plain(act.issuer), _plain(act.number)) in past.of(*_at(numbers_of(act.operation))):
        return Refusal(Why.ORDER_NUMBER_TAKEN)
    if has_no_say(past.of(*_at(courts_of(act.operation))), act.issuer, act.begins):
        return Refusal(Why.COURT_HAS_NO_SAY)
    if act.paper and not SHA256.fullmatch(act.paper):
        return Refusal(Why.DIGEST_MALFORMED)
    # The annex is kept as written, a person named twice included: how it differs from the register is the point.
    unknown = [p for line in act.annex if (p := line.person) is not None and not known_intake(past, p).known]
    if unknown:
        return Refusal(Why.UNKNOWN_PERSON, tuple(unknown))
    entered = OrderEntered(
        act.operation,
        act.order,
        act.issuer,
        act.number,
        act.allows,
        act.begins,
        act.ends,
        act.annex,
        act.verified_how,
        hand.said,
        act.paper,
        act.ground,
        hand.device,
    )
    return (entered,)


def confirm(past: Past, act: ConfirmOrder, hand: Hand) -> tuple[Fact, ...] | Refusal:
    known = known_order(past, act.order)
    if known.entered is None or known.entered.operation != act.operation:
        return Refusal(Why.UNKNOWN_ORDER, (act.order,))
    if known.confirmed is not None:
        return Refusal(Why.ALREADY_DECIDED, (act.order,))
    if known.entered.said.by == hand.by:
        return Refusal(Why.SAME_PERSON)
    if one_device(known.entered.device, hand):
        return Refusal(Why.SAME_DEVICE)
    if known.entered.ends is not None and known.entered.ends <= max(act.at, hand.now):
        return Refusal(Why.ORDER_NOT_IN_EFFECT, (act.order,))
    if not act.called_back.strip():
        return Refusal(Why.CALL_BACK_REQUIRED)
    return (OrderConfirmed(act.operation, act.order, hand.said, act.called_back, hand.device),)


def restrict(past: Past, act: SetRestriction, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if act.person is not None and (no := refuse_unknown(past, act.operation, (act.person,))):
        return no
    asked = ((act.kind, Why.KIND_REQUIRED), (act.basis, Why.BASIS_REQUIRED))
    if no := _blank(*asked, (act.issuer, Why.ISSUER_REQUIRED), (act.scope, Why.SCOPE_REQUIRED)):
        return no
    # What has no end becomes the way things are; what nobody looks at again stays after its reason is gone.
    if act.ends is None:
        return Refusal(Why.END_REQUIRED)
    if act.ends <= act.begins:
        return Refusal(Why.ENDS_BEFORE_BEGINS)
    if act.review is None or not act.begins <= act.review <= act.ends:
        return Refusal(Why.REVIEW_REQUIRED)
    limit = RestrictionSet(
        act.operation,
        act.restriction,
        act.kind,
        act.person,
        act.against,
        act.basis,
        act.issuer,
        act.scope,
        act.begins,
        act.ends,
        act.review,
        hand.said,
    )
    return (limit,)


def access_refused(act: RecordAccessRefused, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if act.seen < 0:
        return Refusal(Why.NEGATIVE_NUMBER, ("seen",))
    if act.next_attempt is not None and act.next_attempt < act.at:
        return Refusal(Why.DUE_BEFORE_NOW, ("next_attempt",))
    refused = AccessRefused(act.operation, act.place, act.refused_by, act.under, act.seen, act.next_attempt, hand.said)
    return (refused,)


def notify(past: Past, act: NotifyConsulate, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if no := refuse_unknown(past, act.operation, (act.person,)):
        return no
    if no := _blank((act.country, Why.COUNTRY_REQUIRED)):
        return no
    return (ConsularNotice(act.person, act.country, hand.said),)
