"""Names said of people, found again by any spelling in any script. An answer is always a proposal, with its reasons."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from threading import Lock
from typing import Any, Final

from django.db import connection

from abrigo.facts.kinds import OperationId, PersonId
from abrigo.ledger import reader
from abrigo.names import Candidate, Index, Said, hear, plain
from abrigo.registers import people
from abrigo.registers.beginnings import Beginnings, Begun
from abrigo.registers.models import Person
from abrigo.registers.people import PersonLine
from abrigo.rules.access import Viewer, may_enter, sight

MOST: Final = 20  # a search finds somebody; it is not a way to read the register
_OLDEST: Final = 120.0
_WORTH_ASKING: Final = 4  # more than asked for, since some may not be shown to whoever asks
_SAID: Final = ("name.claimed", "claim.withdrawn", "age.claimed", "age.determined", "person.described", "kin.claimed")
_SIGNS: Final = frozenset("*%?_¿")
_KIN_SHARE: Final = 0.3  # how much a relative's name moves somebody whose own name matched
_KIN_ALONE: Final = 0.8
_FALLS_OFF: Final = 0.55  # far below the best answer is noise to a tired eye


class Silent(StrEnum):
    """Why nothing is looked for: there is no way to leaf through children by one letter or a star."""

    EMPTY = "search-empty"
    PATTERN = "search-pattern"
    ONE_LETTER = "search-one-letter"
    NO_LETTERS = "search-no-letters"
    NO_NAME = "search-no-name"


def silent(asked: str) -> Silent | None:
    """Why this is no question about a name; None when it is one."""
    bare = plain(asked).strip()
    if not bare:
        return Silent.EMPTY
    letters = sum(c.isalpha() for c in bare)
    if letters < 2:
        signs = not _SIGNS.isdisjoint(bare)
        return Silent.PATTERN if signs else Silent.ONE_LETTER if letters else Silent.NO_LETTERS
    return None if hear(bare) is Said.NAME else Silent.NO_NAME


@dataclass(frozen=True, slots=True)
class KinFound:
    """Somebody's kin as it was said (`relation` of the person), by whom, and how the name asked for met it."""

    relation: str
    speaker: str
    other: str
    match: Candidate


@dataclass(frozen=True, slots=True)
class Found:
    """Someone who may be meant, the name that matched, and why.

    `heard`: the claim that matched, as the register keeps it (speaker, language, letters, when, whose hand); None when
    a relative's name alone did. `begun`: the question is the beginning of a word of that claim.
    """

    line: PersonLine
    match: Candidate
    heard: Mapping[str, Any] | None = None
    begun: Begun | None = None
    kin: KinFound | None = None


def ask(
    viewer: Viewer,
    operation: OperationId,
    name: str,
    *,
    age: tuple[float, float] | None = None,
    sex: str | None = None,
    kin: str = "",
    halves: bool = True,
    least: float = 0.0,
    limit: int = 10,
    but: Sequence[str] = (),
) -> list[Found]:
    """At most `limit` (and never more than MOST) people of the operation whose names may be `name`, best first.

    `kin`: the name of a relative as somebody said it; with `name` it moves the order, alone it finds whose kin was
    said to be called so. `halves`: half a word finds too, as while typing. `least`: whoever is less like it is not
    even looked up, for a look at a child is a look. Age (years, both ends) and sex move the order and hide nobody.
    `but` leaves out those ids. Only people the viewer may see by name, and a relative's name only when the viewer may
    see that relative.
    """
    wanted = min(limit, MOST) * _WORTH_ASKING + len(but)
    if not may_enter(viewer, operation) or not sight(viewer).names:
        return []
    with _LOCK:
        kept = _index(operation)
        own = {} if silent(name) else kept.by_name(name, wanted, age, sex, halves=halves)
        own = {who: found for who, found in own.items() if found[0].score >= least}
        theirs = {} if silent(kin) else kept.by_kin(kin, wanted)
    return _shown(viewer, operation, own, theirs, frozenset(but))[: min(limit, MOST)]


def _shown(
    viewer: Viewer,
    operation: OperationId,
    own: Mapping[str, tuple[Candidate, Begun | None]],
    theirs: Mapping[str, KinFound],
    but: frozenset[str],
) -> list[Found]:
    named = {k.other for k in theirs.values() if k.other}
    wanted = sorted({*own, *theirs, *named} - but)
    lines = {line.id: line for line in people.ask(viewer, operation, people=wanted)} if wanted else {}
    found = []
    for person in {*own, *theirs} & lines.keys() - but:
        line, kin = lines[person], theirs.get(person)
        if kin is not None and kin.other and kin.other not in lines:
            kin = None  # their name is no more shown as somebody's mother than as themselves
        if person in own:
            match, begun = own[person]
            if kin is not None:
                match = replace(match, score=min(1.0, round(match.score + _KIN_SHARE * kin.match.score, 4)))
            found.append(Found(line, match, _claim(line, match.claim), begun, kin))
        elif kin is not None:
            found.append(Found(line, replace(kin.match, score=round(_KIN_ALONE * kin.match.score, 4)), kin=kin))
    found.sort(key=lambda f: (-f.match.score, f.line.id))
    return [f for f in found if f.match.score >= _FALLS_OFF * found[0].match.score]


def _claim(line: PersonLine, text: str) -> Mapping[str, Any] | None:
    return next((n for n in line.names if n["text"] == text and not n.get("withdrawn")), None)


# -- the index, kept in memory and told on as the log grows ---------------------------------------


@dataclass
class _Kept:
    """What is known of one operation's names up to `size` entries of the log whose last is `tip`."""

    size: int
    tip: bytes
    index: Index = field(default_factory=Index)
    begins: Beginnings = field(default_factory=Beginnings)
    kin: Index = field(default_factory=Index)
    kin_said: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    kin_of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # a relative on record -> whose

    def by_name(
        self, name: str, wanted: int, age: tuple[float, float] | None, sex: str | None, *, halves: bool
    ) -> dict[str, tuple[Candidate, Begun | None]]:
        found: dict[str, tuple[Candidate, Begun | None]] = {
            str(m.id): (m, None) for m in self.index.search(name, limit=wanted, age=age, sex=sex)
        }
        for begun in self.begins.search(name, wanted) if halves else ():
            known = found.get(begun.person)
            if known is None or begun.score > known[0].score:
                fits = (known[0].age_fits, known[0].sex_fits) if known else (None, None)
                made = Candidate(begun.person, begun.score, begun.claim, 0, (), True, *fits)
                found[begun.person] = (made, begun)
        return found

    def by_kin(self, name: str, wanted: int) -> dict[str, KinFound]:
        found = {}
        for match in self.kin.search(name, limit=wanted):
            said = self.kin_said[str(match.id)][match.claim_number]
            found[str(match.id)] = KinFound(said["relation"], said["speaker"], said["other"], match)
        return found


_LOCK: Final = Lock()
_KEPT: Final[dict[tuple[str, str], _Kept]] = {}


def forget() -> None:
    """Drops what is kept: after a restore, and between tests."""
    _KEPT.clear()


def _index(operation: OperationId) -> _Kept:
    key, size = (str(connection.settings_dict["NAME"]), operation), reader.size()
    kept = _KEPT.get(key)
    if kept is not None and not (kept.size <= size and _tip(kept.size) == kept.tip):
        kept = None  # another log stands where ours stood
    if kept is None:
        kept = _Kept(0, b"")
        _tell(kept, Person.objects.filter(operation=operation))
        _tell_kin(kept, operation, None)
    elif kept.size < size:
        spoken = _spoken_of_since(kept.size)
        _tell(kept, Person.objects.filter(operation=operation, id__in=spoken))
        _tell_kin(kept, operation, {*spoken, *(p for s in spoken for p in kept.kin_of.get(s, ()))})
    kept.size, kept.tip = size, _tip(size)
    _KEPT[key] = kept
    return kept


def _tip(size: int) -> bytes:
    return reader.sealed_at([size - 1])[0].id if size else b""


def _spoken_of_since(size: int) -> list[str]:
    marks = ", ".join(["%s"] * len(_SAID))
    sql = f"SELECT DISTINCT stream FROM registers_thread WHERE pos >= %s AND kind IN ({marks})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [size, *_SAID])
        return [s.removeprefix("person:") for (s,) in cursor.fetchall() if s.startswith("person:")]


def _tell(kept: _Kept, rows: Any) -> None:
    columns = ("id", "names", "age_low", "age_high", "sex")
    for person, names, low, high, sex in rows.values_list(*columns).iterator(chunk_size=500):
        kept.index.remove(PersonId(person))
        said = [n["text"] for n in json.loads(names) if not n.get("withdrawn")]
        kept.begins.put(person, said)
        if said:
            age = None if low is None else (float(low), _OLDEST if high is None else high + 1.0)
            kept.index.add(PersonId(person), said, age=age, sex=None if sex.startswith("?") else sex or None)


def _tell_kin(kept: _Kept, operation: OperationId, only: Iterable[str] | None) -> None:
    rows = Person.objects.filter(operation=operation).exclude(kin="[]")
    if only is not None:
        rows = rows.filter(id__in=list(only))
    told = {person: json.loads(kin) for person, kin in rows.values_list("id", "kin").iterator(chunk_size=500)}
    known = {c["other"] for claims in told.values() for c in claims if c["other"]}
    called = {
        person: [n["text"] for n in json.loads(names) if not n.get("withdrawn")]
        for person, names in Person.objects.filter(operation=operation, id__in=known).values_list("id", "names")
    }
    for person, claims in told.items():
        kept.kin.remove(PersonId(person))
        texts, said = [], []
        for claim in (c for c in claims if not c.get("withdrawn")):
            other = claim["other"] or ""
            if other:
                kept.kin_of[other].add(person)
            for text in [claim["other_name"]] if claim["other_name"] else called.get(other, []):
                texts.append(text)
                said.append({"relation": claim["relation"], "speaker": claim["speaker"], "other": other})
        kept.kin_said[person] = said
        if texts:
            kept.kin.add(PersonId(person), texts)
