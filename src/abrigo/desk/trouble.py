"""When there is no page: nothing there, not allowed, open too long, no record to write in, or a mistake of ours."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """The same words for what does not exist and for what is not theirs to see."""
    return _said(
        request, 404, _("There is nothing here"),
        _("Perhaps the address is not whole, or this is not part of your work."),
    )  # fmt: skip


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return _said(request, 403, _("Not part of your work"), _("A colleague of the office that does it can help."))


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Too many fields, a broken upload, a name of this house nobody gave it."""
    return alone(
        request, 400, _("This could not be read"),
        _("Nothing was written. Go back and send it again; a large list goes in as a file."),
    )  # fmt: skip


def too_old(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """A form from before the last sign-in, or one another site made: nothing of it is taken."""
    return _said(
        request, 403, _("This page was open too long"),
        _("Nothing was written. Go back, load the page again, and send it once more."),
    )  # fmt: skip


def ours(request: HttpRequest) -> HttpResponse:
    """No record to write in (a full disk, a lock, a server that went away), or a mistake of ours. Asks no database."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        answer = alone(
            request, 503, _("The record cannot be reached"),
            _("Nothing was written, and nothing is lost: send it again in a moment; it is written once. Meanwhile "
              "count by name on the printed roll."),
        )  # fmt: skip
        answer["Retry-After"] = "5"
        return answer
    return alone(
        request, 500, _("Something went wrong on our side"),
        _("Send it again: it is written at most once. If it happens twice, tell whoever looks after the system, with "
          "the hour."),
    )  # fmt: skip


def _said(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=status)  # a fragment: no page is to be drawn into a page
    try:
        return render(request, "desk/trouble.html", {"title": title, "sentence": sentence}, status=status)
    except (OperationalError, InterfaceError):
        return ours(request)


def alone(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    """Drawn without a viewer, a clock or a count: whatever broke must not break this page too."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=status)
    return HttpResponse(
        render_to_string("desk/trouble_alone.html", {"title": title, "sentence": sentence}), status=status
    )
