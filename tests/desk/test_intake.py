"""Intake at the desk: no name needed, no child twice, nothing typed lost, and four ways of having no answer."""

import io
import json

import pytest
from PIL import Image

from abrigo.registers.models import Card, Person, Thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(at_desk):
    return at_desk("intake-worker", site="centro")


def typed(id="form-1", **more):  # noqa: A002
    return {"id": id, "place": "centro/norte", "tally": "child", **more}


def names(client, **sent):
    return client.post("/intake/alike", typed(**sent)).content.decode()


def entries():
    return Thread.objects.count()


def test_a_child_with_no_name_at_all_is_in_the_register_and_says_its_line(table):
    answer = table.post("/intake", typed(band=" b-77 ", sex="undetermined", age="6-8"), follow=True)
    child = Person.objects.get(id="form-1")
    assert (child.line, child.band, child.sex, child.category, child.names) == (
        "L-001", "B-77", "undetermined", "child", "[]",
    )  # fmt: skip
    assert "L-001" in answer.content.decode()


def test_almost_nothing_known_is_enough(table):
    table.post("/intake", typed())
    child = Person.objects.get(id="form-1")
    assert (child.sex, child.clothing, child.language) == ("?not-asked", "?not-asked", "?not-asked")


def test_unknown_withheld_refused_and_not_asked_are_four_different_things(table):
    table.post("/intake", typed(sex="?unknown", clothing_unsaid="withheld", language="?refused", held_by_unsaid=""))
    child = Person.objects.get(id="form-1")
    said = (child.sex, child.clothing, child.language, child.held_by)
    assert said == ("?unknown", "?withheld", "?refused", "?not-asked")


def test_pressed_twice_it_is_one_child(table):
    for _ in range(2):
        table.post("/intake", typed(band="B-78", **{"name-0-text": "Ixchel"}))
    assert Person.objects.filter(band="B-78").count() == 1


def test_the_same_form_with_other_words_is_refused_and_writes_nothing(table):
    table.post("/intake", typed(band="B-78"))
    before = entries()
    answer = table.post("/intake", typed(band="B-79"))
    assert answer.status_code == 422
    assert "id-used-for-another-act" in answer.content.decode()
    assert entries() == before


def test_a_band_somebody_wears_is_refused_and_nothing_typed_is_lost(table):
    answer = table.post("/intake", typed(band="n-03", clothing="vestido azul", **{"name-0-text": "רבקה"}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "band-in-use" in page
    assert "/people/c3" in page, "who wears it may be looked at"
    assert "vestido azul" in page
    assert "רבקה" in page
    assert not Person.objects.filter(id="form-1").exists()


def test_who_already_came_under_a_tag_gets_a_line_and_is_not_received_again(table, operation):
    operation.must("receive", person="b1", site="bus", tag="B1-07", tally="child")
    table.post("/intake", typed(tag="b1-07", band="B-80"))
    kinds = list(Thread.objects.filter(stream="person:b1").values_list("kind", flat=True))
    assert kinds.count("person.received") == 1
    assert "person.registered" in kinds
    assert not Person.objects.filter(id="form-1").exists()


def test_a_second_tap_on_a_tagged_child_is_still_that_child(table, operation):
    operation.must("receive", person="b1", site="bus", tag="B1-07", tally="child")
    for _ in range(2):
        assert table.post("/intake", typed(tag="B1-07")).status_code == 302
    assert not Person.objects.filter(id="form-1").exists()


def test_two_people_under_one_tag_are_not_guessed(table, operation):
    for person in ("b1", "b2"):
        operation.must("receive", person=person, site="bus", tag="B1-07", tally="child")
    answer = table.post("/intake", typed(tag="B1-07"))
    assert answer.status_code == 422
    assert Person.objects.filter(tag="B1-07", registered_at__isnull=False).count() == 0


def test_by_telephone_nobody_is_said_to_have_been_seen(table, operation):
    operation.must("receive", person="b1", site="bus", tag="B1-07", tally="child")
    table.post("/intake", typed(tag="B1-07", by_phone="on"))
    assert "sighting.seen" not in Thread.objects.filter(stream="person:b1").values_list("kind", flat=True)


def test_a_name_knows_its_letters_and_a_no_is_not_a_name(table):
    table.post("/intake", typed(**{"name-0-text": "שרה", "name-0-speaker": "ella", "name-1-text": "Sara"}))
    kept = Person.objects.get(id="form-1").names
    assert '"script":"Hebr"' in kept
    assert '"script":"Latn"' in kept


NOT_NAMES = {
    "NN": "unknown", "desconocido": "unknown", "Sin nombre": "unknown", "לא ידוע": "unknown", "مجهول": "unknown",
    "no quiso decir": "withheld", "No quiso decir su nombre": "withheld", "refused to say": "withheld",
    "de\u200bsco\u200bnocido": "unknown", "N.N.": "unknown",
}  # fmt: skip


@pytest.mark.parametrize(("typed_name", "why"), NOT_NAMES.items())
def test_what_says_that_there_is_no_name_is_written_as_that_and_said_aloud(table, typed_name, why):
    said = table.post("/intake", typed("form-2", **{"name-0-text": typed_name}), follow=True).content.decode()
    child = Person.objects.get(id="form-2")
    assert (child.names, child.shown) == ("[]", "")
    assert "is no name" in said
    page = table.get("/people/form-2").content.decode()
    assert f"<em>{ {'unknown': 'unknown', 'withheld': 'withheld'}[why] }</em>" in page


def test_why_there_is_no_name_stays_as_chosen_whatever_was_typed(table):
    table.post("/intake", typed("form-2", name_unsaid="refused", **{"name-0-text": "NN"}))
    assert "<em>refused</em>" in table.get("/people/form-2").content.decode()


@pytest.mark.parametrize("signs", ["12345", "🙂🙂", "---", "٣٤", "\u0640\u0640", "\u200b \u200d"])
def test_signs_without_a_letter_are_sent_back_with_what_to_do(table, signs):
    answer = table.post("/intake", typed("form-2", **{"name-0-text": signs}))
    assert answer.status_code == 422
    assert "no letters in this" in answer.content.decode()
    assert not Person.objects.filter(id="form-2").exists()


@pytest.mark.parametrize("odd", ["א", "Maya" * 100, "שָׂרָה", "مـــريم", "Ma\u200bría", "Маria", "Ixchel 🙂"])
def test_an_odd_name_is_kept_letter_for_letter(table, odd):
    table.post("/intake", typed("form-2", **{"name-0-text": odd}))
    assert json.loads(Person.objects.get(id="form-2").names)[0]["text"] == odd


def test_a_name_that_is_none_is_not_filed_from_the_page_of_a_person_either(table):
    sent = {"id": "n-1", "name": "desconocida", "speaker": "ella"}
    said = table.post("/people/c7/do/claim-name", sent, follow=True).content.decode()
    assert "is no name" in said
    assert Person.objects.get(id="c7").names == "[]"


def test_a_program_that_files_no_name_as_one_leaves_the_child_nameless(operation):
    operation.must("claim-name", person="c7", claim="c7/x", text="Desconocido", speaker="un programa", script="Latn")
    kept = Person.objects.get(id="c7")
    assert (kept.shown, json.loads(kept.names)[0]["text"]) == ("", "Desconocido")


def test_a_row_of_the_table_with_no_name_in_it_becomes_the_sign_for_that(table):
    sent = {"id": "row-1", "place": "centro/norte", "tally": "child", "name": "No quiso decir", "age": "6"}
    said = table.post("/intake/grid/row", sent).json()
    child = Person.objects.get(clothing="?not-asked", registered_at__isnull=False, line=said["line"])
    assert (said["state"], child.names) == ("written", "[]")
    assert "is no name" in said["alike"]
    again = table.post("/intake/grid/row", {**sent, "name": "NN"}).json()
    assert again["problems"] == []
    assert Person.objects.get(id=child.id).names == "[]"


def test_likeness_is_shown_with_its_reasons_and_put_on_the_table_only_when_marked(table, operation):
    operation.must("claim-name", person="c7", claim="c7/h", text="פריידא גרינפעלד", speaker="ella", script="Hebr")
    sent = {"name-0-text": "Freida Grinfeld", "sex": "female", "age": "9-11"}
    page = names(table, **sent)
    assert "/people/c7" in page
    assert "sounds the same in other letters" in page
    table.post("/intake", typed(**sent))
    assert not Card.objects.filter(kind="candidate").exists()
    table.post("/intake", typed("form-2", perhaps="c7", **sent))
    assert Card.objects.filter(kind="candidate").count() == 1


def test_nobody_without_the_right_sees_the_form_or_its_answers(at_desk):
    for role in ("guard", "press-officer", "police", "auditor"):
        client = at_desk(role)
        assert client.get("/intake").status_code == 403
        assert client.post("/intake", typed()).status_code == 403
        assert client.post("/intake/alike", typed()).status_code == 404
        assert client.post("/intake/grid/row", typed()).status_code == 404
        assert client.get("/intake/file").status_code == 403
    assert not Person.objects.filter(id="form-1").exists()


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(out, "JPEG", exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00")
    return out.getvalue()


def with_file(name, raw):
    file = io.BytesIO(raw)
    file.name = name
    return file


def test_a_photo_needs_whoever_authorised_it_and_is_shown_without_anything_in_it(table, at_desk):
    photo = picture()
    assert table.post("/intake", typed(photo=with_file("a.jpg", photo))).status_code == 422
    assert not Person.objects.filter(id="form-1").exists()
    assert table.post("/intake", typed(photo=with_file("a.jpg", photo), photo_by="Jueza")).status_code == 302
    shown = table.get("/people/form-1/photo/thumb")
    assert shown.headers["Content-Type"] == "image/webp"
    assert b"Exif" not in shown.content
    assert at_desk("press-officer").get("/people/form-1/photo/thumb").status_code == 404
    assert at_desk("guard", site="casa").get("/people/form-1/photo/full").status_code == 404


def test_what_is_no_photo_is_refused_by_its_bytes(table):
    answer = table.post("/intake", typed(photo=with_file("a.jpg", b"%PDF-1.4"), photo_by="Jueza"))
    assert answer.status_code == 422
    assert not Person.objects.filter(id="form-1").exists()


# -- many at once -----------------------------------------------------------------


def row(client, id, **cells):  # noqa: A002
    return client.post("/intake/grid/row", {"id": id, "place": "centro/norte", "tally": "child", **cells}).json()


def test_each_row_is_written_when_it_is_left_and_only_once(table):
    first = row(table, "r1", band="G-1", sex="female", age="9-11", clothing="azul", language="Yiddish", held_by="!")
    again = row(table, "r1", band="G-1", sex="female", age="9-11", clothing="azul", language="Yiddish", held_by="!")
    assert (first["state"], first["line"], again["line"]) == ("written", "L-001", "L-001")
    child = Person.objects.get(id="r1")
    assert (child.language, child.held_by, child.age_low, child.age_high) == ("yi", "?refused", 9, 11)


def test_two_tables_never_give_out_one_number(table, at_desk):
    other = at_desk("intake-worker", username="second", site="casa")
    pairs = (("a", table), ("b", other))
    lines = [row(client, f"r{n}-{who}", clothing="azul")["line"] for n in range(3) for who, client in pairs]
    assert len(set(lines)) == 6


def test_a_wrong_row_names_its_cell_stays_and_holds_up_no_other(table):
    wrong = row(table, "r1", band="N-03")
    assert (wrong["state"], wrong["problems"][0]["field"]) == ("draft", "band")
    assert wrong["remedy"]
    assert row(table, "r2", age="nine", name="Ana")["problems"][0]["field"] == "age"
    assert row(table, "r3", band="G-3")["state"] == "written"
    page = table.get("/intake/grid").content.decode()
    assert 'value="N-03"' in page
    assert 'value="Ana"' in page
    assert page.count("not yet in the register") == 2


def test_what_is_typed_and_not_yet_left_survives_a_reload(table):
    row(table, "r1", name="Ana", draft="1")
    assert not Person.objects.filter(id="r1").exists()
    assert 'value="Ana"' in table.get("/intake/grid").content.decode()


def test_nobody_sees_another_ones_drafts(table, at_desk):
    row(table, "r1", name="Ana", draft="1")
    other = at_desk("intake-worker", username="second")
    assert "Ana" not in other.get("/intake/grid").content.decode()


def test_a_cell_changed_after_writing_is_a_correction_and_no_second_child(table):
    row(table, "r1", band="G-1", sex="female", age="5", clothing="azul", name="Ana")
    told = row(table, "r1", band="G-2", sex="female", age="8-9", clothing="rojo", name="Anna")
    assert told["state"] == "written"
    child = Person.objects.get(id="r1")
    assert (child.band, child.clothing, child.shown, child.age_low, child.age_high) == ("G-2", "rojo", "Anna", 8, 9)
    assert '"withdrawn"' in child.names, "what was first typed stays readable"
    assert Person.objects.filter(band="G-1").count() == 0


def test_a_correction_of_a_correction_finds_the_claim_that_stands(table):
    for age in ("5", "8", "11"):
        row(table, "r1", age=age, name=f"Ana {age}")
    child = Person.objects.get(id="r1")
    assert (child.age_low, child.shown) == (11, "Ana 11")


def test_the_first_count_on_sight_is_not_typed_over(table):
    row(table, "r1", band="G-1")
    assert row(table, "r1", band="G-1", tally="adult")["problems"][0]["field"] == "tally"


def test_without_scripts_the_whole_table_is_sent_and_every_row_keeps_its_answer(table):
    sent = {"place": "centro", "r0-id": "x0", "r0-band": "G-1", "r1-id": "x1", "r1-band": "N-03", "r2-id": "x2"}
    answer = table.post("/intake/grid", sent)
    assert answer.status_code == 422
    assert Person.objects.filter(id="x0").exists()
    assert not Person.objects.filter(id__in=["x1", "x2"]).exists()


@pytest.mark.parametrize("why", ["unknown", "withheld", "refused", "not-asked"])
def test_why_there_is_no_name_is_written_and_never_as_a_name(table, why):
    table.post("/intake", typed(name_unsaid=why))
    child = Person.objects.get(id="form-1")
    assert (child.names, child.shown) == ("[]", "")
    said = {"unknown": "unknown", "withheld": "withheld", "refused": "refused", "not-asked": "not asked"}[why]
    assert f"<em>{said}</em>" in table.get("/people/form-1").content.decode()


def test_a_star_in_the_name_cell_says_that_it_is_withheld(table):
    assert row(table, "r1", band="G-1", name="*")["state"] == "written"
    assert "<em>withheld</em>" in table.get("/people/r1").content.decode()
    row(table, "r1", band="G-1", name="Ana")
    assert "<em>withheld</em>" not in table.get("/people/r1").content.decode()


def test_a_told_name_is_never_written_as_a_description(table, operation):
    assert str(operation.do("describe", person="c1", attribute="name", value="Ana").refusal.why) == "unknown-attribute"


def test_a_row_emptied_before_it_was_written_was_a_slip(table):
    row(table, "r1", name="Ana", draft="1")
    row(table, "r1", draft="1")
    assert 'value="Ana"' not in table.get("/intake/grid").content.decode()
    assert not Person.objects.filter(id="r1").exists()
