"""The board of deadlines: what is overdue and by whose duty, what ends next, and which recorded act met it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from abrigo.clerk.record import Ask
from abrigo.desk import shown
from abrigo.desk.calendars import calendar_of
from abrigo.desk.door import Visit, page
from abrigo.desk.sheets import Question, Sheet, fill
from abrigo.desk.typed import Typed
from abrigo.desk.words import word
from abrigo.registers import authority as grounds
from abrigo.registers import cards
from abrigo.registers import deadlines as known
from abrigo.registers.deadlines import Deadline, Law
from abrigo.rules.clocks import Clock
from abrigo.rules.deadlines import ChooseLaw, ExtendClock, RecordStep
from abrigo.rules.packs import RECORDED, shipped

STATES: Final = ("overdue", "due", "met-late", "met")
SHOWN: Final = 200  # rows on a screen; the numbers above them are always of all
SORTS: Final = ("due", "person", "clock")


def title(clock: Clock) -> str:
    return _spoken(clock.title)


def _spoken(words: Mapping[str, str]) -> str:
    return words.get((get_language() or "en")[:2], words.get("en", ""))


# -- the board ----------------------------------------------------------------------


@page
def deadlines(request: HttpRequest, visit: Visit) -> HttpResponse:
    everything = _ask(visit, request)
    rule = known.law(visit.viewer, visit.operation)
    asked = _asked(request)
    found = _sorted(_chosen(everything, asked), asked["sort"])
    whole = request.GET.get("all") == "1"
    context = {
        "here": "deadlines",
        "law": _law(rule),
        "summary": _summary(everything),
        "numbers": [(state, sum(d.state == state for d in everything)) for state in STATES],
        "rows": _rows(visit, found if whole else found[:SHOWN]),
        "total": len(found),
        "left": 0 if whole else max(0, len(found) - SHOWN),
        "asked": asked,
        "owed": [(o, word(o)) for o in sorted({d.run.clock.owed_by for d in everything})],
        "courts": sorted({d.court for d in everything if d.court}),
        "clocks": sorted({(d.run.clock.id, title(d.run.clock)) for d in everything}, key=lambda c: c[1]),
        "unverified": any(not d.run.clock.verified for d in everything),
        "query": request.GET.urlencode(),
    }
    return render(request, "desk/deadlines.html", context)


def _ask(visit: Visit, request: HttpRequest) -> list[Deadline]:
    if not cards.may_list(visit.viewer, visit.operation, "step"):
        raise Http404
    return known.ask(visit.viewer, visit.operation, visit.now, person=request.GET.get("person", "")[:80])


def _asked(request: HttpRequest) -> dict[str, str]:
    told = {name: request.GET.get(name, "")[:200] for name in ("state", "owed", "court", "clock", "person", "sort")}
    return told | {"sort": told["sort"] if told["sort"] in SORTS else "due"}


def _chosen(found: Sequence[Deadline], asked: dict[str, str]) -> list[Deadline]:
    return [
        d
        for d in found
        if asked["state"] in ("", d.state)
        and asked["owed"] in ("", d.run.clock.owed_by)
        and asked["court"] in ("", d.court)
        and asked["clock"] in ("", d.run.clock.id)
    ]


def _sorted(found: list[Deadline], by: str) -> list[Deadline]:
    if by == "person":
        return sorted(found, key=lambda d: (d.line.line or d.line.band, d.run.due.at))
    return sorted(found, key=lambda d: (d.run.clock.id, d.run.due.at)) if by == "clock" else found


def _law(rule: Law | None) -> dict[str, Any] | None:
    if rule is None:
        return None
    language = (get_language() or "en")[:2]
    return {"title": rule.pack.title.get(language, rule.pack.title["en"]), "chosen": rule.chosen}


def _summary(found: Sequence[Deadline]) -> list[dict[str, Any]]:
    """One line a clock, with whose duty it is; the State's own are in it like anyone's."""
    counts: dict[str, Counter[str]] = {}
    clocks: dict[str, Clock] = {}
    ends: dict[str, datetime] = {}
    for d in found:
        clock = clocks.setdefault(d.run.clock.id, d.run.clock)
        counts.setdefault(clock.id, Counter())[d.state] += 1
        if d.state in ("due", "overdue"):
            ends[clock.id] = min(ends.get(clock.id, d.run.due.at), d.run.due.at)
    lines = [
        {
            "id": id_,
            "title": title(clock),
            "basis": clock.basis,
            "note": _spoken(clock.note),
            "verified": clock.verified_by if clock.verified else "",
            "owed_by": clock.owed_by,
            "counts": [(s, counts[id_][s]) for s in STATES],
            "first": ends.get(id_),
        }
        for id_, clock in clocks.items()
    ]
    return sorted(lines, key=lambda line: -dict(line["counts"])["overdue"])


def _rows(visit: Visit, found: Sequence[Deadline]) -> list[dict[str, Any]]:
    drawn = {p["id"]: p for p in shown.people(visit, list({d.line.id: d.line for d in found}.values()))}
    return [
        {
            "person": drawn[d.line.id],
            "title": title(d.run.clock),
            "owed_by": d.run.clock.owed_by,
            "court": d.court,
            "state": d.state,
            "since": d.run.start.at,
            "step": d.run.start.name,
            "due": d.run.due.at,
            "day": d.run.due.day,
            "hours": d.run.clock.unit == "hours",
            "moved": d.run.due.moved,
            "may_move_to": d.run.due.may_move_to,
            "roll_by": d.run.clock.roll_by,
            "extended": d.run.extended,
            "met_by": d.run.met.name if d.run.met else "",
            "met_at": d.run.met.at if d.run.met else None,
        }
        for d in found
    ]


@page
def calendar(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is open, for a calendar that others may read over a shoulder: kinds of deadline, numbers and references."""
    found = [d for d in _chosen(_ask(visit, request), _asked(request)) if d.state in ("due", "overdue")]
    answer = HttpResponse(calendar_of(found, visit.now, title), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="deadlines.ics"'
    return answer


# -- what starts, meets and moves them ---------------------------------------------------


@page
def step(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not visit.may("record-step"):
        raise Http404
    sheet = Sheet(
        title=_("A step was taken"), here="deadlines", back=reverse("desk:deadlines"), submit=_("Write it down"),
        lead=_("What starts a deadline or meets it, for each child it was done for. When it was done is asked below."),
        questions=(
            Question("step", _("What was done"), "select", options=[(s, word(s)) for s in RECORDED], required=True),
            Question("court", _("Which court")),
            Question("office", _("Which office")),
            Question("words", _("In words, with its paper"), "textarea"),
            Question("about", _("For when the hearing is set"), "datetime-local", hint=_("Only when one was set.")),
        ),
        people=[s.line for s in grounds.standing(visit.viewer, visit.operation, visit.now)], by="site",
        ticked=tuple(request.GET.getlist("person")),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        ids = form.people(sheet.people or ())
        what = form.choice("step", RECORDED, _("Choose what was done."))
        act = RecordStep(
            visit.operation, ids, what, form.at, form.text("court"), form.text("office"), form.text("words"),
            form.when("about"),
        )  # fmt: skip
        return [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda asks: _("Written down for %(n)s.") % {"n": _many(asks)})


def _many(asks: Sequence[Ask]) -> int:
    return sum(len(a.act.people) for a in asks)


@page
def extend(request: HttpRequest, visit: Visit) -> HttpResponse:
    rule = known.law(visit.viewer, visit.operation)
    if not visit.may("extend-clock") or rule is None:
        raise Http404
    movable = [c for c in rule.pack.clocks if c.extension]
    sheet = Sheet(
        title=_("A deadline was extended"), here="deadlines", back=reverse("desk:deadlines"), submit=_("Write it down"),
        lead=_("Only as far and as often as its law allows, by whoever may; with the reason that was given."),
        questions=(
            Question("clock", _("Which deadline"), "select", options=[(c.id, _movable(c)) for c in movable],
                     required=True, hint="" if movable else _("The law chosen here allows no extension.")),
            Question("length", _("By how many"), required=True),
            Question("authority", _("Who extended it"), required=True),
            Question("reason", _("The reason given"), "textarea", required=True),
            Question("order", _("Order number")),
        ),
        people=[s.line for s in grounds.standing(visit.viewer, visit.operation, visit.now)], by="site",
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        ids = form.people(sheet.people or ())
        act = ExtendClock(
            visit.operation, ids, form.text("clock", _("Choose the deadline.")), form.whole("length") or 0,
            form.text("authority"), form.text("reason"), form.at, form.text("order"),
        )  # fmt: skip
        return [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda asks: _("Written down for %(n)s.") % {"n": _many(asks)})


def _movable(clock: Clock) -> str:
    allowed = clock.extension
    assert allowed is not None
    told = {"title": title(clock), "n": allowed.length, "unit": word(allowed.unit), "by": allowed.by}
    return _("%(title)s: at most %(n)s %(unit)s, by %(by)s") % told


@page
def choose(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not visit.may("choose-law"):
        raise Http404
    language = (get_language() or "en")[:2]
    packs = [(p.id, p.title.get(language, p.title["en"])) for p in shipped().values()]
    sheet = Sheet(
        title=_("By which law"), here="deadlines", back=reverse("desk:deadlines"), submit=_("Choose"),
        lead=_("The deadlines of this operation are read by this law from now on."),
        questions=(Question("pack", _("The law of"), "choice", options=packs),),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        pack = form.choice("pack", [p for p, _title in packs], _("Choose a law."))
        return [Ask(form.id, ChooseLaw(visit.operation, pack, form.at))]

    return fill(request, visit, sheet, asked, lambda _asks: _("Written down."))
