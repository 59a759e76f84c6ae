"""Facts about an alert for one person: requested, accepted, active, located, verified in person, closed."""

from dataclasses import dataclass

from abrigo.facts.kinds import AlertId, IncidentId, OperationId, PersonId, Place, Said, Told


@dataclass(frozen=True, slots=True)
class Packet:
    """What goes out with an alert, as it was known; an empty field never holds it back."""

    names: tuple[str, ...]
    age: str
    sex: Told
    has_photo: bool
    last_seen: str
    clothing: Told
    language: Told
    companions: tuple[str, ...]
    band: str
    reporter: str


@dataclass(frozen=True, slots=True)
class AlertRequested:
    operation: OperationId
    alert: AlertId
    person: PersonId
    incident: IncidentId | None
    packet: Packet
    said: Said


@dataclass(frozen=True, slots=True)
class AlertAccepted:
    person: PersonId
    alert: AlertId
    number: str
    said: Said


@dataclass(frozen=True, slots=True)
class AlertActivated:
    person: PersonId
    alert: AlertId
    said: Said


@dataclass(frozen=True, slots=True)
class AlertLocated:
    person: PersonId
    alert: AlertId
    place: Place
    source: str
    said: Said


@dataclass(frozen=True, slots=True)
class AlertVerified:
    """`verifier` saw the person with their own eyes."""

    person: PersonId
    alert: AlertId
    verifier: str
    said: Said


@dataclass(frozen=True, slots=True)
class AlertClosed:
    person: PersonId
    alert: AlertId
    reason: str
    said: Said


Fact = AlertRequested | AlertAccepted | AlertActivated | AlertLocated | AlertVerified | AlertClosed
