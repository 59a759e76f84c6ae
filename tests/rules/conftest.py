"""A house of paper: acts are decided by the real rules against facts kept in memory, in the order they were written."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from abrigo.facts.index import Fact
from abrigo.facts.intake import Tally
from abrigo.facts.operations import SiteKind
from abrigo.facts.streams import streams_of
from abrigo.rules import intake, places
from abrigo.rules.index import ACTS, NAME_OF
from abrigo.rules.past import Counted, Hand, Past, Roll, Stream
from abrigo.rules.refusals import Refusal, Why
from abrigo.rules.whereabouts import HERE, WHEREABOUTS, Moment, Whereabouts, recall

DAWN = datetime(2025, 12, 19, 12, tzinfo=UTC)
OP = "encino"


@dataclass
class Paper:
    """`now` moves on a minute with every act that names no time."""

    written: list[Fact] = field(default_factory=list)
    now: datetime = DAWN

    def tick(self, **more: float) -> datetime:
        self.now += timedelta(**(more or {"minutes": 1}))
        return self.now

    def ask(
        self, act: type[Any], *, by: str = "ana", side: str = "welfare", device: str | None = None, **parts: Any
    ) -> Any:
        """Decides and writes what comes back; the answer is the facts or the refusal."""
        at = parts.pop("at", None) or self.tick()
        if any(f.name == "operation" for f in fields(act)):
            parts.setdefault("operation", OP)
        asked = act(at=at, **parts)
        line = ACTS[NAME_OF[act]]
        past = Past()
        for _ in range(6):
            wanted = [n for n in line.needs(asked, past) if not self._has(past, n)]
            if not wanted:
                break
            past = self._load(past, wanted)
        answer = line.decide(
            past, asked, Hand(by, side, at, max(at, self.now), 0, f"desk-of-{by}" if device is None else device)
        )
        if not isinstance(answer, Refusal):
            self.written += answer
        return answer

    def must(self, act: type[Any], **parts: Any) -> tuple[Fact, ...]:
        answer = self.ask(act, **parts)
        assert not isinstance(answer, Refusal), answer
        return answer

    def why(self, act: type[Any], **parts: Any) -> Why:
        """The reason of a refusal; nothing may have been written."""
        before = len(self.written)
        answer = self.ask(act, **parts)
        assert isinstance(answer, Refusal), answer
        assert len(self.written) == before
        return answer.why

    def where(self, person: str) -> Whereabouts:
        return recall(self._moments(f"person:{person}"))

    def room(self, need: Stream) -> Any:
        return self._recall(need)

    def child(self, person: str, site: str = "acacias", tally: Tally = Tally.CHILD, **parts: Any) -> str:
        self.must(intake.Receive, person=person, site=site, tag=person, tally=tally, **parts)
        return person

    def _moments(self, stream: str) -> list[Moment]:
        return [Moment(i, f) for i, f in enumerate(self.written) if stream in streams_of(f)]

    def _recall(self, need: Stream) -> Any:
        if need.room is WHEREABOUTS:
            return recall(self._moments(need.id))
        known = need.room.empty
        for moment in self._moments(need.id):
            known = need.room.learn(known, moment.fact)
        return known

    def _has(self, past: Past, need: Any) -> bool:
        match need:
            case Roll():
                return need in past.rolls
            case Counted():
                return need in past.lists
        return past.has(need.room, need.id)

    def _load(self, past: Past, wanted: list[Any]) -> Past:
        streams, rolls, lists = dict(past.streams), dict(past.rolls), dict(past.lists)
        for need in wanted:
            if isinstance(need, Roll):
                rolls[need] = tuple(p for p in self._everyone() if self._answered_for(p, need))
            elif isinstance(need, Counted):
                lists[need] = tuple(self._everyone())  # on paper everyone counts; the registers know better
            else:
                streams[need.room.name, need.id] = self._recall(need)
        return Past(streams, rolls, lists)

    def _everyone(self) -> list[str]:
        return sorted({f.person for f in self.written if getattr(f, "person", None)})

    def _answered_for(self, person: str, need: Roll) -> bool:
        known = self.where(person)
        return known.state in HERE and known.site == need.site and need.unit in (None, known.unit)


@pytest.fixture
def paper() -> Paper:
    """An operation with two centres, a unit in each, a bus and a hospital; nobody received yet."""
    new = Paper()
    new.must(places.OpenOperation, name="El Encino", zone="America/Guatemala", agencies=("welfare", "attorney"))
    for site, kind in (
        ("headquarters", SiteKind.HEADQUARTERS),
        ("acacias", SiteKind.CENTRE),
        ("bus", SiteKind.VEHICLE),
    ):
        new.must(places.OpenSite, site=site, name=site, kind=kind, agency="welfare")
    new.must(places.OpenUnit, site="acacias", unit="north", name="north")
    new.must(places.OpenUnit, site="headquarters", unit="hall", name="hall")
    return new


@pytest.fixture
def elsewhere(paper: Paper) -> Callable[[str], str]:
    """Receives someone in another operation: an id that is nobody here."""
    paper.must(places.OpenOperation, operation="other", name="Other", zone="UTC", agencies=("welfare",))
    paper.must(places.OpenSite, operation="other", site="far", name="far", kind=SiteKind.CENTRE, agency="welfare")

    def receive(person: str) -> str:
        return paper.child(person, site="far", operation="other")

    return receive
