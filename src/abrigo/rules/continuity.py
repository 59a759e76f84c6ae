"""Continuity of an exhibit: whose hands it was in, and every place where the record does not hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from abrigo.facts.exhibits import (
    ExhibitCollected,
    ExhibitGiven,
    ExhibitMoveTold,
    ExhibitReturned,
    ExhibitTaken,
    SealOpened,
)
from abrigo.facts.kinds import MoveId


class Break(StrEnum):
    """By what a continuity fails. None says that something was done to the thing: only that the record has a hole."""

    GAP = "gap"  # whoever gave it had never taken it
    DOUBLE = "double"  # given away by one who had given it away before
    NOT_TAKEN = "not-taken"  # given, and nobody said that they have it
    SEAL = "seal"  # another seal than the last one recorded, and no opening between
    TOO_EARLY = "too-early"  # moved before it was collected
    AFTER_THE_END = "after-the-end"  # moved after it had been returned


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the story. `gave` and `took` are hands (empty: this step moves nothing); seals as they were seen.

    `taken_at`: when the other hand signed for it; the time between the two is on nobody's signature.
    """

    at: datetime
    kind: str
    gave: str = ""
    took: str = ""
    seal: str = ""
    new_seal: str = ""
    move: str = ""
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """Where it fails: the step it was noticed at, and what was expected there against what stands."""

    by: Break
    at: datetime
    move: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Continuity:
    """`holder`: who has it by the last unbroken word; empty when it has ended. `waiting`: given and not yet taken."""

    steps: tuple[Step, ...]
    breaks: tuple[Broken, ...]
    holder: str
    seal: str
    waiting: MoveId | None
    ended: bool

    @property
    def whole(self) -> bool:
        return not self.breaks


Told = ExhibitCollected | ExhibitGiven | ExhibitTaken | ExhibitMoveTold | SealOpened | ExhibitReturned


def continuity(facts: Iterable[Told]) -> Continuity:
    """In: every fact of one exhibit, in any order. Out: its steps in order of occurrence, and every break."""
    steps = steps_of(sorted(facts, key=_order))
    return Continuity(tuple(steps), *_walk(steps))


# Of two things said to have happened in one minute: found before it moved, moved before it was opened or returned.
_FIRST = (ExhibitCollected, ExhibitGiven, ExhibitTaken, ExhibitMoveTold, SealOpened, ExhibitReturned)


def _order(fact: Told) -> tuple[datetime, int]:
    return fact.said.at, _FIRST.index(type(fact))


def steps_of(facts: Sequence[Told]) -> list[Step]:
    """A gift and its taking are one move; one that is not taken yet has nobody in `took`."""
    taken = {f.move: f for f in facts if isinstance(f, ExhibitTaken)}
    given = {f.move for f in facts if isinstance(f, ExhibitGiven)}
    steps = []
    for fact in facts:
        match fact:
            case ExhibitCollected():
                steps.append(Step(fact.said.at, "collected", took=fact.said.by, seal=fact.seal, new_seal=fact.seal))
            case ExhibitGiven():
                taking = taken.get(fact.move)
                seal = fact.seal if taking is None else taking.seal
                took = "" if taking is None else taking.said.by
                when = None if taking is None else taking.said.at
                steps.append(Step(fact.said.at, "given", fact.said.by, took, fact.seal, seal, fact.move, when))
            case ExhibitTaken() if fact.move not in given:
                steps.append(Step(fact.said.at, "taken", "", fact.said.by, fact.seal, fact.seal, fact.move))
            case ExhibitMoveTold():
                steps.append(Step(fact.said.at, "told", fact.gave, fact.took, fact.seal, fact.seal, fact.move))
            case SealOpened():
                steps.append(Step(fact.said.at, "opened", fact.said.by, "", fact.old, fact.new))
            case ExhibitReturned():
                steps.append(Step(fact.said.at, "returned", fact.said.by))
            case _:
                pass
    return steps


def _walk(steps: Sequence[Step]) -> tuple[tuple[Broken, ...], str, str, MoveId | None, bool]:
    broken: list[Broken] = []
    holder, seal, begun, ended = "", "", False, False
    waiting: Step | None = None
    let_go: set[str] = set()

    def fails(by: Break, step: Step, expected: str, found: str) -> None:
        broken.append(Broken(by, step.at, step.move, expected, found))

    for step in steps:
        if step.kind == "collected" and not begun:
            holder, seal, begun = step.took, step.seal, True
            continue
        if not begun:
            fails(Break.TOO_EARLY, step, "", step.gave or step.took)
            begun, holder, seal = True, step.gave, step.seal
        if ended:
            fails(Break.AFTER_THE_END, step, "", step.gave or step.took)
            continue
        if waiting is not None:
            fails(Break.NOT_TAKEN, step, waiting.move, step.gave)
            waiting, holder = None, step.gave
        elif step.gave != holder:
            fails(Break.DOUBLE if step.gave in let_go else Break.GAP, step, holder, step.gave)
        if step.kind == "returned":
            ended, holder = True, ""
            continue
        if seal and step.seal != seal:
            fails(Break.SEAL, step, seal, step.seal)
        elif step.kind == "given" and step.took and step.new_seal != step.seal:
            fails(Break.SEAL, step, step.seal, step.new_seal)
        seal = step.new_seal
        if step.kind == "opened":
            continue
        let_go.add(step.gave)
        let_go.discard(step.took)
        holder = step.took
        waiting = step if not step.took else None
    return tuple(broken), holder, seal, MoveId(waiting.move) if waiting is not None else None, ended
