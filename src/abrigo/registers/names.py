"""Names said of people, found again by any spelling in any script. An answer is always a proposal, with its reasons."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from django.db import connection

from abrigo.facts.kinds import OperationId, PersonId
from abrigo.ledger import reader
from abrigo.names import Candidate, Index
from abrigo.registers import people
from abrigo.registers.models import Person
from abrigo.registers.people import PersonLine
from abrigo.rules.access import Viewer, may_enter, sight

_OLDEST: Final = 120.0
_WORTH_ASKING: Final = 4  # more than asked for, since some may not be shown to whoever asks
_SAID: Final = ("name.claimed", "claim.withdrawn", "age.claimed", "age.determined", "person.described")


@dataclass(frozen=True, slots=True)
class Found:
    """Someone who may be meant, the name that matched, and why."""

    line: PersonLine
    match: Candidate


def ask(
    viewer: Viewer,
    operation: OperationId,
    name: str,
    *,
    age: tuple[float, float] | None = None,
    sex: str | None = None,
    limit: int = 10,
    but: Sequence[str] = (),
) -> list[Found]:
    """At most `limit` people of the operation whose names may be `name`, best first; `but` leaves out those ids.

    Only people the viewer may see by name. Age (years, both ends) and sex move the order and hide nobody.
    """
    if not may_enter(viewer, operation) or not sight(viewer).names or not name.strip():
        return []
    with _LOCK:
        matches = _index(operation).search(name, limit=limit * _WORTH_ASKING + len(but), age=age, sex=sex)
    wanted = [str(m.id) for m in matches if m.id not in but]
    lines = {line.id: line for line in people.ask(viewer, operation, people=wanted)} if wanted else {}
    return [Found(lines[str(m.id)], m) for m in matches if str(m.id) in lines][:limit]


# -- the index, kept in memory and told on as the log grows ---------------------------------------


@dataclass
class _Kept:
    size: int
    tip: bytes
    index: Index


_LOCK: Final = Lock()
_KEPT: Final[dict[tuple[str, str], _Kept]] = {}


def forget() -> None:
    """Drops what is kept: after a restore, and between tests."""
    _KEPT.clear()


def _index(operation: OperationId) -> Index:
    key, size = (str(connection.settings_dict["NAME"]), operation), reader.size()
    kept = _KEPT.get(key)
    if kept is not None and not (kept.size <= size and _tip(kept.size) == kept.tip):
        kept = None  # another log stands where ours stood
    if kept is None:
        kept = _Kept(0, b"", Index())
        _tell(kept.index, Person.objects.filter(operation=operation))
    elif kept.size < size:
        _tell(kept.index, Person.objects.filter(operation=operation, id__in=_spoken_of_since(kept.size)))
    _KEPT[key] = _Kept(size, _tip(size), kept.index)
    return kept.index


def _tip(size: int) -> bytes:
    return reader.sealed_at([size - 1])[0].id if size else b""


def _spoken_of_since(size: int) -> list[str]:
    marks = ", ".join(["%s"] * len(_SAID))
    sql = f"SELECT DISTINCT stream FROM registers_thread WHERE pos >= %s AND kind IN ({marks})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [size, *_SAID])
        return [s.removeprefix("person:") for (s,) in cursor.fetchall() if s.startswith("person:")]


def _tell(index: Index, rows: Any) -> None:
    columns = ("id", "names", "age_low", "age_high", "sex")
    for person, names, low, high, sex in rows.values_list(*columns).iterator(chunk_size=500):
        index.remove(PersonId(person))
        said = [n["text"] for n in json.loads(names) if not n.get("withdrawn")]
        if said:
            age = None if low is None else (float(low), _OLDEST if high is None else high + 1.0)
            index.add(PersonId(person), said, age=age, sex=None if sex.startswith("?") else sex or None)
