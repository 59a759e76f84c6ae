"""One child's file as of any moment: what was the case about one instant, by what was written until another."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce
from typing import Any, Final

from abrigo.facts import casework, daily
from abrigo.facts.care import HealthCheckAnswered, HealthCheckOffered
from abrigo.facts.casework import CaseAssessed, ClosureProposed, InterestsWeighed
from abrigo.facts.clocks import ClockExtended, StepTaken
from abrigo.facts.disclosures import Disclosed
from abrigo.facts.grants import Compartment
from abrigo.facts.health import HealthKind, HealthNoted
from abrigo.facts.health import Part as NotePart
from abrigo.facts.identity import (
    AgeClaimed,
    AgeDetermined,
    ClaimWithdrawn,
    GroupedWithSiblings,
    KinClaimed,
    NameClaimed,
)
from abrigo.facts.intake import PersonDescribed, PersonRegistered
from abrigo.facts.investigation import InterviewHeld
from abrigo.facts.kinds import AgeMethod, OperationId, OrderId, PersonId
from abrigo.facts.orders import RestrictionSet
from abrigo.facts.release import ReleaseProposed
from abrigo.facts.streams import restrictions_stream
from abrigo.facts.views import ChildHeard, View
from abrigo.facts.wire import to_ms
from abrigo.registers import asknown, authority, cards, deadlines, people, places, stories
from abrigo.registers.people import PersonLine
from abrigo.registers.stories import Past, Story
from abrigo.registers.whose import Held, held_by
from abrigo.rules.access import Viewer
from abrigo.rules.casework import CASES, Case, Signable
from abrigo.rules.clocks import Step, runs
from abrigo.rules.disclosures import Contents, Part
from abrigo.rules.earlier import STAYS
from abrigo.rules.health import FIELDS, HEALTH, Form, Health, moment, summary
from abrigo.rules.identity import IDENTITY, Identity
from abrigo.rules.investigation import ALLEGATIONS, matrix
from abrigo.rules.orders import ORDERS
from abrigo.rules.policy import reach
from abrigo.rules.whereabouts import ENDED, Moment, State, Whereabouts, in_order

EVERY: Final = 1_000_000
Line = dict[str, Any]

# What a family may be told of where their child is: that somebody answers, that nobody can say, or that care ended.
STANDING: Final[Mapping[State, str]] = {
    State.PRESENT: "in-care", State.IN_TRANSIT: "in-care", State.OUT: "in-care", State.UNRESOLVED: "in-care",
    State.UNACCOUNTED: "not-accounted", State.MISSING: "not-accounted", State.SOUGHT: "not-accounted",
    State.RELEASED: "care-ended", State.TRANSFERRED: "care-ended", State.RETURNED: "care-ended", State.DIED: "died",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Individual:
    """`line` None: by what was written then, nobody had written of this child. `hidden`: parts the viewer may not see.

    `known_at` is a length of the log; `about` an instant (UTC). Instants in `contents` are UTC.
    """

    person: PersonId
    known_at: int
    about: datetime
    line: PersonLine | None
    contents: Contents = field(default_factory=dict)
    hidden: frozenset[Part] = frozenset()
    entries: tuple[int, ...] = ()  # what it rests on, by number in the log
    counted_as: str = ""  # this record is counted under another


@dataclass(frozen=True, slots=True)
class _Then:
    """Everything the parts are read from."""

    viewer: Viewer
    past: Past
    operation: OperationId
    line: PersonLine
    known_at: int
    about: datetime
    story: Story
    told: tuple[Moment, ...]  # by then, about then, in order of occurrence

    def facts(self, *kinds: type) -> Iterator[tuple[int, Any]]:
        return ((m.pos, m.fact) for m in self.told if isinstance(m.fact, kinds))

    def others(self, named: frozenset[PersonId] = frozenset(), group: str = "") -> list[PersonLine]:
        """Other people of this file as they were known then: a name that somebody said later is not in it."""
        return asknown.some(
            self.viewer, self.past, self.operation, known_at=self.known_at, about=self.about, people=named, group=group
        )

    def of(self, streams: Iterable[str]) -> dict[str, list[Moment]]:
        found = self.past.histories(streams, self.known_at)
        return {s: [m for m in own if m.fact.said.at <= self.about] for s, own in found.items()}


def ask(
    viewer: Viewer, past: Past, operation: OperationId, person: PersonId, *, known_at: int, about: datetime
) -> Individual | None:
    """None: nobody by that id whom this viewer may see. What is handed out is noted, to be written down first."""
    now = people.one(viewer, operation, person)
    if now is None:
        return None
    then = asknown.one(viewer, past, operation, person, known_at=known_at, about=about)
    story = stories.read(past, operation).known_by(known_at).get(person)
    if then is None or story is None:
        return Individual(person, known_at, about, None, counted_as=now.same_as)
    written = tuple(m for m in story.moments if m.pos < known_at)
    told = tuple(in_order(m for m in written if m.fact.said.at <= about))
    own = Story(person, story.members, written)
    known = _Then(viewer, past, operation, then, known_at, about, own, told)
    parts, hidden = _parts(known)
    return Individual(person, known_at, about, then, parts, hidden, tuple(sorted(_proved(told))))


def _proved(told: Iterable[Moment]) -> Iterator[int]:
    """What a file rests on and may carry the whole words of: never a need of care, which can still be deleted."""
    return (m.pos for m in told if type(m.fact).__module__ != daily.__name__)


def _parts(t: _Then) -> tuple[Contents, frozenset[Part]]:
    identity = reduce(IDENTITY.learn, (m.fact for m in t.told), IDENTITY.empty)
    hidden: set[Part] = set()
    found: dict[Part, tuple[Line, ...]] = {
        Part.WHO: (_who(t),),
        Part.NAMES: tuple(_names(t, identity)),
        Part.AGES: tuple(_ages(t, identity)),
        Part.KIN: tuple(_kin(t, identity)),
        Part.NEEDS: tuple(_needs(t)),
        Part.GROUNDS: tuple(_grounds(t)),
        Part.WHERE: tuple(_where(t)),
        Part.BEFORE: tuple(_before(t)),
        Part.GIVEN_OUT: tuple(_given(t)),
    }
    for part, may, read in _WALLED:
        if may(t):
            found[part] = tuple(read(t))
        else:
            hidden.add(part)
    found[Part.CONTESTED] = (*_contested(t, identity), *_answered(found))
    found[Part.UNKNOWN] = (*({"code": code} for code in _unknown(found, t, hidden)), *_undone(found))
    return {part: found[part] for part in Part if part in found}, frozenset(hidden)


# -- who ----------------------------------------------------------------------


def _who(t: _Then) -> Line:
    line, where = t.line, t.line.where
    return {
        "line": line.line, "band": line.band, "sex": line.sex, "category": line.category, "low": line.age_low,
        "high": line.age_high, "state": str(where.state), "since": where.since, "received": where.received_at,
        "standing": STANDING.get(where.state, ""),
    }  # fmt: skip


def _gone(t: _Then) -> dict[str, ClaimWithdrawn]:
    return {f.claim: f for _, f in t.facts(ClaimWithdrawn)}


def _back(gone: Mapping[str, ClaimWithdrawn], claim: str) -> str:
    return gone[claim].reason if claim in gone else ""


def _names(t: _Then, _identity: Identity) -> Iterator[Line]:
    gone = _gone(t)
    for pos, f in t.facts(NameClaimed):
        yield {
            "text": f.text, "speaker": f.speaker, "language": f.language, "supposed": f.supposed,
            "withdrawn": _back(gone, f.claim), "at": f.said.at, "entry": pos,
        }  # fmt: skip


def _ages(t: _Then, _identity: Identity) -> Iterator[Line]:
    gone = _gone(t)
    for pos, f in t.facts(AgeClaimed, AgeDetermined):
        court = isinstance(f, AgeDetermined)
        by_eye = not court and f.method is AgeMethod.BY_EYE  # then the speaker is one of ours, named by number
        yield {
            "low": f.age.low, "high": f.age.high, "how": "court" if court else str(f.method),
            "speaker": f.issuer if court else "" if by_eye else f.speaker, "determined": court,
            "withdrawn": _back(gone, f.claim), "at": f.said.at, "entry": pos,
        }  # fmt: skip


def _kin(t: _Then, _identity: Identity) -> Iterator[Line]:
    gone = _gone(t)
    told = [(pos, f) for pos, f in t.facts(KinClaimed) if f.person in t.story.members]
    called = {p.id: p.called for p in t.others(frozenset(f.other for _, f in told if f.other))}
    for pos, f in told:
        yield {
            "relation": f.relation, "name": called.get(f.other or "", f.other_name), "speaker": f.speaker,
            "withdrawn": _back(gone, f.claim), "at": f.said.at, "entry": pos,
        }  # fmt: skip
    for pos, g in t.facts(GroupedWithSiblings):
        for one in t.others(group=g.group):
            if one.id not in t.story.members:
                yield {
                    "relation": "sibling", "name": one.called, "speaker": g.basis, "withdrawn": "", "at": g.said.at,
                    "entry": pos,
                }  # fmt: skip


_DESCRIBED: Final = ("language", "needs", "marks", "clothing")


def _needs(t: _Then) -> Iterator[Line]:
    """Language, needs, marks and clothing as last told; `?refused` and its like say why there is no answer."""
    now: dict[str, Any] = {}
    for _, f in t.facts(PersonRegistered, PersonDescribed):
        if isinstance(f, PersonRegistered):
            now = {name: getattr(f, name) for name in _DESCRIBED} | now
        elif f.attribute in _DESCRIBED:
            now[f.attribute] = f.value
    return ({"name": name, "text": people.told(now[name])} for name in _DESCRIBED if name in now)


# -- on what ground, where, before ----------------------------------------------


def _grounds(t: _Then) -> Iterator[Line]:
    for span in authority.spans(m.fact for m in t.told):
        g = span.ground
        yield {
            "begins": span.begins, "ends": span.ends, "gap": span.gap, "basis": g.basis if g else "",
            "article": g.article if g else "", "issuer": g.issuer if g else "", "order": g.order if g else "",
            "told_at": span.told_at,
        }  # fmt: skip


def _where(t: _Then) -> Iterator[Line]:
    """From each minute until the next at which the state, the place or the office that answers changed."""
    names = places.ask(t.viewer, t.operation)
    held = list(held_by(m.fact for m in t.told))
    kin = _own_people(t)
    instants = {at for at, _ in t.story.steps} | {h.begins for h in held} | {h.ends for h in held if h.ends}
    instants |= {at for _, story in kin for at, _ in story.steps if at >= min(instants, default=t.about)}
    last: Line | None = None
    for at in sorted(i for i in instants if i <= t.about):
        where = t.story.at(at)
        if where.state is State.NOBODY:
            continue
        line = {
            "state": str(where.state), "place": _place(t, where, names), "holder": _holder(held, at),
            "together": sorted(name for name, story in kin if _together(where, story.at(at))),
        }  # fmt: skip
        if last is not None and all(last[k] == v for k, v in line.items()):
            continue
        if last is not None:
            yield last | {"ends": at}
        last = {"begins": at, "ends": None, **line}
    if last is not None:
        yield last


def _own_people(t: _Then) -> list[tuple[str, Story]]:
    """Brothers and sisters, and kin who came in too, with their own stories as written by then."""
    if t.line.hidden:
        return []
    named = frozenset(f.other for _, f in t.facts(KinClaimed) if f.person in t.story.members and f.other)
    groups = {f.group for _, f in t.facts(GroupedWithSiblings) if f.person in t.story.members}
    lines = {line.id: line for group in sorted(groups) or [""] for line in t.others(named, group)}
    told = stories.read(t.past, t.operation).known_by(t.known_at)
    return [
        (line.called, replace(story, moments=tuple(m for m in story.moments if m.pos < t.known_at)))
        for line in lines.values()
        if line.id not in t.story.members and not line.hidden and (story := told.get(PersonId(line.id)))
    ]


def _together(one: Whereabouts, other: Whereabouts) -> bool:
    """Under one roof, or in one vehicle."""
    if one.state is not other.state:
        return False
    if one.state is State.PRESENT:
        return bool(one.site) and one.site == other.site
    return one.state is State.IN_TRANSIT and bool(one.transit) and one.transit == other.transit


def _place(t: _Then, where: Whereabouts, names: Mapping[str, Any]) -> str | None:
    """None: the viewer may not see it."""
    if t.line.hidden:
        return None
    site = names[where.site].name if where.site and where.site in names else where.site or ""
    unit = names[where.unit].name if where.unit and where.unit in names else ""
    elsewhere = where.place or where.located
    if elsewhere and where.state in ENDED:  # whoever answered for them last does not any more
        return elsewhere
    return " · ".join(p for p in (elsewhere, site, unit) if p)


def _holder(held: Sequence[Held], at: datetime) -> str:
    return next((h.agency for h in held if h.begins <= at and (h.ends is None or at < h.ends)), "")


def _before(t: _Then) -> Iterator[Line]:
    stays = reduce(STAYS.learn, (m.fact for m in t.told), STAYS.empty)
    number = {m.fact.stay: m.pos for m in reversed(t.told) if hasattr(m.fact, "source") and hasattr(m.fact, "stay")}
    for stay, f in sorted(stays.told.items(), key=lambda pair: (pair[1].since or "9999", pair[0])):
        gone = stays.withdrawn.get(stay)
        yield {
            "since": f.since, "until": f.until, "place": f.place.words, "country": f.place.country, "under": f.under,
            "source": f.source, "withdrawn": gone.reason if gone else "", "at": f.said.at, "entry": number.get(stay),
        }  # fmt: skip


def _given(t: _Then) -> Iterator[Line]:
    for pos, f in t.facts(Disclosed):
        yield {
            "at": f.said.at, "given": str(f.given), "reader": str(f.reader) if f.reader else "", "to": f.to,
            "purpose": str(f.purpose), "order": _order_named(t, f.order), "entry": pos,
        }  # fmt: skip


def _order_named(t: _Then, order: OrderId | None) -> str:
    if order is None:
        return ""
    own = t.of([f"order:{order}"])[f"order:{order}"]
    entered = reduce(ORDERS.learn, (m.fact for m in own), ORDERS.empty).entered
    return "" if entered is None else f"{entered.issuer} {entered.number}"


# -- what the law says ---------------------------------------------------------------


def _orders(t: _Then) -> Iterator[Line]:
    """Those whose list names this child, and those that have no list."""
    ids = [c.id for c in cards.ask(t.viewer, t.operation, "order", limit=EVERY)]
    for own in t.of(f"order:{i}" for i in ids).values():
        known = reduce(ORDERS.learn, (m.fact for m in own), ORDERS.empty)
        f = known.entered
        if f is None:
            continue
        named = any(line.person in t.story.members for line in f.annex)
        if f.annex and not named:
            continue
        yield {
            "issuer": f.issuer, "number": f.number, "allows": f.allows, "begins": f.begins, "ends": f.ends,
            "confirmed": known.confirmed.said.at if known.confirmed else None, "named": named, "entry": own[0].pos,
        }  # fmt: skip


def _limits(t: _Then) -> Iterator[Line]:
    everyone = t.of([restrictions_stream(t.operation)])[restrictions_stream(t.operation)]
    found = {m.pos: m.fact for m in (*t.told, *everyone) if isinstance(m.fact, RestrictionSet)}
    for pos, f in sorted(found.items()):
        yield {
            "kind": f.kind, "against": f.against, "basis": f.basis, "issuer": f.issuer, "begins": f.begins,
            "ends": f.ends, "review": f.review, "over": f.ends <= t.about, "everyone": f.person is None, "entry": pos,
        }  # fmt: skip


def _deadlines(t: _Then) -> Iterator[Line]:
    rule = deadlines.law(t.viewer, t.operation)
    if rule is None:
        return
    steps = [Step(f.step, f.said.at, f.about, str(pos), f.court) for pos, f in t.facts(StepTaken)]
    steps += deadlines.read_off(t.line)
    moved: dict[str, list[int]] = {}
    for _, f in t.facts(ClockExtended):
        moved.setdefault(f.clock, []).append(f.length)
    for clock in rule.pack.clocks:
        for run in runs(clock, steps, rule.pack.seat, moved.get(clock.id, [])):
            yield {
                "clock": clock.id, "basis": clock.basis, "owed_by": clock.owed_by, "due": run.due.at,
                "state": run.state(t.about), "met_at": run.met.at if run.met else None, "verified": clock.verified,
            }  # fmt: skip


# -- behind a wall -----------------------------------------------------------------------


def _sees_health(t: _Then) -> bool:
    return reach(t.viewer, Compartment.HEALTH, t.operation).takes(t.line.id, t.line.where.site or "")


def _sees_words(t: _Then) -> bool:
    return cards.may_list(t.viewer, t.operation, "view")


def _sees_case(t: _Then) -> bool:
    return cards.may_read_case(t.viewer, t.operation)


def _sees_law(t: _Then) -> bool:
    return cards.may_list(t.viewer, t.operation, "order") and cards.may_list(t.viewer, t.operation, "step")


def _health(t: _Then) -> Iterator[Line]:
    t.viewer.looks.note(Compartment.HEALTH, t.line.id)
    answered = {f.check for _, f in t.facts(HealthCheckAnswered)}
    for pos, f in t.facts(HealthCheckOffered, HealthCheckAnswered):
        done = isinstance(f, HealthCheckAnswered)
        if done or f.check not in answered:
            yield {
                "kind": "answered" if done else "offered", "at": f.said.at, "outcome": str(f.outcome) if done else "",
                "next": f.next_offer if done else None, "entry": pos,
            }  # fmt: skip


def _clinical(t: _Then) -> Iterator[Line]:
    """Every note that stood then, corrected ones gone; `travels`: what of it goes with the child to the next hands."""
    known: Health = reduce(HEALTH.learn, (m.fact for m in t.told), HEALTH.empty)
    number = {m.fact.record: m.pos for m in t.told if isinstance(m.fact, HealthNoted)}
    goes = summary(known, t.about)
    for note in known.standing():
        same = (g.parts for g in goes if (g.kind, g.at) == (note.kind, note.said.at))
        own = next((parts for parts in same if {*parts} <= {*note.parts}), ())
        yield {
            "kind": str(note.kind), "told": _parts_of(note.kind, note.parts), "words": note.words,
            "travels": _parts_of(note.kind, own), "at": note.said.at,
            "entry": number[note.record],
        }  # fmt: skip


def _parts_of(kind: HealthKind, parts: Iterable[NotePart]) -> list[list[Any]]:
    """Name, value and unit of each; a moment as an instant."""
    fields = {f.name: f for f in FIELDS[kind]}
    return [
        [p.name, moment(p.value) if fields[p.name].form is Form.MOMENT else p.value, fields[p.name].unit]
        for p in parts if p.value and p.name != "course"  # a number of this house: the medicine's own note says it
    ]  # fmt: skip


def _sees_concerns(t: _Then) -> bool:
    return reach(t.viewer, Compartment.CASE, t.operation).takes(t.line.id, t.line.where.site or "")


def _case(t: _Then) -> tuple[Case, Mapping[str, int]]:
    """The case as it was written by then about then, and the entry of each of its steps and concerns."""
    t.viewer.looks.note(Compartment.CASE, t.line.id)
    told = [m for m in t.told if type(m.fact).__module__ == casework.__name__]
    number = {
        getattr(m.fact, name): m.pos for m in reversed(told) for name in ("concern", "step") if hasattr(m.fact, name)
    }
    return reduce(CASES.learn, (m.fact for m in told), CASES.empty), number


def _concerns(t: _Then) -> Iterator[Line]:
    """Each with who says so and what was observed, and beside it every answer of the family and of a court."""
    known, number = _case(t)
    for concern, f in known.concerns.items():
        replies = [
            {"kind": str(r.kind), "speaker": r.speaker, "words": r.words, "at": r.said.at}
            for r in known.replies if r.concern == concern
        ]  # fmt: skip
        yield {
            "kind": str(f.kind), "speaker": f.speaker, "observed": f.observed, "within": f.urgency, "act_by": f.act_by,
            "looked": concern in known.looked_into, "replies": replies,
            "answered": [{k: v for k, v in r.items() if k != "speaker"} for r in replies], "at": f.said.at,
            "entry": number[concern],
        }  # fmt: skip


def _plan(t: _Then) -> Iterator[Line]:
    known, number = _case(t)
    for step, f in known.plan.items():
        yield {
            "kind": str(f.kind), "words": f.words, "who": f.who, "due": f.due, "open": known.open_step(step),
            "late": known.open_step(step) and f.due < t.about,
            "answers": [
                {"outcome": str(a.outcome), "words": a.words, "at": a.said.at} for a in known.answers.get(step, ())
            ],
            "at": f.said.at, "entry": number[step],
        }  # fmt: skip


def _weighed(t: _Then) -> Iterator[Line]:
    """Assessments, best interests and closures, each with the child's view and whether a second person signed."""
    known, number = _case(t)
    for step, f in known.records.items():
        by = known.signed.get(step)
        yield {
            "kind": _KINDS[type(f)], "told": _record(f), "view": getattr(f, "view", ""),
            "absent": getattr(f, "absent", ""), "signed": "" if by is None else "signed" if by.agreed else "given-back",
            "words": by.words if by else "", "at": f.said.at, "entry": number[step],
        }  # fmt: skip


_KINDS: Final = {CaseAssessed: "assessment", InterestsWeighed: "best-interests", ClosureProposed: "closure"}


def _record(f: Signable) -> list[list[str]]:
    told: list[list[str]]
    if isinstance(f, CaseAssessed):
        told = [["found", f.found], ["strengths", f.strengths]]
    elif isinstance(f, InterestsWeighed):
        told = [["question", f.question], ["options", f.options], ["weighed", f.weighed], ["conclusion", f.conclusion]]
    else:
        told = [["reason", f.reason], ["left-open", f.left_open]]
    return [line for line in told if line[1]]


def _words(t: _Then) -> Iterator[Line]:
    t.viewer.looks.note(Compartment.STATEMENTS, t.line.id)
    for pos, f in t.facts(ChildHeard, ReleaseProposed):
        view: View | None = f.view
        if view is None:
            continue
        decision = f.decision if isinstance(f, ChildHeard) else str(f.outcome)
        yield {
            "decision": decision, "asked": view.asked, "how": view.how, "language": view.language,
            "through": view.through, "words": view.said_words, "weighed": view.weighed, "absent": view.absent,
            "at": f.said.at, "entry": pos,
        }  # fmt: skip


def _interviews(t: _Then) -> Iterator[Line]:
    t.viewer.looks.note(Compartment.INVESTIGATION, t.line.id)
    for pos, f in t.facts(InterviewHeld):
        yield {
            "at": f.said.at, "interviewer": f.interviewer, "protocol": f.protocol, "language": f.language,
            "interpreter": f.interpreter, "recorded": bool(f.digest), "entry": pos,
        }  # fmt: skip


def _allegations(t: _Then) -> Iterator[Line]:
    """Those that name this child, each as somebody's words, with every turn it took until then."""
    found = cards.ask(t.viewer, t.operation, "allegation", limit=EVERY)
    ids = [c.id for c in found if t.story.members & set(c.body["people"])]
    for own in t.of(f"allegation:{i}" for i in ids).values():
        known = reduce(ALLEGATIONS.learn, (m.fact for m in own), ALLEGATIONS.empty)
        if known.made is None:
            continue
        yield {
            "speaker": known.made.speaker, "words": known.made.words, "standing": str(known.standing),
            "turns": [
                {"standing": str(u.standing), "by": u.by, "source": u.source, "reason": u.reason, "at": u.said.at}
                for u in known.turns
            ],
            "own": any(row.own for row in matrix(known) if row.person in t.story.members),
            "at": known.made.said.at, "entry": own[0].pos,
        }  # fmt: skip


_WALLED: Final = (
    (Part.ORDERS, _sees_law, _orders),
    (Part.LIMITS, _sees_law, _limits),
    (Part.DEADLINES, _sees_law, _deadlines),
    (Part.HEALTH, _sees_health, _health),
    (Part.CLINICAL, _sees_health, _clinical),
    (Part.CONCERNS, _sees_concerns, _concerns),
    (Part.PLAN, _sees_concerns, _plan),
    (Part.WEIGHED, _sees_concerns, _weighed),
    (Part.WORDS, _sees_words, _words),
    (Part.INTERVIEWS, _sees_case, _interviews),
    (Part.ALLEGATIONS, _sees_case, _allegations),
)

# -- contested, unknown --------------------------------------------------------------------


def _contested(t: _Then, identity: Identity) -> Iterator[Line]:
    names = list(dict.fromkeys(f.text for f in identity.standing_names()))
    if len(names) > 1:
        yield {"code": "names", "claims": names}
    if t.line.category == "undetermined":
        yield {"code": "age", "claims": []}
    for relation in ("mother", "father"):
        claimed = {k.other or k.other_name for k in identity.kin_of(t.line.id) if k.relation == relation}  # type: ignore[arg-type]
        if len(claimed) > 1:
            yield {"code": f"rival-{relation}", "claims": []}
    if any(not (both in identity.apart or both & identity.links.keys()) for both in identity.candidates):
        yield {"code": "same-person", "claims": []}
    if t.line.where.contested:
        yield {"code": "two-places", "claims": []}
    if t.line.where.unconfirmed:
        yield {"code": "unconfirmed", "claims": []}


def _answered(found: Contents) -> Iterator[Line]:
    """A concern that the family, or whoever is meant, answered or appealed: it is not agreed."""
    kinds = {r["kind"] for c in found.get(Part.CONCERNS, ()) for r in c["replies"]}
    if kinds:
        yield {"code": "concern-answered", "claims": [], "of": Part.CONCERNS}


def _undone(found: Contents) -> Iterator[Line]:
    """What nobody has done or asked, said only to whoever's file has that part at all."""
    if any(not c["looked"] for c in found.get(Part.CONCERNS, ())):
        yield {"code": "concern-not-looked-into", "of": Part.CONCERNS}
    if Part.CLINICAL in found and not any(n["kind"] == "allergy" for n in found[Part.CLINICAL]):
        yield {"code": "no-allergies-written", "of": Part.CLINICAL}


def _unknown(found: Contents, t: _Then, hidden: set[Part]) -> Iterator[str]:
    """What nobody has said, as codes; a part this viewer may not see is not called unknown."""
    here: Mapping[Part, Sequence[Mapping[str, Any]]] = {p: lines for p, lines in found.items() if p not in hidden}
    if not any(not n["withdrawn"] for n in here[Part.NAMES]):
        yield "no-name"
    if not any(not a["withdrawn"] and a["how"] in ("court", "document", "assessment") for a in here[Part.AGES]):
        yield "age-not-established"
    if not any(n["name"] == "language" and not n["text"].startswith(people.UNSAID) for n in here[Part.NEEDS]):
        yield "no-language"
    if not here[Part.KIN]:
        yield "no-kin"
    if t.line.where.state in (State.UNACCOUNTED, State.MISSING):
        yield "where-unknown"
    if t.line.where.open and not any(_runs(g, t.about) and not g["gap"] for g in here[Part.GROUNDS]):
        yield "no-ground-now"
    if Part.ORDERS in here and not any(o["named"] and o["confirmed"] for o in here[Part.ORDERS]):
        yield "no-order-names-them"
    if Part.HEALTH in here and not any(h["outcome"] == "done" for h in here[Part.HEALTH]):
        yield "never-seen-by-a-clinician"
    if Part.WORDS in here and not any(w["words"] for w in here[Part.WORDS]):
        yield "never-heard"
    if not here[Part.BEFORE]:
        yield "no-earlier-stay"


def _runs(ground: Mapping[str, Any], at: datetime) -> bool:
    ends = ground["ends"]
    return bool(ground["begins"] <= at and (ends is None or at < ends))


# -- as plain values -------------------------------------------------------------------------


def plain(value: Any) -> Any:
    """Contents as text, whole numbers and lists, instants in milliseconds: what a digest is taken of."""
    if isinstance(value, datetime):
        return to_ms(value)
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return value
