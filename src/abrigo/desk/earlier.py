"""Where a child lived before: told by a source, in other places and countries, and taken back when it was wrong."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from abrigo.clerk.record import Ask
from abrigo.desk import shown
from abrigo.desk.door import Visit, page
from abrigo.desk.sheets import Question, Sheet, fill
from abrigo.desk.typed import Typed
from abrigo.facts.kinds import PersonId, Place, StayId
from abrigo.registers import people
from abrigo.rules.earlier import STAYS, Stays, TellEarlierStay, WithdrawEarlierStay


@page
def tell(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    """A stay as its source tells it; a day nobody knows is left empty, and one half known is written half."""
    line = people.one(visit.viewer, visit.operation, person)
    if line is None or not visit.may("tell-earlier-stay"):
        raise Http404
    part = _("A year, a month or a day: 2014, 2014-03 or 2014-03-05. Empty when nobody can say.")
    sheet = Sheet(
        title=_("An earlier stay"), here="people", back=reverse("desk:individual", args=[line.id]),
        submit=_("Write it down"), person=shown.person(visit, line),
        lead=_("Where the child lived before, as somebody tells it. Nothing is concluded from it."),
        questions=(
            Question("place", _("Place"), required=True),
            Question("country", _("Country (two letters)")),
            Question("since", _("From"), hint=part),
            Question("until", _("Until"), hint=part),
            Question("under", _("Part of which removal or operation"), hint=_("Empty when none was named.")),
            Question("source", _("Who says so"), required=True),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        place = Place(form.text("place", _("Write the place.")), form.text("country").upper())
        act = TellEarlierStay(
            visit.operation, PersonId(line.id), StayId("stay-" + form.id), place,
            form.text("source", _("Say who says so.")), form.at, form.text("since"), form.text("until"),
            form.text("under"),
        )  # fmt: skip
        return [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _a: _("Written down."))


@page
def withdraw(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    """One that was wrong: it stays readable, and no longer stands."""
    line = people.one(visit.viewer, visit.operation, person)
    if line is None or not visit.may("withdraw-earlier-stay"):
        raise Http404
    known: Stays = visit.consult(lambda _v, memory: memory.recall(STAYS, f"person:{line.id}"))
    standing = [f for stay, f in known.told.items() if stay not in known.withdrawn]
    sheet = Sheet(
        title=_("Take an earlier stay back"), here="people", back=reverse("desk:individual", args=[line.id]),
        submit=_("Take it back"), person=shown.person(visit, line),
        questions=(
            Question("stay", _("Which"), "select", required=True,
                     options=[(f.stay, f"{f.place.words} {f.since}–{f.until}") for f in standing]),
            Question("reason", _("The reason given"), "textarea", required=True),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        stay = form.choice("stay", [f.stay for f in standing], _("Choose which."))
        reason = form.text("reason", _("Write why."))
        return [Ask(form.id, WithdrawEarlierStay(visit.operation, PersonId(line.id), StayId(stay), reason, form.at))]

    return fill(request, visit, sheet, asked, lambda _a: _("Written down."))
