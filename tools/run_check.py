"""`./abrigo check`: style, types, who may lean on whom, and the promises about the repository itself."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import packages

HELP = """\
./abrigo check [--fix]

Style (ruff), types (mypy), import contracts and circles (import-linter), and the tests about the repository itself:
documents, addresses, paths. Exit code 0 when all are clean. --fix lets ruff mend what it can first.
"""


@dataclass(frozen=True, slots=True)
class Look:
    """One thing to look at: what it is called and what to run."""

    name: str
    words: tuple[str, ...]


LOOKS = (
    Look("style", ("ruff", "check", "--quiet")),
    Look("layout", ("ruff", "format", "--check", "--quiet")),
    Look("types", ("mypy",)),
    Look("floors", ("lint-imports", "--no-logo")),
    # The repository's promises about itself need neither database nor browser: seconds, not minutes.
    Look("repository", ("pytest", "-q", "-p", "no:randomly", "tests/repository", "tests/house/test_docs.py")),
)


def look(one: Look, here: Path) -> tuple[Look, int, str, float]:
    """Run one look: its exit code, all it said, and the seconds it took."""
    begun, words = time.monotonic(), [word for word in one.words if not is_missing_test(word, here)]
    program = [str(here / ".abrigo/venv/bin" / words[0]), *words[1:]]
    done = subprocess.run(
        program, check=False, cwd=here, env=packages.environment(here), capture_output=True, text=True
    )
    return one, done.returncode, done.stdout + done.stderr, time.monotonic() - begun


def is_missing_test(word: str, here: Path) -> bool:
    """Whether a word names a test file that is not written yet."""
    return word.startswith("tests/") and not (here / word).exists()


def run(here: Path, words: list[str]) -> int:
    """Look at everything at once and say what was found; 1 if anything was."""
    if {"-h", "--help"} & set(words):
        print(HELP, end="")
        return 0
    packages.stand_up(here, "dev")
    if "--fix" in words:
        for mend in (("ruff", "check", "--fix", "--quiet"), ("ruff", "format", "--quiet")):
            subprocess.run([str(here / ".abrigo/venv/bin" / mend[0]), *mend[1:]], check=False, cwd=here)
    bad = 0
    with ThreadPoolExecutor(max_workers=len(LOOKS)) as hands:
        for one, code, said, seconds in hands.map(lambda one: look(one, here), LOOKS):
            print(f"{'ok ' if code == 0 else 'BAD'}  {one.name:<11}{seconds:5.1f} s")
            if code != 0:
                bad += 1
                print(said.rstrip(), end="\n\n")
            sys.stdout.flush()
    print("clean" if bad == 0 else f"{bad} of {len(LOOKS)} not clean")
    return 1 if bad else 0
