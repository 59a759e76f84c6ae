"""The board: one screen, one truth, and the names behind every number."""

from datetime import timedelta

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from abrigo.clerk.checkpoint import checkpoint
from abrigo.desk import shown
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.movements import handovers
from abrigo.desk.questions import contested
from abrigo.desk.stamps import stamped
from abrigo.desk.stepup import ask_again, refuses_a_list
from abrigo.desk.words import SEX
from abrigo.registers import cards, people, whereabouts
from abrigo.rules.whereabouts import SUM, State


@page
def board(request: HttpRequest, visit: Visit) -> HttpResponse:
    return render(request, "desk/board.html", _board(visit))


@page
def live(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The count alone, for the open page that asks every few seconds; 204 when nothing was written since."""
    if request.GET.get("since") == moved(visit):
        return HttpResponse(status=204)
    return render(request, "desk/board_live.html", _board(visit))


def moved(visit: Visit) -> str:
    """What an open page compares: something was written, or half a minute went by and a bus may be overdue."""
    return f"{pulse()}.{int(visit.now.timestamp()) // 30}"


def pulse() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pos FROM registers_pulse WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else 0


def _board(visit: Visit) -> dict[str, object]:
    pos = moved(visit)
    answer = whereabouts.ask(visit.viewer, visit.operation, visit.now)
    incidents = cards.ask(visit.viewer, visit.operation, "incident", status=["open"])
    overdue = [c for c in cards.ask(visit.viewer, visit.operation, "transit", status=["boarding", "under-way"])
               if c.overdue(visit.now)]  # fmt: skip
    return {
        "here": "board",
        "pos": pos,
        "count": shown.count(visit, answer, rows=sees(visit).places) if answer else None,
        "incidents": [{"card": i, "site": visit.place(i.site) if sees(visit).places else ""} for i in incidents],
        # A manifest's title may name the house it goes to.
        "overdue": overdue if sees(visit).places else [],
        "contested": contested(visit),
        "given": handovers(visit, "given"),
        "in_error": in_error(visit),
        "limits_ended": _ended(visit),
        "sexes": list(SEX.items()),
    }


def in_error(visit: Visit) -> list[dict[str, object]]:
    """Children let go to the wrong hands and not yet found: an alarm of its own, until somebody has seen them."""
    if not (sees(visit).names and sees(visit).places):
        return []
    found = cards.ask(visit.viewer, visit.operation, "release", status=["in-error"])
    lines = people.ask(visit.viewer, visit.operation, people=sorted({c.person for c in found}), merged=True)
    lost = {line.id: line for line in lines if line.where.state in (State.UNACCOUNTED, State.MISSING)}
    return [{"card": c, "line": lost[c.person], "url": reverse("desk:person", args=[c.person])}
            for c in found if c.person in lost]  # fmt: skip


def _ended(visit: Visit) -> list[cards.CardLine]:
    """Restrictions that ended in the last day: what nobody is told of is believed to hold."""
    if not sees(visit).names:
        return []
    return cards.ask(visit.viewer, visit.operation, "restriction", due=(visit.now - timedelta(days=1), visit.now))


@page
def roster(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A roster to print, with its minute and its checkpoint: what is on the wall when the screen is gone."""
    site = request.GET.get("site", visit.viewer.site or "")
    unit = request.GET.get("unit", "")
    if not sees(visit).places:
        raise Http404
    if refuses_a_list(visit, site):
        return ask_again(request, request.get_full_path(), status=403)
    found = people.ask(visit.viewer, visit.operation, states=[s.value for s in SUM], site=site, unit=unit, limit=5000)
    lines = sorted(shown.people(visit, found), key=lambda p: p["state"] not in ("unaccounted", "missing"))
    point = checkpoint(visit.now)
    ages = {k: sum(p["category"] == c for p in lines)
            for k, c in (("children", "child"), ("undetermined", "undetermined"), ("adults", "adult"))}  # fmt: skip
    context = {
        "place": visit.place(unit or site) or visit.place(visit.operation),
        "people": lines,
        "at": visit.now,
        "total": len(lines),
        "ages": ages,
        "checkpoint": stamped(point, visit.now),
    }
    return render(request, "desk/print/roster.html", context)
