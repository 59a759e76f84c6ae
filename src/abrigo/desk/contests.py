"""A child whom two houses placed in two places: the question on the board, and the answer of whoever went to see."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from abrigo.desk.door import Visit, page
from abrigo.desk.person import draw
from abrigo.desk.refused import refused
from abrigo.desk.sent import minute
from abrigo.facts.contests import Checked
from abrigo.facts.kinds import ContestId, PersonId, SiteId
from abrigo.registers import cards, people
from abrigo.rules.contests import ResolveContest


@page
@require_POST
def resolve(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    line = people.one(visit.viewer, visit.operation, person)
    if line is None or not visit.may("resolve-contest"):
        raise Http404
    said: dict[str, Any] = {k: v for k, v in request.POST.items() if isinstance(v, str)}
    open_now = [c.id for c in cards.ask(visit.viewer, visit.operation, "contest", status=["open"], person=person)]
    name, site, checked = said.get("contest", ""), said.get("site", ""), said.get("checked", "")
    if not site or checked not in set(Checked):
        wrong = _("Say where the child is, and how that was checked.")
        return draw(request, visit, person, 422, typed=said, errors=[{"sentence": wrong, "field_id": "contest-site"}])
    act = ResolveContest(
        visit.operation, PersonId(person), ContestId(name), SiteId(site), Checked(checked),
        minute(visit, said.get("id", "")), words=said.get("words", "").strip(),
    )  # fmt: skip
    answer = visit.record(act, said.get("id", ""))
    if answer.refusal is not None:
        return draw(request, visit, person, 422, typed=said, refusal=refused(visit, answer.refusal))
    left = len(open_now) - 1
    messages.success(request, _("Written. Every claim stays readable.") if left < 1 else _("One question is left."))
    return redirect("desk:person", person)
