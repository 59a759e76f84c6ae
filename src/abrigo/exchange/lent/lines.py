"""One line of a lent register: what it says of a person, where that stood in the file, and what nobody understood."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from abrigo.names import Said, hear
from abrigo.names.letters import plain


class Trouble(StrEnum):
    """What is wrong with a value. The line is kept; the value is never taken for what it is not."""

    NAME_UNKNOWN = "name-unknown"
    NAME_WITHHELD = "name-withheld"
    NAME_NO_LETTERS = "name-no-letters"
    NAME_TOO_LONG = "name-too-long"
    NAME_HIDDEN_SIGNS = "name-hidden-signs"
    DAY_UNREADABLE = "day-unreadable"
    DAY_TO_COME = "day-to-come"
    NO_ID = "no-id"
    ID_TWICE = "id-twice"
    GARBLED = "garbled"


@dataclass(frozen=True, slots=True)
class Problem:
    """Named by row (as the file counts), field and what is wrong; the remedy is told with the code."""

    row: int
    field: str
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class LentLine:
    """`names` as written, the first the fullest; `born` ISO day or ""; `more` what was not mapped, by its own key.

    `kin`: (mother, father or empty for any other, the name as written); `places`: (heading, what it says).
    """

    row: int
    id: str
    names: tuple[str, ...]
    sex: str = ""
    born: str = ""
    age: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
    kin: tuple[tuple[str, str], ...] = ()
    places: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return f"LentLine({self.row})"  # never a name in a log


@dataclass(frozen=True, slots=True)
class LentReading:
    """What a file says: its form (csv, xlsx, pfif, primero-json ...), its lines, doubts, and keys not understood with
    how many lines have them."""

    form: str
    lines: tuple[LentLine, ...]
    problems: tuple[Problem, ...]
    unmapped: Mapping[str, int]


_LONGEST = 400


def heard(names: list[str], row: int, where: str, problems: list[Problem]) -> tuple[str, ...]:
    """Only what is a name: unknown and withheld are told as such and never kept as names."""
    kept = []
    for name in dict.fromkeys(n.strip() for n in names if n and n.strip()):
        answer = hear(name)
        if set(name) <= {"*"}:
            answer = Said.WITHHELD  # how Primero writes a name that the role may not see
        wrong = {
            Said.UNKNOWN: Trouble.NAME_UNKNOWN, Said.WITHHELD: Trouble.NAME_WITHHELD,
            Said.NOTHING: Trouble.NAME_NO_LETTERS,
        }.get(answer)  # fmt: skip
        if wrong is not None:
            problems.append(Problem(row, where, wrong))
            continue
        if len(name) >= _LONGEST:
            problems.append(Problem(row, where, Trouble.NAME_TOO_LONG))
        elif plain(name) != name:
            problems.append(Problem(row, where, Trouble.NAME_HIDDEN_SIGNS))
        kept.append(name[:_LONGEST])
    return tuple(kept)
