"""Promises of the pages of figures for outside: asked, read with what is hidden, let out by another, seen by anyone."""

import csv
import re
from io import StringIO

from django.test import Client


def asked(operation, **told):
    cut = operation.now.strftime("%Y-%m-%dT%H:%M")
    return {"id": "f1", "definition": "children-in-care", "cut": cut, **told}


def digest_on(page: str) -> str:
    return re.search(r'name="digest" value="([0-9a-f]{64})"', page)[1]


def out(at_desk, operation, **told):
    """One number asked for by the press officer and let out by the director."""
    name = told.get("id", "f1")
    assert at_desk("press-officer").post("/figures/new", asked(operation, **told)).status_code == 302
    director = at_desk("director")
    page = director.get(f"/figures/{name}").content.decode()
    return director.post(f"/figures/{name}/publish", {"act_id": f"{name}-out", "digest": digest_on(page)})


def test_a_number_is_read_before_it_leaves_and_then_anyone_may_read_it(operation, at_desk):
    assert Client().get("/numbers/op").status_code == 404
    assert out(at_desk, operation).status_code == 302
    page = Client().get("/numbers/op").content.decode()
    assert "estaban bajo cuidado 8" in page
    for secret in ("Nombre", "centro", "Centro"):
        assert secret not in page


def test_the_press_officer_asks_and_does_not_let_out(operation, at_desk):
    press = at_desk("press-officer")
    press.post("/figures/new", asked(operation))
    page = press.get("/figures/f1").content.decode()
    assert 'name="digest"' not in page
    assert press.post("/figures/f1/publish", {"digest": "0" * 64}).status_code == 404


def test_who_asked_is_told_that_somebody_else_lets_it_out(operation, at_desk):
    director = at_desk("director")
    director.post("/figures/new", asked(operation))
    page = director.get("/figures/f1").content.decode()
    assert "somebody else lets it out" in page
    said = director.post("/figures/f1/publish", {"act_id": "x", "digest": "0" * 64})
    assert said.status_code == 422
    assert "same-person" in said.content.decode()


def test_a_table_about_eight_children_says_why_nothing_would_leave(operation, at_desk):
    at_desk("press-officer").post("/figures/new", asked(operation, by=["sex"]))
    director = at_desk("director")
    page = director.get("/figures/f1").content.decode()
    assert "fewer than 10" in page
    said = director.post("/figures/f1/publish", {"act_id": "x", "digest": digest_on(page)})
    assert said.status_code == 422
    assert "nothing-to-print" in said.content.decode()
    assert Client().get("/numbers/op").status_code == 404


def test_a_request_without_a_minute_keeps_what_was_ticked(operation, at_desk):
    said = at_desk("press-officer").post("/figures/new", asked(operation, cut="soon", by=["sex"]))
    assert said.status_code == 422
    page = said.content.decode()
    assert 'href="#id_cut"' in page
    assert re.search(r'name="by" value="sex" checked', page)


def test_a_table_that_names_a_home_is_refused_in_words(operation, at_desk):
    said = at_desk("press-officer").post("/figures/new", asked(operation, by=["site"]))
    assert said.status_code == 422
    assert "No table that leaves the house names a home" in said.content.decode()


def test_a_correction_prints_old_new_and_why(operation, at_desk):
    out(at_desk, operation)

    again = {"id": "f2", "corrects": "f1", "reason": "=a sheet was missing"}
    assert out(at_desk, operation, **again).status_code == 302
    page = Client().get("/numbers/op").content.decode()
    assert "a sheet was missing" in page
    lines = list(csv.DictReader(StringIO(Client().get("/numbers/op.csv").content.decode())))
    assert [line["corrects"] for line in lines] == ["f1", ""]
    assert lines[0]["why"] == "'=a sheet was missing"
    assert {line["value"] for line in lines} == {"8"}


def test_a_guard_has_no_figures(operation, at_desk):
    assert at_desk("guard").get("/figures").status_code == 404
    assert at_desk("guard").get("/figures/f1").status_code == 404
