"""Incidents: opened with one tap, run from any site, closed only when every person has a state."""

from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from abrigo.clerk.checkpoint import checkpoint
from abrigo.clerk.record import Answer
from abrigo.desk import incident_room, shown
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.incident_room import IncidentSeen
from abrigo.desk.refused import refused
from abrigo.desk.stamps import stamped
from abrigo.desk.words import SEX
from abrigo.facts.incidents import IncidentKind
from abrigo.facts.intake import Tally
from abrigo.facts.kinds import IncidentId, NoteId, PersonId, Place, SiteId
from abrigo.facts.sightings import How
from abrigo.registers import cards, people, pulse
from abrigo.rules.incidents import CloseIncident, DeclareMissing, MoveIncidentRoom, NoteIncident, OpenIncident
from abrigo.rules.intake import FindStranger
from abrigo.rules.refusals import Why
from abrigo.rules.sightings import BringBack, FindInside, LocateOutside, See
from abrigo.rules.whereabouts import State
from abrigo.staff.models import new_id

# What can be done for one person with one tap, and the act it is; the order is that of the buttons.
MODES: Final = {
    "see": "see",
    "inside": "find-inside",
    "back": "bring-back",
    "outside": "locate-outside",
    "missing": "declare-missing",
}


# -- the list, and opening one --------------------------------------------------


@page
def incidents(request: HttpRequest, visit: Visit) -> HttpResponse:
    found = _ours(visit)
    visit.learn_staff([c.body.get("by") for c in found])
    rows: list[dict[str, Any]] = [
        {
            "card": c,
            "site": incident_room.site_name(visit, c.site),
            "room": incident_room.site_name(visit, c.body.get("room")),
            "by": visit.staff(c.body["by"]),
        }
        for c in found
    ]
    context = {
        "here": "incidents",
        "at_work": [r for r in rows if r["card"].status == "open"],
        "closed": [r for r in rows if r["card"].status != "open"],
        "names": sees(visit).names,
        "places": sees(visit).places,
    }
    return render(request, "desk/incidents.html", context)


def _ours(visit: Visit) -> list[cards.CardLine]:
    found = cards.ask(visit.viewer, visit.operation, "incident", limit=200)
    return [c for c in found if incident_room.may_look(visit, c)]


@page
def open_incident(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The button for the worst minute: the kind is the button, everything else is already chosen."""
    if not visit.may("open-incident"):
        raise Http404
    if request.method != "POST":
        return render(request, "desk/incident_open.html", _opening(visit, {"site": visit.viewer.site or ""}))
    given = {k: request.POST.get(k, "").strip() for k in ("site", "room", "words", "kind", "id")}
    kind = given["kind"]
    if kind not in set(IncidentKind):
        raise Http404
    incident = given["id"] or new_id()
    act = OpenIncident(
        visit.operation, IncidentId(incident), IncidentKind(kind), SiteId(given["site"]), visit.now,
        SiteId(given["room"]) if given["room"] else None, given["words"],
    )  # fmt: skip
    said = visit.record(act, incident)
    if said.refusal and said.refusal.why not in (Why.INCIDENT_EXISTS, Why.ID_USED_FOR_ANOTHER_ACT):
        context = _opening(visit, given) | {"refusal": refused(visit, said.refusal)}
        return render(request, "desk/incident_open.html", context, status=422)
    return redirect("desk:incident", incident) if sees(visit).names else redirect("desk:incidents")


def _opening(visit: Visit, given: dict[str, str]) -> dict[str, Any]:
    sites = [s for s in visit.sites() if s.kind != "vehicle"]
    mine = [s for s in sites if s.id == visit.viewer.site]
    return {
        "here": "incidents",
        "kinds": [k.value for k in IncidentKind if k is not IncidentKind.FORCED_ENTRY],
        "sites": mine if sees(visit).own_site_only else sites,
        "rooms": sites,
        "given": given,
        "open_now": [
            {"card": c, "site": incident_room.site_name(visit, c.site)} for c in _ours(visit) if c.status == "open"
        ],
        "form_id": new_id(),
    }


# -- the room -------------------------------------------------------------------


@page
def incident(request: HttpRequest, visit: Visit, incident: str) -> HttpResponse:
    if not sees(visit).names:
        return render(request, "desk/no_names.html", {"here": "incidents"}, status=403)
    seen = incident_room.find(visit, incident)
    return render(request, "desk/incident.html", _room(visit, seen) | _log(visit, seen) | _beside(visit, seen))


@page
def live(request: HttpRequest, visit: Visit, incident: str) -> HttpResponse:
    """The count, the names and the log; 204 when nothing was written since."""
    if not sees(visit).names:
        raise Http404
    if request.GET.get("since") == str(pulse.ask()):
        return HttpResponse(status=204)
    seen = incident_room.find(visit, incident)
    if request.GET.get("part") == "log":
        return render(request, "desk/incident_log.html", _log(visit, seen))
    return render(request, "desk/incident_live.html", _room(visit, seen))


def _room(visit: Visit, seen: IncidentSeen) -> dict[str, Any]:
    pos = pulse.ask()
    site = visit.viewer.site or seen.opened.site
    lost = [line for line in seen.lines if line.where.state is State.UNACCOUNTED]
    missing = [line for line in seen.lines if line.where.state is State.MISSING]
    return {
        "here": "incidents",
        "seen": seen,
        "pos": pos,
        "incident": incident_room.countdown(visit, seen),
        "numbers": seen.numbers,
        "room": visit.place(seen.known.room),
        "places": sees(visit).places,
        "moved": sees(visit).places and seen.known.room != seen.opened.site,
        "units": incident_room.by_unit(visit, seen, lost),
        "missing": incident_room.by_unit(visit, seen, missing),
        "strangers": _strangers(visit, seen),
        "unasked": sum(line.id not in seen.alerts and line.category != "adult" for line in seen.gone),
        "alerts_open": sum(c.status != "closed" for c in seen.alerts.values() if c.body.get("incident") == seen.id),
        "modes": [m for m, act in MODES.items() if visit.may(act)],
        "sites": [s for s in visit.sites() if _may_stand(visit, s.id)],
        "given": {"site": site, "since": f"{seen.opened.said.at.astimezone(visit.zone):%Y-%m-%dT%H:%M}"},
        "hows": [h.value for h in How],
        "form_id": new_id(),
    }


def _may_stand(visit: Visit, site: str) -> bool:
    return not sees(visit).own_site_only or site == visit.viewer.site


def _strangers(visit: Visit, seen: IncidentSeen) -> list[dict[str, Any]]:
    """Whoever turned up since and is on no list: shown beside the count, matched to nobody."""
    found = people.ask(visit.viewer, visit.operation, states=[State.UNRESOLVED.value])
    return shown.people(visit, [line for line in found if line.where.since and line.where.since >= seen.opened.said.at])


def _log(visit: Visit, seen: IncidentSeen) -> dict[str, Any]:
    return {"seen": seen, "log": incident_room.log(visit, seen), "log_pos": pulse.ask()}


def _beside(visit: Visit, seen: IncidentSeen) -> dict[str, Any]:
    return {
        "notes": incident_room.notes(visit, seen),
        "rooms": [s for s in visit.sites() if s.kind != "vehicle" and s.id != seen.known.room],
        "note_id": new_id(),
        "move_id": new_id(),
        "note_given": {},
    }


# -- one tap for one person -----------------------------------------------------


@page
def act(request: HttpRequest, visit: Visit, incident: str) -> HttpResponse:
    """What the mode says, for the person whose button was pressed. Out: the room, so that nothing typed is lost."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    seen = incident_room.find(visit, incident)
    person, mode = request.POST.get("person", ""), request.POST.get("mode", "")
    line = next((each for each in seen.lines if each.id == person), None)
    if line is None or mode not in MODES:
        raise Http404
    said = _tap(visit, seen, request, person, mode)
    problem = _problem(visit, said)
    done = "" if problem else _("%(who)s: %(what)s") % {"who": line.called, "what": DONE[mode]()}
    if request.headers.get("HX-Request"):
        fresh = incident_room.find(visit, incident)
        context = _room(visit, fresh) | {"refusal": problem, "done": done}
        return render(request, "desk/incident_live.html", context, status=422 if problem else 200)
    if problem:
        context = _room(visit, seen) | _log(visit, seen) | _beside(visit, seen)
        return render(request, "desk/incident.html", context | {"refusal": problem}, status=422)
    messages.success(request, done)
    return redirect("desk:incident", incident)


DONE: Final = {
    "see": lambda: _("seen"),
    "inside": lambda: _("found inside"),
    "back": lambda: _("brought back"),
    "outside": lambda: _("located outside"),
    "missing": lambda: _("declared missing"),
}


def _tap(visit: Visit, seen: IncidentSeen, request: HttpRequest, person: str, mode: str) -> Answer | dict[str, Any]:
    given = {k: request.POST.get(k, "").strip() for k in ("site", "since", "place", "source", "brought_by", "how")}
    whom, here, id_ = PersonId(person), SiteId(given["site"] or seen.opened.site), IncidentId(seen.id)
    at, operation = visit.now, visit.operation
    asked: See | FindInside | BringBack | LocateOutside | DeclareMissing
    match mode:
        case "see":
            asked = See(operation, whom, here, How(given["how"]) if given["how"] in set(How) else How.BAND, at)
        case "inside":
            asked = FindInside(operation, whom, here, _since(visit, given["since"], seen), at, incident=id_)
        case "back":
            if not given["brought_by"]:
                return _lacks("brought-by", _("Say who brought them back."), _("Write it once, then tap each name."))
            asked = BringBack(operation, whom, here, given["brought_by"], at, incident=id_)
        case "outside":
            if not given["place"] or not given["source"]:
                remedy = _("Write it once, then tap each name.")
                return _lacks("where-and-who", _("Say where, and who says so."), remedy)
            asked = LocateOutside(operation, whom, Place(given["place"]), given["source"], at, id_)
        case _:
            asked = DeclareMissing(operation, whom, at, id_)
    return visit.record(asked, tap_id(request.POST.get("id", ""), person, mode))


def _lacks(why: str, sentence: str, remedy: str) -> dict[str, Any]:
    return {"why": why, "sentence": sentence, "remedy": remedy}


def _since(visit: Visit, text: str, seen: IncidentSeen) -> datetime:
    """From when on they say they were there; the breach itself when nothing readable is written."""
    try:
        return visit.read_local(text)
    except ValueError:
        return seen.opened.said.at


def tap_id(form: str, person: str, mode: str) -> str:
    """The same button of the same page is the same tap, however often the network repeats it."""
    return sha256(f"{form}/{person}/{mode}".encode()).hexdigest()[:32] if form else new_id()


def _problem(visit: Visit, said: Answer | dict[str, Any]) -> dict[str, Any] | None:
    if isinstance(said, dict):
        return said
    if said.refusal is None or said.refusal.why is Why.ID_USED_FOR_ANOTHER_ACT:
        return None  # the same tap again, a second later: already written
    return refused(visit, said.refusal)


# -- the log, the room's place, the end -----------------------------------------


@page
def note(request: HttpRequest, visit: Visit, incident: str) -> HttpResponse:
    """A line of the log, or an addendum to one. Nothing is edited."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    seen = incident_room.find(visit, incident)
    given = {k: request.POST.get(k, "").strip() for k in ("words", "adds_to", "when", "id")}
    try:
        at = visit.read_local(given["when"]) if given["when"] else visit.now
    except ValueError:
        at = visit.now
    asked = NoteIncident(
        visit.operation, IncidentId(incident), NoteId(given["id"] or new_id()), given["words"], at,
        NoteId(given["adds_to"]) if given["adds_to"] else None,
    )  # fmt: skip
    problem = _problem(visit, visit.record(asked, given["id"]))
    if problem:
        context = _room(visit, seen) | _log(visit, seen) | _beside(visit, seen)
        return render(request, "desk/incident.html", context | {"refusal": problem, "note_given": given}, status=422)
    return redirect(f"{reverse('desk:incident', args=[incident])}#log")


@page
def move(request: HttpRequest, visit: Visit, incident: str) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    seen = incident_room.find(visit, incident)
    asked = MoveIncidentRoom(visit.operation, IncidentId(incident), SiteId(request.POST.get("room", "")), visit.now)
    problem = _problem(visit, visit.record(asked, request.POST.get("id", "")))
    if problem:
        context = _room(visit, seen) | _log(visit, seen) | _beside(visit, seen)
        return render(request, "desk/incident.html", context | {"refusal": problem}, status=422)
    return redirect("desk:incident", incident)


@page
def close(request: HttpRequest, visit: Visit, incident: str) -> HttpResponse:
    """The signature. While one person has no state it is refused, and names them."""
    if not visit.may("close-incident") or not sees(visit).names:
        raise Http404
    seen = incident_room.find(visit, incident)
    if request.method != "POST":
        return render(request, "desk/incident_close.html", _closing(visit, seen))
    given = {"words": request.POST.get("words", "").strip(), "signed": bool(request.POST.get("signed"))}
    problem = None
    if not given["signed"]:
        problem = _lacks("unsigned", _("The incident is not signed."), _("Tick the signature below."))
    else:
        asked = CloseIncident(visit.operation, IncidentId(incident), str(given["words"]), visit.now)
        problem = _problem(visit, visit.record(asked, request.POST.get("id", "")))
    if problem:
        context = _closing(visit, seen) | {"refusal": problem, "given": given}
        return render(request, "desk/incident_close.html", context, status=422)
    messages.success(request, _("The incident is closed and signed."))
    return redirect("desk:incident", incident)


def _closing(visit: Visit, seen: IncidentSeen) -> dict[str, Any]:
    lost = [line for line in seen.lines if line.where.state is State.UNACCOUNTED]
    return {
        "here": "incidents",
        "seen": seen,
        "incident": incident_room.countdown(visit, seen),
        "people": shown.people(visit, lost),
        "given": {},
        "form_id": new_id(),
    }


@page
def unaccounted(request: HttpRequest, visit: Visit, incident: str) -> HttpResponse:
    """The names to print: for the search, the wall, and whoever has no screen."""
    if not sees(visit).names:
        raise Http404
    seen = incident_room.find(visit, incident)
    point = checkpoint(visit.now)
    context = {
        "here": "incidents",
        "seen": seen,
        "place": incident_room.site_name(visit, seen.opened.site),
        "places": sees(visit).places,
        "incident": incident_room.countdown(visit, seen),
        "units": incident_room.by_unit(visit, seen, seen.gone),
        "at": visit.now,
        "checkpoint": stamped(point, visit.now),
    }
    return render(request, "desk/print/unaccounted.html", context)


# -- somebody on no list --------------------------------------------------------


@page
def stranger(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Someone never in our care turned up: written down as seen, cared for, matched to nobody."""
    if not visit.may("find-stranger"):
        raise Http404
    back = {k: request.POST.get(k, "") or request.GET.get(k, "") for k in ("rollcall", "incident")}
    sites = [s for s in visit.sites() if s.kind != "vehicle" and _may_stand(visit, s.id)]
    if request.method != "POST":
        given = {"site": visit.viewer.site or _site_of(visit, back), "tag": _next_tag(visit), "tally": "child"}
        return render(request, "desk/stranger.html", _strange(sites, back, given))
    given = {k: request.POST.get(k, "").strip() for k in ("site", "tag", "tally", "circumstances", "id")}
    person = given["id"] or new_id()
    asked = FindStranger(
        visit.operation, PersonId(person), SiteId(given["site"]), given["tag"],
        Tally.ADULT if given["tally"] == "adult" else Tally.CHILD, given["circumstances"], visit.now,
    )  # fmt: skip
    problem = _problem(visit, visit.record(asked, person))
    if problem:
        return render(request, "desk/stranger.html", _strange(sites, back, given) | {"refusal": problem}, status=422)
    messages.success(request, _("%(tag)s is written down, beside the count.") % {"tag": given["tag"]})
    return _back(back)


def _strange(sites: list[Any], back: dict[str, str], given: dict[str, str]) -> dict[str, Any]:
    return {"here": "incidents", "sites": sites, "back": back, "given": given, "form_id": new_id(),
            "sexes": list(SEX.items())}  # fmt: skip


def _site_of(visit: Visit, back: dict[str, str]) -> str:
    for kind, id_ in back.items():
        card = cards.one(visit.viewer, visit.operation, kind, id_) if id_ else None
        if card is not None:
            return card.site
    return ""


def _next_tag(visit: Visit) -> str:
    found = people.ask(visit.viewer, visit.operation, states=[State.UNRESOLVED.value, State.RETURNED.value])
    return f"X-{len(found) + 1}"


def _back(back: dict[str, str]) -> HttpResponse:
    if back["rollcall"]:
        return redirect("desk:rollcall", back["rollcall"])
    return redirect("desk:incident", back["incident"]) if back["incident"] else redirect("desk:incidents")
