from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.apps import AppConfig

if TYPE_CHECKING:
    from abrigo.exchange.lent.linking import Linked
    from abrigo.facts.kinds import OperationId
    from abrigo.rules.access import Viewer


class House(AppConfig):
    name = "abrigo.house"
    label = "house"

    def ready(self) -> None:
        from django.conf import settings

        from abrigo.api import exports, lent
        from abrigo.house import practice
        from abrigo.house.under_way import UnderWay

        practice.adopt(settings.ABRIGO_PRACTICE)
        # The API and the exchange do not know each other: the house gives the one the other's hands.
        lent.hands.lay, lent.hands.far = _lay, UnderWay.far
        exports.MAKERS.give, exports.MAKERS.calendar = _give, _calendar


def _lay(viewer: "Viewer", operation: "OperationId", loan: str, now: datetime) -> "Linked":
    from abrigo.exchange.lent.linking import link
    from abrigo.house.under_way import UnderWay
    from abrigo.registers import places

    zone = ZoneInfo(places.ask(viewer, operation)[operation].zone)
    with UnderWay(viewer.staff) as watch:
        return link(viewer, operation, loan, now, now.astimezone(zone).date(), watch.told)


def _give(*asked: Any) -> Any:
    """Papers and typesetting are fetched when somebody asks, not at every start."""
    from abrigo.house import exports

    return exports.for_a_program(*asked)


def _calendar(*asked: Any) -> Any:
    from abrigo.house import exports

    return exports.calendar(*asked)
