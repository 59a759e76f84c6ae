"""A form of 250 questions in three languages opened on a slow phone without a network: a processor slowed four times.

`open_ms`: from the tap on its name until its first screen stands and can be answered; `whole_ms`: until the last of
its questions is drawn, which happens while the first are read; `answer_ms`: from an answer until
everything that follows from it is shown. `axe`: what axe finds, in each of its languages.
"""

import statistics
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "journeys"))

SLOWED = 4
OPENED = """() => new Promise((done) => {
  const began = performance.now();
  const look = new MutationObserver(() => {
    if (!document.querySelector('.asked-form .field')) return;
    look.disconnect();
    requestAnimationFrame(() => setTimeout(() => done([performance.now() - began, began])));
  });
  look.observe(document.body, { childList: true, subtree: true });
  document.querySelector('[data-form=large]').click();
})"""
WHOLE = """(began) => new Promise((done) => {
  const look = () => document.querySelector("[data-key=q249]") ? done(performance.now() - began) : setTimeout(look);
  look();
})"""
ANSWERED = """() => new Promise((done) => {
  const field = document.querySelector("[data-key='q0[1]'] input");
  field.value += 'a';
  const began = performance.now();
  field.dispatchEvent(new Event('input', { bubbles: true }));
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
})"""


def run(short: bool) -> dict[str, Any]:
    from playwright.sync_api import sync_playwright
    from pocket_phone import House, Phone
    from qr import film

    with (
        tempfile.TemporaryDirectory(prefix="abrigo-forms-", ignore_cleanup_errors=True) as room,
        sync_playwright() as driver,
    ):
        (home := Path(room) / "home").mkdir()
        house = House(home)
        house.ask("large_form")
        camera = film(["N-001"], Path(room) / "band.y4m")
        phone = Phone(SimpleNamespace(browser_type=driver.chromium), Path(room) / "phone", house.address, camera)
        try:
            return measure(house, phone, 5 if short else 25)
        finally:
            phone.kill()
            house.close()


def measure(house: Any, phone: Any, times: int) -> dict[str, Any]:
    phone.enrol(house, "alfa")
    page = phone.page
    page.locator("html[data-ready=yes]").wait_for(state="attached")
    page.locator("html[data-offline=ready]").wait_for(state="attached")
    phone.context.set_offline(True)
    session = phone.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    opened, whole, answered = [], [], []
    for _ in range(times):
        page.locator("li.person button.open").first.click()
        page.locator("dialog button", has_text="Formularios").click()
        page.locator("[data-form=large]").wait_for()
        took, began = page.evaluate(OPENED)
        opened.append(took)
        whole.append(page.evaluate(WHOLE, began))
        answered.extend(page.evaluate(ANSWERED) for _ in range(4))
        page.get_by_role("button", name="Guardar para después").click()
        page.locator("li.person").first.wait_for()
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    page.locator("li.person button.open").first.click()
    page.locator("dialog button", has_text="Formularios").click()
    page.locator("[data-form=large]").click()
    axe = {}
    page.locator("[data-key=q249]").wait_for(state="attached")
    for language in ("es", "en", "he"):
        page.select_option("#form-language", language)
        axe[language] = phone.fit()
    return {
        "opened": len(opened), "open_p50_ms": round(statistics.median(opened)), "open_worst_ms": round(max(opened)),
        "whole_p50_ms": round(statistics.median(whole)), "first_ms": round(opened[0]), "answer_p50_ms": round(statistics.median(answered), 1),
        "answer_worst_ms": round(max(answered), 1), "questions": page.locator(".asked-form .field").count(),
        "axe": axe, "complaints": phone.complaints,
    }  # fmt: skip
