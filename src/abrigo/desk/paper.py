"""A roll call on paper: the sheet that goes to the dormitory, and the quick keying-in when it comes back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from abrigo.clerk.checkpoint import checkpoint
from abrigo.clerk.record import Ask
from abrigo.desk import counting
from abrigo.desk.counting import Count
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.refused import refused
from abrigo.desk.stamps import stamped
from abrigo.facts.kinds import PersonId, RollCallId
from abrigo.facts.rollcalls import Medium
from abrigo.facts.sightings import How
from abrigo.rules.rollcalls import AnswerRollCall
from abrigo.staff.models import new_id

# A line as it is keyed in: a band, a minus when the person was not found, the hour when it was written beside it.
LINE: Final = re.compile(r"(?P<band>[A-Za-z0-9-]*?[A-Za-z0-9])\s*(?P<not>-)?(?:[\s,;]+(?P<hour>\d{1,2}[:.h]\d{2}))?")
HOUR: Final = re.compile(r"(\d{1,2})[:.h](\d{2})")


@dataclass(frozen=True, slots=True)
class Written:
    """One answer as the sheet has it."""

    person: str
    present: bool
    at: datetime


@page
def sheet(request: HttpRequest, visit: Visit, rollcall: str) -> HttpResponse:
    """The list to print, with boxes to tick, its minute and its checkpoint."""
    count = _mine(visit, rollcall, request.GET.get("counter", ""))
    point = checkpoint(visit.now)
    unit = visit.place(count.card.body["unit"])
    drawn = [{**c["person"], "unit": c["unit"]} for c in counting.calls(visit, count) if c["person"]]
    context = {
        "place": visit.place(count.card.site) + (f", {unit}" if unit else ""),
        "rollcall": count.card.title,
        "people": drawn,
        "counter": count.counter if count.two else None,
        "at": count.card.at,
        "checkpoint": stamped(point, visit.now),
        "signatures": [{"role": _("Counted by")}, {"role": _("Witness")}],
    }
    return render(request, "desk/print/rollcall.html", context)


def _mine(visit: Visit, rollcall: str, asked: str) -> Count:
    if not visit.may("answer-roll-call") or not sees(visit).names:
        raise Http404
    return counting.find(visit, rollcall, asked)


@page
def key_in(request: HttpRequest, visit: Visit, rollcall: str) -> HttpResponse:
    count = _mine(visit, rollcall, request.POST.get("counter", "") or request.GET.get("counter", ""))
    if count.closed or not count.counter:
        return redirect("desk:rollcall", rollcall)
    drawn = counting.calls(visit, count)
    if request.method != "POST":
        return render(request, "desk/rollcall_paper.html", _context(visit, count, drawn))
    written, problems = read(visit, request, drawn, count)
    refusal = None
    if written and not problems:
        refusal = _record(visit, count, written, request.POST.get("id", ""))
        if refusal is None:
            messages.success(
                request,
                ngettext("%(n)s answer keyed in from paper.", "%(n)s answers keyed in from paper.", len(written))
                % {"n": len(written)},
            )
            return redirect(f"{request.path.removesuffix('/paper')}?counter={count.counter}")
    if not written and not problems:
        problems = [{"field_id": "id_lines", "sentence": _("No answer was keyed in.")}]
    context = _context(visit, count, drawn) | {"errors": problems, "refusal": refusal, "given": _given(request)}
    _refill(request, drawn)
    return render(request, "desk/rollcall_paper.html", context, status=422)


def _context(visit: Visit, count: Count, drawn: Sequence[dict[str, Any]]) -> dict[str, Any]:
    local = visit.now.astimezone(visit.zone)
    return {
        "here": "rollcalls",
        "count": count,
        "calls": [c for c in drawn if c["person"]],
        "given": {"when": f"{local:%Y-%m-%dT%H:%M}", "lines": ""},
        "opened_at": count.card.at,
        "form_id": new_id(),
    }


def _given(request: HttpRequest) -> dict[str, str]:
    return {"when": request.POST.get("when", ""), "lines": request.POST.get("lines", "")}


def _refill(request: HttpRequest, drawn: Sequence[dict[str, Any]]) -> None:
    for call in drawn:
        call["ticked"] = request.POST.get(f"a{call['i']}", "")
        call["hour"] = request.POST.get(f"t{call['i']}", "")


# -- reading --------------------------------------------------------------------


def read(
    visit: Visit, request: HttpRequest, drawn: Sequence[dict[str, Any]], count: Count
) -> tuple[list[Written], list[dict[str, str]]]:
    """Out: the answers, and what could not be read, line by line; with one problem nothing is written."""
    try:
        when = visit.read_local(request.POST.get("when", ""))
    except ValueError:
        return [], [{"field_id": "id_when", "sentence": _("Write the hour of the sheet.")}]
    written: dict[str, Written] = {}
    problems: list[dict[str, str]] = []
    for n, line in enumerate(request.POST.get("lines", "").splitlines(), start=1):
        if text := line.strip():
            found, why = _read_line(visit, text, drawn, when)
            if found:
                written[found.person] = found
            else:
                problems.append({"field_id": "id_lines", "sentence": _("Line %(n)s: %(why)s") % {"n": n, "why": why}})
    for call in drawn:
        if said := request.POST.get(f"a{call['i']}", ""):
            at = hour_of(visit, request.POST.get(f"t{call['i']}", ""), when)
            written[call["id"]] = Written(call["id"], said == "here", at or when)
    answers = [_after(w, count.card.at) for w in written.values()]
    problems += [_early(visit, w, drawn, count) for w in answers if w.at < count.card.at]
    return answers, problems


def _after(written: Written, opened: datetime) -> Written:
    """Paper knows minutes and the frozen list knows seconds: the minute in which it froze counts as after."""
    same = opened.replace(second=0, microsecond=0) <= written.at < opened
    return replace(written, at=opened) if same else written


def _read_line(visit: Visit, text: str, drawn: Sequence[dict[str, Any]], when: datetime) -> tuple[Written | None, str]:
    match = LINE.fullmatch(text)
    if match is None:
        return None, _("not a band. One band a line, then a minus if not found, then the hour.")
    found = counting.by_band(drawn, match["band"])
    if not found:
        return None, _("nobody on this list wears %(band)s.") % {"band": match["band"]}
    if len(found) > 1:
        return None, _("several bands end so: %(bands)s.") % {"bands": ", ".join(c["band"] for c in found)}
    at = hour_of(visit, match["hour"] or "", when)
    return Written(found[0]["id"], not match["not"], at or when), ""


def hour_of(visit: Visit, text: str, when: datetime) -> datetime | None:
    """An hour written beside a name (17:05, 17.05, 17h05), on the day of the sheet; before midnight when it would
    otherwise lie ahead of us. None when nothing readable is written.
    """
    match = HOUR.fullmatch(text.strip())
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        return None
    at = when.astimezone(visit.zone).replace(hour=int(match[1]), minute=int(match[2]), second=0, microsecond=0)
    return at if at <= visit.now else at - timedelta(days=1)


def _early(visit: Visit, written: Written, drawn: Sequence[dict[str, Any]], count: Count) -> dict[str, str]:
    """An hour before the list was frozen belongs to another roll call, and would not count after a breach."""
    band = next((c["band"] for c in drawn if c["id"] == written.person), "")
    told = {
        "band": band,
        "hour": f"{written.at.astimezone(visit.zone):%H:%M}",
        "opened": f"{count.card.at.astimezone(visit.zone):%H:%M}",
    }
    sentence = _("%(band)s: %(hour)s is before the list was frozen (%(opened)s).") % told
    return {"field_id": "id_when", "sentence": sentence}


def _record(visit: Visit, count: Count, written: Sequence[Written], form: str) -> dict[str, Any] | None:
    """All or none; None when written. Sent twice, it is written once."""
    asks = [
        Ask(
            f"{form}-{n}",
            AnswerRollCall(
                visit.operation, RollCallId(count.id), PersonId(w.person), w.present, w.at, count.counter, How.BAND,
                Medium.PAPER,
            ),
        )
        for n, w in enumerate(written)
    ]  # fmt: skip
    no = next((a.refusal for a in visit.record_all(asks) if a.refusal), None)
    return None if no is None else refused(visit, no)
