"""Indicators: for one child and one minute, whether what was owed to them was done, not done, or not owed yet.

Each is one column of a table for outside and passes the same disclosure control as any other. What counts above and
below the line of each, and which facts say so, stands in `clerk/indicator_words.py`, and is printed beside the number.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from abrigo.facts.casework import (
    CaseAssessed,
    InterestsWeighed,
    PlanKind,
    StepAnswered,
    StepOutcome,
    StepPlanned,
    StepSigned,
    WorkerAssigned,
)
from abrigo.facts.clocks import ClockExtended, LawChosen, StepTaken
from abrigo.facts.figures import Dimension
from abrigo.facts.kinds import OperationId
from abrigo.facts.orders import ConsularNotice
from abrigo.facts.release import FollowedUp, Outcome, Released, ReleaseProposed
from abrigo.facts.streams import law_stream
from abrigo.facts.views import ChildHeard
from abrigo.registers.models import Place
from abrigo.registers.stories import Past, Story
from abrigo.rules.clocks import Step, runs
from abrigo.rules.figures import MET, NOT_MET, NOT_OWED
from abrigo.rules.packs import Pack, pack_of_zone, shipped
from abrigo.rules.whereabouts import ENDED

HEARING: Final = "hearing."


@dataclass(frozen=True, slots=True)
class Told:
    """What was written of one child by a log size, about the time up to a cut (UTC); `law`: whose clocks ran."""

    story: Story
    cut: datetime
    size: int
    law: Pack | None

    def facts(self, *kinds: type) -> Iterator[Any]:
        return (
            m.fact
            for m in self.story.moments
            if m.pos < self.size and isinstance(m.fact, kinds) and m.fact.said.at <= self.cut
        )

    def any(self, *kinds: type) -> bool:
        return next(self.facts(*kinds), None) is not None


def law_by(past: Past, operation: OperationId, cut: datetime, size: int) -> Pack | None:
    """The law chosen for the operation by that minute, as the log of that size has it; else that of its zone."""
    moments = past.histories([law_stream(operation)], size)[law_stream(operation)]
    chosen = [m.fact.pack for m in moments if isinstance(m.fact, LawChosen) and m.pos < size and m.fact.said.at <= cut]
    if chosen and chosen[-1] in shipped():
        return shipped()[chosen[-1]]
    zone = Place.objects.filter(id=operation).values_list("zone", flat=True).first()
    return None if zone is None else pack_of_zone(zone)


def read(indicator: Dimension, told: Told) -> str:
    """`MET`, `NOT_MET`, or `NOT_OWED`: whom the indicator leaves out, above the line and below it."""
    return _READ[indicator](told)


def _met(*, done: bool) -> str:
    return MET if done else NOT_MET


def _all(done: Iterable[bool]) -> str:
    every = list(done)
    return NOT_OWED if not every else _met(done=all(every))


def _worker(told: Told) -> str:
    return _met(done=told.any(WorkerAssigned))


def _planned(told: Told) -> str:
    return _met(done=told.any(CaseAssessed) and told.any(StepPlanned))


def _signed(told: Told) -> str:
    assessed = {f.step for f in told.facts(CaseAssessed)}
    agreed = {f.step for f in told.facts(StepSigned) if f.agreed}
    return NOT_OWED if not assessed else _met(done=bool(assessed & agreed))


def _reviewed(told: Told) -> str:
    due = {f.step: f.due for f in told.facts(StepPlanned) if f.kind is PlanKind.REVIEW and f.due <= told.cut}
    done = {f.step: f.said.at for f in told.facts(StepAnswered) if f.outcome is StepOutcome.DONE}
    return _all(step in done and done[step] <= by for step, by in due.items())


def _referred(told: Told) -> str:
    asked = {f.step for f in told.facts(StepPlanned) if f.kind in (PlanKind.SERVICE, PlanKind.REFERRAL)}
    answered = {f.step for f in told.facts(StepAnswered)}
    return _all(step in answered for step in asked)


def _heard(told: Told) -> str:
    """In their own words, at any decision; that nobody could ask is on record too, and is no answer of theirs."""
    in_case_work = any(f.view for f in told.facts(CaseAssessed, InterestsWeighed))
    views = (f.view for f in told.facts(ChildHeard, ReleaseProposed) if f.view is not None)
    return _met(done=in_case_work or any(v.said_words for v in views))


def _followed(told: Told) -> str:
    home = [f.said.at for f in told.facts(Released) if f.outcome is Outcome.REUNIFIED]
    return _all(any(v.child_seen and v.said.at >= at for v in told.facts(FollowedUp)) for at in home[-1:])


def _hearing(told: Told) -> str:
    """Every clock of their law that a hearing stops: those that ended by the cut, and those a hearing met before."""
    if told.law is None:
        return NOT_OWED
    steps = [*_steps(told)]
    found = []
    for clock in told.law.clocks:
        if not any(stop.startswith(HEARING) for stop in clock.stops):
            continue
        moved = [f.length for f in told.facts(ClockExtended) if f.clock == clock.id]
        for run in runs(clock, steps, told.law.seat, moved):
            state = run.state(told.cut)
            if state == "overdue" or (run.met is not None and run.met.name.startswith(HEARING)):
                found.append(state == "met")
    return _all(found)


def _steps(told: Told) -> Iterator[Step]:
    yield from (Step(f.step, f.said.at, f.about, court=f.court) for f in told.facts(StepTaken))
    walked = [(at, where) for at, where in told.story.steps if at <= told.cut]
    begun = next((at for at, where in walked if where.in_custody), None)
    if begun is not None:
        yield Step("custody.started", begun)
    if walked and walked[-1][1].state in ENDED:
        yield Step("care.ended", walked[-1][0])


def _consulate(told: Told) -> str:
    return _met(done=told.any(ConsularNotice))


_READ: Final[dict[Dimension, Callable[[Told], str]]] = {
    Dimension.WORKER: _worker,
    Dimension.PLANNED: _planned,
    Dimension.SIGNED: _signed,
    Dimension.REVIEWED: _reviewed,
    Dimension.REFERRED: _referred,
    Dimension.HEARD: _heard,
    Dimension.FOLLOWED: _followed,
    Dimension.HEARING: _hearing,
    Dimension.CONSULATE: _consulate,
}
