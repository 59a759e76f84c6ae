"""Facts about the end of our custody: proposed by one, countersigned by another; in error; transfer; death."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from abrigo.facts.kinds import OperationId, OrderId, PersonId, Place, ReleaseId, Said
from abrigo.facts.views import View


class Outcome(StrEnum):
    REUNIFIED = "reunified"
    RELEASED_ADULT = "released-adult"
    RETURNED_STRANGER = "returned-stranger"
    TRANSFERRED_AGENCY = "transferred-agency"
    TRANSFERRED_ABROAD = "transferred-abroad"


@dataclass(frozen=True, slots=True)
class ReleaseProposed:
    """To whom, how their identity was seen, on what ground, and what the child wants (or why it is not known)."""

    operation: OperationId
    release: ReleaseId
    person: PersonId
    outcome: Outcome
    recipient: str
    identity_seen: str
    ground: str
    child_view: str
    place: Place | None
    said: Said
    order: OrderId | None = None
    called_back: str = ""  # who at the court confirmed the order, and how they were reached
    consent: str = ""  # of the receiving State, for a placement abroad
    view: View | None = None
    photo_of_recipient: str = ""  # SHA-256 of the sealed original
    photo_of_person: str = ""
    device: str = ""
    photos_absent: str = ""  # why one of them was not taken


@dataclass(frozen=True, slots=True)
class ReleaseRefused:
    person: PersonId
    release: ReleaseId
    reason: str
    said: Said


@dataclass(frozen=True, slots=True)
class Released:
    """Countersigned by a second person: custody ended at `said.at`."""

    person: PersonId
    release: ReleaseId
    outcome: Outcome
    recipient: str
    ground: str
    said: Said
    device: str = ""


@dataclass(frozen=True, slots=True)
class TransferredOut:
    """Custody went to another agency or State, countersigned; they answer from now on."""

    person: PersonId
    release: ReleaseId
    outcome: Outcome
    recipient: str
    ground: str
    place: Place | None
    said: Said
    device: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseHeld:
    """Whoever was to countersign is not free to say no. Nothing ended; nobody may end it until somebody else looks."""

    person: PersonId
    release: ReleaseId
    said: Said
    device: str = ""


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """A visit after care has ended: whether the child was seen, how they are, and when the next one is due."""

    person: PersonId
    release: ReleaseId
    child_seen: bool
    words: str
    next_due: datetime | None
    said: Said


@dataclass(frozen=True, slots=True)
class ReleasedInError:
    person: PersonId
    release: ReleaseId
    words: str
    said: Said


@dataclass(frozen=True, slots=True)
class Died:
    """The record is frozen from here, never deleted."""

    person: PersonId
    place: Place
    certified_by: str
    said: Said


Fact = ReleaseProposed | ReleaseRefused | Released | TransferredOut | ReleaseHeld | FollowedUp | ReleasedInError | Died
