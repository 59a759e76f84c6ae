"""Promises of expressions: they read as XForms reads them, never fall over, and cannot keep the house busy."""

import contextlib
import math
from datetime import datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from abrigo.rules.form_expressions import At, Unreadable, names, number, read, text, truth, work_out

NOW = datetime(2025, 12, 21, 3, 10)


class Sheet:
    told = {"age": 12.0, "born": "2020-01-02", "many": "a b", "empty": "", "name": "Ana"}

    def value(self, name):
        return self.told.get(name, "")

    def every(self, name):
        return ["1", "2", ""] if name == "each" else [self.value(name)]

    def nth(self, name, turn):
        return f"{name}{turn}"

    def position(self):
        return 3


def found(expression, own="7"):
    return work_out(read(expression), At(Sheet(), NOW, own))


@pytest.mark.parametrize(("expression", "value"), [
    ("${age} > 3 and . <= 7", True),
    ("${age} >= 18 or ${name} = 'Ana'", True),
    ("not(selected(${many}, 'c'))", True),
    ("count-selected(${many})", 2.0),
    ("selected-at(${many}, 1)", "b"),
    ("${born} <= today()", True),
    ("${born} + 1 > ${born}", True),
    ("today() - ${born}", 2180.0),
    ("int((today() - ${born}) div 365.25)", 5.0),
    ("if(${age} < 18, 'child', 'adult')", "child"),
    ("coalesce(${empty}, 'x')", "x"),
    ("-3 + 2 * 4 mod 3", -1.0),
    ("7 div 2", 3.5),
    ("1 div 0", math.inf),
    ("'' = 0", False),
    ("${empty} = ''", True),
    ("round(3.456, 2)", 3.46),
    ("substr('hello', 1, 3)", "el"),
    ("substring('hello', 2, 3)", "ell"),
    ("concat('a', 1, true())", "a1true"),
    ("count(${each})", 3.0),
    ("sum(${each})", 3.0),
    ("max(${each})", 2.0),
    ("join('-', ${each})", "1-2-"),
    ("position(..)", 3.0),
    ("indexed-repeat(${name}, ${each}, 2)", "name2"),
    ("regex(., '[0-9]{1,2}')", True),
    ("regex('ab1', '[a-z]+')", False),
    ("format-date(${born}, '%d/%m/%Y')", "02/01/2020"),
    ("date(18263)", "2020-01-02"),
    ("translate('abc', 'ab', 'x')", "xc"),
    ("normalize-space('  a   b ')", "a b"),
    ("string-length('שלום')", 4.0),
])  # fmt: skip
def test_it_reads_as_xforms_reads_it(expression, value):
    assert found(expression) == value


@pytest.mark.parametrize(("expression", "code"), [
    ("(", "cut-off"), ("a b", "not-expected"), ("pulldata('x')", "outside-the-form"), ("instance('x')", "outside-the-form"), ("uuid(1)", "unknown-function"), ("if(1, 2)", "arguments"),
    ("../x", "not-expected"), ("/data/x", "not-expected"), ("1 +", "cut-off"), ("${a", "not-expected"),
    ("count(3)", "needs-a-question"), ("regex(., ${name})", "pattern-not-written-out"), ("regex(., '[')", "pattern"),
    ("(" * 200 + "1" + ")" * 200, "too-deep"), ("-" * 3000 + "1", "too-deep"), ("1" * 5000, "too-long"),
    ("random()", "unknown-function"), ("uuid()", "unknown-function"),
])  # fmt: skip
def test_what_nobody_can_read_is_refused_with_its_reason(expression, code):
    with pytest.raises(Unreadable) as no:
        read(expression)
    assert no.value.code == code


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+", "(a*)*b", "(a|aa)*b", "a*a*a*a*b", r"(\w+)\1", "((ab?){1,30}){1,30}", "(?=a*)a*", "(x{1,30}){1,30}"],
)
def test_a_pattern_that_never_ends_is_refused(pattern):
    with pytest.raises(Unreadable) as no:
        read(f"regex(., '{pattern}')")
    assert no.value.code == "pattern-never-ends"


def test_the_loosest_pattern_taken_is_over_at_once():
    assert found("regex(., 'a*a*a*b')", own="a" * 200) is False


def test_an_answer_longer_than_a_pattern_is_tried_on_does_not_match():
    assert found("regex(., '.*')", own="a" * 201) is False


LEAF = st.one_of(
    st.floats(0, 1e6, allow_nan=False).map(lambda n: f"{n:.3f}"), st.sampled_from(["'x'", "''", "'2024-02-29'"]),
    st.sampled_from(["${age}", "${born}", "${empty}", "${many}", ".", "today()", "now()", "true()", "position(..)"]),
)  # fmt: skip
TREES = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["or", "and", "=", "!=", "<", ">=", "+", "-", "*", "div", "mod"]), inner).map(
            lambda t: f"({t[0]} {t[1]} {t[2]})"
        ),
        st.tuples(st.sampled_from(["not", "string", "number", "int", "round", "abs", "floor", "ceiling", "date",
                                   "string-length", "normalize-space", "boolean", "decimal-date-time"]), inner).map(
            lambda t: f"{t[0]}({t[1]})"
        ),
        st.tuples(st.sampled_from(["contains", "selected", "selected-at", "substr", "substring", "pow", "min", "coalesce",
                                   "format-date", "round", "substring-after"]), inner, inner).map(
            lambda t: f"{t[0]}({t[1]}, {t[2]})"
        ),
        st.tuples(inner, inner, inner).map(lambda t: f"if({t[0]}, {t[1]}, {t[2]})"),
    ),
    max_leaves=6,
)  # fmt: skip


@given(TREES)
def test_whatever_can_be_read_can_be_worked_out(expression):
    value = found(expression)
    assert isinstance(value, (str, float, bool))
    assert isinstance(text(value), str)
    assert isinstance(truth(value), bool)
    assert isinstance(number(value), float)


@given(st.text(max_size=40))
def test_no_words_at_all_bring_the_reader_down(words):
    with contextlib.suppress(Unreadable):
        found(words)


@given(TREES, TREES)
def test_the_laws_of_yes_and_no_hold(a, b):
    assume(len(a) + len(b) < 1_000)
    yes = truth(found(a)) and truth(found(b))
    assert found(f"({a}) and ({b})") is yes
    assert found(f"not(not({a}) or not({b}))") is yes


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))
def test_numbers_add_and_compare_as_numbers(a, b):
    assert found(f"{a} + {b}") == a + b
    assert found(f"{a} < {b}") is (a < b)


@given(TREES)
def test_brackets_around_the_whole_change_nothing(expression):
    assert read(f"(({expression}))") == read(expression)
    assert names(read(expression)) <= {"age", "born", "empty", "many"}
