"""The family desk: a receipt for everyone in their language, the same for whoever asks for nobody here; no place, ever."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from abrigo.registers.models import Card
from abrigo.staff.models import Account

pytestmark = pytest.mark.django_db
CANARIES = ("Centro", "Norte", "Finca", "Casa", "Xqapellido", "5555-0199", "Ruta")


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def asked(desk, n: int = 1, **more):
    sent = {"id": f"{n:06d}ab", "wishes": ["news"], "child_words": "Rivka, 9 años", "language": "he", "channel": "desk"}
    return desk.post(reverse("desk:family_ask"), sent | more)


def one(n: int = 1) -> str:
    return reverse("desk:family_request", args=[f"fr-{n:06d}ab"])


def test_34_requests_in_an_afternoon_by_two_people_have_34_receipts(operation, at_desk):
    two = at_desk("intake-worker"), at_desk("director")
    for n in range(34):
        assert asked(two[n % 2], n, asker=f"Tía {n}").status_code == 302
        operation.tick(minutes=5)
    assert len({c.title for c in Card.objects.filter(kind="request")}) == 34
    assert "34" in text(two[1].get(reverse("desk:families")))


def test_an_answer_that_is_owed_is_overdue_on_the_list_after_three_days(operation, at_desk):
    desk = at_desk("director")
    asked(desk)
    assert "overdue" not in text(desk.get(reverse("desk:families")))
    operation.tick(days=4)
    assert "1 answer is overdue" in text(desk.get(reverse("desk:families")))


@pytest.mark.parametrize("language", ["es", "en", "he"])
@pytest.mark.parametrize("reply", ["", "yes", "not-yet", "no"])
def test_no_receipt_or_answer_holds_a_place_a_colleague_a_telephone_or_a_road(operation, at_desk, language, reply):
    desk = at_desk("director")
    Account.objects.update(name="Ana Xqapellido")
    asked(desk)
    if reply:
        sent = {
            "id": "a1",
            "reply": reply,
            "words": "Está a salvo.",
            "basis": "art. 116",
            "appeal": "Juzgado C, 3 días",
        }
        assert desk.post(one(), sent).status_code == 302
    paper = desk.get(reverse("desk:family_receipt", args=["fr-000001ab"]) + f"?lang={language}")
    whole = paper.content.decode() + str(paper.headers)
    assert [w for w in CANARIES if w in whole] == []
    assert f'lang="{language}"' in whole
    assert "R-000001" in whole


@pytest.mark.parametrize(
    "words", ["Está en el Centro", "duerme en Norte", "llame al 5555-0199", "por la Ruta 77", "pregunte por Xqapellido"]
)
def test_an_answer_that_would_tell_where_is_not_written(operation, at_desk, words):
    desk = at_desk("director")
    Account.objects.update(name="Ana Xqapellido")
    asked(desk)
    answer = desk.post(one(), {"id": "a1", "reply": "yes", "words": words})
    assert answer.status_code == 422
    assert Card.objects.get(kind="request").status == "waiting"


def test_who_asks_for_somebody_who_is_not_here_gets_the_same_paper(operation, at_desk):
    desk = at_desk("director")
    asked(desk, 1, child_words="X")
    asked(desk, 2, child_words="X")
    sent = {"id": "m1", "step": "meant", "bands": "N-01", "why": "el nombre"}
    assert desk.post(one(1), sent).status_code == 302
    for n in (1, 2):
        answer = {"id": f"a{n}", "reply": "not-yet", "words": "Se le responderá."}
        assert desk.post(one(n), answer).status_code == 302
    papers = [desk.get(reverse("desk:family_receipt", args=[f"fr-00000{n}ab"])).content.decode() for n in (1, 2)]
    assert re.sub(r"00000[12]|\d\d:\d\d(:\d\d)?", "", papers[0]) == re.sub(
        r"00000[12]|\d\d:\d\d(:\d\d)?", "", papers[1]
    )


def test_rival_claims_for_one_child_stand_side_by_side_and_one_request_may_mean_many(operation, at_desk):
    desk = at_desk("director")
    asked(desk, 1, asker="Su madre")
    asked(desk, 2, asker="Otra madre")
    for n in (1, 2):
        sent = {"id": f"m{n}", "step": "meant", "bands": "N-01 N-02", "why": "los nombres"}
        assert desk.post(one(n), sent).status_code == 302
    said = text(desk.get(one(1)))
    assert "others ask for the same child" in said
    assert "Otra madre" in said
    assert "More than one asks for the same child 2" in text(desk.get(reverse("desk:families")))
    assert desk.post(one(1), {"id": "m9", "step": "meant", "bands": "ZZ-9", "why": "x"}).status_code == 422


def test_a_tablet_left_with_strangers_shows_one_form_and_nothing_else(operation, at_desk):
    tablet = at_desk("guard", site="centro")
    assert tablet.get(reverse("desk:kiosk")).status_code == 404
    assert tablet.post(reverse("desk:start_kiosk")).status_code == 302
    form = tablet.get(reverse("desk:kiosk"))
    assert "N-01" not in text(form)
    for path in ("/board", "/people", "/people/c1", "/families", "/gate", "/people/c1/photo/full"):
        shut = tablet.get(path)
        assert shut.status_code in (302, 404), path
        assert "c1" not in shut.content.decode()
    assert tablet.get("/api/operations/op/people").status_code in (401, 403, 404)
    given = tablet.post(reverse("desk:kiosk"), {"id": "abcdef12", "wishes": ["news", "return"], "asker": "Rosa"})
    assert given.status_code == 200
    assert "R-ABCDEF" in text(given)
    assert [w for w in CANARIES if w in given.content.decode()] == []
    assert tablet.post(reverse("desk:kiosk"), {"id": "abcdef13"}).status_code == 422
    assert timedelta(hours=71) < operation_due(operation) < timedelta(hours=73)


def operation_due(operation) -> timedelta:
    card = Card.objects.get(kind="request")
    return timedelta(milliseconds=card.due - card.at)


@pytest.mark.parametrize("role", ["police", "prosecutor", "nurse", "alert-officer"])
def test_who_asks_for_a_child_is_not_told_to_whoever_may_be_looking_for_the_relative(operation, at_desk, role):
    asked(at_desk("director"), asker="Xqmadre")
    operation.must("request-family", request="q2", receipt="F-2", wishes=["news"], asker="Xqmadre", person="c1")
    reader = at_desk(role)
    for path in ("/api/operations/op/requests", "/api/operations/op/people/c1/timeline", reverse("desk:families")):
        assert "Xqmadre" not in reader.get(path).content.decode()


def test_a_guard_who_took_a_request_prints_it_again_and_reads_nobody_elses(operation, at_desk):
    asked(at_desk("director"), 2, asker="Xqmadre")
    gate = at_desk("guard", site="centro")
    assert asked(gate, 3, asker="Xqtía").status_code == 302
    assert gate.get(one(3)).status_code == 200
    assert gate.get(reverse("desk:family_receipt", args=["fr-000003ab"])).status_code == 200
    assert gate.get(one(2)).status_code == 404
    listed = gate.get(reverse("desk:families")).content.decode()
    assert "Xqtía" in listed
    assert "Xqmadre" not in listed


def test_whoever_answers_relatives_reads_what_a_colleague_took_down(operation, at_desk):
    asked(at_desk("intake-worker"), asker="Xqmadre")
    for role in ("director", "child-attorney"):
        assert "Xqmadre" in at_desk(role).get(reverse("desk:families")).content.decode()


# -- what a party reads in their language ------------------------------------------------------------------


def outward_sentences() -> set[str]:
    """Every sentence of the papers and pages for a party, and the words for what is asked and answered."""
    from pathlib import Path

    import abrigo.desk
    from abrigo.desk.outward import TO_A_PARTY
    from abrigo.desk.words import word
    from abrigo.facts.families import Reply, Wish

    root = Path(abrigo.desk.__file__).parent / "templates"
    found = {m for name in TO_A_PARTY for m in re.findall(r'{% translate "([^"]+)"', (root / name).read_text())}
    with translation.override("en"):
        return found | {str(word(code)) for code in (*Wish, *Reply)} | {"Tick what you ask."}


@pytest.mark.parametrize("language", ["ar", "yi"])
def test_no_sentence_for_a_party_falls_back_to_another_language(language):
    own = translation.trans_real.DjangoTranslation(language)._catalog
    assert {s for s in outward_sentences() if s not in own} == set()
    spanish = translation.trans_real.translation("es")
    with translation.override(language):
        same = {s for s in outward_sentences() if translation.gettext(s) == spanish.gettext(s)}
    assert same == set()


@pytest.mark.parametrize(("language", "said"), [("ar", "إيصال"), ("yi", "קבלה")])
def test_a_receipt_reads_from_the_right_in_arabic_and_yiddish_and_names_each_language_by_itself(
    operation, at_desk, language, said
):
    operation.must("request-family", request="q8", receipt="R-8", wishes=["news"], language=language)
    page = at_desk("director").get(reverse("desk:family_receipt", args=["q8"])).content.decode()
    assert f'lang="{language}" dir="rtl"' in page
    assert said in page
    assert all(name in page for name in ("Español", "English", "עברית", "العربية", "ייִדיש"))
