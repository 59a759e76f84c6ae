"""Where each person was, as known when the log held so many entries: one look at an index, whatever its length."""

from typing import Any, Final

from abrigo.facts.kinds import OperationId, PersonId
from abrigo.ledger.driver import raw
from abrigo.registers.book import SHAPES, Book, Row
from abrigo.registers.models import Trail
from abrigo.rules.access import Viewer, may_enter, sight

_SHAPE: Final = SHAPES[Trail]
_CHANGES: Final = tuple(c for c in _SHAPE.columns if c not in ("person", "pos"))
_ONE: Final = f"{_SHAPE.select} WHERE person = ? AND pos < ? ORDER BY pos DESC LIMIT 1"
_OF_ALL: Final = ", ".join(f't."{c}"' for c in _SHAPE.columns)
_ALL: Final = (
    f"SELECT {_OF_ALL} FROM registers_person p JOIN registers_trail t ON t.person = p.id"  # noqa: S608 - our own names
    " AND t.pos = (SELECT max(x.pos) FROM registers_trail x WHERE x.person = p.id AND x.pos < ?)"
    " WHERE p.operation = ? AND t.same_as = ''"
)


def follow(book: Book, before: Row | None, after: Row, pos: int) -> None:
    """Called by the fold of whereabouts for every row it writes."""
    if before is None or any(before[c] != after[c] for c in _CHANGES):
        book.put(Trail, {"person": after["person"], "pos": pos, **{c: after[c] for c in _CHANGES}})


def ask(viewer: Viewer, operation: OperationId, size: int) -> dict[PersonId, Row]:
    """Everyone counted when the log held `size` entries, as it was known then: state, site, since (ms) and the rest.

    Whoever sees no names gets nobody; line staff get who was at their own gate then.
    """
    seen = sight(viewer)
    if not may_enter(viewer, operation) or not seen.names:
        return {}
    rows = map(_SHAPE.row, raw(_ALL, (size, operation)).fetchall())
    own = viewer.site or "-" if seen.own_site_only else None
    return {PersonId(row["person"]): row for row in rows if own in (None, row["site"])}


def of(viewer: Viewer, operation: OperationId, person: PersonId, size: int) -> Row | None:
    """One person as known when the log held `size` entries; None when nothing was, or it is not theirs to see."""
    seen = sight(viewer)
    if not may_enter(viewer, operation) or not seen.names:
        return None
    found: Any = raw(_ONE, (person, size)).fetchone()
    row = None if found is None else _SHAPE.row(found)
    if row is None or row["operation"] != operation:
        return None
    return row if not seen.own_site_only or row["site"] == (viewer.site or "-") else None
