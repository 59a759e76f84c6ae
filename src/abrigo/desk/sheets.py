"""A sheet to fill in: its questions in order, perhaps people to tick, and what is done with it when it is sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from abrigo.clerk.record import Ask
from abrigo.desk import picking
from abrigo.desk.door import Visit
from abrigo.desk.refused import refused
from abrigo.desk.typed import Typed, typed
from abrigo.registers.people import PersonLine
from abrigo.staff.models import new_id

Options = Sequence[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Question:
    """One field. `kind`: text, textarea, datetime-local, select, choice (one of few) or several (tick boxes)."""

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    options: Options = ()
    value: Any = ""
    required: bool = False


@dataclass(frozen=True)
class Sheet:
    """`people` None: nobody to tick. `back`: where the way back leads. `confirm`: the sentence to agree to first."""

    title: str
    here: str
    back: str
    submit: str
    lead: str = ""
    questions: tuple[Question, ...] = ()
    people: Sequence[PersonLine] | None = None
    ticked: tuple[str, ...] = ()
    by: str = "unit"
    confirm: str = ""
    hidden: dict[str, str] = field(default_factory=dict)
    person: dict[str, Any] | None = None
    files: bool = False


def fill(
    request: HttpRequest,
    visit: Visit,
    sheet: Sheet,
    asked: Callable[[Typed], Sequence[Ask]],
    done: Callable[[Sequence[Ask]], str],
    onward: str = "",
) -> HttpResponse:
    """Draws the sheet; sent, reads it with `asked` and does it whole or not at all. `done` says what was done."""
    if request.method != "POST":
        return render(request, "desk/sheet.html", _context(visit, sheet))
    form = typed(request, visit)
    asks = asked(form)
    told: dict[str, Any] = {"errors": form.errors}
    if not form.errors:
        refusal = next((a.refusal for a in visit.record_all(asks) if a.refusal), None)
        if refusal is None:
            messages.success(request, done(asks))
            return redirect(onward or sheet.back)
        told = {"refusal": refused(visit, refusal)}
    return render(request, "desk/sheet.html", _context(visit, sheet, request.POST) | told, status=422)


def _context(visit: Visit, sheet: Sheet, given: Any = None) -> dict[str, Any]:
    return {
        "here": sheet.here,
        "sheet": sheet,
        "form_id": given.get("id") if given else new_id(),
        "given": given or {},
        "questions": [_drawn(q, given) for q in sheet.questions],
        "groups": picking.groups(
            visit, sheet.people or (), given.getlist("people") if given else sheet.ticked, by=sheet.by
        ),
        "total": len(sheet.people or ()),
        "picks": sheet.people is not None,
    }


def _drawn(question: Question, given: Any) -> dict[str, Any]:
    several = question.kind == "several"
    value = (
        question.value if given is None else given.getlist(question.name) if several else given.get(question.name, "")
    )
    chosen = set(value) if several else {value}
    return {
        "name": question.name,
        "label": question.label,
        "kind": question.kind,
        "hint": question.hint,
        "value": value,
        "required": question.required,
        "options": [(code, said) for code, said in question.options],
        "boxes": [(code, said, code in chosen) for code, said in question.options] if several else [],
    }
