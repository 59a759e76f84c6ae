"""Every address of the router, whoever adds one: closed to strangers, and empty for whoever has no part in it."""

import re

import pytest
from django.test import Client

# Open without an account, each for a reason. Whoever adds one adds the reason.
PUBLIC = {
    "signin": "the door itself",
    "signin/key": "the door itself, with a passkey",
    "signin/key/offer": "the challenge a passkey answers; the same for a name nobody has",
    "signin/agency": "on the way to an agency's own sign-in; its name and host, as the sign-in page shows them",
    "signin/agency/back": "back from there; a page that leads on, and looks at nothing",
    "signout": "going out is allowed to everybody",
    "language": "a stranger may read the door in their own language",
    "gallery": "invented people; not there in earnest (404)",
    "gallery/<sheet>": "invented people; not there in earnest (404)",
    "demo/clock": "moves the clock of invented people; not there in earnest (404)",
    "verify": "a stranger checks a file without us: one page, no word of data in it",
    "verify/file": "the same page, to keep",
    "pocket/": "the app before anyone has unlocked it: no word of data in it",
    "pocket/<path>": "the same page, for links into the app",
    "pocket/sw.js": "the app's files",
    "pocket/manifest.webmanifest": "the app's files",
    "pocket/app/<name>": "the app's files",
    "pocket/v1/enrol": "a new phone is a stranger; it needs a code of ten minutes and then a second person",
}
METHODS = ("get", "post")


def test_no_address_answers_a_stranger_except_the_few_that_are_named(planted, addresses):
    for address in addresses:
        if address.route in PUBLIC:
            continue
        for method in METHODS:
            answer = getattr(Client(), method)(address.filled())
            to_signin = answer.status_code == 302 and answer["Location"].endswith("/signin")
            assert to_signin or answer.status_code in (401, 404, 405, 429), (method, address.route, answer.status_code)
            assert not [
                w for w in ("Xq", "ZQ-77", "Nombre c") if w.encode() in re.sub(rb"[A-Za-z0-9]{64}", b"", answer.content)
            ], address.route


def test_every_address_named_public_is_there_and_tells_a_stranger_nothing(planted, addresses):
    assert set(PUBLIC) <= {a.route for a in addresses}
    for address in addresses:
        if address.route in PUBLIC:
            answer = Client().get(address.filled())
            assert answer.status_code in (200, 302, 404, 405), address.route
            # A form's one-time mark is 64 random letters: it may spell anything.
            assert b"Xq" not in re.sub(rb"[A-Za-z0-9]{64}", b"", answer.content)


def test_a_fragment_of_an_open_page_does_not_draw_the_sign_in_form_into_it(planted, addresses):
    for address in addresses:
        if address.route.startswith("api/") or address.route in PUBLIC:
            continue
        answer = Client().get(address.filled(), headers={"HX-Request": "true"})
        assert answer.status_code in (401, 404, 405), address.route


SECRETS = (
    "Xqnombre",
    "Xqlugar",
    "Xqropa",
    "Xqnota",
    "Xqsitio",
    "ZQ-77",
    "Nombre c1",
    "Nombre c2",
    "N-01",
    "Operación pequeña",
)


@pytest.mark.parametrize("operations", [(), ("other",)], ids=["of none", "of another"])
@pytest.mark.parametrize("role", ["child-attorney", "administrator"])
def test_whoever_is_signed_in_and_has_no_part_in_it_is_told_nothing(planted, everything, viewer, role, operations):
    heard = everything(viewer(role, operations=operations, username=f"stranger-{role}"))
    assert {w: heard.saying(w) for w in SECRETS if heard.saying(w)} == {}
    assert {a: code for a, (code, _) in heard.answers.items() if code >= 500} == {}


ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# The app's own files: one build for everybody, no word of data in them, and kept so that they work without a network.
KEPT = ("pocket/sw.js", "pocket/manifest.webmanifest", "pocket/app/<name>", "pocket/", "pocket/<path>")


@pytest.mark.parametrize("who", ["nobody", "director"])
def test_every_answer_of_every_address_says_what_a_browser_may_not_do_with_it(planted, addresses, who):
    client = Client()
    if who != "nobody":
        from abrigo.staff.models import Account

        account = Account.objects.get(staff=planted.hand(who).staff)
        client.force_login(account, "django.contrib.auth.backends.ModelBackend")
    lacking = []
    for address in addresses:
        answer = client.get(address.filled())
        wanted = {k: v for k, v in ALWAYS.items() if k != "Cache-Control" or address.route not in KEPT}
        lacking += [(address.route, k, answer.get(k)) for k, v in wanted.items() if v not in answer.get(k, "")]
        policy = answer.get("Content-Security-Policy", "")
        if (
            not policy
            or "unsafe-inline" in policy
            or "'unsafe-eval'" in policy
            or "frame-ancestors 'none'" not in policy
        ):
            lacking.append((address.route, "Content-Security-Policy", policy))
    assert lacking == []
