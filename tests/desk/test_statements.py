"""Promises of the pages where public numbers are kept: word for word, taken apart, answered; and no name too many."""

import re
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

WORDS = "Más de 5 niños están en el centro."


def bare(answer) -> str:
    """A page without its form's one-time marks and the address that was asked for."""
    return re.sub(r"[A-Za-z0-9]{64}|/statements/[\w/-]+", "", answer.content.decode())


@pytest.fixture
def spoken(operation):
    """An office says there are more than five; and, an hour later, that all are located while one is not."""
    op = operation
    now = op.now
    op.must(
        "record-statement", statement="s1", speaker="Ministerio", capacity="vocero", said_at=now.isoformat(),
        medium="press", language="es", verbatim=WORDS, at=now,
    )  # fmt: skip
    op.must(
        "take-claim", statement="s1", claim="k1", subject="children", predicate="present",
        value={"low": 6, "high": None}, as_of=now.isoformat(), qualifier="at-least", sites=["centro"], at=now,
    )  # fmt: skip
    op.must("open-incident", incident="i1", kind="forced-entry", site="centro", at=op.tick(hours=1))
    later = op.tick(minutes=5)
    op.must(
        "record-statement", statement="s2", speaker="Procuraduría", capacity="", said_at=later.isoformat(),
        medium="radio", language="es", verbatim="Todos están ubicados.", at=later,
    )  # fmt: skip
    op.must(
        "take-claim", statement="s2", claim="k2", subject="children", predicate="located", value=None,
        as_of=later.isoformat(), qualifier="all", sites=["centro"], at=later,
    )  # fmt: skip
    return op


def form(**told):
    return {"id": "s9", "speaker": "Diario", "said_at": "2025-12-19T06:10", "verbatim": "Son 8.", **told}


def test_the_board_says_of_each_claim_what_the_ledger_answers(spoken, at_desk):
    page = at_desk("director").get("/statements").content.decode()
    assert WORDS in page
    assert "The ledger agrees." in page
    assert "The ledger contradicts it." in page
    assert "7 were not accounted for" in page
    assert "<svg" in page


def test_the_board_shows_one_verdict_when_asked_for_it(spoken, at_desk):
    page = at_desk("director").get("/statements?verdict=contradicted").content.decode()
    assert "Todos están ubicados." in page
    assert f'<q dir="auto" lang="es">{WORDS}' not in page


def test_a_statement_opens_the_names_behind_it(spoken, at_desk):
    page = at_desk("director").get("/statements/s2").content.decode()
    assert "Nombre c1" in page
    assert "Not accounted for at that minute" in page


def test_the_press_officer_reads_verdicts_and_no_name(spoken, at_desk):
    client = at_desk("press-officer")
    for url in ("/statements", "/statements/s2"):
        page = client.get(url).content.decode()
        assert "The ledger contradicts it." in page
        assert "Nombre c1" not in page
        assert "N-01" not in page


@pytest.mark.parametrize("role", ["guard", "administrator"])
def test_who_keeps_one_door_or_no_count_finds_no_such_page(spoken, at_desk, role):
    client = at_desk(role)
    real, none = client.get("/statements/s1"), client.get("/statements/no-such")
    assert client.get("/statements").status_code == 404
    assert real.status_code == none.status_code == 404
    assert bare(real) == bare(none)


def test_a_stranger_is_shown_to_the_door(client, spoken):
    assert client.get("/statements").status_code == 302


def test_words_are_taken_down_as_they_were_said_with_the_fingerprint_of_their_source(operation, at_desk):
    client = at_desk("director")
    source = SimpleUploadedFile("clipping.pdf", b"what the paper printed")
    answer = client.post("/statements/new", form(source=source))
    assert answer.status_code == 302
    assert answer.url == "/statements/s9"
    page = client.get(answer.url).content.decode()
    assert "Son 8." in page
    assert sha256(b"what the paper printed").hexdigest() in page


def test_a_second_tap_is_not_a_second_statement(operation, at_desk):
    client = at_desk("director")
    client.post("/statements/new", form())
    assert client.post("/statements/new", form()).status_code == 302
    assert client.get("/statements").content.decode().count("<article") == 1


@pytest.mark.parametrize(
    ("missing", "code"),
    [({"speaker": ""}, "speaker-required"), ({"verbatim": " "}, "verbatim-required"), ({"digest": "x"}, "digest-malf")],
)
def test_what_cannot_be_taken_is_said_and_nothing_typed_is_lost(operation, at_desk, missing, code):
    answer = at_desk("director").post("/statements/new", form(capacity="vocera", **missing))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert code in page
    assert "vocera" in page


def test_a_day_that_is_none_is_told_beside_its_field(operation, at_desk):
    answer = at_desk("director").post("/statements/new", form(said_at="ayer"))
    assert answer.status_code == 422
    assert 'href="#id_said_at"' in answer.content.decode()


def test_the_press_officer_may_record_and_not_take_apart(spoken, at_desk):
    client = at_desk("press-officer")
    assert client.post("/statements/new", form()).status_code == 302
    assert client.post("/statements/s9/claims", {"claim_id": "z"}).status_code == 404
    assert "take_claim" not in client.get("/statements/s1").content.decode()


def take(**told):
    return {
        "claim_id": "k9", "subject": "children", "predicate": "present", "qualifier": "exact", "low": "7",
        "as_of": "2025-12-19T06:20", "sites": "centro", "method": "headcount", **told,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({"qualifier": "more-than", "low": "6"}, "7 or more"),
        ({"qualifier": "fewer-than", "low": "9"}, "0 to 8"),
        ({"qualifier": "exact", "low": "6", "high": "8"}, "6 to 8"),
        ({"qualifier": "all", "low": ""}, "all of them"),
    ],
)
def test_a_number_is_taken_as_it_was_said(spoken, at_desk, told, shown):
    client = at_desk("director")
    answer = client.post("/statements/s1/claims", take(as_of="2025-12-19T06:00", **told))
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert shown in client.get("/statements/s1").content.decode()


def test_a_pasted_list_is_laid_beside_ours_line_by_line(spoken, at_desk):
    client = at_desk("director")
    bands = "N-01, N-02; N-03\nN-04 N-05\n\nN-06 N-06"
    client.post("/statements/s1/claims", take(as_of="2025-12-19T06:00", bands=bands))
    page = client.get("/statements/s1").content.decode()
    assert "with a list of 7 lines" in page


@pytest.mark.parametrize("told", [{"low": "many"}, {"as_of": ""}, {"subject": "ghosts"}])
def test_a_claim_that_cannot_be_read_is_told_and_kept(spoken, at_desk, told):
    answer = at_desk("director").post("/statements/s1/claims", take(note="según ellos", **told))
    assert answer.status_code == 422
    assert "según ellos" in answer.content.decode()


def test_a_number_about_a_later_minute_than_it_was_said_is_refused(spoken, at_desk):
    later = (spoken.now + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    answer = at_desk("director").post("/statements/s1/claims", take(as_of=later))
    assert answer.status_code == 422
    assert "cut-in-the-future" in answer.content.decode()


def test_two_claims_are_related_with_a_reason_and_only_the_speaker_takes_words_back(spoken, at_desk):
    client = at_desk("director")
    told = {"act_id": "r1", "claim": "k2", "other": "k1", "relation": "contradicts", "reason": "no pueden ser ambas"}
    assert client.post("/statements/s2/relations", told).status_code == 302
    assert "no pueden ser ambas" in client.get("/statements/s2").content.decode()
    back = {**told, "act_id": "r2", "relation": "retracts"}
    answer = client.post("/statements/s2/relations", back)
    assert answer.status_code == 422
    assert "only-the-speaker" in answer.content.decode()


def test_a_verdict_speaks_the_language_of_the_reader(spoken, at_desk):
    client = at_desk("director")
    client.cookies["django_language"] = "es"
    page = client.get("/statements").content.decode()
    assert "El registro lo contradice." in page
