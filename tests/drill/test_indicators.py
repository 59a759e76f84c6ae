"""An indicator on the drill: what was owed to each child, through the same disclosure control as any other table."""

import csv
import json
from io import StringIO

import pytest
from django.test import Client

from abrigo.facts.figures import Dimension
from abrigo.registers import answers, indicators
from abrigo.rules.figures import INDICATORS, MET, NOT_MET, NOT_OWED
from abrigo.staff.models import Account
from abrigo.staff.viewer import new_token

CUT = "2025-12-20T22:00:00-06:00"  # drill event 13: an hour after the offers


@pytest.fixture(scope="module")
def ask(drill):
    keys = {}

    def asked(user, path, body=None):
        if user not in keys:
            keys[user] = new_token(Account.objects.get(username=user), "a program")
        headers = {"Authorization": f"Bearer {keys[user]}"}
        if body is None:
            response = Client().get(f"/api/operations/encino{path}", headers=headers)
        else:
            raw = json.dumps(body)
            response = Client().post(f"/api{path}", raw, content_type="application/json", headers=headers)
        return response.status_code, json.loads(response.content)

    return asked


@pytest.fixture(scope="module")
def published(ask):
    """The share of those received whom a clinician has seen: asked for by press, let out by the direction."""
    asked_for = {
        "id": "seen-asked",
        "operation": "encino", "table": "seen", "definition": "children-received", "cut": CUT, "at": CUT,
        "by": ["seen-by-a-clinician"],
    }  # fmt: skip
    status, said = ask("press", "/acts/propose-table", asked_for)
    assert status in (200, 201), said
    _, waiting = ask("director", "/figures/seen")
    let_out = {"id": "seen-out", "operation": "encino", "table": "seen", "digest": waiting["digest"], "at": CUT}
    status, said = ask("director", "/acts/publish-table", let_out)
    assert status in (200, 201), said
    return waiting


def test_who_was_seen_by_a_clinician_leaves_as_a_rounded_share(ask, published):
    counted = {tuple(c["key"]): c["counted"] for c in published["cells"]}
    assert counted["seen",] + counted["not-seen",] == counted["*",]
    _, out = ask("press", "/figures/seen")
    printed = {tuple(c["key"]): c["value"] for c in out["cells"]}
    assert all(value % 5 == 0 for value in printed.values())
    share = 100 * printed["seen",] / (printed["seen",] + printed["not-seen",])
    assert out["shares"] == [{"key": ["*"], "per_cent": 5 * round(share / 5)}]


def test_anyone_reads_the_share_with_what_it_means_and_what_it_is_read_off(published):
    page = Client().get("/numbers/encino", headers={"Accept-Language": "en"}).content.decode()
    assert "about 40 %" in page
    assert "a health check was done by that minute; an offer that was refused is not one" in page
    assert "health.answered" in page
    rows = list(csv.DictReader(StringIO(Client().get("/numbers/encino.csv").content.decode())))
    [whole] = [r for r in rows if r["cell"] == "all"]
    assert (whole["share"], whole["share_below"], whole["source"]) == (
        "40",
        "everyone the table counts",
        "health.answered",
    )
    assert not any(r["share"] for r in rows if r["cell"] != "all")


def test_what_stands_above_and_below_each_line_is_told_to_a_program_in_two_languages(ask):
    status, found = ask("press", "/indicators")
    assert status == 200
    assert {i["indicator"] for i in found} == {str(d) for d in (*INDICATORS, Dimension.CLINICIAN)}
    assert all(len(i["above"]) == len(i["below"]) == 2 and i["source"] for i in found)
    assert ask("guard", "/indicators")[0] == 403


def test_nobody_s_indicator_is_told_of_before_it_was_written(drill):
    """Read at the first entry of the log everything is still to be done, and nothing is overdue."""

    def question(_viewer, memory):
        story = next(iter(answers.told_by(memory, drill.operation).values()))
        late = story.moments[-1].fact.said.at
        return {d: indicators.read(d, indicators.Told(story, late, 0, None)) for d in INDICATORS}

    found = drill.consult("director", question)
    assert set(found.values()) <= {NOT_MET, NOT_OWED}
    assert MET not in found.values()
