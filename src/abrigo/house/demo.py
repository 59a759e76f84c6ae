"""The drill as a demonstration: replayed to the middle of the breach, and a control that moves its clock along."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from abrigo.clerk.clock import now, set_demo
from abrigo.clerk.models import Clock
from abrigo.facts.wire import from_ms
from abrigo.house.progress import Progress
from abrigo.house.scenario import Scenario, Step, carry_out, open_accounts, read
from abrigo.rules.access import Viewer

_STATE: dict[str, Any] = {}


def prepare(folder: Path, *, password: str, quiet: bool) -> Scenario:
    """Tables, accounts, and every act up to the minute the demonstration opens at. Run again, it goes on from there."""
    call_command("migrate", verbosity=0)
    scenario = read(folder)
    viewers = open_accounts(scenario, password)
    _STATE.update(scenario=scenario, viewers=viewers)
    shown = _shown()
    if shown is None:
        steps = [s for s in scenario.steps() if s.now <= scenario.opens_at]
        progress = Progress("the drill", len(steps), quiet=quiet)
        refused = replay(viewers, steps, progress)
        progress.end(f"{len(steps)} acts, {refused} refused")
        set_demo(scenario.opens_at)
    return scenario


def replay(viewers: dict[str, Viewer], steps: list[Step], progress: Progress | None = None) -> int:
    """Out: how many were refused (somebody at the demonstration may have acted otherwise meanwhile)."""
    refused = 0
    for step in steps:
        answer = carry_out(viewers[step.by], step)
        refused += answer.refusal is not None
        if progress is not None:
            progress.step(f"{step.now:%d %b %H:%M} {step.act}")
    return refused


def _shown() -> datetime | None:
    clock = Clock.objects.filter(id=1).first()
    return None if clock is None else from_ms(clock.shows)


def _scenario() -> tuple[Scenario, dict[str, Viewer]]:
    """In the serving process; read once."""
    if not _STATE:
        scenario = read(Path(settings.ABRIGO_SCENARIO))
        _STATE.update(scenario=scenario, viewers=open_accounts(scenario, None))
    return _STATE["scenario"], _STATE["viewers"]


@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    """Moves the demonstration on to the end of an event: everything that happens until then happens now."""
    if not settings.ABRIGO_DEMO:
        raise Http404
    scenario, viewers = _scenario()
    target = next((e for e in scenario.events if e["event"] == request.POST.get("to")), None)
    if target is not None:
        until, shown = datetime.fromisoformat(target["at"]), now()
        if until > shown:
            replay(viewers, [s for s in scenario.steps() if s.now <= until])
            set_demo(until)
    onward = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(onward, {request.get_host()})
    return redirect(onward if safe else "/")


def context(request: HttpRequest) -> dict[str, Any]:
    """The demo bar of every page; nothing in earnest."""
    if not settings.ABRIGO_DEMO:
        return {}
    scenario, _ = _scenario()
    here = now()
    spanish = (get_language() or "es").startswith("es")
    steps = []
    current = ""
    for event in scenario.events:
        at = datetime.fromisoformat(event["at"])
        title = event["es"] if spanish else event["en"]
        if at <= here:
            current = title
        else:
            steps.append({"value": event["event"], "label": f"{at:%d/%m %H:%M} · {title}", "at": at, "current": False})
    signed_in = getattr(request, "visit", None) is not None
    own = {} if signed_in else {"operation": {"name": scenario.name, "zone": scenario.zone}}
    return {**own, "now": here, "demo": {"now": here, "title": current, "steps": steps}}
