"""Promises of the pages of one agreed number: read before it is proposed, signed as it was read, checked by anyone."""

import re

import pytest
from django.test import Client

from abrigo.facts.accords import Definition
from abrigo.facts.kinds import OperationId, SiteId
from abrigo.registers import answers
from abrigo.rules.accords import list_digest


def bare(answer) -> str:
    """A page without its form's one-time marks and the address that was asked for."""
    return re.sub(r"[A-Za-z0-9]{64}|/accords/[\w/-]+|/check/[\w-]+", "", answer.content.decode())


@pytest.fixture
def agencies(operation, viewer):
    """Two agencies that sign: the director's and the prosecutor's."""
    operation.hands["prosecutor"] = viewer("prosecutor", agency="prosecution", username="prosecutor")
    return operation


def wanted(operation, **told):
    return {
        "definition": "children-present", "cut": operation.now.strftime("%Y-%m-%dT%H:%M"), "sites": "centro",
        "agencies": ["welfare"], **told,
    }  # fmt: skip


def digest_on(page):
    return re.search(r'name="digest" value="([0-9a-f]{64})"', page)[1]


def propose(client, operation, accord="n1", **told):
    asked = wanted(operation, **told)
    page = client.get("/accords/new", asked).content.decode()
    return client.post("/accords/new", {**asked, "id": accord, "digest": digest_on(page)})


def test_the_list_is_read_before_it_is_proposed(operation, at_desk):
    page = at_desk("director").get("/accords/new", wanted(operation)).content.decode()
    assert "7 children were present" in page
    assert "Nombre c1" in page
    assert "Nombre a1" not in page


def test_a_proposed_number_is_signed_and_then_read_aloud(operation, at_desk):
    client = at_desk("director")
    assert propose(client, operation).status_code == 302
    before = client.get("/accords/n1").content.decode()
    assert "have signed one number" not in before
    assert "has not signed yet" in before
    told = {"act_id": "s1", "digest": digest_on(before)}
    assert client.post("/accords/n1/sign", told).status_code == 302
    after = client.get("/accords/n1").content.decode()
    assert "Welfare has signed: on 19 December 2025" in after
    assert "Welfare firma: el 19 de diciembre de 2025" in after


def test_what_was_written_since_it_was_read_is_refused_and_the_new_list_is_shown(operation, at_desk):
    client = at_desk("director")
    asked = wanted(operation)
    page = client.get("/accords/new", asked).content.decode()
    operation.must("see", person="c8", site="centro", how="band", at=operation.now)
    answer = client.post("/accords/new", {**asked, "id": "n1", "digest": digest_on(page)})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "digest-differs" in text
    assert "8 children were present" in text
    assert client.get("/accords/n1").status_code == 404


def test_a_signature_on_another_digest_is_refused(operation, at_desk):
    client = at_desk("director")
    propose(client, operation)
    answer = client.post("/accords/n1/sign", {"act_id": "s1", "digest": "0" * 64})
    assert answer.status_code == 422
    assert "digest-differs" in answer.content.decode()


def test_an_agency_that_counts_otherwise_is_answered_line_against_line(agencies, at_desk):
    op = agencies
    op.must("open-operation", "administrator", operation="other", name="x", zone="UTC", agencies=[])
    client = at_desk("director")
    propose(client, op, agencies=["welfare"])
    theirs = "N-01\nN-02\nN-02\nNombre c3\nL04\nalguien más\nN-11"
    answer = client.post("/accords/n1/answer", {"act_id": "a1", "number": "", "lines": theirs})
    assert answer.status_code == 302
    page = client.get("/accords/n1").content.decode()
    assert "alguien más" in page
    assert "nobody we know by these words" in page
    assert "one person on two lines" in page
    assert "another reading of age" in page  # the adult with band N-11
    assert page.count("on the proposed list, not on that of") == 3
    told = {"act_id": "e1", "agency": "welfare", "person": "", "words": "alguien más", "reason": "never-in-custody"}
    assert client.post("/accords/n1/explain", told).status_code == 302
    assert "<strong>never in our care</strong>" in client.get("/accords/n1").content.decode()


def test_a_bare_number_names_nobody_and_says_so(operation, at_desk):
    client = at_desk("director")
    propose(client, operation)
    client.post("/accords/n1/answer", {"act_id": "a1", "number": "9", "lines": ""})
    assert "Only a number came" in client.get("/accords/n1").content.decode()


def test_a_number_that_is_none_is_told_and_the_list_is_kept(operation, at_desk):
    client = at_desk("director")
    propose(client, operation)
    answer = client.post("/accords/n1/answer", {"act_id": "a1", "number": "nueve", "lines": "N-01"})
    assert answer.status_code == 422
    assert "N-01" in answer.content.decode()


@pytest.mark.parametrize("role", ["guard", "administrator"])
def test_who_keeps_one_door_or_no_count_finds_no_such_page(operation, at_desk, role):
    propose(at_desk("director"), operation)
    client = at_desk(role)
    for url in ("/accords", "/accords/n1", "/accords/new", "/accords/n1/list", "/accords/n1/paper"):
        assert client.get(url).status_code == 404
    assert bare(client.get("/accords/n1")) == bare(client.get("/accords/none"))


def test_the_press_officer_sees_the_number_and_no_name(operation, at_desk):
    propose(at_desk("director"), operation)
    client = at_desk("press-officer")
    page = client.get("/accords/n1").content.decode()
    assert "7 children were present" in page
    assert "Nombre" not in page
    assert client.get("/accords/n1/list").status_code == 404
    assert client.get("/accords/new").status_code == 404
    assert client.post("/accords/n1/sign", {"digest": digest_of(operation)}).status_code == 404


def digest_of(operation):
    from abrigo.clerk.consult import consult

    cut = operation.now.replace(second=0)
    people = consult(
        operation.hand("director"),
        lambda _, m: answers.definition_list(m, OperationId("op"), Definition.CHILDREN_PRESENT, cut, ["centro"]),
    )
    return list_digest(OperationId("op"), Definition.CHILDREN_PRESENT, cut, [SiteId("centro")], people)


def test_an_agency_that_was_not_invited_does_not_sign(agencies, at_desk):
    client = at_desk("director")
    propose(client, agencies)
    other = at_desk("prosecutor")
    page = other.get("/accords/n1").content.decode()
    assert "You sign for" not in page
    answer = other.post("/accords/n1/sign", {"act_id": "s1", "digest": digest_of(agencies)})
    assert answer.status_code == 422
    assert "not-invited" in answer.content.decode()


def agreed(client, operation):
    propose(client, operation)
    page = client.get("/accords/n1").content.decode()
    client.post("/accords/n1/sign", {"act_id": "s1", "digest": digest_on(page)})


def test_the_signed_text_has_the_signed_digest(operation, at_desk):
    from hashlib import sha256

    client = at_desk("director")
    agreed(client, operation)
    text = client.get("/accords/n1/list").content
    assert sha256(text).hexdigest() in client.get("/accords/n1").content.decode()
    assert b"Nombre" not in text


def test_the_paper_carries_the_sentence_the_checkpoint_and_a_code_and_no_name(operation, at_desk):
    client = at_desk("director")
    assert client.get("/accords/n1/paper").status_code == 404
    agreed(client, operation)
    page = client.get("/accords/n1/paper").content.decode()
    assert 'class="qr"' in page
    assert "http://testserver/check/n1" in page
    assert "Nombre" not in page


def test_anyone_checks_an_agreed_number_and_learns_no_name_and_no_place(operation, at_desk):
    client = at_desk("director")
    agreed(client, operation)
    answer = Client(headers={"accept-language": "en"}).get("/check/n1")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "it gives the same list" in page
    assert "7 children were present" in page
    for secret in ("Nombre", "N-01", "centro", "Centro", "Operación pequeña", "c1<"):
        assert secret not in page


def test_what_was_told_since_does_not_change_what_was_agreed(operation, at_desk):
    client = at_desk("director")
    agreed(client, operation)
    operation.must("see", person="c8", site="centro", how="band", at=operation.now.replace(second=0))
    assert "it gives the same list" in Client(headers={"accept-language": "en"}).get("/check/n1").content.decode()


def test_a_number_that_is_not_agreed_cannot_be_told_from_one_that_does_not_exist(operation, at_desk):
    propose(at_desk("director"), operation)
    stranger = Client()
    open_, none = stranger.get("/check/n1"), stranger.get("/check/no-such")
    assert open_.status_code == none.status_code == 404
    assert bare(open_) == bare(none)


def test_a_withdrawn_proposal_stays_readable_and_cannot_be_signed(operation, at_desk):
    client = at_desk("director")
    propose(client, operation)
    page = client.get("/accords/n1").content.decode()
    client.post("/accords/n1/withdraw", {"act_id": "w1", "reason": "corte equivocado"})
    after = client.get("/accords/n1").content.decode()
    assert "corte equivocado" in after
    assert client.post("/accords/n1/sign", {"act_id": "s", "digest": digest_on(page)}).status_code == 422


def test_who_sees_no_places_counts_everywhere_and_is_shown_no_place(agencies, at_desk):
    other = at_desk("prosecutor")
    page = other.get("/accords/new", wanted(agencies, definition="children-in-care")).content.decode()
    assert "8 children were in care" in page  # of the operation, not of the centre asked for
    assert "Centro" not in page
    propose(at_desk("director"), agencies)
    assert "Centro" not in other.get("/accords/n1").content.decode()
    assert "in 1 place" in other.get("/accords").content.decode()
