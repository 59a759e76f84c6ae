"""Short words the screen says for the codes of the house, each in the reader's language.

Whole sentences (refusals with their remedies) live in `sentences.py`; here are only the labels that stand
on a badge, a button or a column. A code that is not listed is shown as it is: a strange word on a screen
is seen and mended, an empty badge hides a child.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Word = Promise | str

# The order is the order of the equation: received = present + ... + died.
STATES: Mapping[str, Word] = MappingProxyType(
    {
        "present": _("present"),
        "in-transit": _("in transit"),
        "out-with-authority": _("out with authority"),
        "unaccounted": _("unaccounted"),
        "missing": _("missing"),
        "released": _("released"),
        "transferred-out": _("transferred out"),
        "died": _("died"),
    }
)

# Said on badges beside the eight, never counted in the sum.
BESIDE: Mapping[str, Word] = MappingProxyType(
    {
        "received": _("received"),
        "unconfirmed": _("unconfirmed"),
        "unresolved": _("unresolved"),
        "sought": _("sought"),
        "returned": _("given back to their own"),
        "nobody": _("nothing said yet"),
        "located": _("located"),
        "verified": _("verified"),
    }
)

ANSWERS: Mapping[str, Word] = MappingProxyType(
    {
        "unknown": _("unknown"),
        "withheld": _("withheld"),
        "refused": _("refused"),
        "not-asked": _("not asked"),
    }
)

SEX: Mapping[str, Word] = MappingProxyType(
    {
        "female": pgettext_lazy("sex", "female"),
        "male": pgettext_lazy("sex", "male"),
        "undetermined": pgettext_lazy("sex", "undetermined"),
    }
)

READINGS: Mapping[str, Word] = MappingProxyType({"child": _("child"), "adult": _("adult")})

HOW: Mapping[str, Word] = MappingProxyType(
    {
        "by-eye": _("by eye"),
        "stated": _("as told by the person"),
        "stated-by-other": _("as told by someone else"),
        "document": _("by document"),
        "assessment": _("by age assessment"),
        "court": _("by court"),
        "headcount": _("by headcount"),
        "register": _("by the register"),
        "bands": _("by wristbands"),
        "meals": _("by meals"),
        "court-list": _("by the court's list"),
        "manifest": _("by manifest"),
    }
)

RELATIONS: Mapping[str, Word] = MappingProxyType(
    {
        "repeats": _("repeats"),
        "contradicts": _("contradicts"),
        "narrows": _("narrows"),
        "supersedes": _("supersedes"),
        "retracts": _("retracts"),
        "agrees": _("agrees with the ledger"),
        "differs": _("differs by definition"),
    }
)

LANGUAGES: Mapping[str, Word] = MappingProxyType(
    {
        "es": _("Spanish"),
        "en": _("English"),
        "he": _("Hebrew"),
        "yi": _("Yiddish"),
        "ar": _("Arabic"),
        "quc": _("K'iche'"),
        "kek": _("Q'eqchi'"),
        "mam": _("Mam"),
        "fr": _("French"),
    }
)

SCRIPTS: Mapping[str, Word] = MappingProxyType(
    {"latin": _("Latin letters"), "hebrew": _("Hebrew letters"), "arabic": _("Arabic letters")}
)

# What people answer at a roll call.
ROLLCALL: Mapping[str, Word] = MappingProxyType(
    {
        "here": _("here"),
        "not-here": _("not here"),
        "left": _("still to answer"),
        "elsewhere": _("seen elsewhere"),
    }
)

# Endonyms: a reader looks for her own language under its own name, so these are never translated.
MENU: Mapping[str, str] = MappingProxyType(
    {"es": "Español", "en": "English", "he": "עברית", "yi": "ייִדיש", "ar": "العربية"}
)

_EVERY: tuple[Mapping[str, Word], ...] = (
    STATES,
    BESIDE,
    ANSWERS,
    SEX,
    READINGS,
    HOW,
    RELATIONS,
    ROLLCALL,
    LANGUAGES,
    SCRIPTS,
)


def code(value: object) -> str:
    """The bare lower-case code of an enum member or a string: `State.IN_TRANSIT` gives `in-transit`."""
    if isinstance(value, Enum):
        value = value.value if isinstance(value.value, str) else value.name
    return str(value).strip().lower().replace("_", "-").replace(" ", "-")


def word(value: object) -> Word:
    """The word for a code in the reader's language; the code itself when nobody has named it yet."""
    known = code(value)
    for words in _EVERY:
        if known in words:
            return words[known]
    return str(value)
