"""Operations, sites and units as the caller may know them; and who the caller is."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from abrigo.api.questions import Id, caller, entered, question
from abrigo.clerk.consult import consult
from abrigo.registers import places
from abrigo.rules.access import MAY, sight

router = Router(tags=["places"])


class Me(Schema):
    """Whose hand acts when this key or session acts, and what it may do and see."""

    staff: str
    name: str
    agency: str
    role: str
    operations: list[str]
    site: str | None
    acts: list[str]
    sees: list[str]


class Place(Schema):
    id: str
    level: str
    name: str
    kind: str
    site: str
    agency: str
    capacity: int | None
    zone: str
    run_from: str


@question(router, "/me", Me)
def me(request: HttpRequest) -> dict[str, Any]:
    """Who is asking."""
    viewer = caller(request)
    seen = sight(viewer)
    return {
        "staff": viewer.staff,
        "name": viewer.name,
        "agency": viewer.agency,
        "role": str(viewer.role),
        "operations": sorted(viewer.operations),
        "site": viewer.site,
        "acts": sorted(MAY[viewer.role]),
        "sees": [name for name in seen.__slots__ if getattr(seen, name)],
    }


@question(router, "/operations", list[Place])
def operations(request: HttpRequest) -> list[places.PlaceRow]:
    """The operations the caller has a part in."""
    viewer = caller(request)
    found = consult(viewer, lambda v, _: [places.ask(v, o) for o in sorted(v.operations)])
    return [row for rows in found for row in rows.values() if row.level == "operation"]


@question(router, "/operations/{operation}/places", list[Place])
def sites_and_units(request: HttpRequest, operation: Id) -> list[places.PlaceRow]:
    """Sites (vehicles too) and units of one operation."""
    viewer = caller(request)
    asked = entered(viewer, operation)
    rows = consult(viewer, lambda v, _: places.ask(v, asked))
    return [row for row in rows.values() if row.level != "operation"]
