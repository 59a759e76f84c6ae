"""Packs: the deadlines of one country's law, shipped with the house; a wrong line is named by file, line and key."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from importlib import resources
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
import yaml

from abrigo.rules.clocks import Calendar, Clock, Extension, Roll, Seat, Unit

FIRST_YEAR: Final = 2010
LAST_YEAR: Final = 2045
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

# What may start or stop a clock. The last two are read off the register; the others are recorded by somebody.
STEPS: Final = (
    "court.informed",
    "court.file-received",
    "police-protection.started",
    "immediate-measure.started",
    "measure.requested",
    "measure.ordered",
    "measure.reviewed",
    "order.interim",
    "order.discharged",
    "hearing.set",
    "hearing.initial",
    "hearing.first",
    "hearing.adversary",
    "hearing.adjourned",
    "hearing.resumed",
    "hearing.definitive",
    "parties.notified",
    "evidence.proposed",
    "judgment.given",
    "judgment.notified",
    "report.execution",
    "review.held",
    "child.produced",
    "petition.habeas",
    "appeal.filed",
    "plan.written",
    "custody.started",
    "care.ended",
)
READ_OFF: Final = frozenset({"custody.started", "care.ended"})
RECORDED: Final = tuple(s for s in STEPS if s not in READ_OFF)


class WrongPack(ValueError):
    """A pack that cannot be used: which file, which line, which key, and what to write instead."""

    def __init__(self, file: str, line: int, key: str, remedy: str) -> None:
        super().__init__(f"{file}, line {line}, {key}: {remedy}")
        self.file, self.line, self.key, self.remedy = file, line, key, remedy


@dataclass(frozen=True, slots=True)
class Pack:
    """The clocks of one law with the zone and calendar they are read by. `title` by language."""

    id: str
    title: dict[str, str]
    seat: Seat
    clocks: tuple[Clock, ...]


# -- reading ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Text:
    """One mapping of the file with the lines its keys stand on."""

    file: str
    line: int
    values: Mapping[str, Any]
    lines: Mapping[str, int]

    def no(self, key: str, remedy: str) -> WrongPack:
        return WrongPack(self.file, self.lines.get(key, self.line), key, remedy)

    def known(self, allowed: Iterable[str]) -> None:
        for key in self.values:
            if key not in allowed:
                raise self.no(key, "unknown key; allowed: " + ", ".join(sorted(allowed)))

    def text(self, key: str, default: str | None = None) -> str:
        value = self.values.get(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or not value.strip():
            raise self.no(key, "write a text")
        return value

    def whole(self, key: str, low: int = 0) -> int:
        value = self.values.get(key)
        if type(value) is not int or value < low:
            raise self.no(key, f"write a whole number of at least {low}")
        return value

    def yes(self, key: str) -> bool:
        value = self.values.get(key, False)
        if type(value) is not bool:
            raise self.no(key, "write true or false")
        return value

    def day(self, key: str) -> date | None:
        value = self.values.get(key)
        if value is not None and type(value) is not date:
            raise self.no(key, "write a date as 2025-12-31, or leave it out")
        return value

    def one_of(self, key: str, of: Iterable[str], default: str = "") -> str:
        value, allowed = self.values.get(key, default), list(of)
        if value not in allowed:
            raise self.no(key, f"{value!r} is none of: " + ", ".join(allowed))
        return str(value)

    def steps(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key)
        if not isinstance(value, list) or not value:
            raise self.no(key, "write a list of steps")
        for name in value:
            if name not in STEPS:
                raise self.no(key, f"{name!r} is no step; allowed: " + ", ".join(STEPS))
        return tuple(value)

    def titles(self, key: str) -> dict[str, str]:
        value = self.values.get(key)
        if not isinstance(value, dict) or not {"en", "es"} <= value.keys():
            raise self.no(key, "write it in English and Spanish: {en: ..., es: ...}")
        return {str(k): str(v) for k, v in value.items()}


def read(text: str, file: str) -> Pack:
    """A pack from its YAML; raises WrongPack naming the first wrong line."""
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        raise WrongPack(file, mark.line + 1 if mark else 1, "yaml", "this is not YAML; check the indentation") from None
    if not isinstance(tree, yaml.MappingNode):
        raise WrongPack(file, 1, "pack", "begin with id, title, zone, calendar and clocks")
    head = _mapping(tree, file)
    head.known({"id", "title", "zone", "calendar", "rest", "sundays_are_holidays", "also_closed", "clocks"})
    seat = Seat(_zone(head), _calendar(head))
    listed = next((v for k, v in tree.value if k.value == "clocks"), None)
    if not isinstance(listed, yaml.SequenceNode):
        raise head.no("clocks", "write a list of clocks")
    clocks = tuple(_clock(_mapping(node, file)) for node in listed.value)
    if twice := next((c.id for n, c in enumerate(clocks) if c.id in {d.id for d in clocks[:n]}), None):
        raise head.no("clocks", f"{twice} stands there twice; give each clock an id of its own")
    return Pack(head.text("id"), head.titles("title"), seat, clocks)


def _mapping(node: Any, file: str) -> _Text:
    if not isinstance(node, yaml.MappingNode):
        raise WrongPack(file, node.start_mark.line + 1, "clocks", "each clock is a mapping that begins with its id")
    values = {str(k): v for k, v in yaml.SafeLoader("").construct_mapping(node, deep=True).items()}
    return _Text(file, node.start_mark.line + 1, values, {k.value: k.start_mark.line + 1 for k, _v in node.value})


def _zone(head: _Text) -> ZoneInfo:
    try:
        return ZoneInfo(head.text("zone"))
    except (ZoneInfoNotFoundError, ValueError):
        raise head.no("zone", "write a zone of the IANA list, such as America/Guatemala") from None


def _calendar(head: _Text) -> Calendar:
    name = head.text("calendar")
    country, _, part = name.partition("/")
    try:
        found = holidays.country_holidays(country, subdiv=part or None, years=range(FIRST_YEAR, LAST_YEAR + 1))
    except NotImplementedError:
        raise head.no("calendar", f"no holidays are known for {name!r}; write GT, GB/ENG or the like") from None
    rest = head.values.get("rest", ["sat", "sun"])
    if not isinstance(rest, list) or not set(rest) <= set(WEEKDAYS):
        raise head.no("rest", "write a list of: " + ", ".join(WEEKDAYS))
    also = head.values.get("also_closed", [])
    if not isinstance(also, list) or any(type(d) is not date for d in also):
        raise head.no("also_closed", "write a list of dates as 2025-12-31")
    closed = frozenset(found) | frozenset(also)
    return Calendar(
        name, frozenset(map(WEEKDAYS.index, rest)), closed, FIRST_YEAR, LAST_YEAR, head.yes("sundays_are_holidays")
    )


_KEYS: Final = frozenset(
    {"id", "title", "starts", "stops", "length", "unit", "starts_counted", "before", "repeats", "roll", "roll_by",
     "roll_until", "extension", "basis", "url", "note", "owed_by", "verified_by", "verified_on", "effective_from",
     "effective_to"}
)  # fmt: skip


def _clock(t: _Text) -> Clock:
    t.known(_KEYS)
    begins, ends = t.day("effective_from"), t.day("effective_to")
    if begins and ends and ends < begins:
        raise t.no("effective_to", f"ends before it begins ({begins}); turn the two dates round")
    verified_by, verified_on = t.text("verified_by", ""), t.day("verified_on")
    if bool(verified_by) != (verified_on is not None):
        raise t.no("verified_by", "verified means by whom and on which day: write both, or neither")
    until = t.text("roll_until", "")
    try:
        roll_until = time.fromisoformat(until) if until else None
    except ValueError:
        raise t.no("roll_until", "write an hour as '12:00'") from None
    return Clock(
        id=t.text("id"), title=t.titles("title"), starts=t.steps("starts"), stops=t.steps("stops"),
        length=t.whole("length"), unit=Unit(t.one_of("unit", [u.value for u in Unit])), basis=t.text("basis"),
        owed_by=t.text("owed_by"), starts_counted=t.yes("starts_counted"), before=t.yes("before"),
        repeats=t.yes("repeats"), roll=Roll(t.one_of("roll", [r.value for r in Roll], "none")),
        roll_by=t.text("roll_by", ""), roll_until=roll_until, extension=_extension(t), url=t.text("url", ""),
        note=t.titles("note") if "note" in t.values else {}, verified_by=verified_by, verified_on=verified_on,
        effective_from=begins, effective_to=ends,
    )  # fmt: skip


def _extension(t: _Text) -> Extension | None:
    given = t.values.get("extension")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise t.no("extension", "write {most, length, unit, by}")
    line = t.lines["extension"]
    e = _Text(t.file, line, given, dict.fromkeys(given, line))
    e.known({"most", "length", "unit", "by", "test"})
    unit = Unit(e.one_of("unit", [u.value for u in Unit if u is not Unit.HOURS]))
    return Extension(e.whole("most", 1), e.whole("length", 1), unit, e.text("by"), e.text("test", ""))


# -- what ships with the house -------------------------------------------------------


@cache
def shipped() -> dict[str, Pack]:
    """Every pack of the house by id; raises WrongPack before any of them is used."""
    folder = resources.files("abrigo.rules") / "law"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    found = [read(f.read_text(encoding="utf-8"), f.name) for f in files]
    return {pack.id: pack for pack in found}


def clock_named(id_: str) -> tuple[Pack, Clock] | None:
    return next(((p, c) for p in shipped().values() for c in p.clocks if c.id == id_), None)


def pack_of_zone(zone: str) -> Pack | None:
    """The first pack whose law is read by this zone: what a new operation is shown until somebody chooses."""
    return next((p for p in shipped().values() if p.seat.zone.key == zone), None)
