"""Which entries are folded: all of them are kept and passed on; shown as the case is what can be believed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from abrigo.clerk import enrolment
from abrigo.clerk.left import decode
from abrigo.facts.index import Fact
from abrigo.facts.wire import Misspelt
from abrigo.ledger.codec import b64
from abrigo.ledger.devices import Devices
from abrigo.ledger.reader import Sealed


@dataclass(frozen=True)
class Belief:
    """By all that the first `before` entries say of devices (None: all of them)."""

    before: int | None = None

    @cached_property
    def devices(self) -> Devices:
        return enrolment.devices(self.before)

    def trusts(self, one: Sealed) -> bool:
        """Whether the device's word counts at this entry, whatever it says."""
        own = one.dev in self.devices.roots
        return own or self.devices.projects(one.dev, one.seq, one.rec, b64(one.id))

    def fact(self, one: Sealed, payload: Mapping[str, Any]) -> Fact | None:
        return self.read(one, payload)[0]

    def read(self, one: Sealed, payload: Mapping[str, Any]) -> tuple[Fact | None, str]:
        """The fact, or None and the code of why it is kept and not folded ("" for what is no fact at all)."""
        if not one.kid:
            return None, ""
        own = one.dev in self.devices.roots
        if not self.trusts(one):
            return None, f"device-{self.devices.standing(one.dev, one.seq, one.rec)}"
        try:
            fact = decode(payload)
        except (Misspelt, KeyError, TypeError, ValueError):
            return None, "unreadable-fact"
        if fact is None:
            return None, "unknown-kind"
        if not own and b64(one.id) not in self.devices.countersigned and enrolment.future(one.took, fact.said.at):
            return None, "from-the-future"
        return fact, ""
