"""The sealed room: decodes one workbook in a process of its own, short of memory and time, and says what it saw.

Decoders of spreadsheet formats can be made to ask for hundreds of gigabytes by a file of two kilobytes (two cells,
far apart), and then the whole process dies. Here only this one dies, and the house goes on counting.
Run as a program by `sealed`: the workbook comes on standard input, limits as JSON in the first argument, and one
JSON document leaves on standard output. It imports nothing of ours, so that it can run isolated.
"""

import io
import json
import math
import re
import resource
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import IO, Any
from xml.parsers import expat

CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})$")


Start = Callable[[str, dict[str, str]], None]
Named = Callable[[str], None]


class Shut(Exception):
    """The workbook will not be read; the two words say why."""


def close_the_room(memory: int, seconds: int) -> None:
    """After this the process can neither grow, nor think for long, nor write a file."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Scan:
    """What the decoder does not tell: formulas, merged cells, and how far the cells reach."""

    def __init__(self) -> None:
        self.formulas: list[tuple[int, int, str]] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self.last_row = -1
        self.last_column = -1

    def reaches(self, row: int, column: int) -> None:
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)


def parse(stream: IO[bytes], start: Start, end: Named | None = None, words: Named | None = None) -> None:
    """Feed XML to the callbacks, local names only; a document that declares its own entities is not a roster."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def doctype(*_: object) -> None:
        raise Shut("file-damaged", "doctype")

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = lambda name, found: start(
        name.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in found.items()}
    )
    if end:
        parser.EndElementHandler = lambda name: end(name.rpartition(" ")[2])
    if words:
        parser.CharacterDataHandler = words
    try:
        parser.ParseFile(stream)
    except expat.ExpatError as broken:
        raise Shut("file-damaged", "xml") from broken


def column_number(letters: str) -> int:
    number = 0
    for character in letters:
        number = number * 26 + ord(character) - 64
    return number - 1


def scan_worksheet(stream: IO[bytes]) -> Scan:
    """One worksheet of an XLSX: cells that hold something, formulas as text."""
    scan = Scan()
    place = [-1, -1]
    formula: list[str] | None = None

    def start(name: str, found: dict[str, str]) -> None:
        nonlocal formula
        if name == "row":
            place[0] = int(found["r"]) - 1 if found.get("r", "").isdecimal() else place[0] + 1
            place[1] = -1
        elif name == "c":
            where = CELL.match(found.get("r", ""))
            place[1] = column_number(where[1]) if where else place[1] + 1
            place[0] = int(where[2]) - 1 if where else place[0]
        elif name in ("v", "is"):
            scan.reaches(*place)
        elif name == "f":
            scan.reaches(*place)
            formula = []

    def words(said: str) -> None:
        if formula is not None and len(formula) < 8:
            formula.append(said[:200])

    def end(name: str) -> None:
        nonlocal formula
        if name == "f" and formula is not None:
            scan.formulas.append((place[0], place[1], "=" + "".join(formula)[:200]))
            formula = None

    parse(stream, start, end, words)
    return scan


def scan_xlsx(archive: zipfile.ZipFile) -> dict[str, Scan]:
    """Sheet name -> scan, by the workbook's own list of parts."""
    sheets: list[tuple[str, str]] = []
    parts: dict[str, str] = {}

    def in_workbook(name: str, found: dict[str, str]) -> None:
        if name == "sheet":
            sheets.append((found.get("name", ""), found.get("id", "")))

    def in_relations(name: str, found: dict[str, str]) -> None:
        if name == "Relationship":
            parts[found.get("Id", "")] = found.get("Target", "")

    names = {name.lower(): name for name in archive.namelist()}
    for part, callback in (("xl/workbook.xml", in_workbook), ("xl/_rels/workbook.xml.rels", in_relations)):
        if part in names:
            with archive.open(names[part]) as stream:
                parse(stream, callback)
    scans = {}
    for name, relation in sheets:
        target = parts.get(relation, "")
        path = (target.lstrip("/") if target.startswith("/") else "xl/" + target).lower()
        if path in names:
            with archive.open(names[path]) as stream:
                scans[name] = scan_worksheet(stream)
    return scans


def scan_ods(archive: zipfile.ZipFile) -> dict[str, Scan]:
    """The same for an OpenDocument sheet, where empty rows and cells are written once and repeated by number."""
    if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise Shut("password-protected", "ods")
    scans: dict[str, Scan] = {}
    now: Scan | None = None
    row = column = 0
    tall = 1

    def number(found: dict[str, str], key: str) -> int:
        said = found.get(key, "1")
        return max(int(said), 1) if said.isdecimal() and len(said) < 9 else 1

    def start(name: str, found: dict[str, str]) -> None:
        nonlocal now, row, column, tall
        if name == "table":
            now = scans.setdefault(found.get("name", ""), Scan())
            row = column = 0
        elif now is None:
            return
        elif name == "table-row":
            column, tall = 0, number(found, "number-rows-repeated")
        elif name in ("table-cell", "covered-table-cell"):
            wide = number(found, "number-columns-repeated")
            if "formula" in found:
                now.formulas.append((row, column, found["formula"][:200]))
            if "value-type" in found or "formula" in found:
                now.reaches(row + tall - 1, column + wide - 1)
            down, across = number(found, "number-rows-spanned"), number(found, "number-columns-spanned")
            if down * across > 1:
                now.merges.append((row, column, row + down - 1, column + across - 1))
            column += wide

    def end(name: str) -> None:
        nonlocal row
        if name == "table-row":
            row += tall

    with archive.open("content.xml") as stream:
        parse(stream, start, end)
    return scans


def spelled(value: object, longest: int) -> object:
    """A cell as JSON. One character more than allowed is let through, so that the cut can be seen and reported."""
    if isinstance(value, str):
        return value[: longest + 1] or None
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        if not math.isfinite(value) or abs(value) > 1e300:
            return str(value)
        return int(value) if float(value).is_integer() and abs(value) < 1e15 else value
    if isinstance(value, datetime):
        return {"dt": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, time):
        return {"t": value.isoformat()}
    if isinstance(value, timedelta):
        return {"td": value.total_seconds()}
    return str(value)[:longest]


def within(last_row: int, last_column: int, limits: dict[str, Any]) -> None:
    if last_row >= limits["rows"]:
        raise Shut("too-many-rows", str(last_row + 1))
    if last_column >= limits["columns"]:
        raise Shut("too-many-columns", str(last_column + 1))


def open_workbook(content: bytes, form: str, limits: dict[str, Any]) -> dict[str, object]:
    import python_calamine as calamine

    scans: dict[str, Scan] = {}
    if form in ("xlsx", "xlsm", "ods"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            scans = scan_ods(archive) if form == "ods" else scan_xlsx(archive)
    for scan in scans.values():
        within(scan.last_row, scan.last_column, limits)
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        about = workbook.sheets_metadata
        if len(about) > limits["sheets"]:
            raise Shut("too-many-sheets", str(len(about)))
        sheets = [read_sheet(workbook, one, scans.get(one.name), limits) for one in about]
    except calamine.PasswordError as locked:
        raise Shut("password-protected", form) from locked
    except calamine.CalamineError as broken:
        raise Shut("file-damaged", form) from broken
    return {"sheets": [sheet for sheet in sheets if sheet is not None]}


def read_sheet(workbook: Any, about: Any, scan: Scan | None, limits: dict[str, Any]) -> dict[str, object] | None:
    if str(about.typ).rpartition(".")[2] != "WorkSheet":
        return None
    sheet = workbook.get_sheet_by_name(about.name)
    if sheet.end is not None:
        within(sheet.end[0], sheet.end[1], limits)
    rows = sheet.to_python(skip_empty_area=False) if sheet.end is not None else []
    merges = [(a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ()]
    return {
        "name": about.name,
        "hidden": str(about.visible).rpartition(".")[2] != "Visible",
        "rows": [[spelled(value, limits["text"]) for value in row] for row in rows],
        "merges": (merges or (scan.merges if scan else []))[:50_000],
        "formulas": scan.formulas[:50_000] if scan else [],
    }


def main() -> int:
    limits = json.loads(sys.argv[1])
    content = sys.stdin.buffer.read()
    import python_calamine  # noqa: F401  loaded while there is still room for it

    close_the_room(limits["memory"], limits["seconds"])
    try:
        said = open_workbook(content, limits["form"], limits)
    except Shut as shut:
        said = {"refused": shut.args[0], "shown": shut.args[1]}
    except MemoryError:
        said = {"refused": "too-heavy-to-open", "shown": limits["form"]}
    except BaseException as broken:  # noqa: BLE001  whatever a decoder does, a panic included, the file is broken
        said = {"refused": "file-damaged", "shown": type(broken).__name__}
    sys.stdout.write(json.dumps(said))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
