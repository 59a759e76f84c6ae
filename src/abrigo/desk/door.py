"""The desk's own threshold: who asks, in which operation, at what minute; and how a form becomes an act."""

import zoneinfo
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from abrigo.clerk.clock import now
from abrigo.clerk.consult import consult
from abrigo.clerk.record import Answer, Ask, record, record_all
from abrigo.facts.kinds import OperationId
from abrigo.registers import places
from abrigo.registers.places import PlaceRow
from abrigo.rules.access import Viewer, may_do, sight
from abrigo.staff.models import new_id
from abrigo.staff.viewer import names_of, viewer_from

P = ParamSpec("P")
_BEFORE_A_KEY = frozenset({"/own-keys", "/password", "/again", "/again/agency"})


@dataclass
class Visit:
    """One person at one desk for one request. `places`: every site and unit by id."""

    viewer: Viewer
    operation: OperationId
    now: datetime
    places: dict[str, PlaceRow]
    zone: zoneinfo.ZoneInfo
    _names: dict[str, str] = field(default_factory=dict)

    def place(self, id_: str | None) -> str:
        """The name of a site or unit; empty when there is none, or when the viewer may not know which there are."""
        if id_ and id_ in self.places:
            return self.places[id_].name
        return (id_ or "") if places.knows_places(self.viewer) else ""

    def sites(self, *kinds: str) -> list[PlaceRow]:
        return [p for p in self.places.values() if p.level == "site" and (not kinds or p.kind in kinds)]

    def units(self, site: str) -> list[PlaceRow]:
        return [p for p in self.places.values() if p.level == "unit" and p.site == site]

    def staff(self, id_: str | None) -> str:
        """The name of a colleague by id."""
        if not id_:
            return ""
        if id_ not in self._names:
            self._names[id_] = names_of({id_}).get(id_, id_)
        return self._names[id_]

    def learn_staff(self, ids: Sequence[str | None]) -> None:
        """Reads many names at once."""
        self._names |= names_of({i for i in ids if i} - self._names.keys())

    def may(self, act: str) -> bool:
        return may_do(self.viewer, act)

    def record(self, act: Any, id_: str = "") -> Answer:
        """One act through the one door. `id_` comes with the form, so that a second tap is not a second act."""
        return record(self.viewer, act, id=id_ or new_id(), now=self.now)

    def record_all(self, asks: Sequence[Ask]) -> list[Answer]:
        return record_all(self.viewer, asks, now=self.now)

    def consult(self, question: Callable[[Viewer, Any], Any]) -> Any:
        return consult(self.viewer, question)

    def read_local(self, text: str) -> datetime:
        """A minute as typed at the desk (2025-12-21T16:30), in the operation's zone; raises ValueError."""
        told = datetime.fromisoformat(text)
        return (told if told.tzinfo else told.replace(tzinfo=self.zone)).astimezone(UTC)


def page(
    view: Callable[Concatenate[HttpRequest, Visit, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Nobody passes without an account; whoever passes is read afresh. The page speaks their language and zone."""

    @wraps(view)
    def threshold(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        viewer = viewer_from(request)
        if viewer is None:
            return to_signin(request)
        if request.session.get("enrol_first") and request.path not in _BEFORE_A_KEY:
            return redirect("desk:own_keys")
        visit = visit_of(request, viewer)
        request.visit = visit  # type: ignore[attr-defined]
        timezone.activate(visit.zone)
        try:
            return view(request, visit, *args, **kwargs)
        finally:
            timezone.deactivate()

    return threshold


def visit_of(request: HttpRequest, viewer: Viewer) -> Visit:
    chosen = request.session.get("operation")
    mine = sorted(viewer.operations)
    operation = OperationId(chosen if chosen in viewer.operations else mine[0] if mine else "")
    known = places.ask(viewer, operation)
    zone = known[operation].zone if operation in known else "UTC"
    return Visit(viewer, operation, now(), known, zoneinfo.ZoneInfo(zone))


def to_signin(request: HttpRequest) -> HttpResponse:
    if request.headers.get("Accept") == "application/json":
        return HttpResponse(status=401)  # a script asked, and tells the reader itself
    if request.method == "POST" and not request.user.is_authenticated:
        # Somebody pressed a button in a session that was over: silence would be taken for a yes.
        messages.warning(request, _("You were no longer signed in: what you sent was not written down. Send it again."))
    if request.headers.get("HX-Request"):
        # A page left open overnight: the fragment must not draw the sign-in form into the board.
        answer = HttpResponse(status=401)
        answer["HX-Redirect"] = "/signin"
        return answer
    return redirect("desk:kiosk" if request.session.get("kiosk") and request.user.is_authenticated else "desk:signin")


def speak(language: str) -> None:
    translation.activate(language)


def sees(visit: Visit) -> Any:
    return sight(visit.viewer)
