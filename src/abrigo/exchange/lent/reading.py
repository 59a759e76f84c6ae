"""What a lent file says, by its bytes: Primero's JSON, PFIF 1.4, or a table (CSV, XLSX). Nothing in it is dropped."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from abrigo.exchange.lent.lines import LentLine, LentReading, Problem, Trouble, heard
from abrigo.exchange.rosters import encodings, opening
from abrigo.exchange.rosters.days import read_day
from abrigo.exchange.rosters.refusals import Refused, Why
from abrigo.exchange.rosters.sexes import column_says, read_sex
from abrigo.exchange.rosters.wording import plain
from abrigo.facts.kinds import Sex
from abrigo.names import Said, hear

# What a key means, in Primero's words, PFIF's, and the headings of civil and school registers.
_ID: Final = frozenset(
    [
        "id",
        "case_id",
        "case_id_display",
        "short_id",
        "person_record_id",
        "cui",
        "dpi",
        "codigo",
        "code",
        "expediente",
        "no_expediente",
        "registro",
    ]
)
_WHOLE: Final = frozenset(
    [
        "name",
        "nombre",
        "full_name",
        "nombre_completo",
        "nombres_y_apellidos",
        "nombre_y_apellidos",
        "nombre_del_alumno",
        "alumno",
        "estudiante",
        "שם",
        "שם_מלא",
        "الاسم",
    ]
)
_OTHER: Final = frozenset(
    ["name_nickname", "name_other", "alternate_names", "apodo", "alias", "otros_nombres", "sobrenombre", "כינוי"]
)
_PARTS: Final = (
    frozenset(["name_first", "given_name", "nombres", "primer_nombre", "first_name", "שם_פרטי"]),
    frozenset(["name_middle", "segundo_nombre", "middle_name"]),
    frozenset(
        ["name_last", "family_name", "apellidos", "primer_apellido", "last_name", "surname", "surnames", "שם_משפחה"]
    ),
    frozenset(["segundo_apellido", "second_surname"]),
)
_SEX: Final = frozenset(["sex", "sexo", "gender", "genero", "מין"])
_BORN: Final = frozenset(
    [
        "date_of_birth",
        "fecha_de_nacimiento",
        "fecha_nacimiento",
        "born",
        "birth_date",
        "dob",
        "nacimiento",
        "תאריך_לידה",
    ]
)
_AGE: Final = frozenset(["age", "edad", "גיל"])
# By whom a child is looked for, and where from: mother and father by kind, everybody else without one.
_KIN: Final[Mapping[str, str]] = {
    **dict.fromkeys(["mother", "mother_name", "mothers_name", "madre", "nombre_de_la_madre", "nombre_madre", "אם",
                     "שם_האם", "اسم_الام"], "mother"),
    **dict.fromkeys(["father", "father_name", "fathers_name", "padre", "nombre_del_padre", "nombre_padre", "אב",
                     "שם_האב", "اسم_الاب"], "father"),
    **dict.fromkeys(["name_caregiver", "caregiver", "guardian", "encargado", "encargada", "tutor", "responsable",
                     "nombre_del_encargado", "author_name"], ""),
}  # fmt: skip
_PLACES: Final = frozenset(
    ["place_of_birth", "birthplace", "lugar_de_nacimiento", "municipio", "aldea", "comunidad", "home_city",
     "home_neighborhood", "location_current", "address_current", "address_last", "direccion", "origen", "residencia"]
)  # fmt: skip
_IGNORED: Final = re.compile(r"^(srch_|phonetic_data)")  # Primero's own search columns
_PFIF: Final = "{http://zesty.ca/pfif/1.4}"


def read_lent(content: bytes, filename: str, today: date) -> LentReading | Refused:
    """The bytes decide what it is; never raises on any bytes. Refused, with its reason, for what is none of these."""
    text = encodings.decode(content[:4000])
    start = text.text.lstrip()[:300] if text else ""
    if start.startswith(("[", "{")):
        return _json(content, today)
    if "pfif" in start.lower() and start.startswith("<"):
        return _pfif(content, today)
    book = opening.read(content, filename)
    if isinstance(book, Refused):
        return book
    rows = [r for sheet in book.sheets for r in _rows(sheet.rows)]
    if book.form != "csv" and len(book.sheets) > 1:
        rows = _joined(rows)
    return _told(book.form, rows, today)


def _rows(cells: Iterable[tuple[Any, ...]]) -> list[tuple[int, dict[str, Any]]]:
    """Under the first row that has two words or more: (row on the screen, heading -> value)."""
    heading: list[str] = []
    found = []
    for n, row in enumerate(cells, 1):
        said = ["" if c is None else str(c).strip() for c in row]
        if not heading:
            heading = said if sum(bool(c) for c in said) >= 2 else []
        elif any(said):
            found.append((n, {h or f"column {i + 1}": v for i, (h, v) in enumerate(zip(heading, row, strict=False))}))
    return found


def _joined(rows: list[tuple[int, dict[str, Any]]]) -> list[tuple[int, dict[str, Any]]]:
    """Tabs keyed by one id, as Primero writes a workbook: what several tabs say of one case is one line."""
    found: dict[str, tuple[int, dict[str, Any]]] = {}
    for row, told in rows:
        ident = next((str(v) for k, v in told.items() if _key(k) in _ID and v), f"row {row} {len(found)}")
        kept = found.setdefault(ident, (row, {}))[1]
        for key, value in told.items():
            same = kept.get(key) in (None, "", value)
            kept[key if same else f"{key} ({row})"] = value
    return list(found.values())


def _json(content: bytes, today: date) -> LentReading | Refused:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return Refused(Why.NOT_A_SPREADSHEET, "json")
    form = "primero-json"
    if isinstance(told, dict) and isinstance(told.get("data"), list):
        told, form = told["data"], "primero-api"
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        return Refused(Why.NOT_A_SPREADSHEET, "json")
    rows = []
    for n, one in enumerate(told, 1):
        inner = one.get("data")
        rows.append((n, {**{k: v for k, v in one.items() if k != "data"}, **inner} if isinstance(inner, dict) else one))
    return _told(form, rows, today)


def _pfif(content: bytes, today: date) -> LentReading | Refused:
    try:
        root = ElementTree.fromstring(content)
    except (ParseError, DefusedXmlException, ValueError):
        return Refused(Why.NOT_A_SPREADSHEET, "xml")
    rows = []
    for n, person in enumerate(root.iter(f"{_PFIF}person"), 1):
        told: dict[str, Any] = {}
        for part in person:
            _add(told, part)
        rows.append((n, told))
    return _told("pfif", rows, today)


def _add(told: dict[str, Any], part: Element) -> None:
    key = part.tag.rsplit("}", 1)[-1]
    value = (part.text or "").strip()
    if len(part):
        for inner in part:
            name = f"{key}.{inner.tag.rsplit('}', 1)[-1]}"
            told[name] = " / ".join(filter(None, (told.get(name, ""), (inner.text or "").strip())))
    else:
        told[key] = " / ".join(filter(None, (told.get(key, ""), value)))


def _key(heading: str) -> str:
    return "_".join(plain(heading.replace("_", " ")).split())


def _told(form: str, rows: Sequence[tuple[int, Mapping[str, Any]]], today: date) -> LentReading:
    problems: list[Problem] = []
    unmapped: Counter[str] = Counter()
    seen: set[str] = set()
    letters = _letters(rows)
    lines = []
    for row, told in rows:
        line = _line(row, told, today, letters, problems)
        unmapped.update(line.more.keys())
        if not line.id:
            problems.append(Problem(row, "id", Trouble.NO_ID))
        elif line.id in seen:
            problems.append(Problem(row, "id", Trouble.ID_TWICE))
        seen.add(line.id)
        lines.append(line)
    return LentReading(form, tuple(lines), tuple(problems), dict(sorted(unmapped.items())))


def _letters(rows: Sequence[tuple[int, Mapping[str, Any]]]) -> dict[str, Sex]:
    """What M, H and V mean here, by the heading and by the other letters of the column."""
    said = [(k, str(v)) for _, told in rows for k, v in told.items() if v and _key(k) in _SEX]
    return column_says(said[0][0], [v for _, v in said]) if said else {}


def _line(row: int, told: Mapping[str, Any], today: date, letters: dict[str, Sex], problems: list[Problem]) -> LentLine:
    by = {_key(k): (k, v) for k, v in told.items() if v not in (None, "", [], {})}
    used: set[str] = set()

    def take(keys: frozenset[str]) -> str:
        for key, (_, value) in by.items():
            if key in keys and not isinstance(value, dict | list):
                used.add(key)
                return str(value).strip()
        return ""

    ident = take(_ID)
    names = [take(_WHOLE), " ".join(filter(None, (take(p) for p in _PARTS)))]
    names += [n for n in re.split(r"[,;/]", take(_OTHER)) if n.strip()]
    if any(encodings.garbled(n) for n in names):
        problems.append(Problem(row, "name", Trouble.GARBLED))
    sex = read_sex(take(_SEX).replace("_", " "), letters)
    born = _day(take(_BORN), row, today, problems)
    age = take(_AGE)
    kin = [(_KIN[k], str(v).strip()) for k, (_, v) in by.items() if k in _KIN and not isinstance(v, dict | list)]
    kin = [(kind, name) for kind, name in kin if hear(name) is Said.NAME]
    kin += list(_family(by.get("family_details_section", ("", None))[1]))
    places = [(o, str(v).strip()) for k, (o, v) in by.items() if k in _PLACES and not isinstance(v, dict | list)]
    used |= {k for k, (_, v) in by.items() if k in _KIN or k in _PLACES if not isinstance(v, dict | list)}
    more = {
        original: json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
        for key, (original, value) in by.items()
        if key not in used and not _IGNORED.match(original)
    }
    kept = heard(names, row, "name", problems)
    told_sex = str(sex) if isinstance(sex, Sex) else ""
    return LentLine(row, ident, kept, told_sex, born, age, more, tuple(dict.fromkeys(kin)), tuple(places))


def _family(section: Any) -> Iterable[tuple[str, str]]:
    """Primero's list of relatives: each with a name and, perhaps, what they are to the child."""
    for one in section if isinstance(section, list) else ():
        name = str(one.get("relation_name") or "").strip() if isinstance(one, dict) else ""
        if hear(name) is Said.NAME:
            what = str(one.get("relation") or "").lower()
            yield (what if what in ("mother", "father") else ""), name


def _day(said: str, row: int, today: date, problems: list[Problem]) -> str:
    if not said:
        return ""
    iso = re.fullmatch(r"(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ].*)?", said)
    try:
        day = date(int(iso[1]), int(iso[2]), int(iso[3])) if iso else None
    except ValueError:
        day = None
    if day is None and not iso:
        read = read_day(said, today)
        day = read.first if read is not None and read.first == read.last else None
    if day is None:
        problems.append(Problem(row, "born", Trouble.DAY_UNREADABLE))
        return ""
    if day > today:
        problems.append(Problem(row, "born", Trouble.DAY_TO_COME))
        return ""
    return day.isoformat()
