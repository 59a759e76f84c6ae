"""Movements at the desk: nobody disappears between two places, and whoever may not know a route is not shown it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from abrigo.facts.kinds import TransitId
from abrigo.registers import whereabouts
from abrigo.registers.models import Card, Whereabout

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def bare(response) -> str:
    """The page without the form's one-time marks and the address that was asked for."""
    return re.sub(r"[A-Za-z0-9]{64}|/transits/[\w-]+", "", response.content.decode())


def states(*people: str) -> list[str]:
    found = dict(Whereabout.objects.filter(person__in=people).values_list("person", "state"))
    return [found[p] for p in people]


@pytest.fixture
def bus(operation) -> str:
    """A manifest open for boarding at the centre, to the home, due in two hours."""
    operation.must(
        "open-transit", transit="t1", manifest="M-1", vehicle="bus", origin="centro", destination="casa",
        escorts=["Sargento"], due=(operation.now + timedelta(hours=2)).isoformat(),
    )  # fmt: skip
    return "t1"


def test_a_manifest_opened_at_the_desk_is_ready_to_board(operation, at_desk):
    local = (operation.now + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    sent = {"id": "f1", "transit": "t9", "manifest": "B-9", "vehicle": "bus", "origin": "centro",
            "destination": "casa", "escorts": "Uno\nDos", "due": local}  # fmt: skip
    desk = at_desk("director")
    answer = desk.post(reverse("desk:open_transit"), sent)
    assert answer.status_code == 302
    again = desk.post(reverse("desk:open_transit"), sent)
    assert again.status_code == 302, "a second tap is not a second manifest"
    assert Card.objects.filter(kind="transit").count() == 1
    page = text(desk.get(reverse("desk:transit", args=["t9"])))
    assert "B-9" in page
    assert "Nobody has boarded yet" in page


def test_a_manifest_without_an_hour_is_refused_and_keeps_what_was_typed(at_desk):
    sent = {"id": "f1", "transit": "t9", "manifest": "B-9", "vehicle": "bus", "origin": "centro", "destination": "casa"}
    answer = at_desk("director").post(reverse("desk:open_transit"), sent | {"escorts": "Sargenta Chub", "due": ""})
    assert answer.status_code == 422
    assert "Write when it is expected there" in text(answer)
    assert "Sargenta Chub" in answer.content.decode()


def test_people_board_by_tick_and_by_band_and_the_others_stay(operation, at_desk, bus):
    desk = at_desk("director")
    answer = desk.post(reverse("desk:transit_board", args=[bus]), {"id": "f1", "people": ["c1", "c2"], "band": "3"})
    assert answer.status_code == 302
    assert states("c1", "c2", "c3", "c4") == ["in-transit"] * 3 + ["present"]
    assert "3 aboard" in text(desk.get(reverse("desk:movements")))


def test_a_band_nobody_here_wears_boards_nobody(at_desk, bus):
    answer = at_desk("director").post(
        reverse("desk:transit_board", args=[bus]), {"id": "f1", "people": ["c1"], "band": "99"}
    )
    assert answer.status_code == 422
    assert "Nobody on this list wears 99" in text(answer)
    assert states("c1") == ["present"]


def test_a_partial_arrival_leaves_the_others_on_the_manifest_and_the_last_closes_it(operation, at_desk, bus):
    operation.must("board", transit=bus, people=["c1", "c2", "c3"])
    operation.must("depart", transit=bus)
    desk = at_desk("director")
    send = reverse("desk:transit_arrive", args=[bus])
    assert desk.post(send, {"id": "f1", "people": ["c1"], "site": "casa", "outcome": "came"}).status_code == 302
    assert states("c1", "c2", "c3") == ["present", "in-transit", "in-transit"]
    assert Card.objects.get(kind="transit", id=bus).status == "under-way"
    assert desk.post(send, {"id": "f2", "people": ["c2"], "site": "casa", "outcome": "came"}).status_code == 302
    last = desk.post(send, {"id": "f3", "people": ["c3"], "site": "casa", "outcome": "not-came"}, follow=True)
    assert "did not come: unaccounted" in text(last)
    assert "it is closed" in text(last)
    assert states("c1", "c2", "c3") == ["present", "present", "unaccounted"]


def test_who_got_off_again_before_departure_is_at_the_origin(operation, at_desk, bus):
    operation.must("board", transit=bus, people=["c1", "c2"])
    at_desk("director").post(
        reverse("desk:transit_arrive", args=[bus]), {"id": "f1", "people": ["c1"], "site": "centro", "outcome": "came"}
    )
    row = Whereabout.objects.get(person="c1")
    assert (row.state, row.site) == ("present", "centro")


def test_an_overdue_manifest_stands_first_and_says_how_many_nobody_has_named(operation, at_desk, bus):
    operation.must("board", transit=bus, people=["c1", "c2"])
    operation.must("depart", transit=bus)
    operation.tick(hours=3)
    said = text(at_desk("director").get(reverse("desk:movements")))
    assert "Overdue on the road: M-1" in said
    assert "2 persons nobody has named yet" in said
    assert said.index("Overdue") < said.index("On the road")


def test_the_guard_of_the_house_it_goes_to_sees_the_names_and_another_guard_nothing(operation, at_desk, bus):
    operation.must("board", transit=bus, people=["c1"])
    receives = at_desk("guard", site="casa")
    assert "Nombre c1" in receives.get(reverse("desk:transit", args=[bus])).content.decode()
    operation.hands.pop("guard")
    other = at_desk("guard", site="finca", username="guard-of-the-farm")
    theirs = other.get(reverse("desk:transit", args=[bus]))
    nobodys = other.get(reverse("desk:transit", args=["t-no-such"]))
    assert theirs.status_code == nobodys.status_code == 404
    assert bare(theirs) == bare(nobodys)


@pytest.mark.parametrize("role", ["prosecutor", "press-officer", "auditor", "court", "police"])
def test_whoever_sees_no_places_sees_no_route(operation, at_desk, bus, role):
    desk = at_desk(role)
    assert desk.get(reverse("desk:transit", args=[bus])).status_code == 404
    assert desk.get(reverse("desk:transit_paper", args=[bus])).status_code == 404
    page = desk.get(reverse("desk:movements")).content.decode()
    assert "M-1" not in page
    said = text(desk.get(reverse("desk:movements")))
    assert "1 manifest is under way whose route your office does not see" in said
    assert "Nothing is on the road" not in said, "what an office does not see is not nothing"
    assert "Nobody is out" not in said, "somebody is in hospital"


def test_a_guard_may_not_open_a_manifest(at_desk):
    assert at_desk("guard", site="centro").get(reverse("desk:open_transit")).status_code == 404


def test_the_manifest_on_paper_carries_its_minute_and_its_checkpoint(operation, at_desk, bus):
    operation.must("board", transit=bus, people=["c1"])
    said = text(at_desk("director").get(reverse("desk:transit_paper", args=[bus])))
    assert "Ledger checkpoint" in said
    assert "N-01" in said


def test_what_is_given_and_not_taken_is_on_the_movements_and_on_the_board(operation, at_desk, viewer):
    operation.hands["taker"] = viewer("director", username="taker", agency="police")
    giver = at_desk("director")
    sent = {"id": "f1", "handover": "h1", "taker": "police", "people": ["c1", "c2", "c3"]}
    assert giver.post(reverse("desk:hand_over"), sent).status_code == 302
    for page in ("desk:movements", "desk:board"):
        assert "3 given and not taken" in text(giver.get(reverse(page)))
    taker = at_desk("taker")
    send = reverse("desk:handover", args=["h1"])
    assert taker.post(send, {"id": "f2", "people": ["c1"], "outcome": "taken"}).status_code == 302
    assert "2 given and not taken" in text(giver.get(reverse("desk:board")))
    without = taker.post(send, {"id": "f3", "people": ["c2"], "outcome": "not-taken", "reason": ""})
    assert without.status_code == 422
    assert "Say why they were not taken" in text(without)
    taker.post(send, {"id": "f3", "people": ["c2"], "outcome": "not-taken", "reason": "no vino en el bus"})
    taker.post(send, {"id": "f4", "people": ["c3"], "outcome": "taken"})
    assert "given and not taken" not in text(giver.get(reverse("desk:board")))


def test_only_the_taking_side_may_take(operation, at_desk, viewer):
    operation.hands["taker"] = viewer("director", username="taker", agency="police")
    operation.must("hand-over", handover="h1", taker="police", people=["c1"])
    answer = at_desk("director").post(
        reverse("desk:handover", args=["h1"]), {"id": "f1", "people": ["c1"], "outcome": "taken"}
    )
    assert answer.status_code == 422
    assert "not-the-taker" in text(answer)


def test_a_girl_offered_to_one_office_is_not_offered_to_another(operation, at_desk, viewer):
    operation.hands["taker"] = viewer("director", username="taker", agency="police")
    operation.must("hand-over", handover="h1", taker="police", people=["c1"])
    page = at_desk("director").get(reverse("desk:hand_over")).content.decode()
    assert 'value="c1"' not in page
    assert 'value="c2"' in page


def test_out_with_authority_needs_an_escort_and_comes_back(operation, at_desk):
    desk = at_desk("director")
    sent = {"id": "f1", "people": ["c1", "c2"], "kind": "hearing", "place": "Juzgado C", "escort": ""}
    alone = desk.post(reverse("desk:begin_leave"), sent)
    assert alone.status_code == 422
    assert "nobody goes out alone" in text(alone)
    assert desk.post(reverse("desk:begin_leave"), sent | {"escort": "Procuraduría"}).status_code == 302
    assert states("c1", "c2") == ["out-with-authority"] * 2
    back = desk.post(reverse("desk:end_leave", args=["c1"]), {"id": "f2", "site": "centro", "unit": "sur"})
    assert back.status_code == 302
    assert Whereabout.objects.get(person="c1").unit == "sur"


def test_out_and_overdue_is_loud(operation, at_desk):
    due = (operation.now + timedelta(hours=1)).isoformat()
    operation.must("begin-leave", person="c1", leave="l9", kind="school", place="Escuela", escort="Maestra", due=due)
    operation.tick(hours=2)
    said = text(at_desk("director").get(reverse("desk:movements")))
    assert re.search(r"Overdue to come back: .*N-01", said)


def test_who_is_not_out_cannot_come_back(at_desk):
    assert at_desk("director").get(reverse("desk:end_leave", args=["c1"])).status_code == 404


def test_many_change_unit_at_once(operation, at_desk):
    sent = {"id": "f1", "of_site": "centro", "people": ["c1", "c3"], "unit": "sur"}
    assert at_desk("director").post(reverse("desk:change_unit"), sent).status_code == 302
    assert set(Whereabout.objects.filter(person__in=["c1", "c3"]).values_list("unit", flat=True)) == {"sur"}


def test_a_site_and_a_unit_are_opened_and_show_how_many_they_hold(operation, at_desk):
    desk = at_desk("director")
    site = {"id": "f1", "what": "site", "name": "Hogar Nuevo", "kind": "home", "agency": "welfare", "capacity": "2"}
    assert desk.post(reverse("desk:sites"), site).status_code == 302
    unit = {"id": "f2", "what": "unit", "site": "s-f1", "name": "Planta alta", "capacity": ""}
    assert desk.post(reverse("desk:sites"), unit).status_code == 302
    said = text(desk.get(reverse("desk:sites")))
    assert "Hogar Nuevo" in said
    assert "Planta alta" in said


def test_a_site_over_its_capacity_is_loud(operation, at_desk):
    operation.must("open-site", site="chico", name="Cuarto chico", kind="home", agency="welfare", capacity=1)
    for person in ("c1", "c2"):
        operation.must("see", person=person, site="chico", how="by-sight")
    assert "over capacity: Cuarto chico 2 / 1" in text(at_desk("director").get(reverse("desk:sites")))


def test_whoever_counts_nobody_may_still_open_a_site_and_sees_no_occupancy(at_desk):
    desk = at_desk("administrator")
    said = text(desk.get(reverse("desk:sites")))
    assert "Open a site or a vehicle" in said
    assert "unaccounted" not in said


def test_a_manifest_is_read_whole_by_whoever_receives_it(operation, bus):
    from abrigo.clerk.consult import consult
    from abrigo.registers import manifests

    operation.must("board", transit=bus, people=["c1", "c2"])
    found = consult(
        operation.hand("director"), lambda viewer, past: manifests.ask(viewer, past, operation.id, TransitId(bus))
    )
    assert [p.person for p in found.of(manifests.ABOARD)] == ["c1", "c2"]
    assert found.lines["c1"].band == "N-01"
    assert whereabouts.ask(operation.hand("director"), operation.id, operation.now).sites["bus"].received == 2
