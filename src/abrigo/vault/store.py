"""Sealed files, named so that only who holds the key can tell which file is which."""

import os
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from abrigo.vault.commitment import commitment
from abrigo.vault.secrets import path_of, settle

_NAME = re.compile(r"[0-9a-f]{64}")


class Damaged(ValueError):
    """The file is there but is not what was put in, or this is not its key."""


def put(raw: bytes, key: bytes) -> str:
    """Seal bytes; out comes their SHA-256 in hex, which the ledger cites. Durable on return; twice is once."""
    digest = sha256(raw).hexdigest()
    path = _path(digest, key)
    if path.exists():
        return digest
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    nonce = os.urandom(12)
    sealed = nonce + AESGCM(key).encrypt(nonce, raw, _bound(digest))
    fresh = path.with_suffix(f".{os.getpid()}-{os.urandom(4).hex()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)  # a full disk leaves no half file that looks like a whole one
        raise
    settle(path.parent)
    settle(path.parent.parent)
    return digest


def get(digest: str, key: bytes) -> bytes:
    """The bytes whose SHA-256 is `digest`. LookupError if they are not here; Damaged if they are no longer those."""
    try:
        sealed = _path(digest, key).read_bytes()
    except FileNotFoundError:
        raise LookupError("not in this vault") from None
    try:
        raw = AESGCM(key).decrypt(sealed[:12], sealed[12:], _bound(digest))
    except (InvalidTag, ValueError) as wrong:
        raise Damaged(digest) from wrong
    if sha256(raw).hexdigest() != digest:
        raise Damaged(digest)
    return raw


def holds(digest: str, key: bytes) -> bool:
    return _path(digest, key).exists()


def remove(digest: str, key: bytes) -> None:
    """Take a sealed file away. What really removes it is the destruction of its key; this frees the place."""
    _path(digest, key).unlink(missing_ok=True)


def files() -> Iterator[Path]:
    """Every sealed file as it lies here; their names tell nothing."""
    yield from sorted(p for p in path_of("vault").glob("??/*") if _NAME.fullmatch(p.name))


def put_back(name: str, sealed: bytes) -> None:
    """A sealed file under the name it had in another house's vault."""
    if not _NAME.fullmatch(name):
        raise Damaged(name[:80])
    path = path_of("vault") / name[:2] / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_bytes(sealed)
    settle(path.parent)


def _path(digest: str, key: bytes) -> Path:
    """Named by key and digest together: the hash of a known photo does not tell a thief whether it is here."""
    name = sha256(b"abrigo/vault/1\n" + commitment(key) + bytes.fromhex(digest)).hexdigest()
    return path_of("vault") / name[:2] / name


def _bound(digest: str) -> bytes:
    return b"abrigo/vault/1\n" + digest.encode("ascii")
