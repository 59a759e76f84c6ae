"""How the weights of letter against letter are learned: expectation and maximisation over all alignments."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from abrigo.names.letters import Script
from abrigo.names.sounds import SPELLINGS
from abrigo.names.transducer import LONGEST_LEFT, LONGEST_RIGHT, Transducer

Pair = tuple[str, str]
Real = NDArray[np.float64]
Whole = NDArray[np.int64]

_LONGEST_WORD = 15
_CHUNK = 3000


@dataclass(slots=True)
class _Units:
    """Letter groups of both sides, numbered; 0 is "not a unit"."""

    left: dict[str, int]
    right: dict[str, int]
    letters: dict[str, int]
    weight: Real  # left x right
    added: Real  # Latin letter alone


def learn_letters(script: Script, pairs: Sequence[Pair], rounds: int, tell: Callable[[str], None]) -> Transducer:
    """A transducer for `script` from (native, Latin) pairs, starting from the hand-written table."""
    pairs = [p for p in pairs if max(len(p[0]), len(p[1])) <= _LONGEST_WORD]
    units = _start(script, pairs)
    pairs = sorted(pairs, key=lambda p: (len(p[0]), len(p[1]), p))
    for number in range(rounds):
        counted, alone = np.zeros_like(units.weight), np.zeros_like(units.added)
        likely = 0.0
        for start in range(0, len(pairs), _CHUNK):
            likely += _expect(pairs[start : start + _CHUNK], units, counted, alone)
        floor = 0.02 if number < rounds // 2 else 0.5
        counted[counted < floor] = 0.0
        total = counted.sum() + alone.sum()
        units.weight, units.added = counted / total, (alone + 1e-3) / total
        tell(
            f"letters {script.name} round {number + 1}: {likely / len(pairs):.3f} per pair, {(counted > 0).sum()} units"
        )
    return _finished(units, pairs)


def _start(script: Script, pairs: Sequence[Pair]) -> _Units:
    lefts = Counter(a[i : i + n] for a, _ in pairs for n in range(1, LONGEST_LEFT + 1) for i in range(len(a) - n + 1))
    rights = Counter(b[i : i + n] for _, b in pairs for n in range(1, LONGEST_RIGHT + 1) for i in range(len(b) - n + 1))
    left = {u: i + 1 for i, u in enumerate(sorted(u for u, c in lefts.items() if len(u) == 1 or c >= 20))}
    right = {u: i + 1 for i, u in enumerate(["", *sorted(u for u, c in rights.items() if len(u) == 1 or c >= 40)])}
    weight = np.zeros((len(left) + 1, len(right) + 1))
    for a, i in left.items():
        known = SPELLINGS[script].get(a, {})
        for b, j in right.items():
            size = len(a) + len(b)
            # Unknown pairs may be learned, dearly; a silent pair of letters may not.
            floor = 0.0 if len(a) > 1 and not b else 10.0 ** -(1.5 + size * 1.25)
            weight[i, j] = max(floor, known.get(b, 0.0) / 14 ** len(a))
    letters = {c: i + 1 for i, c in enumerate("abcdefghijklmnopqrstuvwxyz")}
    added = np.array([1e-9] + [0.01 if c in "aeiouyhw" else 5e-4 for c in letters])
    return _Units(left, right, letters, weight, added)


def _expect(pairs: Sequence[Pair], units: _Units, counted: Real, alone: Real) -> float:
    """Add the expected use of every unit over `pairs` to `counted` and `alone`; returns the log-likelihood."""
    n, m = max(len(a) for a, _ in pairs), max(len(b) for _, b in pairs)
    lefts = [_numbers([a for a, _ in pairs], n, d, units.left) for d in range(1, LONGEST_LEFT + 1)]
    rights = [_numbers([b for _, b in pairs], m, d, units.right) for d in range(LONGEST_RIGHT + 1)]
    letters = _numbers([b for _, b in pairs], m, 1, units.letters)
    rows = np.arange(len(pairs))
    n_of, m_of = np.array([len(a) for a, _ in pairs]), np.array([len(b) for _, b in pairs])
    gain = {
        (i, di, dj): units.weight[lefts[di - 1][:, i - di]][rows[:, None], rights[dj]]
        for i in range(1, n + 1)
        for di in range(1, min(i, LONGEST_LEFT) + 1)
        for dj in range(min(LONGEST_RIGHT, m) + 1)
    }
    lone = units.added[letters]
    forward = _forward(gain, lone, n, m, len(pairs))
    whole = forward[n_of, rows, m_of]
    backward = _backward(gain, lone, n, m, n_of, m_of)
    good = whole > 0
    scale = np.where(good, 1 / np.where(good, whole, 1), 0)[:, None]
    width = units.weight.shape[1]
    for (i, di, dj), p in gain.items():
        share = forward[i - di][:, : m + 1 - dj] * p * backward[i][:, dj:] * scale
        place = lefts[di - 1][:, i - di][:, None] * width + rights[dj]
        counted += np.bincount(place.ravel(), share.ravel(), counted.size).reshape(counted.shape)
    for i in range(n + 1):
        share = forward[i][:, :-1] * lone * backward[i][:, 1:] * scale
        alone += np.bincount(letters.ravel(), share.ravel(), len(alone))
    # Number 0 stands for "no unit here" and never earns anything.
    counted[0], counted[:, 0], alone[0] = 0, 0, 0
    return float(np.log(whole[good]).sum()) - 60.0 * float((~good).sum())


def _forward(gain: dict[tuple[int, int, int], Real], lone: Real, n: int, m: int, many: int) -> Real:
    out = np.zeros((n + 1, many, m + 1))
    out[0, :, 0] = 1.0
    for i in range(n + 1):
        for di in range(1, min(i, LONGEST_LEFT) + 1):
            for dj in range(min(LONGEST_RIGHT, m) + 1):
                out[i, :, dj:] += out[i - di][:, : m + 1 - dj] * gain[i, di, dj]
        for j in range(1, m + 1):
            out[i, :, j] += out[i, :, j - 1] * lone[:, j - 1]
    return out


def _backward(gain: dict[tuple[int, int, int], Real], lone: Real, n: int, m: int, n_of: Whole, m_of: Whole) -> Real:
    many = len(n_of)
    out = np.zeros((n + 1, many, m + 1))
    out[n_of, np.arange(many), m_of] = 1.0
    for i in range(n, -1, -1):
        for di in range(1, LONGEST_LEFT + 1):
            if i + di > n:
                continue
            for dj in range(min(LONGEST_RIGHT, m) + 1):
                out[i, :, : m + 1 - dj] += gain[i + di, di, dj] * out[i + di][:, dj:]
        for j in range(m - 1, -1, -1):
            out[i, :, j] += lone[:, j] * out[i, :, j + 1]
    return out


def _numbers(words: Sequence[str], width: int, size: int, units: dict[str, int]) -> Whole:
    """For each word and each start, the number of the unit of `size` letters there; 0 when there is none."""
    if size == 0:
        return np.full((len(words), width + 1), units[""], np.int64)
    get = units.get
    return np.array(
        [[get(w[j : j + size], 0) if j + size <= len(w) else 0 for j in range(width + 1 - size)] for w in words],
        np.int64,
    ).reshape(len(words), max(width + 1 - size, 0))


def _finished(units: _Units, pairs: Sequence[Pair]) -> Transducer:
    left_of, right_of = {i: u for u, i in units.left.items()}, {i: u for u, i in units.right.items()}
    weights = {
        (left_of[int(i)], right_of[int(j)]): math.log(units.weight[i, j]) for i, j in np.argwhere(units.weight > 0)
    }
    added = {c: math.log(units.added[i]) for c, i in units.letters.items()}
    return Transducer(weights, added, _bigrams(a for a, _ in pairs), _bigrams(b for _, b in pairs))


def _bigrams(words: Iterable[str]) -> dict[str, float]:
    pairs: Counter[str] = Counter()
    first: Counter[str] = Counter()
    for word in words:
        for a, b in zip("^" + word, word + "$", strict=True):
            pairs[a + b] += 1
            first[a] += 1
    return {ab: math.log((c + 0.1) / (first[ab[0]] + 4)) for ab, c in pairs.items()}
