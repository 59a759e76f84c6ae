"""Health data of one child for a hospital or a health ministry: a FHIR R4 bundle, made of what is named here alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from abrigo.registers.individual import Individual
from abrigo.rules.disclosures import Part

HOUSE: Final = UUID("6f6e3a4e-2f1d-5a57-9a43-2d6b8c0a9b11")  # ours: the same child, the same number
BAND: Final = "urn:abrigo:band"
SEX: Final = {"female": "female", "male": "male"}  # anything else, also what was not said, is unknown
# What a health service needs of a child, and no more: no place of care, no ground, no statement, no allegation.
ALLOWED: Final[Mapping[Part, frozenset[str]]] = {
    Part.WHO: frozenset({"band", "sex", "low", "high"}),
    Part.NAMES: frozenset({"text", "supposed", "withdrawn"}),
    Part.NEEDS: frozenset({"name", "text"}),
    Part.HEALTH: frozenset({"kind", "at", "outcome"}),
}
DONE: Final = {"done": "completed", "": "preparation"}  # every other outcome: not done


def contents(file: Individual) -> dict[Part, list[dict[str, Any]]]:
    return {
        part: [{k: v for k, v in line.items() if k in own} for line in file.contents.get(part, ())]
        for part, own in ALLOWED.items()
    }


def bundle(file: Individual) -> dict[str, Any]:
    """In: a file with a line on record. Out: a collection: the child, the language, and each health check."""
    told = contents(file)
    patient = _patient(file, told)
    found = [patient, *_checks(file, told, _url(file.person, "patient"))]
    return {
        "resourceType": "Bundle", "type": "collection", "id": str(_id(file.person, "bundle")),
        "timestamp": _at(file.about),
        "entry": [{"fullUrl": f"urn:uuid:{r['id']}", "resource": r} for r in found],
    }  # fmt: skip


def _id(person: str, what: str) -> UUID:
    return uuid5(HOUSE, f"{person}/{what}")


def _url(person: str, what: str) -> str:
    return f"urn:uuid:{_id(person, what)}"


def _at(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _patient(file: Individual, told: Mapping[Part, list[dict[str, Any]]]) -> dict[str, Any]:
    who = told[Part.WHO][0]
    names = [n for n in told[Part.NAMES] if not n["withdrawn"]]
    patient: dict[str, Any] = {
        "resourceType": "Patient", "id": str(_id(file.person, "patient")), "gender": SEX.get(who["sex"], "unknown"),
    }  # fmt: skip
    if who["band"]:
        patient["identifier"] = [{"system": BAND, "value": who["band"]}]
    if names:
        patient["name"] = [{"use": "temp" if n["supposed"] else "usual", "text": n["text"]} for n in names]
    if who["low"] is not None:  # a range of birth years: the standard's own birthDate would be more than anybody said
        patient["extension"] = [_age(who)]
    language = next((n["text"] for n in told[Part.NEEDS] if n["name"] == "language" and n["text"][:1] != "?"), "")
    if language:
        patient["communication"] = [{"language": {"text": language}}]
    return patient


def _age(who: Mapping[str, Any]) -> dict[str, Any]:
    ends = {"low": _years(who["low"])} | ({"high": _years(who["high"])} if who["high"] is not None else {})
    return {"url": "urn:abrigo:age-range", "valueRange": ends}


def _years(n: int) -> dict[str, Any]:
    return {"value": n, "unit": "a", "system": "http://unitsofmeasure.org", "code": "a"}


def _checks(file: Individual, told: Mapping[Part, list[dict[str, Any]]], patient: str) -> Iterator[dict[str, Any]]:
    for n, check in enumerate(told[Part.HEALTH]):
        status = DONE.get(check["outcome"], "not-done")
        found = {
            "resourceType": "Procedure", "id": str(_id(file.person, f"check/{n}")), "status": status,
            "subject": {"reference": patient}, "code": {"text": "health check"}, "performedDateTime": _at(check["at"]),
        }  # fmt: skip
        if status == "not-done":
            found["statusReason"] = {"text": check["outcome"]}
        yield found


# -- read back -----------------------------------------------------------------------


class Unreadable(ValueError):
    """Not a bundle with one child in it; the code says why, never what stood there."""


@dataclass(frozen=True, slots=True)
class Read:
    """What of such a bundle this house understands. `outcomes` in the order they stand."""

    names: tuple[tuple[str, bool], ...]
    sex: str
    band: str
    low: int | None
    high: int | None
    language: str
    outcomes: tuple[str, ...]


def read(told: Any) -> Read:
    if not isinstance(told, dict) or told.get("resourceType") != "Bundle":
        raise Unreadable("not-a-bundle")
    found = [e.get("resource", {}) for e in told.get("entry", []) if isinstance(e, dict)]
    patients = [r for r in found if r.get("resourceType") == "Patient"]
    if len(patients) != 1:
        raise Unreadable("not-one-child")
    p = patients[0]
    ages = [e["valueRange"] for e in p.get("extension", []) if e.get("url") == "urn:abrigo:age-range"]
    return Read(
        tuple((n.get("text", ""), n.get("use") == "temp") for n in p.get("name", [])),
        p.get("gender", "unknown"),
        next((i["value"] for i in p.get("identifier", []) if i.get("system") == BAND), ""),
        ages[0]["low"]["value"] if ages else None,
        ages[0].get("high", {}).get("value") if ages else None,
        next((c["language"].get("text", "") for c in p.get("communication", [])), ""),
        tuple(_outcome(r) for r in found if r.get("resourceType") == "Procedure"),
    )


def _outcome(procedure: Mapping[str, Any]) -> str:
    known = {status: outcome for outcome, status in DONE.items()}
    return known.get(procedure.get("status", ""), procedure.get("statusReason", {}).get("text", ""))
