"""What leaves the house towards a party: no place, staff surname, telephone or route in any of it, whoever adds one.

Nothing is listed by hand: every address of the router is asked as a director, and whatever it gives out for somebody
outside (a calendar to take along) is read byte by byte, headers and file name too.
"""

import re

import pytest
from django.urls import reverse
from tests.access.conftest import all_addresses, signed_in

from abrigo.staff.models import Account

pytestmark = pytest.mark.django_db

# What must never be in a paper for a party: names of places and of staff, telephones, routes.
CANARIES = ("Centro", "Finca", "Casa", "Xqlugar", "Xqapellido", "5555-0199", "+502", "Ruta-77")


@pytest.fixture
def told(operation):
    """A request, an overdue deadline and an order, told by people with telling names at telling places."""
    operation.must("record-step", people=["c1", "c2"], step="court.file-received", court="Juzgado Xqlugar",
                   office="Xqapellido", words="Ruta-77, tel. 5555-0199")  # fmt: skip
    operation.must("request-family", request="q1", receipt="R-1", wishes=["news"], asker="Su madre",
                   child_words="Rivka, que está en el Centro", person="c1")  # fmt: skip
    operation.must("answer-family-request", request="q1", reply="not-yet", words="está bien")
    Account.objects.update(name="Ana Xqapellido")
    operation.tick(days=2)
    return signed_in(operation.hand("director"))


def leaving() -> list[str]:
    """Every address that gives out a file: found by what it answers with, so that a new one is here by itself."""
    return [a.filled(person="c1", request_id="q1") for a in all_addresses()]


def test_no_calendar_or_file_for_outside_holds_a_place_a_surname_a_telephone_or_a_route(told):
    files = {}
    for path in leaving():
        if path.startswith(("/api/", "/signout")):
            continue
        answer = told.get(path)
        kind = answer.get("Content-Type", "")
        if answer.status_code == 200 and kind.startswith("text/calendar"):
            files[path] = b"".join(answer) + str(answer.headers).encode()
    assert files, "the calendar has gone, and this test with it"
    found = {(path, w) for path, body in files.items() for w in CANARIES if w.encode() in body}
    assert found == set()


def test_the_calendar_of_every_law_and_every_day_names_nothing_but_kinds_numbers_and_references(told, operation):
    for pack in ("gt", "eng", "tx", "qc", "mx", "my"):
        operation.must("choose-law", pack=pack)
        body = told.get(reverse("desk:deadlines_calendar")).content.decode()
        for line in body.replace("\r\n ", "").splitlines():
            if line.startswith("DESCRIPTION") and "\\n" in line:
                _law, _, refs = line.rpartition("\\n")
                assert re.fullmatch(r"(?:[0-9a-f]{16} ?)*(?:\(\+\d+\))?", refs.strip()), line
            assert not [w for w in CANARIES if w in line], line
