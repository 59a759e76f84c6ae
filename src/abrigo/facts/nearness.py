"""Facts about who is kept together and who is kept apart: siblings, a mother and her infant, whoever is afraid."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from abrigo.facts.kinds import BondId, PersonId, Said


class Closeness(StrEnum):
    """Why people are kept together."""

    SIBLINGS = "siblings"
    MOTHER_AND_CHILD = "mother-and-child"
    OTHER = "other-bond"


class Distance(StrEnum):
    """Why people are kept apart; an allegation is somebody's word, not a finding."""

    ALLEGED_HARM = "alleged-harm"
    RIVAL_CLAIM = "rival-claim"
    AFRAID = "afraid"
    OTHER = "other-distance"


@dataclass(frozen=True, slots=True)
class TogetherKept:
    """Said of each of `people`: where one of them lives and travels, the others do."""

    person: PersonId
    bond: BondId
    people: tuple[PersonId, ...]
    closeness: Closeness
    reason: str
    said: Said


@dataclass(frozen=True, slots=True)
class ApartKept:
    """`other` when the other is somebody on record, else `other_name`; never without an end and a day of review."""

    person: PersonId
    bond: BondId
    other: PersonId | None
    other_name: str
    distance: Distance
    basis: str
    ends: datetime
    review: datetime
    said: Said


@dataclass(frozen=True, slots=True)
class SplitDecided:
    """One who was kept together with others may be elsewhere: why, how they keep in touch, and until what review."""

    person: PersonId
    bond: BondId
    reason: str
    contact: str
    review: datetime
    said: Said


@dataclass(frozen=True, slots=True)
class BondEnded:
    """For this person the bond, whichever it was, holds no more."""

    person: PersonId
    bond: BondId
    reason: str
    said: Said


Fact = TogetherKept | ApartKept | SplitDecided | BondEnded
