"""docs/access.md is the policy: its tables, rules/access.py and what the door answers are one thing, cell by cell."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from abrigo.clerk.record import authorise
from abrigo.rules.access import MAY, SIGHT, Role, Sight, Viewer
from abrigo.rules.index import ACTS

PAGE = (Path(__file__).parents[2] / "docs" / "access.md").read_text(encoding="utf-8")
NOW = datetime(2025, 12, 21, 18, 40, tzinfo=UTC)


def table(first: str) -> list[list[str]]:
    """The rows of the table whose first cell is `first`, the heading included."""
    rows = [[c.strip() for c in line.strip().strip("|").split("|")] for line in PAGE.splitlines() if line[:1] == "|"]
    start = next(n for n, row in enumerate(rows) if row[0] == first)
    width = len(rows[start])
    end = next((n for n in range(start + 1, len(rows)) if len(rows[n]) != width), len(rows))
    return [rows[start], *(row for row in rows[start + 1 : end] if set("".join(row)) != {"-"})]


HEAD, *ROWS = table("act")
MAY_BY_PAGE = {(row[0], role): cell == "x" for row in ROWS for role, cell in zip(HEAD[1:], row[1:], strict=True)}
SEES_BY_PAGE = {row[0]: dict(zip(table("role")[0][1:], (c == "x" for c in row[1:]), strict=True))
                for row in table("role")[1:]}  # fmt: skip


def test_every_act_and_every_role_stands_in_the_table_and_no_other():
    assert [row[0] for row in ROWS] == list(ACTS)
    assert HEAD[1:] == [str(r) for r in Role] == list(SEES_BY_PAGE)


def test_the_table_and_the_rules_say_the_same_of_every_act_and_role():
    by_rules = {(act, str(role)): act in MAY[role] for act in ACTS for role in Role}
    assert {cell for cell, may in MAY_BY_PAGE.items() if may} == {cell for cell, may in by_rules.items() if may}
    assert {a for acts in MAY.values() for a in acts} <= set(ACTS), "an act nobody has"


def test_the_table_and_the_rules_say_the_same_of_what_each_role_sees():
    words = {"own gate": "own_site_only"}
    assert {words.get(w, w) for w in table("role")[0][1:]} == set(Sight.__slots__)
    for role in Role:
        assert {w: getattr(SIGHT[role], words.get(w, w)) for w in SEES_BY_PAGE[role]} == SEES_BY_PAGE[role], role


# -- the door, held against a reading of the page that knows nothing of it ----------

PEOPLE = {"c1": ("op", "centro"), "k1": ("op", "casa"), "o1": ("other", "casa")}
COUNTS = {"r-centro": "centro", "r-casa": "casa"}


def expected(role: str, operations: set[str], gate: str | None, act: str, said: dict) -> str:
    """What the page promises, read by somebody slow. Out: "", or the code of the refusal."""
    if not MAY_BY_PAGE[act, role]:
        return "not-allowed"
    person = said.get("person")
    operation = said["operation"] if "operation" in said else PEOPLE.get(person, (None,))[0]
    if act != "open-operation" and operation not in operations:
        return "unknown-operation" if person is None else "unknown-person"
    if SEES_BY_PAGE[role]["own gate"]:
        if said.get("site") is not None and said["site"] != gate:
            return "not-allowed"
        stands_here = said.get("site") is not None or "rollcall" in said
        if person in PEOPLE and not stands_here and PEOPLE[person][1] != gate:
            return "unknown-person"
        if said.get("rollcall") in COUNTS and COUNTS[said["rollcall"]] != gate:
            return "unknown-roll-call"
    return "from-the-future" if said["at"] > NOW + timedelta(minutes=5) else ""


class Books:
    """Where the people of this test are, and nothing else."""

    def get(self, table, *key):
        if table.__name__ == "Whereabout" and key[0] in PEOPLE:
            operation, site = PEOPLE[key[0]]
            return {"operation": operation, "site": site}
        if table.__name__ == "Card" and key[0] == "rollcall" and key[1] in COUNTS:
            return {"site": COUNTS[key[1]], "body": "{}"}
        return None


@settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    act=some.sampled_from(sorted(ACTS)),
    role=some.sampled_from([str(r) for r in Role]),
    operations=some.sampled_from([set(), {"op"}, {"other"}]),
    gate=some.sampled_from([None, "centro", "casa"]),
    operation=some.sampled_from(["op", "other"]),
    person=some.sampled_from(["c1", "k1", "o1", "nobody"]),
    site=some.sampled_from(["centro", "casa"]),
    rollcall=some.sampled_from(["r-centro", "r-casa", "nothing"]),
    late=some.sampled_from([timedelta(0), timedelta(days=-3), timedelta(minutes=4), timedelta(days=3)]),
)
def test_the_door_answers_as_the_page_says(act, role, operations, gate, operation, person, site, rollcall, late):
    values = {"operation": operation, "person": person, "site": site, "rollcall": rollcall, "at": NOW + late}
    said = {name: values[name] for name in ACTS[act].act.__dataclass_fields__ if name in values}
    viewer = Viewer("st", "N", "welfare", Role(role), frozenset(operations), gate)
    refusal = authorise(viewer, act, SimpleNamespace(**said), NOW, Books())
    assert (str(refusal.why) if refusal else "") == expected(role, operations, gate, act, said)
