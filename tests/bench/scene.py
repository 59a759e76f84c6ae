"""160 children at the scene by two phones without a network: what the app takes of each child, and the taps of it.

Two scripted thumbs, each on a phone of its own: the band by a camera that sees its code, a photo, seen as, age by eye, who
held them; every third is a sibling of the one before, and every other of the rest is held by the same. A script neither
walks to a child, nor calms one, nor looks for the band: `app_s_per_child` is the app's own share, and
`left_s_per_child` what two people have besides to do 160 in an hour. Then both phones send, and the house must have all.
"""

import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "journeys"))

HOUR, ALL = 3_600, 160
SEXES, AGES = ("Niña / mujer", "Niño / hombre"), ("0–1", "2–4", "5–8", "9–12", "13–15")
HELD = ("Nadie", "Una mujer que dice ser la madre", "No se sabe")


def run(short: bool) -> dict[str, Any]:
    """Figures: children, app_s_per_child (median), slowest_s, app_minutes_for_160, taps_per_child, left_s_per_child."""
    from pocket_phone import House

    each = 8 if short else ALL // 2
    with tempfile.TemporaryDirectory(prefix="abrigo-scene-", ignore_cleanup_errors=True) as room:
        (home := Path(room) / "home").mkdir()
        house, desk = House(home), threading.Lock()
        try:
            with ThreadPoolExecutor(2) as hands:
                told = [hands.submit(thumb, house, desk, Path(room) / f"phone-{n}", n, each) for n in (0, 1)]
                both = [one.result() for one in told]
            held = sum(
                p["act"] == "register" and p["outcome"] == "taken"
                for one in both
                for p in house.ask("parcels", one["device"])
            )
        finally:
            house.close()
    took = sorted(s for one in both for s in one["took"])
    assert held == len(took) == each * 2, (held, len(took))
    median = statistics.median(took)
    return {
        "children": held, "app_s_per_child": round(median, 2), "slowest_s": round(took[-1], 2),
        "app_minutes_for_160": round(statistics.mean(took) * ALL / 2 / 60, 1),
        "taps_per_child": round(sum(one["taps"] for one in both) / held, 1),
        "left_s_per_child": round(HOUR / (ALL / 2) - median, 1),
    }  # fmt: skip


def thumb(house: Any, desk: Any, folder: Path, hand: int, children: int) -> dict[str, Any]:
    """One person's half. Out: seconds of each child, all taps, and the phone it was."""
    from playwright.sync_api import expect, sync_playwright
    from pocket_phone import Phone
    from qr import film

    with sync_playwright() as driver:
        camera = film(["B-000"], folder.with_suffix(".y4m"))
        phone = Phone(SimpleNamespace(browser_type=driver.chromium), folder, house.address, camera)
        try:
            with desk:
                phone.enrol(house)
            page = phone.page
            page.locator("html[data-offline=ready]").wait_for(state="attached")
            phone.context.set_offline(True)
            phone.go("intake")
            page.evaluate(
                "addEventListener('click', (e) => e.isTrusted && (window.taps = (window.taps ?? 0) + 1), true)"
            )
            took = []
            for n in range(children):
                band = f"B-{hand}{n:02}"
                phone.shows(band)
                began = time.perf_counter()
                one_child(page, n, band, expect)
                took.append(time.perf_counter() - began)
            taps = page.evaluate("window.taps")
            phone.context.set_offline(False)
            phone.go("outbox")
            page.get_by_role("button", name="Enviar ahora").click()
            expect(page.locator("html")).to_have_attribute("data-waiting", "0", timeout=120_000)
            return {"took": took, "taps": taps, "device": phone.device}
        finally:
            phone.kill()


def one_child(page: Any, n: int, band: str, expect: Any) -> None:
    page.locator(".scanner .main").click()
    expect(page.locator(".band-told .band")).to_have_text(band, timeout=30_000)
    page.locator("#photo").click()
    page.locator(".shot video").wait_for()
    page.locator("#photo").click()
    page.locator(".shot img").wait_for()
    page.get_by_role("button", name=SEXES[n % 2], exact=True).click()
    page.get_by_role("button", name=AGES[n % 5]).click()
    if n % 3 == 2:
        page.get_by_role("button", name="Hermana o hermano del anterior").click()
    elif n % 2 and n:
        page.get_by_role("button", name="Igual que el anterior").click()
    else:
        page.get_by_role("button", name=HELD[n % 3], exact=True).click()
    page.locator("#save").click()
    expect(page.locator("#told")).to_contain_text(band, timeout=20_000)
    expect(page.locator(".band-told .band")).to_have_count(0)  # the next child's screen
