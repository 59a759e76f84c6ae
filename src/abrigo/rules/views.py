"""Views. A child is asked before it is decided about them; whoever did not ask writes why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from abrigo.facts.index import Fact
from abrigo.facts.kinds import OperationId, PersonId, Said
from abrigo.facts.views import ChildHeard, View
from abrigo.rules.intake import intake_of, refuse_unknown
from abrigo.rules.past import Hand, Need, Past
from abrigo.rules.places import known_places, places_of
from abrigo.rules.refusals import Refusal, Why

# What is decided about children by acts that carry the child's view with them, or leave it owed.
KEEPING_APART: Final = "keeping-apart"
SPLIT: Final = "parting"
JOURNEY: Final = "journey"
ROOM: Final = "room-change"
DECISIONS: Final = (JOURNEY, ROOM, SPLIT, KEEPING_APART)
# One tap at night: why nobody asked. It stops no bus, and is listed until somebody has asked.
ABSENCES: Final = ("asleep", "no-interpreter", "emergency")

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HearChild:
    """`decision`: what is being decided (placement, transfer, visit, release, hearing ...); `about`: its id, if any."""

    operation: OperationId
    person: PersonId
    decision: str
    view: View
    at: datetime
    about: str = ""


Act = HearChild

# -- decisions ------------------------------------------------------------------


def is_whole(view: View) -> bool:
    """Heard, with what was asked, how, in which language and how it was weighed; or absent, with its reason."""
    if view.absent.strip():
        return not view.said_words.strip()
    return all(w.strip() for w in (view.asked, view.how, view.language, view.said_words, view.weighed))


def heard(
    operation: OperationId, people: tuple[PersonId, ...], decision: str, about: str, view: View | None, said: Said
) -> tuple[ChildHeard, ...] | Refusal:
    """What these children said of a decision, or the one reason why none of them was asked. None: nobody said; owed."""
    if view is None:
        return ()
    if not is_whole(view):
        return Refusal(Why.VIEW_NOT_WHOLE)
    if len(people) > 1 and not view.absent.strip():
        return Refusal(Why.VIEW_OF_MANY)
    return tuple(ChildHeard(operation, p, decision, about, view, said) for p in people)


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield places_of(act.operation)
    yield intake_of(act.person)


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known_places(past, act.operation).opened is None:
        return Refusal(Why.UNKNOWN_OPERATION)
    if no := refuse_unknown(past, act.operation, (act.person,)):
        return no
    if not act.decision.strip():
        return Refusal(Why.DECISION_REQUIRED)
    if not is_whole(act.view):
        return Refusal(Why.VIEW_NOT_WHOLE)
    return (ChildHeard(act.operation, act.person, act.decision, act.about, act.view, hand.said),)
