"""Wrong tries at any door are counted in one place, and too many close that door for fifteen minutes."""

from typing import cast

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def failed(request: HttpRequest, username: str) -> None:
    user_login_failed.send(sender="abrigo.desk.tries", credentials={"username": username}, request=request)


def too_many(request: HttpRequest, username: str) -> bool:
    return not cast(bool, AxesProxyHandler.is_allowed(request, {"username": username}))


def locked_out(request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """Says for how long, and whom to ask."""
    return render(request, "desk/locked.html", {}, status=429)
