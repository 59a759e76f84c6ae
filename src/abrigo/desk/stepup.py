"""Once more who you are: before what cannot be called back, whoever acts shows it again, on this machine, just now."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from abrigo.clerk.clock import wall
from abrigo.desk import tries
from abrigo.desk.door import Visit, page
from abrigo.facts.wire import to_ms
from abrigo.staff import factors, sittings, ties
from abrigo.staff.factors import NotShown
from abrigo.staff.models import Account
from abrigo.staff.sittings import is_fresh

P = ParamSpec("P")


def stepped_up(
    view: Callable[Concatenate[HttpRequest, Visit, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Visit, P], HttpResponse]:
    """Stands under `page`. A form that comes too late is not lost on the way: it is drawn again after the step."""

    @wraps(view)
    def asked(request: HttpRequest, visit: Visit, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if is_fresh(visit.viewer):
            return view(request, visit, *args, **kwargs)
        return ask_again(request, request.get_full_path(), status=403)

    return asked


def refuses_a_list(visit: Visit, *sites: str | None) -> bool:
    """Whether a whole list of whereabouts needs the step first. The roster of one's own gate never does: whoever must
    count tonight is kept from nothing."""
    own = visit.viewer.site is not None and visit.viewer.site in sites
    return not own and not is_fresh(visit.viewer)


@page
@sensitive_post_parameters("password", "code")
def again(request: HttpRequest, visit: Visit) -> HttpResponse:  # noqa: ARG001 - the threshold
    account = request.user
    assert isinstance(account, Account)
    onward = onward_of(request)
    if request.method != "POST":
        return ask_again(request, onward)
    if tries.too_many(request, account.username):
        return tries.locked_out(request)
    if not _shows(request, account):
        tries.failed(request, account.username)
        wrong = [{"field_id": "password", "sentence": _("This is not right.")}]
        return ask_again(request, onward, status=422, errors=wrong)
    shown_afresh(request)
    return redirect(onward)


def _shows(request: HttpRequest, account: Account) -> bool:
    if not request.POST.get("answer"):
        return factors.shows_again(request, account)
    try:
        factors.passkey_answered(request, account, factors.spoken(request.POST["answer"]), to_ms(wall()))
    except NotShown:
        return False
    return True


def shown_afresh(request: HttpRequest) -> None:
    """For ten minutes nobody asks again. The session gets a new key, and stays in its owner's list under it."""
    request.session["stepped_up"] = to_ms(wall())
    before = request.session.session_key or ""
    request.session.cycle_key()
    sittings.moved(before, request.session.session_key or "")


def onward_of(request: HttpRequest) -> str:
    """Where the step leads to: a page of ours and of nobody else."""
    onward = request.POST.get("next", "") or request.GET.get("next", "")
    return onward if url_has_allowed_host_and_scheme(onward, allowed_hosts=None) else "/"


def ask_again(request: HttpRequest, onward: str, *, status: int = 200, **more: Any) -> HttpResponse:
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=403)
        answer["HX-Redirect"] = "/again"
        return answer
    account = request.user
    assert isinstance(account, Account)
    told: dict[str, Any] = {
        "onward": onward, "by_code": factors.has_code(account), "by_key": factors.has_key(account),
        "by_agency": ties.has_tie(account),
    }  # fmt: skip
    if told["by_key"]:
        told["offer"] = factors.passkey_challenge(request, account)
    return render(request, "desk/again.html", {**told, **more}, status=status)
