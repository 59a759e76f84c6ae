"""One child's authority, day by day: which order covered it, every gap, who held them; whose they were at a border."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats

from abrigo.clerk.consult import size_at
from abrigo.desk import shown
from abrigo.desk.accords import agencies_of
from abrigo.desk.door import Visit, page
from abrigo.facts.kinds import PersonId
from abrigo.facts.wire import from_ms
from abrigo.registers import cards, people, whose
from abrigo.registers.authority import Span
from abrigo.registers.whose import Whose

WIDE: Final = 480
LEFT: Final = 8
LANE: Final = 34  # height of one lane of the drawing
GAP: Final = 12
MARKS: Final = 4  # dates written under it


@page
def authority_of(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    line = people.one(visit.viewer, visit.operation, person)
    if line is None or not cards.may_list(visit.viewer, visit.operation, "order"):
        raise Http404
    about, known, wrong = _asked(request, visit)
    size = size_at(known) if known else None

    def question(viewer: Any, memory: Any) -> Whose | None:
        return whose.ask(viewer, memory, visit.operation, PersonId(line.id), about, size)

    found: Whose | None = visit.consult(question)
    if found is None:
        raise Http404
    offices = agencies_of()
    context = {
        "here": "authority",
        "person": shown.person(visit, line),
        "about": about,
        "known": known,
        "wrong": wrong,
        "given": {"about": _local(visit, about), "known": _local(visit, known) if known else ""},
        "w": found,
        "gap": found.span is not None and found.span.gap,
        "holder": offices.get(found.holder, found.holder),
        "taker": offices.get(found.taker, found.taker),
        "held": [{"agency": offices.get(h.agency, h.agency), "begins": h.begins, "ends": h.ends} for h in found.held],
        "spans": found.spans,
        "gaps": sum(s.gap for s in found.spans),
        "orders": found.known_orders,
        "drawn": _drawing(visit, found, about),
        "limits": _limits(visit, line.id),
        "courts": _courts(visit, known),
        "heard": cards.ask(visit.viewer, visit.operation, "view", person=line.id),
    }
    return render(request, "desk/authority_of.html", context)


def _asked(request: HttpRequest, visit: Visit) -> tuple[datetime, datetime | None, bool]:
    """What is asked about, by what was known when; what cannot be read is said, and answered as of now."""
    about, known, wrong = visit.now, None, False
    try:
        if told := request.GET.get("about", ""):
            about = visit.read_local(told[:40])
        if told := request.GET.get("known", ""):
            known = visit.read_local(told[:40])
    except (ValueError, OverflowError):
        wrong = True
    return about, known, wrong


def _local(visit: Visit, at: datetime) -> str:
    return f"{at.astimezone(visit.zone):%Y-%m-%dT%H:%M}"


def _courts(visit: Visit, known: datetime | None) -> list[Any]:
    """What courts said of the file, oldest first, by what was written by then: who would not take it is part of it."""
    found = cards.ask(visit.viewer, visit.operation, "court", limit=1000)
    return [c for c in reversed(found) if known is None or c.changed_at <= known]


def _limits(visit: Visit, person: str) -> list[dict[str, Any]]:
    """Restrictions of this child, and those of everyone."""
    found = cards.ask(visit.viewer, visit.operation, "restriction")
    return [
        {
            "kind": c.body["kind"],
            "everyone": not c.person,
            "against": c.body["against"],
            "issuer": c.body["issuer"],
            "basis": c.body["basis"],
            "begins": from_ms(c.body["begins"]),
            "ends": c.due,
            "over": c.overdue(visit.now),
        }
        for c in found
        if c.person in ("", person)
    ]


# -- drawn ------------------------------------------------------------------------------


def _drawing(visit: Visit, found: Whose, about: datetime) -> dict[str, Any] | None:
    """Two lanes over the same days, in whole units: grounds with their gaps, and who held the child. None: no days."""
    starts = [s.begins for s in found.spans] + [h.begins for h in found.held]
    if not starts:
        return None
    begin, end = min(starts), max(visit.now, about, *(s.ends for s in found.spans if s.ends and s.ends < visit.now))
    if end - begin < timedelta(hours=1):
        end = begin + timedelta(hours=1)

    def x(at: datetime | None) -> int:
        part = ((at or end) - begin) / (end - begin)
        return round(LEFT + min(max(part, 0), 1) * (WIDE - 2 * LEFT))

    step = (end - begin) / (MARKS - 1)
    style = "j M y" if end - begin > timedelta(days=6) else "j M, H:i"
    marks = [{"x": x(begin + n * step), "at": _day(visit, begin + n * step, style)} for n in range(MARKS)]
    bars = [_bar(x, s) for s in found.spans]
    held = [{"x": x(h.begins), "w": max(2, x(h.ends) - x(h.begins)), "n": n} for n, h in enumerate(found.held, 1)]
    return {
        "wide": WIDE, "high": 2 * LANE + GAP + 30, "lane": LANE, "second": LANE + GAP, "bars": bars, "held": held,
        "marks": marks, "about": x(about), "foot": 2 * LANE + GAP + 18, "bottom": 2 * LANE + GAP,
    }  # fmt: skip


def _bar(x: Any, span: Span) -> dict[str, Any]:
    return {"x": x(span.begins), "w": max(2, x(span.ends) - x(span.begins)), "gap": span.gap}


def _day(visit: Visit, at: datetime, style: str) -> str:
    return formats.date_format(at.astimezone(visit.zone), style)
