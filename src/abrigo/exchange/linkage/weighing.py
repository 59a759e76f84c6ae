"""The SQL of a comparison: pairs that meet, their likeness, their weights. Both engines read it alike."""

from collections.abc import Sequence
from typing import Final

from abrigo.exchange.linkage.model import LEVELS, Field, Kind, Model

NEAR: Final = 3
TOP: Final = 30.0


def pairs(*, alone: bool) -> str:
    """Who meets whom: (l, r), each pair once."""
    if not alone:
        return "SELECT DISTINCT a.id AS l, b.id AS r FROM keys_left a JOIN keys_right b ON a.k = b.k"
    return (
        "SELECT DISTINCT least(a.id, b.id) AS l, greatest(a.id, b.id) AS r "
        "FROM keys_left a JOIN keys_right b ON a.k = b.k WHERE a.id <> b.id"
    )


def met(fields: Sequence[Field], table: str, *, swaps: bool) -> str:
    """Spellings that meet in `table`, each pair of them once."""
    found = [(f.name, f.name) for f in fields if f.kind in (Kind.NAME, Kind.TEXT)]
    names = [f.name for f in fields if f.kind is Kind.NAME]
    if swaps:
        found += [(names[0], names[1]), (names[1], names[0])]
    union = " UNION ".join(
        f"SELECT a.{x} AS a, b.{y} AS b FROM {table} p JOIN ready_left a ON a.id = p.l "
        f"JOIN ready_right b ON b.id = p.r WHERE a.{x} IS NOT NULL AND b.{y} IS NOT NULL"
        for x, y in found
    )
    return union or "SELECT CAST(0 AS BIGINT) AS a, CAST(0 AS BIGINT) AS b WHERE FALSE"


def levels(fields: Sequence[Field], table: str, *, swaps: bool) -> str:
    """(l, r, one likeness a field): -1 where one of the two does not say."""
    names = [f.name for f in fields if f.kind is Kind.NAME]
    joins, columns = [], []
    for f in fields:
        if f.kind in (Kind.NAME, Kind.TEXT):
            joins.append(_words(f.name, f.name))
        if not (swaps and f.name in names[:2]):
            columns.append(f"{_level(f)} AS {f.name}")
    inner = ", ".join(columns)
    if not swaps:
        return _joined(inner, joins, table)
    g, s = names[:2]
    joins += [_words(g, s), _words(s, g)]
    straight = [f"{_spelt(n, n)} AS {n}_straight" for n in (g, s)]
    crossed = [f"{_spelt(g, s)} AS {g}_crossed", f"{_spelt(s, g)} AS {s}_crossed"]
    told = _joined(", ".join([*columns, *straight, *crossed]), joins, table)
    other = ", ".join(f.name for f in fields if f.name not in (g, s))
    turned = f"{g}_crossed + {s}_crossed > {g}_straight + {s}_straight + 2 AND {g}_crossed >= 0 AND {s}_crossed >= 0"
    chosen = ", ".join(
        f"CASE WHEN {turned} THEN least({n}_crossed, {NEAR}) ELSE {n}_straight END AS {n}" for n in (g, s)
    )
    return f"SELECT l, r, {chosen}{', ' + other if other else ''} FROM ({told}) told"


def _joined(columns: str, joins: Sequence[str], table: str) -> str:
    return (
        f"SELECT p.l, p.r, {columns} FROM {table} p JOIN ready_left a ON a.id = p.l "
        f"JOIN ready_right b ON b.id = p.r {' '.join(joins)}"
    )


def _words(x: str, y: str) -> str:
    return f"LEFT JOIN words w_{x}_{y} ON w_{x}_{y}.a = a.{x} AND w_{x}_{y}.b = b.{y}"


def _spelt(x: str, y: str) -> str:
    return (
        f"CASE WHEN a.{x} IS NULL OR b.{y} IS NULL THEN -1 WHEN a.{x} = b.{y} THEN 4 "
        f"ELSE coalesce(w_{x}_{y}.level, 0) END"
    )


def _level(f: Field) -> str:
    a, b = f"a.{f.name}", f"b.{f.name}"
    unsaid = f"WHEN {a} IS NULL OR {b} IS NULL THEN -1"
    match f.kind:
        case Kind.NAME:
            return _spelt(f.name, f.name)
        case Kind.TEXT:
            return (
                f"CASE {unsaid} WHEN {a} = {b} THEN 3 WHEN coalesce(w_{f.name}_{f.name}.level, 0) >= 3 THEN 2 "
                f"WHEN coalesce(w_{f.name}_{f.name}.level, 0) = 2 THEN 1 ELSE 0 END"
            )
        case Kind.DATE:
            apart = _signs_apart(a, b, 8)
            turned = f"{a} = concat(substr({b}, 1, 4), substr({b}, 7, 2), substr({b}, 5, 2))"
            years = f"abs(CAST(substr({a}, 1, 4) AS INT) - CAST(substr({b}, 1, 4) AS INT))"
            return (
                f"CASE {unsaid} WHEN {a} = {b} THEN 5 WHEN {apart} = 1 OR {turned} THEN 4 WHEN {apart} = 2 THEN 3 "
                f"WHEN {years} = 0 THEN 2 WHEN {years} <= 2 THEN 1 ELSE 0 END"
            )
        case Kind.CODE:
            apart = f"({_signs_apart(a, b, 12)} + abs(length({a}) - length({b})))"
            return f"CASE {unsaid} WHEN {a} = {b} THEN 3 WHEN {apart} = 1 THEN 2 WHEN {apart} = 2 THEN 1 ELSE 0 END"
        case Kind.AGE:
            apart = f"abs({a} - {b})"
            return (
                f"CASE {unsaid} WHEN {apart} < 0.5 THEN 4 WHEN {apart} < 1.5 THEN 3 WHEN {apart} < 2.5 THEN 2 "
                f"WHEN {apart} < 4.5 THEN 1 ELSE 0 END"
            )
        case Kind.SAME:
            return f"CASE {unsaid} WHEN {a} = {b} THEN 1 ELSE 0 END"


def _signs_apart(a: str, b: str, many: int) -> str:
    return (
        "("
        + " + ".join(f"CASE WHEN substr({a},{i},1) <> substr({b},{i},1) THEN 1 ELSE 0 END" for i in range(1, many + 1))
        + ")"
    )


def scored(model: Model, table: str, *, prior: float) -> str:
    """(l, r, weight, w_FIELD ...): log-odds and what each field gave, a rare spelling that agrees weighing more."""
    columns, joins = [], []
    for f, one in zip(model.fields, model.weighed, strict=True):
        steps = " ".join(f"WHEN {n} THEN CAST({w!r} AS DOUBLE)" for n, w in enumerate(one.weights()))
        base = f"CASE v.{f.name} {steps} ELSE CAST(0 AS DOUBLE) END"
        if f.kind is not Kind.AGE:
            top = len(LEVELS[f.kind]) - 1
            joins.append(
                f"LEFT JOIN rare_{f.name} x_{f.name} ON x_{f.name}.v = a.{f.name} "
                f"LEFT JOIN rare_{f.name} y_{f.name} ON y_{f.name}.v = b.{f.name}"
            )
            least = f"least(coalesce(x_{f.name}.more, 0), coalesce(y_{f.name}.more, 0))"
            share = (
                f"CASE WHEN v.{f.name} = {top} THEN 1.0 WHEN v.{f.name} = {top - 1} AND {top} > 1 THEN 0.5 ELSE 0 END"
            )
            base = f"({base} + ({share}) * {least})"
        columns.append(f"{base} AS w_{f.name}")
    total = " + ".join(f"w_{f.name}" for f in model.fields)
    inner = (
        f"SELECT v.l, v.r, {', '.join(columns)} FROM {table} v JOIN ready_left a ON a.id = v.l "
        f"JOIN ready_right b ON b.id = v.r {' '.join(joins)}"
    )
    return f"SELECT *, CAST({prior!r} AS DOUBLE) + {total} AS weight FROM ({inner}) told"


def once(table: str, column: str, *, left: bool, right: bool) -> str:
    """Of all who may be the same one, at most one is: each pair's odds against its rivals' and against nobody."""
    odds = f"exp(least({column}, {TOP}))"
    rivals = []
    if left:
        rivals.append(f"sum({odds}) OVER (PARTITION BY l) - {odds}")
    if right:
        rivals.append(f"sum({odds}) OVER (PARTITION BY r) - {odds}")
    more = " + ".join(rivals) or "CAST(0 AS DOUBLE)"
    return f"SELECT *, {column} - ln(1 + greatest({more}, 0)) AS together FROM {table}"
