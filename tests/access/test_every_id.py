"""Every address that takes an id: with the id of another gate's thing, or of another operation's, it answers as nothing does.

Nothing is listed by hand: the addresses are the router's, whoever adds one. Every id of the operation, of whatever kind, is
put into every place for an id, by somebody who has no part in it; the answer must be the answer to an id of nothing, in
status, body and headers.
"""

import json
import re

import pytest
from tests.access import planting
from tests.access.conftest import all_addresses, signed_in

from abrigo.ledger import reader
from abrigo.registers.models import Card

PUBLIC_PAGES = ("gallery", "pocket/app", "pocket/<path>", "language", "static")
SAME = re.compile(
    rb"\b[0-9a-f]{32}\b|\b[A-Za-z0-9]{64}\b|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)?|\d\d:\d\d(?::\d\d)?|Z-\w+"
)  # one-time marks and the hour, which every answer has


def _ids(planted) -> dict[str, list[str]]:
    """Every id there is, by the name its place has in an address."""
    found: dict[str, list[str]] = {"person": ["k1", "k2"], "id": ["k1"], "operation": ["op"], "site": ["casa"]}
    for card in Card.objects.filter(operation="op").exclude(person__in=["c1", "c2", "c3", "c4", "c8"]):
        if card.site != "centro":
            found.setdefault(card.kind.replace("-", ""), []).append(card.id)
    return found


# What lies open to them by right, and so is answered: never a child of another gate.
NUMBERS = ("", "/live", "/answer", "/finish", "/pause")  # a count without one name; to answer it is refused in words
OPEN = {
    "press officer": {("forms/<form>", "form"), ("forms/<form>/workbook", "form"), ("forms/<form>/answers.csv", "form"),
                      ("statements/<statement>", "statement"),
                      ("api/operations/<operation>/verdicts/<statement>", "statement"),
                      *((f"rollcalls/<rollcall>{n}", "rollcall") for n in NUMBERS)},
}  # fmt: skip
KINDS = {"request_id": "request", "visit_id": "visit", "answers": "answers", "order": "order", "table": "table"}


def _told(answer, id_: str, other: str) -> tuple[int, bytes, str]:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    kept = {k: v for k, v in answer.items() if k.lower() not in ("date", "content-length", "content-security-policy")}
    heads = json.dumps(kept, sort_keys=True).replace(id_, "ID").replace(other, "ID")
    if len(id_) > 8:  # an id that looks like a one-time mark is said back before marks are taken out
        body = body.replace(id_.encode(), b"ID").replace(other.encode(), b"ID")
    kept_body = SAME.sub(b"", body)  # and a mark of random letters may spell a short one
    return answer.status_code, kept_body.replace(id_.encode(), b"ID").replace(other.encode(), b"ID"), heads


def _asked(planted, routes):
    known = _ids(planted)
    for address in routes:
        if not address.parts or address.route.startswith(PUBLIC_PAGES) or address.route.startswith("numbers/"):
            continue
        for part in address.parts:
            ids = known.get(KINDS.get(part, part).replace("-", ""), []) if part != "operation" else ["op"]
            if address.route.startswith("api/") and part == "operation":
                continue  # held by the strangers' own test: with another operation, all of it is closed
            for id_ in ids[:1]:
                yield address, part, id_


def _both(hand, method, address, part, id_):
    """Each by somebody who has just come in: no message left by an earlier answer stands on the page."""
    nothing = "q" * len(id_)
    return [_told(getattr(signed_in(hand), method)(address.filled(**{part: x})), id_, nothing) for x in (id_, nothing)]


@pytest.mark.parametrize("who", ["guard of another gate", "director of another operation", "press officer"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_with_an_id_answers_about_anothers_child_as_about_nobody(planted, viewer, who, method):
    planting.plant(planted)
    people = {
        "guard of another gate": lambda: viewer("guard", site="centro", username="portero"),
        "director of another operation": lambda: viewer("director", operations=("other",), username="ajena"),
        "press officer": lambda: viewer("press-officer", username="prensa"),
    }
    hand = people[who]()
    before, apart, asked = reader.size(), {}, 0
    for address, part, id_ in _asked(planted, all_addresses()):
        asked += 1
        theirs, nothing = _both(hand, method, address, part, id_)
        if theirs != nothing and (address.route, part) not in OPEN.get(who, ()):
            apart[f"{address.route} {part}={id_}"] = _first_difference(theirs, nothing)
    assert asked > 90
    assert apart == {}, "\n".join(f"{a}: {d}" for a, d in apart.items())
    assert reader.size() == before, "something was written"


def _first_difference(one, other) -> str:
    if one[0] != other[0]:
        return f"{one[0]} against {other[0]}"
    for name, a, b in (("body", one[1], other[1]), ("headers", one[2].encode(), other[2].encode())):
        if a != b:
            at = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
            return f"{name}: {a[max(0, at - 40) : at + 60]!r} against {b[max(0, at - 40) : at + 60]!r}"
    return ""
