"""Coming in: a passkey made and used in a real browser, a code that changes, and once more before what counts."""

import re
import time
from base64 import b32decode

import pytest
from django.test import Client

from abrigo.staff import factors
from abrigo.staff.models import Account, Passkey

PASSWORD = "una contraseña larga"


@pytest.fixture
def account(operation):
    found = Account.objects.get(staff=operation.hand("director").staff)
    found.set_password(PASSWORD)
    found.save()
    return found


def at_localhost(sitting, settings):
    """Passkeys need a secure place; a browser takes localhost for one."""
    settings.ALLOWED_HOSTS = ["localhost"]
    here = sitting.client

    def answer(route):
        asked = route.request
        path = asked.url.removeprefix("http://localhost").split("#")[0]
        if path.startswith("/static/"):
            from django.contrib.staticfiles import finders

            found = finders.find(path.removeprefix("/static/").split("?")[0])
            kinds = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "woff2": "font/woff2"}
            kind = kinds.get(path.rsplit(".", 1)[-1], "text/plain")
            route.fulfill(status=200 if found else 404, path=found or None, content_type=kind)
            return
        headers = {k: v for k, v in asked.headers.items() if k in ("accept", "referer", "origin")} | {
            "host": "localhost"
        }
        kind = asked.headers.get("content-type", "application/octet-stream")
        said = sitting.here.copy().run(
            here.generic, asked.method, path, asked.post_data_buffer or b"", headers=headers, content_type=kind
        )
        sent = {k: v for k, v in said.headers.items() if k.lower() != "content-length"}
        route.fulfill(status=said.status_code, body=b"".join(said), headers=sent)

    sitting.page.unroute("**/*")
    sitting.page.route("**/*", answer)
    keeper = sitting.context.new_cdp_session(sitting.page)
    keeper.send("WebAuthn.enable")
    keeper.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }})  # fmt: skip
    return sitting.page


def test_a_passkey_is_made_and_opens_the_house_without_a_password(sit, account, settings):
    sitting = sit("director", width=360)
    page = at_localhost(sitting, settings)
    page.goto("http://localhost/own-keys")
    page.fill("#key-name", "mi tableta")
    page.locator("form[data-passkey=create] button").click()
    page.locator("bdi", has_text="mi tableta").wait_for()
    assert Passkey.objects.get().account == account
    assert sitting.fit() == []
    sitting.client.logout()
    page.goto("http://localhost/signin")
    page.fill("#username", "director")
    page.locator("form[data-passkey=get] button").click()
    for _ in range(50):  # two redirects in a row are not answered by this browser's stand-in for a network
        if "_auth_user_id" in sitting.client.session:
            break
        page.wait_for_timeout(100)
    page.goto("http://localhost/board")
    assert page.url.endswith("/board")
    assert sitting.client.session["purpose"] == "care"
    assert sitting.complaints == []


def test_a_password_alone_no_longer_opens_what_has_a_passkey(account):
    Passkey.objects.create(account=account, credential="x", data="", name="n", made=0, used=0)
    client = Client()
    answer = client.post("/signin", {"username": "director", "password": PASSWORD, "purpose": "usual"})
    assert answer["Location"] == "/signin/second"
    assert client.get("/board")["Location"].endswith("/signin")


def test_a_code_opens_once_and_five_wrong_ones_send_back_to_the_door(account):
    secret = b32decode(factors.code_offer(account))
    step = int(time.time()) // factors.STEP
    assert not factors.code_confirmed(account, "000000")
    assert factors.code_confirmed(account, factors.totp(secret, step - 1))
    client = Client()
    client.post("/signin", {"username": "director", "password": PASSWORD, "purpose": "usual"})
    code = factors.totp(secret, step)
    assert client.post("/signin/second", {"code": code})["Location"] == "/"
    other = Client()
    other.post("/signin", {"username": "director", "password": PASSWORD, "purpose": "usual"})
    for _ in range(factors_tries()):
        assert other.post("/signin/second", {"code": code}).status_code == 422, "a code opens once"
    assert other.post("/signin/second", {"code": factors.totp(secret, step + 1)})["Location"] == "/signin"


def factors_tries() -> int:
    from abrigo.desk.signin import TRIES

    return TRIES


def test_the_codes_are_those_of_the_standard():
    """RFC 6238 appendix B, the last six of its eight digits."""
    for at, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        assert factors.totp(b"12345678901234567890", at // 30) == code


def test_in_earnest_nobody_works_behind_a_password_alone(account):
    client = Client()
    answer = client.post("/signin", {"username": "director", "password": PASSWORD, "purpose": "usual"})
    assert answer["Location"] == "/own-keys"
    assert client.get("/board")["Location"] == "/own-keys"
    assert client.get("/api/operations/op/board").status_code == 401


def test_what_counts_is_asked_once_more_and_the_answer_must_be_right(sit, account):
    sitting = sit("director", width=360)
    session = sitting.client.session
    del session["stepped_up"]
    session.save()
    page = sitting.page
    assert sitting.open("/rights/emergency") == 403
    page.fill("#password", "no es esta")
    page.locator("main button[type=submit]").click()
    page.get_by_text("Esto no es correcto.").wait_for()
    page.fill("#password", PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(re.compile("emergency"))
    assert sitting.fit() == []


def test_a_shift_that_ended_and_a_screen_left_alone_are_closed(account):
    from abrigo.staff import sittings

    for stale in ("began", "last_seen"):
        client = Client()
        client.force_login(account, "django.contrib.auth.backends.ModelBackend")
        session = client.session
        now = int(time.time() * 1000)
        session["began"] = session["last_seen"] = now
        session.save()
        assert client.get("/board").status_code == 200
        session = client.session
        session[stale] = now - (sittings.SHIFT if stale == "began" else sittings.IDLE) - 1000
        session.save()
        assert client.get("/board")["Location"].endswith("/signin")


def test_two_people_re_enrol_a_third_and_one_alone_does_not(operation, viewer, account):
    from abrigo.staff import accounts
    from abrigo.staff.accounts import NotOpened

    Passkey.objects.create(account=account, credential="x", data="", name="n", made=0, used=0)
    nurse, court, keeper = operation.hand("nurse"), operation.hand("court"), operation.hand("administrator")
    now = int(time.time() * 1000)
    with pytest.raises(NotOpened):
        accounts.new_password(keeper, account.staff, PASSWORD + "2", now)
    assert accounts.vouch(nurse, "director", now) == "first"
    with pytest.raises(NotOpened):
        accounts.vouch(nurse, "director", now)
    with pytest.raises(NotOpened):
        accounts.vouch(operation.hand("director"), "director", now)
    assert Passkey.objects.exists()
    assert accounts.vouch(court, "director", now) == "second"
    assert not Passkey.objects.exists()
    accounts.new_password(keeper, account.staff, PASSWORD + "2", now)
    with pytest.raises(NotOpened):
        accounts.new_password(keeper, account.staff, PASSWORD + "3", now)


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("director", "/rights"),
        ("director", "/rights/ask"),
        ("director", "/people/c1/why"),
        ("ombudsman", "/oversight"),
        ("ombudsman", "/people/c1/looks"),
        ("director", "/purpose"),
        ("director", "/own-keys"),
    ],
)
def test_the_pages_of_knowing_fit_a_phone_and_are_read_by_everyone(sit, operation, role, path):
    operation.hand("prosecutor")
    operation.do("ask-grant", "child-attorney", grant="g1", compartment="whereabouts", purpose="search", words="busca",
                 until="2026-01-10T00:00:00Z", staff="st-prosecutor", people=["c1"])  # fmt: skip
    sitting = sit(role, width=360, language="es")
    assert sitting.open(path) == 200
    assert sitting.fit() == []
    assert sitting.complaints == []
