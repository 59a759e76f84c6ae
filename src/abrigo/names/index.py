"""The people whose names were said, found again by any spelling in any script."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from abrigo.names.files import read_arrays, shipped_model, write_arrays
from abrigo.names.frozen import Frozen, freeze
from abrigo.names.likeness import Measure, Tie
from abrigo.names.model import Model
from abrigo.names.parts import FUSING, Part, joined, part
from abrigo.names.people import Claim, Laid, Person, Remembered, lay
from abrigo.names.ranking import FULL_LOOK, Asked, Look, Work, ask, look
from abrigo.names.shelf import Growing, Shelf
from abrigo.names.spoken import Said, hear
from abrigo.names.weigh import Comparison, Join, Match, Reason, compare, judged, weigh

Array = NDArray[Any]
Age = float | tuple[float, float] | None

_LEAST_SCORE = 0.2
_MADE_WITH = "made_with"
_NOBODY = np.zeros(0, np.uint8)
_FREEZE_FROM = 5_000  # fewer claims than this are quicker on the shelf that grows


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


class Index:
    """Names by person; grows by insertion, and what was added is found by the next search.

    `model` is the learned model to use: the shipped one unless another is given, None for rules alone.
    """

    def __init__(self, model: Model | Literal["shipped"] | None = "shipped") -> None:
        self._measure = Measure(shipped_model() if model == "shipped" else model)
        self._growing, self._said = Growing(self._measure), Remembered()
        self._frozen: Frozen | None = None
        self._laid: Laid | None = None
        self._work = Work(1024)

    @classmethod
    def build(
        cls,
        names: Iterable[tuple[Hashable, str | Sequence[str]]],
        *,
        model: Model | Literal["shipped"] | None = "shipped",
    ) -> Self:
        """An index of (id, names) pairs; a long list is laid down at once."""
        index = cls(model)
        claims = list(_claims(names))
        if len(claims) >= _FREEZE_FROM:
            index._lay_down(claims)
        else:
            for claim in claims:
                index._keep(claim.person, [claim])
        return index

    @classmethod
    def open(cls, path: Path, *, model: Model | Literal["shipped"] | None = "shipped") -> Self:
        """The index saved at `path`, mapped and not read: searchable at once.

        Raises OSError or ValueError when there is none, or when it was built with another model.
        """
        index = cls(model)
        arrays = read_arrays(path)
        if arrays.pop(_MADE_WITH, _NOBODY).tobytes() != index._measure.digest:
            raise ValueError(
                f"{path.name} was laid down with another model of names than the one it is opened with: "
                "build the index again, or open it with the model it was built with"
            )
        index._set_down(arrays)
        return index

    def save(self, path: Path) -> None:
        """Lay everything down in one file. A crash leaves the old file or the new one, never half of one.

        Raises TypeError when an id is neither a whole number nor a text.
        """
        if self._frozen is None or len(self._said) or self._laid is None or self._laid.changed:
            self._lay_down([*(self._laid or ()), *self._said])
        if self._frozen is not None:
            made = np.frombuffer(self._measure.digest, np.uint8)
            write_arrays({**self._arrays, _MADE_WITH: made}, path)

    def __len__(self) -> int:
        """How many persons can be found."""
        return len(self._said) + (len(self._laid) if self._laid else 0)

    def add(
        self,
        who: Hashable,
        names: str | Sequence[str],
        *,
        age: Age = None,
        sex: str | None = None,
    ) -> tuple[Said, ...]:
        """Add what was said to be the name or names of `who`; searchable at once. May be called again for more claims.

        Age in years, or the interval it surely lies in. Returns for each name whether it was a name at all:
        what is unknown or withheld is never filed, for it would match every other unnamed child.
        """
        said = (names,) if isinstance(names, str) else tuple(names)
        heard = tuple(hear(name) for name in said)
        person = Person(who, _interval(age), sex)
        before = self._said.many(who) + (self._laid.many(who) if self._laid else 0)
        self._keep(
            person,
            [Claim(person, n, t) for n, (t, h) in enumerate(zip(said, heard, strict=True), before) if h is Said.NAME],
        )
        return heard

    def remove(self, who: Hashable) -> bool:
        """Forget every claim of `who` (a mistake undone, a lent register expired); False when nobody was there."""
        there = who in self._said
        for claim in self._said.drop(who):
            self._growing.drop(claim)
        return (self._laid is not None and self._laid.drop(who)) or there

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        age: Age = None,
        sex: str | None = None,
    ) -> list[Candidate]:
        """At most `limit` persons whose claimed names may be `query`, best first, each once with its best claim.

        Age and sex only move the order; nobody is ever hidden by them. A query that is no name finds nobody.
        """
        parts = part(query) if hear(query) is Said.NAME else ()
        if not parts or limit < 1:
            return []
        asked = ask(parts, self._measure)
        most = max(FULL_LOOK, 2 * limit)
        best: dict[Hashable, tuple[float, Claim, Match]] = {}
        for claim, seen in self._looks(asked, most):
            match, who = _matched(asked, claim, seen), claim.person
            score = round(match.score * _fits(who, _interval(age), sex), 4)
            if score >= _LEAST_SCORE and (who.id not in best or score > best[who.id][0]):
                best[who.id] = (score, claim, match)
        ranked = sorted(best.values(), key=lambda b: (-b[0], str(b[1].person.id)))[:limit]
        return [_candidate(score, claim, judged(match), _interval(age), sex) for score, claim, match in ranked]

    def explain(self, a: str, b: str) -> Comparison:
        """Compare two names as a person would want it explained: every part, its partner, its letters."""
        return _explain(a, b, self._measure)

    def _looks(self, asked: Asked, most: int) -> Iterator[tuple[Claim, Look]]:
        """What was seen on each shelf, with whose claim it is."""
        shelves: list[tuple[Shelf, Remembered | Laid]] = [(self._growing, self._said)]
        if self._frozen is not None and self._laid is not None:
            shelves.append((self._frozen, self._laid))
        for shelf, claims in shelves:
            if not shelf.size:
                continue
            if self._work.size < shelf.size:
                self._work = Work(shelf.size + shelf.size // 4)
            for seen in look(asked, shelf, self._measure, self._work, most):
                claim = claims.claim(seen.claim)
                if claim is not None:
                    yield claim, seen

    def _keep(self, person: Person, claims: Sequence[Claim]) -> None:
        readable = [(c, p) for c in claims if (p := part(c.text))]
        self._said.add(person, [c for c, _ in readable])
        for _, parts in readable:
            self._growing.add([p.word for p in parts], fused(parts))

    def _lay_down(self, claims: Sequence[Claim]) -> None:
        numbers: dict[str, int] = {}
        rows, joins = [], []
        kept = []
        for claim in claims:
            parts = part(claim.text)
            if parts:
                kept.append(claim)
                rows.append([numbers.setdefault(p.word, len(numbers)) for p in parts])
                joins.append([numbers.setdefault(w, len(numbers)) for w in fused(parts)])
        if kept:
            self._set_down({**freeze(rows, joins, list(numbers), self._measure).arrays, **lay(kept)})
        self._growing, self._said = Growing(self._measure), Remembered()

    def _set_down(self, arrays: dict[str, Array]) -> None:
        self._arrays = arrays
        self._frozen, self._laid = Frozen(arrays), Laid(arrays)


def fused(parts: tuple[Part, ...]) -> list[str]:
    """Neighbours that some writer would write as one word: Al Aridi, Abd Allah, De León."""
    if not any(p.word in FUSING for p in parts):
        return []
    return [w for i, j, w in joined(parts) if any(p.word in FUSING for p in parts[i : j + 1])]


def explain(a: str, b: str) -> Comparison:
    """Compare two names, with the shipped model, as a person would want it explained."""
    return _explain(a, b, Measure(shipped_model()))


def explain_with(a: str, b: str, model: Model | None) -> Comparison:
    """Compare two names with a model of one's own, or None for rules alone."""
    return _explain(a, b, Measure(model))


def _explain(a: str, b: str, measure: Measure) -> Comparison:
    seen = compare(part(a) if hear(a) is Said.NAME else (), part(b) if hear(b) is Said.NAME else (), measure)
    return replace(seen, reasons=tuple(_with_steps(r, measure) for r in seen.reasons))


def _with_steps(reason: Reason, measure: Measure) -> Reason:
    if reason.tie not in (Tie.SOUNDS, Tie.SPELLED, Tie.JOINED):
        return reason
    a, c = ("".join(p.word for p in part(side)) for side in (reason.asked, reason.claimed))
    return replace(reason, steps=measure.steps(a, c))


def _claims(names: Iterable[tuple[Hashable, str | Sequence[str]]]) -> Iterator[Claim]:
    for who, said in names:
        person = Person(who)
        for number, text in enumerate((said,) if isinstance(said, str) else said):
            if hear(text) is Said.NAME:
                yield Claim(person, number, text)


def _matched(asked: Asked, claim: Claim, seen: Look) -> Match:
    many = len(asked.parts)
    claimed = part(claim.text)
    joins = [
        Join(tuple(range(i, j + 1)), (c,), strength)
        for k, (i, j) in enumerate(asked.spans)
        for c, strength in enumerate(seen.table[many + k].tolist())
        if strength > 0.0
    ]
    return weigh(asked.parts, claimed, seen.table[:many], joins)


def _fits(person: Person, age: tuple[float, float] | None, sex: str | None) -> float:
    """By how much age and sex lower a score: they move the order and hide nobody."""
    differs = sex is not None and person.sex is not None and sex != person.sex
    return _age_factor(age, person.age) * (0.97 if differs else 1.0)


def _candidate(
    score: float, claim: Claim, seen: Comparison, age: tuple[float, float] | None, sex: str | None
) -> Candidate:
    person = claim.person
    sex_fits = None if sex is None or person.sex is None else sex == person.sex
    age_fits = _overlap(age, person.age)
    return Candidate(person.id, score, claim.text, claim.number, seen.reasons, seen.same_order, age_fits, sex_fits)


def _interval(age: Age) -> tuple[float, float] | None:
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
