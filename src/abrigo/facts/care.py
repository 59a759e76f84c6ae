"""Facts about health checks: offered, done, or not, and why; a refusal is neutral and has a next offer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from abrigo.facts.kinds import CheckId, OperationId, PersonId, Said


class CheckOutcome(StrEnum):
    DONE = "done"
    REFUSED_BY_CAREGIVER = "refused-by-caregiver"
    ASSENT_NOT_GIVEN = "assent-not-given"
    NOT_REACHED = "not-reached"


@dataclass(frozen=True, slots=True)
class HealthCheckOffered:
    operation: OperationId
    person: PersonId
    check: CheckId
    said: Said


@dataclass(frozen=True, slots=True)
class HealthCheckAnswered:
    person: PersonId
    check: CheckId
    outcome: CheckOutcome
    next_offer: datetime | None
    said: Said


Fact = HealthCheckOffered | HealthCheckAnswered
