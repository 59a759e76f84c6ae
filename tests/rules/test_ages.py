"""How old someone is, read from who said what."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from abrigo.facts.identity import AgeClaimed, AgeDetermined, ClaimWithdrawn
from abrigo.facts.intake import PersonReceived, StrangerFound, Tally
from abrigo.facts.kinds import AgeMethod, AgeRange, Said, Unsaid
from abrigo.facts.wire import spelling
from abrigo.rules.ages import Ages, Category, Reading, learn, read, read_age, split, whole_years

D0 = datetime(2025, 12, 19, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def received(tally=Tally.CHILD, at=D0):
    return PersonReceived("op", "p", "s", None, "a", "t", tally, Unsaid.NOT_ASKED, None, Said("ana", at))


def claimed(low, high, claim="c", method=AgeMethod.STATED, at=D0):
    return AgeClaimed("p", claim, AgeRange(low, high), method, "herself", Said("ana", at))


def by_eye(low, high, at=D0):
    return claimed(low, high, "p/by-eye", AgeMethod.BY_EYE, at)


def determined(low, high, claim="d", at=D0):
    return AgeDetermined("p", claim, AgeRange(low, high), "court C", "art. 5", Said("rui", at))


def withdrawn(claim, at=D0):
    return ClaimWithdrawn("p", claim, "mistaken", Said("ana", at))


def ages(*facts):
    known = Ages()
    for fact in facts:
        known = learn(known, fact)
    return known


def category(*facts, at=D0):
    return read(ages(*facts), at).category


def test_with_nothing_said_the_tally_at_the_gate_reads_as_child_or_adult():
    assert read(ages(received(Tally.CHILD)), D0) == Reading(0, 17, Category.CHILD)
    assert read(ages(received(Tally.ADULT)), D0) == Reading(18, None, Category.ADULT)


def test_somebody_nobody_has_looked_at_is_not_an_adult():
    assert read(Ages(), D0) == Reading(0, None, Category.UNDETERMINED)
    assert read(Ages(), D0).protected


def test_a_child_by_eye_who_says_nineteen_is_undetermined_not_adult():
    assert category(received(), by_eye(14, 17)) is Category.CHILD
    assert category(received(), by_eye(14, 17), claimed(19, 19)) is Category.UNDETERMINED
    assert category(received(), claimed(19, 19)) is Category.UNDETERMINED


def test_who_looked_adult_and_says_sixteen_is_a_child():
    assert category(received(Tally.ADULT), claimed(16, 16)) is Category.CHILD


def test_an_adult_needs_every_plausible_age_to_be_eighteen_or_more():
    assert category(received(Tally.ADULT), claimed(17, 21)) is Category.UNDETERMINED
    assert category(received(Tally.ADULT), claimed(18, 21), claimed(30, None, "b")) is Category.ADULT
    assert category(received(Tally.ADULT), claimed(18, 21), claimed(15, 15, "b")) is Category.UNDETERMINED


def test_a_tally_of_adult_never_makes_an_adult_of_a_child_who_said_otherwise():
    assert read(ages(received(Tally.ADULT), claimed(12, 13)), D0) == Reading(12, 13, Category.CHILD)


def test_a_withdrawn_claim_does_not_count_and_did_count_until_then():
    known = ages(received(), by_eye(14, 17), claimed(19, 19), withdrawn("c", D0 + DAY))
    assert read(known, D0).category is Category.UNDETERMINED
    assert read(known, D0 + DAY).category is Category.CHILD


def test_a_determination_wins_over_every_claim_while_it_stands():
    known = ages(received(), by_eye(14, 17), determined(19, 20, at=D0 + DAY), withdrawn("d", D0 + 3 * DAY))
    assert read(known, D0) == Reading(14, 17, Category.CHILD)
    assert read(known, D0 + 2 * DAY) == Reading(19, 20, Category.ADULT, determined=True)
    assert read(known, D0 + 3 * DAY) == Reading(14, 17, Category.CHILD)


def test_a_later_claim_does_not_outweigh_a_determination():
    known = ages(determined(16, 16), claimed(25, 25, at=D0 + DAY))
    assert read(known, D0 + DAY) == Reading(16, 16, Category.CHILD, determined=True)


def test_of_two_determinations_the_later_one_stands():
    assert category(determined(19, 19, "e", D0 + DAY), determined(16, 16), at=D0 + DAY) is Category.ADULT


def test_a_determination_that_cannot_tell_makes_nobody_an_adult():
    assert category(received(Tally.ADULT), determined(17, 19)) is Category.UNDETERMINED


def test_an_earlier_day_answers_as_it_did_before_a_determination():
    known = ages(received(), determined(19, 19, at=D0 + 24 * DAY))
    assert read(known, D0 + 23 * DAY).category is Category.CHILD


def test_two_pairs_of_eyes_that_differ_have_seen_a_child():
    stranger = StrangerFound("op", "p", "s", "t", Tally.ADULT, "", None, Said("ana", D0))
    for facts in ((received(), stranger), (stranger, received())):
        assert category(*facts) is Category.CHILD


def test_ages_grow_by_whole_years_and_nobody_leaves_protection_by_a_part_of_one():
    known = ages(received(), claimed(17, 17))
    assert read(known, datetime(2026, 12, 19, 11, 59, tzinfo=UTC)).category is Category.CHILD
    assert read(known, datetime(2026, 12, 19, 12, tzinfo=UTC)).low == 18


def test_a_child_by_eye_becomes_undetermined_with_the_years_never_silently_an_adult():
    known = ages(received(), by_eye(10, 17))
    assert read(known, D0 + 366 * DAY) == Reading(11, 18, Category.UNDETERMINED)


def test_years_turn_on_the_day_they_began_and_the_leap_day_on_the_first_of_march():
    leap = datetime(2024, 2, 29, tzinfo=UTC)
    assert whole_years(leap, datetime(2025, 2, 28, 23, tzinfo=UTC)) == 0
    assert whole_years(leap, datetime(2025, 3, 1, tzinfo=UTC)) == 1
    assert whole_years(D0, D0 - DAY) == 0


def test_a_year_is_one_year_in_whatever_zone_the_two_instants_are_written():
    there = timezone(timedelta(hours=-6))
    since = datetime(2025, 12, 19, 23, 30, tzinfo=there)  # the 20th in UTC
    for zone in (UTC, there, timezone(timedelta(hours=14))):
        for before, years in ((timedelta(minutes=1), 0), (timedelta(0), 1)):
            turned = datetime(2026, 12, 20, 5, 30, tzinfo=UTC) - before
            assert whole_years(since, turned.astimezone(zone)) == years
            assert whole_years(since.astimezone(zone), turned) == years


def test_the_register_reads_its_spelled_claims_to_the_same_age():
    facts = (by_eye(14, 17), claimed(19, 19), determined(16, 16, at=D0 + DAY))
    spelled = [
        spelling(type(f)).write(f) | {"determined": isinstance(f, AgeDetermined), "withdrawn": ""} for f in facts
    ]
    for at in (D0 + DAY, D0 + 900 * DAY):
        assert read_age("child", spelled, at) == read(ages(received(), *facts), at)
    assert read_age("child", spelled[:2], D0) == read(ages(received(), *facts[:2]), D0)
    spelled[1]["withdrawn"] = "mistaken"
    assert read_age("child", spelled[:2], D0).category is Category.CHILD
    assert read_age("", [], D0).category is Category.UNDETERMINED


def test_a_claim_that_comes_late_does_not_hide_what_was_determined_meanwhile():
    facts = (determined(16, 16, at=D0 + 24 * DAY), claimed(25, 25))
    spelled = [spelling(type(f)).write(f) | {"determined": isinstance(f, AgeDetermined)} for f in facts]
    assert read_age("adult", spelled, D0) == Reading(16, 16, Category.CHILD, determined=True)


def test_a_count_has_two_readings_and_the_protective_one_takes_the_doubtful_as_children():
    parts = [Reading(0, 17, Category.CHILD)] * 3 + [Reading(16, 19, Category.UNDETERMINED)] * 2
    counted = split([*parts, Reading(18, None, Category.ADULT)])
    assert counted.protective == (5, 1)
    assert counted.strict == (3, 3)
    assert counted.total == 6


# -- properties ---------------------------------------------------------------------

instants = st.integers(0, 2000).map(lambda d: D0 + d * DAY)
ranges = st.tuples(st.integers(0, 40), st.integers(0, 20)).map(lambda t: (t[0], t[0] + t[1]))
names = st.sampled_from("abcdef")
facts = st.one_of(
    st.builds(received, st.sampled_from(Tally), instants),
    st.builds(
        lambda r, c, m, at: claimed(*r, c, m, at),
        ranges,
        names,
        st.sampled_from([AgeMethod.STATED, AgeMethod.BY_EYE, AgeMethod.DOCUMENT]),
        instants,
    ),
    st.builds(lambda r, c, at: determined(*r, c, at), ranges, names, instants),
    st.builds(withdrawn, names, instants),
)


@given(st.lists(facts, max_size=9).flatmap(lambda fs: st.tuples(st.just(fs), st.permutations(fs))))
def test_the_order_in_which_ages_arrive_changes_nothing(both):
    told, shuffled = both
    assert ages(*told) == ages(*shuffled)


@given(st.lists(facts, max_size=9), instants)
def test_an_adult_has_a_certain_low_end_and_a_child_a_certain_high_one(told, at):
    found = read(ages(*told), at)
    assert found.high is None or found.low <= found.high
    assert (found.category is Category.ADULT) == (found.low >= 18)
    assert (found.category is Category.CHILD) == (found.high is not None and found.high < 18)


@given(st.lists(facts, max_size=9), ranges, instants)
def test_one_more_claim_never_makes_an_adult_of_a_child(told, more, at):
    told = [f for f in told if not isinstance(f, AgeDetermined)]
    before = read(ages(*told), at)
    after = read(ages(*told, claimed(*more, "new", at=at)), at)
    if told and before.category is Category.CHILD:
        assert after.category is not Category.ADULT


@given(st.lists(facts, max_size=9), instants, instants)
def test_what_is_said_later_leaves_every_earlier_day_as_it_was(told, at, later):
    if later <= at:
        return
    first = [f for f in told if f.said.at <= at or isinstance(f, PersonReceived)]
    assert read(ages(*first), at) == read(ages(*told), at)
