"""Choosing people from a list: by band and Enter, by tap, all of a unit; grouped as they sleep."""

from collections.abc import Collection, Sequence
from typing import Any

from abrigo.desk import shown
from abrigo.desk.door import Visit
from abrigo.registers.people import PersonLine


def groups(
    visit: Visit, lines: Sequence[PersonLine], ticked: Collection[str] = (), *, by: str = "unit"
) -> list[dict[str, Any]]:
    """What parts/picker.html draws: one group a unit (or a site), in order of name, those of none last."""
    drawn = dict(zip((line.id for line in lines), shown.people(visit, lines), strict=True))
    placed: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        place = line.where.unit if by == "unit" else line.where.site
        placed.setdefault(place or "", []).append(drawn[line.id] | {"ticked": line.id in ticked})
    order = sorted(placed, key=lambda p: (p == "", visit.place(p)))
    return [{"id": p or "none", "name": visit.place(p), "people": placed[p], "n": len(placed[p])} for p in order]
