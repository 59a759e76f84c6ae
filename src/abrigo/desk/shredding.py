"""Words that are to be destroyed, with the days that are left; words that must be kept; and who may stop what."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from abrigo.desk.door import Visit, page
from abrigo.desk.refused import refused
from abrigo.desk.typed import Typed, typed
from abrigo.facts.kinds import HoldId, PersonId, ShreddingId
from abrigo.registers import cards, people
from abrigo.registers.cards import CardLine
from abrigo.rules.shredding import COUNTDOWN, AskShredding, CancelShredding, ConfirmShredding, HoldWords, LiftHold
from abrigo.staff.models import new_id

LIVING = ("asked", "confirmed")


@page
def board(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every countdown, the shortest first; what is held; what is gone."""
    if not cards.may_list(visit.viewer, visit.operation, "shredding"):
        raise Http404
    asked = cards.ask(visit.viewer, visit.operation, "shredding")
    holds = cards.ask(visit.viewer, visit.operation, "hold", status=["held"])
    visit.learn_staff([c.body.get("by") for c in [*asked, *holds]])
    lines = {p.id: p for p in people.ask(visit.viewer, visit.operation, people=_whose([*asked, *holds]), merged=True)}
    living = sorted((c for c in asked if c.status in LIVING), key=lambda c: (c.due is None, c.due or c.at))
    context = {
        "here": "ledger",
        "living": [_row(visit, c, lines) for c in living],
        "holds": [_row(visit, c, lines) for c in holds],
        "ended": [_row(visit, c, lines) for c in asked if c.status not in LIVING],
        "days": COUNTDOWN.days,
    }
    return render(request, "desk/shreddings.html", context)


def _whose(rows: list[CardLine]) -> list[str]:
    return sorted({c.person for c in rows})


def _row(visit: Visit, card: CardLine, lines: dict[str, Any]) -> dict[str, Any]:
    line = lines.get(card.person)
    return {
        "id": card.id, "person": card.person, "called": line.called if line else _("a person"),
        "known": line is not None,
        "status": card.status, "basis": card.title, "at": card.at, "due": card.due, "left": left(card.due, visit.now),
        "by": visit.staff(card.body.get("by")), "confirmed_by": visit.staff(card.body.get("confirmed_by")),
        "reason": card.body.get("reason", ""), "ended_by": visit.staff(card.body.get("ended_by")),
        "changed_at": card.changed_at, "own": card.body.get("by") == visit.viewer.staff, "form_id": new_id(),
    }  # fmt: skip


def left(due: datetime | None, now: datetime) -> int | None:
    """Whole days that are left, the begun one counted; 0 when the day has come."""
    return None if due is None else max(0, -((now - due).days))


def told_of(visit: Visit, person: str) -> dict[str, Any]:
    """For the person's own page: what is planned, what is held, what is gone; empty for whoever may not know."""
    if not cards.may_list(visit.viewer, visit.operation, "shredding"):
        return {}
    asked = cards.ask(visit.viewer, visit.operation, "shredding", person=person)
    holds = cards.ask(visit.viewer, visit.operation, "hold", status=["held"], person=person)
    visit.learn_staff([c.body.get("by") for c in [*asked, *holds]])
    rows = [_row(visit, c, {}) for c in asked]
    return {
        "shredding": next((r for r in rows if r["status"] in LIVING), None),
        "destroyed": next((r for r in rows if r["status"] == "destroyed"), None),
        "holds": [_row(visit, c, {}) for c in holds],
    }


@page
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    """One person's words: ask, confirm, stop; hold, lift."""
    line = people.one(visit.viewer, visit.operation, person)
    if line is None or not cards.may_list(visit.viewer, visit.operation, "shredding"):
        raise Http404
    context: dict[str, Any] = {"here": "people", "person": person, "called": line.called, "form_id": new_id()}
    context |= {"days": COUNTDOWN.days, "typed": {}}
    status = 200
    if request.method == "POST":
        form = typed(request, visit)
        act = _act(visit, PersonId(person), form)
        answer = visit.record(act, form.id)
        if answer.refusal is None:
            messages.success(request, _said(act))
            return redirect("desk:words", person)
        context |= {"refusal": refused(visit, answer.refusal), "typed": request.POST, "form_id": form.id}
        status = 422
    context |= told_of(visit, person)
    return render(request, "desk/words.html", context, status=status)


def _act(visit: Visit, person: PersonId, form: Typed) -> Any:
    what, which, why = form.post.get("do", ""), form.post.get("which", ""), form.text("why")
    if not visit.may(what):
        raise Http404
    at = visit.now
    match what:
        case "ask-shredding":
            return AskShredding(visit.operation, ShreddingId(form.id or new_id()), person, why, at)
        case "confirm-shredding":
            return ConfirmShredding(visit.operation, ShreddingId(which), person, at)
        case "cancel-shredding":
            return CancelShredding(visit.operation, ShreddingId(which), person, why, at)
        case "hold-words":
            return HoldWords(visit.operation, HoldId(form.id or new_id()), person, why, at)
        case "lift-hold":
            return LiftHold(visit.operation, HoldId(which), person, why, at)
        case _:
            raise Http404


def _said(act: Any) -> str:
    match act:
        case AskShredding():
            return _("Asked. Nothing happens before another person confirms it on another device.")
        case ConfirmShredding():
            return _("Confirmed. The words go in %(n)s days, unless somebody stops it.") % {"n": COUNTDOWN.days}
        case CancelShredding():
            return _("Stopped. Nothing was destroyed.")
        case HoldWords():
            return _("Written. No word of this person is destroyed until this is lifted.")
        case _:
            return _("Lifted.")
