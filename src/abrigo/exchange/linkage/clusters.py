"""One register with the same person many times: what a whole group says of each of its pairs."""

import heapq
from collections.abc import Iterable
from typing import Final

Pair = tuple[int, int, float]

NEVER_MET: Final = -3.0  # log-odds of two who share no key at all
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

    Inside: the mean of what the pair says itself and of what each of the two says to the rest of the group.
    """
    weight = {(a, b): min(_MOST, max(_LEAST, w)) for a, b, w in pairs}
    out: dict[tuple[int, int], float] = {}
    group_of: dict[int, int] = {}
    for number, group in enumerate(grown(pairs, stop=stop)):
        means = _means(group, weight)
        for n, a in enumerate(group):
            group_of[a] = number
            for b in group[n + 1 :]:
                own = weight.get((a, b), NEVER_MET)
                out[a, b] = max(own, 0.25 * own + 0.75 * min(means[a], means[b]))
    for a, b, w in pairs:
        if (a, b) not in out:
            bound = a in group_of or b in group_of
            out[a, b] = min(w, stop) - 1.0 if bound else w
    return [(a, b, w) for (a, b), w in out.items()]


def _means(group: list[int], weight: dict[tuple[int, int], float]) -> dict[int, float]:
    total = dict.fromkeys(group, 0.0)
    for n, a in enumerate(group):
        for b in group[n + 1 :]:
            told = weight.get((a, b), NEVER_MET)
            total[a] += told
            total[b] += told
    return {a: t / (len(group) - 1) for a, t in total.items()}
