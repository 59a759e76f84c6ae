"""Case work: a child's concerns, who says so and what the family answers; the plan; and two hands to close."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from abrigo.clerk.record import Ask
from abrigo.desk import shown
from abrigo.desk.door import Visit, page
from abrigo.desk.sheets import Question, Sheet, fill
from abrigo.desk.typed import Typed
from abrigo.desk.words import word
from abrigo.facts.casework import (
    CaseAssessed,
    ClosureProposed,
    ConcernKind,
    InterestsWeighed,
    PlanKind,
    ReplyKind,
    StepOutcome,
)
from abrigo.facts.grants import Compartment
from abrigo.facts.kinds import ConcernId, PersonId, StaffId, StepId
from abrigo.registers import cards, people
from abrigo.registers.people import PersonLine
from abrigo.rules.casework import (
    CASES,
    AnswerStep,
    AssessCase,
    AssignWorker,
    Case,
    PlanStep,
    ProposeClosure,
    RaiseConcern,
    ReplyToConcern,
    Signable,
    SignStep,
    WeighInterests,
)
from abrigo.rules.policy import reach
from abrigo.rules.response import shipped
from abrigo.staff.models import Account

EVERY: Final = 100_000


def _enter(visit: Visit, person: str) -> PersonLine:
    """Whose case this viewer may know; for anybody else there is nobody here."""
    line = people.one(visit.viewer, visit.operation, person)
    if line is None or not _reach(visit).takes(line.id, line.where.site or ""):
        raise Http404
    visit.viewer.looks.note(Compartment.CASE, line.id)
    return line


def _reach(visit: Visit) -> Any:
    return reach(visit.viewer, Compartment.CASE, visit.operation)


def _known(visit: Visit, person: str) -> Case:
    found: Case = visit.consult(lambda _v, memory: memory.recall(CASES, f"person:{person}"))
    return found


def _within(code: str) -> str:
    response = shipped().get(code)
    return code if response is None else response.en if (get_language() or "es").startswith("en") else response.es


# -- everything that waits --------------------------------------------------------------------


@page
def cases(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Which concerns nobody has acted on, what is to be done and overdue, and how many cases each worker carries."""
    if not _reach(visit):
        raise Http404
    concerns = cards.ask(visit.viewer, visit.operation, "concern", status=["raised"], limit=EVERY)
    tasks = cards.ask(visit.viewer, visit.operation, "task", status=["to-do", "step-accepted"], limit=EVERY)
    open_ = cards.ask(visit.viewer, visit.operation, "case", status=["open", "closure-proposed"], limit=EVERY)
    wanted = sorted({c.person for c in (*concerns, *tasks, *open_)})
    lines = people.ask(visit.viewer, visit.operation, people=[PersonId(p) for p in wanted], limit=EVERY)
    called = {p["id"]: p for p in shown.people(visit, lines)}
    load = Counter(str(c.body.get("worker") or "") for c in open_)
    visit.learn_staff(list(load))
    context = {
        "here": "cases",
        "concerns": _listed(visit, concerns, called),
        "tasks": _listed(visit, tasks, called),
        "load": sorted(((visit.staff(w) or _("nobody yet"), n) for w, n in load.items()), key=lambda p: -p[1]),
        "waiting": _listed(visit, [c for c in open_ if c.status == "closure-proposed"], called),
        "open": len(open_),
    }
    return render(request, "desk/cases.html", context)


def _listed(visit: Visit, found: Sequence[Any], called: dict[str, Any]) -> list[dict[str, Any]]:
    lines = [
        {"person": called[c.person], "title": word(c.title), "due": c.due, "late": c.overdue(visit.now),
         "who": c.body.get("who", ""), "status": c.status, "url": reverse("desk:case", args=[c.person])}
        for c in found if c.person in called
    ]  # fmt: skip
    return sorted(lines, key=lambda f: (f["due"] is None, f["due"]))


# -- one child's case ---------------------------------------------------------------------------


@page
def case(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    line = _enter(visit, person)
    known = _known(visit, line.id)
    visit.learn_staff([f.said.by for f in (*known.concerns.values(), *known.plan.values(), *known.records.values())])
    looked = known.looked_into
    context = {
        "here": "cases",
        "person": shown.person(visit, line),
        "worker": visit.staff(known.worker.worker) if known.worker else "",
        "closed": known.closed,
        "concerns": [
            {
                "fact": c, "kind": word(c.kind), "by": visit.staff(c.said.by), "within": _within(c.urgency),
                "late": c.concern not in looked and c.act_by < visit.now, "looked": c.concern in looked,
                "replies": [r for r in known.replies if r.concern == c.concern],
            }
            for c in known.concerns.values()
        ],
        "plan": [
            {
                "fact": s, "kind": word(s.kind), "open": known.open_step(i),
                "late": known.open_step(i) and s.due < visit.now, "answers": known.answers.get(i, ()),
            }
            for i, s in known.plan.items()
        ],
        "records": [_record(visit, known, r) for r in known.records.values()],
    }  # fmt: skip
    return render(request, "desk/case.html", context)


def _record(visit: Visit, known: Case, record: Signable) -> dict[str, Any]:
    signed = known.signed.get(record.step)
    name, rows = _("Closure"), []
    match record:
        case CaseAssessed():
            name, rows = _("Assessment"), [(_("Found"), record.found), (_("Strengths"), record.strengths)]
        case InterestsWeighed():
            name = _("Best interests")
            rows = [(_("Question"), record.question), (_("What could be done"), record.options)]
            rows += [(_("How it was weighed"), record.weighed), (_("Conclusion"), record.conclusion)]
        case ClosureProposed():
            rows = [(_("Why"), record.reason), (_("Why although something is open"), record.left_open)]
    if not isinstance(record, ClosureProposed):
        rows.append(
            (_("The child says"), record.view) if record.view else (_("Why the child is not heard"), record.absent)
        )
    return {
        "name": name, "rows": [r for r in rows if r[1]], "fact": record, "by": visit.staff(record.said.by),
        "signed": signed, "signer": visit.staff(signed.said.by) if signed else "",
        "signs": signed is None and record.said.by != visit.viewer.staff and visit.may("sign-step"),
    }  # fmt: skip


def _form(visit: Visit, line: PersonLine, title: str, submit: str, *questions: Question, lead: str = "") -> Sheet:
    back = reverse("desk:case", args=[line.id])
    return Sheet(
        title=title, here="cases", back=back, submit=submit, lead=lead, questions=questions,
        person=shown.person(visit, line),
    )  # fmt: skip


def _done(_asks: Any) -> str:
    return _("Written down.")


@page
def assign(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    line = _enter(visit, person)
    if not visit.may("assign-worker"):
        raise Http404
    staff = {
        a.staff: a.name
        for a in Account.objects.filter(is_active=True).order_by("name")
        if visit.operation in a.operations
    }
    sheet = _form(visit, line, _("Who answers for this case"), _("Write down"),
                  Question("worker", _("Who"), "select", options=list(staff.items()), required=True))  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        worker = form.choice("worker", staff, _("Choose who."))
        act = AssignWorker(visit.operation, PersonId(line.id), StaffId(worker), form.at)
        return [] if form.errors else [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, _done)


@page
def concern(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    """Whoever sees something writes it down, also who may not read the case afterwards."""
    line = people.one(visit.viewer, visit.operation, person)
    if line is None or not visit.may("raise-concern"):
        raise Http404
    reads = _reach(visit).takes(line.id, line.where.site or "")
    sheet = Sheet(
        title=_("A concern"), here="cases", submit=_("Write down"), person=shown.person(visit, line),
        back=reverse("desk:case" if reads else "desk:person", args=[line.id]),
        lead=_("What was seen or heard, not what it means. The family may answer, and the answer stands beside it."),
        questions=(
            Question("kind", _("About what"), "select", required=True,
                     options=[(k.value, word(k)) for k in ConcernKind]),
            Question("speaker", _("Who says so"), required=True),
            Question("observed", _("What was seen or heard"), "textarea", required=True),
            Question("urgency", _("When must somebody act"), "choice",
                     options=[(code, _within(code)) for code in shipped()]),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        kind = form.choice("kind", [k.value for k in ConcernKind], _("Choose about what."))
        speaker, observed = (
            form.text("speaker", _("Say who says so.")),
            form.text("observed", _("Say what was seen or heard.")),
        )
        urgency = form.choice("urgency", list(shipped()), _("Say when somebody must act."))
        if form.errors:
            return []
        own = ConcernId("cn-" + form.id)
        act = RaiseConcern(
            visit.operation, PersonId(line.id), own, ConcernKind(kind), speaker, observed, urgency, form.at
        )
        return [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, _done)


@page
def reply(request: HttpRequest, visit: Visit, person: str, concern: str) -> HttpResponse:
    """What the family answers, appeals, or what a court says to it: beside the concern, in their words."""
    line = _enter(visit, person)
    if not visit.may("reply-to-concern") or ConcernId(concern) not in _known(visit, line.id).concerns:
        raise Http404
    sheet = _form(
        visit, line, _("An answer to the concern"), _("Write down"),
        Question("kind", _("What it is"), "choice", options=[(k.value, word(k)) for k in ReplyKind]),
        Question("speaker", _("Who says so"), required=True),
        Question("words", _("In their words"), "textarea", required=True),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        kind = form.choice("kind", [k.value for k in ReplyKind], _("Say what it is."))
        speaker, words = form.text("speaker", _("Say who says so.")), form.text("words", _("Write what was said."))
        if form.errors:
            return []
        act = ReplyToConcern(
            visit.operation, PersonId(line.id), ConcernId(concern), ReplyKind(kind), speaker, words, form.at
        )
        return [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, _done)


def _view() -> tuple[Question, Question]:
    return (
        Question("view", _("What the child says"), "textarea", hint=_("In the child’s own words and language.")),
        Question("absent", _("Or why the child is not heard"), hint=_("One of the two, never both, never neither.")),
    )


@page
def assess(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    line = _enter(visit, person)
    if not visit.may("assess-case"):
        raise Http404
    concerns = {c.concern: f"{word(c.kind)}: {c.observed}"[:80] for c in _known(visit, line.id).concerns.values()}
    sheet = _form(
        visit, line, _("Assessment"), _("Write down"),
        Question("concerns", _("Concerns looked into"), "several", options=list(concerns.items())),
        Question("found", _("Found"), "textarea", required=True),
        Question("strengths", _("Strengths"), "textarea", hint=_("What in this child, family and people helps.")),
        *_view(),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        chosen = tuple(ConcernId(c) for c in form.several("concerns", concerns))
        found = form.text("found", _("Say what was found."))
        act = AssessCase(
            visit.operation, PersonId(line.id), StepId("as-" + form.id), chosen, found, form.at,
            form.text("strengths"), form.text("view"), form.text("absent"),
        )  # fmt: skip
        return [] if form.errors else [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, _done)


@page
def plan(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    line = _enter(visit, person)
    if not visit.may("plan-step"):
        raise Http404
    concerns = {c.concern: f"{word(c.kind)}: {c.observed}"[:60] for c in _known(visit, line.id).concerns.values()}
    sheet = _form(
        visit, line, _("A step of the plan"), _("Write down"),
        Question("kind", _("Kind"), "select", options=[(k.value, word(k)) for k in PlanKind], required=True),
        Question("words", _("What is to be done"), required=True),
        Question("who", _("Who does it"), required=True),
        Question("due", _("Until"), "datetime-local", required=True),
        Question("concern", _("For which concern"), "select", options=[("", _("none alone")), *concerns.items()]),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        kind = form.choice("kind", [k.value for k in PlanKind], _("Choose the kind."))
        words, who = form.text("words", _("Say what is to be done.")), form.text("who", _("Say who does it."))
        due, about = form.when("due", _("Say until when.")), form.choice("concern", concerns)
        if form.errors or due is None:
            return []
        act = PlanStep(
            visit.operation, PersonId(line.id), StepId("st-" + form.id), PlanKind(kind), words, who, due, form.at,
            ConcernId(about) if about else None,
        )  # fmt: skip
        return [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, _done)


@page
def answer(request: HttpRequest, visit: Visit, person: str, step: str) -> HttpResponse:
    line = _enter(visit, person)
    if not visit.may("answer-step") or StepId(step) not in _known(visit, line.id).plan:
        raise Http404
    sheet = _form(
        visit, line, _("What came of it"), _("Write down"),
        Question("outcome", _("Outcome"), "choice", options=[(o.value, word(o)) for o in StepOutcome]),
        Question("words", _("In words"), "textarea"),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        outcome = form.choice("outcome", [o.value for o in StepOutcome], _("Choose the outcome."))
        if form.errors:
            return []
        act = AnswerStep(
            visit.operation, PersonId(line.id), StepId(step), StepOutcome(outcome), form.at, form.text("words")
        )
        return [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, _done)


@page
def interests(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    line = _enter(visit, person)
    if not visit.may("weigh-interests"):
        raise Http404
    asks = {"question": _("Question"), "options": _("What could be done"), "weighed": _("How it was weighed"),
            "conclusion": _("Conclusion")}  # fmt: skip
    sheet = _form(
        visit, line, _("Best interests"), _("Write down"),
        *(Question(name, label, "textarea", required=True) for name, label in asks.items()),
        *_view(),
        lead=_("One question at a time. A second person signs it."),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        act = WeighInterests(
            visit.operation, PersonId(line.id), StepId("bi-" + form.id), form.text("question"), form.text("options"),
            form.text("weighed"), form.text("conclusion"), form.at, form.text("view"), form.text("absent"),
        )  # fmt: skip
        return [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, _done)


@page
def close(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    line = _enter(visit, person)
    if not visit.may("propose-closure"):
        raise Http404
    sheet = _form(
        visit, line, _("Close the case"), _("Propose it"),
        Question("reason", _("Why"), "textarea", required=True),
        Question("left_open", _("Why although something is open"), "textarea"),
        lead=_("It closes when a second person signs it. A new concern opens it again."),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        reason = form.text("reason", _("Say why."))
        act = ProposeClosure(
            visit.operation, PersonId(line.id), StepId("cl-" + form.id), reason, form.at, form.text("left_open")
        )
        return [] if form.errors else [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, _done)


@page
def sign(request: HttpRequest, visit: Visit, person: str, step: str) -> HttpResponse:
    line = _enter(visit, person)
    if not visit.may("sign-step") or StepId(step) not in _known(visit, line.id).records:
        raise Http404
    sheet = _form(
        visit, line, _("Sign as the second person"), _("Sign"),
        Question("agreed", _("Do you agree"), "choice", options=[("yes", word("yes")), ("no", word("no"))]),
        Question("words", _("Why not, or what must still be done"), "textarea"),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        agreed = form.choice("agreed", ["yes", "no"], _("Say whether you agree."))
        act = SignStep(visit.operation, PersonId(line.id), StepId(step), agreed == "yes", form.at, form.text("words"))
        return [] if form.errors else [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _a: _("Signed."))
