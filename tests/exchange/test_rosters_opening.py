"""What is no roster is refused by its name; what is one is opened, whoever saved it and however."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import nasty_rosters as nasty

from abrigo.exchange.rosters import limits, sealed
from abrigo.exchange.rosters.opening import read
from abrigo.exchange.rosters.problems import Code
from abrigo.exchange.rosters.refusals import Refused, Why
from abrigo.exchange.rosters.sheets import Workbook

SPANISH = ("No.,Nombre,Edad,Ropa", "1,José Núñez Peña,5 años,suéter pequeño", "2,Ángela Ixchel,12,")
HEBREW = ("שם,גיל,מין", "משה כהן,5,ז", "רחל לוי ברכה,7,נ", "Jose Levy,3,ז")
ARABIC = ("الاسم,العمر,الجنس", "محمد عبد الله,5,ذكر", "فاطمة الزهراء,7,أنثى")


@pytest.mark.parametrize(
    ("lines", "saved_as", "read_as"),
    [
        (SPANISH, "utf-8", "utf-8"),
        (SPANISH, "utf-8-sig", "utf-8"),
        (SPANISH, "utf-16", "utf-16"),
        (SPANISH, "utf-16-le", "utf-16-le"),
        (SPANISH, "utf-16-be", "utf-16-be"),
        (SPANISH, "cp1252", "cp1252"),
        (SPANISH, "latin-1", "cp1252"),
        (SPANISH, "cp850", "cp850"),
        (SPANISH, "mac_roman", "mac_roman"),
        (HEBREW, "utf-8", "utf-8"),
        (HEBREW, "cp1255", "cp1255"),
        (HEBREW, "utf-16-le", "utf-16-le"),
        (ARABIC, "utf-8", "utf-8"),
        (ARABIC, "cp1256", "cp1256"),
    ],
)
def test_every_alphabet_is_recognised_and_named(lines, saved_as, read_as):
    book = read(nasty.csv(*lines, encoding=saved_as), "lista.csv")
    assert isinstance(book, Workbook)
    assert book.encoding == read_as
    assert [list(row) for row in book.sheets[0].rows] == [line.split(",") for line in lines]


def test_an_alphabet_that_was_only_guessed_is_said_so():
    guessed = read(nasty.csv(*HEBREW, encoding="cp1255"), "lista.csv")
    assert [one.code for one in guessed.problems] == [Code.ENCODING_GUESSED]
    assert not read(nasty.csv(*HEBREW), "lista.csv").problems


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_separator_is_found(delimiter):
    lines = [line.replace(",", delimiter) for line in SPANISH]
    book = read(nasty.csv(*lines, end="\r\n"), "lista.csv")
    assert book.delimiter == delimiter
    assert book.sheets[0].rows[1][1] == "José Núñez Peña"


def test_a_declared_separator_keeps_the_row_numbers():
    book = read(b"sep=;\nNombre;Edad\nSara;5\n", "lista.csv")
    assert book.sheets[0].rows == ((), ("Nombre", "Edad"), ("Sara", "5"))


def test_a_stray_quote_swallows_nobody():
    lines = ["No,Nombre,Edad", '1,"Sara Levy,5', *(f"{n},Niña {n},7" for n in range(2, 20)), '20,"José,3']
    book = read(nasty.csv(*lines), "lista.csv")
    assert len(book.sheets[0].rows) == len(lines)
    assert book.sheets[0].rows[1] == ("1", '"Sara Levy', "5")
    assert [one.row for one in book.problems if one.code is Code.QUOTES_BROKEN] == [2, 21]


def test_an_honest_line_break_inside_quotes_is_one_cell():
    book = read(b'Nombre,Ropa\nSara,"vestido\nazul"\n', "lista.csv")
    assert book.sheets[0].rows[1] == ("Sara", "vestido\nazul")


def test_null_bytes_are_left_out_and_said():
    book = read(b"Nombre,Edad\nSa\0ra,5\n", "lista.csv")
    assert book.sheets[0].rows[1] == ("Sara", "5")
    assert [one.code for one in book.problems] == [Code.NUL_REMOVED]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", Why.EMPTY),
        (b" \r\n\t", Why.EMPTY),
        (nasty.workbook([]), Why.EMPTY),
        (b"x" * (limits.BYTES + 1), Why.TOO_BIG),
        (b"%PDF-1.7 ...", Why.NOT_A_SPREADSHEET),
        (b"\x89PNG\r\n\x1a\n....", Why.NOT_A_SPREADSHEET),
        (bytes(range(256)) * 40, Why.NOT_A_SPREADSHEET),
        (nasty.word_document(), Why.NOT_A_SPREADSHEET),
        (b"<html><body><table><tr><td>Nombre</td></tr></table>", Why.WEB_PAGE),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook>", Why.WEB_PAGE),
        (nasty.two_headings()[:-300], Why.DAMAGED),
        (b"PK\x03\x04 and nothing more", Why.DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Why.DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), Why.PASSWORD),
        (nasty.with_doctype(), Why.DAMAGED),
        (nasty.bomb(), Why.UNPACKS_TOO_BIG),
        (nasty.lying_bomb(), Why.UNPACKS_TOO_BIG),
        (nasty.far_corner("XFD1048576"), Why.TOO_MANY_ROWS),
        (nasty.far_corner("XFD2"), Why.TOO_MANY_COLUMNS),
        (b"Nombre\n" + b"Sara\n" * (limits.ROWS + 1), Why.TOO_MANY_ROWS),
        (b"a," * 300 + b"\nb\n", Why.TOO_MANY_COLUMNS),
    ],
    ids=range(21),
)
def test_what_is_no_roster_is_refused_by_its_name(content, why):
    refused = read(content, "lista.xlsx")
    assert isinstance(refused, Refused)
    assert refused.why is why


def test_a_decoder_that_dies_takes_nobody_with_it():
    # Called xlsb nobody scans it first, so the decoder really asks for half a terabyte and is ended.
    assert sealed.decode(nasty.far_corner("XFD1048576"), "xlsb") == Refused(Why.TOO_HEAVY, "xlsb")


def test_a_formula_is_reported_and_never_run():
    book = read(nasty.workbook([["Nombre", "Edad"], ["Sara", "=2+3"]]), "lista.xlsx")
    assert book.sheets[0].formulas == {(1, 1): "=2+3"}
    assert book.sheets[0].rows[1][1] is None


def test_an_opendocument_sheet_is_read_and_its_empty_million_rows_are_not():
    book = read(nasty.opendocument(), "lista.ods")
    assert isinstance(book, Workbook)
    assert [row[:3] for row in book.sheets[0].rows[:2]] == [("Brazalete", "Nombre", "Edad"), ("A1", "Íñigo Güell", 7)]
    assert list(book.sheets[0].formulas) == [(1, 2)]


def test_a_cell_as_long_as_a_book_is_cut_and_said():
    book = read(nasty.workbook([["Nombre", "Ropa"], ["Sara", "z" * 9000]]), "lista.xlsx")
    assert len(book.sheets[0].rows[1][1]) == limits.CELL_TEXT
    assert [(one.code, one.row, one.column) for one in book.problems] == [(Code.CELL_TOO_LONG, 2, "B")]


def test_no_doubt_says_a_name_in_a_log():
    book = read(nasty.workbook([["Nombre", "Ropa"], ["Sara", "Sara " * 900]]), "lista.xlsx")
    assert "Sara" not in repr(book.problems)
