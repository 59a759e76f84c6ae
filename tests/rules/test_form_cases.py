"""The cases three programs are held against say what the rules say; the page and the phone answer them in a browser."""

import json

import pytest
from tests.rules.form_cases import CASES, EXPRESSIONS, NOW, definition_of, looked_over, worked_out

from abrigo.rules.form_filling import opening
from abrigo.rules.form_sheet import build

TOLD = json.loads(CASES.read_text(encoding="utf-8"))


def test_the_rules_work_out_what_the_cases_say():
    assert {e: worked_out(e) for e in EXPRESSIONS} == TOLD["expressions"]


@pytest.mark.parametrize("n", range(len(TOLD["forms"])))
def test_the_rules_ask_and_refuse_what_the_cases_say(n):
    told = TOLD["forms"][n]
    form = build(definition_of(told["definition"]))
    assert opening(form, NOW) == told["opening"]
    for case in told["cases"]:
        assert {"given": case["given"], **looked_over(form, case["given"])} == case
