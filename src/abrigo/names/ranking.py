"""From a question to the claims worth a full look: channels united, words weighed, names covered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from abrigo.names.likeness import WORTH_LETTERS, Matrix, Measure, known
from abrigo.names.parts import FUSING, WEIGHT, Kind, Part, joined
from abrigo.names.shelf import Numbers, Shelf, Weights
from abrigo.names.vectors import Vectors

POOL = 600  # claims whose words are all looked at
FULL_LOOK = 24  # claims whose letters are laid out
CLAIM_SHARE = 0.3  # how much it counts that the claim's own words are accounted for
_JOIN_LEAST = 0.5
_RARE_SHARE = 0.5
INITIAL_LIKENESS = 0.55
_FEW_PARTS = 3
_MOST_JOINS = 4
_LETTERS_FOR = 30  # words a side whose letters are laid out, for each word asked


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its parts, then its neighbours written as one (`spans` first to last), each as word and point."""

    parts: tuple[Part, ...]
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    weights: Weights
    points: Vectors | None


def _worth_joining(parts: tuple[Part, ...]) -> list[tuple[int, int, str]]:
    """In a long name only small words are run together with their neighbours: more would cost time for nothing."""
    joins = joined(parts)
    if sum(p.kind in (Kind.NAME, Kind.SHORT) for p in parts) <= _FEW_PARTS:
        return joins
    small = [p.kind in (Kind.SHORT, Kind.PARTICLE) or p.word in FUSING for p in parts]
    return [join for join in joins if any(small[join[0] : join[1] + 1])][:_MOST_JOINS]


@dataclass(frozen=True, slots=True)
class Look:
    """A claim that was seen: its number, and the likeness of each asked word or join to each of its words."""

    claim: int
    score: float
    table: Matrix


class Work:
    """Room to count in, one place for each claim, clean before and after every use."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.marks = np.zeros(size, np.bool_)
        self.values = np.zeros(size, np.float32)


def ask(parts: tuple[Part, ...], measure: Measure) -> Asked:
    """Lay out a question of at least one part."""
    joins = _worth_joining(parts)
    words = (*(p.word for p in parts), *(w for _, _, w in joins))
    weights = np.array([WEIGHT[p.kind] for p in parts], np.float32)
    return Asked(parts, words, tuple((i, j) for i, j, _ in joins), weights, measure.vectors(words))


def look(asked: Asked, shelf: Shelf, measure: Measure, work: Work, most: int) -> list[Look]:
    """At most `most` claims of a shelf, best first. `work` must be as long as the shelf."""
    near = {k: _near(asked, k, shelf) for k in (_carried(asked) if measure.model else range(len(asked.words)))}
    claims = _pool(asked, shelf, near, work)
    if not len(claims):
        return []
    rows = shelf.words_in(claims)
    words, table = _table(asked, shelf, rows, near)
    scores = _cover(asked, shelf, rows, words, table)
    best = np.argsort(-scores, kind="stable")[:most]
    claims, rows = claims[best], rows[best]
    if measure.model is not None:
        words, table = _spell_out(asked, shelf, measure, rows, words, table)
        scores = _cover(asked, shelf, rows, words, table)
    else:
        scores = scores[best]
    order = np.argsort(-scores, kind="stable")
    return [_seen(int(claims[i]), float(scores[i]), rows[i], words, table) for i in order]


def _seen(claim: int, score: float, row: Numbers, words: Numbers, table: Matrix) -> Look:
    return Look(claim, score, table[:, np.searchsorted(words, row[row >= 0])])


def _near(asked: Asked, k: int, shelf: Shelf) -> tuple[Numbers, Weights]:
    join = k >= len(asked.parts)
    numbers, likeness = shelf.near(asked.words[k], None if asked.points is None else asked.points[k], join=join)
    return (numbers[likeness > _JOIN_LEAST], likeness[likeness > _JOIN_LEAST]) if join else (numbers, likeness)


def _carried(asked: Asked) -> list[int]:
    """The parts that find claims: not the small words, unless the question has nothing else."""
    carried = [k for k, p in enumerate(asked.parts) if p.kind in (Kind.NAME, Kind.SHORT)]
    return (carried or list(range(len(asked.parts)))) + list(range(len(asked.parts), len(asked.words)))


def _pool(asked: Asked, shelf: Shelf, near: dict[int, tuple[Numbers, Weights]], work: Work) -> Numbers:
    """The claims in which the asked words are best met, rare words counting more."""
    posted = [_posted(shelf, *one) for one in near.values()]
    for claims, _ in posted:
        work.marks[claims] = True
    touched = np.flatnonzero(work.marks)
    work.marks[touched] = False
    strength = np.zeros((len(asked.words), len(touched)), np.float32)
    for k, (claims, values) in zip(near, posted, strict=True):
        work.values[claims] = values
        strength[k] = work.values[touched]
        work.values[claims] = 0.0
    total = _with_joins(asked, strength)
    if len(touched) > POOL:
        touched = touched[np.sort(np.argpartition(-total, POOL)[:POOL])]
    return touched


def _posted(shelf: Shelf, numbers: Numbers, likeness: Weights) -> tuple[Numbers, Weights]:
    """Claims of the near words with what each word says there; where a claim comes twice the strongest is last."""
    claims, sizes = shelf.claims_with(numbers)
    # Who shares a rare word is more likely meant than who shares José.
    rarity = 1.0 - np.log(np.maximum(sizes, 1)) / np.log(max(shelf.size, 1000))
    value = likeness**2 * (1 - _RARE_SHARE + _RARE_SHARE * rarity)
    values = np.repeat(value, sizes)
    order = np.argsort(values, kind="stable")
    return claims[order], values[order].astype(np.float32)


def _with_joins(asked: Asked, strength: Matrix) -> Weights:
    """Sum over the asked parts; two parts met as one word count as that word where it says more."""
    many = len(asked.parts)
    weighed = asked.weights[:, None] * strength[:many]
    plain = weighed.sum(0)
    best: Weights = plain.copy()
    for k, (i, j) in enumerate(asked.spans):
        gain = asked.weights[i : j + 1].sum() * strength[many + k] - weighed[i : j + 1].sum(0)
        best = np.maximum(best, plain + gain)
    return best


def _table(
    asked: Asked, shelf: Shelf, rows: Numbers, near: dict[int, tuple[Numbers, Weights]]
) -> tuple[Numbers, Matrix]:
    """All words of the pool (sorted) and the likeness of every asked word with each."""
    words = np.unique(rows)
    words = words[words >= 0]
    if asked.points is not None:
        table = np.maximum(asked.points @ shelf.vectors(words).T, 0)
    else:
        table = np.zeros((len(asked.words), len(words)), np.float32)
    for k, (numbers, likeness) in near.items():
        at = np.minimum(np.searchsorted(words, numbers), len(words) - 1)
        hit = words[at] == numbers
        table[k, at[hit]] = np.maximum(table[k, at[hit]], likeness[hit])
    _initials(asked, shelf, words, table)
    return words, table


def _initials(asked: Asked, shelf: Shelf, words: Numbers, table: Matrix) -> None:
    """A letter alone may stand for any word that begins with it. Changes `table`."""
    alone = shelf.weights(words) == np.float32(WEIGHT[Kind.INITIAL])
    short = dict(zip(np.flatnonzero(alone).tolist(), shelf.spelled(words[alone]), strict=True))
    asks = [k for k, p in enumerate(asked.parts) if p.kind is Kind.INITIAL]
    long = shelf.spelled(words) if asks else []
    for k, part in enumerate(asked.parts):
        for at, letter in short.items():
            table[k, at] = 1.0 if part.word == letter else INITIAL_LIKENESS if part.word[0] == letter[0] else 0.0
    for k in asks:
        for at, word in enumerate(long):
            if at not in short:
                table[k, at] = INITIAL_LIKENESS if word[0] == asked.parts[k].word[0] else 0.0


def _cover(asked: Asked, shelf: Shelf, rows: Numbers, words: Numbers, table: Matrix) -> Weights:
    """How well each claim meets the question, and the question the claim, 0 to 1."""
    many = len(asked.parts)
    real = rows >= 0
    at = np.searchsorted(words, np.where(real, rows, words[0]))
    full = np.where(real, table[:, at], 0)
    carried = np.where(real, shelf.weights(words)[at], 0)
    mine, theirs = full[:many].max(2), full[:many].max(0)
    weighed = asked.weights[:, None] * mine
    plain, counted = weighed.sum(0), (theirs * carried).sum(1)
    covered, accounted = plain.copy(), counted.copy()
    claims = np.arange(len(rows))
    for k, (i, j) in enumerate(asked.spans):
        place = full[many + k].argmax(1)
        joined_likeness = full[many + k][claims, place]
        gain = asked.weights[i : j + 1].sum() * joined_likeness - weighed[i : j + 1].sum(0)
        better = (gain > 0) & (joined_likeness > _JOIN_LEAST)
        also = np.maximum(carried[claims, place] * (joined_likeness - theirs[claims, place]), 0)
        covered = np.where(better, np.maximum(covered, plain + gain), covered)
        accounted = np.where(better, np.maximum(accounted, counted + also), accounted)
    shares = covered / asked.weights.sum(), accounted / np.maximum(carried.sum(1), 0.05)
    return np.asarray((1 - CLAIM_SHARE) * shares[0] + CLAIM_SHARE * shares[1], np.float32)


def _spell_out(
    asked: Asked, shelf: Shelf, measure: Measure, rows: Numbers, words: Numbers, table: Matrix
) -> tuple[Numbers, Matrix]:
    """The words of the claims that are left, their likeness refined by the letters themselves."""
    kept = np.unique(rows)
    kept = kept[kept >= 0]
    table = table[:, np.searchsorted(words, kept)].copy()
    claimed = shelf.spelled(kept)
    open_question = np.where((table > WORTH_LETTERS) & (table < 1.0), table, 0)
    if len(kept) > _LETTERS_FOR:
        bar = np.partition(open_question, -_LETTERS_FOR, axis=1)[:, -_LETTERS_FOR, None]
        open_question = np.where(open_question >= bar, open_question, 0)
    open_question[len(asked.parts) :] *= open_question[len(asked.parts) :] > _JOIN_LEAST
    places: tuple[NDArray[np.int64], ...] = np.nonzero(open_question)
    measure.refine(table, asked.words, claimed, places[0], places[1])
    return kept, known(table, asked.words, claimed)
