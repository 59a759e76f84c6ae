"""Daily care. A need can be forgotten for good; a door is locked only with a reason, a key, a fire check and an end."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from abrigo.facts.daily import DutyTold, FireChecked, NeedEnded, NeedKind, NeedSet, RoomLocked, RoomUnlocked
from abrigo.facts.index import Fact
from abrigo.facts.kinds import LockId, NeedId, OperationId, PersonId, SiteId
from abrigo.facts.streams import site_day_stream
from abrigo.rules.movement import nobody_here, person_stream
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.places import known_places, places_of, refuse_place
from abrigo.rules.refusals import Refusal, Why

# In 2017 a locked room of a shelter burned, and 41 girls died behind its door. With anybody inside, a lock ends by
# itself within the half hour and needs somebody to say again why; an empty store may stay shut for a shift.
WITH_PEOPLE: Final = timedelta(minutes=30)
EMPTY: Final = timedelta(hours=12)
FIRE_CHECK_LASTS: Final = timedelta(hours=24)

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SetNeed:
    operation: OperationId
    person: PersonId
    need: NeedId
    kind: NeedKind
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EndNeed:
    """The words are destroyed. No reason is asked for: whoever asks that it be forgotten owes none."""

    operation: OperationId
    person: PersonId
    need: NeedId
    at: datetime


@dataclass(frozen=True, slots=True)
class TellDuty:
    operation: OperationId
    site: SiteId
    names: tuple[str, ...]
    until: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class CheckFire:
    operation: OperationId
    site: SiteId
    safe: bool
    at: datetime
    words: str = ""


@dataclass(frozen=True, slots=True)
class LockRoom:
    operation: OperationId
    site: SiteId
    lock: LockId
    room: str
    reason: str
    inside: int
    keyholder: str
    until: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class UnlockRoom:
    """Never refused for being late."""

    operation: OperationId
    site: SiteId
    lock: LockId
    at: datetime
    words: str = ""


Act = SetNeed | EndNeed | TellDuty | CheckFire | LockRoom | UnlockRoom

# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Needs:
    """What one person needs. `ended`: ids alone, for what was deleted is known to nobody."""

    held: dict[NeedId, NeedSet] = field(default_factory=dict)
    ended: frozenset[NeedId] = frozenset()


def learn_need(known: Needs, fact: Fact) -> Needs:
    match fact:
        case NeedSet(need=need) if need not in known.ended and need not in known.held:
            return replace(known, held={**known.held, need: fact})
        case NeedEnded(need=need):
            held = {k: v for k, v in known.held.items() if k != need}
            return Needs(held, known.ended | {need})
        case _:
            return known


NEEDS: Final = Room("needs", Needs(), learn_need)


@dataclass(frozen=True, slots=True)
class Day:
    """One site's day: who is on duty, the newest fire check, and every lock with its end if it has one."""

    duty: DutyTold | None = None
    fire: FireChecked | None = None
    locks: dict[LockId, RoomLocked] = field(default_factory=dict)
    opened: frozenset[LockId] = frozenset()

    @property
    def shut(self) -> tuple[RoomLocked, ...]:
        """Still locked as far as anybody has said; whoever is past their minutes first."""
        return tuple(sorted((f for i, f in self.locks.items() if i not in self.opened), key=lambda f: f.until))

    def fire_checked(self, at: datetime) -> bool:
        """Whether a way out was walked, and found free, within the day before `at`."""
        return self.fire is not None and self.fire.safe and at - self.fire.said.at <= FIRE_CHECK_LASTS


def learn_day(known: Day, fact: Fact) -> Day:
    match fact:
        case DutyTold():
            return known if known.duty and known.duty.said.at > fact.said.at else replace(known, duty=fact)
        case FireChecked():
            return known if known.fire and known.fire.said.at > fact.said.at else replace(known, fire=fact)
        case RoomLocked(lock=lock):
            return known if lock in known.locks else replace(known, locks={**known.locks, lock: fact})
        case RoomUnlocked(lock=lock):
            return replace(known, opened=known.opened | {lock})
        case _:
            return known


DAYS: Final = Room("site-days", Day(), learn_day)

# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield places_of(act.operation)
    if isinstance(act, SetNeed | EndNeed):
        yield person_stream(act.person)
        yield Stream(NEEDS, f"person:{act.person}")
    else:
        yield Stream(DAYS, site_day_stream(act.operation, act.site))


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if isinstance(act, SetNeed | EndNeed):
        return _need(past, act, hand)
    if no := refuse_place(known_places(past, act.operation), act.site):
        return no
    day: Day = past.of(DAYS, site_day_stream(act.operation, act.site))
    match act:
        case TellDuty():
            names = tuple(n.strip() for n in act.names if n.strip())
            if not names:
                return Refusal(Why.WORDS_REQUIRED, ("names",))
            if act.until <= act.at:
                return Refusal(Why.DUE_BEFORE_NOW, ("until",))
            return (DutyTold(act.operation, act.site, names, act.until, hand.said),)
        case CheckFire():
            if not act.safe and not act.words.strip():
                return Refusal(Why.WORDS_REQUIRED, ("words",))
            return (FireChecked(act.operation, act.site, act.safe, act.words, hand.said),)
        case LockRoom():
            return lock(day, act, hand)
        case UnlockRoom():
            if act.lock not in day.locks:
                return Refusal(Why.UNKNOWN_LOCK, (act.lock,))
            if act.lock in day.opened:
                return Refusal(Why.LOCK_OPENED, (act.lock,))
            return (RoomUnlocked(act.operation, act.site, act.lock, act.words, hand.said),)


def _need(past: Past, act: SetNeed | EndNeed, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if nobody_here(past, act.operation, act.person):
        return Refusal(Why.UNKNOWN_PERSON, (act.person,))
    known: Needs = past.of(NEEDS, f"person:{act.person}")
    if isinstance(act, EndNeed):
        if act.need not in known.held:
            return Refusal(Why.UNKNOWN_NEED, (act.need,))
        return (NeedEnded(act.operation, act.person, act.need, hand.said),)
    if act.need in known.held or act.need in known.ended:
        return Refusal(Why.NEED_EXISTS, (act.need,))
    if not act.words.strip():
        return Refusal(Why.WORDS_REQUIRED, ("words",))
    return (NeedSet(act.operation, act.person, act.need, act.kind, act.words.strip(), hand.said),)


def lock(day: Day, act: LockRoom, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if act.lock in day.locks:
        return Refusal(Why.LOCK_EXISTS, (act.lock,))
    for name in ("room", "reason", "keyholder"):
        if not getattr(act, name).strip():
            return Refusal(Why.WORDS_REQUIRED, (name,))
    if act.inside < 0 or act.until <= act.at:
        return Refusal(Why.DUE_BEFORE_NOW, ("until",))
    if act.until - act.at > (WITH_PEOPLE if act.inside else EMPTY):
        return Refusal(Why.LOCK_TOO_LONG, (str(int((WITH_PEOPLE if act.inside else EMPTY).total_seconds() // 60)),))
    if not day.fire_checked(act.at):
        return Refusal(Why.FIRE_CHECK_REQUIRED, (act.site,))
    return (
        RoomLocked(
            act.operation, act.site, act.lock, act.room, act.reason, act.inside, act.keyholder, act.until, hand.said
        ),
    )
