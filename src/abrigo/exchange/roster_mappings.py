"""Where column mappings wait for the next file with the same headings."""

from collections.abc import Iterable
from datetime import datetime

from abrigo.exchange.models import ColumnMapping
from abrigo.exchange.rosters.mapping import Mapping
from abrigo.facts.wire import to_ms
from abrigo.rules.access import Viewer


def remembered() -> dict[str, Mapping]:
    """Every mapping by its fingerprint."""
    return {row.fingerprint: Mapping.from_json(row.body) for row in ColumnMapping.objects.all()}


def remember(viewer: Viewer, mappings: Iterable[Mapping], now: datetime) -> None:
    """Keep what a person settled; mappings that are only our own guess are not kept."""
    for one in mappings:
        if one.by_person:
            kept = {"body": one.to_json(), "staff": viewer.staff, "set_at": to_ms(now)}
            ColumnMapping.objects.update_or_create(fingerprint=one.fingerprint, defaults=kept)
