"""What goes out to a party says no place, no colleague, no telephone and no road: read before it is written."""

import re
from enum import StrEnum
from typing import Final

from abrigo.facts.kinds import OperationId
from abrigo.registers.models import Place
from abrigo.staff.models import Account

TELEPHONE: Final = re.compile(r"(?:\+?\d[\s().-]?){7,}")
ROAD: Final = re.compile(
    r"\b(ruta|carretera|autopista|calzada|avenida|calle|zona|km|route|road|street|highway)\b\.?\s*[-#]?\s*\w+",
    re.IGNORECASE,
)
SHORT: Final = 4  # a surname of three letters stands in half of all words


# What a party is told in the words somebody typed: read before it is written, through whichever door it comes.
TOLD_OUTSIDE: Final[dict[str, tuple[str, ...]]] = {
    "answer-family-request": ("words", "basis", "appeal"),
    "refuse-visit": ("reason", "appeal"),
}


class Leak(StrEnum):
    """What words for somebody outside would give away."""

    PLACE = "names-a-place"
    TELEPHONE = "holds-a-telephone"
    ROAD = "holds-a-road"
    COLLEAGUE = "names-a-colleague"


def leak(operation: OperationId, words: str) -> Leak | None:
    """What these words would tell somebody outside; None when they may go out. Through whichever door they come."""
    plain = words.casefold()
    names = Place.objects.filter(operation=operation, level__in=("site", "unit")).values_list("name", flat=True)
    places = {n.casefold() for n in names if len(n) >= SHORT}
    if any(re.search(rf"\b{re.escape(name)}\b", plain) for name in places):
        return Leak.PLACE
    if TELEPHONE.search(words):
        return Leak.TELEPHONE
    if ROAD.search(words):
        return Leak.ROAD
    colleagues = Account.objects.values_list("name", flat=True)
    surnames = {part.casefold() for name in colleagues for part in name.split()[1:] if len(part) >= SHORT}
    return Leak.COLLEAGUE if surnames & set(re.findall(r"\w+", plain)) else None
