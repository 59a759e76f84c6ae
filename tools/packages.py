"""The house's own Python: a virtual environment in .abrigo, holding exactly what the locks name."""

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import mirrors
import uv_tool
from speaking import Stop, say, step

STAMP = "abrigo-stamp.json"
LEVELS = ("runtime", "test", "dev")  # each holds the ones before it
BESIDE = ("linkage", "spark", "peers")  # no level of the house: laid beside whichever stands, for whoever asks
# What these offer no wheel for is built here from source, still checked against its hash; peers want a C compiler.
BUILT = {"spark": ("pyspark",), "peers": ("pyspark", "affinegap", "doublemetaphone", "dedupe-levenshtein-search")}


def environment(here: Path) -> dict[str, str]:
    """The environment every program of the house runs in."""
    return dict(os.environ) | {
        "VIRTUAL_ENV": str(here / ".abrigo/venv"),
        "PATH": f"{here / '.abrigo/venv/bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONUTF8": "1",  # a machine without a locale still has children with accents in their names
    }


def lock_file(here: Path, level: str) -> Path:
    """The hash-pinned list of a level."""
    return here / "requirements" / f"{level}.txt"


def fingerprint(here: Path, level: str) -> str:
    """What a level must be made of."""
    return hashlib.sha256(lock_file(here, level).read_bytes()).hexdigest()


def stamped(stamp: Path) -> dict[str, str]:
    """Which levels stand already, by their fingerprints."""
    try:
        return dict(json.loads(stamp.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def sound(found: dict[str, str], python: Path) -> bool:
    """Whether the environment's Python is still the one it was made with; a Debian upgrade takes it away."""
    return python.exists() and found.get("python") == os.path.realpath(python)


def stands(here: Path, level: str, venv: Path) -> bool:
    """Whether this level, or one that holds it, is installed exactly as locked."""
    found = stamped(venv / STAMP)
    wider = LEVELS[LEVELS.index(level) :]
    return sound(found, venv / "bin/python") and any(found.get(each) == fingerprint(here, each) for each in wider)


@contextmanager
def alone(state: Path) -> Iterator[None]:
    """Two people may type the command at the same moment: the second waits for the first."""
    with (state / "setting-up").open("w") as door:
        try:
            fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("another ./abrigo is setting up here; waiting for it")
            fcntl.flock(door, fcntl.LOCK_EX)
        yield


def install(here: Path, level: str, venv: Path, uv: Path) -> None:
    """Make the environment hold what the lock names, every file checked against its hash."""
    asked = [
        str(uv),
        "pip",
        "install",
        "--python",
        str(venv / "bin/python"),
        "--require-hashes",
        "--only-binary=:all:",  # nothing is compiled here: a fresh machine has no compiler
    ]
    asked += [f"--no-binary={name}" for name in BUILT.get(level, ())]
    asked += ["--requirement", str(lock_file(here, level))]
    if subprocess.run(asked, check=False, env=mirrors.for_uv(dict(os.environ))).returncode != 0:
        raise Stop(
            "the packages could not be installed; the lines above say which. Behind a mirror: set PIP_INDEX_URL "
            "(and PIP_CERT), then run the same command again: what was fetched is kept"
        )


def show_source(here: Path, venv: Path) -> None:
    """Let this Python import the house from src, so that what runs is what was read."""
    for packages in venv.glob("lib/python*/site-packages"):
        (packages / "abrigo-source.pth").write_text(f"{here / 'src'}\n", encoding="utf-8")


def stand_up(here: Path, level: str) -> Path:
    """The house's Python with everything of a level installed; quick when it already stands.

    Raises Stop with what to run where this machine lacks something.
    """
    if level in BESIDE:
        return lay_beside(here, level)
    if level not in LEVELS:
        raise Stop(f"there is no level {level!r}; there are {', '.join((*LEVELS, *BESIDE))}")
    state, venv = here / ".abrigo", here / ".abrigo/venv"
    python = venv / "bin/python"
    if stands(here, level, venv):
        return python
    try:
        state.mkdir(exist_ok=True)
    except OSError as error:
        raise Stop(f"cannot write {state}: {error.strerror}. Clone the house where you may write") from None
    with alone(state):
        if not stands(here, level, venv):
            set_up(here, level, venv)
    return python


def set_up(here: Path, level: str, venv: Path) -> None:
    """Build or mend the environment and stamp it last, so that a run cut short is taken up again."""
    uv = uv_tool.fetch(here / ".abrigo", here / "requirements")
    found = {
        each: mark
        for each, mark in stamped(venv / STAMP).items()
        if each not in LEVELS or mark == fingerprint(here, each)
    }
    if not sound(found, venv / "bin/python"):
        asked = [str(uv), "venv", "--quiet", "--clear", "--python", sys.executable, str(venv)]
        if subprocess.run(asked, check=False, env=mirrors.for_uv(dict(os.environ))).returncode != 0:
            raise Stop(f"could not make a Python environment in {venv}")
        found = {"python": os.path.realpath(venv / "bin/python")}
    with step(f"installing the packages of requirements/{level}.txt"):
        install(here, level, venv, uv)
    show_source(here, venv)
    (venv / STAMP).write_text(json.dumps(found | {level: fingerprint(here, level)}), encoding="utf-8")


def lay_beside(here: Path, what: str) -> Path:
    """Install what one command needs besides, into the environment that stands. Its lock is constrained by the levels'
    locks, so that nothing of the house is replaced."""
    python = stand_up(here, "runtime")
    venv = here / ".abrigo/venv"
    with alone(here / ".abrigo"):
        if stamped(venv / STAMP).get(what) != fingerprint(here, what):
            uv = uv_tool.fetch(here / ".abrigo", here / "requirements")
            with step(f"installing the packages of requirements/{what}.txt"):
                install(here, what, venv, uv)
            found = stamped(venv / STAMP) | {what: fingerprint(here, what)}
            (venv / STAMP).write_text(json.dumps(found), encoding="utf-8")
    return python
