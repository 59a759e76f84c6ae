"""Who belongs together: sibling groups that add up, households drawn, who is claimed to be whose mother or father."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from abrigo.desk import family_picture, shown
from abrigo.desk.door import Visit, page
from abrigo.desk.refused import refused
from abrigo.facts.kinds import GroupId, PersonId
from abrigo.registers import cards
from abrigo.registers import kinship as register
from abrigo.registers.kinship import Claimed, Group, Household, Kinship, Suggested
from abrigo.registers.people import PersonLine
from abrigo.rules.identity import IDENTITY, GroupSiblings
from abrigo.staff.models import new_id

EVERY = 100_000
DRAWN = 12  # households on one page


@page
def kinship(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not register.may_see(visit.viewer):
        raise Http404
    return render(request, "desk/kinship.html", _whole(visit))


@page
def household(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    """The family somebody is said to be of, drawn; printed on one sheet."""
    found = register.of(visit.viewer, visit.operation, person)
    if found is None:
        raise Http404
    context = {"here": "kinship", "family": family_picture.drawn(visit, found), "rivals": _rivals(found)}
    return render(request, "desk/household.html", context)


@page
def pictures(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every household drawn, twelve at a time, each with the same said as a table; to be printed for a hearing."""
    if not register.may_see(visit.viewer):
        raise Http404
    found = [h for h in register.ask(visit.viewer, visit.operation).households if h.ties]
    asked = request.GET.get("from", "0")
    start = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    some = found[start : start + DRAWN]
    context = {
        "here": "kinship",
        "families": [{"family": family_picture.drawn(visit, h), "rivals": _rivals(h)} for h in some],
        "total": len(found),
        "people": sum(len(h.members) for h in some),
        "first": start + 1 if some else 0,
        "last": start + len(some),
        "onward": start + DRAWN if start + DRAWN < len(found) else None,
        "before": max(0, start - DRAWN) if start else None,
    }
    return render(request, "desk/families_drawn.html", context)


@page
@require_POST
def group(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A suggestion taken up by a person, with what it rests on."""
    if not (register.may_see(visit.viewer) and visit.may("group-siblings")):
        raise Http404
    people = tuple(PersonId(p) for p in request.POST.getlist("people"))
    basis, sent = request.POST.get("basis", "").strip(), request.POST.get("id", "") or new_id()
    answer = visit.record(GroupSiblings(visit.operation, GroupId(sent), people, basis, visit.now), sent)
    if answer.refusal is not None:
        context = _whole(visit) | {"refusal": refused(visit, answer.refusal)}
        return render(request, "desk/kinship.html", context, status=422)
    messages.success(request, _("Grouped as siblings: %(n)s.") % {"n": len(people)})
    return redirect("desk:kinship")


def _whole(visit: Visit) -> dict[str, Any]:
    found = register.ask(visit.viewer, visit.operation)
    return {
        "here": "kinship",
        "groups": _groups(visit, found),
        "sum": found.grouped,
        "sum_children": found.grouped_children,
        "sum_adults": found.grouped - found.grouped_children,
        "alone": len(found.alone),
        "children": found.grouped_children + len(found.alone),
        "households": [_household(h) for h in found.households if h.ties],  # the groups stand below
        "claimed": [_claimed(c) for c in found.claimed],
        "suggested": [_suggested(s) for s in found.suggested] if visit.may("group-siblings") else [],
    }


def _groups(visit: Visit, found: Kinship) -> list[dict[str, Any]]:
    first = {g.id: f"person:{g.members[0].id}" for g in found.groups}
    why = visit.consult(
        lambda _viewer, memory: {g: memory.recall(IDENTITY, stream).group for g, stream in first.items()}
    )
    bonds = cards.ask(visit.viewer, visit.operation, "together", status=["kept", "split"], limit=EVERY)
    kept = [set(c.body["people"]) for c in bonds if c.body["closeness"] == "siblings"]
    may = visit.may("keep-together")
    drawn = []
    for g in found.groups:
        here = {m.id for m in g.members}
        near = any(here <= k for k in kept)
        drawn.append(_group(visit, g, why.get(g.id)) | {"kept": near, "keep": may and not near and len(here) > 1})
    return drawn


def _group(visit: Visit, each: Group, why: Any) -> dict[str, Any]:
    return {
        "members": [_one(m) for m in each.members],
        "n": len(each.members),
        "children": each.children,
        "adults": len(each.members) - each.children,
        "basis": why.basis if why else "",
        "by": visit.staff(why.said.by) if why else "",
        "at": why.said.at if why else None,
        "url": reverse("desk:household", args=[each.members[0].id]),
        "id": new_id(),
    }


def _one(line: PersonLine) -> dict[str, Any]:
    return {"id": line.id, "name": line.shown, "band": line.band or line.line or line.tag, "age": shown.age(line),
            "url": reverse("desk:person", args=[line.id])}  # fmt: skip


def _household(each: Household) -> dict[str, Any]:
    return {"people": [_one(m) for m in each.members], "words": family_picture.sentence(each),
            "rivals": len(each.rivals), "url": reverse("desk:household", args=[each.members[0].id])}  # fmt: skip


def _claimed(each: Claimed) -> dict[str, Any]:
    return {"who": _one(each.person) if each.person else None, "name": each.name, "kind": each.kind,
            "n": len(each.children), "children": [_one(c) for c in each.children]}  # fmt: skip


def _suggested(each: Suggested) -> dict[str, Any]:
    who = each.ties[0].other_name
    basis = {
        "same-parent": _("all are said to have the same mother or father, who is on record"),
        "same-parent-named": _("all name a parent called %(name)s, who is not on record") % {"name": who},
        "said-siblings": _("said to be siblings"),
    }[each.why]
    speakers = sorted({t.speaker for t in each.ties if t.speaker})
    return {"people": [_one(p) for p in each.people], "basis": basis, "speakers": speakers, "id": new_id()}


def _rivals(household: Household) -> list[dict[str, Any]]:
    called = {m.id: m.called for m in household.members}
    return [
        {"child": called[person], "kind": kind,
         "claims": [{"name": called.get(t.other) or t.other_name, "by": t.speaker} for t in claims]}
        for (person, kind), claims in household.rivals.items()
    ]  # fmt: skip
