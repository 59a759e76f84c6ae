"""Forms over JSON: which are in use and what they ask; what was answered about a child, for whoever may know it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from abrigo.api.problems import trouble
from abrigo.api.questions import Id, caller, entered, question
from abrigo.clerk import clock
from abrigo.clerk.consult import consult
from abrigo.clerk.memory import Memory
from abrigo.facts.forms import FormDefinition
from abrigo.facts.kinds import FormId, OperationId, PersonId
from abrigo.facts.wire import spelling
from abrigo.registers import cards, people
from abrigo.rules.access import Viewer
from abrigo.rules.forms import ANSWERS, FORMS, Answers, KnownForm
from abrigo.rules.policy import Child, may_know, protected

router = Router(tags=["forms"])


class FormLine(Schema):
    """One form in one version. `status`: proposed, published or withdrawn."""

    form: str
    code: str
    version: str
    title: str
    status: str
    languages: list[str]
    compartment: str


class WholeForm(Schema):
    """`definition`: as the act `propose-form` takes it."""

    form: str
    status: str
    definition: dict[str, Any]


class OneAnswer(Schema):
    key: str
    value: str


class FilledForm(Schema):
    """What somebody says of a child, on this form in this version. `corrected_by`: the answers that replaced these."""

    answers_id: str
    form: str
    code: str
    version: str
    compartment: str
    by: str
    at: datetime
    language: str
    corrects: str | None
    corrected_by: str | None
    reason: str
    answers: list[OneAnswer]


def _listed(viewer: Viewer, operation: OperationId) -> None:
    if not cards.may_list(viewer, operation, "form"):
        raise trouble(404, "not-found")


@question(router, "/operations/{operation}/forms", list[FormLine])
def forms(request: HttpRequest, operation: Id) -> list[FormLine]:
    """Every form of an operation, newest first."""
    viewer = caller(request)
    asked = entered(viewer, operation)

    def answer(v: Viewer, _memory: Memory) -> list[FormLine]:
        _listed(v, asked)
        return [
            FormLine(
                form=c.id, code=c.body["code"], version=c.body["version"], title=c.title, status=c.status,
                languages=c.body["languages"], compartment=c.body["compartment"],
            )
            for c in cards.ask(v, asked, "form")
        ]  # fmt: skip

    return consult(viewer, answer)


@question(router, "/operations/{operation}/forms/{id}", WholeForm)
def form(request: HttpRequest, operation: Id, id: Id) -> WholeForm:  # noqa: A002
    """One form with everything it asks."""
    viewer = caller(request)
    asked = entered(viewer, operation)

    def answer(v: Viewer, memory: Memory) -> WholeForm:
        _listed(v, asked)
        known: KnownForm = memory.recall(FORMS, f"form:{FormId(id)}")
        if known.proposed is None or known.proposed.operation != asked:
            raise trouble(404, "not-found")
        status = "withdrawn" if known.withdrawn else "published" if known.published else "proposed"
        told = spelling(FormDefinition, "iso").write(known.proposed.definition)
        return WholeForm(form=id, status=status, definition=told)

    return consult(viewer, answer)


@question(router, "/operations/{operation}/people/{id}/answers", list[FilledForm])
def answers(request: HttpRequest, operation: Id, id: Id) -> list[FilledForm]:  # noqa: A002
    """Filled forms of one child, of the compartments the caller may know; looks are written down first."""
    viewer = caller(request)
    asked = entered(viewer, operation)

    def answer(v: Viewer, memory: Memory) -> list[FilledForm]:
        line = people.one(v, asked, id)
        if line is None or not cards.may_list(v, asked, "form"):
            raise trouble(404, "not-found")
        site = line.where.site or ""
        known: Answers = memory.recall(ANSWERS, f"person:{PersonId(line.id)}")
        told = []
        for a in sorted(known.given.values(), key=lambda one: one.said.at):
            verdict = may_know(v, a.compartment, Child(line.id, asked, site), clock.now())
            if not verdict:
                continue
            if protected(v, a.compartment, site):
                v.looks.note(a.compartment, line.id, verdict.grant.id if verdict.grant else "")
            told.append(
                FilledForm(
                    answers_id=a.answers_id, form=a.form, code=a.code, version=a.version,
                    compartment=str(a.compartment), by=a.said.by, at=a.said.at, language=a.language,
                    corrects=a.corrects, corrected_by=known.corrected.get(a.answers_id), reason=a.reason,
                    answers=[OneAnswer(key=x.key, value=x.value) for x in a.answers],
                )
            )  # fmt: skip
        return told

    return consult(viewer, answer)
