"""Spellings that no file gave us: Yiddish, Persian and Kurdish written by rule from a phonetic Cyrillic spelling."""

from __future__ import annotations

from random import Random

from abrigo.names.letters import fold

# Cyrillic writes foreign names by their sound, vowels and all; so do Yiddish and Kurdish, and Persian nearly.
# Several spellings stand for one sound where writers differ; one is drawn for each word.
_YIDDISH = """
дж דזש; щ שטש; ж זש; ч טש; ш ש; ц צ; ай יי; ей יי ייי; эй יי; аи יי; ой וי אי; оу או אוי; ау או אוי; ю יו; я יא; в וו;
а א; о א; е ע; э ע; и י; ы י; й י; у ו; б ב; п פ; ф פ; т ט; к ק; с ס; з ז; г ג; д ד; л ל; м מ; н נ; р ר; х כ; ь -; ъ -
"""
_PERSIAN = """
дж ج; щ شچ ش; ж ژ; ч چ; ш ش; ц تس ز ث; ай ای; ей ی ای; эй ی ای; ой وی; оу و او; ау او ائو و; ю یو و; я یا ی; в و;
а ا -; о و ا -; е ی - ه; э ا - ی; и ی; ы ی; й ی; у و; б ب; п پ; ф ف; т ت; к ک; с س; з ز; г گ; д د; л ل; м م; н ن;
р ر; х خ; ь -; ъ -
"""
_KURDISH = """
дж ج; щ شچ; ж ژ; ч چ; ш ش; ц تس; ай ای ئای; ей ەی ێی; эй ەی; ой ۆی; оу ۆ; ау او ائۆ; ю یو; я یا; в ڤ و; а ا ە; о ۆ;
е ێ ە; э ە ێ; и ی; ы ی; й ی; у و وو; б ب; п پ; ф ف; т ت; к ک; с س; з ز; г گ; д د; л ل; м م; н ن; р ر; х خ; ь -; ъ -
"""


def _rules(block: str) -> dict[str, list[str]]:
    lines = (rule.split() for rule in block.replace("\n", " ").split(";"))
    return {letters: ["" if s == "-" else s for s in spellings] for letters, *spellings in lines}


_TABLES = {"yiddish": _rules(_YIDDISH), "persian": _rules(_PERSIAN), "kurdish": _rules(_KURDISH)}
_H = {"yiddish": "ה", "persian": "ه", "kurdish": "ھ"}


def invent(kind: str, cyrillic: str, latin: str, chance: Random) -> str:
    """How a Yiddish, Persian or Kurdish writer might put down the name whose Cyrillic and Latin forms are given.

    `kind` is "yiddish", "persian" or "kurdish"; the result is folded. The same `chance` gives the same spelling.
    """
    table, breath = _TABLES[kind], "h" in latin and "kh" not in latin and "ch" not in latin
    word, i = "", 0
    if breath and "х" not in cyrillic and cyrillic.count("г") > latin.count("g"):
        cyrillic = cyrillic.replace("г", "х", 1)
    while i < len(cyrillic):
        size = 2 if cyrillic[i : i + 2] in table else 1
        letters = cyrillic[i : i + size]
        if letters == "х" and breath:
            word += _H[kind]
        elif letters in table:
            # A vowel at either end of a word is always written.
            inside = i > 0 and i + size < len(cyrillic)
            options = [o for o in table[letters] if o or inside] or table[letters]
            word += options[0] if chance.random() < 0.65 else chance.choice(options)
        i += size
    return fold(_opened(kind, word, cyrillic))


def _opened(kind: str, word: str, cyrillic: str) -> str:
    """No word begins with a bare vowel sign in these scripts."""
    if kind == "yiddish" and word[:1] in ("י", "ו") and word[:2] not in ("יי", "יו", "יא", "וו"):
        return "א" + word
    if kind == "persian" and cyrillic[:1] in "аиуоеэюы" and word[:1] != "ا":
        return "ا" + word
    if kind == "kurdish" and cyrillic[:1] in "иуоеэаы":
        return "ئ" + word
    return word
