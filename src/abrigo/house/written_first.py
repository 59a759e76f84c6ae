"""The last door: what a page holds of a protected record leaves the house only after the look at it is written."""

from collections.abc import Callable

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse

from abrigo.api import index as api
from abrigo.api.problems import trouble
from abrigo.clerk.clock import now
from abrigo.clerk.trace import NotStated, write_down
from abrigo.desk import purpose
from abrigo.rules.access import Viewer

REDIRECTS = range(300, 400)  # they carry an address and nothing else


def written_first(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """In: any request. Out: the view's answer, once every look in it is kept; else a page that says why not.

    Whoever opened a hundred files and pulled the plug before the entry would have left no trace: so the entry is a
    committed transaction of its own, before the first byte.
    """

    def answered(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        viewer: Viewer | None = getattr(request, "viewer", None)
        if viewer is None or response.status_code in REDIRECTS or response.status_code == 404:
            return response
        if getattr(response, "streaming", False):  # what has left cannot be called back: gathered first
            response = HttpResponse(b"".join(response), status=response.status_code, headers=dict(response.items()))
        return _written(request, viewer, response) if viewer.looks else response

    return answered


def _written(request: HttpRequest, viewer: Viewer, response: HttpResponse) -> HttpResponse:
    program = request.path.startswith(("/api/", "/pocket/"))
    try:
        write_down(viewer, _operation(request, viewer), now())
    except NotStated:
        return api.answer(trouble(403, "state-a-purpose")) if program else purpose.asked_first(request)
    except (DatabaseError, InterfaceError):
        if program:
            return api.answer(trouble(503, "cannot-write-now", headers={"Retry-After": "5"}))
        return purpose.not_shown(request)
    return response


def _operation(request: HttpRequest, viewer: Viewer) -> str:
    visit = getattr(request, "visit", None)
    if visit is not None:
        return str(visit.operation)
    named = request.resolver_match.kwargs.get("operation", "") if request.resolver_match else ""
    return named if named in viewer.operations else min(viewer.operations, default="")
