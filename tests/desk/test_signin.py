"""Which language the house speaks to whom: theirs, as they chose it, and never a stranger's choice."""

import pytest
from django.test import Client

from abrigo.staff.models import Account

PASSWORD = "una contraseña larga"


@pytest.fixture
def account(operation):
    found = Account.objects.get(staff=operation.hand("director").staff)
    found.set_password(PASSWORD)
    found.save()
    return found


def come_in(client, account):
    return client.post("/signin", {"username": account.username, "password": PASSWORD, "purpose": "usual"})


def spoken(client):
    return client.get("/board")["Content-Language"]


def test_a_language_chosen_on_the_page_of_signing_in_is_still_spoken_inside(account):
    client = Client()
    client.post("/language", {"language": "he", "next": "/signin"})
    come_in(client, account)
    assert spoken(client) == "he"
    come_in(another := Client(), account)
    assert spoken(another) == "he"


def test_a_language_chosen_inside_is_there_at_the_next_machine(account):
    come_in(here := Client(), account)
    here.post("/language", {"language": "en", "next": "/board"})
    come_in(another := Client(), account)
    assert spoken(another) == "en"


def test_the_next_person_at_this_machine_hears_their_own_language(account):
    client = Client()
    client.cookies["django_language"] = "he"
    come_in(client, account)
    assert spoken(client) == "es"


def test_a_language_the_house_does_not_speak_is_nobodys(account):
    come_in(client := Client(), account)
    client.post("/language", {"language": "xx", "next": "/board"})
    account.refresh_from_db()
    assert account.language == "es"


def test_on_the_tablet_of_the_gate_a_strangers_choice_is_not_the_choice_of_who_set_it_up(account):
    come_in(client := Client(), account)
    session = client.session
    session["kiosk"] = True
    session.save()
    client.post("/language", {"language": "he", "next": "/kiosk"})
    account.refresh_from_db()
    assert account.language == "es"


def test_in_the_demonstration_the_language_of_the_readers_browser_stands(account, settings):
    settings.ABRIGO_DEMO = True
    client = Client(headers={"accept-language": "en-US,en;q=0.9"})
    assert come_in(client, account).status_code == 302
    assert "django_language" not in client.cookies


def test_whoever_pressed_a_button_in_a_session_that_was_over_is_told_that_nothing_was_written(account):
    client = Client(headers={"accept-language": "es"})
    sent = client.post("/families/ask", {"wishes": ["news"]}, follow=True)
    assert "no quedó anotado" in sent.content.decode()
    assert (
        "no quedó anotado" not in Client(headers={"accept-language": "es"}).get("/board", follow=True).content.decode()
    )
