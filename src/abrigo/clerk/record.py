"""Record: authorise, load, decide, append, project, in one transaction; and answer with a receipt."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from typing import Any, Final

from django.db import connection, transaction

from abrigo.clerk import trace
from abrigo.clerk.device import node_device
from abrigo.clerk.forgetting import forget
from abrigo.clerk.memory import Memory
from abrigo.clerk.models import Refused
from abrigo.facts.index import KIND_OF, Fact
from abrigo.facts.kinds import OperationId
from abrigo.facts.streams import FORGETS, subject_of
from abrigo.facts.wire import from_ms, spelling, to_ms
from abrigo.ledger import pen
from abrigo.ledger.driver import Statement, one_journey, raw
from abrigo.ledger.durability import steady
from abrigo.registers import answers, custody, figures, whereabouts
from abrigo.registers import index as registers
from abrigo.registers.book import LiveBook, Noted, compact
from abrigo.registers.models import Card, CustodyLine, Whereabout
from abrigo.rules.access import Viewer, may_do, may_enter, office, operation_of, sight
from abrigo.rules.accords import ProposeAccord
from abrigo.rules.custody import CUSTODY
from abrigo.rules.index import ACTS, NAME_OF, Line
from abrigo.rules.past import Counted, Hand, Need, Past, Roll, Stream, Tabulated
from abrigo.rules.refusals import Refusal, Why
from abrigo.rules.release import ReportReleasedInError
from abrigo.rules.whereabouts import WHEREABOUTS
from abrigo.vault import keys

# A clock may run a little fast; a day later than now is a mistyped date or a lying clock.
FUTURE: Final = timedelta(minutes=5)
LONGEST_CHAIN: Final = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a fact was written: its kind, position in the log, and id (hex)."""

    kind: str
    pos: int
    id: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sender of an act gets back. Exactly one of `entries` and `refusal` says something."""

    id: str
    act: str
    size: int  # entries in the log once this act was answered
    took: int  # ms, when this node answered
    entries: tuple[Entry, ...] = ()
    refusal: Refusal | None = None
    again: bool = False  # the same act had been sent before; this is its first answer

    @property
    def taken(self) -> bool:
        return self.refusal is None


@dataclass(frozen=True, slots=True)
class Ask:
    """An act with the id its sender gave it."""

    id: str
    act: Any


class Sitting:
    """What lies before the clerk during one transaction: the head of the log, the past, the registers."""

    __slots__ = ("book", "fresh", "head", "memory")

    def __init__(self, head: pen.Head) -> None:
        self.head = head
        self.memory = Memory(head.log.size)
        self.book = LiveBook(self.memory.history)
        self.fresh: set[tuple[str, str]] = set()  # (sender, id) known to have no receipt when the sitting began

    def look_ahead(self, group: Sequence["Waiting"]) -> None:
        """What every act of a group will ask for, asked once for all of them."""
        if len(group) < 2:
            return
        ids: list[tuple[str, str]] = list(dict.fromkeys((one.viewer.staff, one.ask.id) for one in group))
        marks = " OR ".join(["(staff = ? AND id = ?)"] * len(ids))
        sql = f"SELECT staff, id FROM clerk_receipt WHERE {marks}"  # noqa: S608 - marks alone
        self.fresh = {*ids} - {(s, i) for s, i in raw(sql, [v for pair in ids for v in pair]).fetchall()}
        people = [p for one in group if (p := getattr(one.ask.act, "person", None)) is not None]
        self.book.load(Whereabout, people, "same_as")


def record(viewer: Viewer, act: Any, *, id: str, now: datetime) -> Answer:  # noqa: A002 - the sender's word
    """One act, durable when this returns. The same id with the same act is answered once; see `Answer.again`."""
    ask = Ask(id, act)
    if connection.in_atomic_block:
        return record_all(viewer, [ask], now=now)[0]
    answer = _in_line(Waiting(viewer, ask, now))
    _note_refusals(viewer, [ask], [answer])
    return answer


def record_all(viewer: Viewer, asks: Sequence[Ask], *, now: datetime) -> list[Answer]:
    """Several acts, all or none: when one is refused, none is written, and each answer says what it would have been."""
    # The path below speaks to the driver itself; a full disk must still reach the doors as the error Django names.
    with steady(), connection.wrap_database_errors, transaction.atomic():
        answers = _all(viewer, asks, now)
        if len(asks) > 1 and any(not a.taken for a in answers):
            transaction.set_rollback(True)
    _note_refusals(viewer, asks, answers)
    return answers


def record_each(viewer: Viewer, asks: Sequence[Ask], *, now: datetime) -> list[Answer]:
    """Several acts in one transaction, each for itself: what is refused writes nothing and stops none of the others."""
    with connection.wrap_database_errors, transaction.atomic():
        answers = _all(viewer, asks, now)
    _note_refusals(viewer, asks, answers)
    return answers


# -- many hands at once -----------------------------------------------------------------------------------------------
#
# The log has one end, so whoever writes holds it until the disk has answered. Acts that arrive meanwhile wait, and the
# next hand that gets hold of the end writes all of them in one transaction: one flush for as many as were waiting. On
# SQLite it also ends the sleeping and trying again by which threads would otherwise share the one writer's place.


@dataclass(slots=True)
class Waiting:
    """An act on its way into the log; one of `answer` and `failed` says what became of it."""

    viewer: Viewer
    ask: Ask
    now: datetime
    answer: Answer | None = None
    failed: Exception | None = None

    def done(self) -> bool:
        return self.answer is not None or self.failed is not None

    def result(self) -> Answer:
        if self.answer is not None:
            return self.answer
        raise self.failed or RuntimeError("an act left the line without an answer")


@dataclass(slots=True)
class _Line:
    """Who waits at one database, in this process."""

    joining: Lock = field(default_factory=Lock)
    writing: Lock = field(default_factory=Lock)
    waiting: list[Waiting] = field(default_factory=list)


_LINES: Final[dict[str, _Line]] = {}
MOST_TOGETHER: Final = 32


def _in_line(mine: Waiting) -> Answer:
    line = _LINES.setdefault(str(connection.settings_dict["NAME"]), _Line())
    with line.joining:
        line.waiting.append(mine)
    while not mine.done():
        with line.writing:
            if mine.done():
                break  # somebody who was before us has written ours along with theirs
            with line.joining:
                group, line.waiting = line.waiting[:MOST_TOGETHER], line.waiting[MOST_TOGETHER:]
            write_together(group)
    return mine.result()


def write_together(group: Sequence[Waiting]) -> None:
    """Acts of several hands in one transaction. If it fails, each is tried alone, so that nobody fails for another."""
    try:
        with steady(), connection.wrap_database_errors, transaction.atomic():
            sitting = Sitting(pen.take_head())
            sitting.look_ahead(group)
            answers = [_one(one.viewer, one.ask, one.now, sitting) for one in sorted(group, key=lambda one: one.now)]
            transaction.on_commit(sitting.memory.publish)
    except Exception as wrong:  # noqa: BLE001 - handed to whose act it was
        if len(group) == 1:
            group[0].failed = wrong
            return
        for one in group:
            write_together([one])
        return
    for one, answer in zip(sorted(group, key=lambda one: one.now), answers, strict=True):
        one.answer = answer


def _all(viewer: Viewer, asks: Sequence[Ask], now: datetime) -> list[Answer]:
    sitting = Sitting(pen.take_head())
    answers = [_one(viewer, ask, now, sitting) for ask in asks]
    transaction.on_commit(sitting.memory.publish)
    return answers


def _one(viewer: Viewer, ask: Ask, now: datetime, sitting: Sitting) -> Answer:
    name, took, size = NAME_OF[type(ask.act)], to_ms(now), sitting.head.log.size
    digest = digest_of(ask.act)
    if (viewer.staff, ask.id) in sitting.fresh:
        sitting.fresh.discard((viewer.staff, ask.id))  # the same act twice in one group: the second finds a receipt
    elif earlier := _kept(viewer, ask.id):
        if earlier.digest != digest:
            return Answer(ask.id, name, size, took, refusal=Refusal(Why.ID_USED_FOR_ANOTHER_ACT))
        return earlier.answer
    hand = Hand(viewer.staff, viewer.agency, ask.act.at, now, size, viewer.device)
    decided = authorise(viewer, name, ask.act, now, sitting.book) or _decide(ACTS[name], ask.act, hand, sitting)
    if isinstance(decided, Refusal):
        return Answer(ask.id, name, size, took, refusal=decided)
    with one_journey():  # entry, registers and receipt: to a database across the room that is one journey, not three
        entries = _write(decided, ask.id, took, sitting)
        answer = Answer(ask.id, name, size + len(entries), took, entries)
        sitting.book.flush(_receipt(viewer, answer, digest))
    return answer


def authorise(viewer: Viewer, name: str, act: Any, now: datetime, book: LiveBook) -> Refusal | None:
    """May this person do this, here, to this child, at this time."""
    if not may_do(viewer, name):
        return Refusal(Why.NOT_ALLOWED, (name,))
    operation = operation_of(act)
    person = getattr(act, "person", None)
    if operation is None and person is not None and (row := book.get(Whereabout, person)):
        operation = OperationId(row["operation"])
    if name != "open-operation" and (operation is None or not may_enter(viewer, operation)):
        # Word for word what someone hears who names nobody: whether the child exists is itself a secret.
        return Refusal(Why.UNKNOWN_PERSON if person is not None else Why.UNKNOWN_OPERATION)
    if office(viewer).own_site_only:  # a right to know more is no right to do more
        if getattr(act, "site", viewer.site) not in (viewer.site, None):
            return Refusal(Why.NOT_ALLOWED, (name,))
        if no := _beyond_the_gate(viewer, act, book):
            return no
    if isinstance(act, ProposeAccord) and act.sites and not sight(viewer).places:
        # A list of one place is where each of its children is, also when it comes back as a refusal.
        return Refusal(Why.NOT_ALLOWED, (name,))
    if act.at > now + FUTURE:
        return Refusal(Why.FROM_THE_FUTURE, ("at",))
    return None


# What a guard's act may name by its own id, and what they hear when it belongs to another gate: it does not exist.
_OF_A_SITE: Final = (
    ("rollcall", Why.UNKNOWN_ROLL_CALL),
    ("incident", Why.UNKNOWN_INCIDENT),
    ("transit", Why.UNKNOWN_TRANSIT),
)


def _beyond_the_gate(viewer: Viewer, act: Any, book: LiveBook) -> Refusal | None:
    """Whoever works at one gate may not act on a child, a count or an incident of another, nor learn that it exists.

    Whom they see at their own gate they may say so of, whatever the register believes: accounting fails open.
    """
    person = None if _stands_here(act) else getattr(act, "person", None)
    if person is not None and (row := book.get(Whereabout, person)) and row["site"] != viewer.site:
        return Refusal(Why.UNKNOWN_PERSON, (person,))
    gate = viewer.site or "-"
    for kind, unknown in _OF_A_SITE:
        named = getattr(act, kind, None)
        card = None if named is None else book.get(Card, kind, named)
        # An incident may be run from another gate than the one it happened at.
        if card is not None and gate not in (card["site"], json.loads(card["body"]).get("room")):
            return Refusal(unknown, (str(named),))
    return None


def _stands_here(act: Any) -> bool:
    return getattr(act, "site", None) is not None or hasattr(act, "rollcall")


def _decide(line: Line, act: Any, hand: Hand, sitting: Sitting) -> tuple[Fact, ...] | Refusal:
    past = Past()
    for _ in range(LONGEST_CHAIN):  # what is known may show what else must be known: a list, a chain of links
        wanted = [n for n in line.needs(act, past) if not _has(past, n)]
        if not wanted:
            break
        past = _load(past, wanted, sitting)
    return line.decide(past, act, hand)


def _has(past: Past, need: Need) -> bool:
    match need:
        case Roll():
            return need in past.rolls
        case Counted():
            return need in past.lists
        case Tabulated():
            return need in past.tables
        case Stream():
            return (need.room.name, need.id) in past.streams


def _load(past: Past, wanted: Iterable[Need], sitting: Sitting) -> Past:
    streams, rolls, lists, tables = dict(past.streams), dict(past.rolls), dict(past.lists), dict(past.tables)
    needed = [n for n in wanted if isinstance(n, Stream)]
    for table, room, also in ((Whereabout, WHEREABOUTS, "same_as"), (CustodyLine, CUSTODY, "")):
        sitting.book.load(table, [n.id.removeprefix("person:") for n in needed if n.room is room], also)
    for need in wanted:
        match need:
            case Roll():
                rolls[need] = whereabouts.roll(need.site, need.unit)
            case Counted():
                scope = (need.operation, need.definition, need.cut, need.sites)
                lists[need] = answers.definition_list(sitting.memory, *scope)
            case Tabulated():
                tables[need] = figures.tabulate(sitting.memory, need)
            case Stream():
                streams[need.room.name, need.id] = _recall(need, sitting)
    return Past(streams, rolls, lists, tables)


def _recall(need: Stream, sitting: Sitting) -> Any:
    """Two rooms are folded person by person into tables in this same transaction; the others are recalled."""
    if need.room is WHEREABOUTS:
        return whereabouts.known(sitting.book, need.id.removeprefix("person:"))
    if need.room is CUSTODY:
        row = sitting.book.get(CustodyLine, need.id.removeprefix("person:"))
        return CUSTODY.empty if row is None else custody.from_row(row)
    return sitting.memory.recall(need.room, need.id)


def _write(facts: Sequence[Fact], group: str, took: int, sitting: Sitting) -> tuple[Entry, ...]:
    """Appends and projects. Custody facts cite the entries they knew: two that cite the same one contradict."""
    if not facts:
        return ()
    book, drafts, cited = sitting.book, [], []
    book.load(CustodyLine, [f.person for f in facts if isinstance(f, custody.CHAIN)])
    book.load(Whereabout, [p for f in facts if (p := getattr(f, "person", None)) is not None], "same_as")
    for fact in facts:
        kind, ver = KIND_OF[type(fact)]
        payload = {"kind": kind, "ver": ver, "fact": spelling(type(fact)).write(fact), "group": group}
        after: tuple[str, ...] = ()
        if isinstance(fact, custody.CHAIN) and (row := book.get(CustodyLine, fact.person)):
            after = tuple(json.loads(row["heads"]))
            payload["after"] = list(after)
        cited.append(after)
        drafts.append(pen.Draft(payload, keys.key_for(subject_of(fact))))
    written = pen.append(node_device(), drafts, rec=took, took=took, head=sitting.head)
    for fact, entry, after in zip(facts, written, cited, strict=True):
        sitting.memory.wrote(entry.pos, fact)
        registers.apply(book, Noted(entry.pos, entry.id, took, fact, after))
    book.put_pulse(written[-1].pos + 1)
    for fact, entry in zip(facts, written, strict=True):
        if (forgets := FORGETS.get(type(fact))) is not None:
            book.flush()
            forget(forgets(fact), ground=entry.pos, asked=took)
    return tuple(Entry(KIND_OF[type(f)][0], w.pos, w.id.hex()) for f, w in zip(facts, written, strict=True))


def digest_of(act: Any) -> str:
    """The same act sent twice has the same digest, whatever order its fields came in."""
    plain = spelling(type(act)).write(act)
    return sha256(compact([NAME_OF[type(act)], plain]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """A receipt: the answer once given, and the digest of the act it answered."""

    digest: str
    answer: Answer


_KEPT: Final = "SELECT id, act, size, took, body, digest FROM clerk_receipt WHERE staff = ? AND id = ?"
_KEEP: Final = "INSERT INTO clerk_receipt (staff, id, act, digest, size, took, body) VALUES (?, ?, ?, ?, ?, ?, ?)"


def _receipt(viewer: Viewer, answer: Answer, digest: str) -> Statement:
    body = compact([[e.kind, e.pos, e.id] for e in answer.entries])
    return _KEEP, (viewer.staff, answer.id, answer.act, digest, answer.size, answer.took, body)


def _kept(viewer: Viewer, id: str) -> Kept | None:  # noqa: A002 - the sender's word
    row = raw(_KEPT, (viewer.staff, id)).fetchone()
    if row is None:
        return None
    name, act, size, took, body, digest = row
    entries = tuple(Entry(*e) for e in json.loads(body))
    return Kept(digest, Answer(name, act, size, took, entries, again=True))


def receipt(viewer: Viewer, id: str) -> Answer | None:  # noqa: A002 - the sender's word
    """The answer once given to this sender under this id; None when there is none, or it is another's."""
    kept = _kept(viewer, id)
    return None if kept is None else kept.answer


def _note_refusals(viewer: Viewer, asks: Sequence[Ask], answers: Sequence[Answer]) -> None:
    """Kept for whoever reviews this later; the act itself only as a digest, for it may hold a child's words."""
    for ask, answer in zip(asks, answers, strict=True):
        if isinstance(ask.act, ReportReleasedInError) and answer.taken:
            # Somebody who does not answer for that house hears of it, whoever would rather they did not.
            trace.tell(viewer, ask.act.operation, "released-in-error", from_ms(answer.took), ask.act.person)
        if answer.refusal is not None:
            Refused.objects.create(
                staff=viewer.staff,
                agency=viewer.agency,
                act=answer.act,
                why=str(answer.refusal.why),
                about=json.dumps(list(answer.refusal.about)[:50]),
                digest=digest_of(ask.act),
                took=answer.took,
            )
