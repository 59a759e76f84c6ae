"""What goes out with an alert: everything that helps, nothing that waits, nobody the asker may not see."""

import pytest

from abrigo.facts.kinds import Unsaid
from abrigo.registers import packets

pytestmark = pytest.mark.django_db


def packet(operation, person, by="director", **more):
    return packets.ask(operation.hand(by), operation.id, [person], zone="America/Guatemala", **more).get(person)


def test_a_packet_says_what_is_known_and_which_way_the_rest_is_not(operation):
    said = packet(operation, "c1", reporter="Bienestar")
    assert said.names == ("Nombre c1",)
    assert (said.age, said.sex, said.clothing) == ("8-12", "female", "suéter azul")
    assert said.language is Unsaid.REFUSED
    assert said.last_seen.startswith("Centro, Norte, 2025-12-19 ")
    assert (said.band, said.reporter, said.has_photo) == ("N-01", "Bienestar", False)


def test_a_child_without_a_name_has_a_packet(operation):
    assert packet(operation, "c7").names == ()


def test_supposed_names_go_out_marked_and_after_the_firm_ones(operation):
    operation.must(
        "claim-name", by="child-attorney", person="c1", claim="n2", text="Rut", speaker="vecina", language="es",
        script="Latn", supposed=True, at=operation.now.replace(year=2024),
    )  # fmt: skip
    assert packet(operation, "c1").names == ("Nombre c1", "Rut (?)")


def test_a_name_taken_back_goes_out_no_more(operation):
    operation.must("withdraw-claim", by="child-attorney", person="c1", claim="c1/n", reason="no era ella")
    assert packet(operation, "c1").names == ()


def test_brothers_sisters_and_kin_are_who_they_may_be_with_the_lost_ones_first(operation):
    operation.must("group-siblings", group="g1", people=["c1", "c2", "c3"], basis="dicho por c1")
    operation.must("claim-kin", person="c1", claim="k1", relation="mother", other="a1", other_name="", speaker="c1")
    operation.must(
        "claim-kin", person="c1", claim="k2", relation="uncle", other=None, other_name="tío Abel", speaker="c1"
    )
    operation.must("open-roll-call", rollcall="r", name="R", site="centro")
    for person in ("c1", "c2", "c4", "c5", "c6", "c7", "a1", "a2", "a3"):
        operation.must("answer-roll-call", rollcall="r", person=person, present=True)
    operation.must("close-roll-call", rollcall="r", not_found=["c3"])
    assert packet(operation, "c1").companions == (
        "Nombre c3, N-03", "Nombre a1, N-09", "Nombre c2, N-02", "tío Abel",
    )  # fmt: skip


def test_nobody_is_their_own_companion(operation):
    operation.must("group-siblings", group="g1", people=["c1", "c2"], basis="dicho por c1")
    assert packet(operation, "c2").companions == ("Nombre c1, N-01",)


def test_who_may_not_see_names_gets_no_packet(operation):
    assert packet(operation, "c1", by="press-officer") is None


def test_who_may_see_names_and_no_places_gets_no_place(operation):
    assert packet(operation, "c1", by="police").last_seen == ""


def test_a_person_of_another_operation_has_no_packet_here(operation, viewer):
    stranger = viewer("director", username="elsewhere", operations=("other",))
    assert packets.ask(stranger, operation.id, ["c1"]) == {}
