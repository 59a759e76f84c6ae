"""Facts about legal deadlines: by which law, the steps that start or meet them, and how far one was moved."""

from dataclasses import dataclass
from datetime import datetime

from abrigo.facts.kinds import OperationId, PersonId, Said


@dataclass(frozen=True, slots=True)
class LawChosen:
    """`pack`: whose deadlines this operation is held to from now on."""

    operation: OperationId
    pack: str
    said: Said


@dataclass(frozen=True, slots=True)
class StepTaken:
    """Somebody did what starts or meets a deadline of this person. `about`: the day it is about, of a hearing set."""

    operation: OperationId
    person: PersonId
    step: str
    court: str
    office: str
    words: str
    about: datetime | None
    said: Said


@dataclass(frozen=True, slots=True)
class ClockExtended:
    """`length` in the unit the law extends in. `authority`: who moved it, with its reason and its paper."""

    operation: OperationId
    person: PersonId
    clock: str
    length: int
    authority: str
    reason: str
    order: str
    said: Said


Fact = LawChosen | StepTaken | ClockExtended
