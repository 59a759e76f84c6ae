"""Unsafe? Then do not start. Each line here is a way a house like this has lost children or leaked where they are."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from abrigo.ledger import durability


@dataclass(frozen=True, slots=True)
class Unsafe:
    """What is wrong, in words for an operator, and what to do."""

    code: str
    words: str
    remedy: str


def unsafe(*, exposed: bool) -> list[Unsafe]:
    """Everything that forbids starting. `exposed`: the house listens to more than this machine."""
    return [*_settings(exposed=exposed), *_files(), *_database()]


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
    return found


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


def _database() -> list[Unsafe]:
    remedy = "See docs/runbooks/restore.md, section 'A database that can be trusted'."
    return [
        Unsafe(p.code, f"The database could lose what it acknowledged ({p.found}).", remedy)
        for p in durability.problems()
    ]
