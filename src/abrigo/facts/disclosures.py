"""Facts about what was given out: of which child, to whom, for what, as of when; written before it leaves."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from abrigo.facts.grants import Purpose
from abrigo.facts.kinds import DisclosureId, OperationId, OrderId, PersonId, Said


class Reader(StrEnum):
    """Whom a file is made for. Each has a list of its own of what stands in it."""

    JUDGE = "judge"
    GUARDIAN = "guardian"
    FAMILY = "family"
    RECEIVING = "receiving-agency"
    CHILD = "the-child"


class Given(StrEnum):
    """In what form it left: the individual file, or a format of somebody else's system."""

    FILE = "file"
    FHIR = "fhir"
    CASE = "case"
    PFIF = "pfif"


@dataclass(frozen=True, slots=True)
class Disclosed:
    """`person` None: exhibits of the operation. `reader` None: a format, not a file. `to`: who receives it, in words.

    `about` (UTC) and `known_at` (a length of the log) are its two times; `digest` sha256 hex of what it says.
    `order`: the court order it was given out under, where it rests on one.
    """

    operation: OperationId
    disclosure: DisclosureId
    person: PersonId | None
    given: Given
    reader: Reader | None
    to: str
    purpose: Purpose
    language: str
    about: datetime
    known_at: int
    digest: str
    said: Said
    order: OrderId | None = None


Fact = Disclosed
