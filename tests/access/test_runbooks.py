"""Runbooks as one would walk them, each step at the page the runbook names."""

import re
from datetime import timedelta

from tests.access.conftest import signed_in

from abrigo.clerk import trace
from abrigo.clerk.models import Alarm


def test_somebody_who_may_be_telling_is_heard_of_elsewhere_and_is_out_at_the_next_request(planted, viewer):
    """docs/runbooks/bribed-insider.md"""
    insider = planted.hand("intake-worker")
    theirs = signed_in(insider)
    for n in range(40):
        planted.must("register", person=f"m{n}", site="casa", line=f"M{n}", tally="child", band=f"M-{n}")
    before = Alarm.objects.filter(staff=insider.staff).count()
    for n in range(40):
        assert theirs.get(f"/people/m{n}").status_code == 200
    assert Alarm.objects.filter(staff=insider.staff, kind="many-records").count() == before + 1
    auditor = signed_in(viewer("auditor", agency="ombudsman", username="revisora"))
    assert "Intake-Worker".casefold() in auditor.get("/oversight").content.decode().casefold().replace(" ", "-")
    attorney = planted.hand("child-attorney")
    assert any(look.staff == insider.staff for look in trace.looks_at(attorney, "op", "m3")), "who looked at this child"
    viewer("administrator", username="segunda")
    keeper = signed_in(planted.hand("administrator"))
    assert keeper.post("/house", {"do": "close", "staff": insider.staff}).status_code == 302
    assert theirs.get("/people/m3").status_code == 302, "the very next request"
    assert trace.broken() is None


def test_an_administrator_who_leaves_is_out_with_every_session_and_the_house_is_kept_by_the_others(planted, viewer):
    """docs/runbooks/administrator-leaves.md"""
    leaving, stays = planted.hand("administrator"), viewer("administrator", username="segunda")
    viewer("administrator", username="tercera")
    sessions = [signed_in(leaving), signed_in(leaving)]
    assert [s.get("/house").status_code for s in sessions] == [200, 200]
    assert signed_in(stays).post("/house", {"do": "close", "staff": leaving.staff}).status_code == 302
    assert [s.get("/house").status_code for s in sessions] == [302, 302]
    assert signed_in(stays).get("/house").status_code == 200


def test_of_a_list_that_got_out_the_trace_says_who_was_shown_those_places(planted):
    """docs/runbooks/leaked-list.md: the minute on the paper, and whoever was shown that list before it."""
    reader = planted.hand("child-attorney")
    page = signed_in(reader).get("/people").content.decode()
    assert re.search(r"Xqnombre", page)
    shown = [look for look in trace.looks(planted.hand("auditor"), "op") if look.staff == reader.staff]
    assert shown, "a list is a look, too"
    assert all(look.at - shown[0].at < timedelta(minutes=5) for look in shown)
