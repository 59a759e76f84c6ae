"""Ties: an account here and a person as their own agency's sign-in knows them. Nobody is let in for being unknown.

A tie is made by an invitation (for an account that has no key yet, or whose holder two colleagues stood for), or by two
colleagues who have the person before them. What was tied stays written down after it has ended.
"""

import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from django.db import transaction

from abrigo.rules.access import Viewer
from abrigo.staff import factors
from abrigo.staff.accounts import DAY, NotOpened, may_keep
from abrigo.staff.models import Account, Invitation, Tie, Vouching
from abrigo.staff.providers import Shown

LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is taken for another when read aloud
_WAITS: Final = 30 * 60 * 1000  # ms in which two colleagues must have looked


@dataclass(frozen=True, slots=True)
class Waiting:
    """A tie somebody asked for, as the colleagues see it: the account, and eight letters the person reads out."""

    id: int
    username: str
    name: str
    agency: str
    mark: str
    seconded: bool


def account_of(shown: Shown) -> Account | None:
    """Whose sign-in this is here; nobody's when the tie ended, the account closed or moved to another agency."""
    tie = (
        Tie.objects.select_related("account")
        .filter(issuer=shown.issuer, subject=shown.subject, ended=None, account__is_active=True)
        .exclude(made=None)
        .first()
    )
    return tie.account if tie is not None and tie.account.agency_id == shown.agency else None


def has_tie(account: Account) -> bool:
    return Tie.objects.filter(account=account, ended=None).exclude(made=None).exists()


def agency_of(account: Account) -> str:
    """The agency at whose sign-in this account is shown again; empty without a tie."""
    return account.agency_id if has_tie(account) else ""


# -- by invitation ---------------------------------------------------------------------------------------------------


def invite(viewer: Viewer, staff: str, now: int) -> str:
    """A code for one person, one day, one use. Raises NotOpened: whoever keeps accounts alone takes over nobody's."""
    if not may_keep(viewer):
        raise NotOpened("account", "not-allowed")
    account = Account.objects.filter(staff=staff, is_active=True).first()
    if account is None:
        raise NotOpened("account", "unknown")
    if staff == viewer.staff:
        raise NotOpened("account", "your-own-invitation")
    vouched = Vouching.objects.filter(account=account, at__gt=now - DAY).exclude(second="").exists()
    if not vouched and (factors.needs_more(account) or has_tie(account) or account.last_login is not None):
        raise NotOpened("account", "not-vouched-for")
    code = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))  # 80 bits
    with transaction.atomic():
        Invitation.objects.filter(account=account).delete()
        Invitation.objects.create(digest=_digest(code), account=account, made_by=viewer.staff, until=now + DAY)
        Vouching.objects.filter(account=account).delete()
    return code


def accept(shown: Shown, code: str, now: int) -> Account | None:
    """The invited account, now tied to who was shown; None for a code that is wrong, used, old or another agency's."""
    with transaction.atomic():
        found = (
            Invitation.objects.select_for_update()
            .select_related("account")
            .filter(digest=_digest(code), until__gt=now, account__is_active=True, account__agency_id=shown.agency)
            .first()
        )
        if found is None or _tied(shown):
            return None
        _end_others(found.account, now, found.made_by)
        Tie.objects.create(
            account=found.account, issuer=shown.issuer, subject=shown.subject, mark=shown.mark, asked=now, made=now,
            first=found.made_by, by="invitation",
        )  # fmt: skip
        found.delete()
    return found.account


# -- by two colleagues -----------------------------------------------------------------------------------------------


def ask(shown: Shown, username: str, now: int) -> None:
    """Puts a tie on the table. Says nothing: whoever asks does not learn here whether such an account exists."""
    account = Account.objects.filter(username=username, is_active=True, agency_id=shown.agency).first()
    if account is None or _tied(shown):
        return
    with transaction.atomic():
        Tie.objects.filter(made=None, account=account, ended=None).update(ended=now)
        Tie.objects.create(
            account=account, issuer=shown.issuer, subject=shown.subject, mark=shown.mark, asked=now, by="two-people"
        )


def waiting(viewer: Viewer, now: int) -> list[Waiting]:
    """What colleagues of a common operation asked for within the half hour."""
    rows = Tie.objects.select_related("account").filter(made=None, ended=None, asked__gt=now - _WAITS).order_by("asked")
    return [
        Waiting(r.pk, r.account.username, r.account.name, r.account.agency_id, r.mark, bool(r.first))
        for r in rows
        if viewer.operations & set(r.account.operations) and r.account.staff != viewer.staff
    ]


def stand(viewer: Viewer, tie: int, mark: str, now: int) -> str:
    """One colleague says: this person is before me, and reads out these letters. Out: "first" or "second"."""
    if tie not in {w.id for w in waiting(viewer, now)}:
        raise NotOpened("tie", "unknown")
    with transaction.atomic():
        row = Tie.objects.select_for_update().get(pk=tie)
        if row.mark != mark.strip().upper():
            raise NotOpened("mark", "other-letters")
        if not row.first:
            row.first, row.device = viewer.staff, viewer.device
            row.save(update_fields=["first", "device"])
            return "first"
        if row.first == viewer.staff:
            raise NotOpened("tie", "same-person")
        if viewer.device and row.device == viewer.device:
            raise NotOpened("tie", "same-device")
        if _taken(row.issuer, row.subject):
            raise NotOpened("tie", "unknown")
        _end_others(row.account, now, viewer.staff, but=row.pk)
        row.second, row.made = viewer.staff, now
        row.save(update_fields=["second", "made"])
    return "second"


# -- ended -----------------------------------------------------------------------------------------------------------


def end(account: Account, by: str, now: int) -> None:
    """From now on the agency's sign-in opens nothing here for this account."""
    _end_others(account, now, by)


def _end_others(account: Account, now: int, by: str, but: int = 0) -> None:
    Tie.objects.filter(account=account, ended=None).exclude(pk=but).update(ended=now, ended_by=by)


def _tied(shown: Shown) -> bool:
    return _taken(shown.issuer, shown.subject)


def _taken(issuer: str, subject: str) -> bool:
    return Tie.objects.filter(issuer=issuer, subject=subject, ended=None).exclude(made=None).exists()


def _digest(code: str) -> str:
    return sha256(code.strip().upper().encode()).hexdigest()
