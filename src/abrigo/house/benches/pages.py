"""Every page opened by a tap, at a desk and on a guard's phone: bytes, requests, milliseconds, what axe finds.

The drill is replayed to the middle of the breach and served as in earnest. Addresses come from the house's own list of
pages; where one names a person, a site or a roll call, one of the drill stands in. Bytes are what crosses the wire for
somebody's first look, compressed, styles, scripts and letters with it; `again_bytes` what the next look costs them.
"""

import json
import sys
import time
from typing import Any

from abrigo.house import onlooker, throwaway

LOOKS = (("director", "desk", 1280, 900), ("guard", "phone", 360, 740))
# One of the drill for each kind of thing an address may name.
CARDS = {
    "rollcall": "rollcall", "incident": "incident", "alert": "alert", "transit": "transit", "handover": "handover",
    "candidate": "candidate", "order": "order", "request_id": "request", "release": "release", "statement": "statement",
    "accord": "accord",
}  # fmt: skip


def run(short: bool) -> dict[str, Any]:  # noqa: FBT001 - the form of every bench
    pages: dict[str, Any] = throwaway.apart("pages", "short" if short else "long", url=None)
    seen = [figures for by_page in pages.values() for figures in by_page.values()]
    return {
        "pages": len(seen), "largest_bytes": max(f["bytes"] for f in seen),
        "third_party_requests": sum(f["third_party"] for f in seen),
        "axe_violations": sum(f["axe_violations"] for f in seen),
        "slowest_p50_ms": max(f["p50_ms"] for f in seen),
        "over_100_kb": sorted({path for by in pages.values() for path, f in by.items() if f["bytes"] > 100_000}),
        "largest_again_bytes": max(f["again_bytes"] for f in seen), **pages,
    }  # fmt: skip


def measure(*, short: bool) -> dict[str, Any]:
    throwaway.stand_up()
    from abrigo.clerk.clock import set_demo
    from abrigo.house import demo
    from abrigo.house.demo_command import SCENARIO, folder
    from abrigo.staff.models import Account

    scenario = demo.prepare(folder(SCENARIO), password="", quiet=True)
    set_demo(scenario.opens_at)
    paths = addresses(scenario.operation)
    found: dict[str, Any] = {}
    looks = [(w, Account.objects.get(username=w[0])) for w in LOOKS]
    looks = [(look, onlooker.signed_in(account)) for look, account in looks]
    with onlooker.served() as address, onlooker.chromium() as browser:
        for (role, name, wide, tall), cookies in looks:
            page = onlooker.screen(browser, address, cookies, wide, tall)
            axe = not short or name == "phone"
            seen = {path: look(page, address, path, axe=axe, times=3 if short else 15) for path in paths}
            found[f"{role} {name}"] = {path: figures for path, figures in seen.items() if figures is not None}
    return found


def addresses(operation: str) -> list[str]:
    """Every page of the desk that is opened by going there, with something of the drill in its blanks."""
    from abrigo.desk.urls import urlpatterns
    from abrigo.registers.models import Card, Person

    newest = {
        blank: Card.objects.filter(kind=kind, operation=operation).order_by("-at").values_list("id", flat=True).first()
        for blank, kind in CARDS.items()
    }
    newest["person"] = Person.objects.filter(operation=operation).order_by("id").values_list("id", flat=True).first()
    paths = []
    for pattern in urlpatterns:
        blanks = set(pattern.pattern.converters)
        route = str(pattern.pattern)
        if route.startswith("gallery") or any(newest.get(blank) is None for blank in blanks):
            continue
        for blank in blanks:
            route = route.replace(f"<str:{blank}>", str(newest[blank]))
        paths.append(f"/{route}")
    return paths


def look(page: Any, address: str, path: str, *, axe: bool, times: int) -> dict[str, Any] | None:
    """None for what is no page: a redirect elsewhere, a refusal, a fragment, a file."""
    first = page.request.get(f"{address}{path}", max_redirects=0)
    kind = first.headers.get("content-type", "")
    if first.status != 200 or not kind.startswith("text/html") or "<html" not in first.text():
        return None
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    asked: list[str] = []
    wire: list[float] = []

    def asking(request: Any) -> None:
        asked.append(request.url)

    page.on("request", asking)
    session.on("Network.loadingFinished", lambda event: wire.append(event["encodedDataLength"]))
    page.goto(f"{address}{path}", wait_until="load")
    page.wait_for_timeout(50)
    first_bytes, requests = int(sum(wire)), [url for url in asked if not url.startswith(("data:", "blob:"))]
    wire.clear()
    page.goto(f"{address}{path}", wait_until="load")
    page.wait_for_timeout(50)
    again = int(sum(wire))
    session.detach()
    page.remove_listener("request", asking)
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        page.request.get(f"{address}{path}")
        taken.append(time.perf_counter() - began)
    return {
        "bytes": first_bytes, "again_bytes": again, "requests": len(requests),
        "p50_ms": throwaway.percentile(taken, 0.5),
        "third_party": sum(not url.startswith(address) for url in requests),
        "axe_violations": _axe(page) if axe else 0,
    }  # fmt: skip


def _axe(page: Any) -> int:
    from axe_playwright_python.sync_playwright import Axe

    violations: list[Any] = Axe().run(page).response["violations"]
    for each in violations:
        print(f"{page.url.split('/', 3)[3]}: {each['id']} {each['nodes'][0]['html'][:140]}", file=sys.stderr)
    return len(violations)


if __name__ == "__main__":
    print(json.dumps(measure(short=sys.argv[1] == "short")))
