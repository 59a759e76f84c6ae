"""Who belongs together: from claims with their speakers, never from a surname; counts that add up; rivals side by side."""

import re

import pytest

from abrigo.registers import kinship
from abrigo.registers.models import Person

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def claim(operation, person, relation, speaker="ella", **who):
    n = operation.sent
    operation.must("claim-kin", person=person, claim=f"k{n}", relation=relation, speaker=speaker, **who)


@pytest.fixture
def asked(operation):
    return lambda role="director": kinship.ask(operation.hand(role), "op")


def test_children_who_are_said_to_have_one_mother_are_suggested_and_a_surname_suggests_nobody(operation, asked):
    for person in ("c1", "c2"):
        operation.must("claim-name", person=person, claim=f"{person}/s", text="Sara Wunderlich", speaker="ella")
    assert asked().suggested == ()
    for person in ("c3", "c4"):
        claim(operation, person, "mother", other="a1")
    (found,) = asked().suggested
    assert ({p.id for p in found.people}, found.why) == ({"c3", "c4"}, "same-parent")


def test_one_word_of_a_mother_nobody_knows_suggests_nobody_and_a_whole_name_does(operation, asked):
    for person in ("c1", "c2"):
        claim(operation, person, "madre", other_name="Miriam")
    assert asked().suggested == ()
    for person, name in (("c3", "Miriam Wunderlich"), ("c4", "Wunderlich, Miriam")):
        claim(operation, person, "madre", other_name=name)
    (found,) = asked().suggested
    assert ({p.id for p in found.people}, found.why) == ({"c3", "c4"}, "same-parent-named")


def test_a_withdrawn_claim_ties_nobody(operation, asked):
    claim(operation, "c1", "mother", other="a1")
    assert len(asked().households) == 1
    operation.must("withdraw-claim", person="c1", claim=asked().households[0].ties[0].claim, reason="era la tía")
    assert asked().households == ()


def test_a_mother_claimed_by_nine_stands_first_with_all_nine(operation, asked, at_desk):
    for n in range(1, 9):
        claim(operation, f"c{n}", "mother", other="a1")
    claim(operation, "a3", "madre", other="a1")
    claim(operation, "c1", "mother", other="a2", speaker="la policía")
    first = asked().claimed[0]
    assert (first.person.id, len(first.children)) == ("a1", 9)
    said = text(at_desk("director").get("/kin"))
    assert "Claimed as mother or father" in said
    assert "rival claims" in said


def test_rival_claims_stand_side_by_side_in_the_picture_and_in_the_table(operation, at_desk):
    claim(operation, "c1", "mother", other="a1", speaker="la niña")
    claim(operation, "c1", "mother", other="a2", speaker="un vecino")
    page = at_desk("director").get("/kin/c1")
    said = text(page)
    assert page.content.decode().count("tie-line rival") == 2
    assert said.count("rival claim ") >= 2
    assert "said by la niña" in said
    assert "said by un vecino" in said
    assert "a claim is not a finding" in said


def test_said_from_the_parent_s_side_it_is_the_same_tie(operation, asked):
    operation.must("describe", person="a1", attribute="sex", value="female")
    claim(operation, "a1", "daughter", other="c1")
    (tie,) = asked().households[0].ties
    assert (tie.person, tie.other, tie.kind) == ("c1", "a1", "mother")


def test_groups_and_those_in_none_add_up_to_every_child(operation, at_desk, asked):
    operation.must("group-siblings", group="g1", people=["c1", "c2", "c3"], basis="dichos de las tres")
    operation.must("group-siblings", group="g2", people=["c4", "c5"], basis="partidas")
    found = asked()
    assert (len(found.groups), found.grouped, len(found.alone)) == (2, 5, 3)
    said = text(at_desk("director").get("/kin"))
    assert "2 sibling groups" in said
    assert "their members: 5 = 5 children + 0 adults" in said
    assert "children: 8 = 5 in a group + 3 in none" in said
    assert "dichos de las tres" in said


def test_a_suggestion_is_taken_up_by_a_person_with_its_basis_and_then_no_more_suggested(operation, at_desk, asked):
    for person in ("c3", "c4"):
        claim(operation, person, "mother", other="a1")
    desk = at_desk("director")
    assert "Perhaps siblings" in text(desk.get("/kin"))
    assert desk.post("/kin/group", {"id": "g9", "people": ["c3", "c4"], "basis": " "}).status_code == 422
    assert desk.post("/kin/group", {"id": "g9", "people": ["c3", "c4"], "basis": "una madre"}).status_code == 302
    assert {p.id for p in Person.objects.filter(group="g9")} == {"c3", "c4"}
    assert asked().suggested == ()


def test_one_merged_into_another_is_no_second_sibling(operation, asked):
    operation.must("group-siblings", group="g1", people=["c1", "c2", "c3"], basis="x")
    operation.must("propose-candidate", "intake-worker", candidate="k", person="c1", other="c2", reasons=["x"])
    operation.must("decide-candidate", candidate="k", verdict="same", counted="c2", reason="una sola")
    assert asked().grouped == 2
    operation.must("unlink", candidate="k", reason="eran dos")
    assert asked().grouped == 3


@pytest.mark.parametrize(
    "role", ["guard", "police", "press-officer", "prosecutor", "auditor", "administrator", "court"]
)
def test_whoever_does_not_see_families_whole_sees_none(operation, at_desk, role):
    claim(operation, "c1", "mother", other="a1")
    given = {"site": "centro"} if role == "guard" else {}
    desk = at_desk(role, **given)
    assert desk.get("/kin").status_code == 404
    assert desk.get("/kin/c1").status_code == 404
    assert desk.post("/kin/group", {"people": ["c1", "c2"], "basis": "x"}).status_code == 404
    assert "/kin" not in desk.get("/board").content.decode()


def test_an_only_child_of_a_folder_is_a_group_of_one_with_a_page(operation, at_desk):
    operation.must("group-siblings", group="g1", people=["c6"], basis="partida")
    assert at_desk("director").get("/kin/c6").status_code == 200


def test_nobody_of_whom_nothing_was_said_has_a_family_page(at_desk):
    assert at_desk("director").get("/kin/c6").status_code == 404
    assert at_desk("director").get("/kin/nobody").status_code == 404
