"""A phone at a laptop and a phone at headquarters, which never met: what both said of one child is a question, not a winner."""

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from tests.clerk.conftest import exchange, found, pair
from tests.clerk.test_nodes import identity, same

from abrigo.clerk import clock
from abrigo.facts.wire import to_ms
from abrigo.house.benches.reference_phone import Answered, ReferencePhone
from abrigo.registers import whereabouts
from abrigo.registers.models import Card
from abrigo.rules.whereabouts import State
from abrigo.staff import devices
from abrigo.staff.models import Account, Agency
from abrigo.staff.viewer import viewer_of


def line(method, path, body, headers):
    kind = headers.get("Content-Type", "application/octet-stream")
    told = {k: v for k, v in headers.items() if k != "Content-Type"}
    answer = Client().generic(method, path, body, content_type=kind, headers=told)
    return Answered(answer.status_code, answer.content, dict(answer.items()))


def phone(house, site):
    """Enrolled at this house for this site, by two people who have accounts there. Asked inside `house.open()`."""
    for name in ("welfare", "pgn"):
        Agency.objects.get_or_create(id=name, defaults={"name": name})
    hands = {}
    for role, agency, where in (
        ("intake-worker", "welfare", site), ("director", "welfare", ""), ("child-attorney", "pgn", "")
    ):  # fmt: skip
        account = Account.objects.create_user(
            f"{house.name}-{role}", None, role=role, agency_id=agency, site=where, operations=["op"],
            staff=f"{house.name}-{role}", name=role,
        )  # fmt: skip
        hands[role] = viewer_of(account, device="desk")
    made = ReferencePhone(line, lambda: to_ms(clock.wall()))
    code = devices.make_code(hands["director"], f"{house.name}-intake-worker", "op", site, 12, now=clock.now())
    assert made.enrol(code).status == 200
    devices.confirm(hands["child-attorney"], made.device, now=clock.now())
    return made


@pytest.fixture
def houses(house, settings):
    settings.ALLOWED_HOSTS = ["*"]
    cache.clear()
    hq, laptop = house("hq"), house("laptop")
    with hq.open():
        hq.must("open-operation", "administrator", name="Op", zone="America/Guatemala", agencies=["welfare", "pgn"])
        for site in ("centro", "casa"):
            hq.must("open-site", site=site, name=site, kind="centre", agency="welfare", capacity=9)
        for child in ("c1", "c2"):
            hq.must(
                "register", person=child, site="centro", line=f"L-{child}", tally="child", names=[], band=f"N-{child}"
            )
    pair(hq, laptop, reads=2)
    exchange(hq, laptop)
    return hq, laptop


@pytest.mark.parametrize("order", ["laptop first", "headquarters first"])
def test_two_phones_of_two_houses_that_saw_one_child_make_a_question_on_both_boards(houses, order):
    hq, laptop = houses
    receipts = []
    for house, site in ((laptop, "casa"), (hq, "centro")):
        with house.open():
            one = phone(house, site)
            at = clock.wall().isoformat()
            fields = {"operation": "op", "person": "c1", "site": site, "how": "band", "at": at}
            one.say("see", fields, scans=[{"person": "c1", "at": one.clock()}])
            assert one.send().status == 200
            receipts += [(house, r["outcome"], r["entries"]) for r in one.receipts.values()]
    hq.now = laptop.now = clock.now() + timedelta(seconds=1)
    exchange(*((laptop, hq) if order == "laptop first" else (hq, laptop)))
    assert [outcome for _, outcome, _ in receipts] == ["taken", "taken"]  # neither is taken back
    for house in houses:
        with house.open():
            (question,) = Card.objects.filter(kind="contest")
            assert question.status == "open"
            assert {c["site"] for c in json.loads(question.body)["claims"]} == {"centro", "casa"}
            where = found(house, "c1")
            assert (bool(where.contested), where.state) == (True, State.UNACCOUNTED)
            assert all("c1" in whereabouts.roll(site) for site in ("centro", "casa"))
            assert found(house, "c2").contested is None
        assert identity(house) == 2
        same(house)
