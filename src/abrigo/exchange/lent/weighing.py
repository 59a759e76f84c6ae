"""Who of a lent register may be one of ours: each likeness weighed, every weight with its words; never a decision.

Log-odds after Fellegi and Sunter (1969). How often strangers agree is counted in the register that was lent: among
nine hundred girls of eight, being a girl of eight says next to nothing. How often one person agrees with themselves is
written here, because an operation has far too few decided pairs to learn it from.
"""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from abrigo.exchange.lent.lines import LentLine
from abrigo.names import Candidate, Index, Tie, explain
from abrigo.registers.people import PersonLine

LEAST: Final = 0.05  # below, it is not put on anybody's table
_ALIKE: Final = 0.6
_LOOKED_AT: Final = 25
_EACH: Final = 3
_SHARE_HERE: Final = 0.3  # how many of ours stand in a register lent for just that: a careful guess, the same for all
# Of one person: how often two tellings of the name are at least so alike; ages so many years apart; the sex the same.
_NAMES: Final = ((0.6, 0.06), (0.75, 0.15), (0.85, 0.3), (0.95, 0.5))
_APART: Final = (0.72, 0.12, 0.08, 0.03, 0.02, 0.01)
_SAME_SEX: Final = 0.97
_KIN: Final = ((0.75, 0.25), (0.9, 0.5))
_UNKNOWN: Final = 0.2  # as alike by chance as a fifth of a line: nobody else so called is not yet nobody
_KIN_BY_CHANCE: Final = 0.01
_KIN_DIFFERS: Final = math.log(0.5)
_TIES: Final = frozenset({Tie.SAME, Tie.GROUP, Tie.SPELLED, Tie.SOUNDS, Tie.JOINED})
_OLDEST: Final = 120


@dataclass(frozen=True, slots=True)
class Ours:
    """One of ours and what was said of them: `kin` (mother, father or empty, the name), whoever said so."""

    line: PersonLine
    kin: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What one likeness or difference weighs (log-odds, base e). `code`: the words for it. Both sides as told."""

    code: str
    weight: float
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Laid:
    """One of ours beside one line of theirs. `steps` and `before` add up to `odds`; `probability` follows from it."""

    ours: Ours
    theirs: LentLine
    seen: Candidate
    before: float
    steps: tuple[Step, ...]

    @property
    def odds(self) -> float:
        return self.before + sum(s.weight for s in self.steps)

    @property
    def probability(self) -> float:
        return 1 / (1 + math.exp(-max(-500.0, min(500.0, self.odds))))

    @property
    def percent(self) -> int:
        return min(99, round(100 * self.probability))  # nothing a file says makes certain

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(s.code for s in self.steps)


def lay(
    ours: Sequence[Ours],
    lines: Sequence[LentLine],
    today: date,
    told: Callable[[int, int], None] = lambda _done, _of: None,
) -> Iterator[Laid]:
    """The likeliest lines for each of ours with a name, each at least LEAST likely, three at most. `told(done, of)`.

    Every claim of a name is laid beside every name of a line. Sex is never a filter; what one side does not say weighs
    nothing. Rival lines weigh on each other, because one child stands in a register once.
    """
    index = Index.build((n, line.names) for n, line in enumerate(lines) if line.names)
    common = _Common.of(lines, today)
    before = math.log(_SHARE_HERE / (1 - _SHARE_HERE))
    for done, one in enumerate(ours, 1):
        found = [
            Laid(one, lines[n], seen, before, steps)
            for n, (seen, said, rivals) in _named(one, index).items()
            if (steps := tuple(_steps(one, lines[n], seen, said, rivals, common, today)))
        ]
        yield from _likeliest(found)
        told(done, len(ours))


def weigh(one: Ours, line: LentLine, lines: Sequence[LentLine], today: date) -> Laid | None:
    """One pair again, as `lay` weighs it beside its rivals; None when nothing in the names is alike any more."""
    return next((f for f in lay([one], lines, today) if f.theirs == line), None)


def _likeliest(found: list[Laid]) -> list[Laid]:
    """Rivals taken into account: what all other lines for this one person weigh together is weighed against each."""
    kept = []
    for one in found:
        others = sum(math.exp(min(f.odds, 30.0)) for f in found if f is not one)
        against = -math.log1p(others)
        rival = () if against > -0.05 else (Step("lent-rivals", against, "", str(len(found) - 1)),)
        kept.append(replace(one, steps=(*one.steps, *rival)))
    kept.sort(key=lambda f: (-f.odds, f.theirs.row))
    return [f for f in kept if f.probability >= LEAST][:_EACH]


def _named(one: Ours, index: Index) -> dict[int, tuple[Candidate, str, int]]:
    """Lines with a name like one of the claims: the best likeness, that claim, and how many other lines are as like."""
    best: dict[int, tuple[Candidate, str, int]] = {}
    for said in [n["text"] for n in one.line.names if not n.get("withdrawn")]:
        seen = [c for c in index.search(said, limit=_LOOKED_AT) if c.score >= _ALIKE and _is_whole(c)]
        for c in seen:
            n, as_like = int(str(c.id)), sum(o.score >= c.score - 0.02 for o in seen) - 1
            if n not in best or c.score > best[n][0].score:
                best[n] = (c, said, as_like)
    return best


def _is_whole(seen: Candidate) -> bool:
    """Two words that meet, or every word of both: never one given name of two, which half a village bears."""
    tied = sum(r.tie in _TIES for r in seen.reasons)
    return tied > 1 or (tied == 1 and len(seen.reasons) == 1)


def _steps(
    one: Ours, line: LentLine, seen: Candidate, said: str, rivals: int, common: "_Common", today: date
) -> Iterator[Step]:
    same = all(r.tie is Tie.SAME for r in seen.reasons)
    weight = math.log(_at(_NAMES, seen.score) / (rivals + _UNKNOWN))
    yield Step("same-name" if same else "like-name", weight, said, seen.claim)
    theirs, ages = age_on(line, today), (one.line.age_low, one.line.age_high)
    if theirs is not None and ages[0] is not None:
        far = common.far(theirs, ages[0], ages[1])
        weight = math.log(_APART[far] / common.share_so_far(far, ages[0], ages[1]))
        told = f"{ages[0]}-{'' if ages[1] is None else ages[1]}"
        yield Step("ages-overlap" if not far else "lent-ages-apart", weight, told, str(theirs))
    sex = "" if one.line.sex.startswith("?") else one.line.sex
    if sex and line.sex:
        share = common.sexes.get(sex, 0.5)
        agree = math.log(_SAME_SEX / share)
        differ = math.log((1 - _SAME_SEX) / (1 - share))
        yield (
            Step("same-sex", agree, sex, line.sex) if sex == line.sex else Step("lent-other-sex", differ, sex, line.sex)
        )
    yield from _kin(one.kin, line.kin)


def _kin(ours: Iterable[tuple[str, str]], theirs: Iterable[tuple[str, str]]) -> Iterator[Step]:
    """The likest two relatives that may be the same one: a mother is never a father."""
    both = [
        (explain(a, b).score, a, b)
        for kind, a in ours for other, b in theirs
        if not kind or not other or kind == other
    ]  # fmt: skip
    if not both:
        return
    score, a, b = max(both)
    if score >= _KIN[0][0]:
        yield Step("lent-same-kin", math.log(_at(_KIN, score) / _KIN_BY_CHANCE), a, b)
    elif score < _ALIKE:
        yield Step("lent-other-kin", _KIN_DIFFERS, a, b)


def _at(table: Sequence[tuple[float, float]], score: float) -> float:
    return table[max(0, bisect_right([s for s, _ in table], score) - 1)][1]


def age_on(line: LentLine, today: date) -> int | None:
    """Whole years on this day, as far as the register says."""
    if line.born:
        born = date.fromisoformat(line.born)
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    years = int(line.age) if line.age.isascii() and line.age.isdigit() and len(line.age) < 4 else None
    return years if years is not None and years <= _OLDEST else None


@dataclass(frozen=True, slots=True)
class _Common:
    """How the lines of one register are spread: how many of each age, what share of each sex."""

    ages: Mapping[int, int]
    aged: int
    sexes: Mapping[str, float]

    @classmethod
    def of(cls, lines: Sequence[LentLine], today: date) -> "_Common":
        ages = Counter(a for line in lines if (a := age_on(line, today)) is not None)
        said = Counter(line.sex for line in lines if line.sex)
        whole = sum(said.values()) + 2
        sexes = {s: min(0.95, max(0.05, (n + 1) / whole)) for s, n in said.items()}
        return cls(ages, sum(ages.values()), sexes)

    def far(self, age: int, low: int, high: int | None) -> int:
        """Years between an age and an interval, five at most."""
        return min(len(_APART) - 1, max(low - age, age - (_OLDEST if high is None else high), 0))

    def share_so_far(self, far: int, low: int, high: int | None) -> float:
        """What share of the register is just as far from that interval."""
        so = sum(n for age, n in self.ages.items() if self.far(age, low, high) == far)
        return (so + 1) / (self.aged + len(_APART))
