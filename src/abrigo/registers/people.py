"""The register line and the claims of each person, and the lists of names behind every number."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import Q

from abrigo.facts.grants import Compartment
from abrigo.facts.identity import (
    AgeClaimed,
    AgeDetermined,
    ClaimWithdrawn,
    GroupedWithSiblings,
    KinClaimed,
    KinDecided,
    Linked,
    NameClaimed,
    Unlinked,
)
from abrigo.facts.intake import (
    BandGiven,
    BandRemoved,
    PersonDescribed,
    PersonReceived,
    PersonRegistered,
    PersonSought,
    PhotoAdded,
    StrangerFound,
    StrangerIdentified,
)
from abrigo.facts.kinds import OperationId, Unsaid
from abrigo.facts.wire import from_ms, spelling, to_ms
from abrigo.names import Said, hear
from abrigo.registers import whereabouts as places_of_people
from abrigo.registers.book import SHAPES, Book, Noted, Row, blank, compact
from abrigo.registers.models import Person, Whereabout
from abrigo.rules.access import Viewer, may_enter, sight
from abrigo.rules.ages import read_age
from abrigo.rules.intake import clean_band
from abrigo.rules.policy import Reach, protected, reach
from abrigo.rules.whereabouts import Whereabouts

UNSAID: Final = "?"  # "?refused" in a column is an unsaid answer; a told one never begins so (see `told`)


def told(value: Any) -> str:
    if isinstance(value, Unsaid):
        return UNSAID + value.value
    return str(value) if not str(value).startswith(UNSAID) else " " + str(value)


# -- folding ------------------------------------------------------------------


def apply(book: Book, noted: Noted) -> None:  # one line a fact, read as a table
    fact = noted.fact
    match fact:
        case PersonReceived():
            _came(
                book,
                noted,
                fact.person,
                fact.operation,
                tag=fact.tag,
                tally=str(fact.tally),
                held_by=told(fact.held_by),
            )
        case StrangerFound():
            _came(book, noted, fact.person, fact.operation, tag=fact.tag, tally=str(fact.tally), stranger=True)
        case PersonSought():
            _came(book, noted, fact.person, fact.operation, sought=True, tag=told(fact.name).strip("?"))
        case PersonRegistered():
            _registered(book, noted, fact)
        case PersonDescribed(attribute="name"):
            pass  # why nobody has said a name: told by the person's story, not a column
        case PersonDescribed():
            _change(book, noted, fact.person, **{fact.attribute: told(fact.value)})
        case BandGiven() | BandRemoved():
            _banded(book, noted, fact)
        case PhotoAdded():
            _change(book, noted, fact.person, photo=fact.digest)
        case StrangerIdentified():
            _change(book, noted, fact.person, who=fact.who)
        case NameClaimed() | AgeClaimed() | AgeDetermined() | KinClaimed():
            _claimed(book, noted, fact)
        case ClaimWithdrawn():
            _withdrawn(book, noted, fact)
        case KinDecided():
            _decided_kin(book, noted, fact)
        case GroupedWithSiblings():
            _change(book, noted, fact.person, group=fact.group)
        case Linked():
            _change(book, noted, fact.person, same_as=fact.same_as)
        case Unlinked():
            _change(book, noted, fact.person, same_as="")
        case _:
            pass


def _row(book: Book, noted: Noted, person: str) -> Row:
    return book.get(Person, person) or blank(Person, id=person, operation="", first_pos=noted.pos)


def _change(book: Book, noted: Noted, person: str, **changes: Any) -> None:
    book.put(Person, _row(book, noted, person) | changes)


def _came(book: Book, noted: Noted, person: str, operation: str, **told_of: Any) -> None:
    row = _row(book, noted, person)
    fresh = {k: v for k, v in told_of.items() if not row[k]}
    if "child" in (row["tally"], told_of.get("tally")):
        fresh["tally"] = "child"  # two eyes that differ: in doubt a child, whichever node wrote first
    book.put(Person, _aged(row | fresh | {"operation": operation}, noted))


def _registered(book: Book, noted: Noted, fact: PersonRegistered) -> None:
    row = _row(book, noted, fact.person)
    if row["registered_at"] is not None:
        return
    line: Row = {
        "line": fact.line,
        "sex": told(fact.sex),
        "clothing": told(fact.clothing),
        "language": told(fact.language),
    }
    line |= {"marks": told(fact.marks), "needs": told(fact.needs), "source": fact.source}
    line |= {"registered_at": to_ms(fact.said.at), "operation": fact.operation}
    if fact.held_by is not Unsaid.NOT_ASKED or not row["held_by"]:
        line["held_by"] = told(fact.held_by)
    book.put(Person, _aged(row | line, noted))


def _banded(book: Book, noted: Noted, fact: BandGiven | BandRemoved) -> None:
    row = _row(book, noted, fact.person)
    bands = [b for b in json.loads(row["bands"]) if b != fact.band]
    if isinstance(fact, BandGiven):
        bands.append(fact.band)
    book.put(Person, row | {"bands": compact(bands), "band": bands[-1] if bands else ""})


def _claimed(book: Book, noted: Noted, fact: NameClaimed | AgeClaimed | AgeDetermined | KinClaimed) -> None:
    row = _row(book, noted, fact.person)
    column = {"NameClaimed": "names", "KinClaimed": "kin"}.get(type(fact).__name__, "ages")
    claim = spelling(type(fact)).write(fact)
    claim.pop("person")
    claim["determined"] = isinstance(fact, AgeDetermined)
    claims = [c for c in json.loads(row[column]) if c["claim"] != fact.claim]
    claims.append(claim)
    claims.sort(key=lambda c: (c["said"]["at"], c["claim"]))
    row[column] = compact(claims)
    book.put(Person, _shown(_aged(row, noted) if column == "ages" else row))


def _decided_kin(book: Book, noted: Noted, fact: KinDecided) -> None:
    row = _row(book, noted, fact.person)
    claims = json.loads(row["kin"])
    told = {"standing": str(fact.standing), "why": fact.reason, "evidence": fact.evidence, "decided_by": fact.said.by}
    claims = [claim | told if claim["claim"] == fact.claim else claim for claim in claims]
    book.put(Person, row | {"kin": compact(claims)})


def _withdrawn(book: Book, noted: Noted, fact: ClaimWithdrawn) -> None:
    row = _row(book, noted, fact.person)
    for column in ("names", "ages", "kin"):
        claims = json.loads(row[column])
        for claim in claims:
            if claim["claim"] == fact.claim:
                claim["withdrawn"] = fact.reason
        row[column] = compact(claims)
    book.put(Person, _shown(_aged(row, noted)))


def _shown(row: Row) -> Row:
    """The first name that stands and is not doubted, else the first that stands: shown, never more true than others.

    "Desconocido", sent in by a program as if it were a name, stays readable as a claim and is nobody's name.
    """
    claims = (n for n in json.loads(row["names"]) if not n.get("withdrawn"))
    names = [n for n in claims if hear(n["text"]) is Said.NAME]
    firm = [n for n in names if not n["supposed"]]
    return row | {"shown": (firm or names)[0]["text"] if names else ""}


def _aged(row: Row, noted: Noted) -> Row:
    reading = read_age(row["tally"], json.loads(row["ages"]), noted.fact.said.at)
    return row | {"category": str(reading.category), "age_low": reading.low, "age_high": reading.high}


# -- asking -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One name behind a number. What the viewer may not see is empty, and `hidden` says so."""

    id: str
    line: str
    tag: str
    band: str
    shown: str
    names: tuple[dict[str, Any], ...]
    ages: tuple[dict[str, Any], ...]
    sex: str
    category: str
    age_low: int | None
    age_high: int | None
    tally: str
    clothing: str
    language: str
    photo: str
    group: str
    same_as: str
    stranger: bool
    sought: bool
    registered: bool
    where: Whereabouts
    hidden: bool

    @property
    def called(self) -> str:
        """What to say aloud: the name as given, else the band, the line, the tag."""
        return self.shown or self.band or self.line or self.tag or self.id


_PERSON = SHAPES[Person].columns
_WHERE = SHAPES[Whereabout].columns
_LIST = (
    "SELECT "  # noqa: S608 - our own names
    + ", ".join(f'p."{c}"' for c in _PERSON)
    + ", "
    + ", ".join(f'w."{c}"' for c in _WHERE)
    + " FROM registers_person p JOIN registers_whereabout w ON w.person = p.id WHERE "
)
_ORDER = " ORDER BY CASE WHEN p.band = '' THEN 1 ELSE 0 END, p.band, p.line, p.first_pos"


def ask(
    viewer: Viewer,
    operation: OperationId,
    *,
    states: Sequence[str] = (),
    site: str = "",
    unit: str = "",
    category: str = "",
    group: str = "",
    people: Sequence[str] | None = None,
    merged: bool = False,
    limit: int = 1000,
    offset: int = 0,
) -> list[PersonLine]:
    """Names of one operation, narrowed. Empty when the viewer may not see names; own site only for line staff."""
    named = reach(viewer, Compartment.IDENTITY, operation)
    if not named:
        return []
    sql: list[str] = ["p.operation = %s"]
    values: list[str] = [operation]
    if not merged:
        sql.append("w.same_as = ''")
    if not named.everywhere:
        within, ids = _within(named)
        sql.append(within)
        values += ids
    for column, value in (("w.site", site), ("w.unit", unit), ("p.category", category), ('p."group"', group)):
        if value:
            sql.append(f"{column} = %s")
            values.append(value)
    for column, several in (("w.state", states), ("p.id", people)):
        if several:
            sql.append(f"{column} IN ({', '.join(['%s'] * len(several))})")
            values.extend(several)
    if people is not None and not people:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_LIST + " AND ".join(sql) + _ORDER + " LIMIT %s OFFSET %s", [*values, limit, offset])
        placed = reach(viewer, Compartment.WHEREABOUTS, operation)
        return [_line(viewer, row, placed) for row in cursor.fetchall()]


def _within(named: Reach) -> tuple[str, list[str]]:
    """The children of these sites, and those named one by one, as SQL."""
    parts, values = [], []
    for column, several in (("w.site", named.sites), ("p.id", named.people)):
        if several:
            parts.append(f"{column} IN ({', '.join(['%s'] * len(several))})")
            values += sorted(several)
    return "(" + " OR ".join(parts) + ")", values


def unregistered(viewer: Viewer, operation: OperationId) -> list[PersonLine]:
    """Received and still without a line of the register, in the order they came; as far as this viewer sees names."""
    if not may_enter(viewer, operation) or not sight(viewer).names:
        return []
    rows = Person.objects.filter(operation=operation, registered_at__isnull=True, stranger=False, sought=False)
    waiting = list(rows.order_by("first_pos").values_list("id", flat=True)[:2000])
    lines = {line.id: line for line in ask(viewer, operation, people=waiting, limit=2000)}
    return [lines[person] for person in waiting if person in lines]


def by_code(viewer: Viewer, operation: OperationId, code: str) -> list[PersonLine]:
    """Whoever wears this band, stands on this line of the register or came in under this tag; at most fifty."""
    told = code.strip()
    if not told or not may_enter(viewer, operation):
        return []
    worn = Q(bands__contains=json.dumps(clean_band(told))) if told.isascii() else Q(band__iexact=told)
    wanted = worn | Q(line__iexact=told) | Q(tag__iexact=told)
    ids = list(Person.objects.filter(wanted, operation=operation).values_list("id", flat=True)[:50])
    return ask(viewer, operation, people=ids, merged=True)


def one(viewer: Viewer, operation: OperationId, person: str) -> PersonLine | None:
    found = ask(viewer, operation, people=[person], merged=True)
    viewer.looks.opened.update(line.id for line in found)
    return found[0] if found else None


def _line(viewer: Viewer, values: Sequence[Any], placed: Reach) -> PersonLine:
    person = SHAPES[Person].row(values[: len(_PERSON)])
    where = places_of_people.from_row(SHAPES[Whereabout].row(values[len(_PERSON) :]))
    return line_of(viewer, person, where, places=placed.takes(person["id"], where.site or ""))


def line_of(viewer: Viewer, person: Row, where: Whereabouts, *, places: bool) -> PersonLine:
    """A register row and where they are, as one name behind a number; without `places` the where is kept back.

    A place handed out beyond the roster of one's own gate is noted, to be written down before it is shown.
    """
    if not places:
        where = Whereabouts(
            state=where.state, operation=where.operation, since=where.since, received_at=where.received_at
        )
    elif protected(viewer, Compartment.WHEREABOUTS, where.site or ""):
        viewer.looks.note(Compartment.WHEREABOUTS, person["id"])
    return PersonLine(
        id=person["id"],
        line=person["line"],
        tag=person["tag"],
        band=person["band"],
        shown=person["shown"],
        names=tuple(json.loads(person["names"])),
        ages=tuple(json.loads(person["ages"])),
        sex=person["sex"],
        category=person["category"],
        age_low=person["age_low"],
        age_high=person["age_high"],
        tally=person["tally"],
        clothing=person["clothing"],
        language=person["language"],
        photo=person["photo"],
        group=person["group"],
        same_as=person["same_as"],
        stranger=person["stranger"],
        sought=person["sought"],
        registered=person["registered_at"] is not None,
        where=where,
        hidden=not places,
    )


def when(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)
