"""Operations, sites and units as they are now."""

from dataclasses import dataclass
from typing import Final

from abrigo.facts.kinds import OperationId
from abrigo.facts.operations import OperationOpened, SiteLost, SiteOpened, UnitOpened
from abrigo.facts.wire import to_ms
from abrigo.registers.book import Book, Noted, blank, compact
from abrigo.registers.models import Place
from abrigo.rules.access import Viewer, may_do, may_enter, sight

FACTS: Final = (OperationOpened, SiteOpened, UnitOpened, SiteLost)


def apply(book: Book, noted: Noted) -> None:
    fact = noted.fact
    match fact:
        case OperationOpened():
            row = blank(Place, id=fact.operation, level="operation", operation=fact.operation, name=fact.name)
            row |= {"zone": fact.zone, "agencies": compact(list(fact.agencies)), "opened_at": to_ms(fact.said.at)}
            book.put(Place, row)
        case SiteOpened():
            row = blank(Place, id=fact.site, level="site", operation=fact.operation, name=fact.name)
            row |= {"kind": str(fact.kind), "agency": fact.agency, "capacity": fact.capacity}
            book.put(Place, row | {"opened_at": to_ms(fact.said.at)})
        case UnitOpened():
            row = blank(Place, id=fact.unit, level="unit", operation=fact.operation, name=fact.name, site=fact.site)
            book.put(Place, row | {"capacity": fact.capacity, "opened_at": to_ms(fact.said.at)})
        case SiteLost():
            if (site := book.get(Place, fact.site)) is not None:
                book.put(Place, site | {"run_from": fact.run_from})
        case _:
            pass


@dataclass(frozen=True, slots=True)
class PlaceRow:
    id: str
    level: str
    name: str
    kind: str
    site: str
    agency: str
    capacity: int | None
    zone: str
    run_from: str


def knows_places(viewer: Viewer) -> bool:
    """Whoever sees people, or opens sites, knows which sites there are; whoever sees numbers alone does not."""
    seen = sight(viewer)
    return seen.places or seen.names or may_do(viewer, "open-site")


def ask(viewer: Viewer, operation: OperationId) -> dict[str, PlaceRow]:
    """Every place of the operation by id; the operation alone for whoever sees numbers; empty for a stranger to it."""
    if not may_enter(viewer, operation):
        return {}
    columns = ("id", "level", "name", "kind", "site", "agency", "capacity", "zone", "run_from")
    found = Place.objects.filter(operation=operation)
    if not knows_places(viewer):
        found = found.filter(level="operation")
    rows = found.order_by("level", "name", "id").values_list(*columns)
    return {row[0]: PlaceRow(*row) for row in rows}
