"""Thousands of random nights in which one hand tries what takes two; and the same with a rule taken out, to be caught.

Long form of tests/rules/test_two_hands.py. A control is a rule planted broken: each must be caught, or the nights
prove nothing.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

ROOT: Final = Path(__file__).resolve().parents[2]


@contextmanager
def planted(bug: str) -> Iterator[None]:
    from abrigo.rules import grants, movement, orders, release, visits

    never = {"return_value": None}
    with {
        "one machine is enough for an order": lambda: patch.object(orders, "one_device", return_value=False),
        "one machine is enough for a release": lambda: patch.object(release, "one_device", return_value=False),
        "one machine is enough for a visit": lambda: patch.object(visits, "one_device", return_value=False),
        "one machine is enough for a right": lambda: patch.object(grants, "one_device", return_value=False),
        "nobody reads a restriction at a release": lambda: patch.object(release, "refuse_limited", **never),
        "nobody reads a restriction at a visit": lambda: patch.object(visits, "refuse_this_contact", **never),
        "an order never ends": lambda: patch.object(orders.Order, "in_effect", lambda self, _at: bool(self.confirmed)),
        "a hand may be dated back": _dated_back,
        "together and apart bind nobody": lambda: patch.object(movement, "refuse_near", **never),
    }[bug]():
        yield


@contextmanager
def _dated_back() -> Iterator[None]:
    """Everybody's clock says what their hand says."""
    from tests.rules import conftest

    told = conftest.Hand
    with patch.object(conftest, "Hand", lambda by, side, at, _now, *more: told(by, side, at, at, *more)):
        yield


BUGS: Final = (
    "one machine is enough for an order",
    "one machine is enough for a release",
    "one machine is enough for a visit",
    "one machine is enough for a right",
    "nobody reads a restriction at a release",
    "nobody reads a restriction at a visit",
    "an order never ends",
    "a hand may be dated back",
    "together and apart bind nobody",
)


def holds(nights: int, steps: int = 50) -> str:
    """Empty, or what did not hold."""
    from hypothesis import HealthCheck, Phase, settings
    from hypothesis.stateful import run_state_machine_as_test
    from tests.rules.hands import Hands

    told = settings(max_examples=nights, stateful_step_count=steps, deadline=None, database=None,
                    phases=(Phase.generate,), suppress_health_check=list(HealthCheck), print_blob=False)  # fmt: skip
    try:
        run_state_machine_as_test(Hands, settings=told)
    except AssertionError as wrong:
        return str(wrong) or "a promise broken"
    return ""


def run(short: bool) -> dict[str, Any]:
    """Figures: sequences, acts, what took effect by kind, broken; controls (rules planted broken) and caught."""
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    from tests.rules.hands import SEEN

    began = time.monotonic()
    broken = holds(400 if short else 5_000)
    if broken:
        print(broken, file=sys.stderr)
    seen = dict(SEEN)
    caught = 0
    for bug in BUGS:
        with planted(bug):
            found = bool(holds(1_500 if short else 5_000))
        caught += found
        if not found:
            print(f"not caught: {bug}", file=sys.stderr)
    effects = {f"took_effect_{k.lower()}": n for k, n in sorted(seen.items()) if k not in ("sequences", "acts")}
    return {
        "sequences": seen["sequences"], "acts": seen["acts"], **effects, "broken": int(bool(broken)),
        "controls": len(BUGS), "controls_failed": caught, "seconds": round(time.monotonic() - began, 1),
    }  # fmt: skip
