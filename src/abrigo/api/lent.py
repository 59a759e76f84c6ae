"""Registers that others lend, for a program: their terms, the pairs that wait, and laying one beside all of ours."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel

from abrigo.api.problems import Problem, trouble
from abrigo.api.questions import NO, Id, Several, caller, entered, question
from abrigo.clerk import clock
from abrigo.clerk.consult import consult
from abrigo.facts.kinds import OperationId
from abrigo.registers import cards, lent
from abrigo.registers.cards import CardLine
from abrigo.rules.access import Viewer, may_do

router = Router(tags=["lent registers"])


class Outcome(Protocol):
    """How many of ours and of theirs were laid beside each other, and what came of it."""

    @property
    def people(self) -> int: ...
    @property
    def lines(self) -> int: ...
    @property
    def proposed(self) -> int: ...
    @property
    def known(self) -> int: ...


@dataclass(slots=True)
class Hands:
    """Who lays a register beside ours, given by the house when it opens: this floor knows no files of others.

    `lay` raises LookupError when the loan is no longer there, PermissionError for whoever may not; `far` says how far
    the caller's own work is (done, of), both 0 when nothing is under way.
    """

    lay: Callable[[Viewer, OperationId, str, datetime], Outcome] | None = None
    far: Callable[[str], tuple[int, int]] | None = None


hands: Final = Hands()


class Loan(BaseModel):
    """A register somebody lent. `unmapped`: columns nobody here understands, kept in the file. `over`: its day has come
    or it was given back, and its lines and file are gone; that it was lent stays written."""

    id: str
    title: str
    kind: str
    lender: str
    purpose: str
    terms: str
    until: datetime | None
    lines: int
    digest: str
    unmapped: list[str]
    lent_at: datetime
    over: bool
    ended_because: str


class LentPair(BaseModel):
    """`person` may be whom `row` of the register means: `percent` is a reckoning and was not calibrated. What the row
    says is read on its page, beside ours, and is nowhere in a list."""

    candidate: str
    person: str
    row: int
    percent: int
    reasons: list[str]
    status: str
    raised_at: datetime
    decided_by: str
    reason: str


class Laid(BaseModel):
    """`proposed` pairs are newly on the table; `known` lay there or were decided. Nothing was merged."""

    people: int
    lines: int
    proposed: int
    known: int


class Far(BaseModel):
    """How far the caller's own work under way is; both 0: nothing is."""

    done: int
    of: int


@question(router, "/operations/{operation}/loans", list[Loan])
def list_loans(request: HttpRequest, operation: Id) -> list[Loan]:
    """Registers that were ever lent to this operation, newest first."""
    viewer, asked = _lender(request, operation)
    now = clock.now()
    return [_loan(card, now) for card in consult(viewer, lambda v, _: cards.ask(v, asked, "loan"))]


@question(router, "/operations/{operation}/loans/{loan}/pairs", list[LentPair])
def list_lent_pairs(request: HttpRequest, operation: Id, loan: Id, status: Several = None) -> list[LentPair]:
    """Pairs of this register, likeliest first; none of a loan that is over. `status`: open, same, not-the-same."""
    viewer, asked = _lender(request, operation)
    _card(viewer, asked, loan)
    found = consult(viewer, lambda v, _: lent.pairs(v, asked, clock.now(), loan=loan, status=status or ()))
    return [_pair(card) for card in found]


@router.post(
    "/operations/{operation}/loans/{loan}/link", response={200: Laid} | NO | {409: Problem}, operation_id="lay_register"
)
def lay_register(request: HttpRequest, operation: Id, loan: Id) -> Laid:
    """The register laid beside everyone of ours the caller may see; answered when it is done. Sent again it proposes
    nothing twice. Pairs go on the table for people to decide."""
    viewer, asked = _lender(request, operation)
    _card(viewer, asked, loan)
    if hands.lay is None or not may_do(viewer, "propose-lent"):
        raise trouble(403, "not-shown-to-you")
    try:
        done = hands.lay(viewer, asked, loan, clock.now())
    except LookupError:
        raise trouble(409, "loan-has-ended") from None
    return Laid(people=done.people, lines=done.lines, proposed=done.proposed, known=done.known)


@question(router, "/operations/{operation}/loans/{loan}/link", Far)
def how_far(request: HttpRequest, operation: Id, loan: Id) -> Far:
    """How far the laying that this caller started is. Ask it every second from another connection."""
    viewer, asked = _lender(request, operation)
    _card(viewer, asked, loan)
    done, of = (0, 0) if hands.far is None else hands.far(viewer.staff)
    return Far(done=done, of=of)


def _lender(request: HttpRequest, operation: str) -> tuple[Viewer, OperationId]:
    viewer = caller(request)
    asked = entered(viewer, operation)
    if not cards.may_list(viewer, asked, "loan"):
        raise trouble(403, "not-shown-to-you")
    return viewer, asked


def _card(viewer: Viewer, operation: OperationId, loan: str) -> CardLine:
    card = cards.one(viewer, operation, "loan", loan)
    if card is None:
        raise trouble(404, "not-found")
    return card


def _loan(card: CardLine, now: datetime) -> Loan:
    body: dict[str, Any] = card.body
    return Loan(
        id=card.id, title=card.title, kind=body["kind"], lender=body["lender"], purpose=body["purpose"],
        terms=body["terms"], until=card.due, lines=body["lines"], digest=body["digest"],
        unmapped=list(body["unmapped"]), lent_at=card.at, ended_because=body.get("reason", ""),
        over=card.status != "lent" or card.due is None or card.due <= now,
    )  # fmt: skip


def _pair(card: CardLine) -> LentPair:
    body = card.body
    return LentPair(
        candidate=card.id, person=card.person, row=body["row"], percent=body["percent"], reasons=list(body["reasons"]),
        status=card.status, raised_at=card.at, decided_by=body.get("decided_by", ""), reason=body.get("reason", ""),
    )  # fmt: skip
