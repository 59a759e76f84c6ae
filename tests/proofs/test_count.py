"""The count always adds up: after every one of ten thousand random acts, and again when all is folded from nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from night import SITES, Night

from abrigo.clerk import rebuild
from abrigo.ledger import reader
from abrigo.registers import whereabouts
from abrigo.registers.models import Whereabout
from abrigo.rules.whereabouts import SUM, recall

pytestmark = [pytest.mark.both_databases, pytest.mark.timeout(600)]
ACTS = 10_000


def adds_up(night: Night) -> None:
    """The sum is the register: of the whole, of every site, of every unit; and it is as many as were ever received."""
    board = whereabouts.ask(night.hands[0], night.operation, night.now)
    assert board is not None
    assert board.whole.received == night.counted()
    for tally in (board.whole, *board.sites.values(), *board.units.values()):
        assert tally.adds_up
    for state in SUM:
        assert board.whole.number(state) == sum(t.number(state) for t in board.sites.values())
    for site, tally in board.sites.items():
        units = [t for (of, _), t in board.units.items() if of == site]
        assert all(sum(t.number(state) for t in units) <= tally.number(state) for state in SUM)


def nobody_is_in_two_places(night: Night) -> None:
    rolls = [whereabouts.roll(site) for site in (*SITES, "bus")]
    listed = [person for roll in rolls for person in roll]
    assert len(listed) == len(set(listed))
    doubled = Whereabout.objects.filter(state="in-transit", person__in=listed, same_as="")
    assert not doubled.exists()


def rebuilt_is_live() -> None:
    assert [found.table for found in rebuild.compare() if not found.identical] == []


def test_after_every_act_of_a_long_night_everyone_is_counted_once(house):
    wanted = ACTS if house.startswith("sqlite") else 400
    night, done = Night(seed=1), 0
    while done < wanted:
        night.step()
        done = night.sent
        adds_up(night)
        if done % 20 == 0:
            nobody_is_in_two_places(night)
    nobody_is_in_two_places(night)
    rebuilt_is_live()
    taken = {act for act in night.taken if not act.endswith("refused")}
    if house.startswith("sqlite"):  # the dice have really asked, and been granted, everything that moves anybody
        assert taken >= {"board", "arrive", "end-leave", "close-roll-call", "find-inside", "declare-missing", "unlink"}
        assert taken >= {"countersign-release", "record-death", "close-incident", "hand-over", "bring-back"}


@pytest.mark.parametrize("seed", [2, 3])
def test_the_registers_are_what_the_ledger_says_after_each_act(house, seed):
    night = Night(seed)
    for _ in range(60):
        night.step()
        rebuilt_is_live()


def test_whoever_is_told_late_stands_where_the_order_of_occurrence_puts_them(house):
    night = Night(seed=4)
    while night.sent < 500:
        night.step()
    book = rebuild.fold()
    linked = {row["same_as"] for row in book.rows[Whereabout].values()} | {""}
    for (person,), row in book.rows[Whereabout].items():
        if not row["same_as"] and person not in linked:
            story = recall(book.history(f"person:{person}"))
            assert whereabouts.as_row(person, story, "") == row, person


def test_a_rolled_back_act_is_not_remembered(house):
    from django.db import transaction

    night = Night(seed=5)
    before = reader.size()
    with transaction.atomic():
        answer = night.do("see", person=night.people[0], site="casa", how="by-sight")
        assert answer.taken
        transaction.set_rollback(True)
    assert reader.size() == before
    assert night.do("see", person=night.people[0], site="centro", how="by-sight").entries[0].pos == before
    rebuilt_is_live()


def test_two_processes_write_one_record(house, tmp_path):
    """Each remembers what it read; neither may act on what the other has made untrue."""
    night = Night(seed=6)
    began = reader.size()
    writer = Path(__file__).with_name("writer.py")
    both = [
        subprocess.Popen(
            [sys.executable, str(writer), house, str(tmp_path / "home"), name, ",".join(night.people)],
            stdout=subprocess.PIPE, text=True,
        )
        for name in ("left", "right")
    ]  # fmt: skip
    said = [process.communicate(timeout=300)[0].split() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    # Each sent eighty acts of its own and twenty that both sent under one id by the same hand: those are written once.
    assert reader.size() == began + 80 + 80 + 20
    own, both = zip(*[map(int, line) for line in said], strict=True)
    assert own == (80, 80)
    assert sum(both) == 20
    rows = list(reader.places())
    seqs = sorted(seq for _, seq, _ in rows)
    assert seqs == list(range(1, len(rows) + 1))
    adds_up(night)
    rebuilt_is_live()
