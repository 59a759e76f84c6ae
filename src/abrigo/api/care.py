"""What travels with a child's health, and what a child needs, for programs of whoever may read it at a desk."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from abrigo.api.problems import trouble
from abrigo.api.questions import Id, caller, entered, question
from abrigo.clerk import clock
from abrigo.clerk.consult import consult
from abrigo.clerk.memory import Memory
from abrigo.facts.grants import Compartment
from abrigo.registers import people
from abrigo.rules.access import Viewer
from abrigo.rules.daily import NEEDS, Needs
from abrigo.rules.health import HEALTH, Health, summary
from abrigo.rules.policy import may_care, reach

router = Router(tags=["people"])


class Travels(Schema):
    """One line of the health summary. `parts`: only those that travel. `next_dose`: of a medicine."""

    kind: str
    parts: dict[str, str]
    at: datetime
    next_dose: datetime | None


class Need(Schema):
    """What is to be done. Deleted, it is gone for good: keep no copy."""

    need: str
    kind: str
    words: str
    at: datetime


@question(router, "/operations/{operation}/people/{person}/health-summary", list[Travels])
def health_summary(request: HttpRequest, operation: Id, person: Id) -> list[Travels]:
    """What goes with this child when they are handed over, and nothing else of the file."""
    viewer = caller(request)
    asked = entered(viewer, operation)

    def told(v: Viewer, memory: Memory) -> Health | None:
        line = people.one(v, asked, person)
        if line is None or not reach(v, Compartment.HEALTH, asked).takes(line.id, line.where.site or ""):
            return None
        v.looks.note(Compartment.HEALTH, line.id)
        return memory.recall(HEALTH, f"person:{line.id}")

    known = consult(viewer, told)
    if known is None:
        raise trouble(404, "not-found")
    return [
        Travels(kind=line.kind, parts={p.name: p.value for p in line.parts}, at=line.at, next_dose=line.next_dose)
        for line in summary(known, clock.now())
    ]


@question(router, "/operations/{operation}/people/{person}/needs", list[Need])
def needs(request: HttpRequest, operation: Id, person: Id) -> list[Need]:
    """What this child needs, for carers only."""
    viewer = caller(request)
    asked = entered(viewer, operation)

    def told(v: Viewer, memory: Memory) -> Needs | None:
        line = people.one(v, asked, person)
        if line is None or not may_care(v, asked):
            return None
        return memory.recall(NEEDS, f"person:{line.id}")

    known = consult(viewer, told)
    if known is None:
        raise trouble(404, "not-found")
    return [Need(need=n.need, kind=n.kind, words=n.words, at=n.said.at) for n in known.held.values()]
