"""`./abrigo serve` as an agency would run it: under a role that owns nothing, with an agency's own sign-in beside it."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from base64 import b32decode
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from playwright.sync_api import expect

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from furnished import PASSWORD  # noqa: E402 - beside this file
from issuer import CLIENT, SECRET, Issuer  # noqa: E402

ROOT = HERE.parents[1]
PATIENCE = 120_000  # ms: three programs and a browser on a machine that others use as well
expect.set_options(timeout=60_000)
# The tests' own PostgreSQL does not wait for its disk, and the house would rightly not start on it.
_ON_SLOW = """
import sys
from abrigo.ledger import durability
durability.problems = list
from abrigo.house.__main__ import main
sys.exit(main(sys.argv[1:]))
"""
SLOW_DISK = ("-c", _ON_SLOW)


@pytest.fixture(scope="module")
def issuer():
    stands = Issuer()
    yield stands
    stands.close()


@contextmanager
def served(home, database, *, owner="", **more):
    """The house in a process of its own. Out: its address, at localhost: for the issuer at 127.0.0.1 another site."""
    home.mkdir(mode=0o700, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ABRIGO_", "DJANGO_", "COV"))}
    kept |= {
        "ABRIGO_HOME": str(home),
        "PYTHONPATH": str(ROOT / "src"),
        "ABRIGO_DATABASE_URL": owner or database,
        **more,
    }
    subprocess.run([sys.executable, str(HERE / "furnished.py")], cwd=home, env=kept, check=True)
    kept |= {"ABRIGO_DATABASE_URL": database} | ({"ABRIGO_DATABASE_OWNER_URL": owner} if owner else {})
    words = [
        sys.executable,
        *(SLOW_DISK if owner else ("-m", "abrigo.house")),
        "serve",
        "--no-input",
        "--port",
        str(port),
    ]
    with (home / "log").open("w") as log:
        house = subprocess.Popen(words, cwd=home, env=kept, stdout=log, stderr=log)
        try:
            _until_it_answers(house, port, home / "log")
            yield f"http://localhost:{port}"
        finally:
            house.terminate()
            house.wait(timeout=30)


def _until_it_answers(house, port, log):
    for _ in range(900):
        assert house.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/signin", timeout=5).read()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the house does not answer")


@pytest.fixture(scope="module")
def house(tmp_path_factory, issuer):
    """On SQLite, with the prosecution's own sign-in."""
    home = tmp_path_factory.mktemp("earnest") / "home"
    home.mkdir(mode=0o700)
    told = home / "sign-in.toml"
    told.write_text(
        f'[fiscalia]\nissuer = "{issuer.address}"\nclient = "{CLIENT}"\nsecret_file = "fiscalia.secret"\n'
        'strong = ["mfa"]\nask = "mfa"\n'
    )
    (home / "fiscalia.secret").write_text(SECRET)
    (home / "fiscalia.secret").chmod(0o600)
    with served(home, f"sqlite:///{home}/abrigo.sqlite3", ABRIGO_SIGN_IN=str(told)) as address:
        yield address


@pytest.fixture
def browser(chromium):
    """A browser of somebody's own for every name it is asked for, at a real network of this machine."""
    contexts = []

    def at():
        contexts.append(chromium.new_context(viewport={"width": 360, "height": 740}, locale="en"))
        contexts[-1].set_default_timeout(PATIENCE)
        return contexts[-1].new_page()

    yield at
    for context in contexts:
        context.close()


def come_in_with_a_code(page, house, username):
    """The first time: a password, then a code of one's own is set up before anything is shown."""
    from abrigo.staff import factors

    english(page, house)
    page.goto(f"{house}/signin")
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.locator("main form:not([data-passkey]) button[type=submit]").first.click()
    page.wait_for_url("**/own-keys")
    page.get_by_role("button", name="Set up a code").click()
    secret = b32decode(page.locator("section:has(#codes) strong.num").inner_text())
    page.fill("#code", factors.totp(secret, int(time.time()) // factors.STEP))
    page.get_by_role("button", name="This works").click()
    expect(page.get_by_text("From now on the code is asked for")).to_be_visible()


def english(page, house):
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": house}])


def at_the_agency(page, house, who):
    """From our door to the agency's, where `who` is typed, and back."""
    english(page, house)
    page.goto(f"{house}/signin")
    page.get_by_role("button", name="Come in with the sign-in of Fiscalía").click()
    shows_who(page, who)


def shows_who(page, who):
    page.wait_for_url("**/authorize?**")
    page.fill("#who", who)
    page.get_by_role("button", name="Entrar").click()
    page.wait_for_url(lambda url: "/authorize" not in url and "/agency/back" not in url)


def invited(page, house, username):
    """An invitation for an account, as whoever keeps the accounts reads it from the screen."""
    page.goto(f"{house}/house")
    page.get_by_role("button", name=f"Invite with the agency’s sign-in {username}").first.click()
    return page.locator(".box.care strong.num").inner_text()


@pytest.fixture(scope="module")
def keeper(house, chromium):
    """The administrator, signed in once for all of these."""
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    come_in_with_a_code(page, house, "admin1")
    yield page
    context.close()


def tied(browser, house, keeper, username, who):
    """An account that was invited and has come in once."""
    page = browser()
    at_the_agency(page, house, who)
    expect(page.get_by_text("no account here is tied to it")).to_be_visible()
    page.fill("#code", invited(keeper, house, username))
    page.get_by_role("button", name="Tie it to my account").click()
    page.wait_for_url(lambda url: "/signin" not in url)
    return page


def test_an_agencys_own_sign_in_opens_what_was_tied_to_it_and_nothing_before(house, issuer, browser, keeper):
    issuer.lie, issuer.acr = "", "mfa"
    page = browser()
    at_the_agency(page, house, "subject-7")
    assert page.url == f"{house}/signin/agency/tie", "nobody is let in for being known elsewhere"
    page.goto(f"{house}/board")
    assert page.url.endswith("/signin")

    page.goto(f"{house}/signin/agency/tie")
    page.fill("#code", "AAAA-BBBB-CCCC-DDDD")
    page.get_by_role("button", name="Tie it to my account").click()
    expect(page.locator("main [role=alert]:visible")).to_contain_text("not right")
    code = invited(keeper, house, "fiscal")
    page.fill("#code", code)
    page.get_by_role("button", name="Tie it to my account").click()
    page.wait_for_url(lambda url: "/signin" not in url)
    assert "/own-keys" not in page.url, "the agency asked for two factors: no key of ours is needed first"
    asked = issuer.asked[-1]
    assert (asked["acr_values"], asked["code_challenge_method"], asked["scope"]) == ("mfa", "S256", "openid")

    again = browser()
    at_the_agency(again, house, "subject-7")
    expect(again.locator("header .who")).to_contain_text("Fiscal")
    again.goto(f"{house}/own-keys")
    expect(again.locator("#sessions ~ ul li")).to_have_count(2)

    other = browser()
    at_the_agency(other, house, "subject-8")
    other.fill("#code", code)
    other.get_by_role("button", name="Tie it to my account").click()
    expect(other.locator("main [role=alert]:visible")).to_contain_text("not right"), "an invitation opens once"
    _the_step_up_is_shown_at_the_agency(again, house, issuer)
    _a_password_at_the_agency_is_a_password(browser, house, issuer)


def _the_step_up_is_shown_at_the_agency(page, house, issuer):
    english(page, house)
    for lie, url in (("stale", "/signin/agency/in"), ("no-hour", "/signin/agency/in"), ("", "/own-keys")):
        issuer.lie = lie
        page.goto(f"{house}/again?next=/own-keys")
        page.get_by_role("button", name="Show it at my agency’s sign-in").click()
        shows_who(page, "subject-7")
        assert urlsplit(page.url).path == url, (lie, page.url)
        if lie:
            expect(page.locator("main [role=alert]:visible")).to_contain_text("did not ask you again just now")
        assert (issuer.asked[-1]["prompt"], issuer.asked[-1]["max_age"]) == ("login", "0")
    page.goto(f"{house}/again?next=/own-keys")
    page.get_by_role("button", name="Show it at my agency’s sign-in").click()
    shows_who(page, "subject-9")
    expect(page.locator("main [role=alert]:visible")).to_contain_text("somebody else’s sign-in")


def _a_password_at_the_agency_is_a_password(browser, house, issuer):
    issuer.acr = "pwd"
    page = browser()
    at_the_agency(page, house, "subject-7")
    assert page.url == f"{house}/own-keys", "a key of ours comes before anything is shown"
    page.goto(f"{house}/board")
    assert page.url == f"{house}/own-keys"
    issuer.acr = "mfa"


REFUSALS = {
    "nonce": "belongs to another sign-in than yours", "no-nonce": "belongs to another sign-in than yours",
    "expired": "came too late", "audience": "meant for another system", "two-audiences": "meant for another system",
    "issuer": "another sign-in than your agency’s", "future": "one of the two clocks is wrong",
    "signature": "not signed by your agency", "unsigned": "not signed by your agency",
    "shared-secret": "not signed by your agency",
}  # fmt: skip


def test_what_an_agency_is_made_to_say_is_not_believed_and_says_why(house, issuer, browser):
    page = browser()
    for lie, sentence in REFUSALS.items():
        issuer.lie = lie
        at_the_agency(page, house, "subject-7")
        expect(page.locator("main [role=alert]:visible")).to_contain_text(sentence)
        page.goto(f"{house}/board")
        assert page.url.endswith("/signin"), lie
    issuer.lie = ""
    at_the_agency(page, house, "")
    expect(page.locator("main [role=alert]:visible")).to_contain_text("said no, or you went back")
    page.goto(f"{house}/signin/agency/back?state=x&code=y")
    page.wait_for_url("**/agency/in?**")
    expect(page.locator("main [role=alert]:visible")).to_contain_text("does not belong to a sign-in begun here")


def test_an_account_is_tied_by_two_colleagues_who_read_its_letters_and_by_one_never(house, issuer, browser, keeper):
    issuer.lie, issuer.acr = "", "mfa"
    page = browser()
    at_the_agency(page, house, "subject-22")
    page.fill("#username", "fiscal2")
    page.get_by_role("button", name="Ask two colleagues").click()
    letters = page.locator(".box.care strong.num").inner_text()
    assert re.fullmatch(r"[A-Z2-7]{4}-[A-Z2-7]{4}", letters)
    first, second = browser(), browser()
    come_in_with_a_code(first, house, "director")
    come_in_with_a_code(second, house, "nurse")

    def stands(colleague, typed):
        colleague.goto(f"{house}/own-keys")
        form = colleague.locator("section:has(#waiting) form", has_text="fiscal2")
        form.locator("[name=mark]").fill(typed)
        form.get_by_role("button").click()

    stands(first, "AAAA-AAAA")
    expect(first.locator("main [role=alert]:visible")).to_contain_text("not the letters")
    stands(first, letters)
    expect(first.get_by_text("A second one does the same")).to_be_visible()
    stands(first, letters)
    expect(first.locator("main [role=alert]:visible")).to_contain_text("Another colleague must be the second")
    at_the_agency(page, house, "subject-22")
    assert page.url.endswith("/signin/agency/tie"), "one hand opens nothing"
    stands(second, letters)
    expect(second.get_by_text("opens their account now")).to_be_visible()
    at_the_agency(page, house, "subject-22")
    expect(page.locator("header .who")).to_contain_text("Fiscal2")


# -- under a role that owns nothing ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def roles(postgres_url):
    """A database of an owner's, and a role for the house; gone afterwards."""
    import psycopg

    name = f"abrigo_earnest_{os.getpid()}"
    with psycopg.connect(postgres_url, autocommit=True) as root:
        root.execute(f"CREATE ROLE {name}_owner LOGIN PASSWORD 'owner'")
        root.execute(f"CREATE ROLE {name}_app LOGIN PASSWORD 'app'")
        root.execute(f"CREATE DATABASE {name} OWNER {name}_owner")
        parts = urlsplit(postgres_url)
        at = f"{parts.hostname}:{parts.port}"

        def to(role, word):
            return urlunsplit(parts._replace(netloc=f"{name}_{role}:{word}@{at}", path=f"/{name}"))

        yield to("owner", "owner"), to("app", "app")
        root.execute(f"DROP DATABASE {name} WITH (FORCE)")
        root.execute(f"DROP ROLE {name}_app, {name}_owner")


def test_the_house_works_whole_under_a_role_that_owns_nothing(roles, tmp_path, browser):
    owner, app = roles
    with served(tmp_path / "home", app, owner=owner) as house:
        page = browser()
        come_in_with_a_code(page, house, "director")
        page.goto(f"{house}/intake")
        page.get_by_label("Where").select_option(label="Centro")
        page.fill("#id_clothing", "vestido azul")
        page.get_by_role("button", name="Write in the register").click()
        expect(page.locator(".just-written")).to_contain_text("L-001")
        page.goto(f"{house}/people")
        expect(page.locator("main")).to_contain_text("seen just now at Centro by Director")
        page.goto(f"{house}/board")
        expect(page.locator("main")).to_contain_text("Centro")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ABRIGO_", "DJANGO_", "COV"))}
    kept |= {"ABRIGO_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT / "src"), "ABRIGO_DATABASE_URL": app}
    words = [sys.executable, str(HERE / "forgotten.py")]
    asked = subprocess.run(words, env=kept, check=True, capture_output=True, text=True)
    assert json.loads(asked.stdout) == {
        "nobody": 0, "mine": [1, 1, 1, 1], "tag": "%s it's", "after an error": 1, "another": [0, 0], "closed": 0,
        "left": [""] * 6,
    }, "who asks is forgotten with the transaction it was said in"  # fmt: skip
    import psycopg

    with psycopg.connect(app) as stranger:
        assert stranger.execute("SELECT count(*) FROM registers_person").fetchone() == (0,)
        for table in ("ledger_entry",):
            with pytest.raises(psycopg.Error), stranger.transaction():
                stranger.execute(f"DELETE FROM {table}")
    with psycopg.connect(owner) as mine:
        assert mine.execute("SELECT count(*) FROM ledger_entry").fetchone()[0] >= 3


def test_the_house_does_not_start_before_others_while_it_owns_its_tables(roles, tmp_path):
    owner, _ = roles
    (tmp_path / "home").mkdir(mode=0o700)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ABRIGO_", "DJANGO_", "COV"))}
    kept |= {"ABRIGO_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT / "src"), "ABRIGO_DATABASE_URL": owner}
    said = subprocess.run(
        [sys.executable, "-m", "abrigo.house", "serve", "--no-input", "--host", "0.0.0.0"],
        cwd=tmp_path, env=kept, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert said.returncode == 3
    assert "database-owner" in said.stderr
