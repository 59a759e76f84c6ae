"""Together and apart on the screen; how far a claim of kinship stands; a release in error that rings elsewhere."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from abrigo.registers.models import Card, Person

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def local(operation, **delta) -> str:
    return (operation.now + timedelta(**delta)).strftime("%Y-%m-%dT%H:%M")


def test_siblings_kept_together_stop_a_dormitory_list_until_a_split_has_a_plan(operation, at_desk):
    desk = at_desk("director")
    sent = {"id": "k1", "people": ["c1", "c2"], "closeness": "siblings", "reason": "hermanas"}
    assert desk.post(reverse("desk:keep_together"), sent).status_code == 302
    move = {"id": "u1", "of_site": "centro", "unit": "sur", "people": ["c1", "c3"]}
    assert desk.post(reverse("desk:change_unit"), move).status_code == 302  # to where the sister is
    back = {"id": "u2", "of_site": "centro", "unit": "norte", "people": ["c1"]}
    answer = desk.post(reverse("desk:change_unit"), back)
    assert answer.status_code == 422
    assert "kept together" in text(answer)
    plan = {"id": "k2", "reason": "reposo", "contact": "cada tarde", "review": local(operation, days=3)}
    assert "Write what the child wants" in text(desk.post(reverse("desk:split", args=["bond-k1", "c1"]), plan))
    plan |= {"id": "k4", "absent": "duerme"}
    where = reverse("desk:split", args=["bond-k1", "c1"])
    assert desk.post(where, plan | {"id": "k3", "contact": ""}).status_code == 422
    assert desk.post(where, plan).status_code == 302
    assert desk.post(reverse("desk:change_unit"), back | {"id": "u3"}).status_code == 302
    assert "cada tarde" in text(desk.get(reverse("desk:nearness")))
    operation.tick(days=4)
    assert "must be looked at again since" in text(desk.get(reverse("desk:nearness")))


def test_who_is_kept_apart_is_shown_with_an_end_and_may_be_ended_with_a_reason(operation, at_desk):
    desk = at_desk("director")
    sent = {"id": "k1", "mark": "N-01", "other_mark": "N-02", "distance": "afraid", "basis": "lo dijo", "ends": "",
            "review": "", "absent": "duerme"}  # fmt: skip
    assert desk.post(reverse("desk:keep_apart"), sent).status_code == 422
    whole = sent | {"id": "k2", "ends": local(operation, days=9), "review": local(operation, days=3)}
    assert desk.post(reverse("desk:keep_apart"), whole).status_code == 302
    assert "Kept apart 1" in text(desk.get(reverse("desk:nearness")))
    assert desk.post(reverse("desk:end_bond", args=["bond-k2"]), {"id": "k3", "reason": "error"}).status_code == 302
    assert "Kept apart 0" in text(desk.get(reverse("desk:nearness")))


def test_a_claim_of_kinship_is_decided_by_another_and_its_rival_stays(operation, at_desk):
    for claim, name in (("k1", "Rosa Pérez"), ("k2", "Marta Gómez")):
        operation.must("claim-kin", person="c1", claim=claim, relation="mother", other_name=name, speaker="ella")
    where = reverse("desk:decide_kin", args=["c1", "k1"])
    own = at_desk("director").post(where, {"id": "d0", "standing": "rejected", "reason": "papel falso"})
    assert own.status_code == 422
    attorney = at_desk("child-attorney")
    assert attorney.post(where, {"id": "d1", "standing": "dna", "reason": "INACIF"}).status_code == 422
    assert attorney.post(where, {"id": "d2", "standing": "rejected", "reason": "papel falso"}).status_code == 302
    said = text(attorney.get(reverse("desk:household", args=["c1"])))
    assert "rejected" in said
    assert "Marta Gómez" in said
    assert "Rosa Pérez" in said
    assert "papel falso" in Person.objects.get(id="c1").kin


def test_whoever_only_guards_decides_on_no_bond(at_desk):
    guard = at_desk("guard", site="centro")
    for name in ("nearness", "keep_together", "keep_apart"):
        assert guard.get(reverse(f"desk:{name}")).status_code == 404


def test_released_in_error_stands_on_the_board_and_rings_at_another_agency(operation, at_desk):
    from abrigo.clerk.models import Alarm

    desk = at_desk("director")
    told = {"person": "a1", "release": "x1", "outcome": "released-adult", "recipient": "ella misma"}
    operation.must("propose-release", identity_seen="DPI", ground="mayor", called_back="juzgado", **told)
    operation.must("countersign-release", "child-attorney", person="a1", release="x1")
    assert "Released in error" not in text(desk.get(reverse("desk:board")))
    operation.must("report-released-in-error", person="a1", release="x1", words="era menor")
    assert "Released in error and not yet seen again" in text(desk.get(reverse("desk:board")))
    assert Alarm.objects.get(kind="released-in-error").about == "a1"


def test_a_restriction_that_ended_today_is_on_the_board(operation, at_desk):
    limit = {"restriction": "r1", "kind": "no-contact", "person": "c1", "against": "Rosa", "basis": "b", "issuer": "i",
             "scope": "s", "begins": operation.now.isoformat(), "ends": (operation.now + timedelta(hours=2)).isoformat(),
             "review": (operation.now + timedelta(hours=1)).isoformat()}  # fmt: skip
    operation.must("set-restriction", **limit)
    operation.tick(hours=3)
    assert "A restriction has ended" in text(at_desk("director").get(reverse("desk:board")))
    assert Card.objects.filter(kind="restriction").count() == 1


def test_twelve_families_of_five_are_drawn_on_one_page_and_said_again_as_tables(operation, at_desk):
    for h in range(12):
        ids = [f"h{h}p{k}" for k in range(5)]
        for k, person in enumerate(ids):
            operation.must("receive", person=person, site="centro", tag=person, tally="adult" if k < 2 else "child")
        for k in (2, 3, 4):
            told = {"person": ids[k], "relation": "mother", "speaker": "ella"}
            operation.must("claim-kin", claim=f"{ids[k]}m", other=ids[0], **told)
        operation.must("claim-kin", person=ids[2], claim=f"{ids[2]}f", relation="father", other=ids[1], speaker="él")
        operation.must(
            "claim-kin", person=ids[3], claim=f"{ids[3]}r", relation="mother", other_name="Otra", speaker="x"
        )
    page = at_desk("director").get(reverse("desk:kin_pictures")).content.decode()
    assert page.count("<svg viewBox") >= 12
    assert page.count("one-family") == 12
    assert "60 people" in page
    assert page.count('class="elder unknown"') == 12  # the rival who is only a name is drawn too
    assert at_desk("guard", site="centro").get(reverse("desk:kin_pictures")).status_code == 404


def test_a_sibling_group_is_kept_together_by_one_press_and_the_bus_then_waits(operation, at_desk):
    operation.must("group-siblings", group="g1", people=["c1", "c2"], basis="partidas de nacimiento")
    desk = at_desk("director")
    page = desk.get(reverse("desk:kinship")).content.decode()
    assert page.count("Keep them together") == 1
    sent = {"id": "k1", "closeness": "siblings", "people": ["c1", "c2"], "reason": "partidas de nacimiento"}
    assert desk.post(reverse("desk:keep_together"), sent).status_code == 302
    after = desk.get(reverse("desk:kinship")).content.decode()
    assert "Keep them together" not in after
    assert "kept together" in after


def test_who_is_kept_apart_and_is_on_record_is_also_kept_out_as_a_visitor(operation, at_desk):
    desk = at_desk("director")
    line = {p["id"]: p for p in Person.objects.values("id", "band", "line")}["a1"]
    ends, review = (f"{operation.now + timedelta(days=d):%Y-%m-%dT%H:%M}" for d in (9, 2))
    marks = {p["id"]: p["band"] or p["line"] for p in Person.objects.values("id", "band", "line")}
    sent = {"id": "ap1", "mark": marks["c1"], "other_mark": line["band"] or line["line"], "distance": "alleged-harm",
            "absent": "duerme", "basis": "denuncia 3", "ends": ends, "review": review}  # fmt: skip
    assert desk.post(reverse("desk:keep_apart"), sent).status_code == 302
    body = json.loads(Card.objects.get(kind="apart", person="c1").body)
    assert body["other"] == "a1"
    assert body["other_name"], "a visit knows names only"


def test_siblings_half_siblings_carers_and_parents_nobody_named_are_in_the_picture_itself(operation, at_desk):
    for person, tally in (("m", "adult"), ("f1", "adult"), ("f2", "adult"), ("k1", "child"), ("k2", "child"),
                          ("k3", "child"), ("k4", "child")):  # fmt: skip
        operation.must("receive", person=person, site="centro", tag=person, tally=tally)
    for child, father in (("k1", "f1"), ("k2", "f1"), ("k3", "f2")):
        operation.must("claim-kin", person=child, claim=f"{child}m", relation="mother", other="m", speaker="ella")
        operation.must("claim-kin", person=child, claim=f"{child}f", relation="father", other=father, speaker="él")
    operation.must("claim-kin", person="k4", claim="k4s", relation="hermana", other="k1", speaker="k4")
    operation.must("claim-kin", person="k4", claim="k4c", relation="vecina que la cuida", other_name="Doña Chayo")
    operation.must("group-siblings", group="g", people=["k1", "k2"], basis="partidas")
    page = at_desk("director").get(reverse("desk:household", args=["k1"])).content.decode()
    svg = page.split('<figure class="family">')[1].split("</svg>")[0]
    assert svg.count(">A · ½<") == 1, "k2: in the decided group, a half-sibling of k3"
    assert svg.count(">A · B? · ½<") == 1, "k1: said besides to be the sister of k4"
    assert ">½<" in svg, "k3"
    assert "B? · parents not known" in svg, "k4"
    assert "tie-line carer" in svg
    assert "Doña Chayo" in svg
