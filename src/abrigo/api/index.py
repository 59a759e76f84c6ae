"""The API as one thing: its rooms in order, its document, and how it says no."""

import logging
import traceback
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, Final

from django.db import DataError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import URLPattern, URLResolver, re_path
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from abrigo.api import (
    acts,
    board,
    candidates,
    cards,
    care,
    deadlines,
    exports,
    figures,
    forms,
    individual,
    investigation,
    kinship,
    ledger,
    lent,
    orders,
    people,
    places,
    rights,
    searches,
    shapes,
    statements,
    whose,
)
from abrigo.api.callers import Key, Session, turned_away
from abrigo.api.problems import Problem, Trouble, misspelt, trouble
from abrigo.api.questions import caller
from abrigo.facts.wire import Misspelt

JSON: Final = "application/json; charset=utf-8"
log = logging.getLogger("abrigo.api")

ABOUT: Final = """\
Every act and every question of the house, through the same door as its pages.

An act is sent once under an id of the sender's own; sent again it is answered with its first receipt. Instants are \
ISO 8601 with their zone. Every refusal has a code, a sentence and a way out, in English and Spanish.
"""


class Api(NinjaAPI):
    """Adds the shapes of the acts to the document."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**kwargs)
        document["components"]["schemas"].update(shapes.components())
        return document


api = Api(
    title="Abrigo",
    version="1",
    description=ABOUT,
    auth=[Key(), Session()],
    openapi_url=None,  # served below, to whoever is signed in
    docs_url=None,
    urls_namespace="api",
)
document = Router(tags=["document"])


@cache
def described() -> OpenAPISchema:
    """The same for everyone, and slow to write: written once."""
    return api.get_openapi_schema(path_prefix="/api/")


@document.get("/openapi.json", include_in_schema=False)
def openapi(request: HttpRequest) -> HttpResponse:
    """This document."""
    caller(request)
    return JsonResponse(described())


_ROOMS = (
    acts,
    places,
    board,
    individual,
    investigation,
    people,
    searches,
    kinship,
    candidates,
    lent,
    cards,
    care,
    deadlines,
    exports,
    whose,
    orders,
    statements,
    figures,
    forms,
    ledger,
    rights,
)
for _router in (document, *(room.router for room in _ROOMS)):
    api.add_router("", _router)


# -- saying no --------------------------------------------------------------------


def answer(problem: Trouble) -> HttpResponse:
    body = problem.problem.model_dump_json(exclude_none=True)
    return HttpResponse(
        body, status=problem.status, content_type="application/json; charset=utf-8", headers=problem.headers
    )


@api.exception_handler(Trouble)
def _trouble(_: HttpRequest, met: Trouble) -> HttpResponse:
    return answer(met)


@api.exception_handler(AuthenticationError)
def _stranger(request: HttpRequest, _: AuthenticationError) -> HttpResponse:
    return answer(turned_away(request))


@api.exception_handler(Http404)
@api.exception_handler(HttpError)
def _nothing(_: HttpRequest, met: Exception) -> HttpResponse:
    status = met.status_code if isinstance(met, HttpError) else 404
    return answer(trouble(status, "not-found" if status == 404 else "not-json"))


_CODES: Final = {
    "missing": "required",
    "extra_forbidden": "unknown-field",
    "string_too_short": "not-an-identifier",
    "string_too_long": "not-an-identifier",
    "literal_error": "not-one-of",
    "enum": "not-one-of",
    "int_parsing": "not-a-whole-number",
    "int_parsing_size": "not-a-whole-number",
    "int_from_float": "not-a-whole-number",
    "int_type": "not-a-whole-number",
    "string_pattern_mismatch": "not-text",
    "string_type": "not-text",
}


@api.exception_handler(ValidationError)
def _parameter(_: HttpRequest, met: ValidationError) -> HttpResponse:
    """A path or query parameter that cannot be read: the first one, by name, never with its value."""
    first = met.errors[0]
    # ("query", "state", 0): the first word after where it stands; a place in a list is no name. In a body the first
    # word is our own name for the whole of it.
    told = first["loc"][2 if first["loc"][0] == "body" and len(first["loc"]) > 2 else 1 :]
    field = str(next((part for part in told if isinstance(part, str)), first["loc"][-1]))
    code = _CODES.get(first["type"], "out-of-range")
    if code == "not-one-of":
        code += ":" + str(first.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ").replace(
            ", ", ","
        )
    return answer(misspelt(Misspelt(field, code)))


@api.exception_handler(OperationalError)
def _no_record(_: HttpRequest, met: OperationalError) -> HttpResponse:
    """A full disk, a lock that did not come free, a server that went away: nothing was written."""
    log.error("the record cannot be reached: %s", type(met).__name__)
    return answer(trouble(503, "cannot-write-now", headers={"Retry-After": "5"}))


@api.exception_handler(DataError)
def _too_long(_: HttpRequest, __: DataError) -> HttpResponse:
    return answer(misspelt(Misspelt("", "too-long")))


@api.exception_handler(Exception)
def _mistake(_: HttpRequest, met: Exception) -> HttpResponse:
    """Logged by kind and line only: the words of an exception may be the words of a child."""
    where = [f"{f.filename}:{f.lineno}" for f in traceback.extract_tb(met.__traceback__)][-8:]
    log.error("%s at %s", type(met).__name__, " < ".join(reversed(where)))
    return answer(trouble(500, "our-mistake"))


# -- addresses --------------------------------------------------------------------

View = Callable[..., HttpResponse]


def _in_our_words(view: View) -> View:
    """The framework's own 405 is plain text; ours is a problem like any other."""

    @wraps(view)
    def spoken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            return answer(trouble(405, "method-not-allowed", headers={"Allow": response["Allow"]}))
        return response

    return spoken


def nowhere(_: HttpRequest) -> HttpResponse:
    return answer(trouble(404, "not-found"))


nowhere.csrf_exempt = True  # type: ignore[attr-defined]


def addresses() -> list[URLPattern | URLResolver]:
    patterns, _, _ = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = _in_our_words(pattern.callback)
    return [*patterns, re_path("", nowhere)]


urlpatterns = addresses()
__all__ = ["Problem", "api", "urlpatterns"]
