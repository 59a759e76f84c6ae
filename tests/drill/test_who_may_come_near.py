"""Events 01, 14, 15, 28 to 32, 35, 38 and 41 to 43 of the drill, read through the API and on the pages."""

import json
import time
from datetime import datetime, timedelta

import pytest
from django.test import Client

pytestmark = pytest.mark.slow
ABROAD, HOME, CARE, LOST = 66, 29, 60, 2


def at(day: int, hour: str) -> str:
    return f"{datetime(2025, 12, 19) + timedelta(days=day):%Y-%m-%d}T{hour}:00-06:00"


@pytest.fixture(scope="module")
def ask(drill):
    """A program's question as the child's attorney."""
    from abrigo.staff.models import Account
    from abrigo.staff.viewer import new_token

    def asked(path: str, user: str = "attorney", **words):
        key = new_token(Account.objects.get(username=user), "a test")
        answer = Client().get(f"/api/operations/encino{path}", words, headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)

    return asked


@pytest.fixture(scope="module")
def page(drill):
    """A page as the same attorney reads it, in English."""
    from abrigo.staff.models import Account

    client = Client(headers={"accept-language": "en"})
    client.force_login(Account.objects.get(username="attorney"), "django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"
    session = client.session
    session.update({"purpose": "care", "stepped_up": int(time.time() * 1000)})
    session.save()

    def read(path: str, **words) -> str:
        answer = client.get(path, words)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content.decode()

    return read


def children(split: dict) -> int:
    return split["children"] + split["undetermined"]


def test_event_01_three_visits_were_refused_and_29_children_seen_are_no_29_identities(ask, page):
    refused = ask("/refused-accesses")
    assert len(refused) == 3
    assert all(r["about"]["refused_by"] and r["about"]["under"] for r in refused)
    assert all(r["due"] for r in refused[1:]), "when the next attempt is due"
    before = ask("/board", known_at=at(-1, "12:00"))["whole"]
    assert before["received"]["persons"] == 0, "29 seen by eye, nobody identified"
    assert ask("/headcounts")[-1]["about"]["number"] == 29
    said = page("/authority")
    assert said.count("un hombre que no dio su nombre") >= 1
    assert "Refused access" in said


def test_event_14_no_court_has_taken_the_file_and_the_gap_is_in_sight(ask, page):
    one = ask("/orders")[-1]["about"]["annex"][0]["person"]
    then = {"about": at(1, "22:30"), "known_at": at(1, "22:30")}
    told = ask(f"/people/{one}/custody", **then)
    assert (told["gap"], told["basis"], told["orders"]) == (True, "", [])
    assert told["holder"] == "social-welfare"
    running = [d for d in ask("/deadlines", person=one) if d["started"] <= at(2, "12:00")]
    assert running, "the clock that started that night"
    assert all(not d["verified"] for d in running)
    said = page(f"/authority/of/{one}", about="2025-12-20T22:30", known="2025-12-20T22:30")
    assert "No legal authority on record" in said


def test_event_15_34_relatives_have_34_receipts_and_no_receipt_names_a_place(ask, page, drill):
    from abrigo.registers.models import Place

    asked = ask("/requests", limit=100)
    assert len({r["title"] for r in asked}) == len(asked) == 34
    assert all(r["about"]["due"] or r["due"] for r in asked), "an answer is owed to each"
    names = [n for n in Place.objects.exclude(level="operation").values_list("name", flat=True) if len(n) > 3]
    for r in asked:
        paper = page(f"/families/{r['id']}/receipt", lang="es")
        assert r["title"] in paper
        assert [n for n in names if n in paper] == []
    assert page("/families").count("R-0") >= 34


def test_event_28_the_annex_of_160_lines_and_the_register_differ_by_named_lines(ask, page):
    order = next(o for o in ask("/orders") if o["about"]["number"] == "B-1187-2025")
    assert (len(order["about"]["annex"]), order["status"]) == (160, "in-force")
    told = ask(f"/orders/{order['id']}/annex")
    assert (told["lines"], told["persons"]) == (160, 159)
    (twice,) = told["twice"]
    assert [line["text"] for line in twice["lines"]][-1] == "L-199 (segundo nombre)"
    assert told["adults"] or told["ages"], "the five whose age was reviewed later"
    said = page(f"/authority/orders/{order['id']}")
    assert "L-199 (segundo nombre)" in said
    assert "160" in said


def test_event_29_the_child_swept_in_is_returned_by_two_hands_and_never_part_of_the_sum(ask, page):
    release = next(r for r in ask("/releases", limit=1000) if r["id"] == "rel-x1")
    assert (release["status"], release["about"]["outcome"]) == ("released", "returned-stranger")
    assert release["about"]["proposed_by"] != release["about"]["countersigned_by"]
    for hour in (at(2, "23:00"), at(3, "23:00"), at(4, "23:00")):
        board = ask("/board", known_at=hour)["whole"]
        assert board["adds_up"]
        assert board["received"]["persons"] == 200
    beside = [ask("/board", known_at=at(d, "23:00"))["whole"]["beside"]["unresolved"]["persons"] for d in (3, 4)]
    assert beside == [1, 0]
    assert "returned" in page(f"/releases/{release['id']}").casefold()


def test_event_30_three_courts_declined_one_was_designated_and_the_days_between_stand_in_the_line(ask, page):
    said = sorted(ask("/courts"), key=lambda c: c["at"])
    assert [c["status"] for c in said] == ["declined"] * 3 + ["designated"]
    one = ask("/orders")[-1]["about"]["annex"][0]["person"]
    days = ask(f"/people/{one}/custody", about=at(5, "12:00"))["days"]
    assert [d["order"] for d in days][:3] == ["ALL-2025-0417", "", "B-1187-2025"], "search, nothing, shelter"
    assert days[1]["basis"] == "", "from the end of the search's ground to the first order nobody had said anything"
    text = page(f"/authority/of/{one}")
    for court in ("Juzgado A", "Juzgado B", "Juzgado C", "Corte superior"):
        assert court in text
    assert "says it is not its case" in text
    assert "without any legal authority on record" in text


def test_event_31_the_ban_on_outside_food_has_a_basis_a_scope_and_a_review(ask, page):
    (ban,) = [r for r in ask("/restrictions") if r["about"]["kind"] == "food"]
    told = ban["about"]
    assert told["basis"]
    assert told["issuer"] == "Juzgado B"
    assert told["scope"].startswith("Centro Las Acacias")
    assert told["review"] < told["ends"]
    assert ban["overdue"], "it ended, and says so"
    assert "comida de fuera" in page("/authority")


def test_event_32_17_consulates_are_told_child_by_child_and_four_lists_are_refused(ask, page):
    notices, lists = ask("/notices"), ask("/refused-group-lists")
    assert (len(notices), len({n["person"] for n in notices}), len(lists)) == (17, 17, 4)
    assert all(x["about"]["reason"] for x in lists)
    said = page("/consulates")
    assert said.count("una lista expone a las demás") == 4


def test_event_35_152_children_reach_five_homes_one_is_in_hospital_four_are_missing(ask, page):
    whole = ask("/board", known_at=at(26, "23:00"))
    homes = {p["id"] for p in ask("/places") if p["kind"] == "home"}
    there = [children(s["tally"]["states"]["present"]) for s in whole["sites"] if s["site"] in homes]
    assert sorted(n for n in there if n) == sorted((88, 1, 9, 30, 24))
    states = whole["whole"]["states"]
    assert (sum(there), children(states["out-with-authority"]), children(states["missing"])) == (152, 1, 4)
    assert sum(there) + 1 + 4 == 157
    assert "157" in page("/board", known=at(26, "23:00")[:16], about=at(26, "23:00")[:16])


def test_event_38_six_children_were_heard_in_their_language_and_the_words_stand_as_said(ask, page):
    heard = ask("/views")
    assert len({h["person"] for h in heard}) == 6
    view = heard[0]["about"]["view"]
    assert all(view[k] for k in ("asked", "how", "language", "through", "said_words", "weighed"))
    assert view["said_words"] in page(f"/authority/of/{heard[0]['person']}")


def test_event_41_of_the_four_found_two_are_ours_and_two_stay_missing(ask):
    missing = [children(ask("/board", known_at=at(d, "23:00"))["whole"]["states"]["missing"]) for d in (146, 147)]
    assert missing == [4, 2]


def test_event_42_the_end_adds_up_to_157(ask, page):
    states = ask("/board", known_at=at(201, "12:00"))["whole"]["states"]
    care = sum(children(states[s]) for s in ("present", "in-transit", "out-with-authority", "unaccounted"))
    ends = (children(states["transferred-out"]), children(states["released"]), care, children(states["missing"]))
    assert ends == (ABROAD, HOME, CARE, LOST)
    assert sum(ends) == 157


def test_event_43_at_the_border_the_answer_is_whose_custody_as_known_on_that_date(ask, page):
    seen = ask("/people", limit=1000)["people"]
    order = next(o for o in ask("/orders") if o["about"]["number"] == "C-77-2026")
    named = [line["person"] for line in order["about"]["annex"]]
    assert len(named) == 17
    crossed = [p["id"] for p in seen if p["id"] in named and p["where"]["located"]]
    assert len(crossed) == 5
    the_crossing, the_hit = at(309, "15:00"), at(330, "10:00")
    for child in crossed:
        then = ask(f"/people/{child}/custody", about=the_crossing, known_at=the_crossing)
        assert then["orders"] == [], "the notice reached nobody before they crossed"
        assert then["outcome"] == "transferred-abroad"
        later = ask(f"/people/{child}/custody", about=the_crossing, known_at=the_hit)
        assert later["orders"] == [], "what was confirmed a day later did not hold at the crossing"
        now = ask(f"/people/{child}/custody", about=the_hit, known_at=the_hit)
        assert [o["number"] for o in now["orders"]] == ["C-77-2026"]
        assert "Suspende la guarda" in now["orders"][0]["allows"]
    told = page(f"/authority/of/{crossed[0]}", about=the_crossing[:16], known=the_hit[:16])
    assert "none of ours" in told
    assert "C-77-2026" in told, "the order is in the list, with the day it was confirmed"
    known_then = page(f"/authority/of/{crossed[0]}", about=the_crossing[:16], known=the_crossing[:16])
    assert "C-77-2026" not in known_then
