"""Sites and units: what there is, how many it holds, how many are there now; and opening a new one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from abrigo.desk.door import Visit, page, sees
from abrigo.desk.movements import agencies
from abrigo.desk.refused import refused
from abrigo.desk.shown import people_url
from abrigo.desk.typed import Typed, typed
from abrigo.desk.words import word
from abrigo.facts.kinds import AgencyId, SiteId, UnitId
from abrigo.facts.operations import SiteKind
from abrigo.registers import whereabouts
from abrigo.registers.places import PlaceRow
from abrigo.registers.whereabouts import Board, Tally
from abrigo.rules.places import OpenSite, OpenUnit
from abrigo.rules.whereabouts import State
from abrigo.staff.models import new_id


@page
def sites(request: HttpRequest, visit: Visit) -> HttpResponse:
    if request.method != "POST":
        return render(request, "desk/sites.html", _context(visit))
    form = typed(request, visit)
    act = _asked(form)
    told: dict[str, Any] = {"errors": form.errors}
    if not form.errors:
        answer = visit.record(act, form.id)
        if answer.refusal is None:
            messages.success(request, _("%(name)s is open.") % {"name": act.name})
            return redirect("desk:sites")
        told = {"refusal": refused(visit, answer.refusal)}
    return render(request, "desk/sites.html", _context(visit) | {"given": request.POST} | told, status=422)


def _asked(form: Typed) -> OpenSite | OpenUnit:
    """A unit when a site was chosen to hold it, else a site."""
    visit = form.visit
    name = form.text("name", _("Give it the name people use."))
    capacity = form.whole("capacity")
    if form.post.get("what") == "unit":
        site = form.choice("site", [s.id for s in visit.sites()], _("Choose the site it belongs to."))
        return OpenUnit(visit.operation, SiteId(site), UnitId("u-" + form.id), name, form.at, capacity)
    kind = form.choice("kind", [k.value for k in SiteKind], _("Say what kind of place it is."))
    agency = form.choice("agency", agencies(), _("Say which office answers for it."))
    return OpenSite(
        visit.operation, SiteId("s-" + form.id), name, SiteKind(kind or SiteKind.HOME), AgencyId(agency), form.at,
        capacity,
    )  # fmt: skip


def _context(visit: Visit) -> dict[str, Any]:
    board = whereabouts.ask(visit.viewer, visit.operation, visit.now)
    offices = agencies()
    rows = []
    for site in sorted(visit.sites(), key=lambda s: (s.kind == "vehicle", s.name)):
        rows.append(_row(visit, board, site, 0) | {"agency": offices.get(site.agency, site.agency)})
        rows += [_row(visit, board, unit, 1) for unit in visit.units(site.id)]
    return {
        "here": "movements",
        "rows": rows,
        "over": [r for r in rows if r["over"]],
        "counts": board is not None,
        "kinds": [(k.value, word(k)) for k in SiteKind],
        "agencies": list(offices.items()),
        "sites": [(s.id, s.name) for s in visit.sites() if s.kind != SiteKind.VEHICLE.value],
        "ids": [new_id(), new_id()],
        "given": {},
    }


def _row(visit: Visit, board: Board | None, place: PlaceRow, level: int) -> dict[str, Any]:
    """`here`: under this roof now, present or aboard; whoever is unaccounted is answered for and not here."""
    tally = _tally(board, place)
    hers = None if tally is None else tally.number(State.PRESENT) + tally.number(State.IN_TRANSIT)
    narrow = {"site": place.id} if level == 0 else {"site": place.site, "unit": place.id}
    return {
        "name": place.name,
        "kind": place.kind,
        "level": level,
        "capacity": place.capacity,
        "inside": hers,
        "unaccounted": tally.number(State.UNACCOUNTED) if tally else 0,
        "over": place.capacity is not None and hers is not None and hers > place.capacity,
        "url": people_url(**narrow) if sees(visit).places else "",
        "lost": visit.place(place.run_from) if place.run_from else "",
    }


def _tally(board: Board | None, place: PlaceRow) -> Tally | None:
    if board is None:
        return None
    if place.level == "site":
        return board.sites.get(place.id, Tally({}))
    return board.units.get((place.site, place.id), Tally({}))
