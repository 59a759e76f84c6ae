"""From an empty machine to a running command, with nothing but Python's standard library."""

import os
import sys
from pathlib import Path
from typing import NoReturn

import lock
import packages
import run_check
import run_tests
from speaking import Stop, say

HERE = Path(__file__).resolve().parent.parent

HELP = """\
Abrigo: every child accounted for when many are taken into protective care at once.

  ./abrigo demo            the drill, replayed and open in a web app on this machine
  ./abrigo serve           the real thing
  ./abrigo test [...]      every promise, on SQLite and PostgreSQL and in a real Chromium
  ./abrigo check           style, types, who may lean on whom, documents: under a minute
  ./abrigo lock            pin the newest allowed packages, with their hashes
  ./abrigo setup [LEVEL]   only fetch what is needed (runtime, test, dev; linkage, spark or peers besides) and stop

and, each with --help: drill rebuild verify bundle exchange witness timestamp import-roster candidates backup restore
export shred key bench names link primero screenshots
"""

# Commands that need more than what the house runs on: a browser, or the packages of the tests.
NEEDS_TEST_PACKAGES = frozenset({"bench", "screenshots"})


def hand_over(words: list[str]) -> NoReturn:
    """Become the house: the command's exit code, signals and output are its own from here on."""
    level = "test" if words[0] in NEEDS_TEST_PACKAGES else "runtime"
    python = packages.stand_up(HERE, level)
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(python, [str(python), "-m", "abrigo.house", *words], packages.environment(HERE))  # noqa: S606


def main(words: list[str]) -> int:
    """Run one command; the exit code is the command's own, 69 where something is missing on this machine."""
    match words:
        case [] | ["help" | "-h" | "--help", *_]:
            print(HELP, end="")
            return 0
        case ["test", *rest]:
            return run_tests.run(HERE, rest)
        case ["check", *rest]:
            return run_check.run(HERE, rest)
        case ["lock", *rest]:
            return lock.run(HERE, rest)
        case ["setup", *rest]:
            packages.stand_up(HERE, rest[0] if rest else "runtime")
            return 0
        case _:
            hand_over(words)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as stop:
        say(str(stop))
        sys.exit(69)
    except KeyboardInterrupt:
        sys.exit(130)
