"""Coming in and going out: a passkey first; a password, and a code that changes, where there is none."""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from abrigo.clerk.clock import wall
from abrigo.desk import tries, words
from abrigo.desk.door import Visit, page, sees, to_signin
from abrigo.desk.stepup import shown_afresh
from abrigo.facts.grants import Purpose
from abrigo.facts.wire import to_ms
from abrigo.rules.access import Role
from abrigo.rules.policy import USUAL
from abrigo.staff import factors, providers, sittings
from abrigo.staff.factors import NotShown
from abrigo.staff.models import Account, Agency, new_id
from abrigo.staff.viewer import DEVICE_COOKIE, device_of, purpose

BACKEND: Final = "django.contrib.auth.backends.ModelBackend"
HALF: Final = "half_in"  # the password was right; the code is still to come
CHOSEN: Final = "language_chosen"  # at the page of signing in, by whoever comes in next
HALF_MINUTES: Final = 5
TRIES: Final = 5


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
    stated = request.POST.get("purpose", "")
    if factors.needs_more(account):
        request.session[HALF] = {"account": account.pk, "at": to_ms(wall()), "tries": 0, "purpose": stated}
        return redirect("desk:second")
    return come_in(request, account, stated)


@sensitive_post_parameters("code", "answer")
@require_http_methods(["GET", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """The passkey, or the code that changes, after a right password. Five tries, five minutes."""
    half = request.session.get(HALF)
    age = to_ms(wall()) - half["at"] if half else 0
    account = Account.objects.filter(pk=half["account"], is_active=True).first() if half else None
    if not half or account is None or age > HALF_MINUTES * 60_000 or half["tries"] >= TRIES:
        request.session.pop(HALF, None)
        return to_signin(request)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        request.session[HALF] = {**half, "tries": half["tries"] + 1}
        if _second_is_right(request, account):
            return _further(request, account, half)
        errors = [{"field_id": "code", "sentence": _("This is not right.")}]
    told = {"by_code": factors.has_code(account), "by_key": factors.has_key(account), "errors": errors}
    if told["by_key"]:
        told["offer"] = factors.passkey_challenge(request, account)
    return render(request, "desk/second.html", told, status=422 if errors else 200)


def _further(request: HttpRequest, account: Account, half: dict[str, Any]) -> HttpResponse:
    if "onward" not in half:
        return come_in(request, account, half["purpose"])
    request.session.pop(HALF, None)
    if request.user.pk != account.pk:
        return to_signin(request)
    shown_afresh(request)
    return redirect(half["onward"])


def _second_is_right(request: HttpRequest, account: Account) -> bool:
    answer = request.POST.get("answer", "")
    if not answer:
        return factors.code_is_right(account, request.POST.get("code", ""))
    try:
        factors.passkey_answered(request, account, factors.spoken(answer), to_ms(wall()))
    except NotShown:
        return False
    return True


@require_POST
def key_offer(request: HttpRequest) -> HttpResponse:
    """The challenge for somebody's passkey. A name nobody has is answered alike, with a key that never was."""
    username = request.POST.get("username", "").strip()
    account = Account.objects.filter(username=username, is_active=True).first()
    if account is not None and factors.has_key(account):
        offer = factors.passkey_challenge(request, account)
    else:
        made_up = hmac.new(settings.SECRET_KEY.encode(), username.encode(), sha256).digest()
        offer = factors.challenge_for(request, [made_up])
    request.session["key_of"] = username
    return JsonResponse(_plain(offer))


@require_POST
def key_in(request: HttpRequest) -> HttpResponse:
    """In with a passkey alone: it is something one has, opened by something one is or knows."""
    account = Account.objects.filter(username=request.session.pop("key_of", ""), is_active=True).first()
    try:
        if account is None:
            raise NotShown  # noqa: TRY301 - answered below like any other
        factors.passkey_answered(request, account, factors.spoken(request.POST.get("answer", "")), to_ms(wall()))
    except NotShown:
        errors = [{"field_id": "username", "sentence": _("The passkey was not accepted here.")}]
        return render(request, "desk/signin.html", {**_asked(), "errors": errors}, status=422)
    return come_in(request, account, request.POST.get("purpose", ""))


def _plain(offer: Any) -> Any:
    """Bytes as the browser's own JSON spells them."""
    if isinstance(offer, bytes):
        return urlsafe_b64encode(offer).decode().rstrip("=")
    if isinstance(offer, dict):
        return {k: _plain(v) for k, v in offer.items()}
    return [_plain(v) for v in offer] if isinstance(offer, list | tuple) else offer


def _asked() -> dict[str, Any]:
    return {"purposes": [(p.value, words.PURPOSES[p]) for p in Purpose], "agencies": offered()}


def offered() -> list[dict[str, str]]:
    """The agencies one can come in with, for the sign-in page; none when their file cannot be read."""
    try:
        here = providers.known()
    except (ValueError, OSError):
        return []
    return [{"id": a.id, "name": a.name} for a in Agency.objects.filter(id__in=here).order_by("name")]


def come_in(request: HttpRequest, account: Account, stated: str, *, strong: bool = False) -> HttpResponse:
    """The threshold itself, however somebody showed who they are. `usual`: the shift is for their office's own work.

    `strong`: their agency vouches for a second factor, and no key of ours is needed first.
    """
    request.session.pop(HALF, None)
    at_the_door = request.session.pop(CHOSEN, "")
    login(request, account, BACKEND)
    request.session["stepped_up"] = request.session["last_seen"] = request.session["began"] = to_ms(wall())
    chosen = str(USUAL[Role(account.role)]) if stated == "usual" else stated
    if purpose(chosen):
        request.session["purpose"] = chosen
    if first := not strong and factors.enrol_first(account):
        request.session["enrol_first"] = True
    answer = redirect("desk:own_keys" if first else "desk:home")
    if at_the_door:
        _speaks(account, at_the_door)
    # In the demonstration whoever reads is not who the account says: their browser's own language stands.
    if at_the_door or not settings.ABRIGO_DEMO:
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, account.language, samesite="Strict", httponly=True)
    if not request.get_signed_cookie(DEVICE_COOKIE, default=""):
        # The machine, not the person: it stays when they leave, so that two accounts on one tablet are one device.
        answer.set_signed_cookie(
            DEVICE_COOKIE, new_id(), max_age=400 * 24 * 3600, httponly=True, samesite="Strict",
            secure=settings.ABRIGO_HTTPS,
        )  # fmt: skip
    tries.came_in(request, answer, account.username)
    sittings.began(
        request.session.session_key or "", account, device_of(request), request.headers.get("User-Agent", "")
    )
    return answer


def language(request: HttpRequest) -> HttpResponse:
    """Another language for this browser, and for whoever is signed in from now on: nobody has to choose it twice.

    Chosen on the page of signing in, it becomes theirs who come in; on the tablet of the gate it is only a stranger's.
    """
    chosen = request.POST.get("language", "")  # asked for by GET it changes nothing and leads back
    if chosen in dict(settings.LANGUAGES) and not request.session.get("kiosk"):
        if isinstance(request.user, Account):
            _speaks(request.user, chosen)
        else:
            request.session[CHOSEN] = chosen
    return set_language(request)


def _speaks(account: Account, language: str) -> None:
    account.language = language
    account.save(update_fields=["language"])


@require_POST
def signout(request: HttpRequest) -> HttpResponse:
    sittings.ended(request.session.session_key or "")
    gate = request.session.get("kiosk")
    logout(request)
    answer = redirect("desk:signin")
    if gate:  # the language was that of the last person who asked there
        answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Strict")
    # The next person at this tablet must not find the last page in its memory.
    answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@page
def home(request: HttpRequest, visit: Visit) -> HttpResponse:  # noqa: ARG001
    """Where each one's work begins: whoever keeps the house sees no count."""
    return redirect("desk:board" if sees(visit).counts else "desk:keeping")
