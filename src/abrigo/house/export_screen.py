"""The screen's way to give out: the same form as the individual file, in a format of other systems."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from abrigo.clerk.sentences import say
from abrigo.desk import individual
from abrigo.desk.door import Visit, page
from abrigo.desk.refused import refused
from abrigo.desk.stepup import ask_again
from abrigo.desk.typed import typed
from abrigo.facts.disclosures import Given
from abrigo.facts.grants import Purpose
from abrigo.house import exports
from abrigo.rules.refusals import Refusal
from abrigo.staff.sittings import is_fresh


@page
@require_POST
def give(request: HttpRequest, visit: Visit, person: str, given: str) -> HttpResponse:
    if given not in exports.FORMATS:
        raise Http404
    individual.enter(visit, person)
    if not is_fresh(visit.viewer):
        return ask_again(request, reverse("desk:individual", args=[person]), status=403)
    form = typed(request, visit)
    wanted = individual.wanted_of(visit, request.POST.dict(), form.errors)
    to = form.text("to", _("Write to whom it is given."))
    purpose = form.choice("purpose", [p.value for p in Purpose], _("Say what it is given for."))
    found = individual.read_file(visit, person, wanted)
    told: dict[str, Any] = {"errors": form.errors, "given": request.POST}
    if not form.errors:
        try:
            about: dict[str, Any] = {"to": to, "purpose": Purpose(purpose), "order": form.text("order")}
            sent = exports.child(visit, found, Given(given), id_=form.id, **about)
            return _file(sent)
        except exports.No as no:
            if isinstance(no.told, Refusal):
                told["refusal"] = refused(visit, no.told)
            else:
                form.wrong("", str(no.told))
    return individual.draw(request, visit, found, wanted, status=422, **told)


@page
@require_POST
def give_exhibits(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not visit.may("disclose"):
        raise Http404
    if not is_fresh(visit.viewer):
        return ask_again(request, reverse("desk:exhibits"), status=403)
    form = typed(request, visit)
    try:
        sent = exports.exhibits(visit, to=form.text("to"), purpose=Purpose.INVESTIGATION, id_=form.id)
    except exports.No as no:
        told = say(no.told, "es").sentence if isinstance(no.told, Refusal) else no.told
        messages.error(request, str(told))
        return redirect("desk:exhibits")
    return _file(sent)


def _file(sent: exports.Sent) -> HttpResponse:
    answer = HttpResponse(sent.body, content_type=sent.kind)
    answer["Content-Disposition"] = f'attachment; filename="{sent.name}"'
    return answer
