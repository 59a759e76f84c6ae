"""Keeping the house: only keepers see the page, nobody alone closes the last of them, and a closed account is out at once."""

import pytest

from abrigo.staff.models import Account, Agency

pytestmark = pytest.mark.django_db
WORD = "a long enough word"


@pytest.fixture
def keepers(db):
    house = Agency.objects.create(id="house", name="House")
    return [
        Account.objects.create_user(name, WORD, name=name.title(), agency=house, role="administrator")
        for name in ("ines", "tomas")
    ]


@pytest.fixture
def ines(client, keepers):
    client.force_login(keepers[0], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_an_account_opened_here_can_come_in_with_its_first_password(ines, client):
    answer = ines.post(
        "/house", {"do": "account", "username": "Rosa", "name": "Rosa", "agency": "house", "role": "nurse"}
    )
    assert answer.status_code == 200
    first = answer.context["first_password"]
    assert Account.objects.get(username="rosa").check_password(first)


def test_to_everyone_else_the_page_does_not_exist(client, keepers):
    nurse = Account.objects.create_user("ana", WORD, name="Ana", agency_id="house", role="nurse")
    client.force_login(nurse, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/house").status_code == 404
    assert client.post("/house", {"do": "agency", "agency_id": "x", "agency_name": "X"}).status_code == 404
    assert not Agency.objects.filter(id="x").exists()


def test_a_closed_account_is_out_at_the_next_request(ines, keepers):
    from django.test import Client

    nurse = Account.objects.create_user("ana", WORD, name="Ana", agency_id="house", role="nurse")
    hers = Client()
    hers.force_login(nurse, backend="django.contrib.auth.backends.ModelBackend")
    assert hers.get("/password").status_code == 200
    assert ines.post("/house", {"do": "close", "staff": nurse.staff}).status_code == 302
    assert hers.get("/password").status_code == 302


def test_nobody_closes_the_last_two_keepers_nor_themselves(ines, keepers):
    assert ines.post("/house", {"do": "close", "staff": keepers[1].staff}).status_code == 422
    assert ines.post("/house", {"do": "close", "staff": keepers[0].staff}).status_code == 422
    assert Account.objects.filter(is_active=True).count() == 2


def test_an_operation_opened_here_can_have_its_sites(ines, keepers):
    opened = {"do": "operation", "name": "Río", "zone": "America/Guatemala", "agencies": "house", "act_id": "o1"}
    assert ines.post("/house", opened).status_code == 302
    site = {"do": "site", "name": "Escuela", "kind": "shelter", "agency": "house", "capacity": "40", "act_id": "s1"}
    assert ines.post("/house", site).status_code == 302
    assert "Escuela" in ines.get("/house").content.decode()


def test_a_keeper_sees_no_count_and_no_name(ines, keepers):
    assert ines.get("/people").status_code == 403
    assert "count" not in ines.get("/board").context or ines.get("/board").context["count"] is None


def test_a_name_that_is_taken_is_refused_and_nothing_typed_is_lost(ines):
    told = {"do": "account", "username": "ines", "name": "Otra", "agency": "house", "role": "nurse"}
    answer = ines.post("/house", told)
    assert answer.status_code == 422
    assert "Otra" in answer.content.decode()


def test_everyone_changes_their_own_password_and_only_with_the_old_one(ines, keepers):
    new = "another long enough word"
    assert ines.post("/password", {"old": "wrong", "new": new, "again": new}).status_code == 422
    assert ines.post("/password", {"old": WORD, "new": "short", "again": "short"}).status_code == 422
    assert ines.post("/password", {"old": WORD, "new": new, "again": new}).status_code == 302
    keepers[0].refresh_from_db()
    assert keepers[0].check_password(new)
