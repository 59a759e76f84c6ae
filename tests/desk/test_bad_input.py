"""What people bring at two in the morning that cannot be taken: each is refused in a sentence, and nothing is lost."""

import json
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

pytestmark = pytest.mark.django_db
RECORDING = b"RIFF" + bytes(range(256)) * 4096
WHOLE = sha256(RECORDING).hexdigest()
EXHIBIT = {
    "id": "e1",
    "number": "I-1",
    "words": "una grabación",
    "where": "cámara Gesell",
    "basis": "auto 9",
    "person": "",
}


def cut_off() -> SimpleUploadedFile:
    return SimpleUploadedFile("iv.wav", RECORDING[: len(RECORDING) // 2])


def whole() -> SimpleUploadedFile:
    return SimpleUploadedFile("iv.wav", RECORDING)


def test_a_photograph_of_sixty_megabytes_is_sent_back_with_its_reason(operation, at_desk):
    large = SimpleUploadedFile("foto.jpg", b"\xff\xd8\xff\xe0" + b"x" * (60 << 20), content_type="image/jpeg")
    answer = at_desk("director").post(
        "/people/c1/do/add-photo", {"id": "p1", "photo": large, "photo_by": "la dirección"}
    )
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "The photo is larger than 25 MB" in said
    assert "la dirección" in said


def test_a_recording_that_was_cut_off_is_not_written_down_as_the_one_that_was_made(operation, at_desk):
    desk = at_desk("police")
    sent = EXHIBIT | {"digest": WHOLE, "file": cut_off()}
    answer = desk.post("/exhibits/new", sent)
    assert answer.status_code == 422
    said = answer.content.decode()
    assert f"cut off on the way ({len(RECORDING) // 2} bytes came)" in said
    assert "cámara Gesell" in said
    assert desk.get("/exhibits/x-e1").status_code == 404
    assert desk.post("/exhibits/new", EXHIBIT | {"digest": WHOLE, "file": whole()}).status_code == 302


def test_a_file_is_held_against_its_exhibit_later_and_nothing_of_it_is_kept(operation, at_desk):
    desk = at_desk("police")
    desk.post("/exhibits/new", EXHIBIT | {"file": whole()})
    assert "to the last byte" in desk.post("/exhibits/x-e1/check", {"file": whole()}).content.decode()
    wrong = desk.post("/exhibits/x-e1/check", {"file": cut_off()})
    assert wrong.status_code == 422
    assert "cut off on the way" in wrong.content.decode()
    assert desk.post("/exhibits/x-e1/check", {}).status_code == 422
    assert at_desk("press-officer").get("/exhibits/x-e1/check").status_code == 404


def test_an_interview_s_recording_that_was_cut_off_seals_nothing(operation, at_desk):
    desk = at_desk("prosecutor")
    sent = {"id": "i1", "interviewer": "psicóloga", "protocol": "NICHD", "language": "es", "questions": "Cuéntame.",
            "digest": WHOLE}  # fmt: skip
    answer = desk.post("/people/c1/interviews", sent | {"file": cut_off()})
    assert answer.status_code == 422
    assert "cut off on the way" in answer.content.decode()
    assert desk.post("/people/c1/interviews", sent | {"file": whole()}).status_code == 302


def test_an_exhibit_number_used_twice_is_refused_with_the_way_out_and_nothing_typed_is_lost(operation, at_desk):
    desk = at_desk("police")
    desk.post("/exhibits/new", EXHIBIT)
    again = desk.post("/exhibits/new", EXHIBIT | {"id": "e2", "number": " i-1 ", "words": "otra cosa"})
    assert again.status_code == 422
    said = again.content.decode()
    assert "exhibit-number-taken" in said
    assert "otra cosa" in said


def test_a_form_whose_rows_wait_for_one_another_is_said_to_be_a_circle(operation, at_desk):
    from io import BytesIO

    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "survey"
    for row in (["type", "name", "label", "relevant"], ["text", "a", "A", "${b} = 1"], ["text", "b", "B", "${a} = 1"]):
        sheet.append(row)
    raw = BytesIO()
    book.save(raw)
    answer = at_desk("director").post("/forms/new", {"file": SimpleUploadedFile("f.xlsx", raw.getvalue())})
    assert answer.status_code == 422
    assert "These rows wait for one another, so none can ever be asked" in answer.content.decode()


def test_a_table_that_names_one_home_is_refused_at_the_desk_and_over_json(operation, at_desk, key, client):
    sent = {"id": "t1", "definition": "children-in-care", "cut": "2025-12-21T12:00", "by": ["sex", "home"]}
    page = at_desk("press-officer").post("/figures/new", sent)
    assert page.status_code == 422
    act = {"id": "t2", "operation": "op", "table": "t2", "definition": "children-in-care", "by": ["home"],
           "cut": operation.now.isoformat(), "at": operation.now.isoformat()}  # fmt: skip
    headers = {"authorization": f"Bearer {key(operation.hand('press-officer'))}"}
    answer = client.post("/api/acts/propose-table", json.dumps(act), content_type="application/json", headers=headers)
    assert answer.status_code in (409, 422), answer.content
    assert answer.json()["code"] == "named-home"
    assert answer.json()["en"]["sentence"] if "en" in answer.json() else answer.json()
