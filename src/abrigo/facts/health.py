"""Facts about a child's health: one note at a time, each in parts of its kind; a correction names the old one."""

from dataclasses import dataclass
from enum import StrEnum

from abrigo.facts.kinds import OperationId, PersonId, RecordId, Said


class HealthKind(StrEnum):
    """What a note is about. Which parts each kind has stands in rules/health.py."""

    VITALS = "vitals"
    GROWTH = "growth"
    ALLERGY = "allergy"
    MEDICINE = "medicine"
    DOSE = "dose"
    VACCINE = "vaccine"
    PREGNANCY = "pregnancy"
    FEEDING = "feeding"
    INJURY = "injury"
    MIND = "mind"
    LAST_EVENT = "last-event"


@dataclass(frozen=True, slots=True)
class Part:
    """One value of a note as text: a number in the unit of its field, a code, an ISO instant, or words."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class HealthNoted:
    """`corrects`: the note this one stands in for, which stays readable. No parts and a reason: it is taken back."""

    operation: OperationId
    person: PersonId
    record: RecordId
    kind: HealthKind
    parts: tuple[Part, ...]
    words: str
    corrects: RecordId | None
    said: Said


Fact = HealthNoted
