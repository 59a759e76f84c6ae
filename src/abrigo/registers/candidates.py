"""Candidates: two records that may be one person, whole and side by side, and the clusters that were decided."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from abrigo.facts.identity import CandidateRaised, Linked
from abrigo.facts.intake import PersonReceived, StrangerFound
from abrigo.facts.kinds import CandidateId, OperationId, PersonId
from abrigo.names import Comparison, explain
from abrigo.registers import people
from abrigo.registers.models import Card, Person
from abrigo.registers.people import PersonLine
from abrigo.rules.access import Viewer, sight
from abrigo.rules.identity import CANDIDATES, Candidate
from abrigo.rules.whereabouts import Moment

_NAMES_LAID: Final = 5
_MOST_ALIKE: Final = 3
_ALIKE: Final = 0.3


class Past(Protocol):
    """What a pair is read from: the clerk's memory."""

    def history(self, stream: str) -> list[Moment]: ...

    def recall(self, room: Any, stream: str) -> Any: ...


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two records. `came` is how they came to us, None when they never did; `bands` all ever not removed."""

    line: PersonLine
    bands: tuple[str, ...]
    held_by: str
    marks: str
    came: PersonReceived | StrangerFound | None


@dataclass(frozen=True, slots=True)
class Pair:
    """`history`: everything said of this pair, in order of writing."""

    raised: CandidateRaised
    known: Candidate
    history: tuple[Moment, ...]
    one: Side
    other: Side

    @property
    def linked(self) -> Linked | None:
        return self.known.decided if isinstance(self.known.decided, Linked) else None


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two claims of a name laid side by side: what was said of the one and of the other, and what ties them."""

    one: dict[str, Any]
    other: dict[str, Any]
    seen: Comparison


def likeness(one: PersonLine, other: PersonLine) -> tuple[Likeness, ...]:
    """The names of the two that are most alike, at most three, best first; empty when nothing in them is alike.

    Likeness is a reason to look, never a reason to merge: sisters bear one name, and one child two.
    """
    both = [[n for n in line.names if not n.get("withdrawn")][:_NAMES_LAID] for line in (one, other)]
    found = [Likeness(a, b, explain(a["text"], b["text"])) for a in both[0] for b in both[1]]
    return tuple(sorted((f for f in found if f.seen.score >= _ALIKE), key=lambda f: -f.seen.score)[:_MOST_ALIKE])


def may_see(viewer: Viewer) -> bool:
    """Whoever decides who is who must see both whole: names and places, and not one house only."""
    seen = sight(viewer)
    return seen.names and seen.places and not seen.own_site_only


def ask(viewer: Viewer, past: Past, operation: OperationId, candidate: CandidateId) -> Pair | None:
    """None when there is no such pair for this viewer."""
    known: Candidate = past.recall(CANDIDATES, f"candidate:{candidate}")
    if known.raised is None or known.raised.operation != operation or not may_see(viewer):
        return None
    sides = _sides(viewer, past, operation, (known.raised.person, known.raised.other))
    if len(sides) < 2:
        return None
    return Pair(known.raised, known, tuple(past.history(f"candidate:{candidate}")), *sides)


def _sides(viewer: Viewer, past: Past, operation: OperationId, both: tuple[PersonId, PersonId]) -> list[Side]:
    lines = {line.id: line for line in people.ask(viewer, operation, people=both, merged=True)}
    more = {row["id"]: row for row in Person.objects.filter(id__in=both).values("id", "bands", "held_by", "marks")}
    found = []
    for person in both:
        if person in lines and person in more:
            row = more[person]
            came = (m.fact for m in past.history(f"person:{person}"))
            first = next(
                (f for f in came if isinstance(f, PersonReceived | StrangerFound) and f.person == person), None
            )
            bands = tuple(json.loads(row["bands"]))
            found.append(Side(lines[person], bands, row["held_by"], row["marks"], first))
    return found


@dataclass(frozen=True, slots=True)
class News:
    """What was said of one of two people after they had been held apart: `kind` names, ages or kin."""

    person: PersonLine
    kind: str
    text: str
    speaker: str
    at: int


def news(one: PersonLine, other: PersonLine, since: int) -> list[News]:
    """Names and ages claimed after `since` (ms): a rejection is remembered, and what nobody knew then is not hidden."""
    found = []
    for line in (one, other):
        for kind, claims in (("names", line.names), ("ages", line.ages)):
            for c in claims:
                if c["said"]["at"] > since and not c.get("withdrawn"):
                    age = c.get("age", {})
                    text = c.get("text") or f"{age.get('low')}-{'' if age.get('high') is None else age['high']}"
                    found.append(News(line, kind, text, c.get("speaker") or c.get("issuer", ""), c["said"]["at"]))
    return sorted(found, key=lambda n: n.at)


@dataclass(frozen=True, slots=True)
class Member:
    """A record decided to be somebody else's: by which candidate, on whose word, why."""

    line: PersonLine
    candidate: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """One person who is counted, and every record decided to be theirs."""

    counted: PersonLine
    members: tuple[Member, ...]


def clusters(viewer: Viewer, operation: OperationId) -> list[Cluster]:
    """Every merged person, explaining themselves link by link."""
    if not may_see(viewer):
        return []
    above = dict(Person.objects.filter(operation=operation).exclude(same_as="").values_list("id", "same_as"))
    roots = {p: _root(p, above) for p in above}
    wanted = {*roots, *roots.values()}
    lines = {line.id: line for line in people.ask(viewer, operation, people=sorted(wanted), merged=True, limit=5000)}
    links = _links(operation)
    found: dict[str, list[Member]] = {}
    for person, root in sorted(roots.items()):
        if person in lines and root in lines:
            card, body = links.get(frozenset((person, above[person])), ("", {}))
            member = Member(lines[person], card, body.get("reason", ""), body.get("by", ""))
            found.setdefault(root, []).append(member)
    return [Cluster(lines[root], tuple(members)) for root, members in found.items()]


def _root(person: str, above: dict[str, str]) -> str:
    seen = {person}
    while (upper := above.get(person)) and upper not in seen:
        seen.add(upper)
        person = upper
    return person


def _links(operation: OperationId) -> dict[frozenset[str], tuple[str, dict[str, Any]]]:
    cards: Iterable[Any] = Card.objects.filter(kind="candidate", operation=operation, status="same")
    found = {}
    for card in cards:
        body = json.loads(card.body)
        found[frozenset((card.person, body["other"]))] = (card.id, body)
    return found
