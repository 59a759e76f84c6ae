"""Forms: which there are, laid before a second person, filled about a child, kept half written, read and corrected."""

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from abrigo.clerk import half_filled
from abrigo.clerk.memory import Memory
from abrigo.desk import shown, words
from abrigo.desk.cells import plain
from abrigo.desk.door import Visit, page
from abrigo.desk.form_drawing import LANGUAGES, Drawing, direction, for_the_page, read_back
from abrigo.desk.models import FormDraft
from abrigo.desk.refused import refused
from abrigo.facts.forms import Answered, FormAnswered, RowKind
from abrigo.facts.grants import Compartment
from abrigo.facts.kinds import AnswersId, FormId, PersonId
from abrigo.facts.streams import forms_stream
from abrigo.facts.wire import to_ms
from abrigo.registers import cards, people
from abrigo.registers.people import PersonLine
from abrigo.rules.access import Viewer
from abrigo.rules.form_filling import fill, key_of, opening
from abrigo.rules.form_sheet import Form, said
from abrigo.rules.form_shelf import shelf
from abrigo.rules.forms import (
    ANSWERS,
    CATALOGUE,
    FORMS,
    AdoptForm,
    AnswerForm,
    Answers,
    Catalogue,
    KnownForm,
    PublishForm,
    WithdrawForm,
    built,
)
from abrigo.rules.policy import Child, may_know, protected
from abrigo.staff.models import new_id

TYPED = "a:"
PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def spoken() -> str:
    return get_language() or "es"


def _enter(visit: Visit) -> None:
    if not cards.may_list(visit.viewer, visit.operation, "form"):
        raise Http404


def known_form(visit: Visit, form: str) -> KnownForm:
    """The form, or nothing there."""
    found: KnownForm = visit.consult(lambda _v, memory: memory.recall(FORMS, f"form:{form}"))
    if found.proposed is None or found.proposed.operation != visit.operation:
        raise Http404
    return found


def _built(known: KnownForm) -> Form:
    assert known.proposed is not None
    form = built(known.proposed.definition)
    if isinstance(form, tuple):
        raise Http404
    return form


def _catalogue(visit: Visit) -> Catalogue:
    found: Catalogue = visit.consult(lambda _v, m: m.recall(CATALOGUE, forms_stream(visit.operation)))
    return found


# -- all of them ------------------------------------------------------------------------------


@page
def board(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Forms in use, those that wait for a second hand, and those the house brings along."""
    _enter(visit)
    lines = cards.ask(visit.viewer, visit.operation, "form")
    current = {f.form for f in _catalogue(visit).in_use}
    there = {(c.body["code"], c.body["version"]) for c in lines if c.status != "withdrawn"}
    offered = [d for d in shelf().values() if (d.code, d.version) not in there]
    context = {
        "here": "forms",
        "forms": [{"card": c, "current": c.id in current} for c in lines],
        "shelf": [{"code": d.code, "title": said(d.titles, spoken()[:2]), "questions": len(d.rows)} for d in offered],
        "form_id": new_id(),
    }
    return render(request, "desk/forms.html", context)


@page
@require_POST
def adopt(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One of the house's own into use."""
    if not visit.may("adopt-form"):
        raise Http404
    id_ = request.POST.get("id", "")[:80] or new_id()
    code = request.POST.get("code", "")[:80]
    answer = visit.record(
        AdoptForm(visit.operation, FormId(f"fo-{id_}-{code}"[:80]), code, visit.now), f"{id_}-{code}"[:80]
    )
    return _after(request, visit, answer.refusal, _("In use from now on."), "desk:forms")


def _after(request: HttpRequest, visit: Visit, refusal: Any, said_: str, to: str, *args: str) -> HttpResponse:
    if refusal is not None:
        told = refused(visit, refusal)
        messages.error(request, f"{told['sentence']} {told['remedy']}")
    else:
        messages.success(request, said_)
    return redirect(to, *args)


@page
def one(request: HttpRequest, visit: Visit, form: str) -> HttpResponse:
    """One form as it will be drawn, with who brought it in and who published it."""
    _enter(visit)
    known = known_form(visit, form)
    assert known.proposed is not None
    definition = known.proposed.definition
    language = language_of(request, definition.languages)
    drawn = _built(known)
    filled = fill(
        drawn, opening(drawn, visit.now.astimezone(visit.zone).replace(tzinfo=None)), visit.now.replace(tzinfo=None)
    )
    visit.learn_staff([known.proposed.said.by])
    context = {
        "here": "forms", "form": form, "known": known, "definition": definition, "language": language,
        "title": said(definition.titles, language), "direction": direction(language), "act_id": new_id(),
        "by": visit.staff(known.proposed.said.by), "compartment": words.COMPARTMENTS[definition.compartment],
        "published_by": visit.staff(known.published.said.by) if known.published else "",
        "mine": known.proposed.said.by == visit.viewer.staff,
        "pieces": Drawing(drawn, filled, {}, language, spoken(), told=False).pieces(),
        "may_export": bool(visit.may("publish-form")),
    }  # fmt: skip
    return render(request, "desk/form.html", context)


def language_of(request: HttpRequest, languages: Sequence[str]) -> str:
    """What was chosen, else the reader's own, else the form's first."""
    for wanted in (request.POST.get("language"), request.GET.get("language"), spoken(), spoken()[:2]):
        if wanted in languages and wanted is not None:
            return wanted
    return languages[0]


@page
@require_POST
def publish(request: HttpRequest, visit: Visit, form: str) -> HttpResponse:
    if not visit.may("publish-form"):
        raise Http404
    known_form(visit, form)
    answer = visit.record(PublishForm(visit.operation, FormId(form), visit.now), request.POST.get("id", "")[:80])
    return _after(request, visit, answer.refusal, _("In use from now on."), "desk:form", form)


@page
@require_POST
def withdraw(request: HttpRequest, visit: Visit, form: str) -> HttpResponse:
    if not visit.may("withdraw-form"):
        raise Http404
    known_form(visit, form)
    act = WithdrawForm(visit.operation, FormId(form), request.POST.get("reason", ""), visit.now)
    answer = visit.record(act, request.POST.get("id", "")[:80])
    return _after(request, visit, answer.refusal, _("No longer in use."), "desk:form", form)


# -- filling one about a child ------------------------------------------------------------------


def _line(visit: Visit, person: str) -> PersonLine:
    line = people.one(visit.viewer, visit.operation, person)
    if line is None:
        raise Http404
    return line


def _may_know(visit: Visit, compartment: Compartment, line: PersonLine) -> bool:
    """And noted, when it must be written down that somebody looked."""
    site = line.where.site or ""
    verdict = may_know(visit.viewer, compartment, Child(line.id, visit.operation, site), visit.now)
    if verdict and protected(visit.viewer, compartment, site):
        visit.viewer.looks.note(compartment, line.id, verdict.grant.id if verdict.grant else "")
    return bool(verdict)


def _answers(visit: Visit, person: str) -> Answers:
    found: Answers = visit.consult(lambda _v, m: m.recall(ANSWERS, f"person:{person}"))
    return found


@page
def of_child(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    """What was answered about this child as far as this viewer may know it; what can be filled; what lies half done."""
    line = _line(visit, person)
    _enter(visit)
    known = _answers(visit, line.id)
    may = {c: _may_know(visit, c, line) for c in {a.compartment for a in known.given.values()}}
    told = sorted((a for a in known.given.values() if may[a.compartment]), key=lambda a: a.said.at, reverse=True)
    visit.learn_staff([a.said.by for a in told])
    in_use = [(f, known_form(visit, f.form).proposed) for f in _catalogue(visit).in_use]
    titles = {f.code: said(p.definition.titles, spoken()[:2]) for f, p in in_use if p}
    context = {
        "here": "people", "person": shown.person(visit, line),
        "answers": [
            {"fact": a, "title": titles.get(a.code, a.code), "by": visit.staff(a.said.by),
             "corrected": known.corrected.get(a.answers_id, "")}
            for a in told
        ],
        "forms": [{"form": f.form, "title": titles[f.code], "version": f.version} for f, _p in in_use]
        if visit.may("answer-form") else [],
        "drafts": [{"draft": d, "title": _draft_title(visit, d)} for d in _drafts(visit, line.id)],
    }  # fmt: skip
    return render(request, "desk/child_forms.html", context)


def _drafts(visit: Visit, person: str) -> list[FormDraft]:
    return list(FormDraft.objects.filter(staff=visit.viewer.staff, operation=visit.operation, person=person))


def _draft_title(visit: Visit, draft: FormDraft) -> str:
    proposed = known_form(visit, draft.form).proposed
    return said(proposed.definition.titles, spoken()[:2]) if proposed else draft.form


@page
def fill_in(request: HttpRequest, visit: Visit, person: str, form: str) -> HttpResponse:
    """The page of one form about one child: continued, kept for later, or sent."""
    line = _line(visit, person)
    known = known_form(visit, form)
    if not visit.may("answer-form") or known.published is None or known.withdrawn is not None:
        raise Http404
    sheet = _Sheet(request, visit, line, form, _built(known))
    return sheet.answer() if request.method == "POST" else sheet.open()


class _Sheet:
    """One request about one form in somebody's hands."""

    def __init__(self, request: HttpRequest, visit: Visit, line: PersonLine, id_: str, form: Form) -> None:
        self.request, self.visit, self.line, self.id, self.form = request, visit, line, id_, form
        self.person = PersonId(line.id)
        self.now = visit.now.astimezone(visit.zone).replace(tzinfo=None)
        self.language = language_of(request, form.definition.languages)
        self.draft = (request.POST.get("draft") or request.GET.get("draft") or "")[:80]
        self.corrects = (request.POST.get("corrects") or request.GET.get("corrects") or "")[:80]
        self.sent = (request.POST.get("id") or new_id())[:80]

    def open(self) -> HttpResponse:
        if self.corrects:
            given = self._old()
        elif found := FormDraft.objects.filter(staff=self.visit.viewer.staff, id=self.draft, form=self.id).first():
            self.corrects, self.language = found.corrects, found.language or self.language
            given = self._kept(found)
        else:
            given = opening(self.form, self.now)
        return self.draw(given, told=False)

    def _kept(self, draft: FormDraft) -> dict[str, str]:
        try:
            return half_filled.get(self.visit.viewer, self.visit.operation, self.person, draft.digest)
        except LookupError:
            raise Http404 from None

    def _old(self) -> dict[str, str]:
        old = _answers(self.visit, self.line.id).given.get(AnswersId(self.corrects))
        if old is None or not _may_know(self.visit, old.compartment, self.line):
            raise Http404
        names = self.form.nodes
        return {a.key: a.value for a in old.answers if a.key.split("[")[0] in names}

    def answer(self) -> HttpResponse:
        given = self._typed()
        do = self.request.POST.get("do", "continue")
        if do.startswith(("add:", "remove:")):
            self._turn(given, do)
            return self.draw(given, told=False)
        if do == "later":
            return self._later(given)
        return self._send(given) if do == "send" else self.draw(given, told=do == "continue")

    def _typed(self) -> dict[str, str]:
        given = {}
        for name in self.request.POST:
            if name.startswith(TYPED):
                values = [v.strip() for v in self.request.POST.getlist(name)]
                key = name.removeprefix(TYPED)
                node = self.form.nodes.get(key.split("[")[0])
                told = " ".join(v for v in values if v)
                if node and node.row.kind is RowKind.DECIMAL:
                    told = told.replace(",", ".")
                given[key] = told
        return given

    def _turn(self, given: dict[str, str], do: str) -> None:
        what, _colon, key = do.partition(":")
        many = int(given[key]) if given.get(key, "").isdigit() else 0
        given[key] = str(min(100, many + 1) if what == "add" else max(0, many - 1))
        if what == "remove":
            depth = key.count("[")
            gone = key.partition("[")[2]
            inside = [n for n in self.form.nodes.values() if key.split("[")[0] in n.turns]
            turn = tuple(int(t.rstrip("]")) for t in ("[" + gone).split("[")[1:] if t) if depth else ()
            for node in inside:
                prefix = key_of(node.name, (*turn, many))
                for k in [k for k in given if k == prefix or k.startswith(prefix + "[")]:
                    del given[k]

    def _later(self, given: dict[str, str]) -> HttpResponse:
        visit = self.visit
        old = FormDraft.objects.filter(staff=visit.viewer.staff, id=self.draft).first()
        digest = half_filled.put(visit.viewer, visit.operation, self.person, given)
        if old is not None and old.digest != digest:
            half_filled.remove(visit.viewer, visit.operation, PersonId(old.person), old.digest)
        FormDraft.objects.filter(staff=visit.viewer.staff, id=self.draft).delete()
        FormDraft.objects.create(
            staff=visit.viewer.staff, id=self.draft or self.sent, operation=visit.operation, person=self.line.id,
            form=self.id, corrects=self.corrects, language=self.language, digest=digest, began=to_ms(visit.now),
        )  # fmt: skip
        messages.success(self.request, _("Kept for you alone, not yet sent."))
        return redirect("desk:child_forms", self.line.id)

    def _send(self, given: dict[str, str]) -> HttpResponse:
        visit = self.visit
        filled = fill(self.form, given, self.now)
        asked = {k: v for k, v in given.items() if filled.asked.get(k)}  # what is no longer asked is not sent along
        answers = tuple(Answered(k, v) for k, v in asked.items() if v)
        act = AnswerForm(
            visit.operation, self.person, FormId(self.id), AnswersId("an-" + self.sent), answers, visit.now,
            self.language, "", AnswersId(self.corrects) if self.corrects else None, self.request.POST.get("reason", ""),
        )  # fmt: skip
        if any(w.code not in ("not-asked", "unknown-question") for w in filled.wrong):
            return self.draw(given, told=True, status=422)
        answer = visit.record(act, self.sent)
        if answer.refusal is not None:
            return self.draw(given, told=True, status=422, refusal=refused(visit, answer.refusal))
        for draft in FormDraft.objects.filter(staff=visit.viewer.staff, id=self.draft):
            half_filled.remove(visit.viewer, visit.operation, PersonId(draft.person), draft.digest)
            FormDraft.objects.filter(staff=draft.staff, id=draft.id).delete()
        messages.success(self.request, _("Written down."))
        return redirect("desk:child_forms", self.line.id)

    def draw(self, given: dict[str, str], *, told: bool, status: int = 200, **more: Any) -> HttpResponse:
        filled = fill(self.form, given, self.now)
        filled.wrong = [w for w in filled.wrong if w.code not in ("not-asked", "unknown-question")]
        definition = self.form.definition
        drawing = Drawing(self.form, filled, given, self.language, spoken(), told=told)
        context = {
            "here": "people", "person": shown.person(self.visit, self.line), "form": self.id, "definition": definition,
            "title": said(definition.titles, self.language), "language": self.language,
            "direction": direction(self.language), "pieces": drawing.pieces(), "errors": drawing.problems(),
            "languages": [(one, LANGUAGES.get(one, one)) for one in definition.languages],
            "form_id": self.sent, "draft": self.draft, "corrects": self.corrects,
            "reason": self.request.POST.get("reason", ""),
            "live": json.dumps(for_the_page(self.form, self.language, self.now), ensure_ascii=False,
                               separators=(",", ":")),
        }  # fmt: skip
        return render(self.request, "desk/form_fill.html", context | more, status=status)


# -- reading ---------------------------------------------------------------------------------------


@page
def answers(request: HttpRequest, visit: Visit, person: str, answers: str) -> HttpResponse:
    """One filled form, as it was answered, in the version it was answered in."""
    line = _line(visit, person)
    known = _answers(visit, line.id)
    fact = known.given.get(AnswersId(answers))
    if fact is None or not _may_know(visit, fact.compartment, line):
        raise Http404
    form = known_form(visit, fact.form)
    assert form.proposed is not None
    language = language_of(request, form.proposed.definition.languages)
    context = {
        "here": "people", "person": shown.person(visit, line), "fact": fact, "by": visit.staff(fact.said.by),
        "title": said(form.proposed.definition.titles, language), "language": language,
        "direction": direction(language), "languages": form.proposed.definition.languages,
        "lines": read_back(_built(form), [(a.key, a.value) for a in fact.answers], language),
        "corrected": known.corrected.get(fact.answers_id, ""),
        "may_correct": visit.may("answer-form") and form.withdrawn is None,
    }  # fmt: skip
    return render(request, "desk/answers.html", context)


@page
def table(request: HttpRequest, visit: Visit, form: str) -> HttpResponse:  # noqa: ARG001 - the threshold
    """Every answer to this form that the viewer may know, as CSV in which no cell starts a formula."""
    _enter(visit)
    known = known_form(visit, form)

    def question(viewer: Viewer, memory: Memory) -> list[tuple[PersonLine, FormAnswered, str]]:
        found: Answers = memory.recall(ANSWERS, f"form:{form}")
        ids = sorted({a.person for a in found.given.values()})
        lines = {p.id: p for p in people.ask(viewer, visit.operation, people=ids, limit=100_000)} if ids else {}
        return [
            (lines[a.person], a, found.corrected.get(a.answers_id, ""))
            for a in found.given.values()
            if a.person in lines and _may_know(visit, a.compartment, lines[a.person])
        ]

    rows = visit.consult(question)
    keys = list(dict.fromkeys(a.key for _line_, fact, _c in rows for a in fact.answers))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["answers", "person", "code", "version", "at", "by", "corrects", "corrected_by", *keys])
    for line, fact, corrected in sorted(rows, key=lambda r: r[1].said.at):
        told = {a.key: a.value for a in fact.answers}
        at = fact.said.at.astimezone(visit.zone).isoformat(timespec="minutes")
        cells = [fact.answers_id, line.id, fact.code, fact.version, at, fact.said.by, fact.corrects or "", corrected]
        writer.writerow([_harmless(c) for c in (*cells, *(told.get(k, "") for k in keys))])
    assert known.proposed is not None
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{known.proposed.definition.code}-answers.csv"'
    return answer


def _harmless(text: str) -> str:
    """Text that stays text in a spreadsheet."""
    if PLAIN_NUMBER.fullmatch(text):
        return text
    return plain(text)
