"""A list opened in a spreadsheet runs nothing, whatever somebody was called or typed."""

import unicodedata

import pytest

from abrigo.desk import cells, forms
from abrigo.exchange.rosters import error_workbook

STARTS = "=+-@\t\r＝＋－＠﹢﹣﹦﹫"
BEFORE = ("", "\u200b", "\ufeff", "\u200e")


@pytest.mark.parametrize("written", [cells.plain, forms._harmless, error_workbook.harmless],
                         ids=["figures", "forms", "roster problems"])  # fmt: skip
@pytest.mark.parametrize("sign", STARTS, ids=[f"U+{ord(s):04X}" for s in STARTS])
def test_no_cell_of_any_export_begins_a_formula(written, sign):
    for before in BEFORE if sign > "\r" else ("",):  # a tab behind what nobody sees starts nothing
        cell = written(f"{before}{sign}cmd|'/c calc'!A1")
        seen = unicodedata.normalize("NFKC", cell.lstrip("\u200b\ufeff\u200e"))
        assert seen[:1] not in "=+-@\t\r", (before, sign, cell)


def test_a_plain_name_stays_as_it_is():
    for written in (cells.plain, forms._harmless, error_workbook.harmless):
        assert written("Rivka 'la menor'") == "Rivka 'la menor'"
