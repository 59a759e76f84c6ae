"""When there is no page, the answer is still a sentence: in words, with a way onward, and nothing of what broke in it."""

import logging

import pytest
from django.db import OperationalError
from django.test import Client

from abrigo.desk import board
from abrigo.staff.models import Account


@pytest.fixture
def director(operation):
    client = Client(raise_request_exception=False, headers={"accept-language": "es"})
    client.force_login(Account.objects.get(username="director"), "django.contrib.auth.backends.ModelBackend")
    return client


def broken_by(monkeypatch, error):
    def broken(*_args, **_kwargs):
        raise error

    monkeypatch.setattr(board, "_board", broken)


def test_a_record_that_cannot_be_reached_is_said_in_words_with_an_hour_to_come_back(director, monkeypatch):
    broken_by(monkeypatch, OperationalError("database or disk is full: Secreta Niña"))
    answer = director.get("/board")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    said = answer.content.decode()
    assert "No se puede acceder al registro" in said
    assert "lista impresa" in said
    assert "Secreta" not in said


def test_a_mistake_of_ours_is_said_in_words_and_logged_without_the_words_it_broke_on(director, monkeypatch, capsys):
    from abrigo.house.logs import Quiet

    heard = []

    class Ear(logging.Handler):
        def emit(self, record):
            heard.append(Quiet().format(record))

    logging.getLogger("django").addHandler(ear := Ear())
    broken_by(monkeypatch, ValueError("Secreta Niña"))
    answer = director.get("/board")
    logging.getLogger("django").removeHandler(ear)
    assert answer.status_code == 500
    assert "Algo falló de nuestro lado" in answer.content.decode()
    told = "\n".join(heard)
    assert "ValueError" in told
    assert "Secreta" not in told + answer.content.decode()


def test_what_is_not_there_is_said_in_words(director):
    answer = director.get("/people/nobody")
    assert answer.status_code == 404
    assert "Aquí no hay nada" in answer.content.decode()
    assert director.get("/no/such/page").status_code == 404


def test_a_stranger_finds_nothing_but_words_at_an_address_that_is_not_there(db):
    answer = Client().get("/no/such/page")
    assert answer.status_code == 404
    assert "<h1>" in answer.content.decode()


def test_a_form_that_was_open_too_long_is_not_taken_and_says_so(operation):
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "es"})
    client.force_login(Account.objects.get(username="director"), "django.contrib.auth.backends.ModelBackend")
    answer = client.post("/incidents/open", {"kind": "forced-entry", "site": "centro"})
    assert answer.status_code == 403
    assert "abierta demasiado tiempo" in answer.content.decode()


def test_no_page_is_drawn_into_a_page(director, monkeypatch):
    broken_by(monkeypatch, OperationalError("locked"))
    answer = director.get("/board/live", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (503, b"")


def test_a_house_of_another_name_is_not_answered(db):
    assert Client(headers={"host": "evil.example"}).get("/signin").status_code == 400
