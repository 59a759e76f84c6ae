"""Opening and closing accounts: what administrators may do, and they may do nothing else here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction

from abrigo.facts.kinds import OperationId
from abrigo.rules.access import Role, Viewer
from abrigo.staff import factors
from abrigo.staff.models import Account, Agency, Vouching

DAY: Final = 24 * 3600 * 1000


@dataclass(eq=False, slots=True)  # not frozen: on its way up Python writes the way into it
class NotOpened(Exception):
    """Which field, and why: a code or Django's own words about a password."""

    field: str
    why: str


def may_keep(viewer: Viewer) -> bool:
    return viewer.role is Role.ADMINISTRATOR


def open_agency(viewer: Viewer, id_: str, name: str) -> Agency:
    _keeper(viewer)
    if not id_ or not id_.replace("-", "").isalnum() or len(id_) > 40:
        raise NotOpened("agency_id", "not-an-identifier")
    if not name.strip():
        raise NotOpened("agency_name", "required")
    agency, fresh = Agency.objects.get_or_create(id=id_, defaults={"name": name.strip()})
    if not fresh:
        raise NotOpened("agency_id", "taken")
    return agency


def open_account(
    viewer: Viewer, *, username: str, name: str, agency: str, role: str, password: str,
    operations: Sequence[str], site: str = "", language: str = "es",
) -> Account:  # fmt: skip
    """A new account; the person changes its first password when they come in for the first time."""
    _keeper(viewer)
    username = username.strip().lower()
    if not username or Account.objects.filter(username=username).exists():
        raise NotOpened("username", "taken" if username else "required")
    if not name.strip():
        raise NotOpened("name", "required")
    if role not in set(Role):
        raise NotOpened("role", "required")
    if not Agency.objects.filter(id=agency).exists():
        raise NotOpened("agency", "required")
    account = Account(
        username=username, name=name.strip(), agency_id=agency, role=role, site=site, language=language,
        operations=list(operations), opened_by=viewer.staff,
    )  # fmt: skip
    _check(password, account)
    account.set_password(password)
    account.save()
    return account


def close_account(viewer: Viewer, staff: str) -> None:
    """Ends the account and every session of it at once. Nobody closes their own, nor one of the last two keepers."""
    _keeper(viewer)
    with transaction.atomic():
        account = Account.objects.get(staff=staff)
        keepers = Account.objects.filter(role=Role.ADMINISTRATOR, is_active=True).count()
        if staff == viewer.staff:
            raise NotOpened("account", "your-own")
        if account.role == Role.ADMINISTRATOR and keepers <= 2:
            raise NotOpened("account", "last-two-keepers")
        account.is_active = False
        account.set_unusable_password()
        account.save()
        end_sessions(account)


def change_password(account: Account, old: str, new: str) -> None:
    if not account.check_password(old):
        raise NotOpened("old", "wrong-password")
    _check(new, account)
    account.set_password(new)
    account.save()


def vouch(viewer: Viewer, username: str, now: int) -> str:
    """Two people re-enrol a third. Out: "first" or "second"; after the second every old key and session has ended.

    The colleague then gets a first password from whoever keeps accounts: that hand alone could never do this.
    """
    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None or not viewer.operations & set(account.operations):
        raise NotOpened("colleague", "unknown")
    if account.staff == viewer.staff:
        raise NotOpened("colleague", "your-own")
    with transaction.atomic():
        waiting = Vouching.objects.filter(account=account, second="", at__gt=now - DAY).first()
        if waiting is None:
            Vouching.objects.create(account=account, first=viewer.staff, device=viewer.device, at=now)
            return "first"
        if waiting.first == viewer.staff:
            raise NotOpened("colleague", "same-person")
        if viewer.device and waiting.device == viewer.device:
            raise NotOpened("colleague", "same-device")
        waiting.second = viewer.staff
        waiting.save(update_fields=["second"])
        factors.forget_all(account)
        account.set_unusable_password()
        account.save()
        end_sessions(account)
    return "second"


def new_password(viewer: Viewer, staff: str, password: str, now: int) -> None:
    """A first password again, only for somebody two colleagues have stood for within the day."""
    _keeper(viewer)
    account = Account.objects.get(staff=staff)
    if not Vouching.objects.filter(account=account, at__gt=now - DAY).exclude(second="").exists():
        raise NotOpened("account", "not-vouched-for")
    _check(password, account)
    account.set_password(password)
    account.save()
    Vouching.objects.filter(account=account).delete()


def end_sessions(account: Account) -> int:
    ended = 0
    for session in Session.objects.all().iterator():
        if session.get_decoded().get("_auth_user_id") == str(account.pk):
            session.delete()
            ended += 1
    return ended


def give_operation(viewer: Viewer, operation: OperationId) -> None:
    """Whoever opens an operation may enter it to open its places; it shows them no one in it."""
    _keeper(viewer)
    for account in Account.objects.filter(role=Role.ADMINISTRATOR, is_active=True):
        if operation not in account.operations:
            account.operations = [*account.operations, operation]
            account.save(update_fields=["operations"])


def _check(password: str, account: Account) -> None:
    try:
        validate_password(password, account)
    except ValidationError as weak:
        raise NotOpened("password", " ".join(weak.messages)) from None


def _keeper(viewer: Viewer) -> None:
    if not may_keep(viewer):
        raise NotOpened("account", "not-allowed")
