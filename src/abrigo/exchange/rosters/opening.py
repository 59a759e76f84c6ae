"""The front step: looks at the bytes, refuses what is no roster, and opens the rest into sheets of cells."""

import hashlib
import re

from abrigo.exchange.rosters import encodings, limits, sealed, separated, zipped
from abrigo.exchange.rosters.problems import Code, Problem, Remedy, Weight
from abrigo.exchange.rosters.refusals import Refused, Why
from abrigo.exchange.rosters.sheets import Sheet, Value, Workbook, letter

OTHER_KINDS = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"{\\rtf", "rtf"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"SQLite format 3", "sqlite"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
)
MARKUP = re.compile(r"\s*(<\?xml|<!doctype|<html|<head|<body|<table|<meta|<style|<workbook)", re.IGNORECASE)


def read(content: bytes, filename: str) -> Workbook | Refused:
    """Open a roster. The bytes decide what it is; the name is only remembered. Never raises on any bytes."""
    if len(content) > limits.BYTES:
        return Refused(Why.TOO_BIG, f"{len(content) // 1_048_576} MB")
    if not content.strip(b"\0\t\r\n \xef\xbb\xbf\xff\xfe"):
        return Refused(Why.EMPTY)
    digest = hashlib.sha256(content).hexdigest()
    for magic, kind in OTHER_KINDS:
        if content.startswith(magic):
            return Refused(Why.NOT_A_SPREADSHEET, kind)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return in_workbook(content, filename, digest, zipped.look(content))
    if content.startswith(zipped.OLE):
        return in_workbook(content, filename, digest, old_office(content))
    return in_text(content, filename, digest)


def old_office(content: bytes) -> str | Refused:
    if zipped.ENCRYPTED_PACKAGE in content:
        return Refused(Why.PASSWORD, "xlsx")
    if "WordDocument".encode("utf-16-le") in content:
        return Refused(Why.NOT_A_SPREADSHEET, "doc")
    return "xls"


def in_workbook(content: bytes, filename: str, digest: str, form: str | Refused) -> Workbook | Refused:
    if isinstance(form, Refused):
        return form
    sheets = sealed.decode(content, form)
    if isinstance(sheets, Refused):
        return sheets
    if not any(sheet.rows for sheet in sheets):
        return Refused(Why.EMPTY, form)
    problems = []
    if form == "xlsm":
        problems.append(Problem("", 0, "", Code.MACROS, form, Remedy.NOTHING, Weight.TELLS))
    if form in ("xls", "xlsb"):
        problems.append(Problem("", 0, "", Code.FORMULAS_UNSEEN, form, Remedy.NOTHING, Weight.TELLS))
    sheets, cuts = cut(sheets)
    return Workbook(filename, digest, form, sheets, problems=(*problems, *cuts))


def in_text(content: bytes, filename: str, digest: str) -> Workbook | Refused:
    decoded = encodings.decode(content)
    if decoded is None:
        return Refused(Why.NOT_A_SPREADSHEET, "binary")
    if found := MARKUP.match(decoded.text[:2_000]):
        return Refused(Why.WEB_PAGE, found[1].strip("<?!").lower())
    if not decoded.text.strip("\x1a\x00 \t\r\n"):
        return Refused(Why.EMPTY)
    split = separated.split(decoded.text)
    if len(split.rows) > limits.ROWS:
        return Refused(Why.TOO_MANY_ROWS, str(len(split.rows)))
    if (widest := max(map(len, split.rows), default=0)) > limits.COLUMNS:
        return Refused(Why.TOO_MANY_COLUMNS, str(widest))
    sheets, cuts = cut((Sheet("", split.rows),))
    problems = in_text_problems(decoded, split)
    return Workbook(filename, digest, "csv", sheets, decoded.encoding, split.delimiter, (*problems, *cuts))


def in_text_problems(decoded: encodings.Decoded, split: separated.Split) -> list[Problem]:
    problems = []
    if not decoded.sure:
        sample = next((cell for row in split.rows for cell in row if not cell.isascii()), "")
        told = f"{decoded.encoding}: {sample}"[:200]
        problems.append(Problem("", 0, "", Code.ENCODING_GUESSED, told, Remedy.SAVE_AS_UTF8, Weight.TELLS))
    if decoded.nuls:
        problems.append(Problem("", 0, "", Code.NUL_REMOVED, str(decoded.nuls), Remedy.SAVE_AS_UTF8, Weight.TELLS))
    for number in split.broken:
        told = split.delimiter.join(split.rows[number])[:200]
        problems.append(Problem("", number + 1, "", Code.QUOTES_BROKEN, told, Remedy.CORRECT_CELL, Weight.ASKS))
    return problems


def cut(sheets: tuple[Sheet, ...]) -> tuple[tuple[Sheet, ...], list[Problem]]:
    """Cells longer than anybody writes are cut and reported; the file's digest still names the whole."""
    problems: list[Problem] = []
    kept = []
    for sheet in sheets:
        long = {
            (number, column)
            for number, row in enumerate(sheet.rows)
            for column, cell in enumerate(row)
            if isinstance(cell, str) and len(cell) > limits.CELL_TEXT
        }
        for number, column in sorted(long):
            shown = str(sheet.rows[number][column])[:200]
            problems.append(
                Problem(sheet.name, number + 1, letter(column), Code.CELL_TOO_LONG, shown, Remedy.SHORTEN, Weight.STOPS)
            )
        kept.append(sheet if not long else shortened(sheet, long))
    return tuple(kept), problems


def shortened(sheet: Sheet, long: set[tuple[int, int]]) -> Sheet:
    def short(number: int, column: int, cell: Value) -> Value:
        return cell[: limits.CELL_TEXT] if (number, column) in long and isinstance(cell, str) else cell

    rows = tuple(
        tuple(short(number, column, cell) for column, cell in enumerate(row)) for number, row in enumerate(sheet.rows)
    )
    return Sheet(sheet.name, rows, sheet.hidden, sheet.merges, sheet.formulas)
