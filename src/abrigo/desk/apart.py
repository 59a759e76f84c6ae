"""What lies apart, each with its reason: whoever has the authority countersigns it or leaves it aside."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from abrigo.clerk import apart, outside
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.stepup import ask_again
from abrigo.registers import people
from abrigo.staff.sittings import is_fresh


@page
@require_http_methods(["GET", "POST"])
def lying_apart(request: HttpRequest, visit: Visit) -> HttpResponse:
    """To whoever may not decide, the page does not exist. What is decided asks once more who one is."""
    if not apart.may_countersign(visit.viewer):
        raise Http404
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        if not is_fresh(visit.viewer):
            return ask_again(request, request.path, status=403)
        try:
            _decide(request, visit)
        except apart.NotNow as no:
            errors = [{"field_id": "", "sentence": _said(str(no))}]
        else:
            return redirect("desk:apart")
    found = apart.ask(visit.viewer, visit.operation)
    visit.learn_staff([a.by for a in found] + [a.aside_by for a in found])
    context = {
        "here": "ledger",
        "open": [_line(visit, a) for a in found if not a.aside],
        "aside": [_line(visit, a) for a in found if a.aside],
        "reasons": [a.value for a in apart.Aside],
        "errors": errors,
    }
    return render(request, "desk/apart.html", context, status=422 if errors else 200)


def _decide(request: HttpRequest, visit: Visit) -> None:
    said = request.POST
    match said.get("do"):
        case "pass":
            apart.countersign(visit.viewer, visit.operation, said.get("entry", ""), visit.now)
            messages.success(request, _("Countersigned. It counts from now on, under your name."))
        case "aside":
            apart.leave_aside(visit.viewer, visit.operation, said.get("entry", ""), said.get("why", ""), visit.now)
            messages.success(request, _("Left aside. It stays in the ledger with your reason."))
        case _:
            raise Http404


def _said(code: str) -> str:
    return {
        "unknown": _("This entry lies apart no more: somebody has decided it."),
        "not-healed-so": _("A signature does not make this readable. Update this house, or leave it aside."),
        "same-person": _("You said this yourself. Another person vouches for it."),
        "reason": _("Choose why it is left aside."),
    }[code]


def _line(visit: Visit, a: apart.Apart) -> dict[str, Any]:
    line = people.one(visit.viewer, visit.operation, a.person) if a.person else None
    told = outside.say(a.why, get_language() or "es")
    return {
        "entry": a.entry, "device": a.device[:12], "holder": a.holder, "number": a.number, "rec": a.rec, "took": a.took,
        "why": a.why, "sentence": told.sentence, "kind": a.kind, "may_pass": a.may_pass and a.by != visit.viewer.staff,
        "person": line.id if line else "", "called": (line.band or line.line or line.id) if line else "",
        "site": visit.place(a.site) if sees(visit).places and a.site else "", "by": visit.staff(a.by), "at": a.at,
        "aside": a.aside, "aside_by": visit.staff(a.aside_by), "aside_at": a.aside_at,
    }  # fmt: skip
