"""Whoever guesses shuts their own door: not that of the colleague they guess at, be it from the same house or through a proxy."""

from ipaddress import ip_network

import pytest
from django.core.cache import cache
from django.test import Client

pytestmark = pytest.mark.django_db
RIGHT = "una frase bastante larga"


@pytest.fixture
def nurse(viewer, settings):
    from abrigo.staff.models import Account

    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]  # fifty tries, and none is about the hash
    cache.clear()
    hand = viewer("nurse", username="enfermera", site="centro")
    account = Account.objects.get(staff=hand.staff)
    account.set_password(RIGHT)
    account.save()
    return account


def tries(client: Client, password: str, **heads: str) -> int:
    return client.post(
        "/signin", {"username": "enfermera", "password": password, "purpose": "care"}, **heads
    ).status_code


def test_a_machine_where_she_came_in_before_is_not_shut_by_whoever_guesses_beside_her(nurse):
    hers, stranger = Client(), Client()
    assert tries(hers, RIGHT) == 302
    hers.post("/signout")
    assert 429 in {tries(stranger, "adivino otra vez") for _ in range(9)}
    assert tries(stranger, RIGHT) == 429, "or guessing would go on"
    assert tries(Client(), RIGHT) == 429, "a machine nobody knows shares the address"
    assert tries(hers, RIGHT) == 302


def test_her_own_machine_is_shut_too_when_the_guessing_is_done_at_it(nurse):
    hers = Client()
    tries(hers, RIGHT)
    hers.post("/signout")
    assert 429 in {tries(hers, "adivino otra vez") for _ in range(9)}
    assert tries(hers, RIGHT) == 429
    assert tries(Client(), RIGHT) == 302, "and the others are not"


def test_a_machine_known_for_one_is_not_known_for_another_and_a_made_up_mark_is_nothing(nurse, viewer):
    from abrigo.staff.models import Account

    other = Account.objects.get(staff=viewer("guard", username="portero").staff)
    other.set_password(RIGHT)
    other.save()
    his = Client()
    his.post("/signin", {"username": "portero", "password": RIGHT, "purpose": "care"})
    his.post("/signout")
    for _ in range(9):
        tries(Client(), "adivino otra vez")
    assert tries(his, RIGHT) == 429
    forged = Client()
    forged.cookies["abrigo-known"] = his.cookies["abrigo-known"].value.replace("a", "b")
    assert tries(forged, RIGHT) == 429
    assert "portero" not in his.cookies["abrigo-known"].value


def test_behind_a_proxy_that_is_named_each_one_who_asks_has_their_own_address(nurse, settings):
    settings.ABRIGO_PROXIES = (ip_network("127.0.0.0/8"), ip_network("10.0.0.1/32"))
    for n in range(9):
        tries(Client(), "adivino otra vez", HTTP_X_FORWARDED_FOR=f"9.9.9.{n}, 203.0.113.7, 10.0.0.1")
    assert tries(Client(), RIGHT, HTTP_X_FORWARDED_FOR="1.2.3.4, 203.0.113.7") == 429, (
        "what stands before is anybody's word"
    )
    assert tries(Client(), RIGHT, HTTP_X_FORWARDED_FOR="198.51.100.2") == 302


@pytest.mark.parametrize("proxies", [(), (ip_network("10.0.0.1/32"),)], ids=["none named", "another named"])
def test_nobody_else_is_believed_about_their_own_address(nurse, settings, proxies):
    settings.ABRIGO_PROXIES = proxies
    for n in range(9):
        tries(Client(), "adivino otra vez", HTTP_X_FORWARDED_FOR=f"9.9.9.{n}")
    assert tries(Client(), RIGHT, HTTP_X_FORWARDED_FOR="198.51.100.2") == 429
