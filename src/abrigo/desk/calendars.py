"""Calendars that may lie open on somebody's telephone: kinds, numbers, references; no name, place, staff, phone."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256

from icalendar import Alarm, Calendar, Event

from abrigo.registers.deadlines import Deadline
from abrigo.rules.clocks import Clock

REMIND = timedelta(days=-1)
REFERENCES = 20  # named one by one; a longer list is a number


def calendar_of(found: Sequence[Deadline], now: datetime, title: Callable[[Clock], str]) -> bytes:
    """In: open deadlines. Out: iCalendar (RFC 5545), one whole-day event a kind and last day, in order of day."""
    kinds: dict[tuple[date, str], list[Deadline]] = defaultdict(list)
    for deadline in found:
        kinds[deadline.run.due.day, deadline.run.clock.id].append(deadline)
    book = Calendar()
    book.add("prodid", "-//Abrigo//deadlines//")
    book.add("version", "2.0")
    for (day, clock), of in sorted(kinds.items()):
        book.add_component(_event(day, clock, of, now, title(of[0].run.clock)))
    return bytes(book.to_ical())


def _event(day: date, clock: str, of: Sequence[Deadline], now: datetime, title: str) -> Event:
    event = Event()
    event.add("uid", sha256(f"{clock}/{day}".encode()).hexdigest()[:32] + "@abrigo")
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", f"{title}: {len(of)}")
    refs = sorted(d.ref for d in of)
    more = f" (+{len(refs) - REFERENCES})" if len(refs) > REFERENCES else ""
    event.add("description", f"{of[0].run.clock.basis}\n" + " ".join(refs[:REFERENCES]) + more)
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", REMIND)
    alarm.add("description", title)
    event.add_component(alarm)
    return event
