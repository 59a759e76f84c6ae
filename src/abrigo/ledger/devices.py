"""Which devices may speak, as the public entries say it: enrolled by whom, until when, revoked after which entry.

What a revoked or unknown device wrote is kept and passed on, never thrown away; it is only not shown as the case until
an officer countersigns it: among the lies of a stolen phone there may be the one true sighting of a child.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from abrigo.ledger.codec import Json


class Standing(StrEnum):
    ENROLLED = "enrolled"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Enrolment:
    holder: str
    until: int | None  # ms; entries the device dates later are not shown
    last: int | None = None  # number of its last entry that still counts; 0: none


@dataclass(slots=True)
class Devices:
    """Folded from public entries in order of arrival. `roots` are known before any entry: this node's own devices."""

    roots: frozenset[str]
    known: dict[str, Enrolment] = field(default_factory=dict)
    countersigned: set[str] = field(default_factory=set)  # ids of entries an officer let pass after all

    def learn(self, dev: str, seq: int, rec: int, said: Mapping[str, Json]) -> None:
        """One public entry by `dev`. What a device that may not speak says about others changes nothing."""
        if self.standing(dev, seq, rec) is not Standing.ENROLLED:
            return
        match said:
            case {"kind": "device.enrolled", "dev": str(named), "holder": str(holder)}:
                until = said.get("until")
                if named not in self.known:  # an enrolment is never overwritten: not to prolong, not to revive
                    self.known[named] = Enrolment(holder, until if isinstance(until, int) else None)
            case {"kind": "device.revoked", "dev": str(named), "last": int(last)}:
                held = self.known.get(named, Enrolment("", None))
                earlier = last if held.last is None else min(last, held.last)
                self.known[named] = Enrolment(held.holder, held.until, earlier)
            case {"kind": "entry.countersigned", "entry": str(name)}:
                self.countersigned.add(name)
            case _:
                pass

    def standing(self, dev: str, seq: int, rec: int) -> Standing:
        """May the entry `seq` of `dev`, dated `rec` by that device, be taken as said?"""
        held = self.known.get(dev)
        if held is not None and held.last is not None and seq > held.last:
            return Standing.REVOKED
        if dev in self.roots:
            return Standing.ENROLLED
        if held is None:
            return Standing.UNKNOWN
        return Standing.EXPIRED if held.until is not None and rec > held.until else Standing.ENROLLED

    def projects(self, dev: str, seq: int, rec: int, name: str) -> bool:
        return name in self.countersigned or self.standing(dev, seq, rec) is Standing.ENROLLED


def fold(roots: Iterable[str], entries: Iterable[tuple[str, int, int, Mapping[str, Json]]]) -> Devices:
    """From (device, number, device clock, payload) of every public entry, in order of arrival."""
    devices = Devices(frozenset(roots))
    for dev, seq, rec, said in entries:
        devices.learn(dev, seq, rec, said)
    return devices
