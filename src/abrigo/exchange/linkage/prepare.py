"""Registers made comparable: names folded, days as eight digits, what nobody said left empty; and keys to meet by."""

import codecs
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from abrigo.exchange.linkage.likeness import bare, given, neighbourhoods, sounds
from abrigo.exchange.linkage.model import Field, Kind
from abrigo.exchange.rosters import encodings
from abrigo.names import Said, fold, hear

_SPACES: Final = re.compile(r"\s+")
_GROUP_MOST: Final = 40_000  # pairs one shared key may bring together: "Maria, girl" is no clue
_FEWEST: Final = 500_000
_SAMPLE: Final = 4_000_000  # bytes of a file looked at to tell its letters


@dataclass(frozen=True, slots=True)
class Rule:
    """Records meet when they share all of these keys. `pairs`: how many it brings together."""

    atoms: tuple[str, ...]
    pairs: int


@dataclass(frozen=True, slots=True)
class Register:
    """A table of the connection, its id column, and the column that says who lives together ("" for none)."""

    table: str
    key: str
    household: str = ""


def load(con: Any, table: str, path: Path) -> str:
    """A CSV or Parquet file as a table, every CSV column as text: `00123` is a number somebody was given.

    Out: the letters a CSV was written in when they were not UTF-8, else empty. ValueError for what is no table, and for
    a table without a line.
    """
    import duckdb

    said = ""
    try:
        if path.suffix.lower() == ".parquet":
            con.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM read_parquet({_text(path)})")
        else:
            with tempfile.TemporaryDirectory(prefix="abrigo-letters-") as folder:
                readable, said = in_utf8(path, Path(folder))
                sql = f"SELECT * FROM read_csv({_text(readable)}, all_varchar=true)"
                con.execute(f"CREATE OR REPLACE TABLE {table} AS {sql}")
    except duckdb.Error:
        raise ValueError(f"{path.name}: no table can be read from it (CSV or Parquet, one heading a column)") from None
    if not con.execute(f"SELECT count(*) FROM {table}").fetchone()[0]:
        raise ValueError(f"{path.name}: no line to compare in it")
    return said


def has(con: Any, table: str, path: Path, columns: Iterable[str]) -> None:
    """ValueError naming the first of these columns that the table lacks, and those it has."""
    there = [row[0] for row in con.execute(f"DESCRIBE {table}").fetchall()]
    known = {name.casefold() for name in there}  # as DuckDB reads a name
    for column in columns:
        if column and column.casefold() not in known:
            raise ValueError(f"{path.name} has no column {column!r}; it has {', '.join(map(repr, there))}")


def in_utf8(path: Path, folder: Path) -> tuple[Path, str]:
    """The file itself when it is UTF-8; else a copy in UTF-8 under `folder`, and the letters it was likeliest in.

    ValueError for what is no text. Read a piece at a time: a national register is larger than the memory.
    """
    if _is_utf8(path):
        return path, ""
    with path.open("rb") as file:
        guess = encodings.decode(file.read(_SAMPLE))
    if guess is None:
        raise ValueError(f"{path.name}: this is no text")
    copy = folder / "letters.csv"
    with path.open(encoding=guess.encoding, errors="replace", newline="") as old, copy.open("wb") as new:
        while piece := old.read(1 << 20):
            new.write(piece.encode())
    return copy, guess.encoding


def _is_utf8(path: Path) -> bool:
    reader = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while piece := file.read(1 << 20):
                if b"\0" in piece:
                    return False
                reader.decode(piece)
            reader.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def prepare(con: Any, left: Register, right: Register | None, fields: Sequence[Field], out: Path) -> None:
    """Writes left.parquet and right.parquet (id, key, household and one column a field) and spelled.parquet (v, text).

    Names and texts become numbers of spellings, so that the heavy joins compare whole numbers. One register: right is
    the left again.
    """
    for side, one in (("left", left), ("right", right or left)):
        columns = {f.name: (f.left if side == "left" else f.right) for f in fields}
        told = ", ".join(f"CAST({_q(columns[f.name])} AS VARCHAR) AS {f.name}" for f in fields)
        home = f"CAST({_q(one.household)} AS VARCHAR)" if one.household else "CAST(NULL AS VARCHAR)"
        # Numbered in an order that says nothing, or two files sorted alike would give a sample full of true pairs.
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE raw_{side} AS SELECT row_number() OVER (ORDER BY md5(CAST({_q(one.key)} AS VARCHAR)), {_q(one.key)}) - 1 AS id, "  # noqa: E501
            f"CAST({_q(one.key)} AS VARCHAR) AS key, {home} AS household, {told} FROM {one.table}"
        )
    _spell(con, fields, out)
    for side in ("left", "right"):
        chosen = ", ".join(_column(f) for f in fields)
        joins = " ".join(
            f"LEFT JOIN said s_{f.name} ON s_{f.name}.kind = '{f.kind}' AND s_{f.name}.said = raw.{f.name}"
            for f in fields
            if f.kind in (Kind.NAME, Kind.TEXT)
        )
        sql = f"SELECT raw.id, raw.key, raw.household, {chosen} FROM raw_{side} raw {joins} ORDER BY raw.id"
        con.execute(f"COPY ({sql}) TO '{out}/{side}.parquet' (FORMAT parquet)")
        con.execute(f"CREATE OR REPLACE TABLE ready_{side} AS SELECT * FROM read_parquet('{out}/{side}.parquet')")


def _q(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _spell(con: Any, fields: Sequence[Field], out: Path) -> None:
    """Every distinct name and text once: what nobody said, or withheld, is no value and matches nothing."""
    import pyarrow as pa

    said, kinds, folded = [], [], []
    for kind in (Kind.NAME, Kind.TEXT):
        names = [f.name for f in fields if f.kind is kind]
        if not names:
            continue
        union = " UNION ".join(f"SELECT {n} FROM raw_left UNION SELECT {n} FROM raw_right" for n in names)
        for (value,) in con.execute(f"SELECT * FROM ({union}) ORDER BY 1").fetchall():
            text = _folded(value, kind)
            if text:
                said.append(value)
                kinds.append(kind.value)
                folded.append(text)
    texts = sorted(set(folded))
    number = {t: n for n, t in enumerate(texts)}
    con.register("said_arrow", pa.table({"said": said, "kind": kinds, "v": [number[t] for t in folded]}))
    con.execute("CREATE OR REPLACE TEMP TABLE said AS SELECT said, kind, CAST(v AS BIGINT) AS v FROM said_arrow")
    near = neighbourhoods(texts)
    table = {
        "v": list(range(len(texts))), "text": texts, "sounds": [list(sounds(t)) for t in texts],
        "near": [[f"n{a}", f"n{b}"] for a, b in near] if near else [[] for _ in texts],
        "given": [list(given(t)) for t in texts],
    }  # fmt: skip
    shape = pa.schema([("v", pa.int64()), ("text", pa.string()), ("sounds", pa.list_(pa.string())),
                       ("near", pa.list_(pa.string())), ("given", pa.list_(pa.string()))])  # fmt: skip
    con.register("spelled_arrow", pa.table(table, schema=shape))
    con.execute("CREATE OR REPLACE TEMP TABLE spelled AS SELECT * FROM spelled_arrow")
    con.execute(f"COPY (SELECT v, text FROM spelled) TO '{out}/spelled.parquet' (FORMAT parquet)")


def _folded(value: str | None, kind: Kind) -> str:
    if not value or hear(value) is not Said.NAME:
        return ""
    return bare(value) if kind is Kind.NAME else _SPACES.sub(" ", fold(value)).strip()[:120]


def _column(f: Field) -> str:
    raw = f"raw.{f.name}"
    match f.kind:
        case Kind.NAME | Kind.TEXT:
            return f"s_{f.name}.v AS {f.name}"
        case Kind.DATE:
            # The digits alone: 1915-11-11 and 19151111 are one day. Anything but eight digits is no whole day.
            digits = f"regexp_replace({raw}, '[^0-9]', '', 'g')"
            return f"CASE WHEN length({digits}) = 8 AND substr({digits}, 1, 4) <> '0000' THEN {digits} END AS {f.name}"
        case Kind.CODE:
            return f"nullif(lower(regexp_replace({raw}, '[^0-9A-Za-z]', '', 'g')), '') AS {f.name}"
        case Kind.AGE:
            return f"TRY_CAST({raw} AS DOUBLE) AS {f.name}"
        case Kind.SAME:
            return f"nullif(lower(trim({raw})), '') AS {f.name}"


# -- where records meet -----------------------------------------------------------------------------------------------


def atoms(fields: Sequence[Field]) -> dict[str, str]:
    """By what a record may be looked for: name of the key -> SQL of a list of its values."""
    found = {}
    for f in fields:
        n, c = f.name, f"r.{f.name}"  # a field may be called as a column of the spellings is
        match f.kind:
            case Kind.NAME:
                found[f"{n}.sound"] = f"(SELECT s.sounds FROM spelled s WHERE s.v = {c})"
                found[f"{n}.near"] = f"(SELECT s.near FROM spelled s WHERE s.v = {c})"
                found[f"{n}.given"] = f"(SELECT s.given FROM spelled s WHERE s.v = {c})"
                found[f"{n}.start"] = f"(SELECT [substr(s.text, 1, 3)] FROM spelled s WHERE s.v = {c})"
            case Kind.DATE:
                found[f"{n}.day"] = f"[{c}]"
                found[f"{n}.year"] = f"[substr({c}, 1, 4)]"
                found[f"{n}.monthday"] = f"[substr({c}, 5, 4)]"
            case Kind.CODE:
                found[f"{n}.whole"] = f"[{c}]"
            case Kind.TEXT | Kind.SAME:
                found[f"{n}.whole"] = f"[CAST({c} AS VARCHAR)]"
            case Kind.AGE:
                # Two bands of five years, half a band apart: ages were guessed at a gate at night.
                found[f"{n}.band"] = f"['a' || CAST({c} // 5 AS INT), 'b' || CAST(({c} + 2.5) // 5 AS INT)]"
    return found


def combinations(fields: Sequence[Field]) -> list[tuple[str, ...]]:
    """Every key alone, and every two keys of two fields of which one is a name or a day."""
    strong = {Kind.NAME, Kind.DATE, Kind.CODE}
    kinds = {f.name: f.kind for f in fields}
    names = list(atoms(fields))
    of = {a: a.partition(".")[0] for a in names}
    alone = [(a,) for a in names if kinds[of[a]] in strong | {Kind.TEXT}]
    two = [
        (a, b)
        for i, a in enumerate(names)
        for b in names[i + 1 :]
        if of[a] != of[b] and (kinds[of[a]] in strong or kinds[of[b]] in strong)
        and {kinds[of[a]], kinds[of[b]]} != {Kind.SAME, Kind.CODE}
    ]  # fmt: skip
    crossed = [
        ("~", a, b) for a in names for b in names
        if of[a] < of[b] and kinds[of[a]] is kinds[of[b]] is Kind.NAME
        and a.partition(".")[2] == b.partition(".")[2] == "sound"
    ]  # fmt: skip
    return [*alone, *two, *crossed]


def meet(con: Any, fields: Sequence[Field], *, alone: bool, breadth: float, out: Path) -> list[Rule]:
    """Writes keys_left and keys_right (k, id: a key's number). Out: the rules kept, the cheapest first, as many as
    `breadth` pairs a record allow.
    """
    listed = atoms(fields)
    for side in ("left", "right"):
        columns = ", ".join(f"{sql} AS {_q(name)}" for name, sql in listed.items())
        con.execute(f"CREATE OR REPLACE TEMP TABLE atoms_{side} AS SELECT id, {columns} FROM ready_{side} r")
    records = con.execute("SELECT (SELECT count(*) FROM ready_left) + (SELECT count(*) FROM ready_right)").fetchone()[0]
    budget = max(_FEWEST, breadth * records / 2)
    costs = sorted(
        (n, atoms_) for atoms_ in combinations(fields) if 0 < (n := _cost(con, atoms_, alone=alone)) <= budget
    )
    kept: list[Rule] = []
    spent = 0
    for pairs, chosen in costs:
        if spent + pairs > budget:
            break
        kept.append(Rule(chosen, pairs))
        spent += pairs
    for side in ("left", "right"):
        union = (
            " UNION ALL ".join(f"SELECT {n} AS rule, key, id FROM ({_keys(side, r.atoms)})" for n, r in enumerate(kept))
            or "SELECT 0 AS rule, '' AS key, 0 AS id WHERE FALSE"
        )
        con.execute(f"CREATE OR REPLACE TEMP TABLE all_keys_{side} AS {union}")
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE shared_{side} AS SELECT rule, key, count(*) AS n "
            f"FROM all_keys_{side} GROUP BY rule, key"
        )
    most = _GROUP_MOST * (2 if alone else 1)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE useful AS SELECT l.rule, l.key, row_number() OVER () AS k FROM shared_left l "
        f"JOIN shared_right r ON l.rule = r.rule AND l.key = r.key WHERE l.n * r.n <= {most}"
        + (" AND (l.n > 1 OR r.n > 1 OR l.rule IN (" + ", ".join(_crossed(kept)) + "))" if alone else "")
    )
    for side in ("left", "right"):
        sql = f"SELECT u.k, a.id FROM all_keys_{side} a JOIN useful u ON u.rule = a.rule AND u.key = a.key"
        con.execute(f"COPY ({sql}) TO '{out}/keys_{side}.parquet' (FORMAT parquet)")
    return kept


def _crossed(kept: Sequence[Rule]) -> list[str]:
    """The numbers of the rules that look for names in each other's column."""
    return [str(n) for n, r in enumerate(kept) if r.atoms[0] == "~"] or ["-1"]


def _keys(side: str, chosen: tuple[str, ...]) -> str:
    if chosen[0] == "~":
        a, b = chosen[1:]
        if side == "right":
            a, b = b, a  # the given name stands in the surname's column, and the other way round
        chosen = (a, b)
    parts = ", ".join(f"unnest({_q(a)}) AS k{n}" for n, a in enumerate(chosen))
    if len(chosen) == 2:
        a, b = chosen
        return (
            f"SELECT DISTINCT id, k0 || '|' || k1 AS key FROM (SELECT id, k0, unnest({_q(b)}) AS k1 FROM "
            f"(SELECT id, unnest({_q(a)}) AS k0, {_q(b)} FROM atoms_{side}))"
            " WHERE k0 IS NOT NULL AND k1 IS NOT NULL"
        )
    return f"SELECT DISTINCT id, k0 AS key FROM (SELECT id, {parts} FROM atoms_{side}) WHERE k0 IS NOT NULL"


def _cost(con: Any, chosen: tuple[str, ...], *, alone: bool) -> int:
    """Pairs that a rule brings together, without the keys that bring too many."""
    half = "n * (n - 1) // 2" if alone else "l.n * r.n"
    if alone and chosen[0] == "~":
        half, alone = "l.n * r.n", False
    if alone:
        sql = f"SELECT key, count(*) AS n FROM ({_keys('left', chosen)}) GROUP BY key"
        whole = f"SELECT coalesce(sum({half}), 0) FROM ({sql}) WHERE {half} <= {_GROUP_MOST}"
    else:
        both = [f"(SELECT key, count(*) AS n FROM ({_keys(s, chosen)}) GROUP BY key)" for s in ("left", "right")]
        whole = (
            f"SELECT coalesce(sum({half}), 0) FROM {both[0]} l JOIN {both[1]} r USING (key) "
            f"WHERE {half} <= {_GROUP_MOST}"
        )
    return int(con.execute(whole).fetchone()[0])
