"""Intake: a child with no name at all is in the register in under thirty seconds, and counted from then on."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from abrigo.clerk import photos
from abrigo.clerk.lines import record_numbered
from abrigo.clerk.record import Answer, Ask, receipt
from abrigo.desk import intake_sheet, matches, shown, words
from abrigo.desk.door import Visit, page
from abrigo.desk.intake_sheet import AGES, NAMES, Problem, Sheet
from abrigo.desk.refused import refused
from abrigo.desk.templatetags.desk import years
from abrigo.desk.told import fenced
from abrigo.facts.kinds import PersonId, Unsaid
from abrigo.facts.wire import from_ms
from abrigo.registers import people
from abrigo.registers.people import PersonLine
from abrigo.rules.identity import ProposeCandidate
from abrigo.rules.intake import AddPhoto, Describe, Register
from abrigo.rules.naming import follows
from abrigo.rules.refusals import Refusal
from abrigo.staff.models import new_id

KEPT = ("place", "held_by", "language", "language_other", "by_phone")
GROUND = ("ground-basis", "ground-issuer", "ground-article", "ground-order", "ground-begins", "ground-ends")


@page
@require_http_methods(["GET", "POST"])
def intake(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One screen, one child."""
    if not visit.may("register"):
        return render(request, "desk/not_yours.html", {"here": "intake"}, status=403)
    if request.method == "POST":
        return _save(request, visit)
    return render(request, "desk/intake.html", _form(request, visit, _fresh(request, visit)))


def _fresh(request: HttpRequest, visit: Visit) -> dict[str, str]:
    """An empty form where the last one was filled in: the place stays, and the authority they all came in under."""
    last = request.session.get("intake_last", {}).get("typed", {})
    start = visit.viewer.site or ""
    kept = {name: last[name] for name in (*GROUND, "place") if last.get(name)}
    if request.GET.get("same"):
        kept |= {name: last[name] for name in KEPT if last.get(name)}
    return {"place": start, **kept, "tally": "child", "id": new_id()}


def _save(request: HttpRequest, visit: Visit) -> HttpResponse:
    typed = {k: v for k, v in request.POST.items() if isinstance(v, str)}
    sheet, person = sheet_of(visit, typed)
    photo, wrong = _photo(request, visit, person)
    if sheet.act is None or wrong:
        return _again(request, visit, typed, errors=[*sheet.problems, *wrong])
    asks = [*written(typed, sheet.act), *photo, *_proposals(request, visit, sheet)]
    answers = record_numbered(visit.viewer, asks, now=visit.now)
    if no := next((a.refusal for a in answers if a.refusal), None):
        return _again(request, visit, typed, refusal=no)
    _remember(request, typed, answers[0], person)
    say_nameless(request, intake_sheet.heard_as(typed))
    return redirect("desk:intake")


def say_nameless(request: HttpRequest, heard: Sequence[tuple[str, Unsaid]]) -> None:
    """Says aloud what was typed as a name and is not filed as one."""
    for text, why in heard:
        messages.warning(request, unfiled(text, why))


def unfiled(text: str, why: Unsaid) -> str:
    told = {"text": fenced(text[:40]), "why": words.word(why.value)}
    return _("“%(text)s” is no name. Not filed as one; written instead: %(why)s.") % told


def written(typed: Mapping[str, str], act: Register) -> list[Ask]:
    """The line, and when no name was said, which of the four ways of having none."""
    asks = [Ask(typed["id"], act)]
    why = intake_sheet.nameless(typed)
    if why is not None and not act.names:
        asks.append(Ask(follows(typed["id"], "nameless"), Describe(act.person, "name", why, act.at)))
    return asks


def sheet_of(visit: Visit, typed: dict[str, str]) -> tuple[Sheet, PersonId]:
    """What was typed as an act, about someone already received under that tag or about someone new.

    The id of the form is the id of someone new: pressed twice, it is one child, read as it was the first time.
    """
    typed.setdefault("id", new_id())
    wrong: Problem | None = None
    if earlier := _earlier(visit, typed["id"]):
        person, at, came = earlier
    else:
        waits, wrong = received(visit, typed.get("tag", ""))
        person, at, came = PersonId(waits.id if waits else typed["id"]), visit.now, waits is not None
    sheet = intake_sheet.read(visit, typed, person, at)
    if wrong:
        sheet = replace(sheet, act=None, problems=(wrong, *sheet.problems))
    if came and sheet.act:
        # The ground was given when they were received; whoever writes the line does not give another.
        sheet = replace(sheet, act=replace(sheet.act, ground=None))
    return sheet, person


def _earlier(visit: Visit, id_: str) -> tuple[PersonId, datetime, bool] | None:
    """About whom this form was written already, when, and whether they had been received before."""
    answer = receipt(visit.viewer, id_)
    if answer is None or not answer.entries:
        return None
    first = answer.entries[0]
    facts = visit.consult(lambda _viewer, memory: memory.facts_at([first.pos]))
    return (facts[0][1].person, from_ms(answer.took), first.kind != "person.received") if facts else None


def received(visit: Visit, tag: str) -> tuple[PersonLine | None, Problem | None]:
    """Whoever came in under this tag (a seat on a bus) and has no line yet. Two of them: nobody is guessed."""
    told = tag.strip().casefold()
    if not told:
        return None, None
    found = [line for line in waiting(visit) if line.tag.casefold() == told]
    if len(found) > 1:
        return None, Problem("tag", _("Two people came in under this tag. Register them from their own pages."))
    return (found[0] if found else None), None


def waiting(visit: Visit) -> list[PersonLine]:
    """Received and not yet registered, in the order they came."""
    found = people.unregistered(visit.viewer, visit.operation)
    return [line for line in found if line.where.open]


def _photo(request: HttpRequest, visit: Visit, person: PersonId) -> tuple[list[Ask], list[Problem]]:
    upload = request.FILES.get("photo")
    if upload is None or not visit.may("add-photo"):
        return [], []
    authorised = request.POST.get("photo_by", "").strip()
    if not authorised:
        return [], [Problem("photo_by", _("Say who authorised the photo. Choose the photo again, too."))]
    try:
        kept = photos.put(visit.viewer, person, upload.read())
    except photos.PhotoRefused as no:
        return [], [Problem("photo", str(words.word(no.code)))]
    act = AddPhoto(person, kept.digest, kept.media_type, kept.size, authorised, visit.now)
    return [Ask(follows(request.POST.get("id", ""), "photo"), act)], []


def _proposals(request: HttpRequest, visit: Visit, sheet: Sheet) -> list[Ask]:
    """Those the person at the table marked: perhaps the same. Nothing is merged by it."""
    act = sheet.act
    if act is None or not visit.may("propose-candidate"):
        return []
    marked = set(request.POST.getlist("perhaps"))
    found = [m for m in matches.of_sheet(visit, act) if m.line.id in marked]
    return [matches.proposal(visit, act.person, m, act.at) for m in found]


def _again(
    request: HttpRequest,
    visit: Visit,
    typed: Mapping[str, str],
    *,
    errors: Sequence[Problem] = (),
    refusal: Refusal | None = None,
) -> HttpResponse:
    context = _form(request, visit, typed)
    context |= {"errors": errors, "refusal": refused(visit, refusal) if refusal else None, "done": None}
    context["problem"] = {p.field: p.sentence for p in errors}
    if refusal is not None and str(refusal.why).startswith("band"):
        context["problem"]["band"] = context["refusal"]["sentence"]
    return render(request, "desk/intake.html", context, status=422)


def _remember(request: HttpRequest, typed: Mapping[str, str], answer: Answer, person: PersonId) -> None:
    """For "same as last", and to say on the next screen what was written. Codes and words of the table, no photo."""
    kept = {name: typed.get(name, "") for name in (*KEPT, *GROUND)}
    entry = answer.entries[-1]
    written = {"person": person, "entry": entry.pos, "digest": entry.id, "took": answer.took, "again": answer.again}
    request.session["intake_last"] = {"typed": kept, "written": written}


def _form(request: HttpRequest, visit: Visit, typed: Mapping[str, str]) -> dict[str, Any]:
    last = request.session.get("intake_last", {})
    return {
        "here": "intake",
        "typed": typed,
        "problem": {},
        "sexes": choices(words.SEX),
        "ages": [(a, _years(a)) for a in AGES],
        "languages": choices(words.LANGUAGES),
        "scripts": [("Latn", words.SCRIPTS["latn"]), ("Hebr", words.SCRIPTS["hebr"]),
                    ("Arab", words.SCRIPTS["arab"]), ("Cyrl", words.SCRIPTS["cyrl"])],
        "names": [name_typed(typed, n) for n in range(NAMES)],
        "places": shown.place_choices(visit),
        "waiting": [line.tag for line in waiting(visit) if line.tag],
        "last": last.get("typed", {}),
        "done": _done(visit, last.get("written")),
    }  # fmt: skip


def _years(told: str) -> str:
    low, _sep, high = told.partition("-")
    return years(int(low), int(high) if high else None)


def name_typed(typed: Mapping[str, str], n: int) -> dict[str, Any]:
    parts = ("text", "speaker", "language", "script", "supposed")
    return {"n": n, "n_text": str(n), **{part: typed.get(f"name-{n}-{part}", "") for part in parts}}


def choices(kinds: Mapping[str, words.Word]) -> list[tuple[str, words.Word]]:
    """The answers of a question, then the four ways of having none."""
    return [*kinds.items(), *((f"?{code}", word) for code, word in words.ANSWERS.items())]


def _done(visit: Visit, written: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What was written a moment ago, read back from the register."""
    if not written:
        return None
    line = people.one(visit.viewer, visit.operation, written["person"])
    if line is None:
        return None
    alike = matches.of_line(visit, line) if visit.may("propose-candidate") else []
    return {
        "person": shown.person(visit, line),
        "line": line.line,
        "entry": written["entry"],
        "digest": written["digest"],
        "at": from_ms(written["took"]),
        "again": written["again"],
        "matches": [matches.drawn(visit, m) for m in alike],
        "propose_id": new_id(),
    }


# -- while typing -------------------------------------------------------------------------------------------


@page
@require_POST
def alike(request: HttpRequest, visit: Visit) -> HttpResponse:
    """People already on record whose names are like the one being typed, as a fragment of the form."""
    if not visit.may("register"):
        return HttpResponse(status=404)
    typed = {k: v for k, v in request.POST.items() if isinstance(v, str)}
    sheet, _person = sheet_of(visit, {"place": visit.viewer.site or "", **typed, "at": ""})
    found = matches.of_sheet(visit, sheet.act) if sheet.act else []
    context = {"matches": [matches.drawn(visit, m) for m in found], "marks": visit.may("propose-candidate")}
    return render(request, "desk/parts/matches.html", context)


@page
@require_POST
def tag(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who came in under a tag, as a sentence beside the field."""
    if not visit.may("register"):
        return HttpResponse(status=404)
    came, wrong = received(visit, request.POST.get("tag", ""))
    context: dict[str, Any] = {"tag": request.POST.get("tag", "").strip(), "wrong": wrong}
    if came is not None:
        context |= {"came": shown.person(visit, came), "where": came.where, "tally": came.tally}
    return render(request, "desk/parts/came.html", context)


@page
@require_POST
def propose(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Two records that may be one person, put on the table for somebody else to decide."""
    one = people.one(visit.viewer, visit.operation, request.POST.get("person", ""))
    other = people.one(visit.viewer, visit.operation, request.POST.get("other", ""))
    if one is None or other is None or not visit.may("propose-candidate"):
        return HttpResponse(status=404)
    found = next((m for m in matches.of_line(visit, one) if m.line.id == other.id), None)
    reasons = matches.reasons(found) if found else ("by-sight",)
    candidate = matches.candidate_id(one.id, other.id)
    act = ProposeCandidate(visit.operation, candidate, PersonId(one.id), PersonId(other.id), reasons, visit.now)
    answer = visit.record(act, request.POST.get("id", ""))
    if answer.refusal is not None:
        messages.error(request, refused(visit, answer.refusal)["sentence"])
    else:
        messages.success(request, _("Put on the table: perhaps the same person. Nothing was merged."))
    onward = request.POST.get("next", "")
    return redirect(reverse("desk:person", args=[one.id]) if onward == "person" else "desk:intake")
