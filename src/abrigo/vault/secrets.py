"""Secrets that live in files of this house alone: made once, readable by their owner alone, never in a table."""

import os
import stat
from functools import lru_cache
from pathlib import Path

from django.conf import settings


class Exposed(PermissionError):
    """A secret that others on this machine can read is no secret; the house does not use it."""


def path_of(name: str) -> Path:
    home: Path = settings.ABRIGO_HOME
    return home / name


def secret(name: str) -> bytes:
    """The 32 random bytes kept under this name, made on first asking and safe on disk before they are used."""
    return _read_or_make(path_of(name))


def held(name: str) -> bytes | None:
    """The secret under this name if it is still here: never makes a new one in the place of a destroyed one."""
    path = path_of(name)
    return _read_or_make(path) if path.exists() else None


def destroy(name: str) -> None:
    """Remove a secret for good. The bytes are overwritten first; on drives that copy on write that proves nothing,
    which is why everything wrapped under it is re-wrapped before."""
    path = path_of(name)
    if path.exists():
        with path.open("r+b", buffering=0) as file:
            file.write(os.urandom(path.stat().st_size))
            os.fsync(file.fileno())
        path.unlink()
        settle(path.parent)
    _read_or_make.cache_clear()


def settle(folder: Path) -> None:
    """Make names in a folder durable: a file whose name is lost in a power cut is lost with it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@lru_cache(maxsize=16)
def _read_or_make(path: Path) -> bytes:
    if not path.exists():
        _make(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise Exposed(f"{path.name}: readable by others")
    raw = path.read_bytes()
    if len(raw) != 32:
        raise ValueError(f"{path.name}: not a secret of 32 bytes")
    return raw


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(f".{os.getpid()}-{os.urandom(4).hex()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, os.urandom(32))
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        os.link(fresh, path)  # whoever is first wins; everybody then reads the same secret
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    settle(path.parent)
