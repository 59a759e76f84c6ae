"""Reads the log: sealed entries in order of arrival, one subject's entries, and how long the log was at an instant."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from abrigo.ledger.chain import unseal
from abrigo.ledger.codec import Json
from abrigo.ledger.driver import raw

CHUNK: Final = 2_000


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry as it lies in the log; `box` None means the words are not here (not granted, or shredded)."""

    pos: int
    id: bytes
    dev: str
    seq: int
    rec: int
    took: int
    kid: bytes
    header: bytes
    sig: bytes
    box: bytes | None


_COLUMNS = "e.pos, e.id, e.dev, e.seq, e.rec, e.took, e.kid, e.header, e.sig, b.body"
_FROM = f"SELECT {_COLUMNS} FROM ledger_entry e LEFT JOIN ledger_box b ON b.pos = e.pos"  # noqa: S608 - constants


def size() -> int:
    """How many entries this node's log holds: its transaction time."""
    return int(_one("SELECT size FROM ledger_head WHERE one = 1", ())[0])


def sealed(start: int = 0, stop: int | None = None) -> Iterator[Sealed]:
    """Entries at positions [start, stop), in order, read in chunks so that any log fits in memory."""
    end = size() if stop is None else min(stop, size())
    for low in range(start, end, CHUNK):
        yield from _rows(f"{_FROM} WHERE e.pos >= ? AND e.pos < ? ORDER BY e.pos", (low, min(low + CHUNK, end)))


def sealed_at(positions: Sequence[int]) -> list[Sealed]:
    """The entries at these positions, in ascending order; LookupError if one does not exist."""
    wanted = sorted(set(positions))
    found: list[Sealed] = []
    for low in range(0, len(wanted), 500):
        part = wanted[low : low + 500]
        marks = ", ".join(["?"] * len(part))
        found += _rows(f"{_FROM} WHERE e.pos IN ({marks}) ORDER BY e.pos", tuple(part))
    if len(found) != len(wanted):
        raise LookupError("no entry at one of these positions")
    return found


def sealed_under(kid: bytes, stop: int | None = None) -> list[Sealed]:
    """Every entry sealed under one key, in order of arrival, up to log size `stop`."""
    end = size() if stop is None else stop
    return _rows(f"{_FROM} WHERE e.kid = ? AND e.pos < ? ORDER BY e.pos", (kid, end))


def places(stop: int | None = None) -> Iterator[tuple[str, int, bytes]]:
    """(device, number, id) of every entry: what a node says it has."""
    end = size() if stop is None else stop
    for low in range(0, end, 50_000):
        rows = _all("SELECT dev, seq, id FROM ledger_entry WHERE pos >= ? AND pos < ?", (low, min(low + 50_000, end)))
        yield from ((dev, seq, bytes(name)) for dev, seq, name in rows)


def open_box(entry: Sealed, key: bytes | None) -> dict[str, Json]:
    """The words of an entry. Raises Refused for a wrong key or damaged box, LookupError where there is no box."""
    if entry.box is None:
        raise LookupError("the words of this entry are not here")
    return unseal(entry.kid, entry.box, key)


def size_at(instant_ms: int) -> int:
    """How many entries had been taken by that instant (inclusive), by this node's clock.

    Where the clock once stepped back the log is read in stretches, the latest first: an entry taken later in the
    log was never known before an earlier one.
    """
    total = size()
    steps = [int(row[0]) for row in _all("SELECT pos FROM ledger_clockstep ORDER BY pos", ())]
    bounds = [0, *steps, total]
    for low, high in zip(bounds[-2::-1], bounds[:0:-1], strict=True):
        if low < high and _took(low) <= instant_ms:
            return _last_within(low, high, instant_ms) + 1
    return 0


def _last_within(low: int, high: int, instant_ms: int) -> int:
    """Bisection over a stretch in which the clock only went forward; `low` itself was in time."""
    while high - low > 1:
        middle = (low + high) // 2
        if _took(middle) <= instant_ms:
            low = middle
        else:
            high = middle
    return low


def _took(pos: int) -> int:
    return int(_one("SELECT took FROM ledger_entry WHERE pos = ?", (pos,))[0])


def _rows(sql: str, parameters: tuple[Any, ...]) -> list[Sealed]:
    return [Sealed(*row) for row in _all(sql, parameters)]  # both drivers give bytes as bytes


def _one(sql: str, parameters: tuple[Any, ...]) -> Any:
    rows = _all(sql, parameters)
    if not rows:
        raise LookupError("the ledger has no such row")
    return rows[0]


def _all(sql: str, parameters: tuple[Any, ...]) -> list[Any]:
    rows: list[Any] = raw(sql, parameters).fetchall()
    return rows
