"""What is left of an entry: its fact; of a destroyed one, its outline, which stands where the words stood.

An outline says where, when and by which ids, so that every count of the past stays what it was; no word of anybody.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from typing import Any, Final, get_type_hints

from abrigo.facts import alerts, custody, release
from abrigo.facts.identity import AgeClaimed, AgeDetermined, Linked, Unlinked
from abrigo.facts.index import KIND_OF, KINDS, Fact
from abrigo.facts.intake import PersonRegistered
from abrigo.facts.kinds import Unsaid
from abrigo.facts.shredding import KeyDestroyed, Outlined
from abrigo.facts.wire import spelling
from abrigo.ledger import reader
from abrigo.ledger.driver import raw
from abrigo.ledger.reader import Sealed
from abrigo.rules.whereabouts import HEARD
from abrigo.vault import keys

KEPT: Final[frozenset[type]] = frozenset(
    {
        *HEARD, PersonRegistered, AgeClaimed, AgeDetermined, Linked, Unlinked,
        custody.HandedOver, custody.Taken, custody.NotTaken, custody.AuthorityGiven, custody.AuthorityEnded,
        alerts.AlertRequested, alerts.AlertAccepted, alerts.AlertActivated, alerts.AlertLocated, alerts.AlertVerified,
        alerts.AlertClosed, release.ReleaseProposed, release.ReleaseRefused, release.ReleaseHeld,
    }
)  # fmt: skip
# The office a right rested on stays: the State answers for it longer than for the child's words.
_STAYS: Final = frozenset({"issuer", "article"})


def decode(payload: Mapping[str, Any]) -> Fact | None:
    """None for a kind this release does not know: stored, relayed, listed, not folded."""
    known = KINDS.get(str(payload.get("kind")))
    if known is None or known[1] != payload.get("ver"):
        return None
    fact: Fact = spelling(known[0]).read(payload["fact"], "")
    return fact


def outline_of(one: Sealed, fact: Fact, after: Sequence[str]) -> Outlined | None:
    """What stays of an entry when its words go; None when it was words alone."""
    if type(fact) not in KEPT:
        return None
    kind, ver = KIND_OF[type(fact)]
    plain = spelling(type(fact)).write(_bare(fact))
    body = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Outlined(one.id.hex(), kind, ver, body, tuple(after))


def _bare(value: Any) -> Any:
    """Ids, hours, numbers and choices of a few stay; text goes."""
    hints = get_type_hints(type(value))
    return replace(value, **{f.name: _part(f.name, hints[f.name], getattr(value, f.name)) for f in fields(value)})


def _part(name: str, hint: Any, value: Any) -> Any:
    if is_dataclass(value):
        return _bare(value)
    if isinstance(value, tuple):
        return tuple(_bare(v) for v in value if is_dataclass(v))
    if not isinstance(value, str) or isinstance(value, StrEnum) or name in _STAYS:
        return value
    text = hint is str or str in getattr(hint, "__args__", ())
    if not text:
        return value  # an id
    return Unsaid.WITHHELD if Unsaid in getattr(hint, "__args__", ()) else ""


class Outlines:
    """Looks up what stands in the place of destroyed entries; opens each outline once."""

    def __init__(self) -> None:
        self._by_ground: dict[int, dict[str, tuple[Fact, tuple[str, ...]]]] = {}

    def of(self, sealed: Iterable[Sealed]) -> dict[int, tuple[Fact, tuple[str, ...]]]:
        """By position: the bare fact and what it cited. Only entries without words are looked at."""
        empty = {one.pos: one.id.hex() for one in sealed if one.box is None}
        found = {}
        for pos, ground in _grounds(list(empty)):
            told = self._told(ground).get(empty[pos])
            if told is not None:
                found[pos] = told
        return found

    def _told(self, ground: int) -> dict[str, tuple[Fact, tuple[str, ...]]]:
        if ground not in self._by_ground:
            self._by_ground[ground] = _read(ground)
        return self._by_ground[ground]


def _grounds(positions: list[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for low in range(0, len(positions), 500):
        chunk = positions[low : low + 500]
        marks = ", ".join(["?"] * len(chunk))
        found += raw(f"SELECT pos, ground FROM ledger_shredded WHERE pos IN ({marks})", tuple(chunk)).fetchall()  # noqa: S608
    return found


def _read(ground: int) -> dict[str, tuple[Fact, tuple[str, ...]]]:
    try:
        (one,) = reader.sealed_at([ground])
        key = keys.keys_by_kid({one.kid}).get(one.kid)
        if one.box is None or key is None:
            return {}
        said = decode(reader.open_box(one, key))
    except LookupError:
        return {}
    if not isinstance(said, KeyDestroyed):
        return {}
    return {o.entry: (fact, o.after) for o in said.outline if (fact := _fact(o)) is not None}


def _fact(told: Outlined) -> Fact | None:
    return decode({"kind": told.kind, "ver": told.ver, "fact": json.loads(told.body)})
