"""How well and how fast names are found, measured the same way for us and for anyone we compare ourselves with."""

from __future__ import annotations

import gzip
import json
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

from abrigo.names.parts import Kind, part

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


@dataclass(frozen=True, slots=True)
class Fair:
    """Queries of one kind at a threshold: how many, share whose person is shown, share at which anybody else is shown
    too, and how many others a query shows on average.
    """

    n: int
    recall: float
    others_share: float
    others: float


def patterns(text: str) -> list[str]:
    """Which kinds of name a query is: its script, how many words carry it, and what else stands in it."""
    parts = part(text)
    carrying = [p for p in parts if p.kind in (Kind.NAME, Kind.SHORT)]
    scripts = Counter(p.script.name.lower() for p in carrying)
    found = [f"script {scripts.most_common(1)[0][0]}"] if scripts else []
    found.append(
        {0: "no whole word", 1: "one word", 2: "two words", 3: "three words"}.get(len(carrying), "four or more")
    )
    for kind, words in (
        (Kind.PARTICLE, "with small words"),
        (Kind.INITIAL, "with an initial"),
        (Kind.TITLE, "with a title"),
    ):
        if any(p.kind is kind for p in parts):
            found.append(words)
    if any("-" in p for p in text.split()):
        found.append("hyphenated")
    return found


def fairness(seen: Sequence[tuple[Query, Sequence[tuple[int, float]]]], threshold: float) -> dict[str, Fair]:
    """By kind of name: what a table at which only likenesses from `threshold` on are shown would have shown.

    In: each query with its ten answers (position, score). Two persons of one name in the index count as others.
    """
    by: dict[str, list[tuple[bool, int]]] = defaultdict(list)
    for query, answers in seen:
        shown = [position for position, score in answers if score >= threshold]
        told = (query.position in shown, len(shown) - (query.position in shown))
        for kind in ("all", *patterns(query.text)):
            by[kind].append(told)
    return {
        kind: Fair(
            len(told), round(sum(hit for hit, _ in told) / len(told), 4),
            round(sum(others > 0 for _, others in told) / len(told), 4), round(sum(o for _, o in told) / len(told), 2),
        )
        for kind, told in sorted(by.items())
    }  # fmt: skip


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
    if "fairness" in plain:
        lines.append(f"at a likeness of {plain['threshold']}:")
        lines.append(f"{'kind of name':<20}{'n':>7}{'found':>8}{'others at':>11}{'others':>8}")
        for kind, f in plain["fairness"].items():
            lines.append(f"{kind:<20}{f['n']:>7}{f['recall']:>8.3f}{f['others_share']:>11.3f}{f['others']:>8.2f}")
    return "\n".join(lines)
