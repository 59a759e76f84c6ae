"""What leaves in formats of others: valid by their own published schema, from named fields alone, and read back."""

import json
from datetime import timedelta

import pytest
from django.test import override_settings
from django.urls import reverse

from abrigo.exchange import fhir, pfif

pytestmark = pytest.mark.django_db
SENT = {"for": "guardian", "to": "Hospital Central", "purpose": "health", "language": "es"}


def give(desk, given, person="c1", **told):
    return desk.post(reverse("give_format", args=[person, given]), SENT | {"id": f"g-{given}-{person}"} | told)


@pytest.fixture
def checked(operation):
    operation.must("offer-health-check", check="r", people=["c1"])
    from abrigo.rules.care import check_of

    operation.must("answer-health-check", "nurse", person="c1", check=check_of("r", "c1"), outcome="assent-not-given",
                   next_offer="2026-01-05T09:00:00-06:00")  # fmt: skip
    operation.must("describe", person="c1", attribute="needs", value="Xqtexto")
    return operation


def test_health_data_is_valid_by_its_schema_and_says_no_more_than_a_hospital_needs(checked, at_desk):
    resources = pytest.importorskip("fhir.resources.R4B.bundle")
    answer = give(at_desk("child-attorney"), "fhir")
    told = json.loads(answer.content)
    resources.Bundle.model_validate(told)
    read = fhir.read(told)
    assert read.names == (("Nombre c1", False),)
    assert (read.sex, read.band, read.low, read.high) == ("female", "N-01", 8, 12)
    assert read.outcomes == ("assent-not-given",)
    assert [w for w in ("Centro", "Norte", "Xqtexto", "Nombre c2") if w in answer.content.decode()] == []


@pytest.mark.parametrize("told", [None, [], {"resourceType": "Patient"}, {"resourceType": "Bundle", "entry": []}])
def test_what_is_no_bundle_of_one_child_is_not_read(told):
    with pytest.raises(fhir.Unreadable):
        fhir.read(told)


def test_a_notice_is_off_unless_switched_on_and_only_for_a_child_who_is_looked_for(operation, at_desk):
    desk = at_desk("child-attorney")
    refused = give(desk, "pfif")
    assert refused.status_code == 422
    assert "switched off in this house" in refused.content.decode()
    with override_settings(ABRIGO_PFIF=True):
        assert "not being looked for" in give(desk, "pfif").content.decode()
    assert give(desk, "docx").status_code == 404


def test_a_notice_reads_back_as_it_was_and_becomes_a_stone_on_its_day(operation):
    now = operation.now
    told = pfif.Notice("h/1", now, now + pfif.LIVES, "casa", "רבקה <b>&", "female", "8-12")
    raw = pfif.write(told, now)
    back = pfif.read(raw)
    assert (back.name, back.sex, back.age, back.source) == ("רבקה <b>&", "female", "8-12", "casa")
    later = now + pfif.LIVES + timedelta(seconds=1)
    assert back.expired(later)
    stone = pfif.write(told, later)
    assert b"full_name" not in stone
    assert "רבקה".encode() not in stone
    assert pfif.read(stone).name == ""


@pytest.mark.parametrize("raw", [
    b"", b"<a/>", b"x" * (pfif.LARGEST + 1),
    b'<!DOCTYPE a [<!ENTITY e "x">]><pfif:pfif xmlns:pfif="http://zesty.ca/pfif/1.4"><pfif:person/></pfif:pfif>',
    b'<pfif:pfif xmlns:pfif="http://zesty.ca/pfif/1.4"><pfif:person/></pfif:pfif>',
])  # fmt: skip
def test_a_bad_notice_is_not_read(raw):
    with pytest.raises(pfif.Unreadable):
        pfif.read(raw)


@pytest.fixture
def collected(operation):
    operation.must("collect-exhibit", "prosecutor", exhibit="e1", number="12", words="un teléfono", where="Xqlugar",
                   collector="Xqapellido", basis="auto 9", seal="S-1", digest="a" * 64, person="c1")  # fmt: skip
    operation.must("give-exhibit", "prosecutor", exhibit="e1", move="m1", to=operation.hand("police").staff,
                   purpose="peritaje", seal="S-1", condition="")  # fmt: skip
    operation.must("take-exhibit", "police", exhibit="e1", move="m1", seal="S-1", condition="")
    return operation


def test_exhibits_leave_with_digest_and_hands_and_without_child_place_or_surname(collected, at_desk, tmp_path):
    answer = at_desk("child-attorney").post(reverse("give_exhibits"), {"id": "x1", "to": "Laboratorio"})
    assert answer["Content-Type"] == "application/ld+json"
    told = json.loads(answer.content)
    said = answer.content.decode()
    assert "a" * 64 in said
    assert sum(n["@type"].endswith("InvestigativeAction") for n in told["@graph"]) == 2
    assert [w for w in ("Nombre", "N-01", "Xqlugar", "Xqapellido", 'c1"') if w in said] == []
    valid(told, tmp_path)


def valid(told, tmp_path) -> None:
    """By the shapes CASE publishes, where they are installed."""
    pytest.importorskip("case_utils")
    import subprocess
    import sys

    file = tmp_path / "exhibits.jsonld"
    file.write_text(json.dumps(told))
    run = "import sys; from case_utils.case_validate import main; sys.exit(main())"
    words = [sys.executable, "-c", run, "--allow-info", str(file)]
    found = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    assert found.returncode == 0, found.stdout[-3000:] + found.stderr[-2000:]


def test_nothing_collected_is_nothing_to_give(operation, at_desk):
    answer = at_desk("child-attorney").post(reverse("give_exhibits"), {"id": "x1", "to": "Laboratorio"}, follow=True)
    assert "There is no exhibit to give." in answer.content.decode()


def test_a_format_too_is_written_down_first_and_once(checked, at_desk):
    desk = at_desk("child-attorney")
    assert give(desk, "fhir", to="").status_code == 422
    assert give(desk, "fhir").status_code == 200
    said = desk.get(reverse("desk:individual", args=["c1"])).content.decode()
    assert said.count("health data (FHIR)") == 1
    assert give(at_desk("nurse"), "fhir").status_code == 404


def test_the_command_gives_out_in_the_name_of_somebody_who_may(checked, tmp_path, capsys):
    from abrigo.house import export_command

    operation = checked
    operation.hand("child-attorney")
    words = ["--by", "child-attorney", "--operation", "op", "--person", "c1", "--as", "fhir", "--to", "Hospital",
             "--purpose", "health"]  # fmt: skip
    assert export_command.main([*words, str(tmp_path / "a.json")]) == 0
    assert json.loads((tmp_path / "a.json").read_text())["resourceType"] == "Bundle"
    assert export_command.main([*words, str(tmp_path / "a.json")]) == 3
    words[1] = "nobody"
    assert export_command.main([*words, str(tmp_path / "b.json")]) == 2


def test_a_program_reads_what_a_reader_s_file_says(checked, key, client):
    headers = {"authorization": f"Bearer {key(checked.hand('director'))}", "x-purpose": "care"}
    where = "/api/operations/op/people/c1/file"
    answer = client.get(where + "?reader=family", headers=headers)
    assert answer.status_code in (200, 403), answer.content
    if answer.status_code == 200:
        assert "where" not in answer.json()["contents"]
    assert client.get(where + "?reader=press", headers=headers).status_code == 422
    assert client.get("/api/operations/op/people/nobody/file?reader=family", headers=headers).status_code == 404
