"""The workbook that goes back to whoever made the roster: their rows as they were, the doubts marked and named."""

import io
import re
import unicodedata
from typing import Any

from openpyxl import Workbook as Book
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from abrigo.exchange.rosters.headings import Field
from abrigo.exchange.rosters.lines import Reading
from abrigo.exchange.rosters.problems import Problem, Weight
from abrigo.exchange.rosters.sentences import CODES, REMEDIES, WEIGHTS
from abrigo.exchange.rosters.sheets import INVISIBLE, Sheet, Value, letter, text

FORMULA_STARTS = frozenset("=+-@|%\t\r\n")
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NOT_IN_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
# Colour is never the only sign: marked cells also carry a thick border, and each is named in the first sheet.
FILLS = {
    Weight.STOPS: PatternFill("solid", fgColor="F8C8C4"),
    Weight.ASKS: PatternFill("solid", fgColor="FCE9B0"),
    Weight.TELLS: PatternFill("solid", fgColor="DCE9F7"),
}
SIDES = {
    Weight.STOPS: Side(style="thick", color="333333"),
    Weight.ASKS: Side(style="medium", color="333333"),
    Weight.TELLS: Side(style="dotted", color="333333"),
}
EDGES = {weight: Border(left=side, right=side, top=side, bottom=side) for weight, side in SIDES.items()}
GRAVER = (Weight.TELLS, Weight.ASKS, Weight.STOPS)
LEFT_EMPTY = "[no se importa / not imported]"
HEADINGS = ("Hoja / Sheet", "Fila / Row", "Columna / Column", "Peso / Weight", "Valor / Value", "Problema", "Remedio",
            "Problem", "Remedy", "Código / Code")  # fmt: skip


def error_workbook(reading: Reading) -> bytes:
    """XLSX: first `Problemas`, then each sheet of the roster. No cell begins a formula in any spreadsheet, columns of
    faith or people come back empty."""
    book = Book(write_only=True)
    problems = book.create_sheet("Problemas")
    list_problems(problems, reading)
    titles = {"problemas"}
    for number, sheet in enumerate(reading.workbook.sheets, 1):
        page = book.create_sheet(title(sheet.name or f"Lista {number}", titles))
        repeat_rows(page, sheet, reading)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def harmless(words: str) -> str:
    """Text that stays text: opened, copied or saved as CSV, it starts nothing. Full-width signs count as signs."""
    words = NOT_IN_XML.sub("\ufffd", words)
    bare = words.lstrip(INVISIBLE)
    first = unicodedata.normalize("NFKC", bare[:1])
    return f"'{words}" if first[:1] in FORMULA_STARTS or words[:1] in FORMULA_STARTS else words


def title(name: str, taken: set[str]) -> str:
    """A sheet name every spreadsheet accepts, used once."""
    bare = NOT_IN_TITLE.sub(" ", harmless(name)).strip(" '")[:25] or "Lista"
    chosen, number = bare, 2
    while chosen.casefold() in taken:
        chosen, number = f"{bare} {number}", number + 1
    taken.add(chosen.casefold())
    return chosen


def list_problems(page: Any, reading: Reading) -> None:
    page.freeze_panes = "A2"
    for column, wide in zip("ABCDEFGHIJ", (16, 10, 10, 18, 30, 48, 40, 48, 40, 28), strict=True):
        page.column_dimensions[column].width = wide
    page.append([styled(page, words, bold=True) for words in HEADINGS])
    graver = {weight: rank for rank, weight in enumerate(GRAVER)}
    for one in sorted(reading.problems, key=lambda one: (-graver[one.weight], one.sheet, one.row, one.column)):
        page.append([styled(page, words) for words in told(one)])


def told(one: Problem) -> tuple[str, ...]:
    problem, remedy, weight = CODES[one.code], REMEDIES[one.remedy], WEIGHTS[one.weight]
    row = str(one.row) if one.row else ""
    return (
        one.sheet, row, one.column, " / ".join(weight), one.value, problem[0], remedy[0], problem[1], remedy[1],
        one.code.value,
    )  # fmt: skip


def styled(page: WriteOnlyWorksheet, words: str, *, bold: bool = False) -> Cell:
    cell = WriteOnlyCell(page)
    cell.value = harmless(words)
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top", readingOrder=0)
    if bold:
        cell.font = Font(bold=True)
    return cell


def repeat_rows(page: WriteOnlyWorksheet, sheet: Sheet, reading: Reading) -> None:
    marks: dict[tuple[int, str], Weight] = {}
    for one in reading.problems:
        if one.sheet == sheet.name and one.row:
            place = one.row, one.column or "A"
            marks[place] = max(marks.get(place, Weight.TELLS), one.weight, key=GRAVER.index)
    hidden = hidden_columns(sheet, reading)
    wide = max(map(len, sheet.rows), default=0)
    for number, row in enumerate(sheet.rows, 1):
        cells = []
        for column in range(max(wide, 1)):
            value = row[column] if column < len(row) else None
            if column in hidden and value not in (None, "") and number > hidden[column]:
                value = LEFT_EMPTY
            cells.append(repeated(page, value, marks.get((number, letter(column)))))
        page.append(cells)


def hidden_columns(sheet: Sheet, reading: Reading) -> dict[int, int]:
    """Column refused -> the last row of its heading, below which nothing is repeated."""
    return {
        column: max(table.heading_rows, default=0)
        for table in reversed(reading.tables)
        if table.sheet == sheet.name
        for column, meant in enumerate(table.mapping.fields)
        if meant is Field.FORBIDDEN
    }


def repeated(page: WriteOnlyWorksheet, value: Value, mark: Weight | None) -> Cell | None:
    if value is None and mark is None:
        return None
    cell = styled(page, text(value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        cell.value = value
    if mark is not None:
        cell.fill, cell.border = FILLS[mark], EDGES[mark]
    return cell
