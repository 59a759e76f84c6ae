"""Answers: what the ledger says to a claim, by name; and the list behind one agreed number.

A claim is answered in its own subject, predicate and places, about its own cut, by all that is known now. Ages are
read under both readings: an undetermined age makes the answer an interval, never a silent choice.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from json import loads
from typing import Any, Final

from abrigo.facts.accords import Definition, Reason
from abrigo.facts.alerts import AlertActivated, AlertClosed, AlertRequested, AlertVerified
from abrigo.facts.identity import GroupedWithSiblings
from abrigo.facts.intake import BandGiven, PersonRegistered
from abrigo.facts.kinds import AlertId, Count, OperationId, PersonId, SiteId
from abrigo.facts.movement import Boarded
from abrigo.facts.operations import SiteKind
from abrigo.facts.sightings import BroughtBack
from abrigo.facts.statements import ClaimTaken, Predicate, Subject
from abrigo.facts.wire import from_ms, to_ms
from abrigo.ledger import reader
from abrigo.registers import stories
from abrigo.registers.models import Card, Place
from abrigo.registers.stories import Past, Shelf, Story
from abrigo.rules.ages import Category
from abrigo.rules.claims import LedgerAnswer, Listed, Point, Uncounted
from abrigo.rules.incidents import BREACHES
from abrigo.rules.whereabouts import State, Whereabouts

LOST: Final = frozenset({State.UNACCOUNTED, State.MISSING})
EXPECTED: Final = frozenset({State.PRESENT, *LOST})
CARED_FOR: Final = frozenset({State.PRESENT, State.IN_TRANSIT, State.OUT})
BESIDE: Final = frozenset({State.UNRESOLVED, State.SOUGHT, State.RETURNED, State.NOBODY})
STAFF: Final = re.compile(r"(\d+)\s*(?:staff|personal|trabajador|emplead|funcionari|colaborador)", re.IGNORECASE)
MEALS_LAST: Final = timedelta(hours=24)  # a headcount speaks for its own day

# -- one claim as a question put to every story --------------------------------------

Turn = tuple[datetime, bool]  # from this instant on, counted or not


@dataclass(frozen=True, slots=True)
class _Question:
    """What is counted (`turns` of a story), of whom, where."""

    subject: Subject
    predicate: Predicate
    cut: datetime
    sites: frozenset[str]
    homes: frozenset[str]
    breach: datetime | None  # the last breach before the cut in these places: recovering begins there

    def place(self, where: Whereabouts) -> bool:
        return not self.sites or where.site in self.sites

    def turns(self, story: Story) -> Iterator[Turn]:
        """When this person begins and ceases to be counted."""
        match self.predicate:
            case Predicate.REMOVED | Predicate.RECEIVED:
                yield from self._once((at, w.in_custody and self.place(w)) for at, w in story.steps)
            case Predicate.RECOVERED:
                yield from self._once((at, True) for at in self._recoveries(story))
            case _:
                holds = self._state()
                for now, group in groupby(story.steps, key=lambda step: holds(step[1])):
                    yield next(group)[0], now

    def _state(self) -> Callable[[Whereabouts], bool]:
        match self.predicate:
            case Predicate.UNACCOUNTED | Predicate.MISSING:
                # Whoever says "missing" outside says what we say of both: not seen by anyone who answers for them.
                return lambda w: w.state in LOST and self.place(w)
            case Predicate.IN_HOMES:
                return lambda w: w.state is State.PRESENT and w.site in self.homes and self.place(w)
            case _:  # present; located is present of those expected
                return lambda w: w.state is State.PRESENT and self.place(w)

    @staticmethod
    def _once(turns: Iterable[Turn]) -> Iterator[Turn]:
        """These only grow: the first time counts, and nothing undoes it."""
        yield from ((at, True) for at in [next((at for at, counted in turns if counted), None)] if at is not None)

    def _recoveries(self, story: Story) -> Iterator[datetime]:
        """Brought back by someone, or seen in person by whoever verified an alert while they were not accounted for.

        Someone found hidden inside had never left: nobody recovered them.
        """
        for fact in story.facts(BroughtBack, AlertVerified):
            at = fact.said.at
            if self.breach is not None and at < self.breach:
                continue
            where = story.at(at)
            if isinstance(fact, BroughtBack):
                counted = where.in_custody and (not self.sites or fact.site in self.sites)
            else:
                counted = where.state in LOST and self.place(where)
            if counted:
                yield at

    def counts(self, story: Story, instant: datetime) -> bool:
        last = [counted for at, counted in self.turns(story) if at <= instant]
        return bool(last) and last[-1]


def _question(shelf: Shelf, operation: OperationId, claim: ClaimTaken) -> _Question:
    homes = shelf.draw(
        "homes",
        lambda: frozenset(
            Place.objects.filter(operation=operation, level="site", kind=str(SiteKind.HOME)).values_list(
                "id", flat=True
            )
        ),
    )
    breach = None
    if claim.predicate is Predicate.RECOVERED:
        breach = _breach(operation, claim.as_of, claim.sites)
    return _Question(claim.subject, claim.predicate, claim.as_of, frozenset(claim.sites), homes, breach)


def _breach(operation: OperationId, cut: datetime, sites: Sequence[SiteId]) -> datetime | None:
    cards = Card.objects.filter(kind="incident", operation=operation, at__lte=to_ms(cut))
    if sites:
        cards = cards.filter(site__in=list(sites))
    for at, body in cards.order_by("-at").values_list("at", "body"):
        if loads(body).get("kind") in set(BREACHES):
            return from_ms(at)
    return None


# -- the answer ------------------------------------------------------------------------


def answer(past: Past, operation: OperationId, claim: ClaimTaken) -> LedgerAnswer:
    """In: the clerk's memory, and a claim of this operation. Out: the ledger's side of it, names and all.

    Not for showing as it is: whoever shows it leaves out what the viewer may not see.
    """
    shelf = stories.read(past, operation)
    if claim.subject is Subject.OFFICERS or claim.predicate is Predicate.DEPLOYED:
        return LedgerAnswer(None)
    if claim.subject is Subject.ALERTS:
        return _alerts(shelf, claim)
    if claim.subject is Subject.FAMILIES:
        return _families(shelf, operation, claim)
    question = _question(shelf, operation, claim)
    counted = [s for s in shelf.stories.values() if question.counts(s, claim.as_of)]
    return _answer(shelf, operation, claim, question, counted)


def _answer(
    shelf: Shelf, operation: OperationId, claim: ClaimTaken, question: _Question, counted: Sequence[Story]
) -> LedgerAnswer:
    cut = claim.as_of
    low, high = subject_of(claim.subject)
    ours = [s for s in counted if s.age(cut).category in high]
    inside = {s.person for s in ours}
    there = [
        s
        for s in shelf.stories.values()
        if s.person not in inside and s.age(cut).category in high and question.place(s.at(cut))
    ]
    lost = tuple(
        s.person
        for s in shelf.stories.values()
        if s.age(cut).category in high and question.place(w := s.at(cut)) and w.state in LOST
    )
    expected = [s for s in (*ours, *there) if (w := s.at(cut)).state in EXPECTED and question.place(w)]
    return LedgerAnswer(
        value=_count(counted, cut, low, high),
        value_then=_then(shelf, question, low, high),
        expected=len(expected),
        series=tuple(_series(shelf, question, low, high)),
        by_eye=sum(_by_eye(s, claim.subject) for s in counted),
        persons=len(counted),
        counted=tuple(_listed(shelf, operation, s, cut) for s in ours),
        uncounted=tuple(_uncounted(shelf, operation, question, inside)),
        unresolved=tuple(s.person for s in there if s.at(cut).state is State.UNRESOLVED),
        unaccounted=lost,
        staff=_staff(operation, claim),
        duplicates=_duplicates(shelf, operation, cut, low),
        out=sum(s.at(cut).state is State.OUT for s in there),
        by_site=_by_site([s for s in ours if s.age(cut).category in low], cut),
    )


def subject_of(subject: Subject) -> tuple[frozenset[Category], frozenset[Category]]:
    """The categories counted under the strictest reading, and under the widest."""
    match subject:
        case Subject.CHILDREN:
            sure = frozenset({Category.CHILD})
        case Subject.ADULTS:
            sure = frozenset({Category.ADULT})
        case _:
            return frozenset(Category), frozenset(Category)
    return sure, sure | {Category.UNDETERMINED}


def _count(counted: Iterable[Story], cut: datetime, low: frozenset[Category], high: frozenset[Category]) -> Count:
    read = [s.age(cut).category for s in counted]
    return Count(sum(c in low for c in read), sum(c in high for c in read))


def _by_eye(story: Story, subject: Subject) -> bool:
    match subject:
        case Subject.CHILDREN:
            return story.tally == "child"
        case Subject.ADULTS:
            return story.tally == "adult"
        case _:
            return True


def _then(shelf: Shelf, question: _Question, low: frozenset[Category], high: frozenset[Category]) -> Count:
    """The same count as it would have been given at that minute: what was told late is not in it."""
    size = reader.size_at(to_ms(question.cut))

    def count() -> Count:
        known = shelf.draw(("known by", size), lambda: _written(shelf, size))
        return _count([s for s in known.values() if question.counts(s, question.cut)], question.cut, low, high)

    then: Count = shelf.settle((question, size), count)
    return then


def _written(shelf: Shelf, size: int) -> dict[PersonId, Story]:
    return {
        person: story
        if not story.moments or max(m.pos for m in story.moments) < size
        else Story(person, story.members, tuple(m for m in story.moments if m.pos < size))
        for person, story in shelf.known_by(size).items()
    }


def _series(shelf: Shelf, question: _Question, low: frozenset[Category], high: frozenset[Category]) -> Iterator[Point]:
    """Every change of the count, oldest first; the first point is the first thing the ledger knows of anybody."""
    steps: list[tuple[datetime, int, int, int]] = []
    for story in shelf.stories.values():
        category = story.age(question.cut).category
        weight = (int(category in low), int(category in high), int(_by_eye(story, question.subject)))
        before = False
        for at, counted in question.turns(story):
            if counted is not before:
                sign = 1 if counted else -1
                steps.append((at, sign * weight[0], sign * weight[1], sign * weight[2]))
                before = counted
    began = min((s.moments[0].fact.said.at for s in shelf.stories.values() if s.moments), default=None)
    if began is None:
        return
    steps.append((began, 0, 0, 0))
    value, last = (0, 0, 0), None
    for at, together in groupby(sorted(steps, key=lambda step: step[0]), key=lambda step: step[0]):
        for _, a, b, c in together:
            value = (value[0] + a, value[1] + b, value[2] + c)
        if value != last:
            yield Point(at, Count(value[0], value[1]), value[2])
        last = value


def _by_site(counted: Iterable[Story], cut: datetime) -> tuple[tuple[SiteId, int], ...]:
    found: dict[SiteId, int] = {}
    for story in counted:
        if (site := story.at(cut).site) is not None:
            found[site] = found.get(site, 0) + 1
    return tuple(sorted(found.items())) if len(found) > 1 else ()


# -- the names ---------------------------------------------------------------------------


def _listed(shelf: Shelf, operation: OperationId, story: Story, cut: datetime) -> Listed:
    bands, sheets = [], []
    titles = shelf.draw("manifests", lambda: _manifests(operation))
    for fact in story.facts(BandGiven, Boarded, PersonRegistered):
        if fact.said.at > cut:
            break
        match fact:
            case BandGiven():
                bands.append(fact.band)
            case Boarded():
                sheets.append(titles.get(fact.transit, fact.transit))
            case PersonRegistered(source=source) if source:
                sheets.append(source)
    return Listed(story.person, tuple(dict.fromkeys(bands)), tuple(dict.fromkeys(reversed(sheets))))


def _manifests(operation: OperationId) -> dict[str, str]:
    """A manifest by its own name; with its day where the same name was used twice."""
    cards = list(Card.objects.filter(kind="transit", operation=operation).values_list("id", "title", "at"))
    titles = [title for _, title, _ in cards]
    return {
        id_: title if titles.count(title) == 1 else f"{title} · {from_ms(at):%Y-%m-%d %H:%M} UTC"
        for id_, title, at in cards
    }


def _uncounted(shelf: Shelf, operation: OperationId, question: _Question, inside: set[PersonId]) -> Iterator[Uncounted]:
    """Whom another list may hold: the same person's second line, an adult by our reading, a stranger, someone out."""
    _, high = subject_of(question.subject)
    for story in shelf.stories.values():
        if story.person in inside:
            # The bands of a second record lead to the same person: they are counted once, and listed once.
            continue
        bands = tuple(dict.fromkeys(f.band for f in story.facts(BandGiven)))
        yield Uncounted(story.person, bands, _why_not(story, question, high))


def _why_not(story: Story, question: _Question, high: frozenset[Category]) -> Reason:
    where = story.at(question.cut)
    if where.state in BESIDE and not any(w.in_custody for _, w in story.steps):
        return Reason.NEVER_IN_CUSTODY
    if story.age(question.cut).category not in high:
        return Reason.AGE_READING
    if where.state is State.OUT:
        return Reason.OUT_WITH_AUTHORITY
    if any(at > question.cut and counted for at, counted in question.turns(story)):
        return Reason.LATER_CUT
    return Reason.UNKNOWN


def _duplicates(shelf: Shelf, operation: OperationId, cut: datetime, low: frozenset[Category]) -> int:
    """Register lines of this subject, written by the cut, that are one person a second time, decided or suspected."""
    decided = [
        story.person
        for story in shelf.stories.values()
        if story.age(cut).category in low
        for _ in range(sum(f.said.at <= cut for f in story.facts(PersonRegistered)) - 1)
    ]
    suspected = Card.objects.filter(kind="candidate", operation=operation, status="open", at__lte=to_ms(cut))
    open_pairs = {
        person
        for person in suspected.values_list("person", flat=True)
        if (one := shelf.stories.get(PersonId(person))) is not None and one.age(cut).category in low
    }
    return len(decided) + len(open_pairs)


def _staff(operation: OperationId, claim: ClaimTaken) -> int | None:
    """The staff among those counted, when whoever counted noted it at the site that day; else as the claim notes."""
    cards = Card.objects.filter(
        kind="headcount", operation=operation, at__lte=to_ms(claim.as_of), at__gt=to_ms(claim.as_of - MEALS_LAST)
    )
    if claim.sites:
        cards = cards.filter(site__in=list(claim.sites))
    notes = [str(loads(body).get("note", "")) for body in cards.order_by("-at").values_list("body", flat=True)]
    found = next((m for note in (*notes, claim.note) if (m := STAFF.search(note))), None)
    return int(found[1]) if found else None


# -- alerts and families -------------------------------------------------------------------


def _alerts(shelf: Shelf, claim: ClaimTaken) -> LedgerAnswer:
    """Alerts as they stood: active from being activated, any other word from being asked for; both until closed."""
    begins = AlertActivated if claim.predicate is Predicate.ACTIVE else AlertRequested
    spans: dict[AlertId, list[Any]] = {}
    for story in shelf.stories.values():
        for fact in story.facts(begins, AlertClosed):
            span = spans.setdefault(fact.alert, [story.person, None, None])
            span[1 if isinstance(fact, begins) else 2] = fact.said.at
    real = [(person, since, until) for person, since, until in spans.values() if since is not None]
    turns = sorted([(since, 1) for _, since, _ in real] + [(until, -1) for _, _, until in real if until is not None])
    series, number = [], 0
    for at, together in groupby(turns, key=lambda turn: turn[0]):
        number += sum(step for _, step in together)
        series.append(Point(at, Count(number, number)))
    cut = claim.as_of
    people = [p for p, since, until in real if since <= cut and (until is None or until > cut)]
    return LedgerAnswer(
        Count(len(people), len(people)),
        expected=len(people),
        series=tuple(series),
        counted=tuple(Listed(p) for p in dict.fromkeys(people)),
    )


def _families(shelf: Shelf, operation: OperationId, claim: ClaimTaken) -> LedgerAnswer:
    """Sibling groups with a member counted; relatives who asked, when the claim is about those who came."""
    if claim.predicate is Predicate.ACTIVE:
        asked = Card.objects.filter(kind="request", operation=operation, at__lte=to_ms(claim.as_of)).count()
        return LedgerAnswer(Count(asked, asked))
    question = _question(shelf, operation, claim)
    counted = [s for s in shelf.stories.values() if question.counts(s, claim.as_of)]
    groups, alone = set(), 0
    for story in counted:
        if story.age(claim.as_of).category is Category.ADULT:
            continue
        of = [f.group for f in story.facts(GroupedWithSiblings)]
        groups.add(of[-1]) if of else None
        alone += not of
    if alone:
        return LedgerAnswer(None)  # as long as some child's family is not known, families cannot be counted
    return LedgerAnswer(Count(len(groups), len(groups)), counted=tuple(Listed(s.person) for s in counted))


# -- the list behind one agreed number --------------------------------------------------------


def definition_list(
    past: Past,
    operation: OperationId,
    definition: Definition,
    cut: datetime,
    sites: Iterable[SiteId] = (),
    *,
    size: int | None = None,
) -> tuple[PersonId, ...]:
    """Who is counted under a definition at a cut, sorted by id; by all that is written, or by log size `size`.

    In doubt a child: a person whose age is undetermined stands on the children's lists. No sites: every site.
    """
    known = told_by(past, operation, size)
    places = frozenset(sites)
    children = definition is not Definition.PERSONS_RECEIVED
    counted = (
        story.person
        for story in known.values()
        if _defined(definition, story, cut, places) and (not children or story.age(cut).protected)
    )
    return tuple(sorted(counted))


def told_by(past: Past, operation: OperationId, size: int | None = None) -> dict[PersonId, Story]:
    """Everyone's story, by all that is written, or by log size `size` and nothing that was told later."""
    shelf = stories.read(past, operation)
    if size is None or size >= shelf.size:
        return shelf.stories
    known: dict[PersonId, Story] = shelf.draw(("known by", size), lambda: _written(shelf, size))
    return known


def _defined(definition: Definition, story: Story, cut: datetime, sites: frozenset[SiteId]) -> bool:
    if definition in (Definition.CHILDREN_RECEIVED, Definition.PERSONS_RECEIVED):
        return any(at <= cut and w.in_custody and (not sites or w.site in sites) for at, w in story.steps)
    where = story.at(cut)
    return where.state in _STATES[definition] and (not sites or where.site in sites)


_STATES: Final = {
    Definition.CHILDREN_PRESENT: frozenset({State.PRESENT}),
    Definition.CHILDREN_UNACCOUNTED: LOST,
    Definition.CHILDREN_IN_CARE: CARED_FOR,
    Definition.CHILDREN_RELEASED: frozenset({State.RELEASED}),
}
