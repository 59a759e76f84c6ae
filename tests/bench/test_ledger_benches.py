"""The short forms of the long proofs: power cut, kill, tampering. Their controls must fail, or they prove nothing."""

import shutil
import sys
from importlib import import_module
from pathlib import Path

import pytest

HERE = str(Path(__file__).parent)


def bench(name: str):
    if HERE not in sys.path:
        sys.path.insert(0, HERE)
    return import_module(name).run(short=True)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("cc"), reason="needs a C compiler to listen to the disk")
def test_no_power_cut_loses_what_was_acknowledged_and_unsafe_settings_do():
    figures = bench("powercut")
    assert (figures["cuts"], figures["lost"]) == (1_200, 0)
    assert figures["controls_failed"] == figures["controls"] == 2


@pytest.mark.slow
def test_no_kill_loses_what_was_acknowledged():
    figures = bench("kill")
    assert figures["kills"] >= 60
    assert figures["lost"] == 0


@pytest.mark.slow
def test_no_world_diverges_and_every_planted_mistake_is_caught():
    figures = bench("worlds")
    assert figures["diverged"] == 0
    assert figures["bugs_caught"] == figures["bugs_planted"] >= 30


@pytest.mark.slow
def test_no_alteration_is_missed_and_two_verifiers_never_disagree():
    figures = bench("tamper")
    assert figures["alterations"] == 1_500
    assert (figures["missed"], figures["verifiers_disagree"]) == (0, 0)
