"""A transit from the first name on its manifest to the last one taken off it, and its manifest on paper."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from abrigo.clerk.checkpoint import checkpoint
from abrigo.clerk.record import Ask
from abrigo.desk import picking, shown
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.refused import refused
from abrigo.desk.stamps import code_of, stamped
from abrigo.desk.stepup import ask_again, refuses_a_list
from abrigo.desk.typed import Typed, typed
from abrigo.desk.unasked import absences, not_asked
from abrigo.facts.kinds import AgencyId, SiteId, TransitId, UnitId
from abrigo.facts.operations import SiteKind
from abrigo.registers import cards, manifests, people
from abrigo.registers.manifests import ABOARD, CAME, NOT_CAME, Manifest, Passenger
from abrigo.registers.people import PersonLine
from abrigo.rules.movement import Arrive, Board, Depart, OpenTransit
from abrigo.rules.places import OpenSite
from abrigo.rules.refusals import Refusal
from abrigo.rules.whereabouts import HERE
from abrigo.staff.models import new_id

USUAL_DRIVE = timedelta(hours=2)

# -- opening ---------------------------------------------------------------------


@page
def open_transit(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not visit.may("open-transit"):
        raise Http404
    if request.method != "POST":
        return render(request, "desk/transit_open.html", _blank(visit))
    form = typed(request, visit)
    asks = _asked(form)
    refusal = None
    if not form.errors:
        refusal = next((a.refusal for a in visit.record_all(asks) if a.refusal), None)
        if refusal is None:
            messages.success(request, _("Manifest %(m)s is open. Now board.") % {"m": form.text("manifest")})
            return redirect("desk:transit", asks[-1].act.transit)
    told = {"given": request.POST, "errors": form.errors, "form_id": form.id, "transit": request.POST.get("transit")}
    return render(request, "desk/transit_open.html", _blank(visit) | told | _said(visit, refusal), status=422)


def _said(visit: Visit, refusal: Refusal | None) -> dict[str, Any]:
    return {} if refusal is None else {"refusal": refused(visit, refusal)}


def _blank(visit: Visit) -> dict[str, Any]:
    known = cards.ask(visit.viewer, visit.operation, "transit")
    busy = {c.body["vehicle"] for c in known if c.status != "closed"}
    due = (visit.now + USUAL_DRIVE).astimezone(visit.zone)
    fixed = [s for s in visit.sites() if s.kind != SiteKind.VEHICLE.value]
    return {
        "here": "movements",
        "form_id": new_id(),
        "transit": new_id(),
        "vehicles": [(v.id, _vehicle(v.name, v.capacity, busy=v.id in busy)) for v in visit.sites("vehicle")],
        "sites": [(s.id, s.name) for s in fixed],
        "given": {"origin": visit.viewer.site or "", "due": f"{due:%Y-%m-%dT%H:%M}", "manifest": f"{len(known) + 1}"},
    }


def _vehicle(name: str, capacity: int | None, *, busy: bool) -> str:
    told = name if capacity is None else _("%(name)s (%(n)s seats)") % {"name": name, "n": capacity}
    return _("%(vehicle)s: on the road") % {"vehicle": told} if busy else told


def _asked(form: Typed) -> list[Ask]:
    visit = form.visit
    asks = []
    vehicle = form.post.get("vehicle", "")
    new = form.text("new_vehicle") if visit.may("open-site") else ""
    if new:
        vehicle = "v-" + form.id
        seats = form.whole("seats")
        agency = AgencyId(visit.viewer.agency)
        opened = OpenSite(visit.operation, SiteId(vehicle), new, SiteKind.VEHICLE, agency, form.at, seats)
        asks.append(Ask(form.id + "-v", opened))
    elif vehicle not in visit.places:
        form.wrong("vehicle", _("Choose the vehicle."))
    manifest = form.text("manifest", _("Give the manifest a number or a name."))
    origin = form.choice("origin", visit.places, _("Choose where it leaves from."))
    destination = form.choice("destination", visit.places, _("Choose where it goes."))
    due = form.when("due", _("Write when it is expected there."))
    act = OpenTransit(
        visit.operation, TransitId(form.post.get("transit", "")[:80] or new_id()), manifest, SiteId(vehicle),
        SiteId(origin), SiteId(destination), form.lines("escorts"), due or visit.now, form.at,
    )  # fmt: skip
    return [*asks, Ask(form.id, act)]


# -- the page of one transit -------------------------------------------------------


@page
def transit(request: HttpRequest, visit: Visit, transit: str) -> HttpResponse:
    return render(request, "desk/transit.html", _whole(visit, _find(visit, transit)))


def _find(visit: Visit, transit: str) -> Manifest:
    found = visit.consult(lambda viewer, past: manifests.ask(viewer, past, visit.operation, TransitId(transit)))
    if found is None:
        raise Http404
    manifest: Manifest = found
    return manifest


def _whole(visit: Visit, manifest: Manifest, given: Any = None) -> dict[str, Any]:
    opened = manifest.opened
    visit.learn_staff([p.by for p in manifest.passengers] + [p.boarded_by for p in manifest.passengers])
    running = manifest.closed_at is None
    ticked = given.getlist("people") if given else ()
    roster = origin_roster(visit, manifest) if running and visit.may("board") else []
    aboard = [manifest.lines[p.person] for p in manifest.of(ABOARD) if p.person in manifest.lines]
    places = [p for p in visit.places.values() if p.level == "site" and p.id != opened.vehicle]
    reach = [p for p in places if not sees(visit).own_site_only or p.id == visit.viewer.site]
    return {
        "here": "movements",
        "manifest": manifest,
        "id": opened.transit,
        "vehicle": visit.places.get(opened.vehicle),
        "origin": visit.place(opened.origin),
        "destination": visit.place(opened.destination),
        "overdue": manifest.overdue(visit.now),
        "running": running,
        "n": {o: len(manifest.of(o)) for o in (ABOARD, CAME, NOT_CAME)} | {"all": len(manifest.passengers)},
        "groups": picking.groups(visit, roster, ticked) if roster else [],
        "roster_n": len(roster),
        "aboard": picking.groups(visit, aboard, ticked) if aboard else [],
        "aboard_n": len(aboard),
        "lines": [_line(visit, manifest, p) for p in manifest.passengers],
        "may_arrive": running and bool(aboard) and visit.may("arrive"),
        "reach": [(p.id, p.name) for p in reach],
        "at_site": opened.destination if any(p.id == opened.destination for p in reach) else visit.viewer.site,
        "units": [(u.id, f"{visit.place(u.site)}: {u.name}") for p in reach for u in visit.units(p.id)],
        "ids": [new_id() for _n in range(3)],
        "absences": absences(),
        "given": given or {},
    }


def origin_roster(visit: Visit, manifest: Manifest) -> list[PersonLine]:
    """Who can still board: at the origin, and not aboard."""
    found = people.ask(
        visit.viewer, visit.operation, site=manifest.opened.origin, states=[s.value for s in HERE], limit=2000
    )
    return list(found)


def _line(visit: Visit, manifest: Manifest, passenger: Passenger) -> dict[str, Any]:
    line = manifest.lines.get(passenger.person)
    return {
        "person": None if line is None else shown.person(visit, line),
        "outcome": passenger.outcome,
        "boarded_at": passenger.boarded_at,
        "boarded_by": visit.staff(passenger.boarded_by),
        "at": passenger.at,
        "by": visit.staff(passenger.by),
        "place": visit.place(passenger.unit or passenger.site),
    }


# -- acts on one transit ------------------------------------------------------------


@page
@require_POST
def board(request: HttpRequest, visit: Visit, transit: str) -> HttpResponse:
    manifest = _find(visit, transit)
    form = typed(request, visit)
    ids = form.people(origin_roster(visit, manifest))
    if form.errors:
        return _again(request, visit, manifest, errors=form.errors)
    answer = visit.record(Board(visit.operation, TransitId(transit), ids, form.at, not_asked(form)), form.id)
    if answer.refusal:
        return _again(request, visit, manifest, refusal=refused(visit, answer.refusal))
    messages.success(request, ngettext("%(n)s boarded.", "%(n)s boarded.", len(ids)) % {"n": len(ids)})
    return redirect("desk:transit", transit)


@page
@require_POST
def depart(request: HttpRequest, visit: Visit, transit: str) -> HttpResponse:
    manifest = _find(visit, transit)
    form = typed(request, visit)
    answer = visit.record(Depart(visit.operation, TransitId(transit), form.at), form.id)
    if answer.refusal:
        return _again(request, visit, manifest, refusal=refused(visit, answer.refusal))
    messages.success(request, _("%(m)s has departed.") % {"m": manifest.opened.manifest})
    return redirect("desk:transit", transit)


@page
@require_POST
def arrive(request: HttpRequest, visit: Visit, transit: str) -> HttpResponse:
    """Came, or did not come: whoever is ticked; the others stay on the manifest until somebody says."""
    manifest = _find(visit, transit)
    form = typed(request, visit)
    aboard = [manifest.lines[p.person] for p in manifest.of(ABOARD) if p.person in manifest.lines]
    ids = form.people(aboard)
    site = form.choice("site", visit.places, _("Choose where they are."))
    unit = form.post.get("unit", "")
    unit = unit if unit in visit.places and visit.places[unit].site == site else ""
    came = request.POST.get("outcome") != NOT_CAME
    if form.errors:
        return _again(request, visit, manifest, errors=form.errors)
    act = Arrive(
        visit.operation, TransitId(transit), ids if came else (), form.at, () if came else ids, SiteId(site),
        UnitId(unit) if unit else None,
    )  # fmt: skip
    answer = visit.record(act, form.id)
    if answer.refusal:
        return _again(request, visit, manifest, refusal=refused(visit, answer.refusal))
    _tell_arrival(request, came=came, n=len(ids), closed=any(e.kind == "transit.closed" for e in answer.entries))
    return redirect("desk:transit", transit)


def _tell_arrival(request: HttpRequest, *, came: bool, n: int, closed: bool) -> None:
    if came:
        messages.success(request, ngettext("%(n)s came.", "%(n)s came.", n) % {"n": n})
    else:
        said = ngettext("%(n)s did not come: unaccounted.", "%(n)s did not come: unaccounted.", n)
        messages.warning(request, said % {"n": n})
    if closed:
        messages.success(request, _("Everyone on the manifest has been named: it is closed."))


def _again(request: HttpRequest, visit: Visit, manifest: Manifest, **told: Any) -> HttpResponse:
    return render(request, "desk/transit.html", _whole(visit, manifest, request.POST) | told, status=422)


# -- on paper -----------------------------------------------------------------------


@page
def paper(request: HttpRequest, visit: Visit, transit: str) -> HttpResponse:
    """The manifest for the escort's hand: boxes for who came and who did not, its minute and its checkpoint."""
    manifest = _find(visit, transit)
    if not manifest.lines and manifest.passengers:
        raise Http404
    if refuses_a_list(visit, manifest.opened.origin, manifest.opened.destination):
        return ask_again(request, request.path, status=403)
    point = checkpoint(visit.now)
    context = _whole(visit, manifest) | {
        "at": visit.now,
        "checkpoint": stamped(point, visit.now),
        "qr": code_of(f"abrigo:transit:{transit}"),
        "signatures": [{"role": _("Gives")}, {"role": _("Escort")}, {"role": _("Takes")}],
        "back": reverse("desk:transit", args=[transit]),
    }
    return render(request, "desk/print/manifest.html", context)
