"""Why a whole file is not read. Codes only; the sentences are in `sentences`."""

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    EMPTY = "file-empty"
    TOO_BIG = "file-too-big"
    NOT_A_SPREADSHEET = "not-a-spreadsheet"
    WEB_PAGE = "web-page-not-a-spreadsheet"
    PASSWORD = "password-protected"  # noqa: S105  a code, not a secret
    DAMAGED = "file-damaged"
    UNPACKS_TOO_BIG = "unpacks-too-big"
    TOO_MANY_SHEETS = "too-many-sheets"
    TOO_MANY_ROWS = "too-many-rows"
    TOO_MANY_COLUMNS = "too-many-columns"
    TOO_HEAVY = "too-heavy-to-open"


@dataclass(frozen=True, slots=True)
class Refused:
    """The file stays unread. `shown` is what was seen that decided it (a kind, a size, a cell), never a name."""

    why: Why
    shown: str = ""
