"""From two registers to weighed pairs: prepare, meet, compare, learn, weigh, and let rivals weigh on each other."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from abrigo.exchange.linkage import households, learning, prepare, weighing
from abrigo.exchange.linkage.engines import Engine, duckdb_connection
from abrigo.exchange.linkage.likeness import judge_words
from abrigo.exchange.linkage.model import Field, Kind, Model
from abrigo.exchange.linkage.prepare import Register, Rule

Tell = Callable[[str], None]
BREADTH: Final = 120.0  # pairs a record may meet in
_AT_RANDOM: Final = 700  # of each register, all against all: what two different persons have in common


@dataclass(frozen=True, slots=True)
class Done:
    """What was made: the model, the rules by which records met, how many pairs, how many seconds each step took.

    The pairs lie in the engine's table `found`: l, r, weight, w_FIELD ..., together (log-odds).
    """

    model: Model
    rules: tuple[Rule, ...]
    pairs: int
    seconds: Mapping[str, float]


def link(
    engine: Engine,
    con: Any,
    left: Register,
    right: Register | None,
    fields: Sequence[Field],
    folder: Path,
    *,
    model: Model | None = None,
    once: tuple[bool, bool] = (False, False),
    breadth: float = BREADTH,
    about: Mapping[str, Any] | None = None,
    tell: Tell = lambda _words: None,
) -> Done:
    """`con` is the DuckDB connection that holds the registers; `engine` does the heavy joins in `folder`.

    With `model` its weights are used as they are; without, they are learned from these registers.
    """
    fields = model.fields if model else tuple(fields)
    alone = right is None
    names = [f for f in fields if f.kind is Kind.NAME]
    swaps = model.swaps if model else len(names) == 2
    took: dict[str, float] = {}

    def step(name: str) -> None:
        took[name] = round(time.perf_counter() - step_began[0], 2)
        step_began[0] = time.perf_counter()
        tell(name)

    step_began = [time.perf_counter()]
    prepare.prepare(con, left, right, fields, folder)
    step("prepared")
    rules = prepare.meet(con, fields, alone=alone, breadth=breadth, out=folder)
    for table in ("left", "right"):
        engine.take(f"ready_{table}", folder / f"{table}.parquet")
        engine.take(f"keys_{table}", folder / f"keys_{table}.parquet")
    _rarities(con, engine, fields, folder)
    engine.make("pairs", weighing.pairs(alone=alone))
    step("met")
    chance = "" if model else _at_random(engine, alone=alone)
    _judge(engine, con, fields, folder, swaps=swaps, chance=chance)
    step("words judged")
    engine.make("likeness", weighing.levels(fields, "pairs", swaps=swaps))
    step("compared")
    if model is None:
        model = _learn(engine, fields, swaps=swaps, alone=alone, once=once, about={**(about or {}), "swaps": swaps})
        step("learned")
    prior = math.log(model.prior / (1 - model.prior))
    engine.make("weighed", weighing.scored(model, "likeness", prior=prior))
    column, table = "weight", "weighed"
    if left.household and right is not None and right.household:
        households.meet_more(engine)
        _judge(engine, con, fields, folder, swaps=swaps, table="more_pairs")
        engine.make("likeness", weighing.levels(fields, "more_pairs", swaps=swaps))
        engine.make("weighed", weighing.scored(model, "likeness", prior=prior))
        stays = model.stays or 0.5
        households.add(engine, model, stays=stays)
        if not model.stays:
            model = replace(model, stays=households.learned_stays(engine), household=(left.household, right.household))
            households.add(engine, model, stays=model.stays)
        column, table = "housed_weight", "housed"
    engine.make("found", weighing.once(table, column, left=model.once[1], right=model.once[0]))
    pairs = int(engine.rows("SELECT count(*) FROM found")[0][0])
    step("weighed")
    return Done(model, tuple(rules), pairs, took)


def _rarities(con: Any, engine: Engine, fields: Sequence[Field], folder: Path) -> None:
    """How much more a value that few have says than one that many have: log of the mean share over its own."""
    for name in learning.kinds_that_agree_rarely(fields):
        both = f"SELECT {name} AS v FROM ready_left UNION ALL SELECT {name} FROM ready_right"
        counted = (
            f"SELECT v, count(*) AS n, sum(count(*)) OVER () AS whole FROM ({both}) WHERE v IS NOT NULL GROUP BY v"
        )
        mean = f"SELECT sum((n / whole) * (n / whole)) FROM ({counted})"
        path = folder / f"rare_{name}.parquet"
        con.execute(
            f"COPY (SELECT v, greatest(-4.0, least(4.0, ln(({mean}) / (greatest(n, 2) / whole)))) AS more "
            f"FROM ({counted})) TO '{path}' (FORMAT parquet)"
        )
        engine.take(f"rare_{name}", path)


def _at_random(engine: Engine, *, alone: bool) -> str:
    sizes = [int(engine.rows(f"SELECT count(*) FROM ready_{s}")[0][0]) for s in ("left", "right")]
    every = [max(1, n // _AT_RANDOM) for n in sizes]
    shift = 1 if alone and every[1] > 1 else 0
    engine.make(
        "chance",
        f"SELECT a.id AS l, b.id AS r FROM ready_left a CROSS JOIN ready_right b "
        f"WHERE a.id % {every[0]} = 0 AND b.id % {every[1]} = {shift} {'AND a.id < b.id' if alone else ''}",
    )
    return "chance"


def _judge(
    engine: Engine,
    con: Any,
    fields: Sequence[Field],
    folder: Path,
    *,
    swaps: bool,
    chance: str = "",
    table: str = "pairs",
) -> None:
    met = weighing.met(fields, table, swaps=swaps)
    if chance:
        met += " UNION " + weighing.met(fields, chance, swaps=swaps)
    engine.make("met_words", met)
    engine.hand_out("met_words", folder / "met_words.parquet")
    judge_words(con, folder / "met_words.parquet", folder / "spelled.parquet", folder / "words.parquet")
    engine.take("words", folder / "words.parquet")


def _learn(
    engine: Engine,
    fields: Sequence[Field],
    *,
    swaps: bool,
    alone: bool,
    once: tuple[bool, bool],
    about: Mapping[str, Any],
) -> Model:
    engine.make("chance_likeness", weighing.levels(fields, "chance", swaps=swaps))
    listed = ", ".join(f.name for f in fields)
    counted = [
        np.array(
            engine.rows(f"SELECT {listed}, count(*) FROM {t} GROUP BY {listed} ORDER BY {listed}"), np.int64
        ).reshape(-1, len(fields) + 1)  # also when nobody met anybody
        for t in ("chance_likeness", "likeness")
    ]
    sizes = [int(engine.rows(f"SELECT count(*) FROM ready_{s}")[0][0]) for s in ("left", "right")]
    of_all = sizes[0] * (sizes[0] - 1) / 2 if alone else float(sizes[0] * sizes[1])
    u = learning.of_two(counted[0][:, :-1], counted[0][:, -1].astype(np.float64), fields)
    m, share = learning.of_one(counted[1][:, :-1], counted[1][:, -1].astype(np.float64), u, fields, of_all)
    told = {**about, "left": sizes[0], "right": sizes[1], "pairs": int(counted[1][:, -1].sum()), "engine": engine.name}
    return Model(tuple(fields), learning.weighed(m, u), share, once, swaps, about=told)


__all__ = ["Done", "Register", "duckdb_connection", "link"]
