"""The ledger in words an operator understands: what is signed, by whom it is witnessed, what is missing, what waits."""

import json
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from abrigo.clerk import apart, lasting, lineage, nodes, outside, shredding, standing, timestamps, witnesses
from abrigo.clerk.checkpoint import checkpoint
from abrigo.clerk.clock import wall
from abrigo.clerk.device import node_device
from abrigo.desk.door import Visit, page
from abrigo.desk.stamps import stamped
from abrigo.facts.wire import from_ms, to_ms
from abrigo.ledger import checkpoints, durability, reader
from abrigo.ledger.codec import Refused
from abrigo.registers import cards
from abrigo.rules.access import reads_ledger
from abrigo.staff.accounts import may_keep
from abrigo.staff.models import Agency
from abrigo.vault import custody

LOW_DISK: Final = 2 << 30
LATE_WITNESS_MS: Final = 24 * 3_600_000


@page
@require_http_methods(["GET", "POST"])
def ledger(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One page; to whoever does not look after the record it does not exist."""
    if not reads_ledger(visit.viewer):
        raise Http404
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        if not may_keep(visit.viewer):
            raise Http404
        try:
            if request.POST.get("do") == "note":
                return _note(request, visit)
            _do(request, visit)
        except Refused as no:
            said = outside.say(no.code, get_language() or "es")
            errors = [{"field_id": request.POST.get("do", ""), "sentence": f"{said.sentence} {said.remedy}"}]
        else:
            return redirect("desk:ledger")
    context = _context(visit) | {"errors": errors, "typed": request.POST if errors else {}}
    return render(request, "desk/ledger.html", context, status=422 if errors else 200)


def _do(request: HttpRequest, visit: Visit) -> None:
    """Raises Refused with the code of why not."""
    said, by = request.POST, visit.viewer.staff
    match said.get("do"):
        case "witness":
            row = witnesses.invite(said.get("key", ""), said.get("agency", ""), by=by, now=visit.now)
            messages.success(request, _("%(name)s may now witness this ledger.") % {"name": row.name})
        case "line":
            came = request.FILES.get("line")
            point = witnesses.take_file(came.read(10_000) if came is not None else b"", visit.now)
            messages.success(request, _("Witnessed up to entry %(n)s.") % {"n": point.size})
        case "end-witness":
            witnesses.end(said.get("name", ""), visit.now)
            messages.success(request, _("Ended. What it signed stays signed."))
        case "node":
            nodes.ask_for(
                said.get("card", ""), said.get("agency", ""), words=said.get("words", "none"),
                enrols=said.get("enrols") == "1", url=said.get("url", "").strip().rstrip("/"), by=by, now=visit.now,
            )  # fmt: skip
            messages.success(request, _("Written down. Nothing goes to this house before another person confirms it."))
        case "confirm":
            nodes.confirm(said.get("dev", ""), by=by, now=visit.now)
            messages.success(request, _("This house may now exchange entries with us."))
        case "revoke":
            nodes.revoke(said.get("dev", ""), by=by, now=visit.now)
            messages.success(request, _("Ended. What it writes from now on is kept and not shown as the case."))
        case _:
            raise Http404


def _note(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A file for a stick: lengths and hashes, no word of anybody."""
    since = request.POST.get("since", "").strip()
    told = witnesses.note_for(request.POST.get("name", ""), int(since) if since.isdecimal() else None, visit.now)
    answer = HttpResponse(json.dumps(told), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="note.json"'
    return answer


def _context(visit: Visit) -> dict[str, Any]:
    size, seen = reader.size(), checkpoints.witnessed()
    newest = checkpoints.latest()
    free, total = standing.disk_free()
    backup = standing.backed_up()
    watched = witnesses.every(size)
    return {
        "here": "ledger",
        "shreds": cards.may_list(visit.viewer, visit.operation, "shredding"),
        "unfinished": shredding.waiting(),
        "custody": custody.current(),
        "keeps": may_keep(visit.viewer),
        "size": size,
        "newest": newest,
        "newest_at": from_ms(newest.took) if newest else None,
        "unsigned": size - newest.size if newest else size,
        "seen": seen,
        "unseen": size - seen.size if seen else size,
        "witnesses": [_witness(w, visit.now) for w in watched],
        "log_key": checkpoints.key_of(node_device()).text(),
        "lasting": key.text() if (key := lasting.key()) else "",
        "card": nodes.card(),
        "chains": standing.chains(),
        "lineage": _lineage(visit),
        "apart": apart.number(visit.viewer, visit.operation) if apart.may_countersign(visit.viewer) else None,
        "gaps": standing.gaps(),
        "forks": standing.forks(),
        "nodes": [_node(o, visit) for o in standing.others()],
        "declined": [_declined(d) for d in standing.declined()],
        "unsafe": durability.problems(),
        "engine": standing.engine(),
        "free": _bytes(free),
        "total": _bytes(total),
        "low": free < LOW_DISK,
        "stamp": timestamps.latest(),
        "backup": None if backup is None else from_ms(backup),
        "backup_late": backup is None or to_ms(wall()) - backup > standing.LATE_BACKUP_MS,
        "agencies": Agency.objects.order_by("name"),
        "checkpoint": stamped(checkpoint(visit.now), visit.now),
    }


def _lineage(visit: Visit) -> list[dict[str, Any]]:
    first = lineage.lineage()
    queue, ids = list(first), []
    while queue:
        one = queue.pop()
        ids += [one.asked_by, one.confirmed_by, one.ended_by]
        queue += one.under
    visit.learn_staff(ids)
    return [_let_in(visit, one) for one in first]


def _let_in(visit: Visit, one: lineage.LetIn) -> dict[str, Any]:
    return {
        "dev": one.dev, "holder": one.holder, "own": one.own, "place": one.place, "asked": visit.staff(one.asked_by),
        "confirmed": visit.staff(one.confirmed_by), "at": one.at, "may_let_in": one.may_let_in, "last": one.last,
        "ended_at": one.ended_at, "ended": visit.staff(one.ended_by), "under": [_let_in(visit, u) for u in one.under],
    }  # fmt: skip


def _witness(w: witnesses.Watched, now: datetime) -> dict[str, Any]:
    return {
        "name": w.name, "agency": w.agency, "size": w.size, "behind": w.behind, "ended": w.ended is not None,
        "at": None if w.at is None else from_ms(w.at),
        "late": w.ended is None and (w.at is None or to_ms(now) - w.at > LATE_WITNESS_MS),
    }  # fmt: skip


def _node(o: standing.Other, visit: Visit) -> dict[str, Any]:
    return {
        "name": o.name, "dev": o.dev, "agency": o.agency, "words": o.words, "url": o.url, "got": o.got,
        "waiting": o.waiting, "own": o.asked_by == visit.viewer.staff, "ended": o.ended is not None,
        "seen": None if o.seen is None else from_ms(o.seen), "lacks": o.lacks,
    }  # fmt: skip


def _declined(d: dict[str, Any]) -> dict[str, Any]:
    said = outside.say(d["code"], get_language() or "es")
    return d | {"at": from_ms(d["at"]), "sentence": said.sentence, "remedy": said.remedy}


def _bytes(n: int) -> str:
    return f"{n / (1 << 30):.1f} GB"
