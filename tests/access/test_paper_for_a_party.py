"""What leaves the house towards a party: no place, staff surname, telephone or route in any of it, whoever adds one.

Nothing is listed by hand: every address of the router is asked as a director, and whatever it gives out for somebody
outside (a calendar to take along) is read byte by byte, headers and file name too.
"""

import re

import pytest
from django.urls import reverse
from tests.access.conftest import all_addresses, signed_in

from abrigo.staff.models import Account

pytestmark = pytest.mark.django_db

# What must never be in a paper for a party: names of places and of staff, telephones, routes.
CANARIES = ("Centro", "Finca", "Casa", "Xqlugar", "Xqapellido", "5555-0199", "+502", "Ruta-77")


@pytest.fixture
def told(operation):
    """A request, an overdue deadline and an order, told by people with telling names at telling places."""
    operation.must("record-step", people=["c1", "c2"], step="court.file-received", court="Juzgado Xqlugar",
                   office="Xqapellido", words="Ruta-77, tel. 5555-0199")  # fmt: skip
    operation.must("request-family", request="q1", receipt="R-1", wishes=["news"], asker="Su madre",
                   child_words="Rivka, que está en el Centro", person="c1")  # fmt: skip
    operation.must("answer-family-request", request="q1", reply="not-yet", words="está bien")
    Account.objects.update(name="Ana Xqapellido")
    operation.tick(days=2)
    return signed_in(operation.hand("director"))


def leaving() -> list[str]:
    """Every address that gives out a file: found by what it answers with, so that a new one is here by itself."""
    return [a.filled(person="c1", request_id="q1") for a in all_addresses()]


def test_no_calendar_or_file_for_outside_holds_a_place_a_surname_a_telephone_or_a_route(told):
    files = {}
    for path in leaving():
        if path.startswith(("/api/", "/signout")):
            continue
        answer = told.get(path)
        kind = answer.get("Content-Type", "")
        if answer.status_code == 200 and kind.startswith("text/calendar"):
            files[path] = b"".join(answer) + str(answer.headers).encode()
    assert files, "the calendar has gone, and this test with it"
    found = {(path, w) for path, body in files.items() for w in CANARIES if w.encode() in body}
    assert found == set()


def test_the_calendar_of_every_law_and_every_day_names_nothing_but_kinds_numbers_and_references(told, operation):
    for pack in ("gt", "eng", "tx", "qc", "mx", "my"):
        operation.must("choose-law", pack=pack)
        body = told.get(reverse("desk:deadlines_calendar")).content.decode()
        for line in body.replace("\r\n ", "").splitlines():
            if line.startswith("DESCRIPTION") and "\\n" in line:
                _law, _, refs = line.rpartition("\\n")
                assert re.fullmatch(r"(?:[0-9a-f]{16} ?)*(?:\(\+\d+\))?", refs.strip()), line
            assert not [w for w in CANARIES if w in line], line


# -- every paper and page for a party, by its register -------------------------------------------------

PLANTED = {
    "place": "Xqlugar", "unit": "Xqdormitorio", "vehicle": "Xqbus", "surname": "Ana Xqapellido",
    "telephone": "5555-0199", "road": "la Ruta-77",
}  # fmt: skip
MARKS = ("Xqlugar", "Xqdormitorio", "Xqbus", "Xqapellido", "5555-0199", "Ruta-77")


@pytest.fixture
def furnished(operation):
    """Places, a room, a bus and a colleague with telling names."""
    for site, kind in (("xq", "home"), ("xqbus", "vehicle")):
        operation.must("open-site", site=site, name="Xqlugar" if site == "xq" else "Xqbus", kind=kind, agency="welfare")
    operation.must("open-unit", site="xq", unit="xqu", name="Xqdormitorio")
    desk = signed_in(operation.hand("director"))
    Account.objects.filter(username="director").update(name="Ana Xqapellido")
    return desk


def marks_in(answer) -> set[str]:
    body = b"".join(answer) if answer.streaming else answer.content
    return {m for m in MARKS if m.encode() in body + str(answer.headers).encode()}


def test_every_page_without_our_menu_is_known_as_one_for_a_party_or_for_us():
    from pathlib import Path

    import abrigo.desk
    from abrigo.desk.outward import FOR_US, TO_A_PARTY

    root = Path(abrigo.desk.__file__).parent / "templates"
    alone = {p for p in (root / "desk").rglob("*.html")
             if "<!doctype" in p.read_text().casefold() or p.parent.name == "print"}  # fmt: skip
    assert {str(p.relative_to(root)) for p in alone} == TO_A_PARTY | FOR_US
    assert not TO_A_PARTY & FOR_US


@pytest.mark.parametrize("planted_word", PLANTED.values(), ids=PLANTED)
@pytest.mark.parametrize("reply", ["waiting", "yes", "not-yet", "no"])
def test_no_receipt_prints_what_was_typed_of_a_place_a_room_a_bus_a_colleague_a_number_or_a_road(
    furnished, operation, reply, planted_word
):
    told = {k: f"{k}: {planted_word}" for k in ("asker", "relation", "child_words", "lawyer", "interpreter")}
    operation.must("request-family", request="q9", receipt="R-9", wishes=["news"], person="c1", **told,
                   identity_seen=planted_word)  # fmt: skip
    if reply != "waiting":
        said = {k: f"{k}: {planted_word}" for k in ("words", "basis", "appeal")}
        operation.must("answer-family-request", request="q9", reply=reply, **said)  # as from another house
    for language in ("es", "en", "he"):
        answer = furnished.get(reverse("desk:family_receipt", args=["q9"]) + f"?lang={language}")
        assert answer.status_code == 200
        assert b"R-9" in answer.content
        assert marks_in(answer) == set()


def test_the_tablet_gives_back_no_place_and_no_road_either(furnished):
    session = furnished.session
    session["kiosk"] = True
    session.save()
    assert marks_in(furnished.get(reverse("desk:kiosk"))) == set()
    sent = {"id": "k1", "wishes": ["news"], "child_words": "Rivka, en Xqlugar", "asker": "Xqapellido",
            "relation": "vive en la Ruta-77", "lawyer": "5555-0199", "interpreter": "Xqdormitorio"}  # fmt: skip
    given = furnished.post(reverse("desk:kiosk"), sent)
    assert given.status_code == 200
    assert b"R-K1" in given.content
    assert marks_in(given) == set()


@pytest.mark.parametrize("planted_word", PLANTED.values(), ids=PLANTED)
def test_no_answer_and_no_refused_visit_is_written_with_it_at_the_desk(furnished, operation, planted_word):
    from abrigo.staff.outward import TOLD_OUTSIDE

    begins = operation.now.replace(microsecond=0)
    operation.must("request-family", request="q9", receipt="R-9", wishes=["news"])
    operation.must("request-visit", visit="v9", person="c1", visitor="Rosa", begins=begins.isoformat(),
                   ends=begins.replace(hour=begins.hour + 2).isoformat())  # fmt: skip
    doors = {
        "answer-family-request": (reverse("desk:family_request", args=["q9"]), {"reply": "no"}),
        "refuse-visit": (reverse("desk:visit", args=["v9"]), {"step": "refuse"}),
    }
    assert set(doors) == set(TOLD_OUTSIDE), "a new act that tells a party something has a door to try here"
    for act, (where, sent) in doors.items():
        plain = dict.fromkeys(TOLD_OUTSIDE[act], "Está a salvo")
        for field in plain:
            answer = furnished.post(where, {"id": f"{act}{field}", **sent, **plain, field: planted_word})
            assert answer.status_code == 422, (act, field)


def test_files_for_a_party_are_the_calendars_and_say_none_of_it(furnished, operation):
    from abrigo.desk.outward import FILES_TO_A_PARTY

    begins = operation.now.replace(microsecond=0)
    told = {"visit": "v9", "person": "c1", "visitor": "Xqapellido", "relation": "Xqlugar", "words": "Ruta-77"}
    operation.must("request-visit", begins=begins.isoformat(), ends=begins.replace(hour=begins.hour + 2).isoformat(),
                   **told)  # fmt: skip
    view = {"asked": "", "how": "", "language": "", "through": "", "said_words": "", "weighed": "", "absent": "Xqbus"}
    operation.must("approve-visit", "child-attorney", visit="v9", person="c1", view=view, conditions="en Xqlugar",
                   supervised=True, supervisor="Xqapellido")  # fmt: skip
    operation.must("record-step", people=["c1"], step="court.file-received", court="Xqlugar", office="Xqapellido",
                   words="Ruta-77 5555-0199")  # fmt: skip
    operation.must("notify-consulate", person="c1", country="IL")
    for name in FILES_TO_A_PARTY:
        answer = furnished.get(reverse(name))
        assert answer["Content-Type"].startswith("text/calendar"), name
        assert marks_in(answer) == set(), name


def test_the_file_for_a_family_and_a_notice_of_a_missing_child_hold_none_of_it(furnished, operation):
    begins = operation.now.isoformat()
    operation.must("see", person="c1", site="xq", how="by-sight")
    operation.must("change-unit", people=["c1"], site="xq", unit="xqu")
    operation.must("give-authority", people=["c1"], ground={"begins": begins, "ends": None, "order": "",
                   "basis": "Xqlugar", "issuer": "Xqapellido", "article": "Ruta-77"})  # fmt: skip
    operation.must("describe", person="c1", attribute="marks", value="Xqdormitorio 5555-0199")
    operation.must("claim-kin", person="c1", claim="k9", relation="mother", other_name="Xqapellido", speaker="Xqlugar")
    operation.must("record-step", people=["c1"], step="court.file-received", court="Xqlugar", office="Xqapellido",
                   words="Ruta-77")  # fmt: skip
    where = "/api/operations/op/people/c1/file/give"
    for n, told in enumerate(({"given": "json", "reader": "family"}, {"given": "pdf", "reader": "family"})):
        sent = {"id": f"d{n}", "to": "la madre", "purpose": "court", **told}
        answer = furnished.post(where, sent, content_type="application/json")
        assert answer.status_code == 200, answer.content[:200]
        body = b"".join(answer) if answer.streaming else answer.content
        if told["given"] == "pdf":
            import pypdfium2

            paper = pypdfium2.PdfDocument(body)
            body = "\n".join(page.get_textpage().get_text_range() for page in paper).encode()
        assert not [m for m in MARKS if m.encode() in body], told
