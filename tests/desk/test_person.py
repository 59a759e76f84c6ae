"""One person's page, the list and the past: everything said, by whom and when; and nothing beyond what may be seen."""

import re

import pytest

from abrigo.registers.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def director(at_desk):
    return at_desk("director")


def text(answer) -> str:
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\u2068", "").replace("\u2069", "")
    return re.sub(r"\s+", " ", plain.replace("&#x27;", "'"))


def test_everything_said_stands_there_with_who_said_it(director, operation):
    operation.must("claim-name", person="c1", claim="c1/h", text="רבקה", speaker="la hermana", script="Hebr")
    operation.must("claim-kin", person="c1", claim="c1/k", relation="sister", other="c2", speaker="ella")
    page = text(director.get("/people/c1"))
    assert "Called “Nombre c1” according to c1" in page
    assert "Called “רבקה” according to la hermana" in page
    assert "said to be sister" in page
    assert "No legal authority on record" in page, "the gap shows"


def test_what_was_told_late_shows_both_times(director, operation):
    at = operation.now.strftime("%Y-%m-%dT%H:%M")
    operation.tick(hours=3)
    assert "written down" not in text(director.get("/people/c1"))
    director.post("/people/c1/do/see", {"id": "s1", "place": "centro/norte", "how": "band", "at": at})
    assert "written down" in text(director.get("/people/c1"))


def test_a_correction_names_the_old_and_the_old_stays(director, operation):
    operation.must("describe", person="c1", attribute="clothing", value="rojo")
    page = director.get("/people/c1")
    assert "suéter azul" in text(page)
    assert "corrects: clothing: suéter azul" in text(page)
    assert "<dd><bdi>rojo</bdi></dd>" in page.content.decode()


def test_a_claim_taken_back_is_struck_and_stays_readable(director, operation):
    director.post("/people/c1/do/withdraw-claim", {"id": "w1", "claim": "c1/n", "reason": "se equivocó"})
    page = director.get("/people/c1").content.decode()
    assert 'class="corrected"' in page
    assert "Nombre c1" in page
    assert Person.objects.get(id="c1").shown == ""


def test_two_records_of_one_person_explain_themselves(director, operation):
    operation.must("propose-candidate", "intake-worker", candidate="k1", person="c1", other="c2", reasons=["same-name"])
    operation.must("decide-candidate", candidate="k1", verdict="same", reason="es ella", counted="c2")
    gone, stays = text(director.get("/people/c1")), text(director.get("/people/c2"))
    assert "This record is not counted." in gone
    assert "es ella" in gone
    assert "Other records are counted here" in stays
    assert "record of Nombre c1" in stays


def test_an_act_is_written_and_pressed_twice_is_one(director):
    for _ in range(2):
        answer = director.post(
            "/people/c7/do/claim-name", {"id": "n1", "name": "مريم", "speaker": "la tía", "supposed": "on"}
        )
        assert answer.status_code == 302
    claims = Person.objects.get(id="c7").names
    assert claims.count('"claim"') == 1
    assert '"script":"Arab"' in claims


def test_a_refused_act_keeps_what_was_typed(director):
    answer = director.post("/people/c1/do/give-band", {"id": "b1", "band": "N-02"})
    assert answer.status_code == 422
    assert 'value="N-02"' in answer.content.decode()
    assert "band-in-use" in answer.content.decode()
    answer = director.post("/people/c1/do/claim-age", {"id": "b2", "age": "old", "speaker": "la tía"})
    assert answer.status_code == 422
    assert "la tía" in answer.content.decode()


def test_a_new_band_and_the_old_one_off_in_one_breath(director):
    director.post("/people/c1/do/give-band", {"id": "b1", "band": "x-9", "old": "N-01", "reason": "rota"})
    assert Person.objects.get(id="c1").bands == '["X-9"]'


def test_seen_now_needs_a_place_somebody_chose(director):
    assert director.post("/people/c1/do/see", {"id": "s1", "place": ""}).status_code == 422


def bare(answer) -> str:
    """A page without its form's one-time marks and the address that was asked for."""
    return re.sub(r"[A-Za-z0-9]{64}|/people/[\w/-]+", "", answer.content.decode())


@pytest.mark.parametrize("path", ["", "/do/see", "/photo/full"])
def test_whoever_may_not_see_somebody_is_told_what_they_are_told_of_nobody(at_desk, path):
    guard = at_desk("guard", site="casa")
    send = guard.post if "do" in path else guard.get
    ours, nobody = send(f"/people/c1{path}"), send(f"/people/nobody{path}")
    assert (ours.status_code, nobody.status_code) == (404, 404)
    assert bare(ours) == bare(nobody)


def test_who_sees_names_and_no_places_reads_no_place(at_desk):
    page = text(at_desk("police").get("/people/c1"))
    assert "Nombre c1" in page
    told = page.partition("Write something down")[0] + page.partition("Everything written")[2]
    assert "Centro" not in told
    assert "Norte" not in told
    assert "a place your role does not see" in page


def test_no_form_is_offered_to_who_may_not_use_it_and_none_is_taken(at_desk):
    court = at_desk("court")
    assert "/do/" not in court.get("/people/c1").content.decode()
    assert court.post("/people/c1/do/describe", {"id": "d1", "attribute": "clothing", "value": "x"}).status_code == 404


# -- the list ---------------------------------------------------------------------


def test_a_name_in_any_letters_finds_somebody_and_never_stands_in_an_address(director, operation):
    operation.must("claim-name", person="c7", claim="c7/h", text="פריידא גרינפעלד", speaker="ella", script="Hebr")
    answer = director.post("/people/search", {"q": "Freida Grinfeld"})
    assert "/people/c7" in answer.content.decode()
    assert "sounds the same in other letters" in text(answer)
    assert director.get("/people/search", {"q": "Freida"}).headers["Location"] == "/people"


@pytest.mark.parametrize("code", ["n-03", "N-03", "l03"])
def test_a_band_or_a_line_leads_straight_to_the_person(director, code):
    assert director.post("/people/search", {"q": code}).headers["Location"] == "/people/c3"


def test_a_search_finds_nobody_beyond_what_the_viewer_sees(at_desk, operation):
    away = at_desk("guard", site="casa")
    assert "/people/c3" not in away.post("/people/search", {"q": "N-03"}).content.decode()
    assert "/people/c1" not in away.post("/people/search", {"q": "Nombre c1"}).content.decode()
    assert at_desk("press-officer").post("/people/search", {"q": "Nombre c1"}).status_code == 403


def test_a_name_taken_back_finds_nobody(director, operation):
    operation.must("claim-name", person="c7", claim="c7/z", text="Zipporah Wunderlich", speaker="ella")
    assert "/people/c7" in director.post("/people/search", {"q": "Zipporah Wunderlich"}).content.decode()
    operation.must("withdraw-claim", person="c7", claim="c7/z", reason="no")
    assert "/people/c7" not in director.post("/people/search", {"q": "Zipporah Wunderlich"}).content.decode()


# -- the past ---------------------------------------------------------------------


def minute(operation) -> str:
    return f"{operation.now:%Y-%m-%dT%H:%M}"


def test_as_known_then_knows_nothing_written_later(director, operation):
    before = minute(operation)
    operation.tick(minutes=5)
    operation.must("describe", person="c1", attribute="clothing", value="rojo")
    director.get("/people/c1")
    page = text(director.get("/people/c1", {"known": before, "about": before}))
    assert "Not the present" in page
    assert "rojo" not in page
    assert "Write something down" not in page, "nobody writes into the past"


def test_one_question_about_one_minute_has_two_answers(director, operation):
    operation.must("open-incident", incident="i1", kind="forced-entry", site="centro", room="casa", words="x")
    about = minute(operation)
    operation.tick(hours=2)
    at = operation.now.isoformat()
    operation.must("find-inside", person="c1", site="centro", since="2025-12-19T06:00:00-06:00", at=operation.tick())
    known = minute(operation)
    then = text(director.get("/asknown", {"known": about, "about": about}))
    since = text(director.get("/asknown", {"known": known, "about": about}))
    assert "7 children were unaccounted" in then, at
    assert "6 children were unaccounted" in since
    listed = text(director.get("/people", {"state": "unaccounted", "known": about, "about": about}))
    assert "Nombre c1" in listed
    assert "Nombre c1" not in text(director.get("/people", {"state": "unaccounted", "known": known, "about": about}))


def test_a_broken_time_is_no_answer_about_now(director):
    assert director.get("/asknown", {"known": "yesterday", "about": ""}).status_code == 422
    assert director.get("/people/c1", {"known": "yesterday"}).status_code == 404


def test_whoever_sees_no_numbers_asks_nothing_of_the_past(at_desk):
    assert at_desk("administrator").get("/asknown").status_code == 403
