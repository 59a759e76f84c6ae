"""The bones of a word: its consonants in seven sounds that every script tells apart."""

from __future__ import annotations

import re
from functools import lru_cache

from abrigo.names.letters import Script, script_of

# Sounds: P lips, K throat, T teeth, S hiss, L, M, N, R. "?" before a sound: it may also be silent or a vowel.
_LATIN = [
    ("tsch", "S"), ("sch", "S"), ("tch", "S"), ("szcz", "S"), ("dzh", "S"), ("ch", "KS"), ("sh", "S"), ("kh", "K"),
    ("gh", "?K"), ("ph", "P"), ("th", "TS"), ("zh", "S"), ("dz", "S"), ("dj", "S"), ("ts", "S"), ("tz", "S"),
    ("cz", "S"), ("sz", "S"), ("ck", "K"), ("qu", "K"), ("x", "X"), ("ce", "S"), ("ci", "S"), ("cy", "S"),
    ("ge", "KS"), ("gi", "KS"), ("b", "P"), ("p", "P"), ("f", "P"), ("v", "P"), ("w", "?P"), ("g", "K"), ("k", "K"),
    ("q", "K"), ("c", "K"), ("d", "T"), ("t", "T"), ("z", "S"), ("s", "S"), ("j", "?SK"), ("l", "L"), ("m", "M"),
    ("n", "N"), ("r", "R"),
]  # fmt: skip
_HEBREW = [
    ("ג'", "S"), ("ז'", "S"), ("צ'", "S"), ("ת'", "T"), ("דזש", "S"), ("טש", "S"), ("זש", "S"), ("דז", "S"),
    ("קס", "X"), ("וו", "P"), ("ב", "P"), ("פ", "P"), ("ו", "?P"), ("ג", "K"), ("כ", "K"), ("ק", "K"), ("ח", "?K"),
    ("ד", "T"), ("ט", "T"), ("ת", "TS"), ("ז", "S"), ("ס", "S"), ("צ", "S"), ("ש", "S"), ("ל", "L"), ("מ", "M"),
    ("נ", "N"), ("ר", "R"),
]  # fmt: skip
_ARABIC = [
    ("تش", "S"), ("تس", "S"), ("دج", "S"), ("كس", "X"), ("ب", "P"), ("پ", "P"), ("ف", "P"), ("ڤ", "P"), ("و", "?P"),
    ("ج", "SK"), ("غ", "K"), ("خ", "K"), ("ق", "K"), ("ك", "K"), ("گ", "K"), ("د", "T"), ("ض", "T"), ("ط", "T"),
    ("ت", "T"), ("ث", "TS"), ("ذ", "TS"), ("ظ", "TS"), ("ز", "S"), ("س", "S"), ("ش", "S"), ("ص", "S"), ("چ", "S"),
    ("ژ", "S"), ("ل", "L"), ("م", "M"), ("ن", "N"), ("ر", "R"), ("ح", "?K"),
]  # fmt: skip
_CYRILLIC = [
    ("дж", "S"), ("кс", "X"), ("тс", "S"), ("б", "P"), ("п", "P"), ("в", "?P"), ("ф", "P"), ("г", "?K"), ("к", "K"),
    ("х", "?K"), ("д", "T"), ("т", "T"), ("ж", "S"), ("з", "S"), ("с", "S"), ("ц", "S"), ("ч", "S"), ("ш", "S"),
    ("щ", "S"), ("л", "L"), ("м", "M"), ("н", "N"), ("р", "R"),
]  # fmt: skip
_RULES = {
    script: (dict(rules), re.compile("|".join(re.escape(k) for k, _ in rules)))
    for script, rules in (
        (Script.LATIN, _LATIN),
        (Script.HEBREW, _HEBREW),
        (Script.ARABIC, _ARABIC),
        (Script.CYRILLIC, _CYRILLIC),
    )
}
_TWICE = re.compile(r"(.)\1+")
MOST = 8


@lru_cache(maxsize=65536)
def bones(word: str) -> tuple[str, ...]:
    """The skeletons of one folded word, at most eight, the plainest first; empty when it has no consonant we know.

    Two words in any two scripts that may sound alike share at least one skeleton.
    """
    script = script_of(word)
    if script not in _RULES:
        return ()
    table, pattern = _RULES[script]
    found = [""]
    for match in pattern.finditer(word):
        first = match.start() == 0
        found = _grown(found, _sounds(table[match.group()], first=first))
    return tuple(dict.fromkeys(key for key in (_TWICE.sub(r"\1", f) for f in found) if key))


def _sounds(rule: str, *, first: bool) -> list[str]:
    if rule == "X":
        return ["KS", "S"]
    silent = rule.startswith("?")
    # At the start of a word a doubtful letter is more often sounded than not.
    sounds = list(rule.lstrip("?"))
    return [*sounds, ""] if silent and first else ["", *sounds] if silent else sounds


def _grown(found: list[str], sounds: list[str]) -> list[str]:
    if len(found) * len(sounds) > MOST:
        sounds = sounds[: max(1, MOST // len(found))]
    return [f + s for f in found for s in sounds]
