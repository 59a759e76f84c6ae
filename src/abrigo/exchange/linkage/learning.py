"""How often each likeness is seen of one person and of two, learned without anybody telling which pairs are one."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from abrigo.exchange.linkage.model import LEVELS, Field, Kind, Weighed

Counts = NDArray[np.float64]
_ROUNDS: Final = 200
_STILL: Final = 1e-6


def of_two(patterns: NDArray[np.int64], counts: Counts, fields: Sequence[Field]) -> list[Counts]:
    """u of each field from pairs met at random, of which next to none are one person; smoothed by half a pair."""
    return [_shares(patterns[:, n], counts, len(LEVELS[f.kind]), 0.5) for n, f in enumerate(fields)]


def _shares(column: NDArray[np.int64], weight: Counts, many: int, smooth: float) -> Counts:
    said = column >= 0
    found = np.bincount(column[said], weights=weight[said], minlength=many) + smooth
    shares: Counts = found / found.sum()
    return shares


def of_one(
    patterns: NDArray[np.int64], counts: Counts, u: Sequence[Counts], fields: Sequence[Field], of_all: float
) -> tuple[list[Counts], float]:
    """m of each field and the share of all pairs that are one person, by expectation and maximisation.

    In: likeness patterns of the pairs that met and how many of each, u, and the number of all pairs there are. What
    one of the two does not say weighs nothing. After Fellegi and Sunter (1969), Winkler (1988).
    """
    m = [_first_guess(len(LEVELS[f.kind])) for f in fields]
    share = min(0.5, max(1.0, 0.2 * counts.sum()) / of_all)
    for _ in range(_ROUNDS):
        odds = np.full(len(counts), np.log(share / (1 - share)))
        for n in range(len(fields)):
            step = np.append(np.log(m[n]) - np.log(u[n]), 0.0)  # the last place is for -1: unsaid
            odds += step[patterns[:, n]]
        one = counts / (1 + np.exp(-np.clip(odds, -500, 500)))
        before = share
        share = min(0.5, max(one.sum(), 1.0) / of_all)
        m = [_rising(_shares(patterns[:, n], one, len(u[n]), 0.5 + 1e-4 * one.sum()), u[n]) for n in range(len(fields))]
        if abs(share - before) < _STILL * before:
            break
    return m, share


def _first_guess(many: int) -> Counts:
    guess = np.linspace(0.2, 1.0, many) ** 3
    guess[-1] = 4 * guess[:-1].sum()
    shares: Counts = guess / guess.sum()
    return shares


def _rising(m: Counts, u: Counts) -> Counts:
    """More alike never weighs less: neighbouring likenesses whose weights stand the wrong way round are pooled."""
    blocks = [[n] for n in range(len(m))]
    n = 0
    while n + 1 < len(blocks):
        low, high = blocks[n], blocks[n + 1]
        if m[low].sum() / u[low].sum() > m[high].sum() / u[high].sum() + 1e-12:
            blocks[n : n + 2] = [low + high]
            n = max(0, n - 1)
        else:
            n += 1
    out = m.copy()
    for block in blocks:
        out[block] = m[block].sum() * u[block] / u[block].sum()
    return out


def weighed(m: Sequence[Counts], u: Sequence[Counts]) -> tuple[Weighed, ...]:
    return tuple(Weighed(tuple(map(float, a)), tuple(map(float, b))) for a, b in zip(m, u, strict=True))


def rising_curve(odds: Sequence[float], same: Sequence[bool]) -> tuple[tuple[float, float], ...]:
    """From decided pairs the share that was one person, by log-odds and never falling (pool adjacent violators).

    Points at the middle of each pool, drawn in a little from 0 and 1: no number of decided pairs makes certainty.
    """
    # Equal odds are one pool from the start: in whatever order they came they can be given one probability only.
    told: dict[float, list[float]] = {}
    for o, so in zip(odds, same, strict=True):
        at = told.setdefault(o, [0.0, 0.0, 0.0])
        at[0], at[1], at[2] = at[0] + o, at[1] + so, at[2] + 1
    pools: list[list[float]] = []  # sum of odds, same, many
    for odd in sorted(told):
        pools.append(told[odd])
        while len(pools) > 1 and pools[-2][1] / pools[-2][2] >= pools[-1][1] / pools[-1][2]:
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    return tuple((o / n, (s + 0.25) / (n + 0.5)) for o, s, n in pools)


def kinds_that_agree_rarely(fields: Sequence[Field]) -> list[str]:
    """Fields of which an agreement on something rare says more."""
    return [f.name for f in fields if f.kind is not Kind.AGE]
