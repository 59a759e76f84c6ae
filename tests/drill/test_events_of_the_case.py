"""What the drill says of statements, exhibits, care, consulates, hearings and evidence: over JSON, and on the pages."""

import json
import re
import time

import pytest
from django.test import Client

pytestmark = pytest.mark.slow


@pytest.fixture
def sit(drill):
    """A browser of one office, in English, about the end of the story unless a moment is asked for."""
    from abrigo.staff.models import Account

    def sat(user: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(Account.objects.get(username=user), "django.contrib.auth.backends.ModelBackend")
        client.cookies["django_language"] = "en"
        session = client.session
        session["purpose"] = "child"
        session["stepped_up"] = int(time.time() * 1000)
        session.save()
        return client

    return sat


@pytest.fixture
def ask(drill):
    from abrigo.staff.models import Account
    from abrigo.staff.viewer import new_token

    def asked(path: str, user: str = "attorney", **words):
        key = new_token(Account.objects.get(username=user), "a test")
        answer = Client().get(f"/api/operations/encino/{path}", words, headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)

    return asked


def read(client, path: str, **words) -> str:
    answer = client.get(path, words)
    assert answer.status_code == 200, path
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_03_four_statements_are_sealed_under_their_digest_and_linked_to_an_allegation(ask, sit):
    exhibits = {e["number"]: e for e in ask("exhibits", "prosecutor")}
    four = [exhibits[f"MP-D{n:02d}"] for n in range(1, 5)]
    assert all(len(e["digest"]) == 64 and e["steps"][0]["seal"].startswith("sello D-") for e in four)
    [trafficking] = [a for a in ask("allegations", "prosecutor") if a["offence"] == "trafficking-child"]
    purpose = next(c for c in trafficking["rows"][0]["cells"] if c["element"] == "purpose")
    assert purpose["group"] == 4, "about the group: they prove nothing of any one child"
    assert trafficking["own"] == 1
    page = read(sit("prosecutor"), "/investigation/al-1")
    assert page.count("declaración de noviembre") >= 4
    assert "MP-D02" in page


def test_04_two_numbers_of_officers_stand_beside_each_other_and_contradict(ask, sit):
    told = {n: ask(f"verdicts/st-04{n}")["claims"][0] for n in "ab"}
    assert told["b"]["line"].startswith("not counted by the ledger; contradicts")
    page = read(sit("attorney"), "/statements/st-04b")
    assert "480" in page
    assert "600" in page


def test_04_an_exhibit_whose_seal_and_night_do_not_hold_is_said_to_be_so(ask, sit):
    exhibits = {e["number"]: e for e in ask("exhibits", "prosecutor")}
    assert exhibits["MP-001"]["breaks"] == []
    assert "seal" in {b["by"] for b in exhibits["MP-003"]["breaks"]}
    assert "sello 4130" in read(sit("prosecutor"), "/exhibits/ex-3")


def test_09_the_two_in_the_ambulance_are_out_with_authority_and_not_lost(ask, sit):
    at = "2025-12-19T16:00:00-06:00"
    board = ask("board", known_at=at, about=at)
    assert board["whole"]["adds_up"]
    assert board["whole"]["received"]["persons"] == 200
    assert board["whole"]["states"]["out-with-authority"]["persons"] == 2
    assert board["whole"]["states"]["unaccounted"]["persons"] == 0
    listed = sit("director").get(
        "/people", {"state": "out-with-authority", "known": "2025-12-19T16:00", "about": "2025-12-19T16:00"}
    )
    assert listed.content.decode().count('<article class="person') == 2


def test_13_a_refusal_is_an_answer_with_a_next_offer_and_coverage_is_a_list_of_names(ask, sit):
    checks = ask("checks", "nurse", limit="5000")
    done = {c["person"] for c in checks if c["status"] == "done"}
    assert len({c["person"] for c in checks}) == 158
    assert len(done) == 61
    refused = [c for c in checks if c["status"] in ("refused-by-caregiver", "assent-not-given")]
    assert refused
    assert all(c["about"]["next"] for c in refused)
    # On the page: those who are in our hands now, by name.
    page = sit("nurse").get("/health").content.decode()
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "Never seen by a clinician" in plain
    assert page.count('<article class="person') > 0


def test_32_consulates_had_a_notice_for_each_child_and_no_list(ask, sit):
    assert len(ask("notices")) == 17
    lists = ask("refused-group-lists")
    assert len(lists) == 4
    page = read(sit("attorney"), "/consulates")
    assert "Cada aviso es de una sola persona" in page


def test_33_an_assault_is_an_incident_of_its_own_and_moves_nobody(ask, sit):
    before, after = "2026-01-07T15:59:00-06:00", "2026-01-07T18:30:00-06:00"
    boards = [ask("board", known_at=at, about=at)["whole"]["states"] for at in (before, after)]
    assert boards[0] == boards[1]
    incident = ask("incidents/inc-2")
    assert incident["card"]["about"]["kind"] == "assault"
    assert "4 policías y 6 trabajadores" in read(sit("director"), "/incidents/inc-2")


def test_36_the_list_of_146_is_short_of_one_sheet_and_its_six_are_named(ask, sit):
    [claim] = ask("verdicts/st-36")["claims"]
    assert claim["line"].startswith("differs: one manifest of 6 omitted")
    page = read(sit("attorney"), "/statements/st-36")
    assert "M4" in page
    names = {p["id"]: p["band"] for p in ask("people", limit="1000")["people"]}
    [reason] = [r for r in claim["reasons"] if r["people"]]
    assert len(reason["people"]) == 6
    assert all(names[p] in page for p in reason["people"])


def test_38_six_were_heard_and_their_words_stand_as_said(ask, sit):
    views = ask("views")
    assert len(views) == 6
    person = views[0]["person"]
    file = ask(f"people/{person}/file", reader="guardian")
    [words] = [w for w in file["contents"]["words"] if w["decision"] == "primera audiencia"]
    assert words["language"]
    assert words["words"] in read(sit("attorney"), f"/people/{person}/file")


def test_38_who_was_asked_twice_is_warned_of(ask, sit):
    first, *rest = ask("interviews", "prosecutor")
    assert (first["times"], len(rest)) == (2, 4)
    assert "2" in read(sit("prosecutor"), f"/people/{first['person']}/interviews")
    assert "Interviewed 2 times" in read(sit("attorney"), f"/people/{first['person']}/file")


def test_39_forty_nine_sibling_groups_sum_to_every_child(ask, sit):
    people = ask("people", limit="1000")["people"]
    groups = {p["group"] for p in people if p["group"]}
    assert len(groups) == 49
    assert sum(bool(p["group"]) for p in people if p["category"] != "adult") == 157
    assert "49" in read(sit("attorney"), "/kin")


def test_40_the_matrix_shows_which_of_forty_have_evidence_of_their_own(ask, sit):
    told = {a["offence"]: a for a in ask("allegations", "prosecutor")}
    ill = told["ill-treatment"]
    assert (ill["children"], ill["own"], ill["standing"]) == (40, 11, "alleged")
    assert sum("nothing-of-its-own" in r["flags"] for r in ill["rows"]) == 29
    assert sum("no-alternative-recorded" in r["flags"] for r in ill["rows"]) == 29
    client = sit("prosecutor")
    page = client.get("/investigation/al-2").content.decode()
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "11 of 40" in plain
    assert "guilty" not in plain.casefold()


def test_40_a_dismissal_goes_with_every_export_of_the_allegation(ask, sit):
    [al] = [a for a in ask("allegations", "prosecutor") if a["standing"] == "dismissed"]
    assert al["turns"][-1]["by"] == "Juzgado C"
    assert "dismissed" in read(sit("prosecutor"), "/investigation/al-1/paper").casefold()
    person = al["rows"][0]["person"]
    file = ask(f"people/{person}/file", reader="judge")["contents"]["allegations"]
    assert "dismissed" in {a["standing"] for a in file}
    assert "whoever quotes this allegation must say so" in read(
        sit("attorney"), f"/people/{person}/file", **{"for": "judge"}
    )


def test_41_two_of_ours_are_found_and_two_stay_missing(ask, sit):
    assert ask("board")["whole"]["states"]["missing"]["persons"] == 2
    listed = sit("director").get("/people", {"state": "missing"}).content.decode()
    assert listed.count('<article class="person') == 2


def test_42_the_end_adds_up_and_a_public_line_differs_by_method(ask, sit):
    states = ask("board")["whole"]["states"]
    children = {s: n["children"] + n["undetermined"] for s, n in states.items()}
    assert (children["transferred-out"], children["released"], children["missing"]) == (66, 29, 2)
    assert children["present"] + children["out-with-authority"] == 60
    assert ask("verdicts/st-42")["claims"][0]["line"].startswith("differs by method: by eye")
    assert "160" in read(sit("attorney"), "/statements/st-42")


@pytest.mark.parametrize("path", ["allegations", "exhibits", "interviews"])
@pytest.mark.parametrize("user", ["guard", "nurse", "press", "director", "court"])
def test_who_does_not_read_the_case_reads_none_of_it_over_json(drill, path, user):
    from abrigo.staff.models import Account
    from abrigo.staff.viewer import new_token

    key = new_token(Account.objects.get(username=user), "a test")
    answer = Client().get(f"/api/operations/encino/{path}", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 403, answer.content
