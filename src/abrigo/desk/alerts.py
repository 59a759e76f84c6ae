"""Alerts: asked for at once, followed step by step, closed only when somebody of ours has seen the child."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from abrigo.clerk.record import Ask
from abrigo.desk import incident_room, shown
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.refused import refused
from abrigo.facts import alerts as facts
from abrigo.facts.alerts import Packet
from abrigo.facts.kinds import AlertId, IncidentId, PersonId, Place, Unsaid
from abrigo.facts.wire import from_ms, spelling
from abrigo.registers import cards, packets, people
from abrigo.registers.cards import CardLine
from abrigo.registers.people import PersonLine
from abrigo.rules.alerts import AcceptAlert, ActivateAlert, CloseAlert, LocateAlert, RequestAlert, VerifyAlert
from abrigo.rules.refusals import Refusal, Why
from abrigo.rules.whereabouts import Moment, State
from abrigo.staff.models import Agency, new_id

LIFE: Final = ("requested", "accepted", "active", "located", "verified", "closed")
# Never in our custody: sought from elsewhere, or turned up. Counted apart, the alert set is no part of the sum.
OUTSIDE: Final = frozenset({State.SOUGHT, State.UNRESOLVED, State.RETURNED})
STEPS: Final = {
    "accept": "accept-alert",
    "activate": "activate-alert",
    "locate": "locate-alert",
    "verify": "verify-alert",
    "close": "close-alert",
}
BATCH: Final = 100


# -- the board ------------------------------------------------------------------


@page
def alerts(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not sees(visit).names:
        return render(request, "desk/no_names.html", {"here": "alerts"}, status=403)
    rows = _rows(visit)
    ours = [r for r in rows if not r["outside"]]
    apart = [r for r in rows if r["outside"]]
    context = {
        "here": "alerts",
        "groups": _groups(ours),
        "apart": _groups(apart),
        "apart_n": len(apart),
        "open_n": sum(r["status"] != "closed" for r in rows),
        "to_verify": sum(r["to_verify"] for r in rows),
        "ours_open": sum(r["status"] != "closed" for r in ours),
        "apart_open": sum(r["status"] != "closed" for r in apart),
        "closed_n": sum(r["status"] == "closed" for r in rows),
        "steps": [{"status": s, "n": sum(r["status"] == s for r in rows)} for s in LIFE],
    }
    return render(request, "desk/alerts.html", context)


def _rows(visit: Visit) -> list[dict[str, Any]]:
    found = cards.ask(visit.viewer, visit.operation, "alert", limit=5000)
    ids = sorted({c.person for c in found})
    lines = {p.id: p for p in people.ask(visit.viewer, visit.operation, people=ids, merged=True, limit=len(ids) + 1)}
    # A guard reads of the own gate's people only: an alert about anybody else is not theirs to see.
    rows = [_row(visit, c, lines[c.person]) for c in found if c.person in lines]
    return sorted(rows, key=lambda r: (not r["to_verify"], r["number"], r["person"]["band"]))


def _row(visit: Visit, card: CardLine, line: PersonLine) -> dict[str, Any]:
    return {
        "id": card.id,
        "status": card.status,
        "number": card.body.get("number", ""),
        "at": card.at,
        "changed_at": card.changed_at,
        "person": shown.person(visit, line),
        "located": card.body.get("located", ""),
        "verifier": card.body.get("verifier", ""),
        "reason": card.body.get("reason", ""),
        "photo": bool(card.body["packet"].get("has_photo")),
        # Back with us and the alert still open: somebody is to look at them and say so.
        "to_verify": line.where.state is State.PRESENT and card.status not in ("verified", "closed"),
        "outside": line.where.state in OUTSIDE or line.where.received_at is None,
    }


def _groups(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    groups = [{"status": s, "rows": [r for r in rows if r["status"] == s]} for s in LIFE]
    return [g for g in groups if g["rows"]]


# -- one alert ------------------------------------------------------------------


@page
def alert(request: HttpRequest, visit: Visit, alert: str) -> HttpResponse:
    return render(request, "desk/alert.html", _alert(visit, *_find(visit, alert)))


def _find(visit: Visit, alert: str) -> tuple[CardLine, PersonLine]:
    card = cards.one(visit.viewer, visit.operation, "alert", alert)
    line = people.one(visit.viewer, visit.operation, card.person) if card else None
    if card is None or line is None:
        raise Http404
    return card, line


def _alert(visit: Visit, card: CardLine, line: PersonLine, **more: Any) -> dict[str, Any]:
    moments = visit.consult(lambda _viewer, memory: memory.history(f"alert:{card.id}"))
    visit.learn_staff([m.fact.said.by for m in moments])
    packet = spelling(Packet).read(card.body["packet"], "packet")
    return {
        "here": "alerts",
        "row": _row(visit, card, line),
        "packet": packet_shown(packet),
        "story": [s for m in moments if (s := _told(visit, m))],
        "life": [{"status": s, "done": LIFE.index(s) <= LIFE.index(card.status)} for s in LIFE],
        "steps": [s for s in _next(card.status) if visit.may(STEPS[s])],
        "verified": bool(card.body.get("verified_at")),
        "given": {},
        "incident": card.body.get("incident", ""),
        "requested_at": from_ms(card.body["requested_at"]),
        "form_id": new_id(),
    } | more


def _next(status: str) -> list[str]:
    """The steps a page offers. Closing is always offered and refused before somebody has seen the child."""
    if status == "closed":
        return []
    first = {"requested": ["accept"], "accepted": ["activate"]}.get(status, [])
    return [*first, *(["locate"] if status != "verified" else []), "verify", "close"]


def packet_shown(packet: Packet) -> dict[str, Any]:
    """Each field with its answer, or which way of not having one."""
    fields = {name: getattr(packet, name) for name in ("sex", "clothing", "language")}
    return {
        "names": list(packet.names),
        "age": packet.age,
        "has_photo": packet.has_photo,
        "last_seen": packet.last_seen,
        "companions": list(packet.companions),
        "band": packet.band,
        "reporter": packet.reporter,
        **{k: v.value if isinstance(v, Unsaid) else v for k, v in fields.items()},
    }


def _told(visit: Visit, moment: Moment) -> dict[str, Any] | None:
    fact = moment.fact
    match fact:
        case facts.AlertRequested():
            status, words = "requested", ""
        case facts.AlertAccepted():
            status, words = "accepted", fact.number
        case facts.AlertActivated():
            status, words = "active", ""
        case facts.AlertLocated():
            status, words = (
                "located",
                _("%(place)s, says %(source)s")
                % {
                    "place": fact.place.words,
                    "source": fact.source,
                },
            )
        case facts.AlertVerified():
            status, words = "verified", fact.verifier
        case facts.AlertClosed():
            status, words = "closed", fact.reason
        case _:
            return None
    return {"status": status, "at": fact.said.at, "by": visit.staff(fact.said.by), "words": words}


@page
def step(request: HttpRequest, visit: Visit, alert: str, step: str) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    card, line = _find(visit, alert)
    if step not in STEPS:
        raise Http404
    given = {k: request.POST.get(k, "").strip() for k in ("number", "place", "source", "verifier", "reason")}
    said = visit.record(_act(visit, card, step, given), request.POST.get("id", ""))
    if said.refusal and said.refusal.why is not Why.ID_USED_FOR_ANOTHER_ACT:
        context = _alert(visit, card, line, refusal=refused(visit, said.refusal), given=given)
        return render(request, "desk/alert.html", context, status=422)
    return redirect("desk:alert", alert)


def _act(
    visit: Visit, card: CardLine, step: str, given: dict[str, str]
) -> AcceptAlert | ActivateAlert | LocateAlert | VerifyAlert | CloseAlert:
    operation, person, id_, at = visit.operation, PersonId(card.person), AlertId(card.id), visit.now
    match step:
        case "accept":
            return AcceptAlert(operation, person, id_, given["number"], at)
        case "activate":
            return ActivateAlert(operation, person, id_, at)
        case "locate":
            return LocateAlert(operation, person, id_, Place(given["place"]), given["source"], at)
        case "verify":
            return VerifyAlert(operation, person, id_, given["verifier"], at)
        case _:
            return CloseAlert(operation, person, id_, given["reason"], at)


# -- asking ---------------------------------------------------------------------


@page
def ask_one(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    """The packet as it would go out, and one button. An empty field holds nothing back."""
    if not visit.may("request-alert"):
        raise Http404
    incident = request.POST.get("incident", "") or request.GET.get("incident", "")
    ready = packets_of(visit, [person])
    line = people.one(visit.viewer, visit.operation, person)
    if person not in ready or line is None:
        raise Http404
    context = {
        "here": "alerts",
        "asked": [{"person": shown.person(visit, line), "packet": packet_shown(ready[person]), "ticked": True}],
        "incident": incident,
        "one": True,
        "form_id": new_id(),
    }
    if request.method != "POST":
        return render(request, "desk/alert_ask.html", context)
    form = request.POST.get("id", "") or new_id()
    no = _ask(visit, ready, [person], incident, form)
    if no:
        return render(request, "desk/alert_ask.html", context | {"refusal": refused(visit, no)}, status=422)
    return redirect("desk:alert", alert_id(form, person))


@page
def ask_all(request: HttpRequest, visit: Visit, incident: str) -> HttpResponse:
    """Everybody unaccounted in an incident who has no open alert: all packets on one page, one button."""
    if not visit.may("request-alert") or not sees(visit).names:
        raise Http404
    seen = incident_room.find(visit, incident)
    open_for = {p for p, c in seen.alerts.items() if c.status != "closed"}
    lost = [line for line in seen.gone if line.id not in open_for]
    ready = packets_of(visit, [line.id for line in lost])
    problem: dict[str, Any] | None = None
    if request.method == "POST":
        wanted = [line.id for line in lost if line.id in request.POST.getlist("person")]
        no = _ask(visit, ready, wanted, incident, request.POST.get("id", "") or new_id())
        if wanted and no is None:
            said = ngettext("%(n)s alert requested.", "%(n)s alerts requested.", len(wanted)) % {"n": len(wanted)}
            messages.success(request, said)
            return redirect("desk:incident", incident)
        problem = refused(visit, no or Refusal(Why.EMPTY_LIST))
    context = {
        "here": "incidents",
        "seen": seen,
        "place": incident_room.site_name(visit, seen.opened.site),
        "incident": incident,
        "asked": [_asked(visit, line, ready[line.id]) for line in lost],
        "already": len(open_for),
        "refusal": problem,
        "form_id": new_id(),
    }
    return render(request, "desk/alert_ask.html", context, status=422 if problem else 200)


def _asked(visit: Visit, line: PersonLine, packet: Packet) -> dict[str, Any]:
    """Children, and whoever may be one, are ticked; for an adult somebody decides."""
    return {
        "person": shown.person(visit, line),
        "packet": packet_shown(packet),
        "ticked": line.category != "adult",
    }


def packets_of(visit: Visit, persons: Sequence[str]) -> dict[str, Packet]:
    office = Agency.objects.filter(id=visit.viewer.agency).values_list("name", flat=True).first()
    return packets.ask(
        visit.viewer, visit.operation, persons, zone=str(visit.zone), reporter=office or visit.viewer.agency
    )


def alert_id(form: str, person: str) -> str:
    """The same button of the same page asks once, however often it is pressed."""
    return sha256(f"{form}/{person}".encode()).hexdigest()[:32]


def _ask(visit: Visit, ready: dict[str, Packet], persons: Sequence[str], incident: str, form: str) -> Refusal | None:
    """In batches, each all or none; an alert already asked for by the same form is not a refusal."""
    known = IncidentId(incident) if incident else None
    asks = [
        Ask(
            alert_id(form, p),
            RequestAlert(
                visit.operation, AlertId(alert_id(form, p)), PersonId(p), ready[p], visit.now, known
            ),
        )
        for p in persons
    ]  # fmt: skip
    for start in range(0, len(asks), BATCH):
        for answer in visit.record_all(asks[start : start + BATCH]):
            if answer.refusal and answer.refusal.why not in (Why.ALERT_EXISTS, Why.ID_USED_FOR_ANOTHER_ACT):
                return answer.refusal
    return None
