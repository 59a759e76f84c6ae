"""The settings of the house."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

REPOSITORY = Path(__file__).resolve().parents[3]
STATE = Path(os.environ.get("ABRIGO_STATE", REPOSITORY / ".abrigo"))

SECRET_KEY = os.environ.get("ABRIGO_SECRET_KEY", "not-a-secret-until-serve-makes-one")
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "abrigo.ledger",
    "abrigo.vault",
    "abrigo.registers",
    "abrigo.staff",
    "abrigo.desk",
]


def database(url: str) -> dict[str, object]:
    """The connection a database URL names; an empty URL means the SQLite file among the state of the house."""
    parts = urlsplit(url)
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(STATE / "abrigo.sqlite3") if not url else unquote(parts.path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


DATABASES = {"default": database(os.environ.get("ABRIGO_DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("en", "English")]

STATIC_URL = "/static/"
ROOT_URLCONF = "abrigo.house.urls"
