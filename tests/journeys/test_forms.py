"""Forms in a real browser: long ones on a bad phone, right to left, with and without scripts; the page and the house
work out the same."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from abrigo.desk.form_drawing import for_the_page
from abrigo.facts.forms import FormDefinition
from abrigo.facts.wire import spelling
from abrigo.house.invented_form import large_form
from abrigo.pocket.forms import as_carried
from abrigo.rules import form_expressions as x
from abrigo.rules.form_filling import fill
from abrigo.rules.form_sheet import build

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
FOLLOW_UP = "/people/c1/forms/fu/fill"


@pytest.fixture
def forms(operation):
    """The follow-up form in use, and one of 250 questions in three languages."""
    definition = large_form()
    operation.must("adopt-form", form="fu", code="follow-up")
    operation.must("propose-form", form="big", definition=spelling(type(definition), "iso").write(definition))
    operation.must("publish-form", "child-attorney", form="big")
    return operation


@pytest.mark.parametrize(("language", "width"), [("es", 360), ("he", 360), ("en", 1280)])
def test_every_page_of_forms_fits_and_can_be_read(forms, sit, language, width):
    desk = sit("director", language=language, width=width)
    for path in ("/forms", "/forms/fu", "/forms/new", "/people/c1/forms", FOLLOW_UP, "/people/c1/forms/big/fill"):
        assert desk.open(path) == 200, path
        assert desk.fit() == [], path
    assert desk.page.locator(".asked-form").get_attribute("dir") == ("rtl" if language == "he" else "ltr")
    assert desk.complaints == []


def test_a_question_appears_when_it_is_asked_and_a_constraint_speaks_at_once(forms, sit):
    desk = sit("director", language="en")
    desk.open(FOLLOW_UP)
    page = desk.page
    why = page.locator("[data-key=not_seen_why]")
    assert why.is_hidden()
    page.locator("[name='a:child_seen'][value=no]").check()
    why.wait_for(state="visible")
    assert page.locator("[data-key=how_is]").is_hidden()
    page.locator("[name='a:visited_on']").fill("2025-12-19")
    page.locator("[name='a:next_on']").fill("2025-12-01")
    page.locator("[name='a:next_on']").dispatch_event("change")
    page.get_by_text("After this visit.").wait_for()
    page.locator("[name='a:next_on']").fill("2025-12-29")
    page.locator("[name='a:next_on']").dispatch_event("change")
    page.get_by_text("After this visit.").wait_for(state="hidden")
    page.locator("button[value='add:actions']").click()
    page.locator("[name='a:action[2]']").wait_for()
    page.locator("button[value='remove:actions']").click()
    page.locator("button[value='remove:actions']").click()
    page.locator("[name='a:action[1]']").wait_for(state="detached")
    page.locator("[name='a:about'][value=in_care]").check()
    page.locator("[name='a:not_seen_why']").fill("estaba en la escuela")
    page.locator("[name='a:new_concern'][value=no]").check()
    page.locator("button[value=send]").click()
    page.wait_for_url("**/people/c1/forms")
    page.get_by_text("Follow-up visit").first.wait_for()
    assert desk.complaints == []


def test_the_same_form_is_filled_without_a_script(forms, sit):
    desk = sit("director", language="en", scripts=False)
    desk.open(FOLLOW_UP)
    page = desk.page
    page.locator("[name='a:child_seen'][value=no]").check()
    page.locator("button[value=continue]").click()
    assert page.locator("[data-key=not_seen_why]").is_visible()
    assert page.locator(".errors").is_visible()


CASES = ROOT / "tests/rules/form_cases.json"
EXPRESSIONS = """async ([program, trees, now, told]) => {
  const { workOut } = await import(program);
  const at = { turn: [3], now, own: '7', value: (n) => told[n] ?? '', every: (n) => n === 'each' ? ['1', '2', ''] : [told[n] ?? ''], nth: (n, t) => n + t };
  return Object.fromEntries(Object.entries(trees).map(([e, t]) => [e, String(workOut(t, at))]));
}"""
PHONE = """async ([program, form, given, now]) => {
  const { fill, opening } = await import(program);
  return [opening(form, now), given.map((g) => fill(form, g, now))];
}"""
PAGE = """async ([program, live, given]) => {
  const { lookOver } = await import(program);
  return given.map((g) => lookOver(live, g));
}"""


def engine():
    """The phone's evaluator as it was built; a page may import it like the phone does."""
    found = list((ROOT / "src/abrigo/pocket/static/pocket/app").glob("engine-*.js"))
    assert len(found) == 1
    return f"/pocket/app/{found[0].name}"


@pytest.mark.parametrize("who", ["page", "phone"])
def test_the_page_and_the_phone_work_out_what_the_house_works_out(operation, sit, who):
    desk = sit("director", language="en")
    desk.open("/forms")
    cases = json.loads(CASES.read_text(encoding="utf-8"))
    trees = {e: x.read(e) for e in cases["expressions"]}
    told = {"age": 12.0, "born": "2020-01-02", "many": "a b", "empty": "", "name": "Ana"}
    program = engine() if who == "phone" else "/static/desk/js/form.js"
    found = desk.page.evaluate(EXPRESSIONS, [program, trees, cases["now"], told])
    assert found == cases["expressions"]


def test_the_phone_asks_and_refuses_what_the_house_asks_and_refuses(operation, sit):
    desk = sit("director", language="en")
    desk.open("/forms")
    cases = json.loads(CASES.read_text(encoding="utf-8"))
    for one in cases["forms"]:
        form = as_carried(build(spelling(FormDefinition).read(one["definition"], "")), "f")
        given = [c["given"] for c in one["cases"]]
        opened, looks = desk.page.evaluate(PHONE, [engine(), form, given, cases["now"]])
        assert opened == one["opening"]
        for case, seen in zip(one["cases"], looks, strict=True):
            assert sorted(k for k, asked in seen["asked"].items() if asked) == case["asked"]
            assert {k: v for k, v in seen["values"].items() if v} == case["values"]
            assert seen["offered"] == case["offered"]
            assert sorted([w["key"], w["code"]] for w in seen["wrong"]) == case["wrong"]


def test_the_page_asks_what_the_house_asks_and_holds_its_constraints(operation, sit):
    desk = sit("director", language="en")
    desk.open("/forms")
    cases = json.loads(CASES.read_text(encoding="utf-8"))
    now = datetime.fromisoformat(cases["now"])
    for one in cases["forms"]:
        form = build(spelling(FormDefinition).read(one["definition"], ""))
        given = [c["given"] | counts(form, c["given"], now) for c in one["cases"]]
        looks = desk.page.evaluate(PAGE, ["/static/desk/js/form.js", for_the_page(form, "es", now), given])
        for case, seen in zip(one["cases"], looks, strict=True):
            assert sorted(k for k, asked in seen["asked"].items() if asked) == case["asked"]
            assert {k: v for k, v in seen["values"].items() if v} == case["values"]
            assert {k for k, code in case["wrong"] if code == "constraint"} <= seen["faults"].keys()


def counts(form, given, now):
    """How many turns the house drew: the page does not count them by itself."""
    return {k: str(n) for k, n in fill(form, given, now).counts.items()}


def test_a_form_of_250_questions_opens(forms, sit):
    desk = sit("director", language="es")
    desk.open("/people/c1/forms/big/fill")
    assert desk.open("/people/c1/forms/big/fill") == 200
