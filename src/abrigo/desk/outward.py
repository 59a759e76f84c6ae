"""What goes out to a party, in a sentence for whoever wrote it."""

from django.utils.translation import gettext as _

from abrigo.desk.door import Visit
from abrigo.staff.outward import Leak, leak


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
