"""Reads sheets into lines: lays each sheet out, reads each cell by its column, and doubts aloud."""

from collections.abc import Mapping as Mappings
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from abrigo.exchange.rosters import faith, repeats
from abrigo.exchange.rosters.headings import LEFT_OUT, Field
from abrigo.exchange.rosters.layout import Aside, Layout, Table, lay_out, stated_numbers
from abrigo.exchange.rosters.line_reader import Desk, LineReader
from abrigo.exchange.rosters.lines import ColumnLeft, Reading, SetAside, StatedTotal, TableRead
from abrigo.exchange.rosters.mapping import TWICE, Mapping
from abrigo.exchange.rosters.problems import Code, Problem, Remedy, Weight
from abrigo.exchange.rosters.sheets import Sheet, Workbook, blank, letter, text

ZONE = ZoneInfo("America/Guatemala")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person or the house has settled beforehand: mappings by fingerprint, and where headings stand (from 1;
    0 for a sheet without any)."""

    mappings: Mappings[str, Mapping] = field(default_factory=dict)
    heading_rows: Mappings[str, int] = field(default_factory=dict)


def read_roster(workbook: Workbook, now: datetime, choices: Choices | None = None, zone: ZoneInfo = ZONE) -> Reading:
    """Lines and doubts of an opened roster. `now` is aware; it decides what lies in the future. Never raises."""
    choices = choices or Choices()
    desk = Desk(workbook.digest, now, zone)
    tables: list[TableRead] = []
    captions: list[str] = []
    for sheet in workbook.sheets:
        layout = lay_out(sheet, dict(choices.mappings), choices.heading_rows.get(sheet.name))
        layout = faith.without_faith(layout)
        captions += layout.captions
        for table in layout.tables:
            tables.append(TableRead(sheet.name, tuple(row + 1 for row in table.heading_rows), table.mapping))
            read_table(desk, sheet, layout, table)
        desk.skipped += [SetAside(sheet.name, number + 1, why) for number, why in sorted(layout.aside.items())]
        about_the_sheet(desk, sheet, layout)
    same = repeats.perhaps_same(desk.lines)
    desk.problems += repeats.bands_twice(desk.lines) + repeats.told(same)
    problems = sorted(
        [*hide_forbidden(workbook, desk.left), *desk.problems],
        key=lambda one: (one.sheet, one.row, one.column, one.code),
    )
    return Reading(
        workbook, tuple(desk.lines), tuple(problems), tuple(desk.totals), tuple(desk.skipped), tuple(desk.left),
        same, tuple(tables), tuple(captions),
    )  # fmt: skip


def hide_forbidden(workbook: Workbook, left: list[ColumnLeft]) -> list[Problem]:
    """Doubts found while opening may quote whole rows; where a column is refused they quote nothing."""
    hidden = {(one.sheet, one.column) for one in left if one.refused}
    sheets = {sheet for sheet, _ in hidden}
    return [
        Problem(one.sheet, one.row, one.column, one.code, "", one.remedy, one.weight)
        if (one.sheet, one.column) in hidden or (one.row and not one.column and one.sheet in sheets)
        else one
        for one in workbook.problems
    ]


# -- a sheet and its tables -------------------------------------------------------------------------------------------


def about_the_sheet(desk: Desk, sheet: Sheet, layout: Layout) -> None:
    def tell(code: Code, remedy: Remedy, weight: Weight, row: int = 0, value: str = "") -> None:
        desk.problems.append(Problem(sheet.name, row, "", code, value[:200], remedy, weight))

    if sheet.hidden and sheet.rows:
        tell(Code.HIDDEN_SHEET, Remedy.NOTHING, Weight.TELLS)
    if not layout.tables and any(why is Aside.NO_HEADER for why in layout.aside.values()):
        tell(Code.NO_HEADER, Remedy.CHOOSE_HEADER, Weight.ASKS)
    shown = {
        c for table in layout.tables for c, meant in enumerate(table.mapping.fields) if meant is not Field.FORBIDDEN
    }
    for number, why in layout.aside.items():
        if why is Aside.UNPLACED:
            said = " | ".join(
                text(cell) for column, cell in enumerate(layout.rows[number]) if column in shown and not blank(cell)
            )
            tell(Code.UNPLACED, Remedy.CHOOSE_COLUMN, Weight.ASKS, number + 1, said)


def read_table(desk: Desk, sheet: Sheet, layout: Layout, table: Table) -> None:
    about_the_columns(desk, sheet.name, table)
    reader = LineReader(desk, sheet, layout, table)
    before = len(desk.lines)
    for number, section in table.rows:
        desk.lines.append(reader.line(number, section))
    read = [(line.row, line.section) for line in desk.lines[before:]]
    last = 0
    for number, section in table.totals:
        shown = [column for column, meant in enumerate(table.mapping.fields) if meant is not Field.FORBIDDEN]
        row = tuple(text(layout.rows[number][column]) for column in shown)
        above = [row_number for row_number, _ in read if row_number <= number]
        part = [
            row_number for row_number, where in read if row_number <= number and where == section and row_number > last
        ]
        total = StatedTotal(
            sheet.name, number + 1, " ".join(cell for cell in row if cell)[:200], stated_numbers(row), len(part),
            before_sheet(desk, sheet.name, before) + len(above),
        )  # fmt: skip
        last = number + 1
        desk.totals.append(total)
        if not total.agrees:
            desk.problems.append(
                Problem(sheet.name, number + 1, "", Code.TOTAL_DIFFERS, f"{total.numbers[0]} / {total.lines_above}",
                        Remedy.COUNT_AGAIN, Weight.TELLS)
            )  # fmt: skip


def before_sheet(desk: Desk, sheet: str, before: int) -> int:
    """Lines of the same sheet that stood in tables above."""
    return sum(line.sheet == sheet for line in desk.lines[:before])


def about_the_columns(desk: Desk, sheet: str, table: Table) -> None:
    codes = {
        Field.FORBIDDEN: (Code.FORBIDDEN_COLUMN, Remedy.REMOVE_COLUMN),
        Field.PHONE: (Code.PHONE_COLUMN, Remedy.NOTHING),
    }
    for column, meant in enumerate(table.mapping.fields):
        if meant not in LEFT_OUT or not (table.mapping.headings[column] or holds_anything(table, column)):
            continue
        heading = table.mapping.headings[column]
        desk.left.append(ColumnLeft(sheet, letter(column), heading, meant is Field.FORBIDDEN))
        twice = table.mapping.confidence[column] == TWICE.confidence
        code, remedy = codes.get(meant, (Code.COLUMN_TWICE if twice else Code.COLUMN_UNMAPPED, Remedy.CHOOSE_COLUMN))
        desk.problems.append(Problem(sheet, 0, letter(column), code, heading[:200], remedy, Weight.TELLS))


def holds_anything(table: Table, column: int) -> bool:
    return table.mapping.fields[column] in {Field.FORBIDDEN, Field.PHONE} and bool(table.rows)
