"""Many at once: a table typed by keyboard or pasted, each row in the register the moment it is left."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from abrigo.clerk.lines import record_numbered
from abrigo.clerk.record import Ask
from abrigo.desk import intake, matches, shown, words
from abrigo.desk.door import Visit, page
from abrigo.desk.intake_sheet import (
    Problem,
    guess_script,
    language_code,
    no_letters,
    no_name,
    read_age,
    unsaid,
)
from abrigo.desk.models import Draft
from abrigo.desk.refused import refused
from abrigo.desk.sent import minute
from abrigo.facts.kinds import AgeMethod, AgeRange, ClaimId, PersonId, Told, Unsaid
from abrigo.facts.wire import to_ms
from abrigo.names import Said, hear
from abrigo.registers import people
from abrigo.rules.identity import ClaimAge, ClaimName, WithdrawClaim
from abrigo.rules.intake import Describe, GiveBand, RemoveBand, clean_band
from abrigo.rules.naming import follows
from abrigo.rules.refusals import Refusal
from abrigo.staff.models import new_id

CELLS: Final = ("band", "tag", "tally", "sex", "age", "clothing", "language", "held_by", "name", "speaker")
COMMON: Final = ("place", *intake.GROUND)
SHORT: Final = {"?": "?unknown", "*": "?withheld", "!": "?refused", "-": "?not-asked"}
_SIGN: Final = {Unsaid.UNKNOWN: "?", Unsaid.WITHHELD: "*"}
BLANK_ROWS: Final = 8
KEPT_FOR: Final = timedelta(hours=24)
LONGEST_CELL: Final = 2000
WIDEST: Final = 500  # rows one person may hold on the table at once


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the page shows it: what was typed, and what became of it."""

    id: str
    typed: Mapping[str, str]
    person: str = ""
    line: str = ""
    problems: tuple[Problem, ...] = ()
    remedy: str = ""
    alike: int = 0
    heard: str = ""  # what became of a name that was none

    def told(self) -> dict[str, Any]:
        """For the page that sent it."""
        url = reverse("desk:person", args=[self.person]) if self.person else ""
        wrong = [{"field": p.field, "sentence": p.sentence} for p in self.problems]
        alike = _("perhaps already on record: look") if self.alike else self.heard
        state = "written" if self.person and not wrong else "draft"
        return {"id": self.id, "state": state, "line": self.line, "url": url, "problems": wrong,
                "remedy": self.remedy, "alike": alike}  # fmt: skip


@page
@require_http_methods(["GET", "POST"])
def grid(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The table. Sent whole (without scripts in the browser), every row is tried and keeps its own answer."""
    if not visit.may("register"):
        return render(request, "desk/not_yours.html", {"here": "intake"}, status=403)
    common = _common(request, visit)
    if request.method == "POST":
        rows = [_save(visit, typed, common) for typed in _sent(request) if _says_something(typed)]
        if not any(row.problems for row in rows):
            return redirect("desk:intake_grid")
        return render(request, "desk/intake_grid.html", _context(visit, common, rows), status=422)
    return render(request, "desk/intake_grid.html", _context(visit, common, _kept(visit)))


@page
@require_POST
def row(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One row, left by the cursor: written now, or kept as typed with what is wrong and what to do."""
    if not visit.may("register"):
        return HttpResponse(status=404)
    typed = _cells(request.POST)
    if not typed["id"] or len(typed["id"]) > 40:
        return HttpResponse(status=404)
    common = _common(request, visit)
    if request.POST.get("draft"):
        _keep(visit, typed, "")
        return JsonResponse({"id": typed["id"], "state": "kept"})
    return JsonResponse(_save(visit, typed, common).told())


@page
@require_POST
def clear(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A fresh table. Rows in the register leave the screen; a row that is not there yet stays until it is."""
    mine = Draft.objects.filter(staff=visit.viewer.staff, operation=visit.operation)
    mine.exclude(person="").delete()
    if request.POST.get("all"):
        mine.delete()
    return redirect("desk:intake_grid")


# -- what was sent ------------------------------------------------------------------------------------------


def _common(request: HttpRequest, visit: Visit) -> dict[str, str]:
    """What holds for the whole table: where they are, and the authority they came in under."""
    if request.method == "POST":
        common = {name: request.POST.get(name, "").strip() for name in COMMON}
        if common["place"]:
            request.session["intake_table"] = common
        return common
    kept = request.session.get("intake_table") or {}
    return {name: kept.get(name, "") for name in COMMON} | {"place": kept.get("place") or visit.viewer.site or ""}


def _cells(posted: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    return {name: str(posted.get(prefix + name, "")).strip()[:LONGEST_CELL] for name in ("id", *CELLS)}


def _sent(request: HttpRequest) -> list[dict[str, str]]:
    numbers = sorted({int(n) for key in request.POST if (n := key[1:].partition("-")[0]).isdigit() and key[0] == "r"})
    return [_cells(request.POST, f"r{n}-") for n in numbers[:WIDEST]]


def _says_something(typed: Mapping[str, str]) -> bool:
    return any(typed[name] for name in CELLS if name != "tally")


# -- saving -------------------------------------------------------------------------------------------------


def _save(visit: Visit, typed: dict[str, str], common: Mapping[str, str]) -> Row:
    """Writes a new row or amends a written one; whatever happens, what was typed is kept.

    "NN" in the place of a name is kept as the sign for it: the row says what the register says.
    """
    heard = ""
    if why := no_name(typed["name"]):
        heard, typed = intake.unfiled(typed["name"], why), {**typed, "name": _SIGN[why]}
    draft = Draft.objects.filter(staff=visit.viewer.staff, id=typed["id"]).first()
    if draft is not None and draft.person:
        return replace(_amend(visit, draft, typed), heard=heard)
    form = _as_form(typed, common)
    sheet, person = intake.sheet_of(visit, form)
    if sheet.act is None:
        return _wrong(visit, typed, tuple(_cell(p) for p in sheet.problems))
    with transaction.atomic():  # a row is marked as written if and only if it is
        answers = record_numbered(visit.viewer, intake.written(form, sheet.act), now=visit.now)
        no = next((a.refusal for a in answers if a.refusal), None)
        if no is None:
            _keep(visit, typed, person)
    if no is not None:
        return _refuse(visit, typed, no)
    alike = len(matches.of_sheet(visit, sheet.act)) if sheet.act.names else 0
    return Row(typed["id"], typed, person, _line(visit, person), alike=alike, heard=heard)


def _as_form(typed: Mapping[str, str], common: Mapping[str, str]) -> dict[str, str]:
    """A row as the single form would have sent it."""
    said = {name: SHORT.get(typed[name], typed[name]) for name in CELLS}
    form = {"id": typed["id"], "band": said["band"], "tag": typed["tag"], "tally": said["tally"], "sex": said["sex"]}
    form |= {"age_text": said["age"], "clothing": said["clothing"], "held_by": said["held_by"]}
    form |= {"language_other": said["language"], "source": _("intake table"), **common}
    if said["name"].startswith("?"):
        form["name_unsaid"] = said["name"].removeprefix("?")
    elif said["name"]:
        form |= {"name-0-text": said["name"], "name-0-speaker": said["speaker"]}
    return form


_CELL_OF: Final = {"age_text": "age", "name-0-text": "name", "ground-basis": "place", "language_other": "language"}


def _cell(problem: Problem) -> Problem:
    return Problem(_CELL_OF.get(problem.field, problem.field), problem.sentence)


def _wrong(visit: Visit, typed: Mapping[str, str], problems: tuple[Problem, ...], remedy: str = "") -> Row:
    _keep(visit, typed, "")
    return Row(typed["id"], typed, problems=problems, remedy=remedy)


def _refuse(visit: Visit, typed: Mapping[str, str], refusal: Refusal) -> Row:
    words_ = refused(visit, refusal)
    return _wrong(visit, typed, (Problem(_cell_of(refusal), words_["sentence"]),), words_["remedy"])


def _cell_of(refusal: Refusal) -> str:
    """Which cell of the row a refusal is about."""
    first = str(refusal.why).partition("-")[0]
    return {"band": "band", "age": "age", "name": "name", "unknown": "place", "already": "tag"}.get(first, "row")


def _keep(visit: Visit, typed: Mapping[str, str], person: str) -> None:
    """As typed. A row in the register stays in the register, whatever is typed over it."""
    body = json.dumps({name: typed[name] for name in CELLS}, ensure_ascii=False)
    known = Draft.objects.filter(staff=visit.viewer.staff, id=typed["id"])
    if not person and not _says_something(typed):
        known.filter(person="").delete()
        return
    if known.exists():
        known.filter(person="").update(body=body, person=person)
        return
    mine = Draft.objects.filter(staff=visit.viewer.staff)
    mine.filter(began__lt=to_ms(visit.now - KEPT_FOR)).exclude(person="").delete()
    Draft.objects.create(
        staff=visit.viewer.staff, id=typed["id"], operation=visit.operation, began=to_ms(visit.now), body=body,
        person=person,
    )  # fmt: skip


def _line(visit: Visit, person: str) -> str:
    line = people.one(visit.viewer, visit.operation, person)
    return line.line if line else ""


# -- amending what is written ---------------------------------------------------------------------------------


def _amend(visit: Visit, draft: Draft, typed: dict[str, str]) -> Row:
    """A cell changed after the row was written: a correction that names the old, never a second line."""
    before: dict[str, str] = json.loads(draft.body)
    changed = {name for name in CELLS if typed[name] != before.get(name, "")}
    here = Row(draft.id, typed, draft.person, _line(visit, draft.person))
    if not changed:
        return here
    if "tally" in changed:
        problem = Problem("tally", _("How they were counted on sight stays as first written. Write the age instead."))
        return Row(draft.id, typed, draft.person, here.line, (problem,))
    asks = _corrections(visit, draft, before, typed, changed)
    if isinstance(asks, Problem):
        return Row(draft.id, typed, draft.person, here.line, (asks,))
    answers = visit.record_all(asks) if asks else []
    if no := next((a.refusal for a in answers if a.refusal), None):
        told = refused(visit, no)
        return Row(draft.id, typed, draft.person, here.line, (Problem(_cell_of(no), told["sentence"]),), told["remedy"])
    body = {**before, **{name: typed[name] for name in CELLS}, "claims": _claims(draft, before, typed, changed)}
    Draft.objects.filter(staff=draft.staff, id=draft.id).update(body=json.dumps(body, ensure_ascii=False))
    return here


def _corrections(
    visit: Visit, draft: Draft, before: Mapping[str, Any], typed: Mapping[str, str], changed: set[str]
) -> list[Ask] | Problem:
    """The acts that bring the record from the row as it was to the row as it is now."""
    person, sent = PersonId(draft.person), _change_id(draft, typed)
    at, why = minute(visit, f"{sent}-0"), _("mistyped at the table")
    acts: list[Any] = []
    if "band" in changed and typed["band"]:
        acts.append(GiveBand(visit.operation, person, typed["band"], at))
    if "band" in changed and before.get("band"):
        acts.append(RemoveBand(visit.operation, person, clean_band(before["band"]), why, at))
    told_anew = [n for n in ("sex", "clothing", "language", "held_by", "tag") if n in changed]
    acts += [Describe(person, name, _value(name, typed[name]), at) for name in told_anew]
    claims, new = before.get("claims", {}), _claims(draft, before, typed, changed)
    if changed & {"name", "speaker"}:
        if _told(typed["name"]) and hear(typed["name"]) is not Said.NAME:
            return Problem("name", no_letters())
        if typed["name"] in SHORT:
            acts.append(Describe(person, "name", _value("name", typed["name"]), at))
        if before.get("name") and _told(before["name"]):
            old = ClaimId(claims.get("name", follows(person, "table-0")))
            acts.append(WithdrawClaim(visit.operation, person, old, why, at))
        if _told(typed["name"]):
            acts.append(_name(visit, person, new["name"], typed, at))
    if "age" in changed:
        age = read_age(typed["age"]) if _told(typed["age"]) else None
        if _told(typed["age"]) and age is None:
            return Problem("age", _("The age cannot be read. Write 9, 9-11 or 60+."))
        if _told(before.get("age", "")):
            old = ClaimId(claims.get("age", follows(person, "by-eye")))
            acts.append(WithdrawClaim(visit.operation, person, old, why, at))
        if age is not None:
            acts.append(_age(visit, person, new["age"], age, at))
    return [Ask(f"{sent}-{n}", act) for n, act in enumerate(acts)]


def _name(visit: Visit, person: PersonId, claim: str, typed: Mapping[str, str], at: Any) -> ClaimName:
    script = guess_script(typed["name"])
    return ClaimName(
        visit.operation, person, ClaimId(claim), typed["name"], at, speaker=typed["speaker"], script=script
    )


def _age(visit: Visit, person: PersonId, claim: str, age: AgeRange, at: Any) -> ClaimAge:
    return ClaimAge(visit.operation, person, ClaimId(claim), age, AgeMethod.BY_EYE, at, str(visit.viewer.staff))


def _claims(draft: Draft, before: Mapping[str, Any], typed: Mapping[str, str], changed: set[str]) -> dict[str, str]:
    """The ids under which the name and the age of this row now stand, so that the next correction finds them."""
    claims = dict(before.get("claims", {}))
    sent = _change_id(draft, typed)
    if changed & {"name", "speaker"}:
        claims["name"] = follows(draft.person, f"table-{sent[-12:]}")
    if "age" in changed:
        claims["age"] = follows(draft.person, f"by-eye-{sent[-12:]}")
    return claims


def _change_id(draft: Draft, typed: Mapping[str, str]) -> str:
    """The same correction of the same row is the same act, however often a slow network sends it."""
    said = json.dumps([draft.body, [typed[name] for name in CELLS]], ensure_ascii=False)
    return f"{draft.id[:32]}-{sha256(said.encode()).hexdigest()[:20]}"


def _told(text: str) -> bool:
    return bool(text) and text not in SHORT


def _value(name: str, text: str) -> Told:
    if not text:
        return Unsaid.NOT_ASKED
    if text in SHORT or text.startswith("?"):
        return unsaid(SHORT.get(text, text).removeprefix("?")) or Unsaid.UNKNOWN
    return language_code(text) if name == "language" else text


# -- the page -----------------------------------------------------------------------------------------------


def _kept(visit: Visit) -> list[Row]:
    """The rows this person has on the table: also those that came before the tablet fell."""
    drafts = Draft.objects.filter(staff=visit.viewer.staff, operation=visit.operation).order_by("began", "id")[:WIDEST]
    found = list(drafts)
    lines = {p.id: p.line for p in people.ask(
        visit.viewer, visit.operation, people=[d.person for d in found if d.person], merged=True)}  # fmt: skip
    return [Row(d.id, json.loads(d.body), d.person, lines.get(d.person, "")) for d in found]


def _context(visit: Visit, common: Mapping[str, str], rows: list[Row]) -> dict[str, Any]:
    blank = dict.fromkeys(CELLS, "") | {"tally": "child"}
    return {
        "here": "intake",
        "common": common,
        "typed": common,
        "rows": [_drawn(n, r) for n, r in enumerate([*rows, *(Row(new_id(), blank) for _n in range(BLANK_ROWS))])],
        "pattern": _drawn("__n__", Row("", blank)),
        "written": sum(bool(r.person) for r in rows),
        "waiting": sum(not r.person for r in rows),
        "places": shown.place_choices(visit),
        "sexes": [(code, word, SEX_WORDS.get(code, "")) for code, word in intake.choices(words.SEX)],
        "languages": list(words.LANGUAGES.values()),
        "problem": {},
    }


# How lists from elsewhere write it. M alone is not here: mujer or masculino, and nobody guesses that of a child.
SEX_WORDS: Final = {
    "female": "f fem femenino femenina mujer niña nina female girl woman נקבה ילדה أنثى",
    "male": "h masc masculino hombre varón varon niño nino v male boy man זכר ילד ذكر",
    "undetermined": "u x indeterminado undetermined",
}


def _drawn(n: int | str, row: Row) -> dict[str, Any]:
    problems = {p.field: p.sentence for p in row.problems}
    url = reverse("desk:person", args=[row.person]) if row.person else ""
    return {"n": n, "number": n + 1 if isinstance(n, int) else "__line__", "id": row.id, "typed": row.typed,
            "line": row.line, "url": url, "problems": problems, "remedy": row.remedy,
            "waiting": not row.person and _says_something(row.typed)}  # fmt: skip
