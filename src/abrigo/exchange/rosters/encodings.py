"""Which alphabet a text file was written in, by trying each and looking at what comes out."""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ONE_BYTE = ("cp1252", "latin-1", "cp1255", "cp1256", "cp850", "mac_roman")
"""In this order on a tie: what an office in Guatemala most likely saved comes first."""

SAMPLE = 200_000
SPANISH = frozenset("áéíóúüñÁÉÍÓÚÜÑ")
SIGNS = frozenset("¿¡ºª«»–—‘’“”°…")
HEBREW_FINALS = frozenset("ךםןףץ")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, the encoding chosen, and whether it was known (a mark, or valid UTF-8) or only the likeliest."""

    text: str
    encoding: str
    sure: bool
    nuls: int = 0


def decode(content: bytes) -> Decoded | None:
    """Bytes to text; None when it is no text. A byte that is no letter becomes U+FFFD, never vanishes."""
    for mark, name in BOMS:
        if content.startswith(mark):
            return Decoded(content.decode(name, "replace").lstrip("\ufeff"), name.removesuffix("-sig"), sure=True)
    if wide := without_mark(content):
        return wide
    nuls = content.count(0)
    if nuls * 4 > len(content):
        return None
    content = content.replace(b"\0", b"")
    if (narrow := utf8(content)) is None:
        narrow = likeliest(content)
    if not readable(narrow.text):
        return None
    return Decoded(narrow.text, narrow.encoding, narrow.sure, nuls)


def without_mark(content: bytes) -> Decoded | None:
    """UTF-16 without its mark shows as a zero in every second byte."""
    sample = content[:4000]
    if len(sample) < 4 or len(content) % 2:
        return None
    even, odd = sample[0::2], sample[1::2]
    for name, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        # Hebrew and Arabic have 05 and 06 where Latin has 00; commas and line ends are Latin in all of them.
        prefixes = sum(byte in {0, 5, 6} for byte in high) / len(high)
        if prefixes > 0.9 and high.count(0) and low.count(0) < 0.1 * len(low):
            return Decoded(content.decode(name, "replace"), name, sure=False)
    return None


def utf8(content: bytes) -> Decoded | None:
    """Valid UTF-8 is never an accident; nearly valid is UTF-8 that somebody damaged, and the damage is shown."""
    try:
        return Decoded(content.decode("utf-8"), "utf-8", sure=True)
    except UnicodeDecodeError:
        text = content.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    kept = sum(character > "\x7f" for character in text) - lost
    return Decoded(text, "utf-8", sure=False) if kept > 8 * lost else None


def likeliest(content: bytes) -> Decoded:
    sample = content[:SAMPLE]
    scored = []
    for rank, name in enumerate(ONE_BYTE):
        try:
            scored.append((-score(sample.decode(name)), rank, name))
        except UnicodeDecodeError:
            continue  # latin-1 takes every byte, so the list is never empty
    for _, _, name in sorted(scored):
        try:
            return Decoded(content.decode(name), name, sure=False)
        except UnicodeDecodeError:
            continue
    return Decoded(content.decode("latin-1"), "latin-1", sure=False)


WORD = re.compile(r"[^\W\d_]+")


def score(text: str) -> float:
    """How much this looks like something a person wrote: higher is better. Only letters beyond ASCII count."""
    total = 0.0
    for word in WORD.findall(text):
        if not word.isascii():
            total += word_score(word)
    for character in text:
        if character > "\x7f" and not character.isalpha() and character not in SIGNS:
            control = "\x80" <= character < "\xa0"
            total -= 4 if control else 0 if unicodedata.combining(character) else 1.5
    return total


def word_score(word: str) -> float:
    scripts = {script(character) for character in word}
    if len(scripts) > 1:
        return -3.0  # an alphabet that changes inside a word is the wrong alphabet
    (only,) = scripts
    if only == "latin":
        odd = [character for character in word if character > "\x7f"]
        good = sum(character in SPANISH for character in odd)
        crowded = sum(a > "\x7f" and b > "\x7f" for a, b in pairwise(word))
        humped = sum(a.islower() and b.isupper() for a, b in pairwise(word))
        return 1.0 * good - 0.7 * (len(odd) - good) - 1.5 * crowded - 1.5 * humped
    if only == "hebrew":
        wrong = sum(letter in HEBREW_FINALS for letter in word[:-1])
        return (0.9 if len(word) > 1 else -1.0) * min(len(word), 6) / 2 - 2.0 * wrong
    if only == "arabic":
        return (0.9 if len(word) > 1 else -1.0) * min(len(word), 6) / 2
    return -2.0


def script(character: str) -> str:
    if character < "\u0250":
        return "latin"
    if "\u0590" <= character <= "\u05ff":
        return "hebrew"
    if "\u0600" <= character <= "\u06ff":
        return "arabic"
    return "other"


def readable(text: str) -> bool:
    """A picture or a program decoded by force is full of control characters; a roster has next to none."""
    sample = text[:SAMPLE]
    control = sum(character < " " and character not in "\t\r\n\f\x1a\x1c\x1d\x1e\x1f" for character in sample)
    lost = sample.count("\ufffd")
    return control <= max(len(sample) * 0.02, 3) and lost <= len(sample) * 0.1


def garbled(text: str) -> bool:
    """UTF-8 once read as Windows Latin and saved again: José turned into JosÃ©."""
    return bool(GARBLED.search(text))


GARBLED = re.compile(r"[ÃÂ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œŸ]|×[\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œŸ]|â€")
