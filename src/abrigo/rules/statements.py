"""Statements. What an office said is kept word for word and never corrected; its claims are taken apart beside it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from abrigo.facts.index import Fact
from abrigo.facts.kinds import ClaimId, Count, OperationId, SiteId, StatementId
from abrigo.facts.statements import (
    ClaimsRelated,
    ClaimTaken,
    Method,
    Predicate,
    Qualifier,
    Relation,
    StatementRecorded,
    Subject,
)
from abrigo.rules.claims import interval, overlap, within
from abrigo.rules.past import Hand, Need, Past, Room, Stream
from abrigo.rules.places import known_places, places_of, refuse_place
from abrigo.rules.refusals import Refusal, Why

SHA256: Final = re.compile(r"[0-9a-f]{64}")

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RecordStatement:
    """`said_at` is when it was spoken or printed, `at` when we took it down; `source_digest` sha256 (hex) or empty."""

    operation: OperationId
    statement: StatementId
    speaker: str
    capacity: str
    said_at: datetime
    medium: str
    language: str
    verbatim: str
    at: datetime
    translation: str = ""
    source_digest: str = ""
    audience: str = ""


@dataclass(frozen=True, slots=True)
class TakeClaim:
    """One claim of a statement. `as_of` is its cut, never later than it was said; `sites` empty: everywhere."""

    operation: OperationId
    statement: StatementId
    claim: ClaimId
    subject: Subject
    predicate: Predicate
    value: Count | None
    as_of: datetime
    at: datetime
    method: Method = Method.NOT_SAID
    qualifier: Qualifier = Qualifier.EXACT
    sites: tuple[SiteId, ...] = ()
    bands: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class RelateClaims:
    """Someone of ours says how two claims stand to each other: `claim` repeats, narrows, retracts ... `other`."""

    operation: OperationId
    statement: StatementId
    claim: ClaimId
    other_statement: StatementId
    other: ClaimId
    relation: Relation
    reason: str
    at: datetime


Act = RecordStatement | TakeClaim | RelateClaims

# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spoken:
    """One statement, the claims taken from it, and every relation one of them has to any claim."""

    recorded: StatementRecorded | None = None
    claims: dict[ClaimId, ClaimTaken] = field(default_factory=dict)
    relations: tuple[ClaimsRelated, ...] = ()

    @property
    def retracted(self) -> frozenset[ClaimId]:
        """Claims of this statement its speaker took back: still readable, no longer standing."""
        mine = (r.other for r in self.relations if r.relation is Relation.RETRACTS)
        return frozenset(other for other in mine if other in self.claims)


def learn(known: Spoken, fact: Fact) -> Spoken:
    match fact:
        case StatementRecorded():
            return replace(known, recorded=known.recorded or fact)
        case ClaimTaken(claim=claim):
            return known if claim in known.claims else replace(known, claims={**known.claims, claim: fact})
        case ClaimsRelated():
            return replace(known, relations=(*known.relations, fact))
        case _:
            return known


STATEMENTS: Final = Room("statements", Spoken(), learn)


def statement_of(statement: StatementId) -> Stream:
    return Stream(STATEMENTS, f"statement:{statement}")


def known_statement(past: Past, statement: StatementId) -> Spoken:
    return past.of(STATEMENTS, f"statement:{statement}")


def same_speaker(one: str, other: str) -> bool:
    """The same office, whatever the capitals and blanks."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield statement_of(act.statement)
    if isinstance(act, RelateClaims):
        yield statement_of(act.other_statement)
    else:
        yield places_of(act.operation)


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    match act:
        case RecordStatement():
            return record(past, act, hand)
        case TakeClaim():
            return take(past, act, hand)
        case RelateClaims():
            return relate(past, act, hand)


def record(past: Past, act: RecordStatement, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known_places(past, act.operation).opened is None:
        return Refusal(Why.UNKNOWN_OPERATION, (act.operation,))
    if known_statement(past, act.statement).recorded is not None:
        return Refusal(Why.STATEMENT_EXISTS, (act.statement,))
    if not act.speaker.strip():
        return Refusal(Why.SPEAKER_REQUIRED)
    if not act.verbatim.strip():
        # A paraphrase is how "more than 140" becomes 140 and somebody's six children fall out of the count.
        return Refusal(Why.VERBATIM_REQUIRED)
    if act.said_at > hand.now:
        return Refusal(Why.FROM_THE_FUTURE, ("said_at",))
    if act.source_digest and not SHA256.fullmatch(act.source_digest):
        return Refusal(Why.DIGEST_MALFORMED, ("source_digest",))
    return (
        StatementRecorded(
            act.operation,
            act.statement,
            act.speaker,
            act.capacity,
            act.said_at,
            act.medium,
            act.language,
            act.verbatim,
            act.translation,
            act.source_digest,
            act.audience,
            hand.said,
        ),
    )


def take(past: Past, act: TakeClaim, hand: Hand) -> tuple[Fact, ...] | Refusal:
    spoken = known_statement(past, act.statement)
    if spoken.recorded is None or spoken.recorded.operation != act.operation:
        return Refusal(Why.UNKNOWN_STATEMENT, (act.statement,))
    if act.claim in spoken.claims:
        return Refusal(Why.CLAIM_EXISTS, (act.claim,))
    if no := refuse_count(act.value) or _refuse_sites(past, act):
        return no
    if act.as_of > spoken.recorded.said_at:
        return Refusal(Why.CUT_IN_THE_FUTURE, ("as_of",))
    # The list behind a number is kept as it was given, repeated lines and all: a repeated line is a finding.
    return (
        ClaimTaken(
            act.operation,
            act.statement,
            act.claim,
            act.subject,
            act.predicate,
            act.value,
            act.as_of,
            act.sites,
            act.method,
            act.qualifier,
            act.bands,
            act.note,
            hand.said,
        ),
    )


def refuse_count(value: Count | None) -> Refusal | None:
    if value is None:
        return None
    if value.low < 0:
        return Refusal(Why.VALUE_NEGATIVE)
    if value.high is not None and value.high < value.low:
        return Refusal(Why.VALUE_REVERSED)
    return None


def _refuse_sites(past: Past, act: TakeClaim) -> Refusal | None:
    places = known_places(past, act.operation)
    for site in act.sites:
        if no := refuse_place(places, site):
            return no
    if len(set(act.sites)) < len(act.sites):
        return Refusal(Why.NAMED_TWICE, tuple(sorted({s for s in act.sites if act.sites.count(s) > 1})))
    return None


def relate(past: Past, act: RelateClaims, hand: Hand) -> tuple[Fact, ...] | Refusal:
    one, two = known_statement(past, act.statement), known_statement(past, act.other_statement)
    for spoken, statement in ((one, act.statement), (two, act.other_statement)):
        if spoken.recorded is None or spoken.recorded.operation != act.operation:
            return Refusal(Why.UNKNOWN_STATEMENT, (statement,))
    for spoken, claim in ((one, act.claim), (two, act.other)):
        if claim not in spoken.claims:
            return Refusal(Why.UNKNOWN_CLAIM, (claim,))
    if act.statement == act.other_statement and act.claim == act.other:
        return Refusal(Why.SAME_RECORD, (act.claim,))
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED)
    if no := _refuse_relation(one, two, act):
        return no
    elsewhere = None if act.other_statement == act.statement else act.other_statement
    related = ClaimsRelated(
        act.operation, act.statement, act.claim, elsewhere, act.other, act.relation, act.reason, hand.said
    )
    return (related,)


def _refuse_relation(one: Spoken, two: Spoken, act: RelateClaims) -> Refusal | None:
    """Only the speaker takes words back; nothing repeats, replaces or takes back what was said after it."""
    assert one.recorded is not None
    assert two.recorded is not None
    retracts = act.relation is Relation.RETRACTS
    if retracts and not same_speaker(one.recorded.speaker, two.recorded.speaker):
        return Refusal(Why.ONLY_THE_SPEAKER, (act.other,))
    if retracts and act.other in two.retracted:
        return Refusal(Why.ALREADY_RETRACTED, (act.other,))
    if any((r.claim, r.other, r.relation) == (act.claim, act.other, act.relation) for r in one.relations):
        return Refusal(Why.ALREADY_RELATED, (act.claim, act.other))
    ordered = act.relation in (Relation.REPEATS, Relation.SUPERSEDES, Relation.RETRACTS)
    if ordered and one.recorded.said_at < two.recorded.said_at:
        return Refusal(Why.SAID_EARLIER, (act.claim, act.other))
    if not _holds(act.relation, one.claims[act.claim], two.claims[act.other]):
        return Refusal(Why.RELATION_DOES_NOT_HOLD, (act.claim, act.other))
    return None


def _holds(relation: Relation, claim: ClaimTaken, other: ClaimTaken) -> bool:
    """Repeating and narrowing can be read off the two claims; the rest is a person's judgement with a reason."""
    alike = (claim.subject, claim.predicate) == (other.subject, other.predicate)
    match relation:
        case Relation.REPEATS:
            return alike and overlap(interval(claim), interval(other))
        case Relation.NARROWS:
            return alike and within(interval(claim), interval(other)) and interval(claim) != interval(other)
        case _:
            return True
