"""Registers that others lend: no loan without a purpose, terms and a day it ends; what has ended stays ended."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from abrigo.facts.index import Fact
from abrigo.facts.kinds import LoanId, OperationId
from abrigo.facts.loans import LoanEnded, RegisterKind, RegisterLent
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.places import known_places, places_of
from abrigo.rules.refusals import Refusal, Why

LONGEST: Final = timedelta(days=366)  # whoever needs it longer asks the lender again

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LendRegister:
    """`lender` gives us a register to look things up in, for `purpose`, on `terms`, `until` a day."""

    operation: OperationId
    loan: LoanId
    kind: RegisterKind
    title: str
    lender: str
    purpose: str
    terms: str
    until: datetime
    digest: str
    lines: int
    at: datetime
    unmapped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EndLoan:
    operation: OperationId
    loan: LoanId
    reason: str
    at: datetime


Act = LendRegister | EndLoan

# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Loan:
    lent: RegisterLent | None = None
    ended: LoanEnded | None = None


def learn(known: Loan, fact: Fact) -> Loan:
    match fact:
        case RegisterLent():
            return replace(known, lent=known.lent or fact)
        case LoanEnded():
            return replace(known, ended=known.ended or fact)
        case _:
            return known


LOANS: Final = Room("loans", Loan(), learn)


def loan_of(loan: LoanId) -> Stream:
    return Stream(LOANS, f"loan:{loan}")


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield places_of(act.operation)
    yield loan_of(act.loan)


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known_places(past, act.operation).opened is None:
        return Refusal(Why.UNKNOWN_OPERATION)
    known: Loan = past.of(LOANS, f"loan:{act.loan}")
    match act:
        case LendRegister():
            return lend(known, act, hand)
        case EndLoan():
            return end(known, act, hand)


def lend(known: Loan, act: LendRegister, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known.lent is not None:
        return Refusal(Why.LOAN_EXISTS, (act.loan,))
    if not (act.lender.strip() and act.title.strip() and act.purpose.strip() and act.terms.strip()):
        return Refusal(Why.LOAN_TERMS_REQUIRED)
    if act.until <= hand.now or act.until > hand.now + LONGEST:
        return Refusal(Why.LOAN_END_REQUIRED)
    if act.lines < 1:
        return Refusal(Why.EMPTY_LIST, ("lines",))
    lent = RegisterLent(
        act.operation, act.loan, act.kind, act.title.strip(), act.lender.strip(), act.purpose.strip(),
        act.terms.strip(), act.until, act.digest, act.lines, act.unmapped, hand.said,
    )  # fmt: skip
    return (lent,)


def end(known: Loan, act: EndLoan, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known.lent is None or known.lent.operation != act.operation:
        return Refusal(Why.UNKNOWN_LOAN, (act.loan,))
    if known.ended is not None:
        return Refusal(Why.LOAN_HAS_ENDED, (act.loan,))
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED)
    return (LoanEnded(act.operation, act.loan, act.reason.strip(), hand.said),)
