"""Promises of forms: a form that cannot be filled is refused with its rows; answers are taken exactly as it says."""

from dataclasses import replace
from datetime import datetime

import pytest

from abrigo.facts.forms import FormChoice, FormDefinition, FormRow, RowKind, Words
from abrigo.rules.form_filling import fill, opening
from abrigo.rules.form_sheet import Form, build
from abrigo.rules.form_shelf import shelf

NOW = datetime(2025, 12, 21, 3, 10)


def row(kind, name="", n=2, label="x", **more):
    return FormRow(RowKind(kind), name, (Words("es", label),) if label else (), row=n, **more)


def form(*rows, choices=()):
    return FormDefinition("f", "1", (Words("es", "F"),), ("es",), rows, choices)


def codes(definition):
    told = build(definition)
    return [] if isinstance(told, Form) else [(f.row, f.column, f.code) for f in told]


YES_NO = (
    FormChoice("yn", "yes", (Words("es", "sí"),), row=2),
    FormChoice("yn", "no", (Words("es", "no"),), row=3),
)


def wrong(definition, **given):
    built = build(definition)
    assert isinstance(built, Form), built
    return {w.key: w.code for w in fill(built, {k: str(v) for k, v in given.items()}, NOW).wrong}


def one(kind, **more):
    return form(row(kind, "q", choices="yn" if "select" in kind else "", **more), choices=YES_NO)


@pytest.mark.parametrize(("kind", "taken", "not_taken"), [
    ("text", ["a", "שלום", "=1+1"], [("x" * 10_001, "too-long")]),
    ("integer", ["0", "-3", "12"], [("1.5", "not-a-number"), ("a", "not-a-number"), ("1e3", "not-a-number")]),
    ("decimal", ["0.5", "-3", "12.25"], [("1,5", "not-a-number"), ("NaN", "not-a-number")]),
    ("date", ["2025-02-28"], [("2025-02-30", "not-a-date"), ("28/02/2025", "not-a-date"), ("20250228", "not-a-date")]),
    ("time", ["03:10"], [("25:00", "not-a-time"), ("3:1", "not-a-time")]),
    ("dateTime", ["2025-02-28T03:10"], [("2025-02-28", "not-a-date"), ("2025-02-28T99:00", "not-a-date")]),
    ("select_one", ["yes"], [("maybe", "not-a-choice"), ("yes no", "not-a-choice")]),
    ("select_multiple", ["yes", "yes no"], [("yes yes", "not-a-choice"), ("yes maybe", "not-a-choice")]),
    ("acknowledge", ["OK"], [("yes", "not-a-choice")]),
])  # fmt: skip
def test_each_kind_of_question_takes_its_own_answers_and_no_others(kind, taken, not_taken):
    for value in ["", *taken]:
        assert wrong(one(kind), q=value) == {}
    for value, code in not_taken:
        assert wrong(one(kind), q=value) == {"q": code}


def test_a_required_question_without_an_answer_is_refused_only_while_it_is_asked():
    asked = form(row("integer", "a"), row("text", "b", 3, required="true()", relevant="${a} > 3"))
    assert wrong(asked, a=2) == {}
    assert wrong(asked, a=4) == {"b": "required"}
    assert wrong(asked, a=2, b="x") == {"b": "not-asked"}


def test_a_constraint_judges_an_answer_and_not_its_absence():
    asked = one("integer", constraint=". >= 0 and . < 18")
    assert wrong(asked, q="") == {}
    assert wrong(asked, q=17) == {}
    assert wrong(asked, q=18) == {"q": "constraint"}


def test_a_group_that_is_not_asked_asks_nothing_inside():
    asked = form(
        row("text", "a"), row("begin group", "g", 3, relevant="${a} = 'x'"), row("text", "b", 4, required="yes or 1"),
        row("end group", n=5),
    )  # fmt: skip
    assert (4, "required", "bare-word") in codes(asked)
    rows = tuple(replace(r, required="true()") if r.name == "b" else r for r in asked.rows)
    assert wrong(replace(asked, rows=rows), a="y") == {}
    assert wrong(replace(asked, rows=rows), a="x") == {"b": "required"}


REPEAT = form(
    row("begin repeat", "kin", 2), row("text", "name", 3, required="true()"),
    row("integer", "age", 4, constraint=". < 100", relevant="${name} != ''"), row("end repeat", n=5),
    row("calculate", "many", 6, calculation="count(${kin})"), row("calculate", "old", 7, calculation="max(${age})"),
)  # fmt: skip


def test_every_turn_of_a_repeat_is_judged_by_itself():
    told = {"kin": 2, "name[1]": "A", "age[1]": 5, "name[2]": "", "age[2]": 7}
    assert wrong(REPEAT, **told) == {"name[2]": "required", "age[2]": "not-asked"}
    built = build(REPEAT)
    filled = fill(built, {"kin": "2", "name[1]": "A", "age[1]": "5", "name[2]": "B", "age[2]": "9"}, NOW)
    assert not filled.wrong
    assert [(a.key, a.value) for a in filled.answers(built)] == [
        ("kin", "2"), ("name[1]", "A"), ("name[2]", "B"), ("age[1]", "5"), ("age[2]", "9"), ("many", "2"), ("old", "9"),
    ]  # fmt: skip


@pytest.mark.parametrize("told", [{"kin": 101}, {"kin": -1}, {"kin": "many"}])
def test_a_repeat_without_end_is_refused(told):
    assert "kin" in wrong(REPEAT, **told)


def test_an_answer_outside_of_every_turn_is_no_answer():
    assert wrong(REPEAT, **{"kin": 1, "name[1]": "A", "name": "B"}) == {"name": "unknown-question"}
    assert wrong(REPEAT, **{"kin": 1, "name[1]": "A", "zz[1]": "B"}) == {"zz[1]": "unknown-question"}


def test_a_filter_leaves_only_its_choices():
    from abrigo.facts.forms import Column

    places = tuple(
        FormChoice("t", n, (Words("es", n),), (Column("state", s),), row=i)
        for i, (n, s) in enumerate([("a1", "a"), ("a2", "a"), ("b1", "b")], 2)
    )
    asked = form(
        row("text", "s"), row("select_one", "town", 3, choices="t", choice_filter="state = ${s}"), choices=places
    )
    assert wrong(asked, s="a", town="a2") == {}
    assert wrong(asked, s="b", town="a2") == {"town": "not-a-choice"}


def test_a_circle_is_refused_with_the_rows_that_wait_for_one_another():
    looped = form(
        row("text", "a", 2, relevant="${b} = 1"), row("text", "b", 3, relevant="${c} = 1"),
        row("calculate", "c", 4, calculation="${a} + 1"),
    )  # fmt: skip
    (fault,) = build(looped)
    assert fault.code == "circle"
    assert all(told in fault.about for told in ("a (2)", "b (3)", "c (4)"))
    assert codes(form(row("text", "a", 2, relevant="${a} = 1"))) == [(2, "relevant", "circle")]


@pytest.mark.parametrize(("definition", "told"), [
    (form(row("text", "a", 2), row("text", "a", 7)), (7, "name", "name-twice")),
    (form(row("select_one", "a", 2, choices="none")), (2, "type", "no-such-list")),
    (form(row("text", "a b", 2)), (2, "name", "bad-name")),
    (form(row("text", "a", 2, label="")), (2, "label", "no-label")),
    (form(row("begin group", "g", 2), row("text", "a", 3)), (2, "type", "never-closed")),
    (form(row("text", "a", 2), row("end group", n=3)), (3, "type", "end-without-begin")),
    (form(row("text", "a", 2, relevant="${zz} = 1")), (2, "relevant", "no-such-question")),
    (form(row("text", "a", 2, label="Hola ${zz}")), (2, "label", "no-such-question")),
    (form(row("text", "a", 2, constraint="foo(.)")), (2, "constraint", "expression-unknown-function")),
    (form(row("text", "a", 2), row("text", "b", 3, relevant="a = 1")), (3, "relevant", "bare-word")),
    (form(row("text", "a", 2, relevant=". = 1")), (2, "relevant", "itself")),
    (form(row("calculate", "a", 2), row("text", "b", 3)), (2, "calculation", "no-calculation")),
    (form(row("note", "a", 2)), (0, "", "nothing-asked")),
    (form(row("text", "a"), choices=(YES_NO[0], replace(YES_NO[0], row=9))), (9, "name", "choice-twice")),
])  # fmt: skip
def test_a_form_that_cannot_be_filled_is_refused_where_it_cannot(definition, told):
    assert told in codes(definition)


def test_a_form_opens_with_its_defaults_and_one_turn_of_each_repeat():
    asked = form(
        row("date", "d", 2, default="today()"), row("text", "t", 3, default="x"), row("begin repeat", "r", 4),
        row("text", "in_r", 5, default="y"), row("end repeat", n=6),
    )  # fmt: skip
    assert opening(build(asked), NOW) == {"d": "2025-12-21", "t": "x", "r": "1", "in_r[1]": "y"}


def test_every_form_the_house_brings_can_be_filled_and_speaks_both_languages():
    assert {"registration", "assessment", "plan", "follow-up", "review", "closure", "interim-care"} <= shelf().keys()
    for definition in shelf().values():
        built = build(definition)
        assert isinstance(built, Form), built
        asked = [r for r in definition.rows if r.labels]
        assert len(asked) > 8
        for one_row in asked:
            assert {w.language for w in one_row.labels} == {"es", "en"}, (definition.code, one_row.name)
        for choice in definition.choices:
            assert {w.language for w in choice.labels} == {"es", "en"}, (definition.code, choice.name)


def test_no_form_the_house_brings_asks_for_faith_people_or_a_score():
    for definition in shelf().values():
        told = " ".join(w.text.lower() for r in definition.rows for w in r.labels)
        assert not any(word in told for word in ("religi", "ethnic", "etnia", "étnic", "score", "puntaje"))
