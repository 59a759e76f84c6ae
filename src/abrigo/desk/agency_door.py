"""Coming in with the sign-in of one's own agency: there, back, and what is said when that opens nothing here."""

from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from abrigo.clerk.clock import wall
from abrigo.desk import tries
from abrigo.desk.door import Visit, page, to_signin
from abrigo.desk.signin import HALF, come_in
from abrigo.desk.stepup import onward_of, shown_afresh
from abrigo.facts.wire import to_ms
from abrigo.staff import factors, providers, ties
from abrigo.staff.models import Account, Agency
from abrigo.staff.providers import NotBelieved, Shown

KEPT: Final = "to_agency"  # the journey there and back
SHOWN: Final = "from_agency"  # somebody their agency knows, and we do not yet
TEN_MINUTES: Final = 10 * 60 * 1000
TRIES: Final = 5


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """On the way to one's agency. A form of ours may not lead elsewhere (form-action): a page of ours leads there."""
    return _leave(request, request.POST.get("agency", ""), {"purpose": request.POST.get("purpose", "usual")})


@page
@require_POST
def leave_again(request: HttpRequest, visit: Visit) -> HttpResponse:  # noqa: ARG001 - the threshold
    """The step up, at the agency: whoever is signed in there already must show it once more."""
    account = request.user
    assert isinstance(account, Account)
    more = {"account": account.pk, "onward": onward_of(request)}
    return _leave(request, ties.agency_of(account), more, again=True)


def _leave(request: HttpRequest, agency: str, more: dict[str, Any], *, again: bool = False) -> HttpResponse:
    back = f"{'https' if settings.ABRIGO_HTTPS else 'http'}://{request.get_host()}{reverse('desk:agency_back')}"
    try:
        there, kept = providers.leave(agency, back, again=again)
    except NotBelieved as no:
        return _refused(request, no.why)
    request.session[KEPT] = kept | more
    name = Agency.objects.filter(id=agency).values_list("name", flat=True).first() or agency
    return render(request, "desk/agency_leave.html", {"there": there, "host": urlsplit(there).netloc, "agency": name})


@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """Back from elsewhere, the browser shows us no cookie (SameSite=Strict): one step more, from a page of our own."""
    said = {k: request.GET.get(k, "") for k in ("state", "code", "error", "iss") if k in request.GET}
    onward = f"{reverse('desk:agency_in')}?{urlencode(said)}"
    return render(request, "desk/agency_back.html", {"onward": onward})


@require_GET
def arrive(request: HttpRequest) -> HttpResponse:
    """What the agency said is looked at, once. Nobody is let in for being unknown."""
    kept = request.session.pop(KEPT, None)
    try:
        shown = providers.back(kept, request.GET.dict())
    except NotBelieved as no:
        return _refused(request, no.why)
    account = ties.account_of(shown)
    if kept["again"]:
        return _again(request, shown, account, kept)
    if account is None:
        told = {"agency": shown.agency, "issuer": shown.issuer, "subject": shown.subject, "strong": shown.strong}
        request.session[SHOWN] = {**told, "at": to_ms(wall()), "tries": 0, "purpose": kept["purpose"]}
        return redirect("desk:agency_tie")
    return _in(request, shown, account, kept["purpose"])


def _in(request: HttpRequest, shown: Shown, account: Account, purpose: str) -> HttpResponse:
    """A password at the agency is a password: then our own second factor is asked, or made first."""
    if tries.too_many(request, account.username):
        return tries.locked_out(request)
    if not shown.strong and factors.needs_more(account):
        request.session[HALF] = {"account": account.pk, "at": to_ms(wall()), "tries": 0, "purpose": purpose}
        return redirect("desk:second")
    return come_in(request, account, purpose, strong=shown.strong)


def _again(request: HttpRequest, shown: Shown, account: Account | None, kept: dict[str, Any]) -> HttpResponse:
    if account is None or account.pk != kept["account"] or request.user.pk != account.pk:
        return _refused(request, "somebody-else")
    if shown.strong:
        shown_afresh(request)
        return redirect(kept["onward"])
    if not factors.needs_more(account):
        return _refused(request, "weak")
    told = {"account": account.pk, "at": to_ms(wall()), "tries": 0, "purpose": "", "onward": kept["onward"]}
    request.session[HALF] = told
    return redirect("desk:second")


@require_http_methods(["GET", "POST"])
def tie(request: HttpRequest) -> HttpResponse:
    """Somebody their agency knows and the house does not: with an invitation, or before two colleagues."""
    told = request.session.get(SHOWN)
    if not told or to_ms(wall()) - told["at"] > TEN_MINUTES or told["tries"] >= TRIES:
        request.session.pop(SHOWN, None)
        return to_signin(request)
    shown = Shown(told["agency"], told["issuer"], told["subject"], told["strong"])
    who = f"{shown.agency}:{shown.mark}"  # tries are counted for this person at their agency, not for a whole office
    if tries.too_many(request, who):
        return tries.locked_out(request)
    context: dict[str, Any] = {"mark": shown.mark, "host": urlsplit(shown.issuer).netloc}
    if request.method == "POST" and request.POST.get("do") == "ask":
        ties.ask(shown, request.POST.get("username", "").strip().lower(), to_ms(wall()))
        return render(request, "desk/agency_tie.html", context | {"asked": True})
    if request.method == "POST":
        account = ties.accept(shown, request.POST.get("code", ""), to_ms(wall()))
        if account is not None:
            request.session.pop(SHOWN, None)
            return _in(request, shown, account, told["purpose"])
        request.session[SHOWN] = {**told, "tries": told["tries"] + 1}
        tries.failed(request, who)
        context["errors"] = [{"field_id": "code", "sentence": _("This is not right.")}]
    return render(request, "desk/agency_tie.html", context, status=422 if "errors" in context else 200)


def _refused(request: HttpRequest, why: str) -> HttpResponse:
    sentence = _SENTENCES()[why]
    return render(request, "desk/agency_refused.html", {"sentence": sentence, "code": why}, status=401)


def _SENTENCES() -> dict[str, str]:  # noqa: N802 - read as a table
    return {
        "no-provider": _("This agency has no sign-in of its own here. Come in with your passkey or your password."),
        "no-answer": _("Your agency’s sign-in does not answer. Try again; if it stays so, come in with a passkey."),
        "not-ours": _("This answer does not belong to a sign-in begun here within ten minutes. Begin again."),
        "declined": _("Your agency’s sign-in said no, or you went back. Nothing was opened."),
        "issuer": _(
            "The answer names another sign-in than your agency’s. Nothing was opened. Tell your administrator."
        ),
        "audience": _("The answer was meant for another system. Nothing was opened. Tell your administrator."),
        "nonce": _("The answer belongs to another sign-in than yours. Nothing was opened. Begin again."),
        "expired": _("The answer came too late. Begin again."),
        "clock": _(
            "The answer says it comes from the future: one of the two clocks is wrong. Tell your administrator."
        ),
        "signature": _("The answer is not signed by your agency. Nothing was opened. Tell your administrator."),
        "malformed": _("The answer cannot be read. Nothing was opened. Tell your administrator."),
        "no-token": _("Your agency’s sign-in did not confirm who you are. Begin again."),
        "elsewhere": _("Your agency’s sign-in sends us to a place nobody listed. Tell your administrator."),
        "not-fresh": _("Your agency did not ask you again just now. Show it with your passkey or your password."),
        "somebody-else": _("This is somebody else’s sign-in. Whoever is signed in here must show it."),
        "weak": _("Your agency’s sign-in used a password alone. Make a passkey under “Your keys” first."),
    }
