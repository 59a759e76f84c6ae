"""What the house promises about spoken numbers: what they can mean, and what the ledger answers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abrigo.facts.accords import Reason
from abrigo.facts.kinds import ClaimId, Count, OperationId, PersonId, Said, SiteId, StaffId, StatementId
from abrigo.facts.statements import ClaimTaken, Method, Predicate, Qualifier, Subject
from abrigo.rules import claims
from abrigo.rules.claims import (
    Because,
    By,
    LedgerAnswer,
    Listed,
    Point,
    Stand,
    Standing,
    Uncounted,
    compare,
    exactly,
    gap,
    interval,
    judge,
    overlap,
    plus,
    verdict_words,
    whole_sheets,
    within,
)

DAY0 = datetime(2025, 12, 19, 6, tzinfo=UTC)  # midnight in Guatemala


def at(day, hour, minute=0):
    return DAY0 + timedelta(days=day, hours=hour, minutes=minute)


NOON = at(0, 12)
ACACIAS, H1, H2 = SiteId("acacias"), SiteId("h1"), SiteId("h2")


def claim(value=None, **change):
    told = {
        "operation": OperationId("encino"),
        "statement": StatementId("s"),
        "claim": ClaimId("c"),
        "subject": Subject.CHILDREN,
        "predicate": Predicate.REMOVED,
        "value": exactly(value) if isinstance(value, int) else value,
        "as_of": NOON,
        "sites": (),
        "method": Method.NOT_SAID,
        "qualifier": Qualifier.EXACT,
        "bands": (),
        "note": "",
        "said": Said(StaffId("x"), NOON),
    }
    return ClaimTaken(**{**told, **change})


def people(prefix, number):
    return tuple(PersonId(f"{prefix}{i:03}") for i in range(number))


def words(spoken, answer, **more):
    return verdict_words(judge(spoken, answer, **more))


# -- the drill: eight public numbers, each with its true answer --------------------------


def test_more_than_140_was_an_earlier_cut():
    buses = tuple(Point(at(0, 7 + i), exactly(n), by_eye=n + 2) for i, n in enumerate((24, 48, 72, 96, 119, 142, 157)))
    spoken = claim(Count(141, None), qualifier=Qualifier.AT_LEAST, as_of=at(0, 14))
    verdict = judge(spoken, LedgerAnswer(exactly(157), series=buses, by_eye=159))
    assert verdict_words(verdict) == "consistent: earlier cut"
    assert verdict.reasons == (Because(By.EARLIER_CUT, 142, at=at(0, 12)),)


def test_160_and_40_were_counted_by_eye_and_the_total_agrees():
    children = claim(160, method=Method.BY_EYE)
    adults = claim(40, method=Method.BY_EYE, subject=Subject.ADULTS, claim=ClaimId("d"))
    for spoken, other, value, eye in ((children, adults, 157, 160), (adults, children, 43, 40)):
        answer = LedgerAnswer(exactly(value), by_eye=eye, persons=200)
        assert words(spoken, answer, beside=(other,)) == "differs by method: by eye; total agrees"


def test_205_meals_fed_7_staff():
    spoken = claim(205, subject=Subject.PERSONS, predicate=Predicate.PRESENT, method=Method.MEALS)
    assert words(spoken, LedgerAnswer(exactly(198), staff=7, out=2)) == "differs by method: meals, 7 staff"


ALL_LOCATED = claim(
    predicate=Predicate.LOCATED, qualifier=Qualifier.ALL, claim=ClaimId("21"), as_of=at(2, 20), sites=(ACACIAS,)
)
SOME_LEFT = claim(
    predicate=Predicate.UNACCOUNTED,
    qualifier=Qualifier.SOME,
    claim=ClaimId("23"),
    as_of=at(2, 22, 30),
    sites=(ACACIAS,),
)
UNACCOUNTED = tuple(
    Point(when, exactly(n)) for when, n in ((DAY0, 0), (at(2, 16, 50), 31), (at(2, 18, 30), 19), (at(3, 3, 10), 4))
)


def test_all_located_is_contradicted_by_name():
    lost = people("p", 19)
    located = tuple(replace(p, value=exactly(158 - p.value.low)) for p in UNACCOUNTED)
    verdict = judge(ALL_LOCATED, LedgerAnswer(exactly(139), expected=158, series=located, unaccounted=lost))
    assert verdict_words(verdict) == "contradicted: 19 unaccounted at that cut"
    assert verdict.reasons[0].people == lost


def test_some_left_is_consistent_and_contradicts_all_located():
    verdict = judge(SOME_LEFT, LedgerAnswer(exactly(19), series=UNACCOUNTED), earlier=(ALL_LOCATED,))
    assert verdict_words(verdict, {ClaimId("21"): "21"}) == "consistent; contradicts 21"


def test_28_recovered_were_27_of_ours_and_1_unresolved():
    stranger = (PersonId("swept-in"),)
    spoken = claim(28, predicate=Predicate.RECOVERED)
    verdict = judge(spoken, LedgerAnswer(exactly(27), by_eye=27, value_then=exactly(27), unresolved=stranger))
    assert verdict_words(verdict) == "27 of ours and 1 unresolved"
    assert verdict.reasons[0].people == stranger


HOMES = (("T1", 88), ("T2", 1), ("T3", 9), ("T4", 30), ("T5", 18), ("T6", 6))
IN_HOMES = tuple(
    Listed(PersonId(f"{sheet}-{i}"), (f"N-{sheet}{i}",), (sheet, f"B{i % 7}")) for sheet, n in HOMES for i in range(n)
)


def test_146_left_out_one_manifest_of_6_and_says_which_and_whom():
    listed = tuple(band for p in IN_HOMES if p.sheets[0] != "T6" for band in p.bands)
    spoken = claim(146, predicate=Predicate.IN_HOMES, bands=listed)
    verdict = judge(spoken, LedgerAnswer(exactly(152), counted=IN_HOMES))
    assert verdict_words(verdict) == "differs: one manifest of 6 omitted"
    assert (verdict.reasons[0].sheet, len(verdict.reasons[0].people)) == ("T6", 6)
    assert verdict.reasons[0].certain


def test_160_of_the_same_day_is_the_gate_tally():
    for method in (Method.BY_EYE, Method.NOT_SAID):
        spoken = claim(160, predicate=Predicate.RECEIVED, method=method)
        assert words(spoken, LedgerAnswer(exactly(157), by_eye=160, duplicates=1)) == "differs by method: by eye"


# -- other verdicts -----------------------------------------------------------------------


def test_without_a_list_the_only_sheet_of_that_size_is_likely_and_not_certain():
    verdict = judge(claim(146, predicate=Predicate.IN_HOMES), LedgerAnswer(exactly(152), counted=IN_HOMES))
    assert verdict_words(verdict) == "differs: likely one manifest of 6 omitted"
    assert verdict.reasons[0].sheet == "T6"


def test_two_sheets_of_one_size_blame_neither():
    twins = tuple(Listed(PersonId(f"{s}{i}"), (), (s,)) for s in ("T1", "T2") for i in range(6))
    verdict = judge(claim(6), LedgerAnswer(exactly(12), counted=twins))
    assert verdict.standing is Standing.CONTRADICTED


def test_an_unexplained_number_is_contradicted_and_never_rounded_away():
    verdict = judge(claim(150), LedgerAnswer(exactly(157), by_eye=160, persons=200))
    assert verdict_words(verdict) == "contradicted: the ledger says 157"
    assert verdict.reasons[0].left == 7


def test_a_method_that_does_not_explain_everything_says_how_many_are_left():
    spoken = claim(210, subject=Subject.PERSONS, predicate=Predicate.PRESENT, method=Method.MEALS)
    assert words(spoken, LedgerAnswer(exactly(198), staff=7)) == "differs by method: meals, 7 staff, 5 unexplained"


def test_the_right_number_with_the_wrong_names_is_not_consistent():
    ours = tuple(Listed(p, (f"N-{p}",)) for p in people("p", 3))
    spoken = claim(3, bands=("N-p000", "n-p001 ", "N-OTHER"))
    answer = LedgerAnswer(
        exactly(3), counted=ours, uncounted=(Uncounted(PersonId("s"), ("N-OTHER",), Reason.NEVER_IN_CUSTODY),)
    )
    verdict = judge(spoken, answer)
    assert [(r.by, r.people, r.why) for r in verdict.reasons] == [
        (By.LINES_MISSING, (PersonId("p002"),), None),
        (By.LINES_NOT_OURS, (PersonId("s"),), Reason.NEVER_IN_CUSTODY),
    ]


def test_a_repeated_line_and_a_list_of_another_length_show():
    ours = tuple(Listed(p, (f"N-{p}",)) for p in people("p", 3))
    verdict = judge(claim(5, bands=("N-P000", "N-P001", "N-P002", "N-P001")), LedgerAnswer(exactly(3), counted=ours))
    assert [(r.by, r.number) for r in verdict.reasons] == [(By.OWN_LIST, 4), (By.DUPLICATE_LINE, 1)]


@pytest.mark.parametrize(
    ("spoken", "answer", "said"),
    [
        (claim(161), {"duplicates": 4}, "differs: likely 4 duplicate lines"),
        (claim(161), {"duplicates": 1, "by_eye": 160}, "differs: likely by eye, and 1 duplicate line"),
        (claim(200), {"persons": 200}, "differs: likely 43 adults inside"),
        (claim(159), {"out": 2}, "differs: likely 2 out with authority counted in"),
        (claim(164), {"staff": 7}, "differs: likely 7 staff counted in"),
        (claim(88), {"by_site": ((H1, 88), (H2, 69))}, "differs: other places"),
        (claim(69), {"by_site": ((H1, 88), (H2, 69))}, "differs: other places"),
        (claim(150), {"value_then": exactly(150)}, "differs: as known then, corrected since"),
        (claim(150), {"value": Count(150, 157)}, "differs: one reading of disputed ages (150 to 157)"),
        (claim(120), {"series": (Point(at(0, 8), exactly(120)),)}, "differs: earlier cut"),
        (claim(120), {"series": (Point(at(0, 13), exactly(120)),)}, "differs: later cut"),
        (claim(157), {}, "consistent"),
        (claim(), {}, "consistent"),
        (claim(150, qualifier=Qualifier.ABOUT), {}, "consistent"),
        (claim(109, method=Method.COMPLAINTS), {}, "differs by method: complaints, 48 unexplained"),
        (claim(600, subject=Subject.OFFICERS), {"value": None}, "not counted by the ledger"),
    ],
)
def test_a_difference_is_told_by_its_definition(spoken, answer, said):
    assert words(spoken, LedgerAnswer(**{"value": exactly(157), **answer})) == said


def test_several_strangers_of_whom_one_was_counted_are_not_named():
    verdict = judge(claim(28), LedgerAnswer(exactly(27), unresolved=people("s", 2)))
    assert verdict.reasons[0].people == ()
    assert not verdict.reasons[0].certain


def test_a_stranger_among_those_counted_by_eye_is_still_a_stranger():
    stranger = (PersonId("swept-in"),)
    spoken = claim(140, predicate=Predicate.PRESENT, method=Method.ROLL_CALL)
    verdict = judge(spoken, LedgerAnswer(exactly(136), by_eye=139, duplicates=1, unresolved=stranger))
    assert verdict_words(verdict) == "139 of ours and 1 unresolved"
    assert (verdict.reasons[0].method, verdict.reasons[0].people) == (Method.BY_EYE, stranger)
    then = judge(spoken, LedgerAnswer(exactly(136), value_then=exactly(138), unresolved=people("s", 2)))
    assert verdict_words(then) == "138 of ours and 2 unresolved"


def test_other_explanations_that_fit_are_kept_beside_the_first():
    verdict = judge(claim(158), LedgerAnswer(exactly(157), unresolved=people("s", 1), duplicates=1))
    assert [r.by for r in (*verdict.reasons, *verdict.possible)] == [By.STRANGER_COUNTED_IN, By.DUPLICATE_LINE]


def test_all_is_consistent_only_while_nobody_is_unaccounted():
    assert words(ALL_LOCATED, LedgerAnswer(exactly(158), expected=158)) == "consistent"
    assert judge(ALL_LOCATED, LedgerAnswer(None, unaccounted=people("p", 1))).standing is Standing.CONTRADICTED


def test_all_with_a_wrong_number_is_not_saved_by_the_word_all():
    spoken = claim(150, predicate=Predicate.LOCATED, qualifier=Qualifier.ALL)
    assert judge(spoken, LedgerAnswer(exactly(158), expected=158)).standing is Standing.CONTRADICTED


def test_a_number_that_fell_since_is_no_earlier_cut_of_a_growing_one():
    up_and_down = tuple(Point(at(0, h), exactly(n)) for h, n in ((1, 145), (2, 150), (3, 120), (4, 157)))
    assert words(claim(Count(141, None)), LedgerAnswer(exactly(157), series=up_and_down)) == "consistent"


def test_a_total_that_does_not_add_up_says_so():
    adults = claim(41, subject=Subject.ADULTS, method=Method.BY_EYE)
    spoken = claim(160, method=Method.BY_EYE)
    assert words(spoken, LedgerAnswer(exactly(157), by_eye=160, persons=200), beside=(adults,)).endswith(
        "total differs"
    )


# -- two claims ---------------------------------------------------------------------------


def test_an_explained_claim_differs_and_does_not_contradict():
    reasons = (Because(By.SHEET_MISSING, 6, sheet="T6"),)
    assert compare(claim(146), claim(152)).stand is Stand.CONTRADICT
    assert compare(claim(146), claim(152), explained=reasons) == claims.Between(Stand.DIFFER, (By.SHEET_MISSING,))


@pytest.mark.parametrize(
    ("one", "other", "by"),
    [
        (claim(600, method=Method.REGISTER), claim(480, method=Method.HEADCOUNT), By.METHOD),
        (claim(157), claim(200, subject=Subject.PERSONS), By.ADULTS_INSIDE),
        (claim(157), claim(43, subject=Subject.ADULTS), By.SUBJECT),
        (claim(157), claim(150, predicate=Predicate.PRESENT), By.PREDICATE),
        (claim(88, sites=(H1,)), claim(9, sites=(H2,)), By.PLACES),
        (
            claim(124, predicate=Predicate.PRESENT),
            claim(139, predicate=Predicate.PRESENT, as_of=at(2, 21)),
            By.EARLIER_CUT,
        ),
        (
            claim(139, predicate=Predicate.PRESENT, as_of=at(2, 21)),
            claim(124, predicate=Predicate.PRESENT),
            By.LATER_CUT,
        ),
        (claim(10, sites=(H1, H2)), claim(99, sites=(H1,), as_of=at(1, 0)), By.EARLIER_CUT),
    ],
)
def test_claims_of_other_things_differ_and_do_not_contradict(one, other, by):
    assert compare(one, other) == claims.Between(Stand.DIFFER, (by,))


def test_cuts_between_which_nothing_changed_are_one_cut():
    assert compare(ALL_LOCATED, SOME_LEFT, UNACCOUNTED).stand is Stand.CONTRADICT
    assert compare(ALL_LOCATED, SOME_LEFT).by == (By.EARLIER_CUT,)
    found = (*UNACCOUNTED[:3], Point(at(2, 21), exactly(0)), Point(at(2, 22), exactly(19)))
    assert compare(ALL_LOCATED, SOME_LEFT, found).by == (By.EARLIER_CUT,)


def test_before_the_ledger_began_no_two_cuts_are_one():
    assert not claims.same_cut(NOON, at(1, 0), (Point(at(2, 0), exactly(1)),))


def test_a_part_may_be_less_than_the_whole_and_never_more():
    assert compare(claim(30, sites=(H1,)), claim(152)).stand is Stand.AGREE
    assert compare(claim(160, sites=(H1,)), claim(152)).stand is Stand.CONTRADICT


def test_what_only_grows_never_shrinks():
    assert compare(claim(141), claim(160, as_of=at(1, 0))).stand is Stand.AGREE
    assert compare(claim(160), claim(141, as_of=at(1, 0))).stand is Stand.CONTRADICT


# -- intervals ------------------------------------------------------------------------------

counts = st.builds(
    lambda low, width: Count(low, None if width is None else low + width),
    st.integers(0, 30),
    st.none() | st.integers(0, 30),
)
END = 90


def members(count):
    return {n for n in range(END) if n >= count.low and (count.high is None or n <= count.high)}


@given(counts, counts)
def test_overlap_and_within_say_what_the_numbers_say(one, other):
    assert overlap(one, other) == overlap(other, one) == bool(members(one) & members(other))
    assert within(one, other) == (members(one) <= members(other))


@given(counts, counts)
def test_the_gap_is_the_fewest_persons_that_would_join_them(one, other):
    assert gap(one, other) == gap(other, one) == min(abs(a - b) for a in members(one) for b in members(other))


@given(counts, st.integers(0, 20))
def test_adding_persons_moves_every_number(count, more):
    assert members(plus(count, more)) == {n + more for n in members(count) if n + more < END}


@given(st.integers(0, 5000))
def test_about_always_admits_the_number_itself_and_reaches_further_for_larger_ones(number):
    spoken = interval(claim(number, qualifier=Qualifier.ABOUT))
    assert within(exactly(number), spoken)
    assert spoken.low >= 0
    assert spoken != exactly(number)
    assert all(claims.about(a) <= claims.about(b) for a, b in pairwise(range(number, number + 40)))


@given(counts, st.sampled_from(Qualifier))
def test_a_qualifier_never_excludes_what_was_said(value, qualifier):
    assert within(value, interval(claim(value, qualifier=qualifier)))


@given(st.sampled_from(Qualifier), st.integers(0, 300))
def test_no_number_means_what_its_word_means(qualifier, expected):
    meant = {Qualifier.ALL: exactly(expected), Qualifier.SOME: Count(1, None)}.get(qualifier, Count(0, None))
    assert interval(claim(qualifier=qualifier), expected) == meant


sites = st.sampled_from([(), (H1,), (H2,), (H1, H2), (ACACIAS, H1)])
spoken_claims = st.builds(
    lambda value, where, hour, predicate: claim(value, sites=where, as_of=at(0, hour), predicate=predicate),
    counts,
    sites,
    st.integers(0, 2),
    st.sampled_from([Predicate.REMOVED, Predicate.PRESENT]),
)


@given(spoken_claims, spoken_claims)
def test_a_contradiction_holds_from_both_sides(one, other):
    assert compare(one, other).stand is compare(other, one).stand


@given(spoken_claims, spoken_claims)
def test_claims_contradict_only_when_no_counts_could_satisfy_both(one, other):
    """Against every way the world could be: children at three places, never fewer later if they were removed."""
    between = compare(one, other)
    if between.stand is Stand.DIFFER:
        return

    def inside(a, b):
        return not b.sites or (a.sites and set(a.sites) <= set(b.sites))

    first_in_second = inside(one, other) and one.as_of <= other.as_of
    second_in_first = inside(other, one) and other.as_of <= one.as_of
    possible = any(
        (not first_in_second or a <= b) and (not second_in_first or b <= a)
        for a in members(one.value)
        for b in members(other.value)
    )
    assert (between.stand is Stand.AGREE) == possible


@given(st.integers(0, 60), counts, st.sets(st.integers(0, 60)))
def test_a_verdict_is_consistent_exactly_when_the_ledgers_number_satisfies_the_claim(known, value, extra):
    answer = LedgerAnswer(exactly(known), by_eye=next(iter(extra), None), duplicates=len(extra))
    verdict = judge(claim(value), answer)
    assert (verdict.standing is Standing.CONSISTENT) == within(exactly(known), value)
    assert verdict_words(verdict)


sheets = st.dictionaries(
    st.sampled_from(["B1", "B2", "B3", "T1"]), st.frozensets(st.sampled_from(people("p", 8)), max_size=6)
)


@given(st.frozensets(st.sampled_from(people("p", 8))), sheets)
def test_a_sheet_is_named_only_when_all_of_it_is_missing_and_nobody_is_named_twice(missing, papers):
    named = whole_sheets(missing, papers)
    assert all(found <= missing and found == papers[sheet] for sheet, found in named)
    assert sum(len(found) for _, found in named) == len(frozenset().union(*(f for _, f in named)))
