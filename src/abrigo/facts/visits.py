"""Facts about visits: asked for, approved by a second hand, put on hold, refused, and how they went."""

from dataclasses import dataclass
from datetime import datetime

from abrigo.facts.kinds import OperationId, PersonId, RequestId, Said, VisitId
from abrigo.facts.views import View


@dataclass(frozen=True, slots=True)
class VisitRequested:
    """`request`: the family request it comes from, when there is one."""

    operation: OperationId
    visit: VisitId
    person: PersonId
    visitor: str
    relation: str
    identity_seen: str
    begins: datetime
    ends: datetime
    words: str
    request: RequestId | None
    said: Said
    device: str = ""


@dataclass(frozen=True, slots=True)
class VisitApproved:
    """By another person than who asked for it. `supervisor`: who watches, when somebody must."""

    person: PersonId
    visit: VisitId
    supervised: bool
    supervisor: str
    conditions: str
    view: View
    said: Said
    device: str = ""


@dataclass(frozen=True, slots=True)
class VisitHeld:
    """Not now, with its reason; what was approved may be approved again."""

    person: PersonId
    visit: VisitId
    reason: str
    said: Said


@dataclass(frozen=True, slots=True)
class VisitRefused:
    """Kept as carefully as a visit that took place: the reason and where to appeal."""

    person: PersonId
    visit: VisitId
    reason: str
    appeal: str
    said: Said


@dataclass(frozen=True, slots=True)
class VisitRecorded:
    """How it went, who watched, and what the child wanted afterwards; or why it did not take place."""

    person: PersonId
    visit: VisitId
    took_place: bool
    words: str
    child_wanted: str
    supervised_by: str
    said: Said


Fact = VisitRequested | VisitApproved | VisitHeld | VisitRefused | VisitRecorded
