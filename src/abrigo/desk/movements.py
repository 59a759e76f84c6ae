"""Movements: what is under way, overdue first, what was given and not taken, and who is out with authority."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from abrigo.desk import shown
from abrigo.desk.door import Visit, page, sees
from abrigo.registers import cards, people, pulse
from abrigo.registers.cards import CardLine
from abrigo.rules.whereabouts import State
from abrigo.staff.models import Agency

RUNNING = ("boarding", "under-way")
ENDED_SHOWN = 12


@page
def movements(request: HttpRequest, visit: Visit) -> HttpResponse:
    return render(request, "desk/movements.html", _all(visit))


@page
def live(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The lists alone, for the open page that asks every few seconds; 204 when nothing was written since."""
    if request.GET.get("since") == str(pulse.ask()):
        return HttpResponse(status=204)
    return render(request, "desk/movements_live.html", _all(visit))


def _all(visit: Visit) -> dict[str, Any]:
    pos = pulse.ask()
    running, hidden = seen_transits(visit, RUNNING)
    out = outside(visit)
    closed, _hidden = seen_transits(visit, ("closed",), limit=ENDED_SHOWN)
    drawn = [transit_row(visit, c) for c in running]
    given, taken = handovers(visit, "given"), handovers(visit, "taken", limit=ENDED_SHOWN)
    return {
        "here": "movements",
        "pos": pos,
        "overdue": [t for t in drawn if t["overdue"]],
        "late_out": [o for o in out if o["overdue"]],
        "running": sorted((t for t in drawn if not t["overdue"]), key=lambda t: t["due"]),
        "hidden": hidden,
        "given": given,
        "out": [o for o in out if not o["overdue"]],
        "closed": [transit_row(visit, c) for c in closed],
        "taken": taken,
        "sees_out": sees(visit).places,
    }


def seen_transits(visit: Visit, status: tuple[str, ...], limit: int = 200) -> tuple[list[CardLine], int]:
    """Transits whose route this viewer may know, and how many more there are."""
    found = cards.ask(visit.viewer, visit.operation, "transit", status=status, limit=limit)
    own = [c for c in found if sees(visit).places or c.body.get("by") == visit.viewer.staff]
    return own, len(found) - len(own)


def transit_row(visit: Visit, card: CardLine) -> dict[str, Any]:
    return {
        "id": card.id,
        "url": reverse("desk:transit", args=[card.id]),
        "manifest": card.title,
        "vehicle": visit.place(card.body["vehicle"]),
        "origin": visit.place(card.body["origin"]),
        "destination": visit.place(card.site),
        "escorts": card.body["escorts"],
        "status": card.status,
        "due": card.due,
        "overdue": card.status in RUNNING and card.overdue(visit.now),
        "aboard": card.body["aboard"],
        "came": card.body["came"],
        "not_came": card.body["not_came"],
    }


def handovers(visit: Visit, status: str, limit: int = 200) -> list[dict[str, Any]]:
    found = cards.ask(visit.viewer, visit.operation, "handover", status=[status], limit=limit)
    offices = agencies()
    return [
        {
            "id": c.id,
            "url": reverse("desk:handover", args=[c.id]) if sees(visit).names else "",
            "at": c.at,
            "giver": offices.get(c.body["giver"], c.body["giver"]),
            "taker": offices.get(c.body["taker"], c.body["taker"]),
            "waiting": c.body["waiting"],
            "taken": c.body["taken"],
            "not_taken": c.body["not_taken"],
            "mine": c.body["taker"] == visit.viewer.agency and visit.may("take-over"),
        }
        for c in found
    ]


def agencies() -> dict[str, str]:
    """The offices by name."""
    return dict(Agency.objects.order_by("name").values_list("id", "name"))


def outside(visit: Visit) -> list[dict[str, Any]]:
    """Who is out with authority now, soonest due first; read from where they are, not from a list of errands."""
    if not sees(visit).places:
        return []
    lines = people.ask(visit.viewer, visit.operation, states=[State.OUT.value])
    errands = {c.id: c for c in cards.ask(visit.viewer, visit.operation, "leave", status=["out"])}
    drawn = []
    for line, person in zip(lines, shown.people(visit, lines), strict=True):
        errand = errands.get(line.where.leave or "")
        drawn.append(
            {
                "person": person,
                "leave": line.where.leave or "",
                "place": line.where.place,
                "kind": errand.body["kind"] if errand else "other",
                "escort": errand.body["escort"] if errand else "",
                "since": line.where.since,
                "due": line.where.due,
                "overdue": line.where.due is not None and line.where.due < visit.now,
                "site": visit.place(line.where.site),
            }
        )
    far = visit.now.replace(year=visit.now.year + 100)
    return sorted(drawn, key=lambda o: o["due"] or far)
