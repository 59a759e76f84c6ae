"""./abrigo names: search, explain, measure and train the names in any script."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from abrigo.house.names_bench import (
    Query,
    fairness,
    memory_mb,
    peak_mb,
    read_index,
    read_queries,
    report,
    rows,
    set_name,
)
from abrigo.house.names_bench import measure as measured

if TYPE_CHECKING:
    from abrigo.names import Comparison, Model

_TRAINED_ON = (("he", "tokens_he.tsv.gz"), ("ar", "tokens_ar.tsv.gz"), ("ru", "tokens_ru.tsv.gz"))
_WHOLE_NAMES = "train_he_full.tsv.gz"


def main(argv: list[str]) -> int:
    """0 done; 1 a target given with --at-least was missed; 2 usage or a file that cannot be read."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # figures for one core, and training that gives the same bits again
    parser = argparse.ArgumentParser(prog="./abrigo names", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    _bench_words(commands.add_parser("bench", help="recall, speed and memory on lists of queries"))
    search = commands.add_parser("search", help="find a name in a list or an index")
    search.add_argument("query")
    search.add_argument("--index", type=Path, required=True, help="saved index, or position TAB folded TAB name")
    search.add_argument("--limit", type=int, default=10)
    explain = commands.add_parser("explain", help="why two names are alike or not")
    explain.add_argument("a")
    explain.add_argument("b")
    _train_words(commands.add_parser("train", help="learn the model again from the public word lists"))
    for one in (search, explain):
        one.add_argument("--json", action="store_true")
    for one in (search, explain, commands.choices["bench"]):
        one.add_argument("--model", type=Path, help="another model than the shipped one")
        one.add_argument("--no-model", action="store_true", help="rules alone")
    told = parser.parse_args(argv)
    actions = {"bench": _bench, "search": _search, "explain": _explain, "train": _train}
    try:
        return actions[told.command](told)
    except (OSError, ValueError) as wrong:
        print(f"abrigo names: {wrong}", file=sys.stderr)
        return 2


def _bench_words(bench: argparse.ArgumentParser) -> None:
    bench.add_argument("--index", type=Path, required=True, help="position TAB folded TAB name, gzipped or not")
    bench.add_argument("--queries", type=Path, nargs="+", required=True, help="query TAB folded target TAB position")
    bench.add_argument("--json", action="store_true")
    bench.add_argument("--limit", type=int, default=0, help="at most so many queries of each file, spread evenly")
    bench.add_argument("--names", type=int, default=0, help="index only so many names, every target among them")
    bench.add_argument("--peers", default="", help="also measure: rapidfuzz,soundex,trigram,tantivy,opensanctions,all")
    bench.add_argument("--postgres", default="", help="database URL for pg_trgm among the peers")
    bench.add_argument("--misses", type=Path, help="write the queries not found among ten to this file")
    bench.add_argument("--threshold", type=float, default=0.72, help="likeness from which somebody is shown (fairness)")
    bench.add_argument("--ages-and-kin", action="store_true", help="ask with an age, a sex and a relative's name")
    bench.add_argument("--at-least", type=float, default=0.0, help="fail when a set's R@10 is lower")


def _train_words(train: argparse.ArgumentParser) -> None:
    train.add_argument("--data", type=Path, required=True, help="folder with tokens_LL.tsv.gz and train_he_full.tsv.gz")
    train.add_argument("--out", type=Path, required=True)
    train.add_argument("--rounds", type=int, default=0, help="rounds of training (default: as shipped)")
    train.add_argument("--bar", type=Path, nargs="*", default=[], help="leave out every word of these query files")
    train.add_argument("--threads", type=int, default=2)


def _model(told: argparse.Namespace) -> Model | None:
    from abrigo.names.files import read_model, shipped_model

    if told.no_model:
        return None
    return read_model(told.model) if told.model else shipped_model()


# ---- bench


def _bench(told: argparse.Namespace) -> int:
    from abrigo.names import Index
    from abrigo.names.files import SHIPPED

    sets = {set_name(path): _thinned(read_queries(path), told.limit) for path in told.queries}
    with tempfile.TemporaryDirectory() as folder:
        laid = Path(folder) / "names.index"
        # Built by another process, so that what is measured here is the memory of who opens and searches.
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as other:
            wanted = {q.position for qs in sets.values() for q in qs} if told.names else set()
            found = other.submit(_built, told, laid, wanted).result()
        start = time.perf_counter()
        index = Index.open(laid, model=_model(told))
        index.search("warm up")
        found["open_s"] = round(time.perf_counter() - start, 3)
        misses: list[tuple[str, Query]] = []
        found["sets"] = {}
        seen: list[tuple[Query, list[tuple[int, float]]]] = []
        for name, queries in sets.items():
            answers: list[list[tuple[int, float]]] = []
            found["sets"][name], ranks = measured(_asks(told, index, queries, answers), queries)
            seen += zip(queries, answers[-len(queries) :], strict=True)
            misses += [(name, q) for q, rank in zip(queries, ranks, strict=True) if not rank]
        found["memory_mb"], found["peak_mb"] = memory_mb(), peak_mb()
        found["threshold"] = told.threshold
        found["fairness"] = {kind: asdict(f) for kind, f in fairness(seen, told.threshold).items()}
        used = told.model or SHIPPED
        found["model_mb"] = 0.0 if told.no_model or not used.exists() else round(used.stat().st_size / 1e6, 2)
        if told.misses:
            told.misses.write_text("".join(f"{n}\t{q.text}\t{q.meant}\n" for n, q in misses), encoding="utf-8")
    if told.peers:
        _add_peers(told, found, sets)
    print(report(found, as_json=told.json))
    return 1 if told.at_least and any(s.r10 < told.at_least for s in found["sets"].values()) else 0


def _asks(
    told: argparse.Namespace, index: Any, queries: list[Query], answers: list[list[tuple[int, float]]]
) -> Callable[[str, int], list[int]]:
    """A search as the bench asks it, that also keeps every answer with its likeness.

    With ages and kin it asks as a desk does: an age, a sex, and a second search for somebody else's name as a relative.
    """
    kin = iter([q.meant for q in queries] * 3)

    def search(text: str, most: int) -> list[int]:
        if told.ages_and_kin:
            found = index.search(text, limit=most, age=(8.0, 12.0), sex="female")
            index.search(next(kin), limit=most)
        else:
            found = index.search(text, limit=most)
        answers.append([(int(str(c.id)), c.score) for c in found])
        return [position for position, _ in answers[-1]]

    return search


def _built(told: argparse.Namespace, laid: Path, wanted: set[int]) -> dict[str, Any]:
    """Build and save in a process of its own; how many names, how long, how much memory at most, bytes on disk."""
    from abrigo.names import Index

    listed = chosen(read_index(told.index), told.names, wanted)
    model = _model(told)
    start = time.perf_counter()
    index = Index.build(listed, model=model)
    index.save(laid)
    took = round(time.perf_counter() - start, 1)
    return {"names": len(listed), "build_s": took, "build_peak_mb": peak_mb(), "index_mb": laid.stat().st_size // 10**6}


def chosen(listed: list[tuple[int, str]], many: int, wanted: set[int]) -> list[tuple[int, str]]:
    """All names, or `many` of them with every wanted position among them, evenly spread."""
    if not many or many >= len(listed):
        return listed
    must = [one for one in listed if one[0] in wanted]
    others = [one for one in listed if one[0] not in wanted]
    return sorted(must + _thinned(others, max(1, many - len(must))))


def _thinned(all_: list[Any], most: int) -> list[Any]:
    return all_ if not most or most >= len(all_) else [all_[i * len(all_) // most] for i in range(most)]


def _add_peers(told: argparse.Namespace, found: dict[str, Any], sets: dict[str, list[Query]]) -> None:
    """The same queries to whoever is installed, in this run; the ratio of our R@10 and median time to theirs."""
    from abrigo.house.names_peers import PEERS

    wanted = {q.position for qs in sets.values() for q in qs} if told.names else set()
    listed = chosen(read_index(told.index), told.names, wanted)
    names = list(PEERS) if told.peers == "all" else told.peers.split(",")
    found["peers"] = {}
    for name in names:
        start = time.perf_counter()
        try:
            search = PEERS[name](listed, told.postgres)
        except (ImportError, KeyError, LookupError) as absent:
            found["peers"][name] = {"absent": f"{type(absent).__name__}: {absent}"}
            continue
        built = round(time.perf_counter() - start, 1)
        results = {s: measured(search, queries)[0] for s, queries in sets.items()}
        found["peers"][name] = {
            "build_s": built,
            "sets": {s: asdict(r) for s, r in results.items()},
            "r10_ratio": {s: _ratio(found["sets"][s].r10, r.r10) for s, r in results.items()},
            "p50_ratio": {s: _ratio(r.p50_ms, found["sets"][s].p50_ms) for s, r in results.items()},
        }
        print(f"{name}: {json.dumps(found['peers'][name]['r10_ratio'])}", file=sys.stderr)


def _ratio(ours: float, theirs: float) -> float | None:
    """Ours over theirs, so that above 1 is better for us; None when theirs is 0."""
    return round(ours / theirs, 2) if theirs else None


# ---- search and explain


def _search(told: argparse.Namespace) -> int:
    from abrigo.names import Index

    with told.index.open("rb") as opened:
        is_laid = opened.read(12) == b"ABRIGO-NAMES"
    model = _model(told)
    index = Index.open(told.index, model=model) if is_laid else Index.build(read_index(told.index), model=model)
    found = index.search(told.query, limit=told.limit)
    if told.json:
        print(json.dumps([asdict(c) for c in found], ensure_ascii=False, default=str))
        return 0
    for c in found:
        said = "  ".join(f"{r.asked or '-'} ~ {r.claimed or '-'} ({r.tie} {r.strength:.2f})" for r in c.reasons)
        print(f"{c.score:.3f}  {c.id}  {c.claim}  |  {said}")
    return 0


def _explain(told: argparse.Namespace) -> int:
    from abrigo.names.index import explain_with

    seen: Comparison = explain_with(told.a, told.b, _model(told))
    if told.json:
        print(json.dumps(asdict(seen), ensure_ascii=False))
        return 0
    print(f"score {seen.score:.3f}{'' if seen.same_order else ', other order'}")
    for r in seen.reasons:
        print(f"  {r.asked or '-'} ~ {r.claimed or '-'}: {r.tie} {r.strength:.2f}")
        for step in r.steps:
            print(f"      {step.left or '-'} = {step.right or '-'}  {step.weight:+.2f}")
    return 0


# ---- train


def _train(told: argparse.Namespace) -> int:
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = str(told.threads)
    from abrigo.names.files import write_model
    from abrigo.names.parts import part
    from abrigo.names.training import Plan, teach

    start = time.perf_counter()
    tokens = [(r[0], r[1]) for _, name in _TRAINED_ON for r in rows(told.data / name)]
    names = [(r[0], r[1]) for r in rows(told.data / _WHOLE_NAMES)]
    barred = {p.word for path in told.bar for q in read_queries(path) for p in (*part(q.text), *part(q.meant))}
    plan = Plan(rounds=told.rounds) if told.rounds else Plan()
    files = ", ".join([name for _, name in _TRAINED_ON] + [_WHOLE_NAMES])
    about = {"files": files, "barred": str(len(barred))}
    model = teach(
        tokens,
        names,
        plan,
        barred=frozenset(barred),
        about=about,
        tell=lambda words: print(f"{time.perf_counter() - start:6.0f} s  {words}", flush=True),
    )
    write_model(model, told.out)
    print(f"{told.out}: {told.out.stat().st_size / 1e6:.2f} MB, {time.perf_counter() - start:.0f} s")
    return 0
