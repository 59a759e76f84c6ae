"""Two whole names laid side by side: which parts belong together, how much that says, and why."""

from __future__ import annotations

from dataclasses import dataclass

from abrigo.names.groups import groups
from abrigo.names.likeness import Matrix, Measure, Tie, romanised
from abrigo.names.parts import WEIGHT, Kind, Part, joined
from abrigo.names.ranking import CLAIM_SHARE, INITIAL_LIKENESS
from abrigo.names.transducer import Step

_HELD = 0.3  # below this two words are not said to belong together
_JOIN_HELD = 0.55


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


@dataclass(frozen=True, slots=True)
class Join:
    """Neighbouring parts of one name that are one part of the other, and how alike they are so."""

    asked: tuple[int, ...]
    claimed: tuple[int, ...]
    strength: float


@dataclass(frozen=True, slots=True)
class Match:
    """Which parts of two names belong together."""

    asked: tuple[Part, ...]
    claimed: tuple[Part, ...]
    pairs: dict[int, tuple[int, float]]
    joins: tuple[Join, ...]

    @property
    def same_order(self) -> bool:
        """Whether the parts that belong together come in the same order in both names."""
        places = [self.pairs[i][0] for i in sorted(self.pairs)]
        return places == sorted(places)

    @property
    def score(self) -> float:
        """Likeness of the two names, 0 to 1."""
        return _score(self) if self.same_order else max(0.0, _score(self) - 0.01)


def compare(asked: tuple[Part, ...], claimed: tuple[Part, ...], measure: Measure) -> Comparison:
    """Compare two names by their parts, from nothing but the names."""
    if not asked or not claimed:
        return Comparison(0.0, (), True)
    mine, theirs = joined(asked), joined(claimed)
    table = measure.table(
        [*(p.word for p in asked), *(w for _, _, w in mine)], [*(p.word for p in claimed), *(w for _, _, w in theirs)]
    )
    n, m = len(asked), len(claimed)
    joins = [
        Join(tuple(range(i, j + 1)), (c,), float(table[n + k, c])) for k, (i, j, _) in enumerate(mine) for c in range(m)
    ]
    joins += [
        Join((a,), tuple(range(i, j + 1)), float(table[a, m + k]))
        for k, (i, j, _) in enumerate(theirs)
        for a in range(n)
    ]
    return judged(weigh(asked, claimed, table[:n, :m], joins))


def weigh(asked: tuple[Part, ...], claimed: tuple[Part, ...], table: Matrix, joins: list[Join] | None = None) -> Match:
    """Compare two names whose parts' likeness is known: parts one to one, and the joins that say more."""
    table = table.copy()
    for i, a in enumerate(asked):
        for j, c in enumerate(claimed):
            if Kind.INITIAL in (a.kind, c.kind) and a.word != c.word:
                table[i, j] = INITIAL_LIKENESS if _initial(a, c) else 0.0
    pairs = _pairs(asked, claimed, table)
    return Match(asked, claimed, pairs, _kept(asked, claimed, joins or [], pairs))


def judged(match: Match) -> Comparison:
    """The score of a match with its reasons."""
    return Comparison(match.score, _reasons(match), match.same_order)


def _initial(a: Part, c: Part) -> bool:
    short, long = (a, c) if a.kind is Kind.INITIAL else (c, a)
    if short.script is long.script:
        return long.word.startswith(short.word)
    return romanised(long.word)[:1] == romanised(short.word)[:1] != ""


def _pairs(asked: tuple[Part, ...], claimed: tuple[Part, ...], table: Matrix) -> dict[int, tuple[int, float]]:
    """One to one, the strongest first, telling parts before others: {asked: (claimed, strength)}."""
    options = [
        (-s * (0.5 + 0.5 * min(WEIGHT[asked[i].kind], WEIGHT[claimed[j].kind])), abs(i - j), i, j, s)
        for i, row in enumerate(table.tolist())
        for j, s in enumerate(row)
        if s >= _HELD
    ]
    found: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for _, _, i, j, strength in sorted(options):
        if i not in found and j not in taken:
            found[i] = (j, strength)
            taken.add(j)
    return found


def _kept(
    asked: tuple[Part, ...], claimed: tuple[Part, ...], joins: list[Join], pairs: dict[int, tuple[int, float]]
) -> tuple[Join, ...]:
    """The joins that say more than the pairs they replace; those pairs are taken out of `pairs`."""
    kept: list[Join] = []
    for join in sorted(joins, key=lambda o: (-o.strength, o.asked, o.claimed)):
        if join.strength < _JOIN_HELD:
            break
        if any(set(join.asked) & set(k.asked) or set(join.claimed) & set(k.claimed) for k in kept):
            continue
        rivals = {i: p for i, p in pairs.items() if i in join.asked or p[0] in join.claimed}
        said = sum((WEIGHT[asked[i].kind] + WEIGHT[claimed[j].kind]) * s for i, (j, s) in rivals.items())
        whole = sum(WEIGHT[asked[i].kind] for i in join.asked) + sum(WEIGHT[claimed[j].kind] for j in join.claimed)
        if whole * join.strength > said + 0.1:
            for i in rivals:
                del pairs[i]
            kept.append(join)
    return tuple(kept)


def _score(match: Match) -> float:
    mine = {i: s for i, (_, s) in match.pairs.items()} | {i: o.strength for o in match.joins for i in o.asked}
    theirs = dict(match.pairs.values()) | {j: o.strength for o in match.joins for j in o.claimed}
    asked = [WEIGHT[p.kind] for p in match.asked]
    claimed = [WEIGHT[p.kind] for p in match.claimed]
    covered = sum(w * mine.get(i, 0.0) for i, w in enumerate(asked)) / sum(asked)
    accounted = sum(w * theirs.get(j, 0.0) for j, w in enumerate(claimed)) / sum(claimed)
    # A part left out is usual (a second surname); a part asked for and absent speaks against.
    return round(min(1.0, (1 - CLAIM_SHARE) * covered + CLAIM_SHARE * accounted), 4)


def _reasons(match: Match) -> tuple[Reason, ...]:
    asked, claimed = match.asked, match.claimed
    out = [
        (i, Reason(_tie(asked[i], claimed[j]), asked[i].shown, claimed[j].shown, round(s, 3)))
        for i, (j, s) in match.pairs.items()
    ]
    for join in match.joins:
        left = " ".join(asked[i].shown for i in join.asked)
        right = " ".join(claimed[j].shown for j in join.claimed)
        out.append((join.asked[0], Reason(Tie.JOINED, left, right, round(join.strength, 3))))
    mine = set(match.pairs) | {i for o in match.joins for i in o.asked}
    theirs = {j for j, _ in match.pairs.values()} | {j for o in match.joins for j in o.claimed}
    out += [(i, Reason(Tie.ONLY_ASKED, p.shown, "", 0.0)) for i, p in enumerate(asked) if i not in mine]
    alone = [Reason(Tie.ONLY_CLAIMED, "", p.shown, 0.0) for j, p in enumerate(claimed) if j not in theirs]
    return (*(r for _, r in sorted(out, key=lambda o: o[0])), *alone)


def _tie(a: Part, c: Part) -> Tie:
    if a.word == c.word:
        return Tie.SAME
    if Kind.INITIAL in (a.kind, c.kind):
        return Tie.INITIAL
    if not set(groups(a.word)).isdisjoint(groups(c.word)):
        return Tie.GROUP
    return Tie.SPELLED if a.script is c.script else Tie.SOUNDS
