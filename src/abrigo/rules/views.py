"""Views. A child is asked before it is decided about them; whoever did not ask writes why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from abrigo.facts.index import Fact
from abrigo.facts.kinds import OperationId, PersonId
from abrigo.facts.views import ChildHeard, View
from abrigo.rules.intake import intake_of, refuse_unknown
from abrigo.rules.past import Hand, Need, Past
from abrigo.rules.places import known_places, places_of
from abrigo.rules.refusals import Refusal, Why

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
