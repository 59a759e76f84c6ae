"""What goes out to a party: its papers by name, and what is wrong with words for them, in a sentence for who wrote."""

from typing import Any, Final

from django.utils.translation import gettext as _

from abrigo.desk.door import Visit
from abrigo.staff.outward import Leak, leak

# Every paper and page without our menu is in one of these two: a new one that is in neither fails its test.
TO_A_PARTY: Final = frozenset({"desk/print/receipt.html", "desk/kiosk.html"})
FOR_US: Final = frozenset(
    {
        "desk/print/accord.html",
        "desk/print/manifest.html",
        "desk/print/rollcall.html",
        "desk/print/roster.html",
        "desk/print/unaccounted.html",
        "desk/trouble_alone.html",
        "desk/base.html",
    }
)
# Files that leave by an address of their own; the child's file leaves by a form, in the variant for its reader.
FILES_TO_A_PARTY: Final = frozenset({"desk:deadlines_calendar", "desk:visits_calendar"})
# On a paper for a party these are what somebody typed: each is read again before it is printed.
TYPED: Final = ("asker", "relation", "child_words", "lawyer", "interpreter", "words", "basis", "appeal")


def printable(visit: Visit, row: dict[str, Any]) -> dict[str, Any]:
    """The row of a paper without any typed words that tell too much, and `unprinted` when there were such.

    What came from another house or was written before the rule is held back here and not only where it is written.
    """
    told = {name: row.get(name, "") for name in TYPED if row.get(name)}
    held = {name for name, words in told.items() if leak(visit.operation, words) is not None}
    return row | dict.fromkeys(held, "") | {"unprinted": bool(held)}


def tells(visit: Visit, words: str) -> str:
    """What is wrong with words for somebody outside, as a sentence; empty when they may go out."""
    match leak(visit.operation, words):
        case Leak.PLACE:
            return _("This names a place of ours. Say that the child is safe, never where.")
        case Leak.TELEPHONE:
            return _("This holds a telephone number. The way back to us is the receipt.")
        case Leak.ROAD:
            return _("This holds a road or an address. Say that the child is safe, never where.")
        case Leak.COLLEAGUE:
            return _("This names a colleague. Whoever answers, answers for the office.")
        case _:
            return ""
