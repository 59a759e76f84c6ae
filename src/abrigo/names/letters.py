"""Letters of every script we meet, brought to one plain form before anything is compared."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache


class Script(StrEnum):
    """The alphabet a word is written in; what is none of these is OTHER."""

    LATIN = "L"
    HEBREW = "H"
    ARABIC = "A"
    CYRILLIC = "C"
    OTHER = "X"


_LATIN_ALIKE = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ə": "a",
        "þ": "th",
        "ð": "d",
        "ħ": "h",
        "ŋ": "n",
        "ŧ": "t",
        "ɛ": "e",
        "ɔ": "o",
        "ƙ": "k",
        "ɓ": "b",
        "ɗ": "d",
    }
)
_HEBREW_ALIKE = {"װ": "וו", "ױ": "וי", "ײ": "יי", "ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ", "׳": "'", "״": ""}
# Persian, Kurdish and Urdu letters that Arabic lacks (گ پ چ ژ ڤ ۆ ێ ە) are kept: they say more, not less.
_ARABIC_ALIKE = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ۀ": "ه", "ک": "ك",
    "ہ": "ه", "ھ": "ه", "ۃ": "ه", "ے": "ي", "ۓ": "ي", "ٹ": "ت", "ڈ": "د", "ڑ": "ر", "ڕ": "ر", "ڵ": "ل", "ں": "ن",
    "ڭ": "ن", "ۇ": "و", "ۈ": "و", "ۋ": "ڤ", "ې": "ێ", "ء": "", "ݐ": "پ", "ڪ": "ك", "ڬ": "گ", "ﻻ": "لا",
}  # fmt: skip
_CYRILLIC_ALIKE = {
    "ё": "е", "і": "и", "ї": "и", "є": "е", "ґ": "г", "ў": "у", "ј": "й", "љ": "ль", "њ": "нь", "ћ": "ч", "ђ": "дж",
    "џ": "дж", "ѓ": "г", "ќ": "к", "ѕ": "дз", "ү": "у", "ұ": "у", "ө": "о", "қ": "к", "ғ": "г", "ҳ": "х", "ҷ": "дж",
    "ә": "а", "ң": "н", "һ": "х", "җ": "дж", "ӣ": "и", "ӯ": "у", "ѣ": "е", "ѳ": "ф", "ѵ": "и", "ӱ": "у", "ӧ": "о",
}  # fmt: skip
_TO_CYRILLIC = dict(zip("abcehkmoptxyi", "авсенкмортхуи", strict=True))
_TO_LATIN = {**{c: a for a, c in _TO_CYRILLIC.items()}, "і": "i", "ј": "j", "ѕ": "s", "ԁ": "d", "ԛ": "q", "ԝ": "w"}
_TO_LATIN |= dict(zip("αβεηικνορτυχ", "abehiknoptux", strict=True))
_FINALS = frozenset("ךםןףץ")
_QUOTES = str.maketrans(dict.fromkeys("’‘`´ʼʻʿʾ′＇ʹ", "'") | dict.fromkeys("“”„″«»", '"'))
# Joins and directions a keyboard or a spreadsheet leaves behind: nobody sees them and they split a name from itself.
_INVISIBLE = dict.fromkeys(
    [
        173,
        847,
        1564,
        1600,
        6158,
        *range(8203, 8208),
        *range(8234, 8239),
        *range(8288, 8304),
        65279,
        *range(65024, 65040),
    ]
)
_INVISIBLE.pop(0x200C)  # the Persian half-space parts two words; it is turned into a blank below


def script_of(text: str) -> Script:
    """The script of the first letter of `text` that has one of ours."""
    for c in text:
        if "a" <= c <= "z" or "A" <= c <= "Z" or "\u00c0" <= c <= "\u024f":
            return Script.LATIN
        if "\u0590" <= c <= "\u05ff" or "\ufb1d" <= c <= "\ufb4f":
            return Script.HEBREW
        if "\u0600" <= c <= "\u06ff" or "\u0750" <= c <= "\u077f" or "\ufb50" <= c <= "\ufefc":
            return Script.ARABIC
        if "\u0400" <= c <= "\u052f":
            return Script.CYRILLIC
    return Script.OTHER


def plain(text: str) -> str:
    """Text as a person would have typed it: order and encoding mended, forms composed, invisible signs gone.

    Blanks are single; letters keep their case and marks. Never raises.
    """
    text = _logical(_mended(text))
    text = unicodedata.normalize("NFKC", text).translate(_QUOTES).translate(_INVISIBLE).replace("\u200c", " ")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """One word in its plain letters: lower case, no marks, one form for each letter of its script.

    Geresh stays in Hebrew (it changes the sound); everything that is not a letter goes.
    """
    word = _one_alphabet(word.casefold())
    script = script_of(word)
    if script is Script.CYRILLIC:
        word = unicodedata.normalize("NFC", word)
        word = "".join(_CYRILLIC_ALIKE.get(c, c) for c in word if "\u0400" <= c <= "\u052f")
        return unicodedata.normalize("NFKD", word.replace("й", "\ue000")).replace("\ue000", "й").translate(_MARKS)
    if script is Script.ARABIC:
        # Composed first: a hamza that stands apart would be thrown away with the vowel points.
        word = unicodedata.normalize("NFC", word)
        word = "".join(_ARABIC_ALIKE.get(c, c) for c in word)
        return "".join(c for c in word if "\u0620" <= c <= "\u06ff" and c.isalpha())
    word = unicodedata.normalize("NFKD", word.translate(_LATIN_ALIKE))
    if script is Script.HEBREW:
        word = "".join(_HEBREW_ALIKE.get(c, c) for c in word if not unicodedata.combining(c))
        return "".join(c for c in word if "\u05d0" <= c <= "\u05ea" or c == "'").lstrip("'")
    if script is Script.LATIN:
        return "".join(c for c in word.translate(_LATIN_ALIKE) if "a" <= c <= "z")
    return "".join(c for c in word if c.isalpha())


_MARKS = dict.fromkeys(range(0x0300, 0x0370))


def _one_alphabet(word: str) -> str:
    """Put a word that mixes look-alike letters of two alphabets into the one most of it is written in."""
    latin = [c for c in word if "a" <= c <= "z"]
    alike = [c for c in word if "\u0370" <= c <= "\u052f"]
    if not latin or not alike:
        return word
    # A letter that looks like nothing in the other alphabet decides before the count does.
    sure = sum(c not in _TO_LATIN for c in alike) - sum(c not in _TO_CYRILLIC for c in latin)
    table = _TO_CYRILLIC if (sure, len(alike)) > (0, len(latin)) else _TO_LATIN
    return "".join(table.get(c, c) for c in word)


def _logical(text: str) -> str:
    """Undo visual order: old systems stored Hebrew and Arabic as drawn, last letter first."""
    return text[::-1] if _drawn_hebrew(text.split()) or _drawn_arabic(text) else text


def _drawn_hebrew(words: Iterable[str]) -> bool:
    starts = ends = 0
    for word in words:
        letters = [c for c in word if "\u05d0" <= c <= "\u05ea"]
        if len(letters) > 1:
            starts += letters[0] in _FINALS
            ends += letters[-1] in _FINALS
    return starts > ends


def _drawn_arabic(text: str) -> bool:
    forms = [unicodedata.decomposition(c)[:4] for c in text if "\ufb50" <= c <= "\ufefc"]
    joined = [f for f in forms if f in ("<ini", "<fin")]
    return len(joined) > 1 and joined[0] == "<fin" and joined[-1] == "<ini"


def _mended(text: str) -> str:
    """Undo the two wrong readings of bytes that hide a whole register: UTF-8 or Hebrew read as Western."""
    if text.isascii():
        return text
    for wrong in ("cp1252", "latin-1"):
        try:
            right = text.encode(wrong).decode("utf-8")
        except UnicodeError:
            continue
        return right if len(right) < len(text) else text
    letters = [c for c in text if c.isalpha()]
    if len(letters) > 3 and all("\u00e0" <= c <= "\u00fa" and c != "\u00f7" for c in letters):
        try:
            return text.encode("latin-1").decode("cp1255")
        except UnicodeError:
            return text
    return text
