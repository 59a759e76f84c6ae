"""Unsafe? Then it does not start: one promise for each setting that would leak a child or lose one."""

import re
from pathlib import Path

import pytest

from abrigo.house import checks


def codes(**told):
    return {u.code for u in checks.unsafe(exposed=told.get("exposed", False))}


@pytest.fixture(autouse=True)
def safe(db, settings, tmp_path, monkeypatch):
    """A house with nothing wrong, so that each test breaks one thing."""
    tmp_path.chmod(0o700)
    settings.ABRIGO_HOME = tmp_path
    settings.DEBUG = False
    settings.ABRIGO_DEMO = False
    settings.ALLOWED_HOSTS = ["abrigo.example"]
    monkeypatch.setattr(checks.durability, "problems", list)
    monkeypatch.setattr(checks, "clock_runs_true", lambda: True)
    monkeypatch.setattr(checks.row_security, "unlocked", lambda: False)


def test_a_house_with_nothing_wrong_starts(settings):
    settings.ABRIGO_HTTPS = settings.SESSION_COOKIE_SECURE = True
    assert codes(exposed=True) - {"world-readable"} == set()


def test_debug_does_not_start(settings):
    settings.DEBUG = True
    assert "debug" in codes()


def test_the_clock_of_the_demonstration_does_not_start(settings):
    settings.ABRIGO_DEMO = True
    assert "demo" in codes()


def test_a_short_secret_does_not_start(settings):
    settings.SECRET_KEY = "short"
    assert "short-secret" in codes()


def test_a_secret_out_of_a_manual_does_not_start(settings):
    settings.SECRET_KEY = "django-insecure-" + "x" * 40
    assert "known-secret" in codes()


def test_plain_http_to_other_machines_does_not_start(settings):
    settings.ABRIGO_HTTPS = False
    assert "plain-http" in codes(exposed=True)
    assert "plain-http" not in codes(exposed=False)


def test_cookies_that_travel_unencrypted_do_not_start(settings):
    settings.ABRIGO_HTTPS = True
    settings.SESSION_COOKIE_SECURE = False
    assert "loose-cookie" in codes(exposed=True)


def test_cookies_that_scripts_can_read_do_not_start(settings):
    settings.SESSION_COOKIE_HTTPONLY = False
    assert "loose-cookie" in codes()


def test_any_host_does_not_start(settings):
    settings.ALLOWED_HOSTS = ["*"]
    assert "any-host" in codes()


def test_djangos_admin_does_not_start(settings):
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "django.contrib.admin"]
    assert "django-admin" in codes()


@pytest.mark.parametrize("gone", ["abrigo.house.written_first.written_first", "axes.middleware.AxesMiddleware",
                                  "csp.middleware.CSPMiddleware", "django.middleware.csrf.CsrfViewMiddleware"])  # fmt: skip
def test_without_one_of_its_doors_it_does_not_start(settings, gone):
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if m != gone]
    assert "door-missing" in codes()


def test_a_home_that_every_account_can_read_does_not_start(tmp_path):
    tmp_path.chmod(0o755)
    assert "world-readable" in codes()


def test_a_clock_that_nobody_sets_does_not_start(monkeypatch):
    monkeypatch.setattr(checks, "clock_runs_true", lambda: False)
    assert "clock" in codes(exposed=True)


def test_a_weak_password_hash_does_not_start(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    assert "weak-hash" in codes()


def test_a_house_that_owns_its_tables_does_not_start_before_others(monkeypatch):
    monkeypatch.setattr(checks.row_security, "unlocked", lambda: True)
    assert "database-owner" in codes(exposed=True)
    assert "database-owner" not in codes()


def test_a_home_that_cannot_be_written_does_not_start(monkeypatch):
    monkeypatch.setattr(checks.os, "access", lambda *_: False)
    assert "home-not-writable" in codes()


def test_a_file_of_sign_ins_that_cannot_be_read_does_not_start(settings, tmp_path):
    settings.ABRIGO_SIGN_IN = str(tmp_path / "none.toml")
    assert "sign-in-file" in codes()


def test_every_way_of_being_unsafe_has_its_own_promise_here():
    known = set(re.findall(r'Unsafe\(\s*"([a-z-]+)"', Path(checks.__file__).read_text(encoding="utf-8")))
    shown = set(re.findall(r'assert "([a-z-]+)" in codes\(', Path(__file__).read_text(encoding="utf-8")))
    assert len(known) >= 15
    assert known == shown
