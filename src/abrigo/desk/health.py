"""Health checks: offered to each, answered one by one; and who has never been seen by a clinician, by name."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from abrigo.clerk.record import Ask
from abrigo.desk import shown
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.sheets import Question, Sheet, fill
from abrigo.desk.typed import Typed
from abrigo.desk.words import word
from abrigo.facts.care import CheckOutcome
from abrigo.facts.kinds import CheckId, PersonId
from abrigo.facts.wire import from_ms
from abrigo.registers import cards, people
from abrigo.registers.cards import CardLine
from abrigo.registers.people import PersonLine
from abrigo.rules.care import AnswerHealthCheck, OfferHealthCheck
from abrigo.rules.whereabouts import State

EVERY = 100_000


@page
def health(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not sees(visit).health:
        raise Http404
    lines, checks = in_our_hands(visit), _checks(visit)
    of = {line.id: [c for c in checks if c.person == line.id] for line in lines}
    done = {p for p, own in of.items() if any(c.status == CheckOutcome.DONE.value for c in own)}
    offered = {p for p, own in of.items() if own}
    context = {
        "here": "health",
        "offered": len(offered),
        "done": len(done),
        "never": shown.people(visit, [line for line in lines if line.id in offered - done]),
        "not_offered": shown.people(visit, [line for line in lines if line.id not in offered]),
        "waiting": len(waiting(visit)),
        "again": _offer_again(visit, lines, of, done),
    }
    return render(request, "desk/health.html", context)


def in_our_hands(visit: Visit) -> list[PersonLine]:
    found = people.ask(visit.viewer, visit.operation, limit=EVERY)
    return [line for line in found if line.where.open or line.where.state is State.UNRESOLVED]


def _checks(visit: Visit) -> list[CardLine]:
    return cards.ask(visit.viewer, visit.operation, "check", limit=EVERY)


def _offer_again(
    visit: Visit, lines: Sequence[PersonLine], of: dict[str, list[CardLine]], done: set[str]
) -> list[dict[str, Any]]:
    """Whose day for the next offer has come: a refusal is an answer for its day, not for good."""
    found = []
    for line in lines:
        newest = max(of[line.id], key=lambda c: c.at, default=None)
        following = newest.body.get("next") if newest else None
        if line.id not in done and newest and following and from_ms(following) <= visit.now:
            found.append({"person": shown.person(visit, line), "next": from_ms(following), "why": newest.status})
    return sorted(found, key=lambda f: f["next"])


def waiting(visit: Visit) -> dict[str, CardLine]:
    """The oldest check offered and not answered, by person."""
    found = cards.ask(visit.viewer, visit.operation, "check", status=["offered"], limit=EVERY)
    return {c.person: c for c in found}


@page
def offer(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not visit.may("offer-health-check"):
        raise Http404
    offered = in_our_hands(visit)
    sheet = Sheet(
        title=_("Offer a round of health checks"), here="health", back=reverse("desk:health"), submit=_("Offer"),
        people=offered,
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        ids = form.people(offered)
        return [Ask(form.id, OfferHealthCheck(visit.operation, "hc-" + form.id, ids, form.at))]

    return fill(request, visit, sheet, asked, lambda a: _("Offered to %(n)s.") % {"n": len(a[0].act.people)})


@page
def answer(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One outcome for whoever is ticked; a no is neutral and carries the day of the next offer."""
    if not visit.may("answer-health-check"):
        raise Http404
    open_checks = waiting(visit)
    offered = [line for line in in_our_hands(visit) if line.id in open_checks]
    sheet = Sheet(
        title=_("Answers of the round"), here="health", back=reverse("desk:health"), submit=_("Write down"),
        lead=_("Tick those of one outcome, write it down, then the next outcome. Whoever is left stays on the list."),
        people=offered,
        questions=(
            Question("outcome", _("Outcome"), "choice", options=[(o.value, word(o)) for o in CheckOutcome]),
            Question("next_offer", _("Next offer"), "datetime-local", hint=_("For everyone who was not checked.")),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        ids = form.people(offered)
        outcome = form.choice("outcome", [o.value for o in CheckOutcome], _("Choose the outcome."))
        following = form.when("next_offer")
        return [] if form.errors else [
            Ask(f"{form.id}-{n}", AnswerHealthCheck(
                visit.operation, PersonId(p), CheckId(open_checks[p].id), CheckOutcome(outcome), form.at, following
            ))
            for n, p in enumerate(ids)
        ]  # fmt: skip

    onward = reverse("desk:health_answer")
    return fill(request, visit, sheet, asked, lambda a: _("Written down for %(n)s.") % {"n": len(a)}, onward)
