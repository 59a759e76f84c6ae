"""The screen for lists from elsewhere: seen before written, whole or not at all, once, and never by faith."""

import importlib.util
import io
from pathlib import Path

import pytest
from django.test import Client

from abrigo.registers.models import Person
from abrigo.staff.models import Account

pytestmark = pytest.mark.django_db
_SPEC = importlib.util.spec_from_file_location("nasty", Path(__file__).parents[1] / "exchange" / "nasty_rosters.py")
nasty = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(nasty)

HEAD = ["No", "Brazalete", "Nombre", "Sexo", "Edad"]
ROWS = [[1, "R-1", "Sara Núñez", "F", 9], [2, "R-2", "רחל כהן", "F", 7], [3, "R-3", "محمد", "H", 12]]


@pytest.fixture
def table(operation, viewer):
    hand = viewer("intake-worker", username="table", site="centro")
    client = Client(headers={"accept-language": "en"})
    client.force_login(Account.objects.get(staff=hand.staff), "django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"
    return client


def lay(client, raw, name="lista.xlsx"):
    file = io.BytesIO(raw)
    file.name = name
    return client.post("/intake/file", {"file": file})


def book(*rows, head=HEAD):
    return nasty.workbook([head, *(rows or ROWS)])


def test_looking_at_a_list_writes_nobody(table):
    before = Person.objects.count()
    assert lay(table, book()).status_code == 302
    page = table.get("/intake/file/check").content.decode()
    assert "Write 3 people in the register" in page
    assert Person.objects.count() == before


def test_a_list_goes_in_whole_and_the_second_time_adds_nothing(table):
    raw = book()
    lay(table, raw)
    said = table.post("/intake/file/commit", follow=True).content.decode()
    assert "3 people were added" in said
    assert Person.objects.filter(band__startswith="R-").count() == 3
    lay(table, raw)
    page = table.get("/intake/file/check").content.decode()
    assert "Importing it again adds nothing" in page
    assert "Nothing was added" in table.post("/intake/file/commit", follow=True).content.decode()
    assert Person.objects.filter(band__startswith="R-").count() == 3


def test_one_band_somebody_wears_holds_back_the_whole_list(table):
    lay(table, book(*ROWS, [4, "N-03", "Lía Peña", "F", 8]))
    page = table.get("/intake/file/check").content.decode()
    assert "Wristband N-03" in page or "N-03" in page
    answer = table.post("/intake/file/commit")
    assert answer.status_code == 422
    assert "Nothing was imported." in answer.content.decode()
    assert not Person.objects.filter(band="R-1").exists()


def test_a_letter_nobody_guesses_is_asked_about_and_remembered_for_the_next_file(table):
    head = ["No", "Pulsera", "Nombre", "Sexo"]
    lay(table, nasty.workbook([head, [1, "Q-1", "Sara Núñez", "M"]]))
    assert 'name="letter-M"' in table.get("/intake/file/check").content.decode()
    table.post("/intake/file/check", {"place": "centro", "letter-M": "female"})
    table.post("/intake/file/commit")
    assert Person.objects.get(band="Q-1").sex == "female"
    lay(table, nasty.workbook([head, [1, "Q-2", "Lía Peña", "M"]]))
    assert "remembered from an earlier file" in table.get("/intake/file/check").content.decode()


def test_a_column_of_faith_is_refused_whoever_asks(table):
    lay(table, nasty.workbook([[*HEAD, "Religión"], [*ROWS[0], "x"]]))
    page = table.get("/intake/file/check").content.decode()
    assert "faith or people: never imported" in page
    table.post("/intake/file/check", {"place": "centro", "column-0-F": "clothing"})
    table.post("/intake/file/commit")
    assert Person.objects.get(band="R-1").clothing == "?not-asked"


def test_stated_totals_stand_beside_what_was_read(table):
    lay(table, book(*ROWS, ["Total", "", 8]))
    page = table.get("/intake/file/check").content.decode()
    assert "does not agree" in page


@pytest.mark.parametrize("raw", [b"", b"%PDF-1.4 x", nasty.bomb(), b"<html><table></table>"])
def test_what_is_no_roster_is_refused_with_a_sentence(table, raw):
    answer = lay(table, raw)
    assert answer.status_code in (422, 302)
    if answer.status_code == 422:
        assert 'class="box refusal"' in answer.content.decode()
    assert table.get("/intake/file/check").status_code == 302


def test_the_workbook_that_goes_back_is_one(table):
    assert table.get("/intake/file/problems").status_code == 404
    lay(table, book())
    assert table.get("/intake/file/problems").content.startswith(b"PK")


def test_a_file_taken_away_is_gone(table):
    lay(table, book())
    table.post("/intake/file/discard")
    assert table.get("/intake/file/check").status_code == 302
    assert table.post("/intake/file/commit").status_code == 302


def test_what_lies_on_the_desk_is_sealed(table, settings):
    lay(table, book())
    for path in (settings.ABRIGO_HOME / "vault").rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            assert b"PK\x03\x04" not in raw[:40]
            assert "Núñez".encode() not in raw


def test_one_may_not_read_the_file_another_laid_down(table, operation, viewer):
    lay(table, book())
    hand = viewer("intake-worker", username="other")
    other = Client()
    other.force_login(Account.objects.get(staff=hand.staff), "django.contrib.auth.backends.ModelBackend")
    assert other.get("/intake/file/check").status_code == 302
