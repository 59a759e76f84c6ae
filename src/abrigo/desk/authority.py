"""Legal authority: who is held on no ground now, what soon ends, and what courts have and have not said."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from abrigo.clerk.record import Ask
from abrigo.desk import shown
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.sheets import Question, Sheet, fill
from abrigo.desk.typed import Typed
from abrigo.desk.unasked import EVERY, owing
from abrigo.desk.words import word
from abrigo.facts.kinds import Ground, PersonId, RestrictionId
from abrigo.facts.wire import from_ms
from abrigo.registers import authority as grounds
from abrigo.registers import cards, people
from abrigo.registers.authority import Standing
from abrigo.registers.cards import CardLine
from abrigo.registers.people import PersonLine
from abrigo.rules.custody import EndAuthority, GiveAuthority
from abrigo.rules.orders import (
    NO_CONTACT,
    NO_RELEASE,
    NO_TRANSFER,
    SUPERVISED_ONLY,
    RecordAccessRefused,
    RecordDeclination,
    RecordDesignation,
    SetRestriction,
)

UNCOVERED: Final = ("none", "expired", "not-begun")
RESTRICTIONS: Final = (NO_CONTACT, SUPERVISED_ONLY, NO_TRANSFER, NO_RELEASE, "no-photo", "food", "other")

# -- the page ---------------------------------------------------------------------


@page
def authority(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not cards.may_list(visit.viewer, visit.operation, "order"):
        raise Http404
    found = grounds.standing(visit.viewer, visit.operation, visit.now)
    asked = {k: cards.ask(visit.viewer, visit.operation, k) for k in ("order", "court", "restriction", "access")}
    unasked = cards.ask(visit.viewer, visit.operation, "unasked", status=["owed"], limit=EVERY)
    context = {
        "here": "authority",
        "names": sees(visit).names,
        "total": len(found),
        "uncovered": _named(visit, [s for s in found if s.why in UNCOVERED]),
        "soon": _named(visit, [s for s in found if s.why == "soon"]),
        "in_force": sum(s.why in ("in-force", "soon") for s in found),
        "orders": [order_row(visit, c) for c in asked["order"]],
        "unconfirmed": sum(c.status == "entered" for c in asked["order"]),
        "courts": asked["court"],
        "restrictions": _restrictions(visit, asked["restriction"]),
        "accesses": asked["access"],
        "unasked": len(owing(visit, unasked)),
    }
    return render(request, "desk/authority.html", context)


def _named(visit: Visit, found: Sequence[Standing]) -> list[dict[str, Any]]:
    drawn = shown.people(visit, [s.line for s in found])
    return [
        {"person": p, "why": s.why, "ground": s.ground, "received": s.line.where.received_at or s.line.where.since}
        for s, p in zip(found, drawn, strict=True)
    ]


def order_row(visit: Visit, card: CardLine) -> dict[str, Any]:
    """An order as a list shows it; `standing`: entered, in-force, not-begun or expired at this minute."""
    begins = from_ms(card.body["begins"])
    status = card.status
    if status == "in-force":
        status = "expired" if card.overdue(visit.now) else "not-begun" if begins > visit.now else status
    return {
        "id": card.id,
        "url": reverse("desk:order", args=[card.id]) if sees(visit).names else "",
        "issuer": card.body["issuer"],
        "number": card.body["number"],
        "allows": card.body["allows"],
        "begins": begins,
        "ends": card.due,
        "standing": status,
        "lines": len(card.body["annex"]),
        "entered_by": visit.staff(card.body["said"]["by"]),
    }


def _restrictions(visit: Visit, found: Sequence[CardLine]) -> list[dict[str, Any]]:
    ids = [c.person for c in found if c.person]
    lines = people.ask(visit.viewer, visit.operation, people=ids, merged=True)
    named = {p["id"]: p for p in shown.people(visit, lines)}
    drawn = []
    for card in found:
        review = from_ms(card.body["review"])
        drawn.append(
            {
                "kind": card.body["kind"],
                "person": named.get(card.person),
                "everyone": not card.person,
                "against": card.body["against"],
                "basis": card.body["basis"],
                "issuer": card.body["issuer"],
                "scope": card.body["scope"],
                "begins": from_ms(card.body["begins"]),
                "ends": card.due,
                "review": review,
                "over": card.overdue(visit.now),
                "review_due": not card.overdue(visit.now) and review < visit.now,
            }
        )
    return sorted(drawn, key=lambda r: r["over"])


# -- giving and ending a ground ---------------------------------------------------------


@page
def give(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A ground to many at once; from an order it comes filled in, with those of its annex ticked."""
    if not visit.may("give-authority"):
        raise Http404
    found = grounds.standing(visit.viewer, visit.operation, visit.now)
    order = cards.one(visit.viewer, visit.operation, "order", request.GET.get("order", ""))
    sheet = Sheet(
        title=_("Give a legal ground"), here="authority", back=reverse("desk:authority"), submit=_("Give the ground"),
        lead=_("From the day it begins it takes the place of the ground before. Days before it stay a gap, in sight."),
        questions=_ground_questions(visit, order), by="site",
        people=[s.line for s in found if s.why in UNCOVERED] + [s.line for s in found if s.why not in UNCOVERED],
        ticked=tuple(line["person"] for line in order.body["annex"] if line["person"]) if order else (),
    )  # fmt: skip
    return fill(
        request, visit, sheet, lambda form: _ground_asked(form, sheet.people or ()),
        lambda asks: _people_done(asks, _("%(n)s now stand on this ground.")),
    )  # fmt: skip


def local(visit: Visit, instant: datetime | None) -> str:
    return "" if instant is None else f"{instant.astimezone(visit.zone):%Y-%m-%dT%H:%M}"


def _ground_questions(visit: Visit, order: CardLine | None) -> tuple[Question, ...]:
    body = order.body if order else {}
    begins = from_ms(body["begins"]) if body else None
    return (
        Question("basis", _("Ground"), hint=_("What the order or the law allows, in its words."), required=True,
                 value=body.get("allows", "")),
        Question("issuer", _("Who issued it"), required=True, value=body.get("issuer", "")),
        Question("article", _("Article")),
        Question("order", _("Order number"), value=body.get("number", "")),
        Question("begins", _("From"), "datetime-local", value=local(visit, begins)),
        Question("ends", _("Until"), "datetime-local", hint=_("Empty: no end was written. That is shown as such."),
                 value=local(visit, order.due if order else None)),
    )  # fmt: skip


def _ground_asked(form: Typed, offered: Sequence[PersonLine]) -> list[Ask]:
    ids = form.people(offered)
    basis = form.text("basis", _("Write the ground."))
    issuer = form.text("issuer", _("Write who issued it."))
    ground = Ground(
        basis, issuer, form.text("article"), form.text("order"), form.when("begins"), form.when("ends")
    )  # fmt: skip
    return [Ask(form.id, GiveAuthority(form.visit.operation, ids, ground, form.at))]


def _people_done(asks: Sequence[Ask], sentence: str) -> str:
    return sentence % {"n": sum(len(a.act.people) for a in asks)}


@page
def end(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not visit.may("end-authority"):
        raise Http404
    found = [s for s in grounds.standing(visit.viewer, visit.operation, visit.now) if s.ground is not None]
    sheet = Sheet(
        title=_("End a legal ground"), here="authority", back=reverse("desk:authority"), submit=_("End the ground"),
        lead=_("From this minute those ticked are held on no ground, until another is given. It will be loud."),
        questions=(Question("reason", _("Why it ends"), "textarea", required=True),),
        people=[s.line for s in found], by="site",
        confirm=_("End the legal ground of those ticked? They stay in care with no authority on record."),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        ids = form.people(sheet.people or ())
        reason = form.text("reason", _("Write why it ends."))
        return [Ask(form.id, EndAuthority(visit.operation, ids, reason, form.at))]

    return fill(request, visit, sheet, asked, lambda asks: _people_done(asks, _("%(n)s now stand on no ground.")))


# -- what courts said, what limits someone, who was not let in ------------------------------


@page
def court(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not visit.may("record-declination"):
        raise Http404
    kinds = (("declined", _("says it is not its case")), ("designated", _("says whose case it is")))
    sheet = Sheet(
        title=_("What a court said of the file"), here="authority", back=reverse("desk:authority"),
        submit=_("Write it down"),
        questions=(
            Question("what", _("The court"), "choice", options=kinds),
            Question("issuer", _("Which court"), required=True),
            Question("reason", _("Its reason, or the court it names"), "textarea", required=True),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        what = form.choice("what", [code for code, _said in kinds], _("Say what the court said."))
        issuer = form.text("issuer", _("Write which court."))
        words = form.text("reason", _("Write its reason, or the court it names."))
        kind = RecordDesignation if what == "designated" else RecordDeclination
        return [Ask(form.id, kind(visit.operation, issuer, words, form.at))]

    return fill(request, visit, sheet, asked, lambda _asks: _("Written down."))


@page
def restrict(request: HttpRequest, visit: Visit) -> HttpResponse:
    """For one person when one is ticked, else for everyone of the operation; never without an end and a review."""
    if not visit.may("set-restriction"):
        raise Http404
    person = people.one(visit.viewer, visit.operation, request.GET.get("person", ""))
    sheet = Sheet(
        title=_("Set a restriction"), here="authority", back=reverse("desk:authority"), submit=_("Set it"),
        lead=_("For this person only.") if person else _("For everyone of the operation."),
        person=shown.person(visit, person) if person else None,
        questions=(
            Question("kind", _("What kind"), "choice", options=_words(RESTRICTIONS)),
            Question("against", _("Whom or what it keeps away")),
            Question("basis", _("On what basis"), required=True),
            Question("issuer", _("Who issued it"), required=True),
            Question("scope", _("Where and for what it holds"), "textarea", required=True),
            Question("begins", _("From"), "datetime-local", value=local(visit, visit.now)),
            Question("ends", _("Until"), "datetime-local", required=True,
                     hint=_("What has no end becomes the way things are.")),
            Question("review", _("Looked at again on"), "datetime-local", required=True),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        kind = form.choice("kind", RESTRICTIONS, _("Say what kind it is."))
        act = SetRestriction(
            visit.operation, RestrictionId("rst-" + form.id), kind, form.text("basis"), form.text("issuer"),
            form.text("scope"), form.when("begins") or form.at, form.at, form.when("ends"), form.when("review"),
            PersonId(person.id) if person else None, form.text("against"),
        )  # fmt: skip
        return [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _asks: _("The restriction is set."))


def _words(codes: Sequence[str]) -> tuple[tuple[str, Any], ...]:
    return tuple((c, word(c)) for c in codes)


@page
def refused_access(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not visit.may("record-access-refused"):
        raise Http404
    sheet = Sheet(
        title=_("We were not let in"), here="authority" if sees(visit).words else "gate",
        back=reverse("desk:authority" if sees(visit).words else "desk:gate"), submit=_("Write it down"),
        lead=_("Officials came to see children and were refused: where, by whom, on what order, and when next."),
        questions=(
            Question("place", _("Where"), required=True),
            Question("refused_by", _("Who refused"), required=True),
            Question("under", _("On what order or visit we came")),
            Question("seen", _("How many children were seen all the same")),
            Question("next_attempt", _("Next attempt"), "datetime-local"),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        place, by = form.text("place", _("Write where.")), form.text("refused_by", _("Write who refused."))
        seen = form.whole("seen") or 0
        act = RecordAccessRefused(
            visit.operation, place, by, form.text("under"), form.at, seen, form.when("next_attempt")
        )
        return [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _asks: _("Written down."))
