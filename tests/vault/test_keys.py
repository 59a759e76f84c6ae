"""One key per subject; it is never lost while words depend on it, and never outlives its row."""

import stat
from contextlib import suppress

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection, transaction

from abrigo.ledger.chain import kid_of
from abrigo.vault import keys, secrets
from abrigo.vault.commitment import commitment


class Interrupted(Exception):
    pass


def test_a_subject_keeps_its_key(book):
    first = keys.key_for("person:ana")
    keys.forget()
    assert keys.key_for("person:ana") == first != keys.key_for("person:rui")
    assert len(first) == 32


def test_keys_are_found_by_what_the_headers_say(book):
    ana, rui = keys.key_for("person:ana"), keys.key_for("person:rui")
    wanted = [kid_of(ana), kid_of(rui), b"\0" * 16, b""]
    assert keys.keys_by_kid(wanted) == {kid_of(ana): ana, kid_of(rui): rui}
    keys.forget()
    assert keys.keys_by_kid(wanted) == keys.all_by_kid() == {kid_of(ana): ana, kid_of(rui): rui}


def test_a_key_from_a_rolled_back_transaction_is_not_used_again(book):
    """Words sealed under a key that was never kept could be opened by nobody."""
    lost = []
    with suppress(Interrupted), transaction.atomic():
        lost.append(keys.key_for("person:ana"))
        assert keys.key_for("person:ana") == lost[0]
        raise Interrupted
    assert keys.key_for("person:ana") != lost[0]


def test_a_key_from_a_rolled_back_savepoint_is_not_used_again(book):
    lost = []
    with transaction.atomic():
        with suppress(Interrupted), transaction.atomic():
            lost.append(keys.key_for("person:ana"))
            raise Interrupted
        kept = keys.key_for("person:ana")
    assert kept != lost[0]
    assert keys.key_for("person:ana") == kept


def test_no_key_is_made_where_none_was_asked_for(book):
    with pytest.raises(keys.NoKey):
        keys.key_for("person:ana", create=False)


def test_the_table_alone_opens_nothing(book, home):
    key = keys.key_for("person:ana")
    with connection.cursor() as cursor:
        cursor.execute("SELECT wrap FROM vault_wrapped")
        assert key not in bytes(cursor.fetchone()[0])
    keys.forget()
    secrets.destroy("epoch-1.secret")
    with pytest.raises(keys.NoKey):
        keys.key_for("person:ana")


def test_a_row_moved_under_another_name_does_not_open(book):
    keys.key_for("person:ana")
    keys.forget()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE vault_wrapped SET subject = 'person:rui'")
    with pytest.raises(InvalidTag):
        keys.key_for("person:rui")


def test_the_nodes_device_is_the_same_tomorrow_and_its_secret_is_for_its_owner_alone(home):
    first = keys.device_secret()
    secrets._read_or_make.cache_clear()
    assert keys.device_secret() == first
    assert stat.S_IMODE((home / "device.secret").stat().st_mode) == 0o600


def test_a_secret_that_others_can_read_is_not_used(home):
    keys.device_secret()
    secrets._read_or_make.cache_clear()
    (home / "device.secret").chmod(0o644)
    with pytest.raises(secrets.Exposed):
        keys.device_secret()


def test_a_destroyed_secret_leaves_no_byte_in_its_folder(home):
    raw = secrets.secret("epoch-9.secret")
    secrets.destroy("epoch-9.secret")
    assert [file.name for file in home.iterdir() if raw in file.read_bytes()] == []
    assert secrets.secret("epoch-9.secret") != raw


def test_the_vault_and_the_ledger_call_a_key_by_one_name():
    assert commitment(b"k" * 32) == kid_of(b"k" * 32)
