"""The keyring: one random key per subject, wrapped under this house's epoch secret; and the node's own secret."""

import os
from collections.abc import Iterable
from functools import partial
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, transaction
from django.db.models import Q

from abrigo.vault import secrets
from abrigo.vault.commitment import commitment
from abrigo.vault.models import Wrapped


class NoKey(LookupError):
    """This subject has no key here: never made, not granted to us, or destroyed."""


def key_for(subject: str, *, create: bool = True) -> bytes:
    """The subject's 256-bit key; made on first use, in the caller's transaction, and lost with it on rollback."""
    cache = _cache()
    if (key := cache.get(subject)) is not None:
        return key
    with connection.cursor() as cursor:
        cursor.execute("SELECT epoch, wrap FROM vault_wrapped WHERE subject = %s", (subject,))
        row = cursor.fetchone()
        if row is None:
            if not create:
                raise NoKey(subject)
            row = _make(subject)
    key = unwrap(subject, row[0], bytes(row[1]))
    _remember({subject: key})
    return key


def of_subject(subject: str) -> list[bytes]:
    """Every key under which words of this subject were sealed: this house's own, and those that other houses made."""
    rows = Wrapped.objects.filter(Q(subject=subject) | Q(subject__startswith=subject + "@")).order_by("subject")
    return [unwrap(row.subject, row.epoch, bytes(row.wrap)) for row in rows]


def keys_by_kid(kids: Iterable[bytes]) -> dict[bytes, bytes]:
    """Keys for these commitments, as far as this house holds them; a missing one is simply absent."""
    wanted = [kid for kid in set(kids) if kid]
    by_kid = _by_kid()
    found = {kid: key for kid in wanted if (key := by_kid.get(kid)) is not None}
    missing = [kid for kid in wanted if kid not in found]
    for low in range(0, len(missing), 500):
        rows = Wrapped.objects.filter(kid__in=missing[low : low + 500]).values_list("subject", "epoch", "wrap")
        fresh = {subject: unwrap(subject, epoch, bytes(held)) for subject, epoch, held in rows}
        found |= {commitment(key): key for key in fresh.values()}
        _remember(fresh)
    return found


def all_by_kid() -> dict[bytes, bytes]:
    """Every key this house holds, by commitment: what a rebuild opens the log with."""
    rows = Wrapped.objects.values_list("subject", "epoch", "wrap").iterator(chunk_size=2_000)
    keys = (unwrap(subject, epoch, bytes(held)) for subject, epoch, held in rows)
    return {commitment(key): key for key in keys}


def device_secret() -> bytes:
    """What this node signs with: a file of this machine, never copied; a new machine is a new device."""
    return secrets.secret("device.secret")


# -- inside -----------------------------------------------------------------------------------------------------------


def _make(subject: str) -> tuple[int, bytes]:
    """In one transaction with the epoch it is wrapped under: a rotation waits, or this key waits for the rotation."""
    key = os.urandom(32)
    with transaction.atomic(), connection.cursor() as cursor:
        epoch = current_epoch(cursor)
        cursor.execute(
            "INSERT INTO vault_wrapped (subject, kid, epoch, wrap) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (subject) DO NOTHING",
            (subject, commitment(key), epoch, wrap(subject, epoch, key)),
        )
        cursor.execute("SELECT epoch, wrap FROM vault_wrapped WHERE subject = %s", (subject,))
        row: tuple[int, bytes] = cursor.fetchone()
    return row  # another writer may have been first: its key is the subject's key


def current_epoch(cursor: Any) -> int:
    """Which epoch new keys are wrapped under; on PostgreSQL a rotation waits until this transaction ends."""
    if connection.vendor == "sqlite":
        cursor.execute("SELECT number FROM vault_epoch WHERE one = 1")
    else:
        cursor.execute("SELECT number FROM vault_epoch WHERE one = 1 FOR SHARE")
    return int(cursor.fetchone()[0])


def wrap(subject: str, epoch: int, key: bytes) -> bytes:
    """Under the secret of an epoch; opens only under the same subject's name."""
    nonce = os.urandom(12)
    return nonce + AESGCM(secrets.secret(epoch_secret(epoch))).encrypt(nonce, key, _bound(subject, epoch))


def unwrap(subject: str, epoch: int, wrapped: bytes) -> bytes:
    """Bound to subject and epoch: a row moved under another child's name does not open (InvalidTag)."""
    secret = secrets.held(epoch_secret(epoch))
    if secret is None:
        raise NoKey(f"{subject}: the secret of epoch {epoch} was destroyed")
    return AESGCM(secret).decrypt(wrapped[:12], wrapped[12:], _bound(subject, epoch))


def _bound(subject: str, epoch: int) -> bytes:
    return f"abrigo/wrap/1\n{epoch}\n{subject}".encode()


def epoch_secret(epoch: int) -> str:
    return f"epoch-{epoch}.secret"


# A key enters the cache only when the transaction that read or made it has committed: a key from a rolled-back
# transaction would seal words that nobody could ever open again.
_caches: dict[tuple[str, str], tuple[dict[str, bytes], dict[bytes, bytes]]] = {}


def _pair() -> tuple[dict[str, bytes], dict[bytes, bytes]]:
    return _caches.setdefault((connection.alias, str(connection.settings_dict["NAME"])), ({}, {}))


def _cache() -> dict[str, bytes]:
    return _pair()[0]


def _by_kid() -> dict[bytes, bytes]:
    return _pair()[1]


def _remember(keys: dict[str, bytes]) -> None:
    if keys:
        transaction.on_commit(partial(_keep, _pair(), keys))


def _keep(pair: tuple[dict[str, bytes], dict[bytes, bytes]], keys: dict[str, bytes]) -> None:
    by_subject, by_kid = pair
    by_subject |= keys
    by_kid |= {commitment(key): key for key in keys.values()}


def forget() -> None:
    """Drop every key this process remembers: after shredding, and when a database was replaced underneath."""
    _caches.clear()
