"""Release. Custody ends by two people's hands, towards a named recipient, with the child heard; never in a breach."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from abrigo.facts.incidents import Unconfirmed
from abrigo.facts.index import Fact
from abrigo.facts.kinds import IncidentId, OperationId, OrderId, PersonId, Place, ReleaseId
from abrigo.facts.release import (
    Died,
    FollowedUp,
    Outcome,
    Released,
    ReleasedInError,
    ReleaseHeld,
    ReleaseProposed,
    ReleaseRefused,
    TransferredOut,
)
from abrigo.facts.views import View
from abrigo.rules.ages import ages_of, known_ages, read
from abrigo.rules.incidents import incident_of, known_incident
from abrigo.rules.movement import nobody_here, person_stream, where
from abrigo.rules.orders import (
    NO_RELEASE,
    NO_TRANSFER,
    RESTRICTIONS,
    SHA256,
    in_force,
    keeps_away,
    known_order,
    one_device,
    order_of,
    restrictions_of,
    restrictions_of_all,
)
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.refusals import Refusal, Why
from abrigo.rules.views import is_whole
from abrigo.rules.whereabouts import ENDED, State

TRANSFERS: Final = frozenset({Outcome.TRANSFERRED_AGENCY, Outcome.TRANSFERRED_ABROAD})
# Nobody can hand over whom nobody of ours can point at: not on the road, not unaccounted for, not missing.
SEEN_WITH_US: Final = frozenset({State.PRESENT, State.OUT, State.UNRESOLVED})

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProposeRelease:
    """`view`: what the child was asked and wants, or why that is absent; `child_view`: an adult's wish in a word.

    `order`: the judge's, while an incident is open. `photos_absent`: why a child leaves without both photographs.
    `document_until`: when the recipient's document ends, if it says so.
    """

    operation: OperationId
    release: ReleaseId
    person: PersonId
    outcome: Outcome
    recipient: str
    identity_seen: str
    ground: str
    at: datetime
    child_view: str = ""
    place: Place | None = None
    order: OrderId | None = None
    called_back: str = ""
    consent: str = ""
    view: View | None = None
    photo_of_recipient: str = ""
    photo_of_person: str = ""
    photos_absent: str = ""
    document_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class CountersignRelease:
    """The second pair of eyes: everything that would have stopped the proposal is looked at again now.

    `not_free`: whoever signs is made to. Nothing ends, and the answer reads like any other that was written down.
    """

    operation: OperationId
    release: ReleaseId
    person: PersonId
    at: datetime
    order: OrderId | None = None
    not_free: bool = False


@dataclass(frozen=True, slots=True)
class RefuseRelease:
    operation: OperationId
    release: ReleaseId
    person: PersonId
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportReleasedInError:
    """Custody ended towards the wrong hands: from now on the person is unaccounted for, and looked for."""

    operation: OperationId
    release: ReleaseId
    person: PersonId
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A visit after a release: to whom the child went they may also be unwell with."""

    operation: OperationId
    release: ReleaseId
    person: PersonId
    child_seen: bool
    words: str
    at: datetime
    next_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecordDeath:
    operation: OperationId
    person: PersonId
    place: Place
    certified_by: str
    at: datetime


Act = ProposeRelease | CountersignRelease | RefuseRelease | FollowUp | ReportReleasedInError | RecordDeath

# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Release:
    proposed: ReleaseProposed | None = None
    refused: ReleaseRefused | None = None
    done: Released | TransferredOut | None = None
    held: ReleaseHeld | None = None
    in_error: ReleasedInError | None = None


def learn(known: Release, fact: Fact) -> Release:
    match fact:
        case ReleaseProposed():
            return replace(known, proposed=known.proposed or fact)
        case ReleaseRefused():
            return replace(known, refused=known.refused or fact)
        case Released() | TransferredOut():
            return replace(known, done=known.done or fact)
        case ReleaseHeld():
            return replace(known, held=known.held or fact)
        case ReleasedInError():
            return replace(known, in_error=known.in_error or fact)
        case _:
            return known


RELEASES: Final = Room("releases", Release(), learn)


def release_of(release: ReleaseId) -> Stream:
    return Stream(RELEASES, f"release:{release}")


def known_release(past: Past, release: ReleaseId) -> Release:
    return past.of(RELEASES, f"release:{release}")


Breaches = frozenset[IncidentId]


def learn_breach(known: Breaches, fact: Fact) -> Breaches:
    """Every breach this person was ever on the list of; being seen again does not end a breach, its closing does."""
    return known | {fact.incident} if isinstance(fact, Unconfirmed) else known


BREACHES: Final[Room[Breaches]] = Room("breaches", frozenset(), learn_breach)


def breaches_of(person: PersonId) -> Stream:
    return Stream(BREACHES, f"person:{person}")


def known_breaches(past: Past, person: PersonId) -> Breaches:
    return past.of(BREACHES, f"person:{person}")


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield person_stream(act.person)
    if isinstance(act, RecordDeath):
        return
    yield release_of(act.release)
    if isinstance(act, ProposeRelease | CountersignRelease):
        yield from (ages_of(act.person), restrictions_of(act.person), breaches_of(act.person))
        yield restrictions_of_all(act.operation)
        if act.order is not None:
            yield order_of(act.order)
        if past.has(RELEASES, f"release:{act.release}"):
            cited = cited_order(past, act)
            yield from () if cited is None else (order_of(cited),)
        # Second asking: whether the breaches this person was in are over.
        if past.has(BREACHES, f"person:{act.person}"):
            yield from map(incident_of, sorted(known_breaches(past, act.person)))


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if nobody_here(past, act.operation, act.person):
        return Refusal(Why.UNKNOWN_PERSON, (act.person,))
    match act:
        case ProposeRelease():
            return propose(past, act, hand)
        case RecordDeath():
            return record_death(past, act, hand)
        case _:
            known = known_release(past, act.release)
            proposed = known.proposed
            if proposed is None or proposed.person != act.person:
                return Refusal(Why.UNKNOWN_RELEASE, (act.release,))
    match act:
        case CountersignRelease():
            return countersign(past, known, proposed, act, hand)
        case RefuseRelease():
            return refuse(known, act, hand)
        case FollowUp():
            return follow_up(known, act, hand)
        case ReportReleasedInError():
            return released_in_error(past, known, act, hand)


def propose(past: Past, act: ProposeRelease, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known_release(past, act.release).proposed is not None:
        return Refusal(Why.RELEASE_EXISTS, (act.release,))
    for words, why in (
        (act.recipient, Why.RECIPIENT_REQUIRED),
        (act.identity_seen, Why.IDENTITY_REQUIRED),
        (act.ground, Why.GROUND_REQUIRED),
    ):
        if not words.strip():
            return Refusal(why)
    if act.document_until is not None and act.document_until <= max(act.at, hand.now):
        return Refusal(Why.DOCUMENT_EXPIRED)
    if no := refuse_now(past, act, hand, act.outcome, act.recipient):
        return no
    if act.order is not None and not act.called_back.strip():
        return Refusal(Why.CALL_BACK_REQUIRED)
    if act.outcome is Outcome.TRANSFERRED_ABROAD and not act.consent.strip():
        return Refusal(Why.CONSENT_REQUIRED)
    if any(p and not SHA256.fullmatch(p) for p in (act.photo_of_recipient, act.photo_of_person)):
        return Refusal(Why.DIGEST_MALFORMED)
    if act.view is not None and not is_whole(act.view):
        return Refusal(Why.CHILD_VIEW_REQUIRED)
    if read(known_ages(past, act.person), act.at).protected and (no := refuse_unheard(act)):
        return no
    proposed = ReleaseProposed(
        act.operation,
        act.release,
        act.person,
        act.outcome,
        act.recipient,
        act.identity_seen,
        _ground(past, act),
        act.child_view,
        act.place,
        hand.said,
        act.order,
        act.called_back,
        act.consent,
        act.view,
        act.photo_of_recipient,
        act.photo_of_person,
        hand.device,
        act.photos_absent,
    )
    return (proposed,)


def refuse_unheard(act: ProposeRelease) -> Refusal | None:
    """A child leaves with its view and two faces on record; what is missing of either has its reason."""
    if act.view is None:
        return Refusal(Why.CHILD_VIEW_REQUIRED)
    if not (act.photo_of_recipient and act.photo_of_person) and not act.photos_absent.strip():
        return Refusal(Why.PHOTOGRAPHS_REQUIRED)
    return None


def _ground(past: Past, act: ProposeRelease) -> str:
    """The ground as given; an order that opened a door in an incident is written down with it."""
    entered = known_order(past, act.order).entered if act.order is not None else None
    return act.ground if entered is None else f"{act.ground} [{entered.issuer}, {entered.number}]"


def refuse_now(
    past: Past, act: ProposeRelease | CountersignRelease, hand: Hand, outcome: Outcome, recipient: str
) -> Refusal | None:
    """What stops a release at the minute of the act, when it is proposed and again when it is countersigned.

    Looked at as of the minute that is named and as of now: a signature dated back opens no door that is shut today.
    """
    known = where(past, act.person)
    if known.state in ENDED:
        return Refusal(Why.CARE_HAS_ENDED, (act.person,))
    if known.state is State.SOUGHT:
        return Refusal(Why.NOT_IN_OUR_CARE, (act.person,))
    if no := _refuse_in_a_breach(past, act, hand):
        return no
    if known.state not in SEEN_WITH_US:
        return Refusal(Why.NOT_SEEN_WITH_US, (act.person,))
    if known.seen_at is not None and act.at < known.seen_at:
        # Dated before she was last seen, an end of custody would end nothing: the sighting after it brings her back.
        return Refusal(Why.SEEN_SINCE, (act.person,))
    if outcome is Outcome.RETURNED_STRANGER and known.state is not State.UNRESOLVED:
        return Refusal(Why.NOT_A_STRANGER, (act.person,))
    if outcome is not Outcome.RETURNED_STRANGER and known.state is State.UNRESOLVED:
        return Refusal(Why.IS_A_STRANGER, (act.person,))
    if outcome is Outcome.RELEASED_ADULT and read(known_ages(past, act.person), act.at).protected:
        # Let go as an adult, a child leaves with nobody who answers.
        return Refusal(Why.STILL_A_CHILD, (act.person,))
    minutes = (act.at, max(act.at, hand.now))
    return next((no for at in minutes if (no := refuse_limited(past, act, at, outcome, recipient))), None)


def refuse_limited(
    past: Past, act: ProposeRelease | CountersignRelease, at: datetime, outcome: Outcome, recipient: str
) -> Refusal | None:
    """What a court keeps from happening, to this person or to everyone of the operation."""
    everyone = restrictions_of_all(act.operation)
    limits = (*past.of(RESTRICTIONS, f"person:{act.person}"), *past.of(RESTRICTIONS, everyone.id))
    if stops := in_force(limits, (NO_RELEASE,), at):
        return Refusal(Why.RELEASE_FORBIDDEN, (stops[0].restriction,))
    if outcome in TRANSFERS and (stops := in_force(limits, (NO_TRANSFER,), at)):
        return Refusal(Why.TRANSFER_FORBIDDEN, (stops[0].restriction,))
    if limit := keeps_away(limits, recipient, at):
        return Refusal(Why.CONTACT_FORBIDDEN, (limit.restriction,))
    return None


def cited_order(past: Past, act: ProposeRelease | CountersignRelease) -> OrderId | None:
    """The order this rests on: the one named now, else the one it was proposed under."""
    proposed = known_release(past, act.release).proposed
    return act.order or (proposed.order if proposed is not None else None)


def _refuse_in_a_breach(past: Past, act: ProposeRelease | CountersignRelease, hand: Hand) -> Refusal | None:
    """In the confusion of a breach a stranger with a story leads a child out: only a judge's order opens the door."""
    cited = cited_order(past, act)
    if cited is not None:
        order = known_order(past, cited)
        if order.entered is None or order.entered.operation != act.operation:
            return Refusal(Why.UNKNOWN_ORDER, (cited,))
        if not (order.in_effect(act.at) and order.in_effect(max(act.at, hand.now))):
            return Refusal(Why.ORDER_NOT_IN_EFFECT, (cited,))
        named = {line.person for line in order.entered.annex}
        # An annex that names others is no word about this child, however urgent the hand that holds it.
        if named and act.person not in named:
            return Refusal(Why.ORDER_NAMES_OTHERS, (cited,))
    if act.order is not None:
        return None  # both hands name it: whoever countersigns has read it too
    breaches = sorted(known_breaches(past, act.person))
    running = [i for i in breaches if known_incident(past, i).closed is None]
    return Refusal(Why.INCIDENT_OPEN, tuple(running)) if running else None


def countersign(
    past: Past, known: Release, proposed: ReleaseProposed, act: CountersignRelease, hand: Hand
) -> tuple[Fact, ...] | Refusal:
    if known.done is not None or known.refused is not None:
        return Refusal(Why.ALREADY_DECIDED, (act.release,))
    if proposed.said.by == hand.by:
        return Refusal(Why.SAME_PERSON)
    if act.at < proposed.said.at:
        return Refusal(Why.SIGNED_BEFORE_PROPOSED, (act.release,))
    if act.not_free:
        return (ReleaseHeld(act.person, act.release, hand.said, hand.device),)
    if known.held is not None:
        return Refusal(Why.RELEASE_HELD, (act.release,))
    if one_device(proposed.device, hand):
        return Refusal(Why.SAME_DEVICE)
    if no := refuse_now(past, act, hand, proposed.outcome, proposed.recipient):
        return no
    ends = (proposed.outcome, proposed.recipient, proposed.ground)
    if proposed.outcome in TRANSFERS:
        return (TransferredOut(act.person, act.release, *ends, proposed.place, hand.said, hand.device),)
    return (Released(act.person, act.release, *ends, hand.said, hand.device),)


def refuse(known: Release, act: RefuseRelease, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known.done is not None or known.refused is not None:
        return Refusal(Why.ALREADY_DECIDED, (act.release,))
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED)
    return (ReleaseRefused(act.person, act.release, act.reason, hand.said),)


def follow_up(known: Release, act: FollowUp, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known.done is None:
        return Refusal(Why.NOT_RELEASED, (act.person,))
    if not act.words.strip():
        return Refusal(Why.REASON_REQUIRED)
    if act.next_due is not None and act.next_due < act.at:
        return Refusal(Why.DUE_BEFORE_NOW, ("next_due",))
    return (FollowedUp(act.person, act.release, act.child_seen, act.words, act.next_due, hand.said),)


def released_in_error(past: Past, known: Release, act: ReportReleasedInError, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known.done is None or known.in_error is not None or where(past, act.person).state is not State.RELEASED:
        return Refusal(Why.NOT_RELEASED, (act.person,))
    if not act.words.strip():
        return Refusal(Why.REASON_REQUIRED)
    return (ReleasedInError(act.person, act.release, act.words, hand.said),)


def record_death(past: Past, act: RecordDeath, hand: Hand) -> tuple[Fact, ...] | Refusal:
    known = where(past, act.person)
    if known.state is State.DIED:
        return Refusal(Why.CARE_HAS_ENDED, (act.person,))
    if not act.certified_by.strip():
        return Refusal(Why.CERTIFIER_REQUIRED)
    return (Died(act.person, act.place, act.certified_by, hand.said),)
