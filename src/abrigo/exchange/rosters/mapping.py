"""Which column means what, as proposed, as changed by a person, and as remembered for the next file."""

import hashlib
import json
from dataclasses import dataclass, replace

from abrigo.exchange.rosters.headings import Field, Guess, forbidden, guess_two_rows, sex_mark
from abrigo.exchange.rosters.problems import Code
from abrigo.exchange.rosters.wording import plain
from abrigo.facts.kinds import Sex

# Only one column may hold each of these; the surest wins and the others are reported.
SINGLE = frozenset(set(Field) - {Field.NAME, Field.SURNAMES, Field.GIVEN_NAMES, Field.SUPPOSED_NAME, Field.OTHER}) - {
    Field.KIN,
    Field.NOTES,
    Field.PHONE,
    Field.FORBIDDEN,
}


TWICE = Guess(Field.OTHER, 0.1)
"""A column that says what another one already says."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """One meaning for each column, under the headings it was made for.

    `letters` are a person's answers for this form of roster, such as ("M", female); `month_first` likewise, None when
    nobody has said. The caller keeps it under `fingerprint` and hands it back when the same headings come again.
    """

    fingerprint: str
    headings: tuple[str, ...]
    fields: tuple[Field, ...]
    confidence: tuple[float, ...]
    letters: tuple[tuple[str, Sex], ...] = ()
    month_first: bool | None = None
    by_person: bool = False

    def change(self, column: int, field: Field) -> "Mapping | Code":
        """The same mapping with one column meaning something else; a column of faith or people stays refused."""
        if self.fields[column] is Field.FORBIDDEN or forbidden(self.headings[column]):
            return Code.FORBIDDEN_COLUMN
        fields = (*self.fields[:column], field, *self.fields[column + 1 :])
        confidence = (*self.confidence[:column], 1.0, *self.confidence[column + 1 :])
        return replace(self, fields=fields, confidence=confidence, by_person=True)

    def letter_means(self, letter: str, sex: Sex) -> "Mapping":
        """A person has answered what a letter in the column of sexes stands for."""
        others = tuple(one for one in self.letters if one[0] != letter.upper())
        return replace(self, letters=(*others, (letter.upper(), sex)), by_person=True)

    def to_json(self) -> str:
        return json.dumps(
            {
                "fingerprint": self.fingerprint,
                "headings": self.headings,
                "fields": self.fields,
                "confidence": self.confidence,
                "letters": [(letter, sex.value) for letter, sex in self.letters],
                "month_first": self.month_first,
                "by_person": self.by_person,
            },
            ensure_ascii=False,
        )

    @staticmethod
    def from_json(said: str) -> "Mapping":
        """Raises ValueError or KeyError when it is not what `to_json` wrote."""
        told = json.loads(said)
        return Mapping(
            fingerprint=told["fingerprint"],
            headings=tuple(told["headings"]),
            fields=tuple(Field(one) for one in told["fields"]),
            confidence=tuple(told["confidence"]),
            letters=tuple((letter, Sex(sex)) for letter, sex in told["letters"]),
            month_first=told["month_first"],
            by_person=told["by_person"],
        )


def fingerprint(headings: tuple[str, ...]) -> str:
    """The same for the same headings in the same order, however accented, capitalised or spaced (hex, 32)."""
    return hashlib.sha256("\x1f".join(plain(one) for one in headings).encode()).hexdigest()[:32]


def propose(tops: tuple[str, ...], unders: tuple[str, ...]) -> Mapping:
    """A mapping for one or two rows of headings (`unders` empty words when there is one row)."""
    guesses = [guess_two_rows(top, under) for top, under in zip(tops, unders, strict=True)]
    settle_crosses(unders, guesses)
    keep_one_each(guesses)
    headings = tuple(
        f"{top} / {under}" if plain(top) and plain(under) and plain(top) != plain(under) else top or under
        for top, under in zip(tops, unders, strict=True)
    )
    return Mapping(
        fingerprint(headings), headings, tuple(one.field for one in guesses), tuple(one.confidence for one in guesses)
    )


def settle_crosses(unders: tuple[str, ...], guesses: list[Guess]) -> None:
    """Beside a column of crosses headed `H`, `M` is mujer; beside `F` it is masculino. Alone it is nobody's guess."""
    marks = {sex_mark(under) for under, one in zip(unders, guesses, strict=True) if one.field.value.endswith("-mark")}
    for column, under in enumerate(unders):
        if under.strip().casefold() == "m" and guesses[column].field is Field.SEX and len(marks - {None}) == 1:
            other = Field.SEX_FEMALE_MARK if Field.SEX_MALE_MARK in marks else Field.SEX_MALE_MARK
            guesses[column] = Guess(other, 0.9)


def keep_one_each(guesses: list[Guess]) -> None:
    for field in SINGLE:
        found = [column for column, one in enumerate(guesses) if one.field is field]
        best = max(found, key=lambda column: (guesses[column].confidence, -column), default=None)
        for column in found:
            if column != best:
                guesses[column] = TWICE
