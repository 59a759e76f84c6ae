"""Who lives together is found together: a pair is likelier when the rest of its two households pairs up too."""

import math
from typing import Any, Final

from abrigo.exchange.linkage.engines import Engine
from abrigo.exchange.linkage.model import Kind, Model

_WORTH: Final = -2.0  # log-odds from which a pair says that its two households may be one
_SURE: Final = 0.95
_LEAST: Final = -1.5
_MOST: Final = 7.0


def meet_more(engine: Engine) -> None:
    """Everybody of two households that may be one meets everybody: table `pairs` grows by them."""
    engine.make(
        "homes",
        f"SELECT DISTINCT a.household AS hl, b.household AS hr FROM weighed w JOIN ready_left a ON a.id = w.l "
        f"JOIN ready_right b ON b.id = w.r WHERE w.weight >= {_WORTH} "
        "AND a.household IS NOT NULL AND b.household IS NOT NULL",
    )
    engine.make(
        "more_pairs",
        "SELECT l, r FROM pairs UNION SELECT a.id AS l, b.id AS r FROM homes h "
        "JOIN ready_left a ON a.household = h.hl JOIN ready_right b ON b.household = h.hr",
    )


def own_words(model: Model) -> str:
    """What says something of one child alone. A surname is the whole household's and is counted once already."""
    names = [f.name for f in model.fields if f.kind is Kind.NAME]
    shared = set(names[1:]) | {f.name for f in model.fields if f.kind in (Kind.TEXT, Kind.CODE)}
    return " + ".join(f"w_{f.name}" for f in model.fields if f.name not in shared) or "CAST(0 AS DOUBLE)"


def add(engine: Engine, model: Model, *, stays: float) -> None:
    """Table `housed`: every pair with `kin`, the log-odds its households add: for each other child of the left one,
    log(1 - q + q * mean likelihood ratio to the others of the right one), q being how often a child is found again.
    """
    home = "JOIN ready_left a ON a.id = w.l JOIN ready_right b ON b.id = w.r"
    engine.make("ratios", f"SELECT w.l, w.r, a.household AS hl, b.household AS hr, exp(least({own_words(model)}, 12.0)) AS lr "  # noqa: E501
                f"FROM weighed w {home} WHERE a.household IS NOT NULL AND b.household IS NOT NULL")  # fmt: skip
    engine.make("sums", "SELECT l, hr, sum(lr) AS whole FROM ratios GROUP BY l, hr")
    engine.make(
        "sizes", "SELECT household, count(*) AS n FROM ready_right WHERE household IS NOT NULL GROUP BY household"
    )
    mean = "greatest(coalesce(s.whole, 0) - coalesce(x.lr, 0), 0) / greatest(z.n - 1, 1)"
    told = f"ln({1 - stays!r} + {stays!r} * {mean})"
    engine.make(
        "kin",
        f"SELECT p.l, p.r, sum(greatest({_LEAST}, least({_MOST}, {told}))) AS kin "
        "FROM ratios p JOIN ready_left o ON o.household = p.hl AND o.id <> p.l "
        "JOIN sizes z ON z.household = p.hr "
        "LEFT JOIN sums s ON s.l = o.id AND s.hr = p.hr "
        "LEFT JOIN ratios x ON x.l = o.id AND x.r = p.r "
        "WHERE z.n > 1 GROUP BY p.l, p.r",
    )
    engine.make(
        "housed",
        "SELECT w.*, coalesce(k.kin, 0) AS kin, w.weight + coalesce(k.kin, 0) AS housed_weight "
        "FROM weighed w LEFT JOIN kin k ON k.l = w.l AND k.r = w.r",
    )


def learned_stays(engine: Engine, *, at_first: float = 0.5) -> float:
    """How often the other children of a household are found again in the one their brother or sister was found in:
    from the pairs that are nearly sure by themselves."""
    sure = math.log(_SURE / (1 - _SURE))
    sql = f"""
        SELECT count(*), coalesce(sum(CASE WHEN best >= 20 THEN 1 ELSE 0 END), 0) FROM (
          SELECT o.id, p.r, max(coalesce(x.lr, 0)) AS best FROM weighed p
          JOIN ready_left a ON a.id = p.l JOIN ready_right b ON b.id = p.r
          JOIN ready_left o ON o.household = a.household AND o.id <> p.l
          LEFT JOIN ratios x ON x.l = o.id AND x.hr = b.household AND x.r <> p.r
          WHERE p.weight >= {sure!r} GROUP BY o.id, p.r) told
    """
    seen: tuple[Any, ...] = engine.rows(sql)[0]
    many, again = int(seen[0]), float(seen[1])
    return min(0.95, max(0.05, (again + 5 * at_first) / (many + 5)))
