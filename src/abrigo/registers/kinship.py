"""Who belongs together, as it was said: sibling groups, households, who is whose candidate mother, rival claims.

Only from claims and decisions, each with its speaker: never from a surname, which strangers share and sisters may not.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from abrigo.facts.kinds import OperationId
from abrigo.names import Said, hear, part
from abrigo.registers import people
from abrigo.registers.models import Person
from abrigo.registers.people import PersonLine
from abrigo.rules.access import Viewer, sight

PARENTS: Final = ("mother", "father")
SIBLINGS: Final = frozenset({"sibling", "brother", "sister"})
_WORDS: Final = {
    "mother": "mother", "madre": "mother", "mamá": "mother", "mama": "mother", "אמא": "mother", "אם": "mother",
    "father": "father", "padre": "father", "papá": "father", "papa": "father", "אבא": "father", "אב": "father",
    "sibling": "sibling", "brother": "sibling", "sister": "sibling", "hermano": "sibling", "hermana": "sibling",
    "אח": "sibling", "אחות": "sibling", "child": "child", "son": "child", "daughter": "child", "hijo": "child",
    "hija": "child", "בן": "child", "בת": "child",
}  # fmt: skip
_WHOLE: Final = 2  # words of a name that nobody on record bears: one word alone is too many mothers
_EVERYONE: Final = 100_000


@dataclass(frozen=True, slots=True)
class Tie:
    """`other` (a person on record, or `other_name` as said) is said to be `relation` of `person`, by `speaker`.

    `kind`: mother, father, sibling, or empty for any other kinship. `at` ms.
    """

    person: str
    other: str
    other_name: str
    relation: str
    kind: str
    speaker: str
    claim: str
    at: int
    standing: str = ""  # how far somebody has decided it stands; empty: asserted, nothing more


@dataclass(frozen=True, slots=True)
class Group:
    """A sibling group as it was decided."""

    id: str
    members: tuple[PersonLine, ...]

    @property
    def children(self) -> int:
        return sum(m.category != "adult" for m in self.members)


@dataclass(frozen=True, slots=True)
class Household:
    """People tied to each other by claims or by a sibling group; `ties` between them and to people not on record."""

    members: tuple[PersonLine, ...]
    ties: tuple[Tie, ...]

    @property
    def rivals(self) -> dict[tuple[str, str], tuple[Tie, ...]]:
        """(person, mother or father) -> the claims, where different people are claimed to be that one."""
        found: dict[tuple[str, str], list[Tie]] = defaultdict(list)
        for tie in self.ties:
            if tie.kind in PARENTS:
                found[tie.person, tie.kind].append(tie)
        return {k: tuple(v) for k, v in found.items() if len({t.other or t.other_name.casefold() for t in v}) > 1}


@dataclass(frozen=True, slots=True)
class Claimed:
    """Somebody said to be a parent, and of whom: `person` when on record, else the name as said."""

    person: PersonLine | None
    name: str
    kind: str
    children: tuple[PersonLine, ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    """Perhaps siblings, because of what was said: `ties` are the claims. A person groups them, or does not."""

    people: tuple[PersonLine, ...]
    ties: tuple[Tie, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Kinship:
    """The whole picture of one operation. Its parts add up: `grouped` + `alone` = every child counted."""

    groups: tuple[Group, ...]
    households: tuple[Household, ...]
    claimed: tuple[Claimed, ...]
    suggested: tuple[Suggested, ...]
    alone: tuple[PersonLine, ...]

    @property
    def grouped(self) -> int:
        return sum(len(g.members) for g in self.groups)

    @property
    def grouped_children(self) -> int:
        return sum(g.children for g in self.groups)


def may_see(viewer: Viewer) -> bool:
    """A family is seen whole or not at all: half of it is another family."""
    seen = sight(viewer)
    return seen.names and seen.places and not seen.own_site_only


def ask(viewer: Viewer, operation: OperationId) -> Kinship:
    """Everyone counted in the operation, by what was said of their kin. Empty for whoever may not see families."""
    lines = {p.id: p for p in people.ask(viewer, operation, limit=_EVERYONE)} if may_see(viewer) else {}
    rows = Person.objects.filter(operation=operation).exclude(kin="[]").values_list("id", "kin")
    ties = [t for person, kin in rows if person in lines for t in _ties(person, json.loads(kin), lines)]
    groups: dict[str, list[PersonLine]] = defaultdict(list)
    for line in lines.values():
        if line.group:
            groups[line.group].append(line)
    decided = tuple(Group(g, tuple(m)) for g, m in sorted(groups.items()))
    return Kinship(
        decided,
        tuple(_households(lines, ties, decided)),
        tuple(_claimed(lines, ties)),
        tuple(_suggested(lines, ties)),
        tuple(p for p in lines.values() if not p.group and p.category != "adult" and not p.stranger and not p.sought),
    )


def of(viewer: Viewer, operation: OperationId, person: str) -> Household | None:
    """The household this person is said to be of; None when nobody said anything, or for whoever may not see it."""
    found = (h for h in ask(viewer, operation).households if any(m.id == person for m in h.members))
    return next(found, None)


def _ties(person: str, kin: Iterable[Mapping[str, Any]], lines: Mapping[str, PersonLine]) -> Iterable[Tie]:
    for c in kin:
        if c.get("withdrawn"):
            continue
        kind, other = _WORDS.get(c["relation"].strip().casefold(), ""), c["other"] or ""
        if other and other not in lines:
            other = ""  # of another operation, or not shown to this viewer
            if not c["other_name"]:
                continue
        told = (c["relation"], c["speaker"], c["claim"], c["said"]["at"], c.get("standing", ""))
        if kind == "child" and other and c["other"]:  # said from the other side: the same tie
            yield Tie(other, person, "", told[0], _parent(lines[person]), *told[1:])
        else:
            yield Tie(person, other, c["other_name"], told[0], "" if kind == "child" else kind, *told[1:])


def is_offspring(relation: str) -> bool:
    """Whether a tie was said from the parent's side: "her son"."""
    return _WORDS.get(relation.strip().casefold(), "") == "child"


def _parent(line: PersonLine) -> str:
    return {"female": "mother", "male": "father"}.get(line.sex, "")


def _households(lines: Mapping[str, PersonLine], ties: list[Tie], groups: Iterable[Group]) -> Iterable[Household]:
    near: dict[str, set[str]] = defaultdict(set)
    for one, other in [(t.person, t.other) for t in ties if t.other] + [
        (g.members[0].id, m.id) for g in groups for m in g.members
    ]:
        near[one].add(other)
        near[other].add(one)
    told = {t.person for t in ties}
    seen: set[str] = set()
    for start in (p for p in lines if p in near or p in told):
        if start in seen:
            continue
        found, waiting = {start}, [start]
        while waiting:
            for other in near[waiting.pop()] - found:
                found.add(other)
                waiting.append(other)
        seen |= found
        if len(found) > 1 or start in told or lines[start].group:
            yield Household(tuple(lines[p] for p in lines if p in found), tuple(t for t in ties if t.person in found))


def _claimed(lines: Mapping[str, PersonLine], ties: list[Tie]) -> list[Claimed]:
    """Who is whose candidate parent, the most claimed first."""
    of_whom: dict[tuple[str, str, str], dict[str, PersonLine]] = defaultdict(dict)
    for t in ties:
        if t.kind in PARENTS:
            of_whom[t.kind, t.other, "" if t.other else t.other_name][t.person] = lines[t.person]
    found = [
        Claimed(lines.get(other), name or lines[other].called, kind, tuple(children.values()))
        for (kind, other, name), children in of_whom.items()
    ]
    return sorted(found, key=lambda c: (-len(c.children), c.name))


def _suggested(lines: Mapping[str, PersonLine], ties: list[Tie]) -> list[Suggested]:
    """Children who name one parent, or each other; already in one group: nothing to suggest."""
    by: dict[tuple[str, str, str], list[Tie]] = defaultdict(list)
    for t in ties:
        if t.kind in PARENTS and t.other:
            by["same-parent", t.kind, t.other].append(t)
        elif t.kind in PARENTS and (name := _whole(t.other_name)):
            by["same-parent-named", t.kind, name].append(t)
        elif t.kind == "sibling" and t.other:
            by["said-siblings", "", "|".join(sorted((t.person, t.other)))].append(t)
    found = []
    for (why, _kind, _who), said in by.items():
        both = {t.person for t in said} | ({t.other for t in said} if why == "said-siblings" else set())
        known = [lines[p] for p in lines if p in both]
        groups = {p.group for p in known}
        if len(known) > 1 and (len(groups) > 1 or groups == {""}):
            found.append(Suggested(tuple(known), tuple(said), why))
    return sorted(found, key=lambda s: -len(s.people))


def _whole(name: str) -> str:
    """A parent's whole name as one key; empty when it is one word, which too many parents share."""
    words = [p.word for p in part(name)] if hear(name) is Said.NAME else []
    return " ".join(sorted(words)) if len(words) >= _WHOLE else ""
