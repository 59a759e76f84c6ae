"""What every page knows: who asks, which operation, what time it is."""

from typing import Any

from django.http import HttpRequest

from abrigo.clerk import kept
from abrigo.desk import words
from abrigo.desk.door import Visit
from abrigo.rules.access import MAY, Role, reads_ledger, sight
from abrigo.staff.accounts import may_keep


def everywhere(request: HttpRequest) -> dict[str, Any]:
    visit: Visit | None = getattr(request, "visit", None)
    if visit is None:
        return {}
    own = visit.places.get(visit.operation)
    return {
        "viewer": {
            "name": visit.viewer.name,
            "role": words.word(visit.viewer.role),
            "agency": "",
            "site": visit.place(visit.viewer.site),
            "keeps": may_keep(visit.viewer),
            "ledger": reads_ledger(visit.viewer),
            "represents": visit.viewer.role is Role.CHILD_ATTORNEY,
        },
        "operation": {"name": own.name if own else "", "zone": str(visit.zone)},
        "now": visit.now,
        "may": dict.fromkeys(_may(visit), True),
        "sees": sight(visit.viewer),
        "purpose": words.PURPOSES[visit.viewer.purpose] if visit.viewer.purpose else "",
        "forced": [visit.place(site) for site in kept.forced(visit.viewer, visit.operation)],
        "emergency": max((g.until for g in visit.viewer.grants if g.emergency), default=None),
    }


def _may(visit: Visit) -> list[str]:
    """Acts by name with underscores, so that a template can ask `{% if may.open_incident %}`."""
    return [act.replace("-", "_") for act in MAY[visit.viewer.role]]
