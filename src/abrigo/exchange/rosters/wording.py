"""Words made comparable: the same word with or without accents, capitals, dots and invisible marks."""

import re
import unicodedata
from functools import lru_cache

from abrigo.exchange.rosters.sheets import INVISIBLE

NOT_A_WORD = re.compile(r"[\W_]+")
# ZWNJ and ZWJ are spelling in Persian and must stay; the others only steer the direction of a line.
STEERING = dict.fromkeys(
    map(ord, "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\u061c\ufeff")
)
SPACES = re.compile(rf"[{re.escape(INVISIBLE)}\x00-\x1f\x7f-\x9f]+".replace("\u200c\u200d", ""))


@lru_cache(maxsize=50_000)
def plain(words: str) -> str:
    """Lower case, no accents, no punctuation, single spaces: for comparing, never for keeping."""
    apart = unicodedata.normalize("NFKD", words.translate(STEERING))
    bare = "".join(character for character in apart if not unicodedata.combining(character)).casefold()
    return NOT_A_WORD.sub(" ", bare).strip()


def clean(words: str) -> str:
    """The same words readable: composed letters, no steering marks, no control characters, single spaces."""
    if not words:
        return ""
    return SPACES.sub(" ", unicodedata.normalize("NFKC", words).translate(STEERING)).strip(INVISIBLE)


def western_digits(words: str) -> str:
    """Digits of any script as 0-9."""
    if words.isascii():
        return words
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in words)
