"""Roll calls at the desk: everybody by name, two who cannot see each other, nothing closed over somebody's head."""

import json
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from abrigo.desk import counting, paper
from abrigo.desk.door import Visit
from abrigo.facts.index import KIND_OF
from abrigo.facts.rollcalls import RollCallAnswered
from abrigo.facts.wire import from_ms
from abrigo.registers.models import Card, Thread, Whereabout

pytestmark = pytest.mark.django_db
GUATEMALA = ZoneInfo("America/Guatemala")


@pytest.fixture
def guard(at_desk):
    return at_desk("guard", site="centro")


@pytest.fixture
def second(at_desk):
    return at_desk("guard", username="second", site="centro")


def opened(client, counters="1", place="site:centro") -> str:
    answer = client.post("/rollcalls/open", {"id": "rc1", "place": place, "name": "R1", "counters": counters})
    assert answer.status_code == 302, answer.content
    return answer.headers["Location"]


def order(url: str) -> list[str]:
    """The frozen list: a button names a person by their place on it."""
    from abrigo.clerk.consult import consult
    from abrigo.rules.rollcalls import ROLL_CALLS

    known = consult(None, lambda _, memory: memory.recall(ROLL_CALLS, f"rollcall:{url.rsplit('/', 1)[1]}"))
    return list(known.opened.expected)


def say(client, url, person, *, here=True, counter="1", **more):
    button = {"here" if here else "not_here": str(order(url).index(person))}
    return client.post(f"{url}/answer", {"counter": counter, **button, **more}, headers={"accept": "application/json"})


def everyone(client, url, lost=(), counter="1"):
    for person in order(url):
        assert say(client, url, person, here=person not in lost, counter=counter).status_code == 200


def close(client, url, **more):
    return client.post(f"{url}/close", {"id": "x1", "strangers": "0", "signed": "yes", **more})


def written() -> int:
    """How many answers stand in the ledger."""
    return Thread.objects.filter(stream="rollcall:rc1", kind=KIND_OF[RollCallAnswered][0]).count()


def seen(client, url):
    return client.get(url).content.decode()


def test_who_is_left_is_always_said_and_those_out_with_authority_are_not_waited_for(guard):
    url = opened(guard)
    page = guard.get(url)
    assert page.context["tally"] == {"left": 10, "here": 0, "not_here": 0, "elsewhere": 0}
    say(guard, url, "c1")
    say(guard, url, "c2", here=False)
    assert guard.get(url).context["tally"] == {"left": 8, "here": 1, "not_here": 1, "elsewhere": 0}


def test_a_tap_taken_back_is_a_new_answer_and_both_stay_written(guard):
    url = opened(guard)
    say(guard, url, "c1")
    say(guard, url, "c1", here=False)
    assert guard.get(url).context["tally"]["not_here"] == 1
    assert written() == 2


def test_a_tap_repeated_by_the_network_is_one_answer(guard, operation):
    url = opened(guard)
    for _ in range(3):
        operation.tick()
        assert say(guard, url, "c1", id="tap").status_code == 200
    assert written() == 1


def test_a_band_is_typed_by_its_digits_and_a_minus_says_not_here(guard):
    url = opened(guard)
    guard.post(f"{url}/answer", {"band": "3", "counter": "1"})
    guard.post(f"{url}/answer", {"band": "N-04-", "counter": "1"})
    page = guard.get(url)
    assert [c["id"] for c in page.context["found"]] == ["c3"]
    assert [c["id"] for c in page.context["not_found"]] == ["c4"]


def test_a_band_nobody_wears_is_refused_and_what_was_typed_is_answered_with_a_way_out(guard):
    url = opened(guard)
    answer = guard.post(f"{url}/answer", {"band": "777", "counter": "1"}, headers={"accept": "application/json"})
    assert answer.status_code == 422
    assert json.loads(answer.content)["refusal"]["remedy"]


def test_two_bands_that_end_alike_are_never_guessed():
    drawn = [{"band": "A-07", "digits": "7"}, {"band": "B-07", "digits": "7"}, {"band": "", "digits": ""}]
    assert len(counting.by_band(drawn, "7")) == 2
    assert counting.by_band(drawn, "b-07") == [drawn[1]]
    assert counting.by_band(drawn, "-") == []


def test_a_refused_close_names_who_is_left(guard):
    url = opened(guard)
    say(guard, url, "c1")
    answer = close(guard, url)
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "people-left" in body
    assert "Nombre c2" in body
    assert Card.objects.get(kind="rollcall").status == "open"


def test_those_not_found_are_ticked_one_by_one_or_it_does_not_close(guard):
    url = opened(guard)
    everyone(guard, url, lost=("c2", "c3"))
    assert close(guard, url, not_found=["c2"]).status_code == 422
    assert close(guard, url, not_found=["c2", "c3"]).status_code == 302
    assert set(Whereabout.objects.filter(state="unaccounted").values_list("person", flat=True)) == {"c2", "c3"}
    assert "2 were not found" in seen(guard, url)


def test_nobody_closes_without_a_signature(guard):
    url = opened(guard)
    everyone(guard, url)
    assert close(guard, url, signed="").status_code == 422
    assert Card.objects.get(kind="rollcall").status == "open"
    assert close(guard, url).status_code == 302


def test_who_counts_second_sees_no_answer_of_the_first(guard, second):
    url = opened(guard, counters="2")
    everyone(guard, url, lost=("c2",), counter="1")
    page = second.get(f"{url}?counter=2")
    assert page.context["tally"]["left"] == 10
    assert page.context["found"] == page.context["not_found"] == []
    live = second.get(f"{url}/live?counter=2").json()
    assert set(live["marks"]) == {"."}


def test_who_has_not_chosen_a_counter_sees_no_answers_at_all(guard, second):
    url = opened(guard, counters="2")
    everyone(guard, url, counter="1")
    body = seen(second, url)
    assert "Which counter are you?" in body
    assert "data-counting" not in body


def test_one_person_cannot_be_both_counters(guard):
    url = opened(guard, counters="2")
    say(guard, url, "c1", counter="1")
    assert guard.get(f"{url}?counter=2").context["count"].counter == 1


def test_counters_who_differ_see_only_that_and_from_the_second_recount_the_names(guard, second):
    url = opened(guard, counters="2")
    for round_ in (1, 2):
        everyone(guard, url, counter="1")
        everyone(second, url, lost=("c2",), counter="2")
        for client, counter in ((guard, "1"), (second, "2")):
            assert client.post(f"{url}/finish", {"counter": counter, "id": f"f{round_}{counter}"}).status_code == 302
        page = guard.get(url)
        names = [c["id"] for c in page.context["again"]]
        assert page.context["count"].known.round == round_ + 1
        assert names == ([] if round_ == 1 else ["c2"])
    assert page.context["tally"]["left"] == 0
    say(second, url, "c2", counter="2")
    for client, counter in ((guard, "1"), (second, "2")):
        client.post(f"{url}/finish", {"counter": counter, "id": f"f3{counter}"})
    assert close(guard, url).status_code == 302


def test_a_count_of_two_is_not_closed_while_one_is_still_counting(guard, second):
    url = opened(guard, counters="2")
    everyone(guard, url, counter="1")
    guard.post(f"{url}/finish", {"counter": "1", "id": "f1"})
    assert close(guard, url).status_code == 422
    assert "not both finished" in seen(guard, f"{url}/close")


def test_a_counter_does_not_finish_over_somebody_not_looked_for(guard):
    url = opened(guard, counters="2")
    say(guard, url, "c1", counter="1")
    answer = guard.post(f"{url}/finish", {"counter": "1", "id": "f"})
    assert answer.status_code == 422
    assert "Nombre c2" in answer.content.decode()


def test_interrupted_needs_its_reason_takes_no_answers_and_goes_on(guard):
    url = opened(guard)
    assert guard.post(f"{url}/pause", {"id": "p0", "reason": " "}).status_code == 422
    assert guard.post(f"{url}/pause", {"id": "p1", "reason": "gritos en el portón"}).status_code == 302
    assert "gritos en el portón" in seen(guard, url)
    assert "gritos en el portón" in seen(guard, "/rollcalls")
    assert say(guard, url, "c1").status_code == 422
    guard.post(f"{url}/pause", {"id": "p2", "resume": "yes"})
    assert say(guard, url, "c1").status_code == 200


def test_a_site_without_a_signed_count_is_called_missed_and_a_slow_one_late(guard):
    assert guard.get("/rollcalls").context["missed"] == [{"name": "Centro", "people": 10, "last": None}]
    url = opened(guard)
    everyone(guard, url)
    Card.objects.filter(kind="rollcall").update(
        at=Card.objects.get(kind="rollcall").at - int(timedelta(minutes=16).total_seconds() * 1000)
    )
    assert guard.get("/rollcalls").context["at_work"][0]["late"]
    close(guard, url)
    assert guard.get("/rollcalls").context["missed"] == []


def test_another_gates_guard_finds_nothing_here(guard, at_desk):
    url = opened(guard)
    other = at_desk("guard", username="other", site="casa")
    nothing = other.get("/rollcalls/no-such-thing")
    assert other.get(url).status_code == nothing.status_code == 404
    assert say(other, url, "c1").status_code == 404


def test_the_press_sees_the_numbers_and_no_name(guard, at_desk):
    url = opened(guard)
    press = at_desk("press-officer")
    assert "Nombre" not in seen(press, url)
    assert press.get(f"{url}/close").status_code == 404
    assert press.get(f"{url}/sheet").status_code == 404


def test_a_place_with_nobody_opens_no_roll_call(at_desk):
    answer = at_desk("director").post("/rollcalls/open", {"id": "r", "place": "site:casa", "name": "", "counters": "1"})
    assert answer.status_code == 422
    assert "nobody-expected" in answer.content.decode()


# -- paper ----------------------------------------------------------------------


def keyed(client, url, **fields):
    local = from_ms(Card.objects.get(kind="rollcall").at).astimezone(GUATEMALA)
    return client.post(f"{url}/paper", {"id": "k", "counter": "1", "when": f"{local:%Y-%m-%dT%H:%M}", **fields})


def test_the_sheet_rests_on_a_checkpoint_and_lists_everybody_once(guard):
    url = opened(guard)
    body = seen(guard, f"{url}/sheet")
    assert re.findall(r"<strong>(N-\d\d)</strong>", body) == sorted(
        re.findall(r"<strong>(N-\d\d)</strong>", body), key=lambda b: (int(b[2:]) % 2 == 0, b)
    )
    assert body.count('class="tick"') == 20
    assert "Ledger checkpoint" in body


def test_paper_is_keyed_in_by_lines_and_by_ticks_as_written(guard):
    url = opened(guard)
    n = order(url).index("c5")
    assert keyed(guard, url, lines="1\n2-\nN-03\n", **{f"a{n}": "here"}).status_code == 302
    page = guard.get(url)
    assert sorted(c["id"] for c in page.context["found"]) == ["c1", "c3", "c5"]
    assert [c["id"] for c in page.context["not_found"]] == ["c2"]


def test_one_line_that_cannot_be_read_writes_nothing_and_loses_nothing(guard):
    url = opened(guard)
    answer = keyed(guard, url, lines="1\n99\nN-03 77:99")
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Line 2" in body
    assert "N-03 77:99" in body
    assert guard.get(url).context["tally"]["left"] == 10


def test_an_hour_before_the_list_was_frozen_is_refused(guard):
    url = opened(guard)
    assert keyed(guard, url, lines="1", when="2025-12-19T07:00").status_code == 422
    assert guard.get(url).context["tally"]["left"] == 10


def test_an_hour_beside_a_name_is_read_as_people_write_it(operation, viewer):
    zone = GUATEMALA
    now = datetime(2025, 12, 22, 0, 30, tzinfo=zone).astimezone(UTC)
    visit = Visit(operation.hand("director"), operation.id, now, {}, zone)
    for text in ("23:50", "23.50", "23h50"):
        assert paper.hour_of(visit, text, now) == datetime(2025, 12, 21, 23, 50, tzinfo=zone)
    for text in ("", "24:00", "9:77", "soon"):
        assert paper.hour_of(visit, text, now) is None


def test_a_tap_waits_for_the_network_and_keeps_its_minute_within_reason():
    frozen, now = datetime(2025, 12, 21, 23, 0, tzinfo=UTC), datetime(2025, 12, 21, 23, 9, tzinfo=UTC)
    assert counting.tapped_at("2025-12-21T23:05:00.123456Z", frozen, now) == datetime(
        2025, 12, 21, 23, 5, 0, 123000, tzinfo=UTC
    )
    assert counting.tapped_at("2025-12-21T23:59:00Z", frozen, now) == now
    assert counting.tapped_at("2020-01-01T00:00:00Z", frozen, now) == frozen
    assert counting.tapped_at("2025-12-21T23:05:00", frozen, now) == now
    assert counting.tapped_at("soon", frozen, now) == now


def test_the_page_speaks_spanish(guard):
    url = opened(guard)
    guard.cookies["django_language"] = "es"
    assert "Faltan por responder" in seen(guard, url)


def test_who_sees_no_places_reads_the_numbers_of_a_count_and_not_where_it_was(at_desk, guard):
    url = opened(guard)
    everyone(guard, url, lost=("c2",))
    close(guard, url, not_found=["c2"])
    court = at_desk("court", agency="courts")
    for path in (url, "/rollcalls"):
        body = seen(court, path)
        assert "Centro" not in body
        assert ">9<" in body or "9</td>" in body
