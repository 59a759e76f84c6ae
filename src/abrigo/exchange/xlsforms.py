"""Forms from and to a workbook as XLSForm has it: the sheets survey, choices and settings, read cell by cell.

Everything wrong is told at once with its sheet, row and column; nothing in the file is ever run.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from openpyxl import Workbook as Book
from openpyxl.cell import WriteOnlyCell

from abrigo.exchange.rosters import opening
from abrigo.exchange.rosters.refusals import Refused
from abrigo.exchange.rosters.sheets import Sheet, Workbook, letter, text
from abrigo.facts.forms import Column, FormChoice, FormDefinition, FormRow, RowKind, Words
from abrigo.facts.grants import Compartment
from abrigo.rules.form_sheet import Fault, build, is_dynamic

KINDS: Final[dict[str, RowKind]] = {
    "text": RowKind.TEXT, "string": RowKind.TEXT, "integer": RowKind.INTEGER, "int": RowKind.INTEGER,
    "decimal": RowKind.DECIMAL, "date": RowKind.DATE, "time": RowKind.TIME, "datetime": RowKind.MOMENT,
    "note": RowKind.NOTE, "calculate": RowKind.CALCULATE, "acknowledge": RowKind.ACKNOWLEDGE,
    "trigger": RowKind.ACKNOWLEDGE, "range": RowKind.RANGE, "barcode": RowKind.BARCODE,
    "begin group": RowKind.BEGIN_GROUP, "end group": RowKind.END_GROUP,
    "begin repeat": RowKind.BEGIN_REPEAT, "end repeat": RowKind.END_REPEAT,
}  # fmt: skip
SELECTS: Final = {
    "select_one": RowKind.ONE, "select one": RowKind.ONE, "select_multiple": RowKind.SEVERAL,
    "select multiple": RowKind.SEVERAL, "rank": RowKind.RANK, "select all that apply from": RowKind.SEVERAL,
}  # fmt: skip
WRITTEN_BY_ITSELF: Final = frozenset(
    {"start", "end", "today", "deviceid", "username", "phonenumber", "email", "simserial", "subscriberid", "audit"}
)
NOT_COLLECTED: Final = frozenset(
    {"geopoint", "geotrace", "geoshape", "start-geopoint", "image", "photo", "audio", "video", "file",
     "background-audio", "background-geopoint", "signature", "annotate", "draw"}
)  # fmt: skip
FROM_A_FILE: Final = ("select_one_from_file", "select_multiple_from_file", "select_one_external", "csv-external",
                      "xml-external", "select_one_from_map")  # fmt: skip
MEDIA: Final = frozenset({"media", "image", "big-image", "audio", "video"})
READ_SETTINGS: Final = frozenset(
    {"form_title", "form_id", "id_string", "version", "default_language", "compartment", "source"}
)
OR_OTHER: Final = " or_other"
READ_SHEETS: Final = frozenset({"survey", "choices", "settings"})
OTHER: Final = {"es": ("Otro", "¿Cuál?"), "en": ("Other", "Which?"), "he": ("אחר", "מה?"), "ar": ("أخرى", "ما هو؟"),
                "fr": ("Autre", "Lequel ?"), "yi": ("אַנדערש", "וואָס?")}  # fmt: skip
"""What `or_other` adds, in the languages the house speaks; English in any other."""
EXPRESSIONS: Final = {
    "required": "required", "relevant": "relevant", "relevance": "relevant", "constraint": "constraint",
    "calculation": "calculation", "calculate": "calculation", "default": "default", "appearance": "appearance",
    "choice_filter": "choice_filter", "repeat_count": "repeat_count",
}  # fmt: skip
SAID: Final = {
    "label": "labels", "hint": "hints", "constraint_message": "constraint_says", "required_message": "required_says",
}  # fmt: skip
YES: Final = frozenset({"yes", "true", "true()", "1", "y", "si", "sí"})
NO: Final = frozenset({"no", "false", "false()", "0", "n", ""})
_CODE: Final = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\)\s*$")


@dataclass
class Read:
    """A workbook read: the form, when it can be filled; what stops it; what is only told."""

    definition: FormDefinition | None = None
    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)


def read(content: bytes, filename: str) -> Read | Refused:
    """In: the bytes of a workbook, of any size and any make. Out: what is in it, or why it stays shut. Never raises."""
    book = opening.read(content, filename)
    return book if isinstance(book, Refused) else read_book(book)


def read_book(book: Workbook) -> Read:
    found = Read()
    sheets = {sheet.name.strip().lower(): sheet for sheet in book.sheets}
    survey = sheets.get("survey")
    if survey is None:
        found.faults.append(Fault("no-survey", "survey", 1))
        return found
    settings = _settings(sheets.get("settings"), found)
    rows = tuple(_rows(_Table(survey, "survey", found), found))
    choices_sheet = sheets.get("choices")
    choices = tuple(_choices(_Table(choices_sheet, "choices", found), found)) if choices_sheet else ()
    languages = _languages(rows, choices, settings.get("default_language", ""))
    rows, choices = _others(rows, choices, languages)
    found.notices.extend(Fault("sheet-left-out", s[:40], about=s[:40]) for s in sheets if s not in READ_SHEETS)
    version = settings.get("version", "")
    if not version:
        version = book.digest[:8]
        found.notices.append(Fault("version-given", "settings", 2, "version", version))
    titles = _titles(settings, languages)
    code = re.sub(
        r"[^A-Za-z0-9_.-]+", "-", settings.get("form_id", "") or settings.get("id_string", "") or "form"
    ).strip("-")
    given = settings.get("compartment", "claims").lower() or "claims"
    if given not in ("claims", "case", "health", "investigation"):
        found.faults.append(Fault("compartment", "settings", 2, "compartment", given[:40]))
        given = "claims"
    definition = FormDefinition(
        code if code[:1].isalpha() or code[:1] == "_" else f"f-{code}", version[:40], titles, languages, rows, choices,
        Compartment(given), settings.get("source", "")[:400],
    )  # fmt: skip
    built = build(definition)
    if isinstance(built, tuple):
        found.faults.extend(built)
    found.notices.extend(_untranslated(definition))
    found.faults.sort(key=lambda f: (("survey", "choices", "settings").index(f.sheet), f.row))
    found.definition = None if found.faults else definition
    return found


class _Table:
    """A sheet under its headings. Rows as the spreadsheet counts them; a formula is told and is no text."""

    def __init__(self, sheet: Sheet, name: str, found: Read) -> None:
        self.sheet, self.name, self.found = sheet, name, found
        self.headings = [_heading(text(c)) for c in sheet.rows[0]] if sheet.rows else []

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        for n, row in enumerate(self.sheet.rows[1:], 1):
            told = {}
            for column, (heading, cell) in enumerate(zip(self.headings, row, strict=False)):
                if formula := self.sheet.formulas.get((n, column)):
                    about = f"{letter(column)}{n + 1} {formula}"[:80]
                    self.found.faults.append(Fault("formula", self.name, n + 1, heading, about))
                elif heading and (words := text(cell).strip()):
                    told[heading] = words
            if told:
                yield n + 1, told


def _heading(told: str) -> str:
    base, mark, language = told.strip().partition("::")
    base = re.sub(r"\s+", "_", base.strip().lower())
    return f"{base}::{language.strip()}" if mark else base


def _settings(sheet: Sheet | None, found: Read) -> dict[str, str]:
    if sheet is None:
        return {}
    told = next((told for _row, told in _Table(sheet, "settings", found)), {})
    left = [k for k in told if k.partition("::")[0] not in READ_SETTINGS]
    found.notices.extend(Fault("setting-left-out", "settings", 2, k, k[:40]) for k in left)
    return told


def _others(
    rows: tuple[FormRow, ...], choices: tuple[FormChoice, ...], languages: tuple[str, ...]
) -> tuple[tuple[FormRow, ...], tuple[FormChoice, ...]]:
    """`or_other` written out: a list with one choice more, and the row that asks which when it was chosen."""
    asked: list[FormRow] = []
    more: dict[str, list[FormChoice]] = {}
    for row in rows:
        if not row.choices.endswith(OR_OTHER):
            asked.append(row)
            continue
        plain = row.choices.removesuffix(OR_OTHER)
        listed = f"{plain}_or_other"
        own = [replace(c, choices=listed) for c in choices if c.choices == plain]
        if own and all(c.name != "other" for c in own):
            own.append(FormChoice(listed, "other", _in_each(languages, 0), row=own[-1].row))
        more[listed] = own
        asked.append(replace(row, choices=listed if own else plain))
        which = f"selected(${{{row.name}}}, 'other')"
        asked.append(FormRow(RowKind.TEXT, f"{row.name}_other", _in_each(languages, 1), relevant=which, row=row.row))
    return tuple(asked), (*choices, *(c for own in more.values() for c in own))


def _in_each(languages: tuple[str, ...], which: int) -> tuple[Words, ...]:
    return tuple(Words(lang, OTHER.get(lang.split("-", maxsplit=1)[0], OTHER["en"])[which]) for lang in languages)


def _titles(settings: Mapping[str, str], languages: tuple[str, ...]) -> tuple[Words, ...]:
    titles = [Words(_language(k), v) for k, v in settings.items() if k.startswith("form_title::")]
    plain = settings.get("form_title", "")
    return tuple(titles) or ((Words(languages[0], plain),) if plain else ())


def _language(heading: str) -> str:
    """`label::Español (es)` speaks es; a name without a code stays the name."""
    named = heading.partition("::")[2]
    code = _CODE.search(named)
    return code[1] if code else named


def _said(told: Mapping[str, str], base: str) -> tuple[Words, ...]:
    return tuple(Words(_language(k), v) for k, v in told.items() if k == base or k.startswith(base + "::"))


def _languages(rows: tuple[FormRow, ...], choices: tuple[FormChoice, ...], first: str) -> tuple[str, ...]:
    spoken = dict.fromkeys(w.language for r in rows for w in (*r.labels, *r.hints))
    spoken |= dict.fromkeys(w.language for c in choices for w in c.labels)
    wanted = _language("::" + first) if first else ""
    order = sorted(spoken, key=lambda one: (one != wanted, one == ""))
    return tuple(order) or ("",)


def _rows(table: _Table, found: Read) -> Iterator[FormRow]:
    for column in ("type", "name"):
        if column not in table.headings:
            found.faults.append(Fault("no-column", "survey", 1, column, column))
    known = {"type", "name", "read_only", "readonly", "parameters", "trigger", *EXPRESSIONS}
    for heading in table.headings:
        base = heading.partition("::")[0]
        if heading and heading not in known and base not in SAID:
            code = "media-left-out" if base in MEDIA else "column-ignored"
            found.notices.append(Fault(code, "survey", 1, heading, heading))
    for n, told in table:
        yield from _row(n, told, found)


def _row(n: int, told: Mapping[str, str], found: Read) -> Iterator[FormRow]:
    written = " ".join(told.get("type", "").split())
    plain = re.sub(r"^(begin|end)_", r"\1 ", written.lower())
    if not written:
        if "name" in told or any(k.partition("::")[0] == "label" for k in told):
            found.faults.append(Fault("unknown-type", "survey", n, "type", "—"))
        return
    if plain in WRITTEN_BY_ITSELF:
        found.notices.append(Fault("row-ignored", "survey", n, "type", written[:40]))
        return
    if plain.split(" ")[0] in FROM_A_FILE:
        found.faults.append(Fault("from-a-file", "survey", n, "type", written[:60]))
        return
    if plain in NOT_COLLECTED:
        found.faults.append(Fault("not-collected", "survey", n, "type", written[:40]))
        return
    _columns_refused(n, told, found)
    if plain == "hidden":
        yield from _hidden(n, told, found)
        return
    kind, choices, other = KINDS.get(plain), "", False
    for start, select in SELECTS.items():
        if plain.startswith(start + " "):
            rest = written[len(start) :].split()
            if rest[0].startswith("${"):
                found.faults.append(Fault("from-answers", "survey", n, "type", written[:60]))
                return
            kind, choices, other = select, rest[0], rest[1:] in (["or_other"], ["or", "specify", "other"])
            if rest[1:] and not other:
                kind = None
    if other and (told.get("choice_filter") or kind is RowKind.RANK):
        found.faults.append(Fault("other-filtered", "survey", n, "choice_filter"))
        return
    choices += OR_OTHER * other
    if kind is None:
        found.faults.append(Fault("unknown-type", "survey", n, "type", written[:60]))
        return
    expressions = {ours: told.get(theirs, "") for theirs, ours in reversed(EXPRESSIONS.items()) if told.get(theirs)}
    required = expressions.get("required", "").strip().lower()
    if required in YES or required in NO:
        expressions["required"] = "true()" if required in YES else ""
    parameters = told.get("parameters", "")
    if parameters and kind is not RowKind.RANGE:
        found.notices.append(Fault("parameters-left-out", "survey", n, "parameters", parameters[:60]))
    expressions["parameters"] = parameters if kind is RowKind.RANGE else ""
    only = told.get("read_only", told.get("readonly", "")).strip().lower() in YES
    sentences = {ours: _said(told, theirs) for theirs, ours in SAID.items()}
    yield FormRow(kind, told.get("name", ""), choices=choices, read_only=only, row=n, **expressions, **sentences)  # type: ignore[arg-type]


def _columns_refused(n: int, told: Mapping[str, str], found: Read) -> None:
    if told.get("trigger"):
        found.faults.append(Fault("trigger", "survey", n, "trigger", told["trigger"][:60]))
    if told.get("appearance", "").replace(" ", "").find("search(") >= 0:
        found.faults.append(Fault("search", "survey", n, "appearance"))


def _hidden(n: int, told: Mapping[str, str], found: Read) -> Iterator[FormRow]:
    """A row nobody sees is a calculation: of its own, or of what it stands at from the beginning."""
    worked_out = told.get("calculation", told.get("calculate", ""))
    stands = told.get("default", "")
    if not worked_out and stands:
        quote = '"' if "'" in stands else "'"
        worked_out = stands if is_dynamic(stands) else f"{quote}{stands}{quote}"
    relevant = told.get("relevant", told.get("relevance", ""))
    if not worked_out:
        found.faults.append(Fault("no-calculation", "survey", n, "calculation", told.get("name", "")[:60]))
        return
    yield FormRow(RowKind.CALCULATE, told.get("name", ""), calculation=worked_out, relevant=relevant, row=n)


def _choices(table: _Table, found: Read) -> Iterator[FormChoice]:
    listed = next((h for h in ("list_name", "list-name", "list") if h in table.headings), "")
    named = next((h for h in ("name", "value") if h in table.headings), "")
    for heading, column in ((listed, "list_name"), (named, "name")):
        if not heading:
            found.faults.append(Fault("no-column", "choices", 1, column, column))
    for n, told in table:
        more = tuple(
            Column(k, v)
            for k, v in told.items()
            if k not in (listed, named) and k.partition("::")[0] not in ("label", "media")
        )
        yield FormChoice(told.get(listed, ""), told.get(named, ""), _said(told, "label"), more, n)


def _untranslated(definition: FormDefinition) -> Iterator[Fault]:
    if len(definition.languages) < 2:
        return
    for row in definition.rows:
        missing = [lang for lang in definition.languages if row.labels and lang not in {w.language for w in row.labels}]
        if missing:
            yield Fault("not-translated", "survey", row.row, "label", f"{row.name}: {', '.join(missing)}")


# -- back to a workbook --------------------------------------------------------------------------

NAMES: Final = {"es": "Español", "en": "English", "he": "עברית", "ar": "العربية", "fr": "Français", "yi": "ייִדיש"}


def workbook(definition: FormDefinition) -> bytes:
    """XLSX: the form as other systems read it. Every cell is text; none begins a formula."""
    book = Book(write_only=True)
    _fill(book, "survey", [_row_of(r) for r in definition.rows])
    _fill(book, "choices", [_choice_of(c) for c in definition.choices])
    settings = {"form_id": definition.code, "version": definition.version}
    settings |= (
        _columns("form_title", definition.titles)
        if len(definition.languages) > 1
        else {"form_title": definition.titles[0].text}
    )
    if definition.languages[0]:
        settings["default_language"] = _spoken(definition.languages[0])
    settings |= {"compartment": str(definition.compartment), "source": definition.source}
    settings.setdefault("form_title", definition.titles[0].text)  # other systems look for this one
    _fill(book, "settings", [settings])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _spoken(language: str) -> str:
    return f"{NAMES.get(language, language)} ({language})" if _CODE.search(f"({language})") else language


def _columns(base: str, words: tuple[Words, ...]) -> dict[str, str]:
    return {f"{base}::{_spoken(w.language)}" if w.language else base: w.text for w in words}


def _row_of(row: FormRow) -> dict[str, str]:
    told = {"type": f"{row.kind} {row.choices}".strip(), "name": row.name}
    for theirs, ours in SAID.items():
        told |= _columns(theirs, getattr(row, ours))
    for theirs in (
        "relevant",
        "constraint",
        "calculation",
        "default",
        "appearance",
        "choice_filter",
        "repeat_count",
        "parameters",
    ):
        told[theirs] = getattr(row, theirs)
    told["required"] = "yes" if row.required == "true()" else row.required
    told["read_only"] = "yes" if row.read_only else ""
    return {k: v for k, v in told.items() if v}


def _choice_of(choice: FormChoice) -> dict[str, str]:
    told = {"list_name": choice.choices, "name": choice.name, **_columns("label", choice.labels)}
    return told | {c.name: c.value for c in choice.columns}


def _fill(book: Book, title: str, rows: list[dict[str, str]]) -> None:
    page = book.create_sheet(title)
    headings = list(dict.fromkeys(h for row in rows for h in row)) or ["list_name", "name", "label"]
    for row in [{h: h for h in headings}, *rows]:
        cells = []
        for heading in headings:
            cell = WriteOnlyCell(page, value=row.get(heading, ""))
            cell.data_type = "s"  # a label that begins with "=" is a label
            cells.append(cell)
        page.append(cells)


def same(one: FormDefinition, other: FormDefinition) -> bool:
    """Whether two forms ask the same, wherever their rows stood."""
    return _bare(one) == _bare(other)


def _bare(definition: FormDefinition) -> FormDefinition:
    rows = tuple(replace(r, row=0) for r in definition.rows)
    return replace(definition, rows=rows, choices=tuple(replace(c, row=0) for c in definition.choices))
