"""Every row has one place, every doubt a remedy, and nothing is guessed in silence."""

import io
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
import nasty_rosters as nasty

from abrigo.exchange.rosters import ages, days, sexes, unsaid
from abrigo.exchange.rosters.error_workbook import error_workbook, harmless
from abrigo.exchange.rosters.headings import Field, guess
from abrigo.exchange.rosters.layout import Aside
from abrigo.exchange.rosters.lines import Reading
from abrigo.exchange.rosters.mapping import Mapping, propose
from abrigo.exchange.rosters.opening import read
from abrigo.exchange.rosters.problems import Code, Remedy, Weight
from abrigo.exchange.rosters.reading import Choices, read_roster
from abrigo.exchange.rosters.refusals import Refused, Why
from abrigo.exchange.rosters.sentences import CODES, REFUSALS, REMEDIES, WEIGHTS
from abrigo.exchange.rosters.spoken_names import NameRead, read_name
from abrigo.facts.intake import Tally
from abrigo.facts.kinds import AgeRange, Sex, Unsaid


def reading(content: bytes, choices: Choices | None = None) -> Reading:
    book = read(content, "lista")
    assert not isinstance(book, Refused), book
    return read_roster(book, nasty.NOW, choices)


def codes(told: Reading, row: int | None = None) -> list[Code]:
    return [one.code for one in told.problems if row is None or one.row == row]


def places(told: Reading) -> list[tuple[str, int]]:
    return [(one.sheet, one.row) for one in (*told.lines, *told.stated_totals, *told.skipped)]


def assert_nothing_dropped(told: Reading) -> None:
    rows = [(sheet.name, number) for sheet in told.workbook.sheets for number in range(1, len(sheet.rows) + 1)]
    assert sorted(places(told)) == sorted(rows)


# -- the whole ---------------------------------------------------------------------------------------------------------


def test_two_headings_titles_totals_and_notes_leave_four_people():
    told = reading(nasty.two_headings())
    assert_nothing_dropped(told)
    assert [line.band for line in told.lines] == ["001", "002", "003", "004"]
    sara, jose, unnamed, ruth = told.lines
    assert sara.sex is Sex.FEMALE
    assert sara.age == AgeRange(5, 5)
    assert (sara.names[0].verbatim, sara.names[0].surnames, sara.names[0].given) == ("Levy, Sara", "Levy", "Sara")
    assert sara.at == datetime(2025, 12, 19, 14, 30, tzinfo=UTC)
    assert jose.age == AgeRange(0, 0)
    assert jose.held_by is Unsaid.REFUSED
    assert jose.clothing == "vestido azul"
    assert unnamed.names == ()
    assert unnamed.nameless is Unsaid.UNKNOWN
    assert unnamed.at == datetime(2025, 12, 19, 18, 0, tzinfo=UTC)
    assert ruth.tally is Tally.ADULT
    assert ruth.age == AgeRange(18, None)
    assert codes(told, 7) == [Code.MERGED_FILL]
    assert [(one.numbers, one.agrees) for one in told.stated_totals] == [((3,), True), ((1, 3), True)]
    assert {one.row: one.why for one in told.skipped}[11] is Aside.HEADING_AGAIN
    assert {one.row: one.why for one in told.skipped}[13] is Aside.ONLY_A_NUMBER
    assert {one.row: one.why for one in told.skipped}[15] is Aside.FOOTNOTE
    assert told.captions[1] == "Fecha: 19/12/2025"


def test_a_total_that_is_not_the_lines_read_is_said():
    told = reading(nasty.csv("Brazalete,Nombre", "1,Sara", "2,José", "TOTAL 45,"))
    assert [(one.numbers, one.lines_above) for one in told.stated_totals] == [((45,), 2)]
    assert Code.TOTAL_DIFFERS in codes(told)


@pytest.mark.parametrize("row", ["9,Total", "9,Suma Levy", "9,45", "TOTAL,Sara Total", ",Sumaya"])
def test_a_child_is_never_taken_for_a_total(row):
    told = reading(nasty.csv("Brazalete,Nombre", "1,Sara", row))
    assert len(told.lines) == 2


def test_a_child_with_nothing_but_a_band_is_a_line():
    told = reading(nasty.csv("No,Brazalete,Nombre,Edad", "1,A7,,", "2,,,", ",A8,,"))
    assert [line.band for line in told.lines] == ["A7", "A8"]


def test_a_row_of_nothing_but_invisible_marks_is_blank():
    told = reading(nasty.csv("Brazalete,Nombre", "1,Sara", "\x01,\u200c", "2,Lía"))
    assert [line.row for line in told.lines] == [2, 4]
    assert (3, Aside.BLANK) in [(one.row, one.why) for one in told.skipped]


def test_several_sheets_are_read_and_a_hidden_one_is_said():
    book = openpyxl.load_workbook(io.BytesIO(nasty.workbook([nasty.PLAIN, *nasty.people(3)])))
    more = book.create_sheet("Bus 2")
    more.append(["Brazalete", "Nombre"])
    more.append(["B1", "Lía Peña"])
    more.sheet_state = "hidden"
    book.create_sheet("Instrucciones").append(["Llene con letra clara"])
    told = reading(nasty.saved(book))
    assert_nothing_dropped(told)
    assert [line.sheet for line in told.lines] == ["Lista"] * 3 + ["Bus 2"]
    assert Code.HIDDEN_SHEET in codes(told)
    assert [one.sheet for one in told.problems if one.code is Code.NO_HEADER] == ["Instrucciones"]


def test_a_sheet_without_headings_is_read_when_a_person_says_what_its_columns_are():
    content = nasty.csv("A1,Sara Levy,5", "A2,José Núñez,7")
    blind = reading(content)
    assert not blind.lines
    assert Code.NO_HEADER in codes(blind)
    bare = reading(content, Choices(heading_rows={"": 0})).tables[0].mapping
    told = bare
    for column, field in enumerate((Field.BAND, Field.NAME, Field.AGE)):
        told = told.change(column, field)
        assert isinstance(told, Mapping)
    again = reading(content, Choices({told.fingerprint: told}, {"": 0}))
    assert [line.band for line in again.lines] == ["A1", "A2"]


def test_a_caption_is_no_heading_and_a_table_may_start_anywhere():
    rows = [
        [],
        [None, "Centro Las Acacias", None, "Día: viernes"],
        [],
        [None, "No. de\nbrazalete", "Nombres y\nApellidos", "DATOS", None, "Notas"],
        [None, None, None, "Edad", "Género", None],
        [None, 12, "Sara Levy", "6 a.", "Fem.", "x"],
        [None, "TOTAL: 1 niña y 0 niños"],
    ]
    told = reading(nasty.workbook(rows, ("B4:B5", "C4:C5", "D4:E4", "F4:F5")))
    assert_nothing_dropped(told)
    assert [(line.band, line.age, line.sex) for line in told.lines] == [("12", AgeRange(6, 6), Sex.FEMALE)]
    assert [(one.numbers, one.agrees) for one in told.stated_totals] == [((1, 0), True)]


def test_parts_of_a_list_keep_their_title():
    told = reading(
        nasty.csv("BUS 3;;", "No;Nombre;Edad", "1;Sara;5", "SUBTOTAL;1;", "ADULTAS;;", "1;Ruth;30", "TOTAL GENERAL;2;")
    )
    assert [(line.section, line.tally) for line in told.lines] == [("BUS 3", None), ("ADULTAS", Tally.ADULT)]
    assert [one.agrees for one in told.stated_totals] == [True, True]


def test_a_lone_number_under_the_ages_is_asked_about():
    told = reading(nasty.csv("Brazalete,Nombre,Edad", "1,Sara,5", "2,José,6", ",,11"))
    assert codes(told, 4) == [Code.LOOKS_LIKE_TOTAL]


# -- columns -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("NOMBRE COMPLETO DEL NIÑO/A", Field.NAME),
        ("Nombre de la madre", Field.KIN),
        ("Fecha de Nacimiento", Field.BIRTH_DATE),
        ("Lugar de nacimiento", Field.OTHER),
        ("No. de brazalete", Field.BAND),
        ("Nº", Field.INDEX),
        ("Edad aparente (años)", Field.AGE),
        ("שם משפחה", Field.SURNAMES),
        ("تاريخ الميلاد", Field.BIRTH_DATE),
        ("Religion", Field.FORBIDDEN),
        ("Grupo étnico", Field.FORBIDDEN),
        ("Pueblo al que pertenece", Field.FORBIDDEN),
        ("Tel. de contacto", Field.PHONE),
        ("Held by", Field.HELD_BY),
        ("zzz", Field.OTHER),
    ],
)
def test_headings_are_recognised(heading, field):
    assert guess(heading).field is field


FAITHFUL = nasty.csv("Brazalete,Nombre,Religión", "1,Sara,judía", "2,José,católico", '3,"Lía,judía')


def test_a_column_of_faith_is_refused_and_its_cells_leave_nowhere():
    told = reading(FAITHFUL)
    assert [one.heading for one in told.columns_left if one.refused] == ["Religión"]
    assert "jud" not in repr([(one.value, one.code) for one in told.problems])
    assert "jud" not in repr(told.lines) + "".join(line.age_words + line.where for line in told.lines)
    book = openpyxl.load_workbook(io.BytesIO(error_workbook(told)))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if "cat" in cell and "lico" in cell]


def test_nobody_may_map_a_column_of_faith():
    mapping = reading(FAITHFUL).tables[0].mapping
    assert mapping.change(2, Field.CLOTHING) is Code.FORBIDDEN_COLUMN


def test_a_forged_mapping_opens_no_column_of_faith():
    mapping = reading(FAITHFUL).tables[0].mapping
    forged = Mapping.from_json(mapping.to_json().replace('"forbidden"', '"clothing"'))
    assert all(line.clothing is None for line in reading(FAITHFUL, Choices({forged.fingerprint: forged})).lines)


def test_a_column_of_faith_under_another_heading_is_refused_too():
    told = reading(nasty.csv("Brazalete,Nombre,Ropa", "1,Sara,Judía", "2,José,Católico", "3,Lía,Evangélica"))
    assert [one.heading for one in told.columns_left if one.refused] == ["Ropa"]
    assert all(line.clothing is None for line in told.lines)


def test_a_mapping_is_remembered_by_its_headings():
    first = reading(nasty.csv("Brazalete,Nombre,Seña X", "1,Sara,lunar"))
    changed = first.tables[0].mapping.change(2, Field.MARKS)
    kept = Mapping.from_json(changed.to_json())
    assert kept == changed
    again = reading(nasty.csv("BRAZALETE;nombre;Sena x", "2;José;cicatriz"), Choices({kept.fingerprint: kept}))
    assert again.lines[0].marks == "cicatriz"


def test_phones_are_left_out_and_said():
    told = reading(nasty.csv("Brazalete,Nombre,Teléfono,Con quién", "1,Sara,5555-1234,tía Ruth 5555-4444"))
    assert told.lines[0].held_by == "tía Ruth [tel.]"
    assert {Code.PHONE_COLUMN, Code.PHONE_REMOVED} <= set(codes(told))


def test_columns_nobody_knows_are_named_and_left():
    told = reading(nasty.csv("Brazalete,Nombre,Firma,Nacionalidad", "1,Sara,x,y"))
    assert [(one.column, one.heading) for one in told.columns_left] == [("C", "Firma"), ("D", "Nacionalidad")]


# -- sex ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "letters", "meant"),
    [
        ("Sexo", "MF", {"m": Sex.MALE}),
        ("Sexo", "HM", {"h": Sex.MALE, "m": Sex.FEMALE}),
        ("Sexo", "VM", {"v": Sex.MALE, "m": Sex.FEMALE}),
        ("Sexo", "HV", {"h": Sex.FEMALE, "v": Sex.MALE}),
        ("Sexo (M/F)", "M", {"m": Sex.MALE}),
        ("Sexo H/M", "M", {"m": Sex.FEMALE, "h": Sex.MALE}),
        ("Sex", "M", {"m": Sex.MALE}),
        ("Sexo", "M", {}),
        ("Sexo", "HMF", {}),
    ],
)
def test_the_column_decides_what_a_letter_means(heading, letters, meant):
    assert {letter: sex for letter, sex in sexes.column_says(heading, letters).items() if sex} == meant


def test_m_alone_is_asked_and_answered_once():
    content = nasty.csv("Brazalete,Nombre,Sexo", "1,Sara,M", "2,Lía,M")
    told = reading(content)
    assert [line.sex for line in told.lines] == [Unsaid.UNKNOWN] * 2
    assert [one.remedy for one in told.problems] == [Remedy.ANSWER_LETTER] * 2
    answered = told.tables[0].mapping.letter_means("m", Sex.FEMALE)
    assert [line.sex for line in reading(content, Choices({answered.fingerprint: answered})).lines] == [Sex.FEMALE] * 2


# -- ages --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [
        ("5", 5, 5), (5, 5, 5), (5.5, 5, 5), ("5 años", 5, 5), ("5 AÑOS", 5, 5), ("8 meses", 0, 0), ("15 meses", 1, 1),
        ("5-6", 5, 6), ("5 a 6 años", 5, 6), ("entre 5 y 6", 5, 6), ("aprox. 12", 11, 13), ("12 aprox", 11, 13),
        ("~12", 11, 13), ("12?", 11, 13), ("+18", 18, None), ("18+", 18, None), ("más de 18", 18, None),
        ("mayor de edad", 18, None), ("menor de edad", 0, 17), ("RN", 0, 0), ("recién nacida", 0, 0), ("20 días", 0, 0),
        ("1 año 3 meses", 1, 1), ("1 año y 11 meses", 1, 1), ("2 1/2", 2, 2), ("menor de 5", 0, 4), ("٥ سنوات", 5, 5),
        ("בן 5", 5, 5), ("5 y", 5, 5), ("5 yrs", 5, 5), ("6m", 0, 0), ("3 a", 3, 3), ("0", 0, 0), ("hasta 3 años", 0, 3),
    ],
)  # fmt: skip
def test_ages_as_people_write_them(said, low, high):
    assert ages.read_age(said).age == AgeRange(low, high)


@pytest.mark.parametrize(
    ("said", "doubt"),
    [
        (datetime(2025, 6, 5), Code.AGE_BECAME_DATE), ("130", Code.AGE_IMPOSSIBLE), ("6-5", Code.AGE_UNCLEAR),
        ("grande", Code.AGE_UNCLEAR), ("-3", Code.AGE_UNCLEAR), ("5,6,7", Code.AGE_UNCLEAR),
    ],
)  # fmt: skip
def test_an_age_that_is_none_is_not_guessed(said, doubt):
    assert (ages.read_age(said).age, ages.read_age(said).doubt) == (None, doubt)


# -- days --------------------------------------------------------------------------------------------------------------

TODAY = date(2025, 12, 21)


@pytest.mark.parametrize(
    "said",
    [
        "19/12/2025", "19-12-2025", "19.12.25", "19/12/25", "2025-12-19", "19 de diciembre de 2025",
        "19 de diciembre del 2025", "viernes 19 de diciembre de 2025", "19-dic-25", "19 dic 2025", "19/DIC/2025",
        "December 19, 2025", "19 Dec 2025", "12/19/2025", 46010, 46010.0, "46010", datetime(2025, 12, 19), "١٩/١٢/٢٠٢٥",
    ],
)  # fmt: skip
def test_days_as_people_write_them(said):
    day = days.read_day(said, TODAY)
    assert (day.first, day.last, day.hour) == (date(2025, 12, 19), date(2025, 12, 19), None)


@pytest.mark.parametrize(
    ("said", "hour"),
    [
        ("19/12/2025 08:30", time(8, 30)), ("19/12/2025 8:30 pm", time(20, 30)), ("19/12/25 14h30", time(14, 30)),
        ("19 de diciembre de 2025, 8:30 a.m.", time(8, 30)), ("2025-12-19T08:30:00", time(8, 30)), (46010.5, time(12)),
        ("19/12/2025 a las 20:15 hrs", time(20, 15)),
    ],
)  # fmt: skip
def test_an_hour_beside_the_day_is_kept(said, hour):
    day = days.read_day(said, TODAY)
    assert (day.first, day.hour) == (date(2025, 12, 19), hour)


def test_a_month_is_a_month_and_not_its_twenty_fifth():
    day = days.read_day("dic-25", TODAY)
    assert (day.first, day.last) == (date(2025, 12, 1), date(2025, 12, 31))


@pytest.mark.parametrize("said", ["31/02/2025", "19/12", "ayer", "5", 5, "", None, True, "32/13/2025", "0/0/0"])
def test_what_is_no_day_is_no_day(said):
    assert days.read_day(said, TODAY) is None


def test_two_digits_are_this_century_unless_far_ahead():
    assert days.read_day("01/02/09", TODAY).first.year == 2009
    assert days.read_day("01/02/26", TODAY).first.year == 2026
    assert days.read_day("01/02/85", TODAY).first.year == 1985


@pytest.mark.parametrize(
    ("said", "hour"),
    [("8:30", time(8, 30)), ("08.30", time(8, 30)), ("8:30 PM", time(20, 30)), ("12:05 a.m.", time(0, 5)), (0.5, time(12)),
     ("1430", time(14, 30)), ("14:30 hrs", time(14, 30)), ("8 pm", time(20)), ("25:00", None), ("tarde", None)],
)  # fmt: skip
def test_hours_as_people_write_them(said, hour):
    assert days.read_hour(said) == hour


def test_a_date_in_the_future_stops_its_line():
    told = reading(nasty.csv("Brazalete,Nombre,Fecha", "1,Sara,19/12/2052", "2,José,19/12/2025"))
    assert [(one.row, one.code, one.weight) for one in told.problems] == [(2, Code.DATE_IN_FUTURE, Weight.STOPS)]


def test_a_column_with_both_orders_asks_about_the_days_that_could_be_either():
    told = reading(nasty.csv("Brazalete,Nombre,Fecha", "1,A,05/06/2025", "2,B,19/12/2024", "3,C,12/19/2024"))
    assert codes(told, 2) == [Code.DATE_UNCLEAR]
    assert told.lines[0].day is None


def test_an_office_that_writes_the_month_first_is_read_so_and_told():
    told = reading(nasty.csv("Brazalete,Nombre,Fecha", "1,A,05/06/2025", "2,C,12/19/2024"))
    assert told.lines[0].day == date(2025, 5, 6)
    assert codes(told, 2) == [Code.DATE_MONTH_FIRST]


# -- names and silence -------------------------------------------------------------------------------------------------


def test_a_name_is_kept_letter_for_letter_with_its_marks():
    name = read_name("\u200fמשה  כהן\u200e")
    assert isinstance(name, NameRead)
    assert (name.verbatim, name.cleaned, name.script, name.language) == (
        "\u200fמשה  כהן\u200e",
        "משה כהן",
        "Hebr",
        "und",
    )


def test_a_hebrew_name_written_backwards_is_doubted_and_not_turned():
    name = read_name("ןהכ םייח")
    assert name.cleaned == "ןהכ םייח"
    assert name.doubts == (Code.NAME_REVERSED,)


def test_several_names_stand_side_by_side():
    told = reading(
        nasty.csv("Brazalete,Apellidos,Nombres,Dice llamarse,Nombre en hebreo", "1,Levy Peña,Sara,Malka,שרה לוי")
    )
    assert [(one.cleaned, one.supposed, one.language, one.script) for one in told.lines[0].names] == [
        ("Sara Levy Peña", False, "und", "Latn"),
        ("Malka", True, "und", "Latn"),
        ("שרה לוי", False, "he", "Hebr"),
    ]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("no quiso decir", Unsaid.REFUSED), ("Se niega", Unsaid.REFUSED), ("refused", Unsaid.REFUSED),
        ("N/D", Unsaid.UNKNOWN), ("Desconocido", Unsaid.UNKNOWN), ("no se sabe", Unsaid.UNKNOWN), ("-", Unsaid.UNKNOWN),
        ("¿?", Unsaid.UNKNOWN), ("no se preguntó", Unsaid.NOT_ASKED), ("not asked", Unsaid.NOT_ASKED),
        ("Reservado", Unsaid.WITHHELD), ("withheld", Unsaid.WITHHELD), ("azul", None), ("", None), ("   ", Unsaid.UNKNOWN),
    ][:-1],
)  # fmt: skip
def test_four_silences_are_four(said, meant):
    assert unsaid.unsaid(said) is meant


def test_a_blank_cell_is_none_of_the_four():
    assert reading(nasty.csv("Brazalete,Nombre,Ropa", "1,Sara,")).lines[0].clothing is None


# -- twice -------------------------------------------------------------------------------------------------------------


def test_a_band_used_twice_stops_both_lines():
    told = reading(nasty.csv("Brazalete,Nombre", "7,Sara", "8,José", "7,Lía"))
    assert [(one.row, one.code) for one in told.weighing(Weight.STOPS)] == [(2, Code.BAND_TWICE), (4, Code.BAND_TWICE)]
    assert told.stopped() == {("", 2), ("", 4)}


def test_the_same_child_twice_is_proposed_and_never_merged():
    told = reading(
        nasty.csv("Brazalete,Nombre,Edad", '7,"Levy Peña, Sara",5', "8,Sara Levy Pena,5 años", "9,Sara Levy Peña,15")
    )
    assert len(told.lines) == 3
    assert [(one.one.row, one.other.row, one.reasons) for one in told.perhaps_same] == [
        (2, 3, ("same-name", "same-age"))
    ]


def test_the_same_file_gives_the_same_keys_and_two_nameless_boys_stay_two():
    content = nasty.csv("Brazalete,Sexo,Edad", ",niño,5", ",niño,5")
    first, again = reading(content), reading(content)
    assert [line.key for line in first.lines] == [line.key for line in again.lines]
    one, other = first.lines
    assert one.key != other.key
    assert one.likeness == other.likeness


def test_letters_lost_on_the_way_are_said():
    told = reading("Brazalete,Nombre\n1,Jos\ufffd N\ufffdñez\n2,JosÃ© Peña\n".encode())
    assert codes(told, 2) == [Code.LETTERS_LOST]
    assert codes(told, 3) == [Code.LETTERS_GARBLED]


# -- what goes back ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "start", ["=1+1", "+1", "-1", "@x", "\t=1", "＝1", "＋1", "－1", "＠x", " =1", "\u200b=1", "\r=1"]
)
def test_nothing_that_goes_back_begins_a_formula(start):
    assert harmless(start).startswith("'")


def test_the_error_workbook_names_row_column_problem_and_remedy_and_repeats_the_rows():
    told = reading(nasty.csv("Brazalete,Nombre,Sexo,Edad", "1,=cmd(),M,grande", "1,+Sara,M,5"))
    book = openpyxl.load_workbook(io.BytesIO(error_workbook(told)))
    assert book.sheetnames[0] == "Problemas"
    rows = [[cell.value for cell in row] for row in book["Problemas"].iter_rows(min_row=2)]
    assert ["1", "2", "3"][1] in {row[1] for row in rows}
    assert {"age-unclear", "band-twice", "sex-unclear"} == {row[9] for row in rows}
    page = book.worksheets[1]
    assert page["B2"].value == "'=cmd()"
    assert page["D2"].fill.fgColor.rgb.endswith("FCE9B0")
    assert not [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_every_code_has_its_sentences_in_both_languages():
    for table, kinds in ((CODES, Code), (REMEDIES, Remedy), (REFUSALS, Why), (WEIGHTS, Weight)):
        assert set(table) == set(kinds)
        assert all(len(pair) == 2 and all(pair) for pair in table.values())


# -- properties --------------------------------------------------------------------------------------------------------

CELL = st.one_of(
    st.sampled_from(
        [
            "",
            "Nombre",
            "Edad",
            "TOTAL 3",
            "5 años",
            "no se sabe",
            "19/12/2025",
            "M",
            "X",
            "=1",
            "* nota",
            "NIÑAS",
            "#REF!",
            "7",
            "Religión",
            "judía",
            "Brazalete",
            "Fecha",
            "٥",
            "½",
        ]
    ),
    st.text(max_size=12),
    st.integers(-5, 60_000).map(str),
)
ROWS = st.lists(st.lists(CELL, max_size=7), max_size=12)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content):
    book = read(content, "x")
    if not isinstance(book, Refused):
        assert_nothing_dropped(read_roster(book, nasty.NOW))


@settings(max_examples=300, deadline=None)
@given(ROWS, st.booleans())
def test_every_row_is_in_one_place_and_can_be_sent_back(rows, headed):
    out = io.StringIO()
    import csv

    csv.writer(out).writerows(
        [["No", "Brazalete", "Nombre", "Sexo", "Edad", "Fecha", "Ropa"], *rows] if headed else rows
    )
    book = read(out.getvalue().encode("utf-8", "replace"), "x.csv")
    if isinstance(book, Refused):
        return
    told = read_roster(book, nasty.NOW)
    assert_nothing_dropped(told)
    back = openpyxl.load_workbook(io.BytesIO(error_workbook(told)))
    assert not [c for sheet in back for row in sheet.iter_rows() for c in row if c.data_type == "f"]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_is_read_or_refused(at, noise):
    whole = nasty.two_headings()
    at %= len(whole)
    book = read(whole[:at] + noise + whole[at + len(noise) :], "x.xlsx")
    if not isinstance(book, Refused):
        assert_nothing_dropped(read_roster(book, nasty.NOW))


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=30),
        st.integers(),
        st.floats(),
        st.dates(),
        st.datetimes(),
        st.times(),
        st.booleans(),
        st.none(),
    )
)
def test_no_cell_breaks_a_reader(cell):
    ages.read_age(cell)
    days.read_day(cell, TODAY)
    days.read_hour(cell)
    assert guess(str(cell)).field in Field
    propose((str(cell),), (str(cell),))
