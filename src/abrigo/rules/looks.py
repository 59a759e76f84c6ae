"""What one who asks has been handed, kept until it is written down: no byte of it leaves the house before."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from abrigo.facts.grants import Compartment
from abrigo.facts.kinds import StaffId

MANY: Final = 30  # records in one hour; the next one is told to another agency
HOUR: Final = timedelta(hours=1)
LISTED: Final = 400  # children in lists in one hour: a whole operation read page by page
ONE_BY_ONE: Final = 5  # more than this in one answer is a list
AGAIN: Final = timedelta(minutes=10)  # the same look by the same person is one look


@dataclass(slots=True)
class Looks:
    """Every protected thing handed out for one question: compartment -> person -> the grant it rests on, or ""."""

    seen: dict[Compartment, dict[str, str]] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)  # those who were asked for by themselves, not met in a list

    def note(self, compartment: Compartment, person: str, grant: str = "") -> None:
        self.seen.setdefault(compartment, {})[person] = grant

    def note_all(self, compartment: Compartment, people: Iterable[str]) -> None:
        self.seen.setdefault(compartment, {}).update(dict.fromkeys(people, ""))

    @property
    def people(self) -> set[str]:
        return {person for of in self.seen.values() for person in of}

    def __bool__(self) -> bool:
        return any(self.seen.values())


@dataclass(frozen=True, slots=True)
class Opened:
    """What one person has opened within the last hour: records one by one, and children in lists."""

    by: StaffId
    records: int
    listed: int

    @property
    def alarm(self) -> str:
        """The code of the alarm another agency hears; empty when there is none."""
        if self.records > MANY:
            return "many-records"
        return "many-in-lists" if self.listed > LISTED else ""
