"""Figures for outside: asked for by one hand, read with what is hidden and why, let out by another."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from itertools import product
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from abrigo.clerk import figures as clerk
from abrigo.clerk import public_words
from abrigo.clerk.figures import Out, Preview
from abrigo.clerk.indicator_words import MEANS, Means
from abrigo.desk import shown
from abrigo.desk.cells import plain
from abrigo.desk.door import Visit, page
from abrigo.desk.refused import refused
from abrigo.desk.words import word
from abrigo.facts.accords import Definition
from abrigo.facts.figures import Cell, Dimension
from abrigo.facts.kinds import OperationId, TableId
from abrigo.registers import cards
from abrigo.registers.verdicts import may_hear
from abrigo.rules.disclosure import EVERY, LEAST_CELL, LEAST_DIFFERENCE, ROUNDED_TO, Hidden, Hides, Key, Sum
from abrigo.rules.figures import CATEGORIES, INDICATORS, ProposeTable, PublishTable, WithdrawTable, shares
from abrigo.staff.models import new_id

SUPPRESSED: Final = "c"
BAR: Final = 240  # pixels of the longest bar


def _enter(visit: Visit) -> None:
    if not may_hear(visit.viewer, visit.operation):
        raise Http404


def _language() -> str:
    return get_language() or "es"


# -- what was asked for and what is out ---------------------------------------------------


@page
def board(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What waits to be let out, what left the house, and the form that asks for a number."""
    _enter(visit)
    return _board(request, visit, {"cut": _local(visit)})


def _board(
    request: HttpRequest, visit: Visit, typed: Mapping[str, Any], *, status: int = 200, **more: Any
) -> HttpResponse:
    found = cards.ask(visit.viewer, visit.operation, "table")
    visit.learn_staff([c.body["by"] for c in found])
    lines = [
        {
            "id": c.id,
            "url": reverse("desk:figure", args=[c.id]),
            "status": c.status,
            "definition": c.body["definition"],
            "by": c.body["dims"],
            **shown.instants({"cut": c.body["cut"]}, ["cut"]),
            "value": _single(c.body),
            "who": visit.staff(c.body["by"]),
            "corrects": c.body["corrects"],
        }
        for c in found
    ]
    context = {
        "here": "figures",
        "waiting": [line for line in lines if line["status"] == "proposed"],
        "out": [line for line in lines if line["status"] == "published"],
        "withdrawn": [line for line in lines if line["status"] == "withdrawn"],
        "definitions": [(d.value, public_words.defined(d, _language())) for d in Definition],
        "dimensions": [d for d in Dimension if d not in INDICATORS],
        "indicators": [(d, _means(d)) for d in INDICATORS],
        "typed": typed,
        "id": new_id(),
        "public": reverse("desk:numbers", args=[visit.operation]),
        "least": LEAST_CELL,
        "rounded_to": ROUNDED_TO,
        "difference": LEAST_DIFFERENCE,
        "spoken": public_words.spoken_in(_language()),
        **more,
    }
    return render(request, "desk/figures.html", context, status=status)


def _local(visit: Visit) -> str:
    return f"{visit.now.astimezone(visit.zone):%Y-%m-%dT%H:%M}"


def _single(body: Mapping[str, Any]) -> int | None:
    cells = body.get("cells") or []
    return cells[0][1] if len(cells) == 1 else None


@page
def propose(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One number, or a table; with `corrects`, the one it replaces."""
    _enter(visit)
    if request.method != "POST" or not visit.may("propose-table"):
        raise Http404
    typed: dict[str, Any] = {
        "definition": request.POST.get("definition", ""),
        "cut": request.POST.get("cut", ""),
        "by": request.POST.getlist("by"),
        "reason": request.POST.get("reason", "").strip(),
        "corrects": request.POST.get("corrects", "").strip(),
    }
    errors: list[dict[str, str]] = []
    cut = visit.now
    if typed["definition"] not in set(Definition):
        errors.append({"field_id": "id_definition", "sentence": _("Say what is to be counted.")})
    try:
        cut = visit.read_local(typed["cut"])
    except ValueError:
        errors.append({"field_id": "id_cut", "sentence": _("Say which minute the count is about.")})
    if errors:
        return _board(request, visit, typed, status=422, errors=errors)
    table = request.POST.get("id", "")[:80] or new_id()
    act = ProposeTable(
        visit.operation, TableId(table), Definition(typed["definition"]), cut, tuple(typed["by"]), visit.now,
        typed["reason"], TableId(typed["corrects"]) if typed["corrects"] else None,
    )  # fmt: skip
    answer = visit.record(act, f"{table}/proposed")
    if answer.refusal is not None:
        return _board(request, visit, typed, status=422, refusal=refused(visit, answer.refusal))
    messages.success(request, _("Asked for. Read what would leave, then somebody else lets it out."))
    return redirect("desk:figure", table)


# -- one table ------------------------------------------------------------------------------


@page
def table(request: HttpRequest, visit: Visit, table: str) -> HttpResponse:
    return _table(request, visit, table)


def _table(request: HttpRequest, visit: Visit, table: str, *, status: int = 200, **more: Any) -> HttpResponse:
    _enter(visit)
    card = cards.one(visit.viewer, visit.operation, "table", table)
    if card is None:
        raise Http404
    known = visit.consult(lambda _viewer, memory: clerk.known(memory, visit.operation))
    preview: Preview | None = None
    # The numbers under a hidden cell are for the two who decide; everybody else reads what will be printed.
    decides = visit.may("propose-table") or visit.may("publish-table")
    if card.status == "proposed":
        preview = visit.consult(lambda _viewer, memory: clerk.preview(memory, visit.operation, TableId(table)))
    proposed = known.proposed[TableId(table)]
    published = known.published.get(TableId(table))
    cells = preview.cells if preview is not None else published.cells if published is not None else ()
    hidden = preview.said.hidden if preview is not None else {}
    context = {
        "here": "figures",
        "table": card,
        "proposed": proposed,
        "grid": _grid(proposed.by, cells, preview.counts if preview is not None and decides else {}),
        "bars": _bars(proposed.by, cells),
        "shares": _shares(proposed.by, cells),
        "reasons": _reasons(known.proposed, hidden) if decides else [],
        "one": cells[0].value if len(cells) == 1 else None,
        "counted": _counted(proposed.definition, cells),
        "defined": public_words.defined(proposed.definition, _language()),
        "spoken": public_words.spoken_in(_language()),
        "digest": preview.digest if preview is not None else published.digest if published is not None else "",
        "published": published,
        "by": visit.staff(proposed.said.by),
        "out_by": visit.staff(published.said.by) if published is not None else "",
        "mine": proposed.said.by == visit.viewer.staff,
        "gives_away": _why(known.proposed, preview.said.gives_away)
        if preview is not None and preview.said.gives_away is not None and decides
        else "",
        "kept": round(100 * preview.said.kept) if preview is not None else None,
        "corrected_by": known.corrected_by(TableId(table)),
        "act_id": new_id(),
        "new_id": new_id(),
        "least": LEAST_CELL,
        "rounded_to": ROUNDED_TO,
        "difference": LEAST_DIFFERENCE,
        "cut_typed": f"{proposed.cut.astimezone(visit.zone):%Y-%m-%dT%H:%M}",
        **more,
    }
    return render(request, "desk/figure.html", context, status=status)


def _counted(definition: Definition, cells: Sequence[Cell]) -> str:
    if len(cells) == 1 and cells[0].value is not None:
        return public_words.counted(definition, cells[0].value, _language())
    return ""


def _grid(by: Sequence[Dimension], cells: Iterable[Cell], counts: Mapping[Key, int]) -> dict[str, Any] | None:
    """Rows and columns of a table: the last dimension runs across, the others run down; margins last."""
    values = {cell.key: cell.value for cell in cells}
    if not by or not values:
        return None
    heads = [_categories(d, (key[i] for key in values)) for i, d in enumerate(by)]
    across = (*heads[-1], EVERY)
    rows = []
    for down in product(*((*parts, EVERY) for parts in heads[:-1])):
        row = [
            {
                "value": values.get((*down, last)),
                "count": counts.get((*down, last)),
                "margin": EVERY in (*down, last),
                "head": _head(last),
            }
            for last in across
        ]
        rows.append({"heads": [_head(part) for part in down], "cells": row, "margin": EVERY in down})
    return {"dims": list(by), "down": list(by[:-1]), "across": [_head(c) for c in across], "rows": rows}


def _categories(dimension: Dimension, parts: Iterable[str]) -> list[str]:
    """Those this table has a line for, in printing order."""
    there = set(parts)
    return [c for c in CATEGORIES[dimension] if c in there]


def _head(part: str) -> str:
    return str(_("all")) if part == EVERY else str(word(part))


def _bars(by: Sequence[Dimension], cells: Iterable[Cell]) -> list[dict[str, Any]]:
    """The margin of each dimension drawn as bars; a suppressed one is named and has none."""
    values = {cell.key: cell.value for cell in cells}
    drawn = []
    for i, dimension in enumerate(by):
        heads = _categories(dimension, (key[i] for key in values))
        own = [(c, values.get(tuple(c if j == i else EVERY for j in range(len(by))))) for c in heads]
        most = max((value or 0 for _c, value in own), default=0) or 1
        lines = [{"head": _head(c), "value": value, "width": round(BAR * (value or 0) / most)} for c, value in own]
        drawn.append({"dimension": dimension, "lines": lines})
    return drawn


def _means(indicator: Dimension) -> dict[str, Any]:
    """What stands above its line and below it, and which facts say so."""
    above, below = MEANS[indicator].said(_language())
    return {"above": above, "below": below, "source": MEANS[indicator].source}


def _shares(by: Sequence[Dimension], cells: Sequence[Cell]) -> list[dict[str, Any]]:
    """An indicator's share in each line of a table, with what it means; empty for a table without one."""
    found = shares(by, cells)
    return (
        [
            {
                "indicator": next(d for d in by if d in MEANS),
                "means": _means(next(d for d in by if d in MEANS)),
                "lines": [
                    {"head": _cell(key), "share": share, "width": 0 if share is None else round(BAR * share / 100)}
                    for key, share in found.items()
                ],
            }
        ]
        if found
        else []
    )


def _reasons(proposed: Mapping[TableId, Any], hidden: Mapping[Key, Hidden]) -> list[dict[str, str]]:
    """Why each cell stays in, in words; the ones that protect others say what they would give away."""
    return [{"cell": _cell(key), "why": _why(proposed, one)} for key, one in hidden.items()]


def _cell(key: Key) -> str:
    named = [_head(part) for part in key if part != EVERY]
    return " · ".join(named) or str(_("all"))


def _why(proposed: Mapping[TableId, Any], hidden: Hidden) -> str:
    match hidden.why:
        case Hides.SMALL:
            return _("fewer than %(least)s") % {"least": LEAST_CELL}
        case Hides.NEARLY_ALL:
            return _("what is left of its row or column would be fewer than %(least)s") % {"least": LEAST_CELL}
        case Hides.BOUNDS:
            return _("with it, a hidden cell could have fewer than %(least)s values") % {"least": LEAST_DIFFERENCE}
        case Hides.SUBTRACTION:
            if not hidden.could_be_had:
                return _("with it, a hidden cell could be had from the published tables")
            return _("a small number could be had with it, by reckoning with: %(cells)s") % {
                "cells": "; ".join(_sum(proposed, was) for _sign, was in hidden.could_be_had)
            }


def _sum(proposed: Mapping[TableId, Any], was: Sum) -> str:
    if was.table not in proposed:
        return _cell(was.key)
    cut = proposed[was.table].cut.astimezone(timezone.get_current_timezone())
    return f"{_cell(was.key)} ({public_words.minute(cut, english=_language().startswith('en'))})"


@page
def publish(request: HttpRequest, visit: Visit, table: str) -> HttpResponse:
    _enter(visit)
    if request.method != "POST" or not visit.may("publish-table"):
        raise Http404
    act = PublishTable(visit.operation, TableId(table), request.POST.get("digest", ""), visit.now)
    return _done(request, visit, table, act, _("It has left the house, and stands on the public page."))


@page
def withdraw(request: HttpRequest, visit: Visit, table: str) -> HttpResponse:
    _enter(visit)
    if request.method != "POST" or not visit.may("withdraw-table"):
        raise Http404
    act = WithdrawTable(visit.operation, TableId(table), request.POST.get("reason", "").strip(), visit.now)
    return _done(request, visit, table, act, _("Withdrawn. It was never published."))


def _done(request: HttpRequest, visit: Visit, table: str, act: Any, sentence: str) -> HttpResponse:
    answer = visit.record(act, request.POST.get("act_id", "")[:80])
    if answer.refusal is not None:
        return _table(request, visit, table, status=422, refusal=refused(visit, answer.refusal))
    messages.success(request, sentence)
    return redirect("desk:figure", table)


# -- outside -------------------------------------------------------------------------------------


@never_cache
def numbers(request: HttpRequest, operation: str) -> HttpResponse:
    """What left the house, for anyone: no name, no home, every correction beside what it corrects."""
    found = clerk.outside(OperationId(operation))
    if found is None:
        raise Http404
    zone = ZoneInfo(found.zone)
    timezone.activate(zone)
    try:
        context = {
            "tables": [_public(out) for out in found.tables],
            "csv": reverse("desk:numbers_csv", args=[operation]),
            "checkpoint": found.checkpoint,
            "least": LEAST_CELL,
            "rounded_to": ROUNDED_TO,
            "difference": LEAST_DIFFERENCE,
            "spoken": public_words.spoken_in(_language()),
            "now": None,
            "operation": {"name": "", "zone": found.zone},
        }
        return render(request, "desk/numbers.html", context)
    finally:
        timezone.deactivate()


def _public(out: Out) -> dict[str, Any]:
    p, cells = out.proposed, out.published.cells
    return {
        "id": p.table,
        "definition": p.definition,
        "defined": public_words.defined(p.definition, _language()),
        "cut": p.cut,
        "at": out.published.said.at,
        "by": p.by,
        "one": cells[0].value if len(cells) == 1 else None,
        "counted": _counted(p.definition, cells),
        "grid": _grid(p.by, cells, {}),
        "bars": _bars(p.by, cells),
        "shares": _shares(p.by, cells),
        "rules": out.published.rules,
        "digest": out.published.digest,
        "reason": p.reason if out.corrects is not None else "",
        "old": _old(out),
        "corrected": out.corrected_by is not None,
    }


def _old(out: Out) -> list[dict[str, Any]]:
    """Every cell that reads otherwise now: old and new."""
    if out.corrects is None:
        return []
    before = {cell.key: cell.value for cell in out.corrects.cells}
    return [
        {"cell": _cell(cell.key), "old": before.get(cell.key), "new": cell.value}
        for cell in out.published.cells
        if before.get(cell.key) != cell.value
    ]


@never_cache
def numbers_csv(_request: HttpRequest, operation: str) -> HttpResponse:
    """The same as lines: one a cell. UTF-8; the cut in UTC; a suppressed cell reads "c"."""
    found = clerk.outside(OperationId(operation))
    if found is None:
        raise Http404
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ["table", "counted", "cut", "published", "dimensions", "cell", "value", "rules", "corrects", "why", "digest",
         "share", "share_above", "share_below", "source"]
    )  # fmt: skip
    for one in found.tables:
        p, fact = one.proposed, one.published
        share = shares(p.by, fact.cells)
        meant = next((MEANS[d] for d in p.by if d in MEANS), None)
        for cell in fact.cells:
            writer.writerow(
                [
                    plain(p.table), p.definition.value, p.cut.isoformat(), fact.said.at.isoformat(), "/".join(p.by),
                    plain("/".join("all" if part == EVERY else part for part in cell.key) or "all"),
                    SUPPRESSED if cell.value is None else cell.value, fact.rules,
                    plain(p.corrects or ""), plain(p.reason), fact.digest,
                    *_share_columns(share, meant, cell.key),
                ]
            )  # fmt: skip
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="numbers.csv"'
    return answer


def _share_columns(share: Mapping[Key, int | None], meant: Means | None, key: Key) -> tuple[str, ...]:
    """On the line of the whole: per cent in steps of 5, "c" when it cannot be had from what is printed; its meaning."""
    if key not in share or meant is None:
        return ("", "", "", "")
    said = share[key]
    return (SUPPRESSED if said is None else str(said), meant.above[0], meant.below[0], " ".join(meant.source))
