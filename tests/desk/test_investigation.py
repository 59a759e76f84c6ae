"""Promises of investigation: attributed, child by child, with every hole in a record said aloud; and not for everyone."""

import re

import pytest

from abrigo.registers.models import Card

EXHIBIT = {
    "id": "e1", "number": "I-1", "words": "un cuaderno", "where": "el salón", "basis": "orden 12", "seal": "S1",
}  # fmt: skip


@pytest.fixture
def case(operation, at_desk):
    """One allegation about two children by the prosecutor."""
    prosecutor = at_desk("prosecutor")
    told = {
        "id": "a1", "offence": "ill-treatment", "speaker": "La fiscalía", "words": "que hubo maltrato",
        "people": ["c1", "c2"],
    }  # fmt: skip
    assert prosecutor.post("/investigation/new", told).status_code == 302
    return prosecutor


def weigh(client, n, **told):
    sent = {"id": f"w{n}", "element": "act", "weight": "supports", "source": "acta 1", **told}
    return client.post("/investigation/al-a1/weigh", sent)


def test_an_allegation_reads_as_who_says_that(case):
    page = case.get("/investigation/al-a1").content.decode()
    assert re.search(r"<bdi>La fiscalía</bdi> says that: <q[^>]*>que hubo maltrato</q>", page)
    assert "alleged" in page


def test_the_matrix_says_which_child_has_evidence_of_their_own(case):
    assert weigh(case, 1, person="c1").status_code == 302
    assert weigh(case, 2, source="acta 2").status_code == 302
    page = case.get("/investigation/al-a1").content.decode()
    assert "1 of 2 children has evidence of their own" in page
    assert "no evidence about this child" in page
    assert "1 of 2 children" in case.get("/investigation").content.decode()
    assert "1 of 2 children" in case.get("/investigation/al-a1/paper").content.decode()


def test_two_papers_that_quote_one_witness_are_one_origin(case):
    weigh(case, 1, person="c1", source="acta 1", origin="la vecina")
    weigh(case, 2, person="c1", source="acta 2", origin="La vecina")
    assert "several papers, one origin" in case.get("/investigation/al-a1").content.decode()


def test_a_piece_about_a_child_the_allegation_does_not_name_is_refused(case):
    assert weigh(case, 1, element="nothing").status_code == 422


def test_a_withdrawn_piece_no_longer_counts_and_stays_readable(case):
    weigh(case, 1, person="c1")
    sent = {"id": "x1", "reason": "era otra niña"}
    assert case.post("/investigation/al-a1/withdraw/ev-w1", sent).status_code == 302
    page = case.get("/investigation/al-a1").content.decode()
    assert "0 of 2 children have evidence of their own" in page
    assert "era otra niña" in page


def test_a_dismissal_stands_wherever_the_allegation_stands(case, at_desk):
    sent = {"id": "t1", "standing": "dismissed", "by": "Juzgado B", "source": "auto 7"}
    assert case.post("/investigation/al-a1/turn", sent).status_code == 302
    for address in ("/investigation/al-a1", "/investigation/al-a1/paper"):
        assert "whoever quotes this allegation must say so" in case.get(address).content.decode()


def test_a_duty_without_a_word_of_what_came_of_it_is_refused(case):
    sent = {"id": "d1", "duty": "alternative-measure", "done": "yes", "people": ["c1"]}
    assert case.post("/investigation/al-a1/duty", sent).status_code == 422
    assert case.post("/investigation/al-a1/duty", sent | {"reason": "la tía, descartada"}).status_code == 302


def test_a_child_is_asked_again_only_with_a_reason(case):
    told = {
        "id": "i1", "interviewer": "Lic. Sol", "protocol": "NICHD", "language": "es", "questions": "¿Cómo estás?",
    }  # fmt: skip
    assert case.post("/people/c1/interviews", told).status_code == 302
    page = case.get("/people/c1/interviews").content.decode()
    assert "Asked 1 times already" in page
    again = case.post("/people/c1/interviews", told | {"id": "i2"})
    assert again.status_code == 422
    assert "asked-before" in again.content.decode()
    assert case.post("/people/c1/interviews", told | {"id": "i2", "reason": "pidió contar más"}).status_code == 302


@pytest.mark.parametrize("role", ["guard", "intake-worker", "director", "nurse", "press-officer", "police", "auditor"])
def test_who_has_no_part_in_the_case_reads_nothing_of_it(case, at_desk, role):
    client = at_desk(role)
    for address in ("/investigation", "/investigation/al-a1", "/people/c1/interviews", "/investigation/new"):
        assert client.get(address).status_code == 404, address


def test_an_exhibit_passes_from_hand_to_hand_and_both_sign(operation, at_desk):
    police, prosecutor = at_desk("police"), at_desk("prosecutor")
    assert police.post("/exhibits/new", EXHIBIT).status_code == 302
    to = operation.hand("prosecutor").staff
    sent = {"id": "g1", "to": to, "purpose": "custodia", "seal": "S1"}
    assert police.post("/exhibits/x-e1/give", sent).status_code == 302
    assert "waits for your hands" in prosecutor.get("/exhibits").content.decode()
    assert police.post("/exhibits/x-e1/take", {"id": "t0"}).status_code == 422
    assert prosecutor.post("/exhibits/x-e1/take", {"id": "t1", "seal": "S1"}).status_code == 302
    page = prosecutor.get("/exhibits/x-e1").content.decode()
    assert "no break" in page
    assert Card.objects.get(kind="exhibit").status == "held"


def test_a_broken_record_is_said_and_never_refused(operation, at_desk):
    police = at_desk("police")
    police.post("/exhibits/new", EXHIBIT)
    sent = {"id": "p1", "gave": "agente López", "took": "almacén", "seal": "S9"}
    assert police.post("/exhibits/x-e1/tell", sent).status_code == 302
    page = police.get("/exhibits/x-e1").content.decode()
    assert "2 breaks in its record" in page
    assert "given by someone who had not taken it" in page


def test_one_number_is_one_thing(operation, at_desk):
    police = at_desk("police")
    police.post("/exhibits/new", EXHIBIT)
    again = police.post("/exhibits/new", EXHIBIT | {"id": "e2", "number": " i-1 "})
    assert again.status_code == 422
    assert "exhibit-number-taken" in again.content.decode()
    assert "un cuaderno" in again.content.decode()


def test_a_thing_taken_without_a_ground_is_refused(operation, at_desk):
    assert at_desk("police").post("/exhibits/new", EXHIBIT | {"basis": ""}).status_code == 422


def test_a_label_has_the_number_the_seal_and_a_code_and_names_nobody(operation, at_desk):
    police = at_desk("police")
    police.post("/exhibits/new", EXHIBIT)
    page = police.get("/exhibits/x-e1/label").content.decode()
    assert 'class="qr"' in page
    assert EXHIBIT["number"] in page
    assert EXHIBIT["words"] not in page
    assert at_desk("guard").get("/exhibits/x-e1/label").status_code == 404
