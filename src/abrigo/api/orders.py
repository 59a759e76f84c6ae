"""The list attached to an order, held against the register line by named line, for a program of a court."""

from django.http import HttpRequest
from ninja import Router, Schema

from abrigo.api.problems import trouble
from abrigo.api.questions import Id, caller, entered, question
from abrigo.clerk.consult import consult
from abrigo.clerk.memory import Memory
from abrigo.facts.kinds import PersonId
from abrigo.facts.orders import AnnexLine
from abrigo.registers import annexes, cards, people
from abrigo.rules.access import Viewer, sight
from abrigo.rules.orders import ORDERS, Order

router = Router(tags=["lists"])


class Line(Schema):
    """One line as it stands on the paper, and whom it is taken to mean (empty: nobody yet)."""

    number: int
    text: str
    person: str


class Twice(Schema):
    person: str
    lines: list[Line]


class Aged(Schema):
    """The line says one age, the register another."""

    line: Line
    said: int
    person: str


class Annex(Schema):
    """`persons`: how many different persons the annex names. `missing`: children in care on no line."""

    lines: int
    persons: int
    agrees: bool
    twice: list[Twice]
    nobody: list[Line]
    not_in_care: list[Line]
    adults: list[Line]
    ages: list[Aged]
    missing: list[str]


@question(router, "/operations/{operation}/orders/{order}/annex", Annex)
def annex(request: HttpRequest, operation: Id, order: Id) -> Annex:
    """An order's annex against the register as it is now: every difference by its line and its person."""
    viewer = caller(request)
    where = entered(viewer, operation)

    def answer(v: Viewer, memory: Memory) -> Annex | None:
        known: Order = memory.recall(ORDERS, f"order:{order}")
        # An annex names children of every gate: whoever is not shown the list of orders is shown none of them.
        shown = sight(v).names and cards.may_list(v, where, "order")
        if known.entered is None or known.entered.operation != where or not shown:
            return None
        lines = people.ask(v, where, merged=True, limit=100_000)
        return _told(annexes.compare(known.entered.annex, annexes.register_of(lines)))

    told = consult(viewer, answer)
    if told is None:
        raise trouble(404, "not-found")
    return told


def _told(found: annexes.Compared) -> Annex:
    return Annex(
        lines=found.lines, persons=found.persons, agrees=found.agrees,
        twice=[Twice(person=t.person, lines=[_line(x) for x in t.lines]) for t in found.twice],
        nobody=[_line(x) for x in found.nobody], not_in_care=[_line(x) for x in found.not_in_care],
        adults=[_line(x) for x in found.adults],
        ages=[Aged(line=_line(a.line), said=a.said, person=a.person) for a in found.ages],
        missing=[_id(p) for p in found.missing],
    )  # fmt: skip


def _line(line: AnnexLine) -> Line:
    return Line(number=line.number, text=line.text, person=line.person or "")


def _id(person: PersonId) -> str:
    return str(person)
