"""Who may be meant: a name in any letters, asked by a program; posted, because addresses end up in histories."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from abrigo.api.people import Name, Person, persons
from abrigo.api.problems import trouble
from abrigo.api.questions import NO, Id, caller, entered
from abrigo.clerk.consult import consult
from abrigo.facts.kinds import Sex
from abrigo.names import Reason
from abrigo.registers import names, people
from abrigo.registers.names import MOST, Found
from abrigo.rules.access import sight

router = Router(tags=["people"])

# No control characters, as everywhere else on the wire; a longer text is no name.
Asked = Annotated[str, StringConstraints(max_length=400, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
Years = Annotated[int, Field(ge=0, le=130)]


class Sought(BaseModel):
    """Whom the caller looks for. `code`: a band, a line of the register or a tag, exactly; it answers alone.

    `name`: at least two letters, in any script, also half a word. `kin`: a relative's name as somebody said it. Age and
    sex move the order and hide nobody. There are no wildcards, and never more than twenty answers.
    """

    model_config = ConfigDict(extra="forbid")

    code: Asked = ""
    name: Asked = ""
    kin: Asked = ""
    age_low: Years | None = None
    age_high: Years | None = None
    sex: Sex | None = None
    limit: Annotated[int, Field(ge=1, le=MOST)] = 10


class Tied(BaseModel):
    """`asked` and `claimed` belong together by this `tie`: a code, never a number to act on."""

    tie: str
    asked: str
    claimed: str


class Kin(BaseModel):
    relation: str
    name: str
    speaker: str
    ties: list[Tied]


class Meant(BaseModel):
    """Someone who may be meant: a proposal. `heard`: the claim that matched, with its speaker; `ties`: why.

    `ages_meet` and `sex_agrees` are null when either side is not known.
    """

    person: Person
    heard: Name | None = None
    ties: list[Tied] = []
    kin: Kin | None = None
    ages_meet: bool | None = None
    sex_agrees: bool | None = None


class Answer(BaseModel):
    """Best first. `quiet`: the code why nothing was looked for, when nothing was."""

    quiet: Literal["", "search-empty", "search-pattern", "search-one-letter", "search-no-letters", "search-no-name"]
    meant: list[Meant]


@router.post("/operations/{operation}/search", response={200: Answer} | NO, operation_id="search_people")
def search(request: HttpRequest, operation: Id, sought: Sought) -> Answer:
    """People of the operation who may be meant, as far as the caller may see them. Nothing is written by asking."""
    viewer = caller(request)
    asked = entered(viewer, operation)
    if not sight(viewer).names:
        raise trouble(403, "not-shown-to-you")
    return consult(viewer, lambda v, _memory: _answer(v, asked, sought))


def _answer(viewer: Any, operation: Any, sought: Sought) -> Answer:
    coded = people.by_code(viewer, operation, sought.code)[: sought.limit]
    if coded or sought.code.strip():
        return Answer(quiet="", meant=[Meant(person=p) for p in persons(coded)])
    age = None
    if sought.age_low is not None or sought.age_high is not None:
        age = (float(sought.age_low or 0), 131.0 if sought.age_high is None else sought.age_high + 1.0)
    sex = None if sought.sex is None else str(sought.sex)
    found = names.ask(viewer, operation, sought.name, age=age, sex=sex, kin=sought.kin, limit=sought.limit)
    quiet = None if found else names.silent(sought.name or sought.kin)
    drawn = persons([f.line for f in found])
    return Answer(quiet="" if quiet is None else quiet.value, meant=list(map(_meant, drawn, found)))


def _meant(person: Person, found: Found) -> Meant:
    text = found.heard["text"] if found.heard else None
    ties = _ties(found.match.reasons) if found.heard else []
    if found.begun:
        ties.append(Tied(tie="begins", asked=found.begun.asked, claimed=found.begun.word))
    kin = None
    if found.kin:
        theirs = found.kin.match
        kin = Kin(relation=found.kin.relation, name=theirs.claim, speaker=found.kin.speaker, ties=_ties(theirs.reasons))
    return Meant(
        person=person, heard=next((n for n in person.names if n.text == text), None), ties=ties, kin=kin,
        ages_meet=found.match.age_fits, sex_agrees=found.match.sex_fits,
    )  # fmt: skip


def _ties(reasons: tuple[Reason, ...]) -> list[Tied]:
    return [Tied(tie=r.tie.value.replace("_", "-"), asked=r.asked, claimed=r.claimed) for r in reasons]
