"""Wrong tries at any door are counted in one place, and too many close that door for fifteen minutes.

They are counted by name and by where they come from. A machine at which somebody has come in before counts apart from
every other: whoever guesses a colleague's password from elsewhere, be it the next desk, locks their own, not hers.
"""

from hashlib import sha256
from ipaddress import IPv6Address
from typing import Final, cast

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare, salted_hmac

from abrigo.staff.models import new_id

KNOWN_COOKIE: Final = "abrigo-known"
MOST_KNOWN: Final = 24  # people at one machine; the one who came longest ago is forgotten first
LASTS: Final = 400 * 24 * 3600


def failed(request: HttpRequest, username: str) -> None:
    request.tried = username  # type: ignore[attr-defined]
    user_login_failed.send(sender="abrigo.desk.tries", credentials={"username": username}, request=request)


def too_many(request: HttpRequest, username: str) -> bool:
    request.tried = username  # type: ignore[attr-defined]
    return not cast(bool, AxesProxyHandler.is_allowed(request, {"username": username}))


def locked_out(request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """Says for how long, and whom to ask."""
    return render(request, "desk/locked.html", {}, status=429)


def whence(request: HttpRequest) -> str:
    """Where a try comes from: the address, or this machine itself if whoever is named has come in at it before.

    The machine is spelled as an address of no network (fd00::/8), which is what the tries are kept under.
    """
    username = getattr(request, "tried", "") or request.POST.get("username", "").strip()
    machine, known = _known(request)
    if username and any(constant_time_compare(_mark(username), k) for k in known):
        return str(IPv6Address(b"\xfd" + sha256(machine.encode()).digest()[:15]))
    return str(request.META.get("REMOTE_ADDR", ""))


def came_in(request: HttpRequest, answer: HttpResponse, username: str) -> None:
    """This machine knows them from now on. The cookie names nobody: it holds marks only this house can make."""
    machine, known = _known(request)
    marks = [_mark(username), *(k for k in known if k != _mark(username))][:MOST_KNOWN]
    answer.set_signed_cookie(
        KNOWN_COOKIE, ".".join([machine or new_id(), *marks]), max_age=LASTS, httponly=True, samesite="Strict",
        secure=settings.ABRIGO_HTTPS,
    )  # fmt: skip


def _mark(username: str) -> str:
    return salted_hmac("abrigo.desk.tries", username).hexdigest()[:24]


def _known(request: HttpRequest) -> tuple[str, list[str]]:
    """This machine's own name, which nobody who comes in at it changes, and the marks of those who did."""
    try:
        machine, *marks = str(request.get_signed_cookie(KNOWN_COOKIE)).split(".")
    except (KeyError, signing.BadSignature):
        return "", []
    return machine, marks
