"""Who may be who, for a program: one pair whole, side by side with its reasons, and every group that was decided."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel

from abrigo.api.people import Person, persons
from abrigo.api.problems import trouble
from abrigo.api.questions import Id, caller, entered, question
from abrigo.api.searches import Tied
from abrigo.clerk.consult import consult
from abrigo.clerk.memory import Memory
from abrigo.facts.index import KIND_OF
from abrigo.facts.kinds import CandidateId
from abrigo.registers import candidates
from abrigo.registers.candidates import Cluster, Likeness
from abrigo.rules.access import Viewer
from abrigo.rules.whereabouts import Moment

router = Router(tags=["people"])


class Alike(BaseModel):
    """Two claims of a name, each as it was said and by whom, and what ties their words: codes, no number to act on."""

    one: str
    one_by: str
    other: str
    other_by: str
    ties: list[Tied]


class Said(BaseModel):
    """One thing that was said of this pair: raised, looked at, decided, undone; in the order of writing."""

    kind: str
    at: datetime
    by: str
    reason: str


class CandidatePair(BaseModel):
    """Two records that may be one person. `counted`: who is counted once they were linked. A likeness is no proof."""

    id: str
    one: Person
    other: Person
    reasons: list[str]
    alike: list[Alike]
    counted: str | None
    history: list[Said]


class Member(BaseModel):
    """A record decided to be somebody else's, by which pair, on whose word and why."""

    person: str
    candidate: str
    by: str
    reason: str


class Together(BaseModel):
    """`counted` is the record that counts; `members` each explain themselves."""

    counted: str
    members: list[Member]


@question(router, "/operations/{operation}/candidates/{id}", CandidatePair)
def candidate_pair(request: HttpRequest, operation: Id, id: Id) -> CandidatePair:  # noqa: A002
    """One pair, whole. Whoever sees one house only, or no names, decides nothing and is told nothing."""
    viewer = caller(request)
    asked = entered(viewer, operation)

    def answer(v: Viewer, memory: Memory) -> CandidatePair:
        pair = candidates.ask(v, memory, asked, CandidateId(id))
        if pair is None:
            raise trouble(404, "not-found")
        one, other = persons([pair.one.line, pair.other.line])
        linked = pair.linked
        return CandidatePair(
            id=id, one=one, other=other, reasons=list(pair.raised.reasons),
            alike=[_alike(a) for a in candidates.likeness(pair.one.line, pair.other.line)],
            counted=None if linked is None else linked.same_as,
            history=[_said(m) for m in pair.history],
        )  # fmt: skip

    return consult(viewer, answer)


@question(router, "/operations/{operation}/clusters", list[Together])
def list_clusters(request: HttpRequest, operation: Id) -> list[Together]:
    """Every person under whom several records stand, each record with the decision that put it there."""
    viewer = caller(request)
    asked = entered(viewer, operation)
    if not candidates.may_see(viewer):
        raise trouble(403, "not-shown-to-you")
    return [_together(c) for c in consult(viewer, lambda v, _: candidates.clusters(v, asked))]


def _said(moment: Moment) -> Said:
    fact = moment.fact
    reason = str(getattr(fact, "reason", ""))
    return Said(kind=KIND_OF[type(fact)][0], at=fact.said.at, by=fact.said.by, reason=reason)


def _alike(found: Likeness) -> Alike:
    ties = [Tied(tie=r.tie.value.replace("_", "-"), asked=r.asked, claimed=r.claimed) for r in found.seen.reasons]
    return Alike(one=found.one["text"], one_by=found.one["speaker"], other=found.other["text"],
                 other_by=found.other["speaker"], ties=ties)  # fmt: skip


def _together(cluster: Cluster) -> Together:
    members = [Member(person=m.line.id, candidate=m.candidate, by=m.by, reason=m.reason) for m in cluster.members]
    return Together(counted=cluster.counted.id, members=members)
