"""Facts about a child whom two houses, not knowing of each other, placed in two places: a question, until answered."""

from dataclasses import dataclass
from enum import StrEnum

from abrigo.facts.kinds import ContestId, OperationId, PersonId, Said, SiteId, StaffId, UnitId


class Checked(StrEnum):
    """How whoever answers the question knows: never by picking the newer line."""

    SIGHT = "sight"
    BAND = "band"
    TELEPHONE = "telephone"


@dataclass(frozen=True, slots=True)
class PlaceClaim:
    """One house's word: this place, said by this person; `device` and `number` name the entry. `at`: ms, UTC."""

    site: SiteId
    by: StaffId
    at: int
    device: str
    number: int


@dataclass(frozen=True, slots=True)
class ContestRaised:
    """Said by the node that met both claims. Its id follows from the claims, so that two nodes raise one question."""

    operation: OperationId
    person: PersonId
    contest: ContestId
    claims: tuple[PlaceClaim, ...]
    said: Said


@dataclass(frozen=True, slots=True)
class ContestResolved:
    """A person says where the child is and how that was checked; every claim stays readable."""

    operation: OperationId
    person: PersonId
    contest: ContestId
    site: SiteId
    unit: UnitId | None
    checked: Checked
    words: str
    said: Said


Fact = ContestRaised | ContestResolved
