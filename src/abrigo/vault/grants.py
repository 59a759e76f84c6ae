"""Lets another agency's node open a subject's words: its key, wrapped (HPKE, RFC 9180) to that agency's epoch key."""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from abrigo.vault import keys
from abrigo.vault.commitment import commitment
from abrigo.vault.models import Granted

SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
WRAP_BYTES: Final = 80  # 32 encapsulated, 32 of key, 16 of tag


def grant(subject: str, agency: str, epoch: int, public: bytes) -> bytes:
    """Wrap the subject's key to an agency's X25519 key of this epoch; an older wrap for the same agency is replaced."""
    key = keys.key_for(subject, create=False)
    wrap = SUITE.encrypt(key, X25519PublicKey.from_public_bytes(public), _bound(commitment(key), agency, epoch))
    Granted.objects.update_or_create(subject=subject, agency=agency, defaults={"epoch": epoch, "wrap": wrap})
    return wrap


def withdraw(subject: str, agency: str) -> None:
    """No new wrap after this; what the agency has already opened it has seen, and the ledger says when."""
    Granted.objects.filter(subject=subject, agency=agency).delete()


def granted(agency: str) -> dict[str, tuple[int, bytes]]:
    """Every wrap for one agency: subject -> (epoch, wrap)."""
    rows = Granted.objects.filter(agency=agency).values_list("subject", "epoch", "wrap")
    return {subject: (epoch, bytes(wrap)) for subject, epoch, wrap in rows}


def accept(kid: bytes, agency: str, epoch: int, wrap: bytes, private: bytes) -> bytes:
    """On the agency's side: the key in a wrap. ValueError when it was made for another agency, epoch or entry's key."""
    try:
        key: bytes = SUITE.decrypt(wrap, X25519PrivateKey.from_private_bytes(private), _bound(kid, agency, epoch))
    except InvalidTag as wrong:
        raise ValueError("not a wrap for this agency and epoch") from wrong
    if commitment(key) != kid:
        raise ValueError("not the key these entries call for")
    return key


def _bound(kid: bytes, agency: str, epoch: int) -> bytes:
    return b"abrigo/grant/1\n" + kid + f"\n{epoch}\n{agency}".encode()
