"""As known at one time about another: what was the case then, and what could be known of it by when."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from abrigo.desk import shown, words
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.past import Asked, settle, typed
from abrigo.registers import asknown, cards, people
from abrigo.rules.whereabouts import State

PRESETS = 12


@page
def ask(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Choose the two times; the board as it was answers. With a person, their page does."""
    if not sees(visit).counts:
        return render(request, "desk/not_yours.html", {"here": "asknown"}, status=403)
    told = {k: request.GET.get(k, "").strip() for k in ("known", "about", "person")}
    person = people.one(visit.viewer, visit.operation, told["person"]) if told["person"] else None
    context: dict[str, Any] = {"here": "asknown", "told": told, "person": person and shown.person(visit, person)}
    context["presets"] = _presets(visit, told["person"] if person else "")
    if not told["known"] and not told["about"]:
        return render(request, "desk/asknown.html", context)
    try:
        when = settle(visit, told["known"], told["about"])
    except ValueError:
        context["errors"] = [{"field_id": "id_known", "sentence": _("The time cannot be read.")}]
        return render(request, "desk/asknown.html", context, status=422)
    if person is not None:
        return redirect(f"{reverse('desk:person', args=[person.id])}?{when.query(visit)}")
    return render(request, "desk/asknown.html", context | _answer(visit, when))


def _answer(visit: Visit, when: Asked) -> dict[str, Any]:
    past = {"known": typed(visit, when.known), "about": typed(visit, when.about)}
    answer = visit.consult(
        lambda viewer, memory: asknown.ask(
            viewer, memory, visit.operation, known_at=when.size, about=when.about, names=False
        )
    )
    if answer is None:
        return {}
    whole = answer.board.whole
    return {
        "told": {**past, "person": ""},
        "known": when.banner(reverse("desk:board")),
        "when": when,
        "count": shown.count(visit, answer.board, past=past),
        "children": {
            "received": whole.children(),
            "unaccounted": whole.children(State.UNACCOUNTED),
            "undetermined": whole.undetermined(State.UNACCOUNTED),
            "missing": whole.children(State.MISSING),
            "url": shown.people_url(state="unaccounted", **past) if sees(visit).names else "",
        },
    }


def _presets(visit: Visit, person: str) -> list[dict[str, Any]]:
    """Minutes that mattered: incidents and roll calls, each as known then and as known now."""
    incidents = cards.ask(visit.viewer, visit.operation, "incident", limit=PRESETS)
    calls = cards.ask(visit.viewer, visit.operation, "rollcall", limit=PRESETS)
    moments: list[tuple[datetime, str]] = [
        *((c.at, f"{words.word(c.body.get('kind', ''))} · {visit.place(c.site)}") for c in incidents),
        *((c.at, f"{c.title} · {visit.place(c.site)}") for c in calls),
    ]
    moments.sort(key=lambda m: m[0], reverse=True)
    return [_preset(visit, at, label, person) for at, label in moments[:PRESETS]]


def _preset(visit: Visit, at: datetime, label: str, person: str) -> dict[str, Any]:
    about, now = typed(visit, at), typed(visit, visit.now)
    more = {"person": person} if person else {}
    return {
        "at": at,
        "label": label,
        "then": f"?{urlencode({'known': about, 'about': about, **more})}",
        "since": f"?{urlencode({'known': now, 'about': about, **more})}",
    }
