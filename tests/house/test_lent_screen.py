"""Lent registers: read whatever their shape, never believed, never listed, and really gone on their day."""

import io
import json
from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.test import Client

from abrigo.clerk import loans
from abrigo.clerk.clock import now
from abrigo.exchange.lent.lines import Trouble
from abrigo.exchange.lent.reading import read_lent
from abrigo.exchange.rosters.refusals import Refused
from abrigo.facts.kinds import LoanId
from abrigo.registers.models import Card
from abrigo.staff.models import Account
from abrigo.vault import keys, store

TODAY = date(2025, 12, 21)


def told(content, name="x"):
    reading = read_lent(content if isinstance(content, bytes) else content.encode(), name, TODAY)
    assert not isinstance(reading, Refused), reading
    return reading


def test_a_table_keeps_what_it_does_not_understand_and_names_it():
    reading = told(
        "codigo,nombres,apellidos,sexo,fecha de nacimiento,grado\n7,Yosef,Levi,M,2016-03-02,3A\n8,Malka,Levi,F,3/4/2017,2B\n"
    )
    first, second = reading.lines
    assert (first.id, first.names, first.born) == ("7", ("Yosef Levi",), "2016-03-02")
    assert {first.sex, second.sex} == {"male", "female"}
    assert reading.unmapped == {"grado": 2}
    assert first.more["grado"] == "3A"


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ("NN", Trouble.NAME_UNKNOWN), ("desconocido", Trouble.NAME_UNKNOWN), ("no quiso decir", Trouble.NAME_WITHHELD),
        ("*******", Trouble.NAME_WITHHELD), ("12345", Trouble.NAME_NO_LETTERS), ("😀", Trouble.NAME_NO_LETTERS),
    ],
)  # fmt: skip
def test_what_says_that_there_is_no_name_never_becomes_one(said, trouble):
    reading = told(f"id,name\n1,{said}\n")
    assert reading.lines[0].names == ()
    assert [(p.row, p.field, p.trouble) for p in reading.problems] == [(2, "name", trouble)]


def test_long_short_hidden_and_reversed_names_are_kept_and_named():
    long, hidden, reverse = "a" * 450, "Jo\u200bsé", "ףסוי"
    reading = told(f"id,name\n1,{long}\n2,{hidden}\n3,X\u00ed\n4,{reverse}\n")
    troubles = {p.row: p.trouble for p in reading.problems}
    assert troubles[2] is Trouble.NAME_TOO_LONG
    assert troubles[3] is Trouble.NAME_HIDDEN_SIGNS
    assert len(reading.lines[0].names[0]) == 400
    assert len(reading.lines) == 4


def test_an_id_twice_and_a_day_to_come_are_named():
    reading = told("id,name,date_of_birth\n1,Ana Ruiz,2031-01-01\n1,Inés Caal,31/31/2019\n")
    assert {p.trouble for p in reading.problems} == {Trouble.DAY_TO_COME, Trouble.DAY_UNREADABLE, Trouble.ID_TWICE}
    assert all(line.born == "" for line in reading.lines)


CASE = {"case_id": "c-1", "name": "Sara Cohen", "name_nickname": "Surie, Sari", "sex": "female", "age": 9,
        "religion": ["x"], "family_details_section": [{"relation_name": "Lea"}], "srch_name": "Sara"}  # fmt: skip


@pytest.mark.parametrize(
    "shape", [[{"id": "u1", "data": CASE, "family_id": None}], {"data": [{"id": "u1", **CASE}], "metadata": {}}]
)
def test_primeros_json_and_api_pages_are_one_thing(shape):
    (line,) = told(json.dumps(shape)).lines
    assert line.id in ("c-1", "u1")
    assert line.names == ("Sara Cohen", "Surie", "Sari")
    assert json.loads(line.more["family_details_section"]) == [{"relation_name": "Lea"}]
    assert not any(k.startswith("srch_") for k in line.more)


def test_pfif_is_read_and_a_hostile_one_refused():
    pfif = """<?xml version="1.0"?><pfif:pfif xmlns:pfif="http://zesty.ca/pfif/1.4"><pfif:person>
      <pfif:person_record_id>example.org/p.1</pfif:person_record_id><pfif:full_name>יוסף לוי</pfif:full_name>
      <pfif:sex>male</pfif:sex><pfif:date_of_birth>2015</pfif:date_of_birth><pfif:home_city>Oratorio</pfif:home_city>
      </pfif:person></pfif:pfif>"""
    (line,) = told(pfif).lines
    assert (line.id, line.names, line.sex) == ("example.org/p.1", ("יוסף לוי",), "male")
    assert line.more["home_city"] == "Oratorio"
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><pfif:pfif xmlns:pfif="http://zesty.ca/pfif/1.4">&b;</pfif:pfif>'
    assert isinstance(read_lent(bomb.encode(), "x.xml", TODAY), Refused)


@pytest.mark.parametrize(
    "raw", [b"", b"\x00" * 40, b"%PDF-1.4", b"[1, 2", b"[[1]]", b"{}", b"<html><body>no</body></html>", b"\xff\xfe"]
)
def test_no_bytes_break_the_reading(raw):
    assert isinstance(read_lent(raw, "x", TODAY), Refused)


@pytest.fixture
def desk_of(operation, viewer):
    def sit(role):
        client = Client()
        hand = viewer(role, username=f"of-{role}", site="centro")
        client.force_login(Account.objects.get(staff=hand.staff), "django.contrib.auth.backends.ModelBackend")
        client.cookies["django_language"] = "en"
        client.hand = hand
        return client

    return sit


FILE = b"id,name\n1,Sarah Nunez\n2,Somebody Else\n"


def lend(client, raw=FILE, days=30, **more):
    file = io.BytesIO(raw)
    file.name = "escuela.csv"
    form = {"file": file, "id": "abc", "kind": "school", "title": "Escuela Oratorio 2025", "lender": "Ministry",
            "purpose": "to find parents", "terms": "no copies", "until": (now() + timedelta(days=days)).date().isoformat()}  # fmt: skip
    return client.post("/lent/new", form | more)


@pytest.mark.django_db
def test_a_register_is_laid_beside_ours_and_its_list_is_never_shown(operation, desk_of):
    operation.must("claim-name", person="c1", claim="n-c1", text="שרה נוניז", speaker="ella misma")
    client = desk_of("director")
    assert lend(client).status_code == 302
    page = client.get("/lent/ln-abc").content.decode()
    assert "Sarah Nunez" in page
    assert "Somebody Else" not in page
    assert client.get("/lent").status_code == 200
    said = client.post(
        "/lent/ln-abc/name", {"person": "c1", "row": "2", "name": "Sarah Nunez"}, follow=True
    ).content.decode()
    assert "Nothing was merged" in said
    claim = operation.line("c1").names[-1] if hasattr(operation, "line") else None
    assert claim is None or "Ministry" in claim["speaker"]


@pytest.mark.django_db
def test_on_its_day_lines_file_and_key_are_gone_and_that_it_was_lent_stays(operation, desk_of):
    client = desk_of("director")
    lend(client, days=2)
    card = Card.objects.get(kind="loan", id="ln-abc")
    digest = json.loads(card.body)["digest"]
    key = keys.key_for("loan:ln-abc", create=False)
    assert store.holds(digest, key)
    later = now() + timedelta(days=4)
    with pytest.raises(LookupError):
        loans.original(client.hand, card.operation, LoanId("ln-abc"), later)
    assert loans.sweep(later) == 1
    assert loans.sweep(later) == 0
    assert not store.holds(digest, key)
    keys.forget()
    with pytest.raises(LookupError):
        keys.key_for("loan:ln-abc", create=False)
    assert Card.objects.filter(kind="loan", id="ln-abc").exists()


@pytest.mark.django_db
def test_given_back_is_gone_at_once(operation, desk_of):
    client = desk_of("director")
    lend(client)
    client.post("/lent/ln-abc/end", {"id": "e1", "reason": "the lender asks"})
    page = client.get("/lent/ln-abc").content.decode()
    assert "Given back before its day" in page
    with pytest.raises(LookupError):
        keys.key_for("loan:ln-abc", create=False)


@pytest.mark.django_db
def test_no_loan_without_terms_or_with_a_day_too_far(operation, desk_of):
    client = desk_of("director")
    assert lend(client, terms=" ").status_code == 422
    assert lend(client, days=900).status_code == 422
    assert lend(client, raw=b"%PDF-1.4").status_code == 422
    assert not Card.objects.filter(kind="loan").exists()
    assert not store.holds(sha256(FILE).hexdigest(), keys.key_for("loan:ln-abc", create=False))


@pytest.mark.django_db
def test_who_keeps_the_gate_does_not_see_lent_registers(operation, desk_of):
    lend(desk_of("director"))
    guard = desk_of("guard")
    assert guard.get("/lent").status_code == 404
    assert guard.get("/lent/ln-abc").status_code == 404
    assert lend(guard).status_code == 404
