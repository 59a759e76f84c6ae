"""Facts about the family desk: someone asks for someone, has a receipt, and is answered."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from abrigo.facts.kinds import OperationId, PersonId, RequestId, Said


class Wish(StrEnum):
    NEWS = "news"
    VISIT = "visit"
    RETURN = "return"


class Reply(StrEnum):
    YES = "yes"
    NOT_YET = "not-yet"
    NO = "no"


@dataclass(frozen=True, slots=True)
class FamilyRequested:
    """`person` stays None until somebody decides whom the words mean; the receipt says nothing of a place."""

    operation: OperationId
    request: RequestId
    receipt: str
    asker: str
    relation: str
    child_words: str
    person: PersonId | None
    wishes: tuple[Wish, ...]
    language: str
    identity_seen: str
    said: Said
    channel: str = ""  # desk, tablet, lawyer or consulate
    lawyer: str = ""
    interpreter: str = ""
    due: datetime | None = None  # an answer is owed by then


@dataclass(frozen=True, slots=True)
class RequestMeant:
    """Somebody said later whom a request means, or that it does not mean them; said of each child by itself."""

    operation: OperationId
    request: RequestId
    person: PersonId
    meant: bool
    reason: str
    said: Said


@dataclass(frozen=True, slots=True)
class FamilyAnswered:
    """`basis` and `appeal` are required when the answer is no."""

    operation: OperationId
    request: RequestId
    reply: Reply
    words: str
    basis: str
    appeal: str
    said: Said


Fact = FamilyRequested | RequestMeant | FamilyAnswered
