"""Facts about who answers for someone: a handover has two sides, one gives and one takes; and on what ground."""

from dataclasses import dataclass

from abrigo.facts.kinds import AgencyId, Ground, HandoverId, OperationId, PersonId, Said


@dataclass(frozen=True, slots=True)
class HandoverOffered:
    """The list as the giving side saw it."""

    operation: OperationId
    handover: HandoverId
    giver: AgencyId
    taker: AgencyId
    said: Said


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Given and not yet taken: until the other side takes, both answer."""

    person: PersonId
    handover: HandoverId
    giver: AgencyId
    taker: AgencyId
    said: Said


@dataclass(frozen=True, slots=True)
class Taken:
    person: PersonId
    handover: HandoverId
    taker: AgencyId
    said: Said


@dataclass(frozen=True, slots=True)
class NotTaken:
    """The taking side says this person did not come, or was refused; the giver still answers."""

    person: PersonId
    handover: HandoverId
    giver: AgencyId
    reason: str
    said: Said


@dataclass(frozen=True, slots=True)
class AuthorityGiven:
    """On what legal ground this person is in care from now; days without one show as a gap."""

    person: PersonId
    ground: Ground
    said: Said


@dataclass(frozen=True, slots=True)
class AuthorityEnded:
    person: PersonId
    reason: str
    said: Said


Fact = HandoverOffered | HandedOver | Taken | NotTaken | AuthorityGiven | AuthorityEnded
