"""The small words every sentence uses: who, where, when, and what was left unsaid."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

# Ids are given by whoever acts first (a desk, a phone, a program), 128 random bits spelled as text.
# The ones that name a stream of the ledger are listed in facts/streams.py.
OperationId = NewType("OperationId", str)
SiteId = NewType("SiteId", str)
UnitId = NewType("UnitId", str)
AgencyId = NewType("AgencyId", str)
StaffId = NewType("StaffId", str)
PersonId = NewType("PersonId", str)
TransitId = NewType("TransitId", str)
LeaveId = NewType("LeaveId", str)
HandoverId = NewType("HandoverId", str)
RollCallId = NewType("RollCallId", str)
IncidentId = NewType("IncidentId", str)
AlertId = NewType("AlertId", str)
OrderId = NewType("OrderId", str)
RestrictionId = NewType("RestrictionId", str)
ReleaseId = NewType("ReleaseId", str)
RequestId = NewType("RequestId", str)
StatementId = NewType("StatementId", str)
ClaimId = NewType("ClaimId", str)
CandidateId = NewType("CandidateId", str)
AccordId = NewType("AccordId", str)
LoanId = NewType("LoanId", str)
GroupId = NewType("GroupId", str)
NoteId = NewType("NoteId", str)
ContestId = NewType("ContestId", str)
TableId = NewType("TableId", str)
ExhibitId = NewType("ExhibitId", str)
MoveId = NewType("MoveId", str)
AllegationId = NewType("AllegationId", str)
FormId = NewType("FormId", str)  # one version of one form
AnswersId = NewType("AnswersId", str)
EvidenceId = NewType("EvidenceId", str)
InterviewId = NewType("InterviewId", str)
CheckId = NewType("CheckId", str)
RecordId = NewType("RecordId", str)
NeedId = NewType("NeedId", str)
LockId = NewType("LockId", str)
ConcernId = NewType("ConcernId", str)
StepId = NewType("StepId", str)
GrantId = NewType("GrantId", str)
OverrideId = NewType("OverrideId", str)
BondId = NewType("BondId", str)
VisitId = NewType("VisitId", str)
AttemptId = NewType("AttemptId", str)
ShreddingId = NewType("ShreddingId", str)
HoldId = NewType("HoldId", str)
StayId = NewType("StayId", str)
DisclosureId = NewType("DisclosureId", str)


class Unsaid(StrEnum):
    """Why a question has no answer: four different things, never one blank."""

    UNKNOWN = "unknown"
    WITHHELD = "withheld"
    REFUSED = "refused"
    NOT_ASKED = "not-asked"


Told = str | Unsaid


class Sex(StrEnum):
    """As seen or told; `undetermined` is what was seen, not a missing answer."""

    FEMALE = "female"
    MALE = "male"
    UNDETERMINED = "undetermined"


class AgeMethod(StrEnum):
    """How an age came to be said."""

    BY_EYE = "by-eye"
    STATED = "stated"
    STATED_BY_OTHER = "stated-by-other"
    DOCUMENT = "document"
    ASSESSMENT = "assessment"
    COURT = "court"


@dataclass(frozen=True, slots=True)
class Said:
    """Who says so, and when it happened (UTC); when it was written is the ledger's business."""

    by: StaffId
    at: datetime


@dataclass(frozen=True, slots=True)
class AgeRange:
    """Whole years, both ends included; `high` may be open. An infant is 0 to 0."""

    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Ground:
    """The legal authority of a day in care: what, by whom, from when, until when (None: no end was written)."""

    basis: str
    issuer: str
    article: str = ""
    order: str = ""
    begins: datetime | None = None
    ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place outside our sites, in words."""

    words: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """A number as it was said: an interval of whole persons; `high` None is open ("more than")."""

    low: int
    high: int | None
