"""What our reader of forms says, held against the reference converter and a general XPath engine on random answers."""

import os
import random

import pytest

from abrigo.exchange.xlsforms import read, same, workbook
from abrigo.rules.form_filling import fill
from abrigo.rules.form_sheet import build

pytest.importorskip("pyxform", reason="the reference converter is not installed")
pytest.importorskip("elementpath", reason="the independent XPath engine is not installed")

from tests.exchange.reference_form import NOW, Reference
from tests.exchange.test_xlsforms import book

HEAD = ["type", "name", "label::Español (es)", "label::English (en)", "label::עברית (he)", "hint::English (en)",
        "required", "required_message::English (en)", "relevant", "constraint", "constraint_message::English (en)",
        "calculation", "choice_filter", "appearance", "default", "repeat_count", "read_only", "parameters"]  # fmt: skip


def row(kind, name="", **told):
    label = "" if kind in ("calculate", "hidden") or kind.startswith("end") else f"{name}?"
    told = {"label::Español (es)": label, "label::English (en)": label, "label::עברית (he)": label} | told
    return [kind, name, *(told.get(h) for h in HEAD[2:])]


LISTS = [
    ["list_name", "name", "label::Español (es)", "label::English (en)", "label::עברית (he)", "state"],
    *([ "state", c, c, c, c, None] for c in "ab"),
    *(["town", f"{c}{n}", c, c, c, c] for c in "ab" for n in (1, 2)),
    *(["need", c, c, c, c, None] for c in ("food", "cloth", "bed")),
]  # fmt: skip
TABLE = [
    HEAD,
    row("start", "started"), row("username", "who"),
    row("text", "name", required="yes", **{"required_message::English (en)": "Whose?"}, constraint="string-length(.) < 9"),
    row("integer", "age", constraint=". >= 0 and . < 18", **{"constraint_message::English (en)": "0 to 17."}),
    row("decimal", "weight", relevant="${age} < 12", constraint=". > ${age} div 2"),
    row("date", "born", constraint=". <= today() and . > date('2005-01-01')"),
    row("range", "scale", parameters="start=0 end=10 step=2"),
    row("barcode", "code", constraint="regex(., '[A-Z]{2}[0-9]+')"),
    row("select_one state", "state", appearance="minimal"),
    row("select_one town", "town", choice_filter="state = ${state}", relevant="${state} != ''"),
    row("select_multiple need", "needs", constraint="count-selected(.) <= 2"),
    row("select_one need or_other", "first_need"),
    row("rank need", "order"),
    row("note", "hello", relevant="selected(${needs}, 'food') or ${age} = 7"),
    row("acknowledge", "ok", required="${age} > 9"),
    row("hidden", "kind", default="case"),
    row("begin group", "family", relevant="not(selected(${needs}, 'bed'))"),
    row("begin repeat", "kin"),
    row("text", "kin_name"),
    row("integer", "kin_age", relevant="${kin_name} != ''", constraint=". > ${age}"),
    row("begin repeat", "visit"),
    row("integer", "hours", constraint=". < ${kin_age}"),
    row("calculate", "nth", calculation="concat(position(..), '-', ${kin_name})"),
    row("end repeat"),
    row("calculate", "spent", calculation="sum(${hours}) + 1"),
    row("end repeat"),
    row("integer", "oldest_said", read_only="yes", calculation="max(${kin_age})"),
    row("end group"),
    row("integer", "many", constraint=". <= 3"),
    row("begin repeat", "step", repeat_count="${many}"),
    row("text", "what"),
    row("select_one town", "where", choice_filter="state = ${state}"),
    row("end repeat"),
    row("calculate", "turns", calculation="count(${kin}) + count(${step})"),
    row("calculate", "days_old", calculation="int((today() - ${born}) div 365.25)"),
    row("calculate", "group", calculation="if(${age} < 12, 'child', if(${age} >= 12, 'teen', 'unknown'))"),
    row("calculate", "words", calculation="concat(substr(${name}, 0, 2), '/', translate(${name}, 'ab', 'xy'), '/', normalize-space(${name}))"),
    row("calculate", "picked", calculation="coalesce(selected-at(${needs}, 0), 'none')"),
    row("calculate", "first_kin", calculation="indexed-repeat(${kin_name}, ${kin}, 1)"),
    row("calculate", "told", calculation="join(', ', ${kin_name})"),
    row("calculate", "sums", calculation="round(${scale} * 3 mod 7, 1)"),
    row("calculate", "on", calculation="format-date(${born}, '%d/%m/%Y')"),
    row("text", "because", relevant="${turns} > 2 and ${group} = 'teen'"),
]  # fmt: skip
SETTINGS = [["form_title", "form_id", "version", "default_language"], ["Todo", "todo", "1", "Español (es)"]]
EVERY = book(survey=TABLE, choices=LISTS, settings=SETTINGS)


TRIES = int(os.environ.get("ABRIGO_FORM_TRIES", "5"))


class Chance:
    """Answers of every kind: good, wrong, left out, and some to what is not asked."""

    def __init__(self, form, seed):
        self.form, self.any = form, random.Random(seed)

    def answers(self):
        counts, told = {}, {}
        for name, node in self.form.nodes.items():
            turns = [""]
            for repeat in node.turns:
                turns = [t + f"[{n}]" for t in turns for n in range(1, counts.get(repeat, 3) + 1)]
            for turn in turns:
                value = self._one(node)
                if node.row.kind == "begin repeat":
                    value = "" if node.row.repeat_count else str(self.any.randrange(4))
                if value:
                    told[name + turn] = value
        return {k: v for k, v in told.items() if v}

    def _one(self, node):
        any_ = self.any
        if any_.random() < 0.25:
            return ""
        names = [c.name for c in self.form.choices.get(node.row.choices, ())]
        match node.row.kind:
            case "text" | "barcode":
                return any_.choice(["Ana", "abba", "Bea Luz", "AB12", "x", "a  b", "demasiado largo"])
            case "integer":
                return str(any_.randrange(-2, 22))
            case "decimal":
                return any_.choice(["0.5", "3.25", "12", "7.5", "-1"])
            case "date":
                return any_.choice(["2018-02-28", "2004-12-31", "2026-01-01", "2025-12-21", "2012-06-15"])
            case "range":
                return any_.choice(["0", "2", "10"])
            case "select_one":
                return any_.choice(names)
            case "select_multiple":
                return " ".join(n for n in names if any_.random() < 0.6)
            case "rank":
                return " ".join(any_.sample(names, len(names)))
            case "acknowledge":
                return "OK"
        return ""


def there(form, answers):
    """Only what stands in a turn its repeats have: the rest no form could ask."""
    counts = fill(form, answers, NOW)
    return {k: v for k, v in answers.items() if k in counts.asked}


def agree(form, reference, answers):
    answers = there(form, answers)
    ours, theirs = fill(form, answers, NOW), reference.look(answers)
    named = {n: node for n, node in form.nodes.items() if node.row.kind != "begin repeat"}
    for key, asked in theirs.asked.items():
        name = key.split("[")[0]
        if name not in named:
            continue
        assert ours.asked.get(key) is asked, (key, form.nodes[name].row.relevant, answers)
        if key in theirs.values and name in named:
            assert number(ours.values.get(key, "")) == number(theirs.values[key]), (
                key,
                form.nodes[name].row.calculation,
                answers,
            )
    wrong = {w.key: w.code for w in ours.wrong if w.code != "not-asked"}
    assert wrong == theirs.wrong, answers


def number(told):
    try:
        return round(float(told), 6)
    except ValueError:
        return told


def test_every_construct_of_the_reference_table_is_read_without_a_fault():
    found = read(EVERY, "todo.xlsx")
    assert found.faults == []
    assert same(read(workbook(found.definition), "again.xlsx").definition, found.definition)


@pytest.mark.parametrize("seed", range(TRIES))
def test_ours_and_the_reference_say_the_same_of_random_answers(seed):
    found = read(EVERY, "todo.xlsx")
    form, reference = build(found.definition), Reference(workbook(found.definition))
    chance = Chance(form, seed)
    for _ in range(12):
        agree(form, reference, chance.answers())


OPERATORS = ["=", "!=", "<", "<=", ">", ">=", "and", "or"]


def expression(any_, deep=0):
    """A question of yes or no over four numbers, two words and a list."""
    if deep > 2 or any_.random() < 0.3:
        return any_.choice([
            "${n{}} {} {}".replace("{}", str(any_.randrange(4)), 1).replace("{}", any_.choice(OPERATORS[:6]), 1)
            .replace("{}", str(any_.randrange(20)), 1),
            f"${{t{any_.randrange(2)}}} {any_.choice(OPERATORS[:2])} '{any_.choice(['Ana', 'x', ''])}'",
            f"selected(${{needs}}, '{any_.choice(['food', 'bed'])}')",
            f"count-selected(${{needs}}) {any_.choice(OPERATORS[:6])} {any_.randrange(4)}",
            f"string-length(${{t0}}) {any_.choice(OPERATORS[:6])} ${{n1}}",
            f"${{n0}} + ${{n1}} {any_.choice(['+', '-', '*'])} ${{n2}} {any_.choice(OPERATORS[2:6])} ${{n3}} * 2",
            f"contains(${{t1}}, '{any_.choice('abx')}')", f"starts-with(${{t0}}, '{any_.choice('aAx')}')",
        ])  # fmt: skip
    if any_.random() < 0.25:
        return f"not({expression(any_, deep + 1)})"
    return f"({expression(any_, deep + 1)}) {any_.choice(['and', 'or'])} ({expression(any_, deep + 1)})"


@pytest.mark.parametrize("seed", range(TRIES))
def test_ours_and_the_reference_say_the_same_of_random_forms(seed):
    any_ = random.Random(seed)
    rows = [row("integer", f"n{n}") for n in range(4)] + [row("text", f"t{n}") for n in range(2)]
    rows.append(row("select_multiple need", "needs"))
    for n in range(12):
        rows.append(row("integer", f"q{n}", relevant=expression(any_), constraint=f". > 3 or {expression(any_)}",
                        required=expression(any_)))  # fmt: skip
        rows.append(
            row("calculate", f"c{n}", calculation=f"if({expression(any_)}, ${{n0}} * 2, concat(${{t0}}, ${{n1}}))")
        )
    found = read(book(survey=[HEAD, *rows], choices=LISTS, settings=SETTINGS), "random.xlsx")
    assert found.faults == []
    form, reference = build(found.definition), Reference(workbook(found.definition))
    chance = Chance(form, seed)
    for _ in range(10):
        agree(form, reference, chance.answers())
