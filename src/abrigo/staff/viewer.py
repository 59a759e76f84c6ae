"""From whoever is signed in (or a program's key) to the Viewer every question begins with."""

import secrets
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from django.core import signing
from django.http import HttpRequest

from abrigo.clerk import clock
from abrigo.facts.grants import Purpose
from abrigo.facts.kinds import AgencyId, OperationId, SiteId, StaffId
from abrigo.facts.wire import from_ms, to_ms
from abrigo.registers import row_security
from abrigo.registers.grants import in_force
from abrigo.rules.access import Role, Viewer
from abrigo.rules.policy import USUAL, parts_of
from abrigo.staff.models import Account, Token
from abrigo.staff.sittings import too_old

DEVICE_COOKIE: Final = "abrigo-device"


def viewer_of(account: Account, device: str = "", **more: Any) -> Viewer:
    """The account as one who asks, with every right to know that is in force at this moment."""
    operations = frozenset(OperationId(o) for o in account.operations)
    return Viewer(
        StaffId(account.staff), account.name, AgencyId(account.agency_id), Role(account.role), operations,
        SiteId(account.site) if account.site else None, device,
        grants=in_force(account.staff, account.agency_id, operations, clock.now()), **more,
    )  # fmt: skip


def viewer_from(request: HttpRequest) -> Viewer | None:
    """The signed-in person, read afresh from the database on every request: a withdrawn right ends at once.

    Kept with the request, so that the last door can write down what was handed out before it lets it through.
    """
    account = request.user
    if not isinstance(account, Account) or not account.is_active or too_old(request.session):
        return None
    if request.session.get("kiosk") and not request.path.startswith("/kiosk"):
        return None  # a tablet left with strangers: whatever they type in the address, nobody is signed in
    found: Viewer | None = getattr(request, "viewer", None)
    if found is None:
        row_security.opens(account.operations)
        found = _known(viewer_of(account, device=device_of(request), **_stated(request)))
        request.viewer = found  # type: ignore[attr-defined]
    return found


def _known(viewer: Viewer) -> Viewer:
    """The database's own lock is told what this viewer has any part in, once their rights were read."""
    row_security.opens(viewer.operations, parts_of(viewer))
    return viewer


def device_of(request: HttpRequest) -> str:
    """The machine: the same for whoever signs in at it, so that two accounts on one tablet are one device."""
    try:
        return str(request.get_signed_cookie(DEVICE_COOKIE))
    except (KeyError, signing.BadSignature):
        return request.session.session_key or ""


def _stated(request: HttpRequest) -> dict[str, Any]:
    """What this shift is for, what single children are looked at for, and when they last showed who they are."""
    session = request.session
    stepped_up = session.get("stepped_up")
    return {
        "session": session.session_key or "",
        "purpose": purpose(session.get("purpose", "")),
        "purposes": tuple((p, Purpose(c)) for p, c in session.get("purposes", {}).items() if purpose(c)),
        "stepped_up": None if stepped_up is None else from_ms(stepped_up),
    }


def purpose(code: str) -> Purpose | None:
    return Purpose(code) if code in set(Purpose) else None


def viewer_by_token(secret: str, now: datetime) -> Viewer | None:
    token = Token.objects.select_related("account").filter(digest=_digest(secret), ended=False).first()
    if token is None or not token.account.is_active or (token.until is not None and token.until < to_ms(now)):
        return None
    row_security.opens(token.account.operations)
    stated = purpose(token.purpose) or USUAL[Role(token.account.role)]
    return _known(viewer_of(token.account, device=f"token:{token.digest[:12]}", purpose=stated))


def new_token(account: Account, name: str, until: datetime | None = None, purpose: str = "") -> str:
    """Out: the secret, shown once. `purpose`: what the program opens records for; empty: its office's usual work."""
    secret = secrets.token_urlsafe(32)
    Token.objects.create(
        digest=_digest(secret), account=account, name=name, until=None if until is None else to_ms(until),
        purpose=purpose or str(USUAL[Role(account.role)]),
    )  # fmt: skip
    return secret


def names_of(staff: set[str]) -> dict[str, str]:
    """Names of colleagues by id, for pages that say who saw or said something."""
    return dict(Account.objects.filter(staff__in=staff).values_list("staff", "name"))


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
