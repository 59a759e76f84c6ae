"""Deadlines of everyone: what is due, what is overdue and by whose duty, and which recorded act met it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from abrigo.facts.kinds import OperationId
from abrigo.facts.wire import from_ms
from abrigo.registers import cards, people, places
from abrigo.registers.people import PersonLine
from abrigo.rules.access import Viewer
from abrigo.rules.clocks import Run, Step, runs
from abrigo.rules.packs import Pack, pack_of_zone, shipped
from abrigo.rules.whereabouts import ENDED, State

EVERY: Final = 1_000_000
ORDER_OF: Final = {"overdue": 0, "due": 1, "met-late": 2, "met": 3}


@dataclass(frozen=True, slots=True)
class Deadline:
    """One running of one clock for one person. `court`: the court last named in their file; empty: none has been."""

    line: PersonLine
    run: Run
    state: str
    court: str

    @property
    def ref(self) -> str:
        """The same for the same running, on every house and every day, and it names nobody."""
        about = f"{self.line.id}/{self.run.clock.id}/{self.run.start.at.isoformat()}"
        return sha256(about.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Law:
    """The pack deadlines are read by. `chosen`: somebody said so; else it is only the pack of the operation's zone."""

    pack: Pack
    chosen: bool


def law(viewer: Viewer, operation: OperationId) -> Law | None:
    """None: nobody has chosen, and no pack belongs to the zone of this operation."""
    said = cards.ask(viewer, operation, "law", limit=1)
    if said and said[0].title in shipped():
        return Law(shipped()[said[0].title], chosen=True)
    here = places.ask(viewer, operation).get(operation)
    pack = pack_of_zone(here.zone) if here else None
    return None if pack is None else Law(pack, chosen=False)


def ask(viewer: Viewer, operation: OperationId, now: datetime, *, person: str = "") -> list[Deadline]:
    """Every running of every clock of whom the viewer sees by name, the overdue first, then by what ends next.

    Empty for who may not list steps. Whoever has left our care is there as long as something of theirs is overdue
    or was met late: that they are gone does not make a duty of ours vanish.
    """
    rule = law(viewer, operation)
    if rule is None or not cards.may_list(viewer, operation, "step"):
        return []
    lines = people.ask(viewer, operation, people=[person] if person else None, limit=EVERY)
    taken, moved = _taken(viewer, operation, person), _moved(viewer, operation, person)
    found = []
    for line in lines:
        steps = [*taken[line.id], *read_off(line)]
        court = next((s.court for s in sorted(taken[line.id], key=lambda s: s.at, reverse=True) if s.court), "")
        for clock in rule.pack.clocks:
            ran = runs(clock, steps, rule.pack.seat, moved[line.id, clock.id])
            found += [Deadline(line, run, run.state(now), court) for run in ran]
    return sorted(found, key=lambda d: (ORDER_OF[d.state], d.run.due.at, d.line.id, d.run.clock.id))


def _taken(viewer: Viewer, operation: OperationId, person: str) -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = defaultdict(list)
    for card in cards.ask(viewer, operation, "step", person=person, limit=EVERY):
        about = card.body["about"]
        step = Step(card.title, card.at, None if about is None else from_ms(about), card.id, card.body["court"])
        found[card.person].append(step)
    return found


def _moved(viewer: Viewer, operation: OperationId, person: str) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for card in cards.ask(viewer, operation, "extension", person=person, limit=EVERY):
        found[card.person, card.title].append(card.body["length"])
    return found


def read_off(line: PersonLine) -> Sequence[Step]:
    """What the register itself says: since when we hold someone, and when that ended."""
    known = line.where
    began = known.received_at or (known.since if known.state is State.UNRESOLVED else None)
    steps = [] if began is None else [Step("custody.started", began)]
    if known.state in ENDED and known.since is not None:
        steps.append(Step("care.ended", known.since))
    return steps
