"""The two times of a question about the past: as known at one, about the other. Codes in the address, never names."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from abrigo.clerk.consult import size_at
from abrigo.desk.door import Visit


@dataclass(frozen=True, slots=True)
class Asked:
    """`known` and `about` are instants (UTC); `size` is how long the log was at `known`."""

    known: datetime
    about: datetime
    size: int

    def query(self, visit: Visit) -> str:
        return urlencode({"known": typed(visit, self.known), "about": typed(visit, self.about)})

    def banner(self, now_url: str) -> dict[str, Any]:
        """As parts/asknown.html draws it: nobody may take a page about the past for the present."""
        return {"asked_at": self.known, "about": self.about, "now_url": now_url}


def asked(request: HttpRequest, visit: Visit) -> Asked | None:
    """None: the question is about now. 404 for a time that cannot be read: an address somebody has broken."""
    known, about = request.GET.get("known", ""), request.GET.get("about", "")
    if not known and not about:
        return None
    try:
        return settle(visit, known, about)
    except ValueError:
        raise Http404 from None


def settle(visit: Visit, known: str, about: str) -> Asked:
    """In: two minutes as typed; an empty one is the other. A minute counts to its last second, as people mean it."""
    # What will be known tomorrow nobody can answer: a minute still to come is read as this one.
    first = min(_whole(visit, known or about), visit.now)
    second = min(_whole(visit, about or known), visit.now)
    return Asked(first, second, size_at(first))


def _whole(visit: Visit, told: str) -> datetime:
    at = visit.read_local(told)
    return at + timedelta(seconds=59, milliseconds=999) if len(told) <= len("2025-12-21T18:40") else at


def typed(visit: Visit, at: datetime) -> str:
    return f"{at.astimezone(visit.zone):%Y-%m-%dT%H:%M}"
