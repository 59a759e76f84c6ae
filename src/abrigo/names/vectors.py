"""Words as points in one space for all scripts: near when they may be one name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from abrigo.names.grams import Hashes, Owners, hashed

Vectors = NDArray[np.float32]

_AT_ONCE = 2048
_FEW = 64


@dataclass(frozen=True, slots=True)
class Space:
    """The learned part: for each known piece (sorted by its hash) a row of small integers and the row's scale."""

    hashes: Hashes
    rows: NDArray[np.int8]
    scales: NDArray[np.float32]

    @property
    def size(self) -> int:
        """Numbers in a vector."""
        return int(self.rows.shape[1])

    def vectors(self, words: Sequence[str]) -> Vectors:
        """Unit vectors of many folded words, one row each; zeros when no piece of a word was ever seen."""
        out = np.zeros((len(words), self.size), np.float32)
        for start in range(0, len(words), _AT_ONCE):
            some = words[start : start + _AT_ONCE]
            found, owners = hashed(some)
            places = np.minimum(np.searchsorted(self.hashes, found), len(self.hashes) - 1)
            known = self.hashes[places] == found
            places, owners = places[known], owners[known]
            if not len(places):
                continue
            out[start : start + len(some)] = self._sums(places, owners, len(some))
        return out

    def _sums(self, places: NDArray[np.int64], owners: Owners, many: int) -> Vectors:
        """The unit sums of the rows at `places`, by owner; words with most pieces first, a piece of each at a time."""
        if many < _FEW:
            together: Vectors = np.zeros((many, self.size), np.float32)
            order = np.argsort(owners, kind="stable")
            places, owners = places[order], owners[order]
            starts = np.flatnonzero(np.concatenate([[True], owners[1:] != owners[:-1]]))
            together[owners[starts]] = np.add.reduceat(self.rows[places] * self.scales[places, None], starts, axis=0)
            together /= np.maximum(np.linalg.norm(together, axis=1, keepdims=True), 1e-9)
            return together
        counts = np.bincount(owners, minlength=many)
        ranked = np.argsort(-counts, kind="stable")
        order = np.argsort(owners, kind="stable")
        starts = (np.cumsum(counts) - counts)[ranked]
        falling = counts[ranked]
        sums = np.zeros((many, self.size), np.float32)
        for turn in range(int(counts.max(initial=0))):
            still = int(np.searchsorted(-falling, -turn, "left"))
            at = places[order[starts[:still] + turn]]
            sums[:still] += self.rows[at] * self.scales[at, None]
        sums /= np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
        out = np.empty_like(sums)
        out[ranked] = sums
        return out
