"""Agreed counts: one number with its list; every agency signs the same digest or says by name where its own differs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from abrigo.clerk import bundles, public_words
from abrigo.clerk.checkpoint import checkpoint
from abrigo.desk import shown
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.refused import refused
from abrigo.desk.stamps import code_of, stamped
from abrigo.desk.statements import pasted
from abrigo.facts.accords import AccordProposed, Definition, Reason
from abrigo.facts.kinds import AccordId, AgencyId, PersonId, SiteId
from abrigo.registers import agreed, answers, cards, people
from abrigo.registers.verdicts import may_hear
from abrigo.rules.accords import (
    ACCORDS,
    Accord,
    AccordParts,
    AnswerAccord,
    Difference,
    ExplainDifference,
    ProposeAccord,
    SignAccord,
    WithdrawAccord,
    accord_parts,
    canonical_list,
    differences,
    list_digest,
)
from abrigo.staff.models import Agency, new_id

LIST_SHOWN: Final = 5000


def _enter(visit: Visit) -> None:
    if not may_hear(visit.viewer, visit.operation):
        raise Http404


def _language() -> str:
    return get_language() or "es"


def agencies_of() -> dict[str, str]:
    """The names of all agencies, by id."""
    return dict(Agency.objects.order_by("name").values_list("id", "name"))


# -- the list of accords ----------------------------------------------------------------


@page
def board(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every number that was put to the agencies, the latest first."""
    _enter(visit)
    found = cards.ask(visit.viewer, visit.operation, "accord")
    lines = [
        {
            "url": reverse("desk:accord", args=[c.id]),
            "status": c.status,
            "definition": c.body["definition"],
            "number": c.body["number"],
            **shown.instants({"cut": c.body["cut"]}, ["cut"]),
            "sites": [visit.place(s) for s in c.body["sites"]] if sees(visit).places else [],
            "some_sites": len(c.body["sites"]),
            "signed": len(c.body["signed"]),
            "of": len(c.body["agencies"]),
            "differ": len(set(c.body["answered"]) - set(c.body["signed"])),
        }
        for c in found
    ]
    return render(request, "desk/accords.html", {"here": "accords", "accords": lines})


# -- proposing ---------------------------------------------------------------------------


@page
def propose(request: HttpRequest, visit: Visit) -> HttpResponse:
    """First what is to be counted; then the list as the registers have it, to be read before it is proposed."""
    _enter(visit)
    if not visit.may("propose-accord"):
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    typed: dict[str, Any] = {
        "definition": asked.get("definition", ""),
        "cut": asked.get("cut", ""),
        "sites": asked.getlist("sites") if sees(visit).places else [],
        "agencies": asked.getlist("agencies") or _invited(visit),
    }
    if typed["definition"] not in set(Definition):
        return _propose_form(request, visit, typed | {"cut": typed["cut"] or _local(visit, visit.now)})
    try:
        cut = visit.read_local(typed["cut"])
    except ValueError:
        errors = [{"field_id": "id_cut", "sentence": _("Say which minute the count is about.")}]
        return _propose_form(request, visit, typed, errors=errors, status=422)
    definition, sites = Definition(typed["definition"]), tuple(SiteId(s) for s in dict.fromkeys(typed["sites"]))
    ids = _counted(visit, definition, cut, sites)
    digest = list_digest(visit.operation, definition, cut, sites, ids)
    if request.method == "POST":
        accord = request.POST.get("id", "")[:80] or new_id()
        # What was read is what is proposed: the digest of the page that was looked at, not of this moment.
        act = ProposeAccord(
            visit.operation, AccordId(accord), definition, cut, sites,
            tuple(AgencyId(a) for a in typed["agencies"]), ids, request.POST.get("digest", ""), visit.now,
        )  # fmt: skip
        answer = visit.record(act, f"{accord}/proposed")
        if answer.refusal is None:
            messages.success(
                request, _("Proposed. Now each agency signs it, or says by name where its own list differs.")
            )
            return redirect("desk:accord", accord)
        shown_again = _preview(visit, definition, cut, ids, digest)
        told_no = refused(visit, answer.refusal)
        return _propose_form(request, visit, typed, preview=shown_again, refusal=told_no, status=422)
    return _propose_form(request, visit, typed, preview=_preview(visit, definition, cut, ids, digest))


def _counted(visit: Visit, definition: Definition, cut: datetime, sites: Sequence[SiteId]) -> tuple[PersonId, ...]:
    found: tuple[PersonId, ...] = visit.consult(
        lambda _viewer, memory: answers.definition_list(memory, visit.operation, definition, cut, sites)
    )
    return found


def _preview(
    visit: Visit, definition: Definition, cut: datetime, ids: Sequence[PersonId], digest: str
) -> dict[str, Any]:
    return {
        "number": len(ids),
        "counted": public_words.counted(definition, len(ids), _language()),
        "cut": cut,
        "digest": digest,
        "people": _people(visit, ids),
    }


def _invited(visit: Visit) -> list[str]:
    found: list[str] = visit.consult(lambda _viewer, memory: _agencies_of_operation(memory, visit))
    return found


def _agencies_of_operation(memory: Any, visit: Visit) -> list[str]:
    from abrigo.facts.streams import places_stream
    from abrigo.rules.places import PLACES

    opened = memory.recall(PLACES, places_stream(visit.operation)).opened
    return list(opened.agencies) if opened else []


def _propose_form(
    request: HttpRequest, visit: Visit, typed: dict[str, Any], *, status: int = 200, **more: Any
) -> HttpResponse:
    names = agencies_of()
    invited = _invited(visit)
    context = {
        "here": "accords",
        "spoken": public_words.spoken_in(_language()),
        "typed": typed,
        "id": new_id(),
        "definitions": [(d.value, public_words.defined(d, _language())) for d in Definition],
        "sites": [s for s in visit.sites() if s.kind != "vehicle"] if sees(visit).places else [],
        "agencies": [(a, names.get(a, a)) for a in (invited or names)],
        **more,
    }
    return render(request, "desk/accord_new.html", context, status=status)


def _local(visit: Visit, at: datetime) -> str:
    return f"{at.astimezone(visit.zone):%Y-%m-%dT%H:%M}"


def _people(visit: Visit, ids: Sequence[PersonId]) -> list[dict[str, Any]]:
    if not ids or not sees(visit).names:
        return []
    found = people.ask(visit.viewer, visit.operation, people=ids, merged=True, limit=LIST_SHOWN)
    return shown.people(visit, found)


# -- one accord ---------------------------------------------------------------------------


def _known(visit: Visit, accord: str) -> tuple[Accord, AccordParts, AccordProposed]:
    _enter(visit)
    known: Accord = visit.consult(lambda _viewer, memory: memory.recall(ACCORDS, f"accord:{accord}"))
    parts = accord_parts(known)
    if parts is None or known.proposed is None or known.proposed.operation != visit.operation:
        raise Http404
    return known, parts, known.proposed


@page
def accord(request: HttpRequest, visit: Visit, accord: str) -> HttpResponse:
    return _accord(request, visit, accord)


def _accord(request: HttpRequest, visit: Visit, accord: str, *, status: int = 200, **more: Any) -> HttpResponse:
    known, parts, proposed = _known(visit, accord)
    names = agencies_of()
    mine = visit.viewer.agency
    invited = mine in proposed.agencies
    visit.learn_staff([s.said.by for s in known.signed.values()])
    context = {
        "here": "accords",
        "spoken": public_words.spoken_in(_language()),
        "accord": _head(visit, accord, parts, proposed),
        "aloud": _aloud(visit, parts, names),
        "check_url": request.build_absolute_uri(reverse("desk:check_accord", args=[accord])),
        "signers": [_signer(visit, known, a, names) for a in proposed.agencies],
        "people": _people(visit, proposed.people),
        "answered": _answered(visit, known, proposed, names),
        "own": names.get(mine, mine),
        "can_sign": invited and visit.may("sign-accord") and mine not in known.signed and known.withdrawn is None,
        "can_answer": invited and visit.may("answer-accord") and mine not in known.signed and known.withdrawn is None,
        "can_explain": invited and visit.may("explain-difference") and known.withdrawn is None,
        "can_withdraw": visit.may("withdraw-accord") and not known.reached and known.withdrawn is None,
        "withdrawn": known.withdrawn,
        "reasons": list(Reason),
        "act_id": new_id(),
        "typed": {},
        **more,
    }
    return render(request, "desk/accord.html", context, status=status)


def _head(visit: Visit, accord: str, parts: AccordParts, proposed: AccordProposed) -> dict[str, Any]:
    return {
        "id": accord,
        "number": parts.number,
        "counted": public_words.counted(parts.definition, parts.number, _language()),
        "definition": parts.definition,
        "defined": public_words.defined(parts.definition, _language()),
        "cut": parts.cut,
        "sites": [visit.place(s) for s in proposed.sites] if sees(visit).places else [],
        "some_sites": len(proposed.sites),
        "digest": parts.digest,
        "known_at": parts.known_at,
        "by": visit.staff(proposed.said.by),
        "at": proposed.said.at,
        "reached_at": parts.reached_at,
        "withdrawn": parts.withdrawn,
    }


def _aloud(visit: Visit, parts: AccordParts, names: dict[str, str]) -> dict[str, Any] | None:
    """The agreed sentence in both languages with the checkpoint it rests on; None until everyone has signed."""
    if parts.reached_at is None:
        return None
    point = checkpoint(visit.now)
    signed = [names.get(a, a) for a in parts.signed]

    def say(language: str) -> str:
        return public_words.read_aloud(parts, language, lambda at: at.astimezone(visit.zone), signed)

    return {
        "es": say("es"),
        "en": say("en"),
        "checkpoint": stamped(point, visit.now),
    }


def _signer(visit: Visit, known: Accord, agency: AgencyId, names: dict[str, str]) -> dict[str, Any]:
    signed = known.signed.get(agency) if agency in known.signers else None
    answered = known.standing.get(agency)
    return {
        "name": names.get(agency, agency),
        "signed_at": signed.said.at if signed else None,
        "by": visit.staff(signed.said.by) if signed else "",
        "own_number": answered.number if answered else None,
    }


def _answered(visit: Visit, known: Accord, proposed: AccordProposed, names: dict[str, str]) -> list[dict[str, Any]]:
    """Each agency that counts otherwise: the lines by which the two lists differ, with a reason each."""
    if not known.standing:
        return []
    hint: agreed.Likely = visit.consult(lambda _viewer, memory: agreed.likely(memory, proposed))
    found = []
    for agency, given in known.standing.items():
        differ = differences(proposed, given, likely=hint.reasons, sheets=hint.sheets, explained=known.explained)
        found.append(
            {
                "agency": agency,
                "name": names.get(agency, agency),
                "mine": differ.mine,
                "yours": differ.yours,
                "unlisted": differ.unlisted,
                "bare": not given.lines,
                "n": len(differ.lines),
                "lines": _difference_lines(visit, differ.lines) if sees(visit).names else [],
                "same": not differ.lines and not differ.unlisted and bool(given.lines),
            }
        )
    return found


def _difference_lines(visit: Visit, lines: Sequence[Difference]) -> list[dict[str, Any]]:
    ids = [d.person for d in lines if d.person is not None]
    known = {p["id"]: p for p in _people(visit, ids)}
    return [
        {
            "side": d.side,
            "person": known.get(d.person or ""),
            "id": d.person or "",
            "words": d.words,
            "reason": d.reason,
            "sheet": d.sheet,
            "decided": d.decided,
        }
        for d in lines
    ]


# -- what an agency does ---------------------------------------------------------------------


@page
def sign(request: HttpRequest, visit: Visit, accord: str) -> HttpResponse:
    """The agency signs the list it has looked at: the digest comes from the page, not from the ledger."""
    _posted(request, visit, "sign-accord")
    act = SignAccord(visit.operation, AccordId(accord), request.POST.get("digest", ""), visit.now)
    answer = visit.record(act, request.POST.get("act_id", "")[:80])
    if answer.refusal is not None:
        return _accord(request, visit, accord, status=422, refusal=refused(visit, answer.refusal))
    known, _parts, _proposed = _known(visit, accord)
    messages.success(
        request, _("Signed. Everyone has signed: the number is agreed.") if known.reached else _("Signed.")
    )
    return redirect("desk:accord", accord)


@page
def answer(request: HttpRequest, visit: Visit, accord: str) -> HttpResponse:
    """The agency counts otherwise: its number, and its list as it has it."""
    _posted(request, visit, "answer-accord")
    written = pasted(request, "lines", by_line=True)
    lines = visit.consult(lambda _viewer, memory: agreed.whose(memory, visit.operation, written))
    number = request.POST.get("number", "").strip()
    if not number and lines:
        number = str(len(lines))
    if not (number.isascii() and number.isdigit() and len(number) < 8):
        errors = [{"field_id": "id_number", "sentence": _("Write your number in digits, or paste your list.")}]
        return _accord(request, visit, accord, status=422, typed=request.POST.dict(), answer_errors=errors)
    act = AnswerAccord(visit.operation, AccordId(accord), int(number), lines, visit.now)
    answered = visit.record(act, request.POST.get("act_id", "")[:80])
    if answered.refusal is not None:
        told_no = refused(visit, answered.refusal)
        return _accord(request, visit, accord, status=422, typed=request.POST.dict(), answer_refusal=told_no)
    messages.success(request, _("Your number stands beside the proposed one, line against line."))
    return redirect("desk:accord", accord)


@page
def explain(request: HttpRequest, visit: Visit, accord: str) -> HttpResponse:
    """Somebody says why a line is on one list and not on the other."""
    _posted(request, visit, "explain-difference")
    reason = request.POST.get("reason", "")
    if reason not in set(Reason):
        raise Http404
    person = request.POST.get("person", "")
    act = ExplainDifference(
        visit.operation, AccordId(accord), AgencyId(request.POST.get("agency", "")),
        PersonId(person) if person else None, request.POST.get("words", ""), Reason(reason), visit.now,
    )  # fmt: skip
    answered = visit.record(act, request.POST.get("act_id", "")[:80])
    if answered.refusal is not None:
        return _accord(request, visit, accord, status=422, refusal=refused(visit, answered.refusal))
    messages.success(request, _("The reason is on record."))
    return redirect("desk:accord", accord)


@page
def withdraw(request: HttpRequest, visit: Visit, accord: str) -> HttpResponse:
    _posted(request, visit, "withdraw-accord")
    act = WithdrawAccord(visit.operation, AccordId(accord), request.POST.get("reason", ""), visit.now)
    answered = visit.record(act, request.POST.get("act_id", "")[:80])
    if answered.refusal is not None:
        return _accord(request, visit, accord, status=422, refusal=refused(visit, answered.refusal))
    messages.success(request, _("Withdrawn; it stays readable."))
    return redirect("desk:accord", accord)


def _posted(request: HttpRequest, visit: Visit, act: str) -> None:
    if request.method != "POST" or not visit.may(act):
        raise Http404


# -- paper ---------------------------------------------------------------------------------


@page
def paper(request: HttpRequest, visit: Visit, accord: str) -> HttpResponse:
    """One sheet for the press table: the sentence, who signed, the checkpoint and a code to check it. No names."""
    known, parts, proposed = _known(visit, accord)
    if parts.reached_at is None:
        raise Http404
    names = agencies_of()
    visit.learn_staff([s.said.by for s in known.signed.values()])
    url = request.build_absolute_uri(reverse("desk:check_accord", args=[accord]))
    aloud = _aloud(visit, parts, names)
    context = {
        "here": "accords",
        "spoken": public_words.spoken_in(_language()),
        "accord": _head(visit, accord, parts, proposed),
        "aloud": aloud,
        "checkpoint": aloud["checkpoint"] if aloud else None,
        "check_url": url,
        "qr": code_of(url),
        "signatures": [
            {
                "role": "",
                "name": names.get(a, a),
                "agency": visit.staff(known.signed[a].said.by),
                "at": known.signed[a].said.at,
            }
            for a in parts.signed
        ],
    }
    return render(request, "desk/print/accord.html", context)


@page
def proof(request: HttpRequest, visit: Visit, accord: str) -> HttpResponse:  # noqa: ARG001
    """The file a stranger checks without us: who signed which digest, each proven to stand in the ledger. No name."""
    _known(visit, accord)
    try:
        lines = bundles.agreed(AccordId(accord), visit.now)
    except bundles.NothingWritten:
        raise Http404 from None
    answer = HttpResponse(b"".join(line + b"\n" for line in lines), content_type="application/x-ndjson")
    answer["Content-Disposition"] = 'attachment; filename="accord.abrigo"'
    return answer


@page
def listed(request: HttpRequest, visit: Visit, accord: str) -> HttpResponse:  # noqa: ARG001
    """The text whose sha256 was signed: ids only, for whoever wants to check the digest with a tool of their own."""
    _known_accord, _parts, proposed = _known(visit, accord)
    if not sees(visit).names:
        raise Http404
    text = canonical_list(proposed.operation, proposed.definition, proposed.cut, proposed.sites, proposed.people)
    answered = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answered["Content-Disposition"] = f'attachment; filename="accord-{proposed.digest[:12]}.txt"'
    return answered
