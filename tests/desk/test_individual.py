"""The individual file: read as of any moment, given out only once that is written, and to a family without a place."""

import io
import json
import re
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abrigo.facts.disclosures import Reader

pytestmark = pytest.mark.django_db
# Names of places, of colleagues, telephones, of other children, and whatever else anybody typed.
PLACES = ("Centro", "Finca", "Casa", "Norte", "Sur", "Xqlugar", "Hospital Central")
OTHERS = ("Xqapellido", "5555-0199", "Nombre c2", "N-02", "Xqtexto")


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def page(person="c1", **asked):
    from urllib.parse import urlencode

    return reverse("desk:individual", args=[person]) + ("?" + urlencode(asked) if asked else "")


def give(desk, person="c1", **told):
    sent = {"id": "f1", "for": "judge", "to": "Juzgado B", "purpose": "court", "language": "es", "form": "pdf"} | told
    return desk.post(reverse("desk:give_individual", args=[person]), sent)


def words(raw: bytes) -> str:
    book = pypdfium2.PdfDocument(raw)
    return " ".join(book[i].get_textpage().get_text_range() for i in range(len(book)))


def everything(raw: bytes) -> str:
    """Text, metadata, alternative texts, and every string the document holds, wherever it stands."""
    found = [words(raw)]
    with pikepdf.open(io.BytesIO(raw)) as book:
        found += [str(v) for v in book.trailer.get("/Info", {}).values()]
        for thing in book.objects:
            if isinstance(thing, pikepdf.Stream) and thing.get("/Type") == "/Metadata":
                found.append(thing.read_bytes().decode())
            if isinstance(thing, pikepdf.Dictionary):
                found += [str(v) for v in thing.values() if isinstance(v, pikepdf.String)]
    return "\n".join(found)


@pytest.fixture
def told(operation):
    """A child about whom much was said, by people with telling names at telling places."""
    op = operation
    op.must("claim-kin", person="c1", claim="k1", relation="mother", other_name="Xqapellido", speaker="Xqapellido")
    op.must("group-siblings", group="g1", people=["c1", "c2"], basis="Xqtexto")
    op.must("describe", person="c1", attribute="needs", value="Xqtexto, tel. 5555-0199")
    op.must("give-authority", people=["c1"], ground={"basis": "abrigo en Xqlugar", "issuer": "Xqapellido",
            "article": "", "order": "", "begins": None, "ends": None})  # fmt: skip
    op.must("enter-order", "court", order="o1", issuer="Juzgado B", number="77-2025", allows="abrigo en Xqlugar",
            begins=op.now.isoformat(), annex=[{"number": 1, "text": "Xqtexto", "person": "c1"}], verified_how="Xqtexto")  # fmt: skip
    op.must("set-restriction", restriction="r1", kind="no-contact", person="c1", against="Xqapellido", basis="Xqtexto",
            issuer="Xqapellido", scope="Xqtexto", begins=op.now.isoformat(),
            ends="2026-03-01T00:00:00-06:00", review="2026-02-01T00:00:00-06:00")  # fmt: skip
    op.must("offer-health-check", check="r", people=["c1"])
    view = {"asked": "Xqtexto", "how": "a solas", "language": "es", "through": "Xqapellido", "absent": "",
            "said_words": "Quiero ver a mi mamá", "weighed": "Xqtexto"}  # fmt: skip
    op.must("hear-child", person="c1", decision="Xqtexto", view=view)
    op.must("tell-earlier-stay", person="c1", stay="s1", place={"words": "Xqlugar", "country": "MX"}, since="2014",
            source="Xqapellido", under="Xqtexto")  # fmt: skip
    op.must("make-allegation", "child-attorney", allegation="a1", offence=_offence(), speaker="La fiscalía Xqapellido",
            words="Xqtexto", people=["c1"])  # fmt: skip
    turned(op)
    return op


def turned(op) -> None:
    from abrigo.clerk.record import record
    from abrigo.facts.investigation import Standing
    from abrigo.facts.kinds import AllegationId, OperationId
    from abrigo.rules.investigation import TurnAllegation

    at = op.tick()
    act = TurnAllegation(OperationId("op"), AllegationId("a1"), Standing.DISMISSED, "Juzgado B", "auto 9", at)
    assert record(op.hand("court"), act, id="turned", now=at).refusal is None


def _offence() -> str:
    from abrigo.rules.offences import shipped

    return next(iter(shipped()))


def test_everything_a_file_has_is_said_and_nothing_is_left_blank(told, at_desk):
    said = text(at_desk("child-attorney").get(page()))
    for wanted in ("Nombre c1", "Xqlugar, MX", "2014", "Quiero ver a mi mamá", "77-2025", "Centro",
                   "La fiscalía Xqapellido said that: “Xqtexto”", "dismissed", "whoever quotes this allegation must say so",
                   "no clinician has seen them", "not yet by a second person", "No interview is on record."):  # fmt: skip
        assert wanted in said, wanted


@pytest.fixture
def cared(told):
    """The same child with a case, notes of a nurse, and a need that can still be deleted."""
    op, do = told, "child-attorney"
    op.must("raise-concern", do, person="c1", concern="k1", kind="neglect", speaker="La maestra Xqapellido",
            observed="Llegó sin comer", urgency="today")  # fmt: skip
    op.must("reply-to-concern", do, person="c1", concern="k1", kind="appeal", speaker="Xqmadre", words="No es cierto")
    op.must("plan-step", do, person="c1", step="p1", kind="plan-referral", words="Nutrición Xqlugar", who="Xqapellido",
            due="2026-01-05T00:00:00-06:00", concern="k1")  # fmt: skip
    op.must("answer-step", do, person="c1", step="p1", outcome="step-accepted", words="Xqcita")
    op.must("weigh-interests", do, person="c1", step="b1", question="¿Con quién?", options="Xqopciones", view="Con mi abuela",
            weighed="Xqpeso", conclusion="Xqfin")  # fmt: skip
    op.must("set-need", person="c1", need="n1", kind="need-food", words="Xqcomida")
    for record, kind, parts in (
        ("r1", "allergy", {"to": "penicilina", "severity": "severe", "told-by": "Xqapellido"}),
        ("r2", "injury", {"side": "front", "region": "left-arm", "what": "bruise", "size": "20"}),
    ):
        told_ = [{"name": n, "value": v} for n, v in parts.items()]
        op.must("note-health", "nurse", person="c1", record=record, kind=kind, parts=told_, words="Xqnota")
    return op


def test_a_guardian_s_file_holds_the_case_and_what_clinicians_wrote(cared, at_desk):
    said = text(at_desk("child-attorney").get(page()))
    for wanted in ("neglect. La maestra Xqapellido says: “Llegó sin comer”", "appeal Xqmadre: “No es cierto”",
                   "somebody must act until", "referral", "Nutrición Xqlugar", "taken on, Xqcita", "Con mi abuela",
                   "waits for a second person", "to what: penicilina", "how severe: severe", "size: 20 mm", "Xqnota",
                   "A concern is answered or appealed"):  # fmt: skip
        assert wanted in said, wanted
    assert "Xqcomida" not in said, "a need is deletable: no paper holds it"
    assert "no-allergies" not in said
    assert "Whether the child has allergies" not in said


@pytest.mark.parametrize(("reader", "holds", "never"), [
    ("judge", ["Llegó sin comer", "No es cierto", "Con mi abuela", "left arm"], ["Xqnota", "Xqcomida"]),
    ("receiving-agency", ["Llegó sin comer", "No es cierto", "penicilina", "Nutrición"],
     ["La maestra", "Xqmadre", "bruise", "Xqnota", "told by", "Con mi abuela", "Xqcomida"]),
    ("the-child", ["Llegó sin comer", "No es cierto", "Con mi abuela", "penicilina"],
     ["La maestra", "Xqmadre", "Xqnota", "Xqcomida"]),
    ("family", ["Health checks"],
     ["Llegó sin comer", "No es cierto", "neglect", "penicilina", "bruise", "Con mi abuela", "Concerns", "looked into it",
      "allergies", "Xqcomida"]),
])  # fmt: skip
def test_each_reader_has_the_case_as_far_as_their_list_goes(cared, at_desk, reader, holds, never):
    said = text(at_desk("child-attorney").get(page(**{"for": reader})))
    said = said[said.index("Made for") : said.index("Give it out")]
    assert [w for w in holds if w not in said] == []
    assert [w for w in never if w in said] == []


def test_whoever_may_not_read_the_case_makes_a_file_that_says_it_is_left_out(cared, at_desk):
    said = text(at_desk("court").get(page(**{"for": "judge"})))
    assert "Llegó sin comer" not in said
    assert "Con mi abuela" not in said
    assert "Concerns, and what is answered to them Left out" in said


def test_whoever_does_not_read_all_of_a_child_hands_out_no_proofs_of_all_of_it(cared, at_desk):
    cared.must("hold-interview", "prosecutor", person="c1", interview="i1", interviewer="X", protocol="NICHD", language="es",
               questions="Xqpregunta", answers="Xqrespuesta")  # fmt: skip
    answer = give(at_desk("director"), form="json")
    assert answer.status_code == 200
    assert "proofs" not in json.loads(answer.content)
    assert "Xqrespuesta" not in answer.content.decode()
    whole = json.loads(give(at_desk("child-attorney"), id="f2", form="json").content)
    assert "proofs" in whole
    assert "Xqcomida" not in "".join(whole["proofs"])


def test_every_day_on_record_says_where_by_whom_and_with_which_of_its_own_people(cared, at_desk):
    contents = json.loads(give(at_desk("child-attorney"), form="json", **{"for": "guardian"}).content)["contents"]
    days = contents["where"]
    assert all(a["ends"] == b["begins"] for a, b in pairwise(days)), "no hour between two lines"
    assert days[-1]["ends"] is None
    assert days[-1]["together"] == ["Nombre c2"]
    family = json.loads(give(at_desk("child-attorney"), id="f3", form="json", **{"for": "family"}).content)["contents"]
    assert "where" not in family


def test_a_name_said_later_of_a_brother_is_not_in_a_file_by_what_was_written_before(cared, at_desk):
    before = cared.now
    cared.tick()
    cared.must("claim-name", person="c2", claim="later", text="Xqdespues", speaker="su tía", language="es")
    from zoneinfo import ZoneInfo

    local = before.astimezone(ZoneInfo("America/Guatemala")).strftime("%Y-%m-%dT%H:%M")
    assert "Xqdespues" not in text(at_desk("child-attorney").get(page(known=local, about=local)))


def test_what_an_office_does_not_see_is_said_to_be_left_out(told, at_desk):
    said = text(at_desk("court").get(page(**{"for": "judge"})))
    assert said.count("Left out: the office that made this file does not see this part.") >= 3
    assert "not shown to the office that made this file" in said
    assert not [w for w in ("Centro", "Norte") if w in said]


def test_a_child_nobody_registered_has_no_file(operation, at_desk):
    assert at_desk("director").get(page("nobody")).status_code == 404
    assert give(at_desk("director"), "nobody").status_code == 404


def test_a_moment_before_arrival_is_answered_as_such_and_nothing_is_given(operation, at_desk):
    desk = at_desk("director")
    asked = {"known": "2024-01-01T10:00", "about": "2024-01-01T10:00"}
    answer = desk.get(page(**asked))
    assert answer.status_code == 200
    assert "At that moment nobody had written about this child." in text(answer)
    refused = give(desk, **asked)
    assert refused.status_code == 422
    assert "there is nothing to give" in text(refused)
    assert written() == 0


def test_an_unknown_reader_and_an_unreadable_moment_are_said_and_not_guessed(operation, at_desk):
    desk = at_desk("director")
    assert desk.get(page(**{"for": "press"})).status_code == 422
    assert "no file for such a reader" in text(desk.get(page(**{"for": "press"})))
    assert desk.get(page(about="ayer")).status_code == 422
    assert give(desk, **{"for": "press"}).status_code == 422
    assert written() == 0


def written() -> int:
    from abrigo.clerk.memory import Memory
    from abrigo.ledger import reader

    streams = Memory(reader.size()).histories(["person:c1"])["person:c1"]
    return sum(type(m.fact).__name__ == "Disclosed" for m in streams)


@pytest.mark.parametrize("role", ["guard", "nurse", "police", "press-officer", "auditor", "administrator"])
def test_who_gives_none_out_finds_none(operation, at_desk, role):
    desk = at_desk(role, site="centro") if role == "guard" else at_desk(role)
    assert desk.get(page()).status_code == 404
    assert give(desk).status_code == 404


def test_nothing_leaves_before_it_is_written_and_the_next_file_says_so(told, at_desk):
    desk = at_desk("child-attorney")
    assert give(desk, to="").status_code == 422
    assert give(desk, purpose="fun").status_code == 422
    assert give(desk, form="docx").status_code == 422
    assert written() == 0
    answer = give(desk, to="Juzgado B, magistrada")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="dis-f1.pdf"'
    assert written() == 1
    assert "Juzgado B, magistrada" in text(desk.get(page(**{"for": "guardian"})))
    assert "dis-f1" in words(answer.content)


def test_the_paper_is_tagged_titled_in_its_language_and_every_picture_has_words(told, at_desk):
    desk = at_desk("child-attorney")
    for reader in Reader:
        for language in ("es", "en", "he"):
            sent = {"id": f"{reader}{language}", "for": reader.value, "language": language}
            accessible(give(desk, **sent).content, language)


def accessible(raw: bytes, language: str) -> None:
    """What PDF/UA-1 asks of a document and a program can see."""
    with pikepdf.open(io.BytesIO(raw)) as book:
        root = book.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == language
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        metadata = root.Metadata.read_bytes()
        assert b"pdfuaid:part" in metadata
        assert b"dc:title" in metadata
        assert all(str(p.get("/Tabs", "/S")) == "/S" for p in book.pages)
        assert all("/StructParents" in p for p in book.pages)
        kinds, alts = tags(root.StructTreeRoot)
        assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= kinds
        assert alts, "the code and the line of places"
        assert all(alts)


def tags(node, kinds=None, alts=None):
    """Every tag of the tree, and the words of every figure in it."""
    kinds, alts = (set(), []) if kinds is None else (kinds, alts)
    if "/S" in node:
        kinds.add(str(node.S))
        if str(node.S) == "/Figure":
            alts.append(str(node.get("/Alt", "")))
    below = node.get("/K", [])
    for child in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(child, pikepdf.Dictionary) and child.get("/Type") != "/MCR":
            tags(child, kinds, alts)
    return kinds, alts


def test_a_family_s_file_holds_no_place_no_colleague_no_telephone_and_no_other_child(told, at_desk):
    desk = at_desk("child-attorney")
    for form in ("pdf", "json"):
        for language in ("es", "en", "he"):
            answer = give(desk, id=form + language, **{"for": "family", "form": form, "language": language})
            raw = everything(answer.content) if form == "pdf" else answer.content.decode()
            raw += str(answer.headers)
            # right to left, a reader of PDF text gives the words of a line from its other end
            assert "Nombre" in raw
            assert "77-2025" in raw
            assert [w for w in (*PLACES, *OTHERS) if w in raw] == []


FREE = st.sampled_from(
    ["describe", "kin", "ground", "order", "hear", "stay", "leave", "health", "concern", "plan", "assess", "need",
     "interview"]
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(FREE, min_size=1, max_size=7), st.integers(0, 10**6))
def test_whatever_is_written_no_canary_reaches_a_family(operation, at_desk, acts, salt):
    said = f"Xqcanario{salt}"
    for n, act in enumerate(acts):
        write(operation, act, said, f"{salt}-{n}-{operation.sent}")
    answer = give(at_desk("child-attorney"), id=f"h{salt}-{operation.sent}", **{"for": "family", "form": "json"})
    assert answer.status_code == 200
    assert said not in answer.content.decode() + str(answer.headers)


def write(op, act: str, said: str, id_: str) -> None:
    match act:
        case "describe":
            op.do("describe", person="c1", attribute="marks", value=said)
        case "kin":
            op.do("claim-kin", person="c1", claim=id_, relation="aunt", other_name=said, speaker=said)
        case "ground":
            op.do("give-authority", people=["c1"], ground={"basis": said, "issuer": said, "article": said, "order": said,
                  "begins": None, "ends": None})  # fmt: skip
        case "order":
            op.do("enter-order", "court", order=id_, issuer="Juzgado B", number=id_, allows=said, verified_how=said,
                  begins=op.now.isoformat(), annex=[{"number": 1, "text": said, "person": "c1"}])  # fmt: skip
        case "hear":
            op.do("hear-child", person="c1", decision=said, view=dict.fromkeys(
                ("asked", "how", "language", "through", "said_words", "weighed"), said) | {"absent": ""})  # fmt: skip
        case "stay":
            op.do("tell-earlier-stay", person="c1", stay=id_, place={"words": said, "country": ""}, source=said)
        case "health":
            op.do("note-health", "nurse", person="c1", record=id_, kind="allergy", words=said,
                  parts=[{"name": "to", "value": said}, {"name": "severity", "value": "severe"}])  # fmt: skip
        case "concern":
            op.do(
                "raise-concern", person="c1", concern=id_, kind="neglect", speaker=said, observed=said, urgency="today"
            )
            op.do(
                "reply-to-concern", "child-attorney", person="c1", concern=id_, kind="reply", speaker=said, words=said
            )
        case "plan":
            op.do("plan-step", "child-attorney", person="c1", step=id_, kind="plan-referral", words=said, who=said,
                  due="2026-02-01T00:00:00-06:00")  # fmt: skip
        case "assess":
            op.do(
                "assess-case",
                "child-attorney",
                person="c1",
                step=id_,
                concerns=[],
                found=said,
                strengths=said,
                view=said,
            )
        case "need":
            op.do("set-need", person="c1", need=id_, kind="need-food", words=said)
        case "interview":
            op.do("hold-interview", "prosecutor", person="c1", interview=id_, interviewer=said, protocol=said,
                  language="es", questions=said, answers=said, reason=said)  # fmt: skip
        case _:
            op.do("begin-leave", person="c1", leave=id_, kind="school", place=said, escort=said)


def test_the_file_for_a_program_is_what_was_written_down_and_its_proofs_hold(told, at_desk):
    from hashlib import sha256

    from abrigo.ledger import verify
    from abrigo.ledger.codec import canonical

    answer = json.loads(give(at_desk("child-attorney"), form="json").content)
    said = {k: answer[k] for k in ("person", "reader", "about", "known_at", "contents")}
    assert sha256(canonical(said)).hexdigest() == answer["digest"]
    read: list[str] = []
    found = verify.verify(answer["proofs"], {}, lambda _, words: read.append(str(words)))
    assert found["problems"] == []
    assert "Nombre c1" in "".join(read)
    assert "Nombre c2" not in "".join(read)
    assert "proofs" not in json.loads(
        give(at_desk("child-attorney"), id="f2", form="json", **{"for": "family"}).content
    )


def test_an_earlier_stay_is_told_on_the_page_and_taken_back(operation, at_desk):
    desk = at_desk("director")
    sent = {"id": "s1", "place": "Lev Tova", "country": "mx", "since": "2014", "source": "su tía"}
    assert desk.post(reverse("desk:earlier_stay", args=["c1"]), sent).status_code == 302
    assert "Lev Tova, MX" in text(desk.get(page()))
    again = desk.post(reverse("desk:earlier_stay", args=["c1"]), sent | {"id": "s2", "since": "ayer"})
    assert again.status_code == 422
    assert b"su t\xc3\xada" in again.content
    back = {"id": "s3", "stay": "stay-s1", "reason": "otra niña"}
    assert desk.post(reverse("desk:earlier_stay_back", args=["c1"]), back).status_code == 302
    assert "taken back: otra niña" in text(desk.get(page()))
    assert at_desk("court").get(reverse("desk:earlier_stay", args=["c1"])).status_code == 404


def test_the_order_a_file_is_given_out_under_is_chosen_and_stands_in_the_register(told, at_desk):
    desk = at_desk("child-attorney")
    assert '<option value="o1">Juzgado B 77-2025</option>' in desk.get(page()).content.decode()
    assert give(desk, order="o-none").status_code == 422
    assert give(desk, order="o1").status_code == 200
    for wherever in (reverse("desk:looks", args=["c1"]), page(**{"for": "guardian"})):
        assert text(desk.get(wherever)).count("Juzgado B 77-2025") >= 1
    assert "Under which order" in text(desk.get(page(**{"for": "guardian"})))
