"""What a node has, said in a few ranges per device, and what that tells the other node to send.

A range carries a digest of the ids in it: two nodes that each hold a different branch of a fork would otherwise both
say "1 to 9" and never learn of the other.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from abrigo.ledger.codec import Json, Refused, b64

SPAN: Final = 1_024  # ranges end at multiples of this: one late entry makes one short range be sent again, not all
MOST_RANGES: Final = 200_000

Place = tuple[str, int, bytes]  # device, number, id
Have = dict[str, list[tuple[int, int, str]]]  # device -> (first number, last number, digest of the ids between)


@dataclass(frozen=True, slots=True)
class Books:
    """One node's places, by device and number; several ids at one number are a fork."""

    ids: Mapping[str, Mapping[int, frozenset[bytes]]]

    @classmethod
    def of(cls, places: Iterable[Place]) -> "Books":
        found: dict[str, dict[int, frozenset[bytes]]] = defaultdict(dict)
        for dev, seq, name in places:
            found[dev][seq] = found[dev].get(seq, frozenset()) | {name}
        return cls(found)

    def digest(self, dev: str, low: int, high: int) -> str:
        """Over every id held at these numbers, in order; holes count for nothing."""
        chain, seen = self.ids.get(dev, {}), sha256()
        for seq in range(low, high + 1):
            for name in sorted(chain.get(seq, ())):
                seen.update(name)
        return b64(seen.digest()[:12])

    def have(self) -> Have:
        return {
            dev: [(low, high, self.digest(dev, low, high)) for low, high in runs(self.ids[dev])] for dev in self.ids
        }

    def missing(self, theirs: Have) -> Iterator[Place]:
        """What we hold and they, by their own word, do not: in ranges they did not name or whose digest differs."""
        for dev, chain in self.ids.items():
            covered = [
                (low, high) for low, high, digest in theirs.get(dev, ()) if self.digest(dev, low, high) == digest
            ]
            there = {seq for low, high in covered for seq in range(low, high + 1)}
            for seq in sorted(chain.keys() - there):
                for name in sorted(chain[seq]):
                    yield dev, seq, name

    def gaps(self) -> dict[str, list[tuple[int, int]]]:
        """Numbers not here although a later one is: "n entries of device X not yet here"."""
        found = {}
        for dev, chain in self.ids.items():
            held = sorted(chain)
            holes = [(a + 1, b - 1) for a, b in zip([0, *held], held, strict=False) if b > a + 1]
            if holes:
                found[dev] = holes
        return found

    def forks(self) -> list[tuple[str, int]]:
        """Places where a device wrote twice: a copied key, or a lie. Both stay; the device is to be enrolled anew."""
        return sorted((dev, seq) for dev, chain in self.ids.items() for seq, names in chain.items() if len(names) > 1)


def runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Consecutive numbers as (first, last), cut where a span ends."""
    low = high = None
    for n in sorted(numbers):
        if low is None or high is None:
            low = high = n
        elif n == high + 1 and (n - 1) // SPAN == (low - 1) // SPAN:
            high = n
        else:
            yield low, high
            low = high = n
    if low is not None and high is not None:
        yield low, high


def to_json(have: Have) -> dict[str, Json]:
    return {dev: [[low, high, digest] for low, high, digest in ranges] for dev, ranges in have.items()}


def from_json(said: Json) -> Have:
    """What another node says it has; Refused("have-form") for anything that is not that."""
    if not isinstance(said, dict):
        raise Refused("have-form")
    have: Have = {}
    total = 0
    for dev, ranges in said.items():
        if not isinstance(ranges, list):
            raise Refused("have-form")
        total += len(ranges)
        have[dev] = [_range(one) for one in ranges]
    if total > MOST_RANGES:
        raise Refused("have-form")
    return have


def _range(said: Json) -> tuple[int, int, str]:
    match said:
        case [int(low), int(high), str(digest)] if 0 < low <= high < low + SPAN:
            return low, high, digest
        case _:
            raise Refused("have-form")
