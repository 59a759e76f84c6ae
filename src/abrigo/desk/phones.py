"""Phones at the desk: handing one out, the second pair of eyes, ending one; what phones brought that needs a person;
and a site given up in one act."""

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from abrigo.clerk import kept
from abrigo.clerk.kept import KeptLine
from abrigo.clerk.phone_sentences import say
from abrigo.desk import shown
from abrigo.desk.door import Visit, page
from abrigo.desk.refused import refused
from abrigo.desk.stamps import code_of
from abrigo.facts.kinds import SiteId
from abrigo.facts.wire import from_ms
from abrigo.registers import people
from abrigo.staff import devices
from abrigo.staff.devices import CONFIRM, ENROL, NotEnrolled
from abrigo.staff.models import Account, Device, new_id

CLOCK_OFF: Final = 300_000  # ms; what the page calls a wrong clock


# -- devices ----------------------------------------------------------------------


@page
@require_http_methods(["GET", "POST"])
def phones(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Whoever hands phones out sees every one; everyone else their own."""
    told: dict[str, Any] = {}
    if request.method == "POST":
        try:
            told = _do(request, visit)
        except NotEnrolled as no:
            told = {"errors": [{"field_id": "", "sentence": words_of(no.why)}]}
        else:
            if not told:
                return redirect("desk:phones")
    status = 422 if "errors" in told else 200
    return render(request, "desk/phones.html", _context(visit) | told, status=status)


def _do(request: HttpRequest, visit: Visit) -> dict[str, Any]:
    said = request.POST
    match said.get("do"):
        case "code":
            hours = int(said.get("hours", "0")) if said.get("hours", "").isascii() and said["hours"].isdigit() else 0
            site = said.get("site", "")
            if site not in {s.id for s in visit.sites()}:
                raise NotEnrolled("site")
            code = devices.make_code(
                visit.viewer, said.get("staff", ""), visit.operation, SiteId(site), hours, now=visit.now
            )
            url = request.build_absolute_uri(f"/pocket/enrol#{code}")
            return {
                "code": f"{code[:4]}-{code[4:]}", "qr": code_of(url), "code_for": visit.staff(said.get("staff")),
                "code_at": visit.place(site), "code_until": visit.now + devices.CODE_LASTS,
            }  # fmt: skip
        case "confirm":
            held = devices.confirm(visit.viewer, said.get("device", ""), now=visit.now)
            messages.success(request, _("The phone of %(name)s is enrolled.") % {"name": held.account.name})
        case "revoke":
            held = devices.revoke(visit.viewer, said.get("device", ""), now=visit.now)
            messages.success(
                request, _("The phone of %(name)s has ended. At its next contact it empties itself.") % {
                    "name": held.account.name},
            )  # fmt: skip
        case _:
            raise Http404
    return {}


def _context(visit: Visit) -> dict[str, Any]:
    found = devices.ask(visit.viewer, visit.operation)
    visit.learn_staff([d.made_by for d in found] + [d.confirmed_by for d in found] + [d.revoked_by for d in found])
    rows = [_row(visit, d) for d in found]
    return {
        "here": "phones",
        "waiting": [r for r in rows if r["state"] == "waiting"],
        "enrolled": [r for r in rows if r["state"] == "enrolled"],
        "ended": [r for r in rows if r["state"] not in ("waiting", "enrolled")],
        "may_enrol": visit.viewer.role in ENROL,
        "may_confirm": visit.viewer.role in CONFIRM,
        "accounts": _accounts(visit) if visit.viewer.role in ENROL else [],
        "sites": sorted(visit.sites(), key=lambda s: s.kind == "vehicle"),
        "own_site": visit.viewer.site or "",
        "needed": kept.number(visit.viewer, visit.operation),
        "may_settle": kept.may_settle(visit.viewer),
    }


def _accounts(visit: Visit) -> list[Account]:
    found = Account.objects.filter(is_active=True).select_related("agency").order_by("agency_id", "name")
    return [a for a in found if visit.operation in a.operations and devices.answers_for(visit.viewer, a)]


def _row(visit: Visit, held: Device) -> dict[str, Any]:
    gone = devices.gone(held, visit.now)
    return {
        "id": held.id,
        "holder": held.account.name,
        "label": held.label,
        "site": visit.place(held.site),
        "state": "ended" if gone else held.state,
        "gone": words_of(gone) if gone else "",
        "fingerprint": held.fingerprint,
        "until": from_ms(held.until),
        "seen_at": None if held.seen_at is None else from_ms(held.seen_at),
        "clock": _clock(held.ahead) if abs(held.ahead) > CLOCK_OFF else "",
        "waits": held.waits,
        "made_by": visit.staff(held.made_by),
        "confirmed_by": visit.staff(held.confirmed_by),
        "ended_by": visit.staff(held.revoked_by),
        "mine": held.account.staff == visit.viewer.staff,
        "second": visit.viewer.staff not in (held.made_by, held.account.staff),
    }


def _clock(ahead: int) -> str:
    minutes = abs(ahead) // 60_000
    told = f"{minutes // 60} h {minutes % 60:02} min"
    return _("%(time)s fast") % {"time": told} if ahead > 0 else _("%(time)s slow") % {"time": told}


def words_of(why: str) -> str:
    """Why a phone was not enrolled, or is no longer."""
    return {
        "not-allowed": _("Your role does not hand out phones."),
        "no-such-account": _("Choose one of the people you may give a phone to."),
        "no-such-device": _("There is no such phone waiting."),
        "hours": _("Choose how long the phone may be used."),
        "site": _("Choose the site the phone is for."),
        "second-person": _("A second person must do this: neither who made the code nor who holds the phone."),
        "revoked": _("ended"),
        "expired": _("its time is over"),
        "site-lost": _("its site was lost"),
        "account-closed": _("its holder's account is closed"),
    }.get(why, why)


# -- what needs a person ------------------------------------------------------------


@page
@require_http_methods(["GET", "POST"])
def from_phones(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Nothing a phone recorded is dropped: here is what no rule could decide. 404 for whoever may not settle it."""
    if not kept.may_settle(visit.viewer):
        raise Http404
    told: dict[str, Any] = {}
    if request.method == "POST":
        told = _settled(request, visit)
        if not told:
            return redirect("desk:from_phones")
    lines = kept.ask(visit.viewer, visit.operation)
    done = kept.ask(visit.viewer, visit.operation, settled=True)
    visit.learn_staff([k.staff for k in lines + done] + [k.settled_by for k in done])
    context = {
        "here": "phones",
        "lines": [_kept(visit, k) for k in lines],
        "done": [_kept(visit, k) for k in done[:50]],
        "total": kept.number(visit.viewer, visit.operation),
    }
    return render(request, "desk/from_phones.html", context | told, status=422 if told else 200)


def _settled(request: HttpRequest, visit: Visit) -> dict[str, Any]:
    """Out: what to show when it was not done."""
    text = request.POST.get("parcel", "")
    id_ = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
    if request.POST.get("do") == "write":
        answer = kept.write(visit.viewer, id_, now=visit.now)
        if answer is None:
            raise Http404
        if answer.refusal is not None:
            return {"refusal": refused(visit, answer.refusal)}
        messages.success(request, _("Written in your name."))
        return {}
    why = request.POST.get("why", "")
    if not why.strip():
        return {"errors": [{"field_id": f"why-{id_}", "sentence": _("Say why nothing is to be written.")}]}
    if not kept.set_aside(visit.viewer, id_, why, now=visit.now):
        raise Http404
    messages.success(request, _("Set aside, with your reason."))
    return {}


def _kept(visit: Visit, line: KeptLine) -> dict[str, Any]:
    spoken = say(line.why, get_language() or "es", line.about[0] if line.about else "", len(line.about))
    named = people.ask(visit.viewer, visit.operation, people=line.people[:20], merged=True) if line.people else []
    return {
        "id": line.id,
        "duress": line.act == "duress",
        "act": act_word(line.act),
        "act_code": line.act,
        "by": visit.staff(line.staff),
        "site": visit.place(line.site),
        "why": line.why,
        "sentence": spoken.sentence if line.why else "",
        "said": line.said,
        "at": line.at,
        "clock_off": line.clock_off,
        "took": line.took,
        "sightings": line.sightings,
        "people": shown.people(visit, named),
        "bands": [b for b in line.bands if b not in {p.band for p in named}],
        "writable": line.writable,
        "waiting": line.outcome == "waiting",
        "settled": line.settled,
        "settled_by": visit.staff(line.settled_by),
        "settled_at": line.settled_at,
        "settled_why": line.settled_why,
    }


def act_word(act: str) -> str:
    """What somebody did on their phone, in a few words; the code for what nobody has named."""
    return {
        "duress": _("Someone was forced to open the phone"),
        "lost": _("The phone lost some of what it recorded"),
        "scan": _("A band was scanned"),
        "see": _("Someone was seen"),
        "answer-roll-call": _("An answer to a roll call"),
        "open-roll-call": _("A roll call was opened"),
        "finish-counting": _("A counter was done"),
        "close-roll-call": _("A roll call was signed"),
        "register": _("Someone was registered"),
        "receive": _("Someone was received"),
        "find-stranger": _("A stranger was found"),
        "give-band": _("A band was given"),
        "add-photo": _("A photo was taken"),
        "board": _("People boarded a vehicle"),
        "arrive": _("A vehicle was received"),
        "hand-over": _("People were handed over"),
        "take-over": _("People were taken over"),
        "open-incident": _("An incident was opened"),
        "change-unit": _("People changed rooms"),
        "begin-leave": _("Someone went out with authority"),
        "end-leave": _("Someone came back"),
    }.get(act, act)


# -- a site is lost -----------------------------------------------------------------


@page
@require_http_methods(["GET", "POST"])
def lose_site(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One act: its phones and sessions end, its incidents are run from elsewhere. Then a second person looks."""
    if not visit.may("lose-site"):
        raise Http404
    told: dict[str, Any] = {"given": {}}
    if request.method == "POST":
        told = _lost(request, visit)
        if not told:
            return redirect("desk:lose_site")
    losses = devices.losses(visit.viewer, visit.operation)
    visit.learn_staff([loss.by for loss in losses] + [loss.looked_by for loss in losses])
    context = {
        "here": "incidents",
        "sites": [s for s in visit.sites() if s.kind != "vehicle"],
        "form_id": new_id(),
        "losses": [
            {
                "id": loss.id, "site": visit.place(loss.site), "run_from": visit.place(loss.run_from),
                "by": visit.staff(loss.by), "at": from_ms(loss.at), "devices": loss.devices,
                "sessions": loss.sessions, "looked_by": visit.staff(loss.looked_by),
                "looked_at": None if loss.looked_at is None else from_ms(loss.looked_at),
                "mine": loss.by == visit.viewer.staff,
            }
            for loss in losses
        ],
    }  # fmt: skip
    return render(request, "desk/lose_site.html", context | told, status=422 if told.get("no") else 200)


def _lost(request: HttpRequest, visit: Visit) -> dict[str, Any]:
    """Out: what to show when it was not done."""
    said = request.POST
    if said.get("do") == "look":
        try:
            devices.look_at_loss(visit.viewer, said.get("loss", ""), now=visit.now)
        except NotEnrolled as no:
            return {"no": True, "errors": [{"field_id": "", "sentence": words_of(no.why)}]}
        return {}
    site, run_from = said.get("site", ""), said.get("run_from", "")
    known = {s.id for s in visit.sites()}
    if site not in known or run_from not in known or site == run_from:
        sentence = _("Choose the site that is lost, and another one it is run from.")
        return {"no": True, "given": said, "errors": [{"field_id": "site", "sentence": sentence}]}
    id_ = said.get("id", "")[:32] or new_id()
    answer = devices.lose_site(visit.viewer, visit.operation, SiteId(site), SiteId(run_from), id_=id_, now=visit.now)
    if answer.refusal is not None:
        return {"no": True, "given": said, "refusal": refused(visit, answer.refusal)}
    messages.success(request, _("%(site)s is given up. Its phones and sessions have ended.") % {
        "site": visit.place(site)})  # fmt: skip
    return {}
