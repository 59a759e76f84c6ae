"""How a question is put on the wire: its parameters read strictly, its answers declared, one way for all rooms."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Annotated, Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import BaseModel, StringConstraints, WithJsonSchema

from abrigo.api.problems import Problem, misspelt, trouble
from abrigo.clerk import clock
from abrigo.clerk.consult import size_at
from abrigo.clerk.memory import Memory
from abrigo.facts.kinds import OperationId
from abrigo.facts.wire import Misspelt, spelling
from abrigo.rules.access import Viewer, may_enter

NO: Final[dict[int, type[Problem]]] = dict.fromkeys((400, 401, 403, 404, 422, 429, 503), Problem)


# No control characters: PostgreSQL has no room for a NUL, and nobody is known by an id with a line break in it.
Word = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
Id = Annotated[Word, Path(...)]
Maybe = Annotated[Word | None, Query()]
Several = Annotated[list[Word] | None, Query()]
Instant = Annotated[str | None, Query(), WithJsonSchema({"type": "string", "format": "date-time"})]
Size = Annotated[int | None, Query(ge=0, le=2**53)]
AtMost = Annotated[int, Query(ge=1, le=5000)]
After = Annotated[int, Query(ge=0, le=2**31)]


@dataclass(frozen=True, slots=True)
class _When:
    at: datetime


def instant(text: str | None, field: str) -> datetime | None:
    """An ISO 8601 instant with its zone, read by the same hand as an act's. A plus that became a space is mended."""
    if text is None:
        return None
    if text[-6:-5] == " ":
        text = f"{text[:-6]}+{text[-5:]}"
    try:
        when: _When = spelling(_When, "iso").read({"at": text}, "")
    except Misspelt as wrong:
        raise misspelt(Misspelt(field, wrong.why)) from None
    return when.at


def question(router: Router, path: str, answer: Any, *, more: dict[int, Any] | None = None) -> Callable[..., Any]:
    """Registers a GET: every way it may say no is declared, and a parameter nobody knows is refused.

    A mistyped filter that is silently ignored answers another question than the one that was asked.
    """

    def register(view: Callable[..., Any]) -> Callable[..., Any]:
        known: set[str] = set()

        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if extra := request.GET.keys() - known:
                raise misspelt(Misspelt(min(extra), "unknown-field"))
            return view(request, *args, **kwargs)

        router.get(path, response={200: answer} | NO | (more or {}), operation_id=view.__name__)(asked)
        for model in asked._ninja_operation.models:  # type: ignore[attr-defined]  # noqa: SLF001 - ninja's own name
            if model.__ninja_param_source__ == "query":
                known |= set(model.__ninja_flatten_map__)
        return asked

    return register


def written(answer: BaseModel) -> HttpResponse:
    """A long answer, already of its declared shape: sent as it is, not checked a second time line by line."""
    return HttpResponse(answer.model_dump_json(), content_type="application/json; charset=utf-8")


def caller(request: HttpRequest) -> Viewer:
    viewer = request.auth  # type: ignore[attr-defined]
    assert isinstance(viewer, Viewer)
    return viewer


def entered(viewer: Viewer, operation: str) -> OperationId:
    """An operation the viewer has a part in; any other does not exist, in the same words."""
    if not may_enter(viewer, OperationId(operation)):
        raise trouble(404, "not-found")
    return OperationId(operation)


@dataclass(frozen=True, slots=True)
class AsOf:
    """Which knowledge (a length of the log) about which instant; None of both: as things stand now."""

    known_at: int | None
    about: datetime | None

    @property
    def now(self) -> bool:
        return self.known_at is None and self.about is None

    def settled(self, memory: Memory) -> tuple[int, datetime]:
        known = memory.committed if self.known_at is None else min(self.known_at, memory.committed)
        return known, self.about or clock.now()


def as_of(known_at: str | None, size: int | None, about: str | None) -> AsOf:
    """`known_at` names an instant, `size` a length of the log; without `about`, about the instant known at."""
    if known_at is not None and size is not None:
        raise trouble(422, "one-or-the-other", field="size")
    then = instant(known_at, "known_at")
    if then is not None:
        size = size_at(then)
    return AsOf(size, instant(about, "about") or then)
