"""Where each person is now, and the count that always adds up."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from django.db import connection

from abrigo.facts.identity import Linked, Unlinked
from abrigo.facts.kinds import OperationId, PersonId
from abrigo.facts.streams import streams_of
from abrigo.facts.wire import from_ms, to_ms
from abrigo.registers import trails
from abrigo.registers.book import Book, Noted, Row
from abrigo.registers.models import Whereabout
from abrigo.rules.access import Viewer, may_enter, sight
from abrigo.rules.whereabouts import NOWHERE, SUM, State, Whereabouts, heard, learn, recall


def as_row(person: str, known: Whereabouts, same_as: str) -> Row:
    """Spelled out column by column, as is `from_row`: both stand in the path of every act."""
    return {
        "person": person,
        "operation": known.operation or "",
        "same_as": same_as,
        "state": known.state.value,
        "site": known.site or "",
        "unit": known.unit or "",
        "since": _ms(known.since),
        "received_at": _ms(known.received_at),
        "unconfirmed": known.unconfirmed or "",
        "seen_at": _ms(known.seen_at),
        "seen_site": known.seen_site or "",
        "seen_by": known.seen_by or "",
        "seen_how": known.seen_how,
        "transit": known.transit or "",
        "leave": known.leave or "",
        "place": known.place,
        "due": _ms(known.due),
        "located": known.located,
        "in_error": known.in_error,
        "contested": known.contested or "",
        "last_at": _ms(known.last_at),
    }


def from_row(row: Row) -> Whereabouts:
    return Whereabouts(
        state=_STATES[row["state"]],
        operation=row["operation"] or None,
        site=row["site"] or None,
        unit=row["unit"] or None,
        since=_instant(row["since"]),
        received_at=_instant(row["received_at"]),
        unconfirmed=row["unconfirmed"] or None,
        seen_at=_instant(row["seen_at"]),
        seen_site=row["seen_site"] or None,
        seen_by=row["seen_by"] or None,
        seen_how=row["seen_how"],
        transit=row["transit"] or None,
        leave=row["leave"] or None,
        place=row["place"],
        due=_instant(row["due"]),
        located=row["located"],
        in_error=row["in_error"],
        contested=row["contested"] or None,
        last_at=_instant(row["last_at"]),
    )


_STATES: Final = {state.value: state for state in State}


def _ms(instant: datetime | None) -> int | None:
    return None if instant is None else to_ms(instant)


def _instant(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)


def known(book: Book, person: str) -> Whereabouts:
    row = book.get(Whereabout, person)
    found = _beside(book, person, row)
    if row is not None:
        book.beside[person] = (row, found)
    return found


# -- folding ------------------------------------------------------------------


def apply(book: Book, noted: Noted) -> None:
    fact = noted.fact
    if isinstance(fact, Linked | Unlinked):
        _link(book, fact, noted.pos)
        return
    person = getattr(fact, "person", None)
    if person is None or not heard(fact):
        return
    row = book.get(Whereabout, person)
    before = _beside(book, person, row)
    same_as = row["same_as"] if row else ""
    if before.last_at is not None and fact.said.at < before.last_at:
        after = recall(book.history(f"person:{person}"))  # told late: read the whole past in order of occurrence
    else:
        after = learn(before, fact)
    if not same_as and book.where(Whereabout, same_as=person):
        after = _of_cluster(book, person)
    _put(book, person, after, same_as, noted.pos)
    if same_as:
        root = _root(book, same_as)
        _put(book, root, _of_cluster(book, root), _same_as(book, root), noted.pos)


def _put(book: Book, person: str, known: Whereabouts, same_as: str, pos: int) -> None:
    row = as_row(person, known, same_as)
    trails.follow(book, book.get(Whereabout, person), row, pos)
    book.beside[person] = (row, known)
    book.put(Whereabout, row)


def _beside(book: Book, person: str, row: Row | None) -> Whereabouts:
    """What a row says, not read again when this book wrote it and still holds it."""
    if row is None:
        return NOWHERE
    kept = book.beside.get(person)
    if kept is not None and kept[0] == row:
        return kept[1]
    return from_row(row)


def _same_as(book: Book, person: str) -> str:
    row = book.get(Whereabout, person)
    return row["same_as"] if row else ""


def _root(book: Book, person: str) -> str:
    seen = {person}
    while (above := _same_as(book, person)) and above not in seen:
        seen.add(above)
        person = above
    return person


def _members(book: Book, root: str) -> list[str]:
    """The record that counts and every record decided to be the same person, however deep."""
    found, queue = [root], [root]
    while queue:
        for row in book.where(Whereabout, same_as=queue.pop()):
            if row["person"] not in found:
                found.append(row["person"])
                queue.append(row["person"])
    return found


def _of_cluster(book: Book, root: str) -> Whereabouts:
    moments = {m.pos: m for member in _members(book, root) for m in book.history(f"person:{member}")}
    return recall(moments.values())


def _link(book: Book, fact: Linked | Unlinked, pos: int) -> None:
    """The linked record keeps its own story; the one that counts tells the story of both. Unlinking gives back both."""
    own = recall(book.history(f"person:{fact.person}"))
    before = _root(book, fact.person)
    _put(book, fact.person, own, fact.same_as if isinstance(fact, Linked) else "", pos)
    for root in dict.fromkeys((_root(book, fact.same_as), before, _root(book, fact.person))):
        _put(book, root, _of_cluster(book, root), _same_as(book, root), pos)


def touched(noted: Noted) -> tuple[str, ...]:
    return tuple(s.removeprefix("person:") for s in streams_of(noted.fact) if s.startswith("person:"))


# -- asking -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of one place or of all: per state, and within it children, undetermined and adults."""

    states: dict[State, tuple[int, int, int]]

    def number(self, state: State) -> int:
        return sum(self.states.get(state, (0, 0, 0)))

    @property
    def received(self) -> int:
        return sum(self.number(state) for state in SUM)

    @property
    def adds_up(self) -> bool:
        return self.received == sum(sum(n) for state, n in self.states.items() if state in SUM)

    def children(self, state: State | None = None, *, protective: bool = True) -> int:
        """Reading 1 (protective) counts the undetermined as children; reading 2 does not."""
        rows = [self.states.get(s, (0, 0, 0)) for s in (SUM if state is None else (state,))]
        return sum(c + (u if protective else 0) for c, u, _ in rows)

    def undetermined(self, state: State | None = None) -> int:
        return sum(self.states.get(s, (0, 0, 0))[1] for s in (SUM if state is None else (state,)))

    def adults(self, state: State | None = None, *, protective: bool = True) -> int:
        rows = [self.states.get(s, (0, 0, 0)) for s in (SUM if state is None else (state,))]
        return sum(a + (0 if protective else u) for _, u, a in rows)


@dataclass(frozen=True, slots=True)
class Board:
    """One truth: the operation, each site, each unit of a site. `beside`: persons never in the sum."""

    whole: Tally
    sites: dict[str, Tally]
    units: dict[tuple[str, str], Tally]
    unconfirmed: int
    at: datetime
    oldest: dict[str, datetime] = field(default_factory=dict)  # site -> the oldest sighting that still counts there


_CATEGORY: Final = {"child": 0, "undetermined": 1, "adult": 2}
_BOARD = (
    "SELECT w.site, w.unit, w.state, p.category, count(*), sum(CASE WHEN w.unconfirmed <> '' THEN 1 ELSE 0 END)"
    " FROM registers_whereabout w JOIN registers_person p ON p.id = w.person"
    " WHERE w.operation = %s AND w.same_as = '' GROUP BY w.site, w.unit, w.state, p.category"
)


_OLDEST = (
    "SELECT site, min(seen_at) FROM registers_whereabout"
    " WHERE operation = %s AND same_as = '' AND state = 'present' GROUP BY site"
)


def tally(rows: Iterable[tuple[str, str, int]]) -> Tally:
    """Rows of (state, category, number)."""
    states: dict[State, list[int]] = {}
    for state, category, number in rows:
        states.setdefault(State(state), [0, 0, 0])[_CATEGORY[category]] += number
    return Tally({state: (n[0], n[1], n[2]) for state, n in states.items()})


def ask(viewer: Viewer, operation: OperationId, at: datetime) -> Board | None:
    """The board of an operation as it is now; None when the viewer has no part in it or sees no counts."""
    if not may_enter(viewer, operation) or not sight(viewer).counts:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_BOARD, [operation])
        rows = cursor.fetchall()
        cursor.execute(_OLDEST, [operation])
        oldest = {site: from_ms(ms) for site, ms in cursor.fetchall() if ms is not None}
    # Line staff whose account names no site stand at no gate: they see nobody, not everybody.
    gate = (viewer.site or "-") if sight(viewer).own_site_only else None
    found = board(rows, at, site_only=gate)
    return replace(found, oldest={site: seen for site, seen in oldest.items() if site in found.sites})


def board(rows: Iterable[tuple[str, str, str, str, int, int]], at: datetime, site_only: str | None = None) -> Board:
    rows = [r for r in rows if site_only is None or r[0] == site_only]
    sites = sorted({r[0] for r in rows})
    units = sorted({(r[0], r[1]) for r in rows if r[1]})
    return Board(
        whole=tally((r[2], r[3], r[4]) for r in rows),
        sites={s: tally((r[2], r[3], r[4]) for r in rows if r[0] == s) for s in sites},
        units={u: tally((r[2], r[3], r[4]) for r in rows if (r[0], r[1]) == u) for u in units},
        unconfirmed=sum(r[5] for r in rows),
        at=at,
    )


def roll(operation_site: str, unit: str | None = None) -> tuple[PersonId, ...]:
    """Who is answered for at a site (or a unit of it): present or unaccounted there. For rules, not for pages."""
    sql = (
        "SELECT person FROM registers_whereabout"
        " WHERE site = %s AND same_as = '' AND state IN ('present','unaccounted')"
    )
    contested = (  # whoever is claimed by two places is called at both
        " UNION SELECT w.person FROM registers_card c JOIN registers_whereabout w ON w.person = c.person"
        " WHERE c.kind = 'contest-claim' AND c.site = %s AND c.status = 'open' AND w.same_as = ''"
        " AND w.state = 'unaccounted'"
    )
    with connection.cursor() as cursor:
        if unit:
            cursor.execute(sql + " AND unit = %s", [operation_site, unit])
        else:
            cursor.execute(sql + contested, [operation_site, operation_site])
        return tuple(sorted(PersonId(r[0]) for r in cursor.fetchall()))
