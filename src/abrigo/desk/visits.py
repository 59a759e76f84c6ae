"""Visits: asked for, approved by a second hand with the child's view, held, refused, and written down as they went."""

from collections import defaultdict
from datetime import date
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from abrigo.clerk.record import Ask
from abrigo.desk import outward, shown
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.refused import refused
from abrigo.desk.releases import view_of, view_questions, whom
from abrigo.desk.sheets import Question, Sheet, fill
from abrigo.desk.typed import Typed, typed
from abrigo.facts.kinds import PersonId, RequestId, VisitId
from abrigo.facts.views import View
from abrigo.facts.wire import from_ms
from abrigo.registers import cards, people
from abrigo.registers.cards import CardLine
from abrigo.rules.visits import ApproveVisit, HoldVisit, RecordVisit, RefuseVisit, RequestVisit
from abrigo.staff.models import new_id

EVERY = 100_000
OPEN = ("requested", "approved", "on-hold")


def may_see(visit: Visit) -> bool:
    """Whoever asks for visits or decides on them, and the ombudsman; a gate sees its own day on its own screen."""
    return sees(visit).names and sees(visit).places and (visit.may("request-visit") or sees(visit).trace)


@page
def visits(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The calendar: what waits for a decision, then day by day, then what is over; refused attempts stay."""
    if not may_see(visit):
        raise Http404
    rows = _rows(visit, cards.ask(visit.viewer, visit.operation, "visit", limit=EVERY))
    days: dict[date, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: r["begins"]):
        if row["status"] == "approved":
            days[timezone.localtime(row["begins"]).date()].append(row)
    context = {
        "here": "visits",
        "waiting": sorted((r for r in rows if r["status"] in ("requested", "on-hold")), key=lambda r: r["begins"]),
        "days": [{"day": d, "rows": days[d]} for d in sorted(days)],
        "over": [r for r in rows if r["status"] not in OPEN],
    }
    return render(request, "desk/visits.html", context)


def _rows(visit: Visit, found: list[CardLine]) -> list[dict[str, Any]]:
    ids = sorted({c.person for c in found})
    lines = people.ask(visit.viewer, visit.operation, people=ids, merged=True, limit=EVERY)
    named = {p["id"]: p for p in shown.people(visit, lines)}
    visit.learn_staff([c.body.get(k) for c in found for k in ("by", "approved_by", "refused_by", "recorded_by")])
    return [_row(visit, c, named.get(c.person)) for c in found]


def _row(visit: Visit, card: CardLine, person: dict[str, Any] | None) -> dict[str, Any]:
    body, ends = card.body, from_ms(card.body["ends"])
    return {
        "id": card.id, "url": reverse("desk:visit", args=[card.id]), "person": person, "person_id": card.person,
        "visitor": card.title, "status": card.status, "begins": card.due or card.at, "ends": ends, "at": card.at,
        "unrecorded": card.status == "approved" and ends <= visit.now, "body": body, "by": visit.staff(body["by"]),
        "mine": body["by"] == visit.viewer.staff, "decided_by": visit.staff(body.get("approved_by")),
        "refused_by": visit.staff(body.get("refused_by")), "recorded_by": visit.staff(body.get("recorded_by")),
    }  # fmt: skip


@page
def calendar(_request: HttpRequest, visit: Visit) -> HttpResponse:
    """Approved visits for a calendar anybody may look at: hours and references; no name, no place, no staff."""
    if not may_see(visit):
        raise Http404
    book = Calendar()
    book.add("prodid", "-//Abrigo//visits//")
    book.add("version", "2.0")
    for card in cards.ask(visit.viewer, visit.operation, "visit", status=["approved"], limit=EVERY):
        event = Event()
        ref = sha256(f"visit/{card.id}".encode()).hexdigest()[:16]
        event.add("uid", f"{ref}@abrigo")
        event.add("dtstamp", visit.now)
        event.add("dtstart", card.due)
        event.add("dtend", from_ms(card.body["ends"]))
        event.add("summary", _("Visit"))
        event.add("description", ref)
        book.add_component(event)
    answer = HttpResponse(bytes(book.to_ical()), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="visits.ics"'
    return answer


@page
def ask(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not visit.may("request-visit"):
        raise Http404
    line = people.one(visit.viewer, visit.operation, request.GET.get("person", ""))
    if line is None:
        back = reverse("desk:visits")
        return whom(request, visit, _("Ask for a visit"), "desk:request_visit", here="visits", back=back)
    sheet = Sheet(
        title=_("Ask for a visit"), here="visits", back=reverse("desk:visits"), submit=_("Ask for it"),
        person=shown.person(visit, line),
        lead=_("Another person approves it, on another device, after the child was asked."),
        questions=(
            Question("visitor", _("Who wants to come"), required=True),
            Question("relation", _("What they are to the child")),
            Question("identity_seen", _("What was seen of their identity")),
            Question("begins", _("From"), "datetime-local", required=True),
            Question("ends", _("Until"), "datetime-local", required=True),
            Question("words", _("What should be known"), "textarea"),
            Question("receipt", _("Receipt of their request"), hint=_("If they asked at the family desk.")),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        begins = form.when("begins", _("Write when it begins.")) or visit.now
        ends = form.when("ends", _("Write when it ends.")) or visit.now
        receipt = form.text("receipt")
        found = [c.id for c in cards.ask(visit.viewer, visit.operation, "request", limit=EVERY) if c.title == receipt]
        act = RequestVisit(
            visit.operation, VisitId("vis-" + form.id), PersonId(line.id), form.text("visitor"), begins, ends, form.at,
            form.text("relation"), form.text("identity_seen"), form.text("words"),
            RequestId(found[0]) if receipt and found else None,
        )  # fmt: skip
        return [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _a: _("Asked for. Another person decides."))


@page
def one(request: HttpRequest, visit: Visit, visit_id: str) -> HttpResponse:
    """One visit: decided, or written down as it went."""
    known = register_sees(visit)
    card = cards.one(visit.viewer, visit.operation, "visit", visit_id) if known else None
    if card is None:
        raise Http404
    row = _rows(visit, [card])[0]
    context: dict[str, Any] = {"here": "visits", "v": row, "given": {}, "form_id": new_id(),
                               "view_questions": view_questions()}  # fmt: skip
    if request.method != "POST":
        return render(request, "desk/visit.html", context)
    form = typed(request, visit)
    act = _act(visit, form, card)
    told: dict[str, Any] = {"errors": form.errors, "given": request.POST, "form_id": form.id}
    if act is not None and not form.errors:
        answer = visit.record(act, form.id + request.POST.get("step", ""))
        if answer.refusal is None:
            messages.success(request, _("Written down."))
            return redirect("desk:visit", card.id)
        told |= {"refusal": refused(visit, answer.refusal)}
    return render(request, "desk/visit.html", context | told, status=422)


def register_sees(visit: Visit) -> bool:
    return may_see(visit) or visit.may("answer-at-gate")


def _act(visit: Visit, form: Typed, card: CardLine) -> ApproveVisit | HoldVisit | RefuseVisit | RecordVisit | None:
    id_, person, operation = VisitId(card.id), PersonId(card.person), visit.operation
    match form.post.get("step"):
        case "approve":
            view = view_of(form) or View("", "", "", "", "", "", "")
            supervisor = form.text("supervisor")
            return ApproveVisit(operation, id_, person, view, form.at, bool(supervisor), supervisor,
                                form.text("conditions"))  # fmt: skip
        case "hold":
            return HoldVisit(operation, id_, person, form.text("reason"), form.at)
        case "refuse":
            for name in ("reason", "appeal"):  # told to whoever wanted to come
                if why := outward.tells(visit, form.text(name)):
                    form.wrong(name, why)
            return RefuseVisit(operation, id_, person, form.text("reason"), form.text("appeal"), form.at)
        case "record":
            took = form.choice("took_place", ("yes", "no"), _("Say whether it took place.")) == "yes"
            return RecordVisit(operation, id_, person, took, form.text("went"), form.at, form.text("child_wanted"),
                               form.text("supervised_by"))  # fmt: skip
        case _:
            return None
