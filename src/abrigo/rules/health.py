"""Health. What a note of each kind is made of, when the next dose is due, and which few words travel with a child."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from abrigo.facts.health import HealthKind, HealthNoted, Part
from abrigo.facts.index import Fact
from abrigo.facts.kinds import OperationId, PersonId, RecordId
from abrigo.rules.movement import nobody_here, person_stream
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.refusals import Refusal, Why
from abrigo.rules.statements import SHA256

# -- what a note is made of -------------------------------------------------------


class Form(StrEnum):
    WORDS = "words"
    NUMBER = "number"
    CHOICE = "choice"
    MOMENT = "moment"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Field:
    """`low` and `high`: what a living child can have, in `unit`; beyond them it is a slip of the pen.

    `travels`: it goes with the child in the health summary of a handover. Nothing else of the file does.
    """

    name: str
    form: Form = Form.WORDS
    required: bool = False
    travels: bool = False
    unit: str = ""
    low: str = "0"
    high: str = "0"
    options: tuple[str, ...] = ()


def _number(name: str, unit: str, low: str, high: str, *, required: bool = False) -> Field:
    return Field(name, Form.NUMBER, required, True, unit, low, high)


def _choice(name: str, *options: str, required: bool = True, travels: bool = False) -> Field:
    return Field(name, Form.CHOICE, required, travels, options=options)


REGIONS: Final = (
    "head", "face", "neck", "chest", "belly", "pelvis", "right-shoulder", "left-shoulder", "right-arm", "left-arm",
    "right-hand", "left-hand", "right-thigh", "left-thigh", "right-leg", "left-leg", "right-foot", "left-foot",
)  # fmt: skip

FIELDS: Final[Mapping[HealthKind, tuple[Field, ...]]] = {
    HealthKind.VITALS: (
        _number("temperature", "°C", "25", "45"),
        _number("pulse", "/min", "20", "300"),
        _number("breaths", "/min", "4", "120"),
        _number("saturation", "%", "30", "100"),
        _number("systolic", "mmHg", "40", "260"),
        _number("diastolic", "mmHg", "20", "180"),
    ),
    HealthKind.GROWTH: (
        _number("weight", "kg", "0.3", "250"),
        _number("height", "cm", "20", "230"),
        _number("head", "cm", "20", "70"),
        _number("upper-arm", "cm", "5", "60"),
    ),
    HealthKind.ALLERGY: (
        Field("to", required=True, travels=True),
        Field("reaction", travels=True),
        _choice("severity", "mild", "severe", "unknown", travels=True),
        Field("told-by"),
    ),
    HealthKind.MEDICINE: (
        Field("medicine", required=True, travels=True),
        Field("amount", required=True, travels=True),
        _number("every", "h", "1", "168"),
        Field("first", Form.MOMENT),
        Field("until", Form.MOMENT, travels=True),
        Field("prescriber", required=True),
    ),
    HealthKind.DOSE: (
        Field("course", required=True),
        _choice("outcome", "given", "refused", "not-given"),
    ),
    HealthKind.VACCINE: (
        Field("vaccine", required=True, travels=True),
        _number("number", "", "1", "9"),
        Field("day", travels=True),
        _choice("shown-by", "given-here", "card", "told", travels=True),
    ),
    HealthKind.PREGNANCY: (
        _choice("state", "pregnant", "not-pregnant", "unknown", "not-said", travels=True),
        _number("weeks", "", "1", "45"),
        _choice("known-by", "test", "examination", "told", required=False),
        Field("care", travels=True),
    ),
    HealthKind.FEEDING: (
        _choice("how", "breast", "formula", "both", "solids", travels=True),
        Field("amounts", travels=True),
        Field("by", travels=True),
    ),
    HealthKind.INJURY: (
        _choice("side", "front", "back"),
        _choice("region", *REGIONS),
        _choice("what", "bruise", "abrasion", "cut", "burn", "swelling", "bite", "scar", "fracture-suspected", "other"),
        Field("size", Form.NUMBER, unit="mm", low="1", high="2000"),
        Field("colour"),
        # The degrees of the Istanbul Protocol (2022, paragraph 379): for a clinician, and only where one examined.
        _choice(
            "consistency", "not-consistent", "consistent", "highly-consistent", "typical", "diagnostic", required=False
        ),
        Field("photograph", Form.DIGEST),
    ),
    HealthKind.MIND: (
        Field("seen", required=True),
        Field("carers", travels=True),
        Field("again", Form.MOMENT),
    ),
    HealthKind.LAST_EVENT: (
        _choice("known", "known", "unknown"),
        Field("when", Form.MOMENT),
        Field("told-by", required=True),
    ),
}  # fmt: skip

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoteHealth:
    """`words`: anything beside the parts, and the reason of a correction. `corrects`: the note that was wrong."""

    operation: OperationId
    person: PersonId
    record: RecordId
    kind: HealthKind
    parts: tuple[Part, ...]
    at: datetime
    words: str = ""
    corrects: RecordId | None = None


Act = NoteHealth

# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Health:
    """Every note about one person, and which note stands in for which."""

    notes: dict[RecordId, HealthNoted] = field(default_factory=dict)
    corrected: dict[RecordId, RecordId] = field(default_factory=dict)

    def standing(self, *kinds: HealthKind) -> tuple[HealthNoted, ...]:
        """What holds now, oldest first: neither corrected nor taken back."""
        found = [n for n in self.notes.values() if n.record not in self.corrected and n.parts]
        return tuple(sorted((n for n in found if not kinds or n.kind in kinds), key=lambda n: n.said.at))


def learn(known: Health, fact: Fact) -> Health:
    if not isinstance(fact, HealthNoted) or fact.record in known.notes:
        return known
    corrected = known.corrected if fact.corrects is None else {**known.corrected, fact.corrects: fact.record}
    return replace(known, notes={**known.notes, fact.record: fact}, corrected=corrected)


HEALTH: Final = Room("health", Health(), learn)


def health_of(person: PersonId) -> Stream:
    return Stream(HEALTH, f"person:{person}")


def part(note: HealthNoted, name: str) -> str:
    return next((p.value for p in note.parts if p.name == name), "")


def moment(text: str) -> datetime | None:
    """An instant as written in a part; None for anything else."""
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return None
    return told if told.tzinfo else None


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield person_stream(act.person)
    yield health_of(act.person)


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    known: Health = past.of(HEALTH, f"person:{act.person}")
    if nobody_here(past, act.operation, act.person):
        return Refusal(Why.UNKNOWN_PERSON, (act.person,))
    if act.record in known.notes:
        return Refusal(Why.RECORD_EXISTS, (act.record,))
    if no := _refuse_correction(known, act):
        return no
    if act.parts or act.corrects is None:
        if no := refuse_parts(act.kind, act.parts):
            return no
        if act.kind is HealthKind.DOSE and (no := _refuse_dose(known, act)):
            return no
    return (
        HealthNoted(
            act.operation, act.person, act.record, act.kind, act.parts, act.words.strip(), act.corrects, hand.said
        ),
    )


def _refuse_correction(known: Health, act: NoteHealth) -> Refusal | None:
    if act.corrects is None:
        return None
    old = known.notes.get(act.corrects)
    if old is None or old.kind is not act.kind:
        return Refusal(Why.UNKNOWN_RECORD, (act.corrects,))
    if act.corrects in known.corrected:
        # Two truths in place of one: the second must correct the first correction, so that one line is left standing.
        return Refusal(Why.RECORD_CORRECTED, (act.corrects,))
    return None if act.words.strip() else Refusal(Why.REASON_REQUIRED)


def refuse_parts(kind: HealthKind, parts: tuple[Part, ...]) -> Refusal | None:
    """None when every part belongs to the kind, can be read and can be true; else which one not."""
    told = {p.name: p.value.strip() for p in parts}
    fields = {f.name: f for f in FIELDS[kind]}
    if len(told) < len(parts):
        return Refusal(Why.PART_WRONG, tuple(sorted(told)))
    if wrong := [n for n, v in told.items() if n not in fields or not _can_be(fields[n], v)]:
        return Refusal(Why.PART_WRONG, tuple(wrong))
    if missing := [f.name for f in fields.values() if f.required and not told.get(f.name)]:
        return Refusal(Why.WORDS_REQUIRED, tuple(missing))
    if not any(told.values()):
        return Refusal(Why.WORDS_REQUIRED, (kind.value,))
    if kind is HealthKind.LAST_EVENT and (told["known"] == "known") != bool(told.get("when")):
        return Refusal(Why.PART_WRONG, ("when",))
    return None


def _can_be(field: Field, value: str) -> bool:
    match field.form:
        case Form.WORDS:
            return True
        case Form.CHOICE:
            return value in field.options or (not value and not field.required)
        case Form.MOMENT:
            return not value or moment(value) is not None
        case Form.DIGEST:
            return not value or SHA256.fullmatch(value) is not None
        case Form.NUMBER:
            return not value or _within(field, value)


# Digits as they are read off a thermometer: no "1e2", no sign, no word that a machine would take for a number.
PLAIN: Final = re.compile(r"[0-9]{1,4}(\.[0-9]{1,2})?")


def _within(field: Field, value: str) -> bool:
    return PLAIN.fullmatch(value) is not None and Decimal(field.low) <= Decimal(value) <= Decimal(field.high)


def _refuse_dose(known: Health, act: NoteHealth) -> Refusal | None:
    told = {p.name: p.value for p in act.parts}
    course = known.notes.get(RecordId(told["course"]))
    if course is None or course.kind is not HealthKind.MEDICINE or course.record in known.corrected:
        return Refusal(Why.UNKNOWN_MEDICINE, (told["course"],))
    if told["outcome"] != "given" or act.words.strip():
        return None
    every = hours(course)
    last = max((d.said.at for d in doses(known, course) if part(d, "outcome") == "given"), default=None)
    if every is not None and last is not None and abs(act.at - last) < every / 2:
        # Two nurses, one bottle, a change of shift: the second dose is how a child is poisoned.
        return Refusal(Why.DOSE_TOO_SOON, (course.record,))
    return None


# -- medicines --------------------------------------------------------------------


def hours(course: HealthNoted) -> timedelta | None:
    """How long between two doses; None: when needed."""
    every = part(course, "every")
    return timedelta(hours=float(every)) if every else None


def doses(known: Health, course: HealthNoted) -> tuple[HealthNoted, ...]:
    return tuple(d for d in known.standing(HealthKind.DOSE) if part(d, "course") == course.record)


def next_dose(known: Health, course: HealthNoted) -> datetime | None:
    """When it is to be offered next: a refused dose is answered for its hour. None: when needed, or it has ended."""
    every, until = hours(course), moment(part(course, "until"))
    if every is None:
        return None
    first = moment(part(course, "first")) or course.said.at
    last = max((d.said.at for d in doses(known, course)), default=None)
    following = first if last is None else max(first, last + every)
    return None if until is not None and following > until else following


def current(known: Health, now: datetime) -> tuple[HealthNoted, ...]:
    """The medicines a child is on now."""
    return tuple(
        m for m in known.standing(HealthKind.MEDICINE)
        if (end := moment(part(m, "until"))) is None or end >= now
    )  # fmt: skip


# -- what travels -----------------------------------------------------------------

# Newest only: yesterday's temperature beside today's makes the taking nurse read twice.
NEWEST: Final = frozenset(
    {HealthKind.VITALS, HealthKind.GROWTH, HealthKind.PREGNANCY, HealthKind.FEEDING, HealthKind.MIND}
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the summary: a kind and its travelling parts, with the next dose of a medicine."""

    kind: HealthKind
    parts: tuple[Part, ...]
    at: datetime
    next_dose: datetime | None = None


def summary(known: Health, now: datetime) -> tuple[Line, ...]:
    """What goes with a child who is handed over: the parts marked `travels`, of what holds now, and nothing else."""
    found = []
    for kind, fields in FIELDS.items():
        open_ = {f.name for f in fields if f.travels}
        notes = current(known, now) if kind is HealthKind.MEDICINE else known.standing(kind)
        for note in notes[-1:] if kind in NEWEST else notes:
            parts = tuple(p for p in note.parts if p.name in open_ and p.value)
            if parts:
                due = next_dose(known, note) if kind is HealthKind.MEDICINE else None
                found.append(Line(kind, parts, note.said.at, due))
    return tuple(found)


def last_event(known: Health) -> tuple[HealthNoted, datetime | None] | None:
    """The newest word on when it last happened; its instant is None when that is unknown. None: nobody has asked."""
    told = known.standing(HealthKind.LAST_EVENT)
    return (told[-1], moment(part(told[-1], "when"))) if told else None
