"""Letters laid against letters: how likely one word is another word's spelling, and by which letters."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from abrigo.names.letters import Script
from abrigo.names.sounds import SPELLINGS, VOWELS

Floats: TypeAlias = NDArray[np.float32]
Ints: TypeAlias = NDArray[np.int32]

LONGEST_LEFT, LONGEST_RIGHT = 2, 3
_STRANGE = -4.2  # log-probability of two letters nobody taught us to pair
_ADDED = {True: -1.6, False: -4.0}  # a Latin vowel, or consonant, that nothing on the left stands for
_UNIFORM = -math.log(14.0)  # a letter's weight when no letter statistics are known
_NEVER = np.float32(-1e9)


@dataclass(frozen=True, slots=True)
class Step:
    """Letters of one word and the letters of the other that they stand for; either may be empty.

    `weight` is the natural log-likelihood ratio of this pair against chance: below 0 speaks against.
    """

    left: str
    right: str
    weight: float


class Transducer:
    """A weighted correspondence of one script's letters (left) with Latin letters (right).

    Score of a pair: log P(left, right) - log P(left) - log P(right), best alignment (Viterbi), divided by
    its self-evident maximum so that a perfect pair is near 1 and an unrelated one below 0.
    """

    def __init__(
        self,
        weights: Mapping[tuple[str, str], float],
        added: Mapping[str, float],
        left_letters: Mapping[str, float],
        right_letters: Mapping[str, float],
    ) -> None:
        self.left_units = {u: i + 1 for i, u in enumerate(sorted({a for a, _ in weights}))}
        self.right_units = {u: i + 1 for i, u in enumerate(sorted({b for _, b in weights}))}
        self._left, self._right = dict(left_letters), dict(right_letters)
        table = np.full((len(self.left_units) + 1, len(self.right_units) + 1), np.nan, np.float32)
        for (a, b), w in weights.items():
            table[self.left_units[a], self.right_units[b]] = w
        self.table = table
        self.added = dict(added)

    # ---- the letters' own weights (what chance would give)

    def chance(self, word: str, *, right: bool) -> float:
        """log P(word) by bigrams of its letters, `right` for the Latin side."""
        known = self._right if right else self._left
        if not known:
            return _UNIFORM * (len(word) + 1)
        return sum(known.get(a + b, -7.0) for a, b in zip("^" + word, word + "$", strict=True))

    # ---- many words at once

    def against(self, word: str, others: Sequence[str]) -> Floats:
        """Score of `word` (left) with each of `others` (Latin): about 1 for a perfect pair, below 0 for strangers."""
        if not others or not word:
            return np.zeros(len(others), np.float32)
        best = self._best(word[:24], [o[:24] for o in others])
        own = self.chance(word[:24], right=False)
        chance = np.array([self.chance(o[:24], right=True) for o in others], np.float32)
        llr = best - own - chance
        size = np.maximum(-own, -chance)
        return np.asarray(np.clip(llr / size, -1.0, 1.2), np.float32)

    def _best(self, word: str, others: Sequence[str]) -> Floats:
        n, width = len(word), max(len(o) for o in others)
        units = [self._units(others, width, d) for d in range(LONGEST_RIGHT + 1)]
        added = np.array([[self.added.get(c, _ADDED[c in VOWELS]) for c in o.ljust(width)] for o in others], np.float32)
        rows: list[Floats] = []
        first = np.full((len(others), width + 1), _NEVER, np.float32)
        first[:, 0] = 0
        rows.append(_insert(first, added))
        for i in range(1, n + 1):
            row = np.full((len(others), width + 1), _NEVER, np.float32)
            for di in range(1, min(i, LONGEST_LEFT) + 1):
                unit = word[i - di : i]
                weights = self.table[self.left_units.get(unit, 0)]
                known = unit in self.left_units
                if di > 1 and not known:
                    continue
                for dj in range(min(LONGEST_RIGHT, width) + 1):
                    gain = weights[units[dj]] if known else np.float32(np.nan)
                    strange = _STRANGE * (di + dj) if dj else _STRANGE * di * 1.3
                    gain = np.where(np.isnan(gain), np.float32(strange if di == 1 and dj <= 1 else _NEVER), gain)
                    came = rows[i - di][:, : width + 1 - dj] + gain
                    np.maximum(row[:, dj:], came, out=row[:, dj:])
            rows.append(_insert(row, added))
        ends = np.array([len(o) for o in others])
        last: Floats = rows[-1][np.arange(len(others)), ends]
        return last

    def _units(self, others: Sequence[str], width: int, size: int) -> Ints:
        """Number of the Latin unit of `size` letters that ends at each place; 0 when none is known."""
        if size == 0:
            return np.full((len(others), width + 1), self.right_units.get("", 0), np.int32)
        get = self.right_units.get
        return np.array(
            [[get(o[j : j + size], 0) if j + size <= len(o) else 0 for j in range(width + 1 - size)] for o in others],
            np.int32,
        )

    # ---- one pair, explained

    def align(self, word: str, other: str) -> tuple[Step, ...]:
        """The best alignment of `word` with `other`, letter group by letter group."""
        n, m = len(word), len(other)
        best = [[-math.inf] * (m + 1) for _ in range(n + 1)]
        back: list[list[tuple[int, int]]] = [[(0, 0)] * (m + 1) for _ in range(n + 1)]
        best[0][0] = 0.0
        for i in range(n + 1):
            for j in range(m + 1):
                for di in range(min(i, LONGEST_LEFT) + 1):
                    for dj in range(min(j, LONGEST_RIGHT) + 1):
                        if di + dj == 0 or (di == 0 and dj > 1):
                            continue
                        gain = self._weight(word[i - di : i], other[j - dj : j])
                        if gain is not None and best[i - di][j - dj] + gain > best[i][j]:
                            best[i][j], back[i][j] = best[i - di][j - dj] + gain, (di, dj)
        steps: list[Step] = []
        i, j = n, m
        while i or j:
            di, dj = back[i][j]
            left, right = word[i - di : i], other[j - dj : j]
            weight = self._weight(left, right) or 0.0
            steps.append(Step(left, right, round(weight - _UNIFORM * (di + dj), 2)))
            i, j = i - di, j - dj
        return tuple(reversed(steps))

    def _weight(self, left: str, right: str) -> float | None:
        if not left:
            return self.added.get(right, _ADDED[right in VOWELS])
        a, b = self.left_units.get(left, 0), self.right_units.get(right, 0)
        if a and b and not math.isnan(w := float(self.table[a, b])):
            return w
        if len(left) > 1 or len(right) > 1:
            return None
        return _STRANGE * (1 + len(right)) if right else _STRANGE * 1.3


def _insert(row: Floats, added: Floats) -> Floats:
    """Let up to two Latin letters stand alone after what is already aligned."""
    for _ in range(2):
        np.maximum(row[:, 1:], row[:, :-1] + added, out=row[:, 1:])
    return row


def by_hand(script: Script) -> Transducer:
    """The transducer of a script from the hand-written table alone: what works when no model was shipped."""
    weights: dict[tuple[str, str], float] = {}
    spellings = SPELLINGS[script]
    for letters, options in spellings.items():
        # The letters' own chance, so that a long unit does not win by being long.
        rarity = _UNIFORM if len(letters) == 1 else 2 * _UNIFORM + 1.0
        for spelling, share in options.items():
            weights[letters, spelling] = math.log(share) * 0.5 + rarity
    return Transducer(weights, {}, {}, {})
