"""This house's second signature under each checkpoint of its own: ML-DSA-44, for the day when Ed25519 has fallen.

It is no witness: who keeps the log makes it. It is made where the installed library can, and nothing waits for it.
"""

from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from abrigo.facts.wire import to_ms
from abrigo.ledger import checkpoints, notes
from abrigo.ledger.checkpoints import Checkpoint
from abrigo.vault import secrets

SEED: Final = "lasting.secret"  # 32 bytes beside the signing key, and like it in no backup


def key() -> notes.Key | None:
    """The public key, for a reader's policy (kind 6); None where the library has no ML-DSA."""
    private = _private()
    if private is None:
        return None
    return notes.Key(checkpoints.lasting_name(), notes.LASTING_KEY, private.public_key().public_bytes_raw())


def sign(point: Checkpoint, now: datetime) -> None:
    """Keeps the line under the checkpoint, once. In the caller's transaction."""
    own, private = key(), _private()
    if own is not None and private is not None:
        line = notes.cosign(checkpoints.tree_of(point), own, private.sign, to_ms(now) // 1000)
        checkpoints.cosigned(point.size, own.name, line, at=to_ms(now))


def _private() -> Any:
    return _of(secrets.secret(SEED)) if supported() else None


@lru_cache(4)
def _of(seed: bytes) -> Any:
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

    return MLDSA44PrivateKey.from_seed_bytes(seed)


@lru_cache(1)
def supported() -> bool:
    """Whether the installed library signs with ML-DSA-44: the class may be there and the engine below it not."""
    try:
        from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

        MLDSA44PrivateKey.from_seed_bytes(bytes(32)).sign(b"")
    except Exception:  # noqa: BLE001 - each release says no in its own way
        return False
    return True
