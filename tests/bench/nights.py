"""Three phones through a bad night at one house, some thousand times; and every planted mistake found (night_room.py)."""

import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))


def run(short: bool) -> dict[str, Any]:
    """Figures: nights, steps, broken, bugs_planted, bugs_caught."""
    from abrigo.house import throwaway

    throwaway.stand_up()
    import night_room as room
    from django.conf import settings

    from abrigo.house import onlooker
    from abrigo.staff.viewer import viewer_of

    settings.ALLOWED_HOSTS = ["*"]
    people = throwaway.open_operation(12)
    roles = (*room.ROLES, "child-attorney", "administrator")
    hands = {r: viewer_of(onlooker.account(r, "s0" if r == "intake-worker" else "")) for r in roles}
    house, line = room.House(hands, tuple(people), "s0"), room.client_line()
    nights, patience = (40, 30) if short else (3_000, 60)
    caught = {b: next((n + 1 for n in range(patience) if room.outcome(house, line, n, b)[1]), 0) for b in room.BUGS}
    steps = broken = done = 0
    until = time.monotonic() + (15 if short else 10**9)
    for seed in range(nights):
        if time.monotonic() > until:
            break
        done += 1
        happened, wrong = room.outcome(house, line, seed)
        steps, broken = steps + happened, broken + bool(wrong)
        if wrong:
            print(f"night {seed}: {wrong}", file=sys.stderr)
    missed = [bug for bug, needed in caught.items() if not needed]
    planted, found = len(room.BUGS), len(room.BUGS) - len(missed)
    return {
        "nights": done, "steps": steps, "broken": broken, "bugs_planted": planted, "bugs_caught": found,
        "controls": planted, "controls_failed": found, "bugs_missed": missed, "nights_until_caught": max(caught.values()),
    }  # fmt: skip
