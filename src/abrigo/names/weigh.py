"""Two whole names laid side by side: which parts belong together, how much that says, and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from abrigo.names.groups import groups
from abrigo.names.letters import script_of
from abrigo.names.likeness import Tie, alike
from abrigo.names.parts import WEIGHT, Kind, Part, joined
from abrigo.names.transducer import Step

Matrix = NDArray[np.float32]

_INITIAL_LIKENESS = 0.55
_HELD = 0.34  # below this two words are not shown as belonging together


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of what was asked (as written), its partner in the claim, the tie between them, its strength 0 to 1.

    One side is empty for a part that stands alone. `steps` is filled when an explanation was asked for.
    """

    tie: Tie
    asked: str
    claimed: str
    strength: float
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """The likeness of two names, 0 to 1, the reasons part by part, and whether the parts came in the same order."""

    score: float
    reasons: tuple[Reason, ...]
    same_order: bool


def likeness(asked: tuple[Part, ...], claimed: tuple[Part, ...]) -> Matrix:
    """Likeness of every part of `asked` (rows) with every part of `claimed` (columns)."""
    words = [p.word for p in claimed]
    rows = [alike(p.word, words) for p in asked]
    table = np.array(rows, np.float32).reshape(len(asked), len(claimed))
    for i, a in enumerate(asked):
        for j, c in enumerate(claimed):
            if Kind.INITIAL in (a.kind, c.kind) and a.word != c.word:
                table[i, j] = _INITIAL_LIKENESS if _initial(a, c) else 0.0
    return table


def compare(asked: tuple[Part, ...], claimed: tuple[Part, ...], table: Matrix | None = None) -> Comparison:
    """Compare two names by their parts. `table`, when given, is the likeness of every pair of parts."""
    if not asked or not claimed:
        return Comparison(0.0, (), True)
    if table is None:
        table = likeness(asked, claimed)
    pairs = _pairs(asked, claimed, table)
    joins = _joins(asked, claimed, pairs)
    return Comparison(_score(asked, claimed, pairs, joins), _reasons(asked, claimed, pairs, joins), _ordered(pairs))


def _initial(a: Part, c: Part) -> bool:
    short, long = (a, c) if a.kind is Kind.INITIAL else (c, a)
    if script_of(short.word) is script_of(long.word):
        return long.word.startswith(short.word)
    from abrigo.names.likeness import romanised

    return romanised(long.word)[:1] == romanised(short.word)[:1] != ""


def _pairs(asked: tuple[Part, ...], claimed: tuple[Part, ...], table: Matrix) -> dict[int, tuple[int, float]]:
    """One to one, the strongest first, earlier and more telling parts before others: {asked: (claimed, strength)}."""
    found: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    weight = [
        [float(table[i, j]) * (0.5 + 0.5 * min(WEIGHT[a.kind], WEIGHT[c.kind])) for j, c in enumerate(claimed)]
        for i, a in enumerate(asked)
    ]
    order = sorted((-weight[i][j], abs(i - j), i, j) for i in range(len(asked)) for j in range(len(claimed)))
    for _, _, i, j in order:
        if i not in found and j not in taken and table[i, j] >= _HELD:
            found[i] = (j, float(table[i, j]))
            taken.add(j)
    return found


@dataclass(frozen=True, slots=True)
class _Join:
    asked: tuple[int, ...]
    claimed: tuple[int, ...]
    strength: float


def _joins(
    asked: tuple[Part, ...], claimed: tuple[Part, ...], pairs: dict[int, tuple[int, float]]
) -> tuple[_Join, ...]:
    """Neighbours of one name that are one word of the other, where that says more than the pairs do.

    The pairs it explains better are taken out of `pairs`.
    """
    options: list[_Join] = []
    for first, last, word in joined(asked):
        for j, score in enumerate(alike(word, [c.word for c in claimed]).tolist()):
            options.append(_Join(tuple(range(first, last + 1)), (j,), score))
    for first, last, word in joined(claimed):
        for i, score in enumerate(alike(word, [a.word for a in asked]).tolist()):
            options.append(_Join((i,), tuple(range(first, last + 1)), score))
    kept: list[_Join] = []
    for join in sorted(options, key=lambda o: (-o.strength, o.asked, o.claimed)):
        if join.strength < 0.6 or any(
            set(join.asked) & set(k.asked) or set(join.claimed) & set(k.claimed) for k in kept
        ):
            continue
        rivals = {i: p for i, p in pairs.items() if i in join.asked or p[0] in join.claimed}
        said = sum(WEIGHT[asked[i].kind] * s + WEIGHT[claimed[j].kind] * s for i, (j, s) in rivals.items())
        whole = sum(WEIGHT[asked[i].kind] for i in join.asked) + sum(WEIGHT[claimed[j].kind] for j in join.claimed)
        if whole * join.strength > said + 0.2:
            for i in rivals:
                del pairs[i]
            kept.append(join)
    return tuple(kept)


def _score(
    asked: tuple[Part, ...],
    claimed: tuple[Part, ...],
    pairs: dict[int, tuple[int, float]],
    joins: tuple[_Join, ...],
) -> float:
    mine = {i: s for i, (_, s) in pairs.items()} | {i: o.strength for o in joins for i in o.asked}
    theirs = dict(pairs.values()) | {j: o.strength for o in joins for j in o.claimed}
    asked_weight = sum(WEIGHT[p.kind] for p in asked)
    claim_weight = sum(WEIGHT[p.kind] for p in claimed)
    covered = sum(WEIGHT[p.kind] * mine.get(i, 0.0) for i, p in enumerate(asked)) / asked_weight
    accounted = sum(WEIGHT[p.kind] * theirs.get(j, 0.0) for j, p in enumerate(claimed)) / claim_weight
    # A part left out is usual (a second surname); a part asked for and absent speaks against.
    score = 0.62 * covered + 0.38 * accounted
    return round(min(1.0, score - (0.0 if _ordered(pairs) else 0.01)), 4)


def _ordered(pairs: dict[int, tuple[int, float]]) -> bool:
    places = [pairs[i][0] for i in sorted(pairs)]
    return places == sorted(places)


def _reasons(
    asked: tuple[Part, ...],
    claimed: tuple[Part, ...],
    pairs: dict[int, tuple[int, float]],
    joins: tuple[_Join, ...],
) -> tuple[Reason, ...]:
    out = [
        (i, Reason(_tie(asked[i], claimed[j]), asked[i].shown, claimed[j].shown, round(s, 3)))
        for i, (j, s) in pairs.items()
    ]
    for join in joins:
        left = " ".join(asked[i].shown for i in join.asked)
        right = " ".join(claimed[j].shown for j in join.claimed)
        out.append((join.asked[0], Reason(Tie.JOINED, left, right, round(join.strength, 3))))
    used = set(pairs) | {i for o in joins for i in o.asked}
    theirs = {j for j, _ in pairs.values()} | {j for o in joins for j in o.claimed}
    out += [(i, Reason(Tie.ONLY_ASKED, p.shown, "", 0.0)) for i, p in enumerate(asked) if i not in used]
    out.sort(key=lambda o: o[0])
    alone = [Reason(Tie.ONLY_CLAIMED, "", p.shown, 0.0) for j, p in enumerate(claimed) if j not in theirs]
    return (*(r for _, r in out), *alone)


def _tie(a: Part, c: Part) -> Tie:
    if a.word == c.word:
        return Tie.SAME
    if Kind.INITIAL in (a.kind, c.kind):
        return Tie.INITIAL
    if not set(groups(a.word)).isdisjoint(groups(c.word)):
        return Tie.GROUP
    return Tie.SPELLED if a.script is c.script else Tie.SOUNDS
