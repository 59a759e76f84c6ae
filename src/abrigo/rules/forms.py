"""Forms. Two hands publish one; whoever answers is asked again here everything the form asked on the page."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from abrigo.facts.forms import (
    Answered,
    FormAnswered,
    FormDefinition,
    FormProposed,
    FormPublished,
    FormWithdrawn,
)
from abrigo.facts.index import Fact
from abrigo.facts.kinds import AnswersId, FormId, OperationId, PersonId
from abrigo.facts.streams import forms_stream
from abrigo.rules.form_filling import Filled, fill
from abrigo.rules.form_sheet import Fault, Form, build
from abrigo.rules.form_shelf import shelf
from abrigo.rules.intake import intake_of, refuse_unknown
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.places import known_places, places_of
from abrigo.rules.refusals import Refusal, Why

TOLD: Final = 20  # of many wrong answers, as many are named

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProposeForm:
    """A form of an agency's own; somebody else publishes it."""

    operation: OperationId
    form: FormId
    definition: FormDefinition
    at: datetime


@dataclass(frozen=True, slots=True)
class AdoptForm:
    """One of the forms the house brings along, taken into use as it stands today. `code` names it."""

    operation: OperationId
    form: FormId
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PublishForm:
    operation: OperationId
    form: FormId
    at: datetime


@dataclass(frozen=True, slots=True)
class WithdrawForm:
    operation: OperationId
    form: FormId
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """`answers`: what was typed, by key. What the form works out by itself is worked out here and not taken along."""

    operation: OperationId
    person: PersonId
    form: FormId
    answers_id: AnswersId
    answers: tuple[Answered, ...]
    at: datetime
    language: str = ""
    about: str = ""
    corrects: AnswersId | None = None
    reason: str = ""


Act = ProposeForm | AdoptForm | PublishForm | WithdrawForm | AnswerForm

# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KnownForm:
    """One form in one version."""

    proposed: FormProposed | None = None
    published: FormPublished | None = None
    withdrawn: FormWithdrawn | None = None


def learn(known: KnownForm, fact: Fact) -> KnownForm:
    match fact:
        case FormProposed():
            return replace(known, proposed=known.proposed or fact)
        case FormPublished():
            return replace(known, published=known.published or fact)
        case FormWithdrawn():
            return replace(known, withdrawn=known.withdrawn or fact)
        case _:
            return known


FORMS: Final = Room("forms", KnownForm(), learn)


@dataclass(frozen=True, slots=True)
class Answers:
    """Every filled form of one child, or of one form. `corrected`: which was replaced, and by which."""

    given: dict[AnswersId, FormAnswered] = field(default_factory=dict)
    corrected: dict[AnswersId, AnswersId] = field(default_factory=dict)


def learn_answers(known: Answers, fact: Fact) -> Answers:
    if not isinstance(fact, FormAnswered) or fact.answers_id in known.given:
        return known
    corrected = known.corrected if fact.corrects is None else {**known.corrected, fact.corrects: fact.answers_id}
    return Answers({**known.given, fact.answers_id: fact}, corrected)


ANSWERS: Final = Room("form-answers", Answers(), learn_answers)


@dataclass(frozen=True, slots=True)
class Shelved:
    """A form as the operation's list has it."""

    form: FormId
    code: str
    version: str
    published: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every form of an operation in the order they came; of one code, the last one published is the one in use."""

    forms: dict[FormId, Shelved] = field(default_factory=dict)

    def has(self, code: str, version: str) -> bool:
        return any(f.code == code and f.version == version for f in self.forms.values() if not f.withdrawn)

    @property
    def in_use(self) -> tuple[Shelved, ...]:
        """The newest published version of each code."""
        newest = {f.code: f for f in self.forms.values() if f.published and not f.withdrawn}
        return tuple(newest.values())


def learn_catalogue(known: Catalogue, fact: Fact) -> Catalogue:
    match fact:
        case FormProposed(form=form, definition=told) if form not in known.forms:
            return Catalogue({**known.forms, form: Shelved(form, told.code, told.version)})
        case FormPublished(form=form) if form in known.forms:
            rest = {k: v for k, v in known.forms.items() if k != form}
            return Catalogue({**rest, form: replace(known.forms[form], published=True)})
        case FormWithdrawn(form=form) if form in known.forms:
            return Catalogue({**known.forms, form: replace(known.forms[form], withdrawn=True)})
        case _:
            return known


CATALOGUE: Final = Room("form-catalogue", Catalogue(), learn_catalogue)


def form_of(form: FormId) -> Stream:
    return Stream(FORMS, f"form:{form}")


def catalogue_of(operation: OperationId) -> Stream:
    return Stream(CATALOGUE, forms_stream(operation))


def answers_of(person: PersonId) -> Stream:
    return Stream(ANSWERS, f"person:{person}")


@lru_cache(maxsize=64)
def built(definition: FormDefinition) -> Form | tuple[Fault, ...]:
    """Taken apart once: the same form is filled a hundred times a night."""
    return build(definition)


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield places_of(act.operation)
    yield form_of(act.form)
    match act:
        case ProposeForm() | AdoptForm():
            yield catalogue_of(act.operation)
        case AnswerForm():
            yield intake_of(act.person)
            yield answers_of(act.person)
        case _:
            pass


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    opened = known_places(past, act.operation).opened
    if opened is None:
        return Refusal(Why.UNKNOWN_OPERATION, (act.operation,))
    known: KnownForm = past.of(FORMS, f"form:{act.form}")
    match act:
        case ProposeForm():
            return propose(past, known, act.operation, act.form, act.definition, hand)
        case AdoptForm():
            return adopt(past, known, act, hand)
        case _:
            pass
    if known.proposed is None or known.proposed.operation != act.operation:
        return Refusal(Why.UNKNOWN_FORM, (act.form,))
    if known.withdrawn is not None:
        return Refusal(Why.FORM_WITHDRAWN, (act.form,))
    match act:
        case PublishForm():
            return publish(known, known.proposed, act, hand)
        case WithdrawForm():
            if not act.reason.strip():
                return Refusal(Why.REASON_REQUIRED)
            return (FormWithdrawn(act.operation, act.form, act.reason, hand.said),)
        case AnswerForm():
            if known.published is None:
                return Refusal(Why.FORM_NOT_PUBLISHED, (act.form,))
            return answer(past, known.proposed.definition, act, hand, ZoneInfo(opened.zone))


def propose(
    past: Past, known: KnownForm, operation: OperationId, form: FormId, definition: FormDefinition, hand: Hand
) -> tuple[Fact, ...] | Refusal:
    if known.proposed is not None:
        return Refusal(Why.FORM_EXISTS, (form,))
    faults = built(definition)
    if isinstance(faults, tuple):
        return Refusal(Why.FORM_FAULTY, tuple(f"{f.sheet}:{f.row}:{f.code}" for f in faults[:TOLD]))
    catalogue: Catalogue = past.of(CATALOGUE, forms_stream(operation))
    if catalogue.has(definition.code, definition.version):
        return Refusal(Why.FORM_VERSION_EXISTS, (definition.code, definition.version))
    return (FormProposed(operation, form, definition, hand.said),)


def adopt(past: Past, known: KnownForm, act: AdoptForm, hand: Hand) -> tuple[Fact, ...] | Refusal:
    """Its text has been read by many before it came here: one hand takes it into use."""
    definition = shelf().get(act.code)
    if definition is None:
        return Refusal(Why.UNKNOWN_FORM, (act.code,))
    told = propose(past, known, act.operation, act.form, definition, hand)
    return told if isinstance(told, Refusal) else (*told, FormPublished(act.operation, act.form, hand.said))


def publish(known: KnownForm, proposed: FormProposed, act: PublishForm, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known.published is not None:
        return Refusal(Why.FORM_PUBLISHED, (act.form,))
    if proposed.said.by == hand.by:
        return Refusal(Why.SAME_PERSON)
    return (FormPublished(act.operation, act.form, hand.said),)


def answer(
    past: Past, definition: FormDefinition, act: AnswerForm, hand: Hand, zone: ZoneInfo
) -> tuple[Fact, ...] | Refusal:
    if no := refuse_unknown(past, act.operation, (act.person,)):
        return no
    known: Answers = past.of(ANSWERS, f"person:{act.person}")
    if act.answers_id in known.given:
        return Refusal(Why.ANSWERS_EXIST, (act.answers_id,))
    if no := _corrects(known, definition, act):
        return no
    form = built(definition)
    if isinstance(form, tuple):  # written by a house with other rules than this one
        return Refusal(Why.FORM_FAULTY, tuple(f"{f.sheet}:{f.row}:{f.code}" for f in form[:TOLD]))
    filled = check(form, act.answers, hand.at, zone)
    if filled.wrong:
        return Refusal(Why.ANSWERS_NOT_TAKEN, tuple(f"{w.key}:{w.code}" for w in filled.wrong[:TOLD]))
    return (
        FormAnswered(
            act.operation, act.person, act.form, definition.code, definition.version, definition.compartment,
            act.answers_id, filled.answers(form), act.language, act.about, act.corrects, act.reason, hand.said,
        ),
    )  # fmt: skip


def check(form: Form, answers: Iterable[Answered], at: datetime, zone: ZoneInfo) -> Filled:
    """What the form says to these answers at that moment of its own zone."""
    given = {a.key: a.value for a in answers}
    return fill(form, given, at.astimezone(zone).replace(tzinfo=None))


def _corrects(known: Answers, definition: FormDefinition, act: AnswerForm) -> Refusal | None:
    if act.corrects is None:
        return None
    old = known.given.get(act.corrects)
    if old is None or old.code != definition.code:
        return Refusal(Why.UNKNOWN_ANSWERS, (act.corrects,))
    if act.corrects in known.corrected:
        return Refusal(Why.ANSWERS_CORRECTED, (act.corrects, known.corrected[act.corrects]))
    return None if act.reason.strip() else Refusal(Why.REASON_REQUIRED)
