"""Coming in and going out."""

from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from abrigo.clerk.clock import now
from abrigo.desk import words
from abrigo.desk.door import Visit, page, sees
from abrigo.facts.grants import Purpose
from abrigo.facts.wire import to_ms
from abrigo.rules.access import Role
from abrigo.rules.policy import USUAL
from abrigo.staff.models import Account, new_id
from abrigo.staff.viewer import DEVICE_COOKIE, purpose


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def signin(request: HttpRequest) -> HttpResponse:
    """One sentence for every failure: it does not tell which accounts exist."""
    if request.method == "GET":
        return render(request, "desk/signin.html", _asked())
    username, password = request.POST.get("username", "").strip(), request.POST.get("password", "")
    account = authenticate(request, username=username, password=password)
    if not isinstance(account, Account):
        errors = [{"field_id": "username", "sentence": _("The name or the password is not right.")}]
        return render(request, "desk/signin.html", {**_asked(), "errors": errors, "username": username}, status=422)
    return come_in(request, account, request.POST.get("purpose", ""))


def _asked() -> dict[str, Any]:
    return {"purposes": [(p.value, words.PURPOSES[p]) for p in Purpose]}


def come_in(request: HttpRequest, account: Account, stated: str) -> HttpResponse:
    """The threshold itself, however somebody showed who they are. `usual`: the shift is for their office's own work."""
    login(request, account, "django.contrib.auth.backends.ModelBackend")
    request.session["stepped_up"] = to_ms(now())
    chosen = str(USUAL[Role(account.role)]) if stated == "usual" else stated
    if purpose(chosen):
        request.session["purpose"] = chosen
    answer = redirect("desk:home")
    if not request.COOKIES.get(DEVICE_COOKIE):
        # The machine, not the person: it stays when they leave, so that two accounts on one tablet are one device.
        answer.set_signed_cookie(
            DEVICE_COOKIE, new_id(), max_age=400 * 24 * 3600, httponly=True, samesite="Strict",
            secure=settings.ABRIGO_HTTPS,
        )  # fmt: skip
    answer.set_cookie("django_language", account.language, samesite="Strict", httponly=True)
    return answer


@require_POST
def signout(request: HttpRequest) -> HttpResponse:
    logout(request)
    answer = redirect("desk:signin")
    # The next person at this tablet must not find the last page in its memory.
    answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@page
def home(request: HttpRequest, visit: Visit) -> HttpResponse:  # noqa: ARG001
    """Where each one's work begins: whoever keeps the house sees no count."""
    return redirect("desk:board" if sees(visit).counts else "desk:keeping")


def locked_out(request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """Too many wrong passwords: says for how long, and whom to ask."""
    return render(request, "desk/locked.html", {}, status=429)
