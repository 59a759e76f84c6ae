"""Sealed files: what comes out is what went in, or nothing."""

from hashlib import sha256
from pathlib import Path

import pytest

from abrigo.vault import store

KEY, OTHER = b"k" * 32, b"o" * 32


def files(home: Path) -> list[Path]:
    return [path for path in (home / "vault").rglob("*") if path.is_file()]


def test_a_file_comes_back_as_it_was(home):
    digest = store.put(b"scan", KEY)
    assert digest == sha256(b"scan").hexdigest()
    assert store.get(digest, KEY) == b"scan"
    assert store.put(b"scan", KEY) == digest
    assert len(files(home)) == 1


def test_neither_name_nor_content_tells_what_it_is(home):
    digest = store.put(b"the face of a child" * 50, KEY)
    (file,) = files(home)
    assert digest not in str(file)
    assert b"face" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_another_key_does_not_even_find_it(home):
    digest = store.put(b"scan", KEY)
    with pytest.raises(LookupError):
        store.get(digest, OTHER)


def test_a_damaged_file_is_said_to_be_damaged(home):
    digest = store.put(b"scan" * 100, KEY)
    (file,) = files(home)
    raw = file.read_bytes()
    for wrong in (raw[:-1], raw[:5], b"", raw[:50] + b"x" + raw[51:]):
        file.write_bytes(wrong)
        with pytest.raises(store.Damaged):
            store.get(digest, KEY)


def test_a_write_that_fails_leaves_nothing_that_looks_like_a_file(home, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.put(b"scan", KEY)
    assert files(home) == []


def test_what_was_removed_is_not_here(home):
    digest = store.put(b"scan", KEY)
    store.remove(digest, KEY)
    store.remove(digest, KEY)
    with pytest.raises(LookupError):
        store.get(digest, KEY)


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "zz" * 32])
def test_a_name_that_is_no_digest_reaches_no_file(home, digest):
    with pytest.raises((ValueError, LookupError)):
        store.get(digest, KEY)
