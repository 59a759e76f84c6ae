"""Roll calls: opened, counted by name by one pair of eyes or two, closed with a signature; and which are late."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from abrigo.clerk.consult import size_at
from abrigo.clerk.record import Answer
from abrigo.desk import counting, shown
from abrigo.desk.counting import ELSEWHERE, FOUND, LEFT, NOT_FOUND, Count
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.refused import refused
from abrigo.facts.kinds import PersonId, RollCallId, SiteId, UnitId
from abrigo.facts.rollcalls import Medium
from abrigo.facts.sightings import How
from abrigo.registers import asknown, cards, pulse, whereabouts
from abrigo.registers.cards import CardLine
from abrigo.rules.refusals import Refusal, Why
from abrigo.rules.rollcalls import (
    AnswerRollCall,
    CloseRollCall,
    FinishCounting,
    InterruptRollCall,
    OpenRollCall,
    ResumeRollCall,
)
from abrigo.rules.whereabouts import HERE
from abrigo.staff.models import new_id

# Mustering practice asks for a named list of a site in 15 minutes, of one unit in 5.
LATE_SITE: Final = timedelta(minutes=15)
LATE_UNIT: Final = timedelta(minutes=5)
# A place that holds people and has signed no roll call for this long has missed one: twice a day is the least.
MISSED: Final = timedelta(hours=12)
SLEEPS: Final = frozenset({"headquarters", "centre", "home", "shelter"})


# -- the list -------------------------------------------------------------------


@page
def rollcalls(request: HttpRequest, visit: Visit) -> HttpResponse:
    return render(request, "desk/rollcalls.html", _list(visit))


def _list(visit: Visit, given: dict[str, str] | None = None) -> dict[str, Any]:
    found = cards.ask(visit.viewer, visit.operation, "rollcall", limit=200)
    visit.learn_staff([c.body.get("by") for c in found] + [c.body.get("signed_by") for c in found])
    rows = [_row(visit, c) for c in found]
    return {
        "here": "rollcalls",
        "at_work": [r for r in rows if r["status"] != "closed"],
        "closed": [r for r in rows if r["status"] == "closed"],
        "missed": missed(visit, found),
        "places": _places_to_count(visit),
        "given": given or {"place": f"site:{visit.viewer.site or ''}", "counters": "1", "name": _next_name(found)},
        "form_id": new_id(),
    }


def _row(visit: Visit, card: CardLine) -> dict[str, Any]:
    body, places = card.body, sees(visit).places
    signed = card.changed_at if card.status == "closed" else None
    limit = LATE_UNIT if body["unit"] else LATE_SITE
    return {
        "id": card.id,
        "name": (card.title if places else "") or _("Roll call"),
        "place": place(visit, card),
        "status": card.status,
        "at": card.at,
        "by": visit.staff(body.get("by")),
        "signed_at": signed,
        "signed_by": visit.staff(body.get("signed_by")),
        "expected": body["expected"],
        "answered": body.get("answered"),
        "unanswered": body.get("unanswered"),
        "strangers": body.get("strangers"),
        "counters": body["counters"],
        "round": body["round"],
        "reason": body.get("reason", "") if places else "",
        "late": (signed or visit.now) - card.at > limit,
        "took": int(((signed or visit.now) - card.at).total_seconds() // 60),
    }


def _next_name(found: list[CardLine]) -> str:
    numbers = [int(c.title[1:]) for c in found if c.title[:1] == "R" and c.title[1:].isdigit()]
    return f"R{max(numbers, default=0) + 1}"


def missed(visit: Visit, found: list[CardLine]) -> list[dict[str, Any]]:
    """Sites that hold people and have signed no roll call for twelve hours."""
    board = whereabouts.ask(visit.viewer, visit.operation, visit.now)
    if board is None or not sees(visit).places:
        return []
    signed: dict[str, datetime] = {}
    for card in found:
        if card.status == "closed" and not card.body["unit"]:
            signed[card.site] = max(card.changed_at, signed.get(card.site, card.changed_at))
    late = []
    for site, tally in board.sites.items():
        here = sum(tally.number(s) for s in HERE)
        known = visit.places.get(site)
        last = signed.get(site)
        if here and known and known.kind in SLEEPS and (last is None or visit.now - last > MISSED):
            late.append({"name": known.name, "people": here, "last": last})
    return sorted(late, key=lambda m: m["name"])


def _places_to_count(visit: Visit) -> list[dict[str, Any]]:
    """Sites with their units, narrowed to the viewer's own where their work ends at its gate."""
    sites = visit.sites()
    if sees(visit).own_site_only:
        sites = [s for s in sites if s.id == visit.viewer.site]
    return [{"site": s, "units": visit.units(s.id)} for s in sites if s.kind != "vehicle" or visit.units(s.id)]


@page
def open_rollcall(request: HttpRequest, visit: Visit) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    given = {k: request.POST.get(k, "").strip() for k in ("place", "name", "counters", "id")}
    site, unit = place_of(visit, given["place"])
    rollcall = given["id"] or new_id()
    act = OpenRollCall(
        visit.operation, RollCallId(rollcall), given["name"] or _("Roll call"), SiteId(site), visit.now,
        UnitId(unit) if unit else None, 2 if given["counters"] == "2" else 1,
    )  # fmt: skip
    answer = visit.record(act, rollcall)
    if answer.refusal and answer.refusal.why not in (Why.ID_USED_FOR_ANOTHER_ACT, Why.ROLL_CALL_EXISTS):
        context = _list(visit, given) | {"refusal": refused(visit, answer.refusal)}
        return render(request, "desk/rollcalls.html", context, status=422)
    return redirect("desk:rollcall", rollcall)


def place_of(visit: Visit, text: str) -> tuple[str, str]:
    """`site:ID` or `unit:ID` as (site, unit or "")."""
    level, _colon, id_ = text.partition(":")
    known = visit.places.get(id_)
    if level == "unit" and known and known.level == "unit":
        return known.site, id_
    return id_, ""


# -- counting -------------------------------------------------------------------


@page
def rollcall(request: HttpRequest, visit: Visit, rollcall: str) -> HttpResponse:
    count = counting.find(visit, rollcall, request.GET.get("counter", ""))
    return render(request, *_drawn(visit, count, request.GET.get("unit", "")))


def _drawn(visit: Visit, count: Count, unit: str = "", **more: Any) -> tuple[str, dict[str, Any]]:
    if count.closed or not sees(visit).names or not sees(visit).places:
        return "desk/rollcall_result.html", result(visit, count) | more
    drawn = counting.calls(visit, count)
    differ = set(count.names_differ)
    again = [c for c in drawn if c["id"] in differ]
    rest = [c for c in drawn if c["id"] not in differ]
    for n, call in enumerate(drawn):
        call["n"] = n
        call["hidden"] = bool(unit) and call["unit_id"] != unit
    context = {
        "here": "rollcalls",
        "count": count,
        "place": place(visit, count.card),
        "tally": counting.tallied(drawn),
        "again": again,
        "left": counting.grouped(rest, LEFT),
        "not_found": counting.grouped(rest, NOT_FOUND),
        "found": counting.grouped(rest, FOUND),
        "elsewhere": counting.grouped(rest, ELSEWHERE),
        "units": counting.units(drawn),
        "unit": unit,
        "hows": [h.value for h in How],
        "counters": _counters(visit, count),
        "free": any(c not in count.known.hands for c in count.known.counters),
        "calling": bool(count.counter) and not count.known.interrupted and not count.finished,
        "pos": pulse.ask(),
        "form_id": new_id(),
        "opened_at": count.known.opened.said.at if count.known.opened else None,
    }
    return "desk/rollcall.html", context | more


def place(visit: Visit, card: CardLine) -> str:
    """The site and unit that are counted; empty for who sees no places."""
    if not sees(visit).places:
        return ""
    unit = visit.place(card.body["unit"])
    return visit.place(card.site) + (f", {unit}" if unit else "")


def _counters(visit: Visit, count: Count) -> list[dict[str, Any]]:
    """Who counts and whether they are done: never how many they found, from which the other could correct theirs."""
    visit.learn_staff(list(count.known.hands.values()))
    return [
        {
            "n": c,
            "who": visit.staff(count.known.hands.get(c)),
            "finished": c in count.known.finished,
            "mine": c == count.counter,
            "free": c not in count.known.hands,
        }
        for c in count.known.counters
    ]


def result(visit: Visit, count: Count) -> dict[str, Any]:
    """What a signed roll call found; each name with where that person is now."""
    closed = count.known.closed
    lines = counting.expected(visit, count) if sees(visit).names else []
    lost = [line for line in lines if line.id in count.known.unanswered]
    visit.learn_staff([closed.said.by if closed else None, *(line.where.seen_by for line in lost)])
    people = [shown.person(visit, line) for line in lost]
    people.sort(key=lambda p: (p["state"] not in ("unaccounted", "missing"), p["unit"], p["band"]))
    ages = _ages_then(visit, count)
    known = [ages.get(line.id, line.category) for line in lines]
    lost_then = [ages.get(line.id, line.category) for line in lost]
    return {
        "here": "rollcalls",
        "count": count,
        "row": _row(visit, count.card),
        "place": place(visit, count.card),
        "signed_by": visit.staff(closed.said.by) if closed else "",
        "people": people,
        "expected": _split(known),
        "lost": _split(lost_then),
        "found": {k: n - _split(lost_then)[k] for k, n in _split(known).items()},
        "still": _split([p["category"] for p in people if p["state"] in ("unaccounted", "missing")]),
        "names": sees(visit).names,
    }


def _ages_then(visit: Visit, count: Count) -> dict[str, str]:
    """How old each was held to be when this was signed: a review of ages years later changes no earlier count."""
    closed = count.known.closed
    if closed is None or not sees(visit).names:
        return {}
    at = closed.said.at
    then = visit.consult(
        lambda viewer, memory: asknown.ask(viewer, memory, visit.operation, known_at=size_at(at), about=at)
    )
    return {line.id: line.category for line in then.people} if then else {}


def _split(kinds: list[str]) -> dict[str, int]:
    """In both readings of a disputed age: the undetermined stand apart."""
    pairs = (("children", "child"), ("undetermined", "undetermined"), ("adults", "adult"))
    return {"n": len(kinds), **{name: kinds.count(code) for name, code in pairs}}


@page
def live(request: HttpRequest, visit: Visit, rollcall: str) -> HttpResponse:
    """How the count stands for this counter, in a few hundred bytes; 204 when nothing was written since."""
    pos = pulse.ask()
    if request.GET.get("since") == str(pos):
        return HttpResponse(status=204)
    return JsonResponse(_state(visit, counting.find(visit, rollcall, request.GET.get("counter", "")), pos))


def _state(visit: Visit, count: Count, pos: int) -> dict[str, Any]:
    return {"pos": pos, "turn": count.turn, "marks": counting.marks(counting.calls(visit, count))}


@page
def answer(request: HttpRequest, visit: Visit, rollcall: str) -> HttpResponse:
    """One tap, or one band typed. A tap sent twice by a bad network is one answer."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    count = counting.find(visit, rollcall, request.POST.get("counter", ""))
    person, present = _whom(request, count)
    problem = None
    if not person:
        person, problem = _by_band(visit, count, request.POST.get("band", ""))
    if person:
        said = _say(visit, count, request, person, present=present)
        problem = refused(visit, said.refusal) if said.refusal and not _told_before(said.refusal) else None
    if request.headers.get("Accept") == "application/json":
        fresh = counting.find(visit, rollcall, request.POST.get("counter", ""))
        return JsonResponse(_state(visit, fresh, pulse.ask()) | {"refusal": problem}, status=422 if problem else 200)
    if problem:
        return render(request, *_drawn(visit, count, refusal=problem), status=422)
    return redirect(f"{request.path.removesuffix('/answer')}?counter={count.counter}")


def _whom(request: HttpRequest, count: Count) -> tuple[str, bool]:
    """Whose button was pressed (by the place on the frozen list), and which one; a band typed ends with a minus."""
    here, not_here = request.POST.get("here", ""), request.POST.get("not_here", "")
    expected = count.known.opened.expected if count.known.opened else ()
    n = here or not_here
    person = expected[int(n)] if n.isascii() and n.isdigit() and int(n) < len(expected) else ""
    typed = request.POST.get("band", "").strip()
    return person, not not_here and (bool(here) or not typed.endswith("-"))


def _by_band(visit: Visit, count: Count, typed: str) -> tuple[str, dict[str, Any] | None]:
    found = counting.by_band(counting.calls(visit, count), typed.strip().removesuffix("-"))
    if len(found) == 1:
        return found[0]["id"], None
    if found:
        bands = ", ".join(c["band"] for c in found)
        sentence = _("Several bands end so: %(bands)s.") % {"bands": bands}
        return "", {"why": "several-bands", "sentence": sentence, "remedy": _("Type the band with its letter.")}
    sentence = _("Nobody on this list wears that band.")
    remedy = _("Look at the band again. If this person is on no list, add a stranger.")
    return "", {"why": str(Why.NOT_ON_THE_LIST), "sentence": sentence, "remedy": remedy}


def _say(visit: Visit, count: Count, request: HttpRequest, person: str, *, present: bool) -> Answer:
    opened = count.known.opened
    given = request.POST.get("how", "")
    act = AnswerRollCall(
        visit.operation,
        RollCallId(count.id),
        PersonId(person),
        present,
        counting.tapped_at(request.POST.get("at", ""), opened.said.at if opened else visit.now, visit.now),
        count.counter or 1,
        How(given) if given in set(How) else How.BAND,
        Medium.PHONE if request.POST.get("medium") == "phone" else Medium.SCREEN,
    )
    return visit.record(act, tap_id(request.POST.get("id", ""), person, present=present))


def tap_id(form: str, person: str, *, present: bool) -> str:
    """The same button of the same page is the same tap, however often the network repeats it."""
    return sha256(f"{form}/{person}/{present}".encode()).hexdigest()[:32] if form else new_id()


def _told_before(refusal: Refusal) -> bool:
    return refusal.why is Why.ID_USED_FOR_ANOTHER_ACT  # the same tap again, a second later: already written


# -- finishing, closing, pausing ------------------------------------------------


@page
def finish(request: HttpRequest, visit: Visit, rollcall: str) -> HttpResponse:
    """This counter is done. With two, what comes out is only whether they agree."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    count = counting.find(visit, rollcall, request.POST.get("counter", ""))
    if count.counter and (left := counting.grouped(counting.calls(visit, count), LEFT)):
        # The rules let a counter stop early; a tired one should hear whom they have not looked for yet.
        problem = _people_left(left)
        return render(request, *_drawn(visit, count, refusal=problem), status=422)
    act = FinishCounting(visit.operation, RollCallId(rollcall), visit.now, count.counter or 1)
    said = visit.record(act, request.POST.get("id", ""))
    if said.refusal and not _told_before(said.refusal):
        return render(request, *_drawn(visit, count, refusal=refused(visit, said.refusal)), status=422)
    return redirect("desk:rollcall", rollcall)


def _people_left(left: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "why": str(Why.PEOPLE_LEFT),
        "sentence": _("%(n)s on the list have no answer yet.") % {"n": len(left)},
        "remedy": _("Look for each of them. Whoever cannot be found is answered “not here”, by name."),
        "left": left,
    }


@page
def close(request: HttpRequest, visit: Visit, rollcall: str) -> HttpResponse:
    """The signature. Everybody not found is ticked, one by one; no rest is waved through."""
    if not visit.may("close-roll-call") or not sees(visit).names:
        raise Http404
    count = counting.find(visit, rollcall)
    if count.closed:
        return redirect("desk:rollcall", rollcall)
    if request.method != "POST":
        return render(request, "desk/rollcall_close.html", _closing(visit, count))
    ticked = set(request.POST.getlist("not_found"))
    strangers = _whole(request.POST.get("strangers", ""))
    given = {"ticked": ticked, "strangers": strangers, "signed": bool(request.POST.get("signed"))}
    lost = _lost(visit, count)
    unticked = [c for c in lost if c["id"] not in ticked]
    if unticked or not given["signed"]:
        problem = _people_left(unticked) if unticked else _unsigned()
        return render(request, "desk/rollcall_close.html", _closing(visit, count, problem, given), status=422)
    act = CloseRollCall(
        visit.operation, RollCallId(rollcall), visit.now, tuple(PersonId(c["id"]) for c in lost), strangers
    )
    said = visit.record(act, request.POST.get("id", ""))
    if said.refusal and not _told_before(said.refusal):
        problem = refused(visit, said.refusal)
        return render(request, "desk/rollcall_close.html", _closing(visit, count, problem, given), status=422)
    messages.success(request, _("%(name)s is closed and signed.") % {"name": count.card.title})
    return redirect("desk:rollcall", rollcall)


def _unsigned() -> dict[str, Any]:
    return {"why": "unsigned", "sentence": _("The roll call is not signed."), "remedy": _("Tick the signature below.")}


def _lost(visit: Visit, count: Count) -> list[dict[str, Any]]:
    """Whoever this count would call not found: looked for in vain, or never answered."""
    first = Count(count.card, count.known, 1)  # both agree before a count of two can be closed
    return counting.grouped(counting.calls(visit, first), LEFT, NOT_FOUND)


def _closing(
    visit: Visit, count: Count, problem: dict[str, Any] | None = None, given: dict[str, Any] | None = None
) -> dict[str, Any]:
    ready = not count.two or (count.all_finished and not count.known.differ())
    lost = _lost(visit, count) if ready else []
    return {
        "here": "rollcalls",
        "count": count,
        "place": place(visit, count.card),
        "ready": ready,
        "lost": lost,
        "unanswered": len(counting.grouped(lost, LEFT)),
        "split": _split([c["person"] for c in lost if c["person"]]),
        "found": count.expected - len(lost),
        "given": given or {"ticked": set(), "strangers": 0, "signed": False},
        "refusal": problem,
        "form_id": new_id(),
    }


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


@page
def pause(request: HttpRequest, visit: Visit, rollcall: str) -> HttpResponse:
    """Interrupt with a reason, or take up again."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    count = counting.find(visit, rollcall)
    act: InterruptRollCall | ResumeRollCall = ResumeRollCall(visit.operation, RollCallId(rollcall), visit.now)
    if not request.POST.get("resume"):
        reason = request.POST.get("reason", "").strip()
        act = InterruptRollCall(visit.operation, RollCallId(rollcall), reason, visit.now)
    said = visit.record(act, request.POST.get("id", ""))
    if said.refusal and not _told_before(said.refusal):
        return render(request, *_drawn(visit, count, refusal=refused(visit, said.refusal)), status=422)
    return redirect("desk:rollcall", rollcall)
