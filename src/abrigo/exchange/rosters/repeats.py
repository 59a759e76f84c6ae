"""The same child twice on one list: shown to a person, never merged here."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from abrigo.exchange.rosters.lines import PerhapsSame, RosterLine
from abrigo.exchange.rosters.problems import Code, Problem, Remedy, Weight
from abrigo.exchange.rosters.wording import plain
from abrigo.facts.kinds import AgeRange, Sex

CROWD = 6
"""Above this many lines under one name, pairs would bury the reader; the name alone is then no reason."""


def bands_twice(lines: Iterable[RosterLine]) -> list[Problem]:
    """Each line whose band another line has too. `012` and `12` only ask: a spreadsheet drops leading zeros."""
    by_band = defaultdict(list)
    for line in lines:
        if line.band:
            by_band[line.band.lstrip("0") or "0"].append(line)
    problems = []
    for same in by_band.values():
        for line in same if len(same) > 1 else ():
            others = [one for one in same if one is not line]
            weight = Weight.STOPS if any(one.band == line.band for one in others) else Weight.ASKS
            rows = ", ".join(f"{one.sheet} {one.row}".strip() for one in others[:5])
            told = f"{line.band} ({rows})"
            problems.append(Problem(line.sheet, line.row, "", Code.BAND_TWICE, told, Remedy.CHECK_BAND, weight))
    return problems


def perhaps_same(lines: Iterable[RosterLine]) -> tuple[PerhapsSame, ...]:
    """Pairs with a name in common (words in any order) and nothing said that keeps them apart."""
    by_name = defaultdict(list)
    for line in lines:
        for name in {" ".join(sorted(plain(name.cleaned).split())) for name in line.names} - {""}:
            by_name[name].append(line)
    found = {}
    for same in by_name.values():
        for one, other in combinations(same, 2) if len(same) <= CROWD else ():
            if one.row != other.row or one.sheet != other.sheet:
                reasons = reasons_of(one, other)
                if reasons:
                    found[one.key, other.key] = PerhapsSame(one, other, reasons)
    return tuple(found.values())


def reasons_of(one: RosterLine, other: RosterLine) -> tuple[str, ...]:
    """Codes of what speaks for one person, empty when age or sex speak against."""
    if isinstance(one.sex, Sex) and isinstance(other.sex, Sex) and one.sex is not other.sex:
        return ()
    reasons = ["same-name"]
    if isinstance(one.age, AgeRange) and isinstance(other.age, AgeRange):
        if not near(one.age, other.age):
            return ()
        reasons.append("same-age" if one.age == other.age else "near-age")
    if isinstance(one.sex, Sex) and one.sex is other.sex:
        reasons.append("same-sex")
    return tuple(reasons)


def near(one: AgeRange, other: AgeRange) -> bool:
    """Ranges that touch or miss by a year."""
    return (
        one.low <= (other.high if other.high is not None else 999) + 1
        and other.low <= (one.high if one.high is not None else 999) + 1
    )


def told(pairs: Iterable[PerhapsSame]) -> list[Problem]:
    problems = []
    for pair in pairs:
        for line, other in ((pair.one, pair.other), (pair.other, pair.one)):
            where = f"{other.sheet} {other.row}".strip()
            problems.append(
                Problem(line.sheet, line.row, "", Code.PERHAPS_SAME, where, Remedy.COMPARE_PEOPLE, Weight.TELLS)
            )
    return problems
