"""The pages of words that go: days left in words, one hand stops it, and who has no part in it finds no page."""

from datetime import timedelta

import pytest

from abrigo.registers.models import Card


@pytest.fixture
def ended(operation):
    """c1 died in our care: the one end that one person writes alone."""
    operation.must("record-death", person="c1", place={"words": "Hospital", "country": ""}, certified_by="Dra. X")
    return operation


def ask(at_desk):
    told = {"id": "i1", "do": "ask-shredding", "why": "Ley 1, artículo 2"}
    assert at_desk("director").post("/people/c1/words", told).status_code == 302
    return Card.objects.get(kind="shredding").id


def test_it_counts_down_on_the_screen_and_one_hand_stops_it(at_desk, ended):
    which = ask(at_desk)
    page = at_desk("director").get("/people/c1/words").content.decode()
    assert "waiting for a second person" in page
    assert "another person confirms it" in page
    confirm = {"id": "i2", "do": "confirm-shredding", "which": which}
    own = at_desk("director").post("/people/c1/words", confirm)
    assert own.status_code == 422
    assert at_desk("child-attorney").post("/people/c1/words", confirm | {"id": "i3"}).status_code == 302
    ended.tick(days=18)
    for address in ("/people/c1", "/people/c1/words", "/shredding"):
        assert "Shredding, 12 days left" in at_desk("director").get(address).content.decode(), address
    stop = {"id": "i4", "do": "cancel-shredding", "which": which, "why": "la familia pide copia"}
    assert at_desk("court").post("/people/c1/words", stop).status_code == 302
    assert "Nothing is to be destroyed" in at_desk("director").get("/shredding").content.decode()
    assert Card.objects.get(kind="shredding").status == "cancelled"


def test_an_order_to_keep_is_said_with_its_basis_and_lifted_with_one(at_desk, ended):
    ask(at_desk)
    court = at_desk("court")
    assert court.post("/people/c1/words", {"id": "h1", "do": "hold-words", "why": "expediente 7"}).status_code == 302
    page = court.get("/people/c1/words").content.decode()
    assert "nobody destroys a word" in page
    assert "expediente 7" in page
    empty = court.post("/people/c1/words", {"id": "h2", "do": "lift-hold", "which": "h1", "why": " "})
    assert empty.status_code == 422
    again = at_desk("child-attorney").post("/people/c1/words", {"id": "i9", "do": "ask-shredding", "why": "Ley"})
    assert again.status_code == 422
    assert "It was ordered that these words be kept" in again.content.decode()
    assert (
        court.post("/people/c1/words", {"id": "h3", "do": "lift-hold", "which": "h1", "why": "fin"}).status_code == 302
    )


@pytest.mark.parametrize("role", ["guard", "nurse", "police", "press-officer", "intake-worker"])
def test_there_is_no_such_page_for_who_has_no_part_in_it(at_desk, ended, role):
    desk = at_desk(role, site="centro")
    assert desk.get("/shredding").status_code == 404
    assert desk.get("/people/c1/words").status_code == 404
    assert desk.post("/people/c1/words", {"id": "x", "do": "ask-shredding", "why": "x"}).status_code == 404


def test_a_court_does_not_ask_and_a_child_in_care_keeps_its_words(at_desk, ended):
    asked = {"id": "i1", "do": "ask-shredding", "why": "Ley"}
    assert at_desk("court").post("/people/c1/words", asked).status_code == 404
    no = at_desk("director").post("/people/c2/words", asked)
    assert no.status_code == 422
    assert "in our care" in no.content.decode()
    assert "Ley" in no.content.decode()


def test_the_countdown_is_of_thirty_days_from_the_second_hand(at_desk, ended):
    which = ask(at_desk)
    at = ended.tick(days=3)
    at_desk("child-attorney").post("/people/c1/words", {"id": "i3", "do": "confirm-shredding", "which": which})
    assert Card.objects.get(kind="shredding").due == int((at + timedelta(days=30)).timestamp() * 1000)
