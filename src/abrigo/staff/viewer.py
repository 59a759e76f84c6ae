"""From whoever is signed in (or a program's key) to the Viewer every question begins with."""

import secrets
from datetime import datetime
from hashlib import sha256

from django.http import HttpRequest

from abrigo.facts.kinds import AgencyId, OperationId, SiteId, StaffId
from abrigo.facts.wire import to_ms
from abrigo.rules.access import Role, Viewer
from abrigo.staff.models import Account, Token


def viewer_of(account: Account, device: str = "") -> Viewer:
    return Viewer(
        StaffId(account.staff),
        account.name,
        AgencyId(account.agency_id),
        Role(account.role),
        frozenset(OperationId(o) for o in account.operations),
        SiteId(account.site) if account.site else None,
        device,
    )


def viewer_from(request: HttpRequest) -> Viewer | None:
    """The signed-in person, read afresh from the database on every request: a withdrawn right ends at once."""
    account = request.user
    if not isinstance(account, Account) or not account.is_active:
        return None
    return viewer_of(account, device=request.session.session_key or "")


def viewer_by_token(secret: str, now: datetime) -> Viewer | None:
    token = Token.objects.select_related("account").filter(digest=_digest(secret), ended=False).first()
    if token is None or not token.account.is_active or (token.until is not None and token.until < to_ms(now)):
        return None
    return viewer_of(token.account, device=f"token:{token.digest[:12]}")


def new_token(account: Account, name: str, until: datetime | None = None) -> str:
    """Out: the secret, shown once."""
    secret = secrets.token_urlsafe(32)
    Token.objects.create(
        digest=_digest(secret), account=account, name=name, until=None if until is None else to_ms(until)
    )
    return secret


def names_of(staff: set[str]) -> dict[str, str]:
    """Names of colleagues by id, for pages that say who saw or said something."""
    return dict(Account.objects.filter(staff__in=staff).values_list("staff", "name"))


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
