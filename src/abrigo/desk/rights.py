"""Rights to know: whose they are, asked for, given by two, read, taken back; the emergency; and why, in words."""

from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from abrigo.clerk import photos, trace
from abrigo.clerk.record import Ask
from abrigo.desk import shown, words
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.individual_words import READERS
from abrigo.desk.refused import refused
from abrigo.desk.sheets import Question, Sheet, fill
from abrigo.desk.stepup import stepped_up
from abrigo.desk.typed import Typed
from abrigo.facts.disclosures import Reader
from abrigo.facts.grants import Compartment, Purpose
from abrigo.facts.kinds import AgencyId, GrantId, OverrideId, PersonId, SiteId, StaffId
from abrigo.registers import cards, grants, people
from abrigo.registers.grants import GrantLine, OverrideLine
from abrigo.registers.people import PersonLine
from abrigo.rules.access import Viewer
from abrigo.rules.grants import (
    AskGrant,
    GiveGrant,
    ReadGrant,
    RefuseGrant,
    ReviewOverride,
    TakeOverride,
    WithdrawGrant,
)
from abrigo.rules.policy import Because, Child, Verdict, may_know
from abrigo.staff.models import Account, Agency, new_id
from abrigo.staff.viewer import viewer_of

SENTENCES: Final[dict[Because, Promise]] = {
    Because.OFFICE: gettext_lazy("Yes: this is part of the office’s work."),
    Because.OWN_GATE: gettext_lazy("Yes: the child is at the site this account works at."),
    Because.GRANT: gettext_lazy("Yes: by a right to know."),
    Because.EMERGENCY: gettext_lazy("Yes: by an emergency that still runs."),
    Because.NO_PART: gettext_lazy("No: this account has no part in this operation."),
    Because.NEVER_FOR_THIS_OFFICE: gettext_lazy("No: this office works with numbers; no right opens a child to it."),
    Because.NOT_FOR_THIS_OFFICE: gettext_lazy("No: this is not part of the office’s work, and no right was given."),
    Because.ANOTHER_GATE: gettext_lazy("No: the child is at another site, and no right was given."),
    Because.NO_GATE: gettext_lazy("No: this account names no site, and no right was given."),
}


@page
def rights(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _draw(request, visit)


def _draw(request: HttpRequest, visit: Visit, status: int = 200, **more: Any) -> HttpResponse:
    found = grants.ask(visit.viewer, visit.operation)
    called = grants.overrides(visit.viewer, visit.operation)
    visit.learn_staff([i for g in found for i in (g.staff, g.asked_by, g.first, g.second)] + [o.taker for o in called])
    agencies = dict(Agency.objects.values_list("id", "name"))
    mine = [g for g in found if visit.viewer.staff == g.staff or visit.viewer.agency == g.agency]
    context = {
        "here": "rights",
        "waiting": [_grant(visit, g, agencies) for g in found if g.open(visit.now)],
        "mine": [_grant(visit, g, agencies) for g in mine if g.standing(visit.now)],
        "others": [_grant(visit, g, agencies) for g in found if g.standing(visit.now) and g not in mine],
        "ended": [_grant(visit, g, agencies) for g in found if not g.open(visit.now) and not g.standing(visit.now)][
            :20
        ],
        "overrides": [_override(visit, o) for o in called if o.justified is None or o.runs(visit.now)],
    }
    return render(request, "desk/rights.html", context | more, status=status)


def _grant(visit: Visit, g: GrantLine, agencies: dict[str, str]) -> dict[str, Any]:
    named = people.ask(visit.viewer, visit.operation, people=g.people, merged=True) if g.people else []
    sites = ", ".join(visit.place(s) for s in g.sites)
    return {
        "id": g.id,
        "form_id": new_id(),
        "who": visit.staff(g.staff) if g.staff else agencies.get(g.agency, g.agency),
        "what": words.COMPARTMENTS.get(g.compartment, g.compartment),
        "purpose": words.PURPOSES.get(g.purpose, g.purpose),
        "sites": sites,
        "people": [line.called for line in named],
        "n": g.n,
        "until": g.until,
        "words": g.words,
        "asked_by": visit.staff(g.asked_by),
        "first": visit.staff(g.first),
        "second": visit.staff(g.second),
        "status": g.status,
        "reason": g.reason,
        "read": len(g.read),
        "unread": visit.viewer.staff not in g.read and visit.may("read-grant"),
        "may_give": visit.may("give-grant") and visit.viewer.staff not in (g.asked_by, g.staff, g.first),
    }


def _override(visit: Visit, o: OverrideLine) -> dict[str, Any]:
    return {
        "id": o.id, "taker": o.taker, "who": visit.staff(o.taker), "reason": o.reason, "at": o.at, "until": o.until,
        "runs": o.runs(visit.now), "what": [words.COMPARTMENTS[c] for c in o.compartments], "n": o.n,
        "form_id": new_id(), "open": o.justified is None,
        "may_review": o.justified is None and visit.may("review-override") and o.taker != visit.viewer.staff,
    }  # fmt: skip


@page
@require_POST
@stepped_up
def do(request: HttpRequest, visit: Visit, grant: str, what: str) -> HttpResponse:
    """One hand on one right: give, refuse, read, withdraw."""
    operation, id_, reason = visit.operation, GrantId(grant), request.POST.get("reason", "")
    acts: dict[str, Any] = {
        "give": lambda: GiveGrant(operation, id_, visit.now),
        "refuse": lambda: RefuseGrant(operation, id_, reason, visit.now),
        "read": lambda: ReadGrant(operation, id_, visit.now),
        "withdraw": lambda: WithdrawGrant(operation, id_, reason, visit.now),
    }
    if what not in acts or grants.one(visit.viewer, operation, grant) is None:
        raise Http404
    return _done(request, visit, acts[what](), _("Written down."))


@page
@require_POST
def review(request: HttpRequest, visit: Visit, override: str) -> HttpResponse:
    """Somebody else says whether there was need."""
    said = request.POST
    if override not in {o.id for o in grants.overrides(visit.viewer, visit.operation)}:
        raise Http404
    act = ReviewOverride(
        visit.operation, OverrideId(override), StaffId(said.get("taker", "")), said.get("justified") == "yes",
        said.get("words", ""), visit.now,
    )  # fmt: skip
    return _done(request, visit, act, _("Looked at, and written down."))


def _done(request: HttpRequest, visit: Visit, act: Any, said: str) -> HttpResponse:
    answer = visit.record(act, request.POST.get("id", "")[:80])
    if answer.refusal is not None:
        return _draw(request, visit, 422, refusal=refused(visit, answer.refusal))
    messages.success(request, said)
    return redirect("desk:rights")


# -- asking ---------------------------------------------------------------------


@page
def ask(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not visit.may("ask-grant"):
        raise Http404
    offices = [(a.id, a.name) for a in Agency.objects.order_by("name")]
    colleagues = [
        (a.staff, f"{a.name} · {words.word(a.role)}")
        for a in Account.objects.filter(is_active=True).order_by("name")
        if visit.operation in a.operations
    ]
    until = (visit.now + timedelta(days=30)).astimezone(visit.zone).strftime("%Y-%m-%dT%H:%M")
    sheet = Sheet(
        title=_("Ask for a right to know"), here="rights", back=reverse("desk:rights"), submit=_("Ask"),
        lead=_("Two others give it, on two devices. It opens what may be known, for one purpose, until its day."),
        questions=(
            Question("staff", _("For one person"), "select", options=colleagues),
            Question("agency", _("or for a whole office"), "select", options=offices),
            Question("compartment", _("To know"), "choice", options=list(words.COMPARTMENTS.items()), required=True),
            Question("purpose", _("What for"), "choice", options=list(words.PURPOSES.items()), required=True),
            Question("bands", _("Of which children"), hint=_("Bands or register lines, with spaces. Empty: as below.")),
            Question("sites", _("or of which sites"), "several", hint=_("Nothing chosen: the whole operation."),
                     options=[(s.id, s.name) for s in visit.sites() if s.kind != "vehicle"]),
            Question("until", _("Until"), "datetime-local", value=until, required=True),
            Question("words", _("Why it is needed"), "textarea", required=True),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        staff = form.choice("staff", [c for c, _said in colleagues])
        agency = form.choice("agency", [c for c, _said in offices])
        compartment = form.choice("compartment", list(Compartment), _("Choose what is to be known."))
        purpose = form.choice("purpose", list(Purpose), _("Choose what for."))
        until = form.when("until", _("Say until when."))
        sites = form.several("sites", [s.id for s in visit.sites()])
        named = _named(visit, form)
        if form.errors or until is None:
            return []
        return [Ask(form.id, AskGrant(
            visit.operation, GrantId("g-" + form.id), Compartment(compartment), Purpose(purpose), until, visit.now,
            AgencyId(agency) if agency else None, StaffId(staff) if staff else None,
            tuple(SiteId(s) for s in sites), named, form.text("words"),
        ))]  # fmt: skip

    return fill(request, visit, sheet, asked, lambda _a: _("Asked. Two others decide; you see it here."))


@page
@stepped_up
def emergency(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not visit.may("take-override"):
        raise Http404
    sheet = Sheet(
        title=_("Emergency: see what I must, for one hour"), here="rights", back=reverse("desk:rights"),
        submit=_("Open it for one hour"),
        lead=_("Oversight is told at once, everything you open is written down, and somebody else looks at it "
               "tomorrow. Use it when a child is in danger now and nobody who may know can be reached."),
        questions=(
            Question("compartments", _("What must be known"), "several", options=list(words.COMPARTMENTS.items())),
            Question("bands", _("Of which children"), hint=_("Bands or register lines. Empty: everybody here.")),
            Question("reason", _("What is happening"), "textarea", required=True),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        opened = form.several("compartments", list(Compartment))
        named = _named(visit, form)
        return [] if form.errors else [Ask(form.id, TakeOverride(
            visit.operation, OverrideId("o-" + form.id), visit.viewer.staff, tuple(Compartment(c) for c in opened),
            form.text("reason"), visit.now, named,
        ))]  # fmt: skip

    def done(asks: Any) -> str:
        trace.tell(visit.viewer, visit.operation, "emergency", visit.now, about=asks[0].act.override)
        return _("Open for one hour. Oversight has been told.")

    return fill(request, visit, sheet, asked, done)


def _named(visit: Visit, form: Typed) -> tuple[PersonId, ...]:
    found: list[PersonId] = []
    for code in form.text("bands").split():
        lines = people.by_code(visit.viewer, visit.operation, code)
        if len(lines) != 1:
            form.wrong("bands", _("Nobody here, or more than one person, has %(code)s.") % {"code": code[:20]})
        else:
            found.append(PersonId(lines[0].id))
    return tuple(dict.fromkeys(found))


# -- why ------------------------------------------------------------------------


@page
def why(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    """Why may I, or she, see this of this child; or why not: compartment by compartment, in words."""
    line = people.one(visit.viewer, visit.operation, person)
    if line is None:
        raise Http404
    chosen = request.GET.get("who", "")
    colleague = Account.objects.filter(staff=chosen, is_active=True).first() if chosen else None
    whose = visit.viewer if colleague is None or visit.operation not in colleague.operations else viewer_of(colleague)
    context = {
        "here": "people",
        "person": shown.person(visit, line),
        "who": whose.name,
        "chosen": whose.staff,
        "colleagues": [
            (a.staff, a.name) for a in Account.objects.filter(is_active=True).order_by("name")
            if visit.operation in a.operations
        ],
        "verdicts": [_verdict(c, _judge(visit, whose, c, line)) for c in Compartment],
    }  # fmt: skip
    return render(request, "desk/why.html", context)


def _judge(visit: Visit, whose: Viewer, compartment: Compartment, line: PersonLine) -> Verdict:
    # Where the child is must not be told by telling who may know it: the asker's own sight decides what stands here.
    return may_know(whose, compartment, Child(line.id, visit.operation, line.where.site or ""), visit.now)


def _verdict(compartment: Compartment, verdict: Verdict) -> dict[str, Any]:
    grant = None if verdict.grant is None else verdict.grant
    return {
        "what": words.COMPARTMENTS[compartment],
        "yes": verdict.allowed,
        "because": SENTENCES[verdict.because],
        "grant": grant.id if grant else "",
        "until": grant.until if grant else None,
    }


@page
def looks(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    """Who looked at this child, when and what for: for oversight, and for the child later."""
    line = people.one(visit.viewer, visit.operation, person)
    if line is None or not trace.may_see_looks(visit.viewer):
        raise Http404
    found = trace.looks_at(visit.viewer, visit.operation, person)
    visit.learn_staff([one.staff for one in found])
    agencies = dict(Agency.objects.values_list("id", "name"))
    rows = [look_row(visit, one, agencies) for one in found[:500]]
    context = {"here": "people", "person": shown.person(visit, line), "rows": rows}
    return render(request, "desk/looks.html", context | {"given_out": given_out(visit, person)})


def given_out(visit: Visit, person: str = "") -> list[dict[str, Any]]:
    """What left the house, newest first: of one child, or of everybody for the oversight desk. To whom it went is told
    to whoever sees names; others count."""
    found = cards.ask(visit.viewer, visit.operation, "disclosure", person=person, limit=200)
    orders = {c.id: c.title for c in cards.ask(visit.viewer, visit.operation, "order", limit=1000)}
    visit.learn_staff([c.body["by"] for c in found])
    named = sees(visit).names
    return [
        {
            "at": c.at, "who": visit.staff(c.body["by"]), "number": c.id, "to": c.title if named else "",
            "what": words.word(c.body["given"]), "purpose": words.PURPOSES.get(c.body["purpose"], c.body["purpose"]),
            "reader": READERS[Reader(c.body["reader"])] if c.body["reader"] else "", "digest": c.body["digest"][:12],
            "order": orders.get(c.body.get("order", ""), c.body.get("order", "")),
        }
        for c in found
    ]  # fmt: skip


def look_row(visit: Visit, one: trace.LookLine, agencies: dict[str, str]) -> dict[str, Any]:
    return {
        "at": one.at, "who": visit.staff(one.staff), "agency": agencies.get(one.agency, one.agency), "role": one.role,
        "letters": photos.code_of(StaffId(one.staff)),
        "what": words.COMPARTMENTS.get(one.compartment, one.compartment),
        "purpose": words.PURPOSES.get(one.purpose, one.purpose), "n": one.n, "grant": one.grant, "pos": one.pos,
    }  # fmt: skip
