"""Text split into rows and cells: which sign separates them, and what to do when the quotes do not close."""

import csv
import io
from collections import Counter
from dataclasses import dataclass

DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Split:
    """Rows of text; `broken` holds the rows (from 0) whose quotes did not close, kept as they stood."""

    rows: tuple[tuple[str, ...], ...]
    delimiter: str
    broken: tuple[int, ...] = ()


def split(text: str) -> Split:
    """Every line ends in a row and every character in a cell, except the separators and closing quotes."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    delimiter, lines = declared(lines)
    delimiter = delimiter or sniff(lines)
    csv.field_size_limit(1 << 20)
    rows = strictly(lines, delimiter)
    if rows is not None and not swallowed(rows, delimiter):
        return Split(tuple(rows), delimiter)
    return line_by_line(lines, delimiter)


def declared(text: str) -> tuple[str, str]:
    """Some spreadsheets write `sep=;` as their first line. The line stays as an empty row, to keep the numbering."""
    first, _, rest = text.partition("\n")
    if first.strip('"').lower().startswith("sep=") and len(first.strip('"')) == 5:
        return first.strip('"')[4], "\n" + rest
    return "", text


def sniff(text: str) -> str:
    """The sign that cuts most lines into the same number of cells, more than one."""
    lines = [line for line in text[:60_000].split("\n") if line.strip()][:200]
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        widths = Counter(width(line, delimiter) for line in lines)
        (common, times), *_ = widths.most_common(1) or [(1, 0)]
        if common < 2:  # most lines may be notes; look at the widest habit among the others
            del widths[common]
            (common, times), *_ = widths.most_common(1) or [(1, 0)]
        score = times * min(common - 1, 8) ** 0.5
        if common > 1 and score > best_score:
            best, best_score = delimiter, score
    return best


def width(line: str, delimiter: str) -> int:
    """Cells in a line, not counting separators inside quotes."""
    inside, cells = False, 1
    for character in line:
        if character == '"':
            inside = not inside
        elif character == delimiter and not inside:
            cells += 1
    return cells


def strictly(text: str, delimiter: str) -> list[tuple[str, ...]] | None:
    """By the book, or None at the first quote that does not close."""
    try:
        return [tuple(row) for row in csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter, strict=True)]
    except csv.Error:
        return None


def swallowed(rows: list[tuple[str, ...]], delimiter: str) -> bool:
    """A stray quote can pair with another one twenty children further down; the cell between them holds their lines."""
    for row in rows:
        for cell in row:
            if cell.count("\n") > 3 or ("\n" in cell and cell.count(delimiter) > 1):
                return True
    return False


def line_by_line(text: str, delimiter: str) -> Split:
    """Each line for itself. One with open quotes is cut at every separator and its quotes stay in the text."""
    rows, broken = [], []
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    for number, line in enumerate(lines):
        row = strictly(line, delimiter)
        if row is None or len(row) > 1:
            broken.append(number)
            row = [tuple(line.split(delimiter))]
        rows.append(row[0] if row else ())
    return Split(tuple(rows), delimiter, tuple(broken))
