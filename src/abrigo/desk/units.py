"""Change of unit, for many at once: who sleeps where from now on."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from abrigo.desk import picking
from abrigo.desk.door import Visit, page
from abrigo.desk.refused import refused
from abrigo.desk.typed import typed
from abrigo.desk.unasked import absences, not_asked
from abrigo.facts.kinds import SiteId, UnitId
from abrigo.registers import people
from abrigo.registers.people import PersonLine
from abrigo.rules.movement import ChangeUnit
from abrigo.rules.whereabouts import HERE
from abrigo.staff.models import new_id


@page
def change(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not visit.may("change-unit"):
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    site = asked.get("of_site") or visit.viewer.site or ""
    offered = people.ask(visit.viewer, visit.operation, site=site, states=[s.value for s in HERE], limit=5000)
    offered = offered if site in visit.places else []
    if request.method != "POST":
        return render(request, "desk/unit_change.html", _context(visit, offered, site))
    form = typed(request, visit)
    unit = form.choice("unit", [u.id for u in visit.units(site)], _("Choose the unit they move to."))
    ids = form.people(offered)
    told: dict[str, Any] = {"errors": form.errors}
    if not form.errors:
        moved = ChangeUnit(visit.operation, ids, SiteId(site), UnitId(unit), form.at, not_asked(form))
        answer = visit.record(moved, form.id)
        if answer.refusal is None:
            said = ngettext("%(n)s moved to %(unit)s.", "%(n)s moved to %(unit)s.", len(ids))
            messages.success(request, said % {"n": len(ids), "unit": visit.place(unit)})
            return redirect("desk:movements")
        told = {"refusal": refused(visit, answer.refusal)}
    return render(request, "desk/unit_change.html", _context(visit, offered, site, request.POST) | told, status=422)


def _context(visit: Visit, offered: list[PersonLine], site: str, given: Any = None) -> dict[str, Any]:
    here = [line.where.unit for line in offered]
    return {
        "here": "movements",
        "form_id": given.get("id") if given else new_id(),
        "given": given or {},
        "groups": picking.groups(visit, offered, given.getlist("people") if given else ()),
        "total": len(offered),
        "sites": [s for s in visit.sites() if visit.units(s.id)],
        "of_site": site,
        "absences": absences(),
        "units": [
            (u.id, f"{u.name} ({here.count(UnitId(u.id))}{f' / {u.capacity}' if u.capacity else ''})")
            for u in visit.units(site)
        ],
    }
