"""The names behind a number, narrowed by codes. No name ever stands in an address."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from abrigo.desk import shown, words
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.past import Asked, asked, typed
from abrigo.registers import asknown
from abrigo.registers import people as register
from abrigo.registers.people import PersonLine
from abrigo.rules.whereabouts import SUM, State

PAGE = 60


@page
def people_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The names behind a number, now or as known at one time about another. Narrowed by codes only."""
    if not sees(visit).names:
        return render(request, "desk/no_names.html", {"here": "people"}, status=403)
    when = asked(request, visit)
    narrow = {k: request.GET.get(k, "") for k in ("state", "site", "unit", "category")}
    start = max(0, _whole(request.GET.get("from", "0")))
    found = _then(visit, when, narrow)[start : start + PAGE + 1] if when else _now(visit, narrow, start)
    past = {} if when is None else {"known": typed(visit, when.known), "about": typed(visit, when.about)}
    turned = {**narrow, **past}
    context = _context(visit, found[:PAGE], narrow) | {
        "start": start,
        "past": past,
        "known": when.banner(shown.people_url(**narrow)) if when else None,
        "more": shown.people_url(**turned, **{"from": str(start + PAGE)}) if len(found) > PAGE else "",
        "less": shown.people_url(**turned, **{"from": str(max(0, start - PAGE))}) if start else "",
        "place": visit.place(narrow["unit"] or narrow["site"]),
    }
    if when is not None:
        for person in context["people"]:
            person["url"] += f"?{when.query(visit)}"
    return render(request, "desk/people.html", context)


def _context(visit: Visit, found: list[PersonLine], narrow: dict[str, str]) -> dict[str, Any]:
    return {
        "here": "people",
        "people": shown.people(visit, found),
        "narrow": narrow,
        "states": [s.value for s in (*SUM, State.UNRESOLVED, State.SOUGHT)],
        "sites": visit.sites(),
        "sexes": list(words.SEX.items()),
        "categories": ["child", "undetermined", "adult"],
    }


def _states(narrow: dict[str, str]) -> list[str]:
    return [narrow["state"]] if narrow["state"] in set(State) else [s.value for s in SUM]


def _now(visit: Visit, narrow: dict[str, str], start: int) -> list[PersonLine]:
    return register.ask(
        visit.viewer, visit.operation, states=_states(narrow), site=narrow["site"], unit=narrow["unit"],
        category=narrow["category"], limit=PAGE + 1, offset=start,
    )  # fmt: skip


def _then(visit: Visit, when: Asked, narrow: dict[str, str]) -> list[PersonLine]:
    answer = visit.consult(
        lambda viewer, memory: asknown.ask(viewer, memory, visit.operation, known_at=when.size, about=when.about)
    )
    states = set(_states(narrow))
    return [
        line
        for line in (answer.people if answer else ())
        if line.where.state in states
        and narrow["site"] in ("", line.where.site)
        and narrow["unit"] in ("", line.where.unit)
        and narrow["category"] in ("", line.category)
    ]


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
