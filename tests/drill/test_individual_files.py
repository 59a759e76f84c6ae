"""A child's file as of three moments of the drill: each says what was known then, and its proofs hold against the log."""

import json
import time

import pytest
from django.test import Client

pytestmark = pytest.mark.slow
D2, D24, D200 = "2025-12-21T18:40", "2026-01-12T18:00", "2026-07-07T12:00"


@pytest.fixture
def attorney(drill):
    from abrigo.staff.models import Account

    client = Client(headers={"accept-language": "en"})
    client.force_login(Account.objects.get(username="attorney"), "django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"
    session = client.session
    session["purpose"] = "child"
    session["stepped_up"] = int(time.time() * 1000)
    session.save()
    return client


@pytest.fixture
def heard(drill) -> str:
    """A child whom the court heard: received, unaccounted for at 18:40 or not, moved, and gone abroad or home."""
    from abrigo.registers.models import Card

    return min(c.person for c in Card.objects.filter(kind="view"))


def given(attorney, person, known, reader="guardian", form="json"):
    sent = {"id": f"{known}-{reader}-{form}"[:60], "for": reader, "known": known, "about": known, "to": "Juzgado C"}
    return attorney.post(f"/people/{person}/file/give", sent | {"purpose": "court", "language": "es", "form": form})


def test_the_file_says_what_was_known_at_each_moment_and_nothing_later(attorney, heard):
    from abrigo.ledger import verify

    files = {known: json.loads(given(attorney, heard, known).content) for known in (D2, D24, D200)}
    two, month, half_year = (files[known]["contents"] for known in (D2, D24, D200))
    assert [len(c["words"]) for c in (two, month, half_year)][:2] == [0, 0], "heard on day 33"
    assert half_year["words"][0]["words"]
    assert not two["orders"], "the order of the third day was not yet written"
    assert month["orders"][0]["issuer"] == "Juzgado B"
    assert {u["code"] for u in two["unknown"]} >= {"no-order-names-them", "never-heard"}
    assert len(two["where"]) <= len(month["where"]) < len(half_year["where"])
    assert [w["place"] for w in two["where"]] == [w["place"] for w in month["where"]][: len(two["where"])]
    assert any(g["gap"] for g in two["grounds"])
    for file in files.values():
        found = verify.verify(file["proofs"], {}, lambda *_: None)
        assert found["problems"] == []


def test_on_the_night_of_the_breach_the_file_of_a_child_not_found_says_so(attorney, drill):

    page = attorney.get("/people", {"state": "unaccounted", "known": D2, "about": D2}).content.decode()
    person = page.split('href="/people/')[1].split('"')[0].split("?")[0] if 'href="/people/' in page else ""
    said = attorney.get(f"/people/{person}/file", {"known": D2, "about": D2}).content.decode()
    assert "unaccounted for or missing at this moment" in said


def test_a_family_s_file_of_the_drill_names_no_place_of_it(attorney, heard, drill):
    from abrigo.registers.models import Place

    names = [n for n in Place.objects.exclude(level="operation").values_list("name", flat=True) if len(n) > 3]
    for known in (D2, D24, D200):
        said = given(attorney, heard, known, "family").content.decode()
        assert [n for n in names if n in said] == []
