"""How the tools speak: one plain line for each step, and one sentence that says what to do when they must stop."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stop(Exception):
    """Something is missing that the tools cannot mend; its text tells the person what to run."""


def say(sentence: str) -> None:
    """One line on the error stream, so that a program reading the output never sees it."""
    print(f"abrigo: {sentence}", file=sys.stderr, flush=True)


@contextmanager
def step(sentence: str) -> Iterator[None]:
    """Say what begins, and how many seconds it took once it is done."""
    say(f"{sentence} ...")
    begun = time.monotonic()
    yield
    say(f"{sentence}: {time.monotonic() - begun:.1f} s")
