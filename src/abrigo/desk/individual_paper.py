"""The individual file on paper: a tagged PDF in the reader's language and direction, with what it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from json import dumps
from pathlib import Path
from typing import Any, Final

import typst
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from abrigo.desk.individual_words import Section
from abrigo.registers.individual import Individual
from abrigo.rules.disclosures import Contents, Part

TYPESET: Final = Path(__file__).parent / "typeset"
RIGHT_TO_LEFT: Final = frozenset({"he", "ar", "yi"})
STANDARD: Final = "ua-1"
NARROW, WIDE_COLUMN = 7, 34  # letters: no column is squeezed to nothing, none takes the page
STOP: Final = 40  # height of one stop of the drawing
LONGEST: Final = 52  # letters of a place beside its stop; the table has the whole


@dataclass(frozen=True, slots=True)
class Sheet:
    """`mark` lies under every page: whose copy this is. `rests`: what it can be checked against; `qr` a drawn code."""

    language: str
    title: str
    lead: Sequence[str]
    sections: Sequence[Section]
    stops: Sequence[Mapping[str, Any]]
    mark: str
    foot: str
    rests: Sequence[str]
    qr: Mapping[str, Any]


def pdf(sheet: Sheet) -> bytes:
    """PDF/UA-1: tagged, titled, in a named language, every picture with its words. Names no person in its metadata."""
    told = {
        "title": sheet.title, "lead": list(sheet.lead), "lang": sheet.language,
        "rtl": sheet.language in RIGHT_TO_LEFT, "mark": sheet.mark, "foot": sheet.foot, "rests": list(sheet.rests),
        "qr": _picture("desk/typeset/qr.svg", dict(sheet.qr)), "qr_alt": _("Code to scan: the checkpoint"),
        "sections": [_section(s, sheet) for s in sheet.sections],
    }  # fmt: skip
    return typst.compile(
        TYPESET / "individual.typ", format="pdf", font_paths=[TYPESET], ignore_system_fonts=True,
        sys_inputs={"file": dumps(told)}, pdf_standards=STANDARD,
    )  # fmt: skip


def _section(s: Section, sheet: Sheet) -> dict[str, Any]:
    drawn = bool(sheet.stops) and s.id == Part.WHERE
    context = route(sheet.stops, sheet.language) if drawn else {}
    return {
        "title": s.title, "strong": s.strong, "notes": s.notes, "facts": s.facts, "head": s.head, "rows": s.rows,
        "quotes": s.quotes, "widths": _widths(s),
        "picture": _picture("desk/parts/route.html", context) if drawn else "",
        "alt": _("Places in order, from the earliest told to the last on record. The same stands in the tables."),
    }  # fmt: skip


def _picture(template: str, context: dict[str, Any]) -> str:
    return render_to_string(template, context).strip()


def _widths(s: Section) -> list[int]:
    columns = zip(s.head, *s.rows, strict=True) if s.rows else ()
    return [min(WIDE_COLUMN, max(NARROW, *(len(cell) for cell in column))) for column in columns]


# -- the line of places -------------------------------------------------------------------


def stops(file: Individual, contents: Contents, at: Any) -> list[dict[str, Any]]:
    """Every place in order: those somebody told of first, then those on record; none for whoever may see no place."""
    before = [
        {"told": True, "when": " – ".join(d or "?" for d in (f["since"], f["until"])),
         "place": ", ".join(p for p in (f["place"], f["country"]) if p)}
        for f in contents.get(Part.BEFORE, ()) if "place" in f and not f.get("withdrawn")
    ]  # fmt: skip
    here: list[dict[str, Any]] = []
    for f in contents.get(Part.WHERE, ()):
        if f.get("place") and (not here or here[-1]["place"] != f["place"]):
            here.append({"told": False, "when": at(f["begins"]), "place": f["place"]})
    return [*before, *here] if file.line is not None and not file.line.hidden else []


def route(found: Sequence[Mapping[str, Any]], language: str) -> dict[str, Any]:
    """In: the stops. Out: the drawing in whole units, the first at the top, from the side where reading begins."""
    rtl, wide = language in RIGHT_TO_LEFT, 480
    drawn = [
        {"y": 18 + n * STOP, "text": s["place"][:LONGEST], "when": s["when"], "told": s["told"]}
        for n, s in enumerate(found)
    ]
    return {
        "stops": drawn, "wide": wide, "high": len(drawn) * STOP + 6, "x": wide - 14 if rtl else 14,
        "text": wide - 32 if rtl else 32, "anchor": "end" if rtl else "start", "first": 18,
        "last": 18 + (len(drawn) - 1) * STOP,
    }  # fmt: skip


def speaking(language: str) -> Any:
    """Everything said inside is in this language."""
    return translation.override(language)
