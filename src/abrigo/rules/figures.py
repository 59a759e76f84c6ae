"""Figures for outside. One hand asks for a number, another lets it out, and nothing small can be had from them all."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from abrigo.facts.accords import Definition
from abrigo.facts.figures import Cell, Dimension, TableProposed, TablePublished, TableWithdrawn
from abrigo.facts.index import Fact
from abrigo.facts.kinds import OperationId, PersonId, TableId
from abrigo.rules.disclosure import EVERY, RULE_SET, Key, Printed, Tabulation, protect
from abrigo.rules.past import Hand, Need, Past, Room, Stream, Tabulated
from abrigo.rules.places import known_places, places_of
from abrigo.rules.refusals import Refusal, Why

EVERY_SO_OFTEN: Final = timedelta(days=7)  # a table of the same kind: a fixed cadence tells less than an eager one
DIMENSIONS_AT_MOST: Final = 3

# What an indicator says of one child. Its share is the first of the first two, and never a score of anybody.
MET: Final = "indicator-met"
NOT_MET: Final = "indicator-not-met"
NOT_OWED: Final = "indicator-not-owed"
SHARES_IN_STEPS_OF: Final = 5  # per cent: what is printed is rounded, and so is what is reckoned from it
INDICATORS: Final = (
    Dimension.WORKER,
    Dimension.PLANNED,
    Dimension.SIGNED,
    Dimension.REVIEWED,
    Dimension.REFERRED,
    Dimension.HEARD,
    Dimension.FOLLOWED,
    Dimension.HEARING,
    Dimension.CONSULATE,
)
# By what a share can be had: who was seen by a clinician is told as seen and not seen.
SHARED: Final = {Dimension.CLINICIAN: ("seen", "not-seen"), **dict.fromkeys(INDICATORS, (MET, NOT_MET))}

# The categories of each dimension, in the order they are printed. They do not depend on who is in care tonight: a row
# that appears when the first such child arrives would say so.
CATEGORIES: Final[dict[Dimension, tuple[str, ...]]] = {
    Dimension.SEX: ("female", "male", "not-known"),
    Dimension.AGE: ("0-5", "6-11", "12-17", "adult", "not-determined"),
    Dimension.STATE: ("present", "in-transit", "out-with-authority", "unaccounted", "ended"),
    Dimension.STAY: ("under-7-days", "7-to-29-days", "30-to-89-days", "90-days-or-more"),
    Dimension.CLINICIAN: ("seen", "not-seen"),
    **dict.fromkeys(INDICATORS, (MET, NOT_MET, NOT_OWED)),
}
# A table of children has no line for adults, and one of those in care none for those who left it.
IMPOSSIBLE: Final[dict[Definition, frozenset[str]]] = {
    Definition.CHILDREN_RECEIVED: frozenset({"adult"}),
    Definition.CHILDREN_PRESENT: frozenset({"adult", "in-transit", "out-with-authority", "unaccounted", "ended"}),
    Definition.CHILDREN_UNACCOUNTED: frozenset({"adult", "present", "in-transit", "out-with-authority", "ended"}),
    Definition.CHILDREN_IN_CARE: frozenset({"adult", "unaccounted", "ended"}),
    Definition.CHILDREN_RELEASED: frozenset({"adult", "present", "in-transit", "out-with-authority", "unaccounted"}),
    Definition.PERSONS_RECEIVED: frozenset(),
}
# "Not known" and "nothing owed yet" are states of our paper and not of a child: while one holds nobody it has no line,
# so that hiding its nought does not cost every line beside it.
NOT_TOLD: Final = frozenset({"not-known", "not-determined", NOT_OWED})
# Health beside age points at a child whom neighbours can count (design of the count, section 5).
NEVER_TOGETHER: Final = (frozenset({Dimension.CLINICIAN, Dimension.AGE}),)

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProposeTable:
    """Asks for one number (`by` empty) or a table. `cut` UTC. `corrects`: the published table it replaces, and why."""

    operation: OperationId
    table: TableId
    definition: Definition
    cut: datetime
    by: tuple[str, ...]
    at: datetime
    reason: str = ""
    corrects: TableId | None = None


@dataclass(frozen=True, slots=True)
class PublishTable:
    """Lets it out. `digest` is `table_digest` of what was read on the screen: what is read is what is printed."""

    operation: OperationId
    table: TableId
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WithdrawTable:
    operation: OperationId
    table: TableId
    reason: str
    at: datetime


Act = ProposeTable | PublishTable | WithdrawTable

# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figures:
    """Every number of an operation that was asked for, and which of them left; in the order they left."""

    proposed: dict[TableId, TableProposed] = field(default_factory=dict)
    published: dict[TableId, TablePublished] = field(default_factory=dict)
    withdrawn: frozenset[TableId] = frozenset()

    def corrected_by(self, table: TableId) -> TableId | None:
        """The published table that replaces this one."""
        return next((t for t in self.published if self.proposed[t].corrects == table), None)

    @property
    def waiting(self) -> tuple[TableId, ...]:
        return tuple(t for t in self.proposed if t not in self.published and t not in self.withdrawn)


def learn(known: Figures, fact: Fact) -> Figures:
    match fact:
        case TableProposed(table=table):
            return known if table in known.proposed else replace(known, proposed={**known.proposed, table: fact})
        case TablePublished(table=table):
            return known if table in known.published else replace(known, published={**known.published, table: fact})
        case TableWithdrawn(table=table):
            return replace(known, withdrawn=known.withdrawn | {table})
        case _:
            return known


FIGURES: Final = Room("figures", Figures(), learn)


def figures_of(operation: OperationId) -> Stream:
    return Stream(FIGURES, f"figures:{operation}")


def known_figures(past: Past, operation: OperationId) -> Figures:
    return past.of(FIGURES, f"figures:{operation}")


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    stream = figures_of(act.operation)
    yield stream
    yield places_of(act.operation)
    if not past.has(FIGURES, stream.id) or not isinstance(act, PublishTable):
        return
    known = known_figures(past, act.operation)
    for table in (*known.published, act.table):
        if table in known.proposed:
            yield counted_for(known.proposed[table])


def counted_for(proposed: TableProposed) -> Tabulated:
    """Who stands in which cell, by what was written when the table was asked for."""
    return Tabulated(proposed.operation, proposed.definition, proposed.cut, proposed.by, proposed.known_at)


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    known = known_figures(past, act.operation)
    if isinstance(act, ProposeTable):
        return propose(past, known, act, hand)
    proposed = known.proposed.get(act.table)
    if proposed is None:
        return Refusal(Why.UNKNOWN_TABLE, (act.table,))
    if act.table in known.published:
        # Also for who would withdraw it: what is out cannot be called back.
        return Refusal(Why.ALREADY_PUBLISHED, (act.table,))
    if act.table in known.withdrawn:
        return Refusal(Why.TABLE_WITHDRAWN, (act.table,))
    if isinstance(act, WithdrawTable):
        if not act.reason.strip():
            return Refusal(Why.REASON_REQUIRED)
        return (TableWithdrawn(act.operation, act.table, act.reason, hand.said),)
    return publish(past, known, proposed, act, hand)


def propose(past: Past, known: Figures, act: ProposeTable, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known_places(past, act.operation).opened is None:
        return Refusal(Why.UNKNOWN_OPERATION, (act.operation,))
    if act.table in known.proposed:
        return Refusal(Why.TABLE_EXISTS, (act.table,))
    if act.cut > hand.now:
        return Refusal(Why.CUT_IN_THE_FUTURE, ("cut",))
    if no := _refuse_dimensions(act) or _refuse_correction(known, act):
        return no
    by = tuple(Dimension(d) for d in act.by)
    if by and act.corrects is None and (no := _refuse_haste(known, act)):
        return no
    proposed = TableProposed(
        act.operation, act.table, act.definition, act.cut, by, act.reason, act.corrects, hand.known_at, hand.said
    )
    return (proposed,)


def _refuse_dimensions(act: ProposeTable) -> Refusal | None:
    if any(d in ("site", "unit", "home") for d in act.by):
        return Refusal(Why.NAMED_HOME)
    if unknown := [d for d in act.by if d not in set(Dimension)]:
        return Refusal(Why.UNKNOWN_DIMENSION, tuple(unknown))
    if len(set(act.by)) < len(act.by):
        return Refusal(Why.NAMED_TWICE, tuple(sorted({d for d in act.by if act.by.count(d) > 1})))
    if len(act.by) > DIMENSIONS_AT_MOST:
        return Refusal(Why.TOO_FINE, (str(DIMENSIONS_AT_MOST),))
    if any(pair <= {Dimension(d) for d in act.by} for pair in NEVER_TOGETHER):
        return Refusal(Why.HEALTH_BY_AGE)
    if any(d in INDICATORS and set(act.by) - {d, Dimension.SEX} for d in act.by):
        # Beside age or another indicator it would be a file of each child, a line at a time.
        return Refusal(Why.INDICATOR_BESIDE)
    return None


def _refuse_correction(known: Figures, act: ProposeTable) -> Refusal | None:
    if act.corrects is None:
        return None
    old = known.proposed.get(act.corrects)
    if old is None or act.corrects not in known.published:
        return Refusal(Why.UNKNOWN_TABLE, (act.corrects,))
    if (old.definition, old.by) != (act.definition, tuple(act.by)):
        return Refusal(Why.CORRECTS_ANOTHER_THING, (act.corrects,))
    if known.corrected_by(act.corrects) is not None:
        return Refusal(Why.ALREADY_CORRECTED, (act.corrects,))
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED)
    return None


def _refuse_haste(known: Figures, act: ProposeTable) -> Refusal | None:
    for table in known.published:
        was = known.proposed[table]
        alike = (was.definition, was.by) == (act.definition, tuple(act.by)) and was.corrects is None
        if alike and abs(act.cut - was.cut) < EVERY_SO_OFTEN:
            return Refusal(Why.TOO_SOON_AGAIN, (table, str(EVERY_SO_OFTEN.days)))
    return None


def publish(
    past: Past, known: Figures, proposed: TableProposed, act: PublishTable, hand: Hand
) -> tuple[Fact, ...] | Refusal:
    if hand.by == proposed.said.by:
        return Refusal(Why.SAME_PERSON, (hand.by,))
    if proposed.corrects is not None and known.corrected_by(proposed.corrects) is not None:
        return Refusal(Why.ALREADY_CORRECTED, (proposed.corrects,))
    told = {t: past.tabulated(counted_for(known.proposed[t])) for t in (*known.published, act.table)}
    cells = cells_of(proposed, printed(known, proposed, told))
    digest = table_digest(proposed, cells)
    if act.digest != digest:
        # Something left the house, or was written, since this person read the table.
        return Refusal(Why.DIGEST_DIFFERS)
    if all(cell.value is None for cell in cells):
        return Refusal(Why.NOTHING_TO_PRINT, (act.table,))
    return (TablePublished(act.operation, act.table, cells, RULE_SET, digest, hand.said),)


Told = Mapping[TableId, Mapping[PersonId, Key]]


def printed(known: Figures, proposed: TableProposed, told: Told) -> Printed:
    """What of `proposed` may be printed beside all that was; `told` says who stands where in each of them."""
    earlier = [
        tabulation(known.proposed[t], told[t], frozenset(c.key for c in fact.cells if c.value is not None))
        for t, fact in known.published.items()
        if t != proposed.table
    ]
    return protect(tabulation(proposed, told[proposed.table]), earlier)


def tabulation(
    proposed: TableProposed, people: Mapping[PersonId, Key], published: frozenset[Key] | None = None
) -> Tabulation:
    categories = tuple(
        _categories(proposed.definition, d, {key[i] for key in people.values()}) for i, d in enumerate(proposed.by)
    )
    return Tabulation(
        proposed.table,
        tuple(proposed.by),
        categories,
        people,
        published,
        exact=not proposed.by,
    )


def _categories(definition: Definition, dimension: Dimension, told: Set[str]) -> tuple[str, ...]:
    """Those that can hold anybody at all."""
    out = IMPOSSIBLE[definition] | (NOT_TOLD - told)
    return tuple(c for c in CATEGORIES[dimension] if c not in out)


def cells_of(proposed: TableProposed, said: Printed) -> tuple[Cell, ...]:
    """Every cell in printing order, the suppressed ones among them."""
    place = [{c: n for n, c in enumerate((*CATEGORIES[d], EVERY))} for d in proposed.by]

    def order(key: Key) -> tuple[int, ...]:
        return tuple(at[part] for at, part in zip(place, key, strict=True))

    return tuple(Cell(key, said.cells.get(key)) for key in sorted({*said.cells, *said.hidden}, key=order))


def shares(by: Sequence[Dimension], cells: Iterable[Cell]) -> dict[Key, int | None]:
    """The share (per cent, in steps of 5) of an indicator in each line of a table; the key has "*" in its own place.

    Reckoned from what is printed and from nothing else, so it tells nobody more than the cells beside it; None where
    one of the two is suppressed. Empty for a table without an indicator.
    """
    at = next((i for i, d in enumerate(by) if d in SHARED), None)
    if at is None:
        return {}
    values = {cell.key: cell.value for cell in cells}
    yes, no = SHARED[by[at]]

    def put(key: Key, part: str) -> Key:
        return (*key[:at], part, *key[at + 1 :])

    lines = [key for key in values if key[at] == EVERY]
    return {key: _share(values.get(put(key, yes)), values.get(put(key, no))) for key in lines}


def _share(done: int | None, left: int | None) -> int | None:
    if done is None or left is None or done + left == 0:
        return None
    step = SHARES_IN_STEPS_OF
    return (100 * done * 2 + step * (done + left)) // (2 * step * (done + left)) * step


def table_digest(proposed: TableProposed, cells: Iterable[Cell]) -> str:
    """sha256 (hex) of the table as it is printed:

        abrigo table 1
        operation <id>
        definition <children-in-care, ...>
        cut <UTC, to the millisecond: 2025-12-22T00:40:00.000Z>
        by <dimensions, separated by one blank; empty for one number>
        rules <rule set>
        <category>/<category>/... <number, or c for suppressed>      one line a cell, in printing order

    UTF-8, every line ends in one line feed.
    """
    instant = proposed.cut.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
    lines = [
        "abrigo table 1",
        f"operation {proposed.operation}",
        f"definition {proposed.definition.value}",
        f"cut {instant}",
        f"by {' '.join(proposed.by)}",
        f"rules {RULE_SET}",
        *(f"{'/'.join(c.key)} {'c' if c.value is None else c.value}" for c in cells),
    ]
    return sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
