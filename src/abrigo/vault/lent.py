"""Keys that travel between houses of one operation: wrapped (HPKE) for the one that is to read, kept on arrival."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import connection, transaction

from abrigo.vault import keys, secrets
from abrigo.vault.commitment import commitment
from abrigo.vault.grants import SUITE
from abrigo.vault.models import Granted, Wrapped


def public() -> bytes:
    """The X25519 key under which this house can be sent keys (32 bytes)."""
    return _private().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def wraps(kids: set[bytes], receiver: str, sealing: bytes, *, agency: str = "") -> list[tuple[bytes, str, bytes]]:
    """(commitment, subject, wrap) of every key among these that is here; with `agency`, only what it was granted."""
    rows = Wrapped.objects.filter(kid__in=list(kids))
    if agency:
        rows = rows.filter(subject__in=Granted.objects.filter(agency=agency).values("subject"))
    found = []
    for row in rows.order_by("subject"):
        key = keys.unwrap(row.subject, row.epoch, bytes(row.wrap))
        subject = row.subject.partition("@")[0]
        sealed = SUITE.encrypt(
            key, X25519PublicKey.from_public_bytes(sealing), _bound(bytes(row.kid), subject, receiver)
        )
        found.append((bytes(row.kid), subject, sealed))
    return found


def granted(agency: str) -> set[bytes]:
    """Commitments of the keys an office may hold."""
    rows = Wrapped.objects.filter(subject__in=Granted.objects.filter(agency=agency).values("subject"))
    return {bytes(kid) for kid in rows.values_list("kid", flat=True)}


def accept(kid: bytes, subject: str, receiver: str, wrap: bytes) -> bool:
    """Keep a key that was sent to us; whether it was new. ValueError when it is not for us or not that key.

    A subject that already has a key here keeps it for writing: two houses that opened one child's file apart each
    sealed under their own, and both must be readable.
    """
    try:
        key = SUITE.decrypt(wrap, _private(), _bound(kid, subject, receiver))
    except (InvalidTag, ValueError) as wrong:
        raise ValueError("not a key for this house") from wrong
    if commitment(key) != kid:
        raise ValueError("not the key these entries call for")
    with transaction.atomic():
        if Wrapped.objects.filter(kid=kid).exists():
            return False
        name = f"{subject}@{kid.hex()[:12]}" if Wrapped.objects.filter(subject=subject).exists() else subject
        with connection.cursor() as cursor:
            epoch = keys.current_epoch(cursor)
        Wrapped.objects.create(subject=name, kid=kid, epoch=epoch, wrap=keys.wrap(name, epoch, key))
    return True


def _private() -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(secrets.secret("sealing.secret"))


def _bound(kid: bytes, subject: str, receiver: str) -> bytes:
    return b"abrigo/lent/1\n" + kid + f"\n{receiver}\n{subject}".encode()
