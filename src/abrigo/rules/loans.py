"""Registers that others lend: no loan without a purpose, terms and a day it ends; what has ended stays ended."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from abrigo.facts.index import Fact
from abrigo.facts.kinds import CandidateId, LoanId, OperationId, PersonId
from abrigo.facts.loans import LentDecided, LentRaised, LentVerdict, LoanEnded, RegisterKind, RegisterLent
from abrigo.rules.identity import identity_of, known_identity
from abrigo.rules.intake import intake_of, refuse_unknown
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


@dataclass(frozen=True, slots=True)
class ProposeLent:
    """`person` may be the one in `row` of the lent register; `line` is a keyed digest of what stands there."""

    operation: OperationId
    candidate: CandidateId
    person: PersonId
    loan: LoanId
    line: str
    row: int
    percent: int
    reasons: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class DecideLent:
    """Same merges nothing: what the register says is then written down as the lender's word, by acts of its own."""

    operation: OperationId
    candidate: CandidateId
    verdict: LentVerdict
    reason: str
    at: datetime


Act = LendRegister | EndLoan | ProposeLent | DecideLent

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


@dataclass(frozen=True, slots=True)
class LentPair:
    """`raised` as it was last put on the table; `decided` None while it lies there."""

    raised: LentRaised | None = None
    decided: LentDecided | None = None


def learn_pair(known: LentPair, fact: Fact) -> LentPair:
    match fact:
        case LentRaised():
            return LentPair(fact)
        case LentDecided():
            return replace(known, decided=None if fact.verdict is LentVerdict.CANNOT_TELL else fact)
        case _:
            return known


LENT_PAIRS: Final = Room("lent pairs", LentPair(), learn_pair)


def lent_pair_of(candidate: CandidateId) -> Stream:
    return Stream(LENT_PAIRS, f"candidate:{candidate}")


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield places_of(act.operation)
    match act:
        case LendRegister() | EndLoan():
            yield loan_of(act.loan)
        case ProposeLent():
            yield loan_of(act.loan)
            yield lent_pair_of(act.candidate)
            yield intake_of(act.person)
            yield identity_of(act.person)
        case DecideLent():
            yield lent_pair_of(act.candidate)
            if past.has(LENT_PAIRS, f"candidate:{act.candidate}"):
                raised = past.of(LENT_PAIRS, f"candidate:{act.candidate}").raised
                if raised is not None:
                    yield loan_of(raised.loan)


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known_places(past, act.operation).opened is None:
        return Refusal(Why.UNKNOWN_OPERATION)
    match act:
        case LendRegister():
            return lend(past.of(LOANS, f"loan:{act.loan}"), act, hand)
        case EndLoan():
            return end(past.of(LOANS, f"loan:{act.loan}"), act, hand)
        case ProposeLent():
            return propose(past, act, hand)
        case DecideLent():
            return decide_pair(past, act, hand)


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


def propose(past: Past, act: ProposeLent, hand: Hand) -> tuple[Fact, ...] | Refusal:
    loan: Loan = past.of(LOANS, f"loan:{act.loan}")
    if no := refuse_loan(loan, act.operation, act.loan, hand):
        return no
    if no := refuse_unknown(past, act.operation, (act.person,)):
        return no
    if not act.reasons or not act.line:
        return Refusal(Why.REASON_REQUIRED)
    known: LentPair = past.of(LENT_PAIRS, f"candidate:{act.candidate}")
    if known.raised is not None and (known.raised.person, known.raised.line) != (act.person, act.line):
        return Refusal(Why.CANDIDATE_EXISTS, (act.candidate,))
    if known.decided is not None and not _told_since(past, act.person, known.decided):
        # Nobody is asked twice: only a claim that nobody knew then puts the two beside each other again.
        return Refusal(Why.ALREADY_DECIDED, (act.candidate,))
    if known.raised is not None and known.decided is None and known.raised.loan == act.loan:
        return Refusal(Why.CANDIDATE_EXISTS, (act.candidate,))
    raised = LentRaised(
        act.operation, act.candidate, act.person, act.loan, act.line, act.row, max(0, min(100, act.percent)),
        act.reasons, hand.said,
    )  # fmt: skip
    return (raised,)


def refuse_loan(loan: Loan, operation: OperationId, id_: LoanId, hand: Hand) -> Refusal | None:
    """Nothing is looked up in a register that is not lent, or no longer."""
    if loan.lent is None or loan.lent.operation != operation:
        return Refusal(Why.UNKNOWN_LOAN, (id_,))
    if loan.ended is not None or loan.lent.until <= hand.now:
        return Refusal(Why.LOAN_HAS_ENDED, (id_,))
    return None


def _told_since(past: Past, person: PersonId, decided: LentDecided) -> bool:
    """Whether somebody said a name, an age or kin of this person after the two were held apart."""
    if decided.verdict is not LentVerdict.NOT_THE_SAME:
        return False
    known = known_identity(past, person)
    names = [(c.claim, c.said.at) for c in known.names.values()]
    ages = [(c.claim, c.said.at) for c in known.ages.values()]
    determined = [(d.claim, d.said.at) for d in known.determined.values()]
    kin = [(k.claim, k.said.at) for k in known.kin_of(person)]
    told = (*names, *ages, *determined, *kin)
    return any(at > decided.said.at and claim not in known.withdrawn for claim, at in told)


def decide_pair(past: Past, act: DecideLent, hand: Hand) -> tuple[Fact, ...] | Refusal:
    known: LentPair = past.of(LENT_PAIRS, f"candidate:{act.candidate}")
    raised = known.raised
    if raised is None or raised.operation != act.operation:
        return Refusal(Why.UNKNOWN_CANDIDATE, (act.candidate,))
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED)
    if act.verdict is not LentVerdict.CANNOT_TELL:
        # Taking an answer back needs no file; giving one does: nobody judges a line that nobody can read.
        if no := refuse_loan(past.of(LOANS, f"loan:{raised.loan}"), act.operation, raised.loan, hand):
            return no
        if known.decided is not None:
            return Refusal(Why.ALREADY_DECIDED, (act.candidate,))
    decided = LentDecided(
        act.operation, act.candidate, raised.person, raised.loan, act.verdict, act.reason.strip(), hand.said
    )
    return (decided,)
