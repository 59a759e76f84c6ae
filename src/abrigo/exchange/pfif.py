"""A notice of one missing child in PFIF 1.4: public by nature, so off unless switched on, short-lived, then a stone."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml import ElementTree as Safe
from defusedxml.common import DefusedXmlException

from abrigo.registers.individual import Individual
from abrigo.rules.disclosures import Part

NAMESPACE: Final = "http://zesty.ca/pfif/1.4"
LIVES: Final = timedelta(days=7)
SEARCHED: Final = frozenset({"missing", "unaccounted", "sought"})
LARGEST: Final = 1 << 20
# Fields of a living record and of one whose day has come, in the order of the specification. Nothing else goes out:
# no place, no photograph, no reporter's telephone, no relative.
FIELDS: Final = (
    "person_record_id", "entry_date", "expiry_date", "author_name", "source_name", "source_date", "full_name", "sex",
    "age",
)  # fmt: skip
STONE: Final = ("person_record_id", "entry_date", "expiry_date", "source_date")


class Unreadable(ValueError):
    """Not PFIF 1.4 with one person in it."""


class NotSearched(ValueError):
    """The child is not being looked for: there is nothing that anybody outside must know."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One person as the notice has them. Dates are UTC; what is empty was not said, or has expired."""

    record: str
    source_date: datetime
    expiry: datetime
    source: str = ""
    name: str = ""
    sex: str = ""
    age: str = ""

    def expired(self, now: datetime) -> bool:
        return self.expiry <= now


def notice(file: Individual, source: str, domain: str) -> Notice:
    """Raises NotSearched for a child who is not missing, not unaccounted for and not sought."""
    who = file.contents[Part.WHO][0]
    if who["state"] not in SEARCHED:
        raise NotSearched
    name = next((n["text"] for n in file.contents[Part.NAMES] if not n["withdrawn"]), "")
    low, high = who["low"], who["high"]
    age = "" if low is None else str(low) if low == high else f"{low}-{'' if high is None else high}".rstrip("-")
    sex = who["sex"] if who["sex"] in ("female", "male") else ""
    return Notice(f"{domain}/{file.person}", file.about, file.about + LIVES, source, name, sex, age)


def write(told: Notice, now: datetime) -> bytes:
    """In: a notice, and the moment it is asked for. Out: PFIF 1.4; once expired, the four fields of a stone."""
    root = Element("pfif:pfif", {"xmlns:pfif": NAMESPACE})
    person = SubElement(root, "pfif:person")
    said = {
        "person_record_id": told.record, "entry_date": _day(now), "expiry_date": _day(told.expiry),
        "author_name": told.source, "source_name": told.source, "source_date": _day(told.source_date),
        "full_name": told.name, "sex": told.sex, "age": told.age,
    }  # fmt: skip
    for name in STONE if told.expired(now) else FIELDS:
        if said[name] or name == "full_name":
            SubElement(person, f"pfif:{name}").text = said[name]
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8")


def read(raw: bytes) -> Notice:
    """One person of somebody's notice. Raises Unreadable; entities and outside references are never followed."""
    if len(raw) > LARGEST:
        raise Unreadable("too-long")
    try:
        root = Safe.fromstring(raw)
    except (Safe.ParseError, DefusedXmlException, ValueError):
        raise Unreadable("not-xml") from None
    people = root.findall(f"{{{NAMESPACE}}}person")
    if root.tag != f"{{{NAMESPACE}}}pfif" or len(people) != 1:
        raise Unreadable("not-one-person")

    def said(name: str) -> str:
        return (people[0].findtext(f"{{{NAMESPACE}}}{name}") or "").strip()

    try:
        return Notice(
            said("person_record_id"), _read_day(said("source_date")), _read_day(said("expiry_date")),
            said("source_name"), said("full_name"), said("sex"), said("age"),
        )  # fmt: skip
    except ValueError:
        raise Unreadable("no-date") from None


def _day(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _read_day(told: str) -> datetime:
    return datetime.strptime(told, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
