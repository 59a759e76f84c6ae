"""What a lender gave us: the file as it came, under the loan's own key, opened only while the loan lasts, then gone."""

import hmac
import json
from contextlib import suppress
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from abrigo.facts.kinds import LoanId, OperationId
from abrigo.facts.wire import from_ms, to_ms
from abrigo.registers import cards
from abrigo.registers.models import Card
from abrigo.rules.access import Viewer, may_do, may_enter
from abrigo.vault import keys, shred, store


def put(viewer: Viewer, operation: OperationId, loan: LoanId, raw: bytes) -> str:
    """Seals the file as it came. Out: its digest (SHA-256, hex), which the act cites.

    PermissionError for whoever may not take in a register here.
    """
    if not may_do(viewer, "lend-register") or not may_enter(viewer, operation):
        raise PermissionError("lend-register")
    with transaction.atomic():
        return store.put(raw, keys.key_for(_subject(loan)))


def original(viewer: Viewer, operation: OperationId, loan: LoanId, now: datetime) -> bytes:
    """The file as it came. LookupError when there is no such loan for this viewer, or when its day has come: also
    where nobody has swept yet."""
    card = cards.one(viewer, operation, "loan", loan)
    if card is None or card.status != "lent" or card.due is None or card.due <= now:
        raise LookupError("no such loan")
    return store.get(card.body["digest"], keys.key_for(_subject(loan), create=False))


def put_back(loan: LoanId, digest: str) -> None:
    """The act was refused: the file does not stay, unless the same one was lent before and still is."""
    if Card.objects.filter(kind="loan", id=loan, status="lent").exists():
        return
    with suppress(LookupError):
        store.remove(digest, keys.key_for(_subject(loan), create=False))


def take_away(loan: LoanId, digest: str, now: datetime) -> bool:
    """File and key are gone; what is left of the key in old copies goes with the next epoch. Out: whether anything was
    still here."""
    with suppress(LookupError), transaction.atomic():
        key = keys.key_for(_subject(loan), create=False)
        store.remove(digest, key)
        shred.destroy(_subject(loan), asked=to_ms(now))
        return True
    return False


def sweep(now: datetime) -> int:
    """Takes away every loan whose day has come or that was given back; asked whenever loans are looked at. Out: how
    many were taken away."""
    rows = list(Card.objects.filter(kind="loan").values_list("id", "status", "due", "body"))
    over = [(i, body) for i, status, due, body in rows if status == "ended" or from_ms(due) <= now]
    return sum(take_away(LoanId(i), json.loads(body)["digest"], now) for i, body in over)


def keyed(operation: OperationId, told: bytes) -> str:
    """A digest under the operation's own key (HMAC-SHA-256, hex): the same is known again, and nobody without that key
    can try out what it was."""
    return hmac.new(keys.key_for(f"operation:{operation}", create=False), told, sha256).hexdigest()


def _subject(loan: LoanId) -> str:
    return f"loan:{loan}"
