"""Ages as people write them: years, months, days, from-to, about, over, newborn. Always a range of whole years."""

# ruff: noqa: E501  word lists read better on long lines than one word to a line

import re
from dataclasses import dataclass
from datetime import date, datetime

from abrigo.exchange.rosters.problems import Code
from abrigo.exchange.rosters.sheets import Value, text
from abrigo.exchange.rosters.unsaid import unsaid
from abrigo.exchange.rosters.wording import clean, plain, western_digits
from abrigo.facts.kinds import AgeRange, Unsaid

OLDEST = 120
ABOUT = 1
"""Years added on both sides of `about 12`. Wider only ever protects: somebody of about 18 may be a child."""

NUMBER = r"(\d{1,3}(?:[.,]\d{1,2})?|\d{1,2} ?1/2|\d{0,2}½)"
YEARS = r"(?:a(?:[nñ]os?|[nñ])?|años?|anios?|anos?|years?|yrs?|y|y/?o|שנים|שנה|سنوات|سنة|سنين|عام|اعوام)"
MONTHS = r"(?:meses|mes|m|months?|mos?|חודשים|חודש|اشهر|شهر|شهور)"
WEEKS = r"(?:semanas?|sem|weeks?|wks?|שבועות|اسابيع)"
DAYS = r"(?:d[ií]as?|d|days?|ימים|ايام|يوم)"
ABOUT_WORDS = re.compile(
    r"^(?:aprox(?:imadamente)?|alrededor de|cerca de|como|unos|unas|mas o menos|más o menos|aparenta|circa|ca|c|about"
    r"|approx(?:imately)?|around|~|±|\+/-|כ-?|حوالي|تقريبا)\.? ?|[ (]*(?:aprox(?:imadamente)?|approx|más o menos|mas o menos"
    r"|\?|~)\.?\)?$"
)
NEWBORN = {
    plain(one)
    for one in (
        "RN",
        "recién nacido",
        "recién nacida",
        "recien nacidos",
        "newborn",
        "nb",
        "neonato",
        "יילוד",
        "حديث الولادة",
    )
}
ADULT = {
    plain(one) for one in ("mayor de edad", "mayor", "adulto", "adulta", "adult", "of age", "בגיר", "בגירה", "بالغ")
}
MINOR = {
    plain(one) for one in ("menor de edad", "menor", "minor", "under age", "niño", "niña", "child", "קטין", "قاصر")
}


@dataclass(frozen=True, slots=True)
class AgeRead:
    """The range in whole years, what the cell said, and a doubt for a person to settle if there is one."""

    age: AgeRange | Unsaid | None
    words: str
    doubt: Code | None = None


def read_age(value: Value) -> AgeRead:
    """An age from a cell of years. `5-6` that a spreadsheet turned into the fifth of June is a doubt, not an age."""
    said = clean(text(value))
    if isinstance(value, (date, datetime)):
        return AgeRead(None, said, Code.AGE_BECAME_DATE)
    if not said:
        return AgeRead(None, "")
    age = in_words(western_digits(said).lower())
    if age is None:
        if (why := unsaid(said)) is not None:
            return AgeRead(why, said)
        return AgeRead(None, said, Code.AGE_UNCLEAR)
    if age.low > OLDEST or (age.high is not None and age.high > OLDEST):
        return AgeRead(None, said, Code.AGE_IMPOSSIBLE)
    if age.high is not None and age.high < age.low:
        return AgeRead(None, said, Code.AGE_UNCLEAR)
    return AgeRead(age, said)


def in_words(said: str) -> AgeRange | None:
    """The range these words say, None when they say none."""
    if plain(said) in NEWBORN:
        return AgeRange(0, 0)
    if plain(said) in ADULT:
        return AgeRange(18, None)
    if plain(said) in MINOR:
        return AgeRange(0, 17)
    about = ABOUT_WORDS.sub("", said).strip()
    if about != said and (middle := exact(about)) is not None:
        return AgeRange(max(middle.low - ABOUT, 0), None if middle.high is None else middle.high + ABOUT)
    return exact(said)


def exact(said: str) -> AgeRange | None:
    said = said.strip(" .")
    said = re.sub(r"^(?:de|edad:?|בן|בת|عمره|عمرها) ", "", said)
    for shape, answer in SHAPES:
        if found := shape.fullmatch(said):
            return answer(*found.groups())
    return None


def years(said: str) -> float:
    said = said.replace(",", ".").replace(" ", "").replace("½", "1/2")
    if said.endswith("1/2"):
        return float(said.removesuffix("1/2") or 0) + 0.5
    return float(said)


def one(said: str) -> AgeRange:
    return AgeRange(int(years(said)), int(years(said)))


def between(low: str, high: str) -> AgeRange:
    return AgeRange(int(years(low)), int(years(high)))


def in_months(said: str) -> AgeRange:
    return AgeRange(int(years(said) // 12), int(years(said) // 12))


def months_between(low: str, high: str) -> AgeRange:
    return AgeRange(int(years(low) // 12), int(years(high) // 12))


def years_and_months(said: str, more: str) -> AgeRange:
    whole = (int(years(said)) * 12 + int(more)) // 12
    return AgeRange(whole, whole)


def at_least(said: str) -> AgeRange:
    return AgeRange(int(years(said)), None)


def less_than(said: str) -> AgeRange:
    return AgeRange(0, max(int(years(said)) - 1, 0))


def up_to(said: str) -> AgeRange:
    return AgeRange(0, int(years(said)))


def an_infant(_: str) -> AgeRange:
    return AgeRange(0, 0)


SHAPES = (
    (re.compile(rf"{NUMBER} ?{YEARS}?"), one),
    (
        re.compile(rf"(?:entre (?:los )?)?{NUMBER} ?{YEARS}? ?(?:-|–|—|a|o|u|y|to|or|and|/|al|עד) ?{NUMBER} ?{YEARS}?"),
        between,
    ),
    (re.compile(rf"{NUMBER} ?{MONTHS}"), in_months),
    (re.compile(rf"{NUMBER} ?{MONTHS}? ?(?:-|–|—|a|o|to|or) ?{NUMBER} ?{MONTHS}"), months_between),
    (re.compile(rf"{NUMBER} ?{YEARS},? ?(?:y|con|and|ו)? ?(\d{{1,2}}) ?{MONTHS}"), years_and_months),
    (re.compile(rf"{NUMBER} ?{WEEKS}"), an_infant),
    (re.compile(rf"{NUMBER} ?{DAYS}"), an_infant),
    (re.compile(rf"(?:\+|>=?|≥|m[aá]s de|mayor(?:es)? de|over|at least) ?{NUMBER} ?{YEARS}?"), at_least),
    (re.compile(rf"{NUMBER} ?(?:\+|o m[aá]s|y m[aá]s|or more|and over|and up) ?{YEARS}?"), at_least),
    (re.compile(rf"(?:<|menor(?:es)? de|menos de|under|less than) ?{NUMBER} ?{YEARS}?"), less_than),
    (re.compile(rf"(?:<=|≤|hasta|up to) ?{NUMBER} ?{YEARS}?"), up_to),
    (re.compile(rf"(?:menor(?:es)? de|menos de|<|under|less than) ?(\d{{1,2}}) ?{MONTHS}"), in_months),
)


def with_months(age: AgeRead, months: Value) -> AgeRead:
    """A second column of months: only they speak when the years are blank, and they never make anyone older."""
    said = western_digits(clean(text(months)))
    if age.age is not None or age.doubt is not None or not said:
        return age
    if said.isascii() and said.isdigit() and int(said) <= 240:
        return AgeRead(AgeRange(int(said) // 12, int(said) // 12), f"{said} m")
    return read_age(f"{said} meses" if said.replace(".", "").isdigit() else months)


def age_on(day: date, birth: date) -> int:
    """Whole years lived by a day, 0 before birth."""
    return max(day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day)), 0)
