"""No number comes from nothing, whatever is missing on a map; no clock change shifts a time, in any zone."""

from __future__ import annotations

import random
import zoneinfo
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings

from tests.faults.hostile_inputs import numbers_from_nothing
from tests.strategies import value_streams
from vsm_toolkit.calendars import clock_hours_between, working_hours_between
from vsm_toolkit.errors import VsmError
from vsm_toolkit.handoffs import handoff_ledger, list_handoffs
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import Calendar


def test_no_figure_of_an_incomplete_map_is_nan_or_infinite(amounts, reached):
    counted = {"maps": 0, "refused": 0}

    @settings(
        max_examples=amounts.of("maps", 60, 4_000),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(stream=value_streams(complete=False))
    def check(stream):
        counted["maps"] += 1
        try:
            figures = [map_metrics(stream), list_handoffs(stream), handoff_ledger(stream)]
        except VsmError:
            counted["refused"] += 1
            return
        assert not numbers_from_nothing(figures)

    check()
    figure = f"{counted['maps']:,} maps: 0 numbers from nothing, {counted['refused']} refused in words"
    reached(16, "incomplete maps: no NaN, no infinity", figure, "1,000,000 maps, 0")

    assert counted["maps"] > counted["refused"]


def changes_of(zone):
    """Give the days from 2020 to 2035 on which the clocks of a zone change."""
    day, before = datetime(2020, 1, 1, 12, tzinfo=UTC), None
    while day.year <= 2035:
        offset = day.astimezone(zone).utcoffset()
        if before is not None and offset != before:
            yield day.astimezone(zone).date()
        before, day = offset, day + timedelta(days=1)


def test_every_clock_change_of_every_zone_agrees_with_utc(amounts, reached):
    names = sorted(zoneinfo.available_timezones() - {"localtime", "Factory"})
    chosen = random.Random(5).sample(names, min(len(names), amounts.of("zones", 25, len(names))))
    compared = different = 0
    for name in chosen:
        zone = zoneinfo.ZoneInfo(name)
        calendar = Calendar(time_zone=name, hours_per_day=24, days_per_week=7, day_starts="00:00")
        for day in changes_of(zone):
            start = datetime(day.year, day.month, day.day, 22, tzinfo=zone) - timedelta(days=2)
            end = datetime(day.year, day.month, day.day, 6, tzinfo=zone) + timedelta(days=1)
            real = (end.astimezone(UTC) - start.astimezone(UTC)) / timedelta(hours=1)
            compared += 1
            different += abs(clock_hours_between(start, end) - real) > 1e-9
            different += abs(working_hours_between(start, end, calendar) - real) > 1e-9
    figure = f"{len(chosen)} zones, {compared:,} clock changes 2020-2035: {different} differ from UTC"
    reached(17, "times across clock changes", figure, "every zone, 0 differ")

    assert different == 0
