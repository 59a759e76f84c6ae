"""Public numbers over JSON: each claim with its verdict in codes and in words, and one agreed number to read aloud."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from ninja import Query, Router, Schema

from abrigo.api.problems import trouble
from abrigo.api.questions import Id, Instant, Several, caller, entered, instant, question
from abrigo.clerk import clock, public_words
from abrigo.clerk.consult import consult
from abrigo.clerk.memory import Memory
from abrigo.facts.accords import Definition
from abrigo.facts.kinds import Count, OperationId, SiteId
from abrigo.registers import agreed, answers, places
from abrigo.registers.verdicts import Heard, Judged, may_hear, verdicts
from abrigo.rules.access import Sight, Viewer, sight
from abrigo.rules.accords import ACCORDS, accord_parts, differences, list_digest
from abrigo.rules.claims import Because, verdict_words
from abrigo.staff.models import Agency

router = Router(tags=["statements"])
WhatCounts = Annotated[Definition, Query()]


class Number(Schema):
    """An interval of whole persons; `high` null: no upper end."""

    low: int
    high: int | None


class Words(Schema):
    es: str
    en: str


class Reason(Schema):
    """By what a number differs. `certain`: it rests on a list; otherwise it only fits. `left`: not explained."""

    by: str
    number: int | None
    people: list[str]
    words: list[str]
    sheet: str
    site: str | None
    at: datetime | None
    method: str | None
    why: str | None
    left: int
    certain: bool


class Neighbour(Schema):
    """Another claim of the same measure: agree, differ (by which), or contradict."""

    statement: str
    claim: str
    stand: str
    by: list[str]


class Known(Schema):
    """The ledger's side at the claim's cut, by all that is known now; `then`: by what had been written by the cut.

    `counted`, `unaccounted` and `unresolved` are names behind the numbers: null for whoever sees numbers only.
    """

    value: Number | None
    then: Number | None
    expected: int | None
    by_eye: int | None
    persons: int | None
    staff: int | None
    duplicates: int
    out: int
    counted: list[str] | None
    unaccounted: list[str] | None
    unresolved: list[str] | None


class Claim(Schema):
    claim: str
    subject: str
    predicate: str
    value: Number | None
    as_of: datetime
    sites: list[str]
    method: str
    qualifier: str
    note: str
    retracted: bool
    standing: str
    line: str
    said: Words
    reasons: list[Reason]
    possible: list[Reason]
    contradicts: list[str]
    total_agrees: bool | None
    known: Known
    beside: list[Neighbour]


class Relation(Schema):
    claim: str
    other: str
    relation: str
    reason: str


class Verdict(Schema):
    """One statement, word for word, and what the ledger answers to each of its claims."""

    statement: str
    speaker: str
    capacity: str
    said_at: datetime
    recorded_at: datetime
    medium: str
    language: str
    verbatim: str
    translation: str
    source_digest: str
    claims: list[Claim]
    relations: list[Relation]


@question(router, "/operations/{operation}/verdicts", list[Verdict])
def verdicts_of(request: HttpRequest, operation: Id) -> list[Verdict]:
    """Every statement with the verdict of each claim, the earliest said first."""
    viewer = caller(request)
    asked = entered(viewer, operation)
    if not may_hear(viewer, asked):
        raise trouble(403, "not-shown-to-you")
    return consult(viewer, lambda v, memory: _verdicts(v, memory, asked))


@question(router, "/operations/{operation}/verdicts/{statement}", Verdict)
def verdict_of(request: HttpRequest, operation: Id, statement: Id) -> Verdict:
    """One statement with the verdict of each claim."""
    found = {v.statement: v for v in verdicts_of(request, operation)}
    if statement not in found:
        raise trouble(404, "not-found")
    return found[statement]


def _verdicts(viewer: Viewer, memory: Memory, operation: OperationId) -> list[Verdict]:
    heard = verdicts(viewer, memory, operation)
    rows = places.ask(viewer, operation)
    zone = ZoneInfo(rows[operation].zone) if operation in rows else ZoneInfo("UTC")
    sites = {SiteId(id_): row.name for id_, row in rows.items()} if sight(viewer).places else {}
    labels = {j.claim.claim: h.recorded.speaker for h in heard for j in h.claims}

    def said(judged: Judged) -> Words:
        both = {
            language: public_words.tell(
                judged.verdict, language, lambda at: at.astimezone(zone), labels=labels, places=sites
            ).whole
            for language in ("es", "en")
        }
        return Words(**both)

    seen = sight(viewer)
    return [_one(h, said, seen) for h in heard]


def _one(heard: Heard, said: Callable[[Judged], Words], seen: Sight) -> Verdict:
    r = heard.recorded
    return Verdict(
        statement=r.statement, speaker=r.speaker, capacity=r.capacity, said_at=r.said_at, recorded_at=r.said.at,
        medium=r.medium, language=r.language, verbatim=r.verbatim, translation=r.translation,
        source_digest=r.source_digest, claims=[_claim(j, said(j), seen) for j in heard.claims],
        relations=[
            Relation(claim=x.claim, other=x.other, relation=str(x.relation), reason=x.reason) for x in heard.relations
        ],
    )  # fmt: skip


def _claim(judged: Judged, said: Words, seen: Sight) -> Claim:
    c, v, a = judged.claim, judged.verdict, judged.answer
    names = {
        "counted": [p.person for p in a.counted],
        "unaccounted": list(a.unaccounted),
        "unresolved": list(a.unresolved),
    }
    known = Known(
        value=_number(a.value), then=_number(a.value_then), expected=a.expected, by_eye=a.by_eye, persons=a.persons,
        staff=a.staff, duplicates=a.duplicates, out=a.out, **(names if seen.names else dict.fromkeys(names)),
    )  # fmt: skip
    beside = [
        Neighbour(statement=b.statement, claim=b.claim, stand=str(b.between.stand), by=[str(by) for by in b.between.by])
        for b in judged.beside
    ]
    return Claim(
        claim=c.claim, subject=str(c.subject), predicate=str(c.predicate), value=_number(c.value), as_of=c.as_of,
        sites=list(c.sites) if seen.places else [], method=str(c.method), qualifier=str(c.qualifier), note=c.note,
        retracted=judged.retracted, standing=str(v.standing), line=verdict_words(v), said=said,
        reasons=_reasons(v.reasons), possible=_reasons(v.possible), contradicts=list(v.contradicts),
        total_agrees=v.total_agrees, known=known, beside=beside,
    )  # fmt: skip


def _number(count: Count | None) -> Number | None:
    return None if count is None else Number(low=count.low, high=count.high)


def _reasons(reasons: Iterable[Because]) -> list[Reason]:
    return [
        Reason(
            by=str(r.by), number=r.number, people=list(r.people), words=list(r.words), sheet=r.sheet, site=r.site,
            at=r.at, method=None if r.method is None else str(r.method), why=None if r.why is None else str(r.why),
            left=r.left, certain=r.certain,
        )
        for r in reasons
    ]  # fmt: skip


# -- one agreed number ------------------------------------------------------------------


class Counted(Schema):
    """Who is counted under a definition about a cut, by all that is written now: what may be proposed as an accord."""

    definition: str
    cut: datetime
    sites: list[str]
    number: int
    people: list[str]
    digest: str
    known_at: int


@question(router, "/operations/{operation}/counted", Counted)
def counted(
    request: HttpRequest, operation: Id, definition: WhatCounts, cut: Instant = None, site: Several = None
) -> Counted:
    """The list to propose, and its digest. Only for whoever sees names everywhere: a list is names."""
    viewer = caller(request)
    asked = entered(viewer, operation)
    if not sight(viewer).names or sight(viewer).own_site_only:
        raise trouble(403, "not-shown-to-you")
    if site and not sight(viewer).places:
        raise trouble(403, "not-shown-to-you")  # a list of one place is where each of its children is
    about = instant(cut, "cut") or clock.now()
    sites = tuple(SiteId(s) for s in sorted(set(site or ())))

    def answer(_: Viewer, memory: Memory) -> Counted:
        people = answers.definition_list(memory, asked, definition, about, sites)
        return Counted(
            definition=str(definition), cut=about, sites=list(sites), number=len(people), people=list(people),
            digest=list_digest(asked, definition, about, sites, people), known_at=memory.committed,
        )  # fmt: skip

    return consult(viewer, answer)


class Difference(Schema):
    """One line one list has and the other has not; `decided`: somebody explained it, else the reason is likely."""

    side: str
    person: str | None
    words: str
    reason: str
    sheet: str
    decided: bool


class OtherList(Schema):
    agency: str
    mine: int
    yours: int
    unlisted: int
    lines: list[Difference] | None


class Aloud(Schema):
    """`es` and `en` are empty until every agency has signed: then they are safe to read out."""

    reached_at: datetime | None
    withdrawn: bool
    signed: list[str]
    waiting: list[str]
    es: str
    en: str
    differences: list[OtherList]


@question(router, "/operations/{operation}/accords/{accord}/aloud", Aloud)
def aloud(request: HttpRequest, operation: Id, accord: Id) -> Aloud:
    """The agreed sentence in Spanish and English; until then, who has not signed and by which lines they differ."""
    viewer = caller(request)
    asked = entered(viewer, operation)
    if not may_hear(viewer, asked):
        raise trouble(403, "not-shown-to-you")

    def answer(v: Viewer, memory: Memory) -> Aloud:
        known = memory.recall(ACCORDS, f"accord:{accord}")
        parts, proposed = accord_parts(known), known.proposed
        if parts is None or proposed is None or proposed.operation != asked:
            raise trouble(404, "not-found")
        zone = ZoneInfo(places.ask(v, asked)[asked].zone)
        names = dict(Agency.objects.filter(id__in=parts.signed).values_list("id", "name"))
        signed = [names.get(a, a) for a in parts.signed]

        def sentence(language: str) -> str:
            return public_words.read_aloud(parts, language, lambda at: at.astimezone(zone), signed)

        hint = agreed.likely(memory, proposed)
        others = [
            differences(proposed, given, likely=hint.reasons, sheets=hint.sheets, explained=known.explained)
            for given in known.standing.values()
        ]
        return Aloud(
            reached_at=parts.reached_at, withdrawn=parts.withdrawn, signed=list(parts.signed),
            waiting=list(parts.waiting), es=sentence("es"), en=sentence("en"),
            differences=[
                _other(agency, other, named=sight(v).names)
                for agency, other in zip(known.standing, others, strict=True)
            ],
        )  # fmt: skip

    return consult(viewer, answer)


def _other(agency: str, found: Any, *, named: bool) -> OtherList:
    lines = [
        Difference(
            side=str(d.side), person=d.person, words=d.words, reason=str(d.reason), sheet=d.sheet, decided=d.decided
        )
        for d in found.lines
    ]
    return OtherList(
        agency=agency, mine=found.mine, yours=found.yours, unlisted=found.unlisted, lines=lines if named else None
    )
