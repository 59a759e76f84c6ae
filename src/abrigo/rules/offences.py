"""Offence templates: the legal elements an allegation is taken apart into, each file with its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml

REQUIRED: Final = ("offence", "name", "source", "elements")


@dataclass(frozen=True, slots=True)
class Element:
    code: str
    es: str
    en: str


@dataclass(frozen=True, slots=True)
class Offence:
    """`verified_by` empty: no lawyer has signed for it yet, and every page that uses it says so."""

    code: str
    es: str
    en: str
    source: str
    verified_by: str
    elements: tuple[Element, ...]


class WrongTemplate(ValueError):
    """A file that cannot be used: which file, which key, and what to do."""

    def __init__(self, file: str, key: str, remedy: str) -> None:
        super().__init__(f"{file}: {key}: {remedy}")
        self.file, self.key, self.remedy = file, key, remedy


def read(file: str, text: str) -> Offence:
    """In: the text of one template. Raises WrongTemplate naming the file, the key and the remedy."""
    try:
        told: Any = yaml.safe_load(text)
    except yaml.YAMLError:
        raise WrongTemplate(file, "yaml", "this is not YAML; check the indentation") from None
    if not isinstance(told, dict):
        raise WrongTemplate(file, "yaml", "begin with the keys offence, name, source and elements")
    for key in REQUIRED:
        if not told.get(key):
            raise WrongTemplate(file, key, "is missing; every template names its offence, its source and its elements")
    elements = tuple(_element(file, n, one) for n, one in enumerate(told["elements"]))
    codes = [e.code for e in elements]
    if len(set(codes)) < len(codes):
        raise WrongTemplate(file, "elements", "two elements share a code; give each its own")
    name = _both(file, "name", told["name"])
    return Offence(str(told["offence"]), *name, str(told["source"]), str(told.get("verified_by") or ""), elements)


def _element(file: str, n: int, told: Any) -> Element:
    key = f"elements[{n}]"
    if not isinstance(told, dict) or not told.get("code"):
        raise WrongTemplate(file, key, "needs a code")
    return Element(str(told["code"]), *_both(file, key, told))


def _both(file: str, key: str, told: Any) -> tuple[str, str]:
    if not isinstance(told, Mapping) or not told.get("es") or not told.get("en"):
        raise WrongTemplate(file, key, "needs its words in Spanish (es) and English (en)")
    return str(told["es"]), str(told["en"])


_OWN: dict[str, Offence] = {}


def adopt(own: Mapping[str, Offence]) -> None:
    """An office's own templates beside ours (or instead of ours, by the same code), once, when the house starts."""
    _OWN.clear()
    _OWN.update(own)


def shipped() -> Mapping[str, Offence]:
    """Every template in use, by code."""
    return {**_ours(), **_OWN} if _OWN else _ours()


@cache
def _ours() -> Mapping[str, Offence]:
    folder = resources.files("abrigo.rules") / "offence"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    found = (read(f.name, f.read_text(encoding="utf-8")) for f in files)
    return {offence.code: offence for offence in found}
