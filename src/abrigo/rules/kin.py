"""Kin. How far a claim of kinship stands is decided by a named person, with a reason; rival claims stay visible."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from abrigo.facts.identity import KinDecided, KinStanding
from abrigo.facts.index import Fact
from abrigo.facts.kinds import ClaimId, OperationId, PersonId
from abrigo.rules.identity import IDENTITY, identity_of
from abrigo.rules.intake import intake_of, refuse_unknown
from abrigo.rules.past import Hand, Need, Past
from abrigo.rules.places import known_places, places_of
from abrigo.rules.refusals import Refusal, Why

SHA256: Final = re.compile("[0-9a-f]{64}")
ON_PAPER: Final = frozenset({KinStanding.DOCUMENTED, KinStanding.DNA, KinStanding.COURT})

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DecideKin:
    """`evidence`: SHA-256 of the paper it rests on; asked for wherever the standing says that there is one."""

    operation: OperationId
    person: PersonId
    claim: ClaimId
    standing: KinStanding
    reason: str
    at: datetime
    evidence: str = ""


Act = DecideKin

# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield from (places_of(act.operation), intake_of(act.person), identity_of(act.person))


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known_places(past, act.operation).opened is None:
        return Refusal(Why.UNKNOWN_OPERATION)
    if no := refuse_unknown(past, act.operation, (act.person,)):
        return no
    known = past.of(IDENTITY, f"person:{act.person}")
    claim = known.kin.get((act.person, act.claim))
    if claim is None or act.claim in known.withdrawn:
        return Refusal(Why.UNKNOWN_CLAIM, (act.claim,))
    if claim.said.by == hand.by and act.standing is not KinStanding.ASSERTED:
        return Refusal(Why.SAME_PERSON)
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED)
    if act.standing in ON_PAPER and not SHA256.fullmatch(act.evidence):
        return Refusal(Why.EVIDENCE_REQUIRED)
    if act.evidence and not SHA256.fullmatch(act.evidence):
        return Refusal(Why.DIGEST_MALFORMED)
    decided = KinDecided(act.operation, act.person, act.claim, act.standing, act.reason, act.evidence, hand.said)
    return (decided,)
