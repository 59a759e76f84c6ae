"""Claims. What a spoken number can mean, when two of them cannot both be true, and what the ledger answers to one.

A number is an interval of whole persons. Two claims contradict only when they count the same thing, of the same people,
at cuts and places that coincide or nest, and no count could satisfy both; otherwise they differ by definition, and the
answer says by which. The ledger's side comes in as a `LedgerAnswer`, which whoever reads the registers fills in.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from abrigo.facts.accords import Reason
from abrigo.facts.kinds import ClaimId, Count, PersonId, SiteId
from abrigo.facts.statements import ClaimTaken, Method, Predicate, Qualifier, Subject
from abrigo.rules.intake import clean_band

# -- intervals ------------------------------------------------------------------

ANY: Final = Count(0, None)


def exactly(number: int) -> Count:
    return Count(number, number)


def about(number: int) -> int:
    """How far "about N" reaches to each side: a twentieth of N, rounded up, and never less than one."""
    return max(1, -(-number // 20))


def interval(claim: ClaimTaken, expected: int | None = None) -> Count:
    """The counts that make the claim true.

    "More than 140" is written [141, no end]. *At least* leaves the upper end open; *about* widens by a twentieth to
    each side; *all* without a number is whatever was expected; *some* without a number is one or more; no number and
    no such word says nothing, which every count satisfies.
    """
    value = claim.value
    match claim.qualifier:
        case Qualifier.ALL if value is None:
            return ANY if expected is None else exactly(expected)
        case Qualifier.SOME if value is None:
            return Count(1, None)
        case _ if value is None:
            return ANY
        case Qualifier.AT_LEAST:
            return Count(value.low, None)
        case Qualifier.ABOUT:
            high = None if value.high is None else value.high + about(value.high)
            return Count(max(0, value.low - about(value.low)), high)
        case _:
            return value


def overlap(one: Count, other: Count) -> bool:
    """Some count satisfies both."""
    return _reaches(one.high, other.low) and _reaches(other.high, one.low)


def within(inner: Count, outer: Count) -> bool:
    """Every count that satisfies `inner` satisfies `outer`."""
    if inner.low < outer.low:
        return False
    return outer.high is None or (inner.high is not None and inner.high <= outer.high)


def plus(count: Count, more: int) -> Count:
    return Count(max(0, count.low + more), None if count.high is None else max(0, count.high + more))


def gap(one: Count, other: Count) -> int:
    """How many persons lie between the two; 0 when they meet."""
    if overlap(one, other):
        return 0
    low, high = (one, other) if not _reaches(one.high, other.low) else (other, one)
    return high.low - (low.high or 0)


def _reaches(high: int | None, low: int) -> bool:
    return high is None or low <= high


# -- what the ledger answers ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """One person the ledger counts under the claim's definition at its cut.

    `bands`: every band they had been given by then. `sheets`: the names of every paper they stand on that an office
    could leave out whole (the manifest that brought them there, the register sheet), the most recent first.
    """

    person: PersonId
    bands: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Uncounted:
    """Someone the ledger knows and does not count under this definition, who may still stand on another's list."""

    person: PersonId
    bands: tuple[str, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class Point:
    """From this instant (UTC) until the next point the answer was `value`, and `by_eye` by the tally at arrival."""

    at: datetime
    value: Count
    by_eye: int | None = None


@dataclass(frozen=True, slots=True)
class LedgerAnswer:
    """What the ledger says to one claim, in the claim's own subject, predicate and places, at its cut (`as_of`).

    Everything is about the instant `as_of`, by all that is known when the question is put, also what was told later
    (someone found hidden inside had been there all along); only `value_then` stops at what was written by the cut.

    value        the count: one number, or low to high when ages are disputed (both readings). None: we do not count it
    value_then   the same, by what had been written by the cut. None: not worked out
    expected     how many "all" meant: of this subject, expected in these places at the cut, seen or not
    series       the same count over time, oldest first, from the beginning to now (also after the cut), one point a
                 change; each point by all that is known now
    by_eye       how many of ours under this predicate were tallied by eye on arrival as this subject
    persons      the same count for children and adults together
    counted      the names behind `value` (under the widest reading)
    uncounted    people we know who are not in `counted` and could be on another's list, each with the reason
    unresolved   strangers of this subject in these places at the cut: never in custody, never inside the sum
    unaccounted  of this subject, answered for by these places, unaccounted or declared missing at the cut
    staff        staff present, when a note says so (how the meals were counted); None: no note
    duplicates   register lines of this subject that are one person a second time, decided or as yet only candidates
    out          of this subject, out with authority at the cut and not in `value`
    by_site      `value` split by site (low reading), when it spans several
    """

    value: Count | None
    value_then: Count | None = None
    expected: int | None = None
    series: tuple[Point, ...] = ()
    by_eye: int | None = None
    persons: int | None = None
    counted: tuple[Listed, ...] = ()
    uncounted: tuple[Uncounted, ...] = ()
    unresolved: tuple[PersonId, ...] = ()
    unaccounted: tuple[PersonId, ...] = ()
    staff: int | None = None
    duplicates: int = 0
    out: int = 0
    by_site: tuple[tuple[SiteId, int], ...] = ()


# -- the verdict --------------------------------------------------------------------


class By(StrEnum):
    """By what a claim differs from the ledger, or from another claim."""

    METHOD = "method"
    EARLIER_CUT = "earlier-cut"
    LATER_CUT = "later-cut"
    KNOWN_THEN = "known-then"  # so the ledger itself said at that minute; corrected since
    PLACES = "places"
    SUBJECT = "subject"
    PREDICATE = "predicate"
    AGE_READING = "age-reading"
    ADULTS_INSIDE = "adults-inside"
    DUPLICATE_LINE = "duplicate-line"
    STRANGER_COUNTED_IN = "stranger-counted-in"
    STAFF_COUNTED_IN = "staff-counted-in"
    OUT_COUNTED_IN = "out-counted-in"
    SHEET_MISSING = "sheet-missing"
    LINES_MISSING = "lines-missing"
    LINES_NOT_OURS = "lines-not-ours"
    OWN_LIST = "own-list"  # the number is not the length of the list that came with it
    # no definition explains these
    UNACCOUNTED = "unaccounted"
    NUMBER = "number"


class Standing(StrEnum):
    CONSISTENT = "consistent"
    DIFFERS = "differs"  # by definition: the ledger can say by which
    CONTRADICTED = "contradicted"
    NOT_COUNTED = "not-counted"  # the ledger has no count of this


@dataclass(frozen=True, slots=True)
class Because:
    """One reason. `number` persons it is about; `left` persons it leaves unexplained; not `certain`: it only fits."""

    by: By
    number: int | None = None
    people: tuple[PersonId, ...] = ()
    words: tuple[str, ...] = ()  # bands or lines as the speaker's list gave them
    sheet: str = ""
    site: SiteId | None = None
    at: datetime | None = None
    method: Method | None = None
    why: Reason | None = None
    left: int = 0
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reasons` hold together; each of `possible` would explain the number by itself as well.

    `total_agrees`: the statement's children and adults add up to the ledger's persons (None: it did not give both).
    """

    standing: Standing
    claimed: Count
    known: Count | None
    reasons: tuple[Because, ...] = ()
    possible: tuple[Because, ...] = ()
    contradicts: tuple[ClaimId, ...] = ()
    total_agrees: bool | None = None


# counted by number and not by name: such a count differs in kind, whatever it says
UNNAMED: Final = frozenset({Method.BY_EYE, Method.MEALS, Method.COMPLAINTS})
# "all" of these means: nobody is unaccounted
SEEN: Final = frozenset({Predicate.PRESENT, Predicate.LOCATED, Predicate.RECOVERED})
# these only grow, so an earlier cut nests in a later one
GROWING: Final = frozenset({Predicate.REMOVED, Predicate.RECEIVED, Predicate.RECOVERED})


def judge(
    claim: ClaimTaken,
    answer: LedgerAnswer,
    *,
    beside: Iterable[ClaimTaken] = (),
    earlier: Iterable[ClaimTaken] = (),
) -> Verdict:
    """What becomes of a claim when the ledger answers.

    `beside`: the other claims of the same statement. `earlier`: standing claims (not retracted) of statements said
    before this one; those it contradicts are named.
    """
    verdict = _weigh(claim, interval(claim, answer.expected), answer)
    if verdict.standing is Standing.DIFFERS:
        return replace(verdict, total_agrees=_total_agrees((claim, *beside), answer.persons))
    against = tuple(
        other.claim
        for other in earlier
        if other.claim != claim.claim and compare(claim, other, answer.series).stand is Stand.CONTRADICT
    )
    return replace(verdict, contradicts=against)


def _weigh(claim: ClaimTaken, claimed: Count, answer: LedgerAnswer) -> Verdict:
    known = answer.value
    says_all = claim.qualifier is Qualifier.ALL and claim.predicate in SEEN
    if says_all and answer.unaccounted:
        reason = Because(By.UNACCOUNTED, len(answer.unaccounted), people=answer.unaccounted)
        return Verdict(Standing.CONTRADICTED, claimed, known, (reason,))
    if says_all and claim.value is None:
        return Verdict(Standing.CONSISTENT, claimed, known)
    if known is None:
        return Verdict(Standing.NOT_COUNTED, claimed, None)
    if claim.bands and (by_line := tuple(_by_line(claim, claimed, answer))):
        return Verdict(Standing.DIFFERS, claimed, known, by_line)
    if within(known, claimed):
        return Verdict(Standing.CONSISTENT, claimed, known, tuple(_stale(claim, claimed, answer)))
    if claim.method in UNNAMED:
        return Verdict(Standing.DIFFERS, claimed, known, (_by_method(claim.method, claimed, known, answer),))
    if fits := tuple(_explanations(claim, claimed, known, answer)):
        return Verdict(Standing.DIFFERS, claimed, known, fits[:1], fits[1:])
    nearest = known.low if known.low == known.high else None
    return Verdict(Standing.CONTRADICTED, claimed, known, (Because(By.NUMBER, nearest, left=gap(known, claimed)),))


def _total_agrees(claims: Sequence[ClaimTaken], persons: int | None) -> bool | None:
    """Children and adults of one statement, same cut and places, against everybody."""
    first = claims[0]
    same = [
        c
        for c in claims
        if (c.predicate, c.as_of, frozenset(c.sites)) == (first.predicate, first.as_of, frozenset(first.sites))
    ]
    split = {c.subject: interval(c) for c in same if c.subject in (Subject.CHILDREN, Subject.ADULTS)}
    if persons is None or len(split) < 2 or first.subject not in split:
        return None
    one, two = split[Subject.CHILDREN], split[Subject.ADULTS]
    high = None if one.high is None or two.high is None else one.high + two.high
    return within(exactly(persons), Count(one.low + two.low, high))


# -- explained by a list --------------------------------------------------------------


def _by_line(claim: ClaimTaken, claimed: Count, answer: LedgerAnswer) -> Iterator[Because]:
    """The speaker's own list against ours, line by line: what is certain needs no arithmetic."""
    lines = Counter(map(clean_band, claim.bands))
    if claim.value is not None and not overlap(claimed, exactly(len(claim.bands))):
        yield Because(By.OWN_LIST, len(claim.bands))
    ours = {p.person: p for p in answer.counted}
    holder = {clean_band(band): p.person for p in answer.counted for band in p.bands}
    named = Counter(holder[line] for line in lines.elements() if line in holder)
    missing = frozenset(ours) - named.keys()
    yield from _missing(missing, sheets_of(answer.counted))
    if twice := tuple(sorted(p for p, times in named.items() if times > 1)):
        yield Because(By.DUPLICATE_LINE, sum(named[p] - 1 for p in twice), people=twice)
    yield from _not_ours([line for line in lines if line not in holder], answer)


def _missing(missing: frozenset[PersonId], sheets: Mapping[str, frozenset[PersonId]]) -> Iterator[Because]:
    left = set(missing)
    for sheet, people in whole_sheets(missing, sheets):
        left -= people
        yield Because(By.SHEET_MISSING, len(people), people=tuple(sorted(people)), sheet=sheet)
    if left:
        yield Because(By.LINES_MISSING, len(left), people=tuple(sorted(left)))


def _not_ours(lines: Sequence[str], answer: LedgerAnswer) -> Iterator[Because]:
    known = {clean_band(band): other for other in answer.uncounted for band in other.bands}
    by_reason: dict[Reason, list[str]] = {}
    for line in lines:
        by_reason.setdefault(known[line].reason if line in known else Reason.UNKNOWN, []).append(line)
    for reason, theirs in by_reason.items():
        people = tuple(sorted({known[line].person for line in theirs if line in known}))
        yield Because(By.LINES_NOT_OURS, len(theirs), people=people, words=tuple(sorted(theirs)), why=reason)


def sheets_of(counted: Iterable[Listed]) -> dict[str, frozenset[PersonId]]:
    """Each paper and who of the counted stands on it; the papers of earlier days come last."""
    found: dict[str, set[PersonId]] = {}
    people = tuple(counted)
    for age in range(max((len(p.sheets) for p in people), default=0)):
        for person in people:
            if age < len(person.sheets):
                found.setdefault(person.sheets[age], set()).add(person.person)
    return {sheet: frozenset(names) for sheet, names in found.items()}


def whole_sheets(
    missing: frozenset[PersonId], sheets: Mapping[str, frozenset[PersonId]]
) -> tuple[tuple[str, frozenset[PersonId]], ...]:
    """Which papers, left out whole, leave out these people: the one that is exactly them, else the largest inside.

    One person alone is not called a sheet unless they are all that is missing: that would blame a paper for a name.
    """
    for sheet, people in sheets.items():
        if people and people == missing:
            return ((sheet, people),)
    taken: list[tuple[str, frozenset[PersonId]]] = []
    left = missing
    for sheet, people in sorted(sheets.items(), key=lambda item: (-len(item[1]), item[0])):
        if len(people) > 1 and people <= left:
            taken.append((sheet, people))
            left -= people
    return tuple(taken)


# -- explained by arithmetic ------------------------------------------------------------


def _stale(claim: ClaimTaken, claimed: Count, answer: LedgerAnswer) -> Iterator[Because]:
    """True at its cut, and already true before, when the count was lower and had only grown since: an older number."""
    if claim.value is None or claimed.high is not None:
        return
    until = [p for p in answer.series if p.at <= claim.as_of]
    for i, point in enumerate(until):
        since = until[i:]
        for number, then in (
            (point.value.low, [p.value.low for p in since]),
            (point.by_eye, [p.by_eye for p in since if p.by_eye is not None]),
        ):
            if number is not None and claimed.low <= number < then[-1] and then == sorted(then):
                yield Because(By.EARLIER_CUT, number, at=point.at)
                return


def _by_method(method: Method, claimed: Count, known: Count, answer: LedgerAnswer) -> Because:
    """Counted by number: how far the method itself explains the difference, and how many persons it leaves."""
    if method is Method.BY_EYE and answer.by_eye is not None:
        return Because(By.METHOD, answer.by_eye, method=method, left=gap(exactly(answer.by_eye), claimed))
    if method is Method.MEALS and answer.staff is not None:
        # Whoever counts plates counts the cooks too.
        return Because(By.METHOD, answer.staff, method=method, left=gap(plus(known, answer.staff), claimed))
    return Because(By.METHOD, method=method, left=gap(known, claimed))


def _explanations(claim: ClaimTaken, claimed: Count, known: Count, answer: LedgerAnswer) -> Iterator[Because]:
    """Every single reason that turns our number into theirs, the ones resting on more than arithmetic first."""

    def fits(count: Count) -> bool:
        return within(count, claimed)

    if answer.by_eye is not None and fits(exactly(answer.by_eye)):
        yield Because(By.METHOD, answer.by_eye, method=Method.BY_EYE, certain=False)
    if overlap(known, claimed):
        yield Because(By.AGE_READING)
    if answer.value_then is not None and fits(answer.value_then):
        yield Because(By.KNOWN_THEN, at=claim.as_of)
    yield from _strangers(known, answer, fits)
    if answer.duplicates and fits(plus(known, answer.duplicates)):
        yield Because(By.DUPLICATE_LINE, answer.duplicates, certain=False)
    if answer.duplicates and answer.by_eye is not None and fits(exactly(answer.by_eye + answer.duplicates)):
        yield Because(By.DUPLICATE_LINE, answer.duplicates, method=Method.BY_EYE, certain=False)
    if answer.staff and fits(plus(known, answer.staff)):
        yield Because(By.STAFF_COUNTED_IN, answer.staff, certain=False)
    if answer.out and fits(plus(known, answer.out)):
        yield Because(By.OUT_COUNTED_IN, answer.out, certain=False)
    if claim.subject is Subject.CHILDREN and answer.persons is not None and fits(exactly(answer.persons)):
        yield Because(By.ADULTS_INSIDE, answer.persons - known.low, certain=False)
    yield from _other_cuts(claim, claimed, answer)
    yield from _other_places(claimed, known, answer)
    yield from _sheet_of_that_size(claimed, known, answer)


def _strangers(known: Count, answer: LedgerAnswer, fits: Callable[[Count], bool]) -> Iterator[Because]:
    """Ours and some who are none of ours; ours as we count them, as we did at that minute, or as the eye did."""
    eye = None if answer.by_eye is None else exactly(answer.by_eye)
    for base, method in ((known, None), (answer.value_then, None), (eye, Method.BY_EYE)):
        if base is None:
            continue
        if swept := next((n for n in range(1, len(answer.unresolved) + 1) if fits(plus(base, n))), 0):
            people = answer.unresolved if swept == len(answer.unresolved) else ()
            yield Because(By.STRANGER_COUNTED_IN, swept, people=people, method=method, certain=bool(people))
            return


def _other_cuts(claim: ClaimTaken, claimed: Count, answer: LedgerAnswer) -> Iterator[Because]:
    if claim.value is None:
        return
    before = [p for p in answer.series if p.at <= claim.as_of and within(p.value, claimed)]
    after = [p for p in answer.series if p.at > claim.as_of and within(p.value, claimed)]
    if before:
        yield Because(By.EARLIER_CUT, before[-1].value.low, at=before[-1].at, certain=False)
    if after:
        yield Because(By.LATER_CUT, after[0].value.low, at=after[0].at, certain=False)


def _other_places(claimed: Count, known: Count, answer: LedgerAnswer) -> Iterator[Because]:
    """The number of one site alone, or of all but one."""
    if len(answer.by_site) < 2:
        return
    for site, part in answer.by_site:
        if within(exactly(part), claimed) or within(plus(known, -part), claimed):
            yield Because(By.PLACES, part, site=site, certain=False)


def _sheet_of_that_size(claimed: Count, known: Count, answer: LedgerAnswer) -> Iterator[Because]:
    """No list came with the number, but one paper, and only one, holds exactly as many as are lacking."""
    if claimed.high is None or claimed.high >= known.low:
        return
    sized = {
        people: sheet
        for sheet, people in reversed(sheets_of(answer.counted).items())
        if len(people) == known.low - claimed.high
    }
    if len(sized) == 1:
        [(people, sheet)] = sized.items()
        yield Because(By.SHEET_MISSING, len(people), people=tuple(sorted(people)), sheet=sheet, certain=False)


# -- between two claims ---------------------------------------------------------------


class Stand(StrEnum):
    """How two claims stand to each other."""

    AGREE = "agree"  # they count the same and one number satisfies both
    DIFFER = "differ"  # by definition
    CONTRADICT = "contradict"


@dataclass(frozen=True, slots=True)
class Between:
    """`by` is empty unless they differ; cuts are told from the first claim's side: its cut is the earlier one."""

    stand: Stand
    by: tuple[By, ...] = ()


@dataclass(frozen=True, slots=True)
class _Measure:
    """A claim as a count that can be laid beside another: "all located" counts nobody unaccounted."""

    predicate: Predicate
    count: Count


def compare(
    claim: ClaimTaken,
    other: ClaimTaken,
    series: Sequence[Point] = (),
    explained: Iterable[Because] = (),
) -> Between:
    """Whether two claims agree, differ by definition, or contradict.

    `series` is the ledger's count over time (that of either claim): two cuts between which nothing counted changed are
    one cut. `explained`: reasons the ledger already gave for either claim's number; explained claims never contradict.
    """
    mine, theirs = _measures(claim, other)
    by = tuple(_definitions(claim, other, mine.predicate is theirs.predicate, series))
    if by:
        return Between(Stand.DIFFER, by)
    if _may_both_hold(claim, mine.count, other, theirs.count, series):
        return Between(Stand.AGREE)
    if reasons := tuple(dict.fromkeys(r.by for r in explained if r.by not in (By.NUMBER, By.UNACCOUNTED))):
        return Between(Stand.DIFFER, reasons)
    return Between(Stand.CONTRADICT)


def _measures(claim: ClaimTaken, other: ClaimTaken) -> tuple[_Measure, _Measure]:
    """Both claims, turned round where one says "all are seen" and the other counts those who are not."""
    lost = (Predicate.UNACCOUNTED, Predicate.MISSING)
    nobody_lost = [c.qualifier is Qualifier.ALL and c.value is None and c.predicate in SEEN for c in (claim, other)]
    if any(nobody_lost) and any(c.predicate in lost for c in (claim, other)):
        one, two = (
            _Measure(Predicate.UNACCOUNTED, exactly(0))
            if nobody
            else _Measure(Predicate.UNACCOUNTED if c.predicate in lost else c.predicate, interval(c))
            for c, nobody in zip((claim, other), nobody_lost, strict=True)
        )
        return one, two
    return _Measure(claim.predicate, interval(claim)), _Measure(other.predicate, interval(other))


def _definitions(
    claim: ClaimTaken,
    other: ClaimTaken,
    same_predicate: bool,  # noqa: FBT001 - two predicates may be one measure, see `_measures`
    series: Sequence[Point],
) -> Iterator[By]:
    if claim.subject is not other.subject:
        mixed = {claim.subject, other.subject} == {Subject.CHILDREN, Subject.PERSONS}
        yield By.ADULTS_INSIDE if mixed else By.SUBJECT
    if not same_predicate:
        yield By.PREDICATE
    if Method.NOT_SAID not in (claim.method, other.method) and claim.method is not other.method:
        yield By.METHOD
    nested = _places_nest(claim, other) or _places_nest(other, claim)
    if not nested:
        yield By.PLACES
    if _part_of(claim, other, series) or _part_of(other, claim, series):
        return
    # Of something that only grows the cuts nest by themselves, unless the later count is of fewer places.
    if not same_cut(claim.as_of, other.as_of, series) and (nested or claim.predicate not in GROWING):
        yield By.EARLIER_CUT if claim.as_of < other.as_of else By.LATER_CUT


def same_cut(one: datetime, other: datetime, series: Sequence[Point]) -> bool:
    """Equal, or nothing that is counted changed between them, as far as the ledger knows."""
    if one == other:
        return True
    first, last = min(one, other), max(one, other)
    known = [p.value for p in series if p.at <= first]
    return bool(known) and all(p.value == known[-1] for p in series if first < p.at <= last)


def _places_nest(inner: ClaimTaken, outer: ClaimTaken) -> bool:
    """No place named means everywhere."""
    return not outer.sites or (bool(inner.sites) and set(inner.sites) <= set(outer.sites))


def _part_of(inner: ClaimTaken, outer: ClaimTaken, series: Sequence[Point]) -> bool:
    """Whoever `inner` counts, `outer` counts too: fewer places, or an earlier cut of something that only grows."""
    cuts = same_cut(inner.as_of, outer.as_of, series) or (inner.predicate in GROWING and inner.as_of < outer.as_of)
    return cuts and _places_nest(inner, outer)


def _may_both_hold(claim: ClaimTaken, mine: Count, other: ClaimTaken, theirs: Count, series: Sequence[Point]) -> bool:
    """The part is never more than the whole; where each is part of the other the counts must meet."""
    if _part_of(claim, other, series) and not _reaches(theirs.high, mine.low):
        return False
    return not (_part_of(other, claim, series) and not _reaches(mine.high, theirs.low))


# -- in plain English -------------------------------------------------------------------


def verdict_words(verdict: Verdict, labels: Mapping[ClaimId, str] | None = None) -> str:
    """One line for a checker or a log; the desk writes its own sentences. `labels` names the claims contradicted."""
    named = labels or {}
    tail = [f"contradicts {named.get(other, other)}" for other in verdict.contradicts]
    if verdict.total_agrees is not None:
        tail.append("total agrees" if verdict.total_agrees else "total differs")
    return "; ".join([_head(verdict), *tail])


def _head(verdict: Verdict) -> str:
    reasons = verdict.reasons
    if verdict.standing is Standing.NOT_COUNTED:
        return "not counted by the ledger"
    if len(reasons) == 1 and reasons[0].by is By.METHOD:
        return f"differs by method: {_because(reasons[0], verdict)}"
    if len(reasons) == 1 and reasons[0].by is By.STRANGER_COUNTED_IN:
        return _because(reasons[0], verdict)
    return ": ".join(filter(None, [verdict.standing.value, "; ".join(_because(r, verdict) for r in reasons)]))


def _because(reason: Because, verdict: Verdict) -> str:
    n, known = reason.number, _range(verdict.known)
    perhaps = "" if reason.certain else "likely "
    match reason.by:
        case By.METHOD:
            return _method(reason)
        case By.EARLIER_CUT | By.LATER_CUT:
            return reason.by.value.replace("-", " ")
        case By.KNOWN_THEN:
            return "as known then, corrected since"
        case By.PLACES:
            return "other places"
        case By.AGE_READING:
            return f"one reading of disputed ages ({known})"
        case By.ADULTS_INSIDE:
            return f"{perhaps}{n} adults inside"
        case By.DUPLICATE_LINE:
            eye = "by eye, and " if reason.method is Method.BY_EYE else ""
            return f"{perhaps}{eye}{n} duplicate line{_s(n)}"
        case By.STRANGER_COUNTED_IN:
            return f"{ours_beside(reason, verdict)} of ours and {n} unresolved"
        case By.STAFF_COUNTED_IN:
            return f"{perhaps}{n} staff counted in"
        case By.OUT_COUNTED_IN:
            return f"{perhaps}{n} out with authority counted in"
        case By.SHEET_MISSING:
            return f"{perhaps}one manifest of {n} omitted"
        case By.LINES_MISSING:
            return f"{n} of ours not on the list"
        case By.LINES_NOT_OURS:
            return f"{n} line{_s(n)} not counted by us ({reason.why})"
        case By.OWN_LIST:
            return f"its own list has {n} lines"
        case By.UNACCOUNTED:
            return f"{n} unaccounted at that cut"
        case By.NUMBER:
            return f"the ledger says {known}"
        case By.SUBJECT | By.PREDICATE:
            return f"other {reason.by.value}"


def ours_beside(reason: Because, verdict: Verdict) -> str:
    """How many of a number are ours when `reason` says how many are not."""
    claimed = verdict.claimed
    if reason.number is None or claimed.low != claimed.high:
        return _range(verdict.known)
    return str(claimed.low - reason.number)


def _method(reason: Because) -> str:
    assert reason.method is not None
    said = [reason.method.value.replace("-", " ")]
    if reason.method is Method.MEALS and reason.number is not None:
        said.append(f"{reason.number} staff")
    if reason.left:
        said.append(f"{reason.left} unexplained")
    return ", ".join(said)


def _range(count: Count | None) -> str:
    if count is None:
        return "nothing"
    if count.high is None:
        return f"{count.low} or more"
    return str(count.low) if count.low == count.high else f"{count.low} to {count.high}"


def _s(number: int | None) -> str:
    return "" if number == 1 else "s"
