"""Coming in and going out."""

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from abrigo.desk.door import Visit, page, sees
from abrigo.staff.models import Account


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def signin(request: HttpRequest) -> HttpResponse:
    """One sentence for every failure: it does not tell which accounts exist."""
    if request.method == "GET":
        return render(request, "desk/signin.html", {})
    username, password = request.POST.get("username", "").strip(), request.POST.get("password", "")
    account = authenticate(request, username=username, password=password)
    if not isinstance(account, Account):
        errors = [{"field_id": "username", "sentence": _("The name or the password is not right.")}]
        return render(request, "desk/signin.html", {"errors": errors, "username": username}, status=422)
    login(request, account)
    answer = redirect("desk:home")
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
