"""Who of a lent register may be one of ours: a proposal with its reasons, never a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from abrigo.exchange.lent.lines import LentLine
from abrigo.names import Candidate, Index
from abrigo.registers.people import PersonLine

ENOUGH: Final = 0.6
MOST: Final = 3


@dataclass(frozen=True, slots=True)
class Match:
    """One of ours, one line of theirs, and what the names have in common."""

    ours: PersonLine
    theirs: LentLine
    seen: Candidate


def matches(ours: Sequence[PersonLine], lines: Sequence[LentLine], today: date) -> list[Match]:
    """The best lines for each person with a name, the likeliest first. Age and sex move the order and hide nobody."""
    index = Index()
    for n, line in enumerate(lines):
        if line.names:
            index.add(n, line.names, age=_age(line, today), sex=line.sex or None)
    found = []
    for person in ours:
        best: dict[int, Candidate] = {}
        age = None if person.age_low is None else (float(person.age_low), (person.age_high or 119) + 1.0)
        sex = None if person.sex.startswith("?") else person.sex or None
        for said in [n["text"] for n in person.names if not n.get("withdrawn")][:5]:
            for seen in index.search(said, limit=MOST, age=age, sex=sex):
                n = int(str(seen.id))
                if seen.score >= ENOUGH and (n not in best or seen.score > best[n].score):
                    best[n] = seen
        found += [Match(person, lines[n], seen) for n, seen in best.items()]
    return sorted(found, key=lambda m: (-m.seen.score, m.ours.id, m.theirs.row))


def _age(line: LentLine, today: date) -> float | None:
    """Years on this day, as far as the register says."""
    if line.born:
        return float((today - date.fromisoformat(line.born)).days // 365)
    return float(line.age) if line.age.isdigit() and len(line.age) < 4 else None
