"""Names laid down by the hundred thousand, in plain arrays that can be mapped from a file and searched at once."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from abrigo.names.groups import groups
from abrigo.names.likeness import GROUP_LIKENESS, Measure, alike
from abrigo.names.shelf import LEAST_COSINE, NEAREST, Numbers, Weights, strongest, weight_of
from abrigo.names.vectors import Vectors
from abrigo.names.vocabulary import keys, trigrams

Array = NDArray[Any]

_PROBED_FOR_JOINS = 12
_PROBED = 40  # neighbourhoods looked into for each word
_ROUNDS = 4
_SAMPLE = 40_000
_MOST_BY_BONES = 8000
_LEAST_SHARED = 0.4
_LEAST_LIKE = 0.3


class Frozen:
    """A shelf that no longer changes. Its arrays are its file."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.arrays = dict(arrays)
        a = self.arrays
        self._text, self._ends = a["word_text"], a["word_ends"]
        self._vectors, self._centres, self._borders = a["vectors"], a["centres"], a["borders"]
        self._post, self._post_ends = a["post"], a["post_ends"]
        self._row, self._row_ends = a["row"], a["row_ends"]
        self._weights = a["weights"]
        self._key, self._key_ends, self._filed = a["key"], a["key_ends"], a["filed"]
        self._exact, self._exact_at = a["exact"], a["exact_at"]

    @property
    def size(self) -> int:
        return len(self._row_ends) - 1

    def near(self, word: str, vector: Vectors | None, *, join: bool = False) -> tuple[Numbers, Weights]:
        known: dict[int, float] = {}
        for group in groups(word):
            known.update(dict.fromkeys(self._under(f"#{group}").tolist(), GROUP_LIKENESS))
        exact = self._number(word)
        if exact >= 0:
            known[exact] = 1.0
        if vector is None or not vector.any():
            found = self._by_rules(word)
            return strongest(found | {n: max(s, found.get(n, 0.0)) for n, s in known.items()})
        numbers, cosines = self._by_vector(vector, _PROBED_FOR_JOINS if join else _PROBED)
        if not known:
            return numbers, cosines
        sure = np.fromiter(known, np.int64, len(known))
        likeness = np.maximum(self._vectors[sure] @ vector, np.fromiter(known.values(), np.float32, len(known)))
        other = ~np.isin(numbers, sure)
        numbers, cosines = np.concatenate([numbers[other], sure]), np.concatenate([cosines[other], likeness])
        order = np.argsort(cosines, kind="stable")
        return numbers[order], cosines[order]

    def _by_vector(self, vector: Vectors, few: int) -> tuple[Numbers, Weights]:
        """The nearest words, rising, among those of the neighbourhoods whose centre is nearest."""
        close = self._centres @ vector
        probed = np.sort(np.argpartition(-close, few)[:few]) if len(close) > few else np.arange(len(close))
        starts, ends = self._borders[probed], self._borders[probed + 1]
        points = self._vectors
        cosines = np.concatenate([points[a:b] @ vector for a, b in zip(starts.tolist(), ends.tolist(), strict=True)])
        kept = np.flatnonzero(cosines > LEAST_COSINE)
        if len(kept) > NEAREST:
            kept = kept[np.argpartition(-cosines[kept], NEAREST)[:NEAREST]]
        kept = kept[np.argsort(cosines[kept], kind="stable")]
        before = np.cumsum(ends - starts) - (ends - starts)
        numbers = kept + (starts - before)[np.searchsorted(before, kept, "right") - 1]
        return numbers.astype(np.int64), cosines[kept].astype(np.float32)

    def _by_rules(self, word: str) -> dict[int, float]:
        bones = [self._under(k) for k in keys(word) if k[0] == "~"]
        near = np.unique(np.concatenate([*bones, np.zeros(0, np.int64)])).astype(np.int64)
        gap = np.abs(np.diff(self._ends)[near] - len(word.encode())) if len(near) > _MOST_BY_BONES else near
        numbers = near[np.argsort(gap, kind="stable")[:_MOST_BY_BONES]]
        pieces = trigrams(word)
        shared = np.concatenate([self._under("." + p) for p in pieces])
        by_pieces, counts = np.unique(shared, return_counts=True)
        by_pieces = by_pieces[np.argsort(-counts, kind="stable")][:NEAREST]
        by_pieces = by_pieces[np.sort(-counts, kind="stable")[:NEAREST] <= -_LEAST_SHARED * len(pieces)]
        numbers = np.unique(np.concatenate([numbers, by_pieces])).astype(np.int64)
        likeness = alike(word, self.spelled(numbers)).tolist()
        return {n: s for n, s in zip(numbers.tolist(), likeness, strict=True) if s > _LEAST_LIKE}

    def _under(self, key: str) -> Numbers:
        hashed = zlib.crc32(key.encode())
        at = int(np.searchsorted(self._key, np.uint32(hashed)))
        if at == len(self._key) or self._key[at] != hashed:
            return np.zeros(0, np.int64)
        return self._filed[self._key_ends[at] : self._key_ends[at + 1]].astype(np.int64)

    def _number(self, word: str) -> int:
        hashed = np.uint64(_exact_hash(word))
        at = int(np.searchsorted(self._exact, hashed))
        if at == len(self._exact) or self._exact[at] != hashed:
            return -1
        return int(self._exact_at[at])

    def claims_with(self, words: Numbers) -> tuple[Numbers, Numbers]:
        starts, ends = self._post_ends[words], self._post_ends[words + 1]
        return _slices(self._post, starts, ends), (ends - starts).astype(np.int64)

    def words_in(self, claims: Numbers) -> Numbers:
        starts, ends = self._row_ends[claims], self._row_ends[claims + 1]
        sizes = (ends - starts).astype(np.int64)
        out = np.full((len(claims), int(sizes.max(initial=0))), -1, np.int64)
        out[np.arange(out.shape[1]) < sizes[:, None]] = _slices(self._row, starts, ends)
        return out

    def spelled(self, words: Numbers) -> list[str]:
        text = self._text
        return [
            text[a:b].tobytes().decode()
            for a, b in zip(self._ends[words].tolist(), self._ends[words + 1].tolist(), strict=True)
        ]

    def vectors(self, words: Numbers) -> Vectors:
        found: Vectors = self._vectors[words]
        return found

    def weights(self, words: Numbers) -> Weights:
        found: Weights = self._weights[words]
        return found


def _slices(flat: Array, starts: Array, ends: Array) -> Numbers:
    """flat[start:end] for each pair, end to end."""
    sizes = (ends - starts).astype(np.int64)
    total = int(sizes.sum())
    if not total:
        return np.zeros(0, np.int64)
    before = np.cumsum(sizes) - sizes
    found: Numbers = flat[np.arange(total) + np.repeat(starts - before, sizes)].astype(np.int64)
    return found


def _exact_hash(word: str) -> int:
    data = word.encode()
    return (zlib.crc32(data) << 32) | zlib.adler32(data[::-1])


def freeze(rows: Sequence[Sequence[int]], fused: Sequence[Sequence[int]], words: list[str], measure: Measure) -> Frozen:
    """Lay down claims (each the numbers of its words in order, and of its fused words) over `words`.

    `rows` and `fused` are changed by renumbering: words stand by neighbourhood, so that near ones are read together.
    """
    points = measure.vectors(words)
    order, centres, borders = _neighbourhoods(points if points is not None else np.zeros((len(words), 0), np.float32))
    place = np.empty(len(words), np.int64)
    place[order] = np.arange(len(words))
    words = [words[i] for i in order]
    row_ends, row = _flat(rows)
    fused_ends, more = _flat(fused)
    row, more = place[row].astype(np.int32), place[more].astype(np.int32)
    owner = np.repeat(np.arange(len(rows)), np.diff(row_ends))
    other = np.repeat(np.arange(len(rows)), np.diff(fused_ends))
    post_ends, post = _posted(np.concatenate([row, more]), np.concatenate([owner, other]), len(words))
    text = [w.encode() for w in words]
    key, key_ends, filed = _file_keys(words)
    exact = np.array([_exact_hash(w) for w in words], np.uint64)
    by_hash = np.argsort(exact, kind="stable")
    return Frozen(
        {
            "word_text": np.frombuffer(b"".join(text), np.uint8),
            "word_ends": np.cumsum([0, *map(len, text)]).astype(np.int32),
            "vectors": points[order] if points is not None else np.zeros((len(words), 0), np.float32),
            "centres": centres,
            "borders": borders,
            "weights": np.array([weight_of(w) for w in words], np.float32),
            "post": post,
            "post_ends": post_ends,
            "row": row,
            "row_ends": row_ends,
            "key": key,
            "key_ends": key_ends,
            "filed": filed,
            "exact": exact[by_hash],
            "exact_at": by_hash.astype(np.int32),
        }
    )


def _flat(lists: Sequence[Sequence[int]]) -> tuple[Array, Array]:
    ends = np.cumsum(np.fromiter((0, *map(len, lists)), np.int64, len(lists) + 1)).astype(np.int32)
    return ends, np.fromiter((n for one in lists for n in one), np.int64, int(ends[-1]))


def _posted(words: Array, claims: Array, many: int) -> tuple[Array, Array]:
    both = np.unique(words.astype(np.int64) << 32 | claims.astype(np.int64))
    ends = np.concatenate([[0], np.cumsum(np.bincount(both >> 32, minlength=many))])
    return ends.astype(np.int32), (both & 0xFFFFFFFF).astype(np.int32)


def _file_keys(words: Sequence[str]) -> tuple[Array, Array, Array]:
    numbers, hashes = [], []
    for number, word in enumerate(words):
        for key in keys(word):
            hashes.append(zlib.crc32(key.encode()))
            numbers.append(number)
    hashed = np.array(hashes, np.uint32)
    order = np.argsort(hashed, kind="stable")
    unique, starts = np.unique(hashed[order], return_index=True)
    return unique, np.append(starts, len(order)).astype(np.int32), np.array(numbers, np.int32)[order]


def _neighbourhoods(points: Vectors) -> tuple[Array, Vectors, Array]:
    """Order of the words by neighbourhood, the centres, and where each begins (k-means, always the same result)."""
    many = max(1, min(640, len(points) // 150)) if points.shape[1] else 1
    chance = np.random.default_rng(11)
    sample = points[np.sort(chance.permutation(len(points))[:_SAMPLE])]
    centres = sample[np.sort(chance.permutation(len(sample))[:many])].copy()
    for _ in range(_ROUNDS if many > 1 else 0):
        nearest = _nearest(sample, centres)
        sums = np.zeros_like(centres)
        np.add.at(sums, nearest, sample)
        norms = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(norms > 0, sums / np.maximum(norms, 1e-9), centres).astype(np.float32)
    nearest = _nearest(points, centres)
    order = np.argsort(nearest, kind="stable")
    borders = np.concatenate([[0], np.cumsum(np.bincount(nearest, minlength=len(centres)))])
    return order, centres, borders.astype(np.int64)


def _nearest(points: Vectors, centres: Vectors) -> NDArray[np.int64]:
    parts = [np.argmax(points[i : i + 8192] @ centres.T, 1) for i in range(0, len(points), 8192)]
    return np.concatenate([*parts, np.zeros(0, np.int64)]).astype(np.int64)
