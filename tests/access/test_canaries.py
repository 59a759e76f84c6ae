"""What is planted in names, clothing, notes and places reaches nobody who may not read it, in any byte of any answer."""

import logging

import pytest
from django.test import Client

NAME, BAND, CLOTHES, WORDS, PLACE, SITE = "Xqnombre", "ZQ-77", "Xqropa", "Xqnota", "Xqlugar", "Xqsitio"
OF_PEOPLE = (NAME, BAND, CLOTHES, WORDS, PLACE, "Nombre c1", "Nombre c2", "N-01", "N-02", "suéter azul")
OF_CASA = (NAME, BAND, CLOTHES, WORDS, PLACE)


def broken(heard) -> dict[str, int]:
    return {address: code for address, (code, _) in heard.answers.items() if code >= 500}


@pytest.mark.parametrize("role", ["press-officer", "auditor", "administrator"])
def test_no_name_no_band_and_no_note_reaches_whoever_sees_numbers_only(planted, everything, role, caplog):
    with caplog.at_level(logging.DEBUG):
        heard = everything(planted.hand(role))
    assert len(heard.answers) > 60
    assert {w: heard.saying(w) for w in OF_PEOPLE if heard.saying(w)} == {}
    assert not [r for r in caplog.records if any(w in r.getMessage() for w in OF_PEOPLE)]
    if role != "administrator":  # who opens houses knows which there are
        assert {w: heard.saying(w) for w in (SITE, "Hospital Central") if heard.saying(w)} == {}


@pytest.mark.parametrize("role", ["prosecutor", "court"])
def test_who_sees_names_and_not_places_learns_of_no_place_where_a_child_is(planted, everything, role):
    heard = everything(planted.hand(role))
    assert heard.saying(NAME), "names are theirs to see"
    # The packet of an alert is written for whoever searches: where a child was last seen (Xqvista) stands in it.
    assert {w: heard.saying(w) for w in (PLACE, "Hospital Central") if heard.saying(w)} == {}


def test_a_guard_reads_of_the_own_gate_and_of_no_other(planted, everything, viewer):
    planted.hands["guard"] = viewer("guard", site="centro", username="guard")
    heard = everything(planted.hand("guard"))
    assert heard.saying("Nombre c1")
    assert heard.saying("lluvia"), "the roll call of the own gate is theirs"
    assert {w: heard.saying(w) for w in (NAME, BAND, CLOTHES, "cien personas", "la puerta") if heard.saying(w)} == {}
    assert broken(heard) == {}


def test_a_guard_whose_account_names_no_gate_sees_nobody(planted, everything, viewer):
    planted.hands["guard"] = viewer("guard", username="guard")
    heard = everything(planted.hand("guard"))
    assert {w: heard.saying(w) for w in OF_PEOPLE if heard.saying(w)} == {}


def test_the_log_of_a_failed_sign_in_holds_no_password(planted, caplog):
    with caplog.at_level(logging.DEBUG):
        Client().post("/signin", {"username": NAME, "password": "a secret of mine"})
    assert "a secret of mine" not in caplog.text
