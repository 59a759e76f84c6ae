"""Open sessions: whose, at which machine, since when; ended by their owner, by time, or by whoever keeps the house."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.sessions.models import Session

from abrigo.clerk.clock import wall
from abrigo.facts.wire import from_ms, to_ms
from abrigo.rules.access import Viewer
from abrigo.staff.models import Account, Sitting

IDLE: Final = 2 * 3600 * 1000  # ms without a single request
SHIFT: Final = 12 * 3600 * 1000  # ms from coming in, whatever happens in between
SEEN_EVERY: Final = 60_000  # ms: the hour of the last request is kept to the minute


FRESH: Final = timedelta(minutes=10)  # how long "I have just shown who I am" holds


@dataclass(frozen=True, slots=True)
class Open:
    session: str
    device: str
    began: datetime
    browser: str
    own: bool


def is_fresh(viewer: Viewer) -> bool:
    """Measured by the machine's own clock: a demonstration that jumps a night asks nobody twice."""
    return viewer.stepped_up is not None and wall() - viewer.stepped_up < FRESH


def began(session: str, account: Account, device: str, browser: str) -> None:
    told = {"account": account, "device": device[:80], "began": to_ms(wall()), "browser": _short(browser)}
    Sitting.objects.update_or_create(session=session, defaults=told)


def moved(before: str, after: str) -> None:
    """A session that got a new key is still the same session: listed, and ended with the others."""
    Sitting.objects.filter(session=before).update(session=after)


def ended(session: str) -> None:
    Sitting.objects.filter(session=session).delete()
    Session.objects.filter(session_key=session).delete()


def of(account: Account, own: str) -> list[Open]:
    """Their open sessions, the newest first; those that ended by themselves are forgotten on the way."""
    rows = list(Sitting.objects.filter(account=account).order_by("-began"))
    alive = set(Session.objects.filter(session_key__in=[r.session for r in rows]).values_list("session_key", flat=True))
    Sitting.objects.filter(session__in=[r.session for r in rows if r.session not in alive]).delete()
    return [
        Open(r.session, r.device, from_ms(r.began), r.browser, r.session == own) for r in rows if r.session in alive
    ]


def too_old(session: Any) -> bool:
    """Whether a session has ended by time: idle, or longer than a shift. Looked at on every request."""
    now = to_ms(wall())
    last, first = session.get("last_seen"), session.get("began")
    if last is None or first is None:
        return False  # not begun at our door: a test, or a program of this machine
    if now - last > IDLE or now - first > SHIFT:
        return True
    if now - last > SEEN_EVERY:
        session["last_seen"] = now
    return False


def _short(browser: str) -> str:
    """Enough to know one's own telephone again, not enough to follow anybody."""
    known = [w for w in ("Firefox", "Edg", "Chrome", "Safari") if w in browser]
    system = [w for w in ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux") if w in browser]
    return " · ".join(known[:1] + system[:1])
