"""Facts about the end of our custody: proposed by one, countersigned by another; in error; transfer; death."""

from dataclasses import dataclass
from enum import StrEnum

from abrigo.facts.kinds import OperationId, PersonId, Place, ReleaseId, Said


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


Fact = ReleaseProposed | ReleaseRefused | Released | TransferredOut | ReleasedInError | Died
