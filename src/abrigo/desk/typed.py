"""What was typed at the desk, read field by field; what cannot be read is told, and nothing typed is lost."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from abrigo.desk.door import Visit
from abrigo.facts.kinds import PersonId
from abrigo.registers.people import PersonLine

DIGITS = re.compile(r"\d+")


@dataclass
class Typed:
    """One form as it came. `errors` is what parts/errors.html draws; empty when everything could be read."""

    visit: Visit
    post: QueryDict
    errors: list[dict[str, str]] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The id the form was drawn with: sent twice, the act is still one."""
        return self.post.get("id", "")[:80]

    def wrong(self, name: str, sentence: str) -> None:
        self.errors.append({"field_id": f"id_{name}" if name else "", "sentence": sentence})

    def text(self, name: str, missing: str = "") -> str:
        """`missing`: what to say when nothing was written; empty when nothing may be written."""
        told = self.post.get(name, "").strip()
        if not told and missing:
            self.wrong(name, missing)
        return told

    def lines(self, name: str) -> tuple[str, ...]:
        """One thing a line."""
        return tuple(line.strip() for line in self.post.get(name, "").splitlines() if line.strip())

    def several(self, name: str, of: Collection[str]) -> tuple[str, ...]:
        return tuple(v for v in self.post.getlist(name) if v in of)

    def choice(self, name: str, of: Collection[str], missing: str = "") -> str:
        told = self.post.get(name, "")
        if told in of:
            return told
        if missing:
            self.wrong(name, missing)
        return ""

    def when(self, name: str, missing: str = "") -> datetime | None:
        """A local minute; empty is None, and a complaint when `missing` says so."""
        told = self.post.get(name, "").strip()
        if not told:
            if missing:
                self.wrong(name, missing)
            return None
        try:
            return self.visit.read_local(told)
        except ValueError:
            self.wrong(name, _("This is not a date and an hour."))
            return None

    def until(self, name: str) -> datetime | None:
        """When a day that was written is over; empty is None."""
        day = self.when(name)
        return None if day is None else day + timedelta(days=1)

    @cached_property
    def at(self) -> datetime:
        """When it happened: as written, else now."""
        return self.when("at") or self.visit.now

    def whole(self, name: str) -> int | None:
        """A number of persons or things; empty is None."""
        told = self.post.get(name, "").strip()
        if not told:
            return None
        if told.isascii() and told.isdigit() and len(told) < 7:
            return int(told)
        self.wrong(name, _("Write a whole number in digits."))
        return None

    def people(self, offered: Sequence[PersonLine], name: str = "people") -> tuple[PersonId, ...]:
        """Whoever was ticked of those offered, and whoever's band was typed and not yet ticked."""
        known = {line.id for line in offered}
        ticked = [p for p in dict.fromkeys(self.post.getlist(name)) if p in known]
        for band in self.post.get("band", "").split():
            found = by_band(offered, band)
            if found is None:
                self.wrong("", _("Nobody on this list wears %(band)s.") % {"band": band[:20]})
            elif found.id not in ticked:
                ticked.append(found.id)
        if not ticked and not self.errors:
            self.wrong("", _("Tick at least one person."))
        return tuple(PersonId(p) for p in ticked)


def by_band(offered: Sequence[PersonLine], typed: str) -> PersonLine | None:
    """Whose band it is: as written, or by its number alone when only one of the list has it. Never a guess of two."""
    plain = typed.strip().upper()
    exact = [line for line in offered if line.band and line.band.upper() == plain]
    if exact:
        return exact[0] if len(exact) == 1 else None
    if not plain.isdigit():
        return None
    alike = [line for line in offered if _number(line.band) == int(plain)]
    return alike[0] if len(alike) == 1 else None


def _number(band: str) -> int | None:
    digits = DIGITS.findall(band)
    return int(digits[-1]) if digits else None


def typed(request: HttpRequest, visit: Visit) -> Typed:
    return Typed(visit, request.POST)
