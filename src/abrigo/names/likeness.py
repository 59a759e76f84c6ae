"""How alike two words are, in any two scripts, and by what: the same, a short form, a spelling, a sound."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cache, cached_property, lru_cache
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from abrigo.names.groups import groups
from abrigo.names.letters import Script, script_of
from abrigo.names.model import Model
from abrigo.names.skeleton import bones
from abrigo.names.sounds import SPELLINGS
from abrigo.names.transducer import Step, Transducer, by_hand
from abrigo.names.vectors import Vectors

Matrix = NDArray[np.float32]
Places = NDArray[np.int64]


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
WORTH_LETTERS = 0.2  # below this cosine no letter is laid against a letter
LETTERS_SHARE = 0.5  # how much the letters say beside the vectors
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
    found: Matrix = known(by_letters(word, others).reshape(1, -1), [word], others)[0]
    return found


def by_letters(word: str, others: Sequence[str]) -> NDArray[np.float32]:
    """Likeness of `word` with each of `others` by their letters and hand-written rules, without the table of names."""
    script = script_of(word)
    found = np.zeros(len(others), np.float32)
    by_script: dict[Script, list[int]] = {}
    for i, other in enumerate(others):
        by_script.setdefault(script_of(other), []).append(i)
    for theirs, places in by_script.items():
        texts = [others[i] for i in places]
        found[places] = _alike(word, script, texts, theirs)
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


class Measure:
    """Likeness of words by everything we have: a learned model when there is one, rules alone when there is none."""

    def __init__(self, model: Model | None) -> None:
        self.model = model

    @cached_property
    def digest(self) -> bytes:
        """What it judges by, in 32 bytes (SHA-256): an index laid down with other vectors would answer nonsense."""
        told = sha256(b"rules alone" if self.model is None else b"a model")
        if self.model is not None:
            space = self.model.space
            for array in (space.hashes, space.rows, space.scales):
                told.update(np.ascontiguousarray(array).tobytes())
        return told.digest()

    def vectors(self, words: Sequence[str]) -> Vectors | None:
        """The words as points; None without a model."""
        return None if self.model is None else self.model.space.vectors(words)

    def letters(self, script: Script) -> Transducer | None:
        """What lays letters of `script` against Latin ones; None for a script nobody taught us."""
        if self.model is not None and script in self.model.letters:
            return self.model.letters[script]
        return letters_of(script) if script in SPELLINGS else None

    def table(self, asked: Sequence[str], claimed: Sequence[str]) -> Matrix:
        """Likeness, 0 to 1, of every asked word (rows) with every claimed word (columns)."""
        if self.model is None:
            return np.array([alike(a, claimed) for a in asked], np.float32).reshape(len(asked), len(claimed))
        left, right = self.model.space.vectors(asked), self.model.space.vectors(claimed)
        found = known(np.maximum(left @ right.T, 0), asked, claimed)
        rows, columns = np.nonzero((found > WORTH_LETTERS) & (found < 1.0))
        self.refine(found, asked, claimed, rows, columns)
        return found

    def refine(
        self, found: Matrix, asked: Sequence[str], claimed: Sequence[str], rows: Places, columns: Places
    ) -> None:
        """Let the letters speak too, at the given places of a table of cosines. Changes `found`."""
        for (script, turned), chosen in _by_tool(asked, claimed, rows, columns).items():
            tool = self.letters(script)
            if tool is None:
                continue
            at = np.array(chosen)
            mine, theirs = [asked[i] for i in rows[at]], [claimed[j] for j in columns[at]]
            scores = tool.pairs(theirs, mine) if turned else tool.pairs(mine, theirs)
            share = LETTERS_SHARE * (0.5 if script is Script.LATIN else 1.0)
            said = found[rows[at], columns[at]]
            mixed = (said + share * np.clip(scores, -0.5, 1.0)) / (1 + share * 0.85)
            floor = np.where(said >= GROUP_LIKENESS, np.minimum(said, GROUP_LIKENESS), 0.0)
            found[rows[at], columns[at]] = np.clip(np.maximum(mixed, floor), 0.0, 0.99)

    def steps(self, a: str, b: str) -> tuple[Step, ...]:
        """How the letters of `a` stand for those of `b`, the word that is not Latin on the left."""
        left, right = (a, b) if script_of(a) is not Script.LATIN else (b, a)
        tool = self.letters(script_of(left))
        if tool is None:
            return ()
        return tool.align(left, right if script_of(right) is Script.LATIN else romanised(right))


def known(found: Matrix, asked: Sequence[str], claimed: Sequence[str]) -> Matrix:
    """The table with what is known and not measured: the same word is 1, another form of a given name at least .82."""
    places: dict[str, list[int]] = {}
    in_group: dict[int, list[int]] = {}
    for j, word in enumerate(claimed):
        places.setdefault(word, []).append(j)
        for group in groups(word):
            in_group.setdefault(group, []).append(j)
    for i, word in enumerate(asked):
        for group in groups(word):
            near = in_group.get(group, [])
            found[i, near] = np.maximum(found[i, near], GROUP_LIKENESS)
        found[i, places.get(word, [])] = 1.0
    return found


def _by_tool(
    asked: Sequence[str], claimed: Sequence[str], rows: Places, columns: Places
) -> dict[tuple[Script, bool], list[int]]:
    """Which pairs are laid out by which script's letters, and whether the claimed word is then the left one."""
    mine, theirs = [script_of(w) for w in asked], [script_of(w) for w in claimed]
    out: dict[tuple[Script, bool], list[int]] = {}
    for place, (i, j) in enumerate(zip(rows.tolist(), columns.tolist(), strict=True)):
        if theirs[j] is Script.LATIN and mine[i] in SPELLINGS:
            out.setdefault((mine[i], False), []).append(place)
        elif mine[i] is Script.LATIN and theirs[j] in SPELLINGS:
            out.setdefault((theirs[j], True), []).append(place)
    return out
