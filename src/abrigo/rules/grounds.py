"""The grounds of care: on what authority each day rested, and the days that rested on none."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from abrigo.facts.custody import AuthorityEnded, AuthorityGiven
from abrigo.facts.index import Fact
from abrigo.facts.intake import PersonReceived
from abrigo.facts.kinds import Ground
from abrigo.facts.release import Died, Released, ReleasedInError, TransferredOut


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `begins` until `ends` (UTC; None: no end yet) care rested on `ground`; None: on nothing on record."""

    ground: Ground | None
    begins: datetime
    ends: datetime | None


def stretches(facts: Iterable[Fact], now: datetime) -> tuple[Stretch, ...]:
    """In: a person's facts in order of occurrence. Out: every ground with its days, and every gap until `now`.

    A ground counts from the day it names (else from when it was given) until its own end, or until it was ended; two
    may overlap. Days of care no ground covers are a gap, and a gap is shown as strongly as anything else.
    """
    began: datetime | None = None
    until: datetime | None = None
    given: list[Stretch] = []
    for fact in facts:
        match fact:
            case PersonReceived():
                began = began or fact.said.at
            case AuthorityGiven(ground=ground):
                given.append(Stretch(ground, ground.begins or fact.said.at, ground.ends))
            case AuthorityEnded():
                given = [_cut(one, fact.said.at) for one in given]
            case Released() | TransferredOut() | Died():
                until = fact.said.at
            case ReleasedInError():
                until = None
            case _:
                pass
    if began is None:
        return tuple(given)
    return tuple(sorted([*given, *_gaps(given, began, until or now, open_end=until is None)], key=_order))


def _order(one: Stretch) -> tuple[datetime, bool]:
    return one.begins, one.ground is None


def _cut(one: Stretch, at: datetime) -> Stretch:
    return replace(one, ends=max(at, one.begins)) if one.ends is None or one.ends > at else one


def _gaps(given: Iterable[Stretch], began: datetime, until: datetime, *, open_end: bool) -> Iterable[Stretch]:
    covered = began
    for one in sorted(given, key=_order):
        if one.begins > covered and covered < until:
            yield Stretch(None, covered, min(one.begins, until))
        if one.ends is None:
            return
        covered = max(covered, one.ends)
    if covered < until:
        yield Stretch(None, covered, None if open_end else until)
