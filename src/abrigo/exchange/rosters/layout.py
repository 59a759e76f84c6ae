"""How a sheet is laid out: which rows are headings, people, totals, titles and notes. Every row gets one place."""

# ruff: noqa: E501  word lists read better on long lines than one word to a line

import re
from dataclasses import dataclass, field
from enum import StrEnum

from abrigo.exchange.rosters.headings import LEFT_OUT, NAMES, Field, guess
from abrigo.exchange.rosters.mapping import Mapping, propose
from abrigo.exchange.rosters.sheets import Sheet, Value, blank, text
from abrigo.exchange.rosters.wording import clean, plain, western_digits


class Aside(StrEnum):
    """Why a row is no line and no total."""

    BLANK = "blank"
    TITLE = "title"
    HEADING = "heading"
    HEADING_AGAIN = "heading-again"
    SECTION = "section"
    FOOTNOTE = "footnote"
    ONLY_A_NUMBER = "only-its-line-number"
    UNPLACED = "fits-no-column"
    NO_HEADER = "sheet-without-heading"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under one heading. `rows` are the people's rows (from 0), each with the section title it stood under."""

    mapping: Mapping
    heading_rows: tuple[int, ...]
    rows: list[tuple[int, str]] = field(default_factory=list)
    totals: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet with each row placed exactly once: in a table's rows, in its totals, or aside."""

    tables: tuple[Table, ...]
    aside: dict[int, Aside]
    captions: tuple[str, ...]
    filled: frozenset[tuple[int, int]]
    rows: tuple[tuple[Value, ...], ...]


LOOK_DOWN = 60
"""Rows in which the first heading is looked for."""

TOTAL_WORD = re.compile(
    r"^(?:gran |sub ?|grand )?(?:total(?:es)?|suma|sumatoria|subtotal(?:es)?|sum|סה כ|סהכ|المجموع|مجموع|الاجمالي)"
    r"(?: (?:\d{1,6}|general|generales|de|del|of|nna|ninas?|ninos?|y|and|mas|adult[oa]s?|adults?|personas?|people|persons|mujeres"
    r"|hombres|children|girls|boys|registrad[oa]s|registered|lista|listado|bus|hoja|pagina|esta|this|page|h|m|f))*$"
)
FOOTNOTE = re.compile(
    r"^\s*(?:\*|\(\*|_{3,}|[-=]{5,}|(?:notas?|obs|observaci[oó]n(?:es)?|fuente|elabor[oóa]\w*|firma\w*|vo\.? ?bo|revis[oóa]\w*"
    r"|impreso|generado|p[aá]gina|nota|note|notes|source|prepared|signed|signature|page|printed|sello|f\.)\b)",
    re.IGNORECASE,
)
SECTION = re.compile(
    r"^(?:(?:unidad|modulo|pabellon|bus|autobus|grupo|familia|casa|hogar|sector|dormitorio|hoja|lista|listado|unit|group"
    r"|sheet|list|ward|dorm)\b[\w ]{0,40}"
    r"|(?:ninas?|ninos?|adolescentes|adult[oa]s|mujeres|hombres|madres|personal|girls|boys|children|adults|women|men"
    r"|mothers|nna|mayores|menores)(?: (?:y|and|con|with|de|edad|adult[oa]s|ninos|ninas|children|girls|boys|bebes|infants"
    r"|en|cuidado|care|in))*(?: \d+)?)$"
)


def lay_out(sheet: Sheet, remembered: dict[str, Mapping], heading_row: int | None = None) -> Layout:
    """Place every row. `heading_row` (from 1; 0 for none) is a person's word where ours was wrong."""
    rows, filled = fill(sheet)
    words = tuple(tuple(clean(text(cell)) for cell in row) for row in rows)
    aside = {number: Aside.BLANK for number, row in enumerate(words) if not any(row)}
    first = told_heading(words, heading_row) if heading_row is not None else find_heading(words, sheet)
    if first is None:
        aside.update({number: Aside.NO_HEADER for number in range(len(rows)) if number not in aside})
        return Layout((), aside, captions(words, len(words)), filled, rows)
    start = first[0] if first else -1
    for number in range(max(start, 0)):
        aside.setdefault(number, Aside.TITLE)
    tables = [open_table(words, first, remembered)]
    aside.update(dict.fromkeys(first, Aside.HEADING))
    walk(sheet, words, aside, tables, remembered)
    return Layout(tuple(tables), aside, captions(words, max(start, 0)), filled, rows)


def captions(words: tuple[tuple[str, ...], ...], before: int) -> tuple[str, ...]:
    """What stood above the table: often the place and the day."""
    said = (" ".join(dict.fromkeys(cell for cell in row if cell)) for row in words[:before][:LOOK_DOWN])
    return tuple(one for one in said if one)


def fill(sheet: Sheet) -> tuple[tuple[tuple[Value, ...], ...], frozenset[tuple[int, int]]]:
    """A cell merged downwards speaks for each row it covers; across, only its first cell speaks (headings aside)."""
    wide = max(map(len, sheet.rows), default=0)
    rows = [list(row) + [None] * (wide - len(row)) for row in sheet.rows]
    filled = set()
    for top, left, bottom, right in sheet.merges:
        if bottom == top or top >= len(rows) or left >= wide or right - left >= 3:
            continue
        for number in range(top + 1, min(bottom, len(rows) - 1) + 1):
            if blank(rows[number][left]) and not blank(rows[top][left]):
                rows[number][left] = rows[top][left]
                filled.add((number, left))
    return tuple(tuple(row) for row in rows), frozenset(filled)


# -- headings ---------------------------------------------------------------------------------------------------------


def recognised(row: tuple[str, ...]) -> tuple[int, int, int]:
    """How many cells of the row are headings word for word, how many are headings at all, how many hold anything."""
    said = [cell for cell in row if cell]
    found = [guess(cell) for cell in said if not CAPTION.search(cell)]
    known = [one for one in found if one.confidence > 0 and one.field is not Field.KIN]
    return sum(one.confidence == 1 for one in known), len(known), len(said)


CAPTION = re.compile(r":\s*\S")
"""`Lugar: Finca El Encino` says a place; it does not head a column of places."""


def is_heading(row: tuple[str, ...], *, strictly: bool = True) -> bool:
    """Strictly: as in the middle of a list, where a person's row must never pass for a heading."""
    exact, known, said = recognised(row)
    if not (known >= 3 and known / said >= 0.4) and not (known >= 2 and known / said >= 0.6):
        return names_and_kin(row)
    return exact >= 2 or (exact >= 1 and known >= 3) or not strictly


def names_and_kin(row: tuple[str, ...]) -> bool:
    """`Nombre, Madre, Padre`: words of kin head a column only beside a word for the name or the band."""
    found = [guess(cell) for cell in row if cell]
    first = any(one.confidence == 1 and one.field in NAMES | {Field.BAND} for one in found)
    known = sum(one.confidence == 1 for one in found)
    return first and known >= 2 and known / len(found) >= 0.6


def find_heading(words: tuple[tuple[str, ...], ...], sheet: Sheet) -> tuple[int, ...] | None:
    """The rows of the first heading: one, or two when one stands over the other."""
    for strictly in (True, False):
        for number, row in enumerate(words[:LOOK_DOWN]):
            two = number + 1 < len(words) and is_heading_of_two(words, number, sheet)
            if two or is_heading(row, strictly=strictly):
                return with_neighbour(words, number, sheet)
    for number, row in enumerate(words[:LOOK_DOWN]):  # a list of nothing but names is still a list
        _, known, said = recognised(row)
        if known == said == 1 and guess(next(cell for cell in row if cell)).field in NAMES | {Field.BAND}:
            return (number,)
    return None


def told_heading(words: tuple[tuple[str, ...], ...], heading_row: int) -> tuple[int, ...] | None:
    if heading_row == 0:
        return ()
    return (heading_row - 1,) if heading_row <= len(words) else None


def merged_across(sheet: Sheet, number: int) -> set[int]:
    """Columns of a row that lie under a cell merged sideways."""
    return {
        column
        for top, left, bottom, right in sheet.merges
        if top <= number <= bottom and right > left
        for column in range(left, min(right, left + 200) + 1)
    }


def is_heading_of_two(words: tuple[tuple[str, ...], ...], number: int, sheet: Sheet) -> bool:
    """Groups above (`Datos`, `Ingreso`), headings below: neither row alone may be enough."""
    across = merged_across(sheet, number)
    _, known, said = recognised(words[number])
    _, known_under, said_under = recognised(words[number + 1])
    holds_digits = any(cell.isdigit() for cell in words[number + 1])
    return bool(across) and said > 1 and known + known_under >= 3 and known_under * 2 >= said_under and not holds_digits


def with_neighbour(words: tuple[tuple[str, ...], ...], number: int, sheet: Sheet) -> tuple[int, ...]:
    """Add the row below when it only refines the one above."""
    if number + 1 >= len(words):
        return (number,)
    row, under = words[number], words[number + 1]
    across = merged_across(sheet, number)
    said = [column for column, cell in enumerate(under) if cell and plain(cell) != plain(row[column])]
    if not said or any(western_digits(under[column]).replace(".", "").isdigit() for column in said):
        return (number,)
    # A person's row has words under plain headings; a second heading only stands under merged or empty ones.
    refines = all(not row[column] or column in across for column in said)
    names_columns = sum(bool(guess(under[c]).confidence) or len(under[c]) <= 2 for c in said) * 2 >= len(said)
    return (number, number + 1) if refines and names_columns and all(len(under[c]) < 40 for c in said) else (number,)


def open_table(
    words: tuple[tuple[str, ...], ...],
    heading: tuple[int, ...],
    remembered: dict[str, Mapping],
) -> Table:
    wide = max(map(len, words), default=0)
    tops = list(words[heading[0]]) if heading else [""] * wide
    unders = list(words[heading[1]]) if len(heading) > 1 else [""] * wide
    if len(heading) > 1:
        spread(tops, unders)
    proposed = propose(tuple(tops), tuple(unders))
    known = remembered.get(proposed.fingerprint)
    return Table(known if known and len(known.fields) == len(proposed.fields) else proposed, heading)


def spread(tops: list[str], unders: list[str]) -> None:
    """A group heading speaks for the empty cells to its right, as far as there are headings under them."""
    for column in range(1, len(tops)):
        if not tops[column] and unders[column]:
            tops[column] = tops[column - 1]


# -- rows under a heading ---------------------------------------------------------------------------------------------


def walk(
    sheet: Sheet,
    words: tuple[tuple[str, ...], ...],
    aside: dict[int, Aside],
    tables: list[Table],
    remembered: dict[str, Mapping],
) -> None:
    section = section_above(words, tables[-1].heading_rows)
    for number, row in enumerate(words):
        if number in aside:
            continue
        table = tables[-1]
        if heading_again(row, table.mapping.headings):
            aside[number] = Aside.HEADING_AGAIN
        elif is_heading(row) and not any(cell.isdigit() for cell in row):
            heading = with_neighbour(words, number, sheet)
            aside.update(dict.fromkeys(heading, Aside.HEADING))
            tables.append(open_table(words, heading, remembered))
        elif is_total(row, table.mapping):
            table.totals.append((number, section))
        elif why := set_aside(row, table.mapping, sheet, number):
            aside[number] = why
            if why is Aside.SECTION:
                section = " ".join(dict.fromkeys(cell for cell in row if cell))
        else:
            table.rows.append((number, section))


def section_above(words: tuple[tuple[str, ...], ...], heading: tuple[int, ...]) -> str:
    """`BUS 3` right above the first heading is already the title of a part."""
    above = [cell for cell in words[heading[0] - 1] if cell] if heading and heading[0] > 0 else []
    return above[0] if len(set(above)) == 1 and SECTION.match(plain(above[0])) else ""


def heading_again(row: tuple[str, ...], headings: tuple[str, ...]) -> bool:
    said = [(plain(cell), plain(headings[column])) for column, cell in enumerate(row) if cell]
    same = sum(bool(cell) and (cell == head or cell in head.split(" ")) for cell, head in said)
    exact = sum(bool(cell) and cell == head for cell, head in said)
    return len(said) >= 2 and exact >= 1 and same / len(said) >= 0.6


def is_total(row: tuple[str, ...], mapping: Mapping) -> bool:
    """A row that adds up. Never one that holds a band: a child taken for a total would vanish from the list."""
    said = {column: cell for column, cell in enumerate(row) if cell}
    if any(mapping.fields[column] is Field.BAND and not TOTAL_WORD.match(plain(cell)) for column, cell in said.items()):
        return False
    words = [cell for cell in said.values() if TOTAL_WORD.match(plain(western_digits(cell)))]
    numbers = [cell for cell in said.values() if number_of(cell) is not None]
    if words:
        return len(words) + len(numbers) + sum(is_group_word(cell) for cell in said.values()) >= len(said)
    # Bare sums under the columns, with no word beside them: only where no person could be meant.
    meant = {Field.INDEX, Field.AGE, Field.AGE_MONTHS, *NAMES}
    sums = all(mapping.fields[column] not in meant or column not in said for column in range(len(mapping.fields)))
    return bool(said) and len(numbers) == len(said) and sums and len(said) <= 3


def is_group_word(cell: str) -> bool:
    return bool(SECTION.match(plain(cell))) and not TOTAL_WORD.match(plain(western_digits(cell)))


def number_of(cell: str) -> int | None:
    said = western_digits(cell).strip().replace(",", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 7 else None


def stated_numbers(row: tuple[str, ...]) -> tuple[int, ...]:
    """The numbers of a total: the one beside the word first, then the others from left to right."""
    found: list[int] = []
    for cell in row:
        if (word := TOTAL_WORD.match(plain(western_digits(cell)))) is not None:
            found.extend(int(one) for one in word[0].split() if one.isdecimal())
        elif (number := number_of(cell)) is not None:
            found.append(number)
    return tuple(found)


def set_aside(row: tuple[str, ...], mapping: Mapping, sheet: Sheet, number: int) -> Aside | None:
    """Why this row is nobody's line; None when it is somebody's."""
    said = [column for column, cell in enumerate(row) if cell]
    used = [column for column in said if mapping.fields[column] not in LEFT_OUT | {Field.INDEX}]
    words = row[said[0]]
    if any(mapping.fields[column] is Field.BAND for column in used) and len(used) > 1:
        return None
    if len(said) <= 2 and FOOTNOTE.match(words):
        return Aside.FOOTNOTE
    if len({row[column] for column in said}) == 1:
        across = said[0] in merged_across(sheet, number) if sheet.merges else False
        if SECTION.match(plain(words)) and not words.isdigit():
            return Aside.SECTION
        if across and not used:
            return Aside.SECTION
        if len(words.split()) >= 8 and len(words) > 50:
            return Aside.FOOTNOTE
    if used:
        return None
    if all(mapping.fields[column] is Field.INDEX for column in said):
        return Aside.ONLY_A_NUMBER if number_of(words.rstrip(".)-")) is not None else Aside.UNPLACED
    return Aside.UNPLACED
