"""Which device let which other in, who asked and who confirmed it, and which were ended when: the chain, as a tree."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from abrigo.clerk import enrolment
from abrigo.clerk.device import node_device
from abrigo.facts.wire import from_ms
from abrigo.ledger.devices import Devices
from abrigo.ledger.reader import Sealed

Said = tuple[Sealed, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class LetIn:
    """A device and those it let in. `place`: the entry that says so; `last`: its last number that counts, if ended."""

    dev: str
    holder: str
    own: bool
    place: int | None
    asked_by: str
    confirmed_by: str
    at: datetime | None
    may_let_in: bool
    ended_at: datetime | None
    ended_by: str
    last: int | None
    under: tuple["LetIn", ...]


def lineage() -> list[LetIn]:
    """The first devices, each with all that came through it. Only the word of devices that may speak is drawn."""
    public = enrolment.said_in_public()
    known = enrolment.devices()
    below = _below(known, public)
    cards = {
        one.dev: said for one, said in public if said.get("kind") == "device.enrolled" and said.get("dev") == one.dev
    }
    ends = [(one, said) for one, said in public if said.get("kind") == "device.revoked"]

    def drawn(dev: str, come: Said | None) -> LetIn:
        said = come[1] if come else cards.get(dev, {})
        last = known.last.get(dev)
        end = next((e for _, e in ends if e.get("dev") == dev and e.get("last") == last), {})
        return LetIn(
            dev, str(said.get("holder", "")), dev == node_device().id, come[0].pos if come else None,
            str(said.get("by", "")) if come else "", str(said.get("with", "")) if come else "", _at(said),
            said.get("enrols") is True, _at(end) if last is not None else None, str(end.get("by", "")), last,
            tuple(drawn(str(c[1]["dev"]), c) for c in below.get(dev, ())),
        )  # fmt: skip

    return [drawn(dev, None) for dev in sorted(known.roots, key=lambda d: (d != node_device().id, d))]


def _below(known: Devices, public: list[tuple[Sealed, dict[str, Any]]]) -> dict[str, list[Said]]:
    """By device: the enrolments through it, nearest to a first device first, so that nobody stands there twice."""
    found: dict[str, list[Said]] = {}
    placed, round_ = set(known.roots), sorted(known.roots)
    while round_:
        fresh: list[str] = []
        for one, said in public:
            dev = str(said.get("dev"))
            if said.get("kind") == "device.enrolled" and one.dev in round_ and dev in known.known and dev not in placed:
                placed.add(dev)
                fresh.append(dev)
                found.setdefault(one.dev, []).append((one, said))
        round_ = fresh
    return found


def _at(said: Mapping[str, Any]) -> datetime | None:
    at = said.get("at")
    return from_ms(at) if isinstance(at, int) else None
