"""Working time between instants: the worked example, clock changes, and a slow oracle that asks minute by minute."""
# Times without a zone are part of what is tested.

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vsm_toolkit.calendars import (
    clock_hours_between,
    elapsed_to_working_hours,
    working_hours_between,
    working_hours_between_many,
)
from vsm_toolkit.errors import AmbiguousDurationError, DurationError
from vsm_toolkit.model import Calendar

PARIS = ZoneInfo("Europe/Paris")
FRIDAY_16 = datetime(2025, 3, 7, 16)
MONDAY_10 = datetime(2025, 3, 10, 10)
ZONES = (
    "Europe/Paris",
    "America/New_York",
    "America/St_Johns",
    "America/Havana",
    "Australia/Lord_Howe",
    "Asia/Beirut",
    "Asia/Kolkata",
    "Africa/Casablanca",
    "Pacific/Apia",
    "UTC",
)
CALENDARS = st.builds(
    Calendar,
    hours_per_day=st.sampled_from([0.5, 4, 7.6, 8, 12, 24]),
    days_per_week=st.sampled_from([0.5, 1, 4.5, 5, 6.3, 7]),
    time_zone=st.sampled_from(ZONES),
    day_starts=st.sampled_from([None, "00:00", "0:01", "02:30", "9:15", "22:00", "23:59"]),
    holidays=st.sets(st.dates(date(2011, 12, 20), date(2012, 1, 10)), max_size=3).map(tuple),
)
INSTANTS = st.datetimes(datetime(2009, 1, 1), datetime(2013, 1, 1), timezones=st.just(UTC)) | st.datetimes(
    datetime(2011, 12, 20), datetime(2012, 1, 10), timezones=st.just(UTC)
)


def oracle(start, end, calendar):
    """Ask of every minute: does the clock on the wall stand between opening and closing of a working day?"""
    zone = ZoneInfo(calendar.time_zone)
    hour, minute = map(int, (calendar.day_starts or "09:00").split(":"))
    opens = timedelta(hours=hour, minutes=minute)
    minutes, moment = 0, start.astimezone(UTC)
    while moment < end.astimezone(UTC):
        since_opening = moment.astimezone(zone).replace(tzinfo=None) - opens
        day = since_opening.date()
        open_share = min(1, max(0, calendar.days_per_week - day.weekday()))
        since_opening -= datetime.combine(day, time())
        minutes += day not in calendar.holidays and since_opening < timedelta(hours=calendar.hours_per_day * open_share)
        moment += timedelta(minutes=1)
    return minutes / 60


def test_friday_four_to_monday_ten_is_two_working_hours_and_66_on_the_clock():
    assert working_hours_between(FRIDAY_16, MONDAY_10, Calendar()) == 2
    assert clock_hours_between(FRIDAY_16, MONDAY_10) == 66


def test_the_example_holds_in_a_time_zone():
    start, end = FRIDAY_16.replace(tzinfo=PARIS), MONDAY_10.replace(tzinfo=PARIS)

    assert working_hours_between(start, end, Calendar(time_zone="Europe/Paris")) == 2
    assert clock_hours_between(start, end) == 66


def test_a_week_holds_a_working_week():
    assert working_hours_between(FRIDAY_16, FRIDAY_16 + timedelta(weeks=1), Calendar()) == 40


def test_nights_and_weekends_hold_nothing():
    assert working_hours_between(datetime(2025, 3, 7, 17), datetime(2025, 3, 10, 9), Calendar()) == 0


def test_an_instant_is_no_time_at_all():
    assert working_hours_between(FRIDAY_16, FRIDAY_16, Calendar()) == 0


def test_a_holiday_is_not_worked():
    calendar = Calendar(holidays=(date(2025, 3, 10),))

    assert working_hours_between(FRIDAY_16, datetime(2025, 3, 11, 10), calendar) == 2


def test_the_fifth_of_four_and_a_half_days_is_half_as_long():
    calendar = Calendar(days_per_week=4.5)

    assert working_hours_between(FRIDAY_16, MONDAY_10, calendar) == 1
    assert working_hours_between(datetime(2025, 3, 7, 9), datetime(2025, 3, 7, 18), calendar) == 4


def test_opening_time_and_length_of_the_day_are_the_calendars():
    calendar = Calendar(day_starts="7:30", hours_per_day=7.5)

    assert working_hours_between(datetime(2025, 3, 7, 7), datetime(2025, 3, 7, 20), calendar) == 7.5
    assert working_hours_between(datetime(2025, 3, 7, 14), datetime(2025, 3, 7, 20), calendar) == 1


def test_a_night_shift_belongs_to_the_day_it_opened():
    calendar = Calendar(day_starts="22:00")

    assert working_hours_between(datetime(2025, 3, 7, 12), datetime(2025, 3, 10, 12), calendar) == 8
    assert working_hours_between(datetime(2025, 3, 8, 4), datetime(2025, 3, 8, 12), calendar) == 2


def test_the_night_of_the_spring_change_in_paris_is_seven_hours_long():
    start, end = datetime(2025, 3, 29, 22, tzinfo=PARIS), datetime(2025, 3, 30, 6, tzinfo=PARIS)
    night_shift = Calendar(time_zone="Europe/Paris", day_starts="22:00", days_per_week=7)

    assert clock_hours_between(start, end) == 7
    assert working_hours_between(start, end, night_shift) == 7


def test_the_night_of_the_autumn_change_in_paris_is_nine_hours_long():
    start, end = datetime(2025, 10, 25, 22, tzinfo=PARIS), datetime(2025, 10, 26, 6, tzinfo=PARIS)
    night_shift = Calendar(time_zone="Europe/Paris", day_starts="22:00", days_per_week=7)

    assert clock_hours_between(start, end) == 9
    assert working_hours_between(start, end, night_shift) == 9


def test_office_days_around_a_clock_change_keep_their_hours():
    calendar = Calendar(time_zone="Europe/Paris")
    start, end = datetime(2025, 3, 28, 9, tzinfo=PARIS), datetime(2025, 3, 31, 17, tzinfo=PARIS)

    assert working_hours_between(start, end, calendar) == 16


def test_an_office_that_opens_in_the_skipped_hour_opens_at_the_change():
    calendar = Calendar(time_zone="Europe/Paris", day_starts="02:30", hours_per_day=1, days_per_week=7)
    start, end = datetime(2025, 3, 30, 0, tzinfo=PARIS), datetime(2025, 3, 30, 12, tzinfo=PARIS)

    assert working_hours_between(start, end, calendar) == 0.5


def test_a_date_that_never_was_is_not_worked():
    calendar = Calendar(time_zone="Pacific/Apia")
    apia = ZoneInfo("Pacific/Apia")
    start, end = datetime(2011, 12, 29, 9, tzinfo=apia), datetime(2011, 12, 31, 9, tzinfo=apia)

    assert clock_hours_between(start, end) == 24
    assert working_hours_between(start, end, calendar) == 8


def test_the_zone_of_the_calendar_decides_not_the_zone_of_the_timestamp():
    calendar = Calendar(time_zone="Europe/Paris")
    start = datetime(2025, 3, 7, 15, tzinfo=UTC)
    end = datetime(2025, 3, 10, 18, tzinfo=timezone(timedelta(hours=9)))

    assert working_hours_between(start, end, calendar) == 2


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day_starts", [None, "00:00", "22:00"])
@pytest.mark.parametrize("start", [datetime(2011, 3, 11, 20, 30), datetime(2011, 11, 4, 9, 15), datetime(2011, 12, 28)])
def test_working_hours_agree_with_asking_every_minute(zone, day_starts, start):
    calendar = Calendar(time_zone=zone, day_starts=day_starts, days_per_week=6.5, holidays=(date(2011, 3, 14),))
    start = start.replace(tzinfo=UTC)
    end = start + timedelta(days=4, hours=7, minutes=13)

    assert working_hours_between(start, end, calendar) == pytest.approx(oracle(start, end, calendar), abs=1e-9)


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "America/Santiago"])
@pytest.mark.parametrize("year", range(2020, 2036))
def test_an_office_that_never_closes_works_every_hour_of_the_clock(zone, year):
    calendar = Calendar(time_zone=zone, day_starts="00:00", hours_per_day=24, days_per_week=7)
    start, end = (datetime(y, 1, 1, tzinfo=ZoneInfo(zone)) for y in (year, year + 1))

    assert working_hours_between(start, end, calendar) == clock_hours_between(start, end)


@given(CALENDARS, st.tuples(INSTANTS, INSTANTS, INSTANTS))
def test_working_hours_add_up_over_a_split_and_never_exceed_the_clock(calendar, moments):
    first, middle, last = sorted(moments)

    whole = working_hours_between(first, last, calendar)
    parts = working_hours_between(first, middle, calendar) + working_hours_between(middle, last, calendar)

    assert whole == pytest.approx(parts, abs=1e-6)
    assert 0 <= whole <= clock_hours_between(first, last)


@given(CALENDARS, st.lists(st.tuples(INSTANTS, INSTANTS).map(sorted), max_size=6))
@example(Calendar(time_zone="Pacific/Apia"), [[datetime(2011, 12, 29, tzinfo=UTC), datetime(2012, 1, 1, tzinfo=UTC)]])
def test_many_at_once_agree_with_one_at_a_time(calendar, pairs):
    starts, ends = [start for start, _ in pairs], [end for _, end in pairs]

    many = working_hours_between_many(starts, ends, calendar)

    assert many.tolist() == [working_hours_between(start, end, calendar) for start, end in pairs]


@given(st.lists(st.tuples(*[st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1))] * 2).map(sorted), max_size=6))
def test_many_at_once_agree_without_a_time_zone(pairs):
    many = working_hours_between_many([start for start, _ in pairs], [end for _, end in pairs], Calendar())

    assert many.tolist() == [working_hours_between(start, end, Calendar()) for start, end in pairs]


def test_unknown_instants_stay_unknown():
    pandas = pytest.importorskip("pandas")

    many = working_hours_between_many(
        [FRIDAY_16, None, FRIDAY_16, pandas.Timestamp(FRIDAY_16)],
        [MONDAY_10, MONDAY_10, pandas.NaT, MONDAY_10],
        Calendar(),
    )

    assert many[[0, 3]].tolist() == [2, 2]
    assert all(math.isnan(value) for value in many[[1, 2]])


def test_nothing_known_and_nothing_given_are_answered_with_nothing():
    assert working_hours_between_many([], [], Calendar()).tolist() == []
    assert math.isnan(working_hours_between_many([None], [None], Calendar())[0])


def test_many_names_the_pair_that_is_wrong():
    with pytest.raises(DurationError, match=r"pair 2: the end .* lies before the start"):
        working_hours_between_many([FRIDAY_16, MONDAY_10], [MONDAY_10, FRIDAY_16], Calendar())


def test_many_refuses_a_start_without_its_end():
    with pytest.raises(DurationError, match="2 starts with 1 ends"):
        working_hours_between_many([FRIDAY_16, MONDAY_10], [MONDAY_10], Calendar())


def test_an_end_before_its_start_is_refused():
    with pytest.raises(DurationError, match="lies before the start"):
        working_hours_between(MONDAY_10, FRIDAY_16, Calendar())
    with pytest.raises(DurationError, match="lies before the start"):
        clock_hours_between(MONDAY_10, FRIDAY_16)


def test_times_without_a_zone_are_refused_where_the_calendar_has_one():
    with pytest.raises(DurationError, match="this time has no time zone"):
        working_hours_between(FRIDAY_16, MONDAY_10, Calendar(time_zone="Europe/Paris"))


def test_times_with_a_zone_are_refused_where_the_calendar_has_none():
    with pytest.raises(DurationError, match="Set time_zone in the calendar"):
        working_hours_between(FRIDAY_16.replace(tzinfo=PARIS), MONDAY_10.replace(tzinfo=PARIS), Calendar())


def test_clock_hours_refuse_one_zone_out_of_two():
    with pytest.raises(DurationError, match="one has a time zone"):
        clock_hours_between(FRIDAY_16, MONDAY_10.replace(tzinfo=PARIS))


@pytest.mark.parametrize("start", [datetime.min, datetime(1899, 12, 31), datetime.max])
def test_dates_nobody_can_mean_are_refused(start):
    with pytest.raises(DurationError, match="1900 to 2200"):
        working_hours_between(start, MONDAY_10, Calendar())
    with pytest.raises(DurationError, match="1900 to 2200"):
        clock_hours_between(start.replace(tzinfo=PARIS), MONDAY_10.replace(tzinfo=PARIS))


@pytest.mark.parametrize(
    "calendar",
    [
        Calendar(time_zone="Mars/Olympus"),
        Calendar(time_zone=""),
        Calendar(time_zone="../etc/passwd"),
        Calendar(time_zone="Europe"),
        Calendar(day_starts="nine"),
        Calendar(day_starts="25:00"),
        Calendar(hours_per_day=0),
        Calendar(hours_per_day=25),
        Calendar(days_per_week=8),
    ],
)
def test_a_calendar_that_cannot_be_is_refused_with_a_sentence(calendar):
    with pytest.raises(DurationError, match=r"^the calendar.* expected .*"):
        working_hours_between(FRIDAY_16, MONDAY_10, calendar)


def test_elapsed_weeks_convert_by_the_working_week():
    assert elapsed_to_working_hours(336, Calendar()) == 80
    assert elapsed_to_working_hours(168, Calendar(hours_per_day=7, days_per_week=4)) == 28
    assert elapsed_to_working_hours(0, Calendar()) == 0


def test_elapsed_hours_below_a_week_need_timestamps():
    with pytest.raises(AmbiguousDurationError, match="timestamps"):
        elapsed_to_working_hours(66, Calendar())
