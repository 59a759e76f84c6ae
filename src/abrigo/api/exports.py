"""What is given out over the API by a person at a program: made in the house, written down first, sent as a file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, ConfigDict, StringConstraints

from abrigo.api.problems import Trouble, Words, problem, refused, status_of, trouble
from abrigo.api.questions import NO, Id, Word, as_of, caller, entered
from abrigo.facts.disclosures import Reader
from abrigo.facts.grants import Purpose
from abrigo.facts.kinds import OperationId
from abrigo.registers import cards
from abrigo.rules.access import Viewer, may_do
from abrigo.rules.refusals import Refusal, Why
from abrigo.staff.sittings import is_fresh

router: Final = Router(tags=["exports"])
Said = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]


class Give(BaseModel):
    """To whom and for what. `reader` only with pdf and json; `known_at` and `about` (ISO 8601): as known then about.

    `order`: the id of the court order it rests on, where it rests on one.
    """

    model_config = ConfigDict(extra="forbid")

    id: Word
    given: Literal["pdf", "json", "fhir", "pfif"]
    to: Said
    purpose: Purpose
    reader: Reader | None = None
    language: Literal["es", "en", "he"] = "es"
    known_at: str | None = None
    about: str | None = None
    order: Word | None = None


class GiveExhibits(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: Word
    to: Said


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request that was read. `given` case: the exhibits of the operation, and nobody in particular."""

    id: str
    given: str
    to: str
    purpose: Purpose
    person: str = ""
    reader: Reader | None = None
    language: str = "es"
    known_at: int | None = None
    about: datetime | None = None
    order: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """`name`: the number of the disclosure, nobody's name."""

    body: bytes
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """Why there is nothing to give, in both languages of the house."""

    en: str
    es: str


@dataclass
class Makers:
    """Who makes what leaves: papers and formats stand in other rooms, and the house brings them here at its start.

    Each answers None when there is nobody or nothing there, a Refusal, or why there is nothing to give.
    """

    give: Callable[[Viewer, OperationId, Wanted], Made | Refusal | Nothing | None] | None = None
    calendar: Callable[[Viewer, OperationId], bytes] | None = None


MAKERS: Final = Makers()
_FILE: Final[dict[str, Any]] = {
    "responses": {
        200: {
            "description": "The file, once it is written down that it was given.",
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in ("application/pdf", "application/json", "application/fhir+json", "application/xml")
            },
        }
    }
}


@router.post(
    "/operations/{operation}/people/{person}/file/give", response=NO, operation_id="give_file", openapi_extra=_FILE
)
def give_file(request: HttpRequest, operation: Id, person: Id, told: Give) -> HttpResponse:
    """One child's file (pdf, json), health data (fhir) or a notice of a missing child (pfif), written down first.

    Takes a person who has just shown who they are: a program's key alone gives nothing out.
    """
    viewer, where = _giver(request, operation)
    if (told.reader is None) is (told.given in ("pdf", "json")):
        raise Trouble(422, refused(Refusal(Why.READER_REQUIRED)))
    when = as_of(told.known_at, None, told.about)
    wanted = Wanted(
        told.id, told.given, told.to, told.purpose, person, told.reader, told.language, when.known_at, when.about,
        told.order or "",
    )  # fmt: skip
    return _sent(viewer, where, wanted)


@router.post(
    "/operations/{operation}/exhibits/give", response=NO, operation_id="give_exhibits",
    openapi_extra={"responses": {200: {"description": "CASE/UCO as JSON-LD.", "content": {"application/ld+json": {}}}}},
)  # fmt: skip
def give_exhibits(request: HttpRequest, operation: Id, told: GiveExhibits) -> HttpResponse:
    """Every exhibit the caller may list, as CASE, written down first; takes a person, as above."""
    viewer, where = _giver(request, operation)
    return _sent(viewer, where, Wanted(told.id, "case", told.to, Purpose.INVESTIGATION))


def _giver(request: HttpRequest, operation: str) -> tuple[Viewer, OperationId]:
    viewer = caller(request)
    where = entered(viewer, operation)
    if not may_do(viewer, "disclose"):
        raise trouble(403, "not-shown-to-you")
    if not is_fresh(viewer):
        raise trouble(403, "show-who-you-are" if viewer.session else "takes-a-person")
    return viewer, where


def _sent(viewer: Viewer, where: OperationId, wanted: Wanted) -> HttpResponse:
    assert MAKERS.give is not None
    made = MAKERS.give(viewer, where, wanted)
    if made is None:
        raise trouble(404, "not-found")
    if isinstance(made, Refusal):
        raise Trouble(status_of(made), refused(made))
    if isinstance(made, Nothing):
        english, spanish = (problem("nothing-to-give", about=why) for why in (made.en, made.es))
        told = Words(en=english.sentence.en, es=spanish.sentence.es)
        raise Trouble(422, english.model_copy(update={"sentence": told}))
    answer = HttpResponse(made.body, content_type=made.kind)
    answer["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return answer


@router.get(
    "/operations/{operation}/deadlines.ics", response=NO, operation_id="deadlines_calendar",
    openapi_extra={"responses": {200: {"description": "iCalendar (RFC 5545).", "content": {"text/calendar": {}}}}},
)  # fmt: skip
def deadlines_calendar(request: HttpRequest, operation: Id) -> HttpResponse:
    """Open deadlines for a calendar that others may read over a shoulder: kinds, numbers, references; nobody's name."""
    viewer = caller(request)
    where = entered(viewer, operation)
    if not cards.may_list(viewer, where, "step"):
        raise trouble(403, "not-shown-to-you")
    assert MAKERS.calendar is not None
    return HttpResponse(MAKERS.calendar(viewer, where), content_type="text/calendar; charset=utf-8")
