"""Children something was decided about whom nobody has asked yet: the one tap that says why, and the list of what is
owed.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from abrigo.desk import shown
from abrigo.desk.door import Visit, page
from abrigo.desk.typed import Typed
from abrigo.desk.words import word
from abrigo.facts.views import View
from abrigo.registers import cards, people
from abrigo.registers.cards import CardLine
from abrigo.rules.views import ABSENCES

EVERY = 100_000


def absences() -> list[tuple[str, Any]]:
    """Why nobody asked, one tap each: for acts that wait for nobody."""
    return [(code, word(code)) for code in ABSENCES]


def not_asked(form: Typed) -> View | None:
    """The one reason for all of a list; None when nobody said, and then the asking is owed without it."""
    why = form.choice("absent", ABSENCES)
    return View("", "", "", "", "", "", why) if why else None


@page
def unasked(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every child something was decided about that nobody has asked yet: with the reason, or with none."""
    if not visit.may("hear-child"):
        raise Http404
    owed = cards.ask(visit.viewer, visit.operation, "unasked", status=["owed"], limit=EVERY)
    children = owing(visit, owed)
    rows = [
        {"person": children[c.person], "decision": c.title, "about": c.body["about"], "at": c.at, "why": c.body["why"]}
        for c in sorted(owed, key=lambda c: c.at) if c.person in children
    ]  # fmt: skip
    context = {"here": "authority", "rows": rows, "children": len(children),
               "silent": sum(not r["why"] for r in rows)}  # fmt: skip
    return render(request, "desk/unasked.html", context)


def owing(visit: Visit, owed: list[CardLine]) -> dict[str, dict[str, Any]]:
    """Of those decisions, the children by id as a page draws them; adults are not asked here."""
    ids = sorted({c.person for c in owed})
    lines = people.ask(visit.viewer, visit.operation, people=ids, limit=EVERY) if ids else []
    return {p["id"]: p for p in shown.people(visit, [line for line in lines if line.category != "adult"])}
