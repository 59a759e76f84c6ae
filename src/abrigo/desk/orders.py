"""A judge's word on the desk: entered by one, confirmed by another, its annex held against the register by name."""

import re
from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from abrigo.clerk import scans
from abrigo.desk import authority, shown
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.refused import refused
from abrigo.desk.typed import Typed, typed
from abrigo.facts.kinds import OrderId, PersonId
from abrigo.facts.orders import AnnexLine, OrderEntered
from abrigo.registers import cards, people
from abrigo.registers.annexes import Compared, compare, register_of
from abrigo.registers.people import PersonLine
from abrigo.rules.orders import ORDERS, ConfirmOrder, EnterOrder, Order
from abrigo.staff.models import new_id

MARKS: Final = re.compile(r"[A-Za-z]{0,3}-?\d+")  # a band or a line of the register, as it stands on a list
LONGEST_ANNEX: Final = 2000

# -- entering ---------------------------------------------------------------------


@page
def enter(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not visit.may("enter-order"):
        raise Http404
    if request.method != "POST":
        return render(request, "desk/order_enter.html", _blank(visit))
    form = typed(request, visit)
    annex = read_annex(visit, form)
    drawn = _blank(visit) | {"given": request.POST, "form_id": form.id, "annex": _drawn(visit, annex)}
    if request.POST.get("step") == "check":
        return render(request, "desk/order_enter.html", drawn | {"checked": True})
    begins = form.when("begins", _("Write from when it holds."))
    act = EnterOrder(
        visit.operation, OrderId("ord-" + form.id), form.text("issuer"), form.text("number"), form.text("allows"),
        begins or visit.now, form.text("verified_how"), form.at, form.when("ends"), annex,
        scanned(request, form, "paper", "enter-order"), form.text("ground"),
    )  # fmt: skip
    told: dict[str, Any] = {"errors": form.errors}
    if not form.errors:
        answer = visit.record(act, form.id)
        if answer.refusal is None:
            messages.warning(request, _("Entered. It is not in effect until a second person confirms it."))
            return redirect("desk:order", act.order)
        told = {"refusal": refused(visit, answer.refusal)}
    return render(request, "desk/order_enter.html", drawn | told, status=422)


def scanned(request: HttpRequest, form: Typed, name: str, act: str) -> str:
    """The digest of a file sent with the form, sealed; empty when none was sent, or when it is no scan (complained)."""
    upload = request.FILES.get(name)
    if upload is None:
        return ""
    try:
        return scans.put(form.visit.viewer, form.visit.operation, upload.read(), act)
    except scans.NotAScan:
        form.wrong(name, _("Send a PDF, a JPEG or a PNG of at most 20 MB."))
    except PermissionError:
        form.wrong(name, _("Your role does not include this."))
    return ""


def _blank(visit: Visit) -> dict[str, Any]:
    return {
        "here": "authority",
        "form_id": new_id(),
        "given": {"begins": authority.local(visit, visit.now)},
        "annex": [],
        "checked": False,
    }


def read_annex(visit: Visit, form: Typed) -> tuple[AnnexLine, ...]:
    """One line a person, as on the paper. Whom it means: the band or line written on it, or the one typed beside it."""
    marked = _by_mark(people.ask(visit.viewer, visit.operation, merged=True, limit=100_000))
    lines = []
    for n, text in enumerate(form.lines("annex")[:LONGEST_ANNEX], start=1):
        beside = form.post.get(f"whom-{n}")
        found = _whom(marked, text if beside is None else beside)
        if beside and found is None:
            form.wrong("", _("Annex line %(n)s: nobody has %(mark)s.") % {"n": n, "mark": beside[:20]})
        lines.append(AnnexLine(n, text, found))
    return tuple(lines)


def _by_mark(lines: Sequence[PersonLine]) -> dict[str, PersonId]:
    known: dict[str, PersonId] = {}
    for line in lines:
        for mark in (line.line, line.band):
            if mark:
                known.setdefault(mark.upper(), PersonId(line.id))
    return known


def _whom(marked: dict[str, PersonId], text: str) -> PersonId | None:
    for mark in MARKS.findall(text):
        if mark.upper() in marked:
            return marked[mark.upper()]
    return None


def _drawn(visit: Visit, annex: Sequence[AnnexLine]) -> list[dict[str, Any]]:
    ids = [line.person for line in annex if line.person]
    known = {p.id: p for p in people.ask(visit.viewer, visit.operation, people=ids, merged=True, limit=100_000)}
    return [
        {
            "number": line.number,
            "text": line.text,
            "mark": "" if line.person is None else _mark(known[line.person]) if line.person in known else "",
            "person": shown.person(visit, known[line.person]) if line.person in known else None,
        }
        for line in annex
    ]


def _mark(line: PersonLine) -> str:
    return line.line or line.band


# -- one order ----------------------------------------------------------------------


@page
def order(request: HttpRequest, visit: Visit, order: str) -> HttpResponse:
    return render(request, "desk/order.html", _whole(visit, _find(visit, order)))


@page
@require_POST
def confirm(request: HttpRequest, visit: Visit, order: str) -> HttpResponse:
    known = _find(visit, order)
    form = typed(request, visit)
    called = form.text("called_back", _("Write who at the court answered, and at which number."))
    if form.errors:
        return render(request, "desk/order.html", _whole(visit, known) | {"errors": form.errors}, status=422)
    answer = visit.record(ConfirmOrder(visit.operation, OrderId(order), form.at, called), form.id)
    if answer.refusal is None:
        messages.success(request, _("Confirmed: the order is in effect from the hour written on it."))
        return redirect("desk:order", order)
    told = {"refusal": refused(visit, answer.refusal)}
    return render(request, "desk/order.html", _whole(visit, known) | told, status=422)


@page
def scan(request: HttpRequest, visit: Visit, order: str) -> HttpResponse:  # noqa: ARG001
    """The scanned act, byte for byte as it was handed in."""
    entered = _find(visit, order).entered
    assert entered is not None
    try:
        raw = scans.get(visit.viewer, visit.operation, entered.paper)
    except LookupError:
        raise Http404 from None
    answer = HttpResponse(raw, content_type=scans.kind_of(raw) or "application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="order-{entered.paper[:12]}"'
    return answer


def _find(visit: Visit, order: str) -> Order:
    """An annex names children of every gate: whoever is not shown the list of orders is shown none of them."""
    if not cards.may_list(visit.viewer, visit.operation, "order"):
        raise Http404
    known: Order = visit.consult(lambda _viewer, past: past.recall(ORDERS, f"order:{order}"))
    if known.entered is None or known.entered.operation != visit.operation or not sees(visit).names:
        raise Http404
    return known


def _whole(visit: Visit, known: Order) -> dict[str, Any]:
    entered = known.entered
    assert entered is not None
    over = entered.ends is not None and entered.ends <= visit.now
    in_effect = known.in_effect(visit.now)
    return {
        "here": "authority",
        "form_id": new_id(),
        "order": entered,
        "confirmed": known.confirmed,
        "entered_by": visit.staff(entered.said.by),
        "confirmed_by": visit.staff(known.confirmed.said.by) if known.confirmed else "",
        "has_scan": bool(entered.paper),
        "same_hand": entered.said.by == visit.viewer.staff,
        "standing": "in-force"
        if in_effect
        else "entered"
        if not known.confirmed
        else "expired"
        if over
        else "not-begun",
        "compared": differences(visit, entered),
        "annex": _drawn(visit, entered.annex),
    }


def differences(visit: Visit, entered: OrderEntered) -> dict[str, Any] | None:
    """The annex against the register as it is now, with names as far as this viewer sees them; None without annex."""
    if not entered.annex:
        return None
    lines = people.ask(visit.viewer, visit.operation, merged=True, limit=100_000)
    found: Compared = compare(entered.annex, register_of(lines))
    named = {line.id: p for line, p in zip(lines, shown.people(visit, lines), strict=True)}
    return {
        "found": found,
        "twice": [{"person": named.get(t.person), "lines": t.lines} for t in found.twice],
        "nobody": found.nobody,
        "not_in_care": [{"person": named.get(line.person or ""), "line": line} for line in found.not_in_care],
        "adults": [{"person": named.get(line.person or ""), "line": line} for line in found.adults],
        "ages": [{"person": named.get(a.person), "line": a.line, "said": a.said} for a in found.ages],
        "missing": [named[p] for p in found.missing if p in named],
    }
