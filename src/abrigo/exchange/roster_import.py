"""From a roster read to people registered: the plan, what the clerk would say to it, and all of it or nothing."""

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Mappings
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from django.db import transaction

from abrigo.clerk.consult import consult
from abrigo.clerk.memory import Memory
from abrigo.clerk.record import Answer, Ask, record_all
from abrigo.exchange.rosters import ages
from abrigo.exchange.rosters.lines import Reading, RosterLine
from abrigo.exchange.rosters.problems import Code, Problem, Remedy, Weight
from abrigo.exchange.rosters.wording import plain
from abrigo.facts.intake import Tally
from abrigo.facts.kinds import (
    AgeMethod,
    AgeRange,
    CandidateId,
    ClaimId,
    OperationId,
    PersonId,
    SiteId,
    Told,
    UnitId,
    Unsaid,
)
from abrigo.rules.access import Viewer, may_do, may_enter
from abrigo.rules.identity import ClaimAge, ProposeCandidate
from abrigo.rules.intake import INTAKE, NameGiven, Register
from abrigo.rules.naming import follows
from abrigo.rules.refusals import Refusal, Why

Progress = Callable[[int, int], None]
"""Told how many acts have been taken up, of how many."""


class Fate(StrEnum):
    """What became, or would become, of a line."""

    ADDED = "added"
    ALREADY_HERE = "already-here"
    STOPPED = "stopped-by-a-problem"
    REFUSED = "refused-by-the-clerk"
    HELD_BACK = "held-back-with-the-rest"


@dataclass(frozen=True, slots=True)
class Into:
    """Where the people of this roster come in: what the paper does not say for itself.

    `at` (UTC) stands for lines without a day, `site` for lines without a place; `places` turns the paper's words into
    a site and unit, keyed by `plain` words. `speaker` is who gave us the list.
    """

    operation: OperationId
    site: SiteId
    at: datetime
    unit: UnitId | None = None
    places: Mappings[str, tuple[SiteId, UnitId | None]] = field(default_factory=dict)
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A line, the person it would become, and the acts that ask for it; none when the person is here already."""

    line: RosterLine
    person: PersonId
    asks: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    reading: Reading
    lines: tuple[PlannedLine, ...]
    candidates: tuple[Ask, ...]
    """Pairs that may be one person, proposed once both are registered. Nothing is merged by it."""
    problems: tuple[Problem, ...]

    def stopped(self) -> frozenset[tuple[str, int]]:
        return frozenset((one.sheet, one.row) for one in self.problems if one.weight is Weight.STOPS)

    def doubts(self) -> tuple[Problem, ...]:
        return tuple(one for one in self.problems if one.weight is Weight.ASKS)


@dataclass(frozen=True, slots=True)
class LineOutcome:
    line: RosterLine
    person: PersonId
    fate: Fate
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """`written` is True only when every line that was not here is now here."""

    lines: tuple[LineOutcome, ...]
    written: bool
    problems: tuple[Problem, ...]

    def count(self, fate: Fate) -> int:
        return sum(one.fate is fate for one in self.lines)


# -- the plan ---------------------------------------------------------------------------------------------------------


def plan(viewer: Viewer, reading: Reading, into: Into) -> Plan | Refusal:
    """The acts this roster asks for. Refused before anything is looked up when the viewer may not register here."""
    if not may_do(viewer, "register"):
        return Refusal(Why.NOT_ALLOWED, ("register",))
    if not may_enter(viewer, into.operation):
        return Refusal(Why.UNKNOWN_OPERATION)
    here = consult(viewer, lambda _, memory: already_here(memory, into.operation, reading))
    problems = list(reading.problems)
    lines = []
    for line in reading.lines:
        person = person_of(into.operation, line)
        asks = () if person in here else asks_of(reading, line, person, into)
        if line.where and place_of(line, into) is None:
            told = line.where[:200]
            problems.append(
                Problem(line.sheet, line.row, "", Code.PLACE_UNKNOWN, told, Remedy.CHOOSE_PLACE, Weight.ASKS)
            )
        lines.append(PlannedLine(line, person, asks))
    pairs = candidates(reading, into, here) if may_do(viewer, "propose-candidate") else ()
    return Plan(reading, tuple(lines), pairs, tuple(problems))


def person_of(operation: OperationId, line: RosterLine) -> PersonId:
    """The same row of the same file is the same person, whoever imports it and how often."""
    return PersonId(sha256(f"roster|{operation}|{line.key}".encode()).hexdigest()[:32])


def already_here(memory: Memory, operation: OperationId, reading: Reading) -> frozenset[PersonId]:
    people = (person_of(operation, line) for line in reading.lines)
    return frozenset(one for one in people if memory.recall(INTAKE, f"person:{one}").registered is not None)


def place_of(line: RosterLine, into: Into) -> tuple[SiteId, UnitId | None] | None:
    return into.places.get(plain(line.where)) if line.where else (into.site, into.unit)


def asks_of(reading: Reading, line: RosterLine, person: PersonId, into: Into) -> tuple[Ask, ...]:
    at = line.at or into.at
    site, unit = place_of(line, into) or (into.site, into.unit)
    by_eye = line.age if isinstance(line.age, Unsaid) or (line.age and line.age_by_eye) else Unsaid.NOT_ASKED
    registered = Register(
        operation=into.operation, person=person, site=site, unit=unit, tally=tally_of(line), at=at,
        line=line.index or str(line.row), band=line.band, sex=line.sex or Unsaid.NOT_ASKED, apparent_age=by_eye,
        clothing=said(line.clothing), language=said(line.language), marks=said(line.marks), needs=said(line.needs),
        held_by=said(line.held_by), names=names_of(line, person, into), source=source_of(reading, line),
    )  # fmt: skip
    claims = [
        ClaimAge(
            operation=into.operation, person=person, claim=ClaimId(follows(person, f"roster-{basis}")), age=age,
            method=AgeMethod.STATED_BY_OTHER, at=at, speaker=into.speaker,
        )
        for basis, age in stated_ages(line, at)
    ]  # fmt: skip
    return tuple(Ask(follows(person, type(act).__name__, str(n)), act) for n, act in enumerate([registered, *claims]))


def said(told: Told | None) -> Told:
    """A blank cell: the paper does not even say that it was asked."""
    return Unsaid.NOT_ASKED if told is None else told


def stated_ages(line: RosterLine, at: datetime) -> list[tuple[str, AgeRange]]:
    """Ages the paper states. They are the paper's word, so they never stand as seen by whoever imports it."""
    found = []
    if isinstance(line.age, AgeRange) and not line.age_by_eye:
        found.append(("age", line.age))
    if line.birth is not None:
        lived = ages.age_on(at.date(), line.birth)
        found.append(("birth", AgeRange(lived, lived)))
    return found


def tally_of(line: RosterLine) -> Tally:
    """As the paper counted them; where it does not say, a child unless every age it allows is 18 or more."""
    if line.tally is not None:
        return line.tally
    return Tally.ADULT if isinstance(line.age, AgeRange) and line.age.low >= 18 else Tally.CHILD


def names_of(line: RosterLine, person: PersonId, into: Into) -> tuple[NameGiven, ...]:
    return tuple(
        NameGiven(
            claim=ClaimId(follows(person, f"roster-name-{n}")), text=one.verbatim, speaker=into.speaker,
            language=one.language, script=one.script, supposed=one.supposed,
        )
        for n, one in enumerate(line.names)
    )  # fmt: skip


def source_of(reading: Reading, line: RosterLine) -> str:
    """The file by its digest and the row in it: years later the paper can be laid beside the record."""
    return f"sha256:{reading.digest} {line.sheet}!{line.row}"


def candidates(reading: Reading, into: Into, here: frozenset[PersonId]) -> tuple[Ask, ...]:
    found = []
    for pair in reading.perhaps_same:
        one, other = person_of(into.operation, pair.one), person_of(into.operation, pair.other)
        if {one, other} <= here:
            continue
        ident = CandidateId(sha256(f"{one}|{other}".encode()).hexdigest()[:32])
        act = ProposeCandidate(into.operation, ident, one, other, pair.reasons, pair.other.at or into.at)
        found.append(Ask(ident, act))
    return tuple(found)


# -- what the clerk says ----------------------------------------------------------------------------------------------


def dry_run(viewer: Viewer, told: Plan, now: datetime) -> Outcome:
    """What the clerk would answer to each line, all of it undone: nothing is written, not even the refusals."""
    with transaction.atomic():
        outcome = ask_the_clerk(viewer, told, now, leave_out=told.stopped())
        transaction.set_rollback(True)
    return Outcome(outcome.lines, False, outcome.problems)


def carry_out(
    viewer: Viewer, told: Plan, now: datetime, *, accept_doubts: bool = False, progress: Progress | None = None
) -> Outcome:
    """Every line or none. A problem that stops one line, a refusal, or an unanswered doubt nobody took upon
    themselves, holds back the whole list: half a roster is how a child is counted as missing who never was here."""
    stopped = told.stopped()
    if stopped or (told.doubts() and not accept_doubts):
        return Outcome(tuple(held(one, stopped) for one in told.lines), False, told.problems)
    return ask_the_clerk(viewer, told, now, leave_out=frozenset(), progress=progress)


def held(one: PlannedLine, stopped: frozenset[tuple[str, int]]) -> LineOutcome:
    if not one.asks:
        return LineOutcome(one.line, one.person, Fate.ALREADY_HERE)
    fate = Fate.STOPPED if (one.line.sheet, one.line.row) in stopped else Fate.HELD_BACK
    return LineOutcome(one.line, one.person, fate)


class Asking(list[Ask]):
    """The acts on their way to the clerk, telling how many have been taken up: somebody is waiting at a screen."""

    def __init__(self, asks: Iterable[Ask], progress: Progress) -> None:
        super().__init__(asks)
        self._progress: Progress | None = progress

    def __iter__(self) -> Iterator[Ask]:
        progress, self._progress = self._progress, None
        for n, ask in enumerate(super().__iter__()):
            if progress is not None:
                progress(n, len(self))
            yield ask


def ask_the_clerk(
    viewer: Viewer,
    told: Plan,
    now: datetime,
    leave_out: frozenset[tuple[str, int]],
    progress: Progress | None = None,
) -> Outcome:
    asked = [one for one in told.lines if one.asks and (one.line.sheet, one.line.row) not in leave_out]
    people = {one.person for one in asked} | {one.person for one in told.lines if not one.asks}
    pairs = [ask for ask in told.candidates if {ask.act.person, ask.act.other} <= people]
    asks = [ask for one in asked for ask in one.asks] + pairs
    asking = asks if progress is None else Asking(asks, progress)
    answers = {answer.id: answer for answer in record_all(viewer, asking, now=now)} if asks else {}
    written = all(answer.taken for answer in answers.values())
    lines = tuple(
        outcome_of(one, answers, written=written) if one in asked else held(one, leave_out) for one in told.lines
    )
    return Outcome(lines, written, told.problems)


def outcome_of(one: PlannedLine, answers: dict[str, Answer], *, written: bool) -> LineOutcome:
    for ask in one.asks:
        if (refusal := answers[ask.id].refusal) is not None:
            return LineOutcome(one.line, one.person, Fate.REFUSED, refusal)
    return LineOutcome(one.line, one.person, Fate.ADDED if written else Fate.HELD_BACK)


def as_json(outcome: Outcome) -> dict[str, Any]:
    """For programs: counts, each line's fate by sheet and row, each problem by its codes. No names, no ages."""
    return {
        "written": outcome.written,
        "counts": {fate.value: outcome.count(fate) for fate in Fate},
        "lines": [
            {
                "sheet": one.line.sheet,
                "row": one.line.row,
                "person": one.person,
                "fate": one.fate.value,
                "why": None if one.refusal is None else str(one.refusal.why),
            }
            for one in outcome.lines
        ],
        "problems": [
            {"sheet": p.sheet, "row": p.row, "column": p.column, "code": p.code, "remedy": p.remedy, "weight": p.weight}
            for p in outcome.problems
        ],
    }
