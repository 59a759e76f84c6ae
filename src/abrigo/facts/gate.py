"""Facts of a gate: who stood there and what they were told, and how many stood outside at which minute."""

from dataclasses import dataclass
from enum import StrEnum

from abrigo.facts.kinds import AttemptId, OperationId, PersonId, Said, SiteId, VisitId


class GateWord(StrEnum):
    """What whoever stood there was told."""

    IN = "let-in"
    NOT_IN = "not-let-in"


@dataclass(frozen=True, slots=True)
class GateAnswered:
    """Somebody at a gate: as they called themselves, whom they asked for, what was seen, what they were told and why.

    `person`: the child meant, when the guard's screen knew; None keeps the words. `band`: what they showed or named.
    """

    operation: OperationId
    attempt: AttemptId
    site: SiteId
    who: str
    document: str
    asked_for: str
    band: str
    band_in_hand: bool
    person: PersonId | None
    visit: VisitId | None
    word: GateWord
    reason: str
    said: Said


@dataclass(frozen=True, slots=True)
class CrowdCounted:
    """How many stand outside, by eye, at `said.at`. Never part of any count of those in care."""

    operation: OperationId
    site: SiteId
    number: int
    words: str
    said: Said


Fact = GateAnswered | CrowdCounted
