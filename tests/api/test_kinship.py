"""Families over the wire: sums that add up, rivals marked, and nothing to whoever may see one house only."""

PATH = "/operations/op/kinship"


def test_groups_add_up_and_rival_claims_are_marked(program, operation):
    operation.must("group-siblings", group="g1", people=["c1", "c2", "c3"], basis="dichos")
    for claim, person, other in (("k1", "c4", "a1"), ("k2", "c4", "a2"), ("k3", "c5", "a1")):
        operation.must("claim-kin", person=person, claim=claim, relation="mother", other=other, speaker="x")
    status, said = program().get(PATH)
    assert status == 200
    assert (len(said["groups"]), said["in_groups"], said["in_none"]) == (1, 3, 5)
    (family,) = said["families"]
    assert {t["claim"]: t["rival"] for t in family["ties"]} == {"k1": True, "k2": True, "k3": False}
    (suggested,) = said["suggested"]
    assert (set(suggested["people"]), suggested["why"]) == ({"c4", "c5"}, "same-parent")


def test_whoever_does_not_see_families_whole_is_refused(program, operation, viewer):
    for role in ("press-officer", "police", "prosecutor", "auditor"):
        assert program(role).get(PATH)[0] == 403
    operation.hands["guard"] = viewer("guard", username="guard", site="centro")
    assert program("guard").get(PATH)[0] == 403
    assert program().get(PATH, surname="x")[0] == 422
