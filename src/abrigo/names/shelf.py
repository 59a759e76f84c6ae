"""Where names stand to be found: one shelf that grows by the minute, one that was laid down and no longer changes."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from abrigo.names.groups import groups
from abrigo.names.likeness import GROUP_LIKENESS, Measure, alike
from abrigo.names.parts import NUMERALS, PARTICLES, TITLES, WEIGHT, Kind
from abrigo.names.vectors import Vectors
from abrigo.names.vocabulary import keys, trigrams

Numbers = NDArray[np.int64]
Weights = NDArray[np.float32]

NEAREST = 300  # words looked at for each word asked
LEAST_COSINE = 0.25
_LEAST_LIKE = 0.3
_LEAST_SHARED = 0.34
_MOST_BY_BONES = 600


class Shelf(Protocol):
    """What the search asks of a shelf. Words and claims go by their number on it."""

    @property
    def size(self) -> int:
        """How many claims stand on it."""

    def near(self, word: str, vector: Vectors | None, *, join: bool = False) -> tuple[Numbers, Weights]:
        """Words that may be another form of `word`, with a likeness from 0 to 1, rising; `join`: only the nearest."""

    def claims_with(self, words: Numbers) -> tuple[Numbers, Numbers]:
        """The claims in which each of `words` stands, end to end, and how many each word has."""

    def words_in(self, claims: Numbers) -> Numbers:
        """The words of each of `claims`, one row each, -1 where a row has no more."""

    def spelled(self, words: Numbers) -> list[str]:
        """The words themselves."""

    def vectors(self, words: Numbers) -> Vectors:
        """Their points in the learned space."""

    def weights(self, words: Numbers) -> Weights:
        """How much each word carries in a name."""


def weight_of(word: str) -> float:
    """How much a folded word carries, judged from the word alone."""
    if word in TITLES and len(word) > 1:
        return WEIGHT[Kind.TITLE]
    if word in PARTICLES:
        return WEIGHT[Kind.PARTICLE]
    if word in NUMERALS:
        return WEIGHT[Kind.SHORT]
    return WEIGHT[{1: Kind.INITIAL, 2: Kind.SHORT}.get(len(word), Kind.NAME)]


def by_rules(word: str, filed: dict[str, Sequence[int]], words: Sequence[str]) -> dict[int, float]:
    """Words found by bones and by three-letter pieces, with their likeness by rules: what needs no model."""
    near = {n for key in keys(word) if key[0] == "~" for n in filed.get(key, ())}
    numbers = sorted(near, key=lambda n: (abs(len(words[n]) - len(word)), n))[:_MOST_BY_BONES]
    pieces = trigrams(word)
    shared: dict[int, int] = {}
    for piece in pieces:
        for number in filed.get("." + piece, ()):
            shared[number] = shared.get(number, 0) + 1
    least = _LEAST_SHARED * len(pieces)
    numbers += sorted(n for n, count in shared.items() if count >= least and n not in near)[:_MOST_BY_BONES]
    likeness = alike(word, [words[n] for n in numbers]).tolist()
    return {n: s for n, s in zip(numbers, likeness, strict=True) if s > _LEAST_LIKE}


def strongest(found: dict[int, float]) -> tuple[Numbers, Weights]:
    """The best of what was found, as arrays in rising order of likeness."""
    best = sorted(found.items(), key=lambda f: (f[1], f[0]))[-NEAREST:]
    return np.array([n for n, _ in best], np.int64), np.array([s for _, s in best], np.float32)


class _Grown:
    """Rows of numbers that grow at the end without being copied each time."""

    def __init__(self, width: int, kind: type[np.generic]) -> None:
        self._rows: NDArray[Any] = np.zeros((64, width), kind)
        self.many = 0

    def append(self, row: Any) -> None:
        if self.many == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        self._rows[self.many] = row
        self.many += 1

    @property
    def rows(self) -> NDArray[Any]:
        return self._rows[: self.many]


class Growing:
    """Names said tonight: each is found by the next search."""

    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        self._words: list[str] = []
        self._numbers: dict[str, int] = {}
        self._filed: dict[str, Sequence[int]] = {}
        self._vectors = _Grown(0 if measure.model is None else measure.model.space.size, np.float32)
        self._weights = _Grown(1, np.float32)
        self._posted: list[array[int]] = []
        self._claims: list[tuple[int, ...]] = []

    @property
    def size(self) -> int:
        return len(self._claims)

    def add(self, words: Sequence[str], fused: Iterable[str]) -> int:
        """Put a claim on the shelf: its words in order, and neighbours of it written as one. Returns its number."""
        claim = len(self._claims)
        numbers = self._number([*words, *fused])
        self._claims.append(tuple(numbers[: len(words)]))
        for number in dict.fromkeys(numbers):
            self._posted[number].append(claim)
        return claim

    def drop(self, claim: int) -> None:
        """Take a claim off the shelf; its number is never used again."""
        for posted in self._posted_with(claim):
            posted.remove(claim)
        self._claims[claim] = ()

    def _posted_with(self, claim: int) -> list[array[int]]:
        return [p for p in self._posted if claim in p]

    def _number(self, words: Sequence[str]) -> list[int]:
        fresh = [w for w in dict.fromkeys(words) if w not in self._numbers]
        points = self._measure.vectors(fresh)
        for i, word in enumerate(fresh):
            self._numbers[word] = len(self._words)
            for key in keys(word):
                self._filed.setdefault(key, array("l")).append(len(self._words))  # type: ignore[attr-defined]
            self._words.append(word)
            self._posted.append(array("l"))
            self._weights.append(weight_of(word))
            self._vectors.append(() if points is None else points[i])
        return [self._numbers[w] for w in words]

    def near(self, word: str, vector: Vectors | None, *, join: bool = False) -> tuple[Numbers, Weights]:  # noqa: ARG002
        known = {n: GROUP_LIKENESS for group in groups(word) for n in self._filed.get(f"#{group}", ())}
        if word in self._numbers:
            known[self._numbers[word]] = 1.0
        if vector is None:
            found = by_rules(word, self._filed, self._words)
            return strongest(found | {n: max(s, found.get(n, 0.0)) for n, s in known.items()})
        cosines: Weights = self._vectors.rows @ vector
        sure = np.fromiter(known, np.int64, len(known))
        cosines[sure] = np.maximum(cosines[sure], np.fromiter(known.values(), np.float32, len(known)))
        kept = np.flatnonzero(cosines > LEAST_COSINE)
        if len(kept) > NEAREST:
            kept = kept[np.argpartition(-cosines[kept], NEAREST)[:NEAREST]]
        kept = kept[np.argsort(cosines[kept], kind="stable")]
        return kept, cosines[kept]

    def claims_with(self, words: Numbers) -> tuple[Numbers, Numbers]:
        lists = [self._posted[n] for n in words.tolist()]
        sizes = np.fromiter(map(len, lists), np.int64, len(lists))
        return np.fromiter(chain.from_iterable(lists), np.int64, int(sizes.sum())), sizes

    def words_in(self, claims: Numbers) -> Numbers:
        rows = [self._claims[c] for c in claims.tolist()]
        width = max(map(len, rows), default=0)
        return np.array([r + (-1,) * (width - len(r)) for r in rows], np.int64).reshape(len(rows), width)

    def spelled(self, words: Numbers) -> list[str]:
        return [self._words[n] for n in words.tolist()]

    def vectors(self, words: Numbers) -> Vectors:
        found: Vectors = self._vectors.rows[words]
        return found

    def weights(self, words: Numbers) -> Weights:
        found: Weights = self._weights.rows[words, 0]
        return found
