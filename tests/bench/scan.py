"""A band seen by the camera to its answer on the phone's disk, in a roll call of 160, without a network.

`median_ms`, `p99_ms`: from the moment the picture is taken out of the camera, through decoding, signing, sealing and a strict
write, until the phone says so. `unlock_ms`: from the PIN to the list.
"""

import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "journeys"))

MEASURED = "performance.getEntriesByName('scan').map((m) => m.duration)"


def run(short: bool) -> dict[str, Any]:
    from playwright.sync_api import sync_playwright
    from pocket_phone import PIN, House, Phone
    from qr import film

    codes = 40 if short else 160
    with (
        tempfile.TemporaryDirectory(prefix="abrigo-scan-", ignore_cleanup_errors=True) as room,
        sync_playwright() as driver,
    ):
        (home := Path(room) / "home").mkdir()
        house = House(home)
        bands = [f"N-{n:03}" for n in range(1, codes + 1)]
        camera = film(bands, Path(room) / "bands.y4m", rate=2)
        phone = Phone(SimpleNamespace(browser_type=driver.chromium), Path(room) / "phone", house.address, camera)
        try:
            return measure(house, phone, codes, PIN)
        finally:
            phone.kill()
            house.close()


def measure(house: Any, phone: Any, codes: int, pin: str) -> dict[str, Any]:
    phone.enrol(house)
    page = phone.page
    page.locator("html[data-offline=ready]").wait_for(state="attached")
    phone.context.set_offline(True)
    page.locator("#top .icon-only").click()
    page.fill("#pin", pin)
    begun = time.perf_counter()
    page.locator("form.pin [type=submit]").click()
    page.locator(".people .person").first.wait_for()
    unlocked = time.perf_counter() - begun
    phone.go("count")
    page.locator("button.big").first.click()
    page.locator(".scanner .main").click()
    until = time.monotonic() + codes + 20
    while len(took := page.evaluate(MEASURED)) < codes and time.monotonic() < until:
        page.wait_for_timeout(500)
    took = sorted(took)
    answered = len(took)
    return {
        "codes": codes, "answered": answered, "median_ms": round(took[answered // 2], 1),
        "p99_ms": round(took[min(answered - 1, int(answered * 0.99))], 1), "unlock_ms": round(unlocked * 1000),
    }  # fmt: skip
