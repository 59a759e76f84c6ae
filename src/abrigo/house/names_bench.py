"""How well and how fast names are found, measured the same way for us and for anyone we compare ourselves with."""

from __future__ import annotations

import gzip
import json
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

Search: TypeAlias = Callable[[str, int], Sequence[int]]

_WARM = 5


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, the name that is meant, and its position in the index."""

    text: str
    meant: str
    position: int


@dataclass(frozen=True, slots=True)
class SetResult:
    """One set of queries: how many, share found first and among ten, mean reciprocal rank, milliseconds."""

    n: int
    r1: float
    r10: float
    mrr: float
    p50_ms: float
    p99_ms: float


def rows(path: Path) -> Iterator[list[str]]:
    """The columns of each line of a tab-separated file, gzipped or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")


def read_index(path: Path) -> list[tuple[int, str]]:
    """(position, name) of each line: position, folded name, name; the folded name when no other is given."""
    return [(int(r[0]), r[2] if len(r) > 2 and r[2] else r[1]) for r in rows(path)]


def read_queries(path: Path) -> list[Query]:
    """Queries of a file with the columns: query, folded target, position of the target."""
    return [Query(r[0], r[1], int(r[2])) for r in rows(path)]


def measure(search: Search, queries: Sequence[Query]) -> tuple[SetResult, list[int]]:
    """Ask every query for ten; the figures, and the rank at which each was found (0: not among ten)."""
    for query in queries[:_WARM]:
        search(query.text, 10)
    ranks, took = [], []
    for query in queries:
        start = time.perf_counter()
        found = list(search(query.text, 10))[:10]
        took.append((time.perf_counter() - start) * 1000)
        ranks.append(found.index(query.position) + 1 if query.position in found else 0)
    n, took = max(1, len(ranks)), sorted(took)
    return SetResult(
        len(ranks),
        round(sum(r == 1 for r in ranks) / n, 4),
        round(sum(r > 0 for r in ranks) / n, 4),
        round(sum(1 / r for r in ranks if r) / n, 4),
        round(took[len(took) // 2], 2) if took else 0.0,
        round(took[min(len(took) - 1, int(len(took) * 0.99))], 2) if took else 0.0,
    ), ranks


def memory_mb() -> int:
    """What this process holds now, in megabytes."""
    with Path("/proc/self/status").open(encoding="ascii") as lines:
        held = next((line for line in lines if line.startswith("VmRSS")), "VmRSS 0 kB")
    return int(held.split()[1]) // 1024


def peak_mb() -> int:
    """The most this process ever held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def set_name(path: Path) -> str:
    """`queries_he_full.tsv.gz` is called he_full."""
    return path.name.split(".")[0].removeprefix("queries_")


def report(found: dict[str, Any], *, as_json: bool) -> str:
    """The figures as JSON or as a table."""
    plain = {**found, "sets": {k: asdict(v) if isinstance(v, SetResult) else v for k, v in found["sets"].items()}}
    if as_json:
        return json.dumps(plain, indent=1, ensure_ascii=False)
    lines = [f"{k}: {v}" for k, v in plain.items() if not isinstance(v, dict)]
    lines.append(f"{'set':<14}{'n':>7}{'R@1':>8}{'R@10':>8}{'MRR':>8}{'p50 ms':>9}{'p99 ms':>9}")
    for name, s in plain["sets"].items():
        lines.append(
            f"{name:<14}{s['n']:>7}{s['r1']:>8.3f}{s['r10']:>8.3f}{s['mrr']:>8.3f}{s['p50_ms']:>9.2f}{s['p99_ms']:>9.2f}"
        )
    return "\n".join(lines)
