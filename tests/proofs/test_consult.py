"""A question takes nobody's turn: whoever only looks never stands before the hand that writes."""

import sys
from pathlib import Path

import pytest
from django.db import connection

sys.path.insert(0, str(Path(__file__).parent))
from night import Night

from abrigo.clerk.consult import consult

pytestmark = pytest.mark.both_databases


def somebody_else_can_write() -> bool:
    if connection.vendor != "sqlite":
        return True
    import sqlite3

    other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return False
    finally:
        other.close()
    return True


def test_a_question_does_not_hold_the_writers_lock(house):
    assert consult(Night(seed=7).hands[0], lambda _viewer, _memory: somebody_else_can_write())


def test_a_question_inside_an_act_waits_for_nobody_twice(house):
    from django.db import transaction

    night = Night(seed=8)
    with transaction.atomic():
        assert consult(night.hands[0], lambda _viewer, memory: memory.committed) > 0


def test_after_a_question_acts_take_the_lock_as_before(house):
    night = Night(seed=9)
    with pytest.raises(ZeroDivisionError):
        consult(night.hands[0], lambda _viewer, _memory: 1 / 0)
    if connection.vendor == "sqlite":
        assert connection.transaction_mode == "IMMEDIATE"
    assert night.do("see", person=night.people[0], site="casa", how="by-sight").taken
