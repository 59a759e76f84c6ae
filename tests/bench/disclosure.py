"""Tables published week after week against an attacker who solves all of them exactly; and what is kept of them."""

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from beside import beside
from table_attacker import printed, recovered, weeks

from abrigo.rules.disclosure import LEAST_CELL, Hides, Tabulation, protect

SHORT, LONG = 300, 10_000
FIRST = 1_000  # seeds below belong to the tests


def run(short: bool) -> dict[str, Any]:
    """Figures: sequences, recovered (small cells had back), cells_kept_share; the same with only small cells hidden.

    The control: hiding nothing but the small cells themselves, as a spreadsheet does, must be broken by the attacker.
    """
    seeds = range(FIRST, FIRST + (SHORT if short else LONG))
    began = time.perf_counter()
    with ProcessPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        done = list(pool.map(one, seeds, chunksize=20))
    naive = sum(d["naive"] for d in done)
    peer = beside(range(50 if short else 200))
    return {
        "sequences": len(done), "tables": sum(d["tables"] for d in done), "recovered": sum(d["recovered"] for d in done),
        "cells_kept_share": round(sum(d["kept"] for d in done) / sum(d["cells"] for d in done), 3),
        "cells_kept_share_of_large": round(sum(d["kept"] for d in done) / max(1, sum(d["large"] for d in done)), 3),
        "recovered_when_only_small_cells_are_hidden": naive, "p99_ms_a_table": _p99([t for d in done for t in d["ms"]]),
        "beside_acro_tables": peer["tables"], "acro_withholds_and_ours_prints": len(peer["looser"]),
        "acro_inner_cells_kept": round(peer["acro"] / peer["inner"], 3),
        "ours_alone_inner_cells_kept": round(peer["alone"] / peer["inner"], 3),
        "ours_week_after_week_inner_cells_kept": round(peer["ours"] / peer["inner"], 3),
        "had_back_from_acro_week_after_week": peer["had_back"],
        "seconds": round(time.perf_counter() - began, 1), "controls_failed": int(naive == 0),
    }  # fmt: skip


def one(seed: int) -> dict[str, Any]:
    out: list[Tabulation] = []
    careless: list[Tabulation] = []
    figures: dict[str, Any] = {"tables": 0, "kept": 0, "cells": 0, "large": 0, "ms": []}
    for asked in weeks(seed):
        began = time.perf_counter()
        said = protect(asked, out)
        figures["ms"].append(1000 * (time.perf_counter() - began))
        if asked.exact and said.gives_away is not None:
            continue  # whoever lets it out is told what it would show, and publishes the table alone
        out.append(printed(asked, said))
        if asked.exact:
            careless.append(out[-1])
            continue
        small = {key for key, hidden in said.hidden.items() if hidden.why is Hides.SMALL}
        whole = frozenset(key for key in asked.cells() if key not in small)
        careless.append(Tabulation(asked.table, asked.dims, asked.categories, asked.people, whole))
        figures["tables"] += 1
        figures["kept"] += len(said.cells)
        figures["cells"] += len(said.cells) + len(said.hidden)
        figures["large"] += sum(len(_inside(asked, key)) >= LEAST_CELL for key in asked.cells())
    return figures | {"recovered": len(recovered(out)), "naive": len(recovered(careless))}


def _inside(table: Tabulation, key: tuple[str, ...]) -> list[str]:
    return [p for p, at in table.people.items() if all(k in ("*", a) for k, a in zip(key, at, strict=True))]


def _p99(taken: list[float]) -> float:
    return round(sorted(taken)[int(0.99 * (len(taken) - 1))], 1)
