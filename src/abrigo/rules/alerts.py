"""Alerts. Asked for at once and never held back by an empty field; closed only by someone who saw the child."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from abrigo.facts.alerts import (
    AlertAccepted,
    AlertActivated,
    AlertClosed,
    AlertLocated,
    AlertRequested,
    AlertVerified,
    Packet,
)
from abrigo.facts.index import Fact
from abrigo.facts.kinds import AlertId, IncidentId, OperationId, PersonId, Place
from abrigo.rules.movement import nobody_here, person_stream
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.refusals import Refusal, Why

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RequestAlert:
    """The packet as the desk prepared it (registers/packets.py): whatever is empty stays empty and goes out."""

    operation: OperationId
    alert: AlertId
    person: PersonId
    packet: Packet
    at: datetime
    incident: IncidentId | None = None


@dataclass(frozen=True, slots=True)
class AcceptAlert:
    operation: OperationId
    person: PersonId
    alert: AlertId
    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ActivateAlert:
    operation: OperationId
    person: PersonId
    alert: AlertId
    at: datetime


@dataclass(frozen=True, slots=True)
class LocateAlert:
    operation: OperationId
    person: PersonId
    alert: AlertId
    place: Place
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VerifyAlert:
    """`verifier` saw the person with their own eyes."""

    operation: OperationId
    person: PersonId
    alert: AlertId
    verifier: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CloseAlert:
    operation: OperationId
    person: PersonId
    alert: AlertId
    reason: str
    at: datetime


Act = RequestAlert | AcceptAlert | ActivateAlert | LocateAlert | VerifyAlert | CloseAlert

# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Alert:
    requested: AlertRequested | None = None
    number: str = ""
    active: bool = False
    located: AlertLocated | None = None
    verified: AlertVerified | None = None
    closed: AlertClosed | None = None


def learn(known: Alert, fact: Fact) -> Alert:
    match fact:
        case AlertRequested():
            return replace(known, requested=known.requested or fact)
        case AlertAccepted(number=number):
            return replace(known, number=number)
        case AlertActivated():
            return replace(known, active=True)
        case AlertLocated():
            return replace(known, located=fact)
        case AlertVerified():
            return replace(known, verified=fact)
        case AlertClosed():
            return replace(known, closed=fact)
        case _:
            return known


ALERTS: Final = Room("alerts", Alert(), learn)


def alert_of(alert: AlertId) -> Stream:
    return Stream(ALERTS, f"alert:{alert}")


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield alert_of(act.alert)
    yield person_stream(act.person)


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    known = past.of(ALERTS, f"alert:{act.alert}")
    if isinstance(act, RequestAlert):
        return request(past, known, act, hand)
    if known.requested is None or (known.requested.person, known.requested.operation) != (act.person, act.operation):
        return Refusal(Why.UNKNOWN_ALERT, (act.alert,))
    if known.closed is not None:
        return Refusal(Why.ALERT_CLOSED, (act.alert,))
    match act:
        case AcceptAlert():
            if not act.number.strip():
                return Refusal(Why.NOT_YET_ACCEPTED)
            return (AlertAccepted(act.person, act.alert, act.number, hand.said),)
        case ActivateAlert():
            if not known.number:
                return Refusal(Why.NOT_YET_ACCEPTED, (act.alert,))
            return (AlertActivated(act.person, act.alert, hand.said),)
        case LocateAlert():
            return (AlertLocated(act.person, act.alert, act.place, act.source, hand.said),)
        case VerifyAlert():
            if not act.verifier.strip():
                return Refusal(Why.NOT_VERIFIED_IN_PERSON)
            return (AlertVerified(act.person, act.alert, act.verifier, hand.said),)
        case CloseAlert():
            return close(known, act, hand)


def request(past: Past, known: Alert, act: RequestAlert, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known.requested is not None:
        return Refusal(Why.ALERT_EXISTS, (act.alert,))
    if nobody_here(past, act.operation, act.person):
        return Refusal(Why.UNKNOWN_PERSON, (act.person,))
    return (AlertRequested(act.operation, act.alert, act.person, act.incident, act.packet, hand.said),)


def close(known: Alert, act: CloseAlert, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known.verified is None:
        return Refusal(Why.NOT_VERIFIED_IN_PERSON, (act.alert,))
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED)
    return (AlertClosed(act.person, act.alert, act.reason, hand.said),)
