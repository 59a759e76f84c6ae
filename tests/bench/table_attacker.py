"""An attacker on published tables who shares no line with the rule: exact fractions, and everything ever printed."""

from fractions import Fraction
from itertools import product
from random import Random

from abrigo.facts.kinds import PersonId, TableId
from abrigo.rules.disclosure import EVERY, LEAST_CELL, Key, Printed, Tabulation

SEX = ("female", "male", "unknown")
AGE = ("0-5", "6-11", "12-17")


def printed(tab: Tabulation, said: Printed) -> Tabulation:
    return Tabulation(tab.table, tab.dims, tab.categories, tab.people, frozenset(said.cells), tab.exact)


def recovered(tables: list[Tabulation]) -> list[str]:
    """Small cells an attacker gets by solving exactly, with fractions, everything that was printed.

    He knows which groups of persons there are, from table to table; of a cell that holds nobody he knows only that
    whoever would stand there might stand in the other tables too, or not.
    """
    everyone = sorted({p for t in tables for p in t.people})
    kinds: dict[tuple[Key | None, ...], int] = {}
    for p in everyone:
        sign = tuple(t.people.get(p) for t in tables)
        kinds[sign] = kinds.get(sign, 0) + 1
    for n, t in enumerate(tables):
        for key in product(*t.categories):
            if t.dims and key not in set(t.people.values()):
                kinds.setdefault(tuple(key if m == n else None for m in range(len(tables))), 0)
                told = dict(zip(t.dims, key, strict=True))
                kinds.setdefault(
                    tuple(tuple(told.get(d, c[0]) for d, c in zip(o.dims, o.categories, strict=True)) for o in tables),
                    0,
                )
    columns = list(kinds)

    def row(n: int, key: Key) -> list[Fraction]:
        return [
            Fraction(int(c[n] is not None and all(k in (EVERY, part) for k, part in zip(key, c[n], strict=True))))
            for c in columns
        ]

    basis: list[tuple[int, list[Fraction]]] = []

    def reduce(r: list[Fraction]) -> list[Fraction]:
        return _reduced(r, basis)

    def learn(r: list[Fraction]) -> None:
        r = reduce(r)
        pivot = next((i for i, x in enumerate(r) if x), None)
        if pivot is not None:
            basis.append((pivot, [x / r[pivot] for x in r]))

    for n, t in enumerate(tables):
        if t.exact:
            learn(row(n, ()))
    named = len(basis)
    for n, t in enumerate(tables):
        for key in t.published or ():
            learn(row(n, key))
    found = []
    for n, t in enumerate(tables):
        for key in t.cells():
            every = row(n, (EVERY,) * len(key))
            total = sum(k for x, k in zip(every, kinds.values(), strict=True) if x)
            if key == t.total or total < LEAST_CELL:
                continue
            cell = row(n, key)
            rest = [x - y for x, y in zip(every, cell, strict=True)]
            for r, said in ((cell, "="), (rest, "lacks")):
                size = sum(k for x, k in zip(r, kinds.values(), strict=True) if x)
                if size >= LEAST_CELL or not any(r) or any(reduce(r)):
                    continue
                if any(_reduced(r, basis[:named])):  # else the numbers published by name show it: a decision
                    found.append(f"{t.table} {key} {said} {size}")
    return found


def _reduced(r: list[Fraction], basis: list[tuple[int, list[Fraction]]]) -> list[Fraction]:
    for pivot, b in basis:
        if r[pivot]:
            f = r[pivot]
            r = [x - f * y for x, y in zip(r, b, strict=True)]
    return r


def weeks(seed: int, tables: int = 3) -> list[Tabulation]:
    """A population that changes from week to week, and what a press office asked for each week.

    Two weeks of three the number itself was published by name before the table, as the guide advises.
    """
    dice = Random(seed)
    cats = {"sex": SEX[: dice.choice((2, 3))], "age": AGE[: dice.choice((2, 3))], "covered": ("yes", "no")}
    weights = {name: [dice.choice((1, 3, 9, 27)) for _ in values] for name, values in cats.items()}

    def person() -> dict[str, str]:
        return {name: dice.choices(values, weights[name])[0] for name, values in cats.items()}

    there = {PersonId(f"p{i}"): person() for i in range(dice.randint(12, 220))}
    asked = []
    for n in range(tables):
        dims = tuple(sorted(dice.sample(sorted(cats), dice.choice((1, 2, 2, 3)))))
        seen = {p: tuple(a[d] for d in dims) for p, a in there.items()}
        if dice.random() < 2 / 3:
            asked.append(Tabulation(TableId(f"h{n}"), (), (), dict.fromkeys(there, ()), exact=True))
        asked.append(Tabulation(TableId(f"t{n}"), dims, tuple(cats[d] for d in dims), seen))
        for p in dice.sample(sorted(there), min(len(there) - 10, dice.choice((0, 0, 1, 4, 15)))):
            del there[p]
        for i in range(dice.choice((0, 0, 1, 3, 20))):
            there[PersonId(f"n{n}-{i}")] = person()
    return asked
