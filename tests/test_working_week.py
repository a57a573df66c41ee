from __future__ import annotations

import pytest

from vsm_toolkit.durations import format_hours, read_time
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.samples import lantern
from vsm_toolkit.working_week import WorkingWeek, shown_in, shown_working_week


def test_times_are_shown_in_the_week_around_them():
    with shown_in(WorkingWeek(hours_per_day=7.0, days_per_week=4.0)):
        shown = format_hours(70)

    assert shown == "2.5 wk"
    assert format_hours(70) == "8.8 d"


def test_the_week_outside_comes_back_even_after_an_error():
    with pytest.raises(RuntimeError), shown_in(WorkingWeek(hours_per_day=6.0)):
        raise RuntimeError

    assert shown_working_week() == WorkingWeek(8.0, 5.0)


def test_a_week_given_by_hand_wins():
    with shown_in(WorkingWeek(hours_per_day=4.0)):
        shown = format_hours(60, hours_per_day=8.0, days_per_week=5.0)

    assert shown == "7.5 d"


def test_reading_and_computing_do_not_look_at_the_week_that_is_shown():
    with shown_in(WorkingWeek(hours_per_day=4.0)):
        reading, metrics = read_time("3 d"), map_metrics(lantern())

    assert reading is not None
    assert reading.hours == 24
    assert metrics.lead_time.value == 141
