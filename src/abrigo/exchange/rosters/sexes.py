"""Sex as a roster writes it. `M` is mujer in one office and masculino in the next: the column decides, or a person."""

# ruff: noqa: E501  word lists read better on long lines than one word to a line

from collections.abc import Iterable

from abrigo.exchange.rosters.unsaid import unsaid
from abrigo.exchange.rosters.wording import plain
from abrigo.facts.kinds import Sex, Unsaid

FEMALE = "femenino|femenina|fem|mujer|niña|nina|hembra|muchacha|señorita|female|girl|woman|f|נקבה|בת|נ|ילדה|אישה|انثى|بنت|امراة"
MALE = "masculino|masc|hombre|niño|nino|varon|muchacho|male|boy|man|זכר|בן|ז|ילד|גבר|ذكر|ولد|رجل"
UNDETERMINED = "indeterminado|intersex|intersexual|indeterminate|undetermined|no determinado|sin determinar"
TABLE: dict[str, Sex] = {
    **{plain(word): Sex.FEMALE for word in FEMALE.split("|")},
    **{plain(word): Sex.MALE for word in MALE.split("|")},
    **{plain(word): Sex.UNDETERMINED for word in UNDETERMINED.split("|")},
}
# One letter, several words: Mujer or Masculino or Male, Hombre or Hembra, Varón.
LETTERS = frozenset({"m", "h", "v"})


def column_says(heading: str, values: Iterable[str]) -> dict[str, Sex]:
    """What the letters M, H and V mean in this column, by its heading and by the other letters used in it."""
    used = {plain(value) for value in values}
    words = set(plain(heading).split())
    letters = (used | words) & (LETTERS | {"f"})
    english = bool(words & {"sex", "gender"})
    meant: dict[str, Sex] = {}
    if {"h", "f"} <= letters and "m" in letters:
        return {}  # three letters for two sexes: two people filled this in
    if "m" in letters and ("f" in letters or english):
        meant["m"] = Sex.MALE
    elif "m" in letters and letters & {"h", "v"}:
        meant["m"] = Sex.FEMALE
    if "h" in letters and letters & {"m", "f"}:
        meant["h"] = Sex.MALE
    elif {"h", "v"} <= letters:
        meant["h"] = Sex.FEMALE
    if "v" in letters and letters & {"h", "m", "f"}:
        meant["v"] = Sex.MALE
    return meant


def read_sex(words: str, letters: dict[str, Sex]) -> Sex | Unsaid | None:
    """The sex a cell says, or which answer was left out; None when a person has to say what was meant."""
    said = plain(words)
    if said in letters:
        return letters[said]
    if said in TABLE and said not in LETTERS:
        return TABLE[said]
    return unsaid(words)


def is_cross(words: str) -> bool:
    """A tick in a column of its own."""
    return plain(words) in {"x", "1", "si", "yes", "true", "v"} or words.strip() in {
        "✓",
        "✔",
        "☑",
        "*",
        "●",
        "•",
        "×",
        "✗",
        "✘",
    }
