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
_NEVER = np.float32(-1e6)
_RARE = -7.0  # log-probability of two neighbours never seen
_LONGEST = 24
_LATIN = "abcdefghijklmnopqrstuvwxyz"


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
        self.weights = {pair: round(w, 3) for pair, w in weights.items()}
        self.added = {c: round(added.get(c, _ADDED[c in VOWELS]), 3) for c in _LATIN}
        self.left_letters = {pair: round(w, 3) for pair, w in left_letters.items()}
        self.right_letters = {pair: round(w, 3) for pair, w in right_letters.items()}
        lefts, rights = sorted({a for a, _ in weights}), sorted({b for _, b in weights} | set(_LATIN) | {""})
        # Number 0 is a single letter nobody taught us; the last number is a group that is no unit and never pairs.
        self._left = {u: i + 1 for i, u in enumerate(lefts)}
        self._right = {u: i for i, u in enumerate(rights)}
        self._table = self._filled(lefts, rights)
        self._codes = self._coded(rights)
        self._alone = np.array([0.0, *(self.added[c] for c in _LATIN)], np.float32)
        self._chances = self._bigram_table()

    def _filled(self, lefts: Sequence[str], rights: Sequence[str]) -> Floats:
        table = np.full((len(lefts) + 2, len(rights) + 1), _NEVER, np.float32)
        single = [0, *(self._left[u] for u in lefts if len(u) == 1)]
        for unit, column in self._right.items():
            if len(unit) <= 1:
                table[single, column] = _strange(unit)
        for (a, b), w in self.weights.items():
            table[self._left[a], self._right[b]] = w
        return table

    def _coded(self, rights: Sequence[str]) -> list[Ints]:
        """For each size of Latin group: from the group's letters as a number in base 27 to its column."""
        never = len(rights)
        codes = [np.full(27**size, never, np.int32) for size in range(LONGEST_RIGHT + 1)]
        for unit, column in self._right.items():
            number = 0
            for c in unit:
                number = number * 27 + ord(c) - 96
            codes[len(unit)][number] = column
        return codes

    def _bigram_table(self) -> Floats:
        letters = ["^", *_LATIN, "$"]
        if not self.right_letters:
            return np.full((28, 28), _UNIFORM, np.float32)
        return np.array([[self.right_letters.get(a + b, _RARE) for b in letters] for a in letters], np.float32)

    def chance(self, word: str) -> float:
        """log P(word) of a left-side word by bigrams of its letters."""
        if not self.left_letters:
            return _UNIFORM * (len(word) + 1)
        return sum(self.left_letters.get(a + b, _RARE) for a, b in zip("^" + word, word + "$", strict=True))

    def against(self, word: str, others: Sequence[str]) -> Floats:
        """Score of `word` (left) with each of `others` (Latin): about 1 for a perfect pair, below 0 for strangers."""
        return self.pairs([word] * len(others), others)

    def pairs(self, lefts: Sequence[str], rights: Sequence[str]) -> Floats:
        """Score of each left word with the Latin word at the same place of `rights`."""
        if not lefts:
            return np.zeros(0, np.float32)
        lefts, rights = [w[:_LONGEST] for w in lefts], [w[:_LONGEST] for w in rights]
        letters, sizes = _latin_codes(rights)
        best = self._best(lefts, letters)[np.arange(len(lefts)), sizes]
        chances = {w: self.chance(w) for w in set(lefts)}
        own = np.array([chances[w] for w in lefts], np.float32)
        edged = np.pad(letters, ((0, 0), (1, 1)))
        edged[np.arange(len(rights)), sizes + 1] = 27
        steps = self._chances[edged[:, :-1], edged[:, 1:]]
        other = np.where(np.arange(steps.shape[1]) <= sizes[:, None], steps, 0).sum(1)
        return np.asarray(np.clip((best - own - other) / np.maximum(-own, -other), -1.0, 1.2), np.float32)

    def _best(self, lefts: Sequence[str], letters: Ints) -> Floats:
        """Log-probability of the best alignment of each whole left word with each beginning of its right word."""
        many, width = letters.shape
        columns = self._columns(letters)
        added = self._alone[letters]
        depth = max(map(len, lefts))
        units = [self._units(lefts, depth, size) for size in range(1, LONGEST_LEFT + 1)]
        first = np.full((many, width + 1), _NEVER, np.float32)
        first[:, 0] = 0
        rows = [_insert(first, added)]
        ends = np.array([len(w) for w in lefts])
        last = rows[0].copy()
        for i in range(1, depth + 1):
            row = np.full((many, width + 1), _NEVER, np.float32)
            for di in range(1, min(i, LONGEST_LEFT) + 1):
                left = units[di - 1][:, i - di, None]
                for dj in range(min(LONGEST_RIGHT, width) + 1):
                    came = self._table[left, columns[dj]] + rows[i - di][:, : width + 1 - dj]
                    np.maximum(row[:, dj:], came, out=row[:, dj:])
            rows.append(_insert(row, added))
            done = ends == i
            last[done] = rows[-1][done]
        return last

    def _columns(self, letters: Ints) -> list[NDArray[np.int64]]:
        """Column of the Latin group of each size that begins at each place."""
        many, width = letters.shape
        out = [np.full((many, width + 1), self._right[""], np.int64)]
        number = np.zeros((many, width + 1), np.int64)
        for size in range(1, min(LONGEST_RIGHT, width) + 1):
            number = number[:, :-1] * 27 + letters[:, size - 1 :]
            # A group that runs over the end has a 0 in it and is no unit.
            out.append(self._codes[size][number].astype(np.int64))
        return out

    def _units(self, words: Sequence[str], width: int, size: int) -> Ints:
        get, none = self._left.get, 0 if size == 1 else len(self._left) + 1
        known = {w: [get(w[i : i + size], none) for i in range(width - size + 1)] for w in set(words)}
        return np.array([known[w] for w in words], np.int32).reshape(len(words), max(width - size + 1, 0))

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
        found: list[Step] = []
        i, j = n, m
        while i or j:
            di, dj = back[i][j]
            left, right = word[i - di : i], other[j - dj : j]
            weight = self._weight(left, right) or 0.0
            found.append(Step(left, right, round(weight - _UNIFORM * (di + dj), 2)))
            i, j = i - di, j - dj
        return tuple(reversed(found))

    def _weight(self, left: str, right: str) -> float | None:
        if not left:
            return self.added.get(right, _ADDED[False])
        known = self.weights.get((left, right))
        if known is not None or len(left) > 1 or len(right) > 1:
            return known
        return _strange(right)


def _strange(right: str) -> float:
    """Two letters nobody taught us to pair, or a letter of the left that nothing stands for."""
    return _STRANGE * (1 + len(right)) if right else _STRANGE * 1.3


def _latin_codes(words: Sequence[str]) -> tuple[Ints, NDArray[np.int64]]:
    """Letters as 1 to 26, padded with 0, and the length of each word."""
    sizes = np.array([len(w) for w in words])
    width = max(1, int(sizes.max()))
    raw = np.frombuffer("".join(w.ljust(width, "`") for w in words).encode("ascii", "replace"), np.uint8)
    codes = raw.reshape(len(words), width).astype(np.int32) - 96
    return np.where((codes >= 0) & (codes <= 26), codes, 0), sizes


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
        if len(letters) > LONGEST_LEFT:
            continue
        for spelling, share in options.items():
            if len(spelling) > LONGEST_RIGHT:
                continue
            weights[letters, spelling] = math.log(share) * 0.5 + rarity
    return Transducer(weights, {}, {}, {})
