"""Statements: what was said outside, word for word; its claims taken apart; and what the ledger answers by name."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from abrigo.clerk import public_words
from abrigo.clerk.public_words import Told
from abrigo.desk import shown
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.lines_over_time import Spoken, drawing, of_interval
from abrigo.desk.refused import refused
from abrigo.facts.kinds import ClaimId, Count, PersonId, SiteId, StatementId
from abrigo.facts.statements import ClaimTaken, Method, Predicate, Qualifier, Relation, Subject
from abrigo.registers import people
from abrigo.registers.verdicts import Heard, Judged, may_hear, verdicts
from abrigo.rules.claims import Stand, Standing
from abrigo.rules.statements import RecordStatement, RelateClaims, TakeClaim
from abrigo.staff.models import new_id

MORE_THAN: Final = "more-than"
FEWER_THAN: Final = "fewer-than"
QUALIFIERS: Final = (
    Qualifier.EXACT, MORE_THAN, Qualifier.AT_LEAST, FEWER_THAN, Qualifier.ABOUT, Qualifier.ALL, Qualifier.SOME,
)  # fmt: skip
MEDIA: Final = ("press", "social-media", "radio", "television", "letter", "spoken", "interview", "report")
LANGUAGES: Final = ("es", "en", "he", "yi", "ar", "quc", "kek", "mam", "fr")
FIELDS: Final = (
    "speaker", "capacity", "said_at", "medium", "language", "verbatim", "translation", "digest", "audience",
)  # fmt: skip
NAMES_SHOWN: Final = 400
BETWEEN_BANDS: Final = re.compile(r"[\s,;]+")
LIST_AT_MOST: Final = 200_000  # bytes of a pasted or uploaded list


# -- reading -----------------------------------------------------------------------


def heard_by(visit: Visit) -> tuple[Heard, ...]:
    """Every statement with its verdicts, as far as this viewer may see; refuses who may not hear them at all."""
    if not may_hear(visit.viewer, visit.operation):
        raise Http404
    found: tuple[Heard, ...] = visit.consult(lambda viewer, memory: verdicts(viewer, memory, visit.operation))
    return found


def said_by(visit: Visit, heard: Iterable[Heard]) -> dict[ClaimId, str]:
    """How a claim is called in a sentence: its speaker and when."""
    return {
        j.claim.claim: f"{h.recorded.speaker}, {_minute(visit, h.recorded.said_at)}" for h in heard for j in h.claims
    }


def _minute(visit: Visit, at: datetime) -> str:
    return public_words.minute(at.astimezone(visit.zone), english=_language().startswith("en"))


def _language() -> str:
    return get_language() or "es"


def told(visit: Visit, judged: Judged, labels: dict[ClaimId, str]) -> Told:
    sites = {SiteId(id_): row.name for id_, row in visit.places.items()} if sees(visit).places else {}
    return public_words.tell(
        judged.verdict, _language(), lambda at: at.astimezone(visit.zone), labels=labels, places=sites
    )


def drawn_claim(visit: Visit, judged: Judged, labels: dict[ClaimId, str]) -> dict[str, Any]:
    """One claim as parts/verdict.html draws it."""
    claim, verdict, answer = judged.claim, judged.verdict, judged.answer
    value = claim.value
    return {
        "id": claim.claim,
        "statement": claim.statement,
        "subject": claim.subject,
        "predicate": claim.predicate,
        "qualifier": _qualifier(claim),
        "low": value.low if value else None,
        "high": value.high if value else None,
        "number": value is not None,
        "expected": answer.expected if claim.qualifier is Qualifier.ALL else None,
        "as_of": claim.as_of,
        "sites": [visit.place(s) for s in claim.sites] if sees(visit).places else [],
        "some_sites": len(claim.sites),
        "method": claim.method,
        "note": claim.note,
        "lines": len(claim.bands),
        "standing": verdict.standing,
        "told": told(visit, judged, labels),
        "spoken": public_words.spoken_in(_language()),
        "known": verdict.known,
        "then": answer.value_then if answer.value_then != answer.value else None,
        "by_eye": answer.by_eye,
        "out": answer.out,
        "unresolved": len(answer.unresolved),
        "unaccounted": len(answer.unaccounted),
        "retracted": judged.retracted,
        "contradicted_by": [b for b in judged.beside if b.between.stand is Stand.CONTRADICT],
    }


def _qualifier(claim: ClaimTaken) -> str:
    """The word before the number; an open interval says "or more" itself."""
    plain = claim.qualifier is Qualifier.EXACT or (
        claim.qualifier is Qualifier.AT_LEAST and claim.value is not None and claim.value.high is None
    )
    return "" if plain else claim.qualifier.value


def drawn_statement(visit: Visit, heard: Heard, labels: dict[ClaimId, str]) -> dict[str, Any]:
    r = heard.recorded
    return {
        "id": r.statement,
        "speaker": r.speaker,
        "capacity": r.capacity,
        "said_at": r.said_at,
        "recorded_at": r.said.at,
        "by": visit.staff(r.said.by),
        "medium": r.medium,
        "lang": r.language,
        "verbatim": r.verbatim,
        "translation": r.translation,
        "audience": r.audience,
        "digest": r.source_digest,
        "url": reverse("desk:statement", args=[r.statement]),
        "claims": [drawn_claim(visit, j, labels) for j in heard.claims],
    }


# -- the board of statements ------------------------------------------------------------


@page
def board(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Everything that was said, the latest first, each claim with its verdict; and the same number over time."""
    heard = heard_by(visit)
    labels = said_by(visit, heard)
    wanted = request.GET.get("verdict", "")
    visit.learn_staff([h.recorded.said.by for h in heard])
    lines = [drawn_statement(visit, h, labels) for h in reversed(heard)]
    counts = {s.value: sum(c["standing"] is s for one in lines for c in one["claims"]) for s in Standing}
    if wanted in set(Standing):
        lines = [one for one in lines if any(c["standing"] == wanted for c in one["claims"])]
    context = {
        "here": "statements",
        "statements": lines,
        "tabs": _tabs(counts, wanted),
        "measures": [m for m in measures(visit, heard, labels) if len(m["rows"]) > 1],
    }
    return render(request, "desk/statements.html", context)


def _tabs(counts: dict[str, int], wanted: str) -> list[dict[str, Any]]:
    url = reverse("desk:statements")
    words = {
        Standing.CONTRADICTED: _("contradicted"),
        Standing.DIFFERS: _("differ by definition"),
        Standing.CONSISTENT: _("agree"),
        Standing.NOT_COUNTED: _("not counted"),
    }
    every = {"url": url, "word": _("every claim"), "n": sum(counts.values()), "current": wanted not in counts}
    return [every] + [
        {"url": f"{url}?verdict={code}", "word": word, "n": counts[code], "current": wanted == code}
        for code, word in words.items()
        if counts[code]
    ]


def measures(visit: Visit, heard: Sequence[Heard], labels: dict[ClaimId, str]) -> list[dict[str, Any]]:
    """What was said of one thing in one set of places, on one drawing; the things most was said of first."""
    groups: dict[tuple[Any, ...], list[tuple[Heard, Judged]]] = {}
    for h in heard:
        for j in h.claims:
            c = j.claim
            groups.setdefault((c.subject, c.predicate, tuple(sorted(c.sites))), []).append((h, j))
    found = []
    for n, ((subject, predicate, sites), members) in enumerate(
        sorted(groups.items(), key=lambda item: (-len(item[1]), str(item[0])))
    ):
        spoken, rows = [], []
        for key, (h, j) in enumerate(members, 1):
            low, high = of_interval(j.claim, j.answer)
            spoken.append(Spoken(key, j.claim.as_of, low, high, j.verdict.standing))
            row = drawn_claim(visit, j, labels)
            rows.append(row | {"key": key, "speaker": h.recorded.speaker, "url": _url(h)})
        picture = drawing(spoken, members[-1][1].answer, visit.zone)
        if picture is not None:
            places = [visit.place(s) for s in sites] if sees(visit).places else []
            found.append(
                {
                    "id": f"m{n}",
                    "subject": subject,
                    "predicate": predicate,
                    "sites": places,
                    "some_sites": len(sites),
                    "rows": rows,
                }
                | picture
            )
    return found


def _url(heard: Heard) -> str:
    return reverse("desk:statement", args=[heard.recorded.statement])


# -- one statement ------------------------------------------------------------------------


@page
def statement(request: HttpRequest, visit: Visit, statement: str) -> HttpResponse:
    return _statement(request, visit, statement)


def _statement(request: HttpRequest, visit: Visit, statement: str, *, status: int = 200, **more: Any) -> HttpResponse:
    heard = heard_by(visit)
    one = next((h for h in heard if h.recorded.statement == statement), None)
    if one is None:
        raise Http404
    labels = said_by(visit, heard)
    claims = [
        drawn_claim(visit, j, labels) | {"beside": _beside(j, labels, heard), "behind": _behind(visit, j)}
        for j in one.claims
    ]
    context = {
        "here": "statements",
        "statement": drawn_statement(visit, one, labels) | {"claims": claims},
        "relations": [
            {"claim": labels.get(r.claim, r.claim), "relation": r.relation, "other": labels.get(r.other, r.other),
             "reason": r.reason, "by": visit.staff(r.said.by), "at": r.said.at}
            for r in one.relations
        ],
        "measures": [
            m for m in measures(visit, heard, labels) if any(row["statement"] == statement for row in m["rows"])
        ],
        **_choices(visit),
        "others": [
            {"id": j.claim.claim, "words": _claim_label(visit, h, j)}
            for h in heard for j in h.claims if not (len(one.claims) == 1 and j is one.claims[0])
        ],
        "mine": [{"id": j.claim.claim, "words": _claim_label(visit, one, j)} for j in one.claims],
        "relation_codes": list(Relation),
        "claim_id": new_id(),
        "act_id": new_id(),
        "typed": {},
        **more,
    }  # fmt: skip
    return render(request, "desk/statement.html", context, status=status)


def _choices(visit: Visit) -> dict[str, Any]:
    return {
        "subjects": list(Subject),
        "predicates": list(Predicate),
        "methods": list(Method),
        "qualifiers": QUALIFIERS,
        "sites": visit.sites() if sees(visit).places else [],
    }


def _claim_label(visit: Visit, heard: Heard, judged: Judged) -> str:
    from abrigo.desk.words import word

    c = judged.claim
    number = "" if c.value is None else str(c.value.low) + ("" if c.value.high == c.value.low else "+")
    parts = (
        heard.recorded.speaker,
        _minute(visit, heard.recorded.said_at),
        str(word(c.subject)),
        number,
        str(word(c.predicate)),
    )
    return " · ".join(p for p in parts if p)


def _beside(judged: Judged, labels: dict[ClaimId, str], heard: Sequence[Heard]) -> list[dict[str, Any]]:
    """The neighbours, those that contradict first."""
    by_claim = {j.claim.claim: (h, j) for h in heard for j in h.claims}
    order = (Stand.CONTRADICT, Stand.DIFFER, Stand.AGREE)
    lines = []
    for b in sorted(judged.beside, key=lambda b: order.index(b.between.stand)):
        h, j = by_claim[b.claim]
        value = j.claim.value
        lines.append(
            {"stand": b.between.stand, "by": b.between.by, "label": labels[b.claim], "url": _url(h),
             "low": value.low if value else None, "high": value.high if value else None, "number": value is not None,
             "qualifier": _qualifier(j.claim), "verbatim": h.recorded.verbatim,
             "lang": h.recorded.language}
        )  # fmt: skip
    return lines


def _behind(visit: Visit, judged: Judged) -> list[dict[str, Any]]:
    """The names behind the verdict, those a number could hide first. Empty for who sees no names."""
    if not sees(visit).names:
        return []
    answer = judged.answer
    groups: list[tuple[str, Sequence[PersonId]]] = [
        (_("Not accounted for at that minute"), answer.unaccounted),
        (_("Never in our care, and there at that minute"), answer.unresolved),
    ]
    for reason in judged.verdict.reasons:
        if reason.people and set(reason.people) not in [set(answer.unaccounted), set(answer.unresolved)]:
            title = _("On the sheet that was left out: %(sheet)s") % {"sheet": reason.sheet} if reason.sheet else str(
                _("By whom the lists differ"))  # fmt: skip
            groups.append((title, reason.people))
    counted = [p.person for p in answer.counted]
    groups.append((_("Counted by the ledger at that minute"), counted))
    found = []
    for title, ids in groups:
        if ids:
            lines = people.ask(visit.viewer, visit.operation, people=ids[:NAMES_SHOWN], merged=True, limit=NAMES_SHOWN)
            found.append(
                {"title": title, "n": len(ids), "people": shown.people(visit, lines), "open": ids is not counted}
            )
    return found


# -- writing ---------------------------------------------------------------------------


@page
def record(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Word for word, before anybody reads anything into it."""
    if not visit.may("record-statement"):
        raise Http404
    errors: list[dict[str, str]] = []
    if request.method != "POST":
        return _record_form(request, {"said_at": _local(visit, visit.now), "language": "es"}, new_id())
    typed = {k: request.POST.get(k, "").strip() for k in FIELDS}
    sid = request.POST.get("id", "")[:80] or new_id()
    try:
        said_at = visit.read_local(typed["said_at"])
    except ValueError:
        errors.append({"field_id": "id_said_at", "sentence": _("Say on which day and at what time it was said.")})
        return _record_form(request, typed, sid, errors=errors, status=422)
    act = RecordStatement(
        visit.operation, StatementId(sid), typed["speaker"], typed["capacity"], said_at, typed["medium"],
        typed["language"], request.POST.get("verbatim", "").strip(), visit.now, typed["translation"],
        _digest(request.FILES.get("source")) or typed["digest"].lower(), typed["audience"],
    )  # fmt: skip
    answer = visit.record(act, f"{sid}/said")
    if answer.refusal is not None:
        return _record_form(request, typed, sid, refusal=refused(visit, answer.refusal), status=422)
    messages.success(request, _("Recorded word for word. Now take its claims apart."))
    if may_hear(visit.viewer, visit.operation):
        return redirect("desk:statement", sid)
    return redirect("desk:record_statement")


def _record_form(
    request: HttpRequest, typed: dict[str, Any], sid: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"here": "statements", "typed": typed, "id": sid, "media": MEDIA, "spoken_languages": LANGUAGES, **more}
    return render(request, "desk/statement_new.html", context, status=status)


def _local(visit: Visit, at: datetime) -> str:
    return f"{at.astimezone(visit.zone):%Y-%m-%dT%H:%M}"


def _digest(upload: UploadedFile | None) -> str:
    """What identifies the source for good; the file itself is not kept here, whoever brought it keeps it."""
    if upload is None:
        return ""
    running = sha256()
    for chunk in upload.chunks():
        running.update(chunk)
    return running.hexdigest()


@page
def take(request: HttpRequest, visit: Visit, statement: str) -> HttpResponse:
    """One claim of a statement: what is counted, how many, when and where, how it was counted."""
    if request.method != "POST" or not visit.may("take-claim"):
        raise Http404
    typed: dict[str, Any] = {k: str(v).strip() for k, v in request.POST.items()}
    typed["sites"] = request.POST.getlist("sites")
    cid = typed.get("claim_id", "")[:80] or new_id()
    errors: list[dict[str, str]] = []
    act = _claim(request, visit, statement, cid, typed, errors)
    if act is None:
        return _statement(request, visit, statement, status=422, typed=typed, claim_id=cid, claim_errors=errors)
    answer = visit.record(act, f"{cid}/taken")
    if answer.refusal is not None:
        told_no = refused(visit, answer.refusal)
        return _statement(request, visit, statement, status=422, typed=typed, claim_id=cid, claim_refusal=told_no)
    messages.success(request, _("The claim is taken; the ledger has answered it."))
    return redirect("desk:statement", statement)


def _claim(
    request: HttpRequest, visit: Visit, statement: str, cid: str, typed: dict[str, Any], errors: list[dict[str, str]]
) -> TakeClaim | None:
    def wrong(field: str, sentence: str) -> None:
        errors.append({"field_id": f"id_{field}", "sentence": sentence})

    if typed.get("subject") not in set(Subject):
        wrong("subject", _("Say of whom the number is."))
    if typed.get("predicate") not in set(Predicate):
        wrong("predicate", _("Say what is counted."))
    value, qualifier = _value(typed, wrong)
    try:
        as_of = visit.read_local(typed.get("as_of", ""))
    except ValueError:
        wrong("as_of", _("Say which minute the number is about."))
        as_of = visit.now
    if errors:
        return None
    method = typed.get("method")
    return TakeClaim(
        visit.operation, StatementId(statement), ClaimId(cid), Subject(typed["subject"]), Predicate(typed["predicate"]),
        value, as_of, visit.now, Method(method) if method in set(Method) else Method.NOT_SAID, qualifier,
        tuple(SiteId(s) for s in dict.fromkeys(typed["sites"])), pasted(request, "bands"), typed.get("note", ""),
    )  # fmt: skip


def _value(typed: dict[str, Any], wrong: Any) -> tuple[Count | None, Qualifier]:
    """ "More than 140" is 141 or more; "fewer than 200" is 0 to 199; no number is no number."""
    chosen = typed.get("qualifier") or Qualifier.EXACT.value
    low, high = _whole(typed.get("low", "")), _whole(typed.get("high", ""))
    for field in ("low", "high"):
        if typed.get(field) and _whole(typed[field]) is None:
            wrong(field, _("Write the number in digits."))
    if low is None and high is None:
        if chosen in (Qualifier.ALL, Qualifier.SOME):
            return None, Qualifier(chosen)
        return None, Qualifier.EXACT
    low = high if low is None else low
    assert low is not None
    match chosen:
        case "more-than":
            return Count(low + 1, None), Qualifier.AT_LEAST
        case "fewer-than":
            return Count(0, max(0, low - 1)), Qualifier.EXACT
        case Qualifier.AT_LEAST:
            return Count(low, None), Qualifier.AT_LEAST
        case _:
            known = Qualifier(chosen) if chosen in set(Qualifier) else Qualifier.EXACT
            return Count(low, low if high is None else high), known


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


def pasted(request: HttpRequest, name: str, *, by_line: bool = False) -> tuple[str, ...]:
    """A list as it was pasted, or the text of an uploaded file when there is one: bands by blanks, names by lines."""
    text = request.POST.get(name, "")
    upload = request.FILES.get(f"{name}_file")
    if upload is not None:
        raw = upload.read(LIST_AT_MOST)
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("latin-1")
    parts = text[:LIST_AT_MOST].splitlines() if by_line else BETWEEN_BANDS.split(text[:LIST_AT_MOST])
    return tuple(p.strip().strip('"') for p in parts if p.strip().strip('"'))


@page
def relate(request: HttpRequest, visit: Visit, statement: str) -> HttpResponse:
    """Somebody of ours says how two claims stand: repeats, narrows, replaces, is taken back."""
    if request.method != "POST" or not visit.may("relate-claims"):
        raise Http404
    typed = {k: str(v).strip() for k, v in request.POST.items()}
    where = {j.claim.claim: h.recorded.statement for h in heard_by(visit) for j in h.claims}
    relation, other = typed.get("relation", ""), ClaimId(typed.get("other", ""))
    if relation not in set(Relation) or other not in where:
        missing = [{"field_id": "id_relation", "sentence": _("Choose the relation and the other claim.")}]
        return _statement(request, visit, statement, status=422, relation_typed=typed, relation_errors=missing)
    act = RelateClaims(
        visit.operation, StatementId(statement), ClaimId(typed.get("claim", "")), where[other], other,
        Relation(relation), typed.get("reason", ""), visit.now,
    )  # fmt: skip
    answer = visit.record(act, typed.get("act_id", "")[:80])
    if answer.refusal is not None:
        told_no = refused(visit, answer.refusal)
        return _statement(request, visit, statement, status=422, relation_typed=typed, relation_refusal=told_no)
    messages.success(request, _("The relation is on record."))
    return redirect("desk:statement", statement)
