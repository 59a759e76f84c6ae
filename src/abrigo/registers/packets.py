"""What goes out with an alert: everything the registers say of a person that helps someone recognise them.

An empty field stays empty and goes out all the same: a child is looked for by what is known, and waiting for the
rest has cost children the first hour.
"""

import json
import zoneinfo
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from abrigo.facts.alerts import Packet
from abrigo.facts.kinds import OperationId, Told, Unsaid
from abrigo.registers import people, places
from abrigo.registers.models import Person
from abrigo.registers.people import UNSAID, PersonLine
from abrigo.registers.places import PlaceRow
from abrigo.rules.access import Viewer
from abrigo.rules.whereabouts import SUM, State

# Behind a name nobody who knows them has confirmed. A sign and not a word: the packet crosses languages.
SUPPOSED: Final = " (?)"
GONE: Final = (State.UNACCOUNTED, State.MISSING)


def ask(
    viewer: Viewer, operation: OperationId, persons: Sequence[str], *, zone: str = "UTC", reporter: str = ""
) -> dict[str, Packet]:
    """In: ids; `zone` spells the hour last seen; `reporter` is the office that asks. Out: a packet for each person
    the viewer may see, by id; whoever they may not see is left out.
    """
    lines = {line.id: line for line in people.ask(viewer, operation, people=persons, merged=True, limit=5000)}
    known = places.ask(viewer, operation)
    beside = _companions(viewer, operation, lines)
    local = zoneinfo.ZoneInfo(zone)
    return {id_: _packet(line, known, beside[id_], local, reporter) for id_, line in lines.items()}


def _packet(
    line: PersonLine, known: Mapping[str, PlaceRow], beside: Sequence[str], zone: zoneinfo.ZoneInfo, reporter: str
) -> Packet:
    return Packet(
        names=names_of(line),
        age=age_of(line),
        sex=_told(line.sex),
        has_photo=bool(line.photo),
        last_seen=_last_seen(line, known, zone),
        clothing=_told(line.clothing),
        language=_told(line.language),
        companions=tuple(beside),
        band=line.band,
        reporter=reporter,
    )


def names_of(line: PersonLine) -> tuple[str, ...]:
    """Every name that stands, as it was given: the firm ones first, the supposed ones marked."""
    standing = [n for n in line.names if not n.get("withdrawn")]
    standing.sort(key=lambda n: bool(n["supposed"]))
    return tuple(dict.fromkeys(n["text"] + (SUPPOSED if n["supposed"] else "") for n in standing))


def age_of(line: PersonLine) -> str:
    """A range in whole years ("9-11"), every reading when people disagree ("14-17 / 18-20"), empty when nobody said."""
    standing = [a["age"] for a in line.ages if not a.get("withdrawn")]
    if line.category == "undetermined" and len(standing) > 1:
        return " / ".join(dict.fromkeys(_years(a["low"], a["high"]) for a in standing))
    return "" if line.age_low is None and line.age_high is None else _years(line.age_low, line.age_high)


def _years(low: int | None, high: int | None) -> str:
    if high is None:
        return f"{low}+"
    return str(high) if low in (None, high) else f"{low}-{high}"


def _told(column: str) -> Told:
    """A column of the register as an answer: what was said, or which way of not saying it."""
    if column.startswith(UNSAID):
        return Unsaid(column.removeprefix(UNSAID))
    return column.strip() or Unsaid.NOT_ASKED


def _last_seen(line: PersonLine, known: Mapping[str, PlaceRow], zone: zoneinfo.ZoneInfo) -> str:
    where = line.where
    if where.seen_at is None:
        return where.located
    unit = where.unit if where.unit and where.seen_site == where.site else ""
    spots = [known[p].name for p in (where.seen_site, unit) if p and p in known]
    return ", ".join([*spots, f"{where.seen_at.astimezone(zone):%Y-%m-%d %H:%M}"])


# -- who may be with them -------------------------------------------------------


def _companions(viewer: Viewer, operation: OperationId, lines: Mapping[str, PersonLine]) -> dict[str, list[str]]:
    """Brothers and sisters of the same group and recorded kin; whoever is gone as well comes first."""
    kin = dict(Person.objects.filter(id__in=list(lines)).values_list("id", "kin"))
    wanted = {id_: _kin(json.loads(kin.get(id_, "[]"))) for id_ in lines}
    groups = _groups(operation, {line.group for line in lines.values() if line.group})
    ids = {i for kin_of in wanted.values() for i, _ in kin_of if i} | {i for ids in groups.values() for i in ids}
    known = {one.id: one for one in people.ask(viewer, operation, people=sorted(ids), limit=5000)}
    return {
        id_: _beside(id_, [*wanted[id_], *((i, "") for i in groups.get(line.group, ()))], known)
        for id_, line in lines.items()
    }


def _kin(claims: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Standing claims as (id, or "" for nobody we know; the name said)."""
    return [(c.get("other") or "", c.get("other_name") or "") for c in claims if not c.get("withdrawn")]


def _groups(operation: OperationId, groups: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    rows = Person.objects.filter(operation=operation, group__in=sorted(groups), same_as="").order_by("first_pos")
    for group, id_ in rows.values_list("group", "id"):
        found.setdefault(group, []).append(id_)
    return found


def _beside(me: str, others: Iterable[tuple[str, str]], known: Mapping[str, PersonLine]) -> list[str]:
    lines = [known[i] for i in dict.fromkeys(i for i, _ in others) if i in known and i != me]
    lines.sort(key=lambda line: line.where.state not in GONE)
    named = [name for i, name in others if not i and name]
    return [_called(line) for line in lines if line.where.state in SUM] + list(dict.fromkeys(named))


def _called(line: PersonLine) -> str:
    return f"{line.shown}, {line.band}" if line.shown and line.band else line.called
