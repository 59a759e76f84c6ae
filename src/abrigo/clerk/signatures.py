"""Signatures of phones: Ed25519, or P-256 where a browser has nothing better; valid or not, and nothing in between."""

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from nacl.bindings import crypto_core_ed25519_is_valid_point
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

ED25519: Final = "Ed25519"
P256: Final = "P-256"


def valid_key(alg: str, key: bytes) -> bool:
    """A point on the curve in its one spelling; for Ed25519 of prime order, or two verifiers might disagree."""
    if alg == ED25519:
        return len(key) == 32 and crypto_core_ed25519_is_valid_point(key)
    if alg == P256 and len(key) == 65:
        try:
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
        except ValueError:
            return False
        return True
    return False


def verified(alg: str, key: bytes, sig: bytes, message: bytes) -> bool:
    """An Ed25519 signature is valid if libsodium says so; a P-256 one is r || s as WebCrypto writes it."""
    if len(sig) != 64:
        return False
    try:
        if alg == ED25519:
            VerifyKey(key).verify(message, sig)
        elif alg == P256:
            public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
            r, s = int.from_bytes(sig[:32], "big"), int.from_bytes(sig[32:], "big")
            public.verify(encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))
        else:
            return False
    except (BadSignatureError, InvalidSignature, ValueError):
        return False
    return True
