"""Contested custody: what makes a contest of two houses' words, and who may end it by going to see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import combinations
from typing import Final

from abrigo.facts.contests import Checked, ContestRaised, ContestResolved, PlaceClaim
from abrigo.facts.index import Fact
from abrigo.facts.intake import PersonReceived
from abrigo.facts.kinds import ContestId, OperationId, PersonId, SiteId, UnitId
from abrigo.facts.movement import Arrived, Boarded, LeaveEnded
from abrigo.facts.rollcalls import RollCallAnswered
from abrigo.facts.sightings import BroughtBack, FoundInside, Seen
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.places import known_places, places_of
from abrigo.rules.refusals import Refusal, Why

Ranges = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class ResolveContest:
    operation: OperationId
    person: PersonId
    contest: ContestId
    site: SiteId
    checked: Checked
    at: datetime
    unit: UnitId | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Contest:
    raised: ContestRaised | None = None
    resolved: ContestResolved | None = None


def learn(known: Contest, fact: Fact) -> Contest:
    match fact:
        case ContestRaised():
            return replace(known, raised=known.raised or fact)
        case ContestResolved():
            return replace(known, resolved=known.resolved or fact)
        case _:
            return known


CONTESTS: Final = Room("contests", Contest(), learn)


def needs(act: ResolveContest, past: Past) -> Iterable[Need]:
    yield places_of(act.operation)
    yield Stream(CONTESTS, f"contest:{act.contest}")


def decide(past: Past, act: ResolveContest, hand: Hand) -> tuple[Fact, ...] | Refusal:
    """By sight, band or telephone; never by an opinion about which of two lines is the better one."""
    known = past.of(CONTESTS, f"contest:{act.contest}")
    if known.raised is None or known.raised.person != act.person or known.raised.operation != act.operation:
        return Refusal(Why.UNKNOWN_CONTEST, (act.contest,))
    if known.resolved is not None:
        return Refusal(Why.CONTEST_RESOLVED, (act.contest,))
    places = known_places(past, act.operation)
    if act.site not in places.sites:
        return Refusal(Why.UNKNOWN_SITE, (act.site,))
    if act.at < known.raised.said.at:
        return Refusal(Why.CHECKED_BEFORE_ASKED)
    return (
        ContestResolved(act.operation, act.person, act.contest, act.site, act.unit, act.checked, act.words, hand.said),
    )


# -- what makes a contest ---------------------------------------------------------------

PLACING: Final = (PersonReceived, Arrived, LeaveEnded, Seen, BroughtBack, FoundInside, RollCallAnswered, Boarded)


def placed_at(fact: Fact) -> SiteId | None:
    """Where a fact says somebody of ours has the person; None when it says no such thing."""
    match fact:
        case Boarded():
            return fact.vehicle
        case RollCallAnswered():
            return fact.site if fact.present else None
        case PersonReceived() | Arrived() | LeaveEnded() | Seen() | BroughtBack() | FoundInside():
            return fact.site
        case _:
            return None


@dataclass(frozen=True, slots=True)
class Word:
    """One entry about one person: its device and number, and which numbers of other devices its writer knew."""

    device: str
    number: int
    fact: Fact
    knew: Mapping[str, Ranges]

    def knows(self, other: "Word") -> bool:
        if self.device == other.device:
            return self.number > other.number
        return any(low <= other.number <= high for low, high in self.knew.get(other.device, ()))


def contests(words: Sequence[Word]) -> list[tuple[Word, Word]]:
    """Pairs of placings of two devices that contradict: neither writer knew the other, each was its device's last word
    before it heard of the other, and nobody who knew both has said which holds.

    A function of the set of words: the order in which they arrived cannot matter.
    """
    placing = [w for w in words if placed_at(w.fact) is not None]
    ended = [w for w in words if isinstance(w.fact, ContestResolved)]
    apart = [(a, b) for a, b in combinations(placing, 2) if a.device != b.device and not a.knows(b) and not b.knows(a)]
    found = []
    for a, b in apart:
        if placed_at(a.fact) == placed_at(b.fact) or _superseded(a, b, apart) or _superseded(b, a, apart):
            continue
        if not any(end.knows(a) and end.knows(b) for end in ended):
            found.append((a, b) if (a.device, a.number) < (b.device, b.number) else (b, a))
    return sorted(found, key=lambda pair: (pair[0].device, pair[0].number, pair[1].device, pair[1].number))


def _superseded(one: Word, other: Word, apart: Sequence[tuple[Word, Word]]) -> bool:
    """Whether the same device said something later, still not knowing of `other`."""
    return any(
        later.device == one.device and later.number > one.number
        for pair in apart
        if other in pair
        for later in pair
        if later is not other
    )


def claim_of(word: Word) -> PlaceClaim:
    site = placed_at(word.fact)
    assert site is not None
    at = int(word.fact.said.at.timestamp() * 1000)
    return PlaceClaim(site, word.fact.said.by, at, word.device, word.number)


def name_of(person: PersonId, claims: Sequence[PlaceClaim]) -> ContestId:
    """The same claims make the same question, whoever meets them first."""
    told = "\n".join([person, *sorted(f"{c.device} {c.number}" for c in claims)])
    return ContestId(sha256(told.encode()).hexdigest()[:32])
