"""Names as they were written down: kept letter for letter, with a clean form beside them and never instead of them."""

import re
from dataclasses import dataclass

from abrigo.exchange.rosters.headings import Field
from abrigo.exchange.rosters.problems import Code
from abrigo.exchange.rosters.unsaid import NAMELESS, unsaid
from abrigo.exchange.rosters.wording import clean, plain
from abrigo.facts.kinds import Unsaid

SCRIPTS = (
    ("Latn", re.compile("[A-Za-zÀ-ɏḀ-ỿ]")),
    ("Hebr", re.compile("[\u0590-\u05ff\ufb1d-\ufb4f]")),
    ("Arab", re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefe]")),
    ("Cyrl", re.compile("[\u0400-\u052f]")),
)
FINALS = "םןץףך"
DESCRIBED = re.compile(
    r"^(?:rn|reci[eé]n nacid[oa]|beb[eé]|hij[oa]s?|ni[nñ][oa]|infante|hermanit[oa]|baby|son|daughter|child|newborn)\b.*"
    r"(?:\b(?:de|del|of)\b|#|\d)|^(?:ni[nñ][oa]|hombre|mujer|beb[eé]|infante|child|boy|girl|baby) ?#? ?\d+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NameRead:
    """One name claim. `language` is BCP 47, `und` when the paper does not say; `script` ISO 15924, `Zyyy` if mixed.

    `surnames` and `given` are only for showing, when a comma or two columns said which is which; the name that is
    kept is `verbatim`.
    """

    verbatim: str
    cleaned: str
    language: str
    script: str
    supposed: bool = False
    surnames: str = ""
    given: str = ""
    doubts: tuple[Code, ...] = ()

    def __repr__(self) -> str:
        return f"NameRead({self.script})"


def script_of(words: str) -> str:
    found = [name for name, letters in SCRIPTS if letters.search(words)]
    return found[0] if len(found) == 1 else "Zyyy"


def read_name(words: str, field: Field = Field.NAME) -> NameRead | Unsaid | None:
    """A cell of names: a name, one of the four ways of not having one, or nothing at all."""
    cleaned = clean(words)
    if not cleaned:
        return None
    if plain(cleaned) in NAMELESS or not plain(cleaned):
        return Unsaid.UNKNOWN
    if (why := unsaid(cleaned)) is not None:
        return why
    surnames, given = parts(cleaned)
    language = {Field.HEBREW_NAME: "he", Field.ARABIC_NAME: "ar"}.get(field, "und")
    supposed = field is Field.SUPPOSED_NAME
    return NameRead(words, cleaned, language, script_of(cleaned), supposed, surnames, given, doubts(cleaned))


def parts(cleaned: str) -> tuple[str, str]:
    """`Apellidos, Nombres` taken apart for showing; anything else stays whole."""
    surnames, comma, given = cleaned.partition(",")
    return (surnames.strip(), given.strip()) if comma and given.strip() and "," not in given else ("", "")


def doubts(cleaned: str) -> tuple[Code, ...]:
    found = []
    if DESCRIBED.search(cleaned):
        found.append(Code.NAME_NOT_A_NAME)
    elif any(character.isdigit() for character in cleaned):
        found.append(Code.NAME_HAS_DIGITS)
    if reversed_order(cleaned):
        found.append(Code.NAME_REVERSED)
    return tuple(found)


def reversed_order(cleaned: str) -> bool:
    """Hebrew stored back to front, as old programs print it: final letters stand at the beginning of words."""
    words = [word for word in re.split(r"[\s-]+", cleaned) if len(word) > 1]
    first = sum(word[0] in FINALS for word in words)
    last = sum(word[-1] in FINALS for word in words)
    return first > last


def from_columns(given: str, surnames: str) -> NameRead | Unsaid | None:
    """Two columns, one person. What was written in each stays apart for showing."""
    told_given, told_surnames = read_name(given), read_name(surnames)
    if not isinstance(told_given, NameRead):
        return told_surnames if isinstance(told_surnames, NameRead) else told_given or told_surnames
    if not isinstance(told_surnames, NameRead):
        return told_given
    whole = read_name(f"{given} {surnames}")
    if not isinstance(whole, NameRead):
        return whole
    return NameRead(
        whole.verbatim,
        whole.cleaned,
        "und",
        whole.script,
        False,
        told_surnames.cleaned,
        told_given.cleaned,
        whole.doubts,
    )


PHONE = re.compile(
    r"(?<![\w/-])(?:\+\d{1,3}[ .-]?)?(?:\(\d{2,4}\)[ .-]?)?\d{4}[ .-]?\d{4}(?![\w/-])|\+\d[\d ().-]{7,16}\d"
)


def without_phones(words: str) -> tuple[str, bool]:
    """The words without telephone numbers: a roster travels further than a number was meant to."""
    cut = PHONE.sub("[tel.]", words)
    return cut, cut != words
