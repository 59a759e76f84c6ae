"""Out with authority: to hospital, a hearing, school; with whom, back when; and back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from abrigo.clerk.record import Ask
from abrigo.desk import picking, shown
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.refused import refused
from abrigo.desk.typed import Typed, typed
from abrigo.desk.words import word
from abrigo.facts.kinds import LeaveId, PersonId, SiteId, UnitId
from abrigo.facts.movement import LeaveKind
from abrigo.registers import people
from abrigo.registers.people import PersonLine
from abrigo.rules.movement import BeginLeave, EndLeave
from abrigo.rules.whereabouts import State
from abrigo.staff.models import new_id

CAN_GO = [State.PRESENT.value, State.UNACCOUNTED.value, State.IN_TRANSIT.value]


@page
def begin(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not visit.may("begin-leave"):
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    site = asked.get("of_site", visit.viewer.site or "")
    offered = people.ask(visit.viewer, visit.operation, states=CAN_GO, site=site, limit=5000)
    if request.method != "POST":
        return render(request, "desk/leave_begin.html", _begin(visit, offered, site, request.GET.getlist("person")))
    form = typed(request, visit)
    asks = _asked(form, offered)
    told: dict[str, Any] = {"errors": form.errors}
    if not form.errors:
        refusal = next((a.refusal for a in visit.record_all(asks) if a.refusal), None)
        if refusal is None:
            n = len(asks)
            messages.success(request, ngettext("%(n)s out with authority.", "%(n)s out with authority.", n) % {"n": n})
            return redirect("desk:movements")
        told = {"refusal": refused(visit, refusal)}
    context = _begin(visit, offered, site, request.POST.getlist("people"), request.POST) | told
    return render(request, "desk/leave_begin.html", context, status=422)


def _begin(visit: Visit, offered: list[PersonLine], site: str, ticked: list[str], given: Any = None) -> dict[str, Any]:
    return {
        "here": "movements",
        "form_id": given.get("id") if given else new_id(),
        "given": given or {"kind": ""},
        "groups": picking.groups(visit, offered, ticked, by="unit" if site else "site"),
        "total": len(offered),
        "kinds": [(k.value, word(k)) for k in LeaveKind],
        "sites": visit.sites(),
        "of_site": site,
    }


def _asked(form: Typed, offered: list[PersonLine]) -> list[Ask]:
    """One act a person, all or none: three children go to one hearing together or the form says why not."""
    ids = form.people(offered)
    kind = form.choice("kind", [k.value for k in LeaveKind], _("Say what for."))
    place = form.text("place", _("Say where to."))
    escort = form.text("escort", _("Say with whom: nobody goes out alone."))
    due, at = form.when("due"), form.at
    if form.errors:
        return []
    return [
        Ask(
            f"{form.id}-{n}",
            BeginLeave(
                form.visit.operation, p, LeaveId(f"{form.id}-{n}"), LeaveKind(kind), place, escort, at, due
            ),
        )
        for n, p in enumerate(ids)
    ]  # fmt: skip


@page
def end(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    line = people.one(visit.viewer, visit.operation, person)
    if line is None or line.where.leave is None or not visit.may("end-leave") or not sees(visit).places:
        raise Http404
    if request.method != "POST":
        return render(request, "desk/leave_end.html", _end(visit, line))
    form = typed(request, visit)
    site = form.choice("site", visit.places, _("Choose where they are now."))
    unit = form.post.get("unit", "")
    unit = unit if unit in visit.places and visit.places[unit].site == site else ""
    told: dict[str, Any] = {"errors": form.errors}
    if not form.errors:
        act = EndLeave(
            visit.operation, PersonId(person), LeaveId(line.where.leave), SiteId(site), form.at,
            UnitId(unit) if unit else None,
        )  # fmt: skip
        answer = visit.record(act, form.id)
        if answer.refusal is None:
            messages.success(request, _("%(who)s is back.") % {"who": line.band or line.tag or line.line})
            return redirect("desk:movements")
        told = {"refusal": refused(visit, answer.refusal)}
    return render(request, "desk/leave_end.html", _end(visit, line, request.POST) | told, status=422)


def _end(visit: Visit, line: PersonLine, given: Any = None) -> dict[str, Any]:
    sites = [s for s in visit.sites() if s.kind != "vehicle"]
    return {
        "here": "movements",
        "form_id": given.get("id") if given else new_id(),
        "person": shown.person(visit, line),
        "sites": [(s.id, s.name) for s in sites],
        "units": [(u.id, f"{s.name}: {u.name}") for s in sites for u in visit.units(s.id)],
        "given": given or {"site": line.where.site, "unit": line.where.unit or ""},
    }
