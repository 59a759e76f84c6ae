"""Our tables beside those of ACRO, the checker of British research data centres; its answers were written down once by
tools/beside_acro.py, so that nobody needs it installed to hold ours against them."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from table_attacker import printed, recovered, weeks

from abrigo.rules.disclosure import EVERY, Tabulation, protect

WRITTEN = Path(__file__).parents[1] / "rules" / "acro_withholds.json.gz"


def beside(seeds: Iterable[int]) -> dict[str, Any]:
    """`looser`: inner cells that ACRO withholds and ours prints. Shares are of inner cells, alone and week after week.

    ACRO looks at one table and hides the small cells; it says itself that linked tables want a person's eye. Its margins
    are taken from what is left, so none is counted as published; `had_back` counts what its weeks give away all the same.
    """
    withheld = {
        k: {tuple(c.split("/")) for c in v}
        for k, v in json.loads(gzip.decompress(WRITTEN.read_bytes()))["withheld"].items()
    }
    told: dict[str, Any] = {"tables": 0, "inner": 0, "acro": 0, "alone": 0, "ours": 0, "had_back": 0, "looser": []}
    for seed in seeds:
        ours: list[Tabulation] = []
        theirs: list[Tabulation] = []
        for asked in weeks(seed):
            said = protect(asked, ours)
            if asked.exact:
                if said.gives_away is None:
                    ours.append(printed(asked, said))
                    theirs.append(ours[-1])
                continue
            ours.append(printed(asked, said))
            inner = {key for key in asked.cells() if EVERY not in key}
            gone = withheld[f"{seed}/{asked.table}"]
            theirs.append(Tabulation(asked.table, asked.dims, asked.categories, asked.people, frozenset(inner - gone)))
            alone = inner & protect(asked).cells.keys()
            told["looser"] += [
                f"{seed}/{asked.table} {k}" for k in sorted((alone | (inner & said.cells.keys())) & gone)
            ]
            for name, n in (("tables", 1), ("inner", len(inner)), ("acro", len(inner - gone)), ("alone", len(alone)),
                            ("ours", len(inner & said.cells.keys()))):  # fmt: skip
                told[name] += n
        told["had_back"] += len(recovered(theirs))
    return told
