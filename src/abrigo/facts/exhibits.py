"""Facts about things and files as proof: where each was found, by whom, under what, and whose hands it was ever in."""

from dataclasses import dataclass

from abrigo.facts.kinds import ExhibitId, MoveId, OperationId, PersonId, Said, StaffId


@dataclass(frozen=True, slots=True)
class ExhibitCollected:
    """`number` is on the label; `basis` the warrant or article; `seal` its number; `digest` sha256 hex; or empty.

    `person`: the child it is about, when it is about one. `of`: the exhibit it is a copy of.
    """

    operation: OperationId
    exhibit: ExhibitId
    number: str
    words: str
    person: PersonId | None
    where: str
    collector: str
    basis: str
    seal: str
    digest: str
    of: ExhibitId | None
    method: str
    said: Said


@dataclass(frozen=True, slots=True)
class ExhibitGiven:
    """`said.by` lets go of it, into the hands of `to`. It has not arrived before they say so."""

    operation: OperationId
    exhibit: ExhibitId
    move: MoveId
    to: StaffId
    purpose: str
    seal: str
    condition: str
    said: Said


@dataclass(frozen=True, slots=True)
class ExhibitTaken:
    """`said.by` has it now, with the seal as they found it."""

    operation: OperationId
    exhibit: ExhibitId
    move: MoveId
    seal: str
    condition: str
    said: Said


@dataclass(frozen=True, slots=True)
class ExhibitMoveTold:
    """A line of somebody's paper log: who gave, who took, in the paper's words; `digest` of the paper, sha256 hex."""

    operation: OperationId
    exhibit: ExhibitId
    move: MoveId
    gave: str
    took: str
    purpose: str
    seal: str
    digest: str
    said: Said


@dataclass(frozen=True, slots=True)
class SealOpened:
    """Opened for a reason by whoever holds it, and sealed again; `new` empty: it stays open."""

    operation: OperationId
    exhibit: ExhibitId
    old: str
    new: str
    reason: str
    said: Said


@dataclass(frozen=True, slots=True)
class ExhibitReturned:
    """Given back to whom it belongs, or destroyed, by this order or article: the end of its continuity."""

    operation: OperationId
    exhibit: ExhibitId
    to: str
    ground: str
    said: Said


Fact = ExhibitCollected | ExhibitGiven | ExhibitTaken | ExhibitMoveTold | SealOpened | ExhibitReturned
