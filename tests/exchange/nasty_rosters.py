"""Rosters as they really come, made the same way each time. The people are invented."""

import io
import random
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime

import openpyxl

NOW = datetime(2025, 12, 22, 0, 40, tzinfo=UTC)  # Sunday 18:40 in Guatemala

GIVEN = (
    "Sara",
    "José",
    "Ixchel",
    "Raquel",
    "Moisés",
    "Ángela",
    "Nahuel",
    "Íñigo",
    "Lía",
    "Tomás",
    "Noé",
    "Zoé",
    "משה",
    "רחל",
    "محمد",
    "فاطمة",
)
SURNAMES = ("Núñez", "Levy", "Peña", "Cáceres", "Ordóñez", "Güell", "כהן", "ברכה", "الزهراء", "Méndez")


def workbook(rows: Iterable[Iterable[object]], merges: Iterable[str] = (), title: str = "Lista") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for corner in merges:
        sheet.merge_cells(corner)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv(*lines: str, encoding: str = "utf-8", end: str = "\n") -> bytes:
    return end.join((*lines, "")).encode(encoding)


def people(count: int, seed: int = 7) -> list[list[object]]:
    """Band, name, sex, age, clothing, arrival: `count` rows, all readable."""
    dice = random.Random(seed)
    return [
        [
            f"A{number:05d}",
            f"{dice.choice(GIVEN)} {dice.choice(SURNAMES)} {dice.choice(SURNAMES)}",
            dice.choice(("F", "M")),
            dice.choice((3, "5 años", "8 meses", "aprox. 12", "5-6", 17)),
            dice.choice(("vestido azul", "camisa blanca", "no se preguntó", "")),
            "19/12/2025 08:30",
        ]
        for number in range(1, count + 1)
    ]


PLAIN = ["Brazalete", "Nombre", "Sexo", "Edad", "Ropa", "Fecha y hora"]


def two_headings() -> bytes:
    """A title, a day, two rows of headings, crosses for sex, a merged dress, totals, a repeated heading, a note."""
    rows: list[list[object]] = [
        ["LISTADO DE NNA, FINCA EL ENCINO"],
        ["Fecha: 19/12/2025"],
        [],
        ["No.", "Brazalete", "Nombre", "Sexo", None, "Edad", None, "Ingreso", None, "Ropa", "Con quién"],
        [None, None, None, "H", "M", "Años", "Meses", "Fecha", "Hora", None, None],
        [1, "001", "Levy, Sara", None, "X", 5, None, "19/12/2025", "08:30", "vestido azul", "tía"],
        [2, "002", "José Núñez", "X", None, None, 8, "19 de diciembre de 2025", "2:30 pm", None, "no quiso decir"],
        [3, "003", "NN", None, "X", "5-6", None, 46010, 0.5, "", "se desconoce"],
        ["TOTAL 3"],
        ["ADULTAS"],
        ["No.", "Brazalete", "Nombre", "Sexo", None, "Edad"],
        [4, "004", "Ruth Peña", None, "x", "+18", None, "19/12/2025", None, None, None],
        [5],
        ["Total", None, None, 1, 3],
        ["* datos preliminares"],
    ]
    return workbook(rows, ("A1:K1", "D4:E4", "F4:G4", "H4:I4", "J6:J7"))


def bomb() -> bytes:
    """Small when packed, far too large when not."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)
        archive.writestr("xl/sharedStrings.xml", b" " * 60_000_000)
    return out.getvalue()


def lying_bomb() -> bytes:
    """The table of contents says 200 MB where there is next to nothing."""
    small = workbook([PLAIN, *people(2)])
    at = small.rindex(b"PK\x01\x02", 0, small.rindex(b"PK\x05\x06"))
    return small[: at + 24] + (200 * 1024 * 1024).to_bytes(4, "little") + small[at + 28 :]


def far_corner(cell: str) -> bytes:
    """Two cells, far apart: a few kilobytes that ask a decoder for half a terabyte."""
    book = openpyxl.Workbook()
    book.active["A1"] = "Nombre"
    book.active[cell] = "x"
    return saved(book)


def word_document() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return out.getvalue()


def opendocument() -> bytes:
    """The smallest honest ODS: headings, one child, one formula, and a million empty rows written once."""
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{words}</text:p></table:table-cell>'
        for words in ("Brazalete", "Nombre", "Edad")
    )
    child = (
        '<table:table-cell office:value-type="string"><text:p>A1</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string"><text:p>Íñigo Güell</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="7" table:formula="of:=3+4"><text:p>7</text:p></table:table-cell>'
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Hoja"><table:table-row>{cells}</table:table-row><table:table-row>{child}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="3"/>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return out.getvalue()


def with_doctype() -> bytes:
    """An XLSX whose sheet declares entities that multiply."""
    good = io.BytesIO(workbook([PLAIN, *people(2)]))
    out = io.BytesIO()
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.infolist():
            content = source.read(part)
            if part.filename.endswith("sheet1.xml"):
                content = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>' + content
            archive.writestr(part.filename, content)
    return out.getvalue()
