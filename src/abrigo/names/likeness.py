"""How alike two words are, in any two scripts, and by what: the same, a short form, a spelling, a sound."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from abrigo.names.groups import groups
from abrigo.names.letters import Script, script_of
from abrigo.names.skeleton import bones
from abrigo.names.sounds import SPELLINGS
from abrigo.names.transducer import Step, Transducer, by_hand


class Tie(StrEnum):
    """Why a part of what was asked and a part of a claim belong together, or stand alone."""

    SAME = "same"
    GROUP = "group"  # another form of the same given name, by knowledge
    SPELLED = "spelled"  # same script, other spelling
    SOUNDS = "sounds"  # other script, letters correspond
    INITIAL = "initial"
    JOINED = "joined"  # two parts written as one
    ONLY_ASKED = "only_asked"
    ONLY_CLAIMED = "only_claimed"


GROUP_LIKENESS = 0.82
_WEAK = {
    Script.LATIN: frozenset("aeiouyhw"),
    Script.HEBREW: frozenset("אהוי'ע"),
    Script.ARABIC: frozenset("اويهعەۆێ"),
    Script.CYRILLIC: frozenset("аеиоуыэюяйьъ"),
    Script.OTHER: frozenset[str](),
}


@cache
def letters_of(script: Script) -> Transducer:
    """The hand-written transducer from `script` to Latin."""
    return by_hand(script)


@lru_cache(maxsize=65536)
def romanised(word: str) -> str:
    """The plainest Latin spelling of a folded word, by hand-written rules: two scripts meet through a third."""
    script = script_of(word)
    if script in (Script.LATIN, Script.OTHER):
        return word
    table = SPELLINGS[script]
    out, i = "", 0
    while i < len(word):
        size = next((n for n in (3, 2, 1) if word[i : i + n] in table and i + n <= len(word)), 0)
        if size:
            spellings = table[word[i : i + size]]
            out += max(spellings, key=lambda s: spellings[s])
        i += size or 1
    return out


def alike(word: str, others: Sequence[str]) -> NDArray[np.float32]:
    """Likeness of `word` with each of `others`, 0 to 1, without any learned model. All folded."""
    script = script_of(word)
    found = np.zeros(len(others), np.float32)
    by_script: dict[Script, list[int]] = {}
    for i, other in enumerate(others):
        by_script.setdefault(script_of(other), []).append(i)
    for theirs, places in by_script.items():
        texts = [others[i] for i in places]
        found[places] = _alike(word, script, texts, theirs)
    mine = set(groups(word))
    for i, other in enumerate(others):
        if other == word:
            found[i] = 1.0
        elif mine and not mine.isdisjoint(groups(other)):
            found[i] = max(float(found[i]), GROUP_LIKENESS)
    return found


def _alike(word: str, script: Script, others: list[str], theirs: Script) -> NDArray[np.float32]:
    if script is theirs:
        return np.array([spelled(word, o, script) for o in others], np.float32)
    if theirs is Script.LATIN and script in SPELLINGS:
        return np.clip(letters_of(script).against(word, others), 0, 0.98)
    if script is Script.LATIN and theirs in SPELLINGS:
        tool = letters_of(theirs)
        return np.clip(np.array([tool.against(o, [word])[0] for o in others], np.float32), 0, 0.98)
    latin = romanised(word)
    return np.array([0.95 * spelled(latin, romanised(o), Script.LATIN) for o in others], np.float32)


@lru_cache(maxsize=65536)
def spelled(a: str, b: str, script: Script) -> float:
    """Likeness of two spellings in one script: letter edits over length, weak letters at half price."""
    if a == b:
        return 1.0
    weak = _WEAK[script]
    size = sum(0.5 if c in weak else 1.0 for c in a) + sum(0.5 if c in weak else 1.0 for c in b)
    score = max(0.0, 1.0 - _edits(a, b, weak) / (0.62 * size))
    if score > 0.25 and not set(bones(a)).isdisjoint(bones(b)):
        score += 0.3 * (1.0 - score)
    return min(score, 0.97)


def _edits(a: str, b: str, weak: frozenset[str]) -> float:
    """Weighted edit distance with swapped neighbours."""
    rows = [[0.0]]
    for c in b:
        rows[0].append(rows[0][-1] + (0.45 if c in weak else 1.0))
    for i, x in enumerate(a, 1):
        cost = 0.45 if x in weak else 1.0
        row = [rows[i - 1][0] + cost]
        for j, y in enumerate(b, 1):
            change = 0.0 if x == y else (0.45 if x in weak and y in weak else 1.0)
            # A letter doubled is a habit of spelling, not another name.
            gone = 0.15 if i > 1 and a[i - 2] == x else cost
            came = 0.15 if j > 1 and b[j - 2] == y else (0.45 if y in weak else 1.0)
            best = min(rows[i - 1][j - 1] + change, rows[i - 1][j] + gone, row[j - 1] + came)
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                best = min(best, rows[i - 2][j - 2] + 0.6)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


def steps(a: str, b: str) -> tuple[Step, ...]:
    """How the letters of `a` stand for the letters of `b`, by hand-written rules, the non-Latin word on the left."""
    left, right = (a, b) if script_of(a) is not Script.LATIN else (b, a)
    if script_of(right) is not Script.LATIN:
        right = romanised(right)
    return letters_of(script_of(left)).align(left, right) if script_of(left) in SPELLINGS else ()
