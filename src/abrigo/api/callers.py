"""Who is calling: a person with a session in our own pages, or a program with a key that acts under one account."""

from typing import Any, Final

from django.core.cache import cache
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from abrigo.api.problems import Trouble, trouble
from abrigo.clerk import clock
from abrigo.rules.access import Viewer
from abrigo.staff.viewer import viewer_by_token, viewer_from

TRIES_A_MINUTE: Final = 60
SAFE: Final = frozenset({"GET", "HEAD"})


class Key(HttpBearer):
    """`Authorization: Bearer ...`: a key shown once when it was made."""

    def authenticate(self, request: HttpRequest, token: str) -> Viewer | None:
        # Keys end by the wall clock: a demonstration that stands in December must not lock its programs out.
        viewer = viewer_by_token(token, clock.wall())
        request.viewer = viewer  # type: ignore[attr-defined]
        return viewer


class Session(APIKeyCookie):
    """The cookie of our own pages. Anything but a question must also carry the page's token (X-CSRFToken)."""

    param_name = "abrigo"

    def __call__(self, request: HttpRequest) -> Viewer | None:
        if request.headers.get("Authorization"):  # whoever sent a key meant the key; a cookie must not mend it
            return None
        return self.authenticate(request, None)

    def authenticate(self, request: HttpRequest, key: str | None) -> Viewer | None:  # noqa: ARG002 - ninja asks so
        viewer = None if request.session.get("enrol_first") else viewer_from(request)
        if viewer is not None and request.method not in SAFE and check_csrf(request, _page) is not None:
            raise trouble(403, "page-token-missing")
        return viewer


def _page(*_: Any) -> None:
    """Stands for the view in Django's check of the page token."""


def turned_away(request: HttpRequest) -> Trouble:
    """The answer to somebody unknown. A valid key is never slowed down: only failures are counted, by address."""
    key = f"api-turned-away:{request.META.get('REMOTE_ADDR', '')}"
    if cache.add(key, 1, timeout=60):
        tries = 1
    else:
        try:
            tries = cache.incr(key)
        except ValueError:  # the minute ended between the two lines
            tries = 1
    if tries > TRIES_A_MINUTE:
        return trouble(429, "too-many-tries", headers={"Retry-After": "60"})
    return trouble(401, "not-signed-in", headers={"WWW-Authenticate": 'Bearer realm="abrigo"'})
