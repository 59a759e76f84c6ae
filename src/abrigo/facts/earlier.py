"""Facts about where a child lived before: stays in other places and countries, each as somebody told it."""

from dataclasses import dataclass

from abrigo.facts.kinds import OperationId, PersonId, Place, Said, StayId


@dataclass(frozen=True, slots=True)
class EarlierStayTold:
    """`source` says the child was at `place`. `since`, `until`: a year, a month or a day (2014, 2014-03, 2014-03-05);
    empty: nobody could say. `under`: the removal or operation it was part of, in words; empty: none was named.
    """

    operation: OperationId
    person: PersonId
    stay: StayId
    place: Place
    since: str
    until: str
    under: str
    source: str
    said: Said


@dataclass(frozen=True, slots=True)
class EarlierStayWithdrawn:
    """Shown wrong, or taken back by its source; it stays readable."""

    operation: OperationId
    person: PersonId
    stay: StayId
    reason: str
    said: Said


Fact = EarlierStayTold | EarlierStayWithdrawn
