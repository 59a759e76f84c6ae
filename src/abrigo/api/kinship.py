"""Who belongs together, for a program: groups that add up, who is claimed as whose parent, rivals, suggestions."""

from typing import Literal

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel

from abrigo.api.problems import trouble
from abrigo.api.questions import Id, caller, entered, question
from abrigo.clerk.consult import consult
from abrigo.facts.kinds import OperationId
from abrigo.registers import kinship
from abrigo.registers.kinship import Household
from abrigo.rules.access import Viewer

router = Router(tags=["people"])


class Group(BaseModel):
    """A sibling group as it was decided: ids of persons."""

    id: str
    members: list[str]
    children: int


class Tie(BaseModel):
    """`other` (an id, or null and `other_name` as said) is said to be `relation` of `person` by `speaker`."""

    claim: str
    person: str
    relation: str
    other: str | None
    other_name: str
    speaker: str
    rival: bool


class Family(BaseModel):
    """People tied to each other by what was said; a claim is not a finding."""

    members: list[str]
    ties: list[Tie]


class Suggested(BaseModel):
    """Perhaps siblings, by these claims; never from a surname."""

    people: list[str]
    why: Literal["same-parent", "same-parent-named", "said-siblings"]
    claims: list[str]


class Kinship(BaseModel):
    """`in_groups` children + `in_none` = every child counted."""

    groups: list[Group]
    in_groups: int
    in_none: int
    families: list[Family]
    suggested: list[Suggested]


@question(router, "/operations/{operation}/kinship", Kinship)
def kinship_of(request: HttpRequest, operation: Id) -> Kinship:
    """Families as they were said. A family is seen whole or not at all: whoever sees one house only is refused."""
    viewer = caller(request)
    asked = entered(viewer, operation)
    if not kinship.may_see(viewer):
        raise trouble(403, "not-shown-to-you")
    return consult(viewer, lambda v, _memory: _answer(v, asked))


def _answer(viewer: Viewer, operation: OperationId) -> Kinship:
    found = kinship.ask(viewer, operation)
    return Kinship(
        groups=[Group(id=g.id, members=[m.id for m in g.members], children=g.children) for g in found.groups],
        in_groups=found.grouped_children,
        in_none=len(found.alone),
        families=[_family(h) for h in found.households if h.ties],
        suggested=[
            Suggested.model_validate(
                {"people": [p.id for p in s.people], "why": s.why, "claims": [t.claim for t in s.ties]}
            )
            for s in found.suggested
        ],
    )


def _family(household: Household) -> Family:
    rivals = {t.claim for claims in household.rivals.values() for t in claims}
    ties = [
        Tie(claim=t.claim, person=t.person, relation=t.relation, other=t.other or None, other_name=t.other_name,
            speaker=t.speaker, rival=t.claim in rivals)
        for t in household.ties
    ]  # fmt: skip
    return Family(members=[m.id for m in household.members], ties=ties)
