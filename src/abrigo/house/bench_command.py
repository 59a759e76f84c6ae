"""./abrigo bench [NAME [--short] [--json]]: ratios against the raw engine or the best peer, in one run."""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module, util
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[3]
ELSEWHERE: Final = ROOT / "tests" / "bench"  # benches that kill, cut and alter live beside the tests

# name -> what it says; a bench whose file is not here yet is not offered
BENCHES: Final[dict[str, str]] = {
    "storm": "one site lost: seconds from the incident act to the named list on another site's open page",
    "append": "durable acts per second through the clerk against raw single-row commits",
    "clients": "eight clients at once against raw PostgreSQL",
    "ingest": "entries from elsewhere, verified and written, in hundreds, against raw rows",
    "rebuild": "every register from nothing against only opening and folding",
    "asof": "as known at any instant: one child, all children",
    "board": "the board at 500 and at 50,000 persons, and after many more entries",
    "pages": "every page: bytes, requests, milliseconds, what axe finds",
    "intake": "160 children by two people at a keyboard; rows a second of an import",
    "scene": "160 children by two phones without a network: the app's share of each, and the taps",
    "sync": "10,000 entries over a slow line, against PouchDB",
    "alert": "an alert behind 10,000 entries on a slow line",
    "phones": "a phone on a slow line: 160 answers to their receipts, a roster of 500 with faces",
    "nights": "three phones through a bad night at one house: what is lost, doubled or decided wrongly",
    "forms": "a form of 250 questions in three languages, opened on a slow phone without a network",
    "scan": "a band seen to acknowledged on the phone",
    "powercut": "power cuts replayed: acknowledged entries lost",
    "kill": "processes killed in the middle of writing: acknowledged entries lost",
    "hands": "thousands of random nights in which one hand tries what takes two",
    "worlds": "worlds of several nodes, partitions and thieves: divergences",
    "tamper": "alterations of a log that a stranger's verifier misses",
    "audit": "a stranger's audit against bare signature checks",
    "shred": "bytes of a destroyed key left anywhere",
    "policy": "what deciding who may know costs",
    "gate": "how long a guard waits for an answer at the gate",
    "names": "names in any script: found at rank one, against peers",
    "linkage": "the same person twice in a list, against peers",
    "disclosure": "hidden cells recovered from published tables",
}


def main(argv: list[str]) -> int:
    """0 measured; 1 a control that must fail did not; 2 usage."""
    parser = argparse.ArgumentParser(prog="./abrigo bench", description=__doc__)
    parser.add_argument("name", nargs="?", help="which bench; without it, they are listed")
    parser.add_argument("--short", action="store_true", help="within 50 seconds on two cores")
    parser.add_argument("--json", action="store_true", help="the figures as one line of JSON")
    told = parser.parse_args(argv)
    if told.name is None:
        _list(as_json=told.json)
        return 0
    bench = found(told.name)
    if bench is None:
        print(f"abrigo: there is no bench {told.name!r}; see ./abrigo bench", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="abrigo-bench-", ignore_cleanup_errors=True) as home:
        # A bench never meets a house with real children in it: it has a home and databases of its own.
        os.environ |= {"ABRIGO_HOME": f"{home}/home", "ABRIGO_DATABASE_URL": f"sqlite:///{home}/bench.sqlite3"}
        figures = bench(told.short)
    # `controls` says how many must fail; where a bench has none, any that failed is one too many.
    unproven = figures.get("controls_failed", 0) != figures.get("controls", 0)
    said = {"bench": told.name, "short": told.short, "machine": machine(), "figures": figures}
    if not told.json:
        for name, value in figures.items():
            print(f"  {name:<28} {json.dumps(value, ensure_ascii=False)}", file=sys.stderr)
    print(json.dumps(said, ensure_ascii=False), flush=True)
    return 1 if unproven else 0


def found(name: str) -> Callable[[bool], dict[str, Any]] | None:
    """The bench of this name, here or beside the tests; None when it is unknown or not here yet."""
    if name not in BENCHES:
        return None
    if util.find_spec(f"abrigo.house.benches.{name}") is not None:
        run: Callable[[bool], dict[str, Any]] = import_module(f"abrigo.house.benches.{name}").run
        return run
    path = ELSEWHERE / f"{name}.py"
    if not path.exists():
        return None
    sys.path.insert(0, str(ELSEWHERE))
    beside: Callable[[bool], dict[str, Any]] = import_module(name).run
    return beside


def _list(*, as_json: bool) -> None:
    here = {n: w for n, w in BENCHES.items() if _exists(n)}
    if as_json:
        print(json.dumps({"benches": list(here)}))
        return
    for name, words in here.items():
        print(f"  {name:<12} {words}")


def _exists(name: str) -> bool:
    own = util.find_spec(f"abrigo.house.benches.{name}") is not None
    return own or (ELSEWHERE / f"{name}.py").exists()


def machine() -> dict[str, Any]:
    """What the figures were measured on: no name of it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "cores": cores,
        "memory_gb": round(memory / 1e9, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
    }
