"""One's own keys: passkeys and codes, made and ended; open sessions; and standing for a colleague who lost theirs."""

import io
from typing import Any

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from abrigo.clerk.clock import wall
from abrigo.desk.door import Visit, page
from abrigo.desk.stepup import ask_again
from abrigo.facts.wire import from_ms, to_ms
from abrigo.staff import accounts, factors, sittings, ties
from abrigo.staff.accounts import NotOpened
from abrigo.staff.factors import NotShown
from abrigo.staff.models import Account, Passkey
from abrigo.staff.sittings import is_fresh


@page
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("code", "answer")
def own_keys(request: HttpRequest, visit: Visit) -> HttpResponse:
    account = request.user
    assert isinstance(account, Account)
    if request.method == "POST":
        # Whoever finds a screen open must not be able to give themselves a key to it.
        if not is_fresh(visit.viewer):
            return ask_again(request, "/own-keys")
        try:
            return _do(request, visit, account)
        except NotShown:
            return _draw(request, visit, 422, errors=[{"field_id": "code", "sentence": _("This is not right.")}])
        except NotOpened as no:
            return _draw(request, visit, 422, errors=[{"field_id": no.field, "sentence": _why(no)}])
    return _draw(request, visit)


def _do(request: HttpRequest, visit: Visit, account: Account) -> HttpResponse:
    said = request.POST
    match said.get("do"):
        case "key":
            answer = factors.spoken(said.get("answer", ""))
            factors.passkey_made(request, account, answer, said.get("name", ""), to_ms(wall()))
            messages.success(request, _("The passkey is made."))
        case "code":
            secret = factors.code_offer(account)
            return _draw(request, visit, secret=secret, picture=_picture(factors.code_address(account, secret)))
        case "confirm":
            if not factors.code_confirmed(account, said.get("code", "")):
                raise NotShown
            messages.success(request, _("From now on the code is asked for after the password."))
        case "end-key":
            if Passkey.objects.filter(account=account).count() == 1 and not factors.has_code(account):
                raise NotOpened("key", "last-key")
            Passkey.objects.filter(account=account, pk=_whole(said.get("key", ""))).delete()
        case "end":
            _end(request, account, said.get("session", ""))
        case "vouch":
            stands = accounts.vouch(visit.viewer, said.get("colleague", "").strip().lower(), to_ms(wall()))
            messages.success(request, _VOUCHED()[stands])
        case "stand":
            stands = ties.stand(visit.viewer, _whole(said.get("tie", "")), said.get("mark", ""), to_ms(wall()))
            messages.success(request, _STOOD()[stands])
        case "end-tie":
            if not factors.needs_more(account):
                raise NotOpened("tie", "last-key")
            ties.end(account, account.staff, to_ms(wall()))
        case _:
            raise Http404
    if factors.needs_more(account):
        request.session.pop("enrol_first", None)
    return redirect("desk:own_keys")


def _end(request: HttpRequest, account: Account, which: str) -> None:
    own = request.session.session_key or ""
    for one in sittings.of(account, own):
        if not one.own and which in (one.session[:12], "others"):
            sittings.ended(one.session)


def _draw(request: HttpRequest, visit: Visit, status: int = 200, **more: Any) -> HttpResponse:
    account = request.user
    assert isinstance(account, Account)
    keys = Passkey.objects.filter(account=account).order_by("made")
    context = {
        "here": "own_keys",
        "keys": [{"id": k.pk, "name": k.name, "made": from_ms(k.made), "used": from_ms(k.used)} for k in keys],
        "by_code": factors.has_code(account),
        "tied": ties.has_tie(account),
        "waiting": ties.waiting(visit.viewer, to_ms(wall())),
        "first": request.session.get("enrol_first", False),
        "sittings": [
            {"id": s.session[:12], "began": s.began, "browser": s.browser, "own": s.own}
            for s in sittings.of(account, request.session.session_key or "")
        ],
    }
    if request.method != "POST" or status != 200 or not more:
        context["offer"] = factors.passkey_offer(request, account)
    return render(request, "desk/own_keys.html", context | more, status=status)


def _picture(address: str) -> str:
    """The QR code as text squares: no inline script, no picture kept anywhere."""
    out = io.StringIO()
    segno.make(address, error="m").save(out, kind="txt", border=0)
    return out.getvalue()


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _VOUCHED() -> dict[str, str]:  # noqa: N802 - read as a table
    return {
        "first": _("You have stood for this colleague. A second one does the same, at another machine."),
        "second": _("Two of you have stood for this colleague: their old keys have ended and the first password is "
                    "theirs to ask for from whoever keeps accounts."),
    }  # fmt: skip


def _STOOD() -> dict[str, str]:  # noqa: N802 - read as a table
    return {
        "first": _("You have stood for this colleague. A second one does the same, at another machine."),
        "second": _("Two of you have stood for this colleague: their agency’s sign-in opens their account now."),
    }


def _why(no: NotOpened) -> str:
    return {
        "last-key": _("This is your only key. Make another one first."),
        "other-letters": _("These are not the letters of whoever asked. Do not go on: it may be somebody else."),
        "unknown": _("Nobody is called so here."),
        "your-own": _("Nobody stands for themselves."),
        "same-person": _("Another colleague must be the second."),
        "same-device": _("The second colleague does this at another machine."),
    }.get(no.why, no.why)
