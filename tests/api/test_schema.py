"""The document and the door agree: whatever a program makes of the one, the other answers as declared."""

import json

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings

from abrigo.api.cards import KINDS
from abrigo.api.index import described
from abrigo.rules.index import ACTS

DOCUMENT = json.loads(json.dumps(described()))
# Between them every shape there is: words, silences, lists of persons, things inside things, numbers, choices.
THOROUGHLY = ("take-claim", "arrive", "request-alert")
BRIEFLY = settings(
    max_examples=3, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def read(*, thorough: bool):
    """The document as a tester reads it: every boundary of every field, or a few tries of each."""
    schema = schemathesis.openapi.from_dict(DOCUMENT)
    schema.app = get_wsgi_application()
    schema.config.phases.coverage.enabled = thorough
    return schema


acts = {f"/api/acts/{name}" for name in THOROUGHLY}
lists = {f"/api/operations/{{operation}}/{kind.name}" for kind in KINDS if kind.name != "leaves"}  # one code for all


def worth_every_boundary(context) -> bool:
    path, method = context.operation.path, context.operation.method.lower()
    return path in acts or (method == "get" and path not in lists)


def worth_a_try(context) -> bool:
    return not worth_every_boundary(context) and context.operation.path != "/api/acts"


thoroughly = read(thorough=True).include(worth_every_boundary)
briefly = read(thorough=False).include(worth_a_try)


@pytest.fixture(autouse=True)
def one_connection():
    """The tester knocks from outside, and Django would close this test's own transaction after each knock."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def carried(program) -> dict[str, str]:
    return {"Authorization": f"Bearer {program('child-attorney').key}", "Accept-Encoding": "identity"}


@pytest.fixture
def newcomer(viewer, key) -> dict[str, str]:
    return {"Authorization": f"Bearer {key(viewer('child-attorney'))}", "Accept-Encoding": "identity"}


@thoroughly.parametrize()
@BRIEFLY
def test_nothing_the_document_allows_or_forbids_breaks_the_door(case, carried):
    case.call_and_validate(headers=carried)


@briefly.parametrize()
@BRIEFLY
def test_no_try_breaks_the_door(case, newcomer):
    case.call_and_validate(headers=newcomer)


def test_every_act_has_its_own_address_and_its_own_shape():
    for name in ACTS:
        operation = DOCUMENT["paths"][f"/api/acts/{name}"]["post"]
        ref = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
        shape = DOCUMENT["components"]["schemas"][ref]
        assert set(shape["properties"]) == {"id", "act", *ACTS[name].act.__dataclass_fields__}
        assert {"200", "400", "401", "403", "404", "409", "413", "422", "429"} <= operation["responses"].keys()


def test_every_no_has_one_shape():
    for methods in DOCUMENT["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                if status[0] in "45":
                    shape = response["content"]["application/json"]["schema"]
                    assert shape == {"$ref": "#/components/schemas/Problem"}, (operation["operationId"], status)


def test_the_document_is_served_to_whoever_is_signed_in(program):
    status, document = program("guard").get("/openapi.json")
    assert status == 200
    assert document == DOCUMENT
