"""The weighing model: which fields are compared, what each likeness weighs, and from what all of it was learned."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any, Final


class Kind(StrEnum):
    """How a field is compared."""

    NAME = "name"  # a given name or a surname, any script, any spelling
    DATE = "date"  # a day of birth
    CODE = "code"  # a number somebody was given: papers, postcodes
    TEXT = "text"  # other words: a street, a trade
    AGE = "age"  # years, possibly guessed
    SAME = "same"  # equal or not: sex, a village


# Likeness by kind, lowest first. -1 is "one of the two does not say": it weighs exactly nothing.
LEVELS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.NAME: ("different", "some-letters", "alike", "near", "equal"),
    Kind.DATE: ("different", "year-near", "same-year", "two-digits", "one-digit", "equal"),
    Kind.CODE: ("different", "two-signs", "one-sign", "equal"),
    Kind.TEXT: ("different", "alike", "near", "equal"),
    Kind.AGE: ("far", "four-years", "two-years", "one-year", "equal"),
    Kind.SAME: ("different", "equal"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in our tables, its kind, and its column in each register."""

    name: str
    kind: Kind
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a field weighs. `m`: how often each likeness is seen of one person; `u`: of two. Lowest likeness first."""

    m: tuple[float, ...]
    u: tuple[float, ...]

    def weights(self) -> tuple[float, ...]:
        """Log-odds (natural) of each likeness, after Fellegi and Sunter (1969)."""
        return tuple(math.log(m / u) for m, u in zip(self.m, self.u, strict=True))


@dataclass(frozen=True, slots=True)
class Model:
    """`prior`: the share of all pairs that are one person. `curve`: (log-odds, share) from decided pairs, rising.

    `once`: a person stands at most once in the left and in the right register. `swaps`: given name and surname may
    stand in each other's column. `about` says from which files, by whom and when it was learned.
    """

    fields: tuple[Field, ...]
    weighed: tuple[Weighed, ...]
    prior: float
    once: tuple[bool, bool] = (False, False)
    swaps: bool = False
    household: tuple[str, str] = ("", "")
    stays: float = 0.0  # how often a household's other child is found again in the same household
    curve: tuple[tuple[float, float], ...] = ()
    about: Mapping[str, Any] = field(default_factory=dict)

    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.fields)

    def calibrated(self, log_odds: float) -> float:
        """The probability of a pair: along the curve when pairs were decided, else as the log-odds say."""
        if not self.curve:
            return 1 / (1 + math.exp(-max(-700.0, min(700.0, log_odds))))
        return _between(log_odds, self.curve)

    def with_curve(self, curve: Sequence[tuple[float, float]]) -> "Model":
        return replace(self, curve=tuple(curve))


def _between(at: float, curve: Sequence[tuple[float, float]]) -> float:
    if at <= curve[0][0]:
        return curve[0][1]
    for (x0, y0), (x1, y1) in pairwise(curve):
        if at <= x1:
            return y0 if x1 == x0 else y0 + (y1 - y0) * (at - x0) / (x1 - x0)
    return curve[-1][1]


_FORM: Final = "abrigo-linkage-1"


def write(model: Model, path: Path) -> None:
    """Write the model as JSON that a person can read and a court can compare."""
    path.write_text(json.dumps({"form": _FORM, **asdict(model)}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read(path: Path) -> Model:
    """A model written by `write`. ValueError when the file is something else."""
    told = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(told, dict) or told.get("form") != _FORM:
        raise ValueError(f"{path.name} is no linkage model")
    fields = tuple(Field(f["name"], Kind(f["kind"]), f["left"], f["right"]) for f in told["fields"])
    weighed = tuple(Weighed(tuple(w["m"]), tuple(w["u"])) for w in told["weighed"])
    if any(len(w.m) != len(LEVELS[f.kind]) for f, w in zip(fields, weighed, strict=True)):
        raise ValueError(f"{path.name} was learned with other likenesses than this version compares")
    return Model(
        fields, weighed, told["prior"], tuple(told["once"]), told["swaps"], tuple(told["household"]), told["stays"],
        tuple((x, y) for x, y in told["curve"]), told["about"],
    )  # fmt: skip
