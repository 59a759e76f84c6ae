"""Disclosure control: which cells of a table may leave the house, given every table and number that left before.

The rule set "abrigo-1" (design of the count, numbers that may leave the house):

* a cell goes out only when it and its complement within every margin it belongs to hold at least `LEAST_CELL`
  persons, which also hides every 0 % and 100 %;
* what differs between two published sums, one inside the other, is never 1 to 4 persons (`LEAST_DIFFERENCE`);
* no hidden small cell, no small group that only crossing published tables would show, may be had by adding and
  subtracting published sums (tested in exact arithmetic), nor be pinned by asking which whole worlds would print the
  same tables (tested by linear programming, HiGHS);
* what is printed is rounded to `ROUNDED_TO`.

The attacker is taken to know more than anyone outside does: the unrounded sums, who stands in which table, and which
groups are empty. A child who can be pointed at by subtraction has been pointed at.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import combinations, product
from typing import Final, NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

from abrigo.facts.kinds import PersonId, TableId

LEAST_CELL: Final = 10
LEAST_DIFFERENCE: Final = 5
ROUNDED_TO: Final = 5
RULE_SET: Final = "abrigo-1"
EVERY: Final = "*"
LOOKED_THROUGH: Final = 80  # printed sums an explanation is sought among; the decision itself looks at all

# Two primes below 2**31, so that products of residues stay inside 64 bits. A sum counts as recoverable when it is in
# the row space modulo either: reducing modulo a prime can only add members that exact arithmetic would not, unless the
# prime divides a minor of a 0/1 matrix, and then the other prime still sees it.
PRIMES: Final = (2_147_483_647, 2_147_483_629)

Key = tuple[str, ...]
Vector = NDArray[np.int64]


class Hides(StrEnum):
    """Why a cell is not printed."""

    SMALL = "small"  # fewer than LEAST_CELL persons, or none
    NEARLY_ALL = "nearly-all"  # what is left of a margin would be that few
    SUBTRACTION = "subtraction"  # published sums would give away a small cell
    BOUNDS = "bounds"  # published sums leave a small cell no room


@dataclass(frozen=True, slots=True)
class Tabulation:
    """A table before anything is hidden: `people` says in which inner cell each person stands.

    `categories` per dimension, in the order they are printed. `published`: the cells that left (None: not yet
    decided). `exact`: a number published by name, printed as it is.
    """

    table: TableId
    dims: tuple[str, ...]
    categories: tuple[tuple[str, ...], ...]
    people: Mapping[PersonId, Key]
    published: frozenset[Key] | None = None
    exact: bool = False

    def cells(self) -> Iterator[Key]:
        """Every cell, margins included; `EVERY` stands for "all of this dimension"."""
        return product(*((*cats, EVERY) for cats in self.categories))

    def parents(self, key: Key) -> Iterator[Key]:
        """The margins a cell is part of: every way to widen one or more of its categories."""
        inner = [i for i, part in enumerate(key) if part != EVERY]
        for mask in range(1, 2 ** len(inner)):
            widened = {d for n, d in enumerate(inner) if mask >> n & 1}
            yield tuple(EVERY if i in widened else part for i, part in enumerate(key))

    @property
    def total(self) -> Key:
        return (EVERY,) * len(self.dims)


class Sum(NamedTuple):
    """One published sum: a cell of a table."""

    table: TableId
    key: Key


@dataclass(frozen=True, slots=True)
class Hidden:
    """Why a cell stays in. `could_be_had`: a signed sum of published cells that would have shown it."""

    why: Hides
    could_be_had: tuple[tuple[int, Sum], ...] = ()


@dataclass(frozen=True, slots=True)
class Printed:
    """What may leave: `cells` rounded (exact for a number published by name), and why each other cell does not.

    `gives_away`: a number published by name is never refused, a search outweighs secrecy; but with what left before it,
    it may show a small group, and whoever lets it out is told so first.
    """

    cells: Mapping[Key, int]
    hidden: Mapping[Key, Hidden]
    gives_away: Hidden | None = None

    @property
    def kept(self) -> float:
        """Share of the cells that are printed."""
        every = len(self.cells) + len(self.hidden)
        return len(self.cells) / every if every else 1.0


def rounded(number: int) -> int:
    """To the nearest multiple of `ROUNDED_TO`, halves up."""
    return (number + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO


# -- the world an attacker solves for -------------------------------------------------


@dataclass(frozen=True)
class World:
    """The columns of the system: groups of persons whom no table tells apart, and the empty inner cells of each table.

    `sizes[c]`: how many persons stand behind column c (0 for an empty cell, which is a fact like any other: "no girl
    under six was released" points at nobody only while nobody can read it).
    """

    tables: tuple[Tabulation, ...]
    groups: tuple[tuple[Key | None, ...], ...] = field(init=False)
    sizes: Vector = field(init=False)

    def __post_init__(self) -> None:
        every = sorted({p for t in self.tables for p in t.people})
        sizes: dict[tuple[Key | None, ...], int] = {}
        for person in every:
            signature = tuple(t.people.get(person) for t in self.tables)
            sizes[signature] = sizes.get(signature, 0) + 1
        for n, table in enumerate(self.tables):
            full = set(table.people.values())
            for key in product(*table.categories):
                if key not in full and table.dims:
                    sizes.setdefault(tuple(key if m == n else None for m in range(len(self.tables))), 0)
                    sizes.setdefault(tuple(_also(table, key, other) for other in self.tables), 0)
        object.__setattr__(self, "groups", tuple(sizes))
        object.__setattr__(self, "sizes", np.array(list(sizes.values()), dtype=np.int64))

    @cached_property
    def _columns(self) -> tuple[tuple[NDArray[np.str_], ...], ...]:
        """Per table and dimension, the category of each column (empty: not in the table)."""
        return tuple(
            tuple(
                np.array(["" if (key := g[n]) is None else key[d] for g in self.groups], dtype=np.str_)
                for d in range(len(t.dims))
            )
            for n, t in enumerate(self.tables)
        )

    @cached_property
    def _inside(self) -> tuple[NDArray[np.bool_], ...]:
        return tuple(np.array([g[n] is not None for g in self.groups], dtype=bool) for n in range(len(self.tables)))

    def row(self, table: int, key: Key) -> Vector:
        """Which columns a cell adds up, as 0 and 1."""
        inside: NDArray[np.bool_] = self._inside[table].copy()
        for d, part in enumerate(key):
            if part != EVERY:
                np.logical_and(inside, self._columns[table][d] == part, out=inside)
        return inside.astype(np.int64)

    def count(self, row: Vector) -> int:
        return int(row @ self.sizes)


def _also(table: Tabulation, key: Key, other: Tabulation) -> Key:
    """Where somebody in this cell might stand in another table: whoever is nobody here may be nobody there too."""
    here = dict(zip(table.dims, key, strict=True))
    return tuple(here.get(d, cats[0]) for d, cats in zip(other.dims, other.categories, strict=True))


class _Span:
    """What adding and subtracting published sums can reach, and what is left of each secret beside it."""

    def __init__(self, secrets: NDArray[np.int64], prime: int) -> None:
        self.prime = prime
        self.secrets = secrets
        self.left = secrets % prime
        self.basis: list[tuple[int, Vector]] = []  # pivot column, row reduced so that the pivot is 1

    def with_row(self, row: Vector) -> "_Step | None":
        """What one more sum would reach; None when it was within reach already."""
        row = row % self.prime
        for pivot, base in self.basis:
            if row[pivot]:
                row = (row - row[pivot] * base) % self.prime
        at = np.flatnonzero(row)
        if not len(at):
            return None
        pivot = int(at[0])
        row = row * pow(int(row[pivot]), self.prime - 2, self.prime) % self.prime
        return _Step(pivot, row, (self.left - np.outer(self.left[:, pivot], row) % self.prime) % self.prime)

    def take(self, step: "_Step") -> None:
        self.basis.append((step.pivot, step.row))
        self.left = step.left

    def keep(self, which: NDArray[np.bool_]) -> None:
        self.left, self.secrets = self.left[which], self.secrets[which]


class _Step(NamedTuple):
    pivot: int
    row: Vector
    left: NDArray[np.int64]


def _gone(left: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.array([not row.any() for row in left], dtype=bool)


# -- the decision -----------------------------------------------------------------


def protect(new: Tabulation, earlier: Sequence[Tabulation] = ()) -> Printed:
    """Which cells of `new` may be printed beside everything in `earlier` (whose `published` are given).

    Margins are offered first, then the largest cells: what is given up to protect others is what is smallest.
    """
    world = World((*earlier, new))
    mine = len(earlier)
    if new.exact:
        return Printed({new.total: len(new.people)}, {}, _given_away(world, earlier))
    hidden = dict(_primary(new, world, mine))
    out: list[tuple[Sum, Vector]] = []
    if new.total in hidden:
        # A table about fewer than ten persons has no cell that may be printed.
        return Printed({}, {key: hidden.get(key, Hidden(Hides.SMALL)) for key in new.cells()})
    spans, secrets = _learnt(world, earlier, out)
    cells: dict[Key, int] = {}
    total = _total(world, mine)[1]
    if (leak := _refuse(spans, total, out, world)) is not None:
        # Even how many there are would say who came or left: the number is published by name first, or not at all.
        return Printed({}, {key: hidden.get(key, leak) for key in new.cells()})
    out.append((Sum(new.table, new.total), total))
    cells[new.total] = rounded(len(new.people))
    for key, row in _offered(new, world, mine, hidden):
        leak = _refuse(spans, row, out, world)
        if leak is None:
            out.append((Sum(new.table, key), row))
            cells[key] = rounded(world.count(row))
        else:
            hidden[key] = leak
    _hide_what_bounds_show(new, world, cells, hidden, out, secrets)
    return Printed(cells, hidden)


def _learnt(
    world: World, earlier: Sequence[Tabulation], out: list[tuple[Sum, Vector]]
) -> tuple[list[_Span], NDArray[np.int64]]:
    """Everything that left, learnt (and put into `out`); and every secret there is, kept or lost."""
    named = [_total(world, n) for n, table in enumerate(earlier) if table.exact]
    secrets = _secrets(world, named)
    spans = [_Span(secrets, prime) for prime in PRIMES]
    known = [*named, *_published(world, earlier)]
    for _, row in known:
        _learn_anyway(spans, row)
    out.extend(known)
    return spans, secrets


def _given_away(world: World, earlier: Sequence[Tabulation]) -> Hidden | None:
    """What a number published by name would show beside everything that left before it."""
    out: list[tuple[Sum, Vector]] = []
    spans, _ = _learnt(world, earlier, out)
    if all(table.exact for table in earlier):
        return None
    return _refuse(spans, _total(world, len(earlier))[1], out, world)


def _primary(new: Tabulation, world: World, mine: int) -> Iterator[tuple[Key, Hidden]]:
    counts = {key: world.count(world.row(mine, key)) for key in new.cells()}
    for key, n in counts.items():
        if n < LEAST_CELL:
            yield key, Hidden(Hides.SMALL)
        elif any(counts[parent] - n < LEAST_CELL for parent in new.parents(key)):
            yield key, Hidden(Hides.NEARLY_ALL)


def _total(world: World, n: int) -> tuple[Sum, Vector]:
    table = world.tables[n]
    return Sum(table.table, table.total), world.row(n, table.total)


def _published(world: World, earlier: Sequence[Tabulation]) -> Iterator[tuple[Sum, Vector]]:
    for n, table in enumerate(earlier):
        for key in sorted(table.published or ()):
            if not table.exact:
                yield Sum(table.table, key), world.row(n, key)


def _secrets(world: World, named: Sequence[tuple[Sum, Vector]]) -> NDArray[np.int64]:
    """Every small sum nobody outside may learn, as rows; what the numbers published by name alone show is no secret."""
    found: dict[bytes, Vector] = {}

    def keep(row: Vector, least: int) -> None:
        if row.any() and world.count(row) < least:
            found.setdefault(row.tobytes(), row)

    within = [world.row(m, other.total) for m, other in enumerate(world.tables)]
    for n, table in enumerate(world.tables):
        for key in table.cells():
            row = world.row(n, key)
            keep(row, LEAST_CELL)
            for parent in table.parents(key):
                keep(world.row(n, parent) - row, LEAST_CELL)
            for there in within:
                # Those of a cell who stand in another table as well, and those who do not: who stayed, who left.
                keep(row * there, LEAST_CELL)
                keep(row * (1 - there), LEAST_DIFFERENCE)
    for c, size in enumerate(world.sizes):
        if size:
            atom = np.zeros(len(world.sizes), dtype=np.int64)
            atom[c] = 1
            keep(atom, LEAST_DIFFERENCE)
    rows = np.array(list(found.values()), dtype=np.int64).reshape(-1, len(world.sizes))
    headline = _Span(rows, PRIMES[0])
    for _, row in named:
        if step := headline.with_row(row):
            headline.take(step)
    return rows[~_gone(headline.left)]


def _learn_anyway(spans: Sequence[_Span], row: Vector) -> None:
    """What left the house is known; a secret it already gives away is no reason to hide anything now."""
    for span in spans:
        if step := span.with_row(row):
            span.take(step)
    kept = ~_gone(spans[0].left) & ~_gone(spans[1].left)
    for span in spans:
        span.keep(kept)


def _offered(new: Tabulation, world: World, mine: int, hidden: Mapping[Key, Hidden]) -> Iterator[tuple[Key, Vector]]:
    rows = {key: world.row(mine, key) for key in new.cells() if key not in hidden and key != new.total}

    def order(key: Key) -> tuple[int, int, Key]:
        return sum(part != EVERY for part in key), -world.count(rows[key]), key

    for key in sorted(rows, key=order):
        yield key, rows[key]


def _refuse(spans: Sequence[_Span], row: Vector, out: Sequence[tuple[Sum, Vector]], world: World) -> Hidden | None:
    """None when the sum may go out (and then it is learnt); otherwise why not."""
    for was, other in out:
        apart = row - other
        if not (apart.min(initial=0) < 0 < apart.max(initial=0)) and 0 < abs(world.count(apart)) < LEAST_DIFFERENCE:
            return Hidden(Hides.SUBTRACTION, ((1, was),))
    steps = [span.with_row(row) for span in spans]
    for span, step in zip(spans, steps, strict=True):
        if step is not None and (lost := _gone(step.left)).any():
            secret = span.secrets[int(np.flatnonzero(lost)[0])]
            return Hidden(Hides.SUBTRACTION, _combination(secret, row, out))
    for span, step in zip(spans, steps, strict=True):
        if step is not None:
            span.take(step)
    return None


def _combination(secret: Vector, row: Vector, out: Sequence[tuple[Sum, Vector]]) -> tuple[tuple[int, Sum], ...]:
    """Up to three published sums that, with the refused one, leave the secret. Empty when it takes more than that."""
    signed = [(sign, was, sign * r) for was, r in out for sign in (1, -1)]
    by_row = {r.tobytes(): (sign, was) for sign, was, r in reversed(signed)}
    for own in (-1, 1):
        rest = secret - own * row
        for chosen in _few(signed[:LOOKED_THROUGH]):
            last = rest - sum((r for _, _, r in chosen), np.zeros_like(rest))
            if (found := by_row.get(last.tobytes())) is not None:
                return (*((sign, was) for sign, was, _ in chosen), found)
    return ()


def _few(signed: Sequence[tuple[int, Sum, Vector]]) -> Iterator[tuple[tuple[int, Sum, Vector], ...]]:
    yield ()
    yield from ((one,) for one in signed)
    yield from combinations(signed, 2)


# -- whole worlds that would print the same --------------------------------------------


class _Bounds:
    """Every assignment of persons to columns that would print the same tables, as a linear program."""

    def __init__(self, world: World, out: Sequence[tuple[Sum, Vector]]) -> None:
        n = len(world.sizes)
        self.n, self.out = n, list(out)
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self.solver.silent()
        self.solver.setOptionValue("threads", 1)
        self.solver.addVars(n, np.zeros(n), np.full(n, highspy.kHighsInf))
        for _, row in out:
            at = np.flatnonzero(row).astype(np.int32)
            total = float(world.count(row))
            self.solver.addRow(total, total, len(at), at, np.ones(len(at)))

    def width(self, secret: Vector) -> tuple[float, frozenset[int]]:
        """How many values are left to a secret sum, and the printed sums that hold it there (their places in `out`)."""
        self.solver.changeColsCost(self.n, np.arange(self.n, dtype=np.int32), secret.astype(float))
        ends, holds = [], set()
        for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
            self.solver.changeObjectiveSense(sense)
            self.solver.run()
            if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return float("inf"), frozenset()
            ends.append(self.solver.getInfo().objective_function_value)
            holds |= {i for i, dual in enumerate(self.solver.getSolution().row_dual) if abs(dual) > 1e-7}
        return ends[1] - ends[0], frozenset(holds)

    def forget(self, i: int) -> None:
        """The sum is no longer printed."""
        self.solver.changeRowBounds(i, -highspy.kHighsInf, highspy.kHighsInf)


def _hide_what_bounds_show(
    new: Tabulation,
    world: World,
    cells: dict[Key, int],
    hidden: dict[Key, Hidden],
    out: Sequence[tuple[Sum, Vector]],
    secrets: NDArray[np.int64],
) -> None:
    """Numbers of persons are never negative: that alone can leave a hidden cell fewer than `LEAST_DIFFERENCE` values.

    Then the smallest printed cell that holds it there goes, until it is free. What was pinned before is left as it is.
    """
    bounds = _Bounds(world, out)
    for secret in secrets:
        while True:
            width, holds = bounds.width(secret)
            mine = [i for i in holds if out[i][0].table == new.table and out[i][0].key in cells]
            mine = [i for i in mine if out[i][0].key != new.total]
            if width > LEAST_DIFFERENCE - 1e-6 or not mine:
                break
            i = min(mine, key=lambda i: (world.count(out[i][1]), out[i][0].key))
            key = out[i][0].key
            del cells[key]
            hidden[key] = Hidden(Hides.BOUNDS)
            bounds.forget(i)
