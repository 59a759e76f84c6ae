"""The gallery: every shared part of the pages on one screen, with invented people, to look at and to test.

It is shown only where somebody builds (DEBUG) or asks for it (ABRIGO_GALLERY=1): a page full of invented
children must never be mistaken for the real board.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

NOW = datetime(2025, 12, 22, 0, 40, tzinfo=UTC)  # Sunday 21 December 2025, 18:40 in Guatemala
SHEETS = {
    "": "desk/gallery.html",
    "roster": "desk/print/roster.html",
    "rollcall": "desk/print/rollcall.html",
}


def gallery(request: HttpRequest, sheet: str = "") -> HttpResponse:
    """The parts on the screen ("" ), the printed roster or the printed roll call, with the sample people."""
    if not (settings.DEBUG or settings.ABRIGO_GALLERY):
        raise Http404
    if sheet not in SHEETS:
        raise Http404
    return render(request, SHEETS[sheet], sample(sheet))


def sample(sheet: str = "") -> dict[str, Any]:
    """Everything the gallery page draws: plain dictionaries of the shapes the parts document."""
    seen = people()
    on_paper = [dict(seen[i % len(seen)], band=f"A-{i + 1:03}") for i in range(64)]
    return {
        "now": NOW,
        "viewer": {"name": "Marta Quiej", "agency": "Bienestar Social", "role": "Directora", "site": "Las Acacias"},
        "operation": {"name": "Finca El Encino", "zone": "America/Guatemala"},
        "demo": {
            "stopped": True,
            "now": NOW,
            "title": "The gate was forced two hours ago",
            "steps": [
                {"value": "18", "label": "Sun 17:40 · R1", "current": False},
                {"value": "20", "label": "Sun 18:30 · 13 brought back", "current": True},
            ],
        },
        "here": "board",
        "checkpoint": {
            "number": 1842,
            "digest": "7f3c9a51e0b64d2288aa41c5d90e6f1b2c47ee0935bd11a6f0c2d7e84b95a310",
            "minute": NOW,
            "url": "https://abrigo.example/check/1842",
        },
        "place": "Las Acacias",
        "at": NOW,
        "total": 64,
        "ages": {"children": 60, "undetermined": 2, "adults": 2},
        "rollcall": "R2",
        "counter": 1,
        "people": on_paper if sheet else seen,
        **board(),
        **words_said(),
        **work_at_hand(seen),
    }


def ago(**delta: float) -> datetime:
    return NOW - timedelta(**delta)


def sighting(by: str, how: str = "bands", unit: str = "Casa 2", **delta: float) -> dict[str, Any]:
    return {"at": ago(**delta), "site": "Las Acacias", "unit": unit, "by": by, "how": how}


def person(band: str, name: str | None, state: str, **more: Any) -> dict[str, Any]:
    """One invented person as parts/person.html wants it."""
    drawn: dict[str, Any] = {"band": band, "name": name, "state": state, "url": "?person=" + band, "sex": "female"}
    drawn["age"] = {"low": 9, "high": 11, "disputed": False}
    return drawn | more


def people() -> list[dict[str, Any]]:
    """One person for every state, and every way a name, an age or an answer can be missing."""
    disputed = {
        "disputed": True,
        "readings": [
            {"low": 16, "high": 17, "how": "by-eye", "by": "Rosa Chub"},
            {"low": 19, "high": 19, "how": "document", "by": "Consulado"},
        ],
    }
    return [
        person("A-017", "Rivka Leah bas Moshe", "missing", name_lang="yi-Latn", seen=sighting("Óscar Tut", hours=5)),
        person(
            "A-018",
            "רבקה לאה",
            "unaccounted",
            name_lang="he",
            name_by="Hospital Central",
            names_more=2,
            unconfirmed=True,
            seen=sighting("Óscar Tut", hours=2, minutes=20),
        ),
        person(
            "A-042",
            "שרה פריידל",
            "present",
            name_lang="yi",
            sex="female",
            age={"low": 4, "high": 5},
            seen=sighting("Marta Quiej", minutes=4),
        ),
        person(
            "A-064",
            "عبد الرحمن حسن",
            "in-transit",
            name_lang="ar",
            sex="male",
            place="Bus B-3",
            due=ago(minutes=25),
            seen=sighting("PNC 4471", "manifest", "Bus B-3", minutes=50),
        ),
        person(
            "A-101",
            "María del Carmen Xol Caal",
            "out-with-authority",
            place="Hospital Central",
            due=NOW + timedelta(hours=3),
            age={"low": 14, "high": 14},
            seen=sighting("Dra. Ana Sic", "by-eye", "Pediatría", hours=1, minutes=10),
        ),
        person(
            "", None, "present", sex="undetermined", age={"low": 0, "high": 0}, seen=sighting("Rosa Chub", minutes=12)
        ),
        person(
            "A-120",
            "Ester",
            "present",
            supposed=True,
            age=disputed,
            names_more=1,
            seen=sighting("Rosa Chub", minutes=1),
        ),
        person(
            "A-133",
            "Yosef Ben-Ami Kaplan",
            "released",
            sex="male",
            seen=sighting("Juzgado C", "court", "Sala 1", days=3),
        ),
        person("A-140", "חיה מושקא", "transferred-out", name_lang="he", seen=sighting("Marta Quiej", days=12)),
        person("A-151", None, "died", sex="male", age={"low": 0, "high": 1}, seen=sighting("Dra. Ana Sic", days=2)),
        person("X-001", None, "unresolved", sex=None, age={"low": None, "high": None}, seen={}),
        person(
            "W-004",
            "Miriam Gutiérrez de León",
            "present",
            adult_in_care=True,
            age={"low": 30, "high": None},
            seen=sighting("Marta Quiej", minutes=9),
        ),
    ]


def state(code: str, children: int = 0, undetermined: int = 0, adults: int = 0) -> dict[str, Any]:
    n = children + undetermined + adults
    return {
        "code": code,
        "n": n,
        "children": children,
        "undetermined": undetermined,
        "adults": adults,
        "url": f"?state={code}",
    }


def board() -> dict[str, Any]:
    """The count as it stood at 18:40, and the same with a fault that the page must shout about."""
    states = [
        state("present", 133, 3, 38),
        state("in-transit"),
        state("out-with-authority", 2),
        state("unaccounted", 20, 2, 2),
        state("missing"),
        state("released"),
        state("transferred-out"),
        state("died"),
    ]
    site = {
        "name": "Las Acacias",
        "url": "?site=1",
        "level": 0,
        "expected": 198,
        "capacity": 180,
        "seen_at": ago(minutes=58),
    }
    rows = [
        site
        | {
            "states": [state("present", 133, 3, 38), state("unaccounted", 20, 2, 2)],
            "children": 153,
            "undetermined": 5,
            "adults": 40,
        },
        {
            "name": "Casa 2",
            "url": "?unit=2",
            "level": 1,
            "expected": 41,
            "states": [state("present", 30), state("unaccounted", 9, 2)],
            "children": 39,
            "undetermined": 2,
            "adults": 0,
            "seen_at": ago(hours=1, minutes=10),
        },
        {
            "name": "Hospital Central",
            "url": "?site=3",
            "level": 0,
            "expected": 2,
            "states": [state("out-with-authority", 2)],
            "children": 2,
            "undetermined": 0,
            "adults": 0,
            "seen_at": ago(hours=6),
        },
        {
            "name": "Bus B-3",
            "level": 0,
            "expected": 25,
            "capacity": 40,
            "states": [
                state("present", 8),
                state("in-transit", 6),
                state("out-with-authority", 4),
                state("missing", 2),
                state("released", 3),
                state("transferred-out", 2),
            ],
            "children": 25,
            "undetermined": 0,
            "adults": 0,
            "seen_at": None,
        },
    ]
    ages = {
        "children": 155,
        "undetermined": 5,
        "adults": 40,
        "as_children": 160,
        "as_adults": 45,
    }
    count = {
        "received": 200,
        "url": "?state=received",
        "states": states,
        "sum": 200,
        "adds_up": True,
        "ages": ages,
        "at": NOW,
        "unresolved": {"n": 1, "url": "?state=unresolved"},
        "rows": rows,
    }
    return {"count": count, "broken": dict(count, adds_up=False, sum=199, rows=[], unresolved=None, ages=None)}


def words_said() -> dict[str, Any]:
    """Statements, lines of a timeline and grounds, as told by invented offices."""
    child_attorney = {
        "speaker": "Procuraduría de la Niñez",
        "capacity": "vocero",
        "said_at": ago(minutes=-80),
        "as_of": ago(minutes=-80),
        "verbatim": "todos los niños están localizados y protegidos",
        "lang": "es",
        "low": 158,
        "high": 158,
        "method": "register",
        "translation": "all the children are located and protected",
        "translated_by": "Marta Quiej",
        "url": "?statement=21",
    }
    welfare = {
        "speaker": "Bienestar Social",
        "capacity": "pase de lista R2",
        "said_at": ago(minutes=-140),
        "as_of": ago(minutes=-140),
        "verbatim": "responden 139; 19 sin ubicar",
        "lang": "es",
        "low": 139,
        "high": 139,
        "method": "bands",
    }
    lines = [
        {
            "occurred_at": ago(days=2, hours=11),
            "recorded_at": ago(days=2, hours=9),
            "later": True,
            "number": 212,
            "url": "?entry=212",
            "what": "Recibida en la Sede, sin nombre, 9 a 11 años, vestido azul; se le oyó hablar yidis.",
            "by": "Rosa Chub",
            "via": "teléfono 7",
            "authority": "Orden 01-2025, art. 112",
        },
        {
            "occurred_at": ago(days=1, hours=8),
            "recorded_at": ago(days=1, hours=8),
            "number": 640,
            "what": "נקראת רבקה, לדברי אחותה",
            "by": "Óscar Tut",
            "corrected_by": "se llama Rivka Leah (la hermana, 20 dic)",
        },
        {
            "occurred_at": ago(hours=2),
            "recorded_at": ago(hours=2),
            "number": 1790,
            "what": "Ingreso forzado en Las Acacias: sin confirmar.",
            "by": "Garita norte",
        },
    ]
    grounds = [
        {
            "basis": "Medida cautelar de abrigo",
            "issuer": "Juzgado B",
            "article": "art. 112 LPINA",
            "order": "01-2025",
            "order_url": "?order=1",
            "begins": ago(days=2),
            "ends": NOW + timedelta(days=8),
        },
        {"basis": "Custodia de emergencia", "issuer": "Juez de turno", "begins": ago(days=2), "ends": ago(hours=6)},
        {"gap": True, "begins": ago(hours=6)},
    ]
    return {
        "left": welfare,
        "right": child_attorney,
        "lines": lines,
        "grounds": grounds,
        "known": {"asked_at": NOW, "about": ago(hours=2), "now_url": "?"},
    }


def work_at_hand(seen: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """An incident, a handover with someone not taken, a refusal, fields and tables."""
    return {
        "incident": {
            "kind": "ingreso forzado",
            "site": "Las Acacias",
            "opened_at": ago(hours=2, minutes=10),
            "unaccounted": 24,
            "missing": 0,
            "found": 12,
            "url": "?incident=1",
            "list_url": "?list=1",
            "summary": "198 esperadas, 174 vistas, 24 sin ubicar: 22 niñas, niños y adolescentes y 2 adultas.",
        },
        "calm": {
            "kind": "ingreso forzado",
            "site": "Las Acacias",
            "opened_at": ago(hours=2, minutes=10),
            "unaccounted": 0,
            "missing": 0,
            "found": 36,
            "summary": "198 esperadas, 198 con estado.",
        },
        "handover": {
            "giver": "Sede",
            "taker": "Las Acacias",
            "given_n": 4,
            "taken_n": 3,
            "strangers": [seen[10]],
            "given": [
                dict(seen[0], taken=True),
                dict(seen[1], taken=False),
                dict(seen[2], taken=True),
                dict(seen[5], taken=True),
            ],
        },
        "refusal": {
            "why": "care-has-ended",
            "sentence": "This girl left our care on 18 December.",
            "remedy": "If she is in front of you, record a sighting: a sighting is never refused.",
            "url": "?sight=1",
            "do": "Record a sighting",
        },
        "receipt": {
            "sentence": "Roll call R1 is closed: 124 of 158 answered.",
            "number": 1799,
            "at": ago(minutes=60),
            "digest": "0b9e11d2c3aa55f07719",
            "url": "?receipt=1",
        },
        "errors": [
            {"field_id": "id_band", "sentence": "Band A-017 is on another child."},
            {"field_id": "id_clothing", "sentence": "Say what was seen."},
        ],
        "tabs": [
            {"url": "?t=1", "word": "Sin ubicar", "n": 24, "current": True},
            {"url": "?t=2", "word": "Presentes", "n": 174},
            {"url": "?t=3", "word": "Bitácora"},
        ],
        "columns": [{"word": "Brazalete"}, {"word": "Nombre"}, {"word": "Edad", "n": True}],
        "lines_of_table": [
            [
                {"text": p["band"] or "—"},
                {"text": p["name"] or "sin identificar", "url": p["url"]},
                {"text": str(p["age"].get("low") or 0), "n": True},
            ]
            for p in seen
        ],
        "page": Paginator(range(160), 25).page(2),
        "signatures": [
            {"role": "Contadora 1", "name": "Rosa Chub", "agency": "Bienestar Social", "at": ago(minutes=3)},
            {"role": "Directora"},
            {"role": "Testigo"},
        ],
        "sexes": [("female", "niña / mujer"), ("male", "niño / hombre"), ("undetermined", "no se distingue")],
    }
