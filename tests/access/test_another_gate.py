"""Beyond a guard's gate there is nobody: a child, a count, an alert of another site answers as one who does not exist."""

import json
import re
import time
from statistics import median, quantiles

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abrigo.ledger import reader
from abrigo.staff.models import Account

PAGES = (
    "/people/{k1}", "/people/{k1}/photo/small", "/alerts/ask/{k1}", "/alerts/{al-1}", "/rollcalls/{r-casa}",
    "/rollcalls/{r-casa}/sheet", "/rollcalls/{r-casa}/paper", "/rollcalls/{r-casa}/live", "/rollcalls/{r-casa}/close",
    "/incidents/{i-casa}", "/incidents/{i-casa}/list", "/incidents/{i-casa}/live", "/incidents/{i-casa}/alerts",
    "/incidents/{i-casa}/close", "/movements/out/{k1}/back",
)  # fmt: skip
QUESTIONS = (
    "people/{k1}", "people/{k1}/timeline", "people?id={k1}", "roll-calls/{r-casa}", "incidents/{i-casa}",
    "alerts?person={k1}", "requests?person={k1}", "leaves?person={k1}", "candidates?person={k1}",
)  # fmt: skip
POSTS = (
    ("/rollcalls/{r-casa}/answer", {"here": "0"}),
    ("/rollcalls/{r-casa}/finish", {}),
    ("/rollcalls/{r-casa}/pause", {"reason": "x"}),
    ("/incidents/{i-casa}/note", {"words": "x"}),
    ("/incidents/{i-casa}/act", {"person": "k1", "mode": "see"}),
    ("/incidents/{i-casa}/move", {"room": "centro"}),
    ("/alerts/{al-1}/accept", {"number": "1"}),
    ("/people/{k1}/do/see", {}),
)
ACTS = (
    ("locate-outside", {"person": "{k1}", "place": {"words": "x"}, "source": "y"}),
    ("answer-roll-call", {"rollcall": "{r-casa}", "person": "{k1}", "present": True, "how": "band", "medium": "phone"}),
    ("finish-counting", {"rollcall": "{r-casa}", "counter": 1}),
    ("close-roll-call", {"rollcall": "{r-casa}"}),
    ("interrupt-roll-call", {"rollcall": "{r-casa}", "reason": "x"}),
    ("note-incident", {"incident": "{i-casa}", "note": "n9", "words": "x"}),
)


def with_ids(told, real: bool):
    """The same text with the ids of another site's things, or with ids of nothing at all of the same length."""

    def one(found: re.Match[str]) -> str:
        return found[1] if real else re.sub(r"\w", "q", found[1])

    return json.loads(re.sub(r"\{([\w-]+)\}", one, json.dumps(told)))


def without(body: bytes, real: bool, told) -> bytes:
    """The id that was asked for may be said back; it is the same to everybody."""
    for id_ in re.findall(r"\{([\w-]+)\}", json.dumps(told)):
        body = body.replace((id_ if real else re.sub(r"\w", "q", id_)).encode(), b"ID")
    # The tokens and ids of the forms themselves, and the hour every page says.
    return re.sub(rb"\b\w{32}\b|\b\w{64}\b|\d{4}-\d\d-\d\dT[\d:.]+|\d\d:\d\d(:\d\d)?", b"", body)


@pytest.fixture
def guard(planted, viewer):
    planted.hands["guard"] = viewer("guard", site="centro", username="guard")
    client = Client()
    client.force_login(Account.objects.get(username="guard"), "django.contrib.auth.backends.ModelBackend")
    return client


def both(ask, told):
    found = []
    for real in (True, False):
        response = ask(with_ids(told, real))
        found.append((response.status_code, without(response.content, real, told)))
    return found


@pytest.mark.parametrize("path", PAGES)
def test_a_page_about_another_gate_is_the_page_of_nothing(guard, path):
    theirs, nothing = both(guard.get, path)
    assert theirs == nothing
    assert theirs[0] in (404, 405)


@pytest.mark.parametrize("path", QUESTIONS)
def test_a_question_about_another_gate_is_answered_as_about_nothing(guard, path):
    theirs, nothing = both(lambda p: guard.get(f"/api/operations/op/{p}"), path)
    assert theirs == nothing
    assert theirs[0] in (200, 404)
    assert b"Xq" not in re.sub(rb"[A-Za-z0-9]{64}", b"", theirs[1])


@pytest.mark.parametrize(("path", "fields"), POSTS)
def test_a_form_about_another_gate_writes_nothing_and_says_nothing(guard, path, fields):
    before = reader.size()
    theirs, nothing = both(lambda p: guard.post(p, fields), path)
    assert theirs == nothing
    assert reader.size() == before


@pytest.mark.parametrize(("act", "fields"), ACTS)
def test_an_act_about_another_gate_is_refused_as_about_nothing(guard, planted, key, act, fields):
    before = reader.size()
    bearer = {"Authorization": f"Bearer {key(planted.hand('guard'))}"}

    def sent(told):
        body = {"id": "same", "operation": "op", "at": planted.now.isoformat(), **told}
        return guard.post(f"/api/acts/{act}", body, content_type="application/json", headers=bearer)

    theirs, nothing = both(sent, fields)
    assert theirs == nothing
    assert theirs[0] in (403, 404), theirs
    assert reader.size() == before


def test_whoever_stands_before_the_guard_is_seen_whatever_the_register_believes(guard, planted):
    """Accounting fails open: a child who turns up at this gate is written down, though the list has them elsewhere."""
    answer = planted.do("see", by="guard", person="k1", site="centro", how="band")
    assert answer.refusal is None


def test_a_guard_may_not_count_at_another_gate(guard, planted):
    answer = planted.do("open-roll-call", by="guard", rollcall="r9", name="R9", site="casa")
    assert str(answer.refusal.why) == "not-allowed"


@pytest.mark.parametrize(
    "path", ["/people/{}", "/api/operations/op/people/{}", "/people/{}/looks", "/people/{}/photo/full"]
)
def test_another_gates_child_takes_as_long_as_nobody(guard, path):
    """The same questions to the database, word for word but the id; and within the noise of the clock."""
    asked, took = {}, {"k1": [], "zz": []}
    guard.get(path.format("yy"))  # what is read once and kept, is read by nobody of the two
    for person in took:
        with CaptureQueriesContext(connection) as found:
            guard.get(path.format(person))
        asked[person] = [re.sub(r"\d+", "0", q["sql"].replace(person, "?")) for q in found if "session" not in q["sql"]]
    assert asked["k1"] == asked["zz"]
    for n in range(24):
        for person in ("k1", "zz") if n % 2 else ("zz", "k1"):
            began = time.perf_counter()
            guard.get(path.format(person))
            took[person].append(time.perf_counter() - began)
    apart = abs(median(took["k1"]) - median(took["zz"]))
    spread = max(quantiles(took[p], n=4)[2] - quantiles(took[p], n=4)[0] for p in took)
    assert apart <= max(spread, 0.002), (apart, spread)
