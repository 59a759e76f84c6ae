"""A word that stands nowhere else in every free field of every act, so that whoever reads one shows which it was.

`plant` works a whole operation once over: a child k1 at `casa` about whom everything was said that can be said. The word in
the field `words` of the act `set-need` is `Xqsetneedwords`; `docs/access.md` says who may read it.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from abrigo.clerk.record import record
from abrigo.facts.wire import spelling
from abrigo.rules.index import ACTS


def mark(act: str, part: str) -> str:
    return "Xq" + re.sub(r"[^a-z]", "", act) + re.sub(r"[^a-z]", "", part)


def marked(act: str, parts: str) -> dict[str, str]:
    return {part: mark(act, part) for part in parts.split()}


def _view(act: str) -> dict[str, str]:
    said = {part: mark(act, part) for part in ("asked", "how", "through", "saidwords", "weighed")}
    return {"said_words": said.pop("saidwords"), "language": "es", "absent": "", **said}


def acts(now: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Who, what, with which words: in an order in which each can be done."""
    later, soon = (now + timedelta(days=20)).isoformat(), (now + timedelta(days=2)).isoformat()
    began = now.isoformat()
    k1 = {"person": "k1"}

    # Identity and claims.
    yield "director", "describe", {**k1, "attribute": "marks", "value": mark("describe", "value")}
    yield (
        "director",
        "claim-name",
        {**k1, "claim": "n9", "language": "es", "script": "Latn", **marked("claim-name", "text speaker")},
    )
    yield "director", "claim-name", {**k1, "claim": "n8", "language": "es", "script": "Latn", "text": mark("claim-name", "false"),
                                     "speaker": "x"}  # fmt: skip
    yield "director", "withdraw-claim", {**k1, "claim": "n8", **marked("withdraw-claim", "reason")}
    yield (
        "director",
        "claim-age",
        {**k1, "claim": "a9", "age": {"low": 8, "high": 9}, "method": "stated", **marked("claim-age", "speaker")},
    )
    yield (
        "court",
        "determine-age",
        {**k1, "claim": "a8", "age": {"low": 8, "high": 9}, **marked("determine-age", "issuer basis")},
    )
    yield "director", "claim-kin", {**k1, "claim": "kin9", "relation": "mother", "other_name": mark("claim-kin", "othername"),
                                    "speaker": mark("claim-kin", "speaker")}  # fmt: skip
    yield "court", "decide-kin", {**k1, "claim": "kin9", "standing": "rejected", **marked("decide-kin", "reason")}
    yield "director", "group-siblings", {"group": "sg9", "people": ["k1", "k2"], **marked("group-siblings", "basis")}
    yield "director", "add-photo", {**k1, "digest": "ab" * 32, "media_type": "image/png", "size": 9,
                                    "authorised_by": mark("add-photo", "authorisedby")}  # fmt: skip
    yield "director", "find-stranger", {"person": "st9", "site": "casa", "tag": "T-90", "tally": "child",
                                        **marked("find-stranger", "circumstances")}  # fmt: skip
    yield "director", "identify-stranger", {"person": "st9", **marked("identify-stranger", "who basis")}
    yield "alert-officer", "seek-person", {"person": "sk9", "name": mark("seek-person", "name"),
                                           "last_seen": {"words": mark("seek-person", "lastseen")}}  # fmt: skip
    yield "director", "lend-register", {"loan": "lo9", "kind": "school", "until": later, "digest": "cd" * 32, "lines": 2,
                                        **marked("lend-register", "title lender purpose terms")}  # fmt: skip

    # Where, and on the way.
    yield "director", "find-inside", {**k1, "site": "casa", "since": began}
    yield "director", "locate-outside", {"person": "k2", "place": {"words": mark("locate-outside", "place")},
                                         **marked("locate-outside", "source")}  # fmt: skip
    yield "director", "bring-back", {"person": "k2", "site": "casa", "brought_by": mark("bring-back", "broughtby")}
    yield (
        "director",
        "begin-leave",
        {"person": "k2", "leave": "lv9", "kind": "hospital", **marked("begin-leave", "place escort")},
    )
    yield "director", "open-transit", {"transit": "tr9", "manifest": "M-9", "vehicle": "bus", "origin": "casa",
                                       "destination": "centro", "escorts": [mark("open-transit", "escorts")], "due": soon}  # fmt: skip
    yield "director", "report-seen-elsewhere", {"person": "sk9", "place": {"words": mark("report-seen-elsewhere", "place")},
                                                "source": mark("report-seen-elsewhere", "source"),
                                                "in_company_of": mark("report-seen-elsewhere", "company")}  # fmt: skip
    yield "director", "tell-earlier-stay", {**k1, "stay": "es9", "since": "2014",
                                            "place": {"words": mark("tell-earlier-stay", "place"), "country": "MX"},
                                            **marked("tell-earlier-stay", "source under")}  # fmt: skip

    # The site's own day.
    yield "director", "tell-duty", {"site": "casa", "names": [mark("tell-duty", "names")], "until": soon}
    yield "director", "check-fire", {"site": "casa", "safe": True, **marked("check-fire", "words")}
    yield "director", "lock-room", {"site": "casa", "lock": "lk9", "inside": 0, "until": (now + timedelta(minutes=90)).isoformat(),
                                    **marked("lock-room", "room reason keyholder")}  # fmt: skip
    yield (
        "director",
        "take-headcount",
        {"site": "casa", "number": 2, "method": "by-eye", **marked("take-headcount", "note")},
    )
    yield "director", "count-crowd", {"site": "casa", "number": 9, **marked("count-crowd", "words")}
    yield "director", "note-incident", {"incident": "i-casa", "note": "nt9", **marked("note-incident", "words")}

    # Care and health.
    yield "nurse", "set-need", {**k1, "need": "nd9", "kind": "need-prayer-times", **marked("set-need", "words")}
    yield "nurse", "note-health", {**k1, "record": "hr9", "kind": "medicine", **marked("note-health", "words"),
                                   "parts": [{"name": "medicine", "value": mark("note-health", "medicine")},
                                             {"name": "amount", "value": "5 ml"}, {"name": "every", "value": "8"},
                                             {"name": "prescriber", "value": mark("note-health", "prescriber")}]}  # fmt: skip

    # The case.
    yield (
        "director",
        "raise-concern",
        {**k1, "concern": "cn9", "kind": "neglect", "urgency": "today", **marked("raise-concern", "speaker observed")},
    )
    yield (
        "director",
        "reply-to-concern",
        {**k1, "concern": "cn9", "kind": "appeal", **marked("reply-to-concern", "speaker words")},
    )
    yield (
        "child-attorney",
        "assess-case",
        {**k1, "step": "as9", "concerns": ["cn9"], **marked("assess-case", "found strengths view")},
    )
    yield (
        "child-attorney",
        "plan-step",
        {**k1, "step": "pl9", "kind": "plan-service", "due": later, **marked("plan-step", "words who")},
    )
    yield (
        "child-attorney",
        "answer-step",
        {**k1, "step": "pl9", "outcome": "step-done", **marked("answer-step", "words")},
    )
    yield (
        "child-attorney",
        "weigh-interests",
        {**k1, "step": "wi9", **marked("weigh-interests", "question options weighed conclusion view")},
    )

    # Families, visits, nearness, the gate.
    yield "director", "request-family", {"request": "fr9", "receipt": "F-9", "wishes": ["news"], **k1,
                                         "identity_seen": mark("request-family", "identityseen"),
                                         "child_words": mark("request-family", "childwords"),
                                         **marked("request-family", "asker relation channel lawyer interpreter")}  # fmt: skip
    yield (
        "director",
        "answer-family-request",
        {"request": "fr9", "reply": "no", **marked("answer-family-request", "words basis appeal")},
    )
    yield (
        "director",
        "keep-together",
        {"bond": "bd9", "people": ["k1", "k2"], "closeness": "siblings", **marked("keep-together", "reason")},
    )
    yield "director", "keep-apart", {"bond": "bd8", **k1, "distance": "afraid", "ends": later, "review": soon,
                                     "other_name": mark("keep-apart", "othername"), **marked("keep-apart", "basis")}  # fmt: skip
    yield "director", "request-visit", {"visit": "vi9", **k1, "begins": (now + timedelta(seconds=50)).isoformat(), "ends": (now + timedelta(hours=1)).isoformat(),
                                        "identity_seen": mark("request-visit", "identityseen"),
                                        **marked("request-visit", "visitor relation words")}  # fmt: skip
    yield "child-attorney", "approve-visit", {"visit": "vi9", **k1, "view": _view("approve-visit"), "supervised": True,
                                              **marked("approve-visit", "supervisor conditions")}  # fmt: skip
    yield "director", "record-visit", {"visit": "vi9", **k1, "took_place": True, "child_wanted": mark("record-visit", "childwanted"),
                                       "supervised_by": mark("record-visit", "supervisedby"), **marked("record-visit", "words")}  # fmt: skip
    yield "director", "answer-at-gate", {"attempt": "ga9", "site": "casa", "word": "not-let-in", "band": "", **k1,
                                         "reason": "no-visit", "asked_for": mark("answer-at-gate", "askedfor"),
                                         **marked("answer-at-gate", "who document")}  # fmt: skip

    # Authority, orders, deadlines, release.
    yield "director", "give-authority", {"people": ["k1"], "ground": {"begins": None, "ends": None, "order": "",
                                         **marked("give-authority", "basis issuer article")}}  # fmt: skip
    yield "court", "enter-order", {"order": "or9", "begins": began, "verified_how": mark("enter-order", "verifiedhow"),
                                   "annex": [{"number": 1, "text": mark("enter-order", "annex"), "person": "k1"}],
                                   **marked("enter-order", "issuer number allows")}  # fmt: skip
    yield "prosecutor", "confirm-order", {"order": "or9", "called_back": mark("confirm-order", "calledback")}
    yield "director", "record-access-refused", {"seen": 3, "place": mark("record-access-refused", "place"),
                                                "refused_by": mark("record-access-refused", "refusedby"),
                                                "under": mark("record-access-refused", "under")}  # fmt: skip
    yield "director", "notify-consulate", {**k1, "country": "MX"}
    yield (
        "director",
        "record-step",
        {"people": ["k1"], "step": "court.file-received", **marked("record-step", "court office words")},
    )
    yield "director", "hear-child", {**k1, "decision": mark("hear-child", "decision"), "view": _view("hear-child")}
    yield "child-attorney", "propose-release", {"release": "re9", **k1, "outcome": "reunified", "order": "or9",
                                                "photo_of_recipient": "ab" * 32, "photo_of_person": "cd" * 32, "view": _view("propose-release"),
                                                "identity_seen": mark("propose-release", "identityseen"),
                                                "child_view": mark("propose-release", "childview"),
                                                "called_back": mark("propose-release", "calledback"),
                                                **marked("propose-release", "recipient ground consent")}  # fmt: skip
    yield "director", "refuse-release", {"release": "re9", **k1, **marked("refuse-release", "reason")}
    yield "director", "set-restriction", {"restriction": "rs9", "kind": "no-contact", "begins": began, "ends": later, "review": soon,
                                          **k1, **marked("set-restriction", "basis issuer scope against")}  # fmt: skip

    # The investigation and its things.
    yield "prosecutor", "collect-exhibit", {"exhibit": "ex9", "basis": mark("collect-exhibit", "basis"), **k1,
                                            **marked("collect-exhibit", "number words where collector seal")}  # fmt: skip
    yield (
        "prosecutor",
        "tell-exhibit-move",
        {"exhibit": "ex9", "move": "mv9", **marked("tell-exhibit-move", "gave took purpose seal")},
    )
    yield (
        "prosecutor",
        "make-allegation",
        {
            "allegation": "al9",
            "offence": "ill-treatment",
            "people": ["k1"],
            **marked("make-allegation", "speaker words"),
        },
    )
    yield "prosecutor", "weigh-evidence", {"allegation": "al9", "evidence": "ev9", "element": "act", "weight": "supports", **k1,
                                           **marked("weigh-evidence", "source origin")}  # fmt: skip
    yield (
        "prosecutor",
        "consider-duty",
        {"allegation": "al9", **k1, "duty": "alternative-measure", "done": False, **marked("consider-duty", "reason")},
    )
    yield "child-attorney", "hold-interview", {**k1, "interview": "iv9", "protocol": "NICHD", "language": "es",
                                               **marked("hold-interview", "interviewer questions answers interpreter")}  # fmt: skip

    # Forms, rights, disclosures, keeping and destroying.
    yield "director", "adopt-form", {"form": "fo9", "code": "follow-up"}
    yield "director", "answer-form", {**k1, "form": "fo9", "answers_id": "an9", "language": "es", "answers": [
        {"key": "visited_on", "value": now.date().isoformat()}, {"key": "about", "value": "in_care"},
        {"key": "child_seen", "value": "yes"}, {"key": "how_is", "value": mark("answer-form", "howis")},
        {"key": "child_says", "value": mark("answer-form", "childsays")}, {"key": "actions", "value": "0"},
        {"key": "new_concern", "value": "no"}, {"key": "next_on", "value": (now + timedelta(days=9)).date().isoformat()}]}  # fmt: skip
    yield "child-attorney", "ask-grant", {"grant": "gr9", "compartment": "health", "purpose": "search", "until": later,
                                          "staff": "st-prosecutor", "people": ["k1"], **marked("ask-grant", "words")}  # fmt: skip
    yield "court", "hold-words", {"hold": "ho9", "whose": "k1", **marked("hold-words", "basis")}
    yield "director", "disclose", {"disclosure": "di9", "given": "file", "reader": "judge", **k1, "purpose": "court", "about": began,
                                   "known_at": 1, "digest": "ef" * 32, **marked("disclose", "to")}  # fmt: skip

    # What an office says in public: whoever sees statements reads it, and nobody else.
    yield "press-officer", "record-statement", {"statement": "sm9", "said_at": began, "medium": "press", "language": "es",
                                                **marked("record-statement", "speaker capacity verbatim translation audience")}  # fmt: skip
    yield "director", "take-claim", {"statement": "sm9", "claim": "cm9", "subject": "children", "predicate": "present",
                                     "value": {"low": 7, "high": None}, "as_of": began, "method": "by-eye",
                                     "qualifier": "at-least", **marked("take-claim", "note")}  # fmt: skip


def plant(op: Any) -> None:
    """Every act of `acts`, through the one door; whatever is refused is told with its reason."""
    op.tick()
    for n, (by, act, parts) in enumerate(acts(op.now)):
        at = op.tick(seconds=1)
        plain = {"at": at.isoformat(), **parts}
        if "operation" in ACTS[act].act.__dataclass_fields__:
            plain.setdefault("operation", op.id)
        answer = record(op.hand(by), spelling(ACTS[act].act, "iso").read(plain, ""), id=f"planted-{n}", now=at)
        assert answer.refusal is None, (act, answer.refusal)
