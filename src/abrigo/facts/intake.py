"""Facts about coming into care: received, registered, banded, described; and the stranger who is none of ours."""

from dataclasses import dataclass
from enum import StrEnum

from abrigo.facts.kinds import (
    AgencyId,
    AgeRange,
    Ground,
    OperationId,
    PersonId,
    Place,
    Said,
    Sex,
    SiteId,
    Told,
    UnitId,
    Unsaid,
)


class Tally(StrEnum):
    """How the person was counted by eye on arrival. Never a verdict on age: see the age claims."""

    CHILD = "child"
    ADULT = "adult"


@dataclass(frozen=True, slots=True)
class PersonReceived:
    """From this minute `agency` answers for this person. `tag` is whatever tells them apart before a band."""

    operation: OperationId
    person: PersonId
    site: SiteId
    unit: UnitId | None
    agency: AgencyId
    tag: str
    tally: Tally
    held_by: Told
    ground: Ground | None
    said: Said


@dataclass(frozen=True, slots=True)
class PersonRegistered:
    """A line of the register. Every attribute may be unknown, withheld, refused or not asked."""

    operation: OperationId
    person: PersonId
    line: str
    sex: Sex | Unsaid
    apparent_age: AgeRange | Unsaid
    clothing: Told
    language: Told
    marks: Told
    needs: Told
    held_by: Told
    source: str
    said: Said


@dataclass(frozen=True, slots=True)
class PersonDescribed:
    """A correction or addition to the register line; only what is named changes, the old line stays written."""

    person: PersonId
    attribute: str
    value: Told
    said: Said


@dataclass(frozen=True, slots=True)
class BandGiven:
    operation: OperationId
    person: PersonId
    band: str
    said: Said


@dataclass(frozen=True, slots=True)
class BandRemoved:
    operation: OperationId
    person: PersonId
    band: str
    reason: str
    said: Said


@dataclass(frozen=True, slots=True)
class PhotoAdded:
    """The sealed original by digest (sha256, hex) and who authorised taking it; never served from here."""

    person: PersonId
    digest: str
    media_type: str
    size: int
    authorised_by: str
    said: Said


@dataclass(frozen=True, slots=True)
class StrangerFound:
    """Someone never in our custody turned up: cared for, never matched by force, never inside the sum."""

    operation: OperationId
    person: PersonId
    site: SiteId
    tag: str
    tally: Tally
    circumstances: str
    ground: Ground | None
    said: Said


@dataclass(frozen=True, slots=True)
class StrangerIdentified:
    """It is now known who the stranger is; they stay outside the sum."""

    operation: OperationId
    person: PersonId
    who: str
    basis: str
    said: Said


@dataclass(frozen=True, slots=True)
class PersonSought:
    """A person never in our custody for whom an alert is asked (a notice from elsewhere)."""

    operation: OperationId
    person: PersonId
    name: Told
    last_seen: Place | None
    said: Said


Fact = (
    PersonReceived
    | PersonRegistered
    | PersonDescribed
    | BandGiven
    | BandRemoved
    | PhotoAdded
    | StrangerFound
    | StrangerIdentified
    | PersonSought
)
