"""`./abrigo test`: the whole suite on SQLite and in a real Chromium, then every promise about storage on PostgreSQL."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import browser
import packages
import postgres
from speaking import say

MOST_WORKERS = 4
NOTHING_COLLECTED = 5  # pytest's exit code when no test was selected

HELP = """\
./abrigo test [--sqlite | --postgres] [pytest's own words ...]

Runs the whole suite on SQLite, then the tests that touch a database again on PostgreSQL. Exit code 0 when both pass.
  --sqlite      only the first of the two runs
  --postgres    only the second
  ABRIGO_CHROMIUM            the browser to use
  ABRIGO_TEST_DATABASE_URL   the PostgreSQL to use (its user must be allowed to create databases)
Examples:  ./abrigo test -k rollcall      ./abrigo test tests/rules -x      ./abrigo test -m "not browser"
"""


def workers() -> int:
    """As many as there are cores for us, four at most: each brings its own database and browser."""
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, MOST_WORKERS)


def environment(here: Path, chromium: str, address: str, home: Path) -> dict[str, str]:
    """What the tests are told: the house's Python, a browser and the Node to drive it, and where PostgreSQL is."""
    told = packages.environment(here) | {
        "ABRIGO_CHROMIUM": chromium,
        "ABRIGO_TEST_POSTGRES_URL": address,
        "ABRIGO_HOME": str(home),  # keys and files of one run, gone after it
        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1",
    }
    told.pop("ABRIGO_DATABASE_URL", None)  # a test must never be pointed at a database with real children in it
    if node := browser.node(here / ".abrigo/venv"):
        told["PLAYWRIGHT_NODEJS_PATH"] = node
    return told


def asked_marks(words: list[str]) -> tuple[list[str], str]:
    """pytest's words without `-m`, and what `-m` said: the second run adds its own mark to it."""
    rest, marks = list(words), ""
    if "-m" in rest[:-1]:
        at = rest.index("-m")
        marks = rest[at + 1]
        del rest[at : at + 2]
    return rest, marks


def pytest(python: Path, here: Path, told: dict[str, str], words: list[str]) -> int:
    """One run of pytest from the root of the house; nothing selected counts as passed."""
    parallel = [] if any(word.startswith(("-n", "--numprocesses", "--pdb")) for word in words) else [f"-n{workers()}"]
    code = subprocess.run([str(python), "-m", "pytest", *parallel, *words], check=False, cwd=here, env=told).returncode
    return 0 if code == NOTHING_COLLECTED else code


def run(here: Path, words: list[str]) -> int:
    """Run the suite; the exit code is the first one of pytest that is not 0."""
    if {"-h", "--help"} & set(words):
        print(HELP, end="")
        return 0
    only = {word for word in words if word in {"--sqlite", "--postgres"}}
    rest, marks = asked_marks([word for word in words if word not in only])
    # A build server that loses patience sends TERM: leave by the front door, or PostgreSQL stays behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    python = packages.stand_up(here, "test")
    chromium = browser.make_sure()
    first = second = 0
    with TemporaryDirectory(prefix="abrigo-home-") as home, postgres.running(here, here / ".abrigo/venv") as address:
        told = environment(here, chromium, address, Path(home))
        sys.stdout.flush()
        if "--postgres" not in only:
            say("the whole suite, on SQLite")
            first = pytest(python, here, told, [*rest, *(["-m", marks] if marks else [])])
        if "--sqlite" not in only:
            say("every promise about storage again, on PostgreSQL")
            mark = f"both_databases and ({marks})" if marks else "both_databases"
            second = pytest(python, here, told | {"ABRIGO_DATABASE_URL": address}, [*rest, "-m", mark])
    return first or second
