"""From what a register answers to what a page draws: plain records, nothing in them the viewer may not see."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from abrigo.desk.door import Visit, sees
from abrigo.facts.wire import from_ms
from abrigo.registers.people import PersonLine
from abrigo.registers.whereabouts import Board, Tally
from abrigo.rules.whereabouts import SUM, State

RECEIVED = [s.value for s in SUM]


def people_url(**narrow: str) -> str:
    return f"{reverse('desk:people')}?{urlencode({k: v for k, v in narrow.items() if v})}"


def count(visit: Visit, board: Board, *, rows: bool = True, past: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The count board as parts/board.html draws it. `past`: the two times its names are asked about (desk/past.py)."""
    whole, then = board.whole, dict(past or {})
    states = [_state(whole, s, **then) for s in SUM]
    opens = sees(visit).names  # a number without a right to its names is a number, not a door
    if not opens:
        states = [{**state, "url": ""} for state in states]
    return {
        "received": whole.received,
        "url": people_url(**then) if opens else "",
        "states": states,
        "sum": sum(s["n"] for s in states),
        "adds_up": whole.adds_up,
        "ages": _ages(whole),
        "at": board.at,
        "unresolved": {
            "n": whole.number(State.UNRESOLVED),
            "url": people_url(state="unresolved", **then) if opens else "",
        },
        # How many are in which house is half of where a child is: numbers by place only for who may see places.
        "rows": _rows(visit, board, then) if rows and sees(visit).places else [],
        "unconfirmed": board.unconfirmed,
    }


def _state(tally: Tally, state: State, **narrow: str) -> dict[str, Any]:
    children, undetermined, adults = tally.states.get(state, (0, 0, 0))
    n = children + undetermined + adults
    numbers = {"children": children, "undetermined": undetermined, "adults": adults}
    return {"code": state.value, "n": n, "url": people_url(state=state.value, **narrow), **numbers}


def _ages(tally: Tally) -> dict[str, int]:
    sure = tally.children(protective=False)
    return {
        "children": sure,
        "undetermined": tally.undetermined(),
        "adults": tally.adults(),
        "as_children": tally.children(),
        "as_adults": tally.adults(protective=False),
    }


def _rows(visit: Visit, board: Board, then: dict[str, str]) -> list[dict[str, Any]]:
    rows = []
    for site, tally in sorted(board.sites.items(), key=lambda pair: (-pair[1].received, pair[0])):
        if not tally.received:
            continue
        rows.append({**_row(visit, site, tally, 0, site=site, **then), "seen_at": board.oldest.get(site)})
        of_site = sorted((u, t) for u, t in board.units.items() if u[0] == site)
        rows += [_row(visit, unit, t, 1, site=site, unit=unit, **then) for (_, unit), t in of_site if t.received]
    return rows


def _row(visit: Visit, place: str, tally: Tally, level: int, **narrow: str) -> dict[str, Any]:
    known = visit.places.get(place)
    return {
        "name": visit.place(place),
        "url": people_url(**narrow),
        "level": level,
        "expected": tally.received,
        "capacity": known.capacity if known else None,
        "states": [_state(tally, s, **narrow) for s in SUM],
        "seen_at": None,
        **_ages(tally),
    }


def person(visit: Visit, line: PersonLine) -> dict[str, Any]:
    """One person as parts/person.html draws them."""
    where = line.where
    names = [n for n in line.names if not n.get("withdrawn")]
    first = next((n for n in names if n["text"] == line.shown), None)
    return {
        "id": line.id,
        "band": line.band,
        "tag": line.tag,
        "line": line.line,
        "url": reverse("desk:person", args=[line.id]),
        "name": line.shown or None,
        "name_lang": first["language"] if first else "",
        "name_script": first["script"] if first else "",
        "name_by": "",
        "names_more": max(0, len(names) - 1),
        "supposed": bool(first and first["supposed"]),
        "age": age(line),
        "sex": "" if line.sex.startswith("?") else line.sex,
        "state": where.state.value,
        "unconfirmed": where.unconfirmed is not None,
        "seen": seen(visit, line),
        "adult_in_care": line.category == "adult",
        "place": where.located or where.place or (visit.place(where.site) if where.transit else ""),
        "due": where.due,
        "since": where.since,
        "received_at": where.received_at,
        "answers": {"sex": line.sex[1:]} if line.sex.startswith("?") else {},
        "clothing": "" if line.clothing.startswith("?") else line.clothing,
        "site": visit.place(where.site),
        "unit": visit.place(where.unit),
        "category": line.category,
        "stranger": line.stranger,
    }


def age(line: PersonLine) -> dict[str, Any]:
    standing = [a for a in line.ages if not a.get("withdrawn")]
    readings = [
        {"low": a["age"]["low"], "high": a["age"]["high"], "how": a.get("method", "court"), "by": a.get("speaker", "")}
        for a in standing
    ]
    return {
        "low": line.age_low,
        "high": line.age_high,
        "disputed": line.category == "undetermined" and len(readings) > 1,
        "readings": readings,
        "reading": line.category,
    }


def seen(visit: Visit, line: PersonLine) -> dict[str, Any]:
    where = line.where
    if line.hidden:
        return {"hidden": True}
    if where.seen_at is None:
        return {}
    return {
        "at": where.seen_at,
        "site": visit.place(where.seen_site),
        "unit": visit.place(where.unit) if where.seen_site == where.site else "",
        "by": visit.staff(where.seen_by),
        "how": where.seen_how,
    }


def people(visit: Visit, lines: Sequence[PersonLine]) -> list[dict[str, Any]]:
    visit.learn_staff([line.where.seen_by for line in lines])
    return [person(visit, line) for line in lines]


def instants(body: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Card bodies keep instants in milliseconds; pages want aware ones."""
    return {**body, **{n: from_ms(body[n]) for n in names if body.get(n) is not None}}


def place_choices(visit: Visit) -> list[tuple[str, str]]:
    """Each site and, under it, its units; vehicles too: a child may be registered on the bus."""
    found = []
    for site in visit.sites():
        found.append((site.id, site.name))
        found += [(f"{site.id}/{unit.id}", f"{site.name} · {unit.name}") for unit in visit.units(site.id)]
    return found
