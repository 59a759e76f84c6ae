"""Keeping the house: agencies, accounts, operations and sites, for administrators; and everyone's own password."""

import secrets

from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from abrigo.clerk.clock import wall
from abrigo.clerk.sentences import say
from abrigo.desk.door import Visit, page
from abrigo.desk.signin import offered
from abrigo.facts.kinds import AgencyId, OperationId, SiteId
from abrigo.facts.operations import SiteKind
from abrigo.facts.wire import to_ms
from abrigo.rules.access import Role
from abrigo.rules.places import OpenOperation, OpenSite, OpenUnit
from abrigo.staff import accounts, ties
from abrigo.staff.accounts import NotOpened
from abrigo.staff.models import Account, Agency, new_id


@page
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
def keeping(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One page for whoever keeps the house; to everyone else it does not exist."""
    if not accounts.may_keep(visit.viewer):
        raise Http404
    errors: list[dict[str, str]] = []
    first_password = ""
    if request.method == "POST":
        try:
            first_password = _do(request, visit)
        except NotOpened as no:
            errors = [{"field_id": no.field, "sentence": words_of(no)}]
        else:
            if not first_password:
                return redirect("desk:keeping")
    context = {
        "here": "keeping",
        "errors": errors,
        "typed": request.POST if errors else {},
        "first_password": first_password,
        "invited": request.POST.get("do") == "invite",
        "with_sign_in": {a["id"] for a in offered()},
        "first_name": request.POST.get("username", ""),
        "act_id": new_id(),
        "agencies": Agency.objects.order_by("name"),
        "accounts": Account.objects.select_related("agency").order_by("-is_active", "agency_id", "username"),
        "roles": [r.value for r in Role],
        "kinds": [k.value for k in SiteKind],
        "sites": visit.sites(),
        "units": [p for p in visit.places.values() if p.level == "unit"],
    }
    return render(request, "desk/keeping.html", context, status=422 if errors else 200)


def _do(request: HttpRequest, visit: Visit) -> str:
    """Out: the first password of a new account, shown once; empty otherwise. Raises NotOpened."""
    said = request.POST
    match said.get("do"):
        case "agency":
            accounts.open_agency(visit.viewer, said.get("agency_id", ""), said.get("agency_name", ""))
        case "account":
            password = "-".join(secrets.token_hex(2) for _ in range(4))
            operation = [visit.operation] if visit.operation else []
            accounts.open_account(
                visit.viewer, username=said.get("username", ""), name=said.get("name", ""),
                agency=said.get("agency", ""), role=said.get("role", ""), password=password,
                operations=operation, site=said.get("site", ""), language=said.get("language", "es"),
            )  # fmt: skip
            return password
        case "password":
            password = "-".join(secrets.token_hex(2) for _ in range(4))
            accounts.new_password(visit.viewer, said.get("staff", ""), password, to_ms(wall()))
            return password
        case "invite":
            return ties.invite(visit.viewer, said.get("staff", ""), to_ms(wall()))
        case "close":
            accounts.close_account(visit.viewer, said.get("staff", ""))
        case "operation":
            _open_operation(request, visit)
        case "site":
            site = OpenSite(
                visit.operation, SiteId(new_id()), said.get("name", "").strip(), SiteKind(said.get("kind", "centre")),
                AgencyId(said.get("agency", "")), visit.now, _whole(said.get("capacity", "")),
            )  # fmt: skip
            _ask(visit, site, said.get("act_id", ""))
        case "unit":
            unit = OpenUnit(
                visit.operation, SiteId(said.get("site", "")), new_id(),  # type: ignore[arg-type]
                said.get("name", "").strip(), visit.now, _whole(said.get("capacity", "")),
            )  # fmt: skip
            _ask(visit, unit, said.get("act_id", ""))
        case _:
            raise Http404
    return ""


def _open_operation(request: HttpRequest, visit: Visit) -> None:
    said = request.POST
    name, zone = said.get("name", "").strip(), said.get("zone", "").strip()
    if not name:
        raise NotOpened("operation_name", "required")
    operation = OperationId(new_id())
    agencies = tuple(AgencyId(a) for a in said.getlist("agencies"))
    _ask(visit, OpenOperation(operation, name, zone or "UTC", agencies, visit.now), said.get("act_id", ""))
    accounts.give_operation(visit.viewer, operation)
    request.session["operation"] = operation


def _ask(visit: Visit, act: object, id_: str) -> None:
    answer = visit.record(act, id_)
    if answer.refusal is not None:
        raise NotOpened("do", say(answer.refusal, get_language() or "es").sentence)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


@page
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def password(request: HttpRequest, visit: Visit) -> HttpResponse:  # noqa: ARG001 - the threshold
    """Everyone changes their own."""
    account = request.user
    assert isinstance(account, Account)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            if request.POST.get("new") != request.POST.get("again"):
                raise NotOpened("again", "not-the-same")  # noqa: TRY301 - answered below like the others
            accounts.change_password(account, request.POST.get("old", ""), request.POST.get("new", ""))
        except NotOpened as no:
            errors = [{"field_id": no.field, "sentence": words_of(no)}]
        else:
            update_session_auth_hash(request, account)
            return redirect("desk:home")
    return render(request, "desk/password.html", {"errors": errors}, status=422 if errors else 200)


def words_of(no: NotOpened) -> str:
    return {
        "your-own-invitation": _("Nobody invites themselves. Ask the other administrator."),
        "unknown": _("There is no such account."),
        "not-vouched-for": _("Two colleagues must stand for this person first, each at their own machine."),
        "taken": _("That name is taken. Choose another."),
        "required": _("This cannot be empty."),
        "not-an-identifier": _("Letters, digits and hyphens only, 40 at most."),
        "your-own": _("Nobody closes their own account. Ask the other administrator."),
        "last-two-keepers": _("The house needs two administrators. Open another account first."),
        "wrong-password": _("The present password is not right."),
        "not-the-same": _("The two new passwords are not the same."),
        "not-allowed": _("Your account may not do this."),
    }.get(no.why, no.why)
