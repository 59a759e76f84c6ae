"""What goes out to a party says no place, no colleague, no telephone and no road: read before it is written."""

import re
from typing import Final

from django.utils.translation import gettext as _

from abrigo.desk.door import Visit
from abrigo.staff.models import Account

TELEPHONE: Final = re.compile(r"(?:\+?\d[\s().-]?){7,}")
ROAD: Final = re.compile(
    r"\b(ruta|carretera|autopista|calzada|avenida|calle|zona|km|route|road|street|highway)\b\.?\s*[-#]?\s*\w+",
    re.IGNORECASE,
)
SHORT: Final = 4  # a surname of three letters stands in half of all words


def tells(visit: Visit, words: str) -> str:
    """What is wrong with words for somebody outside, as a sentence; empty when they may go out."""
    plain = words.casefold()
    places = {p.name.casefold() for p in visit.places.values() if p.level in ("site", "unit") and len(p.name) >= SHORT}
    if any(re.search(rf"\b{re.escape(name)}\b", plain) for name in places):
        return _("This names a place of ours. Say that the child is safe, never where.")
    if TELEPHONE.search(words):
        return _("This holds a telephone number. The way back to us is the receipt.")
    if ROAD.search(words):
        return _("This holds a road or an address. Say that the child is safe, never where.")
    names = Account.objects.values_list("name", flat=True)
    surnames = {part.casefold() for name in names for part in name.split()[1:] if len(part) >= SHORT}
    if surnames & set(re.findall(r"\w+", plain)):
        return _("This names a colleague. Whoever answers, answers for the office.")
    return ""
