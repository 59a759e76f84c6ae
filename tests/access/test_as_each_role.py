"""As each office: what a program may send by the document, and an empty form at every address, breaks nothing.

The short form is what the suite runs: every question as every office, and some acts. `ABRIGO_TRIES=50` before the command tries every address of the document fifty times as
each office instead of once, and every page as each office instead of as one of them (see CONTRIBUTING).
"""

import json
import os

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from tests.access.conftest import GIVEN, all_addresses, signed_in

from abrigo.api.index import described
from abrigo.rules.access import Role

TRIES = int(os.environ.get("ABRIGO_TRIES", "1"))
ONCE = settings(
    max_examples=TRIES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture(autouse=True)
def one_connection():
    """The tester knocks from outside, and Django would close this test's own transaction after each knock."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _operations():
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(described())))
    schema.app = get_wsgi_application()
    found = [one.ok() for one in schema.get_all_operations()]
    if TRIES > 1:
        return found
    acts = [one for one in found if one.path.startswith("/api/acts/")]  # of which each is tried as one office elsewhere
    return [one for one in found if one.method.lower() == "get" and one not in acts] + acts[::24]


def _tried(operation, one):
    @ONCE
    @given(case=operation.as_strategy())
    def drawn(case):
        one(operation, case)

    drawn()


def test_no_office_breaks_the_door_with_what_the_document_allows_and_each_is_answered_as_it_says(planted, key):
    heads = {
        role: {"Authorization": f"Bearer {key(planted.hand(str(role)))}", "Accept-Encoding": "identity"}
        for role in Role
    }
    broken, asked = {}, []

    def one(operation, case):
        if case.path_parameters:  # what there is, or every answer would be the answer about nothing
            case.path_parameters.update({k: GIVEN[k] for k in case.path_parameters if k in GIVEN})
        for role, carried in heads.items():
            cache.clear()
            asked.append(role)
            try:
                with transaction.atomic():
                    answer = case.call(headers=carried)
                    transaction.set_rollback(True)
                case.validate_response(answer, headers=carried)
            except Exception as wrong:  # noqa: BLE001 - every way of breaking is told, not only the first
                broken.setdefault(f"{operation.method} {operation.path}", f"{role}: {str(wrong)[:400]}")

    for operation in _operations():
        _tried(operation, one)
    assert broken == {}, json.dumps(broken, indent=1)
    assert len(asked) >= 40 * len(Role)


@pytest.mark.parametrize("role", [str(r) for r in Role])
def test_an_empty_form_sent_to_any_address_as_any_office_breaks_no_page(planted, role):
    client: Client = signed_in(planted.hand(role))
    client.raise_request_exception = False
    broken = {}
    for n, address in enumerate(all_addresses()):
        if TRIES == 1 and n % len(Role) != list(Role).index(Role(role)):
            continue  # in the short form each address is tried as one office
        if address.route.startswith(("api/", "pocket/", "signout", "static/")):
            continue
        for sent in ({}, {"id": "\0", "step": "x", "do": "x", "at": "x", "person": "nobody"}):
            with transaction.atomic():  # nothing one form did is there for the next
                answer = client.post(address.filled(), sent)
                transaction.set_rollback(True)
            if answer.status_code >= 500:
                broken[address.route] = (answer.status_code, sent)
    assert broken == {}
