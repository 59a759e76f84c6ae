"""What a cell of a list may hold: words that stay words in whatever spreadsheet opens them."""

import unicodedata
from typing import Final

STARTS: Final = tuple("=+-@|%\t\r\n")  # full-width and small signs count as the sign they look like
UNSEEN: Final = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff \u00a0"


def plain(text: str) -> str:
    """A cell that a spreadsheet would run is read as words instead."""
    first = unicodedata.normalize("NFKC", text.lstrip(UNSEEN)[:1])
    return f"'{text}" if first in STARTS or text[:1] in STARTS else text
