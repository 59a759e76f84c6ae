"""A house that can be killed and a phone whose battery can fall out: what journeys and benches of the pocket are made with."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from qr import film

ROOT = Path(__file__).parents[2]
PIN, DURESS = "135790", "246802"
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--headless=new", "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream", "--remote-debugging-port=0", "--window-size=360,740", "--disable-features=Translate", "--accept-lang=es-GT,es",
)  # fmt: skip


class House:
    """A house at a home of its own: its server may be killed and started again, its desk goes on working."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://localhost:{self.port}"
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("ABRIGO_", "DJANGO_"))}
        self.told = kept | {
            "ABRIGO_HOME": str(home),
            "PYTHONPATH": str(ROOT / "src"),
            "ABRIGO_HOSTS": "localhost,127.0.0.1",
        }
        self.log = (home / "log").open("w")
        self.desk = self._start("desk", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.desk.stdout.readline().strip() == '"open"', (home / "log").read_text()
        self.ask("open")
        self.open_doors()

    def headquarters(self, home: Path) -> "Headquarters":
        return Headquarters(self, home)

    def _start(self, *words: str, **more: Any) -> subprocess.Popen:
        program = [sys.executable, str(ROOT / "tests/journeys/pocket_house.py"), *words]
        return subprocess.Popen(program, cwd=ROOT, env=self.told, stderr=self.log, text=True, **more)

    def ask(self, *words: Any) -> Any:
        return ask(self.desk, self.log, *words)

    def open_doors(self) -> None:
        self.server = self._start("serve", str(self.port), start_new_session=True)
        for _ in range(900):
            try:
                urllib.request.urlopen(f"{self.address}/pocket/", timeout=5).read()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the house does not answer")

    def kill(self) -> None:
        """One process is killed, as a system short of memory kills it: what is left behind answers for nobody."""
        self.server.kill()
        self.server.wait()
        for _ in range(900):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)):
                    return
            time.sleep(0.05)
        raise AssertionError("a house that is dead answers")

    def close(self) -> None:
        self.kill()
        self.desk.stdin.close()
        self.desk.wait(timeout=20)
        self.log.close()


def ask(desk: subprocess.Popen, log: Any, *words: Any) -> Any:
    desk.stdin.write(json.dumps(words) + "\n")
    desk.stdin.flush()
    answer = desk.stdout.readline()
    assert answer, Path(log.name).read_text()
    return json.loads(answer)


class Headquarters:
    """Another house, far away, with a record and keys of its own: a stick goes there and comes back."""

    def __init__(self, field: House, home: Path) -> None:
        self.field, self.log = field, (home / "log").open("w")
        told = field.told | {"ABRIGO_HOME": str(home), "ABRIGO_NODE": "headquarters"}
        program = [sys.executable, str(ROOT / "tests/journeys/pocket_house.py"), "desk"]
        self.desk = subprocess.Popen(
            program, cwd=ROOT, env=told, stderr=self.log, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def known(self) -> None:
        """Two people of each house let the other in."""
        assert self.desk.stdout.readline().strip() == '"open"', Path(self.log.name).read_text()
        card, theirs = self.field.ask("card"), ask(self.desk, self.log, "card")
        self.field.ask("let_in", theirs, True)
        ask(self.desk, self.log, "let_in", card, False)

    def meet(self) -> int:
        """There and back. Out: what headquarters wrote down of it."""
        came = ask(self.desk, self.log, "take", self.field.ask("give"))
        back = self.field.ask("take", ask(self.desk, self.log, "give"))
        assert came["refused"] == back["refused"] == [], (came, back)
        return came["written"]

    def close(self) -> None:
        self.desk.stdin.close()
        self.desk.wait(timeout=20)
        self.log.close()


class Phone:
    """One browser with one profile on a disk, which can be killed like a phone whose battery falls out."""

    def __init__(self, chromium: Any, path: Path, address: str, camera: Path) -> None:
        self.kind, self.path, self.address, self.camera = chromium.browser_type, path, address, camera
        self.complaints: list[str] = []
        self.device = ""
        self.on()

    def on(self, *, online: bool = True, camera: bool = True) -> Page:
        """`camera`: whether its owner allows it; refused, the browser itself says no."""
        program = os.environ.get("ABRIGO_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
        port = self.path / "DevToolsActivePort"
        port.unlink(missing_ok=True)
        words = [
            program,
            *(word for word in QUIET if camera or word != "--use-fake-ui-for-media-stream"),
            f"--user-data-dir={self.path}",
            f"--use-file-for-fake-video-capture={self.camera}",
            "about:blank",
        ]
        self.process = subprocess.Popen(
            words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        for _ in range(900):  # a busy machine
            if port.exists() and port.read_text().count("\n"):
                break
            time.sleep(0.05)
        self.browser = self.kind.connect_over_cdp(f"http://127.0.0.1:{port.read_text().split()[0]}")
        self.context = self.browser.contexts[0]
        self.context.set_offline(not online)
        self.page = self.context.pages[0]
        if not camera:
            no = {"permission": {"name": "camera"}, "setting": "denied", "origin": self.address}
            self.context.new_cdp_session(self.page).send("Browser.setPermission", no)
        self._look()
        return self.page

    def _look(self) -> None:
        self.page.set_viewport_size({"width": 360, "height": 740})
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))

    def afresh(self) -> Page:
        """Put down and taken up again: a new window on the same browser, where nothing of the last one was planted."""
        last, self.page = self.page, self.context.new_page()
        last.close()
        self.context.set_offline(False)
        self.complaints.clear()
        film(["K-001"], self.camera)
        self._look()
        self.open()
        self.unlock()
        expect(self.page.locator(".people .person").first).to_be_visible(timeout=20_000)
        return self.page

    def kill(self) -> None:
        """The battery falls out."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def open(self, path: str = "/pocket/") -> Page:
        self.page.goto(self.address + path)
        return self.page

    def unlock(self, pin: str = PIN) -> None:
        self.page.fill("#pin", pin)
        self.page.locator("form.pin [type=submit]").click()
        expect(self.page.locator("nav")).to_be_visible(timeout=20_000)

    def go(self, to: str) -> None:
        self.page.locator(f"nav a[href='#{to}']").click()

    def enrol(self, house: House, site: str = "centro", role: str = "intake-worker", *, duress: str = "") -> str:
        page = self.open(f"/pocket/enrol#{house.ask('code', site, role)}")
        page.locator("form [type=submit]").click()
        page.fill("#pin", PIN)
        page.fill("#again", PIN)
        page.fill("#duress", duress)
        page.locator("form [type=submit]").click()
        digits = page.locator(".digits")
        expect(digits).to_be_visible(timeout=20_000)
        by = "director" if role == "child-attorney" else "child-attorney"
        self.device = house.ask("confirm", digits.inner_text(), by)
        expect(page.locator(".people .person").first).to_be_visible(timeout=20_000)
        return self.device

    def shows(self, words: str) -> None:
        """What its camera sees from the next time it is opened."""
        film([words], self.camera)

    def scan(self, words: str) -> None:
        self.shows(words)
        self.page.locator(".scanner .main").click()

    def type(self, band: str) -> None:
        self.page.locator(".typed input").fill(band)
        self.page.locator(".typed button").click()

    def send(self) -> None:
        """To the outbox, and everything out."""
        self.go("outbox")
        self.page.get_by_role("button", name="Enviar ahora").click()
        expect(self.page.locator("#told")).to_contain_text("Todo enviado", timeout=20_000)

    def fit(self) -> list[Any]:
        """What axe finds wrong, and whether anything sticks out of 360 pixels."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return [(v["id"], v["nodes"][0]["html"][:140]) for v in found] + ([("too wide", wide)] if wide > 0 else [])
