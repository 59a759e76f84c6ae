"""The pen writes everything or nothing, in order, and leaves no hole."""

from contextlib import suppress
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from abrigo.ledger import models, pen, reader
from abrigo.ledger.chain import Device, check, entry_id, kid_of
from abrigo.ledger.codec import b64
from abrigo.ledger.merkle import Frontier, Tree
from abrigo.ledger.pen import Draft

KEY = b"k" * 32
pytestmark = pytest.mark.both_databases


def note(n: int) -> Draft:
    return Draft({"kind": "note", "n": n}, KEY)


def write(device: Device, *numbers: int, took: int = 5) -> tuple[pen.Written, ...]:
    with transaction.atomic():
        return pen.append(device, [note(n) for n in numbers], rec=1, took=took)


def write_and_fail(device: Device, *numbers: int) -> None:
    with suppress(Interrupted), transaction.atomic():
        pen.append(device, [note(n) for n in numbers], rec=1, took=1)
        raise Interrupted


class Interrupted(Exception):
    """What comes after the pen in the same transaction went wrong."""


def other(secret: bytes, count: int) -> list[tuple[bytes, bytes, bytes]]:
    device = Device(secret)
    made = [device.seal({"kind": "note", "n": n}, KEY, 1) for n in range(count)]
    return [(e.header, e.sig, e.box) for e in made]


def test_what_is_written_reads_back_and_is_numbered_from_zero(book):
    device = Device(b"d" * 32)
    written = write(device, 1, 2) + write(device, 3)
    assert [(w.pos, w.seq) for w in written] == [(0, 1), (1, 2), (2, 3)]
    entries = list(reader.sealed())
    assert [reader.open_box(e, KEY)["n"] for e in entries] == [1, 2, 3]
    assert [e.id for e in entries] == [w.id for w in written] == [entry_id(e.header) for e in entries]
    for entry in entries:
        assert check(entry.header, entry.sig, entry.box).kid == entry.kid
    assert reader.size() == 3


def test_each_entry_names_the_one_before(book):
    write(Device(b"d" * 32), 1, 2, 3)
    assert all(f'"prev":"{b64(e.id)}"'.encode() in after.header for e, after in pairwise(reader.sealed()))


def test_nothing_is_written_outside_a_transaction(book):
    with pytest.raises(TransactionManagementError):
        pen.append(Device(b"d" * 32), [note(1)], rec=1, took=1)
    with pytest.raises(TransactionManagementError):
        pen.lock()


def test_a_transaction_that_fails_leaves_no_hole_in_the_chain(book):
    device = Device(b"d" * 32)
    write(device, 1)
    write_and_fail(device, 2, 3)
    (written,) = write(device, 4)
    assert (written.pos, written.seq) == (1, 2)


def test_a_savepoint_that_fails_leaves_no_hole_either(book):
    device = Device(b"d" * 32)
    with transaction.atomic():
        pen.append(device, [note(1)], rec=1, took=1)
        write_and_fail(device, 2)
        (written,) = pen.append(device, [note(3)], rec=1, took=1)
    assert (written.pos, written.seq) == (1, 2)


def test_two_devices_write_into_one_log_each_with_its_own_chain(book):
    one, two = Device(b"1" * 32), Device(b"2" * 32)
    seqs = [write(d, n)[0].seq for n, d in enumerate([one, two, one, two, two])]
    assert seqs == [1, 1, 2, 2, 3]


def test_the_edge_in_the_head_is_the_root_of_all_entries(book):
    write(Device(b"d" * 32), *range(13))
    head = models.Head.objects.get()
    assert Frontier.load(head.size, bytes(head.edge)).root() == Tree([e.id for e in reader.sealed()]).root()


def test_a_writer_sees_how_long_the_log_is_while_it_holds_the_lock(book):
    write(Device(b"d" * 32), 1, 2)
    with transaction.atomic():
        assert pen.lock() == 2


# -- entries of other devices ------------------------------------------------------------------------------------------


def test_entries_from_elsewhere_are_kept_once_in_any_order(book):
    entries = other(b"x" * 32, 5)
    with transaction.atomic():
        first = pen.take_in([entries[3], entries[1]], took=7)
        again = pen.take_in(entries, took=8)
    assert (len(first.written), first.known) == (2, 0)
    assert (len(again.written), again.known) == (3, 2)
    assert reader.size() == 5


def test_the_same_entry_twice_in_one_batch_is_kept_once(book):
    (entry,) = other(b"x" * 32, 1)
    with transaction.atomic():
        taken = pen.take_in([entry, entry], took=7)
    assert (len(taken.written), taken.known) == (1, 1)


def test_a_fork_is_kept_and_reported(book):
    (one,) = other(b"x" * 32, 1)
    twin = Device(b"x" * 32).seal({"kind": "note", "n": 99}, KEY, 1)
    with transaction.atomic():
        taken = pen.take_in([one, (twin.header, twin.sig, twin.box)], took=7)
    assert len(taken.written) == 2
    assert taken.forks == ((twin.dev, 1),)


def test_a_large_parcel_shared_among_cores_is_judged_entry_by_entry_like_a_small_one(book, monkeypatch):
    entries = other(b"x" * 32, 150)
    for n in (0, 63, 149):
        header, sig, box = entries[n]
        entries[n] = (header, bytes((sig[0] ^ 1,)) + sig[1:], box)
    monkeypatch.setattr(pen, "_CORES", 3)
    with transaction.atomic():
        taken = pen.take_in(entries, took=7)
    assert taken.refused == ((0, "signature"), (63, "signature"), (149, "signature"))
    assert [w.seq for w in taken.written] == [n + 1 for n in range(150) if n not in (0, 63, 149)]


def test_a_false_entry_is_refused_and_disturbs_nothing(book):
    good, bad = other(b"x" * 32, 2)
    forged = bytes((bad[1][0] ^ 1,)) + bad[1][1:]
    with transaction.atomic():
        taken = pen.take_in([(bad[0], forged, bad[2]), good, (bad[0], bad[1], b"no")], took=7)
    assert taken.refused == ((0, "signature"), (2, "box"))
    assert len(taken.written) == 1


def test_a_header_without_its_box_is_kept_and_the_box_may_come_later(book):
    ((header, sig, box),) = other(b"x" * 32, 1)
    with transaction.atomic():
        pen.take_in([(header, sig, None)], took=7)
    (entry,) = reader.sealed()
    assert entry.box is None
    with pytest.raises(LookupError):
        reader.open_box(entry, KEY)
    with transaction.atomic():
        assert pen.take_in([(header, sig, box)], took=8).known == 1
        pen.take_in([(header, sig, box)], took=9)
    assert reader.open_box(reader.sealed_at([0])[0], KEY) == {"kind": "note", "n": 0}


def test_what_was_shredded_does_not_come_back_from_another_copy(book):
    (entry,) = other(b"x" * 32, 1)
    with transaction.atomic():
        pen.take_in([entry], took=7)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO ledger_shredded (pos, ground) VALUES (0, 1)")
        cursor.execute("DELETE FROM ledger_box WHERE pos = 0")
    with transaction.atomic():
        assert pen.take_in([entry], took=8).known == 1
    assert reader.sealed_at([0])[0].box is None


def test_after_a_restore_our_own_later_entries_come_home_and_are_not_forked(book):
    device = Device(b"d" * 32)
    write(device, 1)
    ours = device.at(1, b64(next(reader.sealed()).id))
    later = [ours.seal({"kind": "note", "n": n}, KEY, 1) for n in (2, 3)]
    with transaction.atomic():
        pen.take_in([(e.header, e.sig, e.box) for e in later], took=9)
    assert write(device, 4)[0].seq == 4


# -- no eraser ---------------------------------------------------------------------------------------------------------

ERASERS = [
    "UPDATE ledger_entry SET rec = 0",
    "DELETE FROM ledger_entry",
    "DELETE FROM ledger_entry WHERE pos = 1",
    "UPDATE ledger_box SET body = body",
    "DELETE FROM ledger_box",
    "DELETE FROM ledger_head",
    "UPDATE ledger_head SET size = 0",
]


@pytest.mark.parametrize("sql", ERASERS)
def test_the_database_itself_refuses_to_change_or_erase(book, sql):
    write(Device(b"d" * 32), 1, 2)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert [reader.open_box(e, KEY)["n"] for e in reader.sealed()] == [1, 2]


def test_an_entry_cannot_be_replaced_by_insertion(book):
    write(Device(b"d" * 32), 1)
    into = "INTO ledger_entry (pos, dev, seq, id, kid, header, sig, rec, took)"
    if book == "sqlite":
        tries = [
            f"INSERT OR REPLACE {into} SELECT pos, dev, seq, x'00', kid, header, sig, 9, 9 FROM ledger_entry",
            f"INSERT OR REPLACE {into} SELECT 1, dev, seq, id, kid, header, sig, 9, 9 FROM ledger_entry",
            "INSERT OR REPLACE INTO ledger_box (pos, body) VALUES (0, x'00')",
            "REPLACE INTO ledger_head (one, size, edge, dev, seq, prev, took) VALUES (1, 0, x'', '', 0, '', 0)",
            f"INSERT {into} SELECT 7, dev, 9, id, kid, header, sig, 9, 9 FROM ledger_entry",
        ]
    else:
        tries = [
            f"INSERT {into} SELECT * FROM ledger_entry ON CONFLICT (pos) DO UPDATE SET rec = 9",
            "TRUNCATE ledger_entry",
            "TRUNCATE ledger_box",
            "TRUNCATE ledger_head",
        ]
    for sql in tries:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    (entry,) = reader.sealed()
    assert (entry.rec, reader.open_box(entry, KEY)) == (1, {"kind": "note", "n": 1})


def test_a_box_goes_only_by_shredding(book):
    write(Device(b"d" * 32), 1, 2)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO ledger_shredded (pos, ground) VALUES (0, 1)")
        cursor.execute("DELETE FROM ledger_box WHERE pos = 0")
    assert [e.box is None for e in reader.sealed()] == [True, False]


def test_the_tables_refuse_through_the_models_too(book):
    write(Device(b"d" * 32), 1)
    entry = models.Entry.objects.get()
    for erase in (entry.save, entry.delete, models.Entry.objects.all().delete, models.Box.objects.all().delete):
        with pytest.raises(models.Closed):
            erase()
    with pytest.raises(models.Closed):
        models.Entry.objects.update(rec=1)
    with pytest.raises(models.Closed):
        models.Entry.objects.create(pos=9)


def test_the_tables_are_as_the_models_say(book):
    call_command("makemigrations", "ledger", "vault", check=True, dry_run=True, verbosity=0)


# -- reading -----------------------------------------------------------------------------------------------------------


def test_the_log_of_an_instant_is_what_had_arrived_by_then(book):
    device = Device(b"d" * 32)
    for n, took in enumerate([10, 10, 20, 30, 30]):
        write(device, n, took=took)
    assert [reader.size_at(t) for t in (9, 10, 19, 20, 29, 30, 99)] == [0, 2, 2, 3, 3, 5, 5]


def test_a_clock_that_stepped_back_hides_nothing_that_came_later(book):
    device = Device(b"d" * 32)
    for n, took in enumerate([10, 5000, 20, 30]):  # one entry taken while the clock was far ahead
        write(device, n, took=took)
    assert [reader.size_at(t) for t in (9, 10, 15, 20, 25, 30, 40)] == [0, 1, 1, 3, 3, 4, 4]


def test_one_subjects_entries_are_found_by_the_commitment_to_its_key(book):
    device, mine = Device(b"d" * 32), b"m" * 32
    with transaction.atomic():
        pen.append(device, [note(1), Draft({"n": 2}, mine), note(3), Draft({"n": 4}, mine)], rec=1, took=1)
    assert [e.pos for e in reader.sealed_under(kid_of(mine))] == [1, 3]
    assert [e.pos for e in reader.sealed_under(kid_of(mine), stop=3)] == [1]


def test_asking_for_a_place_that_is_not_there_is_an_error_and_not_a_shorter_list(book):
    write(Device(b"d" * 32), 1, 2)
    assert [e.pos for e in reader.sealed_at([1, 0, 1])] == [0, 1]
    with pytest.raises(LookupError):
        reader.sealed_at([1, 2])
    assert [e.pos for e in reader.sealed(1, 99)] == [1]
