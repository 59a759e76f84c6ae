"""How the house is set up: one place, read from the environment, safe unless told otherwise."""

import contextlib
import os
import secrets
import sys
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

try:  # Debian's own SQLite can corrupt a write-ahead log (fixed in 3.51.3); the wheel brings a safe one.
    import pysqlite3

    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
except ImportError:  # no wheel for this platform: ledger/durability.py then refuses to use the write-ahead log
    pass

HERE = Path(__file__).resolve().parent


def from_environment(name: str, default: str = "") -> str:
    """A setting, or the content of the file that NAME_FILE points to: secrets are not to stand in a process list."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


ABRIGO_HOME = Path(from_environment("ABRIGO_HOME", str(Path.cwd() / ".abrigo" / "home"))).resolve()
ABRIGO_DEMO = from_environment("ABRIGO_DEMO") == "1"
ABRIGO_GALLERY = from_environment("ABRIGO_GALLERY") == "1"
ABRIGO_PFIF = from_environment("ABRIGO_PFIF") == "1"  # notices of missing children are public by nature
# The machines whose word about who asks is believed (X-Forwarded-For): those that put HTTPS in front of this house.
ABRIGO_PROXIES = tuple(ip_network(p.strip()) for p in from_environment("ABRIGO_PROXIES").split(",") if p.strip())
ABRIGO_PRACTICE = from_environment("ABRIGO_PRACTICE")  # a folder: response.yaml, offence/*.yaml of one's own
ABRIGO_NODE = from_environment("ABRIGO_NODE", "node")
# A Primero that cases may be written back to. No host is allowed unless somebody wrote it down.
ABRIGO_PRIMERO_URL = from_environment("ABRIGO_PRIMERO_URL")
ABRIGO_PRIMERO_TOKEN = from_environment("ABRIGO_PRIMERO_TOKEN").strip()
ABRIGO_PRIMERO_HOSTS = frozenset(h.strip() for h in from_environment("ABRIGO_PRIMERO_HOSTS").split(",") if h.strip())
# Agencies with a sign-in of their own (OpenID Connect): a TOML file; without one nobody outside is asked.
ABRIGO_SIGN_IN = os.environ.get("ABRIGO_SIGN_IN", "")
ABRIGO_SCENARIO = from_environment("ABRIGO_SCENARIO", str(HERE.parents[2] / "scenarios" / "encino"))
DEMO_CONTEXT = ["abrigo.house.demo.context"] if ABRIGO_DEMO else []
DEBUG = from_environment("ABRIGO_DEBUG") == "1"


def _secret(name: str) -> str:
    """A random secret kept in the home of this house, readable by its owner alone."""
    ABRIGO_HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = ABRIGO_HOME / name
    if not path.exists():
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48), encoding="utf-8")
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)  # whoever is first wins; a second process reads the same secret
        fresh.unlink()
    return path.read_text(encoding="utf-8").strip()


SECRET_KEY = from_environment("ABRIGO_SECRET_KEY") or _secret("session.secret")
ALLOWED_HOSTS = [h for h in from_environment("ABRIGO_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",") if h]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "abrigo.ledger",
    "abrigo.vault",
    "abrigo.registers",
    "abrigo.clerk",
    "abrigo.staff",
    "abrigo.exchange",
    "abrigo.pocket",
    "abrigo.desk",
    "abrigo.house",
]

MIDDLEWARE = [
    "abrigo.house.headers.behind_proxies",
    "abrigo.house.headers.behind_https",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # before the next: its files lie compressed already, and better
    "django.middleware.gzip.GZipMiddleware",
    "abrigo.house.headers.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "abrigo.desk.languages.of_the_house",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "abrigo.house.headers.without_nul",
    "abrigo.house.written_first.written_first",  # innermost: nothing a view made passes it unwritten
]

ROOT_URLCONF = "abrigo.house.urls"
WSGI_APPLICATION = "abrigo.house.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "abrigo.desk.context.everywhere",
                *DEMO_CONTEXT,
            ],
        },
    },
]


def database(url: str) -> dict[str, object]:
    """A Django database from sqlite:///path or postgresql://user:secret@host:port/name."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]) if parts.path.startswith("//") else unquote(parts.path),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                # An acknowledged entry survives a power cut only in these modes; ledger/durability.py checks them.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                " PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;"
                # An act changes a dozen pages: folded back every 8,000 pages (32 MB) instead of every 1,000, it waits
                # for one flush and hardly ever for the three of a checkpoint.
                " PRAGMA wal_autocheckpoint=8000;",
            },
            "TEST": {"NAME": None},
        }
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ValueError(f"ABRIGO_DATABASE_URL: {parts.scheme or 'no scheme'} is neither sqlite nor postgresql")


DATABASES = {"default": database(from_environment("ABRIGO_DATABASE_URL") or f"sqlite:///{ABRIGO_HOME}/abrigo.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "staff.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "desk:signin"
LOGIN_REDIRECT_URL = "desk:home"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "abrigo.desk.tries.whence"
AXES_LOCKOUT_CALLABLE = "abrigo.desk.tries.locked_out"
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 12 * 3600  # one shift
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "abrigo.desk.trouble.too_old"
ABRIGO_HTTPS = from_environment("ABRIGO_HTTPS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ABRIGO_HTTPS
SESSION_COOKIE_NAME = "__Host-abrigo" if ABRIGO_HTTPS else "abrigo"
CSRF_COOKIE_NAME = "__Host-abrigo-form" if ABRIGO_HTTPS else "abrigo-form"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if ABRIGO_HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'", "'wasm-unsafe-eval'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # the batch grid
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("en", "English"), ("he", "עברית"), ("ar", "العربية"), ("yi", "ייִדיש")]
LOCALE_PATHS = [HERE.parent / "desk" / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Strict"

STATIC_URL = "static/"
STATIC_ROOT = ABRIGO_HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True, mode=0o700)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing is kept outside the vault
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
# Served from the sources until house/web.py has put them, compressed, where a slow line wants them.
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "desk").exists()
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"quiet": {"()": "abrigo.house.logs.Quiet", "format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "quiet"}},
    # Django's own handlers would write, or mail, the whole request of a page that broke.
    "loggers": {"django": {"handlers": [], "level": "INFO", "propagate": True}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS = ["axes.W003"]
