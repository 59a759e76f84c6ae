"""The incident room: one tap opens it, every name leaves it with a state, and it closes over nobody."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from abrigo.desk.incident_room import Numbers, summary
from abrigo.facts.index import KIND_OF
from abrigo.facts.sightings import Seen
from abrigo.registers.models import Card, Thread, Whereabout

pytestmark = pytest.mark.django_db


@pytest.fixture
def director(at_desk):
    return at_desk("director")


def breach(client, site="centro", kind="forced-entry", **more) -> str:
    answer = client.post("/incidents/open", {"id": "inc1", "site": site, "kind": kind, **more})
    assert answer.status_code == 302, answer.content
    return "/incidents/inc1"


def tap(client, url, person, mode, form="f", **fields):
    return client.post(f"{url}/act", {"id": form, "person": person, "mode": mode, **fields})


def state(person):
    return Whereabout.objects.get(person=person).state


def test_one_tap_freezes_the_list_and_everybody_is_unaccounted_by_name(at_desk):
    guard = at_desk("guard", site="centro")
    opening = guard.get("/incidents/open")
    assert opening.context["given"]["site"] == "centro"
    page = guard.get(breach(guard))
    numbers = page.context["numbers"]
    assert (numbers.expected, numbers.unaccounted, numbers.seen) == (10, 10, 0)
    assert (numbers.children, numbers.adults) == (7, 3)
    assert "Nombre c1" in page.content.decode()


def test_the_second_tap_of_a_shaking_hand_opens_no_second_incident(director):
    breach(director)
    breach(director)
    assert Card.objects.filter(kind="incident").count() == 1


def test_an_assault_leaves_the_count_alone(director):
    page = director.get(breach(director, kind="assault"))
    assert page.context["numbers"].unaccounted == 0


def test_each_kind_of_finding_is_one_tap_and_one_state(director):
    url = breach(director)
    assert tap(director, url, "c1", "see", site="centro").status_code == 302
    assert tap(director, url, "c2", "inside", site="centro").status_code == 302
    assert tap(director, url, "c3", "back", site="centro", brought_by="patrulla 14").status_code == 302
    assert tap(director, url, "c4", "outside", place="una finca", source="una vecina").status_code == 302
    assert tap(director, url, "c5", "missing").status_code == 302
    assert [state(f"c{n}") for n in range(1, 6)] == ["present", "present", "present", "unaccounted", "missing"]
    page = director.get(url)
    assert "una finca" in page.content.decode()
    numbers = page.context["numbers"]
    assert (numbers.seen, numbers.unaccounted, numbers.missing, numbers.elsewhere) == (3, 6, 1, 0)


def test_brought_back_by_nobody_is_refused_and_what_was_typed_stays(director):
    url = breach(director)
    answer = tap(director, url, "c3", "back", brought_by=" ")
    assert answer.status_code == 422
    assert "Say who brought them back." in answer.content.decode()
    assert state("c3") == "unaccounted"


def test_the_same_tap_twice_is_written_once(director, operation):
    url = breach(director)
    seen = Thread.objects.filter(stream="person:c1", kind=KIND_OF[Seen][0])
    before = seen.count()
    for _ in range(2):
        operation.tick()
        assert tap(director, url, "c1", "see", site="centro").status_code == 302
    assert seen.count() == before + 1


def test_nobody_outside_the_frozen_list_is_tapped(director):
    url = breach(director)
    assert tap(director, url, "c8", "see").status_code == 404
    assert tap(director, url, "c1", "vanish").status_code == 404


def test_a_guard_declares_nobody_missing(at_desk):
    guard = at_desk("guard", site="centro")
    url = breach(guard)
    assert tap(guard, url, "c1", "missing").status_code == 422
    assert state("c1") == "unaccounted"


def test_it_does_not_close_while_somebody_has_no_state_and_names_them(director):
    url = breach(director)
    for person in ("c1", "c2", "c3", "c4", "c5", "c6", "a1", "a2", "a3"):
        tap(director, url, person, "see", site="centro", form=person)
    answer = director.post(f"{url}/close", {"id": "z", "signed": "yes", "words": "fin"})
    assert answer.status_code == 422
    assert "N-07" in answer.content.decode()
    tap(director, url, "c7", "missing")
    assert director.post(f"{url}/close", {"id": "z1", "words": "fin"}).status_code == 422
    assert director.post(f"{url}/close", {"id": "z2", "signed": "yes", "words": "fin"}).status_code == 302
    assert Card.objects.get(kind="incident").status == "closed"
    closed = director.get(url).content.decode()
    assert "Closed and signed." in closed
    assert "Seen here" not in closed


def test_a_line_of_the_log_is_added_to_and_never_edited(director):
    url = breach(director, words="golpes en el portón")
    director.post(f"{url}/note", {"id": "n1", "words": "cien personas"})
    director.post(f"{url}/note", {"id": "n2", "words": "eran ciento veinte", "adds_to": "n1"})
    assert director.post(f"{url}/note", {"id": "n3", "words": " "}).status_code == 422
    log = director.get(url).context["log"]
    note = next(line for line in log if line["kind"] == "note")
    assert (note["words"], [a["words"] for a in note["added"]]) == ("cien personas", ["eran ciento veinte"])
    assert any(line.get("words") == "golpes en el portón" for line in log)


def test_many_brought_by_one_van_are_one_line_with_every_name(director):
    url = breach(director)
    for person in ("c1", "c2", "c3"):
        tap(director, url, person, "back", form=person, site="centro", brought_by="patrulla 14")
    line = next(line for line in director.get(url).context["log"] if "people" in line)
    assert line["people"] == ["N-01 Nombre c1", "N-02 Nombre c2", "N-03 Nombre c3"]


def test_a_lost_site_is_run_from_another_and_its_guard_then_sees_it(director, at_desk):
    other = at_desk("guard", username="other", site="casa")
    url = breach(director)
    assert other.get(url).status_code == 404
    assert director.post(f"{url}/move", {"id": "m", "room": "casa"}).status_code == 302
    page = director.get(url)
    assert page.context["room"] == "Casa"
    assert other.get(url).status_code == 200
    assert tap(director, url, "c1", "see", site="centro").status_code == 302


def test_an_open_page_asks_again_only_when_something_was_written(director):
    url = breach(director)
    pos = director.get(url).context["pos"]
    assert director.get(f"{url}/live?since={pos}").status_code == 204
    tap(director, url, "c1", "see", site="centro")
    fresh = director.get(f"{url}/live?since={pos}")
    assert fresh.status_code == 200
    assert "9 not yet" in fresh.content.decode()
    assert director.get(f"{url}/live?part=log&since={pos}").status_code == 200


def test_the_spoken_line_names_nobody_and_adds_up():
    at = datetime(2025, 12, 21, 17, 40, tzinfo=ZoneInfo("America/Guatemala"))
    said = summary(Numbers(198, 162, 36, 0, children=34, undetermined=0, adults=2), at)
    assert said == "At 17:40: 198 expected, 162 seen, 36 not yet: 34 children and 2 adults."
    one = summary(Numbers(10, 6, 1, 2, children=1, undetermined=1, adults=0), at)
    assert one == (
        "At 17:40: 10 expected, 6 seen, 1 not yet: 1 child (1 of disputed age). 2 declared missing. "
        "1 accounted for elsewhere."
    )


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_the_printed_list_has_everybody_unaccounted_and_its_checkpoint(director):
    url = breach(director)
    tap(director, url, "c1", "see", site="centro")
    body = director.get(f"{url}/list").content.decode()
    assert "N-01" not in body
    assert "N-02" in body
    assert "Ledger checkpoint" in body
    assert "suéter azul" in body


def test_a_stranger_stands_beside_the_count_and_is_matched_to_nobody(director):
    url = breach(director)
    asked = {"id": "s1", "incident": "inc1", "site": "centro", "tag": "X-1", "tally": "child", "circumstances": "x"}
    assert director.post("/strangers/new", asked).headers["Location"] == url
    page = director.get(url)
    assert [p["id"] for p in page.context["strangers"]] == ["s1"]
    assert page.context["numbers"].expected == 10


def test_the_press_opens_no_room_and_reads_no_name(at_desk):
    url = breach(at_desk("director"))
    press = at_desk("press-officer")
    assert press.get(url).status_code == 403
    assert press.get(f"{url}/live").status_code == 404
    assert press.get(f"{url}/list").status_code == 404
    assert press.get("/incidents/open").status_code == 404
    listed = press.get("/incidents")
    assert listed.status_code == 200
    assert "Nombre" not in listed.content.decode()


def test_who_sees_no_places_reads_that_it_was_done_and_not_where(at_desk):
    director, police = at_desk("director"), at_desk("police", agency="police")
    url = breach(director, words="en la casa Norte 3")
    director.post(f"{url}/note", {"id": "n1", "words": "escondidos en Norte 3"})
    tap(director, url, "c1", "outside", place="finca La Palma", source="una vecina")
    tap(director, url, "c2", "back", site="centro", brought_by="el chofer de La Palma")
    page = police.get(url).content.decode()
    assert "Nombre c1" in page
    assert "Brought back" in page
    for hidden in ("Norte 3", "La Palma", "never seen by us", "last-seen"):
        assert hidden not in page
    assert "Centro" not in police.get(f"{url}/list").content.decode()
