"""Writes form_cases.json anew, once the rules of forms were changed on purpose: `python -m tests.rules.form_cases`.

The file is what three programs are held against: the rules, the page at a desk and the phone.
"""

import json
from datetime import datetime
from pathlib import Path

from abrigo.facts.forms import FormDefinition
from abrigo.facts.wire import spelling
from abrigo.rules import form_expressions as x
from abrigo.rules.form_filling import fill, opening
from abrigo.rules.form_sheet import build
from abrigo.rules.form_shelf import shelf

CASES = Path(__file__).with_name("form_cases.json")
NOW = datetime(2025, 12, 21, 3, 10)
EXPRESSIONS = [
    "${age} > 3 and . <= 7", "not(selected(${many}, 'c'))", "count-selected(${many})", "selected-at(${many}, 1)",
    "${born} <= today()", "today() - ${born}", "int((today() - ${born}) div 365.25)", "-3 + 2 * 4 mod 3", "7 div 2",
    "-7 mod 3", "1 div 0", "'' = 0", "${empty} = ''", "round(3.456, 2)", "round(-2.5)", "round('x')", "substr('hello', 1, 3)",
    "substr('hello', -3)", "substring('hello', 2, 3)", "substring('hello', 0, 3)", "substring('hello', 'x')",
    "substring-before('hello', '')", "substring-after('hello', '')", "substring-after('hello', 'e')",
    "concat('a', 1, true())", "count(${each})", "sum(${each})", "max(${each})", "position(..)", "date(18263)", "date('2025-02-30')",
    "regex(., '[0-9]{1,2}')", "regex('ab1', '[a-z]+')", "format-date(${born}, '%d/%m/%Y')", "format-date(${born}, '%e.%n.%y')",
    "format-date('x', '%Y')", "translate('abc', 'ab', 'x')", "normalize-space('  a   b ')", "string-length('שלום')",
    "coalesce(${empty}, 'x')", "if(${age} < 18, 'child', 'adult')", "substring-before('a-b-c', '-')",
    "substring-after('a-b-c', '-')", "substring-before('abc', '-')", "contains('abc', 'b')", "floor(-1.5)", "ceiling(1.2)",
    "number('x')", "number('2025-02-30')", "number(' 7 ')", "true() = 1", "${name} = 'Ana'", "decimal-date-time('2020-01-02')",
    "decimal-date-time('2020-01-02T12:00')", "pow(2, 10)", "join('-', ${each})", "min(${each}, 5)", "abs(-3)", "string(0.5)",
    "boolean('')", "now() > today()", "starts-with('abc', 'ab')", "ends-with('abc', 'bc')", "boolean-from-string('1')",
    "int(-1.5)", "'2020-01-02' = '2020-01-02'", "'2024-01-02' > '2023-12-31'", "once('x')", "indexed-repeat(${name}, ${each}, 2)",
]  # fmt: skip


class Sheet:
    """A form of its own for expressions: what each question is answered with."""

    told = {"age": 12.0, "born": "2020-01-02", "many": "a b", "empty": "", "name": "Ana"}

    def value(self, name):
        return self.told.get(name, "")

    def every(self, name):
        return ["1", "2", ""] if name == "each" else [self.value(name)]

    def nth(self, name, turn):
        return f"{name}{turn}"

    def position(self):
        return 3


def worked_out(expression):
    return x.text(x.work_out(x.read(expression), x.At(Sheet(), NOW, "7")))


def looked_over(form, given):
    filled = fill(form, given, NOW)
    return {
        "asked": sorted(k for k, asked in filled.asked.items() if asked),
        "values": {k: v for k, v in sorted(filled.values.items()) if v},
        "offered": {k: [c.name for c in v] for k, v in sorted(filled.offered.items())},
        "wrong": sorted([w.key, w.code] for w in filled.wrong),
    }


def definition_of(plain):
    return spelling(FormDefinition).read(plain, "")


def write():
    from tests.exchange.test_reference_form import EVERY, Chance

    from abrigo.exchange.xlsforms import read

    forms = []
    for definition, many in [(read(EVERY, "todo.xlsx").definition, 20), *((d, 3) for d in shelf().values())]:
        form = build(definition)
        given = [{}, opening(form, NOW), *(Chance(form, seed).answers() for seed in range(many))]
        plain = spelling(FormDefinition).write(definition)
        cases = [{"given": g, **looked_over(form, g)} for g in given]
        forms.append({"definition": plain, "opening": opening(form, NOW), "cases": cases})
    told = {
        "now": NOW.isoformat(timespec="seconds"), "expressions": {e: worked_out(e) for e in EXPRESSIONS}, "forms": forms,
    }  # fmt: skip
    lines = json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace('{"given"', '\n{"given"')
    CASES.write_text(lines + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
