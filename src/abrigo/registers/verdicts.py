"""Verdicts: every statement with its claims, the ledger's answer to each, and how the claims stand together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from abrigo.facts.kinds import ClaimId, OperationId, StatementId
from abrigo.facts.statements import ClaimsRelated, ClaimTaken, Predicate, StatementRecorded
from abrigo.registers import answers, stories
from abrigo.registers.models import Card
from abrigo.registers.stories import Past
from abrigo.rules.access import Sight, Viewer, may_enter, sight
from abrigo.rules.claims import Because, Between, By, LedgerAnswer, Stand, Verdict, compare, judge
from abrigo.rules.statements import STATEMENTS, Spoken


@dataclass(frozen=True, slots=True)
class Beside:
    """Another claim of the same measure, and how it stands to the first."""

    statement: StatementId
    claim: ClaimId
    between: Between


@dataclass(frozen=True, slots=True)
class Judged:
    """One claim with its verdict. `answer` is the ledger's side; `retracted`: its speaker took it back."""

    claim: ClaimTaken
    verdict: Verdict
    answer: LedgerAnswer
    retracted: bool
    beside: tuple[Beside, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """One statement, its claims in the order they were taken, and the relations somebody of ours has set."""

    recorded: StatementRecorded
    claims: tuple[Judged, ...]
    relations: tuple[ClaimsRelated, ...]


def may_hear(viewer: Viewer, operation: OperationId) -> bool:
    """Whoever sees statements, or names beyond one site: line staff of a site have their own list to keep."""
    seen = sight(viewer)
    return may_enter(viewer, operation) and seen.words


def verdicts(viewer: Viewer, past: Past, operation: OperationId) -> tuple[Heard, ...]:
    """In: who asks, and the clerk's memory. Out: every statement, the earliest said first; empty for who may not.

    What follows from the log alone is worked out once for each log size; what the viewer may not see is left out of
    every answer: names and bands for who sees no names, sites for who sees no places.
    """
    if not may_hear(viewer, operation):
        return ()
    shelf = stories.read(past, operation)
    heard: tuple[Heard, ...] = shelf.draw("verdicts", lambda: _all(past, operation))
    seen = sight(viewer)
    key = ("verdicts", seen.names, seen.places)
    shown: tuple[Heard, ...] = shelf.draw(key, lambda: tuple(_shown(h, seen) for h in heard))
    return shown


def _all(past: Past, operation: OperationId) -> tuple[Heard, ...]:
    ids = Card.objects.filter(kind="statement", operation=operation).values_list("id", flat=True)
    spoken: list[Spoken] = [past.recall(STATEMENTS, f"statement:{id_}") for id_ in ids]
    spoken = [s for s in spoken if s.recorded is not None]
    spoken.sort(key=lambda s: (_recorded(s).said_at, _recorded(s).statement))
    ledger = {c.claim: answers.answer(past, operation, c) for s in spoken for c in s.claims.values()}
    retracted = frozenset(c for s in spoken for c in s.retracted)
    verdict_of: dict[ClaimId, Verdict] = {}
    earlier: list[ClaimTaken] = []
    for one in spoken:
        claims = tuple(one.claims.values())
        for claim in claims:
            beside = [c for c in claims if c.claim != claim.claim]
            verdict_of[claim.claim] = judge(claim, ledger[claim.claim], beside=beside, earlier=earlier)
        earlier += [c for c in claims if c.claim not in retracted]
    everything = [c for s in spoken for c in s.claims.values()]
    return tuple(
        Heard(
            _recorded(s),
            tuple(
                Judged(
                    c,
                    verdict_of[c.claim],
                    ledger[c.claim],
                    c.claim in retracted,
                    tuple(_beside(c, everything, ledger, verdict_of)),
                )
                for c in s.claims.values()
            ),
            tuple(r for r in s.relations if r.claim in s.claims or r.other in s.claims),
        )
        for s in spoken
    )


def _recorded(spoken: Spoken) -> StatementRecorded:
    assert spoken.recorded is not None
    return spoken.recorded


# "all located" answers "some are missing": these may be one measure (see rules/claims.py)
_ONE_MEASURE: Final = frozenset(
    {Predicate.PRESENT, Predicate.LOCATED, Predicate.RECOVERED, Predicate.UNACCOUNTED, Predicate.MISSING}
)


def _beside(
    claim: ClaimTaken,
    others: Sequence[ClaimTaken],
    ledger: dict[ClaimId, LedgerAnswer],
    verdict_of: dict[ClaimId, Verdict],
) -> Iterable[Beside]:
    """How the claims of the same measure stand to this one; claims of other things are no neighbours."""
    for other in others:
        if other.claim == claim.claim or other.subject is not claim.subject:
            continue
        if other.predicate is not claim.predicate and not {claim.predicate, other.predicate} <= _ONE_MEASURE:
            continue
        explained = (*verdict_of[claim.claim].reasons, *verdict_of[other.claim].reasons)
        between = compare(claim, other, ledger[claim.claim].series, explained)
        if between.stand is Stand.DIFFER and other.predicate is not claim.predicate:
            continue
        yield Beside(other.statement, other.claim, between)


# -- what the viewer may see --------------------------------------------------------------


def _shown(heard: Heard, seen: Sight) -> Heard:
    claims = tuple(
        replace(
            j,
            claim=j.claim if seen.names else replace(j.claim, bands=()),
            verdict=replace(
                j.verdict,
                reasons=tuple(_because(b, seen, there=bool(j.claim.sites)) for b in j.verdict.reasons),
                possible=tuple(_because(b, seen, there=bool(j.claim.sites)) for b in j.verdict.possible),
            ),
            answer=_answer(j.answer, seen, there=bool(j.claim.sites)),
        )
        for j in heard.claims
    )
    return replace(heard, claims=claims)


def _because(reason: Because, seen: Sight, *, there: bool) -> Because:
    """`there`: the claim is about named places, so that whoever is counted was at them: a name would be a place."""
    if not seen.names or (there and not seen.places and reason.by is not By.UNACCOUNTED):
        reason = replace(reason, people=(), words=())
    return reason if seen.places else replace(reason, site=None)


def _answer(answer: LedgerAnswer, seen: Sight, *, there: bool) -> LedgerAnswer:
    """Who is unaccounted stays named: whoever searches must know for whom, and they are not where they should be."""
    if not seen.names:
        answer = replace(answer, counted=(), uncounted=(), unresolved=(), unaccounted=())
    if there and not seen.places:
        answer = replace(answer, counted=(), uncounted=(), unresolved=())
    return answer if seen.places else replace(answer, by_site=())
