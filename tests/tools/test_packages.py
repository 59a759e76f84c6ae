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
