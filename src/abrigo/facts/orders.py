"""Facts about a judge's word: orders, courts that declined, restrictions with their expiry, refused access."""

from dataclasses import dataclass
from datetime import datetime

from abrigo.facts.kinds import OperationId, OrderId, PersonId, RestrictionId, Said


@dataclass(frozen=True, slots=True)
class AnnexLine:
    """One line of the list annexed to an order, as written there, and whom it is taken to mean (None: nobody yet)."""

    number: int
    text: str
    person: PersonId | None


@dataclass(frozen=True, slots=True)
class OrderEntered:
    """Written down, not yet in effect: a second person confirms."""

    operation: OperationId
    order: OrderId
    issuer: str
    number: str
    allows: str
    begins: datetime
    ends: datetime | None
    annex: tuple[AnnexLine, ...]
    verified_how: str
    said: Said
    paper: str = ""  # SHA-256 of the scanned act, kept in the vault
    ground: str = ""  # the legal ground it rests on, by which its court is checked
    device: str = ""


@dataclass(frozen=True, slots=True)
class OrderConfirmed:
    operation: OperationId
    order: OrderId
    said: Said
    called_back: str = ""  # who at the court said that it is theirs, and how they were reached
    device: str = ""


@dataclass(frozen=True, slots=True)
class CourtDeclined:
    operation: OperationId
    issuer: str
    reason: str
    said: Said


@dataclass(frozen=True, slots=True)
class CourtDesignated:
    operation: OperationId
    issuer: str
    designated: str
    said: Said


@dataclass(frozen=True, slots=True)
class RestrictionSet:
    """Never without basis, issuer, scope, an end and a day of review. `person` None: the whole operation."""

    operation: OperationId
    restriction: RestrictionId
    kind: str
    person: PersonId | None
    against: str
    basis: str
    issuer: str
    scope: str
    begins: datetime
    ends: datetime
    review: datetime
    said: Said


@dataclass(frozen=True, slots=True)
class AccessRefused:
    """Officials came to see children and were not let in: when, by whom, under which order, when next."""

    operation: OperationId
    place: str
    refused_by: str
    under: str
    seen: int
    next_attempt: datetime | None
    said: Said


@dataclass(frozen=True, slots=True)
class ConsularNotice:
    """One notice about one person to one consulate; group lists are refused."""

    person: PersonId
    country: str
    said: Said


@dataclass(frozen=True, slots=True)
class GroupListRefused:
    operation: OperationId
    asked_by: str
    reason: str
    said: Said


Fact = (
    OrderEntered
    | OrderConfirmed
    | CourtDeclined
    | CourtDesignated
    | RestrictionSet
    | AccessRefused
    | ConsularNotice
    | GroupListRefused
)
