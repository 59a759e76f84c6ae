"""How alike two words are, worked out once for each pair of words that meets: one table that every engine joins."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from abrigo.names.files import shipped_model
from abrigo.names.groups import groups
from abrigo.names.letters import Script, script_of
from abrigo.names.likeness import romanised
from abrigo.names.parts import WEIGHT, Kind, part
from abrigo.names.skeleton import bones

_CENTRES = 512
_AT_ONCE = 200_000


def bare(text: str) -> str:
    """The words that carry a name, folded, in order; titles and small words only when there is nothing else."""
    found = [p for p in part(text) if p.kind not in (Kind.TITLE, Kind.PARTICLE)] or list(part(text))
    return " ".join(p.word for p in found)


def main_word(name: str) -> str:
    """The word of a folded name that says most: the first of those that weigh most."""
    parts = part(name)
    return max(parts, key=lambda p: WEIGHT[p.kind]).word if parts else ""


def sounds(name: str) -> tuple[str, ...]:
    """Skeletons by which a folded name is filed: two at most, the same in every script."""
    return bones(main_word(name))[:2] or ((main_word(name),) if name else ())


def given(name: str) -> tuple[str, ...]:
    """The given names a folded name may stand for, by knowledge and not by letters: Bill and Will and William meet."""
    return tuple(f"g{n}" for n in groups(main_word(name)))


def neighbourhoods(names: Sequence[str]) -> list[tuple[int, int]]:
    """For each folded name its two nearest neighbourhoods in the learned space; empty without the model."""
    model = shipped_model()
    if model is None or not names:
        return []
    words = [main_word(n) for n in names]
    points = model.space.vectors(words)
    # Centres spread evenly over the sorted words: the same names give the same neighbourhoods on every machine.
    order = sorted(range(len(words)), key=lambda i: (words[i][::-1], i))
    many = min(_CENTRES, max(1, len(words) // 8))
    centres = points[[order[i * len(order) // many] for i in range(many)]]
    out: list[tuple[int, int]] = []
    for start in range(0, len(words), 8192):
        near = points[start : start + 8192] @ centres.T
        first = near.argmax(1)
        near[np.arange(len(near)), first] = -2.0
        out += list(zip(first.tolist(), near.argmax(1).tolist(), strict=True))
    return out


def judge_words(con: Any, met: Path, spelled: Path, out: Path) -> int:
    """In: pairs of values (a, b) that met, and how each value (v, text) is spelled. Out: (a, b, level) on file for all
    that are not simply different, and how many.

    Levels as of a name: 1 some letters, 2 alike, 3 near, 4 equal. In one script by the letters; between scripts, and
    for spellings that only sound alike, by the learned space.
    """
    import pyarrow as pa

    con.execute(
        f"CREATE OR REPLACE TEMP TABLE met AS SELECT DISTINCT a, b FROM read_parquet('{_glob(met)}') WHERE a <> b"
    )
    wanted = "SELECT a AS v FROM met UNION SELECT b FROM met"
    sql = f"SELECT v, text FROM read_parquet('{spelled}') WHERE v IN ({wanted}) ORDER BY v"
    values = con.execute(sql).fetchall()
    words = [text for _, text in values]
    latin = [w if script_of(w) is Script.LATIN else romanised(w) for w in words]
    shape = pa.schema([("v", pa.int64()), ("word", pa.string()), ("latin", pa.string()),
                       ("given", pa.list_(pa.string()))])  # fmt: skip
    told = {"v": [v for v, _ in values], "word": words, "latin": latin, "given": [list(given(w)) for w in words]}
    con.register("spelt_arrow", pa.table(told, schema=shape))
    con.execute("CREATE OR REPLACE TEMP TABLE spelt AS SELECT * FROM spelt_arrow")
    pairs = con.sql("SELECT a, b FROM met").to_arrow_table()
    known = np.array([v for v, _ in values], np.int64)
    a, b = (np.searchsorted(known, pairs[side].to_numpy()) for side in ("a", "b"))
    near = np.zeros(len(a), np.float32)
    model = shipped_model()
    if model is not None and words:
        points = model.space.vectors([w.replace(" ", "") for w in words])
        for start in range(0, len(a), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            near[some] = np.einsum("ij,ij->i", points[a[some]], points[b[some]])
    con.register("near_arrow", pa.table({"a": pairs["a"], "b": pairs["b"], "near": near}))
    con.execute(f"COPY ({_LEVELS}) TO '{out}' (FORMAT parquet)")
    found: int = con.execute(f"SELECT count(*) FROM read_parquet('{out}')").fetchone()[0]
    return found


def _glob(path: Path) -> str:
    return f"{path}/*.parquet" if path.is_dir() else str(path)


_LEVELS = """
SELECT a, b, level FROM (
  SELECT a, b, CASE
      WHEN a = b THEN 4
      WHEN jw >= 0.93 OR near >= 0.86 OR (dl <= 1 AND least(length(wa), length(wb)) >= 4) THEN 3
      WHEN list_has_any(ga, gb) THEN 3
      WHEN jw >= 0.86 OR near >= 0.74 OR (dl <= 2 AND least(length(wa), length(wb)) >= 6) THEN 2
      WHEN list_has_any(string_split(wa, ' '), string_split(wb, ' ')) THEN 2
      WHEN jw >= 0.76 OR near >= 0.6 OR starts_with(wa, wb) OR starts_with(wb, wa) THEN 1
      ELSE 0 END AS level
  FROM (SELECT n.a, n.b, near, l.word AS wa, r.word AS wb, l.given AS ga, r.given AS gb,
               jaro_winkler_similarity(l.latin, r.latin) AS jw,
               CASE WHEN abs(length(l.latin) - length(r.latin)) <= 2 AND length(l.latin) <= 24
                    THEN damerau_levenshtein(l.latin, r.latin) ELSE 9 END AS dl
        FROM near_arrow n JOIN spelt l ON l.v = n.a JOIN spelt r ON r.v = n.b))
WHERE level > 0
"""
