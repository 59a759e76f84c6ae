"""The gate. Nobody is let in to a child on a story: an approved visit, its hour, and no court in the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from abrigo.facts.gate import CrowdCounted, GateAnswered, GateWord
from abrigo.facts.index import Fact
from abrigo.facts.kinds import AttemptId, OperationId, PersonId, SiteId, VisitId
from abrigo.rules.intake import intake_of, refuse_unknown
from abrigo.rules.orders import is_named
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.places import known_places, places_of, refuse_place
from abrigo.rules.refusals import Refusal, Why
from abrigo.rules.visits import contact_needs, known_visit, refuse_this_contact, visit_of

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnswerAtGate:
    """Whoever is let in comes under a visit; whoever is not is written down with what they were told.

    `document_until`: when the document ends, if it says so; on an ended one nobody is let in.
    """

    operation: OperationId
    attempt: AttemptId
    site: SiteId
    word: GateWord
    reason: str
    at: datetime
    who: str = ""
    document: str = ""
    asked_for: str = ""
    band: str = ""
    band_in_hand: bool = False
    person: PersonId | None = None
    visit: VisitId | None = None
    document_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class CountCrowd:
    operation: OperationId
    site: SiteId
    number: int
    at: datetime
    words: str = ""


Act = AnswerAtGate | CountCrowd

# -- what is known --------------------------------------------------------------


def learn(known: GateAnswered | None, fact: Fact) -> GateAnswered | None:
    return known or fact if isinstance(fact, GateAnswered) else known


ATTEMPTS: Final[Room[GateAnswered | None]] = Room("attempts", None, learn)


def attempt_of(attempt: AttemptId) -> Stream:
    return Stream(ATTEMPTS, f"attempt:{attempt}")


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield places_of(act.operation)
    if isinstance(act, AnswerAtGate):
        yield attempt_of(act.attempt)
        if act.visit is not None:
            yield visit_of(act.visit)
        if act.person is not None:
            yield intake_of(act.person)
            yield from contact_needs(past, act.operation, act.person)


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    places = known_places(past, act.operation)
    if places.opened is None:
        return Refusal(Why.UNKNOWN_OPERATION)
    if no := refuse_place(places, act.site):
        return no
    if isinstance(act, CountCrowd):
        if act.number < 0:
            return Refusal(Why.NEGATIVE_NUMBER, ("number",))
        return (CrowdCounted(act.operation, act.site, act.number, act.words, hand.said),)
    return answer(past, act, hand)


def answer(past: Past, act: AnswerAtGate, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if past.of(ATTEMPTS, f"attempt:{act.attempt}") is not None:
        return Refusal(Why.ATTEMPT_EXISTS, (act.attempt,))
    if act.person is not None and (no := refuse_unknown(past, act.operation, (act.person,))):
        return no
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED)
    if act.word is GateWord.IN and (no := refuse_in(past, act)):
        return no
    answered = GateAnswered(
        act.operation, act.attempt, act.site, act.who, act.document, act.asked_for, act.band, act.band_in_hand,
        act.person, act.visit, act.word, act.reason, hand.said,
    )  # fmt: skip
    return (answered,)


def _read_alike(one: str, other: str) -> bool:
    """Both in Latin letters: then the words can be compared. Across scripts the guard's screen and eyes do it."""
    return all(ord(c) < 0x250 for c in one + other if c.isalpha())


def refuse_in(past: Past, act: AnswerAtGate) -> Refusal | None:
    """Looked at again at the minute somebody is let in: a visit approved this morning may be forbidden by noon."""
    if act.visit is None or act.person is None:
        return Refusal(Why.NO_VISIT_NOW)
    known = known_visit(past, act.visit)
    asked, approved = known.requested, known.approved
    if asked is None or approved is None or asked.person != act.person or not known.open_at(act.at):
        return Refusal(Why.NO_VISIT_NOW)
    if not act.who.strip() or not act.document.strip():
        return Refusal(Why.IDENTITY_NOT_SEEN)
    if act.document_until is not None and act.document_until <= act.at:
        return Refusal(Why.DOCUMENT_EXPIRED)
    if _read_alike(asked.visitor, act.who) and not (
        is_named(asked.visitor, act.who) or is_named(act.who, asked.visitor)
    ):
        return Refusal(Why.NOT_THE_VISITOR, (act.visit,))
    if act.band_in_hand:
        return Refusal(Why.BAND_OF_A_CHILD)
    return refuse_this_contact(
        past, act.operation, act.person, f"{act.who} {asked.visitor}", act.at, supervised=approved.supervised
    )
