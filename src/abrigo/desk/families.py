"""The family desk: someone asks for someone, has a receipt at once, and is answered. No place is ever shown here."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from abrigo.clerk.record import Ask
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.refused import refused
from abrigo.desk.sheets import Question, Sheet, fill
from abrigo.desk.typed import Typed, typed
from abrigo.desk.words import LANGUAGES, word
from abrigo.facts.families import Reply, Wish
from abrigo.facts.kinds import RequestId
from abrigo.registers import cards
from abrigo.registers.cards import CardLine
from abrigo.rules.families import AnswerFamilyRequest, RequestFamily
from abrigo.staff.models import new_id

EVERY = 100_000


def may_see(visit: Visit) -> bool:
    """Whoever sits at the family desk or answers it, and the ombudsman."""
    seen = sees(visit)
    desk = visit.may("request-family") or visit.may("answer-family-request")
    return seen.names and (desk or seen.trace)


@page
def families(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not may_see(visit):
        raise Http404
    found = cards.ask(visit.viewer, visit.operation, "request", limit=EVERY)
    rows = [_row(visit, c) for c in found]
    context = {
        "here": "families",
        "waiting": sorted((r for r in rows if r["status"] == "waiting"), key=lambda r: r["at"]),
        "answered": [r for r in rows if r["status"] != "waiting"],
    }
    return render(request, "desk/families.html", context)


def _row(visit: Visit, card: CardLine) -> dict[str, Any]:
    """What the desk needs to speak with who asks: never where the child is, not even its band."""
    body = card.body
    return {
        "id": card.id,
        "receipt": card.title,
        "url": reverse("desk:family_request", args=[card.id]),
        "at": card.at,
        "asker": body["asker"],
        "relation": body["relation"],
        "child_words": body["child_words"],
        "wishes": body["wishes"],
        "language": body["language"],
        "identity_seen": body["identity_seen"],
        "taken_by": visit.staff(body["said"]["by"]),
        "known": bool(card.person),
        "status": card.status,
        "words": body.get("words", ""),
        "basis": body.get("basis", ""),
        "appeal": body.get("appeal", ""),
        "changed_at": card.changed_at,
    }


@page
def ask(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The receipt is made with the form, so that it can be handed over before anybody has finished listening."""
    if not visit.may("request-family"):
        raise Http404
    sheet = Sheet(
        title=_("Someone asks for a child"), here="families", back=reverse("desk:families"),
        submit=_("Give the receipt"),
        lead=_("Only the wish is asked for; a name may be withheld at a gate. Tell nobody a place."),
        questions=(
            Question("wishes", _("What they ask"), "several", options=[(w.value, word(w)) for w in Wish]),
            Question("child_words", _("Whom they ask for, in their words"), "textarea"),
            Question("asker", _("Who asks")),
            Question("relation", _("What they are to the child")),
            Question("language", _("Language to answer in"), "select", options=list(LANGUAGES.items())),
            Question("identity_seen", _("What was seen of their identity")),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        wishes = tuple(Wish(w) for w in form.several("wishes", [w.value for w in Wish]))
        if not wishes:
            form.wrong("wishes_0", _("Tick what they ask."))
        act = RequestFamily(
            visit.operation, RequestId("fr-" + form.id), receipt_of(form.id), wishes, form.at, form.text("asker"),
            form.text("relation"), form.text("child_words"), None, form.post.get("language", ""),
            form.text("identity_seen"),
        )  # fmt: skip
        return [Ask(form.id, act)]

    sent = request.POST.get("id", "")[:80]
    onward = reverse("desk:family_request", args=["fr-" + sent]) if sent else ""
    return fill(request, visit, sheet, asked, lambda a: _("Receipt %(r)s.") % {"r": a[0].act.receipt}, onward)


def receipt_of(form_id: str) -> str:
    """Short enough to be read aloud, and says nothing of how many asked before."""
    return f"R-{form_id[:6].upper()}"


@page
def family_request(request: HttpRequest, visit: Visit, request_id: str) -> HttpResponse:
    """One request: its receipt to print, and its answer."""
    card = cards.one(visit.viewer, visit.operation, "request", request_id) if may_see(visit) else None
    if card is None:
        raise Http404
    context: dict[str, Any] = {
        "here": "families",
        "r": _row(visit, card),
        "replies": [(r.value, word(r)) for r in Reply],
        "given": {},
    }
    if request.method != "POST":
        return render(request, "desk/family_request.html", _with_id(context))
    form = typed(request, visit)
    reply = form.choice("reply", [r.value for r in Reply], _("Choose the answer."))
    words = form.text("words", _("Write what they are told."))
    told: dict[str, Any] = {"errors": form.errors}
    if not form.errors:
        act = AnswerFamilyRequest(
            visit.operation, RequestId(request_id), Reply(reply), words, form.at, form.text("basis"),
            form.text("appeal"),
        )  # fmt: skip
        answer = visit.record(act, form.id)
        if answer.refusal is None:
            messages.success(request, _("Answered."))
            return redirect("desk:families")
        told = {"refusal": refused(visit, answer.refusal)}
    return render(
        request, "desk/family_request.html", _with_id(context | told | {"given": request.POST}), status=422
    )  # fmt: skip


def _with_id(context: dict[str, Any]) -> dict[str, Any]:
    return context | {"form_id": context["given"].get("id") or new_id()}
