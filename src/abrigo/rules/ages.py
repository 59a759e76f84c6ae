"""How old someone is, as an interval that follows from who said what; in doubt, a child."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from abrigo.facts.identity import AgeClaimed, AgeDetermined, ClaimWithdrawn
from abrigo.facts.index import Fact
from abrigo.facts.intake import PersonReceived, StrangerFound, Tally
from abrigo.facts.kinds import AgeMethod, AgeRange, ClaimId, PersonId
from abrigo.facts.wire import from_ms
from abrigo.rules.past import Past, Room, Stream

OF_AGE: Final = 18
BY_EYE: Final = {Tally.CHILD: AgeRange(0, OF_AGE - 1), Tally.ADULT: AgeRange(OF_AGE, None)}
NOTHING_SAID: Final = AgeRange(0, None)


class Category(StrEnum):
    """Never a verdict: only a standing determination is one."""

    CHILD = "child"
    ADULT = "adult"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Reading:
    """Whole years at one instant, both ends included; `determined` when a competent authority's word stands."""

    low: int
    high: int | None
    category: Category
    determined: bool = False

    @property
    def protected(self) -> bool:
        """Treated as a child: everyone who is not certainly an adult."""
        return self.category is not Category.ADULT


# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AgeSaid:
    """One age as it was on the day it was said (UTC)."""

    claim: ClaimId
    age: AgeRange
    at: datetime
    by_eye: bool = False
    determined: bool = False


@dataclass(frozen=True, slots=True)
class Ages:
    """What was seen and said of one person's age. Equal whatever the order in which it arrived."""

    tally: Tally | None = None
    said: dict[ClaimId, AgeSaid] = field(default_factory=dict)
    withdrawn: dict[ClaimId, datetime] = field(default_factory=dict)


def learn(known: Ages, fact: Fact) -> Ages:
    match fact:
        case PersonReceived(tally=tally) | StrangerFound(tally=tally):
            # Two pairs of eyes that differ: the one that saw a child is kept.
            return replace(known, tally=Tally.CHILD if Tally.CHILD in (tally, known.tally) else tally)
        case AgeClaimed():
            by_eye = fact.method is AgeMethod.BY_EYE
            return _said(known, AgeSaid(fact.claim, fact.age, fact.said.at, by_eye=by_eye))
        case AgeDetermined():
            return _said(known, AgeSaid(fact.claim, fact.age, fact.said.at, determined=True))
        case ClaimWithdrawn(claim=claim):
            at = min(fact.said.at, known.withdrawn.get(claim, fact.said.at))
            return replace(known, withdrawn={**known.withdrawn, claim: at})
        case _:
            return known


def _said(known: Ages, said: AgeSaid) -> Ages:
    """An id names one claim for good; should two ever bear it, the one said first is it."""
    other = known.said.get(said.claim)
    if other is not None and _rank(other) <= _rank(said):
        return known
    return replace(known, said={**known.said, said.claim: said})


def _rank(said: AgeSaid) -> tuple[datetime, bool, bool, int, int]:
    high = -1 if said.age.high is None else said.age.high
    return (said.at, not said.determined, not said.by_eye, said.age.low, high)


AGES: Final = Room("ages", Ages(), learn)


def ages_of(person: PersonId) -> Stream:
    return Stream(AGES, f"person:{person}")


def known_ages(past: Past, person: PersonId) -> Ages:
    return past.of(AGES, f"person:{person}")


# -- the reading ------------------------------------------------------------------


def read(known: Ages, at: datetime) -> Reading:
    """In: what is known, and an instant (UTC). Out: the age then, by what had been said by then.

    A later determination changes no earlier day: every count answers as it was.
    """
    said = [s for s in known.said.values() if s.at <= at]
    standing = [s for s in said if not (s.claim in known.withdrawn and known.withdrawn[s.claim] <= at)]
    return reading(known.tally, standing, at)


def reading(tally: Tally | None, standing: Iterable[AgeSaid], at: datetime) -> Reading:
    """The reading of the claims that stand at `at`."""
    standing = list(standing)
    if verdicts := [s for s in standing if s.determined]:
        last = max(verdicts, key=lambda s: (s.at, s.claim))
        return _over([_grown(last, at)], determined=True)
    ranges = [_grown(s, at) for s in standing]
    if not ranges:
        return _over([NOTHING_SAID if tally is None else BY_EYE[tally]], determined=False)
    # Someone who looks like a child and says nineteen may have been told to say so. Until somebody competent has
    # looked, the eye that saw a child is heard too (when nothing more exact was noted by that eye).
    looked = any(s.by_eye for s in standing)
    if tally is Tally.CHILD and not looked and min(s.age.low for s in standing) >= OF_AGE:
        ranges.append(BY_EYE[Tally.CHILD])
    return _over(ranges, determined=False)


def _grown(said: AgeSaid, at: datetime) -> AgeRange:
    """The range `at` a later day: both ends move by whole years gone by, never by a part of one.

    So the low end is certain, and nobody is moved out of protection by a birthday somebody guessed.
    """
    years = whole_years(said.at, at)
    return AgeRange(said.age.low + years, None if said.age.high is None else said.age.high + years)


def whole_years(since: datetime, at: datetime) -> int:
    """Full years between two instants, by the calendar of UTC; 29 February turns on 1 March. Never negative.

    One calendar for both: six in the evening in Guatemala is already tomorrow in UTC, and a child must not be a year
    older because one of two desks wrote its own hour.
    """
    since, at = since.astimezone(UTC), at.astimezone(UTC)
    years = at.year - since.year
    reached = (at.month, at.day, at.time()) >= (since.month, since.day, since.time())
    return max(0, years if reached else years - 1)


def _over(ranges: Sequence[AgeRange], *, determined: bool) -> Reading:
    low = min(r.low for r in ranges)
    highs = [r.high for r in ranges if r.high is not None]
    high = max(highs) if len(highs) == len(ranges) else None
    if low >= OF_AGE:
        category = Category.ADULT
    elif high is not None and high < OF_AGE:
        category = Category.CHILD
    else:
        category = Category.UNDETERMINED
    return Reading(low, high, category, determined)


def read_age(tally: str, claims: Iterable[Mapping[str, Any]], at: datetime) -> Reading:
    """The reading by everything said so far, from claims as the register keeps them: spelled (ms), and marked.

    Taken at `at` or when the last of them was said, whichever is later: a claim of the first night that a telephone
    brings a month late must not hide what a court determined in between.
    """
    standing = [_unspelled(c) for c in claims if not c.get("withdrawn")]
    return reading(Tally(tally) if tally else None, standing, max([at, *(s.at for s in standing)]))


def _unspelled(claim: Mapping[str, Any]) -> AgeSaid:
    return AgeSaid(
        ClaimId(claim["claim"]),
        AgeRange(claim["age"]["low"], claim["age"]["high"]),
        from_ms(claim["said"]["at"]),
        by_eye=claim.get("method") == AgeMethod.BY_EYE,
        determined=bool(claim.get("determined")),
    )


# -- the two readings of a count ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Split:
    """One count, three parts. Whoever quotes it says which reading they quote."""

    children: int = 0
    undetermined: int = 0
    adults: int = 0

    @property
    def total(self) -> int:
        return self.children + self.undetermined + self.adults

    @property
    def protective(self) -> tuple[int, int]:
        """(children, adults), the undetermined counted as children: the default, in doubt a child."""
        return self.children + self.undetermined, self.adults

    @property
    def strict(self) -> tuple[int, int]:
        """(children, adults), the undetermined counted as adults."""
        return self.children, self.undetermined + self.adults


def split(readings: Iterable[Reading]) -> Split:
    counted = dict.fromkeys(Category, 0)
    for one in readings:
        counted[one.category] += 1
    return Split(counted[Category.CHILD], counted[Category.UNDETERMINED], counted[Category.ADULT])
