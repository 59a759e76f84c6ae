"""Continuity of exhibits: every planted break is found where it is, and none is invented."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from abrigo.facts.exhibits import (
    ExhibitCollected,
    ExhibitGiven,
    ExhibitMoveTold,
    ExhibitReturned,
    ExhibitTaken,
    SealOpened,
)
from abrigo.facts.kinds import ExhibitId, MoveId, OperationId, Said, StaffId
from abrigo.rules.continuity import Break, continuity

BEGAN = datetime(2025, 12, 19, 8, tzinfo=UTC)
OP, EX = OperationId("op"), ExhibitId("e1")
HANDS = [StaffId(f"hand-{i}") for i in range(6)]


def said(by: str, minute: int) -> Said:
    return Said(StaffId(by), BEGAN + timedelta(minutes=minute))


def collected(by: str = "hand-0", minute: int = 0, seal: str = "S0") -> ExhibitCollected:
    return ExhibitCollected(OP, EX, "1", "a book", None, "hall", "", "warrant 1", seal, "", None, "", said(by, minute))


def moved(gave: str, took: str, minute: int, seal: str = "S0", seen: str = "") -> tuple[ExhibitGiven, ExhibitTaken]:
    move = MoveId(f"m{minute}")
    return (
        ExhibitGiven(OP, EX, move, StaffId(took), "to the store", seal, "", said(gave, minute)),
        ExhibitTaken(OP, EX, move, seen or seal, "", said(took, minute + 1)),
    )


def breaks(*facts) -> list[Break]:
    return [b.by for b in continuity(facts).breaks]


def test_a_whole_story_has_no_break_and_says_who_holds_it() -> None:
    story = continuity([collected(), *moved("hand-0", "hand-1", 10), *moved("hand-1", "hand-2", 20)])
    assert story.whole
    assert story.holder == "hand-2"


def test_what_was_given_and_not_taken_is_under_way_and_no_break_yet() -> None:
    story = continuity([collected(), moved("hand-0", "hand-1", 10)[0]])
    assert story.whole
    assert story.waiting == "m10"


def test_what_nobody_took_before_it_moved_on_is_a_break() -> None:
    assert breaks(collected(), moved("hand-0", "hand-1", 10)[0], *moved("hand-1", "hand-2", 20)) == [Break.NOT_TAKEN]


def test_who_gives_what_they_never_had_leaves_a_gap() -> None:
    assert breaks(collected(), *moved("hand-3", "hand-1", 10)) == [Break.GAP]


def test_who_gives_it_away_twice_held_it_twice() -> None:
    assert breaks(collected(), *moved("hand-0", "hand-1", 10), *moved("hand-0", "hand-2", 20)) == [Break.DOUBLE]


def test_another_seal_without_an_opening_is_a_break_and_with_one_is_none() -> None:
    assert breaks(collected(), *moved("hand-0", "hand-1", 10, seen="S9")) == [Break.SEAL]
    opened = SealOpened(OP, EX, "S0", "S1", "to photograph it", said("hand-0", 5))
    assert breaks(collected(), opened, *moved("hand-0", "hand-1", 10, seal="S1")) == []


def test_nothing_moves_before_it_is_found_or_after_it_has_gone_back() -> None:
    assert Break.TOO_EARLY in breaks(*moved("hand-0", "hand-1", 1), collected(minute=30))
    back = ExhibitReturned(OP, EX, "its owner", "order 3", said("hand-0", 5))
    assert breaks(collected(), back, *moved("hand-0", "hand-1", 10)) == [Break.AFTER_THE_END]


@dataclass
class Planted:
    facts: list
    breaks: list[tuple[Break, datetime]]


def histories(seed: int) -> Iterator[Planted]:
    """Histories with breaks planted at known moves, told in any order."""
    dice = Random(seed)
    holder, seal, gone = HANDS[0], "S0", set()
    facts: list = [collected(holder)]
    planted: list[tuple[Break, datetime]] = []
    for n in range(1, dice.randint(2, 12)):
        at = n * 10
        if dice.random() < 0.15:
            facts.append(SealOpened(OP, EX, seal, f"S{n}", "looked at", said(holder, at - 4)))
            seal = f"S{n}"
        gave = holder
        kind = dice.choice(["", "", "", "gap", "seal", "not-taken", "told"])
        if kind == "gap":
            gave = dice.choice([h for h in HANDS if h != holder])
            planted.append((Break.DOUBLE if gave in gone else Break.GAP, BEGAN + timedelta(minutes=at)))
        took = dice.choice([h for h in HANDS if h not in (holder, gave)])
        if kind == "told":
            facts.append(ExhibitMoveTold(OP, EX, MoveId(f"m{at}"), gave, took, "", seal, "", said("clerk", at)))
        elif kind == "not-taken":
            facts.append(moved(gave, took, at, seal)[0])
            planted.append((Break.NOT_TAKEN, BEGAN + timedelta(minutes=at + 5)))
            facts.append(SealOpened(OP, EX, seal, seal, "counted", said(took, at + 5)))
        elif kind == "seal":
            facts.extend(moved(gave, took, at, seal, seen=f"X{n}"))
            seal = f"X{n}"
            planted.append((Break.SEAL, BEGAN + timedelta(minutes=at)))
        else:
            facts.extend(moved(gave, took, at, seal))
        gone.add(gave)
        gone.discard(took)
        holder = took
    dice.shuffle(facts)
    yield Planted(facts, planted)


@pytest.mark.parametrize("start", range(0, 1000, 100))
def test_every_planted_break_is_found_and_none_is_invented(start: int) -> None:
    for seed in range(start, start + 100):
        for told in histories(seed):
            found = [(b.by, b.at) for b in continuity(told.facts).breaks]
            assert sorted(found) == sorted(told.breaks), seed
