"""One child as typed at the table, and the act it asks for: every answer, or which of the four ways of having none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from abrigo.desk import words
from abrigo.desk.door import Visit
from abrigo.facts.intake import Tally
from abrigo.facts.kinds import AgeRange, ClaimId, Ground, PersonId, Sex, SiteId, Told, UnitId, Unsaid
from abrigo.names import Said, Script, hear
from abrigo.names.letters import script_of
from abrigo.rules.intake import NameGiven, Register
from abrigo.rules.naming import follows

# What an eye can tell at night, each range as (low, high); the ones of the edge overlap eighteen on purpose.
AGES: Final = ("0-0", "1-2", "3-5", "6-8", "9-11", "12-14", "15-17", "15-20", "18-24", "25-39", "40-59", "60-")
NAMES: Final = 3
SCRIPTS: Final = {Script.LATIN: "Latn", Script.HEBREW: "Hebr", Script.ARABIC: "Arab", Script.CYRILLIC: "Cyrl"}
UNSAID: Final = "?"  # "?refused" in a choice is one of the four
_RANGE: Final = re.compile(r"(\d{1,3})\s*(?:(?:-|–|—|/|a|to|y|and)\s*(\d{1,3}))?\s*(\+|-)?")
_TOLD: Final = ("clothing", "held_by", "marks", "needs")


@dataclass(frozen=True, slots=True)
class Problem:
    """A field that cannot be read, and what to do: nothing that was typed is lost."""

    field: str
    sentence: str

    @property
    def field_id(self) -> str:
        return f"id_{self.field}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was typed, as text by field name. `act` None: see `problems`."""

    typed: Mapping[str, str]
    act: Register | None
    problems: tuple[Problem, ...]


NO_NAME: Final = {Said.UNKNOWN: Unsaid.UNKNOWN, Said.WITHHELD: Unsaid.WITHHELD}


def no_letters() -> str:
    """For digits, signs and pictures where a name belongs."""
    return _("There are no letters in this. Write the name as it sounds, or leave it empty.")


def no_name(text: str) -> Unsaid | None:
    """Which way of having no name was typed where a name belongs ("NN", "no quiso decir"); None when it is a name.

    "Desconocido" filed as a name would match every other child without one, and hide that nobody has said a name.
    """
    return NO_NAME.get(hear(text)) if text.strip() else None


def nameless(typed: Mapping[str, str]) -> Unsaid | None:
    """Why there is no name: as chosen, else as typed in the place of one."""
    chosen = unsaid(typed.get("name_unsaid", ""))
    said = (no_name(typed.get(f"name-{n}-text", "")) for n in range(NAMES))
    return chosen or next((why for why in said if why), None)


def heard_as(typed: Mapping[str, str]) -> list[tuple[str, Unsaid]]:
    """What was typed as a name and is none, with what is written instead: to be said aloud on the screen."""
    told = (typed.get(f"name-{n}-text", "").strip() for n in range(NAMES))
    return [(text, why) for text in told if (why := no_name(text))]


def read(visit: Visit, typed: Mapping[str, str], person: PersonId, at: datetime) -> Sheet:
    """In: the fields of a form or of one row of the grid; `at` is when it counts as done if nothing was typed."""
    wrong: list[Problem] = []
    site, _sep, unit = typed.get("place", "").partition("/")
    when = _when(visit, typed.get("at", ""), at, wrong)
    age = _age(typed, wrong)
    if site not in visit.places:
        wrong.append(Problem("place", _("Say where this is.")))
    names = _names(typed, person, wrong)
    ground = _ground(visit, typed, wrong)
    if wrong:
        return Sheet(typed, None, tuple(wrong))
    told = {name: _told(typed, name) for name in _TOLD}
    act = Register(
        operation=visit.operation,
        person=person,
        site=SiteId(site),
        unit=UnitId(unit) if unit else None,
        tally=Tally.ADULT if typed.get("tally") == Tally.ADULT else Tally.CHILD,
        at=when,
        tag=typed.get("tag", "").strip(),
        band=typed.get("band", ""),
        sex=_sex(typed),
        apparent_age=age,
        language=_language(typed),
        names=names,
        ground=ground,
        source=typed.get("source", ""),
        by_phone=bool(typed.get("by_phone")),
        **told,
    )
    return Sheet(typed, act, ())


def _when(visit: Visit, told: str, now: datetime, wrong: list[Problem]) -> datetime:
    if not told:
        return now
    try:
        return visit.read_local(told)
    except ValueError:
        wrong.append(Problem("at", _("The time cannot be read. Write it like 2025-12-21T18:40, or leave it empty.")))
        return now


def _told(typed: Mapping[str, str], name: str) -> Told:
    """What was typed wins over an answer pressed before: without scripts in the browser both may arrive."""
    said = typed.get(name, "").strip()
    if said and not said.startswith(UNSAID):
        return said
    return unsaid(typed.get(f"{name}_unsaid", "") or said.removeprefix(UNSAID)) or Unsaid.NOT_ASKED


def unsaid(code: str) -> Unsaid | None:
    return Unsaid(code) if code in set(Unsaid) else None


def _sex(typed: Mapping[str, str]) -> Sex | Unsaid:
    told = typed.get("sex", "")
    return Sex(told) if told in set(Sex) else unsaid(told.removeprefix(UNSAID)) or Unsaid.NOT_ASKED


def _language(typed: Mapping[str, str]) -> Told:
    other = typed.get("language_other", "").strip()
    told = other or typed.get("language", "").strip()
    if told.startswith(UNSAID) or not told:
        return unsaid(told.removeprefix(UNSAID)) or Unsaid.NOT_ASKED
    return language_code(told)


def language_code(told: str) -> str:
    """A language as typed: its code when it is one we have a word for, else the words themselves."""
    plain = told.casefold()
    for code, word in words.LANGUAGES.items():
        if plain in (code, str(word).casefold(), words.MENU.get(code, "").casefold()):
            return code
    return told


def _age(typed: Mapping[str, str], wrong: list[Problem]) -> AgeRange | Unsaid:
    told = typed.get("age_text", "").strip() or typed.get("age", "").strip()
    if told.startswith(UNSAID) or not told:
        return unsaid(told.removeprefix(UNSAID)) or Unsaid.NOT_ASKED
    found = read_age(told)
    if found is None:
        wrong.append(Problem("age_text", _("The age cannot be read. Write 9, 9-11 or 60+.")))
        return Unsaid.UNKNOWN
    return found


def read_age(told: str) -> AgeRange | None:
    """9, 9-11, 9 a 11, 60+: whole years, both ends included. None for anything else."""
    parts = _RANGE.fullmatch(told.strip().casefold())
    if parts is None:
        return None
    low, high, open_ended = parts.groups()
    if high is not None:
        return None if open_ended else AgeRange(int(low), int(high))
    return AgeRange(int(low), None if open_ended else int(low))


def _names(typed: Mapping[str, str], person: PersonId, wrong: list[Problem]) -> tuple[NameGiven, ...]:
    found = []
    for n in range(NAMES):
        field = f"name-{n}-text"
        text = typed.get(field, "").strip()
        if not text or no_name(text):
            continue
        if hear(text) is not Said.NAME:
            wrong.append(Problem(field, no_letters()))
            continue
        found.append(
            NameGiven(
                claim=ClaimId(follows(person, f"table-{n}")),
                text=text,
                speaker=typed.get(f"name-{n}-speaker", "").strip(),
                language=typed.get(f"name-{n}-language", "").strip(),
                script=typed.get(f"name-{n}-script", "") or guess_script(text),
                supposed=bool(typed.get(f"name-{n}-supposed")),
            )
        )
    return tuple(found)


def guess_script(text: str) -> str:
    """ISO 15924 of the letters; empty when they are none of ours."""
    return SCRIPTS.get(script_of(text), "")


def _ground(visit: Visit, typed: Mapping[str, str], wrong: list[Problem]) -> Ground | None:
    basis = typed.get("ground-basis", "").strip()
    issuer = typed.get("ground-issuer", "").strip()
    rest = [typed.get(f"ground-{part}", "").strip() for part in ("article", "order", "begins", "ends")]
    if not basis and not issuer and not any(rest):
        return None
    if not basis or not issuer:
        wrong.append(Problem("ground-basis", _("An authority needs what it is and who issued it.")))
        return None
    ends = []
    for name, told in (("begins", rest[2]), ("ends", rest[3])):
        try:
            ends.append(visit.read_local(told) if told else None)
        except ValueError:
            wrong.append(Problem(f"ground-{name}", _("The time cannot be read.")))
            ends.append(None)
    return Ground(basis, issuer, rest[0], rest[1], ends[0], ends[1])
