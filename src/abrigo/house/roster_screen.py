"""The screen where a list from elsewhere comes in. Here because the desk and the exchange do not know each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from abrigo.clerk import papers
from abrigo.desk import shown, words
from abrigo.desk.door import Visit, page
from abrigo.desk.refused import refused
from abrigo.exchange.roster_import import Fate, Into, Outcome, Plan, carry_out, dry_run, plan
from abrigo.exchange.roster_mappings import remember, remembered
from abrigo.exchange.rosters import limits, opening
from abrigo.exchange.rosters.error_workbook import error_workbook
from abrigo.exchange.rosters.headings import LEFT_OUT, Field
from abrigo.exchange.rosters.lines import Reading
from abrigo.exchange.rosters.mapping import Mapping as Columns
from abrigo.exchange.rosters.problems import Code, Problem, Weight
from abrigo.exchange.rosters.reading import Choices, read_roster
from abrigo.exchange.rosters.refusals import Refused, Why
from abrigo.exchange.rosters.sentences import CODES, REFUSALS, REMEDIES, WEIGHTS
from abrigo.exchange.rosters.sheets import Workbook, letter
from abrigo.exchange.rosters.wording import plain
from abrigo.facts.kinds import Sex, SiteId, UnitId
from abrigo.house.under_way import UnderWay
from abrigo.rules.refusals import Refusal

KEPT: Final = "roster"
SHOWN_PROBLEMS: Final = 200
TRIED_AT_ONCE: Final = 1000  # a longer list is tried only when asked: trying holds everybody else's pen
ENCODINGS: Final = ("utf-8", "cp1252", "cp1255", "cp1256", "cp850", "mac_roman", "utf-16")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the person has said about the file on the desk; kept in their session, without a word from inside it."""

    digest: str = ""
    filename: str = ""
    encoding: str = ""
    sheets: tuple[str, ...] = ()
    headings: Mapping[str, int] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    place: str = ""
    at: str = ""
    speaker: str = ""


def _allowed(visit: Visit) -> bool:
    return visit.may("register")


@page
def start(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The file: chosen, looked at by its bytes, and laid on the desk sealed; or why it is no roster."""
    if not _allowed(visit):
        return render(request, "desk/not_yours.html", {"here": "intake"}, status=403)
    if request.method != "POST":
        waiting = _chosen(request).digest != ""
        return render(request, "desk/roster_file.html", {"here": "intake", "waiting": waiting})
    upload = request.FILES.get("file")
    if upload is None:
        return _no(request, _("Choose a file."))
    if (upload.size or 0) > limits.BYTES:
        return _no(request, _said(REFUSALS[Why.TOO_BIG]), str(Why.TOO_BIG))
    raw, name = upload.read(), (upload.name or "")[:120]
    book = opening.read(raw, name)
    if isinstance(book, Refused):
        return _no(request, _said(REFUSALS[book.why]), f"{book.why} {book.shown}".strip())
    _take_away(request, visit)
    digest = papers.put(visit.viewer, visit.operation, raw)
    request.session[KEPT] = {"digest": digest, "filename": name, "place": visit.viewer.site or ""}
    return redirect("roster_check")


def _no(request: HttpRequest, sentence: str, why: str = "") -> HttpResponse:
    told = {"why": why or "-", "sentence": sentence, "remedy": ""}
    return render(request, "desk/roster_file.html", {"here": "intake", "refusal": told}, status=422)


@page
def check(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The dry run: what was read, what each column means, every doubt, and what the clerk would say. Writes nothing."""
    if not _allowed(visit):
        return render(request, "desk/not_yours.html", {"here": "intake"}, status=403)
    if request.method == "POST":
        _answer(request)
        return redirect("roster_check")
    found = _read(request, visit)
    if found is None:
        return redirect("import_roster")
    chosen, reading = found
    return render(request, "desk/roster_check.html", _context(visit, chosen, reading, tried=request.GET.get("try", "")))


@page
@require_POST
def commit(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every line or none. Whoever waits sees how far it is (see `progress`)."""
    if not _allowed(visit):
        return HttpResponse(status=404)
    found = _read(request, visit)
    if found is None:
        return redirect("import_roster")
    chosen, reading = found
    told = _plan(visit, chosen, reading)
    if isinstance(told, Refusal):
        context = _context(visit, chosen, reading) | {"refusal": refused(visit, told)}
        return render(request, "desk/roster_check.html", context, status=422)
    accept = bool(request.POST.get("accept"))
    with UnderWay(visit.viewer.staff) as watch:
        outcome = carry_out(visit.viewer, told, visit.now, accept_doubts=accept, progress=watch.told)
    if not outcome.written:
        context = _context(visit, chosen, reading, outcome=outcome)
        context["held_back"] = True
        return render(request, "desk/roster_check.html", context, status=422)
    remember(visit.viewer, (table.mapping for table in reading.tables), visit.now)
    _say(request, outcome, len(told.candidates))
    _take_away(request, visit)
    return redirect("import_roster")


def _say(request: HttpRequest, outcome: Outcome, pairs: int) -> None:
    added, here = outcome.count(Fate.ADDED), outcome.count(Fate.ALREADY_HERE)
    if not added:
        said = _("Nothing was added: all %(n)s lines of this file are in the register.")
        messages.warning(request, said % {"n": here})
        return
    messages.success(request, _("%(n)s people were added, all of the list.") % {"n": added})
    if here:
        messages.info(request, _("%(n)s lines of this file were in the register before.") % {"n": here})
    if pairs:
        messages.info(request, _("%(n)s pairs that may be one person were put on the table.") % {"n": pairs})


@page
def workbook(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The workbook that goes back to whoever made the list: their rows as they were, the doubts marked and named."""
    found = _read(request, visit) if _allowed(visit) else None
    if found is None:
        return HttpResponse(status=404)
    answer = HttpResponse(
        error_workbook(found[1]), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    answer["Content-Disposition"] = 'attachment; filename="problemas.xlsx"'
    return answer


@page
@require_POST
def discard(request: HttpRequest, visit: Visit) -> HttpResponse:
    if _allowed(visit):
        _take_away(request, visit)
    return redirect("import_roster")


# -- the file on the desk -------------------------------------------------------------------------------------


def _chosen(request: HttpRequest) -> Chosen:
    kept = request.session.get(KEPT) or {}
    maps = {name: kept.get(name) or {} for name in ("headings", "columns", "letters", "places")}
    return Chosen(**{**kept, **maps, "sheets": tuple(kept.get("sheets") or ())})


def _take_away(request: HttpRequest, visit: Visit) -> None:
    kept = request.session.pop(KEPT, None)
    if kept:
        papers.remove(visit.viewer, visit.operation, kept["digest"])


def _answer(request: HttpRequest) -> None:
    """What the person said about columns, letters, places and sheets, kept until the list is in or taken away."""
    kept = request.session.get(KEPT)
    if not kept:
        return
    posted = {k: v for k, v in request.POST.items() if isinstance(v, str)}
    for name in ("place", "at", "speaker", "encoding"):
        kept[name] = posted.get(name, "").strip()[:200]
    kept["sheets"] = request.POST.getlist("sheet")[: limits.SHEETS]
    kept["headings"] = {k[8:]: int(v) for k, v in posted.items() if k.startswith("heading-") and v.isdigit()}
    kept["columns"] = {k[7:]: v for k, v in posted.items() if k.startswith("column-") and v in set(Field)}
    kept["letters"] = {k[7:]: v for k, v in posted.items() if k.startswith("letter-") and v in set(Sex)}
    kept["places"] = {k[6:]: v for k, v in posted.items() if k.startswith("where-") and v}
    request.session[KEPT] = kept


def _read(request: HttpRequest, visit: Visit) -> tuple[Chosen, Reading] | None:
    """The file on the desk, read with everything that has been answered; None when there is none any more."""
    chosen = _chosen(request)
    if not chosen.digest:
        return None
    try:
        raw = papers.get(visit.viewer, visit.operation, chosen.digest)
    except LookupError:
        return None
    if chosen.encoding in ENCODINGS:
        raw = raw.decode(chosen.encoding, "replace").encode()
    book = opening.read(raw, chosen.filename)
    if isinstance(book, Refused):
        return None
    if chosen.sheets:
        book = replace(book, sheets=tuple(s for s in book.sheets if s.name in chosen.sheets))
    return chosen, _with_answers(visit, book, chosen)


def _with_answers(visit: Visit, book: Workbook, chosen: Chosen) -> Reading:
    reading = read_roster(book, visit.now, Choices(remembered(), chosen.headings), visit.zone)
    if not chosen.columns and not chosen.letters:
        return reading
    settled = {}
    for n, table in enumerate(reading.tables):
        mapping = _changed(table.mapping, n, chosen)
        settled[mapping.fingerprint] = mapping
    return read_roster(book, visit.now, Choices({**remembered(), **settled}, chosen.headings), visit.zone)


def _changed(mapping: Columns, table: int, chosen: Chosen) -> Columns:
    for column, meant in enumerate(mapping.fields):
        wanted = chosen.columns.get(f"{table}-{letter(column)}")
        if wanted and wanted != meant:
            changed = mapping.change(column, Field(wanted))
            mapping = mapping if isinstance(changed, Code) else changed
    for sign, sex in chosen.letters.items():
        mapping = mapping.letter_means(sign, Sex(sex))
    return mapping


def _into(visit: Visit, chosen: Chosen) -> Into:
    site, _sep, unit = chosen.place.partition("/")
    known = {
        plain(name): (SiteId(p.site or p.id), UnitId(p.id) if p.level == "unit" else None)
        for p in visit.places.values()
        if p.level in ("site", "unit")
        for name in (p.name, p.id)
    }
    for told, place in chosen.places.items():
        where, _cut, part = place.partition("/")
        known[told] = (SiteId(where), UnitId(part) if part else None)
    return Into(visit.operation, SiteId(site), _at(visit, chosen.at), UnitId(unit) if unit else None, known,
                chosen.speaker)  # fmt: skip


def _at(visit: Visit, told: str) -> datetime:
    try:
        return visit.read_local(told) if told else visit.now
    except ValueError:
        return visit.now


def _plan(visit: Visit, chosen: Chosen, reading: Reading) -> Plan | Refusal:
    return plan(visit.viewer, reading, _into(visit, chosen))


# -- how far it is --------------------------------------------------------------------------------------------


@page
def progress(request: HttpRequest, visit: Visit) -> HttpResponse:  # noqa: ARG001
    done, of = UnderWay.far(visit.viewer.staff)
    return JsonResponse({"done": done, "of": of})


# -- the page -------------------------------------------------------------------------------------------------


def _said(pair: tuple[str, str]) -> str:
    """Spanish or English, as the reader's language goes: the words of lists are kept in two."""
    return pair[1] if (get_language() or "es").startswith("en") else pair[0]


def _context(
    visit: Visit, chosen: Chosen, reading: Reading, *, tried: str = "", outcome: Outcome | None = None
) -> dict[str, Any]:
    told = _plan(visit, chosen, reading) if chosen.place else None
    planned = told if isinstance(told, Plan) else None
    if planned and outcome is None and (tried or len(reading.lines) <= TRIED_AT_ONCE):
        outcome = dry_run(visit.viewer, planned, visit.now)
    problems = planned.problems if planned else reading.problems
    return {
        "here": "intake",
        "chosen": chosen,
        "reading": reading,
        "book": reading.workbook,
        "encodings": ENCODINGS if reading.workbook.form == "csv" else (),
        "sheets": _sheets(reading, chosen),
        "tables": [_table(n, t.sheet, t.heading_rows, t.mapping) for n, t in enumerate(reading.tables)],
        "fields": [(f.value, _field(f)) for f in Field if f is not Field.FORBIDDEN],
        "letters": _letters(problems, chosen),
        "sexes": list(words.SEX.items()),
        "unknown_places": _unknown_places(problems, chosen),
        "places": shown.place_choices(visit),
        "totals": reading.stated_totals,
        "problems": [_problem(p) for p in sorted(problems, key=_grave)[:SHOWN_PROBLEMS]],
        "weights": {w.value: sum(p.weight is w for p in problems) for w in Weight},
        "more_problems": max(0, len(problems) - SHOWN_PROBLEMS),
        "lines": len(reading.lines),
        "refused_plan": refused(visit, told) if isinstance(told, Refusal) else None,
        "outcome": _outcome(visit, outcome) if outcome else None,
        "pairs": len(reading.perhaps_same),
        "nothing_new": planned is not None and bool(planned.lines) and not any(line.asks for line in planned.lines),
    }  # fmt: skip


def _grave(problem: Problem) -> tuple[int, str, int, str]:
    rank = (Weight.STOPS, Weight.ASKS, Weight.TELLS).index(problem.weight)
    return rank, problem.sheet, problem.row, problem.column


def _sheets(reading: Reading, chosen: Chosen) -> list[dict[str, Any]]:
    headed = {t.sheet: t.heading_rows for t in reading.tables}
    return [
        {"name": s.name, "rows": len(s.rows), "hidden": s.hidden, "read": not chosen.sheets or s.name in chosen.sheets,
         "heading": chosen.headings.get(s.name) or (headed.get(s.name) or (0,))[0]}
        for s in reading.workbook.sheets
    ]  # fmt: skip


def _field(meant: Field) -> words.Word:
    """Some codes of columns are words of other things too; those carry `column-` before them."""
    return words.COLUMNS.get(f"column-{meant.value}") or words.COLUMNS[meant.value]


def _table(n: int, sheet: str, rows: tuple[int, ...], mapping: Columns) -> dict[str, Any]:
    columns = [
        {"name": f"{n}-{letter(c)}", "letter": letter(c), "heading": heading, "field": meant.value,
         "word": _field(meant), "forbidden": meant is Field.FORBIDDEN, "left_out": meant in LEFT_OUT,
         "sure": mapping.confidence[c] >= 0.9}
        for c, (heading, meant) in enumerate(zip(mapping.headings, mapping.fields, strict=True))
        if heading or meant is not Field.OTHER
    ]  # fmt: skip
    return {"sheet": sheet, "rows": rows, "columns": columns, "by_person": mapping.by_person}


def _letters(problems: tuple[Problem, ...], chosen: Chosen) -> list[dict[str, str]]:
    """Letters in a column of sexes that nobody guesses: M is mujer here and masculino there."""
    asked = {p.value.strip().upper() for p in problems if p.code is Code.SEX_UNCLEAR and len(p.value.strip()) <= 3}
    return [{"letter": s, "sex": chosen.letters.get(s, "")} for s in sorted(asked | set(chosen.letters)) if s]


def _unknown_places(problems: tuple[Problem, ...], chosen: Chosen) -> list[dict[str, str]]:
    told = {plain(p.value): p.value for p in problems if p.code is Code.PLACE_UNKNOWN}
    told |= {key: key for key in chosen.places if key not in told}
    return [{"key": key, "words": said, "place": chosen.places.get(key, "")} for key, said in sorted(told.items())]


def _problem(p: Problem) -> dict[str, Any]:
    return {"sheet": p.sheet, "row": p.row, "column": p.column, "value": p.value, "weight": p.weight.value,
            "said": _said(CODES[p.code]), "remedy": _said(REMEDIES[p.remedy]), "heavy": _said(WEIGHTS[p.weight]),
            "code": p.code.value}  # fmt: skip


def _outcome(visit: Visit, outcome: Outcome) -> dict[str, Any]:
    no = [line for line in outcome.lines if line.refusal is not None]
    return {
        "counts": [(fate.value, outcome.count(fate)) for fate in Fate if outcome.count(fate)],
        "would_add": sum(line.fate in (Fate.ADDED, Fate.HELD_BACK) for line in outcome.lines),
        "here": outcome.count(Fate.ALREADY_HERE),
        "refused": [
            {"sheet": line.line.sheet, "row": line.line.row, **refused(visit, line.refusal)}
            for line in no[:SHOWN_PROBLEMS]
            if line.refusal is not None
        ],
        "refused_n": len(no),
    }
