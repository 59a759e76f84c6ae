"""Facts about registers that others lend: from whom, on what terms, for what, until when; and their end."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from abrigo.facts.kinds import CandidateId, LoanId, OperationId, PersonId, Said


class RegisterKind(StrEnum):
    CIVIL = "civil"
    SCHOOL = "school"
    MISSING = "missing"
    CASES = "cases"


@dataclass(frozen=True, slots=True)
class RegisterLent:
    """`digest` is the SHA-256 of the file as it came; `lines` how many it holds; `unmapped` the columns nobody here
    understood, kept with each line. Its people stand in the loan, never in the ledger.
    """

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
    unmapped: tuple[str, ...]
    said: Said


@dataclass(frozen=True, slots=True)
class LoanEnded:
    """Given back before its day. Lines and file are gone; that it was lent, and on what terms, stays."""

    operation: OperationId
    loan: LoanId
    reason: str
    said: Said


class LentVerdict(StrEnum):
    SAME = "same"
    NOT_THE_SAME = "not-the-same"
    CANNOT_TELL = "cannot-tell"


@dataclass(frozen=True, slots=True)
class LentRaised:
    """One of ours may stand in a lent register. `line` is a keyed digest of what that line says, `row` where it stands
    in the file, `percent` how likely it seemed: nothing that a lent line says is written here.
    """

    operation: OperationId
    candidate: CandidateId
    person: PersonId
    loan: LoanId
    line: str
    row: int
    percent: int
    reasons: tuple[str, ...]
    said: Said


@dataclass(frozen=True, slots=True)
class LentDecided:
    """Looked at by somebody. "Cannot tell" after an earlier answer takes that answer back."""

    operation: OperationId
    candidate: CandidateId
    person: PersonId
    loan: LoanId
    verdict: LentVerdict
    reason: str
    said: Said


Fact = RegisterLent | LoanEnded | LentRaised | LentDecided
