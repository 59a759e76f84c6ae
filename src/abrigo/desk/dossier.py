"""The file of one child for a court: every entry with proof of its place, a plain cover page, checked without us."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from abrigo.clerk import bundles
from abrigo.clerk.checkpoint import checkpoint
from abrigo.clerk.device import node_device
from abrigo.clerk.memory import positions
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.stamps import stamped
from abrigo.desk.stepup import ask_again
from abrigo.facts.kinds import PersonId
from abrigo.ledger import checkpoints
from abrigo.registers import people
from abrigo.rules.access import reads_ledger
from abrigo.staff.sittings import is_fresh


@page
@require_http_methods(["GET", "POST"])
def dossier(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    """The cover page; posted, the file. Words come along only for whoever may read all of them on the pages."""
    if people.one(visit.viewer, visit.operation, person) is None or not reads_ledger(visit.viewer):
        raise Http404
    seen = sees(visit)
    readable = bool(seen.names and seen.places and seen.health and not seen.own_site_only)
    if request.method == "POST":
        if not is_fresh(visit.viewer):
            return ask_again(request, request.path, status=403)
        return _file(visit, PersonId(person), readable=readable)
    context = {
        "here": "people",
        "person": person,
        "readable": readable,
        "entries": len(positions(f"person:{person}", 0)),
        "log_key": checkpoints.key_of(node_device()).text(),
        "checkpoint": stamped(checkpoint(visit.now), visit.now),
    }
    return render(request, "desk/dossier.html", context)


def _file(visit: Visit, person: PersonId, *, readable: bool) -> HttpResponse:
    try:
        lines = bundles.dossier(person, visit.now, readable=readable)
    except bundles.NothingWritten:
        raise Http404 from None
    answer = HttpResponse(b"".join(line + b"\n" for line in lines), content_type="application/x-ndjson")
    answer["Content-Disposition"] = 'attachment; filename="dossier.abrigo"'
    return answer


@page
@require_http_methods(["POST"])
def whole(request: HttpRequest, visit: Visit) -> HttpResponse:  # noqa: ARG001 - the threshold
    """The whole ledger, sealed: proves every signature and number, and tells nothing of anyone."""
    if not reads_ledger(visit.viewer):
        raise Http404
    try:
        lines = bundles.whole_log(visit.now, readable=False)
    except bundles.NothingWritten:
        raise Http404 from None
    answer = HttpResponse(b"".join(line + b"\n" for line in lines), content_type="application/x-ndjson")
    answer["Content-Disposition"] = 'attachment; filename="ledger.abrigo"'
    return answer
