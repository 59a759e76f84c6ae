"""Candidates: two records that may be one person, laid side by side for somebody to decide; and undone when wrong."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from abrigo.clerk import photos
from abrigo.desk import matches, night_pass, shown
from abrigo.desk.door import Visit, page
from abrigo.desk.refused import refused
from abrigo.desk.typed import typed
from abrigo.desk.words import word
from abrigo.facts.identity import CandidateRaised, HeldApart, LeftOpen, Linked, Unlinked
from abrigo.facts.intake import StrangerFound
from abrigo.facts.kinds import CandidateId, PersonId
from abrigo.facts.wire import from_ms, to_ms
from abrigo.registers import candidates as pairs
from abrigo.registers import cards, lent, people
from abrigo.registers.candidates import Cluster, Pair, Side
from abrigo.registers.cards import CardLine
from abrigo.registers.people import PersonLine
from abrigo.rules.identity import DecideCandidate, Unlink, Verdict
from abrigo.staff.models import new_id

NEAR = 0.55  # two spellings of what may be one name are not called different
LENT_SHOWN = 100
TABS = ("open", "same", "not-the-same")

# -- the list --------------------------------------------------------------------


@page
def candidates(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not pairs.may_see(visit.viewer):
        raise Http404
    asked = request.GET.get("status", "")
    status = asked if asked in TABS else "open"
    found = {s: cards.ask(visit.viewer, visit.operation, "candidate", status=[s]) for s in TABS}
    rows = _rows(visit, found[status])
    here = reverse("desk:candidates")
    titles = {"open": _("To decide"), "same": _("The same person"), "not-the-same": _("Held apart")}
    passed = night_pass.last(visit.operation)
    context = {
        "here": "candidates",
        "passed": passed
        and {
            "at": from_ms(passed.at),
            "by": visit.staff(passed.staff),
            "looked": passed.looked,
            "proposed": passed.proposed,
        },
        "may_pass": night_pass.may_run(visit.viewer),
        "renewed": [r for r in _rows(visit, found["not-the-same"]) if r["news"]] if status == "open" else [],
        "status": status,
        "rows": rows,
        "lent": _lent(visit) if status == "open" else [],
        "clusters": [_cluster(visit, c) for c in pairs.clusters(visit.viewer, visit.operation)]
        if status == "same"
        else [],
        "tabs": [
            {"url": f"{here}?status={s}", "word": titles[s], "n": len(found[s]), "current": s == status} for s in TABS
        ],
    }
    return render(request, "desk/candidates.html", context)


def _rows(visit: Visit, found: Sequence[CardLine]) -> list[dict[str, Any]]:
    ids = {p for c in found for p in (c.person, c.body["other"])}
    lines = people.ask(visit.viewer, visit.operation, people=sorted(ids), merged=True, limit=5000)
    drawn, by_id = {p["id"]: p for p in shown.people(visit, lines)}, {line.id: line for line in lines}
    return [
        {
            "url": reverse("desk:candidate", args=[c.id]),
            "one": drawn[c.person],
            "other": drawn[c.body["other"]],
            "reasons": c.body["reasons"],
            "at": c.at,
            "looked_at": c.body.get("looked_at"),
            "unlinked": c.body.get("unlinked"),
            "reason": c.body.get("reason", ""),
            "news": _news(by_id[c.person], by_id[c.body["other"]], to_ms(c.changed_at))
            if c.status == "not-the-same"
            else [],
        }
        for c in found
        if c.person in drawn and c.body["other"] in drawn
    ]


def _lent(visit: Visit) -> list[dict[str, Any]]:
    """Pairs of one of ours and a line of a lent register, as long as the loan lasts; the likeliest first."""
    found = lent.pairs(visit.viewer, visit.operation, visit.now, status=["open"])[:LENT_SHOWN]
    titles = {c.id: c.title for c in cards.ask(visit.viewer, visit.operation, "loan")} if found else {}
    lines = people.ask(visit.viewer, visit.operation, people=sorted({c.person for c in found}), merged=True, limit=5000)
    drawn = {p["id"]: p for p in shown.people(visit, lines)}
    return [
        {"one": drawn[c.person], "title": titles.get(c.body["loan"], ""), "row": c.body["row"],
         "percent": c.body["percent"], "reasons": c.body["reasons"],
         "url": reverse("lent_pair", args=[c.body["loan"], c.id])}
        for c in found if c.person in drawn
    ]  # fmt: skip


def _news(one: PersonLine, other: PersonLine, since: int) -> list[dict[str, Any]]:
    """What was said since two were held apart, as parts/news.html draws it."""
    return [
        {"called": n.person.band or n.person.line or n.person.tag, "kind": n.kind, "text": n.text, "by": n.speaker,
         "at": from_ms(n.at)}
        for n in pairs.news(one, other, since)
    ]  # fmt: skip


@page
@require_POST
def look(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Everyone held against everyone, now: the same pass that runs at night."""
    if not night_pass.may_run(visit.viewer):
        raise Http404
    done = night_pass.run(visit.viewer, visit.operation, visit.now)
    told = {"looked": done.looked, "proposed": done.proposed}
    messages.success(request, _("%(looked)s people looked through, %(proposed)s pairs put on the table.") % told)
    return redirect("desk:candidates")


def _cluster(visit: Visit, cluster: Cluster) -> dict[str, Any]:
    return {
        "counted": shown.person(visit, cluster.counted),
        "members": [
            {
                "person": shown.person(visit, m.line),
                "reason": m.reason,
                "by": visit.staff(m.by),
                "url": reverse("desk:candidate", args=[m.candidate]) if m.candidate else "",
            }
            for m in cluster.members
        ],
    }


# -- one pair --------------------------------------------------------------------


@page
def candidate(request: HttpRequest, visit: Visit, candidate: str) -> HttpResponse:
    pair = _find(visit, candidate)
    if request.method != "POST":
        return render(request, "desk/candidate.html", _whole(visit, pair))
    form = typed(request, visit)
    verdict = form.choice("verdict", [v.value for v in Verdict], _("Choose one of the three answers."))
    reason = form.text("reason", _("Write why: it is read by whoever doubts it later."))
    counted = form.post.get("counted", "") if verdict == Verdict.SAME.value else ""
    if verdict == Verdict.SAME.value and not counted:
        form.wrong("counted_0", _("Choose which of the two records is counted from now on."))
    told: dict[str, Any] = {"errors": form.errors}
    if not form.errors:
        named = PersonId(counted) if counted else None
        act = DecideCandidate(visit.operation, CandidateId(candidate), Verdict(verdict), reason, form.at, named)
        answer = visit.record(act, form.id)
        if answer.refusal is None:
            messages.success(request, _("Decided: %(verdict)s.") % {"verdict": word(verdict)})
            return redirect("desk:candidate", candidate)
        told = {"refusal": refused(visit, answer.refusal)}
    return render(request, "desk/candidate.html", _whole(visit, pair, request.POST) | told, status=422)


@page
@require_POST
def undo(request: HttpRequest, visit: Visit, candidate: str) -> HttpResponse:
    """The link was wrong: both are again exactly what they were."""
    pair = _find(visit, candidate)
    form = typed(request, visit)
    reason = form.text("reason", _("Write what was wrong with it."))
    told: dict[str, Any] = {"errors": form.errors}
    if not form.errors:
        answer = visit.record(Unlink(visit.operation, CandidateId(candidate), reason, form.at), form.id)
        if answer.refusal is None:
            messages.success(request, _("Undone: both are counted again, each for itself."))
            return redirect("desk:candidate", candidate)
        told = {"refusal": refused(visit, answer.refusal)}
    return render(request, "desk/candidate.html", _whole(visit, pair, request.POST) | told, status=422)


def _find(visit: Visit, candidate: str) -> Pair:
    found = visit.consult(lambda viewer, past: pairs.ask(viewer, past, visit.operation, CandidateId(candidate)))
    if found is None:
        raise Http404
    pair: Pair = found
    return pair


def _whole(visit: Visit, pair: Pair, given: Any = None) -> dict[str, Any]:
    both = shown.people(visit, [pair.one.line, pair.other.line])
    decided = pair.known.decided
    return {
        "here": "candidates",
        "form_id": given.get("id") if given else new_id(),
        "given": given or {},
        "id": pair.raised.candidate,
        "one": both[0],
        "other": both[1],
        "fields": compare(visit, pair.one, pair.other),
        "alike": [matches.laid(a) for a in pairs.likeness(pair.one.line, pair.other.line)],
        "nameless": [not any(not n.get("withdrawn") for n in side.line.names) for side in (pair.one, pair.other)],
        "reasons": pair.raised.reasons,
        "raised_by": visit.staff(pair.raised.said.by),
        "raised_at": pair.raised.said.at,
        "photos": [_photo(side) for side in (pair.one, pair.other)],
        "same_hand": pair.raised.said.by == visit.viewer.staff,
        "decided": decided,
        "linked": pair.linked,
        "apart": isinstance(decided, HeldApart),
        "news": _news(pair.one.line, pair.other.line, to_ms(decided.said.at)) if isinstance(decided, HeldApart) else [],
        "counted": next((p for p in both if pair.linked and p["id"] == pair.linked.same_as), None),
        "lines": [_line(visit, m.fact) for m in pair.history],
        "verdicts": [(v.value, word(v)) for v in Verdict],
        "records": [(p["id"], _called(p)) for p in both],
    }


def _photo(side: Side) -> str:
    """Where the picture is, when somebody authorised one and it is sealed here; else empty."""
    person = PersonId(side.line.id)
    here = bool(side.line.photo) and photos.is_here(side.line.photo, person)
    return reverse("desk:photo", args=[person, "thumb"]) if here else ""


def _called(person: dict[str, Any]) -> str:
    told = [person["line"] or person["tag"], person["band"], person["name"] or _("unidentified")]
    return " · ".join(t for t in told if t)


def _line(visit: Visit, fact: Any) -> dict[str, Any]:
    match fact:
        case CandidateRaised():
            what = _("Asked whether they are one person: %(why)s") % {
                "why": ", ".join(str(word(r)) for r in fact.reasons)
            }
        case Linked():
            what = _("Decided: the same person. %(why)s") % {"why": fact.reason}
        case HeldApart():
            what = _("Decided: not the same person. %(why)s") % {"why": fact.reason}
        case LeftOpen():
            what = _("Looked at: cannot be told yet. %(why)s") % {"why": fact.reason}
        case Unlinked():
            what = _("Undone: the link was wrong. %(why)s") % {"why": fact.reason}
        case _:
            what = ""
    return {"occurred_at": fact.said.at, "what": what, "by": visit.staff(fact.said.by)}


# -- field by field ------------------------------------------------------------------


def compare(visit: Visit, one: Side, other: Side) -> list[dict[str, Any]]:
    """One line a field: both sides as they stand, and same, differs or unknown. Nothing here decides."""
    plain = [
        ("sex", _("Sex"), one.line.sex, other.line.sex),
        ("clothing", _("Clothing"), one.line.clothing, other.line.clothing),
        ("language", _("Language heard"), one.line.language, other.line.language),
        ("marks", _("Marks"), one.marks, other.marks),
        ("held_by", _("Who held them"), one.held_by, other.held_by),
    ]
    rows = [
        _names_row(one, other),
        _ages_row(one, other),
        *[_row(code, title, [_told(a)], [_told(b)]) for code, title, a, b in plain],
        _row("bands", _("Wristbands"), list(one.bands), list(other.bands)),
        _row("came", _("Came to us"), _came(visit, one), _came(visit, other), compared=False),
        _row("seen", _("Last seen"), _seen(visit, one), _seen(visit, other), compared=False),
        _row("line", _("Line of the register"), [one.line.line], [other.line.line], compared=False),
        _row("photo", _("Photo"), [_yes(one.line.photo)], [_yes(other.line.photo)], compared=False),
    ]
    return [r for r in rows if r["one"] or r["other"]]


def _row(code: str, title: str, one: list[Any], other: list[Any], *, compared: bool = True) -> dict[str, Any]:
    left, right = [t for t in one if t], [t for t in other if t]
    sign = ""
    if compared:
        known = [{_text(t) for t in side if not _unsaid(t)} for side in (left, right)]
        sign = "unknown" if not all(known) else "equal" if known[0] & known[1] else "differs"
    return {"code": code, "title": title, "one": left, "other": right, "sign": sign}


def _unsaid(told: Any) -> bool:
    return isinstance(told, dict) and bool(told.get("unsaid"))


def _text(told: Any) -> str:
    return " ".join(str(told.get("text", "") if isinstance(told, dict) else told).split()).casefold()


def _told(value: str) -> Any:
    """A told answer as text; one of the four ways of not answering as that."""
    if value.startswith("?"):
        return {"unsaid": value[1:]}
    named = str(word(value))
    return {"text": named} if value else ""


def _names_row(one: Side, other: Side) -> dict[str, Any]:
    row = _row("names", _("Names, as said"), _names(one), _names(other))
    best = pairs.likeness(one.line, other.line)
    near = row["sign"] == "differs" and best and best[0].seen.score >= NEAR
    return row | {"sign": "alike"} if near else row


def _names(side: Side) -> list[dict[str, Any]]:
    return [
        {
            "text": n["text"],
            "lang": n["language"],
            "script": str(n["script"]).lower(),
            "supposed": n["supposed"],
            "by": n["speaker"],
            "withdrawn": bool(n.get("withdrawn")),
        }
        for n in side.line.names
    ]


def _ages_row(one: Side, other: Side) -> dict[str, Any]:
    row = _row("ages", _("Age"), [], [], compared=False)
    ranges = [(s.line.age_low, s.line.age_high) for s in (one, other)]
    known = all(low is not None or high is not None for low, high in ranges)
    meet = max(low or 0 for low, _high in ranges) <= min(200 if high is None else high for _low, high in ranges)
    sign = "unknown" if not known else "overlap" if meet else "differs"
    sides = [[{"age": shown.age(s.line)}] for s in (one, other)]
    return row | {"one": sides[0], "other": sides[1], "sign": sign}


def _came(visit: Visit, side: Side) -> list[Any]:
    if side.came is None:
        return []
    how = _("turned up; never in our care") if isinstance(side.came, StrangerFound) else _("taken into our care")
    place = visit.place(side.came.site)
    return [{"at": side.came.said.at, "text": f"{how}, {place}", "by": visit.staff(side.came.said.by)}]


def _seen(visit: Visit, side: Side) -> list[Any]:
    where = side.line.where
    if where.seen_at is None:
        return []
    return [{"at": where.seen_at, "text": visit.place(where.seen_site), "by": visit.staff(where.seen_by)}]


def _yes(photo: str) -> str:
    return _("yes") if photo else _("no")
