"""One site lost: from the tap on "forced entry" to every name on the screen of another site.

Five hundred children are at a site. Somebody elsewhere has the board open and does nothing but what the board offers:
the room of the incident, when it shows. The clock starts at the tap and stops when every name can be read.
"""

import json
import sys
import time
from typing import Any

from abrigo.house import onlooker, throwaway

CHILDREN = 500


def run(short: bool) -> dict[str, Any]:  # noqa: FBT001 - the form of every bench
    return throwaway.apart("storm", "2" if short else "8", url=None)


def measure(storms: int) -> dict[str, Any]:
    throwaway.stand_up()
    for number in range(storms):
        throwaway.open_operation(CHILDREN, sites=storms + 1, at_site=number, first=number * CHILDREN)
    there = [onlooker.account("guard", f"s{number}") for number in range(storms)]
    elsewhere = onlooker.account("director", f"s{storms}")
    guards, director = [onlooker.signed_in(a) for a in there], onlooker.signed_in(elsewhere)
    with onlooker.served() as address, onlooker.chromium() as browser:
        took = [_storm(browser, address, number, guard, director) for number, guard in enumerate(guards)]
    return {
        "children": CHILDREN, "seconds_to_list": round(max(took), 3),
        "median_s": round(sorted(took)[len(took) // 2], 3), "storms": storms, "complete": True,
    }  # fmt: skip


def _storm(browser: Any, address: str, number: int, guard: dict[str, str], director: dict[str, str]) -> float:
    far = onlooker.screen(browser, address, director)
    far.goto(f"{address}/board")
    near = onlooker.screen(browser, address, guard, wide=360, tall=740)
    near.goto(f"{address}/incidents/open")
    near.select_option("#id_site", f"s{number}") if near.locator("select#id_site").count() else None
    near.get_by_role("button", name="Ingreso forzado").click()
    near.locator("dialog#confirm button[value=yes]").wait_for()
    had = far.locator("a[href^='/incidents/'].push").count()
    began = time.perf_counter()
    near.locator("dialog#confirm button[value=yes]").click(no_wait_after=True)
    room = far.locator("a[href^='/incidents/'].push")
    room.nth(had).wait_for(timeout=20_000)
    shown = {room.nth(n).get_attribute("href") for n in range(room.count())}
    mine = next(iter(shown - _SEEN))
    _SEEN.update(shown)
    far.locator(f"a[href='{mine}'].push").click()
    far.locator("#room-names li").nth(CHILDREN - 1).wait_for(timeout=20_000)
    took = time.perf_counter() - began
    names = far.locator("#room-names li").all_inner_texts()
    wanted = {f"B-{n:06}" for n in range(number * CHILDREN, (number + 1) * CHILDREN)}
    found = {band for band in wanted if any(band in name for name in names)}
    assert len(names) == CHILDREN and found == wanted, (len(names), len(found))  # noqa: PT018
    near.context.close()
    far.context.close()
    return took


_SEEN: set[str | None] = set()

if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
