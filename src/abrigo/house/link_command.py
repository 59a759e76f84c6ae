"""./abrigo link LEFT [RIGHT]: which lines may be one person, how surely, and why. It merges nothing."""

import argparse
import json
import math
import sys
import tempfile
from hashlib import file_digest
from itertools import pairwise
from pathlib import Path
from typing import Any

from abrigo.exchange.linkage import charts, clusters, learning
from abrigo.exchange.linkage import model as models
from abrigo.exchange.linkage.engines import Absent, Engine, InDuckDB, OnSpark
from abrigo.exchange.linkage.link import BREADTH, Done, link
from abrigo.exchange.linkage.model import Field, Kind, Model
from abrigo.exchange.linkage.prepare import Register, has, load

_LENT = "A lent register against an operation: ./abrigo link --register LOAN|FILE --operation OP (see its own --help)."
_CLUSTER_FROM = -1.0  # where groups stop growing, in log-odds
_WORTH_KEEPING = -6.0


def main(argv: list[str]) -> int:
    """0 done; 2 usage, a file that cannot be read, or a package that is not installed.

    With `--register` a lent register is laid beside an operation instead (see lent_command).
    """
    if any(one.split("=")[0] == "--register" for one in argv):
        from abrigo.house import lent_command

        return lent_command.main(argv)
    parser = argparse.ArgumentParser(prog="./abrigo link", description=__doc__, epilog=_LENT)
    parser.add_argument("left", type=Path, help="CSV or Parquet")
    parser.add_argument("right", type=Path, nargs="?", help="the other register; without it, LEFT against itself")
    parser.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb")
    parser.add_argument("--master", default="local[2]", help="for spark: local[N] or the address of a cluster")
    parser.add_argument("--field", action="append", default=[], metavar="NAME=KIND[:LEFT[:RIGHT]]",
                        help="KIND: name, date, code, text, age, same; columns as they are called in each file")  # fmt: skip  # noqa: E501
    parser.add_argument("--id", default="id", help="column of the id in both, or LEFT:RIGHT")
    parser.add_argument("--household", default="", help="column that says who lives together, in both, or LEFT:RIGHT")
    parser.add_argument("--once", choices=("left", "right", "both", "neither"), default="neither",
                        help="in which register nobody stands twice")  # fmt: skip
    parser.add_argument("--model", type=Path, help="weigh with this model instead of learning one")
    parser.add_argument("--decided", type=Path, help="CSV of decided pairs (left, right, same): calibrates")
    parser.add_argument("--at-least", type=float, default=0.05, help="write pairs of at least this probability")
    parser.add_argument("--out", type=Path, required=True, help="folder for pairs.csv, model.json and the charts")
    parser.add_argument("--work", type=Path, help="folder for what is made meanwhile; on a cluster, one all can see")
    parser.add_argument("--breadth", type=float, default=BREADTH, help="pairs a record may meet in")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--memory", default="", help="for example 2GB")
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args(argv)
    try:
        with tempfile.TemporaryDirectory(prefix="abrigo-link-", dir=told.work) as folder:
            said = _run(told, Path(folder))
    except (OSError, ValueError, Absent) as wrong:
        print(f"abrigo link: {wrong}", file=sys.stderr)
        return 2
    if told.json:
        print(json.dumps(said, ensure_ascii=False))
    else:
        print(f"{said['written']} pairs in {told.out / 'pairs.csv'}, {said['seconds']} s; nothing was merged.")
    return 0


def fields_of(said: list[str]) -> tuple[Field, ...]:
    """`given=name:nombre:shem` is a field. ValueError for what cannot be read, naming the kinds there are."""
    found = []
    for one in said:
        name, _, rest = one.partition("=")
        kind, _, columns = rest.partition(":")
        left, _, right = columns.partition(":")
        if not name.isidentifier() or kind not in {k.value for k in Kind}:
            raise ValueError(f"--field {one}: NAME=KIND[:LEFT[:RIGHT]], kinds: {', '.join(k.value for k in Kind)}")
        found.append(Field(name, Kind(kind), left or name, right or left or name))
    return tuple(found)


def _two(said: str) -> tuple[str, str]:
    left, _, right = said.partition(":")
    return left, right or left


def _run(told: argparse.Namespace, folder: Path) -> dict[str, Any]:
    model = models.read(told.model) if told.model else None
    fields = model.fields if model else fields_of(told.field)
    if not fields:
        raise ValueError("name the fields to compare with --field, or give a --model")
    told.out.mkdir(parents=True, exist_ok=True)
    local = InDuckDB(folder, threads=told.threads, memory=told.memory)
    ids, homes = _two(told.id), _two(told.household)
    left, right = Register("left_file", ids[0], homes[0]), Register("right_file", ids[1], homes[1])
    for table, path, register, columns in (
        ("left_file", told.left, left, [f.left for f in fields]),
        ("right_file", told.right, right, [f.right for f in fields]),
    ):
        if path is not None and (letters := load(local.con, table, path)):
            print(f"  {path.name}: not UTF-8; read as {letters}", file=sys.stderr)
        if path is not None:
            has(local.con, table, path, [register.key, register.household, *columns])
    if told.right is None and local.rows("SELECT count(*) FROM left_file")[0][0] < 2:
        raise ValueError(f"{told.left.name}: one line alone has nobody to be laid beside")
    engine: Engine = local if told.engine == "duckdb" else OnSpark(folder, master=told.master)
    once = (told.once in ("left", "both"), told.once in ("right", "both"))
    about = {
        "files": {p.name: _digest(p) for p in (told.left, told.right) if p},
        "columns": {f.name: [f.left, f.right] for f in fields},
    }
    done = link(
        engine, local.con, left, right if told.right else None, fields, folder, model=model, once=once,
        breadth=told.breadth, about=about, tell=lambda words: print(f"  {words}", file=sys.stderr),
    )  # fmt: skip
    engine.hand_out("found", folder / "found.parquet")
    said = _write(told, local, done, folder)
    engine.close()
    return said


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _write(told: argparse.Namespace, local: InDuckDB, done: Done, folder: Path) -> dict[str, Any]:
    con, model = local.con, done.model
    where = f"{folder}/found.parquet/*.parquet" if (folder / "found.parquet").is_dir() else f"{folder}/found.parquet"
    con.execute(f"CREATE OR REPLACE TABLE answer AS SELECT *, together AS log_odds FROM read_parquet('{where}')")
    if told.right is None:
        _by_clusters(con)
    if told.decided:
        model = _calibrate(told, con, model)
    p = _probability(model)
    reasons = ", ".join(f"round(w_{f.name}, 3) AS {f.name}" for f in model.fields)
    con.execute(
        f"CREATE OR REPLACE TABLE told AS SELECT l.key AS left_id, r.key AS right_id, round({p}, 6) AS probability, "
        f"round(log_odds, 4) AS log_odds, {reasons} FROM answer a JOIN ready_left l ON l.id = a.l "
        f"JOIN ready_right r ON r.id = a.r WHERE {p} >= {told.at_least} ORDER BY log_odds DESC, left_id, right_id"
    )
    con.execute(f"COPY told TO '{told.out}/pairs.csv' (HEADER)")
    models.write(model, told.out / "model.json")
    (told.out / "weights.svg").write_text(charts.weights(model), encoding="utf-8")
    _waterfalls(told, con, model)
    many = con.execute("SELECT count(*) FROM told").fetchone()[0]
    seconds = round(sum(done.seconds.values()), 1)
    return {
        "engine": told.engine, "pairs_met": done.pairs, "written": many, "seconds": seconds, "steps": dict(done.seconds),  # noqa: E501
        "rules": [{"keys": list(r.atoms), "pairs": r.pairs} for r in done.rules],
    }  # fmt: skip


def _by_clusters(con: Any) -> None:
    """One register against itself: each pair weighed again by the group it stands in."""
    import pyarrow as pa

    rows = con.execute(f"SELECT l, r, log_odds FROM answer WHERE log_odds >= {_WORTH_KEEPING}").fetchall()
    moved = clusters.together(rows, stop=_CLUSTER_FROM)
    table = pa.table({k: [row[n] for row in moved] for n, k in enumerate(("l", "r", "group_odds"))})
    con.register("moved", table)
    con.execute(
        "CREATE OR REPLACE TABLE answer AS SELECT m.l, m.r, m.group_odds AS log_odds, a.* EXCLUDE (l, r, log_odds) "
        "FROM moved m LEFT JOIN answer a ON a.l = m.l AND a.r = m.r"
    )


def _calibrate(told: argparse.Namespace, con: Any, model: Model) -> Model:
    """From pairs that people decided: the curve, and the picture of how well the model alone had said it."""
    con.execute(f"CREATE OR REPLACE TABLE decided AS SELECT * FROM read_csv('{told.decided}', all_varchar=true)")
    rows = con.execute(
        "SELECT log_odds, lower(d.same) IN ('1', 'true', 'yes', 'si', 'sí') FROM decided d "
        "JOIN ready_left l ON l.key = d.left JOIN ready_right r ON r.key = d.right "
        "JOIN answer a ON a.l = l.id AND a.r = r.id OR a.l = r.id AND a.r = l.id"
    ).fetchall()
    if len(rows) < 20:
        raise ValueError(
            f"{len(rows)} decided pairs were found among the weighed: twenty are the least to calibrate by"
        )
    odds, same = [r[0] for r in rows], [bool(r[1]) for r in rows]
    curved = model.with_curve(learning.rising_curve(odds, same))
    before, after = ([m.calibrated(o) for o in odds] for m in (model, curved))
    for name, said in (("calibration-before", before), ("calibration", after)):
        picture = charts.calibration(f"{name}: {len(rows)} decided pairs", deciles(said, same))
        (told.out / f"{name}.svg").write_text(picture, encoding="utf-8")
    return curved


def deciles(said: list[float], same: list[bool]) -> list[tuple[float, float, int]]:
    """(mean said, share so, how many) by tenths of the probability that was said; empty tenths are left out."""
    bands: dict[int, list[tuple[float, bool]]] = {}
    for p, so in zip(said, same, strict=True):
        bands.setdefault(min(9, int(p * 10)), []).append((p, so))
    return [(sum(p for p, _ in b) / len(b), sum(s for _, s in b) / len(b), len(b)) for _, b in sorted(bands.items())]


def _probability(model: Model) -> str:
    if not model.curve:
        return "1 / (1 + exp(-greatest(-500, least(500, log_odds))))"
    points = model.curve
    steps = [f"WHEN log_odds <= {points[0][0]!r} THEN {points[0][1]!r}"]
    for (x0, y0), (x1, y1) in pairwise(points):
        slope = 0.0 if x1 == x0 else (y1 - y0) / (x1 - x0)
        steps.append(f"WHEN log_odds <= {x1!r} THEN {y0!r} + {slope!r} * (log_odds - {x0!r})")
    return f"CASE {' '.join(steps)} ELSE {points[-1][1]!r} END"


def _waterfalls(told: argparse.Namespace, con: Any, model: Model) -> None:
    """One picture for a pair in each band of use: what made it sure, likely, doubtful."""
    prior = math.log(model.prior / (1 - model.prior))
    for name, low, high in (("sure", 0.99, 1.1), ("likely", 0.7, 0.99), ("doubtful", 0.05, 0.7)):
        fields = ", ".join(f.name for f in model.fields)
        sql = f"SELECT left_id, right_id, log_odds, {fields} FROM told WHERE probability >= {low} AND probability < {high} "  # noqa: E501
        row = con.execute(sql + "ORDER BY left_id, right_id LIMIT 1").fetchone()
        if row is None:
            continue
        steps = [(f.name, w or 0.0) for f, w in zip(model.fields, row[3:], strict=True)]
        rest = row[2] - prior - sum(w for _, w in steps)
        picture = charts.waterfall(f"{row[0]} and {row[1]}", prior, [*steps, ("household and rivals", rest)])
        (told.out / f"waterfall-{name}.svg").write_text(picture, encoding="utf-8")
