"""Scanned acts and photographs that prove something: sealed as they came, cited by their digest, given to whoever may.

Nothing is made smaller or cleaned here: what a court is shown must be the bytes that were handed in.
"""

from typing import Final

from django.db import transaction

from abrigo.facts.kinds import OperationId
from abrigo.rules.access import Viewer, may_do, may_enter, sight
from abrigo.vault import keys, store

BIGGEST: Final = 20 * 1024 * 1024
# By their first bytes, whatever the file calls itself: nothing else is shown in a browser.
KINDS: Final = ((b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))


class NotAScan(ValueError):
    """Not a PDF, JPEG or PNG, empty, or too big. Carries a code, never the bytes."""


def kind_of(raw: bytes) -> str:
    """The media type by content; empty for what we do not keep."""
    return next((media for first, media in KINDS if raw.startswith(first)), "")


def put(viewer: Viewer, operation: OperationId, raw: bytes, act: str) -> str:
    """Out: the digest (SHA-256, hex) for `act` to cite. PermissionError for who may not do that act here; NotAScan."""
    if not may_do(viewer, act) or not may_enter(viewer, operation):
        raise PermissionError(act)
    if len(raw) > BIGGEST:
        raise NotAScan("too-big")
    if not kind_of(raw):
        raise NotAScan("not-a-scan")
    with transaction.atomic():
        return store.put(raw, keys.key_for(_subject(operation)))


def get(viewer: Viewer, operation: OperationId, digest: str) -> bytes:
    """The bytes a fact cites; LookupError when they are not in this house. Only for who reads names everywhere."""
    seen = sight(viewer)
    if not may_enter(viewer, operation) or not seen.names or seen.own_site_only:
        raise LookupError(digest)
    return store.get(digest, keys.key_for(_subject(operation), create=False))


def _subject(operation: OperationId) -> str:
    return f"operation:{operation}"
