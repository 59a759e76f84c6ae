"""The gate: one screen for the guard. Who is this, may they come in, to whom, under what; and what to say aloud."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from abrigo.desk import shown
from abrigo.desk.door import Visit, page
from abrigo.desk.refused import refused
from abrigo.desk.typed import Typed, typed
from abrigo.facts.gate import GateWord
from abrigo.facts.kinds import AttemptId, PersonId, SiteId, VisitId
from abrigo.facts.wire import from_ms
from abrigo.registers import cards
from abrigo.registers import gate as register
from abrigo.registers.gate import Asked, Because, Limit, Sign, Told
from abrigo.rules.gate import AnswerAtGate, CountCrowd
from abrigo.staff.models import new_id

KEPT = 30  # lines of a gate's own book that fit a screen
FIELDS = ("who", "document", "child", "band")


@page
def gate(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not register.may_see(visit.viewer):
        raise Http404
    if request.method != "POST":
        return render(request, "desk/gate.html", _book(visit) | {"given": {}, "form_id": new_id()})
    form = typed(request, visit)
    step = request.POST.get("step", "ask")
    given = {name: form.text(name)[:300] for name in FIELDS}
    in_hand = request.POST.get("in_hand") == "yes"
    context: dict[str, Any] = {"given": given | {"in_hand": in_hand}, "form_id": form.id or new_id()}
    asked = Asked(given["who"], given["child"], given["band"], in_hand, request.POST.get("visit", "")[:80])
    told = register.ask(visit.viewer, visit.operation, asked, visit.now)
    if step not in (GateWord.IN, GateWord.NOT_IN):
        return render(request, "desk/gate.html", _book(visit) | context | {"told": _drawn(told)})
    answer = visit.record(_act(visit, form, asked, told, GateWord(step)), form.id)
    if answer.refusal is not None:
        context |= {"told": _drawn(told), "refusal": refused(visit, answer.refusal)}
        return render(request, "desk/gate.html", _book(visit) | context, status=422)
    messages.success(request, _("Let in. Written down.") if step == GateWord.IN else _("Not let in. Written down."))
    return redirect("desk:gate")


def _act(visit: Visit, form: Typed, asked: Asked, told: Told, word: GateWord) -> AnswerAtGate:
    reason = form.text("reason") or because(told.because)
    person = told.child.id if told.child and told.visit else None
    return AnswerAtGate(
        visit.operation, AttemptId("at-" + form.id), _site(visit, form), word, reason, form.at, asked.who,
        form.text("document")[:300], asked.child, asked.band, asked.in_hand,
        PersonId(person) if person else None, VisitId(told.visit.id) if told.visit else None,
        form.until("document_until"),
    )  # fmt: skip


def _site(visit: Visit, form: Typed) -> SiteId:
    return SiteId(visit.viewer.site or form.choice("site", [s.id for s in visit.sites()]))


# -- the answer ----------------------------------------------------------------------------------


def because(why: Because) -> str:
    """For the guard, and for the book."""
    return {
        Because.BAND_OF_A_CHILD: _("They hold the band of a child of ours."),
        Because.BAND_UNKNOWN: _("They hold a band that nobody here wears."),
        Because.NOBODY_NAMED: _("Nobody is named yet."),
        Because.NO_CONTACT: _("A court forbids this contact."),
        Because.KEPT_APART: _("The child is kept apart from this person."),
        Because.NOBODY_WATCHES: _("A court allows it only with somebody watching, and nobody was named to watch."),
        Because.NOT_THIS_HOUR: _("Their visit is at another hour."),
        Because.NOT_APPROVED: _("Their visit is not approved."),
        Because.VISIT_NOW: _("Their visit is approved for now."),
        Because.NOBODY_KNOWN: _("No visit is approved for them."),
    }[why]


def aloud(why: Because) -> str:
    """To be read out at the gate. The same words whether a child is here or not: no name, no place, no yes or no."""
    ask = _("I cannot let you in now. You can ask here at once: you get a number, and an answer is owed to you.")
    return {
        Because.VISIT_NOW: _("Welcome. Please show me your document; somebody takes you there."),
        Because.NOBODY_NAMED: _("Good day. What is your name, and may I see a document?"),
        Because.BAND_OF_A_CHILD: _("Please give me that band and wait here with me. Somebody comes to talk to you."),
        Because.BAND_UNKNOWN: _("Please give me that band and wait here with me. Somebody comes to talk to you."),
        Because.NOT_THIS_HOUR: _("Your visit is at another hour. Please come back half an hour before it."),
    }.get(why, ask)


def _drawn(told: Told) -> dict[str, Any]:
    visit = told.visit
    return {
        "sign": told.sign.value,
        "word": {Sign.IN: _("May come in"), Sign.NOT_IN: _("May not come in"), Sign.ASK: _("Not known: ask first")}[
            told.sign
        ],
        "why": because(told.because),
        "code": told.because.value,
        "aloud": aloud(told.because),
        "loud": told.because in (Because.BAND_OF_A_CHILD, Because.BAND_UNKNOWN),
        "visit": _visit(visit) if visit else None,
        "child": {"name": told.child.shown, "band": told.child.band, "age": shown.age(told.child),
                  "url": reverse("desk:person", args=[told.child.id])} if told.child else None,
        "watched": told.watched,
        "limit": _limit(told.limit) if told.limit else None,
        "over": [_limit(r) for r in told.over],
        "may_in": told.sign is Sign.IN,
    }  # fmt: skip


def _visit(card: Any) -> dict[str, Any]:
    body = card.body
    return {"id": card.id, "visitor": card.title, "begins": card.due, "ends": from_ms(body["ends"]),
            "status": card.status, "supervisor": body.get("supervisor", ""), "relation": body["relation"],
            "conditions": body.get("conditions", ""), "url": reverse("desk:visit", args=[card.id])}  # fmt: skip


def _limit(limit: Limit) -> dict[str, Any]:
    return {"kind": limit.kind, "issuer": limit.issuer, "basis": limit.basis, "ends": limit.ends, "over": limit.over}


# -- the page ------------------------------------------------------------------------------------


def _book(visit: Visit) -> dict[str, Any]:
    viewer, operation = visit.viewer, visit.operation
    near = register.around(viewer, operation, visit.now)
    approved = sorted((v for v in near if v.status == "approved"), key=lambda v: v.due or visit.now)
    lately = (visit.now - register.LATELY, visit.now)
    crowd = cards.ask(viewer, operation, "crowd", site=viewer.site or "", limit=KEPT)
    attempts = cards.ask(viewer, operation, "attempt", limit=KEPT)
    accesses = cards.ask(viewer, operation, "access", limit=KEPT)
    visit.learn_staff([c.body["by"] for c in (*crowd, *attempts)])
    return {
        "here": "gate",
        "now_visits": [_visit(v) | {"now": register.is_now(v, visit.now)} for v in approved],
        "sites": [] if viewer.site else [(s.id, s.name) for s in visit.sites()],
        "crowd": [_crowd(visit, c) for c in crowd],
        "standing": crowd[0].body["number"] if crowd else 0,
        "attempts": [_attempt(visit, c) for c in attempts],
        "accesses": [{"card": c, "late": c.overdue(visit.now)} for c in accesses],
        "ended": cards.ask(viewer, operation, "restriction", due=lately),
        "crowd_id": new_id(),
    }


def _crowd(visit: Visit, card: Any) -> dict[str, Any]:
    by = visit.staff(card.body["by"])
    return {"n": card.body["number"], "at": card.at, "words": card.title, "by": by}


def _attempt(visit: Visit, card: Any) -> dict[str, Any]:
    return {"who": card.title, "at": card.at, "word": card.status, "reason": card.body["reason"],
            "asked_for": card.body["asked_for"], "by": visit.staff(card.body["by"])}  # fmt: skip


@page
@require_POST
def crowd(request: HttpRequest, visit: Visit) -> HttpResponse:
    """How many stand outside, by eye: an entry with its minute; nothing is overwritten."""
    if not visit.may("count-crowd"):
        raise Http404
    form = typed(request, visit)
    number = form.whole("number")
    if number is None and not form.errors:
        form.wrong("number", _("Write a whole number in digits."))
    told: dict[str, Any] = {"errors": form.errors}
    if number is not None:
        act = CountCrowd(visit.operation, _site(visit, form), number, form.at, form.text("words")[:200])
        answer = visit.record(act, form.id)
        if answer.refusal is None:
            messages.success(request, _("%(n)s stand outside. Written down.") % {"n": number})
            return redirect("desk:gate")
        told = {"refusal": refused(visit, answer.refusal)}
    return render(request, "desk/gate.html", _book(visit) | {"given": {}, "form_id": new_id()} | told, status=422)
