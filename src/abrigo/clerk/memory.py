"""What the clerk remembers of the ledger: facts already opened, and rooms already recalled.

Facts never change and positions are never reused once committed, so what was read may be kept. What a running
transaction has written is kept apart until it commits: a rolled-back act must not be remembered as having happened.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final, TypeVar, cast

from django.db import connection

from abrigo.clerk.left import Outlines, decode
from abrigo.facts.index import Fact
from abrigo.facts.streams import streams_of
from abrigo.ledger import reader
from abrigo.ledger.driver import raw
from abrigo.rules.past import Room
from abrigo.rules.whereabouts import Moment
from abrigo.vault import keys

K = TypeVar("K")
RoomKey = tuple[str, str]
FACTS_KEPT: Final = 200_000
ROOMS_KEPT: Final = 20_000


@dataclass(frozen=True, slots=True)
class Recalled:
    """What a room knows of a stream up to position `upto`, as looked up when the log held `checked` entries."""

    upto: int
    checked: int
    known: Any


NEVER: Final = Recalled(-1, -1, None)


@dataclass
class Shelf:
    """Committed knowledge of one database, shared by the whole process.

    As long as the log is exactly as long as this process left it, nobody else has written, and a stream that this
    process has not written to since it was looked up needs no second look. `since`: from here on every entry was
    ours; `last`: the newest of them in each stream.
    """

    facts: dict[int, Fact] = field(default_factory=dict)
    rooms: dict[RoomKey, Recalled] = field(default_factory=dict)
    size: int = -1
    since: int = -1
    destroyed: tuple[int, int | None] | None = None
    last: dict[str, int] = field(default_factory=dict)
    turn: Lock = field(default_factory=Lock)

    def seen(self, size: int) -> None:
        """A transaction found the log this long. Longer than we left it: somebody else wrote, we know not where."""
        with self.turn:
            if size > self.size:
                self._forget_what_was_destroyed()
                self._start_watching(size)

    def _forget_what_was_destroyed(self) -> None:
        """Another process may have destroyed words that this one still remembers."""
        row = raw("SELECT count(*), max(ground) FROM ledger_shredded", ()).fetchone()
        found = (int(row[0]), row[1])
        if self.destroyed is not None and found != self.destroyed:
            self.facts.clear()
            self.rooms.clear()
            keys.forget()
        self.destroyed = found

    def keep(self, memory: "Memory") -> None:
        with self.turn:
            if len(self.facts) > FACTS_KEPT:
                self.facts.clear()
            if len(self.rooms) > ROOMS_KEPT:
                self.rooms.clear()
            self.facts.update(memory.facts)
            self.rooms.update(memory.rooms)
            size = memory.committed + memory.added
            if size > self.size:
                if memory.committed == self.size and len(self.last) < ROOMS_KEPT:
                    self.size = size
                    self.last.update(memory.last)
                else:
                    self._start_watching(size)

    def _start_watching(self, size: int) -> None:
        self.size = self.since = size
        self.last.clear()

    def holds_all(self, stream: str, found: Recalled, committed: int) -> bool:
        """Whether nothing can have been written to this stream since it was recalled."""
        return self.size == committed and found.checked >= self.since and self.last.get(stream, -1) <= found.upto


_SHELVES: Final[dict[str, Shelf]] = {}


def shelf() -> Shelf:
    return _SHELVES.setdefault(str(connection.settings_dict["NAME"]), Shelf())


def forget() -> None:
    """Drops everything remembered: after a restore, and between tests."""
    _SHELVES.clear()


@dataclass
class Memory:
    """One reading of the past, for one act or one question. `committed` is the log size when it began."""

    committed: int
    facts: dict[int, Fact] = field(default_factory=dict)
    rooms: dict[RoomKey, Recalled] = field(default_factory=dict)
    known: Shelf = field(default_factory=shelf)
    added: int = 0  # entries this transaction has written
    last: dict[str, int] = field(default_factory=dict)  # the newest of them in each stream

    def __post_init__(self) -> None:
        self.known.seen(self.committed)

    def wrote(self, pos: int, fact: Fact) -> None:
        """This transaction has written a fact."""
        self.facts[pos] = fact
        self.added += 1
        for stream in streams_of(fact):
            self.last[stream] = pos

    def facts_at(self, positions: Sequence[int]) -> list[tuple[int, Fact]]:
        """The facts at these positions, in that order; of a destroyed one what its outline says. Withheld and unknown
        ones are left out."""
        known = self.known.facts
        missing = [p for p in positions if p not in known and p not in self.facts]
        if missing:
            sealed = reader.sealed_at(missing)
            by_kid = keys.keys_by_kid({s.kid for s in sealed})
            bare = Outlines().of(sealed)
            self.facts.update({pos: fact for pos, (fact, _) in bare.items()})
            for one in sealed:
                if one.box is None or (one.kid and one.kid not in by_kid):
                    continue
                fact = decode(reader.open_box(one, by_kid.get(one.kid)))
                if fact is not None:
                    self.facts[one.pos] = fact
        found = ((p, self.facts.get(p) or known.get(p)) for p in positions)
        return [(p, f) for p, f in found if f is not None]

    def history(self, stream: str, before: int | None = None) -> list[Moment]:
        """Every fact of a stream, in order of writing; `before`: only what stood in the log at that size."""
        return [Moment(p, f) for p, f in self.facts_at(positions(stream, 0, before))]

    def histories(self, streams: Iterable[str], before: int | None = None) -> dict[str, list[Moment]]:
        """Many streams in one reading."""
        wanted = list(dict.fromkeys(streams))
        where: dict[str, list[int]] = {s: [] for s in wanted}
        for start in range(0, len(wanted), 500):
            chunk = wanted[start : start + 500]
            marks = ", ".join(["?"] * len(chunk))
            sql = f"SELECT stream, pos FROM registers_thread WHERE stream IN ({marks})"  # noqa: S608
            values: list[Any] = list(chunk)
            if before is not None:
                sql, values = sql + " AND pos < ?", [*values, before]
            for stream, pos in raw(sql + " ORDER BY pos", values).fetchall():
                where[stream].append(pos)
        everything = dict(self.facts_at(sorted({p for ps in where.values() for p in ps})))
        return {s: [Moment(p, everything[p]) for p in ps if p in everything] for s, ps in where.items()}

    def recall(self, room: Room[K], stream: str) -> K:
        """What a room knows of a stream: what was remembered, and whatever was written since."""
        key = (room.name, stream)
        found = self.rooms.get(key) or self.known.rooms.get(key) or NEVER
        if stream not in self.last and self.known.holds_all(stream, found, self.committed):
            return cast(K, found.known)
        known, upto = (room.empty, -1) if found is NEVER else (found.known, found.upto)
        for pos, fact in self.facts_at(positions(stream, upto + 1)):
            known, upto = room.learn(known, fact), pos
        self.rooms[key] = Recalled(upto, self.committed, known)
        return known

    def publish(self) -> None:
        """After commit, or after a question: what was read becomes common knowledge."""
        self.known.keep(self)


def positions(stream: str, start: int, before: int | None = None) -> list[int]:
    sql = "SELECT pos FROM registers_thread WHERE stream = ? AND pos >= ?"
    values: list[str | int] = [stream, start]
    if before is not None:
        sql, values = sql + " AND pos < ?", [*values, before]
    return [row[0] for row in raw(sql + " ORDER BY pos", values).fetchall()]
