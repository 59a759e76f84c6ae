#!/usr/bin/env python3
"""Lays our tables beside ACRO (AI-SDC, the checker of British research data centres): which cells does it withhold?

Writes tests/rules/acro_withholds.json.gz, which a test holds ours against. ACRO wants an older pandas than the house's
own tools, so it lives in an environment of its own:

    python3 -m venv /tmp/acro && /tmp/acro/bin/pip install acro==1.0.2 highspy numpy
    PYTHONPATH=src:tests/bench /tmp/acro/bin/python tools/beside_acro.py
"""

import gzip
import json
import logging
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SEEDS = 200


def main() -> int:
    import acro  # type: ignore[import-not-found]
    from table_attacker import weeks  # type: ignore[import-not-found]

    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    session = acro.ACRO(suppress=True)
    told = {}
    for seed in range(SEEDS):
        for table in weeks(seed):
            if not table.exact:
                told[f"{seed}/{table.table}"] = sorted("/".join(key) for key in _withheld(session, table))
    body = json.dumps({"acro": "1.0.2", "threshold": 10, "withheld": told}, sort_keys=True).encode()
    (ROOT / "tests" / "rules" / "acro_withholds.json.gz").write_bytes(gzip.compress(body, mtime=0))
    sys.stdout.write(f"{len(told)} tables\n")
    return 0


def _withheld(session: Any, table: Any) -> Iterator[tuple[str, ...]]:
    """Inner cells without a number in its own table; one that has no line there holds nobody and is withheld too."""
    import pandas as pd

    frame = pd.DataFrame(list(table.people.values()), columns=list(table.dims)).assign(all="all")
    rows, column = (list(table.dims[:-1]), table.dims[-1]) if len(table.dims) > 1 else (list(table.dims), "all")
    shown = session.crosstab([frame[d] for d in rows], frame[column], show_suppressed=False)
    numbers: dict[tuple[str, ...], float] = {}
    for index, line in shown.iterrows():
        above = index if isinstance(index, tuple) else (index,)
        for name, value in line.items():
            numbers[(*above, name) if len(table.dims) > 1 else above] = value
    for key in table.cells():
        if "*" not in key and not numbers.get(key, 0) > 0:
            yield key


if __name__ == "__main__":
    raise SystemExit(main())
