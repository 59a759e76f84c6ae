"""The oversight desk: who looked, who was refused, which emergencies, what is unusual; never what it said."""

from collections import Counter
from datetime import timedelta
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from abrigo.clerk import trace
from abrigo.clerk.models import Refused
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.rights import given_out, look_row
from abrigo.facts.wire import from_ms, to_ms
from abrigo.registers import grants, people
from abrigo.staff.models import Account, Agency, new_id

SHOWN: Final = 100
ALARMS: Final = {
    "many-records": _("More than 30 protected records opened within an hour"),
    "many-in-lists": _("More than 400 children’s places shown in lists within an hour"),
    "honey": _("Opened the record of somebody who does not exist"),
    "emergency": _("Opened an emergency view"),
    "released-in-error": _("Wrote down that a child had been released in error"),
}


@page
def oversight(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not sees(visit).trace:
        raise Http404
    seen = trace.looks(visit.viewer, visit.operation, limit=SHOWN)
    rung = trace.alarms(visit.viewer, visit.operation)
    called = grants.overrides(visit.viewer, visit.operation)
    refused = _refused(visit)
    visit.learn_staff([x.staff for x in seen] + [a.staff for a in rung] + [o.taker for o in called])
    visit.learn_staff([r["staff"] for r in refused])
    agencies = dict(Agency.objects.values_list("id", "name"))
    context = {
        "here": "oversight",
        "alarms": [_alarm(visit, a, agencies) for a in rung if a.seen_at is None],
        "answered": [_alarm(visit, a, agencies) for a in rung if a.seen_at is not None][:20],
        "reviews": [_review(visit, o) for o in called if o.justified is None],
        "reviewed": [_review(visit, o) for o in called if o.justified is not None][:20],
        "looks": [look_row(visit, x, agencies) for x in seen],
        "busiest": _busiest(visit, seen),
        "refused": [{**r, "who": visit.staff(r["staff"])} for r in refused],
        "broken": trace.broken(),
        "given_out": given_out(visit),
        "rewritten": trace.rewritten(),
        "sealed": trace.last_seal(),
        "may_lay": sees(visit).names,
    }
    return render(request, "desk/oversight.html", context)


def _refused(visit: Visit) -> list[dict[str, Any]]:
    """Refusals of the people of this operation in the last day."""
    of = [a.staff for a in Account.objects.all() if visit.operation in a.operations]
    since = to_ms(visit.now - timedelta(days=1))
    rows = Refused.objects.filter(staff__in=of, took__gt=since).order_by("-took").values("staff", "act", "why", "took")
    return [{**r, "at": from_ms(r["took"])} for r in rows[:50]]


def _busiest(visit: Visit, seen: list[trace.LookLine]) -> list[dict[str, Any]]:
    """Who opened most of late, and how much of it at night: a pattern, never a verdict."""
    n, night = Counter[str](), Counter[str]()
    for one in seen:
        n[one.staff] += one.n
        night[one.staff] += one.n * (one.at.astimezone(visit.zone).hour in range(5))
    return [{"who": visit.staff(s), "n": k, "night": night[s]} for s, k in n.most_common(8)]


def _alarm(visit: Visit, a: trace.AlarmLine, agencies: dict[str, str]) -> dict[str, Any]:
    return {
        "id": a.id, "at": a.at, "what": ALARMS.get(a.kind, a.kind), "who": visit.staff(a.staff), "n": a.n,
        "agency": agencies.get(a.agency, a.agency), "seen_by": visit.staff(a.seen_by), "seen_at": a.seen_at,
    }  # fmt: skip


def _review(visit: Visit, o: grants.OverrideLine) -> dict[str, Any]:
    return {
        "id": o.id, "taker": o.taker, "who": visit.staff(o.taker), "reason": o.reason if sees(visit).names else "",
        "at": o.at, "until": o.until, "n": o.n, "form_id": new_id(), "justified": o.justified, "words": o.words,
        "may_review": visit.may("review-override") and o.taker != visit.viewer.staff,
    }  # fmt: skip


@page
@require_POST
def seen(request: HttpRequest, visit: Visit, alarm: int) -> HttpResponse:  # noqa: ARG001
    if not trace.see_alarm(visit.viewer, visit.operation, alarm, visit.now):
        raise Http404
    return redirect("desk:oversight")


@page
@require_POST
def honey(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Somebody sought, in no count, is marked as nobody: whoever opens them one by one is told of."""
    found = people.by_code(visit.viewer, visit.operation, request.POST.get("code", ""))
    if len(found) != 1 or not trace.lay_honey(visit.viewer, visit.operation, found[0].id, visit.now):
        raise Http404
    return redirect("desk:oversight")
