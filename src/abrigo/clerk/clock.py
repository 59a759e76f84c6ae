"""What time it is. The one place that looks at a wall clock; a demonstration looks at its own."""

from datetime import UTC, datetime

from django.conf import settings

from abrigo.clerk.models import Clock
from abrigo.facts.wire import from_ms, to_ms


def wall() -> datetime:
    """The machine's time, UTC, in whole milliseconds."""
    return from_ms(to_ms(datetime.now(UTC)))  # noqa: TID251 - somebody has to look


_HELD: list[datetime] = []


def now() -> datetime:
    """The time acts are recorded at (UTC)."""
    if not settings.ABRIGO_DEMO:
        return wall()
    if _HELD:
        return _HELD[0]
    clock = Clock.objects.filter(id=1).first()
    return wall() if clock is None else from_ms(clock.shows + max(0, to_ms(wall()) - clock.set_at))


def hold(instant: datetime | None) -> None:
    """Stops the demonstration's clock of this process at an instant (UTC); None lets it run again."""
    _HELD[:] = [] if instant is None else [instant]


def set_demo(shows: datetime) -> None:
    Clock.objects.update_or_create(id=1, defaults={"shows": to_ms(shows), "set_at": to_ms(wall())})
