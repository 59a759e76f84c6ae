"""Handovers: one side gives a list, the other takes it name by name; what is given and not taken stays in sight."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from abrigo.desk import picking, shown
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.movements import agencies
from abrigo.desk.refused import refused
from abrigo.desk.stamps import code_of
from abrigo.desk.typed import typed
from abrigo.facts.kinds import AgencyId, HandoverId
from abrigo.registers import custody, people
from abrigo.registers.people import PersonLine
from abrigo.rules.custody import HANDOVERS, HandOver, Handover, NotTakenLine, TakeOver
from abrigo.staff.models import new_id


@page
def give(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The giving side writes its list. Narrowed by site and unit, for a list of two hundred is not read at night."""
    if not visit.may("hand-over"):
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    site, unit = asked.get("of_site", ""), asked.get("of_unit", "")
    offered = held(visit, site, unit)
    if request.method != "POST":
        return render(request, "desk/handover_give.html", _give(visit, offered, site, unit, None))
    form = typed(request, visit)
    taker = form.choice("taker", agencies(), _("Choose who takes them."))
    ids = form.people(offered)
    told: dict[str, Any] = {"errors": form.errors}
    if not form.errors:
        handover = HandoverId(form.post.get("handover", "")[:80] or new_id())
        answer = visit.record(HandOver(visit.operation, handover, AgencyId(taker), ids, form.at), form.id)
        if answer.refusal is None:
            said = ngettext("%(n)s given; waiting to be taken.", "%(n)s given; waiting to be taken.", len(ids))
            messages.warning(request, said % {"n": len(ids)})
            return redirect("desk:handover", handover)
        told = {"refusal": refused(visit, answer.refusal)}
    context = _give(visit, offered, site, unit, request.POST) | told
    return render(request, "desk/handover_give.html", context, status=422)


def held(visit: Visit, site: str = "", unit: str = "") -> list[PersonLine]:
    """Whom the viewer's own office answers for and has not already offered to another."""
    own = set(custody.held(visit.viewer, visit.operation, visit.viewer.agency))
    found = people.ask(visit.viewer, visit.operation, site=site, unit=unit, limit=5000)
    return [line for line in found if line.id in own and line.where.open]


def _give(visit: Visit, offered: list[PersonLine], site: str, unit: str, given: Any) -> dict[str, Any]:
    ticked = given.getlist("people") if given else ()
    return {
        "here": "movements",
        "form_id": given.get("id") if given else new_id(),
        "handover": given.get("handover") if given else new_id(),
        "given": given or {},
        "groups": picking.groups(visit, offered, ticked, by="unit" if site else "site"),
        "total": len(offered),
        "takers": [(a, n) for a, n in agencies().items() if a != visit.viewer.agency],
        "sites": visit.sites(),
        "of_site": site,
        "of_unit": unit,
        "units": visit.units(site) if site else [],
    }


@page
def handover(request: HttpRequest, visit: Visit, handover: str) -> HttpResponse:
    """Both lists side by side; the taking side goes down its own."""
    known: Handover = visit.consult(lambda _viewer, past: past.recall(HANDOVERS, f"handover:{handover}"))
    if known.offered is None or known.offered.operation != visit.operation or not sees(visit).names:
        raise Http404
    if request.method != "POST":
        return render(request, "desk/handover.html", _whole(visit, known))
    waiting = people.ask(visit.viewer, visit.operation, people=sorted(known.waiting), merged=True, limit=5000)
    form = typed(request, visit)
    ids = form.people(waiting)
    came = request.POST.get("outcome") != "not-taken"
    reason = form.text("reason", "" if came else _("Say why they were not taken."))
    told: dict[str, Any] = {"errors": form.errors}
    if not form.errors:
        missing = () if came else tuple(NotTakenLine(p, reason) for p in ids)
        act = TakeOver(visit.operation, HandoverId(handover), ids if came else (), form.at, missing)
        answer = visit.record(act, form.id)
        if answer.refusal is None:
            _tell(request, len(ids), came=came)
            return redirect("desk:handover", handover)
        told = {"refusal": refused(visit, answer.refusal)}
    return render(request, "desk/handover.html", _whole(visit, known, request.POST) | told, status=422)


def _tell(request: HttpRequest, n: int, *, came: bool) -> None:
    if came:
        messages.success(request, ngettext("%(n)s taken.", "%(n)s taken.", n) % {"n": n})
    else:
        said = ngettext(
            "%(n)s not taken: the giving side still answers.", "%(n)s not taken: the giving side still answers.", n
        )
        messages.warning(request, said % {"n": n})


def _whole(visit: Visit, known: Handover, given: Any = None) -> dict[str, Any]:
    offered = known.offered
    assert offered is not None
    everyone = known.waiting | known.taken | known.not_taken
    lines = people.ask(visit.viewer, visit.operation, people=sorted(everyone), merged=True, limit=5000)
    drawn = [
        p | {"taken": p["id"] in known.taken, "not_taken": p["id"] in known.not_taken}
        for p in shown.people(visit, lines)
    ]
    drawn.sort(key=lambda p: (p["taken"], p["not_taken"]))
    waiting = [line for line in lines if line.id in known.waiting]
    offices = agencies()
    ticked = given.getlist("people") if given else ()
    return {
        "here": "movements",
        "form_id": given.get("id") if given else new_id(),
        "given": given or {},
        "id": offered.handover,
        "at": offered.said.at,
        "qr": code_of(f"abrigo:handover:{offered.handover}"),
        "by": visit.staff(offered.said.by),
        "handover": {
            "giver": offices.get(offered.giver, offered.giver),
            "taker": offices.get(offered.taker, offered.taker),
            "given": drawn,
            "given_n": len(everyone),
            "taken_n": len(known.taken),
            "strangers": [],
        },
        "waiting_n": len(known.waiting),
        "not_taken_n": len(known.not_taken),
        "unseen": len(everyone) - len(lines),
        "mine": offered.taker == visit.viewer.agency and visit.may("take-over") and bool(waiting),
        "groups": picking.groups(visit, waiting, ticked, by="unit"),
        "total": len(waiting),
    }
