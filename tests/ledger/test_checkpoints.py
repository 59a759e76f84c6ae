"""A checkpoint says in public what the log was, in a form others can check without us."""

import pytest
from django.db import IntegrityError, connection, transaction

from abrigo.ledger import checkpoints, notes, pen, reader
from abrigo.ledger.chain import Device
from abrigo.ledger.codec import Refused, unb64
from abrigo.ledger.merkle import Tree

DEVICE = Device(b"d" * 32)
WITNESS = Device(b"w" * 32)


def write(count: int) -> None:
    with transaction.atomic():
        pen.append(DEVICE, [pen.Draft({"n": n}, b"k" * 32) for n in range(count)], rec=1, took=1)


def witness_key() -> notes.Key:
    return notes.Key("mp.example/w", notes.WITNESS_KEY, unb64(WITNESS.id))


def test_a_checkpoint_names_length_and_root_and_its_signature_holds(book):
    write(3)
    point = checkpoints.issue(DEVICE, took=9)
    tree = notes.signed_by(point.note, checkpoints.key_of(DEVICE))
    assert (tree.size, tree.root) == (3, Tree([e.id for e in reader.sealed()]).root())
    assert point.short() == tree.short() == f"3/{point.note.splitlines()[2][:12]}"


def test_the_same_length_is_signed_once(book):
    write(1)
    assert checkpoints.issue(DEVICE, took=9) == checkpoints.issue(DEVICE, took=10)


def test_checkpoints_are_found_by_what_they_cover(book):
    assert checkpoints.latest() is None
    write(2)
    two = checkpoints.issue(DEVICE, took=9)
    write(2)
    four = checkpoints.issue(DEVICE, took=10)
    assert (checkpoints.latest(), checkpoints.at(2), checkpoints.at(3)) == (four, two, None)
    assert (checkpoints.not_after(3), checkpoints.not_after(1)) == (two, None)


def test_a_checkpoint_is_never_changed(book):
    write(1)
    checkpoints.issue(DEVICE, took=9)
    for sql in ("UPDATE ledger_checkpoint SET note = ''", "DELETE FROM ledger_checkpoint"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_a_witness_line_says_when_and_is_checked():
    tree = notes.Tree("abrigo.example/hq", 3, b"r" * 32)
    log = notes.Key("abrigo.example/hq", notes.LOG_KEY, unb64(DEVICE.id))
    note = notes.sign(tree, log, DEVICE.sign)
    assert notes.cosigned_at(note, witness_key()) is None
    both = note + notes.cosign(tree, witness_key(), WITNESS.sign, 1_777_000_000) + "\n"
    assert notes.cosigned_at(both, witness_key()) == 1_777_000_000
    assert notes.signed_by(both, log) == tree
    other = notes.Tree("abrigo.example/hq", 4, b"r" * 32)
    moved = notes.sign(other, log, DEVICE.sign) + both.splitlines()[-1] + "\n"
    with pytest.raises(Refused):
        notes.cosigned_at(moved, witness_key())


def test_a_note_signed_by_another_is_not_this_logs():
    tree = notes.Tree("abrigo.example/hq", 3, b"r" * 32)
    log = notes.Key("abrigo.example/hq", notes.LOG_KEY, unb64(DEVICE.id))
    note = notes.sign(tree, log, WITNESS.sign)
    with pytest.raises(Refused):
        notes.signed_by(note, log)
    with pytest.raises(Refused):
        notes.signed_by(note, notes.Key("abrigo.example/other", notes.LOG_KEY, unb64(DEVICE.id)))


def test_a_note_in_another_form_is_refused():
    tree = notes.Tree("abrigo.example/hq", 3, b"r" * 32)
    log = notes.Key("abrigo.example/hq", notes.LOG_KEY, unb64(DEVICE.id))
    note = notes.sign(tree, log, DEVICE.sign)
    for wrong in (
        "", note[:-1], note.replace("\n\n", "\n"), note.replace("—", "-"), note.replace("\n3\n", "\n03\n"),
        note + "\n", note + "— x\n", note.replace("abrigo.example/hq\n", "abrigo example/hq\n", 1), "\n" + note,
    ):  # fmt: skip
        with pytest.raises(Refused):
            notes.signed_by(wrong, log)


def test_a_public_key_reads_back_and_a_mistyped_one_does_not():
    text = witness_key().text()
    assert notes.Key.of(text) == witness_key()
    for wrong in ("", text[:-2], text.replace("mp", "np"), "a b" + text[3:], text.replace("+", "-")):
        with pytest.raises(Refused):
            notes.Key.of(wrong)


def test_the_published_example_of_a_signed_note_holds():
    """C2SP signed-note.md"""
    vkey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    assert notes.Key.of(vkey).text() == vkey


def test_a_real_checkpoint_of_a_public_log_holds():
    """The Go checksum database, as kept in FiloSottile/torchwood's tests; its origin is not its key's name."""
    key = notes.Key.of("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")
    text = "go.sum database tree\n35225469\nvt5T6GaLCXvyHFl9VUvvItR43XZxfLgftEcTyO3eJCQ=\n"
    line = (
        "— sum.golang.org Az3grpukl5AXaVfYkLiDGORx/DN2nlcS5kZHR5uYOBV2KA2HgXpD+gu9HHONebHLAyaKbbTM75QTtPydhKCExixSfwQ="
    )
    raw = notes._strict(line.split(" ")[2])
    assert raw[:4] == key.hash()
    notes._verify(key.public, text.encode(), raw[4:])
