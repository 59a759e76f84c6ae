"""Which devices may speak, as the public entries say it: enrolled by whom, until when, revoked after which entry.

What a revoked or unknown device wrote is kept and passed on, never thrown away; it is only not shown as the case until
an officer countersigns it: among the lies of a stolen phone there may be the one true sighting of a child.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from abrigo.ledger.codec import Json, canonical


class Standing(StrEnum):
    ENROLLED = "enrolled"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Enrolment:
    holder: str
    until: int | None  # ms; entries the device dates later are not shown


_KINDS: Final = frozenset({"device.enrolled", "device.revoked", "entry.countersigned"})
Said = tuple[str, int, int, Mapping[str, Json]]  # device, number, device clock (ms), payload


@dataclass(slots=True)
class Devices:
    """Folded from public entries. `roots` are known before any entry: this node's own devices.

    The answer depends on which entries are here and never on the order they came in: two nodes that hold the same
    would otherwise believe different phones. Where one revokes and the other is revoked, whoever stands nearer to a
    root is heard first; of two who stand equally near and revoke each other, both are revoked.
    """

    roots: frozenset[str]
    known: dict[str, Enrolment] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)  # number of the last entry that still counts; 0: none
    countersigned: set[str] = field(default_factory=set)  # ids of entries an officer let pass after all
    said: list[Said] = field(default_factory=list)

    def learn(self, dev: str, seq: int, rec: int, said: Mapping[str, Json]) -> None:
        """One public entry by `dev`. What a device that may not speak says about others changes nothing."""
        if said.get("kind") in _KINDS:
            self.said.append((dev, seq, rec, said))
            self._weigh()

    def standing(self, dev: str, seq: int, rec: int) -> Standing:
        """May the entry `seq` of `dev`, dated `rec` by that device, be taken as said?"""
        if seq > self.last.get(dev, seq):
            return Standing.REVOKED
        if dev in self.roots:
            return Standing.ENROLLED
        held = self.known.get(dev)
        if held is None:
            return Standing.UNKNOWN
        return Standing.EXPIRED if held.until is not None and rec > held.until else Standing.ENROLLED

    def projects(self, dev: str, seq: int, rec: int, name: str) -> bool:
        return name in self.countersigned or self.standing(dev, seq, rec) is Standing.ENROLLED

    def _weigh(self) -> None:
        """First who was ever enrolled and how far from a root; then, nearest first, who is revoked; then who stands."""
        self.last = {}
        rounds = self._enrol()
        for devices in rounds:
            heard = [(named, last) for named, last in self._revocations(devices) if isinstance(last, int)]
            for named, last in heard:
                self.last[named] = min(last, self.last.get(named, last))
        self._enrol()
        self.countersigned = {str(w.get("entry")) for w in self._by({*self.known, *self.roots}, "entry.countersigned")}

    def _enrol(self) -> list[set[str]]:
        """Devices by their distance from a root. An enrolment is never overwritten: not to prolong, not to revive."""
        self.known = {}
        rounds, newest = [set(self.roots)], set(self.roots)
        while newest:
            fresh: dict[str, Enrolment] = {}
            for said in self._by(newest, "device.enrolled"):
                match said:
                    case {"dev": str(named), "holder": str(holder)} if named not in self.known and named not in fresh:
                        until = said.get("until")
                        fresh[named] = Enrolment(holder, until if isinstance(until, int) else None)
                    case _:
                        pass
            newest = set(fresh) - self.roots
            self.known |= fresh
            rounds.append(newest)
        return rounds

    def _revocations(self, devices: set[str]) -> list[tuple[str, Json]]:
        return [(str(said["dev"]), said.get("last")) for said in self._by(devices, "device.revoked") if "dev" in said]

    def _by(self, devices: Collection[str], kind: str) -> list[Mapping[str, Json]]:
        """What these devices say of this kind while they may speak, in one order for everybody."""
        mine = sorted((s for s in self.said if s[0] in devices and s[3].get("kind") == kind), key=_place)
        return [said for dev, seq, rec, said in mine if self.standing(dev, seq, rec) is Standing.ENROLLED]


def _place(said: Said) -> tuple[str, int, bytes]:
    return said[0], said[1], canonical(said[3])


def fold(roots: Iterable[str], entries: Iterable[Said]) -> Devices:
    """From (device, number, device clock, payload) of every public entry, in whatever order."""
    devices = Devices(frozenset(roots))
    devices.said = [one for one in entries if one[3].get("kind") in _KINDS]
    devices._weigh()  # noqa: SLF001 - our own
    return devices
