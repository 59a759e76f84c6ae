"""Papers laid on the desk while somebody reads them in: sealed under the operation's key, taken away afterwards."""

from contextlib import suppress

from django.db import transaction

from abrigo.facts.kinds import OperationId
from abrigo.rules.access import Viewer, may_do, may_enter
from abrigo.vault import keys, store


def put(viewer: Viewer, operation: OperationId, raw: bytes) -> str:
    """Out: the paper's digest (SHA-256, hex). PermissionError for whoever may not register here."""
    _allowed(viewer, operation)
    with transaction.atomic():
        return store.put(raw, keys.key_for(_subject(operation)))


def get(viewer: Viewer, operation: OperationId, digest: str) -> bytes:
    """LookupError when it has been taken away."""
    _allowed(viewer, operation)
    return store.get(digest, keys.key_for(_subject(operation), create=False))


def remove(viewer: Viewer, operation: OperationId, digest: str) -> None:
    _allowed(viewer, operation)
    with suppress(LookupError):
        store.remove(digest, keys.key_for(_subject(operation), create=False))


def _allowed(viewer: Viewer, operation: OperationId) -> None:
    if not may_do(viewer, "register") or not may_enter(viewer, operation):
        raise PermissionError("register")


def _subject(operation: OperationId) -> str:
    return f"operation:{operation}"
