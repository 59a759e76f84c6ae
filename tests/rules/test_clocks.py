"""Deadlines: each pack against examples worked by hand from the cited text, and against another computation."""

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as some

from abrigo.rules.clocks import Calendar, Clock, Roll, Seat, Step, Unit, add_months, due, roll, runs
from abrigo.rules.packs import STEPS, WrongPack, clock_named, read, shipped

GT, LONDON, CHICAGO, TORONTO = map(
    ZoneInfo, ("America/Guatemala", "Europe/London", "America/Chicago", "America/Toronto")
)


def ends(name: str, *start: int, zone: ZoneInfo, extended=()):
    """Due of a shipped clock from a local minute."""
    pack, clock = clock_named(name)
    return due(clock, datetime(*start, tzinfo=zone).astimezone(UTC), pack.seat, extended)


def local(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}"


# -- worked by hand -----------------------------------------------------------------


def test_guatemala_ten_working_days_from_a_friday_removal_leave_out_weekends_and_christmas():
    # Friday 19 December 2025 09:00. Day one is Monday 22, then 23; 24 and 25 (and 31, 1 January) are holidays.
    holidays = shipped()["gt"].seat.calendar.holidays
    assert date(2025, 12, 25) in holidays
    assert date(2026, 1, 1) in holidays
    told = ends("gt.hearing.first", 2025, 12, 19, 9, zone=GT)
    days = [d for n in range(1, 40) if (d := date(2025, 12, 19) + timedelta(n)).weekday() < 5 and d not in holidays]
    assert told.day == days[9]
    assert local(told.at, GT) == f"{told.day + timedelta(1)} 00:00"
    assert not clock_named("gt.hearing.first")[1].verified


def test_guatemala_a_file_received_at_half_past_eleven_at_night_is_of_that_day_and_not_of_the_next():
    assert ends("gt.hearing.first", 2025, 11, 3, 23, 30, zone=GT).day == date(2025, 11, 17)


def test_guatemala_at_once_is_overdue_a_moment_later():
    told = ends("gt.measure.immediate", 2025, 12, 21, 16, 30, zone=GT)
    assert local(told.at, GT) == "2025-12-21 16:30"


def test_guatemala_two_months_end_on_the_eve_and_with_the_month_that_has_no_such_date():
    assert ends("gt.execution.report", 2025, 12, 31, 10, zone=GT).day == date(2026, 2, 28)
    assert ends("gt.execution.report", 2023, 12, 31, 10, zone=GT).day == date(2024, 2, 29)
    assert ends("gt.execution.report", 2026, 1, 10, 10, zone=GT).day == date(2026, 3, 10)


def test_guatemala_notice_three_working_days_before_a_monday_hearing_is_the_tuesday_before():
    # Hearing Monday 19 January 2026: Friday 16, Thursday 15 and Wednesday 14 lie between; the last day is Tuesday 13.
    assert ends("gt.notice.parties", 2026, 1, 19, 9, zone=GT).day == date(2026, 1, 13)


def test_england_seventy_two_hours_run_through_the_night_the_clocks_change():
    # Spring forward 30 March 2025 01:00: three days later by the sun is an hour later by the wall.
    assert local(ends("eng.police-protection", 2025, 3, 28, 20, zone=LONDON).at, LONDON) == "2025-03-31 21:00"
    assert local(ends("eng.police-protection", 2025, 10, 24, 20, zone=LONDON).at, LONDON) == "2025-10-27 19:00"


def test_england_eight_days_begin_with_the_day_of_the_order():
    # Monday 3 March 2025 is day one; Monday 10 is day eight.
    told = ends("eng.epo", 2025, 3, 3, 15, zone=LONDON)
    assert (told.day, told.may_move_to) == (date(2025, 3, 10), None)


def test_england_christmas_moves_the_last_day_only_when_the_court_says_so():
    # Thursday 18 December 2025 is day one; day eight is Christmas Day, Friday is Boxing Day, Saturday is no holiday.
    told = ends("eng.epo", 2025, 12, 18, 11, zone=LONDON)
    assert told.day == date(2025, 12, 25)
    assert local(told.at, LONDON) == "2025-12-26 00:00"
    assert local(told.may_move_to, LONDON) == "2025-12-27 12:00"


def test_england_a_sunday_counts_as_a_holiday_for_the_last_day():
    # Sunday 2 March 2025 is day one, Sunday 9 day eight; the court may name noon on Monday.
    sunday = ends("eng.epo", 2025, 3, 2, 9, zone=LONDON)
    assert sunday.day == date(2025, 3, 9)
    assert local(sunday.may_move_to, LONDON) == "2025-03-10 12:00"


def test_england_extended_once_is_fifteen_days_in_all():
    assert ends("eng.epo", 2025, 3, 3, 15, zone=LONDON, extended=(7,)).day == date(2025, 3, 17)


def test_texas_fourteen_days_after_a_friday_and_a_last_day_on_new_years_day_moves():
    assert ends("tx.hearing.adversary", 2025, 10, 3, 9, zone=CHICAGO).day == date(2025, 10, 17)
    moved = ends("tx.hearing.adversary", 2025, 12, 18, 9, zone=CHICAGO)  # day 14: Thursday 1 January
    assert (moved.day, moved.moved) == (date(2026, 1, 2), date(2026, 1, 1))


def test_texas_the_night_the_clocks_change_moves_no_day():
    told = ends("tx.hearing.adversary", 2026, 3, 2, 23, 45, zone=CHICAGO)  # clocks change on the 8th
    assert told.day == date(2026, 3, 16)
    assert local(told.at, CHICAGO) == "2026-03-17 00:00"
    assert told.at == datetime(2026, 3, 17, 5, tzinfo=UTC)


def test_texas_the_first_working_day_after_a_friday_is_the_monday():
    assert ends("tx.hearing.initial", 2025, 10, 3, 22, zone=CHICAGO).day == date(2025, 10, 6)


def test_quebec_forty_eight_hours_from_a_friday_end_on_sunday_unless_the_director_writes_why():
    told = ends("qc.immediate", 2025, 12, 19, 18, zone=TORONTO)
    assert local(told.at, TORONTO) == "2025-12-21 18:00"
    assert local(told.may_move_to, TORONTO) == "2025-12-23 00:00"  # the end of Monday
    assert ends("qc.immediate", 2025, 12, 16, 18, zone=TORONTO).may_move_to is None


def test_quebec_five_working_days_more_leave_out_christmas():
    # 48 hours end on Sunday 21; the five days are 22, 23, 24, 26 and 29 December.
    assert ends("qc.immediate", 2025, 12, 19, 18, zone=TORONTO, extended=(5,)).day == date(2025, 12, 29)


def test_mexico_three_hours_and_malaysia_two_months_beginning_with_the_order():
    mexico, kuala = ZoneInfo("America/Mexico_City"), ZoneInfo("Asia/Kuala_Lumpur")
    assert local(ends("mx.measure.decree", 2025, 5, 2, 22, 30, zone=mexico).at, mexico) == "2025-05-03 01:30"
    assert ends("my.interim", 2025, 1, 15, 9, zone=kuala).day == date(2025, 3, 14)
    assert ends("my.interim", 2025, 12, 31, 9, zone=kuala).day == date(2026, 2, 28)


# Each law through the five bad weeks: the removal on a Friday, the breach on a Sunday, Christmas, a leap day. Worked by
# hand with a wall calendar: hours run on through nights and feasts, days are those of the place.
BAD_WEEKS = [
    # Guatemala: hours run on (LOJ art. 45); three working days after a leap day; two months from one.
    ("gt.exhibicion", (2025, 12, 19, 18, 0), "2025-12-20 18:00"),
    ("gt.exhibicion", (2025, 12, 21, 16, 30), "2025-12-22 16:30"),
    ("gt.exhibicion", (2025, 12, 24, 20, 0), "2025-12-25 20:00"),
    ("gt.judgment.notify", (2028, 2, 29, 9, 0), "2028-03-04 00:00"),  # Wed 1, Thu 2, Fri 3 March
    ("gt.execution.report", (2028, 2, 29, 9, 0), "2028-04-30 00:00"),  # through 29 April
    # England and Wales: 72 hours whatever the day; eight days of which the first is the day of the order.
    ("eng.police-protection", (2025, 12, 19, 18, 0), "2025-12-22 18:00"),
    ("eng.police-protection", (2025, 12, 21, 16, 30), "2025-12-24 16:30"),
    ("eng.police-protection", (2025, 12, 24, 20, 0), "2025-12-27 20:00"),
    ("eng.police-protection", (2028, 2, 27, 9, 0), "2028-03-01 09:00"),
    ("eng.epo", (2028, 2, 22, 9, 0), "2028-03-01 00:00"),  # Tuesday 22 is day one, Tuesday 29 February day eight
    # Texas: the first working day after; the fourteenth day after, and past a Sunday.
    ("tx.hearing.initial", (2025, 12, 19, 18, 0), "2025-12-23 00:00"),  # Friday: Monday 22, to its end
    ("tx.hearing.initial", (2025, 12, 21, 16, 30), "2025-12-23 00:00"),  # Sunday: the same Monday
    ("tx.hearing.adversary", (2025, 12, 7, 16, 30), "2025-12-23 00:00"),  # day 14 is Sunday 21: Monday 22
    ("tx.hearing.adversary", (2028, 2, 15, 9, 0), "2028-03-01 00:00"),  # day 14 is Tuesday 29 February
    ("tx.hearing.adversary", (2025, 10, 20, 10, 0), "2025-11-04 00:00"),  # clocks change on 2 November
    # Quebec: 48 hours; what only the director may move is not counted on.
    ("qc.immediate", (2025, 12, 21, 16, 30), "2025-12-23 16:30"),
    ("qc.immediate", (2025, 12, 24, 20, 0), "2025-12-26 20:00"),
    ("qc.immediate", (2028, 2, 28, 10, 0), "2028-03-01 10:00"),
    ("qc.immediate", (2026, 3, 7, 10, 0), "2026-03-09 11:00"),  # clocks change on the 8th: an hour later by the wall
    # Mexico and Malaysia: 24 hours, feast or not.
    ("mx.measure.ratify", (2025, 12, 19, 18, 0), "2025-12-20 18:00"),
    ("mx.measure.ratify", (2025, 12, 21, 16, 30), "2025-12-22 16:30"),
    ("mx.measure.ratify", (2025, 12, 24, 20, 0), "2025-12-25 20:00"),
    ("mx.measure.ratify", (2028, 2, 28, 12, 0), "2028-02-29 12:00"),
    ("mx.measure.decree", (2028, 2, 28, 22, 30), "2028-02-29 01:30"),
    ("my.court", (2025, 12, 19, 18, 0), "2025-12-20 18:00"),
    ("my.court", (2025, 12, 21, 16, 30), "2025-12-22 16:30"),
    ("my.court", (2025, 12, 24, 20, 0), "2025-12-25 20:00"),
    ("my.court", (2028, 2, 28, 12, 0), "2028-02-29 12:00"),
    ("my.interim", (2028, 2, 29, 9, 0), "2028-04-29 00:00"),  # two months, 29 February the first day: through 28 April
]


@pytest.mark.parametrize(("name", "start", "end"), BAD_WEEKS, ids=lambda v: v if isinstance(v, str) else "")
def test_each_law_ends_where_a_wall_calendar_says_through_the_bad_weeks(name, start, end):
    pack, _clock = clock_named(name)
    assert local(ends(name, *start, zone=pack.seat.zone).at, pack.seat.zone) == end


def test_texas_a_last_day_on_christmas_moves_past_its_legal_holidays():
    told = ends("tx.hearing.adversary", 2025, 12, 11, 9, zone=CHICAGO)  # day 14: Thursday 25 December
    assert told.moved == date(2025, 12, 25)
    # Friday 26 is a holiday of the State too, and a weekend follows: Monday 29.
    assert told.day == date(2025, 12, 29)


# -- promises for every day -----------------------------------------------------------

PACKS = sorted(shipped())
DAYS = some.dates(date(2011, 1, 1), date(2044, 1, 1))


@given(DAYS, some.sampled_from(list(Roll)), some.sampled_from(PACKS))
def test_a_roll_never_moves_back_lands_on_an_open_day_and_twice_is_once(day, rule, pack):
    calendar = shipped()[pack].seat.calendar
    moved = roll(day, rule, calendar)
    assert moved >= day
    assert roll(moved, rule, calendar) == moved
    assert rule is not Roll.NEXT_WORKING_DAY or calendar.working(moved)
    assert rule is not Roll.NEXT_NOT_HOLIDAY or not calendar.holiday(moved)
    skipped = [day + timedelta(n) for n in range((moved - day).days)]
    assert not any(calendar.working(d) for d in skipped), "an open day was jumped over"


@given(DAYS, some.integers(0, 23), some.integers(1, 48), some.sampled_from(PACKS))
def test_a_later_start_never_ends_earlier(day, hour, later, pack):
    seat = shipped()[pack].seat
    start = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    for clock in shipped()[pack].clocks:
        first, second = due(clock, start, seat), due(clock, start + timedelta(hours=later), seat)
        assert first.at <= second.at
        assert clock.before or first.at >= start


def test_a_calendar_asked_about_a_year_it_does_not_know_says_so_and_guesses_nothing():
    with pytest.raises(ValueError, match="2010 to 2045"):
        ends("gt.hearing.first", 2046, 1, 1, zone=GT)


# -- somebody else's computation ------------------------------------------------------

LENGTHS = {Unit.CALENDAR_DAYS: 30, Unit.WORKING_DAYS: 25, Unit.WEEKS: 8, Unit.MONTHS: 14}


def by_libraries(clock: Clock, day: date, seat: Seat) -> date:
    """The last day, by numpy's business days and dateutil's months; nothing of ours but the table of holidays."""
    mask = [n not in seat.calendar.rest and not (seat.calendar.sundays and n == 6) for n in range(7)]
    book = np.busdaycalendar(weekmask=mask, holidays=np.array(sorted(seat.calendar.holidays), "datetime64[D]"))
    back = 1 if clock.starts_counted else 0
    match clock.unit:
        case Unit.WORKING_DAYS:
            counted = back and bool(np.is_busday(day, busdaycal=book))
            n = clock.length - (1 if counted else 0)
            last = np.busday_offset(day, n, roll="preceding", busdaycal=book).astype(date)
        case Unit.MONTHS:
            last = day + relativedelta(months=clock.length)
            last -= timedelta(back if last.day == day.day else 0)
        case Unit.WEEKS:
            last = day + relativedelta(weeks=clock.length) - timedelta(back)
        case _:
            last = day + relativedelta(days=clock.length) - timedelta(back)
    if clock.roll is Roll.NEXT_WORKING_DAY:
        last = np.busday_offset(last, 0, roll="forward", busdaycal=book).astype(date)
    return last


def test_another_computation_agrees_on_ten_thousand_random_triggers():
    dice = random.Random("clocks")
    places = [p.seat for p in shipped().values()]
    for n in range(10_000):
        unit = dice.choice(list(LENGTHS))
        clock = Clock(
            f"x{n}", {}, ("custody.started",), ("care.ended",), dice.randint(1, LENGTHS[unit]), unit, "", "",
            starts_counted=dice.random() < 0.5, roll=dice.choice([Roll.NONE, Roll.NEXT_WORKING_DAY]),
        )  # fmt: skip
        seat = dice.choice(places)
        start = datetime(2012, 1, 1, tzinfo=UTC) + timedelta(minutes=dice.randrange(30 * 365 * 24 * 60))
        day = start.astimezone(seat.zone).date()
        found = due(clock, start, seat)
        assert found.day == by_libraries(clock, day, seat), (clock, start, seat.zone)
        midnight = datetime.combine(found.day + timedelta(1), datetime.min.time(), seat.zone)
        assert found.at == midnight.astimezone(UTC)


# -- what is recorded -------------------------------------------------------------------


def step(name: str, day: int, **more) -> Step:
    return Step(name, datetime(2026, 1, day, 15, tzinfo=UTC), **more)


def test_no_recorded_act_is_overdue_and_an_act_recorded_late_is_met_late():
    pack, clock = clock_named("gt.judgment.notify")
    (run,) = runs(clock, [step("judgment.given", 5)], pack.seat)
    assert run.state(run.due.at - timedelta(minutes=1)) == "due"
    assert run.state(run.due.at) == "overdue"
    (run,) = runs(clock, [step("judgment.given", 5), step("judgment.notified", 20)], pack.seat)
    assert run.state(run.due.at) == "met-late"


def test_what_was_done_before_a_clock_began_does_not_meet_it():
    pack, clock = clock_named("gt.judgment.notify")
    (run,) = runs(clock, [step("judgment.notified", 2), step("judgment.given", 5)], pack.seat)
    assert run.met is None


def test_a_report_every_two_months_runs_again_from_each_report_and_ends_with_care():
    pack, clock = clock_named("gt.execution.report")
    told = [step("measure.ordered", 5), step("report.execution", 20), step("report.execution", 28)]
    assert [r.met is not None for r in runs(clock, told, pack.seat)] == [True, True, False]
    assert [r.met is not None for r in runs(clock, [*told, step("care.ended", 30)], pack.seat)] == [True, True, True]


def test_the_stricter_of_two_starts_counts():
    pack, clock = clock_named("eng.epo")
    (run,) = runs(clock, [step("measure.ordered", 7), step("police-protection.started", 5)], pack.seat)
    assert run.start.name == "police-protection.started"


def test_a_clock_nobody_started_does_not_run():
    pack, clock = clock_named("gt.hearing.first")
    assert runs(clock, [step("measure.ordered", 5)], pack.seat) == ()


# -- packs that cannot be used ------------------------------------------------------------

GOOD = """\
id: xx
title: {en: Somewhere, es: En algún lugar}
zone: America/Guatemala
calendar: GT
clocks:
  - id: xx.one
    title: {en: One, es: Uno}
    starts: [custody.started]
    stops: [care.ended]
    length: 3
    unit: working_days
    owed_by: court
    basis: Some law
"""


@pytest.mark.parametrize(
    ("wrong", "right", "line", "key", "remedy"),
    [
        ("unit: fortnights", "unit: working_days", 11, "unit", "calendar_days"),
        ("calendar: ZZ", "calendar: GT", 4, "calendar", "GB/ENG"),
        ("zone: Mars/Olympus", "zone: America/Guatemala", 3, "zone", "IANA"),
        ("starts: [custody.begun]", "starts: [custody.started]", 8, "starts", "custody.started"),
        ("length: three", "length: 3", 10, "length", "whole number"),
        ("length: -1", "length: 3", 10, "length", "whole number"),
        ("basis: ''", "basis: Some law", 13, "basis", "text"),
        ("basis: x\n    rol: none", "basis: Some law", 14, "rol", "unknown key"),
        ("basis: x\n    effective_from: 2026-01-01\n    effective_to: 2025-01-01", "basis: Some law", 15,
         "effective_to", "turn the two dates round"),
        ("basis: x\n    verified_by: A. Abogada", "basis: Some law", 14, "verified_by", "both, or neither"),
        ("title: {en: One}", "title: {en: One, es: Uno}", 7, "title", "Spanish"),
    ],
)  # fmt: skip
def test_a_wrong_pack_names_file_line_key_and_remedy(wrong, right, line, key, remedy):
    with pytest.raises(WrongPack) as told:
        read(GOOD.replace(right, wrong), "xx.yaml")
    assert (told.value.file, told.value.line, told.value.key) == ("xx.yaml", line, key)
    assert remedy in told.value.remedy


def test_what_is_no_yaml_and_an_id_twice_are_refused():
    with pytest.raises(WrongPack, match="indentation"):
        read("id: [", "xx.yaml")
    once = GOOD.split("clocks:\n")[1]
    with pytest.raises(WrongPack, match="twice"):
        read(GOOD + once, "xx.yaml")


def test_every_shipped_clock_cites_its_law_and_nobody_is_said_to_have_verified_what_nobody_has():
    clocks = [c for p in shipped().values() for c in p.clocks]
    assert sorted(shipped()) == ["eng", "gt", "mx", "my", "qc", "tx"]
    assert all(c.basis and c.owed_by and set(c.starts) <= set(STEPS) for c in clocks)
    assert not any(c.verified for c in clocks)
    assert len({c.id for c in clocks}) == len(clocks)


def test_months_are_those_of_the_calendar():
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2025, 12, 1), 1) == date(2026, 1, 1)


def test_a_calendar_that_never_opens_is_an_error_and_not_an_endless_wait():
    shut = Calendar("shut", frozenset(range(7)), frozenset(), 2000, 2100)
    with pytest.raises(ValueError, match="no open day"):
        roll(date(2025, 1, 1), Roll.NEXT_WORKING_DAY, shut)


def test_what_a_law_adds_to_a_deadline_is_said_in_english_and_in_spanish():
    noted = [c for pack in shipped().values() for c in pack.clocks if c.note]
    assert noted
    assert all({"en", "es"} <= c.note.keys() and all(c.note.values()) for c in noted)
