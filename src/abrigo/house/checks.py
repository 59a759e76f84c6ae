"""Unsafe? Then do not start. Each line here is a way a house like this has lost children or leaked where they are."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from abrigo.ledger import durability
from abrigo.registers import row_security
from abrigo.staff import providers


@dataclass(frozen=True, slots=True)
class Unsafe:
    """What is wrong, in words for an operator, and what to do."""

    code: str
    words: str
    remedy: str


def unsafe(*, exposed: bool) -> list[Unsafe]:
    """Everything that forbids starting. `exposed`: the house listens to more than this machine."""
    return [*_settings(exposed=exposed), *_files(), *_sign_in(), *_database(), *(_second_lock() if exposed else ())]


def _settings(*, exposed: bool) -> list[Unsafe]:
    found = []
    if settings.DEBUG:
        found.append(Unsafe("debug", "DEBUG shows the house's inside to anybody.", "Unset ABRIGO_DEBUG."))
    if settings.ABRIGO_DEMO:
        found.append(Unsafe("demo", "The demonstration's clock is on.", "Unset ABRIGO_DEMO."))
    if len(settings.SECRET_KEY) < 32:
        found.append(Unsafe("short-secret", "The session secret is guessable.", "Unset ABRIGO_SECRET_KEY."))
    if exposed and not settings.ABRIGO_HTTPS:
        words = "Other machines would send passwords and names unencrypted."
        found.append(Unsafe("plain-http", words, "Put HTTPS in front and set ABRIGO_HTTPS=1, or serve on 127.0.0.1."))
    if "*" in settings.ALLOWED_HOSTS:
        found.append(Unsafe("any-host", "The house answers to any name.", "List its names in ABRIGO_HOSTS."))
    if "django.contrib.admin" in settings.INSTALLED_APPS:
        found.append(Unsafe("django-admin", "Django's admin reads every table.", "Take it out of INSTALLED_APPS."))
    return found + _doors(exposed=exposed)


_DOORS = (
    "abrigo.house.written_first.written_first",
    "abrigo.house.headers.headers",
    "axes.middleware.AxesMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
)


def _doors(*, exposed: bool) -> list[Unsafe]:
    """What stands between a request and a child: none of it may be missing or left ajar."""
    found = []
    if settings.SECRET_KEY.startswith("django-insecure-"):
        found.append(Unsafe("known-secret", "The session secret stands in manuals.", "Unset ABRIGO_SECRET_KEY."))
    if not settings.SESSION_COOKIE_HTTPONLY or (
        exposed and settings.ABRIGO_HTTPS and not settings.SESSION_COOKIE_SECURE
    ):
        found.append(
            Unsafe("loose-cookie", "Session cookies could be read on the way.", "Leave the cookies as they are.")
        )
    if gone := [d.rsplit(".", 1)[-1] for d in _DOORS if d not in settings.MIDDLEWARE]:
        found.append(Unsafe("door-missing", f"{', '.join(gone)} is not in MIDDLEWARE.", "Put it back."))
    if "Argon2" not in settings.PASSWORD_HASHERS[0]:
        found.append(Unsafe("weak-hash", "Passwords would be kept weakly.", "Put Argon2 first in PASSWORD_HASHERS."))
    if exposed and not clock_runs_true():
        words = "This machine's clock is set by nobody: times in the record would be worth nothing."
        found.append(Unsafe("clock", words, "Turn on time synchronisation (timedatectl set-ntp true)."))
    return found


def clock_runs_true() -> bool:
    """Whether the kernel says its clock is kept by somebody; where it cannot be asked, nobody is accused."""
    told = Path("/run/systemd/timesync/synchronized")
    return told.exists() or not Path("/run/systemd/timesync").exists()


def _files() -> list[Unsafe]:
    found = []
    home: Path = settings.ABRIGO_HOME
    for path in (home, Path(str(connection.settings_dict["NAME"])) if connection.vendor == "sqlite" else home):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o007:
            words = f"{path.name} can be read by every account of this machine."
            found.append(Unsafe("world-readable", words, f"chmod o-rwx {path.name}"))
    if not os.access(home, os.W_OK):
        found.append(Unsafe("home-not-writable", f"{home.name} cannot be written.", "Give it to the house's account."))
    return list({f.words: f for f in found}.values())


def _sign_in() -> list[Unsafe]:
    """An agency's own sign-in that cannot be read, or that anybody could answer in the place of."""
    try:
        here = providers.known()
    except (OSError, ValueError) as wrong:
        remedy = "See docs/guide/administrator.md, the sign-in of an agency."
        return [Unsafe("sign-in-file", f"The file of ABRIGO_SIGN_IN cannot be used: {wrong}.", remedy)]
    files = [Path(settings.ABRIGO_SIGN_IN).parent / p.file for p in here.values()]
    return [
        Unsafe("world-readable", f"{f.name} can be read by every account of this machine.", f"chmod o-rwx {f.name}")
        for f in files
        if stat.S_IMODE(f.stat().st_mode) & 0o007
    ]


def _second_lock() -> list[Unsafe]:
    if not row_security.unlocked():
        return []
    words = "The house connects as the owner of its tables, or as a superuser: the database's own locks do not hold."
    remedy = "See docs/runbooks/database-role.md: a role of its own, and ABRIGO_DATABASE_OWNER_URL for the tables."
    return [Unsafe("database-owner", words, remedy)]


def _database() -> list[Unsafe]:
    remedy = "See docs/runbooks/restore.md, section 'A database that can be trusted'."
    return [
        Unsafe(p.code, f"The database could lose what it acknowledged ({p.found}).", remedy)
        for p in durability.problems()
    ]
