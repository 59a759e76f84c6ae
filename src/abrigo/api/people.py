"""The names behind each number, one person, and everything that was ever said of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel

from abrigo.api.problems import trouble
from abrigo.api.questions import (
    After,
    AsOf,
    AtMost,
    Id,
    Instant,
    Maybe,
    Several,
    Size,
    as_of,
    caller,
    entered,
    question,
    written,
)
from abrigo.clerk.consult import consult
from abrigo.clerk.memory import Memory
from abrigo.facts.kinds import OperationId, PersonId
from abrigo.facts.wire import from_ms
from abrigo.registers import asknown, people
from abrigo.registers.people import UNSAID, PersonLine
from abrigo.rules.access import Viewer, sight
from abrigo.rules.whereabouts import State
from abrigo.staff.viewer import names_of

router = Router(tags=["people"])

Category = Literal["child", "undetermined", "adult"]
States = Annotated[list[State] | None, Query()]


class Unsaid(BaseModel):
    unsaid: Literal["unknown", "withheld", "refused", "not-asked"]


class Name(BaseModel):
    """A name as given: a claim with its speaker, its language and script, and when it was said."""

    claim: str
    text: str
    speaker: str
    language: str
    script: str
    supposed: bool
    said_by: str
    said_at: datetime
    withdrawn: str = ""


class Seen(BaseModel):
    """The last sighting: when, where, by whom (and that colleague's name), how."""

    at: datetime
    site: str | None
    by: str | None
    by_name: str
    how: str


class Where(BaseModel):
    """`hidden`: the caller may see the name and not the place. `unconfirmed`: an incident voided every sighting."""

    state: str
    site: str | None
    unit: str | None
    since: datetime | None
    received_at: datetime | None
    seen: Seen | None
    unconfirmed: str | None
    transit: str | None
    leave: str | None
    place: str
    due: datetime | None
    located: str
    in_error: bool
    hidden: bool


class Person(BaseModel):
    """One name behind a number. `called` is what to say aloud: a name, else the band, the line, the tag."""

    id: str
    called: str
    line: str
    tag: str
    band: str
    names: list[Name]
    sex: str | Unsaid | None
    category: str
    age_low: int | None
    age_high: int | None
    tally: str
    clothing: str | Unsaid | None
    language: str | Unsaid | None
    has_photo: bool
    group: str
    same_as: str
    stranger: bool
    sought: bool
    registered: bool
    where: Where


class People(BaseModel):
    known_at: int
    about: datetime
    people: list[Person]


class Told(BaseModel):
    """One fact: what happened, who says so, when it was (`at`) and when it was written (`recorded_at`).

    `told_late`: the two times differ by more than a minute. `hidden`: parts the caller may not see are left out.
    """

    pos: int
    entry: str
    kind: str
    by: str
    by_name: str
    at: datetime
    recorded_at: datetime
    told_late: bool
    fact: dict[str, Any]
    hidden: bool


@dataclass(frozen=True, slots=True)
class Narrow:
    """Which of the names are asked for; an empty part narrows nothing."""

    states: tuple[str, ...]
    ids: tuple[str, ...] | None
    site: str
    unit: str
    category: str

    def takes(self, line: PersonLine) -> bool:
        where = line.where
        return (
            (not self.states or where.state in self.states)
            and (self.ids is None or line.id in self.ids)
            and (not self.site or where.site == self.site)
            and (not self.unit or where.unit == self.unit)
            and (not self.category or line.category == self.category)
        )


@question(router, "/operations/{operation}/people", People)
def people_of(
    request: HttpRequest,
    operation: Id,
    state: States = None,
    id: Several = None,  # noqa: A002
    site: Maybe = None,
    unit: Maybe = None,
    category: Category | None = None,
    known_at: Instant = None,
    size: Size = None,
    about: Instant = None,
    limit: AtMost = 1000,
    offset: After = 0,
) -> HttpResponse:
    """Names, narrowed by state, site, unit and category; now, or as known at one time about another.

    Line staff are shown their own site. Whoever may see numbers only is refused: there is no list without a right.
    """
    viewer = caller(request)
    asked, when = entered(viewer, operation), as_of(known_at, size, about)
    if not sight(viewer).names:
        raise trouble(403, "not-shown-to-you")
    wanted = Narrow(tuple(map(str, state or ())), tuple(id) if id else None, site or "", unit or "", category or "")

    def answer(v: Viewer, memory: Memory) -> People:
        known, instant = when.settled(memory)
        if when.now:
            lines = people.ask(
                v, asked, states=wanted.states, site=wanted.site, unit=wanted.unit, category=wanted.category,
                people=wanted.ids, merged=wanted.ids is not None,                limit=limit, offset=offset,
            )  # fmt: skip
        else:
            found = asknown.ask(v, memory, asked, known_at=known, about=instant)
            lines = [line for line in (found.people if found else ()) if wanted.takes(line)]
            lines = lines[offset : offset + limit]
        return People(known_at=known, about=instant, people=persons(lines))

    return written(consult(viewer, answer))


@question(router, "/operations/{operation}/people/{person}", Person)
def person(
    request: HttpRequest,
    operation: Id,
    person: Id,
    known_at: Instant = None,
    size: Size = None,
    about: Instant = None,
) -> Person:
    """One person, now or as known at one time about another. Whoever the caller may not see does not exist."""
    viewer = caller(request)
    asked, when = entered(viewer, operation), as_of(known_at, size, about)
    line = consult(viewer, lambda v, memory: _one(v, memory, asked, PersonId(person), when))
    if line is None:
        raise trouble(404, "not-found")
    return persons([line])[0]


def _one(viewer: Viewer, memory: Memory, operation: OperationId, person: PersonId, when: AsOf) -> PersonLine | None:
    if when.now:
        return people.one(viewer, operation, person)
    known, instant = when.settled(memory)
    return asknown.one(viewer, memory, operation, person, known_at=known, about=instant)


@question(router, "/operations/{operation}/people/{person}/timeline", list[Told])
def timeline(
    request: HttpRequest, operation: Id, person: Id, known_at: Instant = None, size: Size = None
) -> list[Told]:
    """Everything written about a person, in the order it happened, with who said it and both times."""
    viewer = caller(request)
    asked, when = entered(viewer, operation), as_of(known_at, size, None)
    story = consult(viewer, lambda v, memory: asknown.timeline(v, memory, asked, PersonId(person), when.known_at))
    if story is None:
        raise trouble(404, "not-found")
    names = names_of({str(t.by) for t in story})
    return [
        Told(
            pos=t.pos,
            entry=t.entry,
            kind=t.kind,
            by=t.by,
            by_name=names.get(t.by, ""),
            at=t.at,
            recorded_at=t.recorded_at,
            told_late=t.told_late,
            fact=t.fact,
            hidden=t.hidden,
        )
        for t in story
    ]


# -- shapes -----------------------------------------------------------------------


def persons(lines: list[PersonLine]) -> list[Person]:
    seen_by = names_of({str(line.where.seen_by) for line in lines if line.where.seen_by})
    return [_person(line, seen_by) for line in lines]


def _person(line: PersonLine, colleagues: dict[str, str]) -> Person:
    return Person(
        id=line.id, called=line.called, line=line.line, tag=line.tag, band=line.band,
        names=[_name(n) for n in line.names], sex=_told(line.sex), category=line.category,
        age_low=line.age_low, age_high=line.age_high, tally=line.tally, clothing=_told(line.clothing),
        language=_told(line.language), has_photo=bool(line.photo), group=line.group, same_as=line.same_as,
        stranger=line.stranger, sought=line.sought, registered=line.registered, where=_where(line, colleagues),
    )  # fmt: skip


def _name(claim: dict[str, Any]) -> Name:
    kept = {k: claim[k] for k in ("claim", "text", "speaker", "language", "script", "supposed")}
    said = claim["said"]
    return Name(**kept, said_by=said["by"], said_at=from_ms(said["at"]), withdrawn=claim.get("withdrawn", ""))


def _told(column: str) -> str | Unsaid | None:
    """A register column: a value, one of the four silences (`?refused`), or nothing written yet."""
    if column.startswith(UNSAID):
        return Unsaid(unsaid=column.removeprefix(UNSAID))  # type: ignore[arg-type]
    return column.removeprefix(" ") if column.startswith(f" {UNSAID}") else column or None


def _where(line: PersonLine, colleagues: dict[str, str]) -> Where:
    where = line.where
    seen = None
    if where.seen_at is not None:
        by = where.seen_by
        seen = Seen(
            at=where.seen_at, site=where.seen_site, by=by, by_name=colleagues.get(by or "", ""), how=where.seen_how
        )
    return Where(
        state=str(where.state), site=where.site, unit=where.unit, since=where.since, received_at=where.received_at,
        seen=seen, unconfirmed=where.unconfirmed, transit=where.transit, leave=where.leave, place=where.place,
        due=where.due, located=where.located, in_error=where.in_error, hidden=line.hidden,
    )  # fmt: skip
