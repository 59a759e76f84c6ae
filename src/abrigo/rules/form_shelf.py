"""The forms the house brings along: what agencies in the field ask at each step of a child's case, in our own words.

Each file under `form/` is a form as its sheet would have it: rows of type, name, Spanish, English and the rest; the
fields follow the inter-agency case management steps and leave out faith, ethnicity and any score.
"""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

from abrigo.facts.forms import FormChoice, FormDefinition, FormRow, RowKind, Words
from abrigo.facts.grants import Compartment

FIELDS = (
    "required", "relevant", "constraint", "calculation", "default", "appearance", "choice_filter", "repeat_count",
)  # fmt: skip


@cache
def shelf() -> Mapping[str, FormDefinition]:
    """Every form that came with the house, by its code."""
    files = sorted((resources.files("abrigo.rules") / "form").iterdir(), key=lambda f: f.name)
    found = [read(f.read_text(encoding="utf-8")) for f in files if f.name.endswith(".yaml")]
    return {d.code: d for d in found}


def read(text: str) -> FormDefinition:
    """In: one file. Raises KeyError, TypeError or ValueError for a file that is no form; the house's own never are."""
    told: dict[str, Any] = yaml.safe_load(text)
    languages = tuple(told["languages"])
    rows = tuple(_row(row, languages, n) for n, row in enumerate(told["rows"], 2))
    return FormDefinition(
        told["code"], str(told["version"]), _words(languages, told["title"]), languages, rows,
        tuple(_choices(told.get("choices", {}), languages)), Compartment(told.get("compartment", "claims")),
        told["source"],
    )  # fmt: skip


def _words(languages: tuple[str, ...], said: Any) -> tuple[Words, ...]:
    sentences = said if isinstance(said, list) else [said]
    return tuple(Words(lang, text) for lang, text in zip(languages, sentences, strict=False) if text)


def _row(told: list[Any], languages: tuple[str, ...], row: int) -> FormRow:
    """[type, name, one label for each language ..., {everything else}]."""
    written, *rest = told
    extra = rest.pop() if rest and isinstance(rest[-1], dict) else {}
    kind, _, choices = str(written).partition(" ")
    name, *spoken = rest or [""]
    if kind in ("begin", "end"):
        return FormRow(RowKind(written), name, _words(languages, spoken), row=row, **_extra(extra, languages))
    return FormRow(
        RowKind(kind), name, _words(languages, spoken), choices=choices, row=row, **_extra(extra, languages)
    )  # fmt: skip


def _extra(told: dict[str, Any], languages: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {k: str(v) for k, v in told.items() if k in FIELDS}
    if told.get("required") is True:
        found["required"] = "true()"
    if "says" in told:
        found["constraint_says"] = _words(languages, told["says"])
    if "hint" in told:
        found["hints"] = _words(languages, told["hint"])
    return found


def _choices(told: dict[str, Any], languages: tuple[str, ...]) -> list[FormChoice]:
    row = 1
    found = []
    for name, choices in told.items():
        for code, labels in choices.items():
            row += 1
            found.append(FormChoice(name, str(code), _words(languages, labels), row=row))
    return found
