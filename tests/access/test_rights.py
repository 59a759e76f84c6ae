"""Rights to know: given by two, within their scope and their day, and gone with the very next request."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from abrigo.facts.grants import Compartment
from abrigo.registers import people
from abrigo.rules.access import SIGHT, Grant, Role, Viewer
from abrigo.rules.policy import KNOWS, NEVER, Because, Child, may_know, reach
from abrigo.staff.models import Account
from abrigo.staff.viewer import new_token, viewer_of

NOW = datetime(2025, 12, 21, 18, 40, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch):
    """The house's clock is the operation's; `clock.now` may be moved."""
    from abrigo.clerk import clock as wall
    from abrigo.desk import door

    held = SimpleNamespace(now=NOW)
    monkeypatch.setattr(wall, "now", lambda: held.now)
    monkeypatch.setattr(door, "now", lambda: held.now)
    return held


def ask_for(op, clock, **more):
    fields = {
        "grant": "g1",
        "compartment": "whereabouts",
        "purpose": "search",
        "words": "busca a k1",
        "until": (clock.now + timedelta(days=2)).isoformat(),
        "staff": "st-prosecutor",
        "people": ["k1"],
    } | more
    return op.do("ask-grant", "child-attorney", at=clock.now, **fields)


def give(op, clock, *hands):
    return [op.do("give-grant", hand, at=clock.now, grant="g1") for hand in hands]


@pytest.fixture
def granted(planted, clock, viewer):
    planted.now = clock.now
    planted.hand("prosecutor")
    assert ask_for(planted, clock).taken
    first, second = give(planted, clock, "director", "court")
    assert first.taken
    assert second.taken
    return planted


def again(op, role="prosecutor"):
    return viewer_of(Account.objects.get(staff=op.hand(role).staff))


def test_a_right_by_name_opens_that_child_and_no_other(granted):
    seen = {line.id: line for line in people.ask(again(granted), "op")}
    assert not seen["k1"].hidden
    assert seen["k1"].where.site == "casa"
    assert seen["k2"].hidden
    assert seen["c1"].hidden


def test_one_hand_opens_nothing(planted, clock):
    planted.now = clock.now
    planted.hand("prosecutor")
    ask_for(planted, clock)
    assert give(planted, clock, "director")[0].taken
    assert again(planted).grants == ()
    assert str(give(planted, clock, "director")[0].refusal.why) == "same-person"


def test_who_asked_and_who_gains_may_not_give(planted, clock):
    planted.now = clock.now
    planted.hand("prosecutor")
    ask_for(planted, clock, staff="st-director")
    assert str(give(planted, clock, "child-attorney")[0].refusal.why) == "own-grant"
    assert str(give(planted, clock, "director")[0].refusal.why) == "own-grant"


def test_two_accounts_on_one_device_are_not_two_hands(planted, clock):
    from dataclasses import replace

    planted.now = clock.now
    planted.hand("prosecutor")
    ask_for(planted, clock)
    planted.hands["director"] = replace(planted.hand("director"), device="tablet")
    planted.hands["court"] = replace(planted.hand("court"), device="tablet")
    assert give(planted, clock, "director")[0].taken
    assert str(give(planted, clock, "court")[0].refusal.why) == "same-device"


@pytest.mark.parametrize(("fields", "why"), [
    ({"agency": "welfare"}, "one-office-or-one-person"),
    ({"staff": None}, "one-office-or-one-person"),
    ({"words": " "}, "reason-required"),
    ({"until": "2025-12-20T00:00:00Z"}, "due-before-now"),
    ({"until": "2026-12-20T00:00:00Z"}, "grant-too-long"),
    ({"people": ["nobody"]}, "unknown-person"),
    ({"sites": ["nowhere"]}, "unknown-site"),
])  # fmt: skip
def test_a_right_is_not_asked_for_without_its_edges(planted, clock, fields, why):
    planted.now = clock.now
    assert str(ask_for(planted, clock, **fields).refusal.why) == why


def test_revoked_now_the_very_next_request_is_refused(granted, clock, browser):
    """The same open session, the same fragment, the same key: one request later."""
    client = browser(granted.hand("prosecutor"))
    key = new_token(Account.objects.get(staff="st-prosecutor"), "a program")
    asked = {
        "page": lambda: client.get("/people/k1").content,
        "fragment": lambda: client.get("/people", headers={"HX-Request": "true"}).content,
        "key": lambda: client.get("/api/operations/op/people/k1", headers={"Authorization": f"Bearer {key}"}).content,
        "session": lambda: client.get("/api/operations/op/people/k1").content,
    }
    before = {name: ask() for name, ask in asked.items()}
    assert json.loads(before["key"])["where"]["site"] == "casa"
    granted.must("withdraw-grant", "director", at=clock.now, grant="g1", reason="ya no")
    assert json.loads(asked["key"]())["where"]["site"] is None
    assert json.loads(asked["session"]())["where"]["hidden"]
    assert b"Casa" not in asked["page"]()
    assert asked["fragment"]().count(b"Casa") < before["fragment"].count(b"Casa")
    assert b"Casa" in before["page"]


def test_it_ends_on_its_day(granted, clock):
    clock.now += timedelta(days=3)
    assert again(granted).grants == ()


def test_an_office_that_works_with_numbers_is_opened_to_nobody():
    grant = Grant("g", "op", Compartment.WHEREABOUTS, NOW + timedelta(days=1))
    for role in NEVER:
        viewer = Viewer("s", "N", "a", role, frozenset({"op"}), grants=(grant,))
        assert not reach(viewer, Compartment.WHEREABOUTS, "op")
        assert may_know(viewer, Compartment.IDENTITY, Child("k1", "op"), NOW).because is Because.NEVER_FOR_THIS_OFFICE


def test_the_policy_and_the_sight_of_each_office_agree():
    words = {Compartment.IDENTITY: "names", Compartment.WHEREABOUTS: "places", Compartment.HEALTH: "health"}
    for role in Role:
        assert {w: getattr(SIGHT[role], w) for w in words.values()} == {w: c in KNOWS[role] for c, w in words.items()}


# -- an oracle of thirty lines that shares nothing with the policy but the page's table ------------------------------


def table():
    page = (Path(__file__).parents[2] / "docs" / "access.md").read_text(encoding="utf-8")
    rows = [[c.strip() for c in line.strip().strip("|").split("|")] for line in page.splitlines() if line[:1] == "|"]
    start = next(n for n, row in enumerate(rows) if row[0] == "compartment")
    return {(row[0], role): cell == "x" for row in rows[start + 2 : start + 9]
            for role, cell in zip(rows[start][1:], row[1:], strict=True)}  # fmt: skip


PAGE_TABLE = table()


def oracle(page, v, compartment, child, at):
    if child["operation"] not in v["operations"]:
        return False
    if v["role"] in ("press-officer", "auditor", "administrator"):
        return False
    if page[compartment, v["role"]] and (v["role"] != "guard" or (v["site"] and v["site"] == child["site"])):
        return True
    for g in v["grants"]:
        if g["operation"] != child["operation"] or g["until"] <= at:
            continue
        if g["compartment"] != compartment and compartment != "identity":
            continue
        if (not g["sites"] and not g["people"]) or child["person"] in g["people"] or child["site"] in g["sites"]:
            return True
    return False


grants_drawn = some.fixed_dictionaries({
    "operation": some.sampled_from(["op", "other"]),
    "compartment": some.sampled_from([str(c) for c in Compartment]),
    "until": some.sampled_from([NOW - timedelta(hours=1), NOW, NOW + timedelta(hours=1)]),
    "sites": some.sampled_from([(), ("centro",), ("casa",)]),
    "people": some.sampled_from([(), ("c1",), ("k1",)]),
})  # fmt: skip


@settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    role=some.sampled_from([str(r) for r in Role]), operations=some.sampled_from([(), ("op",), ("op", "other")]),
    gate=some.sampled_from([None, "centro", "casa"]), compartment=some.sampled_from(list(Compartment)),
    child=some.sampled_from([("c1", "op", "centro"), ("k1", "op", "casa"), ("o1", "other", "casa")]),
    drawn=some.lists(grants_drawn, max_size=3),
)  # fmt: skip
def test_the_policy_answers_as_the_oracle(role, operations, gate, compartment, child, drawn):
    held = tuple(Grant(f"g{n}", g["operation"], Compartment(g["compartment"]), g["until"], None,
                       frozenset(g["sites"]), frozenset(g["people"])) for n, g in enumerate(drawn))  # fmt: skip
    viewer = Viewer("s", "N", "a", Role(role), frozenset(operations), gate, grants=held)
    plain = {"role": role, "operations": operations, "site": gate, "grants": drawn}
    said = may_know(viewer, compartment, Child(*child), NOW)
    kid = dict(zip(("person", "operation", "site"), child, strict=True))
    assert bool(said) == oracle(PAGE_TABLE, plain, str(compartment), kid, NOW)
    in_force = tuple(g for g in held if g.until > NOW)  # what a viewer carries is in force when the question begins
    now = Viewer("s", "N", "a", Role(role), frozenset(operations), gate, grants=in_force)
    assert reach(now, compartment, child[1]).takes(child[0], child[2]) == bool(said)


# -- the same to a program -------------------------------------------------------------------


def read(op, browser, role, path):
    answer = browser(op.hand(role)).get(f"/api{path}")
    return answer.status_code, json.loads(answer.content)


def test_a_program_reads_rights_looks_and_alarms_as_the_pages_do(granted, browser):
    browser(granted.hand("director")).get("/people/k1")
    [right] = read(granted, browser, "prosecutor", "/operations/op/grants")[1]
    assert (right["status"], right["people"]) == ("given", ["k1"])
    assert read(granted, browser, "nurse", "/operations/op/grants") == (200, [])
    status, looks = read(granted, browser, "ombudsman", "/operations/op/looks")
    assert status == 200
    assert {"k1"} in [set(one["people"]) for one in looks]
    assert all(one["people"] == [] for one in read(granted, browser, "auditor", "/operations/op/looks")[1])
    assert read(granted, browser, "auditor", "/trace")[1]["broken_at"] is None
    assert read(granted, browser, "child-attorney", "/operations/op/people/k1/looks")[1]


@pytest.mark.parametrize("role", ["director", "guard", "police", "press-officer", "administrator"])
def test_who_reads_no_traces_reads_none_through_a_program(granted, browser, role):
    for path in ("/operations/op/looks", "/operations/op/alarms", "/trace"):
        assert read(granted, browser, role, path)[0] == 403
    assert read(granted, browser, role, "/operations/op/people/k1/looks")[0] == 404
