"""Finding one person from wherever one stands: a band, a line, a tag, or a name half heard, with the reasons in words.

What is typed is posted, never in an address: addresses end up in histories and logs.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from abrigo.desk import matches, shown, words
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.intake_sheet import read_age
from abrigo.registers import names
from abrigo.registers import people as register
from abrigo.registers.names import Silent

LONGEST: Final = 400
FIELDS: Final = ("q", "kin", "age", "sex")


@page
def search(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One person by band, line or tag, which answers at once; or by a name in any script, with the reasons."""
    if not sees(visit).names:
        return render(request, "desk/no_names.html", {"here": "people"}, status=403)
    if request.method != "POST":
        return redirect("desk:people")
    context = sought(visit, request.POST)
    if len(context["coded"]) == 1 and not context["kin"]:
        return redirect("desk:person", context["coded"][0]["id"])
    return render(request, "desk/people.html", {"here": "people", "searched": True, **context})


@page
@require_POST
def live(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The same answer while it is being typed, as a fragment."""
    if not sees(visit).names:
        return HttpResponse(status=404)
    return render(request, "desk/parts/found.html", sought(visit, request.POST))


def sought(visit: Visit, posted: Mapping[str, Any]) -> dict[str, Any]:
    """In: the fields of parts/find.html. Out: what parts/found.html draws, and what was typed, to be typed on."""
    told = {name: str(posted.get(name, "")).strip()[:LONGEST] for name in FIELDS}
    coded = register.by_code(visit.viewer, visit.operation, told["q"])
    age, sex = read_age(told["age"]), told["sex"] if told["sex"] in words.SEX else None
    found = names.ask(
        visit.viewer, visit.operation, "" if coded else told["q"],
        age=None if age is None else matches.years(age.low, age.high), sex=sex, kin=told["kin"], limit=names.MOST,
    )  # fmt: skip
    known = {line.id for line in coded}
    quiet = None if coded or found else names.silent(told["q"] or told["kin"])
    return {
        **told,
        "sexes": list(words.SEX.items()),
        "coded": shown.people(visit, coded),
        "matches": [matches.drawn(visit, m) for m in found if m.line.id not in known],
        "quiet": quiet_words(quiet) if quiet else "",
        "nobody": not (coded or found or quiet),
    }


def quiet_words(why: Silent) -> str:
    """Why nothing was looked for, and what to do."""
    return {
        Silent.EMPTY: _("Type a band, a line, a tag, or at least two letters of a name."),
        Silent.PATTERN: _("There are no wildcards, and no list of all names. Type at least two letters of a name."),
        Silent.ONE_LETTER: _("One letter finds nobody: it would list everyone. Type at least two letters of the name."),
        Silent.NO_LETTERS: _("No band, line or tag is this, and there are no letters of a name in it."),
        Silent.NO_NAME: _("This says that there is no name. Look by band, age or a relative's name instead."),
    }[why]
