"""Authority: on what legal ground each day in our care rests; a day without one is a gap, and shows as one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from abrigo.facts.custody import AuthorityEnded, AuthorityGiven
from abrigo.facts.index import Fact
from abrigo.facts.intake import PersonReceived, StrangerFound
from abrigo.facts.kinds import Ground, OperationId, PersonId
from abrigo.facts.release import Died, Released, ReleasedInError, TransferredOut
from abrigo.registers import custody, people
from abrigo.registers.models import Person
from abrigo.registers.people import PersonLine
from abrigo.rules.access import Viewer
from abrigo.rules.whereabouts import Moment, State, in_order

SOON: Final = timedelta(hours=72)


class Past(Protocol):
    """What a timeline is read from: the clerk's memory."""

    def histories(self, streams: Iterable[str], before: int | None = None) -> dict[str, list[Moment]]: ...


# -- a person's days --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """From `begins` until `ends` (UTC; None: still running). `ground` None: a gap, nobody's authority covers it.

    `told_at`: when the ground was given; later than `begins` when it was written back over days already passed.
    `ended_why`: in words, when somebody ended it before its own end.
    """

    begins: datetime
    ends: datetime | None
    ground: Ground | None = None
    told_at: datetime | None = None
    ended_why: str = ""

    @property
    def gap(self) -> bool:
        return self.ground is None


def timeline(viewer: Viewer, past: Past, person: PersonId) -> tuple[Span, ...]:
    """Every stretch of this person's care, oldest first, gaps included; empty when the viewer may not see them."""
    row = Person.objects.filter(id=person).values("operation").first()
    if row is None or people.one(viewer, OperationId(row["operation"]), person) is None:
        return ()
    members = [person, *Person.objects.filter(same_as=person).order_by("id").values_list("id", flat=True)]
    found = past.histories([f"person:{p}" for p in members])
    moments = {m.pos: m for own in found.values() for m in own}
    return spans(m.fact for m in in_order(moments.values()))


def spans(facts: Iterable[Fact]) -> tuple[Span, ...]:
    """In: one person's facts in order of occurrence. Out: the days of their care, covered or not."""
    told = list(facts)
    covered = _covered(told)
    return tuple(s for begins, ends in _care(told) for s in _days(begins, ends, covered))


def _care(facts: Sequence[Fact]) -> list[tuple[datetime, datetime | None]]:
    """When somebody of ours answered for them; a release in error opens it again from the minute it is told."""
    stretches: list[tuple[datetime, datetime | None]] = []
    for fact in facts:
        running = bool(stretches) and stretches[-1][1] is None
        match fact:
            case PersonReceived() | StrangerFound() if not stretches:
                stretches.append((fact.said.at, None))
            case ReleasedInError() if not running:
                stretches.append((fact.said.at, None))
            case Released() | TransferredOut() | Died() if running:
                stretches[-1] = (stretches[-1][0], fact.said.at)
            case _:
                pass
    return stretches


def _covered(facts: Sequence[Fact]) -> list[Span]:
    """Each ground with the days it covers; the next one given takes its place from the day that one begins."""
    found: list[Span] = []
    for fact in facts:
        match fact:
            case AuthorityGiven(ground=ground):
                begins = ground.begins or fact.said.at
                found = [s for s in (_cut(s, begins) for s in found) if s is not None]
                found.append(Span(begins, ground.ends, ground, fact.said.at))
            case AuthorityEnded() if found:
                last = found[-1]
                if last.ends is None or last.ends > fact.said.at:
                    found[-1] = replace(last, ends=max(last.begins, fact.said.at), ended_why=fact.reason)
            case _:
                pass
    return sorted(found, key=lambda s: s.begins)


def _cut(span: Span, at: datetime) -> Span | None:
    """What is left of a ground before `at`."""
    if span.begins >= at:
        return None
    return span if span.ends is not None and span.ends <= at else replace(span, ends=at)


def _days(begins: datetime, ends: datetime | None, covered: Sequence[Span]) -> Iterable[Span]:
    at = begins
    for span in covered:
        if ends is not None and span.begins >= ends:
            break
        if span.ends is not None and span.ends <= at:
            continue
        if span.begins > at:
            yield Span(at, span.begins)
            at = span.begins
        until = span.ends if ends is None else ends if span.ends is None else min(span.ends, ends)
        yield replace(span, begins=at, ends=until)
        if until is None or until == ends:
            return
        at = until
    yield Span(at, ends)


# -- who has none now ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """One person now. `why`: in-force, soon (ends within 72 h), expired, not-begun or none."""

    line: PersonLine
    ground: Ground | None
    why: str


def standing(viewer: Viewer, operation: OperationId, now: datetime) -> list[Standing]:
    """Everyone in our hands whom the viewer sees by name, strangers being looked after too, with their ground now."""
    known = custody.ask(viewer, operation)
    lines = people.ask(viewer, operation, limit=100_000)
    held = [line for line in lines if line.where.open or line.where.state is State.UNRESOLVED]
    found = []
    for line in held:
        own = known.get(PersonId(line.id))
        ground = own.ground if own else None
        found.append(Standing(line, ground, why(ground, now)))
    return found


def why(ground: Ground | None, now: datetime) -> str:
    """How a ground stands at `now` (UTC). Its end itself is no longer covered."""
    if ground is None:
        return "none"
    if ground.begins is not None and ground.begins > now:
        return "not-begun"
    if ground.ends is None:
        return "in-force"
    if ground.ends <= now:
        return "expired"
    return "soon" if ground.ends - now < SOON else "in-force"
