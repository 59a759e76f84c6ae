"""Who said which name: the persons behind the claims, in memory and laid down."""

from __future__ import annotations

import json
import zlib
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Person:
    """Whose claims these are; age as the interval in years it surely lies in, sex as it was written."""

    id: Hashable
    age: tuple[float, float] | None = None
    sex: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A name as it was said, whose it is said to be, and its place among the names given for that person."""

    person: Person
    number: int
    text: str


class Remembered:
    """Claims in memory, growing."""

    def __init__(self) -> None:
        self.claims: list[Claim | None] = []
        self._by_id: dict[Hashable, list[int]] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, who: object) -> bool:
        return who in self._by_id

    def add(self, person: Person, claims: Sequence[Claim]) -> None:
        """Remember a person and the claims, whose numbers follow those already here."""
        mine = self._by_id.setdefault(person.id, [])
        for claim in claims:
            mine.append(len(self.claims))
            self.claims.append(claim)

    def claim(self, number: int) -> Claim | None:
        """The claim of this number; None when it was taken back."""
        return self.claims[number]

    def many(self, who: Hashable) -> int:
        """How many claims stand for `who`."""
        return len(self._by_id.get(who, ()))

    def drop(self, who: Hashable) -> list[int]:
        """Take back everything said for `who`; the numbers of those claims."""
        gone = self._by_id.pop(who, [])
        for number in gone:
            self.claims[number] = None
        return gone

    def __iter__(self) -> Iterator[Claim]:
        return (c for c in self.claims if c is not None)


class Laid:
    """Claims laid down in arrays; they may be taken back but not added to."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._a = arrays
        self._gone: set[int] = set()

    def __len__(self) -> int:
        return len(self._a["id_ends"]) - 1 - len(self._gone)

    def __contains__(self, who: object) -> bool:
        return self._place(who) is not None

    def claim(self, number: int) -> Claim | None:
        """The claim of this number; None when it was taken back."""
        place = int(self._a["claim_person"][number])
        if place in self._gone:
            return None
        text = _text(self._a["claim_text"], self._a["claim_ends"], number)
        return Claim(self._person(place), int(self._a["claim_number"][number]), text)

    @property
    def changed(self) -> bool:
        """Whether anything was taken back since it was laid down."""
        return bool(self._gone)

    def many(self, who: Hashable) -> int:
        """How many claims stand for `who`."""
        place = self._place(who)
        return 0 if place is None else int((self._a["claim_person"] == place).sum())

    def drop(self, who: Hashable) -> bool:
        """Take back everything said for `who`."""
        place = self._place(who)
        if place is not None:
            self._gone.add(place)
        return place is not None

    def __iter__(self) -> Iterator[Claim]:
        claims = (self.claim(n) for n in range(len(self._a["claim_person"])))
        return (c for c in claims if c is not None)

    def _person(self, place: int) -> Person:
        low, high = self._a["age"][place].tolist()
        sex = self._a["sex"][place].tobytes().rstrip(b"\0").decode()
        age = None if low != low else (low, high)  # noqa: PLR0124 - not a number is an age nobody told
        return Person(json.loads(_text(self._a["id_text"], self._a["id_ends"], place)), age, sex or None)

    def _place(self, who: object) -> int | None:
        told = _id_text(who)
        hashed = np.uint32(zlib.crc32(told.encode()))
        start = int(np.searchsorted(self._a["id_hash"], hashed, "left"))
        end = int(np.searchsorted(self._a["id_hash"], hashed, "right"))
        for at in self._a["id_at"][start:end].tolist():
            if at not in self._gone and _text(self._a["id_text"], self._a["id_ends"], at) == told:
                return int(at)
        return None


def lay(claims: Sequence[Claim]) -> dict[str, Array]:
    """The arrays of claims, in their order. Ids must be whole numbers or text; raises TypeError for others."""
    places: dict[Hashable, int] = {}
    people: list[Person] = []
    of_claim = np.empty(len(claims), np.int32)
    for n, claim in enumerate(claims):
        place = places.setdefault(claim.person.id, len(people))
        if place == len(people):
            people.append(claim.person)
        of_claim[n] = place
    ids = [_id_text(p.id).encode() for p in people]
    texts = [c.text.encode("utf-8", "replace") for c in claims]
    hashes = np.array([zlib.crc32(i) for i in ids], np.uint32)
    order = np.argsort(hashes, kind="stable")
    sexes = [(p.sex or "").encode()[:8] for p in people]
    return {
        "claim_text": np.frombuffer(b"".join(texts), np.uint8),
        "claim_ends": np.cumsum([0, *map(len, texts)]),
        "claim_person": of_claim,
        "claim_number": np.array([c.number for c in claims], np.int32),
        "id_text": np.frombuffer(b"".join(ids), np.uint8),
        "id_ends": np.cumsum([0, *map(len, ids)]),
        "id_hash": hashes[order],
        "id_at": order.astype(np.int32),
        "age": np.array([p.age or (np.nan, np.nan) for p in people], np.float32).reshape(len(people), 2),
        "sex": np.array(sexes, "S8") if sexes else np.zeros(0, "S8"),
    }


def _text(text: Array, ends: Array, n: int) -> str:
    return str(text[ends[n] : ends[n + 1]].tobytes().decode())


def _id_text(who: object) -> str:
    if not isinstance(who, int | str):
        raise TypeError("an index that is laid down knows persons by a whole number or a text")
    return json.dumps(who, ensure_ascii=False)
