"""A real browser at a house without a socket: every request is answered by the house itself, in this very thread.

The ledger refuses to be emptied, so a journey cannot leave its writing behind for a live server to see; here pages
and tests share one transaction that is never kept.
"""

import contextvars
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

HOUSE = "http://abrigo.test"
BACKEND = "django.contrib.auth.backends.ModelBackend"
KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "woff2": "font/woff2"}


class Sitting:
    """One person's browser: `page` to act on, `complaints` of its scripts, `network` to take away."""

    def __init__(self, chromium: Any, client: Client, *, width: int, scripts: bool) -> None:
        self.client, self.network, self.complaints = client, True, []
        # The browser's driver answers in a context of its own, where Django would open a second connection.
        self.here = contextvars.copy_context()
        self.context = chromium.new_context(
            viewport={"width": width, "height": 740}, has_touch=width < 500, java_script_enabled=scripts
        )
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))
        self.page.route("**/*", self._answer)

    def open(self, path: str) -> int:
        return self.page.goto(HOUSE + path).status

    def at(self) -> str:
        return self.page.url.removeprefix(HOUSE)

    def _answer(self, route: Any) -> None:
        asked = route.request
        assert asked.url.startswith(HOUSE), f"asked a third party: {asked.url}"
        if not self.network:
            route.abort("internetdisconnected")
            return
        path = asked.url.removeprefix(HOUSE).split("#")[0]
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/").split("?")[0])
            kind = KINDS.get(path.rsplit(".", 1)[-1], "text/plain")
            route.fulfill(status=200 if found else 404, path=found or None, content_type=kind)
            return
        kept = {"accept", "hx-request", "referer", "origin"}
        headers = {k: v for k, v in asked.headers.items() if k.startswith("hx-") or k in kept}
        kind = asked.headers.get("content-type", "application/octet-stream")
        body = asked.post_data_buffer or b""
        answer = self.here.copy().run(self.client.generic, asked.method, path, body, headers=headers, content_type=kind)
        sent = {k: v for k, v in answer.headers.items() if k.lower() != "content-length"}
        route.fulfill(status=answer.status_code, body=b"".join(answer), headers=sent)

    def fit(self) -> list[Any]:
        """What axe finds wrong, and by how much anything sticks out of the screen."""
        from axe_playwright_python.sync_playwright import Axe

        found: list[Any] = Axe().run(self.page).response["violations"]
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return [(v["id"], v["nodes"][0]["html"][:160]) for v in found] + ([("too wide", wide)] if wide > 0 else [])

    def confirm(self, answer: str = "yes") -> None:
        self.page.locator(f"dialog#confirm button[value={answer}]").click()


@pytest.fixture
def sit(operation: Any, viewer: Any, chromium: Any, settings: Any) -> Iterator[Callable[..., Sitting]]:
    """A browser of somebody's own at the small operation: `sit("guard", site="centro", width=360)`."""
    from abrigo.staff.models import Account

    sat: list[Sitting] = []

    def at(role: str, username: str = "", *, width: int = 360, language: str = "es", scripts: bool = True, **given):
        who = username or role
        known = operation.hands.get(who) or viewer(role, username=who, **given)
        operation.hands[who] = known
        client = Client()
        client.force_login(Account.objects.get(staff=known.staff), backend=BACKEND)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        session = client.session
        session["purpose"] = "care"  # as stated when coming in
        session["stepped_up"] = int(time.time() * 1000)
        session.save()
        sat.append(Sitting(chromium, client, width=width, scripts=scripts))
        return sat[-1]

    yield at
    for sitting in sat:
        sitting.context.close()


# -- the demonstration itself, as anybody starts it ---------------------------------------------------


class Demo:
    """`./abrigo demo` in a process of its own: the drill at Sunday 18:40, on a port of this machine."""

    def __init__(self, chromium: Any, address: str, password: str) -> None:
        self.chromium, self.address, self.password = chromium, address, password
        self.keys: dict[str, list[Any]] = {}

    def sit(self, user: str, *, language: str = "es", width: int = 360) -> Any:
        """A page of somebody signed in; the next browser of the same person need not type the password again."""
        context = self.chromium.new_context(viewport={"width": width, "height": 740}, has_touch=width < 500)
        page = context.new_page()
        if user in self.keys:
            context.add_cookies(self.keys[user])
        else:
            page.goto(self.address + "signin")
            page.fill("[name=username]", user)
            page.fill("[name=password]", self.password)
            page.locator("main button[type=submit]").first.click()
            page.wait_for_url(lambda url: "signin" not in url)
            self.keys[user] = [c for c in context.cookies() if c["name"] == "abrigo"]
        context.add_cookies([{"name": "django_language", "value": language, "url": self.address}])
        return page


@pytest.fixture(scope="module")
def demo(chromium: Any, tmp_path_factory: Any) -> Iterator[Demo]:
    """A demonstration for this module alone: what one test moves on stays moved for the next."""
    import json
    import os
    import socket
    import subprocess
    import sys
    from pathlib import Path

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = tmp_path_factory.mktemp("demo")
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ABRIGO_")}
    words = [sys.executable, "-m", "abrigo.house", "demo", "--json", "--home", str(home), "--port", str(port)]
    root = Path(__file__).parents[2]
    environment = kept | {"PYTHONPATH": str(root / "src")}
    with (home / "log").open("w") as log:
        house = subprocess.Popen(words, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            told = json.loads(house.stdout.readline())
            _until_it_answers(port)
            yield Demo(chromium, told["address"], told["password"])
        finally:
            house.terminate()
            house.wait(timeout=20)


def _until_it_answers(port: int) -> None:
    import time
    import urllib.request

    for _ in range(900):  # a busy machine is slow to stand a server up
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/signin", timeout=5).read()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the demonstration does not answer")
