"""The keyring: one random key per subject, wrapped under this house's epoch secret; and the node's own secret."""

import os
from collections.abc import Iterable
from functools import partial
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, transaction

from abrigo.vault import secrets
from abrigo.vault.commitment import commitment
from abrigo.vault.models import Wrapped

EPOCH: Final = 1


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
            row = _make(cursor, subject)
    key = _unwrap(subject, row[0], bytes(row[1]))
    _remember({subject: key})
    return key


def keys_by_kid(kids: Iterable[bytes]) -> dict[bytes, bytes]:
    """Keys for these commitments, as far as this house holds them; a missing one is simply absent."""
    wanted = [kid for kid in set(kids) if kid]
    by_kid = _by_kid()
    found = {kid: key for kid in wanted if (key := by_kid.get(kid)) is not None}
    missing = [kid for kid in wanted if kid not in found]
    for low in range(0, len(missing), 500):
        rows = Wrapped.objects.filter(kid__in=missing[low : low + 500]).values_list("subject", "epoch", "wrap")
        fresh = {subject: _unwrap(subject, epoch, bytes(wrap)) for subject, epoch, wrap in rows}
        found |= {commitment(key): key for key in fresh.values()}
        _remember(fresh)
    return found


def all_by_kid() -> dict[bytes, bytes]:
    """Every key this house holds, by commitment: what a rebuild opens the log with."""
    rows = Wrapped.objects.values_list("subject", "epoch", "wrap").iterator(chunk_size=2_000)
    keys = (_unwrap(subject, epoch, bytes(wrap)) for subject, epoch, wrap in rows)
    return {commitment(key): key for key in keys}


def device_secret() -> bytes:
    """What this node signs with: a file of this machine, never copied; a new machine is a new device."""
    return secrets.secret("device.secret")


# -- inside -----------------------------------------------------------------------------------------------------------


def _make(cursor: object, subject: str) -> tuple[int, bytes]:
    key = os.urandom(32)
    nonce = os.urandom(12)
    wrap = nonce + AESGCM(secrets.secret(_name(EPOCH))).encrypt(nonce, key, _bound(subject, EPOCH))
    cursor.execute(  # type: ignore[attr-defined]
        "INSERT INTO vault_wrapped (subject, kid, epoch, wrap) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (subject) DO NOTHING",
        (subject, commitment(key), EPOCH, wrap),
    )
    cursor.execute("SELECT epoch, wrap FROM vault_wrapped WHERE subject = %s", (subject,))  # type: ignore[attr-defined]
    row: tuple[int, bytes] = cursor.fetchone()  # type: ignore[attr-defined]
    return row  # another writer may have been first: its key is the subject's key


def _unwrap(subject: str, epoch: int, wrap: bytes) -> bytes:
    """Bound to subject and epoch: a row moved under another child's name does not open."""
    return AESGCM(secrets.secret(_name(epoch))).decrypt(wrap[:12], wrap[12:], _bound(subject, epoch))


def _bound(subject: str, epoch: int) -> bytes:
    return f"abrigo/wrap/1\n{epoch}\n{subject}".encode()


def _name(epoch: int) -> str:
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
