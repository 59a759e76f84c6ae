"""What the registers say at every prefix of the ledger is what a fold of that prefix says: nothing is remembered aside."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from abrigo.clerk import rebuild
from abrigo.house.scenario import carry_out, open_accounts, read
from abrigo.ledger import reader

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]
SCENARIOS = Path(__file__).parents[2] / "scenarios"
EVERY = 250
# Where a fold goes wrong first: two records become one, become two again, a strange order of times, a whole list moves.
TURNS = frozenset(
    {"decide-candidate", "unlink", "find-inside", "bring-back", "open-incident", "close-roll-call", "determine-age",
     "identify-stranger", "report-released-in-error"}
)  # fmt: skip


def differ() -> list[str]:
    return [c.table for c in rebuild.compare() if not c.identical]


def test_the_registers_of_the_drill_equal_a_fold_of_the_ledger_at_every_prefix():
    scenario = read(SCENARIOS / "encino")
    hands = open_accounts(scenario, None)
    looked, done, turned = 0, 0, set()
    for step in scenario.steps():
        answer = carry_out(hands[step.by], step)
        assert answer.refusal is None, step.id
        turn = {step.act} & TURNS | ({"told-late"} if (step.now - _at(step)).total_seconds() > 3600 else set())
        if reader.size() - done >= EVERY or turn - turned:
            done, looked = reader.size(), looked + 1
            turned |= turn
            assert differ() == [], (step.event, step.id, step.act)
    assert differ() == []
    assert looked >= 12
    assert {"told-late", "decide-candidate", "find-inside", "determine-age"} <= turned


def _at(step) -> datetime:
    told = step.fields.get("since") or step.fields["at"]
    return datetime.fromisoformat(told)


def test_a_link_undone_gives_back_both_records_as_a_fold_would(operation):
    op = operation
    op.must("propose-candidate", "intake-worker", candidate="k", person="c1", other="c2", reasons=["same-name"])
    for act, fields in (
        ("decide-candidate", {"candidate": "k", "verdict": "same", "reason": "la hermana lo dijo", "counted": "c1"}),
        ("see", {"person": "c2", "site": "centro", "how": "band"}),
        ("see", {"person": "c1", "site": "centro", "how": "band", "at": op.now.replace(hour=5)}),
        ("unlink", {"candidate": "k", "reason": "era otra"}),
        ("see", {"person": "c2", "site": "centro", "how": "band"}),
    ):
        op.must(act, **fields)
        assert differ() == [], act


def test_a_register_that_was_touched_is_named(operation):
    """The comparison itself can say no, or the promises above are worth nothing."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE registers_whereabout SET state = 'released' WHERE person = 'c1'")
    assert differ() == ["registers_whereabout"]
    rebuild.rebuild()
    assert differ() == []


def test_a_fold_of_a_prefix_is_not_changed_by_what_was_written_later(operation):
    size = reader.size()
    before = _spelled(rebuild.fold(size))
    operation.must("open-incident", incident="i", kind="forced-entry", site="centro", words="la puerta")
    operation.must("give-band", person="c1", band="N-90")
    assert _spelled(rebuild.fold(size)) == before
    assert _spelled(rebuild.fold()) != before


def _spelled(book) -> str:
    from abrigo.registers.book import TABLES

    return json.dumps([[list(row.values()) for row in book.sorted_rows(t)] for t in TABLES], default=str)
