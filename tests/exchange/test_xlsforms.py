"""Promises of workbooks: what XLSForm means is what is asked; what is wrong is told by sheet, row and column."""

import io
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook

from abrigo.exchange.rosters.refusals import Refused
from abrigo.exchange.xlsforms import read, same, workbook
from abrigo.facts.forms import RowKind
from abrigo.house.invented_form import large_form
from abrigo.rules.form_filling import fill, opening
from abrigo.rules.form_sheet import Form, build
from abrigo.rules.form_shelf import shelf

NOW = datetime(2025, 12, 21, 3, 10)


def book(**sheets) -> bytes:
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        page = made.create_sheet(title)
        for row in rows:
            page.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


HEAD = ["type", "name", "label::Español (es)", "label::עברית (he)", "required", "relevant", "constraint",
        "constraint_message::Español (es)", "calculation", "choice_filter", "appearance", "hint::Español (es)",
        "default", "repeat_count"]  # fmt: skip
EVERY_KIND = book(
    survey=[
        HEAD,
        ["start", "start"],
        ["text", "name", "¿Nombre?", "שם", "yes", None, None, None, None, None, "multiline", "como se oyó"],
        ["integer", "age", "¿Edad?", "גיל", None, None, ". >= 0 and . < 18", "De 0 a 17."],
        ["decimal", "weight", "Peso", "משקל"],
        ["date", "born", "Nacimiento", "לידה", None, None, None, None, None, None, None, None, "today()"],
        ["time", "hour", "Hora", "שעה"],
        ["dateTime", "moment", "Momento", "רגע"],
        ["select_one state", "state", "Estado", "מחוז", None, None, None, None, None, None, "minimal"],
        ["select_one town", "town", "Pueblo", "עיר", None, None, None, None, None, "state = ${state}"],
        ["select_multiple needs", "needs", "Necesidades", "צרכים"],
        ["note", "hello", "Hola ${name}", "שלום", None, "selected(${needs}, 'food')"],
        ["begin_group", "g", "Familia", "משפחה", None, "${age} < 12"],
        ["begin_repeat", "kin", "Hermanos", "אחים"],
        ["text", "kin_name", "Nombre", "שם"],
        ["end_repeat"],
        ["end_group"],
        ["integer", "many", "¿Cuántas visitas?", "כמה"],
        ["begin repeat", "visit", "Visita", "ביקור", None, None, None, None, None, None, None, None, None, "${many}"],
        ["text", "visitor", "Quién", "מי"],
        ["end repeat"],
        ["calculate", "total", None, None, None, None, None, None, "count(${kin}) + 1"],
        ["acknowledge", "ok", "Entendido", "הבנתי"],
    ],
    choices=[
        ["list_name", "name", "label::Español (es)", "label::עברית (he)", "state"],
        ["state", "a", "A", "א"], ["state", "b", "B", "ב"],
        ["town", "a1", "A uno", "א1", "a"], ["town", "b1", "B uno", "ב1", "b"],
        ["needs", "food", "Comida", "אוכל"], ["needs", 1, "Uno", "אחד"],
    ],
    settings=[["form_title", "form_id", "version", "default_language"], ["Prueba", "prueba", 3, "Español (es)"]],
)  # fmt: skip


def test_every_kind_of_question_is_read_as_it_is_meant():
    found = read(EVERY_KIND, "x.xlsx")
    assert found.faults == []
    told = found.definition
    assert (told.code, told.version, told.languages) == ("prueba", "3", ("es", "he"))
    assert {r.kind for r in told.rows} == set(RowKind) - {
        RowKind.RANK,
        RowKind.RANGE,
        RowKind.BARCODE,
    }  # those have tests of their own
    assert [(n.code, n.row) for n in found.notices if n.code == "row-ignored"] == [("row-ignored", 2)]
    form = build(told)
    good = {
        "name": "Ana", "age": "7", "weight": "20.5", "born": "2018-01-01", "hour": "03:10", "moment": "2025-12-21T03:10",
        "state": "a", "town": "a1", "needs": "food 1", "kin": "1", "kin_name[1]": "Bea", "many": "1", "visitor[1]": "X",
        "ok": "OK",
    }  # fmt: skip
    filled = fill(form, good, NOW)
    assert filled.wrong == []
    assert filled.values["total"] == "2"
    assert filled.asked["hello"]
    for change, code in (({"age": "18"}, "constraint"), ({"town": "b1"}, "not-a-choice"), ({"name": ""}, "required"),
                         ({"age": "13"}, "not-asked"), ({"visitor[2]": "Y"}, "not-asked")):  # fmt: skip
        told_wrong = {w.code for w in fill(form, good | change, NOW).wrong}
        assert code in told_wrong


@pytest.mark.parametrize(("rows", "told"), [
    ([["text", "a", "A"], ["text", "a", "B"]], (3, "name", "name-twice")),
    ([["select_one none", "a", "A"]], (2, "type", "no-such-list")),
    ([["geopoint", "a", "A"]], (2, "type", "not-collected")),
    ([["image", "a", "A"]], (2, "type", "not-collected")),
    ([["hologram", "a", "A"]], (2, "type", "unknown-type")),
    ([["text", "a", "A", "${b} = 1"], ["text", "b", "B", "${a} = 1"]], (2, "relevant", "circle")),
    ([["text", "a", "A", "pulldata('x', 1)"]], (2, "relevant", "expression-outside-the-form")),
    ([["begin group", "a", "A"], ["text", "b", "B"]], (2, "type", "never-closed")),
    ([["text", "a", "=1+1"]], (2, "label", "formula")),
    ([["text", "a"]], (2, "label", "no-label")),
])  # fmt: skip
def test_what_is_wrong_is_told_where_it_stands(rows, told):
    found = read(
        book(survey=[["type", "name", "label", "relevant"], *rows], settings=[["form_title"], ["T"]]), "x.xlsx"
    )
    assert told in [(f.row, f.column, f.code) for f in found.faults]
    assert found.definition is None


def test_a_workbook_without_questions_is_told_so():
    assert [f.code for f in read(book(data=[["a"], [1]]), "x.xlsx").faults] == ["no-survey"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a zip", b"\x00" * 100, b"%PDF-1.7", b"a" * (60 << 20)])
def test_what_is_no_workbook_or_sixty_megabytes_of_one_stays_shut(content):
    assert isinstance(read(content, "x.xlsx"), Refused)


@pytest.mark.parametrize("code", sorted(shelf()))
def test_a_form_goes_out_and_comes_back_the_same(code):
    found = read(workbook(shelf()[code]), f"{code}.xlsx")
    assert found.faults == []
    assert same(found.definition, shelf()[code])


def test_every_kind_goes_out_and_comes_back_the_same():
    told = read(EVERY_KIND, "x.xlsx").definition
    assert same(read(workbook(told), "y.xlsx").definition, told)


def test_no_cell_that_goes_out_is_a_formula():
    from dataclasses import replace

    from abrigo.facts.forms import Words

    told = shelf()["plan"]
    rows = (replace(told.rows[0], labels=(Words("es", "=1+1"), Words("en", "@x"))), *told.rows[1:])
    page = load_workbook(io.BytesIO(workbook(replace(told, rows=rows))))["survey"]
    cells = [c for row in page.iter_rows() for c in row]
    assert "=1+1" in {c.value for c in cells}
    assert not any(c.data_type == "f" for c in cells)


@pytest.mark.parametrize("code", [*sorted(shelf()), "every-kind"])
def test_the_reference_reads_what_goes_out(code):
    pyxform = pytest.importorskip("pyxform.xls2xform", reason="the reference converter is not installed")
    told = workbook(read(EVERY_KIND, "x.xlsx").definition if code == "every-kind" else shelf()[code])
    found = pyxform.convert(io.BytesIO(told), validate=False, file_type=".xlsx")
    assert "<h:html" in found.xform


def test_a_form_of_250_questions_in_three_languages_is_read_and_worked_out_at_once():
    found = read(workbook(large_form()), "large.xlsx")
    assert found.faults == []
    form = build(found.definition)
    assert isinstance(form, Form)
    assert len([r for r in found.definition.rows if r.name.startswith("q")]) == 250
    assert found.definition.languages == ("es", "en", "he")
    given = opening(form, NOW)
    fill(form, given, NOW)
    assert same(read(workbook(found.definition), "again.xlsx").definition, found.definition)


def refused(survey, choices=(), head=("type", "name", "label", "relevant"), **sheets):
    listed = [["list_name", "name", "label"], *choices]
    found = read(
        book(survey=[list(head), *survey], choices=listed, settings=[["form_title"], ["T"]], **sheets), "x.xlsx"
    )
    return [(f.row, f.column, f.code) for f in found.faults]


@pytest.mark.parametrize(("head", "row", "told"), [
    ("calculation", ["text", "a", "A", "pulldata('t', 'a', 'b', ${a})"], "expression-outside-the-form"),
    ("type", ["select_one_from_file towns.csv", "a", "A"], "from-a-file"),
    ("type", ["select_one_external town", "a", "A"], "from-a-file"),
    ("type", ["select_one ${kin}", "a", "A"], "from-answers"),
    ("appearance", ["select_one l", "a", "A", "search('towns')"], "search"),
    ("trigger", ["text", "a", "A", "${a}"], "trigger"),
    ("type", ["geoshape", "a", "A"], "not-collected"),
    ("type", ["background-audio", "a", "A"], "not-collected"),
    ("parameters", ["range", "a", "A", "start=5 end=1"], "range"),
    ("calculation", ["hidden", "a", ""], "no-calculation"),
    ("choice_filter", ["select_one l or_other", "a", "A", "x = 1"], "other-filtered"),
    ("type", ["select_one gone", "a", "A"], "no-such-list"),
    ("name", ["text", "", "A"], "bad-name"),
    ("calculation", ["calculate", "a", "", "${a} + 1"], "circle"),
    ("constraint", ["text", "a", "A", "regex(., '(a+)+')"], "expression-pattern-never-ends"),
])  # fmt: skip
def test_what_the_house_does_not_do_is_refused_at_its_row_and_column(head, row, told):
    headings = ("type", "name", "label", head if head not in ("type", "name") else "relevant")
    assert (2, head, told) in refused([row], [["l", "x", "X"]], headings)


def test_rows_that_wait_for_one_another_are_told_with_their_rows():
    rows = [["calculate", c, "", f"${{{d}}} + 1"] for c, d in ("ab", "bc", "ca")]
    found = read(book(survey=[["type", "name", "label", "calculation"], *rows, ["text", "t", "T"]],
                      settings=[["form_title"], ["T"]]), "x.xlsx")  # fmt: skip
    circle = next(f for f in found.faults if f.code == "circle")
    assert all(f"{name} ({n})" in circle.about for n, name in enumerate("abc", 2))


def test_a_hundred_thousand_rows_are_refused_by_their_number():
    found = read(book(survey=[["type", "name", "label"], *(["text", f"q{n}", "Q"] for n in range(100_000))],
                      settings=[["form_title"], ["T"]]), "x.xlsx")  # fmt: skip
    assert isinstance(found, Refused) or {f.code for f in found.faults} == {"too-many-rows"}


def test_what_is_left_out_is_told_and_the_form_is_taken():
    found = read(book(
        survey=[["type", "name", "label", "media::image", "bind::x", "parameters"],
                ["deviceid", "d"], ["select_one l", "a", "A", "a.png", None, "randomize=true"]],
        choices=[["list_name", "name", "label"], ["l", "x", "X"]], entities=[["dataset"], ["x"]],
        settings=[["form_title", "instance_name"], ["T", "${a}"]],
    ), "x.xlsx")  # fmt: skip
    assert found.faults == []
    assert {(n.code, n.sheet, n.row) for n in found.notices} >= {
        ("media-left-out", "survey", 1), ("column-ignored", "survey", 1), ("row-ignored", "survey", 2),
        ("parameters-left-out", "survey", 3), ("setting-left-out", "settings", 2), ("sheet-left-out", "entities", 0),
    }  # fmt: skip


def few(*rows, **more):
    head = ["type", "name", "label", "parameters", "required", "default"]
    choices = [["list_name", "name", "label"], *([["l", c, c] for c in "abc"])]
    found = read(book(survey=[head, *rows], choices=choices, settings=[["form_title"], ["T"]], **more), "x.xlsx")
    assert found.faults == []
    return build(found.definition)


def codes(form, **answers):
    return [(w.key, w.code) for w in fill(form, answers, NOW).wrong]


@pytest.mark.parametrize(("answer", "told"), [
    ("4.5", []), ("9.0", []), ("4.6", ["not-in-range"]), ("9.5", ["not-in-range"]), ("1", ["not-in-range"]),
    ("x", ["not-a-number"]),
])  # fmt: skip
def test_a_range_takes_its_own_steps_and_nothing_between(answer, told):
    form = few(["range", "r", "R", "start=1.5 end=9 step=0.5"])
    assert [code for _key, code in codes(form, r=answer)] == told


@pytest.mark.parametrize(("answer", "told"), [
    ("c a b", []), ("a b", ["not-ranked"]), ("a b b", ["not-ranked"]), ("a b d", ["not-ranked"]), ("a b c a", ["not-ranked"]),
])  # fmt: skip
def test_a_ranking_gives_every_choice_one_place(answer, told):
    assert [code for _key, code in codes(few(["rank l", "r", "R"]), r=answer)] == told


def test_another_choice_than_those_listed_is_asked_in_words():
    form = few(["select_one l or_other", "a", "A"], ["select_one l", "b", "B"])
    assert codes(form, a="other", a_other="d") == []
    assert codes(form, a="a", a_other="d") == [("a_other", "not-asked")]
    assert codes(form, b="other") == [("b", "not-a-choice")]


def test_what_nobody_sees_is_worked_out_and_not_believed():
    form = few(["hidden", "h", "", None, None, "case"], ["text", "t", "T"])
    assert fill(form, {"h": "forged"}, NOW).values["h"] == "case"
