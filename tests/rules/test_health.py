"""Promises of the health rules, over any notes: what travels is allow-listed, and doses keep their distance."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as some
from tests.rules.conftest import DAWN

from abrigo.facts.health import HealthKind, HealthNoted, Part
from abrigo.facts.kinds import OperationId, PersonId, RecordId, Said, StaffId
from abrigo.rules import health
from abrigo.rules.health import FIELDS, Form, Health, learn, next_dose, refuse_parts, summary
from abrigo.rules.refusals import Why
from abrigo.rules.windows import shipped


def value(field):
    match field.form:
        case Form.CHOICE:
            return some.sampled_from(field.options)
        case Form.NUMBER:
            return some.just(field.low)
        case Form.MOMENT:
            return some.just(DAWN.isoformat())
        case Form.DIGEST:
            return some.just("a" * 64)
        case Form.WORDS:
            return some.just(f"{'open' if field.travels else 'Xq'} {field.name}")


@some.composite
def note(draw, n=0):
    kind = draw(some.sampled_from(list(HealthKind)))
    parts = tuple(Part(f.name, draw(value(f))) for f in FIELDS[kind] if f.required or draw(some.booleans()))
    at = DAWN + timedelta(hours=draw(some.integers(0, 200)))
    record = RecordId(f"r{draw(some.integers(0, 10**9))}")
    said = Said(StaffId("ana"), at)
    return HealthNoted(OperationId("o"), PersonId("c"), record, kind, parts, "Xq words", None, said)


@settings(max_examples=300, deadline=None)
@given(some.lists(note(), max_size=12))
def test_no_word_that_does_not_travel_is_in_the_summary(notes):
    known = Health()
    for one in notes:
        known = learn(known, one)
    lines = summary(known, DAWN + timedelta(hours=300))
    assert not [p for line in lines for p in line.parts if p.value.startswith("Xq")]
    open_ = {(kind, f.name) for kind, fields in FIELDS.items() for f in fields if f.travels}
    assert all((line.kind, p.name) in open_ for line in lines for p in line.parts)


@settings(max_examples=200, deadline=None)
@given(some.permutations(range(6)))
def test_notes_told_in_any_order_leave_the_same_standing(order):
    told = []
    for n in range(6):
        said = Said(StaffId("ana"), DAWN + timedelta(hours=n))
        old = RecordId(f"r{n - 1}") if n % 2 else None
        told.append(HealthNoted(
            OperationId("o"), PersonId("c"), RecordId(f"r{n}"), HealthKind.VITALS, (Part("pulse", "80"),), "x", old, said
        ))  # fmt: skip
    known = Health()
    for n in order:
        known = learn(known, told[n])
    assert [n.record for n in known.standing()] == ["r1", "r3", "r5"]


@given(some.text(max_size=9))
def test_no_text_makes_a_number_crash_and_only_plain_digits_pass(text):
    no = refuse_parts(HealthKind.VITALS, (Part("temperature", text),))
    if no is None:
        assert 25 <= float(text) <= 45
    else:
        assert no.why in (Why.PART_WRONG, Why.WORDS_REQUIRED)


def medicine(paper, **parts):
    told = {"medicine": "m", "amount": "5 ml", "prescriber": "Paz", "every": "8"} | parts
    return tuple(Part(k, v) for k, v in told.items())


def test_the_next_dose_follows_the_last_answer_also_a_refused_one(paper):
    paper.child("a")
    (course,) = paper.must(health.NoteHealth, person="a", record="m", kind=HealthKind.MEDICINE, parts=medicine(paper))
    known = learn(Health(), course)
    assert next_dose(known, course) == course.said.at
    (dose,) = paper.must(
        health.NoteHealth, person="a", record="d", kind=HealthKind.DOSE,
        parts=(Part("course", "m"), Part("outcome", "refused")),
    )  # fmt: skip
    assert next_dose(learn(known, dose), course) == dose.said.at + timedelta(hours=8)


def test_two_nurses_do_not_give_one_dose_twice_and_after_its_time_they_may(paper):
    paper.child("a")
    paper.must(health.NoteHealth, person="a", record="m", kind=HealthKind.MEDICINE, parts=medicine(paper))
    given_ = (Part("course", "m"), Part("outcome", "given"))
    paper.must(health.NoteHealth, person="a", record="d1", kind=HealthKind.DOSE, parts=given_)
    told = {"person": "a", "kind": HealthKind.DOSE, "parts": given_}
    assert paper.why(health.NoteHealth, record="d2", **told) is Why.DOSE_TOO_SOON
    paper.tick(hours=8)
    paper.must(health.NoteHealth, record="d3", **told)


def test_a_note_about_nobody_is_refused(paper):
    parts = (Part("pulse", "80"),)
    told = {"record": "v", "kind": HealthKind.VITALS, "parts": parts}
    assert paper.why(health.NoteHealth, person="nobody", **told) is Why.UNKNOWN_PERSON


def test_every_window_has_its_source_and_closes_only_when_the_event_is_known():
    assert all(w.source for w in shipped())
    assert all(w.closes(None) is None for w in shipped())
    assert min(w.closes(DAWN) for w in shipped()) == DAWN + timedelta(hours=24)
