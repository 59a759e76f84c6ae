"""What is shredded cannot be read again by anyone, from any copy; and what is not, is never lost on the way."""

import os
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import IntegrityError, connection, transaction

from abrigo.ledger import pen, reader
from abrigo.ledger.chain import Device
from abrigo.vault import grants, keys, secrets, shares, shred
from abrigo.vault.commitment import commitment
from abrigo.vault.models import Granted, Wrapped

DEVICE = Device(b"d" * 32)


def written(subject: str, words: str) -> None:
    with transaction.atomic():
        pen.append(DEVICE, [pen.Draft({"note": words}, keys.key_for(subject))], rec=1, took=1)


def files_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_nothing_left_of_a_shredded_subject_opens_and_everybody_elses_words_stay(book, tmp_path):
    for name in ("ana", "rui"):
        written(f"person:{name}", f"words about {name} nobody may read again")
    key, other = keys.key_for("person:ana"), keys.key_for("person:rui")
    old = secrets.secret("epoch-1.secret")
    wrap = bytes(Wrapped.objects.get(subject="person:ana").wrap)
    kid = shred.destroy("person:ana", asked=1)
    assert kid == commitment(key)
    with transaction.atomic():
        assert pen.shred(kid, ground=1) == 1
    assert shred.rotate() == 1
    left = files_of(tmp_path)  # database, write-ahead log, home: everything this house keeps on SQLite
    assert key not in left
    assert old not in left
    assert b"words about ana" not in left
    if wrap in left:  # a copy of the old wrap may lie in a free page: nothing that is left opens it
        for secret in [secrets.held(file.name) for file in (tmp_path / "home").glob("epoch-*.secret")]:
            with pytest.raises(InvalidTag):
                AESGCM(secret).decrypt(wrap[:12], wrap[12:], keys._bound("person:ana", 1))
    with pytest.raises(keys.NoKey):
        keys.key_for("person:ana", create=False)
    assert keys.key_for("person:rui") == other
    entries = list(reader.sealed())
    assert entries[0].box is None
    assert reader.open_box(entries[1], other) == {"note": "words about rui nobody may read again"}


def test_a_legal_hold_stops_the_shredding_until_it_is_lifted(book):
    keys.key_for("person:ana")
    shred.hold("person:ana", "order 01-2024")
    with pytest.raises(shred.Held):
        shred.destroy("person:ana", asked=1)
    assert keys.key_for("person:ana", create=False)
    shred.lift("person:ana", "order 01-2024")
    assert shred.destroy("person:ana", asked=1)


def test_the_screen_can_say_how_many_days_are_left(book):
    keys.key_for("person:ana")
    shred.destroy("person:ana", asked=0)
    assert shred.days_left(18 * shred.DAY_MS) == {"person:ana": 12}
    assert shred.days_left(99 * shred.DAY_MS) == {"person:ana": 0}
    shred.rotate()
    assert shred.days_left(18 * shred.DAY_MS) == {}


def test_a_rotation_that_was_interrupted_loses_no_key(book, monkeypatch):
    kept = {name: keys.key_for(name) for name in ("person:ana", "person:rui")}

    def cut(*_):
        raise OSError("power")

    with monkeypatch.context() as broken:
        broken.setattr(shred, "settle", cut)
        with pytest.raises(OSError, match="power"):
            shred.rotate()
    keys.forget()
    assert {name: keys.key_for(name) for name in kept} == kept
    assert secrets.held("epoch-1.secret") is not None
    shred.settle()
    assert secrets.held("epoch-1.secret") is None
    keys.forget()
    assert {name: keys.key_for(name) for name in kept} == kept
    assert shred.rotate() == 2


def test_a_destroyed_secret_is_not_silently_replaced_by_a_new_one(book, home):
    keys.key_for("person:ana")
    keys.forget()
    (home / "epoch-1.secret").unlink()
    secrets._read_or_make.cache_clear()
    with pytest.raises(keys.NoKey):
        keys.key_for("person:ana")
    assert not (home / "epoch-1.secret").exists()


def test_shredding_a_subject_without_a_key_is_no_error(book):
    assert shred.destroy("person:nobody", asked=1) is None


def test_public_entries_are_never_shredded(book):
    with transaction.atomic():
        pen.append(DEVICE, [pen.Draft({"kind": "device.enrolled"}, None)], rec=1, took=1)
        assert pen.shred(b"", ground=0) == 0
    assert next(reader.sealed()).box is not None


def test_a_box_that_was_not_named_stays_in_the_database(book):
    written("person:ana", "stays")
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_box")


# -- grants to other agencies ------------------------------------------------------------------------------------------


def agency() -> tuple[bytes, bytes]:
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def test_an_agency_opens_what_it_was_granted(book):
    key = keys.key_for("person:ana")
    private, public = agency()
    wrap = grants.grant("person:ana", "pgn", 3, public)
    assert len(wrap) == grants.WRAP_BYTES
    assert grants.granted("pgn") == {"person:ana": (3, wrap)}
    assert grants.accept(commitment(key), "pgn", 3, wrap, private) == key


def test_a_wrap_for_another_agency_epoch_or_child_opens_nothing(book):
    key, rui = keys.key_for("person:ana"), keys.key_for("person:rui")
    private, public = agency()
    wrap = grants.grant("person:ana", "pgn", 3, public)
    for kid, name, epoch, secret in (
        (commitment(key), "mp", 3, private),
        (commitment(key), "pgn", 4, private),
        (commitment(rui), "pgn", 3, private),
        (commitment(key), "pgn", 3, agency()[0]),
    ):
        with pytest.raises(ValueError, match="not a wrap"):
            grants.accept(kid, name, epoch, wrap, secret)


def test_nothing_is_granted_of_a_subject_without_a_key_nor_after_shredding(book):
    _, public = agency()
    with pytest.raises(keys.NoKey):
        grants.grant("person:ana", "pgn", 1, public)
    keys.key_for("person:ana")
    grants.grant("person:ana", "pgn", 1, public)
    grants.grant("person:ana", "pgn", 2, public)
    assert Granted.objects.count() == 1
    shred.destroy("person:ana", asked=1)
    assert grants.granted("pgn") == {}


def test_a_withdrawn_grant_is_gone(book):
    keys.key_for("person:ana")
    grants.grant("person:ana", "pgn", 1, agency()[1])
    grants.withdraw("person:ana", "pgn")
    assert grants.granted("pgn") == {}


# -- custodians --------------------------------------------------------------------------------------------------------


def test_any_two_of_three_custodians_bring_the_secret_back_and_one_does_not():
    secret = os.urandom(32)
    made = shares.split(secret, needed=2, people=3, dice=os.urandom)
    for pair in ((1, 2), (1, 3), (2, 3), (3, 1)):
        assert shares.join({who: made[who] for who in pair}) == secret
    for who in made:
        assert shares.join({who: made[who]}) != secret
        assert made[who] != secret
    assert shares.join(made) == secret


def test_one_share_alone_fits_every_secret():
    """For a fixed first share, each value of the secret's byte is reached by exactly one dice throw."""
    seen = {
        throw: shares.split(b"s", needed=2, people=2, dice=lambda n, throw=throw: bytes([throw]) * n)[1][0]
        for throw in range(256)
    }
    assert sorted(seen.values()) == list(range(256))


def test_a_split_that_protects_nothing_is_refused():
    for needed, people in ((1, 3), (4, 3), (2, 256)):
        with pytest.raises(ValueError, match="at least two"):
            shares.split(b"s", needed=needed, people=people, dice=os.urandom)
    with pytest.raises(ValueError, match="one length"):
        shares.join({1: b"a", 2: b"ab"})
