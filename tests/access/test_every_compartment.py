"""A secret in every free field of every act: no byte of any answer, file or log shows it to an office without a right to it.

Who may read what is written here once more, by hand, from docs/access.md: shared with the rules, it would agree with them.
"""

import logging
import re
from datetime import UTC, datetime

import pytest
from tests.access import planting
from tests.access.conftest import signed_in, whole
from tests.access.planting import mark

from abrigo.rules.index import ACTS

ATTORNEY, DIRECTOR = "child-attorney", "director"
EVERY = ("guard", "intake-worker", DIRECTOR, ATTORNEY, "prosecutor", "police", "nurse", "alert-officer", "press-officer",
         "auditor", "ombudsman", "court", "administrator")  # fmt: skip
NAMES = {"intake-worker", DIRECTOR, ATTORNEY, "prosecutor", "police", "nurse", "alert-officer", "ombudsman", "court"}
PLACES = NAMES - {"prosecutor", "police", "court"}
PUBLIC = NAMES | {"press-officer", "auditor"}
HEARS = {DIRECTOR, ATTORNEY, "prosecutor", "court"}  # a child's own words, and whoever must ask before deciding
HEALTH, CASE, INVESTIGATION = {DIRECTOR, ATTORNEY, "nurse"}, {DIRECTOR, ATTORNEY}, {ATTORNEY, "prosecutor"}
CARERS = {"intake-worker", DIRECTOR, ATTORNEY, "nurse"}
CLAIMS = {"intake-worker", DIRECTOR, ATTORNEY, "ombudsman", "court"}
# Somebody drives towards this guard's own gate: the manifest names who brings them.
OWN = {"guard": {mark("open-transit", "escorts")}}
# Whom the story of k1 is not about, and where else they are told of.
STORIES = ("k2", "st9", "sk9")
# Which court, under which number: as far as an order goes for whoever works with numbers alone.
PRINTED_BY_COURTS = {mark("enter-order", "issuer"), mark("enter-order", "number")}
# Kept in the ledger and in the file of one child, and drawn on no page.
NOT_DRAWN = {mark("tell-exhibit-move", "purpose")}
# Words that end, correct or answer a thing planted above: the same fact's room, the same card and the same readers.
ENDING_WORDS = """
ask-shredding cancel-shredding close-alert close-incident decide-candidate decide-lent decide-split
end-authority end-bond end-loan explain-difference extend-clock follow-up hold-visit interrupt-roll-call
lift-hold locate-alert open-incident open-seal propose-closure propose-table record-death
record-declination refuse-grant refuse-group-list refuse-visit relate-claims remove-band
report-released-in-error resolve-contest review-override say-who-is-meant sign-step take-override
turn-allegation unlink unlock-room withdraw-accord withdraw-earlier-stay withdraw-evidence withdraw-form
withdraw-grant withdraw-table
"""
ENDING = set(ENDING_WORDS.split())
EXHIBITS = {DIRECTOR, ATTORNEY, "prosecutor", "police", "nurse", "court"}

MAY_READ: list[tuple[set[str], str]] = [
    (NAMES, "describe claim-name withdraw-claim claim-age determine-age claim-kin decide-kin group-siblings add-photo"),
    (
        NAMES,
        "seek-person give-authority enter-order confirm-order set-restriction",
    ),
    (NAMES, "record-step record-access-refused identify-stranger find-stranger"),
    (PLACES, "locate-outside bring-back begin-leave open-transit report-seen-elsewhere tell-duty check-fire lock-room"),
    (
        PLACES,
        "take-headcount count-crowd note-incident keep-together keep-apart request-visit approve-visit record-visit",
    ),
    (PLACES, "answer-at-gate propose-release refuse-release"),
    (NAMES - {"guard"}, "tell-earlier-stay"),  # of another year and outside our sites: a place, and nobody is there now
    (HEARS, "hear-child"),
    (HEALTH, "note-health"),
    (CASE, "raise-concern reply-to-concern assess-case plan-step answer-step weigh-interests lend-register"),
    (INVESTIGATION, "make-allegation weigh-evidence consider-duty hold-interview"),
    (CARERS, "set-need"),
    (CLAIMS, "answer-form request-family answer-family-request"),
    (EXHIBITS, "collect-exhibit tell-exhibit-move"),
    (HEARS | {"ombudsman"}, "ask-grant hold-words disclose"),
    (PUBLIC, "record-statement take-claim"),
]
BY_ACT = {act: who for who, acts in MAY_READ for act in acts.split()}
OF_A_VIEW = ("asked", "how", "through", "saidwords", "weighed", "childview", "childwanted")


def readers() -> dict[str, set[str]]:
    """Each planted word, and the offices that may read it."""
    found: dict[str, set[str]] = {}
    for _, act, parts in planting.acts(datetime(2025, 12, 20, tzinfo=UTC)):
        for word in re.findall(r"Xq[a-z]+", str(parts)):
            if word in PRINTED_BY_COURTS:
                found[word] = PUBLIC
                continue
            own = any(word == mark(act, part) for part in OF_A_VIEW) and act not in ("assess-case", "weigh-interests")
            found[word] = HEARS if own else BY_ACT[act]
    return found


READERS = readers()


def test_every_act_that_takes_free_words_is_planted_or_ends_what_was_planted():
    silent = {act for act, line in ACTS.items() if act not in BY_ACT and _takes_words(line.act)}
    assert silent == ENDING, silent ^ ENDING


def _takes_words(act: type) -> bool:
    free = {
        "words",
        "reason",
        "basis",
        "note",
        "place",
        "value",
        "text",
        "who",
        "speaker",
        "conditions",
        "circumstances",
    }
    return bool(free & set(act.__dataclass_fields__))


@pytest.mark.parametrize("role", EVERY)
def test_what_no_right_opens_is_in_no_byte_of_any_answer(planted, everything, viewer, caplog, role):
    planting.plant(planted)
    if role == "guard":  # of the other gate: nothing of k1 is theirs
        planted.hands["guard"] = viewer("guard", site="centro", username="guard")
    with caplog.at_level(logging.INFO):
        heard = everything(planted.hand(role))
        client = signed_in(planted.hand(role))
        for path in (f"/api/operations/op/people/{p}/timeline" for p in STORIES):
            answer = client.get(path)
            heard.answers[path] = (answer.status_code, whole(answer))
    told = {}
    for address, (_, body) in heard.answers.items():
        for word in set(re.findall(r"Xq[a-z]{7,}", body.decode(errors="replace"))) & READERS.keys():
            told.setdefault(word, []).append(address)
    leaked = {
        word: where for word, where in told.items() if role not in READERS[word] and word not in OWN.get(role, ())
    }
    assert leaked == {}
    assert not [word for word in READERS if word in caplog.text], "a log is read by whoever keeps the machine"
    assert {a: code for a, (code, _) in heard.answers.items() if code >= 500} == {}
    if role in (ATTORNEY, DIRECTOR):  # or nothing was planted where anybody reads
        unread = {w for w, who in READERS.items() if role in who} - told.keys() - NOT_DRAWN
        assert unread == set()
