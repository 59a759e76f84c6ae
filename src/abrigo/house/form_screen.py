"""The screen where a form comes in from a workbook, and goes out as one; desk and exchange do not know each other."""

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from abrigo.clerk.form_sentences import fault
from abrigo.desk.door import Visit, page
from abrigo.desk.form_drawing import Drawing, direction
from abrigo.desk.forms import known_form, language_of, spoken
from abrigo.desk.refused import refused
from abrigo.exchange.rosters import limits
from abrigo.exchange.rosters.refusals import Refused, Why
from abrigo.exchange.rosters.sentences import REFUSALS
from abrigo.exchange.xlsforms import read, workbook
from abrigo.facts.forms import FormDefinition
from abrigo.facts.kinds import FormId
from abrigo.facts.wire import Misspelt, spelling
from abrigo.registers import cards
from abrigo.rules.form_filling import fill, opening
from abrigo.rules.form_sheet import Fault, Form, said
from abrigo.rules.forms import ProposeForm, built
from abrigo.staff.models import new_id

SHOWN = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page
def bring(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A workbook is looked at: what is wrong with it, cell by cell, or how it will be asked. Writes nothing."""
    if not visit.may("propose-form"):
        raise Http404
    context: dict[str, object] = {"here": "forms"}
    upload = request.FILES.get("file")
    if request.method != "POST":
        return render(request, "desk/form_import.html", context)
    if upload is None:
        return render(request, "desk/form_import.html", context | _no(_("Choose a file."), "-"), status=422)
    if (upload.size or 0) > limits.BYTES:
        return render(request, "desk/form_import.html", context | _no(_shut(Why.TOO_BIG), str(Why.TOO_BIG)), status=422)
    found = read(upload.read(), (upload.name or "")[:120])
    if isinstance(found, Refused):
        return render(request, "desk/form_import.html", context | _no(_shut(found.why), str(found.why)), status=422)
    context |= {
        "faults": _told(found.faults),
        "notices": _told(found.notices),
        "more": max(0, len(found.faults) - SHOWN),
    }
    if found.definition is None:
        return render(request, "desk/form_import.html", context, status=422)
    return render(request, "desk/form_import.html", context | _preview(request, visit, found.definition))


def _no(sentence: str, why: str) -> dict[str, object]:
    return {"refusal": {"why": why, "sentence": sentence, "remedy": ""}}


def _shut(why: Why) -> str:
    spanish, english = REFUSALS[why]
    return spanish if spoken().startswith("es") else english


def _told(faults: list[Fault]) -> list[dict[str, object]]:
    return [{"fault": f, "sentence": fault(f, spoken())} for f in faults[:SHOWN]]


def _preview(request: HttpRequest, visit: Visit, definition: FormDefinition) -> dict[str, object]:
    form = built(definition)
    assert isinstance(form, Form)
    language = language_of(request, definition.languages)
    now = visit.now.astimezone(visit.zone).replace(tzinfo=None)
    drawing = Drawing(form, fill(form, opening(form, now), now), {}, language, spoken(), told=False)
    return {
        "definition": definition, "title": said(definition.titles, language), "language": language,
        "direction": direction(language), "pieces": drawing.pieces(), "form_id": new_id(),
        "carried": json.dumps(spelling(FormDefinition).write(definition), ensure_ascii=False),
    }  # fmt: skip


@page
@require_POST
def take(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The form that was looked at is laid before a second person. The rules look again: the page is not believed."""
    if not visit.may("propose-form"):
        raise Http404
    try:
        definition = spelling(FormDefinition).read(json.loads(request.POST.get("carried", "")), "")
    except (ValueError, RecursionError, Misspelt):
        raise Http404 from None
    id_ = request.POST.get("id", "")[:70] or new_id()
    answer = visit.record(ProposeForm(visit.operation, FormId("fo-" + id_), definition, visit.now), id_)
    if answer.refusal is not None:
        context = {"here": "forms", "refusal": refused(visit, answer.refusal)}
        return render(request, "desk/form_import.html", context, status=422)
    messages.success(request, _("Laid before a second person, who publishes it."))
    return redirect("desk:form", "fo-" + id_)


@page
def export(request: HttpRequest, visit: Visit, form: str) -> HttpResponse:  # noqa: ARG001 - the threshold
    """The form as a workbook that other systems read."""
    if not cards.may_list(visit.viewer, visit.operation, "form"):
        raise Http404
    known = known_form(visit, form)
    assert known.proposed is not None
    definition = known.proposed.definition
    answer = HttpResponse(workbook(definition), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{definition.code}.xlsx"'
    return answer
