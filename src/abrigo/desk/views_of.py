"""What a child wants, written down at any decision; and each child's consulate, told one by one and never by a list."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from abrigo.clerk.record import Ask
from abrigo.desk import shown
from abrigo.desk.door import Visit, page
from abrigo.desk.releases import EVERY, view_of, view_questions, whom
from abrigo.desk.sheets import Question, Sheet, fill
from abrigo.desk.typed import Typed
from abrigo.desk.words import word
from abrigo.facts.kinds import PersonId
from abrigo.facts.views import View
from abrigo.registers import cards, people
from abrigo.rules.orders import NotifyConsulate, RefuseGroupList
from abrigo.rules.views import DECISIONS, HearChild


@page
def hear(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    line = people.one(visit.viewer, visit.operation, person)
    if line is None or not visit.may("hear-child"):
        raise Http404
    asked_of = request.POST if request.method == "POST" else request.GET
    code, about = asked_of.get("code", ""), asked_of.get("about", "")[:80]
    owed = code in DECISIONS  # one of the list of those not yet asked: which decision it was is known
    free = Question("decision", _("What is being decided"), required=True)
    sheet = Sheet(
        title=_("Write down what the child wants"), here="authority", submit=_("Write it down"),
        back=reverse("desk:unasked") if owed else reverse("desk:authority_of", args=[line.id]),
        person=shown.person(visit, line), hidden={"code": code, "about": about} if owed else {},
        lead=_("Asked about: %(decision)s.") % {"decision": word(code)} if owed
        else _("Before anything is decided about a child, the child is asked. Whoever could not ask writes why."),
        questions=view_questions() if owed else (free, *view_questions()),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        decision = code if owed else form.text("decision", _("Write what is being decided."))
        view = view_of(form) or View("", "", "", "", "", "", "")
        heard = HearChild(visit.operation, PersonId(line.id), decision, view, form.at, about if owed else "")
        return [Ask(form.id, heard)]

    return fill(request, visit, sheet, asked, lambda _a: _("Written down."))


@page
def consulates(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Notices child by child, and the lists that were asked for and refused."""
    if not (cards.may_list(visit.viewer, visit.operation, "notice") and visit.may("notify-consulate")):
        raise Http404
    notices = cards.ask(visit.viewer, visit.operation, "notice", limit=EVERY)
    ids = sorted({c.person for c in notices})
    lines = people.ask(visit.viewer, visit.operation, people=ids, merged=True, limit=EVERY)
    named = {p["id"]: p for p in shown.people(visit, lines)}
    context = {
        "here": "authority",
        "notices": [{"person": named[c.person], "country": c.title, "at": c.at} for c in notices if c.person in named],
        "lists": cards.ask(visit.viewer, visit.operation, "group-list", limit=EVERY),
    }
    return render(request, "desk/consulates.html", context)


@page
def notify(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One person, one consulate: there is no page that names two."""
    if not visit.may("notify-consulate"):
        raise Http404
    line = people.one(visit.viewer, visit.operation, request.GET.get("person", ""))
    if line is None:
        back = reverse("desk:consulates")
        return whom(request, visit, _("Notify a consulate"), "desk:notify_consulate", here="authority", back=back)
    sheet = Sheet(
        title=_("Notify a consulate"), here="authority", back=reverse("desk:consulates"), submit=_("Write it down"),
        lead=_("Of this person alone. A nationality is what somebody said, not what is decided here."),
        person=shown.person(visit, line),
        questions=(Question("country", _("Country (two letters)"), required=True),),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        country = form.text("country", _("Write the country."))
        return [Ask(form.id, NotifyConsulate(visit.operation, PersonId(line.id), country, form.at))]

    return fill(request, visit, sheet, asked, lambda _a: _("Written down."))


@page
def refuse_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not visit.may("refuse-group-list"):
        raise Http404
    sheet = Sheet(
        title=_("A list was asked for"), here="authority", back=reverse("desk:consulates"), submit=_("Refuse and keep"),
        lead=_("Nobody is given a list of children. That it was asked for and refused is kept."),
        questions=(
            Question("asked_by", _("Who asked"), required=True),
            Question("reason", _("The reason given"), "textarea", required=True),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        by, reason = form.text("asked_by", _("Write who asked.")), form.text("reason", _("Write why."))
        return [Ask(form.id, RefuseGroupList(visit.operation, by, reason, form.at))]

    return fill(request, visit, sheet, asked, lambda _a: _("Written down."))
