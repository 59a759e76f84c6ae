"""A progress line for people, and silence for programs."""

import sys
import time


class Progress:
    """One line that is written over; on a pipe, a line every few seconds."""

    def __init__(self, label: str, total: int, *, quiet: bool = False) -> None:
        self.label, self.total, self.quiet = label, max(1, total), quiet
        self.done, self.began, self.said = 0, time.monotonic(), 0.0
        self.live = sys.stderr.isatty()

    def step(self, words: str = "") -> None:
        self.done += 1
        now = time.monotonic()
        every = 0.1 if self.live else 3.0
        if self.quiet or (now - self.said < every and self.done < self.total):
            return
        self.said = now
        share = min(1.0, self.done / self.total)
        bar = "█" * int(24 * share) + "·" * (24 - int(24 * share))
        line = f"{self.label} {bar} {self.done}/{self.total} {words}"
        text, end = (f"\r\033[K{line[:110]}", "") if self.live else (line, "\n")
        print(text, end=end, file=sys.stderr, flush=True)

    def end(self, words: str = "") -> None:
        if self.quiet:
            return
        took = time.monotonic() - self.began
        print(f"{chr(13) + chr(27) + '[K' if self.live else ''}{self.label}: {words} ({took:.1f} s)", file=sys.stderr)
