"""Lists of everything with a life of its own (transfers, roll calls, incidents, alerts ...), and some of them whole."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest
from ninja import Router, Schema

from abrigo.api.problems import trouble
from abrigo.api.questions import AtMost, Id, Maybe, Several, caller, entered, question
from abrigo.clerk import clock
from abrigo.clerk.consult import consult
from abrigo.clerk.memory import Memory
from abrigo.facts.alerts import Packet
from abrigo.facts.families import FamilyRequested
from abrigo.facts.kinds import OperationId, RollCallId
from abrigo.facts.orders import OrderEntered, RestrictionSet
from abrigo.facts.statements import ClaimTaken, StatementRecorded
from abrigo.facts.wire import from_ms, spelling
from abrigo.registers import cards, people, rollcalls
from abrigo.registers.cards import CardLine
from abrigo.rules.access import Viewer, sight
from abrigo.rules.accords import ACCORDS, Differences, accord_parts, differences
from abrigo.rules.custody import HANDOVERS
from abrigo.rules.incidents import INCIDENTS
from abrigo.rules.movement import TRANSITS

router = Router(tags=["lists"])


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of card goes out. `times`: instants in its body. `told`: the fact its body spells, if it does.

    `open`: what of the body may be seen by whoever may not see places; the routes of children are among the most
    dangerous things we know, so everything else is left out.
    """

    name: str
    card: str
    times: tuple[str, ...] = ()
    told: type[Any] | None = None
    open: frozenset[str] | None = None  # None: the whole body
    named: frozenset[str] = frozenset()  # parts that name persons: only for who sees names
    placed: frozenset[str] = frozenset()  # parts that name places of ours: only for who sees places


_COUNTS: Final = frozenset({"aboard", "boarded", "came", "not_came"})
KINDS: Final = (
    Kind("transits", "transit", ("departed_at", "closed_at"), open=_COUNTS),
    Kind("handovers", "handover"),
    Kind("leaves", "leave", open=frozenset({"kind"})),
    Kind("roll-calls", "rollcall", open=frozenset({"expected", "counters", "round", "answered", "unanswered"})),
    Kind("headcounts", "headcount", open=frozenset({"number", "method"})),
    Kind("incidents", "incident", open=frozenset({"kind", "expected", "notes"})),
    Kind("alerts", "alert", ("requested_at", "active_at", "verified_at", "closed_at")),
    Kind("candidates", "candidate", ("looked_at", "unlinked")),
    Kind("orders", "order", told=OrderEntered, named=frozenset({"annex"})),
    Kind("courts", "court"),
    Kind("restrictions", "restriction", told=RestrictionSet),
    Kind("refused-accesses", "access"),
    Kind("notices", "notice"),
    Kind("refused-group-lists", "group-list"),
    Kind("laws", "law"),
    Kind("steps", "step", ("about",)),
    Kind("extensions", "extension"),
    Kind("checks", "check", ("next",)),
    Kind("health-notes", "health-note"),
    Kind("duties", "duty"),
    Kind("fire-checks", "fire-check"),
    Kind("locks", "lock"),
    Kind("cases", "case"),
    Kind("concerns", "concern"),
    Kind("tasks", "task"),
    Kind("requests", "request", told=FamilyRequested),
    Kind("releases", "release", ("held_at",), open=frozenset({"outcome", "proposed_by", "countersigned_by"})),
    Kind("visits", "visit", ("ends",)),
    Kind("gate-answers", "attempt"),
    Kind("crowds", "crowd"),
    Kind("kept-together", "together", ("review",)),
    Kind("kept-apart", "apart", ("review",)),
    Kind("follow-ups", "follow-up", open=frozenset({"release", "child_seen"})),
    Kind("views", "view"),
    Kind("unasked", "unasked"),
    Kind("statements", "statement", told=StatementRecorded),
    Kind("claims", "claim", told=ClaimTaken, named=frozenset({"bands"}), placed=frozenset({"sites"})),
    Kind("relations", "relation"),
    Kind("shreddings", "shredding"),
    Kind("holds", "hold"),
    Kind("accords", "accord", ("cut", "reached_at"), placed=frozenset({"sites"})),
)
BY_NAME: Final = {kind.name: kind for kind in KINDS}


class Card(Schema):
    """What a list shows of one thing. `about` holds its particulars; instants in it are ISO 8601, UTC.

    `hidden`: the caller does not see places, and whatever could name one is left out.
    """

    kind: str
    id: str
    person: str
    site: str
    status: str
    title: str
    at: datetime
    changed_at: datetime
    due: datetime | None
    overdue: bool
    about: dict[str, Any]
    hidden: bool


def card_of(viewer: Viewer, kind: Kind, line: CardLine) -> Card:
    seen = sight(viewer)
    about = _about(kind, line.body)
    shut = kind.open is not None and not seen.places
    if shut:
        about = {k: v for k, v in about.items() if k in (kind.open or ())}
    kept_back = (frozenset() if seen.names else kind.named) | (frozenset() if seen.places else kind.placed)
    hidden = shut or bool(kept_back & about.keys())
    return Card(
        kind=kind.card,
        id=line.id,
        person=line.person if seen.names else "",
        site=line.site if seen.places else "",
        status=line.status,
        title="" if shut else line.title,
        at=line.at,
        changed_at=line.changed_at,
        due=None if shut else line.due,
        overdue=_overdue(line),
        about={k: v for k, v in about.items() if k not in kept_back},
        hidden=hidden,
    )


_ENDED: Final = frozenset({"closed", "back", "taken", "in-force", "refused", "released", "transferred"})


def _overdue(line: CardLine) -> bool:
    return line.status not in _ENDED and line.overdue(clock.now())


def _about(kind: Kind, body: dict[str, Any]) -> dict[str, Any]:
    """The body with every instant spelled for people's programs; the ledger counts milliseconds."""
    about = {**body}
    for name in kind.times:
        if about.get(name) is not None:
            about[name] = from_ms(about[name]).isoformat(timespec="milliseconds")
    if kind.told is not None:
        spelled = {k: about[k] for k in kind.told.__dataclass_fields__ if k in about}
        about |= spelling(kind.told, "iso").write(spelling(kind.told).read(spelled, ""))
    if kind.card == "alert":
        about["packet"] = spelling(Packet, "iso").write(spelling(Packet).read(about["packet"], ""))
    return about


def _list(kind: Kind) -> None:
    def listed(
        request: HttpRequest,
        operation: Id,
        status: Several = None,
        person: Maybe = None,
        site: Maybe = None,
        limit: AtMost = 1000,
    ) -> list[Card]:
        viewer = caller(request)
        asked = entered(viewer, operation)
        if not cards.may_list(viewer, asked, kind.card):
            raise trouble(403, "not-shown-to-you")
        if site and not sight(viewer).places:
            raise trouble(403, "not-shown-to-you", field="site")
        lines = consult(
            viewer,
            lambda v, _: cards.ask(
                v, asked, kind.card, status=status or (), person=person or "", site=site or "", limit=limit
            ),
        )
        return [card_of(viewer, kind, line) for line in lines]

    listed.__name__ = f"list_{kind.name.replace('-', '_')}"
    listed.__doc__ = f"The {kind.name.replace('-', ' ')} of an operation, newest first."
    question(router, f"/operations/{{operation}}/{kind.name}", list[Card])(listed)


for _kind in KINDS:
    _list(_kind)


def _one(viewer: Viewer, operation: OperationId, name: str, id_: str, *, names: bool = True) -> tuple[Kind, CardLine]:
    """The card, or nothing there; the lists of persons in a whole thing ask for the right to names."""
    kind = BY_NAME[name]
    line = cards.one(viewer, operation, kind.card, id_)
    seen = sight(viewer)
    if line is None or (names and not seen.names) or (seen.own_site_only and line.site != (viewer.site or "-")):
        raise trouble(404, "not-found")
    return kind, line


# -- whole things -------------------------------------------------------------------


class Transit(Schema):
    """`aboard`: boarded, and neither arrived nor said not to have come."""

    card: Card
    aboard: list[str]
    departed: bool
    closed: bool


@question(router, "/operations/{operation}/transits/{id}", Transit)
def transit(request: HttpRequest, operation: Id, id: Id) -> Transit:  # noqa: A002
    """One transfer and who is still aboard."""
    viewer = caller(request)
    asked = entered(viewer, operation)

    def answer(v: Viewer, memory: Memory) -> Transit:
        kind, line = _one(v, asked, "transits", id)
        known = memory.recall(TRANSITS, f"transit:{id}")
        card = card_of(v, kind, line)
        return Transit(card=card, aboard=sorted(known.aboard), departed=known.departed, closed=known.closed)

    return consult(viewer, answer)


class Handover(Schema):
    """`waiting`: given and not yet taken; until then both sides answer for them."""

    card: Card
    waiting: list[str]
    taken: list[str]
    not_taken: list[str]


@question(router, "/operations/{operation}/handovers/{id}", Handover)
def handover(request: HttpRequest, operation: Id, id: Id) -> Handover:  # noqa: A002
    """One handover and its two sides, person by person."""
    viewer = caller(request)
    asked = entered(viewer, operation)

    def answer(v: Viewer, memory: Memory) -> Handover:
        kind, line = _one(v, asked, "handovers", id)
        known = memory.recall(HANDOVERS, f"handover:{id}")
        return Handover(
            card=card_of(v, kind, line),
            waiting=sorted(known.waiting),
            taken=sorted(known.taken),
            not_taken=sorted(known.not_taken),
        )

    return consult(viewer, answer)


class Counter(Schema):
    """`found` and `not_found` are null while another counter's answers are kept from the caller."""

    number: int
    hand: str | None
    finished: bool
    answered: int
    left: list[str]
    found: list[str] | None
    not_found: list[str] | None


class RollCall(Schema):
    """`differ`: null until both have finished. `differ_on`: the names, once both have counted twice."""

    card: Card
    expected: list[str]
    round: int
    counters: list[Counter]
    differ: bool | None
    differ_on: list[str]
    unanswered: list[str]
    interrupted: str
    closed: bool


@question(router, "/operations/{operation}/roll-calls/{id}", RollCall)
def roll_call(request: HttpRequest, operation: Id, id: Id) -> RollCall:  # noqa: A002
    """One roll call: who is expected, and who is left for each counter."""
    viewer = caller(request)
    asked = entered(viewer, operation)
    found = consult(viewer, lambda v, memory: rollcalls.ask(v, memory, asked, RollCallId(id)))
    if found is None:
        raise trouble(404, "not-found")
    counters = [
        Counter(
            number=c.number,
            hand=c.hand,
            finished=c.finished,
            answered=c.answered,
            left=list(c.left),
            found=None if c.found is None else list(c.found),
            not_found=None if c.not_found is None else list(c.not_found),
        )
        for c in found.counters
    ]
    return RollCall(
        card=card_of(viewer, BY_NAME["roll-calls"], found.card), expected=list(found.expected), round=found.round,
        counters=counters, differ=found.differ, differ_on=list(found.differ_on), unanswered=list(found.unanswered),
        interrupted=found.interrupted, closed=found.closed,
    )  # fmt: skip


class Note(Schema):
    """A line of the running log; `adds_to` names the line it completes or corrects. Nothing is edited."""

    note: str
    adds_to: str | None
    words: str
    by: str
    at: datetime


class Incident(Schema):
    """`states`: the expected, by where each is now, as far as the caller may see them. `left`: not yet settled."""

    card: Card
    room: str | None
    expected: list[str]
    states: dict[str, list[str]]
    left: list[str]
    log: list[Note]


@question(router, "/operations/{operation}/incidents/{id}", Incident)
def incident(request: HttpRequest, operation: Id, id: Id) -> Incident:  # noqa: A002
    """One incident: the list frozen at its minute, what became of each since, and its running log."""
    viewer = caller(request)
    asked = entered(viewer, operation)

    def answer(v: Viewer, memory: Memory) -> Incident:
        kind, line = _one(v, asked, "incidents", id)
        known = memory.recall(INCIDENTS, f"incident:{id}")
        expected = known.opened.expected if known.opened else ()
        states: dict[str, list[str]] = {}
        for one in people.ask(v, asked, people=expected, merged=True, limit=100_000):
            states.setdefault(str(one.where.state), []).append(one.id)
        notes = known.notes.values() if sight(v).places else ()
        return Incident(
            card=card_of(v, kind, line),
            room=known.room if sight(v).places else None,
            expected=list(expected),
            states=states,
            left=states.get("unaccounted", []),
            log=[Note(note=n.note, adds_to=n.adds_to, words=n.words, by=n.said.by, at=n.said.at) for n in notes],
        )

    return consult(viewer, answer)


class Line(Schema):
    """One name one list has and the other has not, with the reason (likely, or `decided` by somebody)."""

    side: str
    person: str | None
    words: str
    reason: str
    sheet: str
    decided: bool


class Answered(Schema):
    """An agency that could not sign: its own number, and the lines in which the two lists differ."""

    agency: str
    mine: int
    yours: int
    unlisted: int
    lines: list[Line] | None


class Accord(Schema):
    """One agreed number. Only when `reached_at` is set may it be read out as agreed."""

    card: Card
    definition: str
    number: int
    cut: datetime
    known_at: int
    digest: str
    signed: list[str]
    waiting: list[str]
    reached_at: datetime | None
    withdrawn: bool
    people: list[str] | None
    answers: list[Answered]


@question(router, "/operations/{operation}/accords/{id}", Accord)
def accord(request: HttpRequest, operation: Id, id: Id) -> Accord:  # noqa: A002
    """One accord: its number, its list by name (for whoever sees names), who signed, and where others differ."""
    viewer = caller(request)
    asked = entered(viewer, operation)

    def answer(v: Viewer, memory: Memory) -> Accord:
        kind, line = _one(v, asked, "accords", id, names=False)
        known = memory.recall(ACCORDS, f"accord:{id}")
        parts = accord_parts(known)
        if parts is None or known.proposed is None:
            raise trouble(404, "not-found")
        named = sight(v).names
        answers = [
            _answered(agency, differences(known.proposed, given, explained=known.explained), named=named)
            for agency, given in known.standing.items()
        ]
        return Accord(
            card=card_of(v, kind, line), definition=str(parts.definition), number=parts.number, cut=parts.cut,
            known_at=parts.known_at, digest=parts.digest, signed=list(parts.signed), waiting=list(parts.waiting),
            reached_at=parts.reached_at, withdrawn=parts.withdrawn,
            people=list(known.proposed.people) if named else None, answers=answers,
        )  # fmt: skip

    return consult(viewer, answer)


def _answered(agency: str, differ: Differences, *, named: bool) -> Answered:
    lines = [
        Line(side=str(x.side), person=x.person, words=x.words, reason=str(x.reason), sheet=x.sheet, decided=x.decided)
        for x in differ.lines
    ]
    return Answered(
        agency=agency, mine=differ.mine, yours=differ.yours, unlisted=differ.unlisted, lines=lines if named else None
    )
