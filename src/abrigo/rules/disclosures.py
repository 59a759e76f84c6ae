"""Disclosures. Nothing about a child leaves before it is written what leaves, to whom, for what; and for each reader a
list of what may stand in it, made of what is named here and of nothing else."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from abrigo.facts.disclosures import Disclosed, Given, Reader
from abrigo.facts.grants import Purpose
from abrigo.facts.index import Fact
from abrigo.facts.kinds import DisclosureId, OperationId, OrderId, PersonId
from abrigo.rules.intake import intake_of, refuse_unknown
from abrigo.rules.orders import known_order, order_of
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.places import known_places, places_of
from abrigo.rules.refusals import Refusal, Why

SHA256: Final = re.compile(r"[0-9a-f]{64}")
LANGUAGES: Final = ("es", "en", "he")

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Disclose:
    """`reader` only with `given` file, and always with it. `person` None only for exhibits of the operation.

    `order`: the court order it rests on, one that is on file here; None: it rests on the office of who gives it.
    """

    operation: OperationId
    disclosure: DisclosureId
    given: Given
    to: str
    purpose: Purpose
    about: datetime
    known_at: int
    digest: str
    at: datetime
    person: PersonId | None = None
    reader: Reader | None = None
    language: str = "es"
    order: OrderId | None = None


Act = Disclose

# -- decisions ------------------------------------------------------------------


def learn(known: bool, fact: Fact) -> bool:  # noqa: FBT001 - what is known is one yes or no
    return known or isinstance(fact, Disclosed)


DISCLOSURES: Final[Room[bool]] = Room("disclosures", False, learn)


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield places_of(act.operation)
    yield Stream(DISCLOSURES, f"disclosure:{act.disclosure}")
    if act.person is not None:
        yield intake_of(act.person)
    if act.order is not None:
        yield order_of(act.order)


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known_places(past, act.operation).opened is None:
        return Refusal(Why.UNKNOWN_OPERATION)
    if act.person is not None and (no := refuse_unknown(past, act.operation, (act.person,))):
        return no
    if past.of(DISCLOSURES, f"disclosure:{act.disclosure}"):
        return Refusal(Why.DISCLOSURE_EXISTS, (act.disclosure,))
    if act.person is None and act.given is not Given.CASE:
        return Refusal(Why.ONE_CHILD)
    if (act.reader is None) is (act.given is Given.FILE):
        return Refusal(Why.READER_REQUIRED)
    if not act.to.strip():
        return Refusal(Why.RECIPIENT_REQUIRED)
    if not SHA256.fullmatch(act.digest):
        return Refusal(Why.DIGEST_MALFORMED)
    if act.order is not None and (no := _refuse_order(past, act)):
        return no
    fact = Disclosed(
        act.operation, act.disclosure, act.person, act.given, act.reader, act.to, act.purpose, act.language, act.about,
        act.known_at, act.digest, hand.said, act.order,
    )  # fmt: skip
    return (fact,)


def _refuse_order(past: Past, act: Disclose) -> Refusal | None:
    """An order of this operation; one that has a list opens the file of whoever stands on it and of nobody else."""
    order = known_order(past, act.order).entered if act.order is not None else None
    if act.order is None or order is None or order.operation != act.operation:
        return Refusal(Why.UNKNOWN_ORDER, (act.order or "",))
    if order.annex and act.person is not None and all(line.person != act.person for line in order.annex):
        return Refusal(Why.ORDER_NAMES_OTHERS, (act.order,))
    return None


# -- what may stand in it ---------------------------------------------------------


class Part(StrEnum):
    """The parts of an individual file, in the order they are read."""

    WHO = "who"
    NAMES = "names"
    AGES = "ages"
    KIN = "kin"
    NEEDS = "needs"
    GROUNDS = "grounds"
    WHERE = "where"
    BEFORE = "before"
    ORDERS = "orders"
    LIMITS = "limits"
    DEADLINES = "deadlines"
    HEALTH = "health"
    CLINICAL = "clinical"
    CONCERNS = "concerns"
    PLAN = "plan"
    WEIGHED = "weighed"
    WORDS = "words"
    INTERVIEWS = "interviews"
    ALLEGATIONS = "allegations"
    CONTESTED = "contested"
    UNKNOWN = "unknown"
    GIVEN_OUT = "given-out"


_WHO = frozenset({"line", "band", "sex", "category", "low", "high", "state", "since", "received"})
_CLAIM = frozenset({"text", "speaker", "language", "supposed", "withdrawn", "at", "entry"})
_AGE = frozenset({"low", "high", "how", "speaker", "determined", "withdrawn", "at", "entry"})
_KIN = frozenset({"relation", "name", "speaker", "withdrawn", "at", "entry"})
_GROUND = frozenset({"begins", "ends", "gap", "basis", "article", "issuer", "order", "told_at"})
_WHERE = frozenset({"begins", "ends", "state", "place", "holder", "together"})
_BEFORE = frozenset({"since", "until", "place", "country", "under", "source", "withdrawn", "at", "entry"})
_ORDER = frozenset({"issuer", "number", "allows", "begins", "ends", "confirmed", "named", "entry"})
_LIMIT = frozenset({"kind", "against", "basis", "issuer", "begins", "ends", "review", "over", "everyone", "entry"})
_DEADLINE = frozenset({"clock", "basis", "owed_by", "due", "state", "met_at", "verified"})
_HEALTH = frozenset({"kind", "at", "outcome", "next", "entry"})
_WORDS = frozenset({"decision", "asked", "how", "language", "through", "words", "weighed", "absent", "at", "entry"})
_INTERVIEW = frozenset({"at", "interviewer", "protocol", "language", "interpreter", "recorded", "entry"})
_ALLEGATION = frozenset({"speaker", "words", "standing", "turns", "at", "own", "entry"})
_GIVEN = frozenset({"at", "given", "reader", "to", "purpose", "order", "entry"})
# `travels` holds only what goes with a child to the next hands; `told` the whole note.
_CLINICAL = frozenset({"kind", "told", "words", "at", "entry"})
# `replies` with who answered, `answered` the same answers without.
_CONCERN = frozenset({"kind", "speaker", "observed", "within", "act_by", "looked", "replies", "at", "entry"})
_PLAN = frozenset({"kind", "words", "who", "due", "open", "late", "answers", "at", "entry"})
_WEIGHED = frozenset({"kind", "told", "view", "absent", "signed", "words", "at", "entry"})
_CODE = frozenset({"code"})
_CONTESTED = frozenset({"code", "claims", "at", "entry"})
_NUMBER = frozenset({"entry"})

ALLOWED: Final[Mapping[Reader, Mapping[Part, frozenset[str]]]] = {
    Reader.GUARDIAN: {
        Part.WHO: _WHO, Part.NAMES: _CLAIM, Part.AGES: _AGE, Part.KIN: _KIN, Part.NEEDS: frozenset({"name", "text"}),
        Part.GROUNDS: _GROUND, Part.WHERE: _WHERE, Part.BEFORE: _BEFORE, Part.ORDERS: _ORDER, Part.LIMITS: _LIMIT,
        Part.DEADLINES: _DEADLINE, Part.HEALTH: _HEALTH, Part.CLINICAL: _CLINICAL, Part.CONCERNS: _CONCERN,
        Part.PLAN: _PLAN, Part.WEIGHED: _WEIGHED, Part.WORDS: _WORDS, Part.INTERVIEWS: _INTERVIEW,
        Part.ALLEGATIONS: _ALLEGATION, Part.CONTESTED: _CONTESTED, Part.UNKNOWN: _CODE,
        Part.GIVEN_OUT: _GIVEN,
    },
    Reader.JUDGE: {
        Part.WHO: _WHO, Part.NAMES: _CLAIM, Part.AGES: _AGE, Part.KIN: _KIN, Part.NEEDS: frozenset({"name", "text"}),
        Part.GROUNDS: _GROUND, Part.WHERE: _WHERE, Part.BEFORE: _BEFORE, Part.ORDERS: _ORDER, Part.LIMITS: _LIMIT,
        Part.DEADLINES: _DEADLINE, Part.HEALTH: _HEALTH, Part.CLINICAL: _CLINICAL - {"words"},
        Part.CONCERNS: _CONCERN, Part.PLAN: _PLAN, Part.WEIGHED: _WEIGHED, Part.WORDS: _WORDS,
        Part.INTERVIEWS: _INTERVIEW - {"interviewer"}, Part.ALLEGATIONS: _ALLEGATION, Part.CONTESTED: _CONTESTED,
        Part.UNKNOWN: _CODE,
    },
    # No word that anybody typed freely, but for what the child is called and who ordered what: a basis, an order's
    # words or a description may name the home, a colleague or another child, and nobody reads a file to black it out.
    Reader.FAMILY: {
        Part.WHO: frozenset({"sex", "category", "low", "high", "standing"}), Part.NAMES: frozenset({"text"}),
        Part.GROUNDS: frozenset({"begins", "ends", "gap"}),
        Part.ORDERS: frozenset({"issuer", "number", "begins", "ends", "confirmed"}),
        Part.LIMITS: frozenset({"kind", "begins", "ends", "review", "over"}),
        Part.DEADLINES: frozenset({"clock", "basis", "owed_by", "due", "state", "met_at", "verified"}),
        Part.HEALTH: frozenset({"kind", "at", "outcome"}), Part.UNKNOWN: _CODE,
    },
    Reader.RECEIVING: {
        Part.WHO: _WHO - {"state", "since"}, Part.NAMES: _CLAIM - {"speaker", "entry"},
        Part.AGES: _AGE - {"speaker", "entry"}, Part.NEEDS: frozenset({"name", "text"}),
        Part.GROUNDS: _GROUND, Part.ORDERS: _ORDER - _NUMBER, Part.LIMITS: _LIMIT - _NUMBER,
        Part.DEADLINES: _DEADLINE, Part.HEALTH: _HEALTH - _NUMBER,
        Part.CLINICAL: frozenset({"kind", "travels", "at"}),
        Part.CONCERNS: frozenset({"kind", "observed", "within", "act_by", "looked", "answered", "at"}),
        Part.PLAN: _PLAN - _NUMBER, Part.WORDS: _WORDS - _NUMBER - {"weighed"},
        Part.CONTESTED: frozenset({"code"}), Part.UNKNOWN: _CODE,
    },
    Reader.CHILD: {
        Part.WHO: _WHO, Part.NAMES: frozenset({"text", "language", "supposed", "at"}),
        Part.AGES: frozenset({"low", "high", "how", "determined", "at"}),
        Part.KIN: frozenset({"relation", "name", "at"}), Part.GROUNDS: _GROUND, Part.WHERE: _WHERE,
        Part.BEFORE: _BEFORE - {"source", "entry"}, Part.ORDERS: _ORDER - _NUMBER, Part.LIMITS: _LIMIT - _NUMBER,
        Part.DEADLINES: _DEADLINE, Part.HEALTH: _HEALTH - _NUMBER, Part.CLINICAL: frozenset({"kind", "told", "at"}),
        Part.CONCERNS: frozenset({"kind", "observed", "looked", "answered", "at"}),
        Part.PLAN: frozenset({"kind", "words", "due", "open", "answers", "at"}),
        Part.WEIGHED: frozenset({"kind", "told", "view", "absent", "at"}), Part.WORDS: _WORDS - _NUMBER,
        Part.UNKNOWN: _CODE,
        Part.GIVEN_OUT: _GIVEN - _NUMBER,
    },
}  # fmt: skip

Contents = Mapping[Part, tuple[Mapping[str, Any], ...]]


def allowed(contents: Contents, reader: Reader) -> Contents:
    """What of it this reader's file is made of. A field nobody has named for them is not there, whoever adds one.

    A line that is `of` another part (what is unknown of it, what is contested in it) goes where that part goes; one
    whose whole substance lies in a field this reader has not (`travels`, empty) is not a line for them.
    """
    own = ALLOWED[reader]
    return {
        part: tuple(
            {k: v for k, v in line.items() if k in own[part]}
            for line in lines
            if line.get("of", part) in own and not ("travels" in own[part] and not line.get("travels"))
        )
        for part, lines in contents.items()
        if part in own
    }
