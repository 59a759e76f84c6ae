"""The people whose names were said, found again by any spelling in any script."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from abrigo.names.likeness import Tie, steps
from abrigo.names.parts import WEIGHT, Kind, Part, joined, part
from abrigo.names.spoken import Said, hear
from abrigo.names.vocabulary import Vocabulary
from abrigo.names.weigh import Comparison, Reason, compare

_FULL_LOOK = 150  # claims that are compared part by part; the rest were already worse word by word


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone who may be meant: never an answer, always a proposal for a person to decide.

    `claim` is the name as it was said that matched best, `claim_number` its place among the names given for this
    id; `score` runs from 0 to 1; `age_fits` and `sex_fits` are None when either side is not known.
    """

    id: Hashable
    score: float
    claim: str
    claim_number: int
    reasons: tuple[Reason, ...]
    same_order: bool = True
    age_fits: bool | None = None
    sex_fits: bool | None = None


@dataclass(frozen=True, slots=True)
class _Person:
    id: Hashable
    claims: tuple[int, ...]
    age: tuple[float, float] | None
    sex: str | None


@dataclass(frozen=True, slots=True)
class _Claim:
    person: int
    number: int
    text: str
    parts: tuple[Part, ...]


class Index:
    """Names by person; grows by insertion, and what was added is found by the next search."""

    def __init__(self) -> None:
        self._words = Vocabulary()
        self._claims: list[_Claim] = []
        self._people: list[_Person | None] = []
        self._by_id: dict[Hashable, list[int]] = {}
        self._posted: dict[int, list[int]] = {}

    @classmethod
    def build(cls, names: Iterable[tuple[Hashable, str | Sequence[str]]]) -> Self:
        """An index of (id, names) pairs."""
        index = cls()
        for who, said in names:
            index.add(who, said)
        return index

    def __len__(self) -> int:
        """How many persons can be found."""
        return len(self._by_id)

    def add(
        self,
        who: Hashable,
        names: str | Sequence[str],
        *,
        age: float | tuple[float, float] | None = None,
        sex: str | None = None,
    ) -> tuple[Said, ...]:
        """Add what was said to be the name or names of `who`; searchable at once. May be called again for more claims.

        Age in years, or the interval it surely lies in. Returns for each name whether it was a name at all:
        what is unknown or withheld is never filed, for it would match every other unnamed child.
        """
        said = (names,) if isinstance(names, str) else tuple(names)
        heard = tuple(hear(name) for name in said)
        before = sum(len(self._person(p).claims) for p in self._by_id.get(who, ()))
        person, claims = len(self._people), []
        for number, (name, kind) in enumerate(zip(said, heard, strict=True), before):
            if kind is Said.NAME and (parts := part(name)):
                claims.append(self._file(_Claim(person, number, name, parts)))
        self._people.append(_Person(who, tuple(claims), _interval(age), sex))
        self._by_id.setdefault(who, []).append(person)
        return heard

    def remove(self, who: Hashable) -> bool:
        """Forget every claim of `who` (a mistake undone, a lent register expired); False when nobody was there."""
        places = self._by_id.pop(who, None)
        for place in places or ():
            for claim in self._person(place).claims:
                for word in self._filed_under(self._claims[claim].parts):
                    self._posted[word].remove(claim)
                self._claims[claim] = _Claim(-1, 0, "", ())
            self._people[place] = None
        return places is not None

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        age: float | tuple[float, float] | None = None,
        sex: str | None = None,
    ) -> list[Candidate]:
        """At most `limit` persons whose claimed names may be `query`, best first, each once with its best claim.

        Age and sex only move the order; nobody is ever hidden by them. A query that is no name finds nobody.
        """
        asked = part(query) if hear(query) is Said.NAME else ()
        if not asked or limit < 1:
            return []
        best: dict[Hashable, Candidate] = {}
        for claim_number in self._pool(asked):
            claim = self._claims[claim_number]
            found = self._candidate(claim, compare(asked, claim.parts), _interval(age), sex)
            if found.id not in best or found.score > best[found.id].score:
                best[found.id] = found
        ranked = sorted(best.values(), key=lambda c: (-c.score, str(c.id)))
        return [c for c in ranked if c.score >= 0.2][:limit]

    def _pool(self, asked: tuple[Part, ...]) -> list[int]:
        """The claims worth a full look, by the sum of the best likeness of each asked word."""
        total: NDArray[np.float32] = np.zeros(len(self._claims), np.float32)
        words = [(p.word, WEIGHT[p.kind]) for p in asked if p.kind is not Kind.INITIAL or len(asked) == 1]
        words += [(w, sum(WEIGHT[asked[k].kind] for k in range(i, j + 1))) for i, j, w in joined(asked)]
        for word, weight in words:
            one: NDArray[np.float32] = np.zeros(len(self._claims), np.float32)
            numbers, likeness = self._words.near(word)
            for k in np.argsort(likeness, kind="stable"):
                one[self._posted.get(int(numbers[k]), [])] = likeness[k]
            total += weight * one
        order = np.argsort(-total, kind="stable")[:_FULL_LOOK]
        return [int(i) for i in order if total[i] > 0]

    def _candidate(
        self, claim: _Claim, seen: Comparison, age: tuple[float, float] | None, sex: str | None
    ) -> Candidate:
        person = self._person(claim.person)
        age_fits = _overlap(age, person.age)
        sex_fits = None if sex is None or person.sex is None else sex == person.sex
        score = seen.score * _age_factor(age, person.age) * (0.97 if sex_fits is False else 1.0)
        return Candidate(
            person.id, round(score, 4), claim.text, claim.number, seen.reasons, seen.same_order, age_fits, sex_fits
        )

    def _file(self, claim: _Claim) -> int:
        number = len(self._claims)
        self._claims.append(claim)
        for word in self._filed_under(claim.parts):
            self._posted.setdefault(word, []).append(number)
        return number

    def _filed_under(self, parts: tuple[Part, ...]) -> set[int]:
        words = {p.word for p in parts}
        words |= {w for i, j, w in joined(parts) if any(p.kind is not Kind.NAME for p in parts[i : j + 1])}
        return {self._words.number(w) for w in words}

    def _person(self, place: int) -> _Person:
        person = self._people[place]
        if person is None:
            raise LookupError("this person was removed")
        return person


def explain(a: str, b: str) -> Comparison:
    """Compare two names as a person would want it explained: every part, its partner, its letters."""
    seen = compare(part(a) if hear(a) is Said.NAME else (), part(b) if hear(b) is Said.NAME else ())
    return Comparison(seen.score, tuple(_with_steps(r) for r in seen.reasons), seen.same_order)


def _with_steps(reason: Reason) -> Reason:
    if reason.tie not in (Tie.SOUNDS, Tie.SPELLED, Tie.JOINED):
        return reason
    a = "".join(p.word for p in part(reason.asked))
    c = "".join(p.word for p in part(reason.claimed))
    return Reason(reason.tie, reason.asked, reason.claimed, reason.strength, steps(a, c))


def _interval(age: float | tuple[float, float] | None) -> tuple[float, float] | None:
    if age is None or isinstance(age, tuple):
        return age
    return (age, age + 1.0)


def _overlap(a: tuple[float, float] | None, b: tuple[float, float] | None) -> bool | None:
    if a is None or b is None:
        return None
    return a[0] <= b[1] and b[0] <= a[1]


def _age_factor(a: tuple[float, float] | None, b: tuple[float, float] | None) -> float:
    """1 when the ages may agree, falling slowly with the years between them: ages were guessed at a gate at night."""
    if a is None or b is None:
        return 1.0
    apart = max(a[0] - b[1], b[0] - a[1], 0.0)
    return max(0.8, 1.0 - 0.03 * apart)
