"""What is given out over the API: valid by what others publish, written down first, and never by a key alone."""

import json
import time

import pytest
from django.test import Client, override_settings

pytestmark = pytest.mark.django_db
GIVE = "/api/operations/op/people/c1/file/give"


@pytest.fixture
def person(operation):
    """A child attorney's browser that has just shown who it is; programs of our own pages send its token."""
    from abrigo.staff.models import Account

    def sat(role: str = "child-attorney", *, fresh: bool = True) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(
            Account.objects.get(staff=operation.hand(role).staff), "django.contrib.auth.backends.ModelBackend"
        )
        session = client.session
        session["purpose"] = "child"
        if fresh:
            session["stepped_up"] = int(time.time() * 1000)
        session.save()
        return client

    return sat


def give(client, path: str = GIVE, **told):
    sent = {"id": "g1", "given": "json", "reader": "judge", "to": "Juzgado B", "purpose": "court"} | told
    sent = {k: v for k, v in sent.items() if v is not None}
    return client.post(path, json.dumps(sent), content_type="application/json")


def written() -> int:
    from abrigo.clerk.memory import Memory
    from abrigo.ledger import reader

    found = Memory(reader.size()).histories(["person:c1"])["person:c1"]
    return sum(type(m.fact).__name__ == "Disclosed" for m in found)


def test_a_file_leaves_as_paper_and_for_a_program_once_it_is_written(operation, person):
    client = person()
    told = give(client)
    assert told.status_code == 200, told.content
    assert json.loads(told.content)["contents"]["who"]
    assert told["Content-Disposition"] == 'attachment; filename="dis-g1.json"'
    paper = give(client, id="g2", given="pdf", language="he")
    assert paper.content.startswith(b"%PDF-")
    assert b"pdfuaid" in paper.content or len(paper.content) > 10_000
    assert written() == 2


def test_health_data_is_valid_and_reads_back(operation, person):
    resources = pytest.importorskip("fhir.resources.R4B.bundle")
    from abrigo.exchange import fhir

    answer = give(person(), given="fhir", reader=None, purpose="health")
    assert answer["Content-Type"] == "application/fhir+json"
    told = json.loads(answer.content)
    resources.Bundle.model_validate(told)
    assert fhir.read(told).band == "N-01"


def test_a_notice_is_off_and_only_for_a_child_who_is_looked_for(operation, person):
    client = person()
    off = give(client, given="pfif", reader=None)
    assert off.status_code == 422
    assert off.json()["code"] == "nothing-to-give"
    told = off.json()["sentence"]
    assert "switched off" in told["en"]
    assert "desactivados" in told["es"]
    assert "switched off" not in told["es"]
    with override_settings(ABRIGO_PFIF=True):
        assert "not being looked for" in give(client, given="pfif", reader=None).json()["sentence"]["en"]
    assert written() == 0


def test_exhibits_leave_as_case(operation, person):
    client = person()
    path = "/api/operations/op/exhibits/give"
    none = client.post(path, json.dumps({"id": "x1", "to": "Laboratorio"}), content_type="application/json")
    assert none.status_code == 422
    operation.must("collect-exhibit", "prosecutor", exhibit="e1", number="12", words="un teléfono", where="Xqlugar",
                   collector="Xqapellido", basis="auto 9", seal="S-1", digest="a" * 64, person="c1")  # fmt: skip
    answer = client.post(path, json.dumps({"id": "x2", "to": "Laboratorio"}), content_type="application/json")
    assert answer["Content-Type"] == "application/ld+json"
    assert "a" * 64 in answer.content.decode()
    assert "Xq" not in answer.content.decode()


@pytest.mark.parametrize("told", [{"reader": None}, {"given": "fhir"}, {"given": "docx"}, {"to": ""}, {"purpose": "fun"},
                                  {"about": "ayer"}, {"more": 1}])  # fmt: skip
def test_what_cannot_be_meant_is_refused_and_nothing_is_written(operation, person, told):
    assert give(person(), **told).status_code == 422
    assert written() == 0


def test_a_key_alone_a_stale_sitting_and_another_office_give_nothing_out(operation, person, key, client):
    headers = {"authorization": f"Bearer {key(operation.hand('child-attorney'))}"}
    sent = {"id": "g1", "given": "json", "reader": "judge", "to": "x", "purpose": "court"}
    alone = client.post(GIVE, json.dumps(sent), content_type="application/json", headers=headers)
    assert (alone.status_code, alone.json()["code"]) == (403, "takes-a-person")
    assert give(person(fresh=False)).json()["code"] == "show-who-you-are"
    assert give(person("nurse")).status_code == 403
    assert written() == 0


def test_once_given_is_given_under_that_number(operation, person):
    client = person()
    assert give(client).status_code == 200
    again = give(client, to="otra")
    assert again.status_code in (409, 422)
    assert written() == 1


def test_deadlines_leave_as_a_calendar_that_names_nobody(operation, key, client):
    from icalendar import Calendar

    operation.must("choose-law", pack="gt")
    headers = {"authorization": f"Bearer {key(operation.hand('child-attorney'))}", "x-purpose": "child"}
    answer = client.get("/api/operations/op/deadlines.ics", headers=headers)
    assert answer.status_code == 200, answer.content
    book = Calendar.from_ical(answer.content)
    assert book["version"] == "2.0"
    assert [w for w in ("Nombre", "N-0", "Centro", "Norte") if w in answer.content.decode()] == []
    none = client.get("/api/operations/op/deadlines.ics", headers={
        "authorization": f"Bearer {key(operation.hand('press-officer'))}"})  # fmt: skip
    assert none.status_code == 403
