"""What a guard's screen knows of whoever stands there: a visit now, a court in the way, a child's band."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from abrigo.facts.kinds import OperationId
from abrigo.facts.wire import from_ms, to_ms
from abrigo.names import part
from abrigo.names.skeleton import bones
from abrigo.registers import cards, names, people
from abrigo.registers.cards import CardLine
from abrigo.registers.models import Card, Person
from abrigo.registers.people import PersonLine
from abrigo.rules.access import Viewer, may_do, may_enter
from abrigo.rules.intake import clean_band
from abrigo.rules.orders import NO_CONTACT, SUPERVISED_ONLY
from abrigo.rules.visits import EARLY

LONGEST_VISIT: Final = timedelta(hours=24)
LATELY: Final = timedelta(days=7)  # what ended within a week is still believed to hold by whoever asked for it


class Sign(StrEnum):
    """Three answers, each with a shape of its own."""

    IN = "may-come-in"
    NOT_IN = "may-not-come-in"
    ASK = "ask-first"


class Because(StrEnum):
    BAND_OF_A_CHILD = "band-of-a-child"
    BAND_UNKNOWN = "band-unknown"
    NOBODY_NAMED = "nobody-named"
    NO_CONTACT = "no-contact-ordered"
    KEPT_APART = "kept-apart-from"
    NOBODY_WATCHES = "nobody-watches"
    NOT_THIS_HOUR = "not-this-hour"
    NOT_APPROVED = "not-approved"
    VISIT_NOW = "visit-now"
    NOBODY_KNOWN = "nobody-known"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the guard typed: names in any script, a band, whether it is in their hand, and the child they say."""

    who: str = ""
    child: str = ""
    band: str = ""
    in_hand: bool = False
    visit: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """A restriction as the gate needs it. `over`: it has ended, and somebody may still believe in it."""

    id: str
    person: str
    kind: str
    against: str
    issuer: str
    basis: str
    ends: datetime
    over: bool


@dataclass(frozen=True, slots=True)
class Told:
    """The answer, what it rests on, and who else may be meant."""

    sign: Sign
    because: Because
    visit: CardLine | None = None
    child: PersonLine | None = None
    limit: Limit | None = None
    watched: bool = False
    over: tuple[Limit, ...] = ()
    children: tuple[PersonLine, ...] = ()


def may_see(viewer: Viewer) -> bool:
    return may_do(viewer, "answer-at-gate")


# -- names, whatever script they are typed in -------------------------------------------------


@lru_cache(maxsize=50_000)
def _heard(name: str) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((p.word, frozenset(b for b in bones(p.word) if len(b) > 1)) for p in part(name))


def may_be(named: str, who: str) -> bool:
    """Whether `who` may be the person `named`: each word of the shorter name sounds like one of the other's.

    Rather too often than once too seldom: the guard then reads a document, and a likeness is explained in a minute.
    """
    one, other = sorted((_heard(named), _heard(who)), key=len)
    if not one:
        return not _heard(named)  # a limit that names nobody keeps everybody away
    return all(any(word == w or (b and b & c) for w, c in other) for word, b in one)


# -- asking -------------------------------------------------------------------------------------


def ask(viewer: Viewer, operation: OperationId, asked: Asked, now: datetime) -> Told:
    """One answer for whoever stands there. What stands in the way is looked at before what opens the door."""
    if not may_enter(viewer, operation) or not may_see(viewer):
        return Told(Sign.ASK, Because.NOBODY_NAMED)
    if asked.in_hand:
        return _with_a_band(viewer, operation, asked)
    if not asked.who.strip():
        return Told(Sign.ASK, Because.NOBODY_NAMED)
    children = _children(viewer, operation, asked)
    coming = _coming(viewer, operation, asked, now)
    visit = next((v for v in coming if not children or v.person in {c.id for c in children}), None)
    about = {c.id for c in children} | ({visit.person} if visit else set())
    limits = _limits(viewer, operation, asked.who, now)
    holds = [r for r in limits if not r.over and (not about or not r.person or r.person in about)]
    over = tuple(r for r in limits if r.over and r.person in about)
    no = next((r for r in holds if r.kind == NO_CONTACT), None)
    if no is not None:
        return Told(Sign.NOT_IN, Because.NO_CONTACT, limit=no, over=over)
    if _apart(viewer, operation, about, asked.who, now):
        return Told(Sign.NOT_IN, Because.KEPT_APART, over=over)
    if visit is None:
        return Told(Sign.ASK, Because.NOBODY_KNOWN, over=over, children=tuple(children))
    return _under(viewer, operation, visit, next((r for r in holds if r.kind == SUPERVISED_ONLY), None), over, now)


def _with_a_band(viewer: Viewer, operation: OperationId, asked: Asked) -> Told:
    """A child's band in an adult's hand: the band tells nothing of the adult and perhaps something of the child."""
    band = clean_band(asked.band)
    worn = bool(band) and Person.objects.filter(operation=operation, band=band).exclude(category="adult").exists()
    child = next((p for p in people.by_code(viewer, operation, asked.band) if p.band == band), None) if worn else None
    return Told(Sign.NOT_IN, Because.BAND_OF_A_CHILD if worn else Because.BAND_UNKNOWN, child=child)


def _children(viewer: Viewer, operation: OperationId, asked: Asked) -> list[PersonLine]:
    """Whom they come for, of those this guard may see. Nothing here tells whether a child is anywhere else."""
    if asked.band.strip():
        return people.by_code(viewer, operation, asked.band)[:5]
    if asked.child.strip():
        return [f.line for f in names.ask(viewer, operation, asked.child, limit=5)]
    return []


def _coming(viewer: Viewer, operation: OperationId, asked: Asked, now: datetime) -> list[CardLine]:
    """Visits of today whose visitor this may be: those approved for now first."""
    wanted = [v for v in around(viewer, operation, now)
              if v.id == asked.visit or (not asked.visit and may_be(v.title, asked.who))]  # fmt: skip
    return sorted(wanted, key=lambda v: (v.status != "approved", not is_now(v, now), v.due or now))


def around(viewer: Viewer, operation: OperationId, now: datetime) -> list[CardLine]:
    """Every visit about a day around now that has not been held yet."""
    near = (now - LONGEST_VISIT, now + LONGEST_VISIT)
    found = cards.ask(viewer, operation, "visit", status=["approved", "requested", "on-hold", "refused"], due=near)
    return [v for v in found if v.body["ends"] > to_ms(now)]


def is_now(visit: CardLine, now: datetime) -> bool:
    return visit.due is not None and visit.due - EARLY <= now < from_ms(visit.body["ends"])


def _under(
    viewer: Viewer, operation: OperationId, visit: CardLine, watch: Limit | None, over: tuple[Limit, ...], now: datetime
) -> Told:
    supervised = bool(visit.body.get("supervised"))
    told: dict[str, Any] = {"visit": visit, "limit": watch, "over": over, "watched": supervised}
    told["child"] = next(iter(people.ask(viewer, operation, people=[visit.person], merged=True)), None)
    if visit.status != "approved":
        return Told(Sign.NOT_IN, Because.NOT_APPROVED, **told)
    if not is_now(visit, now):
        return Told(Sign.NOT_IN, Because.NOT_THIS_HOUR, **told)
    if watch is not None and not supervised:
        return Told(Sign.NOT_IN, Because.NOBODY_WATCHES, **told)
    return Told(Sign.IN, Because.VISIT_NOW, **told)


@lru_cache(maxsize=50_000)
def _read(body: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(body)
    return told


def _limits(viewer: Viewer, operation: OperationId, who: str, now: datetime) -> list[Limit]:
    """Restrictions on contact that may keep `who` away, and hold now or ended within a week; within the viewer's reach.

    Thousands are read for the one that matters: they are let go one by one, so that nobody waits for a collector.
    """
    if not cards.may_list(viewer, operation, "restriction"):
        return []
    found = Card.objects.filter(
        cards.reached(viewer, operation, "restriction"), operation=operation, kind="restriction", status="set",
        title__in=(NO_CONTACT, SUPERVISED_ONLY), due__gt=to_ms(now - LATELY),
    )  # fmt: skip
    limits = []
    rows = found.values_list("id", "person", "title", "due", "body").iterator(chunk_size=200)
    for id_, person, kind, due, body in rows:
        told = _read(body)
        if told["begins"] <= to_ms(now) and may_be(told["against"], who):
            ends = from_ms(due)
            limits.append(Limit(id_, person, kind, told["against"], told["issuer"], told["basis"], ends, ends <= now))
    return limits


def _apart(viewer: Viewer, operation: OperationId, about: set[str], who: str, now: datetime) -> bool:
    kept = [c for person in about for c in cards.ask(viewer, operation, "apart", person=person, status=["kept"])]
    now_kept = [c for c in kept if c.due is None or now < c.due]
    named = [c.body["other_name"] for c in now_kept if c.body["other_name"]]
    others = {c.body["other"] for c in now_kept} - {""}
    # Only whether it may be them goes out of here: what somebody of another gate is called stays where it is.
    for told in Person.objects.filter(id__in=sorted(others)).values_list("names", flat=True) if others else ():
        named += [n["text"] for n in json.loads(told) if not n.get("withdrawn")]
    return any(may_be(name, who) for name in named)
