"""The family desk: someone asks for someone, has a receipt at once, and is answered. No place is ever shown here."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from abrigo.clerk.record import Ask
from abrigo.desk import outward, shown
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.refused import refused
from abrigo.desk.sheets import Question, Sheet, fill
from abrigo.desk.typed import Typed, by_band, typed
from abrigo.desk.words import LANGUAGES, MENU, word
from abrigo.facts.families import Reply, Wish
from abrigo.facts.kinds import PersonId, RequestId
from abrigo.registers import cards, people
from abrigo.registers.cards import CardLine
from abrigo.rules.families import REPLY_WITHIN, AnswerFamilyRequest, RequestFamily, SayWhoIsMeant
from abrigo.staff.models import new_id

EVERY = 100_000
CHANNELS = ("desk", "tablet", "lawyer", "consulate")
PAPER = ("es", "en", "he", "ar", "yi")  # a receipt is printed in one of these; the last two know nothing else


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
    open_ = [r for r in rows if r["status"] in ("waiting", "not-yet")]
    context = {
        "here": "families",
        "waiting": sorted((r for r in rows if r["status"] == "waiting"), key=lambda r: r["due"] or r["at"]),
        "answered": [r for r in rows if r["status"] != "waiting"],
        "late": sum(r["late"] for r in open_),
        "rivals": _rivals(visit, found),
    }
    return render(request, "desk/families.html", context)


def _rivals(visit: Visit, found: list[CardLine]) -> list[dict[str, Any]]:
    """Children more than one request means: rival claims stand side by side, none is deleted."""
    of: dict[str, list[CardLine]] = {}
    for card in found:
        for person in card.body.get("meant", ()):
            of.setdefault(person, []).append(card)
    many = {p: cards_ for p, cards_ in of.items() if len(cards_) > 1}
    lines = people.ask(visit.viewer, visit.operation, people=sorted(many), merged=True, limit=EVERY)
    return [{"person": p, "requests": [_row(visit, c) for c in many[p["id"]]]} for p in shown.people(visit, lines)]


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
        "known": bool(body.get("meant")),
        "meant": list(body.get("meant", ())),
        "channel": body.get("channel", ""),
        "lawyer": body.get("lawyer", ""),
        "interpreter": body.get("interpreter", ""),
        "due": card.due,
        "late": card.status == "waiting" and card.overdue(visit.now),
        "paper": reverse("desk:family_receipt", args=[card.id]),
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
            Question("channel", _("How they ask"), "select", options=[(c, word(c)) for c in CHANNELS], value="desk"),
            Question("lawyer", _("Their lawyer")),
            Question("interpreter", _("Interpreter")),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        wishes = tuple(Wish(w) for w in form.several("wishes", [w.value for w in Wish]))
        if not wishes:
            form.wrong("wishes_0", _("Tick what they ask."))
        act = RequestFamily(
            visit.operation, RequestId("fr-" + form.id), receipt_of(form.id), wishes, form.at, form.text("asker"),
            form.text("relation"), form.text("child_words"), None, form.post.get("language", ""),
            form.text("identity_seen"), form.choice("channel", CHANNELS) or "desk", form.text("lawyer"),
            form.text("interpreter"),
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
        "meant": _meant(visit, card),
        "languages": [(code, MENU[code]) for code in PAPER],
        "r": _row(visit, card),
        "replies": [(r.value, word(r)) for r in Reply],
        "given": {},
    }
    if request.method != "POST":
        return render(request, "desk/family_request.html", _with_id(context))
    form = typed(request, visit)
    if request.POST.get("step") == "meant":
        return _say_who(request, visit, form, context, RequestId(request_id))
    reply = form.choice("reply", [r.value for r in Reply], _("Choose the answer."))
    words = form.text("words", _("Write what they are told."))
    for name in ("words", "basis", "appeal"):
        if why := outward.tells(visit, form.text(name)):
            form.wrong(name, why)
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


def _meant(visit: Visit, card: CardLine) -> list[dict[str, Any]]:
    """Whom this request is taken to mean, and who else asks for the same child."""
    ids = card.body.get("meant", [])
    lines = people.ask(visit.viewer, visit.operation, people=ids, merged=True)
    asking = cards.ask(visit.viewer, visit.operation, "request", limit=EVERY) if ids else []
    others = [c for c in asking if c.id != card.id]
    return [
        {"person": p, "others": [_row(visit, c) for c in others if p["id"] in c.body.get("meant", ())]}
        for p in shown.people(visit, lines)
    ]


def _say_who(
    request: HttpRequest, visit: Visit, form: Typed, context: dict[str, Any], request_id: RequestId
) -> HttpResponse:
    """Whom the words mean, by the bands of whoever is meant; said by somebody, with a reason, and taken back so."""
    lines = people.ask(visit.viewer, visit.operation, limit=EVERY)
    found = []
    for band in form.text("bands", _("Write the band or line of each child who is meant.")).split():
        line = by_band(lines, band) or next((p for p in lines if p.line and p.line.upper() == band.upper()), None)
        if line is None:
            form.wrong("bands", _("Nobody on this list wears %(band)s.") % {"band": band[:20]})
        else:
            found.append(PersonId(line.id))
    told: dict[str, Any] = {"errors": form.errors}
    if not form.errors:
        meant = request.POST.get("not_meant") != "yes"
        act = SayWhoIsMeant(visit.operation, request_id, tuple(found), form.text("why"), form.at, meant)
        answer = visit.record(act, form.id)
        if answer.refusal is None:
            messages.success(request, _("Written down."))
            return redirect("desk:family_request", request_id)
        told = {"refusal": refused(visit, answer.refusal)}
    return render(request, "desk/family_request.html", _with_id(context | told | {"given": request.POST}), status=422)


@page
def receipt(request: HttpRequest, visit: Visit, request_id: str) -> HttpResponse:
    """The paper for a party, in their language: the number, what was asked, the answer. No place, nobody of ours."""
    card = cards.one(visit.viewer, visit.operation, "request", request_id) if may_see(visit) else None
    if card is None:
        raise Http404
    return _paper(request, visit, card, request.GET.get("lang", "") or card.body["language"])


def _paper(request: HttpRequest, visit: Visit, card: CardLine, language: str) -> HttpResponse:
    row = outward.printable(visit, _row(visit, card))
    with translation.override(language if language in PAPER else "es"):
        context = {"r": row, "kiosk": False, "languages": [(c, MENU[c]) for c in PAPER]}
        return render(request, "desk/print/receipt.html", context)


# -- a tablet at the gate ------------------------------------------------------------------------------


@page
def start_kiosk(request: HttpRequest, visit: Visit) -> HttpResponse:
    """From here on this machine shows the one form and nothing else, until somebody signs in on it again."""
    if request.method != "POST" or not visit.may("request-family"):
        raise Http404
    request.session["kiosk"] = True
    return redirect("desk:kiosk")


@page
def kiosk(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A form without a menu. The receipt is the answer to it: no address leads there, nobody can go back to it."""
    if not visit.may("request-family") or not request.session.get("kiosk"):
        raise Http404
    if (chosen := request.POST.get("speak", "")) in PAPER:
        translation.activate(chosen)
    context: dict[str, Any] = {"wishes": [(w.value, word(w)) for w in Wish], "form_id": new_id(), "given": {}}
    context["languages"] = [(c, MENU[c]) for c in PAPER]
    if request.method != "POST":
        return render(request, "desk/kiosk.html", context)
    context |= {"given": request.POST, "asked": request.POST.getlist("wishes")}
    if chosen in PAPER:
        # Another language half-way through loses nothing: nobody should have to tell it twice.
        answer = render(request, "desk/kiosk.html", context)
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, samesite="Strict")
        return answer
    form = typed(request, visit)
    wishes = tuple(Wish(w) for w in form.several("wishes", [w.value for w in Wish]))
    if not wishes:
        form.wrong("wishes_0", _("Tick what you ask."))
    language = translation.get_language() or "es"
    told: dict[str, Any] = {"errors": form.errors}
    if not form.errors:
        act = RequestFamily(
            visit.operation, RequestId("fr-" + form.id), receipt_of(form.id), wishes, visit.now, form.text("asker"),
            form.text("relation"), form.text("child_words"), None, language, "", "tablet", form.text("lawyer"),
            form.text("interpreter"),
        )  # fmt: skip
        done = visit.record(act, form.id)
        if done.refusal is None:
            return _given(request, visit, act, language)
        told = {"refusal": refused(visit, done.refusal)}
    return render(request, "desk/kiosk.html", context | told, status=422)


def _given(request: HttpRequest, visit: Visit, act: RequestFamily, language: str) -> HttpResponse:
    """Drawn from what was just written: a gate does not read the requests of others, not even this one again."""
    row = {"receipt": act.receipt, "at": act.at, "due": act.at + REPLY_WITHIN, "wishes": [w.value for w in act.wishes],
           "asker": act.asker, "relation": act.relation, "child_words": act.child_words, "status": "waiting",
           "lawyer": act.lawyer, "interpreter": act.interpreter}  # fmt: skip
    with translation.override(language if language in PAPER else "es"):
        context = {"r": outward.printable(visit, row), "kiosk": True, "languages": []}
        answer = render(request, "desk/print/receipt.html", context)
    answer["Refresh"] = f"120; url={reverse('desk:kiosk')}"
    return answer
