"""Daily care: what each child needs, and forgets on asking; a site's shift, its locked doors and the minutes left."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from abrigo.clerk.record import Ask
from abrigo.desk import shown
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.refused import refused
from abrigo.desk.sheets import Question, Sheet, fill
from abrigo.desk.typed import Typed
from abrigo.desk.words import word
from abrigo.facts.daily import NeedKind
from abrigo.facts.health import HealthKind
from abrigo.facts.kinds import LockId, NeedId, PersonId, SiteId
from abrigo.facts.streams import site_day_stream
from abrigo.registers import cards, people, whereabouts
from abrigo.registers.people import PersonLine
from abrigo.rules.daily import DAYS, NEEDS, CheckFire, Day, EndNeed, LockRoom, Needs, SetNeed, TellDuty, UnlockRoom
from abrigo.rules.health import HEALTH, Health, current, next_dose, part
from abrigo.rules.policy import may_care
from abrigo.rules.whereabouts import State
from abrigo.staff.models import new_id

AHEAD: Final = timedelta(hours=10)  # doses and returns of the coming shift
EVERY: Final = 5000
GRACE: Final = timedelta(minutes=30)  # a round of doses takes its time

# -- what a child needs -----------------------------------------------------------------------


def _carer(visit: Visit, person: str) -> PersonLine:
    line = people.one(visit.viewer, visit.operation, person)
    if line is None or not may_care(visit.viewer, visit.operation):
        raise Http404
    return line


def _needs(visit: Visit, person: str) -> Needs:
    found: Needs = visit.consult(lambda _v, memory: memory.recall(NEEDS, f"person:{person}"))
    return found


@page
def needs_of(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    """What is to be done for this child; and one more need."""
    line = _carer(visit, person)
    if request.method == "POST" and not visit.may("set-need"):
        raise Http404
    held = _needs(visit, line.id).held.values()
    if not visit.may("set-need"):
        return render(request, "desk/needs.html", _needs_context(visit, line))
    sheet = Sheet(
        title=_("What this child needs"), here="people", back=reverse("desk:needs_of", args=[line.id]),
        submit=_("Write down"), person=shown.person(visit, line),
        lead=_("What is to be done, never what somebody is. It can be deleted at any time, and is then gone for good."),
        questions=(
            Question("kind", _("Kind"), "select", options=[(k.value, word(k)) for k in NeedKind], required=True),
            Question("words", _("What is to be done"), required=True),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        kind = form.choice("kind", [k.value for k in NeedKind], _("Choose the kind."))
        words = form.text("words", _("Say what is to be done."))
        if form.errors:
            return []
        need = NeedId("need-" + form.id)
        return [Ask(form.id, SetNeed(visit.operation, PersonId(line.id), need, NeedKind(kind), words, form.at))]

    if request.method == "POST" or request.GET.get("new") or not held:
        return fill(request, visit, sheet, asked, lambda _a: _("Written down."))
    return render(request, "desk/needs.html", _needs_context(visit, line))


def _needs_context(visit: Visit, line: PersonLine) -> dict[str, Any]:
    held = _needs(visit, line.id).held.values()
    visit.learn_staff([n.said.by for n in held])
    return {
        "here": "people",
        "person": shown.person(visit, line),
        "needs": [{"fact": n, "kind": word(n.kind), "by": visit.staff(n.said.by), "id": new_id()} for n in held],
    }


@page
def end_need(request: HttpRequest, visit: Visit, person: str, need: str) -> HttpResponse:
    """Deleted: the key that opened it is destroyed. No reason is asked for."""
    line = _carer(visit, person)
    if not visit.may("end-need") or request.method != "POST":
        raise Http404
    act = EndNeed(visit.operation, PersonId(line.id), NeedId(need), visit.now)
    answer = visit.record(act, request.POST.get("id", "")[:80])
    if answer.refusal is None:
        messages.success(request, _("Deleted for good."))
        return redirect("desk:needs_of", line.id)
    context = _needs_context(visit, line) | {"refusal": refused(visit, answer.refusal)}
    return render(request, "desk/needs.html", context, status=422)


# -- a site's shift -------------------------------------------------------------------------------


def _site(visit: Visit, site: str) -> str:
    """The site, when this viewer works there or everywhere; for anybody else there is none."""
    if not may_care(visit.viewer, visit.operation) or site not in {s.id for s in visit.sites()}:
        raise Http404
    if sees(visit).own_site_only and site != visit.viewer.site:
        raise Http404
    return site


def _writes(visit: Visit, site: str, act: str) -> SiteId:
    if not visit.may(act):
        raise Http404
    return SiteId(_site(visit, site))


@page
def shift(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every site with how full it is, who is on duty, and which doors are shut."""
    if not may_care(visit.viewer, visit.operation):
        raise Http404
    if visit.viewer.site:
        return redirect("desk:shift_at", visit.viewer.site)
    sites = [s for s in visit.sites() if s.kind != "vehicle"]
    return render(request, "desk/shift.html", {"here": "shift", "sites": [_health(visit, s.id) for s in sites]})


@page
def shift_at(request: HttpRequest, visit: Visit, site: str) -> HttpResponse:
    return render(request, "desk/shift_at.html", _sheet(visit, _site(visit, site)))


@page
def paper(request: HttpRequest, visit: Visit, site: str) -> HttpResponse:
    """The same on paper, for who comes on duty."""
    return render(request, "desk/shift_paper.html", _sheet(visit, _site(visit, site)))


def _health(visit: Visit, site: str) -> dict[str, Any]:
    """How the place itself is: full or not, staffed or not, with its doors and its fire check."""
    day: Day = visit.consult(lambda _v, memory: memory.recall(DAYS, site_day_stream(visit.operation, site)))
    board = whereabouts.ask(visit.viewer, visit.operation, visit.now)
    tally = board.sites.get(site) if board else None
    inside = tally.number(State.PRESENT) if tally else 0
    capacity = visit.places[site].capacity
    return {
        "id": site,
        "name": visit.place(site),
        "inside": inside,
        "capacity": capacity,
        "over": capacity is not None and inside > capacity,
        "duty": day.duty,
        "duty_over": day.duty is not None and day.duty.until < visit.now,
        "fire": day.fire,
        "fire_due": not day.fire_checked(visit.now),
        "locks": [
            {
                "fact": lock,
                "minutes": int((lock.until - visit.now).total_seconds() // 60),
                "over": lock.until < visit.now,
            }
            for lock in day.shut
        ],
    }


def _sheet(visit: Visit, site: str) -> dict[str, Any]:
    lines = people.ask(visit.viewer, visit.operation, site=site, limit=EVERY)
    until = visit.now + AHEAD
    away = [line for line in lines if line.where.state is State.OUT]
    unaccounted = [line for line in lines if line.where.state is State.UNACCOUNTED]
    return {
        "here": "shift",
        "site": _health(visit, site),
        "away": shown.people(visit, away),
        "unaccounted": shown.people(visit, unaccounted),
        "needs": _everyones(visit, lines),
        "doses": _doses(visit, lines) if cards.may_list(visit.viewer, visit.operation, "health-note") else None,
        "until": until,
    }


def _everyones(visit: Visit, lines: Sequence[PersonLine]) -> list[dict[str, Any]]:
    if not may_care(visit.viewer, visit.operation):
        return []
    found = []
    for line in lines:
        held = _needs(visit, line.id).held.values()
        if held and line.where.open:
            needs = [{"kind": word(n.kind), "words": n.words} for n in held]
            found.append({"person": shown.person(visit, line), "needs": needs})
    return found


def _doses(visit: Visit, lines: Sequence[PersonLine]) -> list[dict[str, Any]]:
    """Whose next dose falls into the coming shift, soonest first."""
    by_id, found = {line.id: line for line in lines}, []
    on = cards.ask(visit.viewer, visit.operation, "health-note", status=["stands"], limit=100_000)
    for person in dict.fromkeys(c.person for c in on if c.title == HealthKind.MEDICINE.value and c.person in by_id):
        known = _medicines(visit, person)
        for course in current(known, visit.now):
            due = next_dose(known, course)
            if due is not None and due <= visit.now + AHEAD:
                who = shown.person(visit, by_id[PersonId(person)])
                words = f"{part(course, 'medicine')} {part(course, 'amount')}"
                found.append({"person": who, "due": due, "words": words, "late": due + GRACE < visit.now})
    return sorted(found, key=lambda f: f["due"])


def _medicines(visit: Visit, person: str) -> Health:
    found: Health = visit.consult(lambda _v, memory: memory.recall(HEALTH, f"person:{person}"))
    return found


def _form(title: str, site: str, submit: str, lead: str, *questions: Question) -> Sheet:
    back = reverse("desk:shift_at", args=[site])
    return Sheet(title=title, here="shift", back=back, submit=submit, lead=lead, questions=questions)


@page
def duty(request: HttpRequest, visit: Visit, site: str) -> HttpResponse:
    here = _writes(visit, site, "tell-duty")
    sheet = _form(
        _("Who is on duty"), site, _("Write down"), "",
        Question("names", _("Names, one a line"), "textarea", required=True),
        Question("until", _("Until"), "datetime-local", required=True),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        until = form.when("until", _("Say until when."))
        names = form.lines("names")
        return [] if until is None else [Ask(form.id, TellDuty(visit.operation, here, names, until, form.at))]

    return fill(request, visit, sheet, asked, lambda _a: _("Written down."))


@page
def fire(request: HttpRequest, visit: Visit, site: str) -> HttpResponse:
    here = _writes(visit, site, "check-fire")
    sheet = _form(
        _("Fire check"), site, _("Write down"), _("Walk every way out, and open every door on it."),
        Question("safe", _("The ways out are free"), "choice", options=[("yes", word("yes")), ("no", word("no"))]),
        Question("words", _("What stands in the way"), "textarea"),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        safe = form.choice("safe", ["yes", "no"], _("Say whether they are free."))
        act = CheckFire(visit.operation, here, safe == "yes", form.at, form.text("words"))
        return [] if form.errors else [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _a: _("Written down."))


@page
def lock(request: HttpRequest, visit: Visit, site: str) -> HttpResponse:
    here = _writes(visit, site, "lock-room")
    sheet = _form(
        _("A locked room"), site, _("Write down"),
        _("Accounted for never means locked in. With anybody inside: half an hour at most, somebody with the key who hears a knock, and a fire check of today."),  # noqa: E501
        Question("room", _("Which room"), required=True),
        Question("reason", _("Why"), required=True),
        Question("inside", _("How many are inside"), required=True, value="0"),
        Question("keyholder", _("Who stands there with the key"), required=True),
        Question("minutes", _("For how many minutes"), required=True, value="30"),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        minutes, inside = form.whole("minutes"), form.whole("inside")
        act = LockRoom(
            visit.operation, here, LockId("lock-" + form.id), form.text("room"), form.text("reason"), inside or 0,
            form.text("keyholder"), form.at + timedelta(minutes=minutes or 0), form.at,
        )  # fmt: skip
        return [] if form.errors else [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _a: _("Written down."))


@page
def unlock(request: HttpRequest, visit: Visit, site: str, lock: str) -> HttpResponse:
    here = _writes(visit, site, "unlock-room")
    sheet = _form(_("Unlocked"), site, _("It is open"), "", Question("words", _("Anything else")))

    def asked(form: Typed) -> list[Ask]:
        return [Ask(form.id, UnlockRoom(visit.operation, here, LockId(lock), form.at, form.text("words")))]

    return fill(request, visit, sheet, asked, lambda _a: _("Written down."))
