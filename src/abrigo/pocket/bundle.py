"""What a phone may carry tonight: one site, what its holder may see, and nothing that is not needed at that gate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from abrigo.clerk.consult import consult
from abrigo.clerk.memory import Memory
from abrigo.clerk.parcels import FROM_A_PHONE, eyes
from abrigo.clerk.watching import checkpoint_for
from abrigo.facts.kinds import OperationId, RollCallId, SiteId, TransitId
from abrigo.facts.wire import to_ms
from abrigo.registers import cards, manifests, people, places, pulse, rollcalls
from abrigo.registers.people import UNSAID, PersonLine
from abrigo.rules.access import MAY, Viewer, sight
from abrigo.rules.custody import HANDOVERS, Handover
from abrigo.rules.incidents import INCIDENTS, Incident
from abrigo.rules.rollcalls import ROLL_CALLS, RollCall
from abrigo.rules.whereabouts import HERE
from abrigo.staff.models import Agency

LASTS: Final = timedelta(hours=12)
OPEN_ROLL_CALLS: Final = ("open", "recount", "interrupted")
Plain = dict[str, Any]


@dataclass(slots=True)
class _Gathered:
    """Who must be in the bundle, and since when their last sighting is nobody's business but the other counter's."""

    viewer: Viewer
    operation: OperationId
    site: SiteId
    memory: Memory
    lines: dict[str, PersonLine] = field(default_factory=dict)
    blind: dict[str, datetime] = field(default_factory=dict)

    def add(self, ids: Iterable[str]) -> list[str]:
        """Those of these persons whom the viewer may see, in the order given."""
        wanted = list(dict.fromkeys(ids))
        missing = [p for p in wanted if p not in self.lines]
        for start in range(0, len(missing), 500):
            chunk = missing[start : start + 500]
            found = people.ask(self.viewer, self.operation, people=chunk, merged=True, limit=len(chunk))
            self.lines.update({line.id: line for line in found})
        return [p for p in wanted if p in self.lines]


def draw(viewer: Viewer, operation: OperationId, site: SiteId, *, now: datetime, until: datetime, seen: int) -> Plain:
    """The whole bundle but for `me`. Every question in it is put as the holder, from one reading of the record."""
    checkpoint = checkpoint_for(seen, now)
    return consult(viewer, lambda _, memory: _draw(_Gathered(viewer, operation, site, memory), now, until, checkpoint))


def expires(now: datetime, until: datetime) -> datetime:
    return min(now + LASTS, until)


def _draw(all_: _Gathered, now: datetime, until: datetime, checkpoint: Plain | None) -> Plain:
    known = places.ask(all_.viewer, all_.operation)
    here = people.ask(all_.viewer, all_.operation, site=all_.site, limit=5000)
    all_.lines.update({line.id: line for line in here})
    body: Plain = {
        "v": 1,
        "pos": pulse.ask(),
        "server": to_ms(now),
        "expires": to_ms(expires(now, until)),
        "acts": sorted(MAY[all_.viewer.role] & FROM_A_PHONE),
        "places": [_place(p) for p in known.values() if p.level != "operation"],
        "agencies": [{"id": a.id, "name": a.name} for a in Agency.objects.order_by("id")],
        "rollcalls": _rollcalls(all_),
        "incidents": _incidents(all_),
        "transits": _transits(all_),
        "handovers": _handovers(all_),
    }
    body["people"] = [_person(all_, line) for line in all_.lines.values()]
    return body | {"checkpoint": checkpoint}


def _place(p: places.PlaceRow) -> Plain:
    return {"id": p.id, "level": p.level, "name": p.name, "kind": p.kind, "site": p.site}


def _person(all_: _Gathered, line: PersonLine) -> Plain:
    plain: Plain = {
        "id": line.id, "band": line.band, "bands": [line.band] if line.band else [], "tag": line.tag,
        "line": line.line, "name": line.shown, "supposed": _supposed(line), "sex": line.sex,
        "age": None if line.age_low is None else [line.age_low, line.age_high], "category": line.category,
        "state": line.where.state.value, "group": line.group, "stranger": line.stranger,
        "clothing": line.clothing, "photo": line.photo if not line.photo.startswith(UNSAID) else "",
    }  # fmt: skip
    if line.hidden:
        return plain
    where, seen = line.where, None
    if where.seen_at is not None and not (line.id in all_.blind and where.seen_at >= all_.blind[line.id]):
        seen = {"at": to_ms(where.seen_at), "how": where.seen_how}
    return plain | {
        "site": where.site, "unit": where.unit, "since": None if where.since is None else to_ms(where.since),
        "seen": seen, "here": where.site == all_.site and where.state in HERE,
    }  # fmt: skip


def _supposed(line: PersonLine) -> bool:
    return any(n["text"] == line.shown and n["supposed"] for n in line.names if not n.get("withdrawn"))


def _rollcalls(all_: _Gathered) -> list[Plain]:
    drawn: list[Plain] = []
    for card in cards.ask(all_.viewer, all_.operation, "rollcall", status=OPEN_ROLL_CALLS, site=all_.site, limit=50):
        known: RollCall = all_.memory.recall(ROLL_CALLS, f"rollcall:{card.id}")
        told = rollcalls.ask(all_.viewer, all_.memory, all_.operation, RollCallId(card.id))
        opened = known.opened
        if opened is None or told is None:
            continue
        counter = eyes(known, all_.viewer) or (1 if opened.counters == 1 else 0)
        expected = all_.add(opened.expected)
        if opened.counters == 2:
            all_.blind |= {p: min(opened.said.at, all_.blind.get(p, opened.said.at)) for p in expected}
        said = known.said(counter) if counter else {}
        drawn.append(
            {
                "id": card.id, "name": opened.name, "unit": opened.unit, "opened": to_ms(opened.said.at),
                "counters": opened.counters, "round": known.round, "counter": counter,
                "free": [c for c in known.counters if c not in known.hands], "finished": sorted(known.finished),
                "interrupted": known.interrupted, "expected": expected,
                "answers": {p: {"present": a.present, "at": to_ms(a.said.at)} for p, a in said.items()},
                "again": list(told.differ_on),
            }
        )  # fmt: skip
    return drawn


def _incidents(all_: _Gathered) -> list[Plain]:
    drawn: list[Plain] = []
    if not sight(all_.viewer).places:
        return drawn
    for card in cards.ask(all_.viewer, all_.operation, "incident", status=("open",), limit=50):
        if all_.site not in (card.site, card.body.get("room")):
            continue
        known: Incident = all_.memory.recall(INCIDENTS, f"incident:{card.id}")
        if known.opened is None:
            continue
        drawn.append(
            {
                "id": card.id, "kind": str(known.opened.kind), "words": known.opened.words, "at": to_ms(card.at),
                "site": card.site, "room": known.room, "expected": all_.add(known.opened.expected),
            }
        )  # fmt: skip
    return drawn


def _transits(all_: _Gathered) -> list[Plain]:
    drawn: list[Plain] = []
    for card in _transit_cards(all_):
        told = manifests.ask(all_.viewer, all_.memory, all_.operation, TransitId(card.id))
        if told is None or told.closed_at is not None:
            continue
        opened = told.opened
        if all_.site not in (opened.origin, opened.destination):
            continue
        all_.lines = told.lines | all_.lines  # whoever receives the vehicle must know whom to expect
        drawn.append(
            {
                "id": card.id, "manifest": opened.manifest, "vehicle": opened.vehicle, "origin": opened.origin,
                "destination": opened.destination, "due": to_ms(opened.due),
                "status": "under-way" if told.departed_at else "boarding",
                "way": "in" if opened.destination == all_.site else "out",
                "aboard": [p.person for p in told.of(manifests.ABOARD)],
            }
        )  # fmt: skip
    return drawn


def _transit_cards(all_: _Gathered) -> Sequence[cards.CardLine]:
    return cards.ask(all_.viewer, all_.operation, "transit", status=("boarding", "under-way"), limit=100)


def _handovers(all_: _Gathered) -> list[Plain]:
    drawn: list[Plain] = []
    if sight(all_.viewer).own_site_only:
        return drawn  # who answers for a child is settled between offices, not at the gate
    for card in cards.ask(all_.viewer, all_.operation, "handover", status=("given",), limit=100):
        giver, taker = card.body.get("giver"), card.body.get("taker")
        if all_.viewer.agency not in (giver, taker):
            continue
        known: Handover = all_.memory.recall(HANDOVERS, f"handover:{card.id}")
        way = "in" if taker == all_.viewer.agency else "out"
        waiting = all_.add(sorted(known.waiting))
        drawn.append(
            {"id": card.id, "giver": giver, "taker": taker, "at": to_ms(card.at), "way": way, "waiting": waiting}
        )
    return drawn
