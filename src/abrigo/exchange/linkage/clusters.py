"""One register with the same person many times: what a whole group says of each of its pairs."""

import heapq
from collections.abc import Iterable
from typing import Final

Pair = tuple[int, int, float]

NEVER_MET: Final = -3.0  # log-odds of two who share no key at all
_OWN: Final = 0.25  # how much of what a group says of a pair is the pair's own word
_MOST: Final = 9.0
_LEAST: Final = -9.0


def grown(pairs: Iterable[Pair], *, stop: float = 0.0) -> list[list[int]]:
    """Groups by average linkage: two groups become one while the mean log-odds between all their members is above
    `stop`. A single strong likeness never binds two groups that otherwise contradict each other.
    """
    between: dict[int, dict[int, tuple[float, int]]] = {}
    for a, b, weight in pairs:
        told = (min(_MOST, max(_LEAST, weight)), 1)
        between.setdefault(a, {})[b] = told
        between.setdefault(b, {})[a] = told
    members = {n: [n] for n in between}
    heap = [
        (-told[0], a, b, 1, 1)
        for a, others in between.items()
        for b, told in others.items()
        if a < b and told[0] > stop
    ]
    heapq.heapify(heap)
    while heap:
        _, a, b, size_a, size_b = heapq.heappop(heap)
        if a not in members or b not in members or len(members[a]) != size_a or len(members[b]) != size_b:
            continue
        if len(between[a]) < len(between[b]):
            a, b = b, a
        _join(a, b, between, members)
        for other, (total, met) in between[a].items():
            among = len(members[a]) * len(members[other])
            mean = (total + NEVER_MET * (among - met)) / among
            if mean > stop:
                heapq.heappush(heap, (-mean, a, other, len(members[a]), len(members[other])))
    return [sorted(group) for group in members.values() if len(group) > 1]


def _join(a: int, b: int, between: dict[int, dict[int, tuple[float, int]]], members: dict[int, list[int]]) -> None:
    members[a] += members.pop(b)
    for other, (total, met) in between.pop(b).items():
        del between[other][b]
        if other == a:
            continue
        so_far = between[a].get(other, (0.0, 0))
        told = (so_far[0] + total, so_far[1] + met)
        between[a][other] = told
        between[other][a] = told


def together(pairs: list[Pair], *, stop: float = 0.0) -> list[Pair]:
    """Every pair with its weight moved by its group: up inside a group (also for pairs that never met), down across.

    Inside and across alike: what the pair says itself, and what each of the two says to the rest of the other's group.
    """
    weight = {(a, b): min(_MOST, max(_LEAST, w)) for a, b, w in pairs}
    groups = grown(pairs, stop=stop)
    group_of = {member: number for number, group in enumerate(groups) for member in group}
    out: dict[tuple[int, int], float] = {}
    for group in groups:
        means = _means(group, weight)
        for n, a in enumerate(group):
            for b in group[n + 1 :]:
                own = weight.get((a, b), NEVER_MET)
                out[a, b] = max(own, _moved(own, min(means[a], means[b])))
    across = _Across(weight, groups, group_of)
    for a, b, w in pairs:
        if (a, b) not in out:
            told = [across.mean(a, b), across.mean(b, a)]
            others = [mean for mean in told if mean is not None]
            out[a, b] = min(w, _moved(weight[a, b], min(others))) if others else w
    return [(a, b, w) for (a, b), w in out.items()]


def _moved(own: float, group: float) -> float:
    return _OWN * own + (1 - _OWN) * group


def _means(group: list[int], weight: dict[tuple[int, int], float]) -> dict[int, float]:
    total = dict.fromkeys(group, 0.0)
    for n, a in enumerate(group):
        for b in group[n + 1 :]:
            told = weight.get((a, b), NEVER_MET)
            total[a] += told
            total[b] += told
    return {a: t / (len(group) - 1) for a, t in total.items()}


class _Across:
    """What one says to a group it does not stand in, on the mean of all its members."""

    def __init__(self, weight: dict[tuple[int, int], float], groups: list[list[int]], group_of: dict[int, int]) -> None:
        self._groups, self._group_of = groups, group_of
        self._told: dict[tuple[int, int], tuple[float, int]] = {}
        for (a, b), w in weight.items():
            one, other = group_of.get(a), group_of.get(b)
            if one != other or one is None:
                for who, group in ((a, other), (b, one)):
                    if group is not None:
                        total, met = self._told.get((who, group), (0.0, 0))
                        self._told[who, group] = (total + w, met + 1)

    def mean(self, who: int, other: int) -> float | None:
        """Log-odds; None when `other` stands in no group."""
        group = self._group_of.get(other)
        if group is None:
            return None
        (total, met), many = self._told[who, group], len(self._groups[group])
        return (total + NEVER_MET * (many - met)) / many
