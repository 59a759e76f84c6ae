"""The house's own Python is built once and trusted only while it is what the locks say."""

import json
import os
import sys

import pytest

packages = pytest.importorskip("packages")


@pytest.fixture
def here(tmp_path):
    """A house whose environment stands, with the packages of the tests."""
    (tmp_path / "requirements").mkdir()
    for level in packages.LEVELS:
        (tmp_path / "requirements" / f"{level}.txt").write_text(f"{level}==1\n")
    (tmp_path / ".abrigo/venv/bin").mkdir(parents=True)
    python = tmp_path / ".abrigo/venv/bin/python"
    python.symlink_to(sys.executable)
    marks = {"python": os.path.realpath(python), "test": packages.fingerprint(tmp_path, "test")}
    (tmp_path / ".abrigo/venv" / packages.STAMP).write_text(json.dumps(marks))
    return tmp_path


def stands(here, level):
    return packages.stands(here, level, here / ".abrigo/venv")


def test_a_wider_level_holds_the_narrower(here):
    assert stands(here, "runtime")
    assert stands(here, "test")


def test_a_narrower_level_does_not_hold_the_wider(here):
    assert not stands(here, "dev")


def test_a_changed_lock_is_installed_anew(here):
    (here / "requirements/test.txt").write_text("test==2\n")
    assert not stands(here, "test")


def test_an_environment_whose_python_went_away_is_not_trusted(here):
    python = here / ".abrigo/venv/bin/python"
    python.unlink()
    python.symlink_to("/usr/bin/env")
    assert not stands(here, "test")


def test_a_torn_stamp_is_no_stamp(here):
    (here / ".abrigo/venv" / packages.STAMP).write_text('{"test": ')
    assert not stands(here, "test")


def test_what_one_command_needs_besides_is_no_level_and_replaces_nothing_of_the_house():
    """Every version that the house and an extra both pin is the same one."""
    from pathlib import Path

    requirements = Path(packages.__file__).parents[1] / "requirements"

    def pinned(name):
        lines = (requirements / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        return {line.split("==")[0]: line.rstrip(" \\") for line in lines if "==" in line and ";" not in line}

    house = pinned("runtime")
    for extra in packages.BESIDE:
        assert extra not in packages.LEVELS
        beside = pinned(extra)
        assert {n for n, version in house.items() if beside.get(n, version) != version} == set()
