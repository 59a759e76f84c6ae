"""Columns of faith or people: refused by their heading, and by what their cells say."""

# ruff: noqa: SIM905  word lists read better on long lines than one word to a line

from abrigo.exchange.rosters.headings import FAITH_OR_PEOPLE, NAMES, Field, forbidden
from abrigo.exchange.rosters.layout import Layout, Table
from abrigo.exchange.rosters.mapping import Mapping
from abrigo.exchange.rosters.sheets import text
from abrigo.exchange.rosters.wording import plain

CONFESSIONS = frozenset(FAITH_OR_PEOPLE) | frozenset(
    "catolico catolica evangelico evangelica cristiano cristiana musulman musulmana protestante testigo mormon mormona "
    "ortodoxo ortodoxa ateo atea garifuna xinca mestizo mestiza quiche kiche kaqchikel mam qeqchi catholic christian "
    "jewish muslim orthodox evangelical mestizos hindu buddhist יהודי יהודיה مسلم مسيحي يهودي".split()
)


def without_faith(layout: Layout) -> Layout:
    """A column whose cells name faiths or peoples is refused whatever its heading says."""
    return Layout(
        tuple(refuse_by_content(layout, table) for table in layout.tables),
        layout.aside,
        layout.captions,
        layout.filled,
        layout.rows,
    )


def refuse_by_content(layout: Layout, table: Table) -> Table:
    fields = list(table.mapping.fields)
    for column in range(len(fields)):
        if forbidden(table.mapping.headings[column]):
            # Again here: a mapping kept elsewhere must not open what its heading closes.
            fields[column] = Field.FORBIDDEN
        if fields[column] in NAMES or fields[column] is Field.FORBIDDEN:
            continue
        said = [plain(text(layout.rows[number][column])) for number, _ in table.rows[:200]]
        said = [one for one in said if one]
        if len(said) >= 3 and sum(one in CONFESSIONS for one in said) > len(said) / 2:
            fields[column] = Field.FORBIDDEN
    if tuple(fields) == table.mapping.fields:
        return table
    one = table.mapping
    mapping = Mapping(
        one.fingerprint, one.headings, tuple(fields), one.confidence, one.letters, one.month_first, one.by_person
    )
    return Table(mapping, table.heading_rows, table.rows, table.totals)
