"""Promises of a child's health page: parts that can be true, corrections that name the old, and little that travels."""

import re

import pytest

from abrigo.registers.models import Card

MEDICINE = {
    "id": "m1",
    "part-medicine": "amoxicilina",
    "part-amount": "5 ml",
    "part-every": "8",
    "part-prescriber": "Dra. Paz",
}


@pytest.fixture
def nurse(at_desk):
    return at_desk("nurse")


def note(client, kind, id_, person="c1", query="", **parts):
    told = {"id": id_, **{f"part-{k}": v for k, v in parts.items() if k != "words"}, "words": parts.get("words", "")}
    return client.post(f"/people/{person}/health/note/{kind}{query}", told)


def text(client, address):
    return client.get(address).content.decode()


def test_a_note_is_read_back_with_its_unit_and_its_writer(nurse):
    assert note(nurse, "vitals", "v1", temperature="38,5", pulse="120").status_code == 302
    page = text(nurse, "/people/c1/health")
    assert "38.5" in page
    assert "°C" in page


@pytest.mark.parametrize(("kind", "parts"), [
    ("vitals", {"temperature": "391"}), ("vitals", {}), ("vitals", {"pulse": "NaN"}), ("growth", {"weight": "1e2"}),
    ("injury", {"side": "front", "region": "tail", "what": "cut"}), ("allergy", {"severity": "mild"}),
    ("injury", {"side": "front", "region": "chest", "what": "cut", "photograph": "xyz"}),
    ("last-event", {"known": "known", "told-by": "madre"}),
])  # fmt: skip
def test_what_cannot_be_true_is_refused_and_nothing_typed_is_lost(nurse, kind, parts):
    answer = note(nurse, kind, "v1", words="queda escrito", **parts)
    assert answer.status_code == 422
    assert "queda escrito" in answer.content.decode()


def test_a_correction_names_the_old_and_the_old_stays_readable(nurse):
    note(nurse, "vitals", "v1", temperature="39.5")
    assert note(nurse, "vitals", "v2", query="?corrects=hn-v1", temperature="36.5").status_code == 422
    assert (
        note(nurse, "vitals", "v2", query="?corrects=hn-v1", temperature="36.5", words="mal leído").status_code == 302
    )
    page = text(nurse, "/people/c1/health")
    assert re.search(r'<li class="withdrawn">.*39\.5', page)
    assert "corrected later" in page
    assert note(nurse, "vitals", "v3", query="?corrects=hn-v1", temperature="37", words="otra").status_code == 422


def test_a_note_is_taken_back_by_emptying_it_with_a_reason(nurse):
    note(nurse, "allergy", "a1", to="penicilina", severity="severe")
    assert note(nurse, "allergy", "a2", query="?corrects=hn-a1", words="era otra niña").status_code == 302
    assert "takes an earlier note back" in text(nurse, "/people/c1/health")
    assert "penicilina" not in text(nurse, "/people/c1/health/summary")


def test_a_second_dose_too_soon_is_refused_until_somebody_says_why(nurse):
    nurse.post("/people/c1/health/note/medicine", MEDICINE)
    assert note(nurse, "dose", "d1", course="hn-m1", outcome="given").status_code == 302
    again = note(nurse, "dose", "d2", course="hn-m1", outcome="given")
    assert again.status_code == 422
    assert "dose-too-soon" in again.content.decode()
    assert note(nurse, "dose", "d2", course="hn-m1", outcome="given", words="vomitó la primera").status_code == 302
    assert note(nurse, "dose", "d3", course="hn-nobody", outcome="given").status_code == 422


def test_an_injury_stands_on_the_chart_and_in_the_list(nurse):
    assert note(nurse, "injury", "i1", side="back", region="left-arm", what="bruise", size="30").status_code == 302
    page = text(nurse, "/people/c1/health")
    assert page.count('class="injured"') == 1
    assert "left arm" in page
    assert "bruise" in page
    assert "region=right-hand" in page


def test_time_windows_say_unknown_until_somebody_says_when(nurse):
    assert "unknown, ask a clinician" in text(nurse, "/people/c1/health")
    note(nurse, "last-event", "e1", known="unknown", **{"told-by": "madre"})
    assert "unknown: ask a clinician" in text(nurse, "/people/c1/health")
    assert "not verified by a clinician here" in text(nurse, "/people/c1/health")


def test_linen_becomes_an_exhibit_in_the_hands_of_who_wrote_it(nurse):
    told = {"id": "x1", "number": "R-1", "words": "camisón", "where": "puesto", "basis": "asentimiento", "seal": "S4"}
    assert nurse.post("/people/c1/health/linen", told).status_code == 302
    assert Card.objects.get(kind="exhibit").person == "c1"
    assert nurse.post("/people/c1/health/linen", told | {"id": "x2", "number": "R-2", "basis": ""}).status_code == 422


def test_what_travels_is_little_and_nothing_else_of_the_file(nurse, operation):
    nurse.post("/people/c1/health/note/medicine", MEDICINE | {"words": "Xqdosis"})
    note(nurse, "mind", "n1", seen="Xqanimo", carers="luz encendida")
    note(nurse, "injury", "i1", side="front", region="face", what="burn", colour="Xqcolor", words="Xqrelato")
    note(nurse, "allergy", "a1", to="maní", severity="severe", **{"told-by": "Xqdijo"})
    page = text(nurse, "/people/c1/health/summary")
    for told in ("amoxicilina", "maní", "luz encendida", "N-01"):
        assert told in page
    body = page[page.index("<article") : page.index("</article")]
    for kept in ("Xq", "burn", "suéter", "Centro", "Dra. Paz"):
        assert kept not in body
    operation.must("hand-over", handover="h1", taker="health", people=["c1", "c2"])
    page = text(nurse, "/handovers/h1/health")
    assert page.count("<article") == 2
    assert "Xq" not in re.sub(r"[A-Za-z0-9]{64}", "", page)


@pytest.mark.parametrize(
    "role", ["intake-worker", "police", "prosecutor", "court", "press-officer", "auditor", "alert-officer"]
)
def test_who_has_no_part_in_health_reads_nothing_of_it(nurse, at_desk, operation, role):
    note(nurse, "mind", "n1", seen="Xqanimo", carers="Xqluz")
    operation.must("hand-over", handover="h1", taker="health", people=["c1"])
    client = at_desk(role)
    for address in (
        "/people/c1/health",
        "/people/c1/health/summary",
        "/people/c1/health/note/mind",
        "/handovers/h1/health",
    ):
        assert client.get(address).status_code == 404, address
    # A form's one-time mark is 64 random letters: it may spell anything.
    assert "Xq" not in re.sub(r"[A-Za-z0-9]{64}", "", client.get("/people/c1").content.decode())


def test_a_director_reads_and_does_not_write_as_a_clinician(nurse, at_desk):
    director = at_desk("director")
    assert director.get("/people/c1/health").status_code == 200
    assert director.get("/people/c1/health/note/vitals").status_code == 404
