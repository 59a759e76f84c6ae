"""Intake. A child needs no name to be counted, and a band belongs to one person at a time."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from abrigo.facts.custody import AuthorityGiven
from abrigo.facts.identity import AgeClaimed, NameClaimed
from abrigo.facts.index import Fact
from abrigo.facts.intake import (
    BandGiven,
    BandRemoved,
    PersonDescribed,
    PersonReceived,
    PersonRegistered,
    PersonSought,
    PhotoAdded,
    StrangerFound,
    StrangerIdentified,
    Tally,
)
from abrigo.facts.kinds import (
    AgeMethod,
    AgeRange,
    ClaimId,
    Ground,
    OperationId,
    PersonId,
    Place,
    Sex,
    SiteId,
    Told,
    UnitId,
    Unsaid,
)
from abrigo.facts.sightings import How, Seen
from abrigo.facts.streams import band_stream
from abrigo.rules.naming import follows
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.places import known_places, places_of, refuse_place
from abrigo.rules.refusals import Refusal, Why

BAND: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{0,15}")
# `name` only as one of the four ways of not having one: a name that was said is a claim, with its speaker.
ATTRIBUTES: Final = frozenset({"sex", "clothing", "language", "marks", "needs", "held_by", "tag", "name"})

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NameGiven:
    """A name as part of an intake: what was said, by whom, in which language and script."""

    claim: ClaimId
    text: str
    speaker: str = ""
    language: str = ""
    script: str = ""
    supposed: bool = False


@dataclass(frozen=True, slots=True)
class Receive:
    """Someone comes into our custody, known by a tag alone (a seat on a bus, a place in a queue)."""

    operation: OperationId
    person: PersonId
    site: SiteId
    tag: str
    tally: Tally
    at: datetime
    unit: UnitId | None = None
    held_by: Told = Unsaid.NOT_ASKED
    ground: Ground | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """One line of the register, complete or almost empty. Receives the person too when nobody has yet."""

    operation: OperationId
    person: PersonId
    site: SiteId
    tally: Tally
    at: datetime
    line: str = ""
    unit: UnitId | None = None
    tag: str = ""
    band: str = ""
    sex: Sex | Unsaid = Unsaid.NOT_ASKED
    apparent_age: AgeRange | Unsaid = Unsaid.NOT_ASKED
    clothing: Told = Unsaid.NOT_ASKED
    language: Told = Unsaid.NOT_ASKED
    marks: Told = Unsaid.NOT_ASKED
    needs: Told = Unsaid.NOT_ASKED
    held_by: Told = Unsaid.NOT_ASKED
    names: tuple[NameGiven, ...] = ()
    ground: Ground | None = None
    source: str = ""
    # Registered from a distance (by telephone): writes the line without saying the person was seen at `site`.
    by_phone: bool = False


@dataclass(frozen=True, slots=True)
class Describe:
    person: PersonId
    attribute: str
    value: Told
    at: datetime


@dataclass(frozen=True, slots=True)
class GiveBand:
    operation: OperationId
    person: PersonId
    band: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RemoveBand:
    operation: OperationId
    person: PersonId
    band: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AddPhoto:
    person: PersonId
    digest: str
    media_type: str
    size: int
    authorised_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FindStranger:
    operation: OperationId
    person: PersonId
    site: SiteId
    tag: str
    tally: Tally
    circumstances: str
    at: datetime
    ground: Ground | None = None


@dataclass(frozen=True, slots=True)
class IdentifyStranger:
    operation: OperationId
    person: PersonId
    who: str
    basis: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SeekPerson:
    operation: OperationId
    person: PersonId
    name: Told
    at: datetime
    last_seen: Place | None = None


Act = Receive | Register | Describe | GiveBand | RemoveBand | AddPhoto | FindStranger | IdentifyStranger | SeekPerson

# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Intake:
    """What the register says of one person."""

    received: PersonReceived | None = None
    registered: PersonRegistered | None = None
    stranger: StrangerFound | None = None
    sought: PersonSought | None = None
    bands: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()
    described: dict[str, Told] = field(default_factory=dict)

    @property
    def operation(self) -> OperationId | None:
        for first in (self.received, self.registered, self.stranger, self.sought):
            if first is not None:
                return first.operation
        return None

    @property
    def known(self) -> bool:
        return self.operation is not None


def learn(known: Intake, fact: Fact) -> Intake:
    match fact:
        case PersonReceived():
            return replace(known, received=known.received or fact)
        case PersonRegistered():
            return replace(known, registered=known.registered or fact)
        case StrangerFound():
            return replace(known, stranger=known.stranger or fact)
        case PersonSought():
            return replace(known, sought=known.sought or fact)
        case BandGiven(band=band):
            return known if band in known.bands else replace(known, bands=(*known.bands, band))
        case BandRemoved(band=band):
            return replace(known, bands=tuple(b for b in known.bands if b != band))
        case PhotoAdded(digest=digest):
            return known if digest in known.photos else replace(known, photos=(*known.photos, digest))
        case PersonDescribed(attribute=attribute, value=value):
            return replace(known, described={**known.described, attribute: value})
        case _:
            return known


INTAKE: Final = Room("intake", Intake(), learn)


def intake_of(person: PersonId) -> Stream:
    return Stream(INTAKE, f"person:{person}")


def known_intake(past: Past, person: PersonId) -> Intake:
    return past.of(INTAKE, f"person:{person}")


def refuse_unknown(past: Past, operation: OperationId, people: Iterable[PersonId]) -> Refusal | None:
    """Nobody is written about who is not of this operation: an id from elsewhere is nobody here."""
    unknown = tuple(p for p in people if known_intake(past, p).operation != operation)
    return Refusal(Why.UNKNOWN_PERSON, unknown) if unknown else None


def learn_band(known: PersonId | None, fact: Fact) -> PersonId | None:
    match fact:
        case BandGiven(person=person):
            return person
        case BandRemoved(person=person):
            return None if known == person else known
        case _:
            return known


BANDS: Final[Room[PersonId | None]] = Room("bands", None, learn_band)


def clean_band(band: str) -> str:
    """As read off a wrist or typed in a hurry: capitals, no blanks."""
    return "".join(band.split()).upper()


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield intake_of(act.person)
    if not isinstance(act, Describe | AddPhoto):
        yield places_of(act.operation)
    if isinstance(act, Register | GiveBand | RemoveBand) and act.band:
        yield Stream(BANDS, band_stream(act.operation, clean_band(act.band)))


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    person = known_intake(past, act.person)
    match act:
        case Receive():
            return receive(past, person, act, hand)
        case Register():
            return register(past, person, act, hand)
        case Describe():
            return describe(person, act, hand)
        case GiveBand():
            if no := refuse_unknown(past, act.operation, (act.person,)):
                return no
            return give_band(past, act.operation, act.person, act.band, hand)
        case RemoveBand():
            if no := refuse_unknown(past, act.operation, (act.person,)):
                return no
            return remove_band(person, act, hand)
        case AddPhoto():
            if not person.known:
                return Refusal(Why.UNKNOWN_PERSON, (act.person,))
            return (PhotoAdded(act.person, act.digest, act.media_type, act.size, act.authorised_by, hand.said),)
        case FindStranger():
            return find_stranger(past, person, act, hand)
        case IdentifyStranger():
            if person.stranger is None or person.stranger.operation != act.operation:
                return Refusal(Why.NOT_A_STRANGER, (act.person,))
            if not act.basis.strip():
                return Refusal(Why.BASIS_REQUIRED)
            return (StrangerIdentified(act.operation, act.person, act.who, act.basis, hand.said),)
        case SeekPerson():
            if person.known:
                return Refusal(Why.ALREADY_RECEIVED, (act.person,))
            if known_places(past, act.operation).opened is None:
                return Refusal(Why.UNKNOWN_OPERATION)
            return (PersonSought(act.operation, act.person, act.name, act.last_seen, hand.said),)


def receive(past: Past, person: Intake, act: Receive, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if no := refuse_place(known_places(past, act.operation), act.site, act.unit):
        return no
    if person.received is not None:
        return Refusal(Why.ALREADY_RECEIVED, (act.person,))
    if person.stranger is not None:
        return Refusal(Why.IS_A_STRANGER, (act.person,))
    return _received(act, hand)


def _received(act: Receive | Register, hand: Hand) -> tuple[Fact, ...]:
    came = PersonReceived(
        act.operation,
        act.person,
        act.site,
        act.unit,
        hand.agency,
        act.tag,
        act.tally,
        act.held_by,
        act.ground,
        hand.said,
    )
    return (came,) if act.ground is None else (came, AuthorityGiven(act.person, act.ground, hand.said))


def register(past: Past, person: Intake, act: Register, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if no := refuse_place(known_places(past, act.operation), act.site, act.unit):
        return no
    came = person.received or person.stranger
    if came is not None and came.operation != act.operation:
        return Refusal(Why.UNKNOWN_PERSON, (act.person,))
    if person.registered is not None:
        return Refusal(Why.ALREADY_REGISTERED, (act.person,))
    if no := refuse_age(act.apparent_age):
        return no
    if any(not name.text.strip() for name in act.names):
        return Refusal(Why.NAME_EMPTY)
    # Children are registered in the order they come; one already on a bus list is only seen, not received again.
    arrival: tuple[Fact, ...]
    if person.received is None and person.stranger is None:
        arrival = _received(act, hand)
    elif act.by_phone:
        arrival = ()
    else:
        arrival = (Seen(act.person, act.site, act.unit, How.BY_SIGHT, hand.said),)
    banded = give_band(past, act.operation, act.person, act.band, hand) if act.band else ()
    if isinstance(banded, Refusal):
        return banded
    return (*arrival, _line(act, hand), *_claims(act, hand), *banded)


def _line(act: Register, hand: Hand) -> PersonRegistered:
    return PersonRegistered(
        act.operation,
        act.person,
        act.line,
        act.sex,
        act.apparent_age,
        act.clothing,
        act.language,
        act.marks,
        act.needs,
        act.held_by,
        act.source,
        hand.said,
    )


def _claims(act: Register, hand: Hand) -> tuple[Fact, ...]:
    """What was seen and said at the table, each as a claim with its speaker."""
    names = tuple(
        NameClaimed(act.person, n.claim, n.text.strip(), n.speaker, n.language, n.script, n.supposed, hand.said)
        for n in act.names
    )
    if isinstance(act.apparent_age, Unsaid):
        return names
    by_eye = ClaimId(follows(act.person, "by-eye"))
    return (AgeClaimed(act.person, by_eye, act.apparent_age, AgeMethod.BY_EYE, hand.by, hand.said), *names)


def refuse_age(age: AgeRange | Unsaid) -> Refusal | None:
    if isinstance(age, Unsaid):
        return None
    if age.high is not None and age.high < age.low:
        return Refusal(Why.AGE_REVERSED)
    if not 0 <= age.low <= 120 or (age.high is not None and age.high > 130):
        return Refusal(Why.AGE_IMPLAUSIBLE)
    return None


def describe(person: Intake, act: Describe, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if not person.known:
        return Refusal(Why.UNKNOWN_PERSON, (act.person,))
    if act.attribute not in ATTRIBUTES:
        return Refusal(Why.UNKNOWN_ATTRIBUTE, (act.attribute,))
    if act.attribute == "name" and not isinstance(act.value, Unsaid):
        return Refusal(Why.UNKNOWN_ATTRIBUTE, (act.attribute,))
    if act.attribute == "sex" and not isinstance(act.value, Unsaid) and act.value not in set(Sex):
        return Refusal(Why.UNKNOWN_ATTRIBUTE, (act.attribute,))
    return (PersonDescribed(act.person, act.attribute, act.value, hand.said),)


def give_band(
    past: Past, operation: OperationId, person: PersonId, band: str, hand: Hand
) -> tuple[Fact, ...] | Refusal:
    band = clean_band(band)
    if not BAND.fullmatch(band):
        return Refusal(Why.BAND_MALFORMED, (band[:40],))
    holder = past.of(BANDS, band_stream(operation, band))
    if holder == person:
        return ()
    if holder is not None:
        # Two children with one number is how one of them stops being looked for.
        return Refusal(Why.BAND_IN_USE, (band, holder))
    return (BandGiven(operation, person, band, hand.said),)


def remove_band(person: Intake, act: RemoveBand, hand: Hand) -> tuple[Fact, ...] | Refusal:
    band = clean_band(act.band)
    if band not in person.bands:
        return Refusal(Why.NO_SUCH_BAND, (band[:40],))
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED)
    return (BandRemoved(act.operation, act.person, band, act.reason, hand.said),)


def find_stranger(past: Past, person: Intake, act: FindStranger, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if no := refuse_place(known_places(past, act.operation), act.site):
        return no
    if person.known:
        return Refusal(Why.ALREADY_RECEIVED, (act.person,))
    found = StrangerFound(
        act.operation, act.person, act.site, act.tag, act.tally, act.circumstances, act.ground, hand.said
    )
    return (found,) if act.ground is None else (found, AuthorityGiven(act.person, act.ground, hand.said))
