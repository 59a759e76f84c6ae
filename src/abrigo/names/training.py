"""How the space of words is learned: names that are one are drawn together, all others of a batch apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from abrigo.names.alignment import learn_letters
from abrigo.names.grams import Hashes, hashed
from abrigo.names.lessons import Lessons, lessons
from abrigo.names.letters import Script
from abrigo.names.model import Model
from abrigo.names.skeleton import bones
from abrigo.names.sounds import SPELLINGS
from abrigo.names.vectors import Space, Vectors

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """The sizes of a training run. All randomness comes from `seed`."""

    size: int = 128
    rows: int = 90_000
    least: int = 3
    rounds: int = 10
    batch: int = 1024
    rate: float = 0.012
    hard_share: float = 0.5  # share of rounds in which a batch is made of blocks of names with like bones
    block: int = 32
    letter_rounds: int = 6
    seed: int = 7


def teach(
    tokens: Iterable[Pair],
    names: Iterable[Pair],
    plan: Plan,
    *,
    barred: frozenset[str],
    about: Mapping[str, str],
    tell: Callable[[str], None],
) -> Model:
    """Learn a whole model from word pairs and whole-name pairs (native, Latin). Words in `barred` are never seen."""
    taught = lessons(tokens, names, barred=barred, seed=plan.seed)
    sizes = {s.name.lower(): len(p) for s, p in taught.across.items()} | {k: len(p) for k, p in taught.invented.items()}
    sizes["respelled"] = len(taught.respelled)
    tell("pairs: " + ", ".join(f"{k} {n}" for k, n in sizes.items()))
    shares = [(pairs, 0.8 if s is Script.CYRILLIC else 1.0) for s, pairs in taught.across.items()]
    shares += [(pairs, 0.8) for pairs in taught.invented.values()] + [(taught.respelled, 0.5)]
    space = learn(shares, plan, tell)
    letters = {s: learn_letters(s, _drawn(s, taught, plan.seed), plan.letter_rounds, tell) for s in SPELLINGS}
    told = {**about, "pairs": ", ".join(f"{k} {n}" for k, n in sizes.items()), "plan": repr(plan)}
    return Model(space, letters, told)


def _drawn(script: Script, taught: Lessons, seed: int) -> list[Pair]:
    """At most fifty thousand pairs from which the letters of one script are learned."""
    if script is Script.LATIN:
        pairs = [*taught.respelled, *((b, a) for a, b in taught.respelled)]
    else:
        kinds = {Script.HEBREW: ("yiddish",), Script.ARABIC: ("persian", "kurdish")}.get(script, ())
        pairs = [*taught.across[script], *(p for kind in kinds for p in taught.invented[kind][:15_000])]
    Random(seed).shuffle(pairs)  # noqa: S311 - lessons are drawn, nothing secret is
    return pairs[:50_000]


class _Bench:
    """Words as sparse rows over the kept pieces."""

    def __init__(self, words: Sequence[str], plan: Plan) -> None:
        found, owners = hashed(words)
        unique, place, counts = np.unique(found, return_inverse=True, return_counts=True)
        ranked = np.lexsort((unique, -counts))
        kept = np.sort(ranked[counts[ranked] >= plan.least][: plan.rows])
        number = np.full(len(unique), -1, np.int64)
        number[kept] = np.arange(len(kept))
        columns = number[place]
        known = columns >= 0
        self.pieces = unique[kept]
        self.words = {w: i for i, w in enumerate(words)}
        ones = np.ones(int(known.sum()), np.float32)
        shape = (len(words), len(kept))
        self.matrix = csr_array((ones, (owners[known], columns[known])), shape=shape)


def learn(groups: Sequence[tuple[Sequence[Pair], float]], plan: Plan, tell: Callable[[str], None]) -> Space:
    """Learn a space from groups of (pairs, share of the group drawn in each round).

    Symmetric in-batch contrastive loss over cosine, Adam on the rows touched. Deterministic on one machine when
    the linear algebra runs on a fixed number of threads.
    """
    words = sorted({w for pairs, _ in groups for pair in pairs for w in pair})
    bench = _Bench(words, plan)
    tell(f"words {len(words)} pieces {len(bench.pieces)}")
    numbered = [np.array([(bench.words[a], bench.words[b]) for a, b in pairs], np.int64) for pairs, _ in groups]
    shares = [share for _, share in groups]
    order_key = np.array([hash_of(words[i]) for i in range(len(words))])
    chance = np.random.default_rng(plan.seed)
    state = _Adam(len(bench.pieces), plan, chance)
    for number in range(plan.rounds):
        state.rate = plan.rate * (1 - number / plan.rounds) + 0.0006
        drawn = np.concatenate(
            [p[chance.permutation(len(p))[: int(len(p) * s)]] for p, s in zip(numbered, shares, strict=True)]
        )
        hard = number >= plan.rounds * (1 - plan.hard_share)
        loss = _round(bench, state, _batches(drawn, plan, chance, order_key if hard else None))
        tell(f"round {number + 1}/{plan.rounds} loss {loss:.4f} sharpness {np.exp(state.sharp):.1f}")
    return _space(bench.pieces, state.table)


def hash_of(word: str) -> int:
    """Where a word stands when words of like bones are put side by side."""
    bone = (bones(word) or ("",))[0]
    return int.from_bytes(bone.encode()[:7].ljust(7, b" "), "big")


def _batches(
    drawn: NDArray[np.int64], plan: Plan, chance: np.random.Generator, key: NDArray[np.int64] | None
) -> list[NDArray[np.int64]]:
    if key is None:
        mixed = drawn[chance.permutation(len(drawn))]
    else:
        jitter = chance.random(len(drawn))
        ranked = drawn[np.lexsort((jitter, key[drawn[:, 1]]))]
        ranked = ranked[: len(ranked) // plan.block * plan.block].reshape(-1, plan.block, 2)
        mixed = ranked[chance.permutation(len(ranked))].reshape(-1, 2)
    return [mixed[i : i + plan.batch] for i in range(0, len(mixed) - plan.batch + 1, plan.batch)]


class _Adam:
    def __init__(self, rows: int, plan: Plan, chance: np.random.Generator) -> None:
        self.table = (chance.standard_normal((rows, plan.size)) * 0.05).astype(np.float32)
        self.first = np.zeros_like(self.table)
        self.second = np.zeros_like(self.table)
        self.sharp, self.sharp_first, self.sharp_second = 2.7, 0.0, 0.0
        self.step, self.rate = 0, plan.rate

    def move(self, rows: NDArray[np.signedinteger[Any]], slope: Vectors, sharp_slope: float) -> None:
        self.step += 1
        grown, kept = 1 - 0.9**self.step, 1 - 0.999**self.step
        first = self.first[rows] * 0.9 + 0.1 * slope
        second = self.second[rows] * 0.999 + 0.001 * slope * slope
        self.first[rows], self.second[rows] = first, second
        self.table[rows] -= self.rate * (first / grown) / (np.sqrt(second / kept) + 1e-8)
        self.sharp_first = 0.9 * self.sharp_first + 0.1 * sharp_slope
        self.sharp_second = 0.999 * self.sharp_second + 0.001 * sharp_slope**2
        self.sharp -= 0.01 * (self.sharp_first / grown) / ((self.sharp_second / kept) ** 0.5 + 1e-8)


def _round(bench: _Bench, state: _Adam, batches: list[NDArray[np.int64]]) -> float:
    total = 0.0
    for batch in batches:
        total += _step(bench, state, batch)
    return total / max(1, len(batches))


def _step(bench: _Bench, state: _Adam, batch: NDArray[np.int64]) -> float:
    n = len(batch)
    pieces = bench.matrix[np.concatenate([batch[:, 0], batch[:, 1]])]
    used, columns = np.unique(pieces.indices, return_inverse=True)
    local = csr_array((pieces.data, columns.astype(np.int32), pieces.indptr), (2 * n, len(used)))
    sums: Vectors = np.asarray(local @ state.table[used], np.float32)
    norms = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-6)
    unit = sums / norms
    sharp = float(np.exp(state.sharp))
    cosines = unit[:n] @ unit[n:].T
    same = (batch[:, 0][:, None] == batch[:, 0][None]) | (batch[:, 1][:, None] == batch[:, 1][None])
    np.fill_diagonal(same, val=False)
    scores = np.where(same, np.float32(-1e4), cosines * sharp)
    across, a_loss = _softmax(scores)
    down, d_loss = _softmax(scores.T)
    slope = (across + down.T) / (2 * n)
    slope[np.arange(n), np.arange(n)] -= 1.0 / n
    to_unit = np.concatenate([slope @ unit[n:], slope.T @ unit[:n]]) * sharp
    to_sums = (to_unit - unit * (unit * to_unit).sum(1, keepdims=True)) / norms
    state.move(used, np.asarray(local.T @ to_sums, np.float32), float((slope * cosines).sum()) * sharp)
    return (a_loss + d_loss) / 2


def _softmax(scores: Vectors) -> tuple[Vectors, float]:
    top = scores.max(1, keepdims=True)
    raised = np.exp(scores - top)
    share = raised / raised.sum(1, keepdims=True)
    return share, float(-np.log(np.maximum(np.diagonal(share), 1e-12)).mean())


def _space(pieces: Hashes, table: Vectors) -> Space:
    scales = np.abs(table).max(1) / 127 + 1e-9
    rows = np.round(table / scales[:, None]).astype(np.int8)
    return Space(pieces, rows, scales.astype(np.float32))
