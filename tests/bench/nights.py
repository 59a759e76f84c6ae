"""Three phones through a bad night at one house, a thousand times; and every planted mistake found (night_room.py).

The long form ends after so many nights, or after half an hour, whichever is first, and says how many there were.
ABRIGO_BENCH_NIGHTS and ABRIGO_BENCH_MINUTES say otherwise; ABRIGO_BENCH_FROM is the seed of the first night.
"""

import os
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
    nights, patience = (40, 30) if short else (int(os.environ.get("ABRIGO_BENCH_NIGHTS", "1000")), 60)
    minutes, first = float(os.environ.get("ABRIGO_BENCH_MINUTES", "30")), int(os.environ.get("ABRIGO_BENCH_FROM", "0"))
    caught = {b: next((n + 1 for n in range(patience) if room.outcome(house, line, n, b)[1]), 0) for b in room.BUGS}
    steps = broken = done = 0
    began = time.monotonic()
    until = time.monotonic() + (15 if short else minutes * 60)
    for seed in range(first, first + nights):
        if time.monotonic() > until:
            break
        done += 1
        happened, wrong = room.outcome(house, line, seed)
        steps, broken = steps + happened, broken + bool(wrong)
        if wrong:
            print(f"night {seed}: {wrong}", file=sys.stderr)
        if not short and done % 50 == 0:
            print(
                f"  {done} nights, {steps} steps, {broken} broken, {time.monotonic() - began:.0f} s",
                file=sys.stderr,
                flush=True,
            )
    missed = [bug for bug, needed in caught.items() if not needed]
    planted, found = len(room.BUGS), len(room.BUGS) - len(missed)
    return {
        "nights": done, "steps": steps, "broken": broken, "bugs_planted": planted, "bugs_caught": found,
        "controls": planted, "controls_failed": found, "bugs_missed": missed, "nights_until_caught": max(caught.values()),
    }  # fmt: skip
