"""Lent registers: read whatever their shape, never believed, never listed, and really gone on their day."""

import io
import json
from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.test import Client
from openpyxl import Workbook

from abrigo.clerk import loans
from abrigo.clerk.clock import now
from abrigo.clerk.models import Look
from abrigo.exchange.lent.lines import Trouble
from abrigo.exchange.lent.reading import read_lent
from abrigo.exchange.rosters.refusals import Refused
from abrigo.facts.kinds import LoanId
from abrigo.house import candidates_command, lent_command
from abrigo.registers import lent as lent_pairs
from abrigo.registers.models import Card, Person
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
    assert line.kin == (("", "Lea"),)
    assert not any(k.startswith("srch_") for k in line.more)


def test_pfif_is_read_and_a_hostile_one_refused():
    pfif = """<?xml version="1.0"?><pfif:pfif xmlns:pfif="http://zesty.ca/pfif/1.4"><pfif:person>
      <pfif:person_record_id>example.org/p.1</pfif:person_record_id><pfif:full_name>יוסף לוי</pfif:full_name>
      <pfif:sex>male</pfif:sex><pfif:date_of_birth>2015</pfif:date_of_birth><pfif:home_city>Oratorio</pfif:home_city>
      </pfif:person></pfif:pfif>"""
    (line,) = told(pfif).lines
    assert (line.id, line.names, line.sex) == ("example.org/p.1", ("יוסף לוי",), "male")
    assert line.places == (("home_city", "Oratorio"),)
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


def laid(client):
    """The register laid beside everyone; out: the pairs that wait, by person."""
    assert client.post("/lent/ln-abc/link").status_code == 302
    return {c.person: c for c in Card.objects.filter(kind="lent-pair", status="open")}


def decide(client, pair, verdict, ident="d1"):
    told = {"id": ident, "verdict": verdict, "reason": "the mother showed the card"}
    return client.post(f"/lent/ln-abc/pairs/{pair.id}", told)


@pytest.fixture
def named(operation):
    operation.must("claim-name", person="c1", claim="n-c1", text="שרה נוניז", speaker="ella misma")
    operation.must("claim-kin", person="c1", claim="k-c1", relation="mother", other_name="Rivka Nunez", speaker="c2")
    return operation


FULL = (
    b"id,name,sexo,fecha_nacimiento,madre,municipio\n1,Sarah Nunez,F,2016-03-02,Rivka Nunes,Oratorio\n"
    b"2,Somebody Else,M,2009-01-01,Nobody,Oratorio\n3,Sarah Lopez,F,2015-01-01,NN,Oratorio\n"
)


@pytest.mark.django_db
def test_a_register_is_laid_beside_ours_with_reasons_and_its_list_is_never_shown(named, desk_of):
    client = desk_of("director")
    assert lend(client, FULL).status_code == 302
    assert not Card.objects.filter(kind="lent-pair").exists(), "nobody asked yet"
    found = laid(client)
    assert found.keys() == {"c1"}
    told = json.loads(found["c1"].body)
    assert {"like-name", "ages-overlap", "same-sex", "lent-same-kin"} <= set(told["reasons"])
    assert told["percent"] >= 90
    assert "Sarah" not in found["c1"].body
    for path in ("/lent/ln-abc", "/candidates", "/lent"):
        page = client.get(path).content.decode()
        assert "Somebody Else" not in page
        assert "Sarah Lopez" not in page
    assert f"/lent/ln-abc/pairs/{found['c1'].id}" in client.get("/candidates").content.decode()
    page = client.get(f"/lent/ln-abc/pairs/{found['c1'].id}").content.decode()
    for said in ("Sarah Nunez", "Rivka Nunes", "Oratorio", "a relative called alike", "<rect"):
        assert said in page
    assert "Somebody Else" not in page


@pytest.mark.django_db
def test_the_same_writes_the_lenders_word_and_taking_it_back_takes_it_back(named, desk_of):
    client = desk_of("director")
    lend(client, FULL)
    pair = laid(client)["c1"]
    before = Person.objects.get(id="c1")
    assert decide(client, pair, "same").status_code == 302
    person = Person.objects.get(id="c1")
    name, age = json.loads(person.names)[-1], json.loads(person.ages)[-1]
    assert (name["text"], name["speaker"]) == ("Sarah Nunez", "Escuela Oratorio 2025 (Ministry), 1")
    assert name["supposed"]
    assert age["method"] == "document"
    assert age["age"]["low"] == age["age"]["high"] == now().year - 2016 - (now().date() < date(now().year, 3, 2))
    assert person.same_as == "", "nothing is merged"
    assert decide(client, pair, "not-the-same", "d2").status_code == 422, "decided once"
    assert decide(client, pair, "cannot-tell", "d3").status_code == 302
    after = Person.objects.get(id="c1")
    assert (after.age_low, after.age_high) == (before.age_low, before.age_high)
    assert json.loads(after.names)[-1]["withdrawn"]


@pytest.mark.django_db
def test_not_the_same_is_not_asked_again_until_somebody_says_something_new(named, desk_of):
    client = desk_of("director")
    lend(client, FULL)
    assert decide(client, laid(client)["c1"], "not-the-same").status_code == 302
    assert laid(client) == {}
    lend(client, FULL, id="later")  # the same lender gives the same lines again
    client.post("/lent/ln-later/link")
    assert not Card.objects.filter(kind="lent-pair", status="open").exists()
    named.must(
        "claim-name", person="c1", claim="n-new", text="Sara Núñez", speaker="una tía", at=now() + timedelta(minutes=1)
    )
    assert laid(client).keys() == {"c1"}


@pytest.mark.django_db
def test_what_was_given_back_is_on_nobodys_table(named, desk_of):
    client = desk_of("director")
    lend(client, FULL)
    pair = laid(client)["c1"]
    client.post("/lent/ln-abc/end", {"id": "e1", "reason": "the lender asks"})
    assert client.get(f"/lent/ln-abc/pairs/{pair.id}").status_code == 404
    assert pair.id not in client.get("/candidates").content.decode()
    assert decide(client, pair, "same").status_code == 404
    assert client.post("/lent/ln-abc/link", follow=True).status_code == 200
    assert lent_pairs.pairs(client.hand, named.id, now()) == []


@pytest.mark.django_db
def test_laying_a_register_beside_everyone_is_no_look_at_a_child(named, desk_of):
    client = desk_of("director")
    lend(client, FULL)
    before = Look.objects.count()
    laid(client)
    assert Look.objects.count() == before


@pytest.mark.django_db
def test_who_keeps_the_gate_lays_nothing_beside_anything(named, desk_of):
    lend(desk_of("director"), FULL)
    guard = desk_of("guard")
    assert guard.post("/lent/ln-abc/link").status_code == 404
    no = named.do(
        "propose-lent",
        "guard",
        candidate="x",
        person="c1",
        loan="ln-abc",
        line="l",
        row=2,
        percent=1,
        reasons=["like-name"],
    )
    assert no.refusal is not None


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


def everything_kept() -> str:
    """Every value of every table of this database, whichever it is, as text."""
    from django.db import connection

    kept = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                kept += [
                    bytes(v).decode("utf-8", "replace") if isinstance(v, bytes | memoryview) else str(v) for v in row
                ]
    return "\n".join(kept)


@pytest.mark.django_db
def test_when_a_loan_is_over_no_table_holds_a_word_of_its_lines_nor_the_file_as_it_was_sealed(named, desk_of):
    from abrigo.vault.secrets import path_of

    def sealed():
        return {path for path in path_of("vault").rglob("*") if path.is_file()}

    client = desk_of("director")
    before = sealed()
    lend(client, FULL, days=2)
    laid(client)
    assert len(sealed() - before) == 1, "the file as it came is kept, sealed, while the loan lasts"
    loans.sweep(now() + timedelta(days=4))
    assert sealed() == before, "and then no more"
    kept = everything_kept()
    for said in ("Somebody Else", "Rivka Nunes", "Sarah Lopez", FULL.decode()):
        assert said not in kept
    assert "Escuela Oratorio 2025" in kept, "that it was lent stays written"


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


def linked(capsys, *given):
    code = lent_command.main(["--operation", "op", "--as", "of-director", "--json", *given])
    return code, json.loads(capsys.readouterr().out or "{}")


@pytest.mark.django_db
def test_one_command_takes_a_file_in_on_its_terms_and_lays_it_beside_ours(named, desk_of, tmp_path, capsys):
    desk_of("director")
    file = tmp_path / "escuela.csv"
    file.write_bytes(FULL)
    assert linked(capsys, "--register", str(file))[0] == 2, "nobody said on what terms"
    until = (now() + timedelta(days=9)).date().isoformat()
    terms = ["--title", "Escuela", "--lender", "Ministry", "--purpose", "parents", "--terms", "no copies"]
    code, said = linked(capsys, "--register", str(file), "--until", until, *terms)
    assert (code, said["lines"], said["proposed"]) == (0, 3, 1)
    again = linked(capsys, "--register", str(file))[1]
    assert (again["loan"], again["proposed"]) == (said["loan"], 0)
    assert linked(capsys, "--register", said["loan"])[1]["known"] == 1
    assert linked(capsys, "--register", "ln-none")[0] == 2


@pytest.mark.django_db
def test_the_nightly_pass_lays_lent_registers_beside_ours_and_ends_those_whose_day_has_come(
    named, desk_of, capsys, monkeypatch
):
    client = desk_of("director")
    lend(client, FULL, days=2)
    asked = ["--as", "of-director", "--operation", "op", "--json"]
    assert candidates_command.main(asked) == 0
    assert json.loads(capsys.readouterr().out)["lent_pairs"] == 1
    digest = json.loads(Card.objects.get(kind="loan", id="ln-abc").body)["digest"]
    key = keys.key_for("loan:ln-abc", create=False)
    later = now() + timedelta(days=4)
    monkeypatch.setattr("abrigo.clerk.clock.now", lambda: later)
    assert candidates_command.main(asked) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["swept"], said["lent_pairs"]) == (1, 0)
    assert not store.holds(digest, key)
    assert lent_pairs.pairs(client.hand, named.id, later) == []


def test_primeros_workbook_of_tabs_is_one_line_a_case():
    book = Workbook()
    cases = book.active
    cases.title = "Basic Identity"
    for row in (["id", "name_first", "name_last", "sex", "age"], ["c-1", "Sara", "Cohen", "female", 9],
                ["c-2", "Yosef", "Levi", "male", 11]):  # fmt: skip
        cases.append(row)
    family = book.create_sheet("Family Details")
    for row in (["id", "mother_name", "relation_notes"], ["c-1", "Lea Cohen", "seen at the gate"]):
        family.append(row)
    empty = book.create_sheet("Services")
    empty.append(["id", "service_type"])
    raw = io.BytesIO()
    book.save(raw)
    reading = told(raw.getvalue(), "primero.xlsx")
    assert [(line.id, line.names, line.kin) for line in reading.lines] == [
        ("c-1", ("Sara Cohen",), (("mother", "Lea Cohen"),)), ("c-2", ("Yosef Levi",), ()),
    ]  # fmt: skip
    assert reading.unmapped == {"relation_notes": 1}
    assert (reading.lines[0].sex, reading.lines[0].age) == ("female", "9")
