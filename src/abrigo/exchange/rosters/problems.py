"""Doubts about a roster: where, what, what was read there, and what a person can do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """What a doubt does to its line."""

    STOPS = "stops"
    """The line cannot be taken until the file or the mapping is changed."""
    ASKS = "asks"
    """The line can be taken as unknown, but a person should answer first."""
    TELLS = "tells"
    """Nothing to answer; it must only not be silent."""


class Remedy(StrEnum):
    """What a person can do about it."""

    CORRECT_CELL = "correct-cell"
    CHOOSE_COLUMN = "choose-column"
    CHOOSE_PLACE = "choose-place"
    CHOOSE_HEADER = "choose-header"
    ANSWER_LETTER = "answer-letter"
    COMPARE_PEOPLE = "compare-people"
    CHECK_BAND = "check-band"
    COUNT_AGAIN = "count-again"
    CHECK_ON_PAPER = "check-on-paper"
    SAVE_AS_VALUES = "save-as-values"
    SAVE_AS_UTF8 = "save-as-utf8"
    SHORTEN = "shorten"
    REMOVE_COLUMN = "remove-column"
    NOTHING = "nothing-to-do"


class Code(StrEnum):
    """What is in doubt."""

    # the file
    ENCODING_GUESSED = "encoding-guessed"
    NUL_REMOVED = "nul-removed"
    QUOTES_BROKEN = "quotes-broken"
    FORMULA = "formula-not-evaluated"
    FORMULAS_UNSEEN = "formulas-cannot-be-told"
    MACROS = "macros-not-run"
    HIDDEN_SHEET = "hidden-sheet-read"
    CELL_TOO_LONG = "cell-too-long"
    LETTERS_LOST = "letters-lost"
    LETTERS_GARBLED = "letters-garbled"
    CELL_ERROR = "spreadsheet-error-value"
    # the columns
    NO_HEADER = "no-header-found"
    COLUMN_UNMAPPED = "column-not-imported"
    COLUMN_TWICE = "two-columns-say-the-same"
    PHONE_COLUMN = "phone-column-ignored"
    FORBIDDEN_COLUMN = "faith-or-ethnicity-refused"
    # the rows
    UNPLACED = "row-fits-no-column"
    TOTAL_DIFFERS = "stated-total-differs"
    LOOKS_LIKE_TOTAL = "looks-like-a-total"
    NOTHING_KNOWN = "line-says-nothing"
    MERGED_FILL = "filled-from-merged-cell"
    # the values
    SEX_UNCLEAR = "sex-unclear"
    SEX_TWICE = "two-sexes-marked"
    AGE_UNCLEAR = "age-unclear"
    AGE_BECAME_DATE = "age-became-a-date"
    AGE_IMPOSSIBLE = "age-impossible"
    AGE_AND_BIRTH_DIFFER = "age-and-birth-date-differ"
    TALLY_AND_AGE_DIFFER = "child-or-adult-against-age"
    TALLY_UNCLEAR = "child-or-adult-unclear"
    DATE_UNCLEAR = "date-unclear"
    DATE_MONTH_FIRST = "date-month-first"
    DATE_IN_FUTURE = "date-in-future"
    TIME_UNCLEAR = "time-unclear"
    PLACE_UNKNOWN = "place-unknown"
    BAND_ODD = "band-odd"
    BAND_TWICE = "band-twice"
    NAME_NOT_A_NAME = "name-is-a-description"
    NAME_REVERSED = "name-perhaps-reversed"
    NAME_HAS_DIGITS = "name-has-digits"
    PHONE_REMOVED = "phone-number-left-out"
    PERHAPS_SAME = "perhaps-the-same-person"


@dataclass(frozen=True, slots=True)
class Problem:
    """One doubt. `row` counts from 1 as a spreadsheet shows it, 0 when it is about the file or a column;
    `column` is the letter, empty when it is about the row. `value` is what was read there, cut to 200 characters."""

    sheet: str
    row: int
    column: str
    code: Code
    value: str
    remedy: Remedy
    weight: Weight

    def __repr__(self) -> str:  # a log line must never carry what a cell says about a child
        return f"Problem({self.code.value}, {self.sheet!r}, {self.column}{self.row})"
