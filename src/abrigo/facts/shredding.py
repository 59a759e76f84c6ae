"""Facts about words that are destroyed for good, and about words that must be kept: asked, counted down, held, gone.

They are sealed under the operation's key, not under the child's: they outlive what they speak of.
"""

from dataclasses import dataclass
from datetime import datetime

from abrigo.facts.kinds import HoldId, OperationId, PersonId, Said, ShreddingId


@dataclass(frozen=True, slots=True)
class ShreddingAsked:
    """`basis`: the law or decision by which the words may no longer be kept. `device` names the machine."""

    operation: OperationId
    shredding: ShreddingId
    whose: PersonId
    basis: str
    device: str
    said: Said


@dataclass(frozen=True, slots=True)
class ShreddingConfirmed:
    """The second hand. Nothing is destroyed before `due` (UTC), and until then one hand is enough to stop it."""

    operation: OperationId
    shredding: ShreddingId
    whose: PersonId
    due: datetime
    device: str
    said: Said


@dataclass(frozen=True, slots=True)
class ShreddingCancelled:
    operation: OperationId
    shredding: ShreddingId
    whose: PersonId
    reason: str
    said: Said


@dataclass(frozen=True, slots=True)
class WordsHeld:
    """A legal hold: until it is lifted nobody destroys a word of this person."""

    operation: OperationId
    hold: HoldId
    whose: PersonId
    basis: str
    said: Said


@dataclass(frozen=True, slots=True)
class HoldLifted:
    operation: OperationId
    hold: HoldId
    whose: PersonId
    basis: str
    said: Said


@dataclass(frozen=True, slots=True)
class Outlined:
    """What stays of one destroyed entry (its id, hex): a fact of the same kind without a word of anybody's.

    `body`: the fact, spelled as in the ledger; `after`: the entries it cited.
    """

    entry: str
    kind: str
    ver: int
    body: str
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyDestroyed:
    """Said by the house that did it. `kids`: what the destroyed keys were known by (hex).

    `outline` keeps the child in every count, of today and of the past; it holds places, hours and ids.
    """

    operation: OperationId
    shredding: ShreddingId
    whose: PersonId
    kids: tuple[str, ...]
    outline: tuple[Outlined, ...]
    said: Said


Fact = ShreddingAsked | ShreddingConfirmed | ShreddingCancelled | WordsHeld | HoldLifted | KeyDestroyed
