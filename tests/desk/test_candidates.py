"""One person or two: nothing merges by itself, the one who raised it does not decide it, and it can be undone."""

import json
import re

import pytest
from django.urls import reverse

from abrigo.registers.models import Card, Person

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def pair(operation) -> str:
    operation.must("propose-candidate", "intake-worker", candidate="k1", person="c1", other="c2", reasons=["same-sex"])
    return "k1"


def decide(desk, verdict: str, **more):
    sent = {"id": f"f-{verdict}", "verdict": verdict, "reason": "se oyó a las dos", "counted": "c2"} | more
    return desk.post(reverse("desk:candidate", args=["k1"]), sent)


def test_a_pair_lies_side_by_side_field_by_field(operation, at_desk, pair):
    said = text(at_desk("director").get(reverse("desk:candidate", args=[pair])))
    for field in ("Names, as said", "Age", "Sex", "Clothing", "Wristbands", "Came to us", "Photo"):
        assert field in said
    assert "N-01" in said
    assert "N-02" in said
    assert "≠ differs" in said
    assert "= equal" in said
    assert "you are the second pair of eyes" in said


def test_two_unsaid_answers_are_never_equal(at_desk, pair):
    page = at_desk("director").get(reverse("desk:candidate", args=[pair])).content.decode()
    row = page[page.index("Language heard") : page.index("Language heard") + 700]
    assert "not known of both" in row


def test_who_raised_it_may_not_decide_that_they_are_one(operation, at_desk):
    operation.must("propose-candidate", candidate="k1", person="c1", other="c2", reasons=["same-sex"])
    desk = at_desk("director")
    assert "You raised this pair" in text(desk.get(reverse("desk:candidate", args=["k1"])))
    answer = decide(desk, "same")
    assert answer.status_code == 422
    assert "same-person" in text(answer)
    assert Person.objects.get(id="c1").same_as == ""
    assert decide(desk, "not-the-same").status_code == 302


def test_the_same_needs_a_reason_and_which_record_is_counted(at_desk, pair):
    desk = at_desk("director")
    assert "Write why" in text(decide(desk, "same", reason=""))
    kept = decide(desk, "same", counted="")
    assert kept.status_code == 422
    assert "se oyó a las dos" in kept.content.decode()


def test_a_link_is_made_explains_itself_and_is_undone(at_desk, pair):
    desk = at_desk("director")
    assert decide(desk, "same").status_code == 302
    assert Person.objects.get(id="c1").same_as == "c2"
    listed = text(desk.get(reverse("desk:candidates") + "?status=same"))
    assert "is the same person and is not counted" in listed
    assert "se oyó a las dos" in listed
    undo = reverse("desk:candidate_undo", args=[pair])
    assert desk.post(undo, {"id": "u0", "reason": ""}).status_code == 422
    assert desk.post(undo, {"id": "u1", "reason": "eran dos"}).status_code == 302
    assert Person.objects.get(id="c1").same_as == ""
    page = text(desk.get(reverse("desk:candidate", args=[pair])))
    assert "Undone: the link was wrong. eran dos" in page


def test_what_was_held_apart_is_remembered_and_can_be_reopened(operation, at_desk, pair):
    desk = at_desk("director")
    decide(desk, "not-the-same")
    assert "This is remembered" in text(desk.get(reverse("desk:candidate", args=[pair])))
    again = operation.do("propose-candidate", candidate="k2", person="c1", other="c2", reasons=["same-sex"])
    assert again.refusal is not None
    assert decide(desk, "cannot-tell", id="f9").status_code == 302
    assert "N-01" in text(desk.get(reverse("desk:candidates")))


@pytest.mark.parametrize("role", ["prosecutor", "press-officer", "police", "auditor", "court", "administrator"])
def test_whoever_does_not_see_both_whole_sees_no_pair(at_desk, pair, role):
    desk = at_desk(role)
    assert desk.get(reverse("desk:candidates")).status_code == 404
    assert desk.get(reverse("desk:candidate", args=[pair])).status_code == 404


def test_a_guard_of_one_house_sees_no_pair(at_desk, pair):
    assert at_desk("guard", site="centro").get(reverse("desk:candidate", args=[pair])).status_code == 404


def test_an_intake_worker_sees_the_pair_and_may_not_decide_it(at_desk, pair):
    desk = at_desk("intake-worker")
    page = desk.get(reverse("desk:candidate", args=[pair]))
    assert page.status_code == 200
    assert 'name="verdict"' not in page.content.decode()
    assert decide(desk, "not-the-same").status_code == 422


def test_what_the_names_say_for_one_person_is_laid_out_claim_by_claim(operation, at_desk, pair):
    operation.must("claim-name", person="c1", claim="c1/h", text="יוסף לוי", speaker="su tía", script="Hebr")
    operation.must("claim-name", person="c2", claim="c2/l", text="Yosef Levy", speaker="él", script="Latn")
    said = text(at_desk("director").get(reverse("desk:candidate", args=[pair])))
    assert "What the names say" in said
    assert "said by su tía" in said
    assert "another form of the same name (Latin letters)" in said
    assert "never a reason to make them one" in said


def test_a_pair_of_whom_one_has_no_name_says_that_names_tell_nothing(operation, at_desk):
    operation.must("propose-candidate", "intake-worker", candidate="k7", person="c1", other="c7", reasons=["same-sex"])
    said = text(at_desk("director").get(reverse("desk:candidate", args=["k7"])))
    assert "the names say nothing for or against" in said


# -- the pass of the night ------------------------------------------------------------------------------------


@pytest.fixture
def twice(operation):
    """c1 and c2 are said to be called alike; c3 bears only the same given name."""
    for person, name in (("c1", "Zipporah Wunderlich"), ("c2", "ציפורה וונדרליך"), ("c3", "Zipporah")):
        operation.must("claim-name", person=person, claim=f"{person}/z", text=name, speaker="ella")


def test_the_pass_puts_what_is_alike_on_the_table_once_and_says_when_it_ran(operation, at_desk, twice):
    desk = at_desk("director")
    assert "never yet been held against everyone" in text(desk.get(reverse("desk:candidates")))
    said = text(desk.post(reverse("desk:candidates_look"), follow=True))
    assert "11 people looked through" in said
    cards = Card.objects.filter(kind="candidate")
    assert {frozenset((c.person, json.loads(c.body)["other"])) for c in cards} >= {frozenset(("c1", "c2"))}
    before = cards.count()
    assert "0 pairs put on the table" in text(desk.post(reverse("desk:candidates_look"), follow=True))
    assert Card.objects.filter(kind="candidate").count() == before
    assert Person.objects.exclude(same_as="").count() == 0, "nothing is merged by it"
    assert "was last held against everyone" in text(desk.get(reverse("desk:candidates")))


def test_a_given_name_alone_puts_nobody_on_the_table(operation, at_desk):
    for n, person in enumerate(("c1", "c2", "c3")):
        operation.must("claim-name", person=person, claim=f"{person}/m", text="Wilhelmina", speaker="ella")
        operation.must("withdraw-claim", person=person, claim=f"{person}/n", reason="no era su nombre")
        operation.must("describe", person=person, attribute="clothing", value=f"vestido {n}")
    at_desk("director").post(reverse("desk:candidates_look"))
    named = [(c.person, json.loads(c.body)["other"]) for c in Card.objects.filter(kind="candidate")]
    assert not [p for p in named if {*p} <= {"c1", "c2", "c3"}]


def test_who_was_held_apart_is_not_raised_again_and_what_is_new_is_said(operation, at_desk, pair, twice):
    desk = at_desk("director")
    decide(desk, "not-the-same")
    desk.post(reverse("desk:candidates_look"))
    pairs = [frozenset((c.person, json.loads(c.body)["other"])) for c in Card.objects.filter(kind="candidate")]
    assert pairs.count(frozenset(("c1", "c2"))) == 1
    assert "something was said since" not in text(desk.get(reverse("desk:candidates")))
    operation.must("claim-name", person="c1", claim="c1/new", text="Zipporah bat Miriam", speaker="su madre")
    listed = text(desk.get(reverse("desk:candidates")))
    assert "Held apart, and something was said since" in listed
    assert "Zipporah bat Miriam" in listed
    assert "Zipporah bat Miriam said by su madre" in text(desk.get(reverse("desk:candidate", args=[pair])))


def test_who_does_not_see_everybody_does_not_run_the_pass(at_desk):
    for role in ("guard", "police", "press-officer", "auditor", "nurse"):
        given = {"site": "centro"} if role == "guard" else {}
        assert at_desk(role, **given).post(reverse("desk:candidates_look")).status_code == 404


def test_the_command_runs_the_same_pass_and_says_no_name(operation, twice, capsys):
    from abrigo.house.candidates_command import main

    operation.hand("intake-worker")
    assert main(["--as", "nobody"]) == 3
    assert main(["--as", "intake-worker", "--dry-run", "--json"]) == 0
    assert Card.objects.filter(kind="candidate").count() == 0
    assert main(["--as", "intake-worker", "--operation", "op"]) == 0
    assert Card.objects.filter(kind="candidate").count() > 0
    assert "ipporah" not in "".join(capsys.readouterr())


def test_two_faces_stand_side_by_side_only_when_both_were_authorised_and_for_whom_may_see_them(
    operation, at_desk, pair
):
    from tests.vault.test_photo import picture

    from abrigo.clerk import photos

    page = reverse("desk:candidate", args=[pair])
    assert "/photo/thumb" not in at_desk("director").get(page).content.decode()
    kept = photos.put(operation.hand("director"), "c1", picture("JPEG"))
    assert "/photo/thumb" not in at_desk("director").get(page).content.decode(), "sealed, and authorised by nobody yet"
    told = {"digest": kept.digest, "media_type": kept.media_type, "size": kept.size, "authorised_by": "la directora"}
    operation.must("add-photo", person="c1", **told)
    shown = at_desk("director").get(page).content.decode()
    assert "/people/c1/photo/thumb" in shown
    assert "/people/c2/photo/thumb" not in shown
    assert at_desk("press-officer").get(page).status_code == 404
    assert at_desk("press-officer").get("/people/c1/photo/thumb").status_code == 404
