"""How the suite is called."""

import pytest

run_tests = pytest.importorskip("run_tests")


def test_marks_asked_for_are_kept_apart_for_the_second_run():
    assert run_tests.asked_marks(["-x", "-m", "not browser", "tests"]) == (["-x", "tests"], "not browser")


def test_without_marks_nothing_is_lost():
    assert run_tests.asked_marks(["-x", "tests"]) == (["-x", "tests"], "")


def test_no_more_than_four_workers_are_hired():
    assert 1 <= run_tests.workers() <= 4


def test_a_test_is_never_pointed_at_the_database_in_use(tmp_path, monkeypatch):
    monkeypatch.setenv("ABRIGO_DATABASE_URL", "postgresql://real@house/children")
    assert "ABRIGO_DATABASE_URL" not in run_tests.environment(tmp_path, "/usr/bin/chromium", "postgresql://x", tmp_path)
