"""Investigation: what is alleged and by whom, and child by child what speaks for it; never a verdict."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from abrigo.clerk.record import Ask
from abrigo.desk import shown
from abrigo.desk.door import Visit, page
from abrigo.desk.exhibits import digest_of
from abrigo.desk.sheets import Question, Sheet, fill
from abrigo.desk.typed import Typed
from abrigo.desk.words import word
from abrigo.facts.grants import Compartment
from abrigo.facts.investigation import Considered, Standing, Weight
from abrigo.facts.kinds import AllegationId, EvidenceId, ExhibitId, InterviewId, PersonId
from abrigo.registers import cards, people
from abrigo.rules.investigation import (
    ALLEGATIONS,
    INTERVIEWS,
    Allegation,
    ConsiderDuty,
    HoldInterview,
    Interviews,
    MakeAllegation,
    MatrixRow,
    TurnAllegation,
    WeighEvidence,
    WithdrawEvidence,
    matrix,
)
from abrigo.rules.offences import Offence, shipped

EVERY = 100_000


def _enter(visit: Visit) -> None:
    if not cards.may_read_case(visit.viewer, visit.operation):
        raise Http404


def _spanish() -> bool:
    return not (get_language() or "es").startswith("en")


def _named(offence: Offence) -> str:
    return offence.es if _spanish() else offence.en


def _elements(code: str) -> dict[str, str]:
    offence = shipped().get(code)
    return {} if offence is None else {e.code: e.es if _spanish() else e.en for e in offence.elements}


def _known(visit: Visit, allegation: str) -> Allegation:
    found: Allegation = visit.consult(lambda _v, memory: memory.recall(ALLEGATIONS, f"allegation:{allegation}"))
    if found.made is None or found.made.operation != visit.operation:
        raise Http404
    return found


# -- all of them --------------------------------------------------------------------------


@page
def board(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is alleged, how far each has come, and how many of its children have evidence of their own."""
    _enter(visit)
    lines = []
    for card in cards.ask(visit.viewer, visit.operation, "allegation"):
        known = _known(visit, card.id)
        rows = matrix(known)
        offence = shipped().get(card.title)
        lines.append(
            {
                "url": reverse("desk:allegation", args=[card.id]),
                "name": _named(offence) if offence else card.title,
                "speaker": card.body["speaker"],
                "words": card.body["words"],
                "standing": known.standing,
                "children": len(rows),
                "own": sum(row.own for row in rows),
                "pieces": len(known.speaks),
            }
        )
    exhibits = cards.ask(visit.viewer, visit.operation, "exhibit", limit=EVERY)
    context = {"here": "investigation", "allegations": lines, "exhibits": len(exhibits)}
    return render(request, "desk/investigation.html", context)


@page
def make(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not visit.may("make-allegation"):
        raise Http404
    _enter(visit)
    listed = people.ask(visit.viewer, visit.operation, limit=EVERY)
    sheet = Sheet(
        title=_("An allegation"), here="investigation", back=reverse("desk:investigation"), submit=_("Write it down"),
        lead=_("Who says what, about which children by name. What is said of a group is said of each of them here, or of nobody."),  # noqa: E501
        people=listed,
        questions=(
            Question("offence", _("Taken apart by"), "select", required=True,
                     options=[(o.code, f"{_named(o)} — {o.source}") for o in shipped().values()]),
            Question("speaker", _("Who says so"), required=True),
            Question("words", _("In their words"), "textarea", required=True),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        offence = form.choice("offence", list(shipped()), _("Choose by which elements."))
        speaker, words = form.text("speaker", _("Say who says so.")), form.text("words", _("Write what was said."))
        ids = form.people(listed)
        act = MakeAllegation(visit.operation, AllegationId("al-" + form.id), offence, speaker, words, ids, form.at)
        return [] if form.errors else [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _a: _("Written down."))


# -- one of them: the matrix ----------------------------------------------------------------


@page
def allegation(request: HttpRequest, visit: Visit, allegation: str) -> HttpResponse:
    return render(request, "desk/allegation.html", _context(visit, allegation))


@page
def paper(request: HttpRequest, visit: Visit, allegation: str) -> HttpResponse:
    """The same to print: the matrix with every piece named under it."""
    return render(request, "desk/allegation_paper.html", _context(visit, allegation))


def _context(visit: Visit, allegation: str) -> dict[str, Any]:
    _enter(visit)
    known = _known(visit, allegation)
    assert known.made is not None
    visit.viewer.looks.note_all(Compartment.INVESTIGATION, known.made.people)
    lines = {p.id: p for p in people.ask(visit.viewer, visit.operation, people=list(known.made.people), limit=EVERY)}
    offence = shipped().get(known.made.offence)
    names = _elements(known.made.offence)
    rows = matrix(known)
    visit.learn_staff([e.said.by for e in known.weighed.values()])
    return {
        "here": "investigation",
        "allegation": allegation,
        "made": known.made,
        "offence": offence,
        "name": _named(offence) if offence else known.made.offence,
        "standing": known.standing,
        "turns": known.turns,
        "elements": [names.get(code, code) for code in known.made.elements],
        "rows": [_row(visit, row, lines) for row in rows],
        "own": sum(row.own for row in rows),
        "pieces": [
            {
                "fact": e,
                "element": names.get(e.element, e.element),
                "about": _called(lines.get(e.person)) if e.person else "",
                "by": visit.staff(e.said.by),
                "withdrawn": known.withdrawn.get(e.evidence),
                "number": _number(visit, e.exhibit),
            }
            for e in known.weighed.values()
        ],
        "duties": [
            {"duty": d, "about": _called(lines.get(d.person)), "by": visit.staff(d.said.by)}
            for d in known.duties.values()
        ],
    }


def _called(line: Any) -> str:
    return "" if line is None else f"{line.band} {line.shown}".strip()


def _number(visit: Visit, exhibit: ExhibitId | None) -> str:
    card = cards.one(visit.viewer, visit.operation, "exhibit", exhibit) if exhibit else None
    return str(card.body["number"]) if card else ""


def _row(visit: Visit, row: MatrixRow, lines: dict[Any, Any]) -> dict[str, Any]:
    line = lines.get(row.person)
    return {
        "person": shown.person(visit, line) if line else {"id": row.person},
        "own": row.own,
        "flags": list(row.flags),
        "cells": [
            {
                "supports": len(c.supports), "contradicts": len(c.contradicts), "silent": len(c.silent),
                "group": len(c.group), "flags": list(c.flags),
            }
            for c in row.cells
        ],
    }  # fmt: skip


@page
def weigh(request: HttpRequest, visit: Visit, allegation: str) -> HttpResponse:
    """One piece against one element, for one child or for the group."""
    if not visit.may("weigh-evidence"):
        raise Http404
    _enter(visit)
    known = _known(visit, allegation)
    assert known.made is not None
    made, names = known.made, _elements(known.made.offence)
    lines = people.ask(visit.viewer, visit.operation, people=list(made.people), limit=EVERY)
    exhibits = cards.ask(visit.viewer, visit.operation, "exhibit", limit=EVERY)
    sheet = Sheet(
        title=_("Weigh a piece"), here="investigation", back=reverse("desk:allegation", args=[allegation]),
        submit=_("Write it down"),
        questions=(
            Question("person", _("About whom"), "select",
                     options=[("", _("about the group: it proves nothing of any one child")),
                              *((p.id, _called(p)) for p in lines)]),
            Question("element", _("To which element"), "select", required=True,
                     options=[(code, names.get(code, code)) for code in made.elements]),
            Question("weight", _("What it does"), "choice", options=[(w.value, word(w)) for w in Weight]),
            Question("source", _("What it is, and where it stands"), required=True),
            Question("exhibit", _("Exhibit"), "select",
                     options=[("", _("none")), *((c.id, f"{c.body['number']} {c.title}"[:60]) for c in exhibits)]),
            Question("origin", _("Where it comes from in the end"),
                     hint=_("Two papers that quote one witness have one origin. Empty: it is its own.")),
            Question("reason", _("Why it speaks so"), "textarea"),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        person = form.choice("person", [p.id for p in lines])
        element = form.choice("element", made.elements, _("Choose the element."))
        weight = form.choice(
            "weight", [w.value for w in Weight], _("Say whether it supports, contradicts or is silent.")
        )
        source = form.text("source", _("Say what it is."))
        exhibit = form.choice("exhibit", [c.id for c in exhibits])
        if form.errors:
            return []
        act = WeighEvidence(
            visit.operation, AllegationId(allegation), EvidenceId("ev-" + form.id), element, Weight(weight), source,
            form.at, PersonId(person) if person else None, ExhibitId(exhibit) if exhibit else None,
            form.text("origin"), form.text("reason"),
        )  # fmt: skip
        return [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _a: _("Weighed."))


@page
def withdraw(request: HttpRequest, visit: Visit, allegation: str, evidence: str) -> HttpResponse:
    if not visit.may("withdraw-evidence"):
        raise Http404
    _enter(visit)
    if EvidenceId(evidence) not in _known(visit, allegation).weighed:
        raise Http404
    sheet = Sheet(
        title=_("It no longer speaks"), here="investigation", back=reverse("desk:allegation", args=[allegation]),
        submit=_("Withdraw it"), lead=_("It stays readable, with the reason."),
        questions=(Question("reason", _("Why"), required=True),),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        reason = form.text("reason", _("Say why."))
        act = WithdrawEvidence(visit.operation, AllegationId(allegation), EvidenceId(evidence), reason, form.at)
        return [] if form.errors else [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _a: _("Withdrawn."))


@page
def duty(request: HttpRequest, visit: Visit, allegation: str) -> HttpResponse:
    """Whether a measure short of removal, or reasonable efforts, were considered for these children."""
    if not visit.may("consider-duty"):
        raise Http404
    _enter(visit)
    known = _known(visit, allegation)
    assert known.made is not None
    lines = people.ask(visit.viewer, visit.operation, people=list(known.made.people), limit=EVERY)
    sheet = Sheet(
        title=_("A duty before a removal"), here="investigation", back=reverse("desk:allegation", args=[allegation]),
        submit=_("Write it down"), people=lines,
        questions=(
            Question("duty", _("Which"), "choice", options=[(d.value, word(d)) for d in Considered]),
            Question("done", _("Was it considered or made"), "choice",
                     options=[("yes", word("yes")), ("no", word("no"))]),
            Question("reason", _("What came of it, or why not"), "textarea", required=True),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        which = form.choice("duty", [d.value for d in Considered], _("Say which."))
        done = form.choice("done", ["yes", "no"], _("Say whether it was."))
        reason = form.text("reason", _("Say what came of it, or why not."))
        ids = form.people(lines)
        if form.errors:
            return []
        return [
            Ask(f"{form.id}-{n}", ConsiderDuty(
                visit.operation, AllegationId(allegation), p, Considered(which), done == "yes", reason, form.at
            ))
            for n, p in enumerate(ids)
        ]  # fmt: skip

    return fill(request, visit, sheet, asked, lambda a: _("Written down for %(n)s.") % {"n": len(a)})


@page
def turn(request: HttpRequest, visit: Visit, allegation: str) -> HttpResponse:
    """A court or office changed where it stands."""
    if not visit.may("turn-allegation"):
        raise Http404
    _enter(visit)
    _known(visit, allegation)
    sheet = Sheet(
        title=_("Where it stands now"), here="investigation", back=reverse("desk:allegation", args=[allegation]),
        submit=_("Write it down"),
        questions=(
            Question("standing", _("It is"), "choice", options=[(s.value, word(s)) for s in Standing]),
            Question("by", _("Which court or office says so"), required=True),
            Question("source", _("By which act, of which day"), required=True),
            Question("reason", _("Why")),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        standing = form.choice("standing", [s.value for s in Standing], _("Say where it stands."))
        by, source = form.text("by", _("Say which court or office.")), form.text("source", _("Name the act."))
        if form.errors:
            return []
        act = TurnAllegation(
            visit.operation, AllegationId(allegation), Standing(standing), by, source, form.at, form.text("reason")
        )
        return [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _a: _("Written down."))


# -- a child's interviews ------------------------------------------------------------------------


@page
def interviews(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    """How often this child was asked, by whom, in which language; and the sheet for one more, with its warning."""
    _enter(visit)
    if not visit.may("hold-interview"):
        raise Http404
    found = people.ask(visit.viewer, visit.operation, people=[PersonId(person)])
    if not found:
        raise Http404
    known: Interviews = visit.consult(lambda _v, memory: memory.recall(INTERVIEWS, f"person:{person}"))
    visit.viewer.looks.note(Compartment.INVESTIGATION, person)
    held = sorted(known.held.values(), key=lambda i: i.said.at)
    so_far = [
        _("%(when)s, %(who)s, %(protocol)s, in %(language)s")
        % {"when": f"{i.said.at.astimezone(visit.zone):%Y-%m-%d %H:%M}", "who": i.interviewer, "protocol": i.protocol,
           "language": word(i.language)}
        for i in held
    ]  # fmt: skip
    lead = _("Not interviewed so far, as far as is recorded.")
    if held:
        times = _("Asked %(n)s times already: %(list)s. Ask again only for a reason.")
        lead = times % {"n": len(held), "list": "; ".join(so_far)}
    sheet = Sheet(
        title=_("Interview of a child"), here="investigation", back=reverse("desk:person", args=[person]),
        submit=_("Seal it"), lead=lead, person=shown.person(visit, found[0]),
        questions=(
            Question("interviewer", _("Who asks"), required=True),
            Question("protocol", _("By which protocol"), required=True),
            Question("language", _("Language"), "select", options=[(c, word(c)) for c in LANGUAGES]),
            Question("interpreter", _("Interpreter")),
            Question("questions", _("The questions, word for word"), "textarea", required=True),
            Question("answers", _("The answers, word for word"), "textarea"),
            Question("digest", _("Digest of the recording (sha256)"), hint=_("Empty: none was made.")),
            Question("file", _("The recording itself"), "file", hint=_("Only its digest is kept here.")),
            Question("reason", _("Why the child is asked again"), required=bool(held)),
        ),
        files=True,
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        interviewer = form.text("interviewer", _("Say who asks."))
        protocol = form.text("protocol", _("Say by which protocol."))
        language = form.choice("language", LANGUAGES, _("Say in which language."))
        questions = form.text("questions", _("Write the questions."))
        act = HoldInterview(
            visit.operation, PersonId(person), InterviewId("iv-" + form.id), interviewer, protocol, language, questions,
            form.at, form.text("answers"), form.text("interpreter"), digest_of(request, form), form.text("reason"),
        )  # fmt: skip
        return [] if form.errors else [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _a: _("Sealed."))


LANGUAGES = ("es", "en", "he", "yi", "ar", "quc", "kek", "mam", "fr")
