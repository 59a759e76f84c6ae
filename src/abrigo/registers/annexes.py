"""Annexes: the list attached to an order held against the register, line by named line. Pure; nothing here decides."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from abrigo.facts.kinds import PersonId
from abrigo.facts.orders import AnnexLine
from abrigo.registers.people import PersonLine

AGE: Final = re.compile(r"\b(\d{1,2})\s*(?:años|año|years?|shanim|שנים)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Registered:
    """What the register says of one record. `counted`: the record counted in its place, itself when none."""

    person: PersonId
    counted: PersonId
    in_care: bool
    category: str
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Twice:
    """One person on several lines."""

    person: PersonId
    lines: tuple[AnnexLine, ...]


@dataclass(frozen=True, slots=True)
class Age:
    """The line says one age, the register another."""

    line: AnnexLine
    said: int
    person: PersonId


@dataclass(frozen=True, slots=True)
class Compared:
    """`persons`: how many different persons the annex names. Every difference by name.

    nobody: lines taken to mean nobody yet; not_in_care: named and not in our care now; adults: named and adult by the
    register; ages: another age is written; missing: children in our care who stand on no line.
    """

    lines: int
    persons: int
    twice: tuple[Twice, ...]
    nobody: tuple[AnnexLine, ...]
    not_in_care: tuple[AnnexLine, ...]
    adults: tuple[AnnexLine, ...]
    ages: tuple[Age, ...]
    missing: tuple[PersonId, ...]

    @property
    def agrees(self) -> bool:
        return not (self.twice or self.nobody or self.not_in_care or self.adults or self.ages or self.missing)


def compare(annex: Sequence[AnnexLine], register: Mapping[PersonId, Registered]) -> Compared:
    """In: the lines as written and every record by id. A record nobody has is read as nobody yet."""
    by_person: dict[PersonId, list[AnnexLine]] = {}
    nobody, gone, adults, ages = [], [], [], []
    for line in annex:
        known = register.get(line.person) if line.person is not None else None
        if known is None:
            nobody.append(line)
            continue
        counted = register.get(known.counted, known)
        by_person.setdefault(counted.person, []).append(line)
        if not counted.in_care:
            gone.append(line)
        if counted.category == "adult":
            adults.append(line)
        if (said := age_said(line.text)) is not None and not _within(said, counted):
            ages.append(Age(line, said, counted.person))
    missing = [
        r.person for r in register.values()
        if r.in_care and r.counted == r.person and r.category != "adult" and r.person not in by_person
    ]  # fmt: skip
    twice = tuple(Twice(p, tuple(lines)) for p, lines in by_person.items() if len(lines) > 1)
    return Compared(
        len(annex),
        len(by_person),
        twice,
        tuple(nobody),
        tuple(gone),
        tuple(adults),
        tuple(ages),
        tuple(sorted(missing)),
    )


def register_of(lines: Sequence[PersonLine]) -> dict[PersonId, Registered]:
    """Every record by id, each with the record it counts as."""
    above = {p.id: p.same_as for p in lines if p.same_as}
    return {PersonId(p.id): _registered(p, above) for p in lines}


def _registered(line: PersonLine, above: Mapping[str, str]) -> Registered:
    root, seen = line.id, {line.id}
    while (upper := above.get(root)) and upper not in seen:
        seen.add(upper)
        root = upper
    return Registered(
        PersonId(line.id), PersonId(root), line.where.open, line.category, line.age_low, line.age_high
    )  # fmt: skip


def age_said(text: str) -> int | None:
    """Years as written on the line, None when it names none."""
    found = AGE.search(text)
    return int(found[1]) if found else None


def _within(said: int, known: Registered) -> bool:
    return (known.low is None or said >= known.low) and (known.high is None or said <= known.high)
