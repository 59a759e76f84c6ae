"""A zipped workbook looked at from outside: its table of contents, before one byte is unpacked."""

import io
import zipfile

from abrigo.exchange.rosters import limits
from abrigo.exchange.rosters.refusals import Refused, Why

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHER_PACKAGES = (
    ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "pptx"),
    ("Index/Document.iwa", "numbers"),
)
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def look(content: bytes) -> str | Refused:
    """Which kind of workbook this archive says it is ("xlsx", "xlsm", "xlsb", "ods"), or why it stays shut."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError, RuntimeError):
        return Refused(Why.DAMAGED, "zip")
    if too_much := bomb(parts, len(content)):
        return too_much
    if any(part.flag_bits & 0x1 for part in parts):
        return Refused(Why.PASSWORD, "zip")
    return kind({part.filename for part in parts})


def bomb(parts: list[zipfile.ZipInfo], packed_file: int) -> Refused | None:
    """Refuse by what the table of contents declares. It may lie: the sealed reader has its own ceiling."""
    if len(parts) > limits.ZIP_PARTS:
        return Refused(Why.UNPACKS_TOO_BIG, f"{len(parts)} parts")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.UNPACKED_BYTES:
        return Refused(Why.UNPACKS_TOO_BIG, f"{unpacked // 1_048_576} MB")
    # Parts that overlap claim more packed bytes than the file has: the trick of the overlapping bomb.
    if sum(part.compress_size for part in parts) > packed_file:
        return Refused(Why.UNPACKS_TOO_BIG, "overlapping parts")
    for part in parts:
        heavy = part.file_size > limits.RATIO_FREE_BYTES
        if heavy and part.file_size > limits.UNPACKED_RATIO * max(part.compress_size, 1):
            return Refused(Why.UNPACKS_TOO_BIG, f"x{part.file_size // max(part.compress_size, 1)}")
    return None


def kind(names: set[str]) -> str | Refused:
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.lower() == "xl/workbook.xml" for name in names):
        return "xlsm" if any(name.endswith("vbaProject.bin") for name in names) else "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    for part, what in OTHER_PACKAGES:
        if part in names:
            return Refused(Why.NOT_A_SPREADSHEET, what)
    return Refused(Why.NOT_A_SPREADSHEET, "zip")
