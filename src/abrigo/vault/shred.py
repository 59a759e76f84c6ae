"""Destroys words for good: the key leaves the keyring at once, and every old copy dies with the secret of its epoch.

Deleting a row is not enough: the bytes stay in free pages, write-ahead logs and backups. Each copy there is wrapped
under the epoch's secret; so the survivors are wrapped anew under the next secret, and the old one is destroyed.
"""

from typing import Final

from django.db import connection, transaction

from abrigo.vault import keys, secrets
from abrigo.vault.models import Epoch, Granted, Hold, Shredding, Wrapped

EPOCH_DAYS: Final = 30  # the longest that a destroyed key may still be reached through an old backup
DAY_MS: Final = 86_400_000


class Held(PermissionError):
    """A court has ordered that these words be kept."""


def hold(subject: str, ground: str) -> None:
    """Nobody shreds this subject until the hold is lifted."""
    Hold.objects.create(subject=subject, ground=ground)


def lift(subject: str, ground: str) -> None:
    Hold.objects.filter(subject=subject, ground=ground).delete()


def destroy(subject: str, *, asked: int) -> bytes | None:
    """Take the subject's key and all its grants out of the keyring; final at the next `rotate` (see `days_left`).

    Out: the commitment that its entries carry, or None if there was no key. Held if a hold stands.
    """
    with transaction.atomic():
        if Hold.objects.filter(subject=subject).exists():
            raise Held(subject)
        row = Wrapped.objects.select_for_update().filter(subject=subject).first()
        if row is None:
            return None
        kid = bytes(row.kid)
        Granted.objects.filter(subject=subject).delete()
        Shredding.objects.create(subject=subject, epoch=row.epoch, asked=asked)
        row.delete()
        transaction.on_commit(keys.forget)
    return kid


def days_left(now: int) -> dict[str, int]:
    """Subjects whose shredding waits for a rotation, and in how many days it is due (0: overdue)."""
    pending = Shredding.objects.values_list("subject", "asked")
    return {subject: max(0, EPOCH_DAYS - (now - asked) // DAY_MS) for subject, asked in pending}


def rotate() -> int:
    """Wrap every surviving key under a fresh secret, then destroy the old one. Out: how many survived.

    May be stopped at any moment and run again: the old secret goes only once no row needs it.
    """
    with transaction.atomic():
        epoch = Epoch.objects.select_for_update().get(one=1)
        fresh = epoch.number + 1
        secrets.secret(keys.epoch_secret(fresh))  # durable on disk before the first row leans on it
        survivors = 0
        rows = list(Wrapped.objects.select_for_update().all())
        for row in rows:
            key = keys.unwrap(row.subject, row.epoch, bytes(row.wrap))
            row.epoch, row.wrap = fresh, keys.wrap(row.subject, fresh, key)
            survivors += 1
        Wrapped.objects.bulk_update(rows, ["epoch", "wrap"], batch_size=500)
        Shredding.objects.filter(epoch__lt=fresh).delete()
        epoch.number = fresh
        epoch.save()
    keys.forget()
    settle()
    return survivors


def settle() -> None:
    """Destroy the secrets of past epochs that nothing leans on any more; run at start-up too, after a crash."""
    with transaction.atomic():
        current = Epoch.objects.select_for_update().get(one=1).number
        needed = set(Wrapped.objects.values_list("epoch", flat=True)) | {current}
        past = [n for n in range(1, current) if n not in needed]
    for number in past:
        secrets.destroy(keys.epoch_secret(number))
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
