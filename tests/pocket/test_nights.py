"""The judge of phones and house: nights go well, and each planted mistake is found. The long form is `bench nights`."""

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))
import night_room as nights

ROLES = (*nights.ROLES, "child-attorney", "administrator")


@pytest.fixture
def house(operation):
    return nights.House({r: operation.hand(r) for r in ROLES}, tuple(f"c{n}" for n in range(1, 8)), "centro")


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10_000))
def test_whatever_happens_in_a_night_nothing_is_lost_doubled_or_decided_wrongly(house, seed):
    assert nights.outcome(house, nights.client_line(), seed)[1] == ""


@pytest.mark.parametrize("bug", nights.BUGS)
def test_a_planted_mistake_is_found(house, bug):
    line = nights.client_line()
    assert any(nights.outcome(house, line, seed, bug)[1] for seed in range(30)), bug
