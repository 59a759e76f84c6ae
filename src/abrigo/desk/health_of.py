"""One child's health: what was offered, noted, corrected; medicines and their hours; and the summary that travels."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from abrigo.clerk.record import Ask
from abrigo.desk import shown
from abrigo.desk.body_chart import Mark, drawn
from abrigo.desk.door import Visit, page
from abrigo.desk.sheets import Question, Sheet, fill
from abrigo.desk.typed import Typed
from abrigo.desk.words import word
from abrigo.facts.care import CheckOutcome
from abrigo.facts.grants import Compartment
from abrigo.facts.health import HealthKind, HealthNoted, Part
from abrigo.facts.kinds import ExhibitId, PersonId, RecordId
from abrigo.facts.wire import from_ms
from abrigo.registers import cards, people
from abrigo.registers.people import PersonLine
from abrigo.rules.custody import HANDOVERS, Handover
from abrigo.rules.exhibits import CollectExhibit
from abrigo.rules.health import (
    FIELDS,
    HEALTH,
    Field,
    Form,
    Health,
    NoteHealth,
    current,
    doses,
    last_event,
    moment,
    next_dose,
    part,
    summary,
)
from abrigo.rules.policy import reach
from abrigo.rules.windows import shipped

CHART_WIDE: Final = 320
CHART_HIGH: Final = 110
EDGE: Final = 14
GRACE: Final = timedelta(minutes=30)  # a round of doses takes its time


def enter(visit: Visit, person: str) -> PersonLine:
    """Whose health this viewer may know; for anybody else there is nobody here. The look is noted before it is had."""
    line = people.one(visit.viewer, visit.operation, person)
    if line is None or not _opens(visit, line):
        raise Http404
    visit.viewer.looks.note(Compartment.HEALTH, line.id)
    return line


def _opens(visit: Visit, line: PersonLine) -> bool:
    return reach(visit.viewer, Compartment.HEALTH, visit.operation).takes(line.id, line.where.site or "")


def _known(visit: Visit, person: str) -> Health:
    found: Health = visit.consult(lambda _v, memory: memory.recall(HEALTH, f"person:{person}"))
    return found


# -- the page ---------------------------------------------------------------------------


@page
def health_of(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    line = enter(visit, person)
    known = _known(visit, line.id)
    visit.learn_staff([n.said.by for n in known.notes.values()])
    injuries = known.standing(HealthKind.INJURY)
    marks = [Mark(n, part(i, "side"), part(i, "region")) for n, i in enumerate(injuries, 1)]
    checks = cards.ask(visit.viewer, visit.operation, "check", person=line.id)
    context = {
        "here": "health",
        "person": shown.person(visit, line),
        "checks": [_check(c) for c in checks],
        "seen": any(c.status == CheckOutcome.DONE.value for c in checks),
        "medicines": [_medicine(visit, known, m) for m in current(known, visit.now)],
        "allergies": [_said(visit, n) for n in known.standing(HealthKind.ALLERGY)],
        "chart": drawn(line.id, marks, doors=visit.may("note-health")),
        "injuries": [_said(visit, n) for n in injuries],
        "rest": _rest(visit, known),
        "growth": _growth(known),
        "windows": _windows(known),
        "event": _event(visit, known),
        "kinds": [(k.value, word(f"h-{k}")) for k in HealthKind if k is not HealthKind.DOSE],
        "exhibits": visit.may("collect-exhibit"),
    }
    return render(request, "desk/health_of.html", context)


def _check(card: Any) -> dict[str, Any]:
    following = card.body.get("next")
    return {"at": card.at, "outcome": card.status, "next": from_ms(following) if following else None}


def _said(visit: Visit, note: HealthNoted) -> dict[str, Any]:
    parts = [_part(visit, note.kind, p) for p in note.parts if p.value and p.name != "course"]
    return {"note": note, "parts": parts, "by": visit.staff(note.said.by), "kind": word(f"h-{note.kind}")}


def _part(visit: Visit, kind: HealthKind, told: Part) -> dict[str, Any]:
    """One value as it is read: its label, its words, its unit."""
    field = next(f for f in FIELDS[kind] if f.name == told.name)
    text: Any = told.value
    if field.form is Form.CHOICE:
        text = word("h-" + told.value)
    elif field.form is Form.MOMENT and (when := moment(told.value)) is not None:
        text = _minute(visit, when)
    elif field.form is Form.DIGEST:
        text = told.value[:16] + "…"
    return {"label": word("h-" + told.name), "text": text, "unit": field.unit}


def _minute(visit: Visit, when: datetime) -> str:
    local = when.astimezone(visit.zone)
    return f"{date_format(local, 'j M Y')}, {local:%H:%M}"


def _medicine(visit: Visit, known: Health, course: HealthNoted) -> dict[str, Any]:
    given = doses(known, course)
    due = next_dose(known, course)
    last = given[-1] if given else None
    return _said(visit, course) | {
        "due": due,
        "late": due is not None and due + GRACE < visit.now,
        "last": last,
        "outcome": word("h-" + part(last, "outcome")) if last else "",
        "last_by": visit.staff(last.said.by) if last else "",
    }


def _rest(visit: Visit, known: Health) -> list[dict[str, Any]]:
    """Every note in order, newest first, the corrected ones among them: nothing written about a child is hidden."""
    found = sorted(known.notes.values(), key=lambda n: n.said.at, reverse=True)
    return [
        _said(visit, n) | {"corrected": n.record in known.corrected, "taken_back": not n.parts}
        for n in found
    ]  # fmt: skip


def _growth(known: Health) -> list[dict[str, Any]]:
    """A chart of the child's own values for each measure that was taken twice; no curve of other children beside it."""
    found = []
    for measure in ("weight", "height", "head", "upper-arm"):
        told = [(n.said.at, float(part(n, measure))) for n in known.standing(HealthKind.GROWTH) if part(n, measure)]
        unit = next(f.unit for f in FIELDS[HealthKind.GROWTH] if f.name == measure)
        if len(told) > 1:
            found.append({"label": word("h-" + measure), "unit": unit, "points": _points(told)})
    return found


def _points(told: Sequence[tuple[datetime, float]]) -> list[dict[str, Any]]:
    first, last = told[0][0].timestamp(), told[-1][0].timestamp()
    low, high = min(v for _, v in told), max(v for _, v in told)

    def x(at: datetime) -> float:
        return EDGE + (CHART_WIDE - 4 * EDGE) * (at.timestamp() - first) / max(1.0, last - first)

    def y(value: float) -> float:
        return CHART_HIGH - EDGE - (CHART_HIGH - 3 * EDGE) * (value - low) / max(0.001, high - low)

    return [{"x": f"{x(at):.1f}", "y": f"{y(v):.1f}", "up": f"{y(v) - 6:.1f}", "value": v, "at": at} for at, v in told]


def _event(visit: Visit, known: Health) -> dict[str, Any] | None:
    told = last_event(known)
    return None if told is None else _said(visit, told[0]) | {"when": told[1]}


def _windows(known: Health) -> list[dict[str, Any]]:
    told = last_event(known)
    english = (get_language() or "es").startswith("en")
    return [
        {"name": w.en if english else w.es, "hours": w.hours, "source": w.source, "verified": w.verified_by,
         "closes": w.closes(told[1]) if told else None}
        for w in shipped()
    ]  # fmt: skip


# -- writing a note ---------------------------------------------------------------------------


@page
def note(request: HttpRequest, visit: Visit, person: str, kind: str) -> HttpResponse:
    """One sheet for every kind: its fields are those of the rule."""
    if not visit.may("note-health") or kind not in set(HealthKind):
        raise Http404
    line = enter(visit, person)
    known, which = _known(visit, line.id), HealthKind(kind)
    old = known.notes.get(RecordId(request.GET.get("corrects", "")))
    asked_for = _begun(visit, which, old, request)
    sheet = Sheet(
        title=str(word(f"h-{which}")), here="health", back=reverse("desk:health_of", args=[line.id]),
        submit=_("Write down"), person=shown.person(visit, line),
        lead=_("The old note stays readable. To take it back, empty every field and say why.") if old else "",
        questions=(
            *(_question(visit, known, f, asked_for.get(f.name, "")) for f in FIELDS[which]),
            Question("words", _("Why it is corrected") if old else _("Anything else"), "textarea", required=bool(old)),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        parts = tuple(p for f in FIELDS[which] if (p := _read(form, f)).value)
        act = NoteHealth(
            visit.operation, PersonId(line.id), RecordId("hn-" + form.id), which, parts, form.at, form.text("words"),
            old.record if old else None,
        )  # fmt: skip
        return [] if form.errors else [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _a: _("Written down."))


def _begun(visit: Visit, kind: HealthKind, old: HealthNoted | None, request: HttpRequest) -> dict[str, str]:
    """What the sheet begins with: the note that is corrected, or what was pointed at."""
    if old is None or old.kind is not kind:
        return {name: request.GET[name] for name in ("side", "region", "course") if name in request.GET}
    moments = {f.name for f in FIELDS[kind] if f.form is Form.MOMENT}
    return {p.name: _local(visit, p.value) if p.name in moments else p.value for p in old.parts}


def _local(visit: Visit, text: str) -> str:
    when = moment(text)
    return f"{when.astimezone(visit.zone):%Y-%m-%dT%H:%M}" if when else ""


def _question(visit: Visit, known: Health, field: Field, value: str) -> Question:
    label, name = str(word("h-" + field.name)), "part-" + field.name
    if field.unit:
        label = f"{label} ({field.unit})"
    if field.name == "course":
        courses = [(m.record, f"{part(m, 'medicine')} {part(m, 'amount')}") for m in current(known, visit.now)]
        return Question(name, label, "select", options=courses, value=value, required=True)
    if field.form is Form.CHOICE:
        options = [(o, word("h-" + o)) for o in field.options]
        short = len(options) < 5
        return Question(name, label, "choice" if short and field.required else "select", options=options, value=value,
                        required=field.required)  # fmt: skip
    if field.form is Form.MOMENT:
        return Question(name, label, "datetime-local", value=value, required=field.required)
    hint = _("64 letters and digits: the photograph itself is kept as an exhibit.") if field.form is Form.DIGEST else ""
    return Question(name, label, value=value, required=field.required, hint=hint)


def _read(form: Typed, field: Field) -> Part:
    name = "part-" + field.name
    match field.form:
        case Form.MOMENT:
            when = form.when(name)
            return Part(field.name, when.isoformat(timespec="milliseconds") if when else "")
        case Form.NUMBER:
            return Part(field.name, form.text(name).replace(",", "."))
        case Form.DIGEST:
            return Part(field.name, form.text(name).lower())
        case Form.WORDS | Form.CHOICE:
            return Part(field.name, form.text(name))


@page
def linen(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    """Clothing and linen are where most traces are: kept in paper, numbered and sealed, before they are washed."""
    if not visit.may("collect-exhibit"):
        raise Http404
    line = enter(visit, person)
    sheet = Sheet(
        title=_("Clothing or linen to keep"), here="health", back=reverse("desk:health_of", args=[line.id]),
        submit=_("Write it down"), person=shown.person(visit, line),
        lead=_("Paper, not plastic; each piece alone; not washed. Only with the child’s assent, or by order."),
        questions=(
            Question("number", _("Number on its label"), required=True),
            Question("words", _("What it is"), "textarea", required=True),
            Question("where", _("Where it was found"), required=True, value=_("worn on arrival")),
            Question("basis", _("Under which warrant or article"), required=True),
            Question("seal", _("Seal number"), hint=_("Empty: it is not sealed.")),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        number, words = (
            form.text("number", _("Write the number on its label.")),
            form.text("words", _("Say what it is.")),
        )
        where, basis = form.text("where"), form.text("basis", _("Say under which warrant or article."))
        act = CollectExhibit(
            visit.operation, ExhibitId("x-" + form.id), number, words, where, basis, form.at, PersonId(line.id),
            seal=form.text("seal"),
        )  # fmt: skip
        return [] if form.errors else [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _a: _("Written down. It is in your hands."))


# -- the summary that travels ---------------------------------------------------------------------


@page
def travels(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    """On paper: what whoever takes this child must know tonight, and nothing else of the file."""
    line = enter(visit, person)
    return _paper(request, visit, [line], reverse("desk:health_of", args=[line.id]))


@page
def travel_with(request: HttpRequest, visit: Visit, handover: str) -> HttpResponse:
    """The same for everyone of a handover, a sheet for each; only for whoever may know their health."""
    known: Handover = visit.consult(lambda _v, memory: memory.recall(HANDOVERS, f"handover:{handover}"))
    if known.offered is None or known.offered.operation != visit.operation:
        raise Http404
    everyone = sorted(known.waiting | known.taken)
    lines = people.ask(visit.viewer, visit.operation, people=everyone, merged=True, limit=5000)
    mine = [line for line in lines if _opens(visit, line)]
    if not mine:
        raise Http404
    visit.viewer.looks.note_all(Compartment.HEALTH, [line.id for line in mine])
    return _paper(request, visit, mine, reverse("desk:handover", args=[handover]))


def _paper(request: HttpRequest, visit: Visit, lines: Sequence[PersonLine], back: str) -> HttpResponse:
    sheets = [{"person": _who(visit, line), "lines": _summary(visit, line)} for line in lines]
    return render(request, "desk/health_travels.html", {"here": "health", "sheets": sheets, "back": back})


def _who(visit: Visit, line: PersonLine) -> dict[str, Any]:
    """Band, name as given, age: enough not to give one child another's medicine. No place, no family, no story."""
    whole = shown.person(visit, line)
    return {k: whole[k] for k in ("band", "name", "name_lang", "age", "sex") if k in whole}


def _summary(visit: Visit, line: PersonLine) -> list[dict[str, Any]]:
    return [
        {"kind": word(f"h-{s.kind}"), "parts": [_part(visit, s.kind, p) for p in s.parts], "at": s.at,
         "due": s.next_dose}
        for s in summary(_known(visit, line.id), visit.now)
    ]  # fmt: skip
